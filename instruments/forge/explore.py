"""Goal seek and sensitivity as HTML: a form to ask with, and the answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from instruments.forge import IDS
from instruments.forge.fields import FIELDS
from instruments.forge.inputs import Inputs
from instruments.forge.seek import Answer, Bar, Goal
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.apart import apart
from instruments.quantities.numbers import read_number
from instruments.quantities.text import Shown, quantity, shortened
from instruments.widgets import button

_GOALS = (("predicted_loss", "<=", "1.95"), ("training_cost", "<=", "20 M"), ("", "<=", ""))
_VISIBLE = 1e-3
_LONGEST_UNIT = 5
# The caption says of what.
_MASSES = {"t CO2e": "t", "kg CO2e": "kg"}
_SENSES = {"<=": "at most", ">=": "at least"}


def goals_form_html() -> Markup:
    """Return the form in which goals are stated."""
    rows = joined(_goal_row(i, *goal) for i, goal in enumerate(_GOALS, 1))
    return markup(
        '<form class="goals" data-act="seek"><p>What must compute and over-training be, so that:</p>'
        '{}<p><button type="submit" class="button primary">Seek</button></p></form><div id="{}" role="status"></div>',
        rows, IDS("goal-answer"),
    )


def _goal_row(number: int, field: str, sense: str, value: str) -> Markup:
    none = "" if field else markup('<option value="" selected>nothing more</option>')
    return markup(
        '<div class="goal"><select class="entry" name="field{number}" aria-label="Figure of goal {number}">{none}{fields}</select>'
        '<select class="entry" name="sense{number}" aria-label="Sense of goal {number}">{senses}</select>'
        '<input class="entry" name="value{number}" inputmode="decimal" autocomplete="off" value="{value}" '
        'aria-label="Value of goal {number}"></div>',
        number=number, none=none, fields=_fields_html(field), senses=_options_html(_SENSES, sense), value=value,
    )


def _fields_html(chosen: str) -> Markup:
    return _options_html({name: entry.label for name, entry in FIELDS.items()}, chosen)


def _options_html(labels: Mapping[str, str], chosen: str) -> Markup:
    return joined(
        markup('<option value="{}"{}>{}</option>', key, " selected" if key == chosen else "", label) for key, label in labels.items()
    )


def read_goals(form: Mapping[str, str]) -> list[Goal]:
    """Read the form.

    Raises
    ------
    ValueError
        If a value is not a number, or one of something else than its figure counts.
    """
    goals = []
    for number in range(1, len(_GOALS) + 1):
        field, text = str(form.get(f"field{number}", "")), str(form.get(f"value{number}", ""))
        if field and text.strip():
            goals.append(Goal(field, str(form.get(f"sense{number}", "<=")), _read_value(field, text)))
    return goals


def _read_value(field: str, text: str) -> float:
    if (entry := FIELDS.get(field)) is None:
        return read_number(text)
    unit = entry.spoken_unit
    try:
        return read_number(text, "" if unit in ("1", "%") else unit, example=_example(unit))
    except ValueError as fault:
        raise ValueError(f"{entry.label}: {fault}") from None


def _example(unit: str) -> str:
    return "0.45 or 45%" if unit == "%" else "2.5" if unit == "1" else f"2.5 or 2.5 {unit}"


def answer_html(answer: Answer) -> Markup:
    """Return what goal seek found, with a button that applies it."""
    state = "found" if answer.found else "refused"
    apply = markup("<p>{}</p>", button("apply", "Apply to the design", step=True)) if answer.found else ""
    lead = markup('<p class="lead">The least compute that meets every goal:</p>') if answer.found else ""
    return markup(
        '<div class="answer {state}" data-key="answer">{lead}<p>{sentence}</p>{apply}</div>',
        state=state, lead=lead, sentence=answer.sentence, apply=apply,
    )


def refusal_html(message: str) -> Markup:
    """Return why a form could not be used."""
    return markup('<p class="refusal" data-key="refusal">{}</p>', shortened(message, 300))


def tornado_html(field: str, bars: Sequence[Bar], present: float | None, stale: bool = False) -> Markup:
    """Return the sensitivity of one figure to each decision, as bars on a common scale."""
    chooser = markup(
        '<label class="choose">Sensitivity of <select class="entry" data-act-change="tornado">{}</select></label>', _fields_html(field)
    )
    lengths = {bar.decision: (_length(bar.at_lower, present), _length(bar.at_raised, present)) for bar in bars}
    scale = max((abs(length) for pair in lengths.values() for length in pair), default=0.0) or 1.0
    rows = joined(_bar_html(bar, field, present, [length / scale for length in lengths[bar.decision]]) for bar in bars)
    unit = FIELDS[field].unit
    refresh = button("tornado", "Recalculate", field, kind="quiet auto") if stale else ""
    sentence = _sentence(field, bars)
    return markup(
        '{chooser}<p class="caption">{sentence} Now: {now}. {refresh}</p>'
        '<div class="tornado{stale}" role="img" aria-label="{sentence}">{rows}</div>',
        chooser=chooser, sentence=sentence, now=quantity(present, unit), refresh=refresh, stale=" stale" if stale else "",
        rows=rows,
    )


def _length(value: float | None, present: float | None) -> float:
    """How far a bar reaches from the present value, on the logarithm of the figure."""
    return math.log(value / present) if value and present and value / present > 0 else 0.0


def _bar_html(bar: Bar, field: str, present: float | None, lengths: Sequence[float]) -> Markup:
    unit, label = FIELDS[field].unit, Inputs.param[bar.decision].label
    if max(map(abs, lengths)) < _VISIBLE:
        return markup(
            '<div class="tornado-row" data-key="{}"><span class="tornado-label">{}</span>'
            '<span class="tornado-bar"><span class="still">no effect</span></span></div>',
            bar.decision, label,
        )
    lower, raised, _ = apart(bar.at_lower, bar.at_raised, present, unit=unit)
    ends = _end_html("lower", bar.lower, lower, lengths[0]) + _end_html("raised", bar.raised, raised, lengths[1])
    return markup(
        '<div class="tornado-row" data-key="{}"><span class="tornado-label">{}</span>'
        '<span class="tornado-bar">{}</span></div>',
        bar.decision, label, ends,
    )


def _end_html(side: str, name: str, value: Shown, length: float) -> Markup:
    """One end of a bar with what the decision was set to, and the number that it gives."""
    towards = "left" if length < 0 else "right"
    return markup(
        '<span class="end {side} {towards}" style="--length:{length:.4f}" title="{title}">'
        '<span class="end-text">{name} {number} {told_apart_by}</span></span>',
        side=side, towards=towards, length=length, title=f"{name}: {value}", name=name, number=value.number,
        told_apart_by=_told_apart_by(value),
    )


def _told_apart_by(value: Shown) -> str:
    """As much of a unit as two numbers need to be compared: itself where it is short, else the prefix of a count."""
    if value.spaced and value.prefix:
        return value.prefix
    unit = value.unit_as(_MASSES)
    return unit if len(unit) <= _LONGEST_UNIT else ""


def _sentence(field: str, bars: Sequence[Bar]) -> str:
    label = FIELDS[field].label
    if not bars or not bars[0].span:
        return f"{label} does not move with any of these decisions."
    return f"{label} moves most with {Inputs.param[bars[0].decision].label.lower()}."
