"""What described models keep of a sequence, against reports of engines and what follows from configurations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import memory
from formulas.catalogue import models
from formulas.model.cache import FIXED, KINDS, held, per_token, read
from formulas.model.catalogued import described
from formulas.model.description import Attention, Description, Group, LightningAttention, Recurrence

from . import written

MODELS = [pytest.param(make(), id=make.__name__) for make in written.MODELS]
GIB = 2**30


def test_deepseek_v3_in_eight_and_a_half_bits():
    """32,768 tokens in llama.cpp's q8_0 are 1,166.6 MiB."""
    assert held(written.deepseek_v3(), 32_768).total * 8.5 / 8 / 2**20 == pytest.approx(1166.6, abs=0.05)


def test_deepseek_v32_keeps_keys_of_its_indexer():
    """48,068 B per token: 656 for a latent in FP8 with four scales and a rotary key in 16 bits, 132 for an indexer's key with its scale."""
    token = per_token(written.deepseek_v32())
    layers = 61
    assert token["latent"] / layers + 4 * 4 + 2 * token["rotary"] / layers == 656
    assert token["indexer"] / layers + 4 == 132
    assert token["latent"] + 16 * layers + 2 * token["rotary"] + token["indexer"] + 4 * layers == 48_068


def test_deepseek_v32_reads_what_its_indexer_picks():
    model = written.deepseek_v32()
    kept, used = held(model, 131_072), read(model, 131_072)
    assert used["latent"] == 61 * 512 * 2048
    assert used["indexer"] == kept["indexer"] == 61 * 128 * 131_072
    assert read(model, 1024) == held(model, 1024)


def test_qwen_35_27b_keeps_sixteen_gib_and_a_state():
    found = held(written.qwen_35_27b(), 262_144)
    assert found.growing * 2 / GIB == 16
    # 48 layers of 48 heads, 128 keys by 128 values; three tokens of 10,240 channels wait for the convolution.
    assert (found["state"], found["convolution"]) == (48 * 48 * 128 * 128, 48 * 3 * 10_240)
    assert held(written.qwen_35_27b(), 1).fixed == found.fixed


def test_kimi_linear_keeps_a_gib_and_a_state():
    found = held(written.kimi_linear(), 131_072)
    assert found.growing * 2 / GIB == pytest.approx(0.98, abs=0.005)
    assert found["state"] == 20 * 32 * 128 * 128


def test_gemma_3n_e4b_holds_a_cache_in_20_of_35_layers():
    model = written.gemma_3n_e4b()
    holding = sum(group.layers for group in model.groups if group.blocks[0].caches)
    assert (holding, model.layers) == (20, 35)
    assert per_token(model).total == 20 * 2 * 2 * 256
    # The others read what those hold: a step looks at as much as if each had its own.
    assert read(model, 100).total == 35 / 20 * held(model, 100).total


def test_deepseek_v4_keeps_rows_for_several_tokens():
    """One vector of 512 per row: a window of 128, and a row for 4 or for 128 tokens; an indexer's key of 128 for 4."""
    found, tokens = held(written.deepseek_v4_flash(), 1 << 20), 1 << 20
    rows = 43 * 128 + 21 * tokens / 4 + 20 * tokens / 128
    assert found["latent"] + found["rotary"] == 512 * rows
    assert (found["rotary"], found["indexer"]) == (64 * rows, 21 * 128 * tokens / 4)
    used = read(written.deepseek_v4_flash(), tokens)
    assert used["rotary"] == 64 * (43 * 128 + 21 * 512 + 20 * tokens / 128)
    far = per_token(written.deepseek_v4_flash(), far=True)
    assert far["latent"] + far["rotary"] == pytest.approx(512 * (21 / 4 + 20 / 128))
    near = per_token(written.deepseek_v4_flash())
    assert near["rotary"] == pytest.approx(64 * (43 + 21 / 4 + 20 / 128))


def test_a_window_keeps_no_more_than_itself_and_so_does_a_chunk():
    for name in ("gemma-3-27b", "llama-4-scout", "mistral-7b"):
        row = models()[name]
        token = memory.kv_cache_bytes_per_token(row.layers, row.kv_heads, row.head_dim, 1)
        for tokens in (100, row.sliding_window, 1 << 20):
            whole = memory.kv_cache_bytes(token, tokens, row.sliding_window, row.full_attention_layers / row.layers)
            assert held(described(row), tokens).total == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("row", [pytest.param(row, id=key) for key, row in models().items() if not row.sliding_window])
def test_the_catalogue_keeps_what_the_equations_say(row):
    if row.attention == "mla":
        token = memory.latent_cache_bytes_per_token(row.layers, row.kv_lora_rank + row.qk_rope_head_dim, 1)
    else:
        token = memory.kv_cache_bytes_per_token(row.layers, row.kv_heads, row.head_dim, 1)
    assert per_token(described(row)).total == token
    assert per_token(described(row), far=True).total == token
    assert held(described(row), 1000).total == 1000 * token


def test_far_into_a_sequence_windows_add_nothing():
    model = written.gemma_3_27b()
    assert per_token(model).total == 62 * 2 * 16 * 128
    assert per_token(model, far=True).total == 10 * 2 * 16 * 128
    assert held(model, 10_001).total - held(model, 10_000).total == per_token(model, far=True).total


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("tokens", [1, 127, 5000, 1 << 20])
def test_a_longer_sequence_keeps_more_and_reads_no_more_than_it_may(model, tokens):
    kept, longer, used = held(model, tokens), held(model, tokens + 128), read(model, tokens)
    assert all(longer[kind] >= kept[kind] for kind in KINDS)
    assert all(longer[kind] == kept[kind] for kind in FIXED)
    assert kept.total == kept.growing + kept.fixed == sum(kept.values())
    assert used["indexer"] == kept["indexer"]


@given(st.lists(st.integers(1, 1 << 21), min_size=1, max_size=5))
def test_lengths_may_be_an_array(lengths):
    for make in (written.deepseek_v4_flash, written.gemma_3_27b, written.deepseek_v32, written.qwen_35_27b):
        model, together = make(), held(make(), np.array(lengths))
        assert [float(x) for x in np.broadcast_to(together.total, len(lengths))] == [float(held(model, n).total) for n in lengths]


def test_states_of_other_kinds():
    blocks = (LightningAttention(heads=64, head_dim=128), Recurrence(weights=1.0, state_values=5.0, convolution_values=3.0))
    model = Description(d_model=64, vocabulary=10, groups=(Group(layers=2, blocks=blocks),))
    assert dict(held(model, 10)) == dict.fromkeys(KINDS, 0.0) | {"state": 2 * (64 * 128 * 128 + 5), "convolution": 6}
    assert per_token(model).total == 0


def test_values_may_be_of_another_size_than_keys():
    block = Attention(heads=64, kv_heads=4, key_dim=192, value_dim=128)
    token = per_token(Description(d_model=64, vocabulary=10, groups=(Group(layers=1, blocks=(block,)),)))
    assert (token["keys"], token["values"]) == (768, 512)


@pytest.mark.parametrize("tokens", [0, -1, float("nan"), float("inf")])
@pytest.mark.parametrize("count", [held, read])
def test_an_impossible_length_is_refused(count, tokens):
    with pytest.raises(ValueError, match=r"^tokens is .*: must be positive and finite$"):
        count(written.mamba_2(), tokens)
