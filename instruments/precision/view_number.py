"""The field in which a number or its bits are typed."""

from __future__ import annotations

from collections.abc import Iterator

from instruments.prose.markup import Markup, markup
from instruments.widgets import Control

_TRIED = ("0.1", "1/3", "448", "65520", "-0", "inf", "0x01")


class NumberText(Control):
    """A number of any kind, which is read as a text."""

    def html(self) -> Markup:
        """Label, hint and field."""
        field = markup(
            '<span class="field"><input class="entry" id="{name}-field" type="text" autocomplete="off" spellcheck="false" '
            'autocapitalize="off" value="{shown}" {describedby}></span>',
            name=self.target, shown=self.shown, describedby=self._describedby,
        )
        return self._frame("number", field)

    def elsewhere(self) -> Iterator[str]:
        """Other numbers of note."""
        yield from (text for text in _TRIED if text != self.value)
