"""Post-training and adapters: published figures, limits, broadcasting and refusals."""

import numpy as np
import pytest

from formulas import memory, transformer
from formulas.adaptation import ADAPTER_BITS, ADAPTER_RANK, INSTRUCT_SHARE, adapter_parameters, post_training_flop

GPT_3 = {"layers": 96, "d_model": 12288, "heads": 96, "kv_heads": 96, "head_dim": 128}


def test_the_adapter_of_gpt_3_is_as_large_as_its_authors_say():
    """Hu et al. 2021, section 7.1: 18M parameters, roughly 35 MB in FP16, of rank 4 on two kinds of weights in all 96 layers.

    Both are rounded: within 10%.
    """
    parameters = adapter_parameters(adapter_rank=ADAPTER_RANK, **GPT_3)
    assert parameters == pytest.approx(18e6, rel=0.1)
    assert memory.weight_bytes(parameters=parameters, bits=ADAPTER_BITS) == pytest.approx(35e6, rel=0.1)


def test_the_same_budget_is_rank_4_on_two_kinds_or_8_on_one():
    """Table 5 of the paper: query and value at rank 4 hold as much as one of them at rank 8."""
    one = 96 * 8 * 2 * 12288
    assert adapter_parameters(adapter_rank=4, **GPT_3) == one


def test_an_adapter_of_full_rank_is_no_smaller_than_what_it_stands_beside():
    """With ordinary heads, two projections of d by d take d times d each; at rank d/2 their adapters do too."""
    projections = transformer.attention_parameters(d_model=12288, heads=96, kv_heads=96, head_dim=128) / 2
    assert adapter_parameters(adapter_rank=12288 / 2, **GPT_3) == pytest.approx(96 * projections)


def test_post_training_of_instructgpt():
    """Ouyang et al. 2022, section 5.1: 4.9 and 60 petaflop/s-days beside 3,640."""
    assert post_training_flop(3640, INSTRUCT_SHARE) == pytest.approx(64.9)


def test_the_published_shares_lie_in_the_stated_band():
    """DeepSeek-V3, table 1: 5 thousand card-hours after 2,664 thousand of pre-training."""
    band = post_training_flop.equation.band
    assert band.low <= (5 / 2664) / INSTRUCT_SHARE <= band.high


def test_both_broadcast():
    assert post_training_flop(np.array([1.0, 2.0]), np.array([[0.5], [0.25]])).tolist() == [[0.5, 1.0], [0.25, 0.5]]
    assert adapter_parameters(2, np.array([1, 2]), 8, 2, 1, 4).tolist() == [56, 112]


@pytest.mark.parametrize("bad", [0, -1, np.nan, np.inf])
def test_what_cannot_be_is_refused_by_name(bad):
    with pytest.raises(ValueError, match="post_training_share"):
        post_training_flop(1e25, bad)
    with pytest.raises(ValueError, match="adapter_rank"):
        adapter_parameters(adapter_rank=bad, **GPT_3)
