"""Racks, cables and light: against published sites, in their limits, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.network import bill, optical, racks, torus

COUNT = st.integers(1, 100_000)


@given(COUNT, COUNT)
def test_racks_hold_all_cards_and_none_is_empty(ranks, rack_cards):
    found = float(racks.racks_needed(ranks, rack_cards))
    assert (found - 1) * rack_cards < ranks <= found * rack_cards
    assert float(racks.servers_needed(ranks, rack_cards)) == found


def test_published_racks():
    """DGX SuperPOD: 127 servers of 8 in 32 racks of four, 40.8 kW each; NVL72: 18 trays; TPU v4: 64 racks of 64."""
    assert float(racks.racks_needed(1016, 32)) == 32
    assert float(racks.rack_power(32, 8, 10_200)) == 40_800
    assert float(racks.servers_needed(72, 4)) == 18
    assert float(racks.racks_needed(4096, 64)) == 64


@given(st.integers(1, 10_000), st.floats(0.1, 100), st.floats(0, 10))
def test_a_cable_to_the_middle_is_half_the_way_round_the_hall(count, floor, height):
    side = (count * floor) ** 0.5
    assert float(racks.longest_cable(count, floor, height)) == pytest.approx(side / 2 + side / 2 + 2 * height)


@pytest.mark.parametrize(("side", "dimensions"), [(2, 2), (2, 3), (2, 4), (4, 2), (4, 3), (8, 2), (8, 3), (16, 2)])
def test_links_that_leave_a_rack_are_counted_one_by_one(side, dimensions):
    """A torus of two cubes in each dimension, walked card by card: a link leaves where its ends lie in different cubes."""
    whole = 2 * side
    places = np.indices((whole,) * dimensions).reshape(dimensions, -1)
    leaving = 0
    for axis in range(dimensions):
        neighbour = places.copy()
        neighbour[axis] = (neighbour[axis] + 1) % whole
        leaving += int((places // side != neighbour // side).any(axis=0).sum())
    cards = whole**dimensions
    links = torus.torus_link_count(cards, dimensions)
    assert float(optical.links_between_racks(links, 2**dimensions, side**dimensions, dimensions)) == leaving


def test_a_rack_of_64_has_96_ends_of_light_and_48_switches_join_64():
    """Jouppi et al. 2023, section 2."""
    assert 2 * float(optical.links_between_racks(12_288, 64, 64, 3)) / 64 == 96
    assert [float(optical.optical_switch_count(count, 64, 3, 136)) for count in (64, 68, 69)] == [48, 48, 96]


def test_what_is_not_copper_goes_by_fibre():
    assert float(bill.fibre_links(2048, 1024)) * 2 == float(bill.transceiver_count(2048, 1024))
    with pytest.raises(ValueError, match="copper_links is 3: must be at most all links"):
        bill.fibre_links(2, 3)


@pytest.mark.parametrize(
    ("function", "arguments", "text"),
    [
        (racks.servers_needed, (0, 8), "ranks is 0"), (racks.racks_needed, (8, -1), "rack_cards is -1"),
        (racks.rack_power, (8, 0, 1), "server_boards is 0"), (racks.scale_up_switch_count, (1, -2), "domain_switches is -2"),
        (racks.longest_cable, (float("nan"), 3, 2), "racks is nan"), (optical.links_between_racks, (1, 0, 64, 3), "racks is 0"),
        (optical.optical_switch_count, (1, 64, 0, 136), "dimensions is 0: must be at least 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(function, arguments, text):
    with pytest.raises(ValueError, match=text):
        function(*arguments)


def test_arrays_broadcast():
    assert racks.racks_needed(np.ones((2, 1)), np.ones(3)).shape == (2, 3)
    assert optical.links_between_racks(np.full((2, 1), 1e6), np.full(3, 64.0), 64, 3).shape == (2, 3)
