"""Group N, number formats: their ranges and steps, bits with scales, noise and best clipping, against the equations of formats."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formulas import memory
from formulas.formats import errors, values
from formulas.formats.layout import Layout, layouts

from .case import Case

_WEIGHTS = 10_000


def _layout(fact: Mapping) -> Layout:
    return layouts()[fact["inputs"]["layout"]]


def _largest(fact: Mapping) -> float:
    """The number that the code of the largest finite one stands for."""
    row = _layout(fact)
    exponent, mantissa = divmod(row.top, 2**row.mantissa_bits)
    return float(values.number_of_fields(0, exponent, mantissa, row.bias, row.mantissa_bits))


def _binades(fact: Mapping) -> float:
    """Powers of two from that of the smallest number to that of the largest."""
    row = _layout(fact)
    return row.largest_exponent - float(np.log2(values.smallest_number(row.bias, row.mantissa_bits))) + 1


def _bits(fact: Mapping) -> float:
    return float(memory.effective_bits(**fact["inputs"]))


def _clipping(fact: Mapping) -> float:
    """Threshold, in standard deviations, at which rounding within it and clipping beyond it make the least error together."""
    thresholds = np.arange(0.5, 6, 0.001)
    steps = 2 * thresholds / 2 ** fact["inputs"]["bits"]
    rounding = errors.nearest_error_expected(steps, _WEIGHTS)
    return float(thresholds[np.argmin(errors.whole_error(rounding, errors.clipping_error_expected(1, thresholds, _WEIGHTS)))])


def _noise(fact: Mapping) -> float:
    """Decibels of a sine over the whole range above the error of rounding it, both in steps and for one number in the mean."""
    sine = 2 ** fact["inputs"]["bits"] / 2 / np.sqrt(2)
    return float(20 * np.log10(sine / errors.nearest_error_expected(1, 1)))


def cases() -> list[Case]:
    """Every prediction of these facts."""
    number, epsilon, scaled = "formats.values.number_of_fields", "formats.values.machine_epsilon", "memory.effective_bits"
    slip = "The text forgets one of the two FP16 numbers of a super-block: the file has 84 bytes for 256 weights, 2.625 bits."
    return [
        *(Case(name, number, _largest, kind="count") for name in ("N001", "N002", "N007")),
        *(Case(name, "formats.values.smallest_number", _binades, kind="count") for name in ("N003", "N004")),
        *(Case(name, epsilon, lambda fact: values.machine_epsilon(_layout(fact).mantissa_bits)) for name in ("N005", "N008", "N010")),
        Case("N006", "formats.values.smallest_normal", lambda fact: values.smallest_normal(_layout(fact).bias)),
        Case("N009", number, _largest),
        *(Case(f"N{i:03d}", "formats.errors.clipping_error_expected", _clipping) for i in range(11, 18)),
        *(Case(f"N{i:03d}", scaled, _bits, miss=slip if i == 18 else "", digit=1e-4) for i in range(18, 24)),
        Case("N024", "formats.errors.nearest_error_expected", _noise),
    ]
