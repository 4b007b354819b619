"""The chain: the issue's worked design, arrays against scalars, and what it refuses."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas import chain, scaling
from formulas.catalogue import accelerators
from formulas.chain import evaluate, evaluate_fields
from formulas.design import CHOICES, Design
from instruments.forge.resolve import resolve

from ..bench.chain import VALUES, disagreement, inputs

H100 = accelerators()["h100-sxm"]
NAN = float("nan")


def design(**changes) -> Design:
    """The issue's worked design: 10^25 FLOP, four times over-trained, FP8 on H100, 96 layers, 8 key-value heads of 128."""
    values = {
        "training_compute": 1e25, "overtraining": 4.0, "text_stock": 300e12,
        "total_to_active": 1.0, "experts": 1, "top_k": 1, "context": 131_072, "prompt": 8192,
        "weight_bits": 8.0, "cache_bits": 16.0, "precision_supported": 1.0, "serving_peak": H100.peak_fp8_flop_per_s,
        "attention_peak": H100.peak_bf16_flop_per_s, "serving_link": H100.link_bytes_per_s,
        "serving_memory": H100.memory_bytes, "serving_bandwidth": H100.bandwidth_bytes_per_s, "serving_price": 2.0, "largest_replica": 320,
        "usable_share": 0.9, "prefill_utilisation": 0.5, "decode_efficiency": 0.7, "training_peak": H100.peak_bf16_flop_per_s,
        "training_peak_16_bit": H100.peak_bf16_flop_per_s, "reference_peak": H100.peak_bf16_flop_per_s, "server_power": 10_200.0,
        "boards_per_server": 8.0,
        "training_power": 700.0, "training_price": 2.0, "utilisation": 0.45, "goodput": 1.0, "target_days": 90.0, "draw": 1.0, "pue": 1.1,
        "carbon_intensity": 0.37, "electricity_price": 0.08,
        "die_area": 814.0, "dies_per_card": 1, "die_yield": 1.0,
        "latent_width": 576, "window": 4096, "full_attention_share": 1.0, "cards": NAN, "layers": 96,
        "d_model": NAN, "heads": NAN, "kv_heads": 8, "head_dim": 128, "d_ff": NAN, "vocabulary": NAN,
        "law": scaling.LAWS["seed"], "attention": "gqa", "power_counted": "boards",
    }  # fmt: skip
    return Design(**values | changes)


MOE = {"total_to_active": 18.0, "experts": 256, "top_k": 8}
NUMBERS = [f.name for f in fields(Design) if f.name not in CHOICES]
# What is no number to be held against a rule, and what counts of a model that exists alone.
APART = {"precision_supported", "largest_replica", "training_tokens"}


@pytest.mark.parametrize(
    ("step", "value", "half_digit"),
    [
        ("active_parameters", 156e9, 0.5e9),
        ("training_tokens", 10.7e12, 0.05e12),
        ("tokens_per_parameter", 68, 0.5),
        ("predicted_loss", 1.917, 0.0005),
        ("training_gpu_hours", 6.2e6, 0.05e6),
        ("training_cost", 12.5e6, 0.05e6),
        ("weight_bytes", 156e9, 0.5e9),
        ("cards_per_replica", 3, 0),
        ("decode_ceiling_one_card", 21, 0.5),
        ("kv_cache_per_user", 51.5e9, 0.05e9),
        ("concurrent_users", 1, 0),
    ],
)
def test_the_worked_design(step, value, half_digit):
    assert float(evaluate(design())[step].value) == pytest.approx(value, abs=half_digit, rel=0)


def test_every_step_can_be_worked_again_from_its_own_arguments():
    """What a working card substitutes is what was computed."""
    for name, step in evaluate(design(**MOE)).items():
        if step.equation:
            assert np.array_equal(step.equation.function(**step.arguments), step.value), name


def test_6nd_closes():
    c = evaluate(design(overtraining=np.geomspace(0.25, 64, 9)))
    assert c.training_compute == pytest.approx(np.full(9, 1e25))
    assert 6 * c.active_parameters * c.training_tokens == pytest.approx(np.full(9, 1e25))


