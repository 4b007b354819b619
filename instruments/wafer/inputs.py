"""What a person decides about a wafer, each input declared once."""

from __future__ import annotations

from formulas.wafer.spreads import SPREADS
from instruments.frame.inputs import About, Amount, Count, OneOf, OnlyIf
from instruments.frame.model import Model
from instruments.wafer import chips

_GRID, _CRITICAL = "Wafer and scanner", "Where a defect kills"
_CORES, _COST, _MEMORY, _CHIPLETS, _LOT = "Harvested cores", "Cost of a package", "Memory and transistors", "Chiplets", "Sampling"
_ROUND = ("wafer",)


def _dial(group: str, **more: object) -> About:
    return About(group=group, folded=True, **more)


class Inputs(Model):
    """Five decisions, and what stands behind "more"."""

    called = "the wafer"

    __abstract = True

    chip = OneOf(
        default="h100", objects=chips.objects(), label="Chip",
        doc="Sets die, process, cores and memory to those of one that was made; any of them can then be changed.",
        about=About(named=chips.names),
    )  # fmt: skip
    die_area = Amount(
        default=814.0, bounds=(0.5, 5000), softbounds=(20, 1000), label="Die area", doc="A larger die does more, and fewer of them work.",
        about=About(unit="mm\N{SUPERSCRIPT TWO}", scale="log", landmarks={"M1": 119, "4090": 609, "H100": 814}),
    )  # fmt: skip
    defect_density = Amount(
        default=0.1, bounds=(1e-4, 20), softbounds=(0.01, 2), label="Defect density",
        doc="Defects on each square centimetre. It comes with the process; move it for a plant of your own.",
        about=About(unit="defects/cm\N{SUPERSCRIPT TWO}", scale="log", landmarks={"5 nm, 2020": 0.1, "first test": 1.27}),
    )  # fmt: skip
    yield_model = OneOf(
        default="negative-binomial", objects={spread.name: key for key, spread in SPREADS.items()}, label="Yield model",
        doc="How defects spread: alone, or in heaps, which leaves more dies without any.",
    )  # fmt: skip
    clustering = Amount(
        default=2.0, bounds=(0.3, 100), softbounds=(0.3, 30), label="Clustering parameter",
        doc="Small where defects come in heaps; fitted per plant, mostly 1 to 5.",
        about=About(scale="log", only_if=OnlyIf("yield_model", ("negative-binomial",), 2.0)),
    )  # fmt: skip
    critical_layers = Count(
        default=12, bounds=(1, 100), softbounds=(1, 40), label="Critical layers",
        doc="Each takes an equal part of the defects, and varies by itself.",
        about=About(scale="linear", only_if=OnlyIf("yield_model", ("bose-einstein",), 12)),
    )  # fmt: skip
    needed_cores = Count(
        default=132, bounds=(1, 2_000_000), softbounds=(1, 200), label="Cores needed",
        doc="With fewer than there are, a die with dead cores is sold all the same.",
        about=About(within="cores", scale="linear"),
    )  # fmt: skip

    cores = Count(default=144, bounds=(1, 2_000_000), label="Cores of a die", doc="As many as are drawn.", about=_dial(_CORES))
    core_share = Amount(
        default=0.7, bounds=(0, 1), label="Share of the die that is cores",
        doc="What a defect elsewhere hits has no spare. An assumption: no vendor states it.",
        about=_dial(_CORES),
    )  # fmt: skip
    aspect = Amount(
        default=1.25, bounds=(0.1, 10), softbounds=(0.5, 2), label="Height over width",
        doc="Shape of the die. An assumption: areas are published, shapes seldom.", about=_dial(_GRID),
    )  # fmt: skip
    substrate = OneOf(
        default="wafer", objects={
            "Round wafer": "wafer", "Panel, 310 mm by 310 mm": "panel-310", "Panel, 510 mm by 515 mm": "panel-510",
            "Panel, 600 mm by 600 mm": "panel-600",
        }, label="Substrate", doc="Panels carry packages and interposers: more of them for their area than a round wafer.",
        about=_dial(_GRID),
    )  # fmt: skip
    wafer_diameter = Amount(
        default=300.0, bounds=(50, 500), softbounds=(150, 450), label="Wafer diameter",
        doc="Today's plants take 300 mm.", about=_dial(_GRID, unit="mm", only_if=OnlyIf("substrate", _ROUND, 300.0)),
    )  # fmt: skip
    notch = Amount(
        default=1.0, bounds=(0, 6), label="Depth of the notch", doc="SEMI M1: 1.00 to 1.25 mm deep, a right angle. Nothing is none.",
        about=_dial(_GRID, unit="mm", only_if=OnlyIf("substrate", _ROUND, 1.0)),
    )  # fmt: skip
    edge = Amount(default=3.0, bounds=(0, 20), label="Edge exclusion", doc="The rim on which nothing works.", about=_dial(_GRID, unit="mm"))
    scribe = Amount(
        default=0.1, bounds=(0, 2), label="Scribe line",
        doc="What the saw takes between two dies.", about=_dial(_GRID, unit="mm"),
    )  # fmt: skip
    keep_out = Amount(
        default=0.0, bounds=(0, 40), label="Keep-out at the notch",
        doc="How far no die may reach up from below, for laser marks; the notch itself is laid out.",
        about=_dial(_GRID, unit="mm", only_if=OnlyIf("substrate", _ROUND, 0.0)),
    )  # fmt: skip
    placing = OneOf(
        default="best", objects={"Best of a search": "best", "A die in the middle": "die", "A crossing in the middle": "crossing"},
        label="Grid on the wafer", doc="Where the grid of dies stands changes how many are whole.",
        about=_dial(_GRID, only_if=OnlyIf("substrate", _ROUND, "best")),
    )  # fmt: skip
    field = OneOf(
        default="full", objects={"26 mm by 33 mm": "full", "26 mm by 16.5 mm, high aperture": "half"}, label="Exposure field",
        doc="The largest die that a scanner prints in one exposure.", about=_dial(_GRID),
    )  # fmt: skip
    critical = OneOf(
        default="share", objects={"As a share": "share", "From lines and defects": "lines"}, label="Critical area",
        doc="A defect kills only where it shorts or cuts something.", about=_dial(_CRITICAL),
    )  # fmt: skip
    critical_share = Amount(
        default=1.0, bounds=(0, 1), inclusive_bounds=(False, True), label="Critical share of the area",
        doc="Published densities of defects count those that kill: then it is 1.",
        about=_dial(_CRITICAL, only_if=OnlyIf("critical", ("share",), 1.0)),
    )  # fmt: skip
    line_width = Amount(
        default=20.0, bounds=(1, 1e5), label="Line width",
        doc="Of parallel lines.", about=_dial(_CRITICAL, unit="nm", only_if=OnlyIf("critical", ("lines",), 20.0)),
    )  # fmt: skip
    spacing = Amount(
        default=20.0, bounds=(1, 1e5), label="Line spacing",
        doc="Between two of them.", about=_dial(_CRITICAL, unit="nm", only_if=OnlyIf("critical", ("lines",), 20.0)),
    )  # fmt: skip
    defect_size = Amount(
        default=20.0, bounds=(1, 1e5), label="Commonest defect size", doc="Larger ones fall off with the cube of their size.",
        about=_dial(_CRITICAL, unit="nm", within="spacing", only_if=OnlyIf("critical", ("lines",), 20.0)),
    )  # fmt: skip
    vital_few = Count(
        default=3, bounds=(1, 8), label="Kinds of failures taken together",
        doc="Of the commonest kinds in the Pareto chart: what mending these would come to.", about=_dial(_CRITICAL),
    )  # fmt: skip
    process = OneOf(
        default="5nm", objects=chips.process_objects(), label="Process", doc="Sets the price of a wafer, and the density of its defects.",
        about=_dial(_COST),
    )  # fmt: skip
    wafer_price = Amount(
        default=None, allow_None=True, bounds=(1, 1e6), label="Wafer price",
        doc="Left empty it is that of the process, by area where it is no wafer of 300 mm.", about=_dial(_COST, unit="USD"),
    )  # fmt: skip
    package_dies = Count(default=1, bounds=(1, 64), label="Dies of a package", doc="Of this kind.", about=_dial(_COST))
    stack_price = Amount(
        default=None, allow_None=True, bounds=(0, 1e5), label="Price of a memory stack",
        doc="Left empty it is what analysts say of its memory, by capacity.", about=_dial(_COST, unit="USD"),
    )  # fmt: skip
    interposer_area = Amount(
        default=None, allow_None=True, bounds=(0, 1e5), label="Area of the interposer",
        doc="Left empty it is what dies and stacks need; a die that stands alone has none.",
        about=_dial(_COST, unit="mm\N{SUPERSCRIPT TWO}"),
    )  # fmt: skip
    interposer_price = Amount(
        default=0.275, bounds=(0, 100), label="Price of the interposer",
        doc="For each mm\N{SUPERSCRIPT TWO}: 12,000 USD for a wafer of 28 packages, an outside estimate of 2025.",
        about=_dial(_COST, unit="USD/mm\N{SUPERSCRIPT TWO}"),
    )  # fmt: skip
    assembly_cost = Amount(
        default=321.0, bounds=(0, 1e6), label="Substrate, assembly and test",
        doc="What is left of 750 USD, an outside estimate for the H100, after its interposer.", about=_dial(_COST, unit="USD"),
    )  # fmt: skip
    bond_yield = Amount(
        default=0.99, bounds=(0.05, 1), label="Bond yield", doc="Share of parts that are bonded well. An assumption.", about=_dial(_COST),
    )  # fmt: skip
    fault_coverage = Amount(
        default=0.99, bounds=(0, 1), label="Fault coverage",
        doc="Share of possible faults that the test finds.", about=_dial(_COST),
    )  # fmt: skip
    chiplets = Count(default=4, bounds=(1, 64), softbounds=(1, 16), label="Chiplets", doc="That replace one die.", about=_dial(_CHIPLETS))
    link_share = Amount(
        default=0.1, bounds=(0, 2), label="Area for links",
        doc="What each chiplet needs more to reach the others, as a share.", about=_dial(_CHIPLETS),
    )  # fmt: skip
    bond_cost = Amount(
        default=15.0, bounds=(0, 1e4), label="Cost of bonding a chiplet",
        doc="With its share of the interposer. An assumption.", about=_dial(_CHIPLETS, unit="USD"),
    )  # fmt: skip
    stacks = Count(default=5, bounds=(0, 64), label="Memory stacks", doc="Beside the die.", about=_dial(_MEMORY))
    memory = OneOf(
        default="hbm3", objects=chips.memory_objects(), label="Memory of a stack",
        doc="Sets capacity, pins and rate of a stack, and its price.", about=_dial(_MEMORY),
    )  # fmt: skip
    stack_capacity = Amount(
        default=16.0, bounds=(0.5, 1024), label="Capacity of a stack", doc="HBM3 16 or 24 GB, HBM3E 24 or 36, HBM4 36 or 48.",
        about=_dial(_MEMORY, unit="GB"),
    )  # fmt: skip
    pins = Count(
        default=1024, bounds=(1, 65_536), label="Data pins of a stack",
        doc="1,024 up to HBM3E, 2,048 with HBM4.", about=_dial(_MEMORY),
    )  # fmt: skip
    pin_rate = Amount(
        default=5.23, bounds=(0.01, 100), label="Rate of a pin",
        doc="HBM2E 3.6, HBM3 6.4, HBM3E 9.2, HBM4 8; an H100 runs its stacks slower.", about=_dial(_MEMORY, unit="Gbit/s"),
    )  # fmt: skip
    transistors = Amount(default=80e9, allow_None=True, bounds=(1, 1e14), label="Transistors", doc="Of one die.", about=_dial(_MEMORY))
    wafers = Count(
        default=400, bounds=(1, 10_000), softbounds=(10, 2000), label="Wafers to sample",
        doc="More of them bring the measured yield nearer to the model's.", about=_dial(_LOT),
    )  # fmt: skip
    seed = Count(
        default=1, bounds=(0, 999_999), softbounds=(0, 99), label="Number of the wafer",
        doc="Another number is another wafer.", about=_dial(_LOT),
    )  # fmt: skip
