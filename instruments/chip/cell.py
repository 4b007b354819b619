"""The Chip in Python.

A layer on a card is an object; its parts say what each of them waits for. The picture lets the batch grow and follows two of them.
"""

from bokeh.plotting import figure

from instruments.chip.model import Chip

chip = Chip(accelerator="h100", model="llama-3-70b", precision="bf16", phase="decode", sequences=1, context=8192)
for part in chip.result.parts:
    waits = "memory" if part.by_memory else "arithmetic"
    print(f"{part.kernel.name:22} {part.intensity:8.2f} FLOP/B, {part.time * 1e6:7.1f} us, waits for {waits}")

batches = [1, 4, 16, 64, 256, 1024]
shown = {"model": "llama-3-70b", "precision": "bf16", "context": 8192}
placed = [{part.kernel.id: part for part in Chip(**shown, sequences=each).result.parts} for each in batches]

picture = figure(
    title="The batch moves the products; attention stays where it is", width=560, height=300, x_axis_type="log", y_axis_type="log",
    x_axis_label="sequences together", y_axis_label="FLOP for each byte",
)
for name, colour in (("up", "#0072b2"), ("attention", "#c75b00")):
    picture.line(batches, [each[name].intensity for each in placed], line_width=2, color=colour, legend_label=placed[0][name].kernel.name)
picture
