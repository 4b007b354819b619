"""What stands above the exercises: the parts of the course, or, of a sheet, whose it is and what is done of it."""

from __future__ import annotations

from instruments.course.model import PARTS, Course
from instruments.course.since import since
from instruments.course.view_card import link
from instruments.course.view_list import bar_html, done
from instruments.course.view_sheet import title_of
from instruments.frame.discovery import instruments
from instruments.frame.links import href
from instruments.prose.markup import Markup, joined, markup
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
    if (made := course.result.sheet) and (changed := since(made.numbers)):
        told.append(changed)
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
    return joined(markup('<p class="aside-notice">{}</p>', each) for each in told) + asked
