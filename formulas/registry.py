"""Equations as data: what a formula says, in which units, from where, and how far to trust it.

A formula is an ordinary function with the :func:`equation` decorator.  The decorator records
what cannot be read from the docstring, and makes every number that is given to the formula a
float64 (see :mod:`formulas.float64`): nothing more is added to the call.  Names, units and
meanings of arguments and of the result are read from the docstring itself, so that they stand
in one place.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from formulas.band import Band
from formulas.caching import frozen, shared
from formulas.float64 import in_float64

TRUST = {
    "exact": "True by definition; the only error is in the numbers put in.",
    "bound": "Cannot be beaten; real systems reach a fraction of it.",
    "calibrated": "Fitted to published runs; the band is the error seen there.",
    "estimate": "Rule of thumb; expect the right order of magnitude.",
}
type Ranges = Mapping[str, tuple[float, float]]
"""Least and largest value of some arguments, ends included, each in the argument's own unit."""
_ENTRY = re.compile(r"^(?P<name>\w+) : .*\[(?P<unit>[^\]]+)\]\s*$")
_SLOT = re.compile(r"«(\w+)»")
_PACKAGE = __package__


@dataclass(frozen=True)
class Quantity:
    """One argument or result: its name in code, LaTeX symbol, unit and meaning."""

    name: str
    symbol: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Outside:
    """An argument outside the range that the source of an equation covers."""

    quantity: Quantity
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Equation:
    """A registered formula and everything that is published about it."""

    id: str
    function: Callable
    symbol: str
    latex: str
    symbols: Mapping[str, str]
    trust: str
    source: str
    locator: str
    seed: str | None
    band: Band | None
    rests_on: str
    valid: Ranges
    validity: str
    slips: str = ""
    _parsed: dict = field(default_factory=dict, repr=False, compare=False)

    @property
    def title(self) -> str:
        """The first sentence of the docstring without its full stop."""
        return inspect.getdoc(self.function).split("\n\n")[0].replace("\n", " ").rstrip(".")

    @property
    def arguments(self) -> tuple[Quantity, ...]:
        """Arguments in call order."""
        return self._section("Parameters")

    @property
    def result(self) -> Quantity:
        """The (first) result."""
        return self._section("Returns")[0]

    def expected(self, arguments: Mapping[str, object]) -> tuple[float, float]:
        """The least and the largest published value to expect, over the result for these arguments.

        A band that was read at other values of some arguments is carried over: what was published stays where it is.
        """
        carried = 1.0
        if any(arguments[name] != value for name, value in self.band.at.items()):
            carried = float(self.function(**{**arguments, **self.band.at}) / self.function(**arguments))
        return self.band.low * carried, self.band.high * carried

    def outside(self, arguments: Mapping[str, object], valid: Ranges | None = None) -> tuple[Outside, ...]:
        """Return which arguments, one number each, lie outside the ranges that the source covers.

        ``valid`` are the ranges that go with constants which were put in, as those of a fit; without it, the equation's own.
        What is unknown (``nan``) lies outside of nothing.
        """
        found = []
        for name, (low, high) in (self.valid if valid is None else valid).items():
            value = float(arguments[name])
            if value < low or value > high:
                found.append(Outside(next(entry for entry in self.arguments if entry.name == name), value, low, high))
        return tuple(found)

    @property
    def formula(self) -> str:
        """The equation in LaTeX with symbols."""
        return f"{self.symbol} = " + _SLOT.sub(lambda m: self.symbols.get(m[1], rf"\mathrm{{{m[1]}}}"), self.latex)

    def _section(self, heading: str) -> tuple[Quantity, ...]:
        if heading not in self._parsed:
            self._parsed[heading] = tuple(
                Quantity(name, self.symbols.get(name, self.symbol if heading == "Returns" else ""), unit, meaning)
                for name, unit, meaning in _entries(inspect.getdoc(self.function), heading)
            )
        return self._parsed[heading]


