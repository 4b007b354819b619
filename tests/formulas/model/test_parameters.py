"""Parameters of described models, against what the ``transformers`` package builds and what makers publish."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.model.description import (
    PARTS,
    Attention,
    Description,
    Experts,
    Group,
    LatentAttention,
    LightningAttention,
    Mlp,
    Recurrence,
    Weights,
)
from formulas.model.parameters import Parts, group_parts, parameters

from . import written

# Counted by the transformers package 5.24.0, which builds each configuration on PyTorch's meta device; language models alone.
COUNTED = {
    "deepseek_v3": 671_026_419_200,
    "deepseek_v32": 671_877_944_064,
    "qwen_35_27b": 26_895_998_464,
    "qwen_3_next": 79_674_391_296,
    "kimi_linear": 49_122_681_728,
    "gemma_3n_e4b": 6_835_235_568,
    "gemma_4_26b": 25_233_141_760,
    "deepseek_v4_flash": 284_332_240_471,
    "mamba_2": 2_702_599_680,
    "jamba": 51_570_323_328,
    "nemotron_3_super": 120_668_707_840,
}
MODELS = [pytest.param(make(), id=make.__name__) for make in written.MODELS]


@pytest.mark.parametrize(("name", "count"), COUNTED.items())
def test_every_parameter_is_counted(name, count):
    assert parameters(getattr(written, name)()).text == count


def test_a_further_head_is_told_apart():
    """DeepSeek-V3's module has 11.5B of its own (its README: 14B with embedding and head, which it shares)."""
    parts = parameters(written.deepseek_v3())
    assert parts["prediction"] == pytest.approx(11.5e9, rel=0.01)
    assert parts.total - parts["prediction"] == parts.text


@pytest.mark.parametrize(("make", "published"), [
    (written.deepseek_v3, 37e9), (written.kimi_linear, 3e9), (written.gemma_4_26b, 3.8e9),
    (written.deepseek_v4_flash, 13e9), (written.jamba, 12e9), (written.nemotron_3_super, 12e9),
])  # fmt: skip
def test_active_parameters_are_published_in_whole_billions(make, published):
    """With or without the input embedding, as makers differ; rounded as they print it."""
    parts = parameters(make(), active=True)
    nearest = min((parts.total, parts.total - parts["embedding"]), key=lambda count: abs(count - published))
    assert nearest == pytest.approx(published, rel=0.06)
    assert parts.total < parameters(make()).text


@pytest.mark.parametrize("model", MODELS)
def test_the_whole_is_its_groups_and_what_is_around_them(model):
    parts = parameters(model)
    assert set(parts) == set(PARTS)
    inside = sum(group.layers * sum(group_parts(model, group).values()) for group in model.groups)
    around = parameters(replace(model, groups=())).text
    assert parts.text == pytest.approx(inside + around, rel=1e-12)
    assert parts.total == sum(parts.values())


@pytest.mark.parametrize("model", MODELS)
def test_active_is_at_most_all_and_no_encoder(model):
    active, every = parameters(replace(model, encoder=1e9), active=True), parameters(replace(model, encoder=1e9))
    assert all(active[part] <= every[part] for part in PARTS)
    assert (active["encoder"], every["encoder"], active["prediction"]) == (0, 1e9, 0)


@pytest.mark.parametrize("model", MODELS)
def test_groups_may_be_cut_in_two(model):
    """Layers that are alike may stand in one group or in several."""
    first, *others = model.groups
    cut = replace(model, groups=(replace(first, layers=1), *others, replace(first, layers=first.layers - 1)))
    assert parameters(cut) == parameters(model)


def plain(**changes: object) -> Description:
    """A model of ten layers with what is asked for."""
    blocks = changes.pop("blocks", (Attention(heads=8, kv_heads=2, key_dim=64), Mlp(width=2048)))
    return Description(**{"d_model": 512, "vocabulary": 1000, "groups": (Group(layers=10, blocks=blocks),)} | changes)


@pytest.mark.parametrize(("changes", "part", "more"), [
    ({"tied": True}, "head", -512_000),
    ({"positions": 2048}, "positions", 2048 * 512),
    ({"norms": 2}, "norms", 512),
    ({"norm_biases": True}, "norms", 21 * 512),
    ({"head_bias": True}, "biases", 1000),
    ({"embedding_width": 256}, "embedding", -256_000),
    ({"encoder": 7.0}, "encoder", 7),
    ({"extra": (Weights(multiplied=5.0),)}, "residual", 5),
    ({"extra": (Weights(looked_up=5.0),)}, "embedding", 5),
    ({"extra": (Weights(part="attention", multiplied=5.0),)}, "attention", 5),
])  # fmt: skip
def test_what_stands_around_the_layers(changes, part, more):
    assert parameters(plain(**changes))[part] - parameters(plain())[part] == more