def some_designs(attention: str, moe: bool, count: int = 40, seed: int = 7) -> Design:
    """Arrays of designs far apart, with unknown prices, powers and peaks, and shapes given here and there."""
    rng = np.random.default_rng(seed)

    def spread(low, high):
        return np.exp(rng.uniform(np.log(low), np.log(high), count))

    def perhaps(values):
        return np.where(rng.random(count) < 0.5, values, np.nan)

    changes = {
        "training_compute": spread(1e18, 1e28), "overtraining": spread(0.25, 64), "context": spread(1e3, 1e7).round(),
        "prompt": spread(10, 1e5).round(), "weight_bits": rng.choice([4.25, 8, 16], count), "cache_bits": rng.choice([8, 16], count),
        "serving_memory": spread(1e10, 3e11), "serving_bandwidth": spread(1e12, 8e12), "serving_peak": perhaps(spread(1e14, 1e16)),
        "serving_price": perhaps(spread(0.1, 20)), "training_price": perhaps(spread(0.1, 20)), "training_power": perhaps(spread(300, 1400)),
        "utilisation": rng.uniform(0.1, 0.7, count), "cards": perhaps(spread(1, 64).round()), "largest_replica": spread(1, 640).round(),
        "layers": perhaps(spread(4, 160).round()), "window": spread(128, 32768).round(), "kv_heads": 8.0,
        "full_attention_share": rng.uniform(0, 1, count) if attention == "sliding" else 1.0, "attention": attention,
        **(MOE if moe else {}),
    }  # fmt: skip
    return design(**changes)


def one_of(designs: Design, index: int) -> Design:
    """One of many designs, its numbers as plain floats."""
    values = {name: getattr(designs, name) for name in NUMBERS}
    return replace(designs, **{name: float(v[index]) if np.ndim(v) else v for name, v in values.items()})


@pytest.mark.parametrize("moe", [False, True], ids=["dense", "moe"])
@pytest.mark.parametrize("attention", ["gqa", "mha", "mqa", "mla", "sliding"])
def test_arrays_give_what_a_loop_gives(attention, moe):
    designs = some_designs(attention, moe)
    together = evaluate(designs)
    for index in range(0, designs.size, 3):
        alone = evaluate(one_of(designs, index))
        for name, step in alone.items():
            whole = np.broadcast_to(together[name].value, designs.size)[index]
            assert float(step.value) == pytest.approx(float(whole), rel=1e-12, nan_ok=True), name


@pytest.mark.parametrize("given", ["d_model", "heads", "kv_heads", "head_dim", "d_ff", "vocabulary"])
def test_a_shape_given_in_some_rows_leaves_the_others_alone(given):
    value = {"d_model": 8192.0, "heads": 64.0, "kv_heads": 4.0, "head_dim": 64.0, "d_ff": 20480.0, "vocabulary": 50257.0}[given]
    base = design(layers=NAN, kv_heads=NAN, head_dim=NAN)
    mixed = evaluate(replace(base, **{given: np.array([np.nan, value])}))
    for index, row in enumerate((base, replace(base, **{given: value}))):
        for name, step in evaluate(row).items():
            assert np.broadcast_to(mixed[name].value, 2)[index] == pytest.approx(float(step.value), rel=1e-12, nan_ok=True), name


@pytest.mark.parametrize("length", [1, 7, 40, 1000])
def test_pieces_give_what_the_whole_gives(length):
    designs = some_designs("sliding", moe=True)
    names = ("predicted_loss", "training_cost", "time_to_first_token", "cost_per_million_tokens", "concurrent_users", "batched_cost")
    pieces, whole = evaluate_fields(designs, names, length), evaluate(designs)
    for name in names:
        np.testing.assert_array_equal(pieces[name], whole[name].value)


def test_one_design_in_pieces():
    assert evaluate_fields(design(), ["predicted_loss"])["predicted_loss"].tolist() == [float(evaluate(design()).predicted_loss)]


