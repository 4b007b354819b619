"""Bytes by part: against published file sizes, the arithmetic of formats, and refusals."""

import numpy as np
import pytest

from formulas.catalogue import precisions
from formulas.memory import effective_bits
from formulas.model.cache import held, per_token
from formulas.model.description import PARTS, Attention, Description, Experts, Group, Indexer, LatentAttention, Mlp
from formulas.model.forms import LINEAR, caches, checkpoint_form, checkpoints
from formulas.model.gguf import tensor_bits
from formulas.model.numbers import stored_bits, stored_numbers
from formulas.model.parameters import parameters
from formulas.model.stored import UNSEEN_BAND, cache_bytes, packed_cache_bytes, packed_weight_bytes, stored

from .sizes import GB, MIXED, MODELS, PACKED

FILES = [pytest.param(model, form, size, id=f"{model} {form}") for (model, _), files in MIXED.items() for form, size in files.items()]
DEPTHS = np.array([16, 28, 32, 61, 80])


@pytest.mark.parametrize(("model", "form", "size"), FILES)
def test_mixtures_by_tensor_are_as_large_as_their_files(model, form, size):
    """Within the band that the format tells; sizes are printed to two or three digits."""
    found = stored(MODELS[model], form)
    assert found.trust == "calibrated"
    assert found.total / GB == pytest.approx(size, rel=found.band)


def test_enough_files_stand_behind_the_band():
    assert len(FILES) >= 60
    assert {form.id.removesuffix("-apart") for form in map(checkpoint_form, {each.values[1] for each in FILES})} >= {
        f"gguf-{name}" for name in ("q2_k", "q3_k_s", "q3_k_m", "q3_k_l", "q4_0", "q4_k_s", "q4_k_m", "q5_k_s", "q5_k_m", "q6_k", "q8_0")
    }


@pytest.mark.parametrize(("model", "form", "size", "unit", "page"), PACKED, ids=lambda value: value if isinstance(value, str) else "")
def test_formats_by_part_are_as_large_as_their_checkpoints(model, form, size, unit, page):
    assert stored(MODELS[model], form).total / unit == pytest.approx(size, rel=0.006)


def test_scales_of_sixteen_values_cost_what_the_nvfp4_checkpoint_of_deepseek_v4_is_larger_by():
    """865 GB as shipped in MXFP4 and 913 GB in NVFP4 (nvidia/DeepSeek-V4-Pro-NVFP4, discussion 2): only the experts differ."""
    experts = {"experts": 61 * 384 * 3 * 7168 * 3072}
    more = stored(experts, "nvfp4@experts").total - stored(experts, "mxfp4@experts").total
    assert more / GB == pytest.approx(913 - 865, abs=1)


def test_the_parts_of_a_checkpoint_are_those_of_the_model():
    found = stored(MODELS["gpt-oss-20b"], "mxfp4-experts")
    counted = parameters(MODELS["gpt-oss-20b"])
    assert list(found.parts) == list(PARTS)
    assert found.parts["experts"] == counted["experts"] * 4.25 / 8
    assert all(found.parts[part] == counted[part] * 2 for part in PARTS if part != "experts")
    assert found.total == pytest.approx(sum(found.parts.values()))


@pytest.mark.parametrize("key", precisions())
def test_a_precision_is_a_format_of_everything(key):
    found = stored({"mlp": 3e9, "embedding": 1e9}, key)
    assert found.total == pytest.approx(4e9 * precisions()[key].weight_bytes)
    assert found.trust == "exact"


@pytest.mark.parametrize("row", [pytest.param(row, id=key) for key, row in precisions().items() if row.scale_block])
def test_number_formats_agree_with_the_precisions(row):
    names = {"mxfp4": "mxfp4", "nvfp4": "nvfp4", "int4": "int4-g128", "w4a16": "int4-g128z"}
    assert stored_bits(names[row.id]) == row.weight_bits == effective_bits(row.bits, row.scale_block, row.scale_bits, row.zero_point_bits)


def test_bits_are_those_that_the_field_tells():
    told = {"q2_k": 2.625, "q3_k": 3.4375, "q4_k": 4.5, "q5_k": 5.5, "q6_k": 6.5625, "q8_0": 8.5, "q4_0": 4.5, "iq4_xs": 4.25, "nf4": 4.5}
    assert {name: stored_bits(name) for name in told} == told
    assert stored_bits("nf4-double") == pytest.approx(4.127, abs=1e-3)


