"""Schedules carried out on real numbers: everyone ends with what the operation promises, in the steps and bytes that the formulas count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.network import doubling, exchange, levels, ring, transfer
from formulas.network.schedule import Transfer, begin, longest, run
from formulas.network.schedules import SCHEDULES, server_of
from formulas.network.two_trees import other_parents, tree_parents
from tests.every import every

CASES = [(operation, algorithm) for operation, known in SCHEDULES.items() for algorithm in known]
RANKS = st.integers(2, 16)


def numbers(ranks, seed):
    return np.random.default_rng(seed).integers(1, 100, size=(ranks, ranks)).astype(float)


def started(operation, algorithm, values):
    """The state that an operation begins with; a switch holds nothing yet."""
    ranks = len(values)
    held = {
        "all-gather": [(card, card) for card in range(ranks)],
        "broadcast": [(0, chunk) for chunk in range(ranks)],
    }.get(operation, [(card, chunk) for card in range(ranks) for chunk in range(ranks)])
    rows = np.vstack([values, np.zeros((1, ranks))]) if algorithm == "switch" else values
    return begin(rows, held)


@pytest.mark.parametrize(("operation", "algorithm"), CASES)
@settings(max_examples=25)
@given(ranks=RANKS, seed=st.integers(0, 1000))
def test_everyone_ends_with_what_the_operation_promises(operation, algorithm, ranks, seed):
    values = numbers(ranks, seed)
    end = run(started(operation, algorithm, values), SCHEDULES[operation][algorithm](ranks))[-1]
    got = end.values[:ranks]
    own = np.arange(ranks)
    everyone = (1 << ranks) - 1
    if operation == "all-reduce":
        assert (got == values.sum(axis=0)).all()
        assert (end.parts[:ranks] == everyone).all()
    elif operation == "reduce-scatter":
        assert (got[own, own] == values.sum(axis=0)).all()
        assert (end.parts[own, own] == everyone).all()
    elif operation == "all-gather":
        assert (got == values[own, own]).all()
    elif operation == "broadcast":
        assert (got == values[0]).all()
    else:
        # Chunk k of a card has come from the k-th card before it.
        assert all(got[card, k] == values[(card - k) % ranks, k] for card in range(ranks) for k in range(ranks))


def formula(operation, algorithm, ranks, buffer, rate, latency):
    """What the registered formula says of the same cards on equal links."""
    if algorithm == "levels":
        function = {"all-reduce": levels.two_level_reduce_time}.get(operation, levels.two_level_pass_time)
        return function(buffer, ranks, server_of(ranks), rate, latency, rate, latency)
    if (operation, algorithm) == ("broadcast", "ring"):
        return ring.pipelined_broadcast_time(buffer, ranks, rate, latency, ranks)
    function = {
        ("all-reduce", "ring"): ring.ring_reduce_time, ("all-reduce", "tree"): doubling.tree_reduce_time,
        ("all-reduce", "halving"): doubling.halving_reduce_time, ("broadcast", "tree"): doubling.tree_broadcast_time,
        ("all-to-all", "direct"): exchange.direct_exchange_time, ("all-to-all", "halving"): doubling.bruck_exchange_time,
    }.get((operation, algorithm), doubling.halving_pass_time if algorithm == "halving" else ring.ring_pass_time)  # fmt: skip
    return function(buffer, ranks, rate, latency)


@every("operation, algorithm, ranks", [
    (*case, ranks) for case in CASES if case[1] not in ("switch", "two-trees") for ranks in (2, 3, 4, 6, 7, 8, 12, 16)
])
def test_the_steps_take_together_what_the_formula_says(operation, algorithm, ranks):
    buffer, rate, latency = 1e9, 50e9, 9.6e-6
    steps = SCHEDULES[operation][algorithm](ranks)
    total = sum(float(transfer.transfer_time(longest(step) * buffer / ranks, rate, latency)) for step in steps)
    said = float(formula(operation, algorithm, ranks, buffer, rate, latency))
    if (operation, algorithm) == ("all-to-all", "halving") and ranks & (ranks - 1):
        # Of no power of two fewer chunks than half go on in some rounds.
        assert total <= said
        return
    assert total == pytest.approx(said, rel=1e-12)


@pytest.mark.parametrize("ranks", range(4, 17))
def test_two_trees_take_the_formula_s_bytes_and_a_few_steps_to_fill(ranks):
    """The formula's bytes are two buffers in each direction; with as many chunks as cards the trees fill and empty besides."""
    steps = SCHEDULES["all-reduce"]["two-trees"](ranks)
    assert {longest(step) for step in steps} == {1}
    assert 2 * ranks <= len(steps) <= 2 * ranks + 3 * np.ceil(np.log2(ranks))


@pytest.mark.parametrize("ranks", range(2, 17))
def test_each_card_is_a_leaf_in_one_of_two_trees(ranks):
    """Of odd cards all but one are: Sanders, Speck and Traeff 2009, section 2."""
    inner = [{above for card, above in enumerate(parents(ranks)) if card != above} for parents in (tree_parents, other_parents)]
    assert len(inner[0] & inner[1]) == ranks % 2
    for parents in (tree_parents(ranks), other_parents(ranks)):
        assert max(parents.count(card) for card in range(ranks)) <= 3
        assert sum(card == above for card, above in enumerate(parents)) == 1


@pytest.mark.parametrize("ranks", [2, 4, 8, 16])
def test_a_switch_takes_one_buffer_each_way(ranks):
    states = run(started("all-reduce", "switch", numbers(ranks, 1)), SCHEDULES["all-reduce"]["switch"](ranks))
    assert len(states) == 3
    assert set(states[-1].traffic.values()) == {ranks}


@given(ranks=RANKS)
def test_a_ring_loads_its_links_alike_and_no_other(ranks):
    end = run(started("all-reduce", "ring", numbers(ranks, 2)), SCHEDULES["all-reduce"]["ring"](ranks))[-1]
    assert end.traffic == {(card, (card + 1) % ranks): 2 * (ranks - 1) for card in range(ranks)}


@given(ranks=RANKS)
def test_levels_cross_between_servers_with_their_share_alone(ranks):
    """What leaves a server is what a ring over the servers alone would carry: the buffer's share of each place."""
    size = server_of(ranks)
    end = run(started("all-reduce", "levels", numbers(ranks, 3)), SCHEDULES["all-reduce"]["levels"](ranks))[-1]
    across = {link: chunks for link, chunks in end.traffic.items() if link[0] // size != link[1] // size}
    servers = ranks // size
    assert set(across.values()) <= {2 * (servers - 1)}
    assert sum(across.values()) == 2 * (servers - 1) * ranks


def test_states_between_are_left_as_they_were():
    states = run(started("all-reduce", "ring", values := numbers(4, 4)), SCHEDULES["all-reduce"]["ring"](4))
    assert (states[0].values == values).all()
    assert states[0].traffic == {}
    assert states[1].values.sum() > states[0].values.sum()


def test_what_nobody_holds_cannot_be_sent():
    state = begin([[1, 2], [3, 4]], [(0, 0)])
    with pytest.raises(ValueError, match=r"^chunk is 1: 0 sends it to 1 and does not hold it$"):
        run(state, ((Transfer(0, 1, (1,), adds=True),),))


def test_nothing_is_counted_twice():
    step = (Transfer(0, 1, (0,), adds=True),)
    with pytest.raises(ValueError, match=r"^chunk is 0: 1 would count a number of 0 twice$"):
        run(begin([[1], [2]]), (step, step))
