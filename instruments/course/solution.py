"""Worked solutions, made from the registered equations: each step with its equation, the same with numbers, and its result."""

from __future__ import annotations

from collections.abc import Iterable

from formulas.steps import Step
from instruments.citing import links
from instruments.course.exercise import Key
from instruments.course.values import Values
from instruments.markup import EMPTY, Markup, joined, markup
from instruments.text import tex
from instruments.working import equations


def steps_html(steps: Iterable[Step]) -> Markup:
    """Return steps as a list, in their order."""
    found = list(steps)
    items = joined(markup("<li>{}</li>", equations(step)) for step in found)
    return markup('<ol class="solution">{}</ol>{}', items, _sources(found)) if found else EMPTY


def times_html(key: Key, values: Values) -> Markup:
    """Return by how much one figure is another, as an equation."""
    first, second = (float(values.number(name)) for name in key.times)
    latex = rf"\frac{{{tex(first)}}}{{{tex(second)}}} = {tex(values.key(key, '1'))}"
    return markup('<div class="equation" role="math" aria-label="{}" data-tex="{}" data-scrolls>{}</div>', latex, latex, latex)


def answer_html(text: str) -> Markup:
    """Return the answer as the solution's last line."""
    return markup('<p class="solution-answer">{}</p>', text)


def _sources(steps: list[Step]) -> Markup:
    return markup('<p class="solution-sources">{}</p>', links(step.equation.source for step in steps))
