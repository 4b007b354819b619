"""Published runs as data: each is whole, and what is told of it fits together."""

from datetime import date

import pytest

from formulas.reliability.published import causes, interruptions, runs


def test_the_runs_of_the_issue_are_there():
    assert {"llama-3-405b", "opt-175b", "megascale", "byterobust", "bloom-176b", "rsc-1", "lablup-b200"} == set(runs())
    assert len(causes()) == 18


@pytest.mark.parametrize("run", runs().values(), ids=lambda run: run.id)
def test_every_run_says_something_and_where_it_is_not_published(run):
    assert run.cards > 0
    assert run.goodput is None or 0 < run.goodput <= 1
    assert run.note.endswith(".")
    assert (run.per_card_day is None) == (run.days is None or run.interruptions is None)


CARDS_ALONE = {"bloom-176b", "lablup-b200"}
"""Runs that count failures of cards and nothing else."""


def test_rates_differ_by_less_than_ten_between_runs():
    """Per card and day: of those that count every stop Llama 3 least, jobs on a shared cluster most."""
    rates = {name: run.per_card_day for name, run in runs().items() if run.per_card_day and name not in CARDS_ALONE}
    assert min(rates, key=rates.get) == "llama-3-405b"
    assert max(rates, key=rates.get) == "rsc-1"
    assert max(rates.values()) / min(rates.values()) < 10


def test_where_cards_alone_are_counted_they_fail_about_as_often_as_llamas():
    llama = runs()["llama-3-405b"]
    cards = interruptions("accelerators") / (llama.cards * llama.days)
    for name in CARDS_ALONE:
        assert cards < runs()[name].per_card_day < 2 * cards, name


def test_blooms_days_are_its_hours():
    """1,082,990 card-hours on 384 cards, as Le Scao et al. print them, are the 117 days from March 11 to July 6 that it announced."""
    bloom = runs()["bloom-176b"]
    assert pytest.approx(bloom.days, abs=1) == 1_082_990 / 384 / 24
    assert (date(2022, 7, 6) - date(2022, 3, 11)).days == bloom.days


def test_opt_restarted_between_what_its_chronicle_and_its_paper_count():
    """About 90 by the chronicle, at least 35 and an estimated 70 by the paper: a fifth apart. 992 cards are 124 servers of eight."""
    opt = runs()["opt-175b"]
    assert opt.interruptions == pytest.approx(35 + 70, rel=0.2)
    assert opt.cards == 124 * 8


def test_opts_goodput_is_what_its_chronicle_implies():
    """33 days of continuous training on its cards, in the 56 days from November 11 to January 6."""
    assert runs()["opt-175b"].goodput == pytest.approx(33 / 56, abs=0.005)
