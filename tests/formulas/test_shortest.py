"""The shortest run: the steps that its law was read from, the best fleet by trying all, and published runs beside it."""

import numpy as np
import pytest

from formulas import shortest
from formulas.registry import equations

BATCHES = 2.0 ** np.arange(6, 15)
# Zhang et al. 2024, notebook plots/chinchilla.ipynb: steps to a loss at these batches of sequences of 512 tokens, the steps of a whole
# compute-optimal run at 256 sequences, and the authors' own fit of S = a + b / B.
MEASURED = {
    "85M": ([46000, 23000, 13282, 7000, 3840, 2528, 1917, 1600, 1600], 13282, 1293.8, 2834258),
    "151M": ([96000, 49000, 24000, 12000, 7128, 4350, 2940, 2400, 2300], 23438, 1752.4, 5677479),
    "302M": ([196000, 90000, 46000, 23400, 13300, 7224, 4980, 3400, 2879], 46875, 2095.3, 11383270),
    "604M": ([311000, 166000, 81000, 37440, 21320, 11400, 7199, 4700, 3800], 93750, 2459.9, 19449688),
    "1.2B": ([642000, 331000, 176000, 94000, 46500, 25000, 15360, 8900, 6500], 187500, 3897.3, 43381130),
}


def tokens(model):
    return MEASURED[model][1] * 256 * 512


@pytest.mark.parametrize("model", MEASURED)
def test_steps_follow_the_hyperbola(model):
    """Fewest steps and fewest tokens, as the authors fitted them, give all nine batches within a tenth."""
    steps, _, fewest, samples = MEASURED[model]
    assert fewest * (1 + samples / fewest / BATCHES) == pytest.approx(np.array(steps), rel=0.1)


@pytest.mark.parametrize("model", MEASURED)
def test_critical_batches_are_those_measured(model):
    _, _, fewest, samples = MEASURED[model]
    measured = 512 * samples / fewest
    assert 0.78 <= measured / float(shortest.critical_batch(tokens(model))) <= 1.16


def test_the_level_is_the_middle_of_the_five():
    found = [512 * samples / fewest / tokens(model) ** shortest.BATCH_EXPONENT for model, (_, _, fewest, samples) in MEASURED.items()]
    assert np.exp(np.mean(np.log(found))) == pytest.approx(shortest.BATCH_LEVEL, rel=0.02)


def test_what_the_band_says_of_other_laws():
    """Their own slope at ten trillion tokens, and DeepSeek's best batch of 0.292 C^0.3271 at a compute-optimal run of as many."""
    measured = [512 * samples / fewest for _, _, fewest, samples in MEASURED.values()]
    slope, level = np.polyfit(np.log([tokens(model) for model in MEASURED]), np.log(measured), 1)
    assert slope == pytest.approx(0.62, abs=0.005)
    here = float(shortest.critical_batch(10e12))
    assert np.exp(level) * 10e12**slope / here == pytest.approx(3, abs=0.1)
    best = 0.292 * (6 * 10e12 * 10e12 / 68) ** 0.3271
    assert best / here == pytest.approx(0.5, abs=0.05)


def test_the_published_law_counts_its_tokens_in_millions():
    """22.91 D^0.47 sequences of 512 take a fifth more tokens than 256 sequences do, which the hyperbola turns into the critical batch."""
    for model, (_, _, fewest, samples) in MEASURED.items():
        fifth = 22.91 * (tokens(model) / 1e6) ** 0.47
        assert 5 * (fifth - 1.2 * 256) == pytest.approx(samples / fewest, rel=0.07)


@pytest.mark.parametrize(("batch_fleet", "failing_fleet"), [(1.0, 1e3), (84e3, 10.7e6), (1e7, 1e7), (1e9, 1e6)])
def test_no_other_fleet_is_quicker(batch_fleet, failing_fleet):
    fleets = {"batch_fleet": batch_fleet, "failing_fleet": failing_fleet}
    best = float(shortest.quickest_fleet(**fleets))
    others = best * np.linspace(0.1, min(5, 0.999 * failing_fleet / best), 1001)
    least = float(shortest.shortest_run(1.0, best, **fleets))
    assert np.all(shortest.shortest_run(1.0, others, **fleets) >= least * (1 - 1e-9))


def test_without_failures_the_floor_is_the_critical_batch():
    """Ever more cards: the time falls to that of the fewest steps."""
    assert float(shortest.shortest_run(1000, 1e12, 1e3, 1e24)) == pytest.approx(3600 * 1000 / 1e3, rel=1e-5)


def test_without_batches_failures_alone_leave_four_ninths_of_the_fleet():
    """The root of the fleet is then two thirds of that at which nothing is left."""
    assert float(shortest.quickest_fleet(1e18, 9e6)) == pytest.approx(4e6, rel=1e-4)


@pytest.mark.parametrize(
    ("hours", "text", "days"),
    [
        pytest.param(30.84e6, 15.6e12, 54, id="Llama 3 405B"),
        pytest.param(2.664e6, 14.8e12, 54, id="DeepSeek-V3"),
        pytest.param(508e3, 300e9, 1.75, id="MegaScale, table 2"),
    ],
)
def test_no_published_run_was_shorter(hours, text, days):
    """Days of Llama 3 are at least the window in which failures were counted, of DeepSeek-V3 \"less than two months\"."""
    busy, failing = shortest.batch_fleet(shortest.critical_batch(text), 1024), shortest.failing_fleet(9600, 0.03)
    assert float(shortest.shortest_run(hours, shortest.quickest_fleet(busy, failing), busy, failing)) / 86400 < days


def test_the_band_is_both_ends_at_once():
    """Three times the batch with two thirds of the tokens on a card, and half of it with twice."""
    band, failing = equations()["shortest.shortest_run"].band, shortest.failing_fleet(9600, 0.03)

    def time(times):
        busy = times * 84e3
        return float(shortest.shortest_run(1e6, shortest.quickest_fleet(busy, failing), busy, failing))

    assert time(3 * 1024 / 683) / time(1) == pytest.approx(band.low, abs=0.01)
    assert time(0.25) / time(1) == pytest.approx(band.high, abs=0.05)


def test_arrays_and_what_is_unknown():
    found = shortest.quickest_fleet(np.array([[1e3], [1e5]]), np.array([1e6, 1e7, 1e8]))
    assert found.shape == (2, 3)
    assert float(found[1, 2]) == pytest.approx(float(shortest.quickest_fleet(1e5, 1e8)))


def test_impossible_arguments_are_refused():
    with pytest.raises(ValueError, match="tokens is 0"):
        shortest.critical_batch(0)
    with pytest.raises(ValueError, match=r"run_lost is 0.*"):
        shortest.failing_fleet(9600, 0)
    with pytest.raises(ValueError, match="fewer than fail all the time"):
        shortest.shortest_run(1, 10, 5, 10)
    with pytest.raises(ValueError, match="batch_fleet is nan"):
        shortest.quickest_fleet(float("nan"), 1e6)
