"""The lines of each equation, read from its source for those who have no source (:mod:`formulas.equation_code`)."""

from __future__ import annotations

import ast
import inspect
import json
from numbers import Real
from textwrap import dedent

from formulas.registry import Equation, equations


def written() -> str:
    """Return the lines of every equation that has some, as JSON."""
    found = {name: body for name, entry in equations().items() if (body := body_of(entry))}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def body_of(equation: Equation) -> str:
    """Return the lines of one equation: without what refuses an impossible argument, constants as numbers.

    Nothing where they need more than the arguments, constants and NumPy.
    """
    function = inspect.unwrap(equation.function)
    source = dedent(inspect.getsource(function))
    (made,) = ast.parse(source).body
    statements = [each for each in made.body[1:] if not isinstance(each, ast.Expr)]  # after the docstring, an expression is a check
    if not all(isinstance(each, ast.Assign) for each in statements[:-1]) or not isinstance(statements[-1], ast.Return):
        return ""
    names = [each for statement in statements for each in ast.walk(statement) if isinstance(each, ast.Name)]
    own = {*inspect.signature(function).parameters, *(each.id for each in names if isinstance(each.ctx, ast.Store)), "np"}
    constants = [each for each in names if each.id not in own]
    if not all(isinstance(function.__globals__.get(each.id), Real) for each in constants):
        return ""
    lines = source.splitlines()
    # From the last to the first, so that what is yet to be changed stays where it is.
    for name in sorted(constants, key=lambda each: (each.lineno, each.col_offset), reverse=True):
        line = lines[name.lineno - 1]
        lines[name.lineno - 1] = f"{line[: name.col_offset]}{function.__globals__[name.id]!r}{line[name.end_col_offset :]}"
    return dedent("\n".join("\n".join(lines[each.lineno - 1 : each.end_lineno]) for each in statements))
