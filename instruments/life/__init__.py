"""The life of a model: the map that is the way into the site, every box with a number of the present design."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids("life")

INSTRUMENT = Instrument(
    title="The life of a model",
    stratum="models",
    place=0,
    question="What becomes of a model from raw text to a program that people use, and what does each step take?",
    description="The whole life of a language model on one map, from data over training and serving to the application and back: every "
    "box with a number of the model that you design, its equation and its sources.",
    model="model:Life",
    view="view:LifeView",
    styles=tuple(f"life/{name}" for name in ("map", "path", "panel", "further", "touch")),
    print_styles=("life/print",),
    script="life",
    controls="",
    command="command:LifeCommand",
    needs=("forge",),
    home=True,
)  # fmt: skip
