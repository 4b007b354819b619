"""Energy: from the grid to a useful FLOP, and what the way costs."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids.of(__name__)

INSTRUMENT = Instrument(
    title="Energy",
    stratum="energy",
    place=10,
    question="Of each megawatt from the grid, how much becomes useful arithmetic, and what does the rest cost?",
    description="Follow the power of a fleet from the grid through cooling, hosts and idle time to matrix products: energy, money, carbon "
    "and water of training and of every answer, with the site, its nines and its reactors.",
    predicts=("site_power after cards", "overhead_power after pue"),
    model="model:Energy",
    view="view:EnergyView",
    presets="presets:presets",
    pictures="pictures:pictures",
    styles=("frame/shares", "frame/broad", "energy/layout", "energy/verdict", "energy/flow", "energy/tables"),
    print_styles=("energy/print",),
    script="energy",
    needs=("forge",),
    explains=("energy",),
)