@pytest.mark.parametrize(
    ("unknown", "steps"),
    [
        ("training_price", {"training_cost", "development_cost"}),
        ("training_power", {"training_energy", "training_carbon", "electricity_cost", "site_power"}),
        ("die_area", {"die_width", "die_height", "die_site", "dies_per_wafer", "training_wafers"}),
        ("dies_per_card", {"training_wafers"}),
        ("serving_price", {"cost_per_million_tokens", "batched_cost"}),
        ("serving_peak", {"time_to_first_token", "step_time", "cost_per_million_tokens", "batched_step_time", "batched_cost"}),
        ("attention_peak", {"step_time", "cost_per_million_tokens", "batched_step_time", "batched_cost"}),
        ("serving_link", {"communication", "batched_step_time", "batched_cost"}),
    ],
)
def test_what_is_unknown_stays_unknown_and_nothing_else(unknown, steps):
    known, c = evaluate(design()), evaluate(design(**{unknown: NAN}))
    assert {name for name, step in c.items() if np.isnan(step.value)} == steps
    assert all(float(step.value) == float(known[name].value) for name, step in c.items() if name not in steps)


@pytest.mark.parametrize("name", [name for name in NUMBERS if name not in APART])
def test_impossible_numbers_are_refused(name):
    """Negative, and infinite except where that means no window; what is not a number is unknown and told apart."""
    for bad in (-1.0, float("inf")):
        if name == "window" and bad > 0:
            continue
        changes = {name: bad} | ({"attention": "mla"} if name == "latent_width" else {})
        with pytest.raises(ValueError, match=r"is (-1|inf|-0\.125): must"):
            dict(evaluate(design(**changes)))


PERHAPS_UNKNOWN = {
    "serving_peak", "attention_peak", "serving_link", "serving_price", "training_power", "training_price",
    "training_peak_16_bit", "server_power", "die_area", "dies_per_card", "cards",
    "layers", "d_model", "heads", "kv_heads", "head_dim", "d_ff", "vocabulary",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in NUMBERS if name not in PERHAPS_UNKNOWN | APART])
def test_what_must_be_known_is_not_left_out(name):
    with pytest.raises(ValueError, match="is nan: must"):
        dict(evaluate(design(**{name: NAN} | ({"attention": "mla"} if name == "latent_width" else {}))))


def test_more_compute_at_the_same_over_training_is_more_of_everything():
    c = evaluate(design(training_compute=np.geomspace(1e18, 1e28, 200), layers=NAN))
    for name in ("total_parameters", "training_tokens", "training_gpu_hours", "training_cost", "training_energy", "weight_bytes"):
        assert np.all(np.diff(c[name].value) > 0), name
    assert np.all(np.diff(c.predicted_loss) < 0)
    assert np.all(np.diff(c.training_fleet) >= 0)
    assert np.all(np.diff(c.decode_ceiling_one_card) < 0)


def test_over_training_makes_a_smaller_model_of_higher_loss():
    c = evaluate(design(overtraining=np.geomspace(1, 64, 50), layers=NAN))
    assert np.all(np.diff(c.active_parameters) < 0)
    assert np.all(np.diff(c.predicted_loss) > 0)
    assert np.all(np.diff(c.decode_ceiling_one_card) > 0)


def test_goodput_lengthens_what_is_paid_and_leaves_what_is_computed():
    """At half the goodput the run holds twice the hours: fleet, wafers, money, energy and carbon double, the model stays."""
    whole, half = evaluate(design()), evaluate(design(goodput=0.5))
    doubled = {"held_hours", "training_cost", "development_cost", "training_energy", "training_carbon", "electricity_cost"}
    rounded = {"training_fleet", "site_power", "rated_power", "h100_equivalents", "training_wafers"}  # counted in whole cards and wafers
    for name, step in whole.items():
        expected = float(step.value) * (2 if name in doubled | rounded else 1)
        assert float(half[name].value) == pytest.approx(expected, rel=3e-2 if name in rounded else 1e-12), name


