"""For what an equation is vouched for, and how far beyond that a number lies, in words made from the registry's ranges."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formulas.caching import shared
from formulas.registry import Equation, Outside, Quantity, Ranges
from formulas.steps import Step
from instruments.evidence.reason import Reason
from instruments.quantities.apart import apart, multiple
from instruments.quantities.text import Shown, quantity, stated


def holds(equation: Equation, valid: Ranges | None = None) -> str:
    """Return for what an equation holds: its ranges, or those of the constants put in, and what is no range.

    >>> from formulas.shape import rule_layers
    >>> holds(rule_layers.equation).partition(". ")[0]
    'For 2 B to 600 B parameters'
    """
    ranges = _ranges(equation, equation.valid if valid is None else valid)
    return " ".join(filter(None, [f"For {ranges}." if ranges else "", equation.validity]))


def extrapolated(step: Step) -> Reason | None:
    """Return why an evaluated equation lies outside what its source covers, if it does.

    >>> from formulas.shape import rule_layers
    >>> extrapolated(Step(rule_layers.equation, {"parameters": 1.2e12}, 128.0))
    'extrapolated: 1.20 T parameters, 2.0 times the largest covered (600 B parameters)'
    """
    # Most equations have no ranges, and every row asks at every move of a slider.
    if step.equation is None or not (step.valid or step.equation.valid or step.extents or step.beyond):
        return None
    if np.ndim(step.value) == 0 and np.isnan(step.value):
        return None  # what is unknown lies nowhere
    further = (extent for extent in step.extents if not extent.low <= extent.value <= extent.high)
    reasons = [*map(_told, step.equation.outside(step.arguments, step.valid)), *map(_told, further), *filter(None, [step.beyond])]
    return Reason("extrapolated", "; ".join(reasons)) if reasons else None


def _ranges(equation: Equation, valid: Mapping[str, tuple[float, float]]) -> str:
    return " and ".join(_range(entry, *valid[entry.name]) for entry in equation.arguments if entry.name in valid)


def _range(argument: Quantity, low: float, high: float) -> str:
    least, most = stated(low, argument.unit), stated(high, argument.unit)
    return f"{_called(argument, most.noun)}{least.without_noun} to {most}"


def _told(outside: Outside) -> str:
    limit, which = (outside.low, "smallest") if outside.value < outside.low else (outside.high, "largest")
    # While a slider moves, the end stays what it is: only a value that looks like it is told with more digits.
    value, end = quantity(outside.value, outside.quantity.unit), _end(limit, outside.quantity.unit)
    if (value.number, value.prefix) == (end.number, end.prefix):
        value, end = apart(outside.value, limit, unit=outside.quantity.unit)
    name = _called(outside.quantity, value.noun)
    return f"{name}{value}, {multiple(outside.value / limit)} times the {which} covered ({end})"


@shared
def _end(limit: float, unit: str) -> Shown:
    return quantity(limit, unit)


def _called(argument: Quantity, noun: str) -> str:
    """The name before a number whose noun does not say it already."""
    name = argument.name.replace("_", " ")
    return "" if name == noun else f"{name} of "
