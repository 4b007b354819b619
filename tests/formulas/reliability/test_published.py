"""Published runs as data: each is whole, and what is told of it fits together."""

import pytest

from formulas.reliability.published import causes, runs


def test_the_runs_of_the_issue_are_there():
    assert {"llama-3-405b", "opt-175b", "megascale", "byterobust", "bloom-176b", "rsc-1"} == set(runs())
    assert len(causes()) == 18


@pytest.mark.parametrize("run", runs().values(), ids=lambda run: run.id)
def test_every_run_says_something_and_where_it_is_not_published(run):
    assert run.cards > 0
    assert run.goodput is None or 0 < run.goodput <= 1
    assert run.note.endswith(".")
    assert (run.per_card_day is None) == (run.days is None or run.interruptions is None)


def test_rates_differ_by_less_than_ten_between_runs():
    """Per card and day: Llama 3 least, jobs on a shared cluster most."""
    rates = {name: run.per_card_day for name, run in runs().items() if run.per_card_day}
    assert min(rates, key=rates.get) == "llama-3-405b"
    assert max(rates, key=rates.get) == "rsc-1"
    assert max(rates.values()) / min(rates.values()) < 10


def test_opts_goodput_is_what_its_chronicle_implies():
    """33 days of continuous training on its cards, in the 56 days from November 11 to January 6."""
    assert runs()["opt-175b"].goodput == pytest.approx(33 / 56, abs=0.005)
