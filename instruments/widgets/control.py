"""What every control is: a native input that renders its own HTML once and then only exchanges values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import panel as pn
import param

from instruments.prose.markup import EMPTY, Markup, markup
from instruments.prose.words import mark
from instruments.quantities.owner import Owner

from . import models
from .base import LightDom


class Control(LightDom, pn.widgets.Widget):
    """A native input with its label, its hint and a place where a refusal is told.

    A refused entry leaves the last good value everywhere; only the field keeps what was typed,
    so that it can be mended, with the reason beside it.

    What is impossible in itself stays refused until this control takes another value, or a whole
    design is put in (the model's ``replaced``).  What the model refuses concerns its other inputs
    too: it is forgotten when the model forgets its ``problem``, at the next change that it takes.
    """

    hint = param.String(default="", doc="One line under the label: what this decision trades.")
    remark = param.String(default="", doc="What stands in place of the hint while the other inputs are what they are; empty leaves it.")
    entry = param.List(default=[], doc="Number of the entry and its text, as typed in the browser.")
    answered = param.Integer(default=0, doc="Number of the last entry that was read, whatever came of it.")
    error = param.String(default="", doc="Why the last entry was refused; empty when it was not.")
    shown = param.String(default="", doc="The value as its field shows it.")
    placeholder = param.String(default="", doc="What an empty field stands for.")

    longest: ClassVar[int] = 1000
    """Characters of an entry that are looked at: more than any number has."""

    _widget_type = models.Control
    _outgoing = ("target", "value", "shown", "error", "answered", "placeholder", "remark", "disabled")
    _incoming = ("value", "entry")

    __abstract = True

    def __init__(self, **params: Any) -> None:
        self._linked: tuple[Owner, str] | None = None
        self._combined = False  # whether what was refused is refused only beside the model's other inputs
        super().__init__(**params)
        self.shown = self.format(self.value)
        self.param.watch(self._on_value, "value")
        self.param.watch(self._on_entry, "entry")

    @classmethod
    def from_param(cls, parameter: param.Parameter, ids: Callable[[str], str], **params: Any) -> Control:
        """Make a control for a parameter of an :class:`~instruments.quantities.owner.Owner`, configured by it and linked both ways.

        ``ids`` makes the ids of the instrument that shows it.
        """
        owner, name = parameter.owner, parameter.name
        settings = {"label": parameter.label, "value": getattr(owner, name), "target": ids(name), "hint": parameter.doc or ""}
        control = cls(**(settings | cls.configuration(parameter) | params))
        control._linked = (owner, name)
        owner.param.watch(control._on_model, name)
        owner.param.watch(control._on_problem, "problem")
        owner.param.watch(lambda event: control.settle(), "replaced")
        return control

    @property
    def owner(self) -> Owner | None:
        """The model whose parameter it shows."""
        return self._linked[0] if self._linked else None

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

    def along(self) -> Iterator[Any]:
        """Yield values along the whole of a track, for code that warms up for being dragged; none where nothing can be dragged."""
        yield from ()

    def settle(self) -> None:
        """Forget what was refused; the field shows the value that holds."""
        self._combined = False
        self.error = ""

    def html(self) -> Markup:
        """Return the control's markup in its present state."""
        raise NotImplementedError(f"{type(self).__name__} has no markup of its own")

    def _frame(self, kind: str, field: Markup, attributes: Markup = EMPTY, *, group: bool = False) -> Markup:
        """Return label, hint and refusal around a field."""
        name = self.target
        return markup(
            '<div class="control control-{kind}" id="{name}" data-control="{kind}"{attributes}>{label}{hint}{field}'
            '<p class="refusal" id="{name}-refusal" role="alert"{hidden}>{error}</p></div>',
            kind=kind, name=name, attributes=attributes, label=self._label_html(group=group),
            hint=markup('<p class="hint" id="{}-hint">{}</p>', name, told) if (told := self.remark or self.hint) else "",
            field=field, hidden="" if self.error else " hidden", error=self.error,
        )

    def _label_html(self, *, group: bool) -> Markup:
        if group:
            return markup('<span class="label" id="{}-label">{}</span>', self.target, mark(self.label))
        return markup('<label class="label" id="{name}-label" for="{name}-field">{label}</label>', name=self.target, label=mark(self.label))

    @property
    def _describedby(self) -> Markup:
        return markup('aria-describedby="{}{}-refusal"', f"{self.target}-hint " if self.remark or self.hint else "", self.target)

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
            value = self.parse(str(text)[: self.longest])
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
        return "" if getattr(owner, name) == value else owner.problem

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
