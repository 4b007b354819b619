"""Exercises that are solved by writing a function: what it is called with, and what it should return.

The function itself is called elsewhere, in a sandbox: only what it returned comes here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from formulas.registry import get
from instruments.course.exercise import FunctionPart
from instruments.course.given import amount, in_unit
from instruments.course.judging import Judgement, judge_values
from instruments.quantities.numbers import write_number
from instruments.quantities.text import quantity


def argument_lists(part: FunctionPart, seed: str) -> tuple[tuple[float, ...], ...]:
    """Return what the function is called with, drawn from the seed: other values for each student."""
    # Drawn even for the values that the file states: one list of arguments would be no test.
    return tuple(
        tuple(each.draw(f"{seed or part.id}\ncall {call}", {}) for each in part.parameters)
        for call in range(part.cases)
    )  # fmt: skip


def expected(part: FunctionPart, lists: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return what the registered equation gives for each."""
    equation = get(part.formula)
    wanted = {each.name: each.unit for each in equation.arguments}
    found = []
    for arguments in lists:
        named = {each.name: (value, each.unit) for each, value in zip(part.parameters, arguments, strict=True)}
        taken = {
            name: in_unit(*named[value], wanted[name]) if isinstance(value, str) else float(value)
            for name, value in part.arguments.items()
        }  # fmt: skip
        found.append(float(equation.function(**taken)))
    return tuple(found)


def signature(part: FunctionPart) -> str:
    """Return the function's name and arguments."""
    return f"{part.function}({', '.join(each.name for each in part.parameters)})"


def starter(part: FunctionPart) -> str:
    """Return code to begin with: the function's first line, what it is to return, and the units of its arguments."""
    equation = get(part.formula)
    meanings = {value: each.meaning for each in equation.arguments if isinstance(value := part.arguments.get(each.name), str)}
    width = 88
    lines = [f"def {signature(part)}:"]
    first = f'"""{equation.title}, in {_unit(equation.result.unit)}.'
    lines += textwrap.wrap(first, width, initial_indent="    ", subsequent_indent="    ")
    lines.append("")
    for each in part.parameters:
        told = f"{each.name}: {meanings.get(each.name, '').rstrip('.')} [{_unit(each.unit)}]"
        lines += textwrap.wrap(told, width, initial_indent="    ", subsequent_indent="        ")
    return "\n".join([*lines, '    """', "    return 0.0", ""])


def call(part: FunctionPart, arguments: Sequence[float]) -> str:
    """Return a call as it would be typed."""
    return f"{part.function}({', '.join(map(write_number, arguments))})"


def judge(part: FunctionPart, seed: str, returned: object) -> Judgement:
    """Judge what the function returned for :func:`argument_lists`."""
    lists = argument_lists(part, seed)
    return judge_values(expected(part, lists), part.tolerance, lambda at: call(part, lists[at]), returned, part.examples)


def told(part: FunctionPart, value: float) -> str:
    """Return a value of the function with its unit."""
    return amount(float(f"{value:.6g}"), get(part.formula).result.unit)


def _unit(unit: str) -> str:
    """A unit as a docstring names it: the plural, and words for what has no sign."""
    return {"1": "no unit", "B": "bytes"}.get(unit) or quantity(2, unit).unit or unit
