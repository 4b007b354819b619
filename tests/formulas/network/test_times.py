"""Times of collective operations: their limits, their crossings, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.network import bandwidth, doubling, exchange, levels, ring, transfer
from formulas.registry import equations

RANKS = st.integers(3, 100_000)
BUFFER = st.floats(1, 1e14)
RATE = st.floats(1e9, 1e13)
LATENCY = st.floats(1e-8, 1e-3)
PLAIN = (
    ring.ring_reduce_time, ring.ring_pass_time, doubling.tree_reduce_time, doubling.tree_broadcast_time, doubling.double_tree_time,
    doubling.halving_reduce_time, doubling.halving_pass_time, doubling.bruck_exchange_time, ring.chain_broadcast_time,
    exchange.direct_exchange_time,
)  # fmt: skip


@given(RANKS, BUFFER, RATE, LATENCY)
def test_halving_is_no_slower_than_ring_or_tree(ranks, buffer, rate, latency):
    best = float(doubling.halving_reduce_time(buffer, ranks, rate, latency))
    assert best <= float(ring.ring_reduce_time(buffer, ranks, rate, latency)) * (1 + 1e-12)
    assert best <= float(doubling.tree_reduce_time(buffer, ranks, rate, latency)) * (1 + 1e-12)


@given(RANKS, BUFFER, RATE, LATENCY, st.integers(1, 10_000))
def test_no_number_of_chunks_makes_a_chain_faster(ranks, buffer, rate, latency, chunks):
    best = float(ring.chain_broadcast_time(buffer, ranks, rate, latency))
    assert best <= float(ring.pipelined_broadcast_time(buffer, ranks, rate, latency, chunks)) * (1 + 1e-12)
    at = max(1.0, ((ranks - 2) * buffer / (rate * latency)) ** 0.5)
    assert best == pytest.approx(float(ring.pipelined_broadcast_time(buffer, ranks, rate, latency, at)), rel=1e-9)


@given(RANKS, BUFFER, RATE, LATENCY)
def test_all_at_once_is_no_slower_than_in_turns_or_rounds(ranks, buffer, rate, latency):
    once = float(exchange.direct_exchange_time(buffer, ranks, rate, latency))
    assert once <= float(ring.ring_pass_time(buffer, ranks, rate, latency)) * (1 + 1e-12)
    assert once <= float(doubling.bruck_exchange_time(buffer, ranks, rate, latency)) * (1 + 1e-12)


@given(RANKS, BUFFER, RATE, LATENCY)
def test_an_all_reduce_is_a_scatter_and_a_gather(ranks, buffer, rate, latency):
    for both, half in ((ring.ring_reduce_time, ring.ring_pass_time), (doubling.halving_reduce_time, doubling.halving_pass_time)):
        assert float(both(buffer, ranks, rate, latency)) == pytest.approx(2 * float(half(buffer, ranks, rate, latency)))


@given(RANKS, BUFFER, RATE, LATENCY)
def test_no_bus_bandwidth_of_cards_alone_exceeds_the_links(ranks, buffer, rate, latency):
    for function in (ring.ring_reduce_time, doubling.tree_reduce_time, doubling.double_tree_time, doubling.halving_reduce_time):
        algorithm = bandwidth.algorithm_bandwidth(buffer, function(buffer, ranks, rate, latency))
        assert float(bandwidth.bus_bandwidth(bandwidth.bus_factor(2, ranks), algorithm)) <= rate * (1 + 1e-9)


def test_a_switch_that_adds_may_exceed_them():
    time = levels.switch_reduce_time(1e10, 450e9, 3.4e-6, 1)
    bus = float(bandwidth.bus_bandwidth(bandwidth.bus_factor(2, 8), bandwidth.algorithm_bandwidth(1e10, time)))
    assert 450e9 < bus < 2 * 450e9


@given(RANKS, RATE, LATENCY, LATENCY)
def test_ring_and_tree_take_the_same_time_where_they_cross(ranks, rate, of_ring, of_tree):
    crossing = float(bandwidth.ring_tree_crossing(ranks, rate, of_ring, of_tree))
    if crossing <= 0:
        tree, around = doubling.tree_reduce_time(1e-3, ranks, rate, of_tree), ring.ring_reduce_time(1e-3, ranks, rate, of_ring)
        assert float(tree) >= float(around) - 1e-9
        return
    there = float(ring.ring_reduce_time(crossing, ranks, rate, of_ring))
    assert float(doubling.tree_reduce_time(crossing, ranks, rate, of_tree)) == pytest.approx(there, rel=1e-6)
    below = crossing / 2
    assert float(doubling.tree_reduce_time(below, ranks, rate, of_tree)) < float(ring.ring_reduce_time(below, ranks, rate, of_ring))


@given(RANKS, RATE, LATENCY)
def test_half_of_the_rate_is_reached_at_that_buffer(ranks, rate, latency):
    half = float(ring.half_rate_buffer(ranks, rate, latency))
    reached = float(ring.ring_reduce_time(half, ranks, rate, latency))
    assert reached == pytest.approx(2 * float(ring.ring_reduce_time(half, ranks, rate, 0)), rel=1e-9)


@given(st.integers(2, 512), BUFFER, RATE, LATENCY)
def test_two_levels_of_one_domain_are_a_ring(ranks, buffer, rate, latency):
    one = float(levels.two_level_reduce_time(buffer, ranks, ranks, rate, latency, rate / 10, latency))
    assert one == pytest.approx(float(ring.ring_reduce_time(buffer, ranks, rate, latency)), rel=1e-9)


def test_a_rank_passes_on_what_leaves_its_domain_by_all_its_ports():
    """Four servers of eight B200 measured 377 GB/s, far above the 50 GB/s of one port."""
    assert float(transfer.path_rate(32, 8, 900e9, 50e9)) == 400e9
    assert float(transfer.path_rate(32, 8, 300e9, 50e9)) == 300e9
    assert float(transfer.path_rate(8, 8, 900e9, 50e9)) == 900e9


@given(RATE, st.floats(0.01, 1))
def test_a_protocol_carries_no_more_than_the_link(rate, share):
    found = float(transfer.payload_rate(rate, share))
    assert found == pytest.approx(rate * share)
    assert found <= rate
    with pytest.raises(ValueError, match=r"payload_share is 1\.5"):
        transfer.payload_rate(rate, 1.5)


def test_latencies_lie_between_those_of_near_and_far():
    for function in (transfer.ring_step_latency, transfer.doubling_step_latency):
        assert float(function(8, 8, 1e-6, 9e-6)) == 1e-6
        assert 1e-6 < float(function(4096, 8, 1e-6, 9e-6)) < 9e-6
    assert float(transfer.ring_step_latency(4096, 1, 1e-6, 9e-6)) == 9e-6


@pytest.mark.parametrize("function", PLAIN)
def test_arguments_broadcast_and_bad_ones_are_refused_together(function):
    assert function(np.ones((2, 1)), 4, np.ones(3), 0.0).shape == (2, 3)
    with pytest.raises(ValueError, match=r"link_rate is 0: .*buffer is -1: .*ranks is 1: must be at least 2 and finite"):
        function(-1, 1, 0, 1e-6)
    with pytest.raises(ValueError, match="step_latency is nan"):
        function(1, 4, 1, float("nan"))


def test_every_time_of_a_collective_is_in_seconds():
    found = [entry for name, entry in equations().items() if name.startswith("network.") and entry.result.name == "collective_time"]
    assert len(found) >= 11
    assert {entry.result.unit for entry in found} == {"s"}


@pytest.mark.parametrize("ranks", [2, 8, 72])
def test_an_all_to_all_takes_as_long_as_what_crosses_the_middle(ranks):
    """Counted pair by pair: who stands left sends his part to each who stands right."""
    buffer, bisection = 3e9, 4e11
    crossing = sum(buffer / ranks for sender in range(ranks // 2) for receiver in range(ranks // 2, ranks))
    assert float(bandwidth.bisection_bound(buffer, ranks, bisection)) == pytest.approx(crossing / bisection)
