"""From boards to the meter: parts that add up, limits, published sites, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.power import facility, machines, server, useful
from formulas.power.catalogue import landmarks, servers

share = st.floats(0.01, 1)
watts = st.floats(1, 5e3)


@given(st.floats(1, 1e6), watts, share, watts, share, st.floats(0, 0.5), st.floats(1, 3), share)
def test_nothing_is_lost_on_the_way(n, power, draw, rest, host_draw, network_share, pue, utilisation):
    """What ends somewhere is all that came from the grid: energy is conserved."""
    boards, hosts = server.board_power(n, power, draw), server.host_power(n, rest, host_draw)
    network = machines.network_power(boards, hosts, network_share)
    it = machines.it_power(boards, hosts, network)
    ends = [useful.useful_power(boards, utilisation), useful.waiting_power(boards, utilisation), hosts, network,
        facility.overhead_power(it, pue)]
    site = float(facility.grid_power(it, pue))
    assert float(sum(ends)) == pytest.approx(site)
    assert float(facility.power_usage_effectiveness(site, it)) == pytest.approx(pue)
    assert float(facility.overhead_power(it, pue)) / site == pytest.approx(float(facility.overhead_share(pue)), abs=1e-12)
    assert 0 < float(useful.useful_share(ends[0], site)) <= utilisation


@given(st.floats(1, 5), st.floats(1e2, 1e4), st.integers(1, 72))
def test_a_server_is_its_boards_and_the_rest(times, power, boards):
    rest = server.rest_of_server(times * power * boards, boards, power)
    assert float(rest + power) * boards == pytest.approx(times * power * boards)


def test_a_dgx_b200_takes_1_79_times_its_boards():
    """NVIDIA rates it 14.3 kW for eight boards of 1 kW."""
    row = servers()["dgx-b200"]
    assert float(facility.whole_over_boards(row.server_power_w, row.boards * row.board_power_w)) == pytest.approx(1.79, abs=0.005)


def test_a_measured_server_lies_in_the_band():
    """8.4 kW at the most while training (Latif 2024), against 10.2 kW on its plate."""
    row = servers()["dgx-h100"]
    rest = server.rest_of_server(row.server_power_w, row.boards, row.board_power_w)
    drawn = server.board_power(row.boards, row.board_power_w, 1) + server.host_power(row.boards, rest)
    assert float(drawn) == pytest.approx(row.measured_power_w, rel=0.01)


SITES = {
    # Cards, board in W, rest of its server in W, PUE, published W, and whether that is what is drawn or what is built for.
    "colossus": (200_000, 700, 575, 1.1, 300e6),
    "superpod": (20_480, 700, 575, 1.0, 28.4e6),
    "a year of it": (20_480, 700, 575, 1.25, 249_185e6 / 8760),
    "dgx-b200": (8, 1000, 787.5, 1.0, 14_300),
    "dgx-h100": (8, 700, 575, 1.0, 8_400),
}


@pytest.mark.parametrize("name", SITES)
def test_published_sites_lie_within_the_stated_band(name):
    cards, board, rest, pue, published = SITES[name]
    boards, hosts = server.board_power(cards, board, 1), server.host_power(cards, rest)
    network = machines.network_power(boards, hosts) if cards > 8 else 0
    site = float(facility.grid_power(machines.it_power(boards, hosts, network), pue))
    assert facility.grid_power.equation.band.covers(published / site), published / site


def test_boards_alone_miss_colossus_by_half():
    """154 MW of boards with cooling, of 300 MW: what this subject is about."""
    boards = float(facility.grid_power(server.board_power(landmarks()["colossus"].cards, 700, 1), 1.1))
    assert boards == pytest.approx(154e6)
    assert landmarks()["colossus"].power_w / boards > 1.9


def test_joules_for_a_flop_follow_from_power_and_speed():
    """A B200 that draws 1.79 kW at 40% of 2.25 PFLOP/s."""
    assert float(useful.energy_per_flop(1790, 1, 2.25e15, 0.4)) == pytest.approx(1790 / 0.9e15)


def test_arguments_broadcast():
    draws, cards = np.array([[0.5], [1.0]]), np.array([8.0, 16.0, 32.0])
    boards = server.board_power(cards, 700, draws)
    assert boards.shape == (2, 3)
    assert facility.grid_power(machines.it_power(boards, 1, 1), np.array([1.0, 1.1, 1.2])).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: server.board_power(0, 700, 2), "accelerators is 0: must be positive and finite; draw is 2: must be above 0 and at most 1"),
        (lambda: server.rest_of_server(5000, 8, 700), "server is 5000: must be at least what its boards may draw"),
        (lambda: server.host_power(1, float("nan"), 1), "rest is nan: must be finite and at least 0"),
        (lambda: facility.grid_power(1, 0.9), "pue is 0.9: must be at least 1 and finite"),
        (lambda: facility.power_usage_effectiveness(1, 2), "it is 2: must be at most what the site takes"),
        (lambda: facility.overhead_share(float("inf")), "pue is inf: must be at least 1 and finite"),
        (lambda: useful.useful_power(1, 0), "utilisation is 0: must be above 0 and at most 1"),
        (lambda: machines.network_power(1, 1, -1), "network_share is -1: must be finite and at least 0"),
    ],
)
def test_what_is_impossible_is_refused(call, text):
    with pytest.raises(ValueError, match=r".") as refusal:
        call()
    assert str(refusal.value) == text
