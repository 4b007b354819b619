"""Constraints: loads over limits by hand, and that they are of one shape and never undefined."""

from dataclasses import replace

import numpy as np
import pytest

from formulas.bibliography import bibliography
from formulas.chain import evaluate
from formulas.constraints import CONSTRAINTS, loads

from .test_chain import MOE, design, some_designs

NAN = float("nan")
LAW = next(constraint for constraint in CONSTRAINTS if constraint.id == "law")


def of(**changes):
    found = design(**changes)
    return {name: float(load) for name, load in loads(found, evaluate(found)).items()}


def test_the_worked_design_stands():
    assert all(load <= 1 for load in of().values())


def test_loads_by_hand():
    """Three cards of 72 GB usable hold 156 GB and leave 60 GB, of which one user takes 51.5."""
    found = of()
    assert found["weights"] == pytest.approx(156.03 / 216, rel=1e-3)
    assert found["context"] == pytest.approx(51.54 / (216 - 156.03), rel=1e-3)
    assert found["cache"] == pytest.approx(found["context"] * 4096 / 131_072)
    assert found["tokens"] == pytest.approx(10.68 / 300, rel=1e-3)
    assert found["fleet"] == pytest.approx(2891 / 763_000, rel=1e-3)
    assert found["power"] == pytest.approx(2891 * 10_200 / 8 * 1.09 / 1092e6, rel=1e-3)
    assert found["law"] == pytest.approx(1e25 / 5e26)
    assert found["precision"] == 0


def test_a_format_that_the_card_lacks_is_no_matter_of_degree():
    assert of(precision_supported=0.0)["precision"] == np.inf


def test_weights_that_leave_no_room_leave_none_for_a_cache():
    found = of(cards=2.0)
    assert found["weights"] > 1
    assert found["cache"] == found["context"] == np.inf


def test_a_short_context_is_its_own_cache():
    found = of(context=1000)
    assert found["cache"] == found["context"]


def test_an_unknown_power_is_no_load():
    assert of(server_power=NAN)["power"] == 0


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        ({"training_compute": 2 * LAW.limits["run"].value}, 2),
        ({"overtraining": 4 * 2 * LAW.limits["ratio"].value / 68.41}, 2),
        ({"training_compute": 1e15}, None),
    ],
)
def test_no_law_reaches_that_far(changes, limit):
    """Past the largest run, past the most tokens per parameter, and below the smallest models."""
    load = of(**changes, layers=NAN)["law"]
    assert load > 1
    assert limit is None or load == pytest.approx(limit, rel=0.01)


@pytest.mark.parametrize("attention", ["gqa", "mla", "sliding"])
def test_arrays_of_designs(attention):
    designs = some_designs(attention, moe=True)
    together = loads(designs, evaluate(designs))
    assert list(together) == [constraint.id for constraint in CONSTRAINTS]
    for load in together.values():
        whole = np.broadcast_to(load, designs.size)
        assert not np.isnan(whole).any()
        assert (whole >= 0).all()


def test_more_cards_than_a_replica_spans_do_not_help():
    one_node = design(largest_replica=2, context=1024)
    assert float(loads(one_node, evaluate(one_node))["weights"]) > 1
    wider = replace(one_node, largest_replica=8)
    assert float(loads(wider, evaluate(wider))["weights"]) <= 1


def test_every_expert_is_resident():
    assert of(**MOE, cards=3.0)["weights"] == pytest.approx(18 * of(cards=3.0)["weights"])


def test_each_says_what_it_rests_on():
    assert all(constraint.basis.endswith(".") and constraint.title for constraint in CONSTRAINTS)
    assert {source for constraint in CONSTRAINTS for source in constraint.sources} <= bibliography().keys()


PROPORTIONAL = [each for each in CONSTRAINTS if each.id not in ("weights", "time")]
NUMBERED = [pytest.param(each, name, id=f"{each.id}-{name}") for each in PROPORTIONAL for name in each.limits]


@pytest.mark.parametrize(("constraint", "name"), NUMBERED)
def test_the_load_follows_the_number_that_is_declared(constraint, name):
    """Of the law the number is put where it alone binds; what a replica may span is the resolver's, a time no ratio."""
    one = design(context=131_072)
    chain, limit = evaluate(one), constraint.limits[name]
    near = {"run": 1e20, "ratio": 1e-3, "share": 1e9}.get(name, limit.value)
    loads = [
        float(replace(constraint, limits={**constraint.limits, name: replace(limit, value=value)}).load(one, chain))
        for value in (near, 2 * near)
    ]
    assert loads[0] > 0
    assert loads[1] / loads[0] == pytest.approx(2 if name in ("context", "share") else 0.5)


@pytest.mark.parametrize(
    ("name", "times", "longer"), [("tokens", 2, True), ("cards", 0.5, True), ("lost", 2, True), ("tokens", 0.5, False)]
)
def test_the_shortest_run_follows_each_of_its_limits(name, times, longer):
    one, constraint = design(), next(each for each in CONSTRAINTS if each.id == "time")
    changed = replace(constraint.limits[name], value=times * constraint.limits[name].value)
    other = replace(constraint, limits={**constraint.limits, name: changed})
    chain = evaluate(one)
    assert (float(other.load(one, chain)) > 1.05 * float(constraint.load(one, chain))) == longer


def test_half_of_the_days_are_twice_the_load():
    assert of(target_days=45.0)["time"] == pytest.approx(2 * of()["time"])
