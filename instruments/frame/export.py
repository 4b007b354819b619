"""What a model gives as text to carry elsewhere: JSON, a Markdown table, CSV, or the Python that gives it again."""

from __future__ import annotations

import csv
import importlib
import io
import json
from collections.abc import Callable

from formulas.version import VERSION
from instruments.frame.model import Model
from instruments.frame.result import Result


def as_json(result: Result) -> str:
    """Return the result as indented JSON."""
    return json.dumps(result.to_json(), indent=2, ensure_ascii=False)


def as_markdown(result: Result) -> str:
    """Return the result as a Markdown table with what is to be said below it."""
    lines = ["| Figure | Value | Trust |", "| --- | ---: | --- |"]
    lines += [f"| {figure.row.label} | {figure.shown} | {figure.trust} |" for name, figure in result.figures.items()]
    return "\n".join([*lines, "", *result.lines, f"Numbers of {VERSION}.", ""])


def as_csv(result: Result) -> str:
    """Return the result as CSV in SI values."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["field", "label", "value", "unit", "trust", "equation"])
    for name, figure in result.figures.items():
        value = "" if figure.value is None else repr(figure.value)
        writer.writerow([name, figure.row.label, value, figure.unit, figure.trust, figure.equation])
    return text.getvalue()


def as_python(model: Model) -> str:
    """Return the design as Python that makes it again and prints what follows from it."""
    # Not before somebody asks for it: no page needs it to be shown.
    return importlib.import_module("instruments.frame.code").design_code(model)


FORMATS: dict[str, Callable[[Model, Result], str]] = {
    "json": lambda _, result: as_json(result),
    "markdown": lambda _, result: as_markdown(result),
    "csv": lambda _, result: as_csv(result),
    "python": lambda model, _: as_python(model),
}
"""What a design, and what follows from it, can be had as."""
KINDS = {"json": "JSON", "markdown": "Markdown", "csv": "CSV", "python": "Python"}
"""What each is called on a button."""
