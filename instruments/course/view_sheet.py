"""Sheets: what a lecturer makes one with, how a student begins one, and what stands above its exercises."""

from __future__ import annotations

from instruments.course import IDS
from instruments.course.draft import LONGEST_SEED, Draft
from instruments.course.exercise import DIFFICULTY, KINDS, TOPICS
from instruments.course.loading import exercises
from instruments.course.model import Course
from instruments.course.sheet import LONGEST_STUDENT, LONGEST_TITLE
from instruments.course.topics import by_topic
from instruments.course.view_card import link
from instruments.course.view_marks import minutes
from instruments.frame.address import encode
from instruments.frame.reading import defaults
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import button


def title_of(title: str) -> str:
    """Return what a sheet is called; one without a title is called that.

    >>> title_of(""), title_of("Week 3")
    ('Exercise sheet', 'Week 3')
    """
    return title or "Exercise sheet"


def begin_html(course: Course, refused: str) -> Markup:
    """Return the first page of a sheet: what it holds, and who works on it."""
    place = course.result
    name = IDS("student")
    told = markup('<p class="refusal">{}</p>', refused) if refused else ""
    return markup(
        '<section class="card begin" data-key="begin-{}" aria-labelledby="{}"><h2 id="{}" tabindex="-1">{}</h2><p>{}</p>'
        '<form data-act="begin" class="begin-form"><label class="label" for="{}">Your name or number</label>'
        '<div class="answer-line"><input class="entry answer-entry" id="{}" name="student" type="text" maxlength="{}" '
        'autocomplete="name" spellcheck="false" required enterkeyhint="go"><button type="submit" class="button '
        'primary">Begin</button></div>'
        '<p class="unseen" role="status"></p></form><div class="begin-refusal" role="alert">{}</div>'
        '<ul class="begin-notes"><li>Your values are your own: they follow from this name. Write it the same way on every machine.</li>'
        "<li>What you do is kept in this browser and goes nowhere else. When you are done, export the result and hand the file in.</li>"
        "<li>You can leave and come back to the same link.</li></ul></section>",
        place.code, IDS("begin-title"), IDS("begin-title"), title_of(place.sheet.title), _contents(place.order), name, name,
        LONGEST_STUDENT, told,
    )


def _contents(ids: tuple[str, ...]) -> str:
    number = len(ids)
    return f"{number} exercise{'' if number == 1 else 's'}, {minutes(sum(exercises()[each].minutes for each in ids))}."


def builder_html(course: Course, *, code: str, refused: str) -> Markup:
    """Return what a lecturer makes a sheet with."""
    draft = course.notebook.draft
    return markup(
        '<section class="card builder" data-key="builder" aria-labelledby="{}"><h2 id="{}" tabindex="-1">Make a sheet</h2>'
        "<p>Pick exercises, give the sheet a title, and hand out its link. Everybody who opens it gets values of their own, and exports a "
        "file. You grade the files with <code>python -m app grade</code>, a command of the project that you download once: the lecturer's "
        "page of its documentation (docs/teaching.md) says how. There is no account and no server.</p>{}{}{}</section>"
        '<section class="card shelf" data-key="shelf" aria-labelledby="{}"><h2 id="{}">Exercises to pick from{}</h2>{}</section>',
        IDS("builder-title"), IDS("builder-title"), _naming_html(draft), _picked_html(draft), _out_html(course, draft, code, refused),
        IDS("shelf-title"), IDS("shelf-title"), _picked_so_far(draft),
        joined(_shelf_html(draft, topic, ids) for topic, ids in by_topic().items()),
    )


def _picked_so_far(draft: Draft) -> Markup:
    return markup(' <span class="shelf-picked">{}</span>', f"picked: {_contents(draft.picked)}" if draft.picked else "none picked yet")


