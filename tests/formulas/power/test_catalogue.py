"""The catalogues of power: what is in them, and how the answers that were measured lie to the chain."""

import numpy as np
import pytest

from formulas.catalogue import accelerators
from formulas.power.answers import DECODE_EFFICIENCY, SERVING_DRAW, energy_per_token, served_rate
from formulas.power.catalogue import answers, landmarks, plants, regions, servers
from tests.facts.power import rate


def test_every_card_of_a_server_is_in_the_catalogue():
    assert {card for row in servers().values() for card in row.cards} <= set(accelerators())
    for row in servers().values():
        assert row.server_power_w > row.boards * row.board_power_w
        assert all(accelerators()[card].power_w == row.board_power_w for card in row.cards)


def test_what_is_not_known_of_a_region_is_no_number():
    assert regions()["us-va"].queue_years == 7
    assert regions()["us-tx"].queue_years is None
    assert regions()["us-tx"].kgco2e_per_kwh == pytest.approx(736.629 * 0.45359237 / 1000, abs=1e-5)


def test_the_margin_of_the_united_states_is_twice_its_mean():
    assert plants()["us-margin"].kgco2e_per_kwh == pytest.approx(1540.1 * 0.45359237 / 1000, abs=1e-3)
    assert plants()["hydro"].water_l_per_kwh is None


def test_landmarks_have_power():
    assert {row.kind for row in landmarks().values()} == {"site", "cluster", "plant"}


@pytest.mark.parametrize("key", answers())
def test_a_measured_answer_agrees_with_itself(key):
    """Power over rate, times the tokens of an answer, is the energy that was published beside them."""
    row = answers()[key]
    assert float(energy_per_token(row.boards_w, row.tokens_per_s, 0, 1)) * row.answer_tokens == pytest.approx(row.answer_j, rel=1e-5)


def test_the_median_of_the_measured_loads_is_the_default():
    reached = [row.tokens_per_s / row.cards / rate(row, 1) for row in answers().values()]
    assert np.median(reached) == pytest.approx(DECODE_EFFICIENCY, abs=0.01)
    assert all(served_rate.equation.band.covers(each / DECODE_EFFICIENCY) for each in reached)


def test_boards_draw_what_the_default_says():
    drawn = [row.boards_w / row.cards / accelerators()[row.card].power_w for row in answers().values()]
    assert np.median(drawn) == pytest.approx(SERVING_DRAW, abs=0.03)
