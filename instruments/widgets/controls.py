"""Widgets on native inputs: they render their own HTML once and then only exchange values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import panel as pn
import param

from ..entry import Rule
from ..text import escape, power, raised
from . import models
from .base import LightDom

# Shares of a slider's length nearer than which two labels would touch.
_CLOSE = 0.24
# Characters of an entry that are looked at: more than any number has.
_LONGEST = 1000


class Landmark(NamedTuple):
    """A named value on a slider's scale."""

    value: float
    label: str


class Control(LightDom, pn.widgets.Widget):
    """A native input with its label, its hint and a place where a refusal is told.

    A refused entry leaves the last good value everywhere; only the field keeps what was typed,
    so that it can be mended, with the reason beside it.

    What is impossible in itself stays refused until this control takes another value, or a whole
    design is put in (the model's ``replaced``).  What the model refuses concerns its other inputs
    too: it is forgotten when the model forgets its ``problem``, at the next change that it takes.
    """

    hint = param.String(default="", doc="One line under the label: what this decision trades.")
    entry = param.List(default=[], doc="Number of the entry and its text, as typed in the browser.")
    answered = param.Integer(default=0, doc="Number of the last entry that was read, whatever came of it.")
    error = param.String(default="", doc="Why the last entry was refused; empty when it was not.")
    shown = param.String(default="", doc="The value as its field shows it.")
    placeholder = param.String(default="", doc="What an empty field stands for.")

    _widget_type = models.Control
    _outgoing = ("target", "value", "shown", "error", "answered", "placeholder", "disabled")
    _incoming = ("value", "entry")

    __abstract = True

    def __init__(self, **params: Any) -> None:
        self._linked: tuple[param.Parameterized, str] | None = None
        self._combined = False  # whether what was refused is refused only beside the model's other inputs
        super().__init__(**params)
        self.shown = self.format(self.value)
        self.param.watch(self._on_value, "value")
        self.param.watch(self._on_entry, "entry")

    @classmethod
    def from_param(cls, parameter: param.Parameter, **params: Any) -> Control:
        """Make a control for a parameter of a model, configured by it and linked both ways."""
        owner, name = parameter.owner, parameter.name
        label, _, unit = parameter.label.partition(" (")
        # "Context length (tokens)": what stands in parentheses is the unit, where the control shows one.
        settings = {"label": label, "unit": unit.rstrip(")")} if unit and "unit" in cls.param else {"label": parameter.label}
        settings |= {"value": getattr(owner, name), "target": name.replace("_", "-"), "hint": parameter.doc or ""}
        control = cls(**(settings | cls.configuration(parameter) | params))
        control._linked = (owner, name)
        owner.param.watch(control._on_model, name)
        if "problem" in owner.param:
            owner.param.watch(control._on_problem, "problem")
        if "replaced" in owner.param:
            owner.param.watch(lambda event: control.settle(), "replaced")
        return control

    @classmethod
    def configuration(cls, parameter: param.Parameter) -> dict[str, Any]:
        """Return settings that this kind of control reads from a parameter."""
        return {}

    def format(self, value: Any) -> str:
        """Return ``value`` as the field shows it."""
        return "" if value is None else str(value)

    def told(self, value: Any) -> tuple[str, str]:
        """Return label and ``value`` as words, for where there is no control."""
        return self.label, self.format(value)

    def parse(self, text: str) -> Any:
        """Return the value that was typed, or raise ``ValueError`` with what is wrong with it."""
        return text

    def check(self, value: Any) -> Any:
        """Return a value that the browser chose as the model takes it, or raise ``ValueError`` with what is wrong with it."""
        return value

    def elsewhere(self) -> Iterator[Any]:
        """Yield values near the present one that a person might move to next, for code that tries the control out."""
        yield from ()

    def settle(self) -> None:
        """Forget what was refused; the field shows the value that holds."""
        self._combined = False
        self.error = ""

    def html(self) -> str:
        """Return the control's markup in its present state."""
        raise NotImplementedError(f"{type(self).__name__} has no markup of its own")

    def _frame(self, kind: str, field: str, attributes: str = "", *, group: bool = False) -> str:
        """Return label, hint and refusal around a field."""
        name, error = self.target, escape(self.error)
        label = f'<span class="label" id="{name}-label">' if group else f'<label class="label" id="{name}-label" for="{name}-field">'
        return (
            f'<div class="control control-{kind}" id="{name}" data-control="{kind}"{attributes}>'
            f"{label}{escape(self.label)}{'</span>' if group else '</label>'}"
            + (f'<p class="hint" id="{name}-hint">{escape(self.hint)}</p>' if self.hint else "")
            + field
            + f'<p class="refusal" id="{name}-refusal" role="alert"{"" if error else " hidden"}>{error}</p></div>'
        )

    @property
    def _describedby(self) -> str:
        return f'aria-describedby="{f"{self.target}-hint " if self.hint else ""}{self.target}-refusal"'

    def _from_wire(self, value: Any) -> Any:
        return value

    def _to_wire(self, value: Any) -> Any:
        return value

    def _process_param_change(self, params: dict[str, Any]) -> dict[str, Any]:
        return params | ({"value": self._to_wire(params["value"])} if "value" in params else {})

    def _process_property_change(self, props: dict[str, Any]) -> dict[str, Any]:
        return props | ({"value": self._from_wire(props["value"])} if "value" in props else {})

    def _on_entry(self, event: param.parameterized.Event) -> None:
        if not event.new:
            return
        number, text = event.new
        if text is None:
            self.settle()  # the reader took it back
        else:
            self._take(text)
        # Even where nothing changes the field may still show what was typed ("30 Y" for 3e25).
        self.answered = number if type(number) is int else 0

    def _take(self, text: object) -> None:
        """Hand what was typed to the model; where it is refused, only the field keeps it."""
        try:
            value = self.parse(str(text)[:_LONGEST])
        except ValueError as refusal:
            self._refuse(str(refusal))
            return
        if refusal := self._offer(value):
            self._refuse(refusal, combined=True)
        else:
            self.value = getattr(*self._linked) if self._linked else value
            self.settle()

    def _on_value(self, event: param.parameterized.Event) -> None:
        """Hand a new value to the model; where it is refused, go back and say why."""
        if event.new != self.value:
            return  # what came of it has been handled already
        if self._linked and event.new != getattr(*self._linked):
            combined = False
            try:
                value = self.check(event.new)
            except ValueError as fault:
                refusal = str(fault)
            else:
                combined, refusal = True, self._offer(value)
            # What the model holds now, whoever decided it.
            self.value = getattr(*self._linked)
            if refusal:
                self._refuse(refusal, combined=combined)
                return
        self.shown = self.format(self.value)
        self.settle()

    def _offer(self, value: Any) -> str:
        """Put a value into the model; return why the model did not take it, or nothing."""
        if not self._linked:
            return ""
        owner, name = self._linked
        try:
            setattr(owner, name, value)
        except ValueError as refusal:
            if getattr(owner, name) == value:
                raise  # the value was taken: what failed is what came of it, and that is no refusal
            return str(refusal)
        return "" if getattr(owner, name) == value else getattr(owner, "problem", "")

    def _refuse(self, why: str, *, combined: bool = False) -> None:
        self._combined = combined
        self.error = why

    def follow(self) -> None:
        """Show what the model holds, whatever was asked of this control."""
        value = getattr(*self._linked)
        self.param.update(value=value, shown=self.format(value))
        self.settle()

    def _on_model(self, event: param.parameterized.Event) -> None:
        # The model's own watchers may have moved on since this event.
        if (current := getattr(event.obj, event.name)) != self.value:
            self.value = current

    def _on_problem(self, event: param.parameterized.Event) -> None:
        if self._combined and not event.new:
            self.settle()


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
            tried = [32.0, 8.0, 1.0]
        else:
            step = 1 if self.rule.whole else 0.05 * abs(self.value) or 0.05
            tried = [self.value + step, self.value - step]
        for value in tried:
            with suppress(ValueError):
                yield self.rule.read(value)

    def html(self) -> str:
        """Label, text field and unit."""
        unit = f'<span class="unit">{escape(self.unit)}</span>' if self.unit else ""
        return self._frame("number", f'<span class="field">{self._entry_html()}{unit}</span>')

    def _entry_html(self, label: str = "") -> str:
        name = self.target
        return (
            f'<input class="entry" id="{name}-{"entry" if label else "field"}" type="text" inputmode="decimal" autocomplete="off" '
            f'spellcheck="false" value="{escape(self.shown)}" placeholder="{escape(self.placeholder)}" {self._describedby}'
            + (f' aria-label="{escape(label)}"' if label else "")
            + (' aria-invalid="true"' if self.error else "")
            + (" disabled" if self.disabled else "")
            + ">"
        )


