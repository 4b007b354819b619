"""The Forge in Python.

A design is an object, and a figure of it an attribute away. The picture runs the whole chain once for each point.
"""

from bokeh.plotting import figure

from instruments.forge.model import Forge

forge = Forge(training_compute="1e25 FLOP", overtraining=4, context="131072", precision="fp8", accelerator="h100")
print(forge.result.verdict.headline)
for name in ("total_parameters", "training_tokens", "predicted_loss", "training_cost", "concurrent_users"):
    print(f"{forge.result.rows[name].label}: {forge.result.figures[name].shown}")

ratios = [1, 2, 4, 8, 16, 32]
loss = [Forge(overtraining=each).result.figures["predicted_loss"].value for each in ratios]

picture = figure(
    title="More tokens for fewer parameters: a smaller model, and a worse one", width=560, height=300, x_axis_type="log",
    x_axis_label="over-training", y_axis_label="predicted loss, nats per token",
)
picture.line(ratios, loss, line_width=2)
picture.scatter(ratios, loss, size=8)
picture
