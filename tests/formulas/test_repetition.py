"""Repeated text: the published law by hand, its ends, and a chain that it leaves alone where nothing repeats."""

import math
from dataclasses import replace

import numpy as np
import pytest

from formulas import scaling
from formulas.chain import evaluate
from formulas.documented import largest
from formulas.repetition import DECAY, effective_tokens, epochs, unique_tokens

from .test_chain import design


def test_the_law_by_hand():
    """The equation of the paper as it is printed, at the constant that its appendix gives."""
    assert DECAY == 15.387756
    for times in (1.5, 4, 16, 59):
        by_hand = 2e12 + 2e12 * DECAY * (1 - math.exp(-(times - 1) / DECAY))
        assert float(effective_tokens(2e12, times)) == pytest.approx(by_hand, rel=1e-12)


def test_four_readings_are_nearly_new_and_forty_are_not():
    """Abstract: up to four epochs hardly change the loss, and the value of more repeats goes to nothing."""
    assert float(effective_tokens(1, 4)) / 4 > 0.9
    assert float(effective_tokens(1, 40)) / 40 < 0.4
    assert float(effective_tokens(1, 1e6)) == pytest.approx(1 + DECAY)
    later = np.diff(effective_tokens(1, np.arange(1.0, 60.0)))
    assert np.all(later > 0)
    assert np.all(np.diff(later) < 0)


def test_as_many_repeats_as_the_constant_leave_a_further_one_worth_one_over_e():
    step = 1e-4
    worth = float(effective_tokens(1, 1 + DECAY + step) - effective_tokens(1, 1 + DECAY)) / step
    assert worth == pytest.approx(1 / math.e, rel=1e-4)


@pytest.mark.parametrize("tokens", [1e9, 1.068e13, 299_999_999_999_999.0, 300e12])
def test_where_nothing_repeats_the_loss_is_the_same_to_the_last_digit(tokens):
    unique = unique_tokens(tokens, 300e12)
    assert float(epochs(tokens, unique)) == 1
    assert float(effective_tokens(unique, epochs(tokens, unique))) == tokens


def test_the_worked_design_keeps_its_loss_to_the_last_digit():
    c, law = evaluate(design()), design().law
    assert float(c.predicted_loss) == float(scaling.loss(c.active_parameters, c.training_tokens, **law.coefficients))


def test_a_small_stock_costs_loss_and_nothing_else():
    """A tenth of the text read ten times: fewer effective tokens, a higher loss, and the same run, which is served alike."""
    whole = evaluate(design())
    again = evaluate(design(text_stock=float(whole.training_tokens) / 10))
    assert float(again.epochs) == pytest.approx(10)
    assert float(again.unique_tokens) < float(again.effective_tokens) < float(again.training_tokens)
    assert float(again.predicted_loss) > float(whole.predicted_loss)
    changed = {name for name, step in whole.items() if float(step.value) != float(again[name].value)}
    assert {"unique_tokens", "epochs", "effective_tokens", "predicted_loss"} <= changed
    assert not changed & {
        "training_compute", "active_parameters", "training_tokens", "training_fleet", "held_hours", "training_cost", "training_energy",
        "rated_power", "weight_bytes", "concurrent_users", "step_time", "cost_per_million_tokens",
    }  # fmt: skip


def test_the_default_stock_is_the_published_one_with_its_interval():
    row = largest("text")
    assert (row.value, row.low, row.high, row.source("value")) == (300e12, 100e12, 1000e12, "villalobos2024")
    assert float(evaluate(replace(design(), text_stock=row.value)).epochs) == 1


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: unique_tokens(0, 1), "tokens is 0: must be positive and finite"),
        (lambda: epochs(1, 2), "unique is 2: must be at most the tokens that are read"),
        (lambda: effective_tokens(1, 0.5), "epochs is 0.5: must be at least 1 and finite"),
    ],
)
def test_what_is_impossible_is_refused(call, text):
    with pytest.raises(ValueError, match=r".") as refusal:
        call()
    assert str(refusal.value) == text
