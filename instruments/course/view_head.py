"""What stands above the exercises: the parts of the course, or, of a sheet, whose it is and what is done of it."""

from __future__ import annotations

from instruments.course.keys import Change
from instruments.course.model import GIVEN_UP, PARTS, RIGHT, Course
from instruments.course.since import since
from instruments.course.view_card import link
from instruments.course.view_list import bar_html, done
from instruments.course.view_sheet import title_of
from instruments.frame.discovery import instruments
from instruments.frame.links import href
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import shortened
from instruments.widgets import button

_REFUSED = {
    "closed": "This browser keeps nothing for this page, as in a private window or in a frame of another site: what you do here "
    "is lost when you leave. Everything else works; export before you go.",
    "full": "This browser has no room left to keep what you do here: it is lost when you leave. Everything else works; export before "
    "you go.",
}
_BESIDE = ("cells",)
"""Pages that a reader of the course needs, by their ids, as far as there are."""
_LONGEST_UNREAD = 200
_JUDGED = {False: "judged as then", True: "judged by the numbers of now, for those of then are not kept for your values"}


def head_html(course: Course) -> Markup:
    """Return it; a locked sheet leads nowhere else."""
    place = course.result
    return _sheet_html(course) if place.sheet else _parts_html(course)


def _parts_html(course: Course) -> Markup:
    place = course.result
    parts = joined(
        markup('<li><a href="{}"{}>{}</a></li>', link(course, section=key, exercise=""), _here(key == place.section), title)
        for key, title in PARTS.items()
    )
    pages = [page for name in _BESIDE if (page := instruments().get(name))]
    beside = joined(markup('<li><a href="{}" title="{}">{}</a></li>', href(page.id), page.question, page.title) for page in pages)
    return markup(
        '<nav class="parts" aria-label="Parts of the course"><ul>{}{}</ul></nav>'
        '<p class="course-done"><b class="number">{}</b> of {} right {}</p>',
        parts, beside, done(course, place.order), len(place.order), bar_html(course, place.order),
    )


def _here(here: bool) -> Markup:
    return markup(' aria-current="true"') if here else ""


def _sheet_html(course: Course) -> Markup:
    place, work = course.result, course.work
    title = title_of(place.sheet.title)
    if work is None:
        return markup('<p class="sheet-name"><b>{}</b></p>', title)
    return markup(
        '<p class="sheet-name"><b>{}</b> <span class="sheet-student">for {}</span></p>'
        '<p class="course-done"><b class="number">{}</b> of {} right {}</p><p class="sheet-tools">{}{}</p>',
        title, work.student, done(course, place.order), len(place.order), bar_html(course, place.order),
        button("export", "Export the result", kind="primary"), button("leave", "Somebody else?", kind="quiet"),
    )


def notices_html(course: Course, refused: str, *, leaving: bool) -> Markup:
    """Return what a reader should know of what is kept, and what is asked before something is let go."""
    told = [course.problem] if course.problem else []
    told += [_REFUSED[refused]] if refused in _REFUSED else []
    if course.notebook.unread:
        reasons = shortened("; ".join(course.notebook.unread), _LONGEST_UNREAD)
        told.append(f"Something that this browser kept could not be read and is left out ({reasons}).")
    asked = (
        markup(
            '<div class="aside-notice" data-key="leaving"><p>What was done on this sheet is deleted from this browser. Export it first if '
            "it counts.</p><p>{} {}</p></div>",
            button('left', 'Delete and begin again'), button('stay', 'Keep it', kind='quiet'),
        )
        if leaving
        else ""
    )
    return joined(markup('<p class="aside-notice">{}</p>', each) for each in told) + _since_html(course) + asked


def _since_html(course: Course) -> Markup:
    """What has become of the sheet's numbers: one line, which opens to the list where there is one."""
    made = course.result.sheet
    changed = since(made.numbers, made.exercises, lambda each: _change(course, each)) if made else None
    if changed is None or (changed.history and not changed.changes):
        return EMPTY
    if not changed.history:
        return markup('<p class="aside-notice">{}</p>', changed.line)
    answers = joined(markup("<li>{}; {}.</li>", _change(course, each), _JUDGED[each.pinned is None]) for each in changed.changes)
    versions = joined(markup("<li>{}</li>", each) for each in changed.history)
    return markup(
        '<details class="aside-notice since" data-key="since"><summary>{}</summary><ul>{}</ul><p>What has changed in the equations and '
        "catalogues:</p><ul>{}</ul></details>",
        changed.line, answers, versions,
    )


def _change(course: Course, change: Change) -> str:
    """Tell of a change; the very key of an answer only once that shows."""
    work = course.work_on(change.exercise)
    shows = change.drawn or (work is not None and work.status(change.exercise, change.part) in (RIGHT, GIVEN_UP))
    return change.told if shows else f"{change.name} {change.by}"
