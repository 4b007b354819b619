"""What a person may type into an input, and how it is refused."""

import re
from itertools import product

import param
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.forge.inputs import Inputs
from instruments.forge.model import Forge
from instruments.quantities.numbers import read_number
from tests.every import every
from tests.instruments.forge.designs import NAMES, defaults, read

NUMBERS = [name for name in NAMES if isinstance(Inputs.param[name], param.Number)]
CHOICES = [name for name in NAMES if isinstance(Inputs.param[name], param.Selector)]
IMPOSSIBLE = ["nan", "inf", "-inf", float("nan"), float("inf"), -1, "minus one", "1;2", "0x10", "1e400", "10^400.5", [1], b"\xff"]


def refusal(**raw) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        read(raw)
    return str(caught.value)


def test_every_input_is_a_number_a_choice_or_the_configuration():
    assert sorted([*NUMBERS, *CHOICES, "configuration"]) == sorted(NAMES)


def test_defaults_are_read_back_as_they_are():
    assert read(defaults()) == defaults()
    assert read({name: str(value) for name, value in defaults().items()}) == defaults()


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("training_compute", "1e25", 1e25), ("training_compute", "30 Y", 3e25), ("training_compute", "2.5 x 10^24", 2.5e24),
        ("context", "128k", 131_072), ("context", "1M", 1_048_576), ("context", "131,072", 131_072), ("context", 8192.0, 8192),
        ("target_days", "90", 90.0), ("utilisation", 1, 1.0), ("cards", "auto", None), ("cards", "", None), ("cards", "8", 8),
        ("layers", None, None), ("accelerator", "H100", "h100-sxm"), ("accelerator", "b200", "b200"), ("precision", "FP8", "fp8"),
        ("overtraining", "1,5", 1.5), ("training_compute", "2,5e24", 2.5e24), ("training_price", "2,50", 2.5), ("d_model", "12,288", 12288),
        ("training_compute", "38.0 YFLOP", 3.8e25), ("utilisation", "45%", 0.45), ("context", "128k tokens", 131_072),
        ("target_days", "90 days", 90.0), ("serving_price", "$2.50/h", 2.5), ("cards", "8 cards", 8), ("total_to_active", "18:1", 18.0),
        ("overtraining", "4 x optimal", 4.0), ("context", 65536.0, 65536), ("layers", " Auto ", None),
        ("law", "SEED", "seed"), ("architecture", "moe", "moe"), ("training_price", "0", 0.0),
    ],
)  # fmt: skip
def test_typed_values(name, typed, value):
    read_value = read({name: typed})[name]
    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize("name", NUMBERS)
def test_bounds_are_open_or_closed_as_declared(name):
    """One step beyond a bound is refused by name, with the rule; the bound itself counts as param says."""
    declared = Inputs.param[name]
    low, high = declared.bounds
    for bound, inclusive, beyond in zip((low, high), declared.inclusive_bounds, (low - 1, high * 2), strict=True):
        if inclusive:
            assert read({name: bound})[name] == bound
        else:
            assert declared.label in refusal(**{name: bound})
        assert refusal(**{name: beyond}).startswith(f"{declared.rule.label} is ")
    said = refusal(**{name: high * 2})
    assert f"must be {'at least' if declared.inclusive_bounds[0] else 'above'} " in said
    assert read_number(said.rpartition(" at most ")[2]) == high


@every("name, bad", product(NUMBERS, IMPOSSIBLE))
def test_impossible_numbers_are_refused_by_name(name, bad):
    message = refusal(**{name: bad})
    assert message.startswith(Inputs.param[name].label)
    assert "must be" in message or "is not a number" in message


@pytest.mark.parametrize("name", [name for name in NUMBERS if isinstance(Inputs.param[name], param.Integer)])
def test_whole_numbers_are_whole(name):
    low, _ = Inputs.param[name].bounds
    assert refusal(**{name: low + 1.5}).endswith("must be a whole number")


@every("name, bad", product(CHOICES, ["", "none of these", None, 7, [], "<script>"]))
def test_unknown_choices_are_refused_with_what_there_is(name, bad):
    message = refusal(**{name: bad})
    assert message.startswith(Inputs.param[name].label)
    assert "must be one of" in message or "no such name" in message


