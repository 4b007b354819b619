"""What was decided, as text: a control says nothing on paper.  The page also holds its controls against it (``static/js/watch.js``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from instruments.frame.ids import Ids
from instruments.frame.inputs import inputs
from instruments.frame.model import Model
from instruments.frame.relevance import counts
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import Control, Fragment

_SHORT = 40
"""Characters of a field that are told as it shows them; a longer text stands there once."""


class Handout:
    """The decisions as text, and after them every input behind "More" that is not as it comes.

    Only paper shows it, and a browser that prints waits for nobody: so it is kept up to date, but only what moved is told anew.

    Parameters
    ----------
    ids
        What makes the ids of the instrument.
    model
        The instrument's model.
    made
        Its controls by the name of what they decide.
    """

    def __init__(self, ids: Ids, model: Model, made: Mapping[str, Control]) -> None:
        self.pane = Fragment(target=ids("handout"))
        self._owner, self._made = type(model), made
        self._told: dict[str, tuple[object, Markup]] = {}

    def show(self, values: Mapping[str, object]) -> None:
        """Tell these values of all inputs."""
        known = inputs(self._owner)
        counted = [name for name in self._made if counts(self._owner, name, values)]
        others = [name for name in counted if known[name].about.folded and values[name] != known[name].default]
        decided = self._list("decided", [name for name in counted if not known[name].about.folded], values)
        self.pane.html = decided + self._list("also", others, values)

    def _list(self, kind: str, names: Iterable[str], values: Mapping[str, object]) -> Markup:
        entries = joined(self._entry(name, values[name]) for name in names)
        return markup('<dl class="told {}">{}</dl>', kind, entries) if entries else EMPTY

    def _entry(self, name: str, value: object) -> Markup:
        last, entry = self._told.get(name, (None, EMPTY))
        if not entry or last != value:
            control = self._made[name]
            label, told = control.told(value)
            said = control.format(value)
            of = markup(' data-of="{}" data-said="{}"', control.target, said) if len(said) <= _SHORT else EMPTY
            entry = markup("<div{}><dt>{}</dt><dd>{}</dd></div>", of, label, told)
            self._told[name] = value, entry
        return entry
