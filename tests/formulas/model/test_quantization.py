"""What configurations say of their numbers, as public ones have it, and what is refused."""

import pytest

from formulas.model.forms import checkpoint_form
from formulas.model.modules import MOST, meant
from formulas.model.quantization import read_form, read_quantization

DENSE = ("embedding", "head", "attention", "mlp", "norms")
SPARSE = (*DENSE, "experts", "shared_experts", "router")
BY_CHANNEL = {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "float", "strategy": "channel", "symmetric": True}}


def int4(group, **more):
    weights = {"num_bits": 4, "type": "int", "strategy": "group", "group_size": group, "symmetric": True}
    return {"quant_method": "compressed-tensors", "config_groups": {"group_0": {"targets": ["Linear"], "weights": weights}}, **more}


def of_llama_405b():
    """Every attention, and the MLPs of the first and the last layer, by name."""
    attention = [f"model.layers.{layer}.self_attn.{each}_proj" for layer in range(126) for each in "qkvo"]
    mlps = [f"model.layers.{layer}.mlp.{each}_proj" for layer in (0, 125) for each in ("gate", "up", "down")]
    return {"quant_method": "fbgemm_fp8", "activation_scale_ub": 1200.0, "modules_to_not_convert": attention + mlps}


CONFIGURATIONS = {
    "DeepSeek-V3": ({"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [128, 128]}, "bfloat16", SPARSE, "fp8-blocks"),
    "Llama 3.1 405B FP8": (of_llama_405b(), "bfloat16", DENSE, "fp8-mlp"),
    "amd/Llama-3.1-8B-Instruct-FP8-KV": ({"quant_method": "fp8", "ignored_layers": ["lm_head"]}, "bfloat16", DENSE, "fp8-linear"),
    "Qwen2.5-72B FP8-Dynamic": (
        {"quant_method": "compressed-tensors", "config_groups": {"group_0": BY_CHANNEL}, "ignore": ["lm_head"]},
        "bfloat16", DENSE, "fp8-linear",
    ),
    "Kimi K2 Thinking": (
        int4(32, ignore=["lm_head", "re:.*self_attn.*", "re:.*shared_experts.*", r"re:.*mlp\.(gate|up|gate_up|down)_proj.*"]),
        "bfloat16", SPARSE, "int4-experts",
    ),
    "w4a16 of a dense model": (int4(128, ignore=["lm_head"]), "bfloat16", DENSE, "int4-linear"),
    "gpt-oss": (
        {"quant_method": "mxfp4",
         "modules_to_not_convert": ["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]},
        "bfloat16", (*DENSE, "experts", "router"), "mxfp4-experts",
    ),
    "Qwen2.5-72B AWQ": (
        {"quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": True, "version": "gemm", "modules_to_not_convert": None},
        "float16", DENSE, "awq",
    ),
    "Mixtral AWQ": ({"quant_method": "awq", "bits": 4, "group_size": 128, "modules_to_not_convert": ["gate"]}, "float16", SPARSE, "awq"),
    "GPTQ Int4": ({"quant_method": "gptq", "bits": 4, "group_size": 128, "sym": True, "desc_act": False}, "float16", DENSE, "gptq"),
    "GPTQ Int8": ({"quant_method": "gptq", "bits": 8, "group_size": 128}, "float16", DENSE, "int8-groups"),
    "GPTQ in groups of 32": ({"quant_method": "gptq", "bits": 4, "group_size": 32}, "float16", DENSE, "int4-g32z@attention+mlp,fp16"),
    "GPTQ by column": ({"quant_method": "gptq", "bits": 4, "group_size": -1}, "float16", DENSE, "int4-channel@attention+mlp,fp16"),
    "bitsandbytes NF4": (
        {"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "bnb_4bit_use_double_quant": True},
        "bfloat16", DENSE, "nf4-double",
    ),
    "bitsandbytes without a method": ({"load_in_8bit": True}, "float16", DENSE, "int8-linear"),
    "modelopt NVFP4": ({"quant_method": "modelopt", "quant_algo": "NVFP4", "ignore": ["lm_head"]}, "bfloat16", DENSE, "nvfp4-linear"),
    "modelopt, attention kept": (
        {"quant_method": "modelopt", "quant_algo": "NVFP4", "ignore": ["lm_head", "*self_attn*", "model.layers.61*"]},
        "bfloat16", SPARSE, "nvfp4-experts",
    ),
    "hf_quant_config": ({"quantization": {"quant_algo": "FP8", "exclude_modules": ["lm_head"]}}, "bfloat16", DENSE, "fp8-linear"),
    "two groups": (
        {"quant_method": "compressed-tensors", "config_groups": {
            "a": {"targets": ["re:.*self_attn.*"],
                  "weights": {"num_bits": 8, "type": "float", "strategy": "block", "block_structure": "128x128"}},
            "b": {"targets": ["re:.*mlp.experts.*"], "weights": {"num_bits": 4, "type": "float", "strategy": "group", "group_size": 32}}}},
        "bfloat16", SPARSE, "fp8-128x128@attention,mxfp4@experts",
    ),
    "no packing": (None, "torch.float16", DENSE, "fp16"),
    "nothing said": (None, None, DENSE, None),
}  # fmt: skip


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_configurations_tell_their_format(name):
    quantization, dtype, present, form = CONFIGURATIONS[name]
    found = read_quantization(quantization, dtype, present=present)
    assert found == form
    if found:
        checkpoint_form(found)


def test_deepseek_v4_tells_the_format_of_its_experts_apart():
    quantization = {"quant_method": "fp8", "scale_fmt": "ue8m0", "weight_block_size": [128, 128]}
    config = {"expert_dtype": "fp4", "torch_dtype": "bfloat16", "quantization_config": quantization}
    assert read_form(config, SPARSE) == "mxfp4-experts-fp8"
    assert read_form({**config, "expert_dtype": "fp8"}, SPARSE) == "fp8-blocks"


def test_a_whole_configuration_is_looked_through():
    nested = {"text_config": {"torch_dtype": "bfloat16", "num_hidden_layers": 126}, "quantization_config": of_llama_405b()}
    assert read_form(nested, DENSE) == "fp8-mlp"
    assert read_form({"dtype": "float32"}) == "fp32"
    assert read_form({}) is None


def test_layers_left_out_are_counted_against_those_of_the_model():
    """A list of three layers' MLPs is all of a model of three layers, and three of one of ten."""
    listed = {"quant_method": "fp8", "modules_to_not_convert": [f"model.layers.{n}.mlp" for n in range(3)]}
    assert read_quantization(listed, "bfloat16", layers=3, present=DENSE) == "fp8@attention"
    assert read_quantization(listed, "bfloat16", layers=10, present=DENSE) == "fp8@attention,fp8@mlp~3"


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("lm_head", {"head"}),
        ("model.layers.*.block_sparse_moe.gate", {"router"}),
        (r"re:.*\.mlp\.gate$", {"router"}),
        ("re:model.layers.\\d+.self_attn.(q|k|v|o)_proj", {"attention"}),
        ("re:.*(experts|shared_expert).*", {"experts", "shared_experts"}),
        ("visual", {"encoder"}),
        ("self_attn.q_proj", set()),
        ("model.layers.1*", set()),
        ("re:^model\\.embed_tokens$", {"embedding"}),
    ],
)
def test_patterns_mean_parts(pattern, parts):
    found = meant([pattern])
    assert found.parts - {"indexer"} == parts
    assert not found.unread


@pytest.mark.parametrize("pattern", ["re:(a+)+$", "re:(x|y)(?=z)", 5, "a" * 400, "re:" + "(a|b)" * 10])
def test_patterns_that_are_more_than_wildcards_are_told_and_never_run(pattern):
    assert meant([pattern]).unread == [str(pattern)[:60]]


@pytest.mark.parametrize(
    ("quantization", "text"),
    [
        ({"quant_method": "aqlm"}, "quantization method is 'aqlm': not known; known are fp8"),
        ({"quant_method": "awq", "bits": 5}, "bits is '5': must be one of 2, 3, 4, 8"),
        ({"quant_method": "gptq"}, "bits is 'None': must be one of"),
        ({"quant_method": "gptq", "bits": 4, "group_size": "x"}, "group size is 'x': must be a whole number from 1 to 65,536"),
        ({"quant_method": "gptq", "bits": 4, "group_size": 10**9}, "group size is '1000000000': must be"),
        ({"quant_method": "fp8", "weight_block_size": [1e9, 2]}, "block is .*: must be two whole numbers from 1 to 4,096"),
        ({"quant_method": "compressed-tensors"}, "config_groups is missing"),
        ({"quant_method": "modelopt", "quant_algo": "FP3"}, "quant_algo is 'FP3': not known"),
        ({"quant_method": "compressed-tensors", "config_groups": {"a": {"weights": {"num_bits": 6, "type": "float"}}}}, "must be 4 or 8"),
        ([1], "quantization_config is no table"),
        ({}, "quantization method is 'none': not known"),
        ({"quant_method": "fp8", "ignore": ["x"] * (MOST + 1)}, "modules are 50,001: at most 50,000"),
    ],
)
def test_what_is_no_format_is_refused_in_one_sentence(quantization, text):
    with pytest.raises(ValueError, match=text):
        read_quantization(quantization, "bfloat16")