def test_a_goodput_of_one_changes_no_figure():
    c = evaluate(design())
    assert float(c.held_hours) == float(c.training_gpu_hours)
    assert float(c.training_cost) == float(c.training_gpu_hours) * 2.0


def test_wafers_of_the_worked_fleet():
    """2,889 cards of one die of 814 mm2: 66 fit as they are laid, the textbook's rim leaves 60."""
    c = evaluate(design())
    site = (25.52 + 0.1) * (31.90 + 0.1)  # 814 mm2 as high as 1.25 times its width, and a scribe line
    assert float(c.dies_per_wafer) == pytest.approx(np.pi * 147**2 / site - np.pi * 294 / np.sqrt(2 * site), rel=1e-3)
    assert float(c.training_wafers) == np.ceil(float(c.training_fleet) / float(c.dies_per_wafer))
    assert float(evaluate(design(die_yield=0.5)).training_wafers) == np.ceil(2 * float(c.training_fleet) / float(c.dies_per_wafer))
    assert float(evaluate(design(dies_per_card=2)).training_wafers) == np.ceil(2 * float(c.training_fleet) / float(c.dies_per_wafer))


def test_a_mixture_of_one_expert_is_dense():
    dense, mixture = evaluate(design()), evaluate(design(experts=64, top_k=8))
    for name, step in dense.items():
        if name not in {"experts_touched", "prompt_experts_touched"}:
            assert float(mixture[name].value) == pytest.approx(float(step.value)), name


def deepseek(**changes) -> Design:
    """DeepSeek-V3 as it is published: 671 B of which 37 B are active, 256 experts of which 8, latents of 576 in FP8 on 16 H100."""
    whole = design(**{
        "training_compute": 6 * 37e9 * 14.8e12, "overtraining": 1.0, "total_to_active": 671 / 37, "experts": 256, "top_k": 8,
        "attention": "mla", "latent_width": 576, "cards": 16.0, "layers": 61, "d_model": 7168, "heads": 128, "kv_heads": NAN,
        "head_dim": 128, "d_ff": 18432, "vocabulary": 129_280,
    } | changes)  # fmt: skip
    return replace(whole, overtraining=float(evaluate(whole).optimal_parameters / 37e9) ** 2)


def test_a_prompt_reads_the_experts_that_it_touches():
    """DeepSeek-V3, 128 tokens: 12.3 ms, not the 0.69 ms of the weights that are active for one token; a long prompt computes."""
    c = evaluate(deepseek(prompt=128))
    assert float(c.active_parameters) == pytest.approx(37e9)
    assert 1e3 * float(c.time_to_first_token) == pytest.approx(12.3, abs=0.05)
    assert float(c.active_weight_bytes) / (16 * H100.bandwidth_bytes_per_s) == pytest.approx(0.69e-3, abs=0.005e-3)
    one = evaluate(deepseek(prompt=1))
    assert float(one.prompt_bytes_read) == pytest.approx(float(one.active_weight_bytes))


H20 = {"serving_peak": 296e12, "attention_peak": 148e12, "serving_bandwidth": 4e12, "serving_memory": 96e9}


@pytest.mark.parametrize(("cache_bits", "intensity"), [(16.0, 242), (8.0, 484)])
def test_latent_attention_computes_for_each_byte_that_it_reads(cache_bits, intensity):
    """128 heads over latents of 512 and a rotary key of 64 (DeepSeek-V2, section 2.1.2), against ridges of 295 and 37 in 16 bits."""
    c = evaluate(deepseek(cache_bits=cache_bits))
    assert float(c.attention_compute / c.kv_cache_per_user) == pytest.approx(intensity, abs=0.5)


