"""The Chip: every part of one layer on the roofline of one card, and why real kernels stay below it."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids.of(__name__)

INSTRUMENT = Instrument(
    title="Chip",
    stratum="chips",
    place=10,
    question="What does each part of a layer wait for: memory or arithmetic?",
    description="Every kernel of a layer on the roofline of any card, with its working: matrix products with their tiles and waves, "
    "attention through memory and on the chip, norms and softmax, beside measured kernels and the reasons why they miss the roof.",
    predicts=("part_time after sequences",),
    model="model:Chip",
    view="view:ChipView",
    pictures="pictures:pictures",
    styles=("chip/layer", "chip/bench", "chip/measured"),
    print_styles=("chip/print",),
    script="",
    controls="Layer and card",
    needs=("forge",),
    explains=("chips", "memory"),
)  # fmt: skip
