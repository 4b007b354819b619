"""What follows from the inputs: the number as the chosen format holds it, the format's own ends, the matrix, the model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from formulas import memory, serving
from formulas.catalogue import accelerators
from formulas.formats import errors, scales, values
from formulas.formats.codes import decode
from formulas.formats.layout import Layout
from formulas.steps import Chain
from instruments.evidence.citing import Citation, of_row
from instruments.evidence.reason import Reason
from instruments.frame.result import Figure, Result, Row, table
from instruments.precision.held import Held, Numbers
from instruments.precision.study import Study, overhead

_WHOLE = "whole numbers lie evenly, and have no such end"


@dataclass(frozen=True)
class Findings(Result):
    """Rows, and the number and the matrix that they are about."""

    numbers: Numbers
    study: Study

    groups: ClassVar = {
        "matrix": "The matrix", "model": "The model", "number": "The number in the chosen format", "format": "The chosen format",
    }  # fmt: skip
    rows: ClassVar[Mapping[str, Row]] = table(
        Row("relative_error", "Relative error of the weights", "1", "matrix", "The error as a share of the matrix.", "%"),
        Row("matrix_error", "Measured error", "1", "matrix", "Root of the sum of all squared differences: rounding and clipping."),
        Row("rounding_error", "Measured rounding error", "1", "matrix", "Of the weights within the range alone."),
        Row("expected_error", "Expected rounding error", "1", "matrix", "Where a weight lies within its step is taken for chance."),
        Row("error_bound", "Bound on the rounding error", "1", "matrix", "Every weight as far off as it can be."),
        Row("clipping_error", "Measured clipping error", "1", "matrix", "Of the weights beyond the range."),
        Row("stored_bits", "Effective bits per weight", "bit/parameter", "model", "With its part of scales and zero points."),
        Row("model_bytes", "Model size", "B", "model", "All weights in this format."),
        Row("decode_speed", "Decode ceiling on one card", "token/s", "model", "Every active weight is read once for each token."),
        Row("held_number", "Number that is held", "1", "number", "What the bits stand for."),
        Row("number_error", "Rounding error of the number", "1", "number", "How far that is from what was typed."),
        Row("number_share", "Relative rounding error", "1", "number", "The same as a share of the number.", "%"),
        Row("gap", "Gap between neighbours", "1", "number", "Distance of the two numbers between which it lies."),
        Row("largest_number", "Largest number", "1", "format", "What is larger overflows or is cut."),
        Row("smallest_normal", "Smallest normal number", "1", "format", "Below it digits are lost."),
        Row("smallest_number", "Smallest number", "1", "format", "What is less than half of it becomes zero."),
        Row("epsilon", "Machine epsilon", "1", "format", "The gap above one."),
    )

    def cited(self, name: str) -> Mapping[str, Citation]:
        """The card's bandwidth has a source of its own."""
        if name != "decode_speed":
            return {}
        card = accelerators()[self.values["card"]]
        return {"bandwidth": of_row(card, "bandwidth_bytes_per_s")}

    def unknown(self, figure: Figure) -> Reason:
        """Say of a figure without a value why it has none."""
        if figure.row.group == "format":
            return Reason(_WHOLE)
        return Reason("no finite number is held") if figure.row.group == "number" else super().unknown(figure)


def add_number(c: Chain, held: Held) -> None:
    """Work out what the chosen format makes of the number."""
    element = held.layout.element_layout()
    _scaled(c, "held_number", held, held.code)
    is_known = math.isfinite(held.value) and math.isfinite(held.number)
    number, value = (held.number, c.held_number) if is_known else (np.nan, np.nan)
    c.step("number_error", values.rounding_distance, held=value, number=number)
    c.step_if_known("number_share", values.relative_distance, "number", held=value, number=number or np.nan)
    if element.kind == "integer":
        c.step("gap", scales.scaled, level=values.machine_epsilon(element.mantissa_bits), scale=held.scale)
    else:
        size = min(abs(held.number) / held.scale, element.largest) if math.isfinite(held.number) else np.nan
        of_element = {"size": max(size, 2.0 ** -1074), "bias": element.bias, "mantissa_bits": element.mantissa_bits}
        if held.layout.kind == "block":
            c.step_if_known("element_gap", values.gap_at, "size", **of_element)
            c.step("gap", scales.scaled, level=c.element_gap, scale=held.scale)
        else:
            c.step_if_known("gap", values.gap_at, "size", **of_element)


