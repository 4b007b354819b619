"""Exercises by what they are about."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.course.exercise import TOPICS
from instruments.course.loading import exercises


def by_topic() -> Mapping[str, list[str]]:
    """Return the ids of all exercises by their first topic; topics in the order of the course, and exercises within each."""
    found: dict[str, list[str]] = {topic: [] for topic in TOPICS}
    for each in exercises().values():
        found[each.topics[0]].append(each.id)
    return {topic: ids for topic, ids in found.items() if ids}


def in_order() -> tuple[str, ...]:
    """Return all exercises, one topic after the other."""
    return tuple(each for ids in by_topic().values() for each in ids)


def part_ids(exercise: str) -> tuple[str, ...]:
    """Return the ids of the parts of an exercise."""
    return tuple(part.id for part in exercises()[exercise].parts)
