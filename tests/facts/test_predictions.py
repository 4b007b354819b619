"""Our formulas against what others published, row by row; the tolerances are those of :class:`Case`."""

import importlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.every import every

from .case import Case, facts
from .document import write
from .predictions import LEFT_OUT, cases

DOCS = Path(__file__).parents[2] / "docs"
NAMED = [pytest.param(case, id="-".join(filter(None, [case.fact, case.equation, case.part]))) for case in cases()]


@pytest.mark.whole
@pytest.mark.parametrize("case", [param for param in NAMED if not param.values[0].miss])
def test_prediction_agrees(case: Case):
    if case.kind == "count":
        assert case.predicted == case.published
    elif case.kind == "bound":
        assert case.published <= case.predicted
    elif case.kind == "band":
        assert case.band.low <= case.ratio <= case.band.high
    else:
        assert case.predicted == pytest.approx(case.published, rel=case.tolerance * (1 + 1e-9))


@pytest.mark.parametrize("case", [param for param in NAMED if param.values[0].miss])
def test_known_miss_stays_one(case: Case):
    """So that nobody mends a formula until it gives somebody's misprint, and every explanation stays true."""
    assert not case.within


def test_every_fact_is_predicted_or_left_out_for_a_reason():
    predicted = {case.fact for case in cases()}
    assert predicted | LEFT_OUT.keys() == facts().keys()
    assert not predicted & LEFT_OUT.keys()


# Rows of the dossier, by the equation of each, of which some published figure is to be held against the prediction.
ROWS = (
    "scaling.loss", "scaling.tokens_per_parameter", "training.fleet", "serving.concurrent_users", "capacity.cards_per_replica",
    "serving.time_to_first_token", "serving.cost_per_million_tokens",
)  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_the_dossier_has_a_published_figure(name):
    held = [case for case in cases() if case.equation == name and not case.looked_up and case.counts]
    assert held
    assert any(not case.miss for case in held)


def test_look_ups_are_counted_apart():
    """A number that is read from a catalogue is no prediction of an equation."""
    found = [case for case in cases() if case.looked_up]
    assert not any(case.registered for case in found)
    assert len(found) >= 136
    assert f"{len(cases()) - len(found)} predictions and {len(found)} look-ups" in write()


def test_nothing_rests_on_memory_alone():
    assert {row["confidence"] for row in facts().values()} <= {"primary", "secondary"}


@every("case", NAMED)
def test_prediction_names_what_made_it(case: Case):
    module, _, name = case.equation.rpartition(".")
    assert callable(getattr(importlib.import_module(f"formulas.{module}"), name))
    assert np.isfinite(case.predicted)


@every("case", [param for param in NAMED if param.values[0].kind == "band"])
def test_a_band_is_the_registrys(case: Case):
    assert case.registered is not None
    assert case.registered.band


def test_one_prediction_by_one_equation():
    assert [key for key, n in Counter((c.fact, c.equation, c.part, c.note) for c in cases()).items() if n > 1] == []


def test_every_fact_has_an_address():
    assert [name for name, row in facts().items() if not row["source_url"].startswith("https://")] == []


def test_the_page_is_up_to_date():
    assert (DOCS / "facts.md").read_text("utf-8") == write(), "run `make docs`"
