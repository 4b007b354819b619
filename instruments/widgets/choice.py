"""One of several, and on or off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import param

from instruments.prose.markup import Markup, joined, markup

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

    def html(self) -> Markup:
        """Native radio buttons in a fieldset-like group, or a native select."""
        if self.segmented:
            radios = joined(
                markup(
                    '<label class="segment"><input type="radio" name="{target}-field" value="{value}"'
                    "{checked}{disabled}><span>{label}</span></label>",
                    target=self.target, value=value, checked=" checked" if value == self.value else "",
                    disabled=" disabled" if self.disabled else "", label=label,
                )
                for label, value in self.options.items()
            )
            field = markup(
                '<div class="segments" role="radiogroup" aria-labelledby="{}-label" {}>{}</div>',
                self.target, self._describedby, radios,
            )
            return self._frame("radio", field, group=True)
        disabled = " disabled" if self.disabled else ""
        field = markup(
            '<span class="field"><select class="entry" id="{target}-field" {describedby}{disabled}>'
            "{options}</select></span>",
            target=self.target, describedby=self._describedby, disabled=disabled, options=self._options_html(),
        )
        return self._frame("choice", field)

    def elsewhere(self) -> Iterator[Any]:
        """The other options."""
        yield from (value for value in self.options.values() if value != self.value)

    def told(self, value: Any) -> tuple[str, str]:
        """Say the option by its name."""
        return self.label, next((label for label, option in self.options.items() if option == value), str(value))

    def _options_html(self) -> Markup:
        if not self.groups:
            return joined(self._option_html(label, value) for label, value in self.options.items())
        label_of = {value: label for label, value in self.options.items()}
        return joined(
            markup(
                '<optgroup label="{}">{}</optgroup>', group, joined(self._option_html(label_of[value], value) for value in values)
            )
            for group, values in self.groups.items()
        )

    def _option_html(self, label: str, value: Any) -> Markup:
        return markup('<option value="{}"{}>{}</option>', value, " selected" if value == self.value else "", label)

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

    def html(self) -> Markup:
        """A native checkbox that announces itself as a switch."""
        field = markup(
            '<input class="switch" id="{target}-field" type="checkbox" role="switch" {describedby}'
            "{checked}{disabled}>",
            target=self.target, describedby=self._describedby, checked=" checked" if self.value else "",
            disabled=" disabled" if self.disabled else "",
        )
        return self._frame("toggle", field)
