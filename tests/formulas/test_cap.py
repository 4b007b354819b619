"""A cap on the boards' power in the chain of the Forge: what it takes, what it costs, and that it is nothing where there is none."""

import numpy as np
import pytest

from formulas.chain import evaluate
from formulas.power.capping import capped_server

from .test_chain import design


def test_without_a_cap_nothing_is_worked_out():
    found = evaluate(design())
    assert not [name for name in found if name.startswith("capped") and name != "capped_speed"]
    assert float(found.capped_speed) == 1


def test_as_one_language_model_was_measured():
    """McDonald et al. 2022: 150 W instead of 250 W, of which it drew 186: 1.07 times the time, 0.86 of the energy."""
    changes = {"training_power": 250.0, "draw": 186 / 250}
    free, capped = evaluate(design(**changes)), evaluate(design(**changes, cap=150 / 250))
    assert float(capped.training_gpu_hours / free.training_gpu_hours) == pytest.approx(1.07, abs=0.005)
    assert float(capped.training_energy / free.training_energy) == pytest.approx(0.86, abs=0.01)


def test_what_follows_from_hours_follows_from_the_cap():
    free, capped = evaluate(design()), evaluate(design(cap=0.7))
    slower = 0.7 ** (-1 / 3)
    for name in ("training_gpu_hours", "held_hours", "training_cost", "shortest_run"):
        assert float(capped[name].value / free[name].value) == pytest.approx(slower), name
    assert float(capped.training_fleet / free.training_fleet) == pytest.approx(slower, rel=1e-3)
    assert float(capped.site_power / free.site_power) == pytest.approx(0.7 * slower, rel=1e-3)
    assert float(capped.training_energy / free.training_energy) == pytest.approx(0.7 * slower)


def test_whole_servers_are_rated_for_the_cap():
    """A DGX H100 of 10.2 kW keeps 4.6 kW beside its boards."""
    free, capped = evaluate(design(power_counted="servers")), evaluate(design(power_counted="servers", cap=0.5))
    assert float(capped.rated_power / capped.training_fleet) / float(free.rated_power / free.training_fleet) == pytest.approx(
        (4600 + 2800) / 10_200)
    assert float(capped.board_power / capped.training_fleet) == pytest.approx(350)
    assert float(capped.host_power / capped.training_fleet) == pytest.approx(float(free.host_power / free.training_fleet))


def test_a_cap_above_the_draw_costs_nothing_and_is_still_a_rating():
    free, capped = evaluate(design(draw=0.6)), evaluate(design(draw=0.6, cap=0.8))
    assert float(capped.training_gpu_hours) == pytest.approx(float(free.training_gpu_hours))
    assert float(capped.rated_power) < float(free.rated_power)


def test_designs_with_and_without_a_cap_together():
    together = evaluate(design(cap=np.array([1.0, 0.7])))
    for index, cap in enumerate((1.0, 0.7)):
        alone = evaluate(design(cap=cap))
        for name in ("training_gpu_hours", "site_power", "rated_power", "training_energy", "capped_speed"):
            assert float(together[name].value[index]) == pytest.approx(float(alone[name].value)), name


def test_a_card_without_published_power_has_no_rating_with_a_cap():
    nan = float("nan")
    found = evaluate(design(training_power=nan, server_power=nan, boards_per_server=1.0, cap=0.7))
    assert np.isnan(found.rated_power)
    assert float(found.capped_speed) == pytest.approx(0.7 ** (1 / 3))


def test_impossible_servers_are_refused():
    with pytest.raises(ValueError, match=r"server is 5000.*at least what its boards draw"):
        capped_server(5000, 8, 700, 0.5)
    with pytest.raises(ValueError, match="cap is 0"):
        capped_server(10_200, 8, 700, 0)
