"""Worked solutions, made from the registered equations: each step with its equation, the same with numbers, and its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from formulas.steps import Step
from instruments.course.exercise import Key
from instruments.course.values import Values
from instruments.evidence.citing import links
from instruments.evidence.working import equations, symbols
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import tex


def steps_html(steps: Mapping[str, Step], beside: Callable[[str], Markup]) -> Markup:
    """Return steps as a list, in their order, each with what stands ``beside`` it; below them what their symbols mean."""
    if not steps:
        return EMPTY
    items = joined(markup("<li>{}{}</li>", equations(step), beside(name)) for name, step in steps.items())
    found = list(steps.values())
    return markup('<ol class="solution">{}</ol>{}{}', items, symbols(found), _sources(found))


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