def test_layers_left_out_stay_wide():
    """Llama 3.1 405B: two of 126 layers' MLPs at 16 bits."""
    mlp = parameters(MODELS["llama-3.1-405b"])["mlp"]
    assert stored(MODELS["llama-3.1-405b"], "fp8-mlp").parts["mlp"] == pytest.approx(mlp * (124 + 2 * 2) / 126)
    assert stored({"mlp": mlp}, "fp8-mlp", layers={"mlp": 126}).total == pytest.approx(mlp * 128 / 126)
    with pytest.raises(ValueError, match="layers is unknown for mlp: FP8 of the MLPs, first and last layer left out leaves 2 of them out"):
        stored({"mlp": mlp}, "fp8-mlp")
    assert stored({"experts": 1e9}, "fp8-mlp").total == 2e9


def test_layers_are_counted_of_the_blocks_that_a_part_is_made_of():
    attention = Attention(heads=8, kv_heads=8, key_dim=64)
    sparse = Experts(experts=4, top_k=1, width=100)
    groups = (Group(layers=3, blocks=(attention, Mlp(width=100))), Group(layers=27, blocks=(attention, sparse)))
    found = stored(Description(d_model=512, vocabulary=1000, groups=groups), "fp8@mlp~1").parts
    assert found["mlp"] == pytest.approx(3 * 3 * 512 * 100 * (2 * 1 + 1 * 2) / 3)


def test_layers_known_by_number_take_the_rules_of_their_places():
    """Of 32 layers the first four take more bits, so that a group of these alone is stored in the wider type."""
    mixture = checkpoints()["gguf-q4_k_m"]
    told = {"columns": 4096.0, "depth": 32.0, "queries": 1.0, "experts": 0.0}
    assert tensor_bits(mixture, "mlp", "down", at=(0, 1, 2, 3), **told) == stored_bits("q6_k")
    assert tensor_bits(mixture, "mlp", "down", at=(4, 5), **told) == stored_bits("q4_k")
    half = tensor_bits(mixture, "mlp", "down", **told)
    assert half == pytest.approx((stored_bits("q4_k") + stored_bits("q6_k")) / 2)


def test_rows_that_no_block_divides_are_stored_in_the_type_that_stands_in():
    """Qwen2.5 72B: 29,568 is 115.5 blocks of 256, so that matrices down are Q5_0 and Q8_0 instead."""
    mixture = checkpoints()["gguf-q4_k_m"]
    found = tensor_bits(mixture, "mlp", "down", 29568.0, depth=80.0, queries=8.0, experts=0.0)
    assert found == pytest.approx((stored_bits("q5_0") + stored_bits("q8_0")) / 2)
    assert tensor_bits(mixture, "mlp", "up", 100.0, depth=80.0, queries=8.0, experts=0.0) == 16


def test_a_mixture_of_an_unknown_shape_is_an_estimate_near_the_known():
    known = stored(MODELS["llama-3.1-70b"], "Q4_K_M")
    guessed = stored(dict(parameters(MODELS["llama-3.1-70b"])), "Q4_K_M")
    assert (guessed.trust, guessed.band) == ("estimate", UNSEEN_BAND)
    assert guessed.total == pytest.approx(known.total, rel=UNSEEN_BAND)


def test_what_a_configuration_does_not_say_makes_an_estimate():
    asked = Description(d_model=64, vocabulary=10, groups=(), unknown=("strange_key",))
    assert stored(asked, "bf16").trust == "estimate"


def test_designs_broadcast():
    attention = Attention(heads=32.0, kv_heads=8.0, key_dim=128.0)
    many = Description(d_model=4096.0, vocabulary=32000.0, groups=(Group(layers=DEPTHS, blocks=(attention, Mlp(width=11008.0))),))
    for form in ("bf16", "awq", "Q4_K_M", "fp8-mlp"):
        together = stored(many, form).total
        alone = [
            stored(Description(d_model=4096, vocabulary=32000, groups=(Group(layers=n, blocks=(attention, Mlp(width=11008))),)), form).total
            for n in DEPTHS.tolist()
        ]
        assert together == pytest.approx(alone)


