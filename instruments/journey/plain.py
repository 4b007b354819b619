"""What happens at a stage and why, in words for somebody who has never seen a transformer; the texts are data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from formulas.caching import shared
from instruments.journey.readings import stage_of
from instruments.journey.result import Result

_FILE = Path(__file__).with_name("plain.json")


@shared
def texts() -> Mapping[str, Mapping[str, str]]:
    """The sentences of each stage: of the transformer (``stages``) and of the table of successors (``table``).

    What stands in brackets is a term, as :func:`instruments.prose.words.marked` reads it.
    """
    return json.loads(_FILE.read_text("utf-8"))


def plain(result: Result) -> str:
    """Return what a beginner reads first at the stage on show."""
    return texts()["stages" if result.speaker.layers else "table"][stage_of(result).name]
