"""The table as a document: what the source states, its equation here, the instruments that show it, the tests that hold it."""

from __future__ import annotations

from collections.abc import Iterator

from formulas.registry import equations
from instruments.frame.discovery import instruments
from tests.coverage.table import Stated, shown_in, slips_in_words, stated, test_of

_HEAD = """# The lower half of the stack: what its source states, and where it is

Generated from the registry and the code by `make docs`. Each line is an equation or a figure of the source documents, which have
numbers, in our words;
the equation that stands for it ([all of them](equations.md)); the instruments that show it; a test that holds it.
"""


def document() -> str:
    """Return the whole document."""
    subjects: dict[str, list[Stated]] = {}
    for each in stated():
        subjects.setdefault(each.subject, []).append(each)
    parts = [_HEAD]
    for subject, listed in subjects.items():
        parts += [f"\n## {instruments()[subject].title}\n", "\n".join(_lines(listed)), ""]
    slips = [each for each in stated() if each.slip]
    parts += ["\n## What the source has wrong\n", "| It states | Right is |", "| --- | --- |"]
    parts += [f"| {_cell(each.equation)} | {_cell(each.slip)} |" for each in slips]
    # What is stated in words and is no equation of anything here.
    parts += [f"| {_cell(each['states'])} | {_cell(each['right'])} |" for each in slips_in_words()]
    return "\n".join(parts) + "\n"


def _lines(listed: list[Stated]) -> Iterator[str]:
    yield "| Document | Where | What it says | Equation | Instruments | Test |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for each in listed:
        titles = ", ".join(instruments()[name].title for name in shown_in()[each.formula])
        test = test_of(each.formula)
        title = equations()[each.formula].title
        said = f"| {each.seed} | {_cell(each.equation)} | {_cell(each.says)} |"
        yield f"{said} `{each.formula}`: {_cell(title)} | {titles} | [`{test}`](../{test}) |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("$", "\\$")