class LogSlider(NumberField):
    """A slider on a logarithmic scale whose value can also be typed.

    Arrow keys make fine steps, Page keys coarse ones, Home and End go to the ends.  The slider
    covers the soft bounds; what is typed may go as far as the bounds.
    """

    start = param.Number(default=1.0, doc="Value at the left end.")
    end = param.Number(default=10.0, doc="Value at the right end.")
    base = param.Selector(default=10, objects=[2, 10], doc="Base of the scale and of the coarse step.")
    fine = param.Number(default=0.02, doc="Fine step, in powers of the base.")
    landmarks = param.List(default=[], doc="Named values on the scale.")
    fitted = param.Tuple(default=(None, None), length=2, doc="Range that the law behind was fitted on.")

    def format(self, value: float | None) -> str:
        """Four digits: what the field has room for; the model keeps what was typed."""
        return super().format(value) if self.rule.whole or value is None else power(value, 4)

    @classmethod
    def configuration(cls, parameter: param.Parameter) -> dict[str, Any]:
        """Read the soft bounds too."""
        low, high = parameter.softbounds or parameter.bounds
        return super().configuration(parameter) | {"start": low, "end": high}

    def at(self, value: float) -> float:
        """Return where ``value`` stands on the track, 0 to 1."""
        low, high = self._ends
        return min(max((self._log(max(value, self.start)) - low) / (high - low), 0.0), 1.0)

    def _log(self, value: float) -> float:
        return math.log2(value) if self.base == 2 else math.log10(value)

    @property
    def _ends(self) -> tuple[float, float]:
        """Positions of both ends: whole steps apart, since no native slider stands between two of its steps."""
        # Rounded first, so that the last step is the end to the last digit that is written.
        low = round(self._log(self.start), 9)
        steps = math.ceil((self._log(self.end) - low) / self.fine - 1e-6)
        return low, round(low + steps * self.fine, 9)

    def html(self) -> str:
        """Label, typed value, track with fitted range, landmarks."""
        name, (first, last) = self.target, self._ends
        track = (
            f'<input class="range" id="{name}-field" type="range" min="{first:.12g}" max="{last:.12g}" '
            f'step="{self.fine:.10g}" value="{self._log(self.value):.10g}" aria-valuetext="{escape(f"{self.shown} {self.unit}".strip())}" '
            f'{self._describedby}{" disabled" if self.disabled else ""}>'
        )
        low, high = self.fitted
        fitted = ""
        if low is not None and high is not None:
            text = f"The law was fitted from {power(low)} to {power(high)} {self.unit}"
            fitted = f'<span class="fitted" style="--from:{self.at(low):.4f};--to:{self.at(high):.4f}" title="{escape(text)}"></span>'
        unit = f'<span class="unit">{escape(self.unit)}</span>' if self.unit else ""
        field = (
            f'<span class="field">{self._entry_html(f"{self.label}, typed")}{unit}</span>'
            f'<div class="track" style="--at:{self.at(self.value):.4f}">{fitted}{track}</div>{self._landmarks_html()}'
        )
        attributes = (
            f' data-base="{self.base}" data-start="{self.start!r}" data-end="{self.end!r}" data-integer="{int(self.rule.whole)}" '
            f'data-unit="{escape(self.unit)}"'
        )
        return self._frame("log", field, attributes)

    def _landmarks_html(self) -> str:
        if not self.landmarks:
            return ""
        marks = [Landmark(*item) for item in self.landmarks]
        buttons = "".join(
            f'<button type="button" class="landmark {self._side(marks, i)}" tabindex="-1" '
            f'data-value="{mark.value!r}" style="--at:{self.at(mark.value):.4f}" '
            f'title="{escape(f"{mark.label}: {self.format(mark.value)} {self.unit}".strip())}"><span>{escape(mark.label)}</span></button>'
            for i, mark in enumerate(marks)
        )
        return f'<div class="landmarks">{buttons}</div>'


    def _side(self, marks: list[Landmark], i: int) -> str:
        """On which side of its tick a label stands, so that close neighbours do not collide."""
        if i + 1 < len(marks) and self.at(marks[i + 1].value) - self.at(marks[i].value) < _CLOSE:
            return "before"
        return "after" if i and self.at(marks[i].value) - self.at(marks[i - 1].value) < _CLOSE else ""


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


