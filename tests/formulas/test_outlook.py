"""What surrounds a run: none of it is evaluated before it is asked for, and nothing of it is lost."""

from dataclasses import replace

import numpy as np

from formulas import chain, development, lifetime, outlook
from formulas.outlook import NAMES
from formulas.steps import Chain
from instruments.forge.model import Forge
from instruments.forge.resolve import resolve
from tests.instruments.forge.designs import defaults


def evaluated(c):
    return NAMES & c.evaluated.keys()


def test_each_part_waits_until_one_of_its_steps_is_read_and_is_evaluated_once():
    c = chain.evaluate(resolve(defaults()))
    assert not evaluated(c)
    assert float(c.law_spread) > 0
    assert evaluated(c) == {"bits_per_byte", "law_spread"}
    assert c["law_spread"] is c["law_spread"]


def test_who_goes_through_the_chain_finds_all_of_it():
    for read in (list, dict, len, lambda c: c.keys(), lambda c: c.values(), lambda c: dict(c.items()), lambda c: {**c}):
        c = chain.evaluate(resolve(defaults()))
        assert all(name in c for name in NAMES)
        assert not evaluated(c)
        found = read(c)
        assert (found if isinstance(found, int) else len(found)) == len(c.evaluated | dict.fromkeys(NAMES))


def test_a_chain_that_goes_on_from_another_puts_off_the_same():
    first = chain.evaluate(resolve(defaults()))
    c = Chain(first)
    assert c.evaluated == first.evaluated
    assert not evaluated(c)
    assert c["law_spread"] is first["law_spread"]
    assert c.keys() == first.keys()


def test_a_name_that_is_none_is_told():
    c = chain.evaluate(resolve(defaults()))
    assert "nothing" not in c
    assert not hasattr(c, "nothing")


def test_a_search_over_many_designs_pays_for_what_it_asks_for_alone(monkeypatch):
    many = replace(resolve(defaults()), training_compute=np.array([1e23, 1e24]))
    wanted = chain.evaluate_fields(many, ("development_cost",))
    monkeypatch.setattr(lifetime, "lifetime_flop", None)
    assert chain.evaluate_fields(many, ("development_cost",)).keys() == wanted.keys()
    monkeypatch.setattr(development, "development_cost", None)
    assert chain.evaluate_fields(many, ("predicted_loss",))["predicted_loss"].shape == (2,)


def test_a_verdict_and_the_first_rows_of_a_dossier_need_only_the_batched_step():
    result = Forge().result
    assert result.verdict.headline
    for row in result.rows.values():
        if not row.further:
            assert result.figures[row.id].trust
    assert evaluated(result.chain) == {"communication", "batched_step_time", "batched_cost"}


def test_a_part_adds_the_steps_that_it_is_put_off_by():
    for make, names in outlook._PARTS.items():
        design = resolve(defaults())
        c = chain.evaluate(design)
        before = set(c.evaluated)
        make(c, design)
        assert set(c.evaluated) - before == set(names)
