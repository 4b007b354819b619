"""From names to numbers: every input reaches the design, and what is left open follows the catalogue."""

from itertools import product

import numpy as np
import pytest

from formulas.catalogue import accelerators, grids, precisions
from formulas.constraints import LARGEST_REPLICA, NATIVE, NOT_SERVED, UNPACKED
from formulas.kernels.chips import multiplied
from formulas.scaling import LAWS
from formulas.unpackings import unpacked_by
from instruments.forge.resolve import resolve, serving
from tests.every import every
from tests.instruments.forge.designs import defaults

CARDS = accelerators()


def design(**changes):
    return resolve(defaults() | changes)


@pytest.mark.parametrize("name", ["training_compute", "overtraining", "context", "usable_share", "prefill_utilisation", "decode_efficiency",
                                  "utilisation", "target_days", "draw", "pue"])
def test_a_number_arrives_as_it_is(name):
    given = defaults()[name] / 2
    assert getattr(design(**{name: given}), name) == given


@pytest.mark.parametrize(("name", "attention"), [("latent_width", "mla"), ("window", "sliding")])
def test_a_number_of_one_kind_of_attention_arrives_there_alone(name, attention):
    given = defaults()[name] // 2
    assert getattr(design(attention=attention, **{name: given}), name) == given
    assert getattr(design(**{name: given}), name) == defaults()[name]


def test_the_prompt_is_at_most_the_context():
    assert design(prompt=4096, context=8192).prompt == 4096
    assert design(prompt=8192, context=4096).prompt == 4096


def test_a_dense_model_has_one_expert_whatever_was_set():
    dense = design(experts=64, top_k=4, total_to_active=7.0)
    assert (dense.experts, dense.top_k, dense.total_to_active) == (1, 1, 1.0)
    sparse = design(architecture="moe", experts=64, top_k=4, total_to_active=7.0)
    assert (sparse.experts, sparse.top_k, sparse.total_to_active) == (64, 4, 7.0)


def test_only_a_windowed_model_has_layers_without_full_attention():
    assert design(full_attention_share=0.25).full_attention_share == 1.0
    assert design(attention="sliding", full_attention_share=0.25).full_attention_share == 0.25


@pytest.mark.parametrize("name", ["cards", "layers", "d_model", "heads", "kv_heads", "head_dim", "d_ff", "vocabulary"])
def test_what_is_left_to_a_rule_is_no_number(name):
    assert np.isnan(getattr(design(), name))
    assert getattr(design(**{name: 96}), name) == 96


@every("card, precision", product(CARDS, precisions()))
def test_a_serving_card_gives_its_own_numbers(card, precision):
    row, found = CARDS[card], serving(defaults() | {"accelerator": card, "precision": precision})
    native, used = row.peak(precision), multiplied(row, precision)
    if native is not None:
        assert (found["precision_supported"], found["serving_peak"]) == (NATIVE, native)
    elif np.isnan(used.peak):
        assert np.isnan(found["precision_supported"])
        assert np.isnan(found["serving_peak"])
    else:
        assert found["precision_supported"] == (UNPACKED if unpacked_by(row, precision) else NOT_SERVED)
        assert found["serving_peak"] == used.peak
    assert (found["serving_memory"], found["serving_bandwidth"]) == (row.memory_bytes, row.bandwidth_bytes_per_s)
    assert found["weight_bits"] == precisions()[precision].weight_bits
    price = row.price_usd_per_h
    assert found["serving_price"] == pytest.approx(np.nan if price is None else price, nan_ok=True)
    joined = row.link_bytes_per_s is not None and row.link_bytes_per_s >= 100e9
    assert found["largest_replica"] == (LARGEST_REPLICA.value if joined else min(row.scale_up_domain, LARGEST_REPLICA.value))


@pytest.mark.parametrize(
    ("card", "precision", "support", "peak"),
    [
        ("a100-80gb", "fp8", UNPACKED, "bf16"), ("v100", "fp8", UNPACKED, "fp16"), ("v100", "bf16", UNPACKED, "fp16"),
        ("v100", "tf32", UNPACKED, "fp32"), ("h100-sxm", "mxfp4", UNPACKED, "bf16"), ("mi300x", "mxfp4", UNPACKED, "bf16"),
        ("tpu-v5e", "fp16", UNPACKED, "bf16"), ("b200", "nvfp4", NATIVE, "fp4"), ("mi250x", "fp8", NOT_SERVED, "bf16"),
        ("gaudi-3", "nvfp4", NOT_SERVED, "bf16"), ("groq-lpu", "fp8", NOT_SERVED, "fp16"),
    ],
)  # fmt: skip
def test_what_a_card_does_not_multiply_is_stored_and_unpacked_where_an_engine_does_it(card, precision, support, peak):
    """Memory is that of the stored format, speed that of the one it is unpacked to."""
    found = serving(defaults() | {"accelerator": card, "precision": precision})
    assert found["precision_supported"] == support
    assert found["serving_peak"] == getattr(CARDS[card], f"peak_{peak}_flop_per_s")
    assert found["weight_bits"] == precisions()[precision].weight_bits


def test_no_replica_spans_more_cards_than_one_that_was_published():
    """DeepSeek-V3, section 3.4.2: a decoding unit of 40 servers and 320 cards; a pod of 8,960 TPU v5p chips is no replica."""
    spans = {card: serving(defaults() | {"accelerator": card})["largest_replica"] for card in CARDS}
    assert max(spans.values()) == 320
    assert {card: spans[card] for card in ("h100-sxm", "gb200", "tpu-v5p", "rtx-4090")} == {
        "h100-sxm": 320, "gb200": 320, "tpu-v5p": 320, "rtx-4090": 8,
    }  # fmt: skip


def test_ones_own_price_stands_before_the_catalogues():
    own = design(serving_price=1.25, training_price=0.5)
    assert (own.serving_price, own.training_price) == (1.25, 0.5)
    assert design().serving_price == CARDS["h100-sxm"].price_usd_per_h
    assert design(training_accelerator="b200").training_price == CARDS["b200"].price_usd_per_h
    assert serving(defaults() | {"serving_price": 0.0})["serving_price"] == 0.0, "nothing is a price too"


@every("grid, law", product(grids(), LAWS))
def test_grid_and_law_are_looked_up(grid, law):
    made = design(grid=grid, law=law)
    assert made.carbon_intensity == grids()[grid].kgco2e_per_kwh
    assert made.law is LAWS[law]


@every("card, precision", product(CARDS, ["fp32", "tf32", "bf16", "fp16", "fp8", "fp4"]))
def test_a_training_card_has_the_format_or_is_refused_with_what_it_has(card, precision):
    row = CARDS[card]
    peak = row.peak(precision) or (row.peak("fp16") if precision == "bf16" else None)
    if peak:
        assert design(training_accelerator=card, training_precision=precision).training_peak == peak
        return
    with pytest.raises(ValueError, match=f"^Training precision is {precision.upper()}: ") as refused:
        design(training_accelerator=card, training_precision=precision)
    offered = str(refused.value).partition("; choose ")[2]
    has = [kind.upper() for kind in ("fp32", "tf32", "bf16", "fp16", "fp8", "fp4") if row.peak(kind)]
    assert offered == (", ".join(has) or "another card")


def test_power_is_the_training_cards():
    assert design(accelerator="b200").training_power == CARDS["h100-sxm"].power_w
    assert np.isnan(design(training_accelerator="tpu-v7").training_power)
