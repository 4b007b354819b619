"""What a model gives as text to carry elsewhere: JSON, a table for a text or a spreadsheet, or the Python that gives it again."""

from __future__ import annotations

import csv
import importlib
import io
import json
from collections.abc import Callable

from formulas.version import VERSION
from instruments.frame.model import Model
from instruments.frame.result import Result
from instruments.frame.sheet import as_sheet, as_tsv
from instruments.prose.markup import EMPTY, Markup, markup


def as_json(result: Result) -> str:
    """Return the result as indented JSON."""
    return json.dumps(result.to_json(), indent=2, ensure_ascii=False)


def as_markdown(result: Result) -> str:
    """Return the result as a Markdown table with what is to be said below it."""
    lines = ["| Figure | Value | Trust |", "| --- | ---: | --- |"]
    lines += [f"| {figure.row.label} | {figure.shown} | {figure.trust} |" for name, figure in result.figures.items()]
    return "\n".join([*lines, "", *result.lines, f"Numbers of {VERSION}.", ""])


def as_csv(result: Result) -> str:
    """Return the result as CSV in SI values, for a program to read; :mod:`instruments.frame.sheet` writes what a spreadsheet reads."""
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
    "tsv": lambda _, result: as_tsv(result),
    "sheet": lambda _, result: as_sheet(result),
    "python": lambda model, _: as_python(model),
}
"""What a design, and what follows from it, can be had as."""
KINDS = {"json": "JSON", "markdown": "Markdown", "tsv": "Table (TSV)", "python": "Python", "sheet": "Save as CSV"}
"""What each that the page offers is called on a button."""
SAVED = {"sheet": ".csv"}
"""What is saved as a file rather than copied, and how its name ends."""


def shared_html(ident: str, called: str, file: str, kind: str, text: str, press: int) -> Markup:
    """Return a text that was asked for, which the page copies or saves as it comes.

    Parameters
    ----------
    ident
        Id of its field.
    called
        What it is a text of.
    file
        Name of the file that it may be saved as, without its ending.
    kind
        Key of :data:`FORMATS`.
    text
        The text.
    press
        Which press asked for it: the same text is asked for more than once.
    """
    name = markup(' data-save-as="{}{}"', file, SAVED[kind]) if kind in SAVED else EMPTY
    return markup(
        '<textarea id="{}" readonly rows="6" aria-label="{} as {}" data-asked="{}"{}>{}</textarea>', ident, called, kind, press, name, text
    )
