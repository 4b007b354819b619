"""What was decided, as text: a control says nothing on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from instruments.markup import Markup, joined, markup
from instruments.widgets import Control


def handout_html(made: Mapping[str, Control], values: Mapping[str, object], names: Iterable[str], others: Iterable[str] = ()) -> Markup:
    """Return each decision with its value, as the control says it.

    Parameters
    ----------
    made
        Controls by the name of what they decide.
    values
        What was decided, by name.
    names
        Decisions to tell, in their order.
    others
        Decisions of less weight, told after them.
    """
    lists = [(kind, [made[name].told(values[name]) for name in group]) for kind, group in (("decided", names), ("also", others))]
    return joined(markup('<dl class="told {}">{}</dl>', kind, joined(map(_entry, entries))) for kind, entries in lists if entries)


def _entry(told: tuple[str, str]) -> Markup:
    name, value = told
    return markup("<div><dt>{}</dt><dd>{}</dd></div>", name, value)
