"""One of several, and on or off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import param

from ..text import escape
from .control import Control


class Choice(Control):
    """One of several: a native select, or a row of radio buttons where there are few."""

    options = param.Dict(default={}, doc="Label of each option and its value.")
    groups = param.Dict(default={}, doc="Label of each group and the values in it (select only).")
    segmented = param.Boolean(default=False, doc="Whether to show all options side by side.")

    @classmethod
    def configuration(cls, parameter: param.Parameter) -> dict[str, Any]:
        """Read the options and their names."""
        return {"options": {str(label): value for label, value in parameter.get_range().items()}}

    def html(self) -> str:
        """Native radio buttons in a fieldset-like group, or a native select."""
        if self.segmented:
            radios = "".join(
                f'<label class="segment"><input type="radio" name="{self.target}-field" value="{escape(value)}"'
                f"{' checked' if value == self.value else ''}{' disabled' if self.disabled else ''}><span>{escape(label)}</span></label>"
                for label, value in self.options.items()
            )
            field = f'<div class="segments" role="radiogroup" aria-labelledby="{self.target}-label" {self._describedby}>{radios}</div>'
            return self._frame("radio", field, group=True)
        disabled = " disabled" if self.disabled else ""
        field = (
            f'<span class="field"><select class="entry" id="{self.target}-field" {self._describedby}{disabled}>'
            f"{self._options_html()}</select></span>"
        )
        return self._frame("choice", field)

    def elsewhere(self) -> Iterator[Any]:
        """The other options."""
        yield from (value for value in self.options.values() if value != self.value)

    def told(self, value: Any) -> tuple[str, str]:
        """Say the option by its name."""
        return self.label, next((label for label, option in self.options.items() if option == value), str(value))

    def _options_html(self) -> str:
        if not self.groups:
            return "".join(self._option_html(label, value) for label, value in self.options.items())
        label_of = {value: label for label, value in self.options.items()}
        return "".join(
            f'<optgroup label="{escape(group)}">'
            + "".join(self._option_html(label_of[value], value) for value in values)
            + "</optgroup>"
            for group, values in self.groups.items()
        )

    def _option_html(self, label: str, value: Any) -> str:
        return f'<option value="{escape(value)}"{" selected" if value == self.value else ""}>{escape(label)}</option>'

    def _to_wire(self, value: Any) -> str:
        return str(value)

    def _from_wire(self, value: Any) -> Any:
        return next((option for option in self.options.values() if str(option) == value), self.value)


class Toggle(Control):
    """Something that is on or off."""

    value = param.Boolean(default=False, doc="Whether it is on.")

    def elsewhere(self) -> Iterator[bool]:
        """The other one."""
        yield not self.value

    def told(self, value: Any) -> tuple[str, str]:
        """Say whether it is on."""
        return self.label, "on" if value else "off"

    def html(self) -> str:
        """A native checkbox that announces itself as a switch."""
        field = (
            f'<input class="switch" id="{self.target}-field" type="checkbox" role="switch" {self._describedby}'
            f"{' checked' if self.value else ''}{' disabled' if self.disabled else ''}>"
        )
        return self._frame("toggle", field)
