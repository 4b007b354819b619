"""Reliability: how often a large machine fails, what checkpoints and spares save, and what is left of the time."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids.of(__name__)

INSTRUMENT = Instrument(
    title="Reliability",
    stratum="infrastructure",
    place=20,
    question="How much of a long run is work that lasts, on a machine that fails every few hours?",
    description="Failures, checkpoints, lost work and spares of a training run: 90 days drawn on a timeline, the formulas beside it, and "
    "what Llama 3, OPT-175B and others went through.",
    predicts=("mtbf after cards", "interval after parameters", "goodput after restart"),
    model="model:Reliability",
    view="view:ReliabilityView",
    presets="presets:presets",
    pictures="pictures:pictures",
    styles=("frame/shares", "frame/slices", "reliability/page"),
    print_styles=("reliability/print",),
    needs=("forge",),
    explains=("pretraining",),
)
