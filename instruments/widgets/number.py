"""A number that is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import param

from instruments.prose.markup import Markup, markup
from instruments.quantities.entry import Rule
from instruments.quantities.text import power

from .control import Control


class NumberField(Control):
    """A number that is typed; bounds and an optional emptiness come from the parameter."""

    rule = param.ClassSelector(class_=Rule, default=Rule(""), doc="What the number may be.")
    unit = param.String(default="", doc="Unit set apart after the field.")

    @classmethod
    def configuration(cls, parameter: param.Parameter) -> dict[str, Any]:
        """Read what the number may be."""
        return {"rule": Rule.of(parameter)}

    def format(self, value: float | None) -> str:
        """Whole numbers with thousands apart, large ones in powers of ten."""
        if value is None:
            return ""
        if self.rule.whole:
            return f"{value:,}"
        return power(value, 6) if value and not 1e-3 <= abs(value) < 1e6 else f"{value:,.6g}"

    def told(self, value: float | None) -> tuple[str, str]:
        """Add the unit; nothing typed is what the field stands for then."""
        return self.label, self.placeholder if value is None else f"{self.format(value)} {self.unit}".rstrip()

    def parse(self, text: str) -> float | None:
        """Read a number as typed and hold it against the rule."""
        return self.rule.read(text)

    def check(self, value: Any) -> float | None:
        """Hold a slider's number against the rule, which also knows whole numbers that come as others."""
        return self.rule.read(value)

    def elsewhere(self) -> Iterator[float | int]:
        """A little more and a little less; a number of no size in particular where nothing is given."""
        if self.value is None:
            tried = [32.0, 8.0, 1.0, 1e9]
        else:
            step = 1 if self.rule.whole else 0.05 * abs(self.value) or 0.05
            tried = [self.value + step, self.value - step]
        for value in tried:
            with suppress(ValueError):
                yield self.rule.read(value)

    def html(self) -> Markup:
        """Label, text field and unit."""
        unit = markup('<span class="unit">{}</span>', self.unit) if self.unit else ""
        return self._frame("number", markup('<span class="field">{}{}</span>', self._entry_html(), unit))

    def _entry_html(self, label: str = "") -> Markup:
        return markup(
            '<input class="entry" id="{name}-{entry}" type="text" inputmode="decimal" autocomplete="off" '
            'spellcheck="false" value="{shown}" placeholder="{placeholder}" {describedby}{label}{invalid}{disabled}>',
            name=self.target, entry="entry" if label else "field", shown=self.shown, placeholder=self.placeholder,
            describedby=self._describedby, label=markup(' aria-label="{}"', label) if label else "",
            invalid=markup(' aria-invalid="true"') if self.error else "", disabled=" disabled" if self.disabled else "",
        )