class Action(LightDom, pn.widgets.Widget):
    """Buttons inside ``target`` that carry this action's name, however often they are re-rendered."""

    act = param.String(default="", doc="Name that the buttons carry.")
    pressed = param.List(default=[], doc="Number of the press and the argument of the button.")
    value = param.String(default="", doc="Argument of the last press.")
    clicks = param.Integer(default=0, doc="How often one of the buttons was pressed.")

    _widget_type = models.Action
    _outgoing = ("target", "act")
    _incoming = ("pressed",)

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.param.watch(self._on_pressed, "pressed")

    def on_click(self, callback: Any) -> param.parameterized.Watcher:
        """Call ``callback(argument)`` at every press."""
        return self.param.watch(lambda event: callback(self.value), "clicks")

    def press(self, argument: str = "") -> None:
        """Press it from Python, as a test does."""
        self.pressed = [self.clicks + 1, argument]

    def _on_pressed(self, event: param.parameterized.Event) -> None:
        self.param.update(value=str(event.new[1])[:2000], clicks=self.clicks + 1)


class Disclosure(LightDom):
    """Which foldable cards inside ``target`` the reader has open."""

    opened = param.List(default=[], item_type=str, doc="Keys of the open cards.")

    _widget_type = models.Disclosure
    _outgoing = ("target", "opened")
    _incoming = ("opened",)


def button(act: str, label: str, argument: str = "", *, kind: str = "", title: str = "", hint: str = "") -> str:
    """Return the markup of a button for the :class:`Action` named ``act``; ``hint`` is a second line.

    The label is one element whatever is in it: a button lays its children out side by side, and would set a power of ten apart.
    """
    return (
        f'<button type="button" class="button {escape(kind)}" data-act="{escape(act)}" data-argument="{escape(argument)}"'
        + (f' title="{escape(title)}"' if title else "")
        + f"><span>{raised(label)}</span>"
        + (f'<span class="hint">{raised(hint)}</span>' if hint else "")
        + "</button>"
    )


def landmarks(pairs: Mapping[str, float] | Iterable[tuple[str, float]]) -> list[Landmark]:
    """Return landmarks in the order of their values."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    return sorted(Landmark(value, label) for label, value in items)
