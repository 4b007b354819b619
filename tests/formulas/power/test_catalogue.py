"""The catalogues of power: what is in them, and how the answers that were measured lie to the chain."""

import numpy as np
import pytest

from formulas.catalogue import accelerators, grids
from formulas.network.fabrics import fabrics
from formulas.power.answers import DECODE_EFFICIENCY, SERVING_DRAW, energy_per_token, served_rate
from formulas.power.catalogue import LIFE_CYCLE, STACK, answers, landmarks, plants, regions, servers
from formulas.power.machines import NETWORK_SHARE, STORAGE_SHARE, network_power
from tests.facts.power import rate


def test_every_card_of_a_server_is_in_the_catalogue():
    assert {card for row in servers().values() for card in row.cards} <= set(accelerators())
    for row in servers().values():
        assert row.server_power_w > row.boards * row.board_power_w
        assert all(accelerators()[card].power_w == row.board_power_w for card in row.cards)


def test_what_is_not_known_of_a_region_is_no_number():
    assert regions()["us-va"].queue_years == 7
    assert regions()["us-tx"].queue_years is None
    assert regions()["fra"].kgco2e_per_kwh is None
    assert regions()["sgp"].price_usd_per_kwh is None
    assert regions()["us-tx"].kgco2e_per_kwh == pytest.approx(736.629 * 0.45359237 / 1000, abs=1e-5)


def test_the_margin_of_the_united_states_is_twice_its_mean():
    assert plants()["us-margin"].stack_kgco2e_per_kwh == pytest.approx(1540.1 * 0.45359237 / 1000, abs=1e-3)
    # Over its life it emits more by as much as something between coal and gas does.
    coal, gas, margin = (plants()[name].kgco2e_per_kwh - plants()[name].stack_kgco2e_per_kwh for name in ("coal", "gas", "us-margin"))
    assert coal < margin < gas
    assert plants()["hydro"].water_l_per_kwh is None


def test_a_place_without_a_mean_of_its_own_is_a_country_whose_mean_is_known():
    for key, row in regions().items():
        assert row.kgco2e_per_kwh is not None or key in grids()
        assert row.boundary in (LIFE_CYCLE, STACK)
        assert set(row.plants) <= set(plants())
        assert (row.price_usd_per_kwh is None) == ("price_usd_per_kwh" not in row.sources)
        assert (row.queue_years is None) == ("queue_years" not in row.sources) == (row.queue_year is None)


def test_prices_of_places_follow_from_what_their_notes_say():
    """Each in its own currency, at the mean rate of its year."""
    e3 = (14 * 33.7 + 10 * 20.2) / 24 + 35.5 * 100 / (8766 / 12)  # sen for each kWh of a steady load
    for key, dollars in {
        "ca-qc": 0.0533 / 1.30, "nor": 0.942 / 10.56, "fin": 0.089 * 1.081, "fra": 0.087 * 1.081, "irl": 0.256 * 1.081,
        "deu": 0.2016 * 1.081, "mys": e3 / 100 / 4.56, "sau": 0.18 / 3.75,
    }.items():  # fmt: skip
        assert regions()[key].price_usd_per_kwh == pytest.approx(dollars, rel=0.005), key


def test_stacks_emit_less_than_whole_lives():
    for row in plants().values():
        assert row.within(STACK) <= row.within(LIFE_CYCLE)


def test_what_a_fabric_takes_is_counted_from_its_switches():
    """Two levels for 127 DGX H100 and three for 2,048, as the reference design counts switches: 4.8 and 7.9% of the servers."""
    ndr, server = fabrics()["ndr"], servers()["dgx-h100"].server_power_w
    each = ndr.switch_power_w + ndr.radix * ndr.transceiver_power_w
    two, three = each * 48 / 127 / server, each * 1280 / 2048 / server
    assert (two, three) == (pytest.approx(0.048, abs=5e-4), pytest.approx(0.079, abs=5e-4))
    assert two < NETWORK_SHARE < three
    assert network_power.equation.band.covers(two / NETWORK_SHARE)
    assert network_power.equation.band.covers(three / NETWORK_SHARE)
    assert pytest.approx(912 / 10_200, abs=0.001) == NETWORK_SHARE + STORAGE_SHARE


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
