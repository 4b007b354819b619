"""What is no configuration of a language model: one clear sentence, whatever a person pastes."""

import copy
import json
import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.model.description import Description
from formulas.model.parameters import parameters
from formulas.model.reader import MOST_BYTES, loads, read

DATA = Path(__file__).parents[3] / "formulas" / "data" / "configurations.json"
CONFIGURATIONS = {name: row["config"] for name, row in json.loads(DATA.read_text("utf-8"))["models"].items()}
LLAMA = CONFIGURATIONS["llama-3.1-8b"]


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ([], "the configuration is a list: must be a table of keys, as config.json holds"),
        ("llama", "the configuration is a text: must be a table of keys, as config.json holds"),
        (None, "the configuration is empty: must be a table of keys, as config.json holds"),
        ({}, "the configuration has no width of the model (hidden_size or n_embd or n_embed or d_model or dim or model_dim)"),
        (
            {"model_type": "llama"},
            "the configuration has no width of the model (hidden_size or n_embd or n_embed or d_model or dim or model_dim)",
        ),
        ({"peft_type": "LORA", "r": 8}, "the configuration is that of an adapter (peft_type): must be that of the model which it adapts"),
        ({"_class_name": "FluxPipeline"}, "the configuration is that of a diffusion model: must be that of a language model"),
        (
            {"model_type": "t5", "d_model": 512, "is_encoder_decoder": True},
            "the configuration is of the form t5: must be that of a language model with a decoder alone",
        ),
        (
            {"model_type": "bert", "hidden_size": 768},
            "the configuration is of the form bert: must be that of a language model with a decoder alone",
        ),
        (LLAMA | {"hidden_size": "4096"}, "hidden_size is '4096': must be a whole number from 1 to 1000000000"),
        (LLAMA | {"hidden_size": True}, "hidden_size is True: must be a whole number from 1 to 1000000000"),
        (LLAMA | {"hidden_size": -1}, "hidden_size is -1: must be a whole number from 1 to 1000000000"),
        (LLAMA | {"num_hidden_layers": 10**9}, "num_hidden_layers is 1000000000: must be a whole number from 1 to 4096"),
        (LLAMA | {"vocab_size": float("nan")}, "vocab_size is nan: must be a whole number from 1 to 1000000000"),
        (LLAMA | {"vocab_size": 10**400}, f"vocab_size is {'1' + '0' * 17}...{'0' * 19}: must be a whole number from 1 to 1000000000"),
        (LLAMA | {"attention_bias": "yes"}, "attention_bias is 'yes': must be true or false"),
        (LLAMA | {"layer_types": "full_attention"}, "layer_types is 'full_attention': must be a list of at most 4096 entries"),
        (LLAMA | {"layer_types": ["full_attention"]}, "layer_types has 1 entries: must have one for each of 32 layers"),
        (LLAMA | {"model_type": ["llama"]}, "model_type is ['llama']: must be a text"),
        (
            CONFIGURATIONS["gemma-3-27b"] | {"vision_config": [1]},
            "vision_config is [1]: must be a table",
        ),
        (
            CONFIGURATIONS["nemotron-h-56b"] | {"hybrid_override_pattern": "MX"},
            "a layer is 'X': must be one of mamba, attention, mlp, moe",
        ),
    ],
    ids=map(str, range(21)),
)
def test_refusals(config: object, sentence: str) -> None:
    """What is wrong with which key, in one sentence."""
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read(config)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" " * (MOST_BYTES + 1), f"the configuration has {MOST_BYTES + 1} bytes: must have at most {MOST_BYTES}"),
        ("{", "the text is no JSON: must be the config.json of a model, whole and unchanged"),
        ("[" * 100_000, "the text is no JSON: must be the config.json of a model, whole and unchanged"),
        (b"\xff\xfe\x00", "the text is no JSON: must be the config.json of a model, whole and unchanged"),
        ('{"hidden_size": ' + "9" * 5000 + "}", "the text is no JSON: must be the config.json of a model, whole and unchanged"),
    ],
    ids=["long", "cut", "deep", "bytes", "digits"],
)
def test_text_that_is_no_configuration(text: str | bytes, sentence: str) -> None:
    """Long, cut short, deep, no text at all, numbers without end."""
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        loads(text)


def test_deep_tables_do_no_harm() -> None:
    """Tables within tables, a thousand deep: refused, or read for what they say."""
    config: dict = {"hidden_size": 1}
    for _ in range(1_000):
        config = {"text_config": config}
    with pytest.raises(ValueError, match="tables within tables"):
        read(config)


def test_the_list_of_what_was_not_understood_is_short() -> None:
    """Keys without number or end are told by a few, each cut short."""
    odd = {f"odd_{i}" + "x" * 1000: 7 for i in range(1000)}
    unknown = read(LLAMA | odd).unknown
    assert len(unknown) == 21
    assert max(map(len, unknown)) <= 60
    assert unknown[-1] == "980 more keys"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["llama", "mamba", "full_attention"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def holds(config: object) -> None:
    """Nothing but one clear sentence is raised, and what is read can be counted."""
    found, told = None, ""
    try:
        found = read(config)
    except ValueError as error:
        told = str(error)
    if found is None:
        assert 10 < len(told) < 400
        assert "\n" not in told
        return
    assert isinstance(found, Description)
    total = parameters(found).total
    assert np.isfinite(total)
    assert total >= 0


@given(JSON)
def test_anything_at_all(config: object) -> None:
    """Any JSON."""
    holds(config)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(CONFIGURATIONS)), st.data())
def test_configurations_with_a_few_keys_changed(name: str, data: st.DataObject) -> None:
    """A real configuration in which some values are others, or gone."""
    config = copy.deepcopy(CONFIGURATIONS[name])
    tables = [config, *(value for value in config.values() if isinstance(value, dict))]
    for _ in range(data.draw(st.integers(1, 3))):
        table = data.draw(st.sampled_from(tables))
        if not table:
            continue
        key = data.draw(st.sampled_from(sorted(table)))
        if data.draw(st.booleans()):
            table[key] = data.draw(JSON)
        else:
            del table[key]
    holds(config)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(CONFIGURATIONS)), st.sampled_from(sorted(CONFIGURATIONS)), st.integers(0, 2**32))
def test_families_read_the_keys_of_others(one: str, other: str, seed: int) -> None:
    """A configuration under another family's name, with half of that one's keys."""
    draw = random.Random(seed)
    mixed = {key: value for key, value in CONFIGURATIONS[other].items() if draw.random() < 0.5}
    holds(CONFIGURATIONS[one] | mixed)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text(text: str | bytes) -> None:
    """Text and bytes of any kind."""
    with pytest.raises(ValueError, match=r"configuration|JSON"):
        loads(text)
