"""What a sheet of earlier numbers says of them, and by which it is judged."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from formulas.version import HISTORY, VERSION, order
from instruments.course import asked as asking
from instruments.course import keys, since
from instruments.course.asked import asked
from instruments.course.exercise import NumberPart
from instruments.course.given import is_drawn
from instruments.course.loading import exercises
from instruments.course.sheet import Sheet
from instruments.course.variant import Variant

RECORDED = json.loads((Path(__file__).parents[3] / "docs" / keys.FILE).read_text("utf-8"))
THEN = "2026-11"
DRAWN, PART = "power-bill-and-carbon", "energy"
FIXED, ONE = next(
    (name, part.id) for name, each in exercises().items() if not is_drawn(each.given)
    for part in each.parts if isinstance(part, NumberPart)
)  # fmt: skip


@pytest.fixture
def another(monkeypatch):
    """The fixed exercise had a key that was 10 % larger under an earlier version."""
    then = tuple((key[0] * 1.1,) for key in keys._keys(exercises()[FIXED], exercises()[FIXED].parts[0]))
    monkeypatch.setattr(keys, "_recorded", lambda: {THEN: {f"{FIXED}/{ONE}": then}})
    monkeypatch.setattr(keys, "changes", keys.changes.__wrapped__)
    monkeypatch.setattr(since, "changes", keys.changes)
    monkeypatch.setattr(asking, "changes", keys.changes)
    return then[0][0]


def test_the_keys_are_those_that_are_recorded():
    assert RECORDED["version"] == VERSION
    found = keys.present()
    assert keys.stale(RECORDED["keys"], found) == {}, "say what changed in HISTORY of formulas/version.py, then run `make docs`"
    assert found == RECORDED["keys"], "run `make docs`"


def test_what_changed_is_recorded_of_versions_that_there_were():
    assert set(keys._recorded()) <= set(list(HISTORY)[1:])
    for changed in keys._recorded().values():
        for name, found in changed.items():
            exercise, _, part = name.partition("/")
            assert part in {each.id for each in exercises()[exercise].parts}
            assert len(found) == len(keys.SEEDS)


def test_a_key_that_changes_needs_a_version_and_is_then_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "VERSION", "2027-01")
    before = {"version": VERSION, "keys": RECORDED["keys"] | {f"{FIXED}/{ONE}": [[1.0]] * 4, "gone/part": [[2.0]] * 4}}
    (tmp_path / keys.FILE).write_text(json.dumps(before | {"version": "2027-01"}), "utf-8")
    with pytest.raises(ValueError, match=f"{FIXED}/{ONE}.: say what changed"):
        keys.write(tmp_path, tmp_path)
    (tmp_path / keys.FILE).write_text(json.dumps(before), "utf-8")
    assert json.loads(keys.write(tmp_path, tmp_path).read_text("utf-8")) == {"version": "2027-01", "keys": RECORDED["keys"]}
    assert json.loads((tmp_path / keys.CHANGED).read_text("utf-8")) == {VERSION: {f"{FIXED}/{ONE}": [[1.0]] * 4}}


def test_what_an_older_version_had_counts_before_what_a_later_one_changed(monkeypatch):
    history = {"2027-02": "c", "2027-01": "b", "2026-12": "a"}
    monkeypatch.setattr(keys, "HISTORY", history)
    monkeypatch.setattr(keys, "_recorded", lambda: {"2027-01": {"x/y": "later", "z/y": "later"}, "2026-12": {"x/y": "first"}})
    assert keys._before("2026-12") == {"x/y": "first", "z/y": "later"}
    assert keys._before("2027-01") == {"x/y": "later", "z/y": "later"}


def test_a_sheet_of_earlier_numbers_says_which_answers_changed_and_by_how_much():
    found = since.since(THEN, (DRAWN, FIXED), lambda each: each.told)
    assert found.line.startswith("3 of ")
    assert f"answers changed since {THEN}" in found.line
    assert "Energy, carbon and the bill, energy: such as 5.24 GWh \N{RIGHTWARDS ARROW} 4.37 GWh (up to -16.7%)" in found.line
    assert found.line.endswith("and 1 more.")
    assert [each.part for each in found.changes] == ["energy", "carbon", "bill"]
    assert found.history == tuple(f"{each}: {HISTORY[each]}" for each in reversed(HISTORY) if order(each) > order(THEN))


def test_a_sheet_whose_answers_are_what_they_were_says_that_none_changed():
    found = since.since(THEN, ("six-per-token",))
    assert (found.line, found.changes) == (f"None of 1 answers has changed since {THEN}, when the sheet was made.", ())


def test_of_versions_that_are_not_known_here_that_is_said():
    assert "newer than those of this page, 2099-05" in since.since("2099-05", (FIXED,)).line
    assert "is not known here, old" in since.since("old", (FIXED,)).line
    assert since.since(VERSION, (FIXED,)) is since.since("", (FIXED,)) is None


def test_where_everybody_had_one_key_a_sheet_is_judged_by_that_of_then(another):
    sheet = Sheet("Week 3", "k7m2", (FIXED,), THEN)
    now = Variant(exercises()[FIXED], "").key(ONE)
    unit = exercises()[FIXED].parts[0].unit
    pinned, present = asked(sheet, "Ada", FIXED), asked(replace(sheet, numbers=VERSION), "Ada", FIXED)
    assert pinned.judge(ONE, f"{another:.6g} {unit}").right
    assert not pinned.judge(ONE, f"{now:.6g} {unit}").right
    assert present.judge(ONE, f"{now:.6g} {unit}").right
    assert not present.judge(ONE, f"{another:.6g} {unit}").right
    assert "by those of this page, as worked above" in pinned.reveal(ONE).html
    assert "by those of this page" not in present.reveal(ONE).html


def test_where_each_student_has_another_key_a_sheet_is_judged_by_the_present_numbers():
    sheet = Sheet("Week 3", "k7m2", (DRAWN,), THEN)
    assert asked(sheet, "Ada", DRAWN).key(PART) == asked(replace(sheet, numbers=VERSION), "Ada", DRAWN).key(PART)
