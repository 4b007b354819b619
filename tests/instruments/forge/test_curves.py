"""What the pictures draw is what the chain says, point for point."""

import dataclasses
import random

import numpy as np
import pytest

from formulas.catalogue import models
from formulas.scaling import LAWS
from instruments.forge import curves
from instruments.forge.dossier import dossier

from .designs import defaults, possible_values

DEFAULT = dossier(defaults())
DESIGNS = [DEFAULT, dossier(defaults() | {"text_stock": 1e12}), *(dossier(possible_values(random.Random(seed))) for seed in range(12))]


@pytest.mark.parametrize("one", [each for each in DESIGNS if each.figures["training_tokens"].value is not None])
def test_the_loss_curve_is_lowest_at_the_optimum_and_passes_through_the_design(one):
    drawn = curves.loss(one)
    sizes, losses = drawn.curve["parameters"], drawn.curve["loss"]
    best = float(one.chain.optimal_parameters)
    assert sizes[[0, -1]] == pytest.approx([best / 300, best * 300])
    repeats = one.design.training_compute / (6 * best) > one.design.text_stock
    if one.design.law.tokens_per_parameter is None:  # else the law says a ratio and not a minimum
        assert losses.argmin() > len(losses) // 2 if repeats else losses.argmin() == len(losses) // 2
        assert drawn.optimum[1] == pytest.approx(losses.min())
    assert drawn.design == pytest.approx((one.figures["active_parameters"].value, one.figures["predicted_loss"].value), rel=1e-11)
    inside = sizes[0] < drawn.design[0] < sizes[-1]
    if inside:
        assert np.interp(np.log(drawn.design[0]), np.log(sizes), losses) == pytest.approx(drawn.design[1], rel=1e-3)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_published_models_stand_where_the_law_puts_them(law):
    drawn = curves.published(law)
    known = [row for row in models().values() if row.training_tokens and (row.active_parameters or row.total_parameters)]
    assert list(drawn["name"]) == [row.name for row in known]
    for row, size, at, said in zip(known, drawn["parameters"], drawn["loss"], drawn["_size"], strict=True):
        assert size == (row.active_parameters or row.total_parameters)
        c = law.coefficients_of((row.total_parameters or size) / size)
        by_hand = c["irreducible_loss"] + c["parameter_coefficient"] / size ** c["parameter_exponent"]
        by_hand += c["token_coefficient"] / row.training_tokens ** c["token_exponent"]
        assert at == pytest.approx(by_hand)
        assert said


def test_named_models_exist():
    assert set(curves.NAMED) <= set(models())


@pytest.mark.parametrize("one", DESIGNS, ids=range(len(DESIGNS)))
def test_memory_adds_up_to_the_replicas_cards(one):
    drawn, c = curves.memory(one), one.chain
    cards = float(c.available_cards)
    assert drawn.capacity == pytest.approx(cards * float(one.design.serving_memory))
    assert drawn.reserved == pytest.approx(cards * (float(one.design.serving_memory) - float(c.usable_bytes)))
    assert drawn.weights == float(c.weight_bytes)
    assert drawn.cache == pytest.approx(max(drawn.users, 1) * float(c.resident_cache_per_user))
    assert drawn.users == one.figures["concurrent_users"].value
    assert min(drawn.free, drawn.missing) == 0
    assert (drawn.missing > 0) == (drawn.users < 1)


@pytest.mark.parametrize("one", DESIGNS, ids=range(len(DESIGNS)))
def test_points_lie_on_the_roof(one):
    drawn = curves.roof(one)
    if drawn is None:
        assert np.isnan(one.design.serving_peak)
        return
    peak, bandwidth = float(one.design.serving_peak), float(one.design.serving_bandwidth)
    assert drawn.ridge == pytest.approx(peak / bandwidth)
    assert drawn.roof["intensity"][1] == drawn.ridge
    for columns in (drawn.roof, drawn.points):
        assert columns["speed"] == pytest.approx(np.minimum(peak, columns["intensity"] * bandwidth))
    assert len(drawn.points["name"]) == len(drawn.points["intensity"]) == len(set(drawn.points["name"]))


def test_decode_of_one_user_reads_everything_for_two_flop_a_parameter():
    drawn, c = curves.roof(DEFAULT), DEFAULT.chain
    at = dict(zip(drawn.points["name"], drawn.points["intensity"], strict=True))
    read = float(c.active_weight_bytes) + float(c.resident_cache_per_user)
    assert at["decode, one user"] == pytest.approx(2 * float(c.active_parameters) / read)
    assert at["prefill"] == pytest.approx(float(c.prefill_flop) / float(c.active_weight_bytes))
    assert list(at) == ["decode, one user", "prefill"], "one user fits: there is no batch"


def test_a_batch_far_from_one_user_has_a_point_of_its_own_and_a_near_one_shares_it():
    far = curves.roof(dossier(defaults() | {"context": 2048, "prompt": 2048}))
    users = int(dossier(defaults() | {"context": 2048, "prompt": 2048}).chain.batch)
    assert far.points["name"] == ["decode, one user", f"decode, {users:,} users", "prefill"]
    low, high = far.points["intensity"][:2]
    assert np.log10(high / low) >= 0.5
    near = dossier(defaults() | {"context": 65_536})
    assert int(near.chain.batch) == 2
    assert curves.roof(near).points["name"] == ["decode, 1 to 2 users", "prefill"]


def test_an_unknown_peak_has_no_roof():
    assert curves.roof(dataclasses.replace(DEFAULT, design=dataclasses.replace(DEFAULT.design, serving_peak=np.nan))) is None


@pytest.mark.parametrize("attention", ["gqa", "mla", "sliding"])
def test_over_context_says_what_the_dossier_says_at_each_context(attention):
    one = dossier(defaults() | {"attention": attention})
    drawn = curves.over_context(one.design)
    assert (drawn["context"][0], drawn["context"][-1]) == (1024, 10 * 2**20)
    for i in (0, 20, 40, 60, 80):
        context = float(drawn["context"][i])
        there = dossier(one.values | {"context": round(context)}).figures
        if np.isnan(drawn["users"][i]):
            assert there["concurrent_users"].value < 1
        else:
            assert drawn["users"][i] == pytest.approx(there["concurrent_users"].value, rel=0.02)
        assert drawn["speed"][i] == pytest.approx(there["decode_ceiling_sharded"].value, rel=0.01)
