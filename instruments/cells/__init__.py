"""Cells: programs to read, to change and to run in the reader's own browser."""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids("cells")

INSTRUMENT = Instrument(
    title="Python",
    place=40,
    question="What do the equations do when you change the program yourself?",
    description="Python programs over the equations of this site, to read, to change and to run in your own browser: the Forge as one "
    "function, the loop of a token, and one for each instrument.",
    model="model:Cells",
    view="view:CellsView",
    styles=("cells/page",),
    controls="",
    search="search:entries",
)