def test_all_faults_are_told_at_once():
    message = refusal(training_compute=-1, colour="red", context="x", accelerator="zzz")
    assert message.count("; ") >= 3
    for part in (
        "Training compute (FLOP) is -1: must be at least 1e15 and at most 1e30",
        "'colour' is no input",
        "Context length",
        "'zzz'",
    ):
        assert part in message


@given(st.sampled_from(NAMES), st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans(), st.binary(max_size=20)))
def test_anything_is_read_or_refused(name, given_value):
    """And what is read is accepted by the parameter that it is for."""
    refused = ""
    try:
        Forge(**read({name: given_value}))
    except ValueError as fault:
        refused = str(fault)
    assert "'Inputs." not in refused, "refused by the parameter, after it was read"
    assert len(refused) < 1000


REFUSED = ("none of these", "x", "a", "card", "nvidia", "llama", "united", "fp", "int", "7")


@every("name, bad", product(CHOICES, REFUSED))
def test_a_refusal_names_a_few_and_not_all(name, bad):
    """At most six names, in one sentence, however long the list is."""
    message = refusal(**{name: bad})
    told = re.split(r": must be one of |: may be |; near: ", message)
    assert len(re.split(r", | or ", told[1])) <= 6 if len(told) > 1 else message.endswith("no such name")
    assert len(message) < 200


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("accelerator", "NVIDIA H100 80GB HBM3", "h100-sxm"), ("training_accelerator", "Tesla V100-SXM2-32GB", "v100"),
        ("precision", "bfloat16", "bf16"), ("training_precision", "half", "fp16"), ("cache_precision", "float8", "fp8"),
        ("training_precision", "MXFP4", "fp4"), ("grid", "United States", "usa"), ("grid", "DE", "deu"),
        ("law", "Besiroglu", "besiroglu2024"),
        ("law", "20:1", "twenty-to-one"), ("attention", "multi-head attention", "mha"), ("attention", "Sliding window", "sliding"),
        ("architecture", "mixture of experts", "moe"), ("architecture", "Dense", "dense"),
    ],
)  # fmt: skip
def test_choices_by_the_names_that_people_have(name, typed, value):
    assert read({name: typed}) == {name: value}


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_is_found_by_what_the_page_calls_it(name):
    for shown, value in Inputs.param[name].names.items():
        assert read({name: shown}) == {name: value}


def test_chinchilla_is_more_than_one_law():
    message = refusal(law="chinchilla")
    for law in ("seed", "besiroglu2024", "hoffmann2022", "twenty-to-one"):
        assert law in message


def test_a_mistyped_input_is_told_its_name():
    assert refusal(contxt="8k") == "'contxt' is no input of the Forge; near: context"
    assert "training_price" in refusal(price=1)


@pytest.mark.parametrize("name", NUMBERS)
def test_what_a_refusal_says_can_be_typed_can_be(name):
    """Every example, in the words of the refusal, is a possible value of that input."""
    message = refusal(**{name: "3 quux"})
    examples = message.partition("type for example ")[2].replace(" or ", ", ").split(", ")
    assert examples != [""]
    for example in examples:
        assert list(read({name: example})) == [name]


def test_examples_are_as_people_write_such_values():
    assert refusal(utilisation="a half").endswith("type for example 0.45 or 45%")
    assert refusal(target_days="a while").endswith("type for example 90 or 90 days")
    assert refusal(training_compute="much").endswith("type for example 1e25 or 1e25 FLOP")
    assert refusal(context="long").endswith("type for example 131072, 128k or 1M")


def test_a_prefix_is_no_word_of_an_inputs_name():
    """Top-k holds a k: a hundred and twenty-eight thousand tokens are not 128 experts per token."""
    assert "128k tokens" in refusal(top_k="128k tokens")
    assert read({"top_k": "8 experts per token"}) == {"top_k": 8}


@pytest.mark.parametrize("typed", ["-0", "-0.0", "-0%"])
def test_there_is_no_negative_nothing(typed):
    assert str(read({"full_attention_share": typed})["full_attention_share"]) == "0.0"
