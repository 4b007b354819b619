"""A sheet on paper, without and with solutions."""

from __future__ import annotations

from instruments.course.asked import asked
from instruments.course.sheet import Sheet
from instruments.course.variant import Variant, VariantPart
from instruments.course.view_card import passage_html
from instruments.course.view_sheet import title_of
from instruments.prose.markup import EMPTY, Markup, joined, markup

NOBODY = ""
"""Whose values a printed sheet has: those of one who gives no name."""


def paper_html(sheet: Sheet, *, solutions: bool, turn: int) -> Markup:
    """Return a sheet to be printed; ``turn`` tells one that is asked for again from the last one."""
    shown = joined(
        _exercise_html(asked(sheet, NOBODY, each), number, solutions=solutions)
        for number, each in enumerate(sheet.exercises, 1)
    )
    name = "" if solutions else markup('<p class="paper-name">Name<span></span></p>')
    kind = " with solutions" if solutions else ""
    return markup(
        '<div class="paper-sheet" data-key="paper-{}" data-print-now><header><h1>{}{}</h1>{}</header><ol>{}</ol></div>',
        turn, title_of(sheet.title), kind, name, shown,
    )


def _exercise_html(variant: Variant, number: int, *, solutions: bool) -> Markup:
    parts = joined(_part_html(variant, part, solutions=solutions) for part in variant.parts.values())
    return markup(
        '<li class="paper-exercise"><h2>{}. {}</h2><div class="prompt">{}</div>{}{}</li>',
        number, variant.exercise.title, variant.prompt.html(), passage_html(variant), parts,
    )


def _part_html(variant: Variant, part: VariantPart, *, solutions: bool) -> Markup:
    asked = part.prompt.html()
    choices = joined(markup("<li>{}</li>", text.inline()) for _, text in part.options) if part.kind == "choice" else EMPTY
    listed = markup('<ul class="paper-choices">{}</ul>', choices) if choices else ""
    room = markup('<div class="paper-room"></div>') if not solutions else _solution_html(variant, part)
    return markup('<div class="paper-part">{}{}{}</div>', asked, listed, room)


def _solution_html(variant: Variant, part: VariantPart) -> Markup:
    return markup('<div class="paper-solution">{}</div>', variant.reveal(part.id).html)
