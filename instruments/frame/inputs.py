"""What a person decides, declared once: each input with its range, its words, and how it is shown and read.

These are Param's parameters with one record more (:class:`About`).  Whatever is given to one, typed or computed, by the page,
a link, the command line or a library, is read by the same rule: ``Forge(accelerator="h100")`` and ``--gpu h100`` are one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import param

from formulas.caching import frozen, shared
from formulas.names import Names, find
from instruments.quantities.entry import Rule

_SWITCHED = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}
_LONGEST_SHOWN = 40


@dataclass(frozen=True)
class OnlyIf:
    """An input counts where ``choice`` is one of ``among`` (None: left empty); elsewhere ``otherwise`` stands in its place."""

    choice: str
    among: tuple[object, ...]
    otherwise: object


@dataclass(frozen=True, kw_only=True)
class About:
    """How an input is shown, and under which choices it counts.

    Parameters
    ----------
    unit
        Unit as it stands beside the field; one that :mod:`instruments.quantities.units` knows may be typed with the number.
    hint
        One line under the label: what the decision trades.  None takes the parameter's ``doc``; empty is none.
    says
        What the hint says, worked out from the values of all inputs, where it depends on them; it stands in place of ``hint``.
    short
        A shorter label, for beside a number.
    group
        Title of the inputs that it stands among; empty is a decision of its own.
    folded
        Whether its group waits behind "More".
    scale
        ``"log"``, ``"log2"`` or ``"linear"`` for a slider over the soft bounds; empty for a field.
    fine, coarse
        Steps of the arrow and Page keys, in powers of the scale's base or in the unit itself; None takes the scale's own.
    landmarks
        Named values on the slider.
    fitted
        Range that the law behind was fitted on, worked out from the values of all inputs.
    binary
        Whether k and M count in powers of 1024.
    within
        Name of the input that it can be no longer than.
    only_if
        Under which choice it counts; that choice counts only under its own, if it has one.
    own
        Whether it is a decision of its own, although it counts only under another.
    named
        What each choice may be called, by the choice.
    groups
        Titles of groups of choices, and the choices in each.
    segmented
        Whether few choices stand side by side.
    shown
        Whether it has a control in the rail; a place in a history has none, and some stand beside what they are about.
    """

    unit: str = ""
    hint: str | None = None
    says: Callable[[Mapping[str, Any]], str] | None = None
    short: str = ""
    group: str = ""
    folded: bool = False
    scale: str = ""
    fine: float | None = None
    coarse: float | None = None
    landmarks: Mapping[str, float] = field(default_factory=dict)
    fitted: Callable[[Mapping[str, Any]], tuple[float, float]] | None = None
    binary: bool = False
    within: str = ""
    only_if: OnlyIf | None = None
    own: bool = False
    named: Callable[[], Mapping[str, Names]] | None = None
    groups: Callable[[], Mapping[str, list[str]]] | None = None
    segmented: bool = False
    shown: bool = True

    def __post_init__(self) -> None:
        """Nothing in it changes afterwards."""
        object.__setattr__(self, "landmarks", frozen(self.landmarks))


class _Declared:
    """A parameter with its record, which reads whatever it is set to."""

    __slots__ = ()

    def __init__(self, *default: Any, about: About | None = None, **params: Any) -> None:
        self.about = about or About()
        super().__init__(*default, **params)

    def __set__(self, owner: Any, given: Any) -> None:
        super().__set__(owner, self.read(given))


class _Numeric(_Declared):
    __slots__ = ()

    def __init__(self, *default: Any, **params: Any) -> None:
        self._rule = None
        super().__init__(*default, **params)

    @property
    def rule(self) -> Rule:
        """What the number may be."""
        if self._rule is None:
            self._rule = Rule.of(self, unit=self.about.unit, binary=self.about.binary)
        return self._rule

    def read(self, given: object) -> float | int | None:
        """Return what was given as a value; :meth:`instruments.quantities.entry.Rule.read` says what is refused."""
        return self.rule.read(given)


class Amount(_Numeric, param.Number):
    """A number."""

    __slots__ = ("_rule", "about")


class Count(_Numeric, param.Integer):
    """A whole number."""

    __slots__ = ("_rule", "about")


class OneOf(_Declared, param.Selector):
    """One of several, by its key or by any name that it has."""

    __slots__ = ("about",)

    @property
    def choices(self) -> Mapping[str, Names]:
        """What each choice may be called; its shown name always."""
        return self.about.named() if self.about.named else {key: Names((str(label),)) for label, key in self.get_range().items()}

    def read(self, given: object) -> object:
        """Return the choice that was meant, or raise :class:`formulas.names.UnknownNameError`."""
        return given if given in list(self.objects) else find(self.choices, given, self.label)


class Switch(_Declared, param.Boolean):
    """Something that is on or off."""

    __slots__ = ("about",)

    def read(self, given: object) -> bool:
        """Return whether it is on; on and off, yes and no, true and false are read."""
        if isinstance(given, bool):
            return given
        known = _SWITCHED.get(given.strip().lower()) if isinstance(given, str) else None
        if known is None:
            raise ValueError(f"{self.label} is {str(given)[:_LONGEST_SHOWN]!r}: must be on or off")
        return known


class Text(_Declared, param.String):
    """A text."""

    __slots__ = ("about",)

    def read(self, given: object) -> str:
        """Return the text as it is."""
        if not isinstance(given, str):
            raise ValueError(f"{self.label} is {str(given)[:_LONGEST_SHOWN]!r}: must be a text")  # noqa: TRY004 - a refusal, as any other
        return given


type Input = Amount | Count | OneOf | Switch | Text
INPUTS = (Amount, Count, OneOf, Switch, Text)


@shared
def inputs(owner: type[param.Parameterized]) -> Mapping[str, Input]:
    """Return the inputs of a model by name, in the order in which they are declared."""
    return {name: owner.param[name] for name in owner.param if isinstance(owner.param[name], INPUTS)}
