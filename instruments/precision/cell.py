"""Precision in Python.

A number in six formats, bit by bit, and a matrix of weights with outliers in four bits. Try another number, or give each group of 16
weights a scale of its own.
"""

import numpy as np
from bokeh.plotting import figure

from formulas.formats.codes import decode, encode
from formulas.formats.layout import layouts
from formulas.formats.matrix import Recipe, quantise

number = 0.1
for name in ("fp32", "bf16", "fp16", "e5m2", "e4m3", "e2m1"):
    layout = layouts()[name]
    code = int(encode(layout, number))
    print(f"{layout.name:<9} {code:0{layout.bits}b}  {float(decode(layout, code)):.9g}")

draws = np.random.default_rng(1)
weights = draws.normal(0, 0.02, (64, 128))
weights[draws.random(weights.shape) < 0.001] = 0.24

groups = [16, 32, 64, 128]
errors = []
for group in groups:
    held = quantise(weights, Recipe(layout=layouts()["int4"], group=group)).held
    errors.append(np.linalg.norm(held - weights) / np.linalg.norm(weights))

picture = figure(
    title="Fewer weights under one scale, less error", width=560, height=300, x_axis_type="log",
    x_axis_label="weights that share a scale", y_axis_label="relative error",
)
picture.line(groups, errors, line_width=2)
picture.scatter(groups, errors, size=8)
picture
