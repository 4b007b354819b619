"""Wafer: what fits on it, what works of that, and what one that works costs."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids.of(__name__)

INSTRUMENT = Instrument(
    title="Wafer",
    stratum="chips",
    place=30,
    question="How many dies does a wafer give, how many of them work, and what does one cost?",
    description="Lay dies and exposures on a wafer or a panel, let defects fall on them, and see which can be sold: seven yield models, "
    "harvested cores, cost of a die and of a package with its memory, chiplets against one big die, and a whole wafer as one chip.",
    predicts=("die_yield after defect_density", "die_cost after die_area", "placed after die_area"),
    model="model:Wafer",
    view="view:WaferView",
    pictures="pictures:pictures",
    styles=("frame/slices", "frame/broad", "wafer/page"),
    print_styles=("wafer/print",),
    command="command:WaferCommand",
    needs=("forge",),
    explains=("chips",),
)