def test_caches_of_the_reports():
    """DeepSeek-V3 in q8_0 (llama.cpp prints 1,166.6 MiB), DeepSeek-V3.2 as FlashMLA keeps it: 61 x (656 + 132) bytes."""
    v3 = {"latent": 61 * 512 * 32768, "rotary": 61 * 64 * 32768}
    assert sum(cache_bytes(v3, "q8_0").values()) / 2**20 == pytest.approx(1166.6, abs=0.05)
    v32 = cache_bytes({"latent": 61 * 512, "rotary": 61 * 64, "indexer": 61 * 128}, "fp8-flashmla")
    assert sum(v32.values()) == 48_068
    assert (v32["latent"] + v32["rotary"]) / 61 == 656


@pytest.mark.parametrize(("form", "bits"), [("fp8", 8), ("fp8-scaled", 8.25), ("q8_0", 8.5), ("q4_0", 4.5), ("bf16", 16)])
def test_cache_formats_with_and_without_scales(form, bits):
    assert cache_bytes({"keys": 1024, "values": 1024}, form) == {"keys": 128 * bits, "values": 128 * bits}


def test_states_are_not_packed_with_the_cache():
    """Qwen3-Next: engines quantise keys and values alone."""
    kept = {"keys": 1024.0, "state": 512.0, "convolution": 16.0}
    assert cache_bytes(kept, "q8_0") == {"keys": 1088.0, "state": 1024.0, "convolution": 32.0}
    assert cache_bytes(kept, "fp32@state,fp8")["state"] == 2048


def test_a_described_model_keeps_what_its_report_says():
    """The same two numbers from descriptions: DeepSeek-V3 in q8_0, and V3.2 with its indexer."""
    indexer = Indexer(heads=64, dim=128, top_k=2048)
    shape = {"heads": 128, "key_dim": 128, "rotary": 64, "value_dim": 128, "kv_rank": 512, "query_rank": 1536}
    v3, v32 = (
        Description(d_model=7168, vocabulary=129280, groups=(Group(layers=61, blocks=(LatentAttention(**shape, indexer=each),)),))
        for each in (None, indexer)
    )
    assert sum(cache_bytes(held(v3, 32768), "q8_0").values()) / 2**20 == pytest.approx(1166.6, abs=0.05)
    assert sum(cache_bytes(per_token(v32), "fp8-flashmla").values()) == 48_068


def test_equations_say_what_the_tables_hold():
    assert packed_cache_bytes(4096, 8, 32, 16) == cache_bytes({"keys": 4096}, "q8_0")["keys"]
    assert packed_cache_bytes(4096, 8, np.inf) == 4096
    parts = {"experts": 5e9, "attention": 1e9}
    assert packed_weight_bytes(5e9, 4.5, 1e9) == stored(parts, "int4-experts").total
    assert packed_weight_bytes(np.array([1.0, 2.0]), 4.0, 0.0).tolist() == [0.5, 1.0]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: stored({"wheels": 1e9}, "bf16"), "part is wheels: must be one of embedding"),
        (lambda: stored({"mlp": 1e9}, "q9"), "checkpoint format is 'q9': no such name"),
        (lambda: cache_bytes({"keys": 1}, "fp8@mlp"), "'mlp' is no part; must be one of keys, values, latent, rotary, indexer, state"),
        (lambda: packed_weight_bytes(-1, 0, 1), "packed_bits is 0: must be positive and finite; packed is -1: must be finite"),
        (lambda: packed_cache_bytes(1, 8, 0), "group is 0: must be positive"),
    ],
)
def test_refusals(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_the_rules_of_mixtures_name_types_and_roles():
    roles = {"query", "key", "value", "output", "up", "down", "expert"}
    layers = {"all", "first2", "first4", "first8th", "first16th", "middle", "more"}
    for row in checkpoints().values():
        for rule in row.rules:
            role, which, number, *conditions = rule.split()
            assert role in roles, row.id
            assert which in layers, row.id
            assert number in stored_numbers(), row.id
            assert set(conditions) <= {"grouped", "eight"}, row.id


def test_every_format_of_the_catalogue_can_be_computed_with():
    counted = dict.fromkeys((*LINEAR, "embedding", "head"), 1e9)
    for key in checkpoints():
        found = stored(counted, key, layers=dict.fromkeys(counted, 32))
        assert 1.5 < found.total * 8 / sum(counted.values()) < 16, key
    for key in caches():
        assert cache_bytes({"keys": 256.0}, key)["keys"] > 0
