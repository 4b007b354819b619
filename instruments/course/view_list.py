"""The exercises by topic with how far each is: the rail; and all of them as text, for a page without scripts."""

from __future__ import annotations

from instruments.course import IDS
from instruments.course.exercise import KINDS, TOPICS
from instruments.course.loading import exercises
from instruments.course.model import GIVEN_UP, RIGHT, Course
from instruments.course.topics import by_topic, in_order
from instruments.course.view_card import link
from instruments.course.view_marks import mark_html
from instruments.prose.markup import Markup, joined, markup


def list_html(course: Course) -> Markup:
    """Return the list; of a sheet in the sheet's own order."""
    place = course.result
    if place.sheet:
        return markup('<ol class="exercises sheet-order">{}</ol>', joined(_row_html(course, each) for each in place.order))
    return joined(_topic_html(course, topic, ids) for topic, ids in by_topic().items())


def _topic_html(course: Course, topic: str, ids: list[str]) -> Markup:
    return markup(
        '<section class="topic" data-key="{}"><h2 class="topic-head">{}<span class="topic-done">{} of {}</span></h2>{}'
        '<ol class="exercises">{}</ol></section>',
        topic, TOPICS[topic], done(course, ids), len(ids), bar_html(course, ids), joined(_row_html(course, each) for each in ids),
    )


def done(course: Course, ids: tuple[str, ...] | list[str]) -> int:
    """Return how many of some exercises were answered right."""
    return sum(course.status(each) == RIGHT for each in ids)


def bar_html(course: Course, ids: tuple[str, ...] | list[str]) -> Markup:
    """Return the share that is right and the share that was given up, as a bar; the number stands beside it."""
    right, gone = (sum(course.status(each) == status for each in ids) / len(ids) for status in (RIGHT, GIVEN_UP))
    return markup('<span class="progress" aria-hidden="true" style="--right:{:.4f};--gone:{:.4f}"></span>', right, gone)


def _row_html(course: Course, each: str) -> Markup:
    exercise, place = exercises()[each], course.result
    here = markup(' aria-current="true"') if each == place.exercise and place.section == "exercises" else ""
    return markup(
        '<li data-key="{}"><a data-arrives href="{}"{}>{}<span class="exercise-name">{}</span>'
        '<span class="exercise-kind">{}</span></a></li>',
        each, link(course, exercise=each, section="exercises"), here, mark_html(course.status(each)), exercise.title, KINDS[exercise.kind],
    )


def unscripted_html(course: Course) -> Markup:
    """Return every prompt as text."""
    listed = joined(
        markup("<li><h3>{}</h3><p>{}</p></li>", exercises()[each].title, course.notebook.practice(each).variant(each).prompt.plain())
        for each in in_order()
    )
    return markup(
        '<section class="unscripted-list" aria-labelledby="{title}"><h2 id="{title}">All exercises</h2><ol>{listed}</ol></section>',
        title=IDS("all"), listed=listed,
    )
