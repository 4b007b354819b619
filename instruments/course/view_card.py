"""One exercise as a card: prompt, answer field, what was understood, verdict, hints, worked solution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.course import IDS
from instruments.course.answer import said
from instruments.course.exercise import DIFFICULTY, KINDS
from instruments.course.loading import exercises
from instruments.course.model import GIVEN_UP, NEW, RIGHT, Course
from instruments.course.variant import Variant, VariantPart
from instruments.course.view_answer import Answered, answer_html
from instruments.course.view_marks import mark_html, minutes
from instruments.course.work import Work
from instruments.evidence.citing import links
from instruments.frame.address import encode
from instruments.frame.asked import ask_html
from instruments.frame.links import href
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import button

_EARLIER = markup(
    '<p class="hint" data-key="changed">This exercise was changed after you began it. What you answered was judged as it was then; '
    "what you answer from now on is judged as it is asked here.</p>"
)


@dataclass(frozen=True)
class Open:
    """What is asked before it is done, and what was answered, by part."""

    answers: Mapping[str, Answered]
    sure: str = ""
    """The part that is about to be given up."""
    guessing: str = ""
    """The part that is about to be guessed at."""


def link(course: Course, **values: str) -> str:
    """Return where a link leads to the course with some inputs changed."""
    return href(IDS.instrument, encode(Course, course.values | values))


def card_html(course: Course, opened: Open) -> Markup:
    """Return the exercise on show."""
    place, work = course.result, course.work
    exercise, variant = exercises()[place.exercise], work.variant(place.exercise)
    # A term is marked where the card says it first: the prompt is said before the parts.
    said: set[str] = set()
    asked = variant.prompt.html(said)
    quoted = passage_html(variant, said)
    parts = joined(
        _part_html(course, variant, part, opened, number if len(variant.parts) > 1 else 0, said)
        for number, part in enumerate(variant.parts.values(), 1)
    )
    again = "" if place.sheet else button("again", "Other values", title="The same exercise with other values", kind="quiet")
    return markup(
        '<article class="card exercise" data-key="{}" aria-labelledby="{}">'
        '<header class="exercise-head"><p class="exercise-about">{} \N{MIDDLE DOT} {} \N{MIDDLE DOT} {}</p>{}'
        '<h2 id="{}" tabindex="-1">{} {}</h2></header><div class="prompt">{}</div>{}{}{}{}</article>',
        f"{place.code}-{exercise.id}-{variant.seed}", IDS("exercise-title"), KINDS[exercise.kind], minutes(exercise.minutes),
        DIFFICULTY[exercise.difficulty].lower(), again, IDS("exercise-title"), exercise.title, mark_html(course.status(exercise.id)),
        asked, quoted, _EARLIER if work.is_of_another_version(exercise.id) else EMPTY, parts,
        _steps_html(course),
    )


def passage_html(variant: Variant, said: set[str] | None = None) -> Markup:
    """Return the text that has something wrong, where the exercise quotes one; terms are marked as :class:`Prose` does it."""
    quoted = variant.passage.html(said)
    return markup('<blockquote class="passage">{}</blockquote>', quoted) if quoted else EMPTY


def _part_html(course: Course, variant: Variant, part: VariantPart, opened: Open, number: int, said: set[str]) -> Markup:
    work = course.work
    status, answered = work.status(variant.exercise.id, part.id), opened.answers.get(part.id, Answered())
    asked = part.prompt.html(said)
    within = (
        markup("<h3>Part {} {}</h3>", number, mark_html(status)) if number else EMPTY,
        markup('<div class="prompt part-prompt">{}</div>', asked) if asked else EMPTY,
        answer_html(variant, part, answered, said, done=status in (RIGHT, GIVEN_UP)),
        _verdict_html(answered, status),
        _helps_html(course, work, part, opened),
        _hints_html(work, variant, part, said),
        _solution_html(work, variant, part, status),
    )
    return markup('<section class="part" data-key="part-{}">{}</section>', part.id, joined(within))


def _verdict_html(answered: Answered, status: str) -> Markup:
    """The verdict in its room, which is there before it is."""
    judged = answered.judgement
    if judged is None:
        text = {
            NEW: markup('<span class="hint">The verdict stands here once you have checked an answer.</span>'),
            RIGHT: "Answered right.",
            GIVEN_UP: "Given up: the solution stands below.",
        }.get(status, markup('<span class="hint">Tried before, and not right yet.</span>'))
        return markup('<div class="judged" data-key="judged"><p>{}</p></div>', text)
    kind = "right" if judged.right else "unread" if judged.verdict == "unread" else "wrong"
    sign = {"right": "\N{CHECK MARK}", "unread": "?", "wrong": "\N{BALLOT X}"}[kind]
    conditions = joined(
        markup(
            '<li class="{}"><span aria-hidden="true">{}</span> <span class="unseen">{}</span>{}</li>',
            "met" if met else "unmet", chr(0x2713) if met else chr(0x2717), "Met: " if met else "Not met: ", sentence,
        )
        for sentence, met in judged.conditions
    )
    listed = markup('<ul class="conditions">{}</ul>', conditions) if conditions else ""
    return markup(
        '<div class="judged {}" data-key="judged"><p><b class="judged-word" aria-hidden="true">{}</b> {}</p>{}</div>',
        kind, sign, judged.sentence, listed,
    )


def _helps_html(course: Course, work: Work, part: VariantPart, opened: Open) -> Markup:
    """What helps while a part is open: hints, a first guess, giving up; and in their room later how good the guess was."""
    exercise = course.result.exercise
    status, guess = work.status(exercise, part.id), course.notebook.first_guess(work, exercise, part.id)
    guessed = "" if guess is None else f"Your guess: {said(guess, part.unit, 3)}."
    if status in (RIGHT, GIVEN_UP):
        return markup('<div class="helps" data-key="helps"><span>{}</span></div>', guessed)
    if opened.sure == part.id:
        return markup(
            '<div class="helps" data-key="helps" role="group" aria-label="Give up?"><span>The solution shows, and this part counts as '
            "given up.</span> {}{}</div>",
            button("giveup", "Give up", part.id), button("keep", "Keep trying", part.id, kind="quiet"),
        )
    if opened.guessing == part.id and status == NEW:
        return _guess_html(part)
    told, number = len(work.hints(exercise, part.id)), len(part.hints)
    may_guess = status == NEW and part.kind == "number" and guess is None
    return markup(
        '<div class="helps" data-key="helps">{}{}{}<span>{}</span></div>',
        button("hint", f"Hint {told + 1} of {number}", part.id) if told < number else "",
        button("guess", "Guess first", part.id, title="Say about how much, before you calculate", kind="quiet") if may_guess else "",
        button("sure", "Give up" if status == NEW else "Show the solution", part.id, kind="quiet"), guessed,
    )


def _guess_html(part: VariantPart) -> Markup:
    """A guess before anything is calculated: scored later, beside all others."""
    return markup(
        '<form class="helps guess-first" data-act="first" data-key="guess"><input type="hidden" name="part" value="{part}">'
        '<label class="label" for="{name}">About how much, without calculating?</label><input class="entry" id="{name}" name="guess" '
        'type="text" autocomplete="off" spellcheck="false" required><button type="submit" class="button">Keep the guess</button>{keep}'
        '<p class="unseen" role="status"></p></form>',
        part=part.id, name=IDS("guess", part.id), keep=button("keep", "No guess", part.id, kind="quiet"),
    )


def _hints_html(work: Work, variant: Variant, part: VariantPart, said: set[str]) -> Markup:
    told = work.hints(variant.exercise.id, part.id)
    items = joined(markup('<li data-key="hint-{}">{}</li>', number, hint.inline(said)) for number, hint in enumerate(told))
    return markup('<ol class="hints" data-key="hints" aria-label="Hints">{}</ol>', items) if told else EMPTY


def _solution_html(work: Work, variant: Variant, part: VariantPart, status: str) -> Markup:
    revealed = work.reveal(variant.exercise.id, part.id)
    if revealed is None:
        return EMPTY
    return markup(
        '<details class="worked" data-key="worked"{}><summary>Worked solution</summary>{}{}</details>',
        " open" if status == GIVEN_UP else "", revealed.worked(ask_html),
        markup('<p class="solution-sources">{}</p>', links(variant.exercise.sources)) if variant.exercise.sources else EMPTY,
    )


def _steps_html(course: Course) -> Markup:
    """The way to the exercises before and after."""
    order = course.result.order
    place = order.index(course.result.exercise)
    before = _step_html(course, order[place - 1], "before") if place else markup("<span></span>")
    after = _step_html(course, order[place + 1], "after") if place + 1 < len(order) else markup("<span></span>")
    return markup(
        '<nav class="steps" aria-label="Exercises before and after">{}<span class="hint">{} of {}</span>{}</nav>',
        before, place + 1, len(order), after,
    )


def _step_html(course: Course, exercise: str, way: str) -> Markup:
    title = exercises()[exercise].title
    before, after = ("\N{LEFTWARDS ARROW} ", "") if way == "before" else ("", " \N{RIGHTWARDS ARROW}")
    called = "Before" if way == "before" else "Next"
    return markup(
        '<a class="button quiet {}" data-key="{}" data-arrives href="{}">'
        '<span><span aria-hidden="true">{}</span><span class="unseen">{}: </span>{}<span '
        'aria-hidden="true">{}</span></span></a>',
        way, way, link(course, exercise=exercise), before, called, title, after,
    )
