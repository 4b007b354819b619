"""Trees and tori: how many they join, with how many switches, and what crosses their middle."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.network import bill, switches, topology, torus
from formulas.network.fabrics import fabrics, measured


@given(st.sampled_from([4, 8, 16, 32, 64, 128]), st.integers(1, 4))
def test_a_full_tree_is_what_was_asked_for_and_one_port_more_takes_a_tier(radix, tiers):
    most = float(topology.tree_endpoints(radix, tiers))
    assert float(topology.tiers_needed(most, radix)) == tiers
    assert float(topology.tiers_needed(most + 1, radix)) == tiers + 1


@given(st.sampled_from([8, 16, 32, 64]), st.integers(2, 3))
def test_a_full_tree_has_the_switches_that_every_port_needs(radix, tiers):
    """Each port at the edge takes one at every tier below the top two times, and once at the top: 2L - 1 in all."""
    endpoints = topology.tree_endpoints(radix, tiers)
    down = switches.leaf_down_ports(radix, 1)
    leaves = switches.leaf_switches(endpoints, down)
    total = leaves + switches.upper_switches(leaves, down, radix, tiers)
    assert float(total) == (2 * tiers - 1) * float(endpoints) / radix
    assert float(switches.tree_link_count(endpoints, leaves, down, radix, tiers)) == tiers * float(endpoints)


@given(st.floats(1, 16), st.integers(100, 4000))
def test_oversubscription_takes_no_more_switches_and_less_bisection(ratio, endpoints):
    def total(oversubscription):
        down = switches.leaf_down_ports(64, oversubscription)
        leaves = switches.leaf_switches(endpoints, down)
        return float(leaves + switches.upper_switches(leaves, down, 64, 2))

    assert total(ratio) <= total(1) + 1
    assert float(topology.tree_bisection(endpoints, 1e9, ratio)) == pytest.approx(float(topology.tree_bisection(endpoints, 1e9, 1)) / ratio)


@pytest.mark.parametrize(("side", "dimensions"), [(4, 1), (4, 2), (6, 2), (4, 3)])
def test_bisection_of_a_torus_is_that_of_counted_links(side, dimensions):
    """Every link between neighbours, and which of them join the two halves along the first dimension."""
    cards = list(itertools.product(range(side), repeat=dimensions))
    links = {
        frozenset((card, tuple((x + (axis == i)) % side for i, x in enumerate(card)))) for card in cards for axis in range(dimensions)
    }
    across = sum(len({card[0] < side // 2 for card in link}) == 2 for link in links)
    rate = 12.0
    assert float(torus.torus_link_count(len(cards), dimensions)) == len(links)
    assert float(torus.torus_side(len(cards), dimensions)) == side
    assert float(torus.torus_bisection(len(cards), side, 2 * dimensions * rate, dimensions)) == across * rate


def test_a_domain_has_a_quarter_of_its_sum_across_its_middle():
    """130 TB/s of links, 32.4 TB/s in each direction: what is published as one is the other."""
    assert float(topology.domain_bandwidth(72, 900e9)) == 129.6e12
    assert float(topology.domain_bisection(72, 900e9)) == 32.4e12 == 129.6e12 / 4
    assert "130 TB/s" in topology.domain_bandwidth.equation.slips


def test_power_and_price_are_sums_of_their_parts():
    assert float(bill.switches_and_optics_power(2, 700, 10, 8)) == 1480
    assert float(bill.network_price(2, 700, 10, 8)) == 1480
    assert float(bill.network_price_per_card(1480, 10)) == 148
    with pytest.raises(ValueError, match="copper_links is 3: must be at most all links"):
        bill.transceiver_count(2, 3)


def test_impossible_trees_are_refused():
    with pytest.raises(ValueError, match=r"oversubscription is 0\.5: must be at least 1 and finite"):
        switches.leaf_down_ports(64, 0.5)
    with pytest.raises(ValueError, match="down_ports is 65: must be above 0 and at most the radix"):
        switches.upper_switches(4, 65, 64, 2)
    with pytest.raises(ValueError, match="radix is 2: must be at least 4"):
        topology.tiers_needed(8, 2)


def test_arguments_broadcast():
    assert topology.tiers_needed(np.array([[10], [5000]]), np.array([32, 64, 128])).shape == (2, 3)
    assert switches.upper_switches(np.ones((2, 1)), 32, 64, np.array([1, 2, 3])).shape == (2, 3)


def test_what_is_not_published_is_left_open():
    unknown = [fabric for fabric in fabrics().values() if fabric.switch_power_w is None]
    assert {fabric.id for fabric in unknown} == {"hdr", "xdr"}
    assert fabrics()["ndr"].standing("switch_power_w") == "published"
    assert all("from memory" not in fabric.note for fabric in fabrics().values())
    assert fabrics()["ndr"].standing("link_usd") == "derived"


def test_measured_series_are_long_and_say_why_they_lie_where_they_do():
    assert sum(len(row.points) for row in measured().values()) >= 40
    for row in measured().values():
        assert row.explains.endswith(".")
        assert all(later > earlier for (earlier, _), (later, _) in itertools.pairwise(row.points))
