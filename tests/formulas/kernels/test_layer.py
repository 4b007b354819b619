"""A layer's kernels against the model that they are a layer of: arithmetic and weights, part by part."""

import dataclasses

import numpy as np
import pytest

from formulas import stepcost
from formulas.catalogue import models
from formulas.kernels import pointwise, scores
from formulas.kernels.layer import NAMES, LayerShape, Work, layer
from formulas.model.catalogued import described
from formulas.model.parameters import MULTIPLIED, parameters
from formulas.model.work import prompt_flop

TOKENS = 512
PROMPT = Work(
    sequences=3, queries=TOKENS, past=0, flash=True, bytes_per_weight=1, bytes_per_input=2, bytes_per_activation=2, bytes_per_cached=2
)
DECODE = dataclasses.replace(PROMPT, queries=1, past=TOKENS - 1)


def flop(kernels, *, on_weights=True):
    return sum(float(each.flop(**each.flop_arguments)) for each in kernels if each.on_weights == on_weights and each.kind != "pointwise")


def alike(model):
    """Whether all layers of a model are alike, so that one tells of all."""
    return model.experts == 0 or model.expert_layers == model.layers


@pytest.mark.parametrize("name", [key for key, model in models().items() if alike(model) and not model.relative_positions])
def test_products_with_weights_are_the_models(name):
    model = models()[name]
    whole = prompt_flop(described(model), TOKENS)
    ours = flop(layer(LayerShape.of(model), PROMPT)) * model.layers / PROMPT.sequences
    assert ours == pytest.approx(sum(whole[part] for part in MULTIPLIED), rel=1e-9)


@pytest.mark.parametrize("name", [key for key, m in models().items() if not m.sliding_window])
def test_attention_over_a_prompt_is_the_models(name):
    """The count by parts takes half of the square; the mask leaves half and half of the diagonal."""
    model = models()[name]
    ours = flop(layer(LayerShape.of(model), PROMPT), on_weights=False) * model.layers / PROMPT.sequences
    assert ours == pytest.approx(prompt_flop(described(model), TOKENS)["scores"] * (TOKENS + 1) / TOKENS, rel=1e-9)


@pytest.mark.parametrize("name", ["llama-3-8b", "gpt-2", "mixtral-8x7b", "palm-540b"])
def test_weights_are_read_once_where_every_expert_is_touched(name):
    model, shape = models()[name], LayerShape.of(models()[name])
    many = dataclasses.replace(PROMPT, sequences=1e6)
    weights = sum(each.shape[1] * each.shape[2] * each.shape[3] for each in layer(shape, many) if each.on_weights)
    whole = parameters(described(model))
    held = sum(whole[part] for part in MULTIPLIED)
    assert weights * model.layers == pytest.approx(held, rel=1e-6)


@pytest.mark.parametrize("name", ["deepseek-v3", "deepseek-v2-lite", "kimi-k2"])
def test_decoding_over_latents_costs_what_the_step_of_the_journey_costs(name):
    model = models()[name]
    kernels = {each.id: each for each in layer(LayerShape.of(model), DECODE)}
    sizes = (model.heads, model.kv_lora_rank, model.qk_rope_head_dim)
    mix = stepcost.latent_attention_flop(1, *sizes, TOKENS) * DECODE.sequences
    assert kernels["attention"].flop(**kernels["attention"].flop_arguments) == pytest.approx(mix)
    projections = ("query_down", "query_up", "latent_down", "absorbed_keys", "absorbed_values", "output")
    ours = sum(kernels[each].flop(**kernels[each].flop_arguments) for each in projections if each in kernels)
    theirs = stepcost.latent_projection_flop(1, model.d_model, model.heads, model.head_dim, *sizes[1:], model.q_lora_rank or 0)
    assert ours == pytest.approx(theirs * DECODE.sequences)


def test_three_kernels_of_attention_move_what_the_equation_says():
    shape = LayerShape.of(models()["llama-2-7b"])
    kernels = {each.id: each for each in layer(shape, dataclasses.replace(PROMPT, flash=False))}
    ours = sum(float(kernels[each].moved(**kernels[each].moved_arguments)) for each in ("scores", "softmax", "weighted_sum"))
    sizes = (shape.heads, shape.heads, TOKENS, TOKENS, shape.head_dim, shape.head_dim)
    once = scores.attention_bytes_once(PROMPT.sequences, *sizes)
    assert ours == scores.naive_attention_bytes(once, PROMPT.sequences, shape.heads, TOKENS, TOKENS)


def test_a_window_cuts_what_a_cache_is_read_of():
    shape = LayerShape.of(models()["mistral-7b"])
    assert shape.window == 4096
    long = dataclasses.replace(DECODE, past=100_000.0)
    (kernel,) = [each for each in layer(shape, long) if each.id == "attention"]
    assert kernel.moved_arguments["key_tokens"] == 4096
    assert kernel.flop_arguments["pairs"] == 4096


def test_every_kernel_has_a_name_and_every_name_a_kernel():
    found = {each.id for model in models().values() for work in (PROMPT, DECODE) for flash in (True, False)
             for each in layer(LayerShape.of(model), dataclasses.replace(work, flash=flash))}  # fmt: skip
    assert found | {"own"} == NAMES.keys()


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_a_chain_moves_what_running_it_moves(steps):
    """Each operation of its own reads what the one before it wrote; the first has two inputs, as a sum has."""
    values, moved = np.arange(10.0), 10 * 8
    held = values
    for _ in range(steps):
        moved += held.size * 8
        held = held + 1
        moved += held.size * 8
    assert pointwise.unfused_bytes(10, 2, steps, 8) == moved
    assert pointwise.fused_bytes(10, 2, 8) == 3 * 10 * 8
    assert pointwise.pointwise_bytes(10, 2, 1, 8) == pointwise.unfused_bytes(10, 2, 1, 8)


def test_a_chain_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"steps is 0: must be at least 1"):
        pointwise.unfused_bytes(1, 1, 0)
