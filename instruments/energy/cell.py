"""From the grid to a FLOP in Python.

One run on three cards: the share of the power that becomes arithmetic hardly moves, the joules for each FLOP do. The picture holds the
energy of an answer against how many are written together.
"""

from bokeh.plotting import figure

from instruments.energy.model import Energy

for card in ("a100", "h100", "b200"):
    energy = Energy(accelerator=card, cards=16384, accelerator_hours=1e7)
    rows = energy.result.figures
    print(card, rows["site_power"].shown, rows["useful_share"].shown, rows["energy_per_flop"].shown, sep=", ")

together = [1, 2, 4, 8, 16, 32, 64, 128, 256]
answer = [Energy(batch=each).result.figures["answer_energy"].value for each in together]

picture = figure(
    title="Answers that are written together share the reading of the weights", width=560, height=300, x_axis_type="log",
    y_axis_type="log", x_axis_label="answers written together", y_axis_label="Wh per answer",
)
picture.line(together, answer, line_width=2)
picture.scatter(together, answer, size=8)
picture
