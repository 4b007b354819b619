"""What was decided, as text: a control says nothing on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from instruments.text import escape
from instruments.widgets import Control


def handout_html(made: Mapping[str, Control], values: Mapping[str, object], names: Iterable[str], others: Iterable[str] = ()) -> str:
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
    return "".join(f'<dl class="told {kind}">{"".join(map(_entry, entries))}</dl>' for kind, entries in lists if entries)


def _entry(told: tuple[str, str]) -> str:
    name, value = told
    return f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
