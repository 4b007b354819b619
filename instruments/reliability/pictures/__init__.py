"""The pictures of Reliability: the drawn run, its failures counted, what is traded, many runs."""

from __future__ import annotations

from instruments.frame.pictures import Picture
from instruments.reliability.pictures.counted import counted
from instruments.reliability.pictures.many import ManyRuns
from instruments.reliability.pictures.timeline import timeline
from instruments.reliability.pictures.tradeoffs import cards_picture, interval_picture, spares_picture


def pictures() -> list[Picture]:
    """Build all of them."""
    return [timeline(), counted(), interval_picture(), cards_picture(), spares_picture(), ManyRuns()]
