"""Costs of a decoding step against published parameter counts and the roofline's corner cases."""

import numpy as np
import pytest

from formulas import decoding, stepcost
from formulas.catalogue import models
from formulas.decoding import Latent
from formulas.model.catalogued import described
from formulas.model.parameters import parameters
from formulas.registry import get

# Llama 3 8B as its configuration was published (Grattafiori et al. 2024, table 3); BF16 weights and cache on one H100 SXM
# (data sheet: 989 TFLOP/s dense, 3.35 TB/s).
LLAMA = {"layers": 32, "d_model": 4096, "heads": 32, "kv_heads": 8, "head_dim": 128, "d_ff": 14336, "vocabulary": 128256}
H100 = {"peak": 989e12, "bandwidth": 3.35e12}


def step(**changes):
    return decoding.decoding_step(**(LLAMA | H100 | {"weight_bytes": 2, "cache_bytes": 2, "context": 8192} | changes))


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


@pytest.mark.parametrize("name", ["projection_flop", "decoding_attention_flop", "mlp_flop", "unembedding_flop"])
def test_formulas_broadcast_and_are_linear_in_each_matrix(name):
    function = getattr(stepcost, name)
    arguments = [quantity.name for quantity in function.equation.arguments]
    last = np.array([[128.0], [256.0]])
    values = function(**dict.fromkeys(arguments[:-1], 4), **{arguments[-1]: last})
    assert values.shape == (2, 1)
    assert values[1] == 2 * values[0]


def test_refusals_name_every_bad_argument():
    with pytest.raises(ValueError, match=r"^d_model is 0: must be positive and finite; vocabulary is nan: must be positive and finite$"):
        stepcost.unembedding_flop(0, float("nan"))
    with pytest.raises(ValueError, match=r"^compute is -1: must be finite and at least 0$"):
        stepcost.stage_time(-1, 0, 1, 1)
    with pytest.raises(ValueError, match=r"^cache_bytes is 0: must be positive and finite; bandwidth is inf: must be positive and finite$"):
        step(cache_bytes=0, bandwidth=float("inf"))


# DeepSeek-V3 as its configuration was published (DeepSeek-AI 2024, section 4.2): 61 layers, 128 heads of 128 with 64 rotary
# numbers beside them, latents of 512 and 1536.
DEEPSEEK = {"layers": 61, "d_model": 7168, "heads": 128, "kv_heads": 128, "head_dim": 128, "d_ff": 18432, "vocabulary": 129280}
MLA = [model for model in models().values() if model.attention == "mla"]


@pytest.mark.parametrize("model", MLA, ids=lambda model: model.id)
def test_the_rule_splits_the_latents_of_every_published_model(model):
    cached = model.kv_lora_rank + model.qk_rope_head_dim
    found = Latent.by_rule(cached, model.d_model, model.heads, model.head_dim)
    assert found == Latent(model.kv_lora_rank, model.qk_rope_head_dim, model.q_lora_rank or 0)
    assert model.v_head_dim == model.head_dim


@pytest.mark.parametrize("model", MLA, ids=lambda model: model.id)
def test_latent_projections_use_every_published_weight_once(model):
    found = stepcost.latent_projection_flop(
        model.layers, model.d_model, model.heads, model.head_dim, model.kv_lora_rank, model.qk_rope_head_dim, model.q_lora_rank or 0
    )
    assert found == 2 * parameters(described(model))["attention"]


def test_latent_attention_of_deepseek_v3_by_hand():
    """Each head compares 512 + 64 numbers with every position and adds up 512: a multiply and an add for each."""
    mla = step(**DEEPSEEK, latent=Latent(512, 64, 1536), context=4096)
    stages = {stage.name: stage for stage in mla.stages}
    assert stages["attend"].flop == 61 * 128 * 4096 * 2 * (576 + 512) == 69_591_891_968
    # 7168 x 1536 + 1536 x 128 x 192 + 7168 x 576 + 512 x 128 x 256 + 128 x 128 x 7168, as in the checkpoint's six matrices.
    assert stages["project"].flop == 2 * 61 * (11_010_048 + 37_748_736 + 4_128_768 + 16_777_216 + 117_440_512)
    assert stages["project"].weights == stages["project"].flop
    # 70 KB per token (Zhao et al. 2025, table 1), and close to two FLOP per head and byte, which is what makes it compute-bound.
    assert mla.cache_per_token == 70_272
    assert stages["attend"].flop / mla.cache_total == pytest.approx(2 * 128, rel=0.06)


def test_latent_scores_are_those_of_keys_made_from_the_latent():
    """The product of query and key is the same whichever side the matrix between them works on: what the FLOP count rests on."""
    random = np.random.default_rng(0)
    heads, size, rank, positions = 3, 4, 6, 5
    query, latents = random.normal(size=(heads, size)), random.normal(size=(positions, rank))
    up = random.normal(size=(heads, size, rank))
    keys = np.einsum("hdr,tr->htd", up, latents)
    absorbed = np.einsum("hd,hdr->hr", query, up)
    np.testing.assert_allclose(absorbed @ latents.T, np.einsum("hd,htd->ht", query, keys), rtol=1e-12)


def test_every_equation_of_a_latent_step_gives_its_flop():
    for stage in step(**DEEPSEEK, latent=Latent(512, 64, 1536)).stages:
        if stage.equation:
            assert float(get(stage.equation).function(**stage.arguments)) == stage.flop
