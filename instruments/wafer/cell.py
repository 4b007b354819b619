"""A wafer in Python.

The same defects, spread in seven ways. Change how often one falls, or how large the die is, and see which spread leaves most dies
whole.
"""

import numpy as np

from formulas.wafer.spreads import SPREADS
from instruments.wafer.lot import sample
from instruments.wafer.model import Wafer

found = []
for model in SPREADS:
    wafer = Wafer(chip="h100", defect_density=0.1, yield_model=model, wafers=200)
    *_, lot = sample(wafer.result)
    figures = wafer.result.figures
    found.append({
        "model": SPREADS[model].name, "yield": figures["die_yield"].value, "measured": lot.measured, "tested": lot.dies,
        "sold": figures["harvested"].value, "cost of a die": str(figures["die_cost"].shown),
    })

# How far off is what was counted, in standard deviations?
deviations = [(each["measured"] - each["yield"]) / np.sqrt(each["yield"] * (1 - each["yield"]) / each["tested"]) for each in found]
print("off by", ", ".join(f"{each:+.1f}" for each in deviations), "standard deviations")
found
