"""Costs of a decoding step against published parameter counts and the roofline's corner cases."""

import numpy as np
import pytest

from formulas import decoding, stepcost
from formulas.registry import get

# Llama 3 8B as its configuration was published (Grattafiori et al. 2024, table 3); BF16 weights and cache on one H100 SXM
# (data sheet: 989 TFLOP/s dense, 3.35 TB/s).
LLAMA = {"layers": 32, "width": 4096, "heads": 32, "kv_heads": 8, "head_dim": 128, "hidden": 14336, "vocabulary": 128256}
H100 = {"peak": 989e12, "bandwidth": 3.35e12}


def step(**changes):
    return decoding.step(**(LLAMA | H100 | {"weight_bytes": 2, "cache_bytes": 2, "context": 8192} | changes))


def test_weights_read_are_the_published_parameters():
    """8,030,261,248 parameters, less the embedding matrix of which one row is read, less 65 norms of 4,096."""
    read = step().moved - step().cache_total - step().cache_per_token
    assert read == 2 * (8_030_261_248 - 128256 * 4096 - 65 * 4096 + 4096)


def test_cache_per_token_is_the_published_size():
    """128 KiB per token in BF16: 2 x 32 layers x 8 heads x 128 x 2 bytes."""
    assert step().cache_per_token == 131072
    assert step().cache_total == 131072 * 8192


def test_flop_is_twice_the_weights_plus_attention():
    weights = step(weight_bytes=1).moved - step().cache_total - step().cache_per_token - 4096
    assert step().flop == pytest.approx(2 * weights + 4 * 32 * 4096 * 8192 + 5 * 128256, rel=1e-12)


def test_a_single_reader_is_bound_by_bandwidth():
    stages = {stage.name: stage for stage in step().stages}
    assert tuple(stages) == decoding.STAGES
    assert all(stages[name].bound == "bandwidth" for name in ("embed", "project", "attend", "mlp", "unembed"))
    assert step().time == pytest.approx(step().moved / 3.35e12, rel=1e-3)  # all but sampling's 6e-10 s


def test_a_slow_card_is_bound_by_compute():
    slow = step(peak=1e9)
    assert {stage.bound for stage in slow.stages if stage.flop} == {"compute"}
    assert slow.time == pytest.approx(slow.flop / 1e9, rel=1e-6)


def test_stages_name_equations_that_give_their_flop():
    for stage in step().stages:
        if stage.equation:
            assert float(get(stage.equation).function(**stage.arguments)) == stage.flop
    assert [s.name for s in step().stages if not s.equation] == ["embed", "sample"]


@pytest.mark.parametrize("name", ["projection_flop", "attention_flop", "mlp_flop", "unembedding_flop"])
def test_formulas_broadcast_and_are_linear_in_each_matrix(name):
    function = getattr(stepcost, name)
    arguments = [quantity.name for quantity in function.equation.arguments]
    last = np.array([[128.0], [256.0]])
    values = function(**dict.fromkeys(arguments[:-1], 4), **{arguments[-1]: last})
    assert values.shape == (2, 1)
    assert values[1] == 2 * values[0]


def test_refusals_name_every_bad_argument():
    with pytest.raises(ValueError, match=r"^width is 0: must be positive and finite; vocabulary is nan: must be positive and finite$"):
        stepcost.unembedding_flop(0, float("nan"))
    with pytest.raises(ValueError, match=r"^compute is -1: must be finite and at least 0$"):
        stepcost.stage_time(-1, 0, 1, 1)
    with pytest.raises(ValueError, match=r"^cache_bytes is 0: must be positive and finite; bandwidth is inf: must be positive and finite$"):
        step(cache_bytes=0, bandwidth=float("inf"))
