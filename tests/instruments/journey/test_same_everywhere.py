"""The same 200 tokens for the same seed.

The file was written by CPython with NumPy 2.5; tests of the static page and of the served page compare with it as well.
A regression file: it says that nothing changed, not that it is right.
"""

import json
from pathlib import Path

import pytest

from instruments.journey.model import Journey
from tests.golden.make_journey import RIDES, TOKENS, ride

ROWS = json.loads((Path(__file__).parents[2] / "golden" / "journey.json").read_text("utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['inputs']['model']} {row['inputs']['prompt']!a}")
def test_two_hundred_tokens(row):
    assert len(row["ids"]) == TOKENS
    assert ride(**row["inputs"]) == row["ids"]


def test_a_jump_gives_the_same_as_the_ride():
    row = ROWS[0]
    journey = Journey(**row["inputs"], cursor=TOKENS - 1)
    assert journey.result.choice.id == row["ids"][-1]


def test_file_holds_what_is_asked_for():
    assert [row["inputs"] for row in ROWS] == list(RIDES)
