"""Worked solutions, made from the registered equations: each step with its equation, the same with numbers, and its result."""

from __future__ import annotations

from collections.abc import Iterable

from formulas.steps import Step
from instruments.citing import links
from instruments.course.exercise import Key
from instruments.course.values import Values
from instruments.text import escape, tex
from instruments.working import equations


def steps_html(steps: Iterable[Step]) -> str:
    """Return steps as a list, in their order."""
    found = list(steps)
    items = "".join(f"<li>{equations(step)}</li>" for step in found)
    return f'<ol class="solution">{items}</ol>{_sources(found)}' if found else ""


def times_html(key: Key, values: Values) -> str:
    """Return by how much one figure is another, as an equation."""
    first, second = (float(values.number(name)) for name in key.times)
    latex = rf"\frac{{{tex(first)}}}{{{tex(second)}}} = {tex(values.key(key, '1'))}"
    return f'<div class="equation" role="math" aria-label="{escape(latex)}" data-tex="{escape(latex)}" data-scrolls>{escape(latex)}</div>'


def answer_html(text: str) -> str:
    """Return the answer as the solution's last line."""
    return f'<p class="solution-answer">{escape(text)}</p>'


def _sources(steps: list[Step]) -> str:
    return f'<p class="solution-sources">{links(step.equation.source for step in steps)}</p>'
