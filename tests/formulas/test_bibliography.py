"""Sources: no two with one key in any table of data, and what a malformed one is told."""

import json
from collections import Counter
from pathlib import Path

import pytest

from formulas import bibliography as module
from formulas.bibliography import bibliography
from formulas.catalogue import models
from formulas.reliability.published import runs
from tests.every import every

ROOT = Path(__file__).parents[2]
TABLES = sorted(path.relative_to(ROOT) for name in ("formulas", "instruments") for path in (ROOT / name).rglob("*.json"))


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse what the reader of JSON lets pass: of several rows with one key it keeps the last."""
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    assert not twice, f"more than one row for {', '.join(twice)}"
    return dict(pairs)


@every("path", TABLES)
def test_no_row_hides_another(path):
    json.loads((ROOT / path).read_text("utf-8"), object_pairs_hook=once)


def test_two_papers_of_one_author_and_year_are_told_apart():
    assert bibliography()[models()["mixtral-8x7b"].source("layers")].title == "Mixtral of Experts"
    assert bibliography()[runs()["megascale"].source("goodput")].title.startswith("MegaScale")


def test_what_was_seen_is_told_where_the_source_was_not():
    """Every figure that was once written from memory says in whose copy it was found, or that it was not."""
    told = {key for key, source in bibliography().items() if source.seen}
    assert {"ipcc2014", "eia-vogtle", "eia-household", "nvidia-dgx-a100", "nvidia-qm9700", "jiang2024megascale", "eia2024"} <= told
    assert {"nvidia-t4", "nvidia-a10", "nvidia-v100", "devries2005", "stapper1984", "williams1981", "koren1998", "dally2004"} <= told


def test_malformed_sources_are_named_together(monkeypatch):
    rows = {"one": {"authors": "A", "year": "1990", "title": "T", "venue": "V", "url": "", "seen": 1}, "two": {"authors": "B"}}
    monkeypatch.setattr(module.json, "loads", lambda _: rows)
    with pytest.raises(ValueError, match=r"one: year is '1990': must be a int; one: seen is 1: must be a str; two: year is None"):
        bibliography.__wrapped__()
