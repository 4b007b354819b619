"""Predict first, on the page of any instrument: a figure is guessed before an input moves it or something runs, then scored as here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from instruments.course import IDS, calibration
from instruments.course.calibration import Guess
from instruments.course.notebook import now
from instruments.course.predict import further, guessed
from instruments.course.typed_in import form_of
from instruments.course.view_guess import how_well_html
from instruments.frame.discovery import instruments
from instruments.frame.inputs import inputs
from instruments.frame.links import href
from instruments.frame.told import Told
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.numbers import write_number


class First:
    """Asks, reads, moves and scores; ``views`` are those of the page's instruments, by their ids.

    The page keeps what was guessed and brings it with every message, so that there is nothing to keep here.
    """

    def __init__(self, views: Mapping[str, Any]) -> None:
        self._views = views

    def answer(self, message: str) -> Markup | None:
        """Return what the card says to a message of the page; nothing where it stays as it is."""
        form = form_of(message)
        name, asked = str(form.get("instrument")), str(form.get("asked"))
        if name not in self._views or asked not in instruments()[name].predicts:
            return markup("<p>There is nothing to predict in this design.</p>{}", _tools())
        question = Question(self._views[name], name, asked, str(form.get("turn")))
        held = _read(str(form.get("held", "")))
        if "was" in form:
            question.view.model.assign(**{question.input: form["was"]})
            return None
        if "guess" not in form:
            return question.html(held, said="All predictions are deleted." if form.get("deleted") else "")
        try:
            return _answered(question, form, held)
        except ValueError as refusal:
            return question.html(held, typed=str(form["guess"]), to=form.get("to"), said=str(refusal))


class Question:
    """One figure that is guessed: once an input was moved, or once something has run; each ``turn`` is asked anew."""

    def __init__(self, view: Any, instrument: str, asked: str, turn: str) -> None:
        self.view, self.instrument, self.asked, self.turn = view, instrument, asked, turn
        row, _, self.input = asked.partition(" after ")
        self.row, _, self.runs = row.partition(" before ")

    @property
    def told(self) -> Told:
        """The figure as it is now."""
        return self.view.told(self.row)

    def html(self, held: tuple[Guess, ...], *, typed: str = "", to: object = None, said: str = "", runs: bool = False) -> Markup:
        """Return the form, with what was typed and what is said to it."""
        told = self.told
        guess = markup(
            '<input class="entry" name="guess" type="text" value="{}" autocomplete="off" spellcheck="false" '
            'aria-label="{}, your guess"> {} <button type="submit" class="button primary">{}</button>',
            typed, told.label, _unit(told.counts), "Move it" if self.input else "Let it run",
        )  # fmt: skip
        form = self._moves(told, guess, to) if self.input else _line(markup("<b>{}</b> will be {}", told.label, guess))
        return markup(
            '<form class="predict-form" data-key="{turn}" data-first-runs="{runs}"><h2>Predict first</h2>'
            '<input type="hidden" name="instrument" value="{instrument}"><input type="hidden" name="asked" value="{asked}">'
            '{form}<p class="hint" role="status">{said}</p></form>{how_well}{tools}',
            turn=self.turn, asked=self.asked, runs=self.runs if runs else "", instrument=self.instrument, form=form, said=said,
            how_well=_how_well(held), tools=_tools(),
        )  # fmt: skip

    def _moves(self, told: Told, guess: Markup, to: object) -> Markup:
        model = self.view.model
        declared = inputs(type(model))[self.input]
        unit = _unit(declared.about.unit)
        return _line(markup(
            '<b>{label}</b> goes from <b class="number">{present}</b> {unit} to <input class="entry" name="to" type="text" value="{to}" '
            'autocomplete="off" aria-label="{label}, where it goes"> {unit}',
            label=declared.label, present=write_number(getattr(model, self.input)), unit=unit,
            to=write_number(further(model, self.input)) if to is None else to,
        )) + _line(markup("<b>{}</b> is {} now. It becomes {}", told.label, told.shown, guess))  # fmt: skip


def _answered(question: Question, form: Mapping[str, object], held: tuple[Guess, ...]) -> Markup:
    """Read a guess, and only then move the input or let the page run what it runs.

    Raises
    ------
    ValueError
        If something cannot be read, or the figure has no value there; the sentence says why.
    """
    view, before, typed = question.view, question.told, str(form["guess"])
    guess = guessed(typed, before)
    what, buttons, still = before.label, EMPTY, ""
    if question.input:
        model, declared = view.model, inputs(type(view.model))[question.input]
        was, to = getattr(model, question.input), declared.read(str(form.get("to", "")))
        model.assign(**{question.input: to})
        if model.problem:
            raise ValueError(model.problem)
        what = f"{before.label} at {declared.label.lower()} {write_number(to)}"
        back = json.dumps({"instrument": question.instrument, "asked": question.asked, "was": was})
        buttons = markup('<button type="button" class="button" data-first-back="{}">Put it back</button>', back)
    elif not form.get("ran"):
        return question.html(held, typed=typed, said="It runs.", runs=True)
    truth = question.told.value
    if not truth:
        raise ValueError("The figure has no value there: let it go elsewhere." if question.input else "It did not come to its end.")
    if question.input and truth == before.value:
        still = " It did not move."
    made = Guess(what, guess, truth, before.unit, now())
    kept = (*held, made)
    return markup(
        '<h2>Predict first</h2><p tabindex="-1" data-first-outcome><b>{}</b>{}</p>{}{}<textarea hidden data-first-kept>{}</textarea>{}',
        made.sentence, still, _line(markup(
            '<button type="button" class="button primary" data-first-another>Another</button>{}', buttons,
        )), _how_well(kept), calibration.write(kept), _tools(),
    )  # fmt: skip


def _read(held: str) -> tuple[Guess, ...]:
    """What the browser kept, which may be anything: what cannot be read is let go, as the course does."""
    try:
        return calibration.read(held) if held else ()
    except ValueError:
        return ()


def _line(*pieces: object) -> Markup:
    return markup('<p class="predict-line">{}</p>', joined(pieces))


def _unit(unit: str) -> Markup:
    return markup('<span class="unit">{}</span>', unit) if unit else EMPTY


def _how_well(held: tuple[Guess, ...]) -> Markup:
    if not held:
        return EMPTY
    return how_well_html(held) + _line(markup('<button type="button" class="button quiet" data-first-forget>Delete all</button>'))


def _tools() -> Markup:
    return _line(
        markup('<a href="{}">All predictions</a>', href(IDS.instrument, "v1;section=guesses")),
        markup('<button type="button" class="button quiet" data-first-close>Close</button>'),
    )
