"""An instrument of four inputs, two pictures and five rows, which the frame shows."""

from instruments.frame.declaration import Instrument

INSTRUMENT = Instrument(
    title="Overlap",
    stratum="infrastructure",
    place=99,
    question="Does adding up the gradients hide behind computing them?",
    description="Time of a backward pass against the time of its all-reduce, over the devices that share a batch.",
    model="model:Overlap",
    pictures="pictures:pictures",
)