@pytest.mark.parametrize(("changes", "part", "more"), [
    ({"qkv_biases": True}, "biases", 512 + 2 * 128),
    ({"output_bias": True}, "biases", 512),
    ({"sinks": True}, "biases", 8),
    ({"relative": True}, "attention", 512 * 512),
    ({"gate": 64}, "attention", 512 * 512),
    ({"gate": 1}, "attention", 512 * 8),
    ({"qk_norm": "head"}, "norms", 128),
    ({"qk_norm": "full"}, "norms", 512 + 128),
    ({"value_dim": 32}, "attention", -32 * 10 * 512),
    ({"query_rank": 100}, "attention", 100 * 1024 - 512 * 512),
    ({"projects_values": False}, "attention", -128 * 512),
    ({"projects_keys": False, "projects_values": False}, "attention", -256 * 512),
])  # fmt: skip
def test_what_attention_may_have(changes, part, more):
    own = {"heads": 8, "kv_heads": 2, "key_dim": 64}
    first, second = plain(blocks=(Attention(**own),)), plain(blocks=(Attention(**own | changes),))
    assert parameters(second)[part] - parameters(first)[part] == 10 * more


def test_biases_of_latent_attention_are_those_of_the_projections_down_and_out():
    own = {"heads": 8, "key_dim": 64, "rotary": 32, "value_dim": 64, "kv_rank": 128, "query_rank": 256}
    first, second = plain(blocks=(LatentAttention(**own),)), plain(blocks=(LatentAttention(**own, biases=True),))
    assert parameters(second)["biases"] - parameters(first)["biases"] == 10 * (256 + 128 + 32 + 512)


def test_what_is_known_by_its_numbers_alone():
    parts = parameters(plain(blocks=(Recurrence(weights=1000.0, vectors=10.0), LightningAttention(heads=8, head_dim=64))))
    assert parts["recurrence"] == 10 * (1000 + 5 * 512 * 512)
    assert parts["biases"] == 100


def test_biases_of_experts_are_active_with_them():
    blocks = (Experts(experts=16, top_k=2, width=100, shared=1, biases=True, router_biases=True),)
    every, active = (parameters(plain(blocks=blocks), active=some)["biases"] for some in (False, True))
    each = 2 * 100 + 512
    assert (every, active) == (10 * (17 * each + 16), 10 * (3 * each + 16))


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match=r"^part is body: must be one of embedding, "):
        Parts({"body": 1.0})


def test_what_is_no_block_is_refused():
    with pytest.raises(TypeError, match="no block of a layer"):
        parameters(plain(blocks=("attention",)))


SIZES = st.integers(1, 64)


@given(SIZES, SIZES, SIZES, SIZES, SIZES)
def test_more_of_anything_is_never_fewer_parameters(layers, heads, dim, width, experts):
    def count(**more: int) -> np.float64:
        n = {"layers": layers, "heads": heads, "dim": dim, "width": width, "experts": experts} | more
        blocks = (Attention(heads=n["heads"], kv_heads=1, key_dim=n["dim"]), Experts(experts=n["experts"], top_k=1, width=n["width"]))
        return parameters(plain(groups=(Group(layers=n["layers"], blocks=blocks),))).total

    given_ = {"layers": layers, "heads": heads, "dim": dim, "width": width, "experts": experts}
    assert all(count(**{name: value + 1}) > count() for name, value in given_.items())


def test_arrays_are_many_models():
    """Whatever is an array in a description gives what its elements give one by one."""
    layers, heads = np.array([4.0, 8.0, 12.0]), np.array([8.0, 16.0, 32.0])
    latent, ranks = np.array([0.0, 64.0, 128.0]), np.array([0.0, 16.0, 0.0])

    def make(layers, heads, latent, rank):
        attention = Attention(heads=heads, kv_heads=4, key_dim=64, query_rank=rank)
        experts = Experts(experts=8, top_k=2, width=128, latent=latent)
        return plain(groups=(Group(layers=layers, blocks=(attention, experts)),))

    together = parameters(make(layers, heads, latent, ranks))
    for i, numbers in enumerate(zip(layers, heads, latent, ranks, strict=True)):
        alone = parameters(make(*numbers))
        assert {part: np.broadcast_to(together[part], 3)[i] for part in PARTS} == dict(alone)


def test_whole_numbers_of_32_bits_do_not_wrap():
    big = Description(
        d_model=np.int32(65536),
        vocabulary=np.int32(1 << 20),
        groups=(Group(layers=np.int32(100), blocks=(Mlp(width=np.int32(262144)),)),),
    )
    assert parameters(big).total > 2**40
