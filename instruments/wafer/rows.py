"""The rows of a wafer: what each figure is called, and where it stands."""

from __future__ import annotations

from formulas.wafer.spreads import SPREADS
from instruments.frame.result import Row, table

GROUPS = {
    "wafer": "What fits",
    "works": "What works",
    "cost": "What it costs",
    "chiplets": "Cut into chiplets",
    "models": "The same by each yield model",
    "beside": "Memory and transistors",
    "whole": "A whole wafer as one chip",
}
YIELDS = {key: f"yield_{key.replace('-', '_')}" for key in SPREADS}
"""Row of each yield model."""
_DEFECTS, _SHARE = "defect", "1"

ROWS = table(
    Row("placed", "Dies placed", "die", "wafer", "Whole dies, counted on the grid that was laid."),
    Row("gross", "Dies by the textbook formula", "die", "wafer", "Without laying them: it knows neither shape nor grid."),
    Row("flynn", "Dies by Flynn's formula", "die", "wafer", "Another one, which takes the wafer as smaller by one die."),
    Row("largest", "Largest die of an exposure", "mm2", "wafer", "Of this shape. A larger one has to be stitched."),
    Row("stitches", "Exposures of a die", _SHARE, "wafer", "One, where a scanner prints it at once."),
    Row("per_shot", "Dies of an exposure", "die", "wafer", "None, where the die is larger than what a scanner prints at once."),
    Row("shots", "Exposures of a layer", _SHARE, "wafer", "Fields with at least one whole die on them, as they are laid."),
    Row("full_shots", "Full exposures", _SHARE, "wafer", "Of these all dies are whole; the others are cut by the rim."),
    Row("fewest", "Exposures, were none cut", _SHARE, "wafer", "Dies over dies of an exposure: what the rim adds is the difference."),
    Row("defects", "Killing defects of a die", _DEFECTS, "works", "In the mean."),
    Row("die_yield", "Yield", _SHARE, "works", "Dies without any killing defect, by the yield model that was chosen.", "%"),
    Row("harvested", "Yield with harvesting", _SHARE, "works", "Dies that can be sold, those with dead cores among them.", "%",
        gives="forge.die_yield"),
    Row("perfect", "Perfect dies", "die", "works", "Of a wafer, in the mean."),
    Row("sold", "Dies sold", "die", "works", "Of a wafer, in the mean, with harvesting."),
    Row("defect_level", "Defect level", _SHARE, "works", "Bad dies among those that pass the test; it counts perfect dies.", "%"),
    Row("commonest", "Failures of the commonest kinds", _SHARE, "works", "Of wafers whose failures make a pattern, as counted.", "%"),
    Row("price", "Price of the substrate", "USD", "cost", "As processed, from the published price of a wafer of 300 mm."),
    Row("perfect_cost", "Cost of a perfect die", "USD", "cost", "Were only those sold."),
    Row("die_cost", "Cost of a die sold", "USD", "cost", "What the wafer costs, over the dies that can be sold."),
    Row("parts", "Parts of a package", _SHARE, "cost", "Dies and memory stacks that are bonded."),
    Row("stack_price", "Price of a stack", "USD", "cost", "By its capacity and the generation of its memory."),
    Row("needed_area", "Area that dies and stacks need", "mm2", "cost", "Of an interposer under all of them."),
    Row("packaging", "Cost of packaging", "USD", "cost", "Interposer by its area; substrate, assembly and test."),
    Row("assembly_yield", "Assembly yield", _SHARE, "cost", "Packages in which every bond holds.", "%"),
    Row("package_cost", "Cost of a package", "USD", "cost", "Dies, memory and packaging, over the packages that work."),
    Row("chiplet_area", "Area of a chiplet", "mm2", "chiplets", "With its links."),
    Row("chiplet_defects", "Killing defects of a chiplet", _DEFECTS, "chiplets", "In the mean."),
    Row("chiplet_yield", "Yield of a chiplet", _SHARE, "chiplets", "By the same yield model.", "%"),
    Row("chiplet_dies", "Chiplets of a wafer", "die", "chiplets", "Whole ones."),
    Row("chiplet_good", "Perfect chiplets", "die", "chiplets", "Of a wafer, in the mean."),
    Row("chiplet_cost", "Cost of a perfect chiplet", "USD", "chiplets", "Of one."),
    Row("chiplets_cost", "Cost of all chiplets, bonded", "USD", "chiplets", "Beside it: the cost of a perfect die in one piece."),
    *(
        Row(YIELDS[key], f"Yield by {spread.name}", _SHARE, "models", "For the same mean of killing defects.", "%")
        for key, spread in SPREADS.items()
    ),
    Row("stacks_capacity", "Memory of a package", "B", "beside", "Stacks times capacity."),
    Row("stacks_bandwidth", "Bandwidth of the memory stacks", "B/s", "beside", "Stacks times pins times rate."),
    Row("density", "Transistor density", "transistor/mm2", "beside", "Over the whole die."),
    Row("whole_shots", "Exposures of a whole wafer", _SHARE, "whole", "Of the WSE-3, 215 mm square, stitched across the scribe lines."),
    Row("whole_memory", "Memory beside each of its cores", "B", "whole", "44 GB over 900,000 cores."),
    Row("whole_defects", "Killing defects of a whole wafer", _DEFECTS, "whole", "Of the WSE-3, at this density."),
    Row("whole_bare", "Yield of a whole wafer without spares", _SHARE, "whole", "Of a chip as large that needs every part of it.", "%"),
    Row("whole_core", "Chance that one of its cores is dead", _SHARE, "whole", "Each is about a twentieth of a square millimetre."),
    Row("whole_dead", "Dead cores of a whole wafer", _SHARE, "whole", "Of 970,000; 70,000 may be."),
    Row("whole_yield", "Yield of a whole wafer with spares", _SHARE, "whole", "Enough of its cores work.", "%"),
)  # fmt: skip
