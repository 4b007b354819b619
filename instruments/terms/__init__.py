"""The glossary's own page: every term with its definition, by letter and by layer.

The terms themselves are data: ``data/<subject>.json`` here, and ``terms.json`` in the folder of an instrument that brings some of
its own.  :mod:`instruments.frame.glossary` says what an entry holds, :mod:`instruments.prose.words` how a term is marked where it stands.
"""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids("terms")

INSTRUMENT = Instrument(
    title="Terms",
    place=90,
    question="What does a word mean here, in what is it measured, and which equations is it part of?",
    description="Every term and symbol of the AI stack that is used here, defined in one or two sentences, with its unit, its layer and "
    "the equations and instruments that it belongs to.",
    model="model:Terms",
    view="view:TermsView",
    styles=("terms/index",),
    script="terms",
    controls="",
    search="search:entries",
)