def _naming_html(draft: Draft) -> Markup:
    title, seed = IDS("sheet-title"), IDS("sheet-seed")
    return markup(
        '<form class="naming" data-act="name" data-says-each-change>'
        '<label class="label" for="{}">Title</label><input class="entry answer-entry" id="{}" name="title" type="text" '
        'maxlength="{}" value="{}" placeholder="Exercise sheet" autocomplete="off">'
        '<label class="label" for="{}">Seed <span class="hint">the values are drawn from it</span></label><span class="seed-line">'
        '<input class="entry answer-entry" id="{}" name="seed" type="text" maxlength="{}" value="{}" '
        'autocomplete="off" spellcheck="false">{}</span><p class="unseen" role="status"></p></form>',
        title, title, LONGEST_TITLE, draft.title, seed, seed, LONGEST_SEED, draft.seed, button("seed", "Draw another"),
    )


def _picked_html(draft: Draft) -> Markup:
    if not draft.picked:
        return markup(
            '<p class="empty" data-key="picked">Nothing is picked yet. Add exercises from the list below; they keep the order in which '
            "you add them.</p>"
        )
    last = len(draft.picked) - 1
    rows = joined(
        markup(
            '<li data-key="{}"><span class="draft-name">{}</span>{}{}'
            '<button type="button" class="button quiet" data-act="pick" data-argument="{}" '
            'aria-label="Remove {}"><span>Remove</span></button></li>',
            each, exercises()[each].title, _move(each, 'earlier', chr(0x2191), at > 0), _move(each, 'later', chr(0x2193), at < last),
            each, exercises()[each].title,
        )
        for at, each in enumerate(draft.picked)
    )
    return markup('<div data-key="picked"><h3>{}</h3><ol class="draft-order">{}</ol></div>', _contents(draft.picked), rows)


def _move(exercise: str, way: str, sign: str, possible: bool) -> Markup:
    return markup(
        '<button type="button" class="button quiet move" data-act="{}" data-argument="{}" aria-label="{}: {}"{}><span '
        'aria-hidden="true">{}</span></button>',
        way, exercise, exercises()[exercise].title, way, "" if possible else " disabled", sign,
    )


def _out_html(course: Course, draft: Draft, code: str, refused: str) -> Markup:
    """What a lecturer takes away: a link, a line for a page of their own, paper."""
    if refused:
        return markup('<p class="refusal" data-key="out">{}</p>', refused)
    if not code:
        return EMPTY
    return markup(
        '<div class="out" data-key="out" data-sheet-state="{}"><h3>Hand it out</h3>{}{}'
        '<p class="buttons"><a class="button" href="{}">Open it as a student does</a>{}{}</p></div>',
        encode(Course, defaults(Course) | {"sheet": code}), _taken("sheet-link", "Link for students", 2),
        _taken("sheet-embed", "Line for a page of yours", 4), link(course, sheet=code, exercise="", section="exercises"),
        button("paper", "Print without solutions", "plain"), button("paper", "Print with solutions", "solutions"),
    )


def _taken(name: str, label: str, rows: int) -> Markup:
    ident = IDS(name)
    return markup(
        '<div class="taken"><label class="label" for="{}">{}</label>'
        '<textarea class="entry" id="{}" rows="{}" readonly spellcheck="false" data-{}></textarea>'
        '<button type="button" class="button" data-copy="{}">Copy</button></div>',
        ident, label, ident, rows, name, ident,
    )


def _shelf_html(draft: Draft, topic: str, ids: list[str]) -> Markup:
    rows = joined(_shelf_row(draft, each) for each in ids)
    return markup(
        '<section class="shelf-topic" data-key="{}"><h3>{}{}</h3><ul>{}</ul></section>',
        topic, TOPICS[topic],
        button("pick-all", "Add all", topic, kind="quiet", title=f"Add every exercise about {TOPICS[topic].lower()}"), rows,
    )


def _shelf_row(draft: Draft, each: str) -> Markup:
    exercise, taken = exercises()[each], each in draft.picked
    return markup(
        '<li data-key="{}"><button type="button" class="pick" data-act="pick" data-argument="{}" aria-pressed="{}">'
        '<span class="pick-box" aria-hidden="true">{}</span><span class="pick-name">{}</span>'
        '<span class="pick-about">{}, {}, {:g} min</span></button></li>',
        each, each, str(taken).lower(), chr(0x2713) if taken else "", exercise.title, KINDS[exercise.kind], DIFFICULTY[exercise.difficulty],
        exercise.minutes,
    )
