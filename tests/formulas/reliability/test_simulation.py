"""A drawn run: it spends all of its time once, and many of them converge to the equations."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.reliability import goodput, spares
from formulas.reliability.simulation import BREAKING, PHASES, Plan, draw, joined, stretches

HOUR = 3600.0
LLAMA = Plan(
    duration=90 * 86_400, mtbfs=(4.84 * HOUR, 61.7 * HOUR, 37 * HOUR, 13.6 * HOUR), interval=1500, pause=60, lag=0, restart=600,
    spares=20, repair=24 * HOUR,
)  # fmt: skip
FEW_SPARES = replace(LLAMA, spares=5)
LAGGING = replace(LLAMA, pause=5, lag=400)
WRETCHED = replace(LLAMA, mtbfs=(1200.0, 9e5, 9e5, 9e5), spares=90, duration=20 * 86_400)

plans = st.builds(
    Plan, duration=st.floats(1e4, 1e6), mtbfs=st.tuples(*[st.floats(1e3, 1e6)] * 4), interval=st.floats(10, 1e4), pause=st.floats(0, 300),
    lag=st.floats(0, 300), restart=st.floats(0, 7200), spares=st.integers(0, 5), repair=st.floats(0, 2e5),
)  # fmt: skip


def expected(plan):
    """Goodput by the equations."""
    load = plan.repair * sum(1 / each for each in plan.mtbfs[:BREAKING])
    running = goodput.goodput(plan.interval, plan.pause, plan.restart, plan.mtbf, plan.lag)
    return float(goodput.run_goodput(running, spares.waiting_share(load, plan.spares)))


@settings(deadline=None)
@given(plans, st.integers(0, 100))
def test_every_second_is_spent_once(plan, seed):
    run = draw(plan, seed)
    assert run.spent.sum() == pytest.approx(plan.duration)
    assert (run.spent >= -1e-6 * plan.duration).all()
    assert run.until == pytest.approx(plan.duration)
    ends = (run.up, run.work, run.safe, run.failed, run.ready)
    assert all((later - earlier >= -1e-6).all() for earlier, later in pairwise(ends))
    assert np.allclose(run.up[1:], run.ready[:-1])


@settings(deadline=None)
@given(plans, st.integers(0, 100))
def test_no_more_servers_are_broken_than_spare_while_it_runs(plan, seed):
    run = draw(plan, seed)
    broken = run.failed[(run.cause >= 0) & (run.cause < BREAKING)]
    for at in run.up:
        assert np.count_nonzero((broken <= at) & (broken + plan.repair > at * (1 + 1e-12))) <= plan.spares


@pytest.mark.parametrize("plan", [LLAMA, FEW_SPARES, LAGGING, WRETCHED], ids=["spares at hand", "few spares", "lag", "wretched"])
def test_many_runs_converge_to_the_equations(plan):
    """Two hundred runs: the mean lies within 3.5 standard errors of the formula, and these are below a per cent."""
    found = np.array([draw(plan, (7, each)).goodput for each in range(200)])
    error = found.std(ddof=1) / len(found) ** 0.5
    assert error < 0.01
    assert abs(found.mean() - expected(plan)) < 3.5 * error + 2e-4


def test_failures_are_as_many_as_expected_and_of_each_cause_its_share():
    runs = [draw(LLAMA, (3, each)) for each in range(40)]
    counts = np.array([run.failures for run in runs])
    mean = LLAMA.duration / LLAMA.mtbf
    assert counts.mean() == pytest.approx(mean, abs=3.5 * (mean / 40) ** 0.5)
    causes = np.concatenate([run.cause[run.cause >= 0] for run in runs])
    for cause, mtbf in enumerate(LLAMA.mtbfs):
        share = LLAMA.mtbf / mtbf
        assert np.mean(causes == cause) == pytest.approx(share, abs=3.5 * (share / causes.size) ** 0.5)


def test_time_restarting_and_waiting_converges_too():
    spent = sum(draw(FEW_SPARES, (5, each)).spent for each in range(200))
    shares = dict(zip(PHASES, spent / spent.sum(), strict=True))
    waiting = spares.waiting_share(24 * HOUR * (1 / FEW_SPARES.mtbfs[0] + 1 / FEW_SPARES.mtbfs[1]), 5)
    assert shares["waiting"] == pytest.approx(float(waiting), abs=0.02)
    assert shares["restarting"] == pytest.approx(float(goodput.restarting_share(600, FEW_SPARES.mtbf, waiting)), abs=0.003)


def test_the_same_seed_gives_the_same_run_and_another_one_another():
    assert np.array_equal(draw(LLAMA, 1).failed, draw(LLAMA, 1).failed)
    assert not np.array_equal(draw(LLAMA, 1).failed[:50], draw(LLAMA, 2).failed[:50])


def test_it_can_be_drawn_in_pieces_and_as_far_as_wanted():
    whole = draw(WRETCHED, 4)
    pieces = list(stretches(WRETCHED, 4))
    assert len(pieces) > 2
    assert np.array_equal(joined(pieces).failed, whole.failed)
    part = draw(WRETCHED, 4, most=500)
    assert 500 <= part.failures < whole.failures
    assert np.array_equal(part.failed, whole.failed[: part.failed.size])


def test_a_run_that_nothing_fails_in_works_and_saves():
    calm = replace(LLAMA, mtbfs=(1e15,) * 4, duration=15_600.0)
    run = draw(calm, 1)
    assert run.failures == 0
    assert dict(zip(PHASES, run.spent, strict=True)) == pytest.approx(
        {"useful": 15_000, "paused": 600, "lost": 0, "restarting": 0, "waiting": 0}
    )


@pytest.mark.host
def test_a_page_need_not_fetch_numpys_own_generator_for_it():
    program = (
        "import sys; from instruments.reliability.model import Reliability; Reliability().result.drawn; "
        "sys.exit('numpy.random' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
