"""A run that fails, in Python.

Every number is an attribute away, and the run can be drawn. The picture asks how long to work between two checkpoints.
"""

from bokeh.plotting import figure

from formulas.reliability.simulation import draw
from instruments.reliability.model import Reliability

run = Reliability(cards=16384, parameters="405 B", days=54, spares=24, restart="10 min")
for name in ("mtbf", "failures", "checkpoint", "interval", "goodput"):
    print(f"{run.result.rows[name].label}: {run.result.figures[name].shown}")

drawn = draw(run.result.plan, seed=7)
print(f"One run: {drawn.failures} failures, goodput {drawn.goodput:.1%}")

minutes = [2, 4, 8, 16, 32, 64, 128, 256]
share = [Reliability(cards=16384, spares=24, rule="own", interval=each).result.figures["goodput"].value for each in minutes]

picture = figure(
    title="Too often costs writing, too seldom costs lost work", width=560, height=300, x_axis_type="log",
    x_axis_label="minutes between checkpoints", y_axis_label="goodput",
)
picture.line(minutes, share, line_width=2)
picture.scatter(minutes, share, size=8)
picture
