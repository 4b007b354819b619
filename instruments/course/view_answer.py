"""The field of an answer, by what kind of answer it is, and what was understood of what stands in it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from instruments.course import IDS
from instruments.course.judging import Judgement
from instruments.course.variant import Variant, VariantPart
from instruments.frame.cell import cell_html
from instruments.frame.discovery import instruments
from instruments.frame.links import href
from instruments.prose.markup import Markup, joined, markup


@dataclass(frozen=True)
class Answered:
    """What a view knows of a part besides the work: what stands in its field, what was read of it, and what came of it."""

    typed: str = ""
    read: str = ""
    """What was understood of it."""
    refused: str = ""
    """Why nothing was."""
    judgement: Judgement | None = None

def answer_html(variant: Variant, part: VariantPart, answered: Answered, said: set[str], *, done: bool) -> Markup:
    """Return the form of one part; a part that is done keeps its last answer and takes no other."""
    if part.kind == "choice":
        within = _choice_html(part, answered, said, done)
    else:
        within = {"instrument": _instrument_html, "function": _function_html}.get(part.kind, _number_html)(variant, part, answered, done)
    return markup(
        '<form class="answer" data-act="answer" data-key="answer" data-part="{}">'
        '<input type="hidden" name="part" value="{}">{}<p class="unseen" role="status"></p></form>',
        part.id, part.id, within,
    )


def _field(part: VariantPart) -> str:
    return IDS("typed", part.id)


def _check_html(done: bool, label: str = "Check") -> Markup:
    return markup('<button type="submit" class="button primary check"{}>{}</button>', " disabled" if done else "", label)


def _number_html(_: Variant, part: VariantPart, answered: Answered, done: bool) -> Markup:
    name = _field(part)
    return markup(
        '<label class="label" for="{}">Your answer</label><div class="answer-line">'
        '<input class="entry answer-entry" id="{}" name="typed" type="text" value="{}" data-typed="{}" autocomplete="off" '
        'autocapitalize="off" spellcheck="false" maxlength="200" enterkeyhint="done" data-read-back aria-describedby="{}-read"'
        '{}{}>{}</div><p class="understood" id="{}-read">{}</p>',
        name, name, answered.typed, answered.typed, name, " readonly" if done else "",
        markup(' aria-invalid="true"') if answered.refused else "",
        _check_html(done), name, _understood_html(part, answered),
    )


def _understood_html(part: VariantPart, answered: Answered) -> Markup:
    if answered.refused:
        return markup('<span class="not-read">{}</span>', answered.refused)
    if answered.read:
        return markup('Read as <b class="number">{}</b>', answered.read)
    if part.unit in ("", "1"):
        return markup("As you would write it: 12.5 M, 1.25e7, 3 \N{MULTIPLICATION SIGN} 10<sup>8</sup>.")
    return markup("With its unit, as you would write it; a bare number is read in {}.", part.unit)


def _choice_html(part: VariantPart, answered: Answered, said: set[str], done: bool) -> Markup:
    name = _field(part)
    choices = joined(
        markup(
            '<label class="choice"><input type="radio" name="{}" value="{}"{}{}><span>{}</span></label>',
            name, key, " checked" if key == answered.typed else "", " disabled" if done and key != answered.typed else "",
            text.inline(said, within=True),
        )
        for key, text in part.options
    )
    return markup(
        '<fieldset class="choices"><legend class="label">Your answer</legend>{}</fieldset><div class="answer-line">{}</div>',
        choices, _check_html(done),
    )


def _instrument_html(variant: Variant, part: VariantPart, answered: Answered, done: bool) -> Markup:
    name, declared = _field(part), instruments()[part.instrument]
    title, state = declared.title, answered.typed or part.start
    errand = json.dumps({"part": part.id, "exercise": variant.exercise.title})
    return markup(
        '<p class="label" id="{}-label">Your answer is how {} is set</p>'
        '<div class="answer-line"><a class="button primary" data-errand="{}" href="{}">Open {}</a>'
        '<input class="entry answer-entry" id="{}" name="typed" type="text" value="{}" autocomplete="off" '
        'spellcheck="false" aria-label="Link of {} as you have set it" placeholder="or paste its link" '
        'aria-describedby="{}-read"{}>{}</div>'
        '<p class="understood" id="{}-read">Set it there, then press "Hand this in": it comes back here with you.</p>',
        name, title, errand, href(part.instrument, state), title, name, answered.typed, title, name, " readonly" if done else "",
        _check_html(done), name,
    )


def _function_html(variant: Variant, part: VariantPart, answered: Answered, done: bool) -> Markup:
    """A cell to write in; it is tried in the reader's browser, and what it returned comes here to be judged."""
    name = _field(part)
    examples = joined(markup("<li><code>{}</code> is {}</li>", call, value) for call, value in part.examples)
    code = answered.typed or part.starter
    cell = cell_html(
        f"{IDS.instrument}-{variant.exercise.id}-{part.id}", code, title=part.signature, function=part.function
    )
    return markup(
        '<ul class="examples">{examples}</ul>{cell}<div class="answer-line">'
        '<button type="button" class="button primary check" data-tries="{calls}"{disabled}>Check</button></div>'
        '<p class="understood" id="{name}-read" data-tried>It is called with {count} lists of arguments, here in your browser.</p>',
        examples=examples, cell=cell, calls=json.dumps(part.argument_lists), disabled=" disabled" if done else "", name=name,
        count=len(part.argument_lists),
    )