def add_format(c: Chain, held: Held) -> None:
    """Work out the ends of the chosen format, under the scale of the number's block where it has one."""
    element = held.layout.element_layout()
    _scaled(c, "largest_number", held, element.top)
    bias = np.nan if element.kind == "integer" else element.bias
    ends = {"smallest_normal": (values.smallest_normal, {"bias": bias}),
            "smallest_number": (values.smallest_number, {"bias": bias, "mantissa_bits": element.mantissa_bits})}
    for name, (function, arguments) in ends.items():
        if element.kind == "integer":
            c.step_if_known(name, function, "bias", **arguments)
        elif held.layout.kind == "block":
            c.step(f"element_{name}", function, **arguments)
            c.step(name, scales.scaled, level=getattr(c, f"element_{name}"), scale=held.scale)
        else:
            c.step(name, function, **arguments)
    c.step("epsilon", values.machine_epsilon, mantissa_bits=element.mantissa_bits)


def _scaled(c: Chain, name: str, held: Held, code: int) -> None:
    """A number by its bits, times the scale of its block where it has one."""
    element = held.layout.element_layout()
    if element.kind == "integer":
        level = float(decode(element, code))
        c.step(name, scales.scaled, level=level, scale=held.scale)
        return
    fields = _fields(element, code)
    if held.layout.kind == "block":
        c.step_if_known(f"element_{name}", values.number_of_fields, "bias", **fields)
        c.step(name, scales.scaled, level=getattr(c, f"element_{name}"), scale=held.scale)
    else:
        c.step_if_known(name, values.number_of_fields, "bias", **fields)


def _fields(element: Layout, code: int) -> dict[str, float]:
    """Sign, exponent and mantissa of a code; of one that stands for no finite number the bias is unknown."""
    is_known = code >= 0 and code % 2 ** (element.bits - 1) <= element.top
    code = max(code, 0)
    magnitude = code % 2 ** (element.bits - 1)
    exponent, mantissa = divmod(magnitude, 2**element.mantissa_bits)
    return {
        "sign": code >> (element.bits - 1), "exponent": exponent, "mantissa": mantissa,
        "bias": element.bias if is_known else np.nan, "mantissa_bits": element.mantissa_bits,
    }  # fmt: skip


def add_matrix(c: Chain, study: Study) -> None:
    """Work out what the matrix loses: measured, at most, and as is to be expected."""
    q = study.quantised
    count = q.weights.size
    c.step("rounding_error", errors.error_norm, mean_square=q.rounding_square, count=count)
    c.step("clipping_error", errors.error_norm, mean_square=q.clipping_square, count=count)
    c.step("matrix_error", errors.whole_error, rounding=c.rounding_error, clipping=c.clipping_error)
    bound, expected = (
        (errors.nearest_error_bound, errors.nearest_error_expected) if study.is_nearest
        else (errors.stochastic_error_bound, errors.stochastic_error_expected)
    )  # fmt: skip
    c.step("error_bound", bound, step=q.step, count=q.rounded_count)
    c.step("expected_error", expected, step=q.step, count=q.rounded_count)
    c.step("relative_error", errors.relative_norm, error=c.matrix_error, norm=study.norm)


def add_model(c: Chain, given: Mapping[str, object], study: Study) -> None:
    """Work out how large a model is in this format, and how fast it can be read."""
    card = accelerators()[given["card"]]
    c.step("stored_bits", memory.effective_bits, **overhead(study.recipe))
    c.step("model_bytes", memory.weight_bytes, parameters=given["parameters"], bits=c.stored_bits)
    c.step("active_bytes", memory.weight_bytes, parameters=min(given["active"], given["parameters"]), bits=c.stored_bits)
    c.step("decode_speed", serving.decode_ceiling_one_card, bandwidth=card.bandwidth_bytes_per_s, weight_bytes=c.active_bytes)
