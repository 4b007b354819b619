"""Predictions: a slider run to guess at, what came of it, and how well the guesses have been over time as a small picture."""

from __future__ import annotations

from collections.abc import Sequence

from instruments.course import IDS, calibration
from instruments.course.calibration import Guess
from instruments.course.predict import Revealed, Run, choices, figures, sliders
from instruments.frame.address import encode
from instruments.frame.declaration import Instrument
from instruments.frame.links import href
from instruments.frame.model import Model
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.numbers import write_number
from instruments.widgets import button

# The picture: its size, and how many powers of ten it reaches up and down.
_WIDE, _HIGH, _REACH, _EDGE = 560, 150, 2.0, 12
_SHOWN = 60
_POWERS = {2: "100 \N{MULTIPLICATION SIGN}", 1: "10 \N{MULTIPLICATION SIGN}", 0: "right", -1: "1/10", -2: "1/100"}
_TWICE = 0.30103


def guesses_html(declared: Instrument, lender: Model, run: Run, revealed: Revealed | None, refused: str, typed: str) -> Markup:
    """Return the form of a prediction and what came of the last one."""
    return markup(
        '<section class="card predict" data-key="predict" aria-labelledby="{}">'
        '<h2 id="{}" tabindex="-1">Predict, then reveal</h2>'
        "<p>Before you move a slider of {}, say what will come of it. Being off by a factor of two is good; the "
        'point is to learn which way you err.</p>{}<div class="judged-room">{}</div></section>',
        IDS("predict-title"), IDS("predict-title"), declared.title, _form_html(lender, run, typed),
        _outcome_html(declared, lender, revealed, refused),
    )


def _form_html(lender: Model, run: Run, typed: str) -> Markup:
    moved, guessed = choices(lender)
    declared, figure = sliders(lender)[run.slider], figures(lender)[run.figure]
    unit = markup(' <span class="unit">{}</span>', declared.about.unit) if declared.about.unit else ""
    to, guess = IDS("predict", "to"), IDS("predict", "guess")
    return markup(
        '<form class="predict-form" data-act="predict" data-key="{}"><p class="predict-line">{} goes from <b '
        'class="number">{}</b>{} to <input class="entry" id="{}" name="to" type="text" inputmode="decimal" value="{}" '
        'aria-label="Where it goes" autocomplete=\"off\">{}</p><p class="predict-line">What does {} become? '
        'It is <b class="number">{}</b> now.</p>'
        '<div class="answer-line"><label class="label" for="{}">Your guess</label><input class="entry answer-entry" '
        'id="{}" name="guess" type="text" value="{}" autocomplete="off" spellcheck="false" enterkeyhint="done">'
        '{}<button type="submit" class="button primary">Reveal</button>{}</div><p class="unseen" role="status"></p></form>',
        f"{run.slider}-{run.figure}-{run.to!r}", _select("slider", "Slider that moves", moved, run.slider),
        write_number(getattr(lender, run.slider)), unit, to, write_number(run.to), unit,
        _select("figure", "Figure to predict", guessed, run.figure), figure.shown, guess, guess, typed,
        markup('<span class="unit">{}</span>', figure.shown.unit) if figure.shown.unit else "",
        button("another", "Another", kind="quiet"),
    )


def _select(name: str, label: str, among: Sequence[tuple[str, str]], chosen: str) -> Markup:
    options = joined(
        markup('<option value="{}"{}>{}</option>', key, " selected" if key == chosen else "", title) for key, title in among
    )
    return markup('<select class="entry" name="{}" aria-label="{}" data-act-change="{}">{}</select>', name, label, name, options)


def _outcome_html(declared: Instrument, lender: Model, revealed: Revealed | None, refused: str) -> Markup:
    if refused:
        return markup('<div class="judged unread"><p><b class="judged-word">? Not read.</b> {}</p></div>', refused)
    if revealed is None:
        return markup('<div class="judged"><p><span class="hint">The figure stands here once you have guessed.</span></p></div>')
    guess = revealed.guess
    return markup(
        '<div class="judged told"><p><b class="judged-word">{}</b></p>'
        '<p><a class="button" href="{}">Set it so in {}</a></p></div>',
        guess.sentence, href(declared.id, encode(type(lender), revealed.values)), declared.title,
    )


def calibration_html(guesses: Sequence[Guess], *, leaving: bool) -> Markup:
    """Return how well all guesses have been."""
    tools = (
        markup(
            '<div class="aside-notice"><p>All predictions are deleted from this browser.</p><p>{} {}</p></div>',
            button("forgotten", "Delete them"), button('stay', 'Keep them', kind='quiet'),
        )
        if leaving
        else markup('<p class="buttons">{}{}</p>', button("export-guesses", "Export"), button("forget", "Delete all", kind="quiet"))
    )
    return markup(
        '<section class="card calibration" data-key="calibration" aria-labelledby="{}"><h2 id="{}">How well you predict</h2>{}{}</section>',
        IDS("calibration-title"), IDS("calibration-title"), how_well_html(guesses), tools if guesses else "",
    )


def how_well_html(guesses: Sequence[Guess]) -> Markup:
    """Return how well guesses have been, as a sentence and a picture."""
    told = calibration.summary(guesses).sentence
    picture = _picture(guesses, told) if guesses else ""
    return markup('<p class="calibration-told">{}</p>{}<p class="hint">Kept in this browser only.</p>', told, picture)


def _picture(guesses: Sequence[Guess], told: str) -> Markup:
    """Errors in powers of ten, one after the other; up is too high.  It stands on every page, so it brings its looks with it."""
    shown = guesses[-_SHOWN:]
    step = (_WIDE - 8 * _EDGE) / max(len(shown) - 1, 9)
    dots = joined(
        markup(
            '<circle cx="{:.1f}" cy="{:.1f}" r="4"><title>{}</title></circle>',
            6 * _EDGE + at * step, _height(guess.log_error), f"{guess.what}: {guess.sentence}",
        )
        for at, guess in enumerate(shown)
    )
    lines = joined(
        markup(
            '<path d="M{} {:.1f}H{}" stroke="var({})"/><text x="{}" y="{:.1f}">{}</text>',
            5 * _EDGE, _height(power), _WIDE - _EDGE, "--line" if power else "--line-strong", 5 * _EDGE - 6, _height(power) + 4, label,
        )
        for power, label in _POWERS.items()
    )
    band = markup(
        '<rect x="{}" width="{}" y="{:.1f}" height="{:.1f}" fill="var(--accent-wash)"/>',
        5 * _EDGE, _WIDE - 6 * _EDGE, _height(_TWICE), _height(-_TWICE) - _height(_TWICE),
    )
    return markup(
        '<svg class="calibration-picture" viewBox="0 0 {} {}" width="100%" role="img" aria-label="{}" fill="var(--muted)" '
        'font-family="var(--sans)" font-size="var(--size-1)" text-anchor="end">{}{}<g fill="var(--accent-fill)" stroke="var(--surface)">'
        '{}</g></svg><p class="hint">Each dot is a guess, the newest to the right: above the line too high, below too low. The band is a '
        "factor of two.</p>",
        _WIDE, _HIGH, told, band, lines, dots,
    )


def _height(error: float) -> float:
    return _HIGH / 2 - max(-_REACH, min(error, _REACH)) / _REACH * (_HIGH / 2 - _EDGE)
