"""Numbers as the Python that gives them: one equation with its present arguments, or a whole design.

It is worked out when somebody asks for it; what it says runs wherever the formulas and the instruments can be imported.
"""

from __future__ import annotations

import builtins
import inspect
import re
from collections.abc import Iterable, Mapping
from textwrap import fill
from types import MappingProxyType

import numpy as np

from formulas.bibliography import bibliography
from formulas.equation_code import bodies
from formulas.registry import Equation
from formulas.steps import Step
from instruments.evidence.citing import Citation
from instruments.frame.inputs import Input, OneOf, inputs
from instruments.frame.model import Model
from instruments.frame.reading import defaults
from instruments.frame.result import Result
from instruments.quantities.numbers import write_number
from instruments.quantities.text import handed_over, quantity

WIDTH = 79
"""Characters of a line, where its words can be parted."""


def equation_code(step: Step, cited: Mapping[str, Citation] = MappingProxyType({})) -> str:
    """Return one step of a chain as Python: its arguments with unit and source, the call of the formula, and its own lines.

    Parameters
    ----------
    step
        A step that an equation made.
    cited
        Where arguments come from that somebody published.
    """
    equation, result = step.equation, _result_name(step.equation)
    module, _, function = equation.id.rpartition(".")
    printed = f"print({result}{_unit(equation.result.unit)})"
    own = _own_lines(equation, result)
    # NumPy makes whole numbers of 32 bits in the browser, and lets them overflow.
    written = _point if "np." in own else _written
    assignments = [f"{name} = {written(value)}{_said(equation, name, value, cited.get(name))}" for name, value in step.arguments.items()]
    arrays = any(np.ndim(value) for value in step.arguments.values())
    imports = [*(["import numpy as np", ""] if arrays or "np." in own else []), f"from formulas.{module} import {function}"]
    blocks = [
        "\n".join([_comment(f"{equation.title}."), _comment(f"Source: {_source(equation)}.")]),
        "\n".join(imports),
        "\n".join(assignments),
        "\n".join([_call(equation, result, step.arguments), printed, *_otherwise(step)]),
        *(["\n".join(["# The same, written out for you to change:", own, printed])] if own else []),
    ]
    return "\n\n".join(blocks) + "\n"


def design_code(model: Model) -> str:
    """Return a model as Python that makes it again and prints what follows from it, as the page shows it."""
    owner, values = type(model), model.values
    name = _variable(owner.__name__)
    known, fresh = inputs(owner), defaults(owner)
    given = [f"    {key}={_written(value)},{_told(known[key], value)}" for key, value in values.items() if value != fresh[key]]
    made = f"{name} = {owner.__name__}(\n{'\n'.join(given)}\n)" if given else f"{name} = {owner.__name__}()"
    return "\n".join([f"from {owner.__module__} import {owner.__name__}", "", made, *_prints(model, name), ""])


def _prints(model: Model, name: str) -> Iterable[str]:
    """Lines that print what a model's page shows."""
    if not isinstance(model.result, Result):
        if model.told:
            yield f"print({name}.told)"
        return
    width = max(len(row.label) for row in model.result.rows.values())
    yield f"for figure in {name}.result.figures.values():"
    yield f'    print(f"{{figure.row.label:{width}}}  {{figure.shown}}")'
    if model.result.lines:
        yield f"for line in {name}.result.lines:"
        yield "    print(line)"


def _told(declared: Input, value: object) -> str:
    """What a value of an input is, as a comment: its unit, or the name that its choice is shown by."""
    if isinstance(declared, OneOf):
        return next((f"  # {label}" for label, key in declared.get_range().items() if key == value), "")
    return f"  # {declared.about.unit}" if declared.about.unit and value is not None else ""


def _variable(name: str) -> str:
    """A class's name as a variable's: ``TokenJourney`` is ``token_journey``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _result_name(equation: Equation) -> str:
    """What the result is called: by the docstring, unless something else in the code has that name."""
    name = equation.result.name
    taken = {equation.function.__name__, "np", *(entry.name for entry in equation.arguments), *vars(builtins)}
    return "result" if name in taken else name


def _said(equation: Equation, name: str, value: object, citation: Citation | None) -> str:
    """What is known of an argument, as a comment."""
    unit = next((entry.unit for entry in equation.arguments if entry.name == name), "1")
    said = ["" if unit == "1" else unit, _whence(citation) if citation else "", "not known: put a number here" if _unknown(value) else ""]
    comment = "; ".join(filter(None, said))
    return f"  # {comment}" if comment else ""


def _unknown(value: object) -> bool:
    """Whether it is one number, and nobody knows it."""
    return isinstance(value, float | np.ndarray) and np.ndim(value) == 0 and bool(np.isnan(value))


def _whence(citation: Citation) -> str:
    standing = "" if citation.standing == "published" else f", {citation.standing}"
    source = f", {bibliography()[citation.source].short}" if citation.source else ""
    return f"{citation.name}{source}{standing}"


def _source(equation: Equation) -> str:
    return ", ".join(filter(None, (bibliography()[equation.source].short, equation.locator)))


def _call(equation: Equation, result: str, arguments: Mapping[str, object]) -> str:
    """The call, each argument by its place where the function takes it so."""
    order = [name for name, each in inspect.signature(equation.function).parameters.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    passed, by_place = [], True
    for place, name in enumerate(arguments):
        # Once one goes by its name, all that follow do.
        by_place = by_place and order[place : place + 1] == [name]
        passed.append(name if by_place else f"{name}={name}")
    line = f"{result} = {equation.function.__name__}({', '.join(passed)})"
    if len(line) <= WIDTH:
        return line
    inside = fill(", ".join(passed) + ",", WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False)
    return f"{result} = {equation.function.__name__}(\n{inside}\n)"


def _otherwise(step: Step) -> list[str]:
    """Say where the chain goes on with another number than the equation's."""
    if np.ndim(step.value) or any(map(_unknown, step.arguments.values())):
        return []
    value, by_rule = (handed_over(float(each)) for each in (step.value, step.equation.function(**step.arguments)))
    shown = quantity(value, step.equation.result.unit)
    return [] if value == by_rule else [_comment(f"The design does not follow this rule: it sets {shown} itself.")]


def _own_lines(equation: Equation, result: str) -> str:
    """The lines of the equation's own function, with the result in the variable that the call put it in."""
    before, returns, last = bodies().get(equation.id, "").rpartition("return ")
    return f"{before}{result} = {last}" if returns else ""


def _unit(unit: str) -> str:
    return "" if unit == "1" else f", {_text(unit)}"


def _comment(text: str) -> str:
    return fill(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False, break_on_hyphens=False)


def _written(value: object) -> str:
    """A value as Python: of a number the shortest text that reads back the same."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return repr(value)
    if np.ndim(value):
        return f"np.array([{', '.join(map(_written, np.asarray(value).tolist()))}])"
    number = value if isinstance(value, int) else float(value)
    return write_number(number).replace("10^", "10**") if np.isfinite(number) else f'float("{number}")'


def _point(value: object) -> str:
    """The same with a decimal point, where it is one whole number."""
    text = _written(value)
    return f"{text}.0" if text.lstrip("-").isdigit() else text


def _text(text: str) -> str:
    """A text as Python, between double quotes where it holds none."""
    written = repr(text)
    return f'"{written[1:-1].replace(chr(92) + chr(39), chr(39))}"' if written[0] == "'" and '"' not in text else written