def equation(
    *,
    symbol: str,
    latex: str,
    trust: str,
    source: str,
    symbols: Mapping[str, str] | None = None,
    locator: str = "",
    seed: str | None = None,
    band: Band | None = None,
    rests_on: str = "",
    valid: Ranges | None = None,
    validity: str = "",
    slips: str = "",
    as_given: bool = False,
) -> Callable[[Callable], Callable]:
    r"""Register the decorated function as a published equation.

    Parameters
    ----------
    symbol
        LaTeX of the left-hand side.
    latex
        LaTeX of the right-hand side; ``«argument»`` stands where an argument of the function stands.
    trust
        One of :data:`TRUST`.
    source
        Key of the bibliography (``formulas/data/bibliography.json``).
    symbols
        LaTeX symbol of each argument.
    locator
        Equation, table or page within the source.
    seed
        Equation number in the source course, if it has one.
    band
        How far published values lie from what it gives, its arguments being right.
    rests_on
        Id of the equation that one argument comes from, where this one is proportional to it: its band comes on top.
    valid
        The range of arguments that the source fitted or measured, ends included, each in the argument's own unit.
    validity
        What else the source says of where it holds.
    slips
        What published texts get wrong about it, told on the working card.
    as_given
        Leave the arguments as they come instead of making them float64: for the tiny transformer, which
        runs in the precision of its weights and is given indices as well.

    Raises
    ------
    ValueError
        If ``trust`` is not a trust class, or a range is not two positive numbers in order.
    TypeError
        If ``band`` is one number, which does not say which side it is on.
    """
    if band is not None and not isinstance(band, Band):
        raise TypeError(f"band is {band!r}: must be a Band, with two sides and what it was read from")
    if trust not in TRUST:
        raise ValueError(f"trust is {trust!r}: must be one of {', '.join(TRUST)}")
    for name, (low, high) in (valid or {}).items():
        if not 0 < low <= high:
            raise ValueError(f"valid range of {name} is {low} to {high}: must be two positive numbers in order")

    def register(function: Callable) -> Callable:
        module = function.__module__.removeprefix(f"{_PACKAGE}.")
        formula = function if as_given else in_float64(function)
        formula.equation = Equation(
            id=f"{module}.{function.__name__}",
            function=formula,
            symbol=symbol,
            latex=latex,
            symbols=frozen(symbols or {}),
            trust=trust,
            source=source,
            locator=locator,
            seed=seed,
            band=band,
            rests_on=rests_on,
            valid=frozen(valid or {}),
            validity=validity,
            slips=slips,
        )
        return formula

    return register


def get(equation_id: str) -> Equation:
    """Return the equation with this id, importing its module if need be.

    Raises
    ------
    ValueError
        If no such equation is registered.
    """
    module, _, name = equation_id.rpartition(".")
    try:
        return getattr(importlib.import_module(f"{_PACKAGE}.{module}"), name).equation
    except (ImportError, AttributeError):
        raise ValueError(f"equation is {equation_id!r}: no such equation; see `--list equations`") from None


@shared
def equations() -> Mapping[str, Equation]:
    """Every registered equation by id, found by walking the package: nothing needs a list."""
    found: dict[str, Equation] = {}
    package = importlib.import_module(_PACKAGE)
    for info in pkgutil.walk_packages(package.__path__, f"{_PACKAGE}."):
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(entry := getattr(value, "equation", None), Equation):
                found[entry.id] = entry
    return dict(sorted(found.items()))


def _entries(doc: str, heading: str) -> list[tuple[str, str, str]]:
    """Read ``name : type [unit]`` entries with their indented meanings from a docstring section."""
    match = re.search(rf"^{heading}\n-+\n(.*?)(?=\n\n\w[\w ]*\n-+\n|\Z)", doc, re.S | re.M)
    if not match:
        return []
    entries: list[tuple[str, str, list[str]]] = []
    for line in match[1].splitlines():
        if head := _ENTRY.match(line):
            entries.append((head["name"], head["unit"], []))
        elif entries and line.strip():
            entries[-1][2].append(line.strip())
    return [(name, unit, " ".join(meaning)) for name, unit, meaning in entries]
