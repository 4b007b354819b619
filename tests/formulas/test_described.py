"""The chain for models that exist: what it takes from their descriptions, and what stays unknown."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from formulas.chain import evaluate, evaluate_fields
from formulas.constraints import loads
from formulas.described import Described, facts
from formulas.model.forms import checkpoint_form
from formulas.model.public import public, public_model
from formulas.model.reader import read
from formulas.model.stored import kind_bits, stored
from formulas.model.work import prompt_flop, step_flop
from tests.every import every

from .test_chain import NAN, NUMBERS, design

TRAINING = {"training_tokens", "training_compute", "predicted_loss", "training_fleet", "training_cost", "training_energy", "rated_power"}


def of(model: str, *, form: str = "", cache: str = "bf16", tokens: float = NAN, **changes):
    """The worked design, begun from a public model."""
    found = public_model(model).description
    described = Described(found, checkpoint_form(form or found.form or "bf16"), kind_bits(cache))
    return replace(design(cards=NAN, **changes), described=described, **facts(described, tokens))


@every("name", public())
def test_every_public_model_has_a_chain(name):
    """Without a warning; bytes, FLOP and cache are those of its description."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        at = of(name)
        c = evaluate(at)
        known = {step for step, made in c.items() if not np.isnan(made.value)}
    model, shipped = at.described.model, at.described.form
    assert float(c.weight_bytes) == pytest.approx(float(stored(model, shipped).total), rel=1e-12)
    assert float(c.prefill_flop) == pytest.approx(float(prompt_flop(model, at.prompt).total), rel=1e-12)
    work = 2 * c.step_parameters + c.attention_compute
    assert float(work) == pytest.approx(float(step_flop(model, at.context).total), rel=1e-12)
    assert c.active_weight_bytes <= c.bytes_read <= c.weight_bytes
    assert c.resident_cache_per_user >= c.kv_cache_per_user
    assert TRAINING.isdisjoint(known)
    assert {"weight_bytes", "concurrent_users", "time_to_first_token", "batched_cost"} <= known


def test_what_nobody_published_fails_nothing():
    at = of("gpt-oss-120b")
    measured = loads(at, evaluate(at))
    assert {name: float(measured[name]) for name in ("tokens", "fleet", "power", "time", "law")} == dict.fromkeys(
        ("tokens", "fleet", "power", "time", "law"), 0.0
    )


def test_tokens_make_a_run_and_change_nothing_else():
    unknown, known = evaluate(of("gpt-oss-120b")), evaluate(of("gpt-oss-120b", tokens=10e12))
    assert float(known.training_compute) == pytest.approx(6 * 5.71e9 * 10e12, rel=1e-3)
    assert not any(np.isnan(step.value) for name, step in known.items() if name != "repaying_tokens")
    for name, step in unknown.items():
        assert np.isnan(step.value) or float(step.value) == float(known[name].value), name


@pytest.mark.parametrize("bad", [-1.0, float("inf")])
def test_impossible_tokens_are_refused(bad):
    with pytest.raises(ValueError, match=r"is (-1|inf): must"):
        evaluate(replace(of("gpt-oss-120b"), training_tokens=bad))


def test_arrays_are_the_scalars_one_by_one():
    """Of contexts, cards and prompts; in pieces as in one."""
    contexts, cards = np.array([1024, 8192, 131_072.0]), np.array([8, 12, 16.0])
    at = replace(of("deepseek-v3.2", cache="fp8-flashmla"), context=contexts, cards=cards, prompt=contexts / 2)
    names = ["kv_cache_per_user", "resident_cache_per_user", "prefill_flop", "step_time", "concurrent_users", "decode_ceiling_sharded"]
    together = evaluate_fields(at, names, length=2)
    for i, (context, count) in enumerate(zip(contexts, cards, strict=True)):
        one = evaluate(replace(at, context=float(context), cards=float(count), prompt=float(context / 2)))
        for name in names:
            assert together[name][i] == pytest.approx(float(one[name].value), rel=1e-12), name


@pytest.mark.parametrize(
    ("model", "tokens", "cache", "per_token"),
    [
        # vLLM's FlashMLA layout: 656 B for the latent and its rotary key, 132 B for the indexer, in each of 61 layers.
        ("deepseek-v3.2", 100_000, "fp8-flashmla", 61 * (656 + 132)),
        # 36 layers of 8 key-value heads of 64, half of them behind a window of 128 tokens.
        ("gpt-oss-120b", 1, "bf16", 36 * 2 * 8 * 64 * 2),
    ],
)
def test_cache_of_a_token(model, tokens, cache, per_token):
    c = evaluate(of(model, cache=cache, context=tokens))
    assert float(c.kv_cache_per_user) / tokens == pytest.approx(per_token, rel=1e-9)


def test_a_latent_is_kept_whole_by_every_card_and_heads_are_not_cut():
    assert float(evaluate(of("deepseek-v3")).cache_copies) == float(evaluate(of("deepseek-v3")).available_cards)
    at = replace(of("llama-3-70b"), cards=16.0)
    assert float(evaluate(at).cache_copies) == 2.0
    assert float(evaluate(replace(at, cards=8.0)).cache_copies) == 1.0


def test_a_mixture_reads_what_its_tokens_touch_and_no_embedding():
    """One token of gpt-oss-120b: 4 of 128 experts in MXFP4, attention, router and head in BF16; not the embedding."""
    experts, vocabulary, width = 36 * 128 * 3 * 2880 * 2880, 201_088, 2880
    attention = 36 * (2880 * (64 + 16) * 64 + 64 * 64 * 2880)
    expected = experts * 4 / 128 * 4.25 / 8 + 2 * (attention + 36 * 128 * 2880 + vocabulary * width)
    assert float(evaluate(of("gpt-oss-120b")).active_weight_bytes) == pytest.approx(expected, rel=2e-3)


def test_trust_is_that_of_the_form_and_of_the_reading():
    exact, by_tensor = evaluate(of("llama-3-8b")), evaluate(of("llama-3-8b", form="q4_k_m"))
    assert exact.weakest(exact["weight_bytes"]).trust == "exact"
    assert by_tensor.weakest(by_tensor["weight_bytes"]).trust == "calibrated"
    table = {"model_type": "nobody-knows", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 100,
             "intermediate_size": 256, "strange_layers": 3}  # fmt: skip
    guessed = Described(read(table), checkpoint_form("bf16"), kind_bits("bf16"))
    c = evaluate(replace(design(), described=guessed, **facts(guessed, NAN)))
    for name in ("total_parameters", "active_parameters", "weight_bytes", "kv_cache_per_user", "prefill_flop"):
        assert c.weakest(c[name]).trust == "estimate", name


def test_every_number_of_a_design_is_a_number():
    assert "training_tokens" in NUMBERS
