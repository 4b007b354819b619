"""The version of the numbers: none of them changes without it."""

import dataclasses
import json
from pathlib import Path

import pytest

from app import fingerprints
from formulas import catalogue, scaling, training
from formulas.registry import equations
from formulas.version import HISTORY, VERSION, order
from instruments.forge.model import Forge
from instruments.forge.presets import presets

RECORDED = json.loads((Path(__file__).parents[2] / "docs" / fingerprints.FILE).read_text("utf-8"))
TENSORS = {name for name, entry in equations().items() if not hasattr(entry.function, "__wrapped__")}


def test_no_number_has_changed_without_its_version():
    found = fingerprints.signs()
    wanted = "say what changed in a new line of HISTORY in formulas/version.py, then run `make docs`"
    assert fingerprints.stale(RECORDED, found) == [], wanted
    assert {"version": VERSION, "signs": found} == RECORDED, "run `make docs`"


def test_versions_are_in_order_and_say_what_changed():
    assert all(order(version) for version in HISTORY)
    assert sorted(HISTORY, key=order, reverse=True) == list(HISTORY)
    assert all(text.endswith(".") and len(text) > 10 for text in HISTORY.values())
    for text in ("", "2026", "2026-13", "2026-1", "2026-11.1", "2026-11.", "x2026-11", "2026-11 ", "٢٠٢٦-11"):
        assert order(text) is None


def test_every_row_equation_and_design_has_a_sign():
    found = RECORDED["signs"]
    assert set(equations()) - set(found) == TENSORS
    assert {f"forge/{name}" for name in presets()} <= set(found)
    assert {f"accelerators/{name}" for name in catalogue.accelerators()} <= set(found)
    assert {f"laws/{name}" for name in scaling.LAWS} <= set(found)
    assert len([name for name in found if name.startswith("journey/")]) == 6


def changed(monkeypatch, **fields):
    """A catalogue with another H100."""
    rows = dict(catalogue.accelerators())
    rows["h100-sxm"] = dataclasses.replace(rows["h100-sxm"], **fields)
    monkeypatch.setitem(fingerprints._CATALOGUES, "accelerators", lambda: rows)


def test_a_price_that_changes_is_noticed(monkeypatch):
    changed(monkeypatch, price_usd_per_h=2.1)
    assert fingerprints.stale(RECORDED, fingerprints.signs()) == ["accelerators/h100-sxm"]


def test_a_word_that_changes_is_no_number(monkeypatch):
    changed(monkeypatch, name="H100", note="Checked again.", accessed="2026-11-01", price_date="2026-11")
    assert fingerprints.stale(RECORDED, fingerprints.signs()) == []


def test_a_formula_that_changes_is_noticed_wherever_it_counts(monkeypatch):
    monkeypatch.setattr(training, "SECONDS_PER_HOUR", 3600 * (1 + 1e-6))
    found = fingerprints.stale(RECORDED, fingerprints.signs())
    assert "training.accelerator_hours" in found
    assert {f"forge/{name}" for name in Forge.examples()} <= set(found)
    assert "training.training_flop" not in found


def test_what_is_new_needs_no_new_version_and_what_is_gone_does():
    found = dict(RECORDED["signs"])
    assert fingerprints.stale(RECORDED, found | {"accelerators/new": "00000000"}) == []
    gone = found.pop("accelerators/h100-sxm")
    assert gone
    assert fingerprints.stale(RECORDED, found) == ["accelerators/h100-sxm"]


def test_docs_are_not_written_over_a_change_without_a_version(tmp_path, monkeypatch):
    path = fingerprints.write(tmp_path)
    assert json.loads(path.read_text("utf-8")) == RECORDED
    changed(monkeypatch, price_usd_per_h=2.1)
    before = path.read_text("utf-8")
    with pytest.raises(ValueError, match=r"\(accelerators/h100-sxm\): say what changed in a new line of HISTORY"):
        fingerprints.write(tmp_path)
    assert path.read_text("utf-8") == before
    monkeypatch.setattr(fingerprints, "VERSION", "2026-12")
    assert json.loads(fingerprints.write(tmp_path).read_text("utf-8"))["version"] == "2026-12"
