"""The network: collective operations step by step on real numbers, what they take, and what the network is built of."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids.of(__name__)

INSTRUMENT = Instrument(
    title="Network",
    stratum="infrastructure",
    place=10,
    question="How do thousands of cards add up what each of them holds, and what network does that take?",
    description="Step through an all-reduce, all-gather or all-to-all by ring, one tree or two, halving, two levels or in the switch, "
    "on real numbers: traffic on every link, latency against bandwidth, measured runs beside the formula; racks, switches, power, price.",
    predicts=("collective_time after buffer", "collective_time after cards", "sent before play"),
    model="model:Network",
    view="view:NetworkView",
    presets="presets:presets",
    pictures="pictures:pictures",
    styles=("frame/transport", "network/stepper", "network/table", "network/built", "network/narrow"),
    print_styles=("network/print",),
    script="network",
    needs=("forge",),
    explains=("network",),
)  # fmt: skip
