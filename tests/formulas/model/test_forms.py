"""How formats are named and written out, and what they are multiplied as."""

import pytest

from formulas.catalogue import precisions
from formulas.model.filenames import form_of_name
from formulas.model.forms import LINEAR, cache_form, checkpoint_form, checkpoints
from formulas.model.numbers import stored_numbers


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Q4_K_M", "gguf-q4_k_m"), ("q4_k_m", "gguf-q4_k_m"), ("GGUF Q8_0", "gguf-q8_0"), ("AWQ", "awq"), ("GPTQ-Int4", "gptq"),
        ("BF16", "bf16"), ("float16", "fp16"), ("FP8", "fp8"), ("W4A16", "w4a16"), ("int4-g32@experts", "int4-g32@experts"),
    ],
)  # fmt: skip
def test_formats_are_found_by_the_names_that_people_use(typed, form):
    assert checkpoint_form(typed).id == form


def test_what_is_written_out_says_which_part_is_stored_how():
    form = checkpoint_form("mxfp4@experts,fp8-128x128@linear~3,fp16")
    assert [form.number(part) for part in ("experts", "attention", "head")] == ["mxfp4", "fp8-128x128", "fp16"]
    assert set(form.packed) == set(LINEAR)
    assert "experts" not in form.left
    assert form.left["attention"] == 3
    others = "attention, recurrence, indexer, MLP, shared experts, prediction"
    assert form.name == f"FP4 (MXFP4) of experts; FP8 in blocks of 128 x 128 of {others} but 3 layers, else FP16"
    assert checkpoint_form("int4-g64@linear").name == "INT4 in groups of 64 of all matrices, else BF16"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("int4-g0@experts", "number format is 'int4-g0': a group holds at least one value"),
        ("int5@experts", "number format is 'int5': no such format"),
        ("mxfp4-g32@experts", "number format is 'mxfp4-g32': no such format"),
        ("int4@nothing", "'nothing' is no part; must be one of embedding"),
        ("int4@mlp@experts", "'int4@mlp@experts' is not understood"),
        ("bf16,fp16", "the rest is given twice"),
        ("int4@mlp," + "x" * 300, "at most 200 characters"),
        ("", "checkpoint format is '': no such name"),
    ],
)
def test_formats_that_are_none_are_refused_in_one_sentence(typed, text):
    with pytest.raises(ValueError, match=text):
        checkpoint_form(typed)


def test_formats_are_multiplied_as_precisions():
    told = {"gguf-q4_k_m": "w4a16", "awq": "w4a16", "fp8-blocks": "fp8", "mxfp4-experts-fp8": "mxfp4", "bf16": "bf16"}
    told |= {"int8-linear": "int8", "int8-groups": "w8a16", "int4-channel@mlp": "w4a16", "w4a16@experts,fp8": "w4a16"}
    assert {key: checkpoint_form(key).multiplied for key in told} == told
    assert {checkpoint_form(key).multiplied for key in checkpoints()} <= set(precisions())
    assert {row.multiplied for row in stored_numbers().values()} <= set(precisions())


def test_a_cache_format_may_differ_by_kind():
    form = cache_form("q8_0@keys,q4_0")
    assert (form.number("keys"), form.number("values")) == ("q8_0", "q4_0")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Qwen2.5-7B-Instruct-Q4_K_M.gguf", "gguf-q4_k_m"),
        ("https://huggingface.co/bartowski/Llama-3.1-8B-GGUF/blob/main/Llama-3.1-8B-IQ4_XS.gguf", "gguf-iq4_xs"),
        ("Qwen3-8B-Q6_K_L.gguf", "gguf-q6_k_l"),
        ("mixtral-8x7b-instruct-v0.1.Q4_K_M.gguf", "gguf-q4_k_m-apart"),
        ("mixtral-8x7b-instruct-v0.1.Q6_K.gguf", "gguf-q6_k"),
        ("Mixtral-8x22B-v0.1-Q4_K_M.gguf", "gguf-q4_k_m"),
        ("TheBloke/Llama-2-13B-GPTQ", "gptq"),
        ("gptq_model-4bit-32g.safetensors", "int4-g32z@linear,fp16"),
        ("Qwen/Qwen2.5-72B-Instruct-GPTQ-Int8", "int8-groups"),
        ("Qwen/Qwen2.5-72B-Instruct-AWQ", "awq"),
        ("nvidia/Llama-3.3-70B-Instruct-NVFP4", "nvfp4-linear"),
        ("neuralmagic/Meta-Llama-3.1-70B-Instruct-FP8-dynamic", "fp8-linear"),
        ("gpt-oss-20b-mxfp4.gguf", "gguf-mxfp4"),
        ("gemma-2-27b-it-f16.gguf", "fp16"),
        ("DeepSeek-R1-UD-Q2_K_XL.gguf", None),
        ("llama-q9_9.gguf", None),
        ("Llama-3.1-8B-Instruct", None),
    ],
)
def test_names_of_files_tell_formats(name, form):
    assert form_of_name(name) == form
    if form:
        checkpoint_form(form)