def test_a_card_with_little_arithmetic_shows_what_attention_computes():
    """An H20 has the bandwidth of an H200 nearly and a seventh of its arithmetic: latents are computed there, ordinary heads are read."""
    shared = {"context": 4096, "cards": 16.0}
    latent = evaluate(deepseek(**shared, **H20))
    reading = (latent.bytes_read + latent.batch * latent.kv_cache_per_user) / (16 * 4e12)
    assert float(latent.step_time) > 2 * float(reading)
    assert float(latent.step_time) == pytest.approx(
        float(latent.batch * (2 * latent.active_parameters / 296e12 + latent.attention_compute / 148e12) / 16))
    grouped = evaluate(design(context=131_072, cards=16.0, **H20))
    assert float(grouped.step_time) == pytest.approx(
        float((grouped.bytes_read + grouped.batch * grouped.kv_cache_per_user) / (16 * 4e12)))


@pytest.mark.parametrize("attention", ["gqa", "mha", "mqa", "mla", "sliding"])
@pytest.mark.parametrize("moe", [False, True], ids=["dense", "moe"])
def test_no_step_is_shorter_than_the_bound_and_a_bound_counts_no_copies(attention, moe):
    """The roofline of all arithmetic and all bytes, each byte read once; what loads take lies above it at every batch."""
    c = evaluate(some_designs(attention, moe))
    known = ~np.isnan(c.step_time)
    d = some_designs(attention, moe)
    arithmetic = c.batch * (2 * c.active_parameters / d.serving_peak + c.attention_compute / d.attention_peak) / c.cards_per_replica
    reading = (c.bytes_read + c.batch * c.kv_cache_per_user) / (c.cards_per_replica * d.serving_bandwidth)
    np.testing.assert_allclose(c.step_time[known], np.maximum(arithmetic, reading)[known])
    assert np.all(c.batched_step_time[known] > c.step_time[known])
    assert np.all(c.decode_ceiling_sharded * c.kv_cache_per_user <= c.cards_per_replica * d.serving_bandwidth)


def test_windows_are_attended_to_as_far_as_they_look():
    """One layer in two with a window of 1,024 of 8,192 positions: nine sixteenths of the arithmetic."""
    whole, half = (evaluate(design(attention="sliding", context=8192, window=1024, full_attention_share=share)) for share in (1.0, 0.5))
    assert float(half.attention_compute / whole.attention_compute) == pytest.approx(9 / 16)


def test_a_mixture_holds_all_and_reads_some():
    dense, mixture = evaluate(design()), evaluate(design(**MOE))
    assert float(mixture.weight_bytes) == pytest.approx(18 * float(dense.weight_bytes))
    assert float(mixture.decode_ceiling_one_card) == float(dense.decode_ceiling_one_card)
    crowd = evaluate(design(**MOE, context=100))
    assert float(mixture.bytes_read) == pytest.approx(float(dense.active_weight_bytes))
    assert float(crowd.bytes_read) == pytest.approx(float(mixture.weight_bytes), rel=0.01)


@settings(max_examples=60)
@given(st.floats(18, 28), st.floats(0.25, 64), st.sampled_from(list(scaling.LAWS)), st.floats(3, 7))
def test_no_figure_is_negative_or_infinite(log_compute, overtraining, law, log_context):
    c = evaluate(
        design(training_compute=10**log_compute, overtraining=overtraining, law=scaling.LAWS[law], layers=NAN, context=10**log_context)
    )
    wrong = [name for name, step in c.items() if not np.isfinite(step.value) or step.value < 0]
    # What is not over-trained has nothing to repay.
    nothing_to_repay = np.isnan(c.repaying_tokens) and c.active_parameters >= 0.99 * c.same_loss_parameters
    assert wrong == (["repaying_tokens"] if nothing_to_repay else [])


def test_an_unknown_step_is_an_attribute_error():
    with pytest.raises(AttributeError, match="moonshine"):
        _ = chain.Chain().moonshine


def test_the_chain_is_the_arithmetic_that_the_benchmark_writes_straight():
    arrays = inputs(2000)
    assert disagreement(arrays) < 1e-12
    assert evaluate_fields(replace(resolve(VALUES), **arrays), ["predicted_loss"])["predicted_loss"].shape == (2000,)
