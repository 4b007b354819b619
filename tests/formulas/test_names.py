"""Names as people have them: every one that exists is found, and none leads to another thing."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.catalogue import accelerators, grids, lookup, models, precisions, vendors
from formulas.model.public import public
from formulas.names import MOST_SUGGESTED, Names, UnknownNameError, find, nearest, words

CATALOGUES = {"accelerators": accelerators(), "models": models(), "precisions": precisions(), "grids": grids()}
EVERY = [(kind, key, name) for kind, rows in CATALOGUES.items() for key, row in rows.items() for name in (key, *row.names.whole)]

# As nvidia-smi, rocm-smi, JAX, model repositories and people write them.
MEANT = {
    "accelerators": {
        "NVIDIA H100 80GB HBM3": "h100-sxm", "NVIDIA H100 PCIe": "h100-pcie", "H100": "h100-sxm", "H100 SXM5 80GB": "h100-sxm",
        "HGX H100": "h100-sxm", "NVIDIA H200": "h200", "NVIDIA B200": "b200", "NVIDIA GB200": "gb200", "NVIDIA B300 SXM6 AC": "b300",
        "NVIDIA A100-SXM4-80GB": "a100-80gb", "NVIDIA A100-SXM4-40GB": "a100-40gb", "NVIDIA A100 80GB PCIe": "a100-80gb-pcie",
        "NVIDIA A100-PCIE-40GB": "a100-40gb-pcie", "A100": "a100-80gb", "NVIDIA A100": "a100-80gb", "a100 40 GiB": "a100-40gb",
        "Tesla V100-SXM2-32GB": "v100", "Tesla V100-SXM2-16GB": "v100-16gb", "Tesla T4": "t4", "NVIDIA A10": "a10", "NVIDIA L4": "l4",
        "NVIDIA L40S": "l40s", "NVIDIA GeForce RTX 4090": "rtx-4090", "RTX 4090": "rtx-4090", "rtx4090 24G": "rtx-4090",
        "AMD Instinct MI300X": "mi300x", "AMD Instinct MI300X OAM": "mi300x", "MI325X": "mi325x", "TPU v5e": "tpu-v5e",
        "TPU v5 lite": "tpu-v5e", "TPU v6 lite": "tpu-v6e", "TPU v4": "tpu-v4", "Google Ironwood": "tpu-v7", "Gaudi3": "gaudi-3",
        "AWS Trainium2": "trainium-2", "p5.48xlarge": "h100-sxm", "P4d.24xlarge": "a100-40gb", "p4de.24xlarge": "a100-80gb",
        "g5.xlarge": "a10g", "g6e.12xlarge": "l40s", "a3-highgpu-8g": "h100-sxm", "a3-ultragpu-8g": "h200", "a2-ultragpu-1g": "a100-80gb",
        "g2-standard-4": "l4", "Standard_ND96isr_H100_v5": "h100-sxm", "Standard_NC24ads_A100_v4": "a100-80gb-pcie",
        "H100 NVL": "h100-nvl", "NVIDIA H100 NVL": "h100-nvl", "H100 NVL 94GB": "h100-nvl", "NVIDIA H200 NVL": "h200-nvl",
        "NVIDIA GH200 480GB": "gh200", "GH200 96GB": "gh200", "GH200": "gh200", "NVIDIA GH200 144G HBM3e": "gh200-144gb",
        "NVIDIA A10G": "a10g", "A10G": "a10g", "A40": "a40", "NVIDIA A40 48GB": "a40", "A100 40GB": "a100-40gb", "L4": "l4",
        "GB200 NVL72": "gb200", "GB300": "gb300", "B300": "b300", "DGX H100": "h100-sxm", "NVIDIA H200 141GB HBM3e": "h200",
        "AMD Instinct MI300X VF": "mi300x", "HL-325L": "gaudi-3", "TPU v5p": "tpu-v5p", "TPU7x": "tpu-v7", "Trillium": "tpu-v6e",
    },
    "models": {
        "meta-llama/Llama-3.1-8B-Instruct": "llama-3-8b", "Llama-3-8B": "llama-3-8b", "llama-3.1-8b": "llama-3-8b",
        "meta-llama/Meta-Llama-3-8B-Instruct": "llama-3-8b", "llama3.1:8b": "llama-3-8b", "Llama 2 7B chat hf": "llama-2-7b",
        "meta-llama/Llama-3.3-70B-Instruct": "llama-3-70b", "mistralai/Mixtral-8x7B-Instruct-v0.1": "mixtral-8x7b",
        "Qwen/Qwen2.5-7B-Instruct": "qwen2.5-7b", "deepseek-ai/DeepSeek-V3": "deepseek-v3", "google/gemma-2-9b-it": "gemma-2-9b",
        "openai-community/gpt2": "gpt-2", "openai/gpt-oss-20b": "gpt-oss-20b", "microsoft/Phi-3-mini-4k-instruct": "phi-3-mini",
        "allenai/OLMo-2-1124-7B": "olmo-2-7b", "meta-llama/Llama-4-Scout-17B-16E-Instruct": "llama-4-scout",
        "unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit": "llama-3-8b", "TheBloke/Llama-2-7B-GGUF": "llama-2-7b",
        "Qwen2.5-7B-Instruct-Q4_K_M.gguf": "qwen2.5-7b", "TheBloke/Mixtral-8x7B-Instruct-v0.1-GPTQ": "mixtral-8x7b",
        "deepseek-ai/DeepSeek-V3-0324": "deepseek-v3", "neuralmagic/Meta-Llama-3.1-70B-Instruct-FP8": "llama-3-70b",
        "RedHatAI/Llama-3.3-70B-Instruct-quantized.w4a16": "llama-3-70b", "amd/Llama-3.1-405B-Instruct-FP8-KV": "llama-3-405b",
        "hugging-quants/Meta-Llama-3.1-405B-Instruct-AWQ-INT4": "llama-3-405b", "NousResearch/Meta-Llama-3-8B": "llama-3-8b",
        "mlx-community/Qwen2.5-7B-Instruct-MLX-4bit": "qwen2.5-7b", "turboderp/Llama-3.1-8B-Instruct-exl2": "llama-3-8b",
        "LoneStriker/Mixtral-8x7B-v0.1-4.0bpw-h6-exl2": "mixtral-8x7b", "llama3.1:8b-instruct-q4_K_M": "llama-3-8b",
        "Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4": "qwen2.5-7b", "Qwen/Qwen2.5-72B-Instruct-AWQ": "qwen2.5-72b",
        "unsloth/gpt-oss-20b-GGUF": "gpt-oss-20b", "lmstudio-community/gpt-oss-120b": "gpt-oss-120b",
        "unsloth/gemma-3-27b-it-bnb-4bit": "gemma-3-27b", "nvidia/Llama-3.1-405B-Instruct-FP4": "llama-3-405b",
        "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8": "llama-4-maverick", "casperhansen/llama-3-70b-instruct-awq": "llama-3-70b",
        "DeepSeek-V3-0324-UD-Q2_K_XL-00001-of-00006.gguf": "deepseek-v3", "Meta-Llama-3-70B-Instruct.Q4_0.gguf": "llama-3-70b",
        "microsoft/Llama-2-7b-onnx": "llama-2-7b", "https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct": "llama-3-8b",
        "models/Llama-2-7B-Chat/ggml-model-q4_0.gguf": "llama-2-7b",
        "models--meta-llama--Llama-3.1-8B-Instruct": "llama-3-8b", "meta-llama/Llama-3.1-8B@main": "llama-3-8b",
        "~/.cache/huggingface/hub/models--Qwen--Qwen2.5-7B-Instruct/snapshots/a09a35458c70": "qwen2.5-7b",
        "openai/gpt-oss-120b:free": "gpt-oss-120b", "google/gemma-3-27b-it-qat-q4_0-gguf": "gemma-3-27b",
        "hf.co/bartowski/Llama-3.1-8B-Instruct-GGUF:Q4_K_M": "llama-3-8b", "/data/models/Qwen2.5-14B-Instruct": "qwen2.5-14b",
    },
    "precisions": {
        "torch.bfloat16": "bf16", "half precision": "fp16",
        "float8": "fp8", "float8_e4m3fn": "fp8", "bfloat16": "bf16", "BF16": "bf16", "half": "fp16", "float32": "fp32", "int 8": "int8",
        "MXFP4": "mxfp4", "AWQ": "w4a16",
    },
    "grids": {
        "USA": "usa", "US": "usa", "U.S.": "usa", "United States": "usa", "DE": "deu", "Germany": "deu", "Deutschland": "deu",
        "UK": "gbr", "Türkiye": "tur", "turkiye": "tur", "South Korea": "kor",
    },
}  # fmt: skip
# What no row is, with the rows among which a person has to choose, or that come nearest: never one of them silently.
REFUSED = {
    "accelerators": {
        "H100 96GB": ["h100-sxm", "h100-pcie"], "H30": ["h200"], "Grace Hopper": ["gh200", "gh200-144gb"], "A30": ["a10"],
        "L40": ["l40s"], "NVIDIA RTX 6000 Ada Generation": ["rtx-4090"], "RTX 3090": ["rtx-4090"], "Tesla P100": ["v100"],
        "TPU v2": ["tpu-v4"], "Intel Data Center GPU Max 1550": ["gaudi-2", "gaudi-3"], "8x H100": ["h100-sxm"], "A800": ["a100-80gb"],
        "Tesla V100-PCIE-32GB": ["v100"], "MI308X": ["mi300x"], "Radeon RX 7900 XTX": ["mi300x"], "v6e-8": ["tpu-v6e"],
        "MI300A": ["mi300x"], "MI300": ["mi300x"], "RTX 4080": ["rtx-4090"],
        "NVIDIA GeForce RTX 4090 Laptop GPU": ["rtx-4090"], "AMD H100": ["h100-sxm"],
        "p5.metal": [], "g5": [], "Blackwell": ["b200", "b300"], "Hopper": ["h100-sxm", "h200"],
        "A100 PCIe": ["a100-40gb-pcie", "a100-80gb-pcie"],
        "TPU v5": ["tpu-v5e", "tpu-v5p"],
        "rtx": ["rtx-4090", "rtx-5090"], "Apple M3 Max": [], "B200 192GB": ["b200"], "h10": ["h100-sxm"],
        "H800GB": [], "": [], "NVIDIA": [],
    },
    "models": {
        "unsloth/DeepSeek-R1-GGUF": ["deepseek-v3"], "TheBloke/Mistral-7B-Instruct-v0.2-AWQ": ["mistral-7b"], "Q4_K_M": [], "gguf": [],
        "NousResearch/Hermes-3-Llama-3.1-8B": ["llama-3-8b"], "meta-llama/Llama-Guard-3-8B": ["llama-3-8b"], "gpt-4": ["gpt-2"],
        "codellama/CodeLlama-7b-hf": ["llama-2-7b"], "meta-llama/Llama-3.1-8B-Instruct:fastest": ["llama-3-8b"], "somebody/Llama": [],
        "mixtral": ["mixtral-8x7b", "mixtral-8x22b"], "llama-38b": ["llama-3-8b"], "DeepSeek-R1": ["deepseek-v3"], "20b": ["gpt-oss-20b"],
        "deepseek-ai/DeepSeek-R1-Distill-Llama-8B": ["llama-3-8b"], "mistralai/Mistral-7B-Instruct-v0.3": ["mistral-7b"],
        "8b": ["llama-3-8b", "qwen3-8b"],
    },
    "precisions": {"q8_0": [], "fp7": ["fp8"], "nf4": ["nvfp4"], "8 bit": ["int8", "w8a16"]},
    "grids": {"United": ["usa", "gbr", "are"], "North Korea": ["kor"], "US-CAL-CISO": []},
}  # fmt: skip


def found(kind: str, typed: str) -> str:
    return lookup(CATALOGUES[kind], typed, "it").id


def attempted(kind: str, typed: str) -> tuple[str | None, UnknownNameError | None]:
    """Where a name leads, or why it does not."""
    try:
        return found(kind, typed), None
    except UnknownNameError as unknown:
        return None, unknown


def refusal(kind: str, typed: str) -> UnknownNameError:
    with pytest.raises(UnknownNameError) as caught:
        found(kind, typed)
    return caught.value


@pytest.mark.parametrize(("kind", "typed", "key"), [(kind, typed, key) for kind, names in MEANT.items() for typed, key in names.items()])
def test_names_as_people_have_them(kind, typed, key):
    assert found(kind, typed) == key


@pytest.mark.parametrize(
    ("kind", "typed", "near"), [(kind, typed, near) for kind, names in REFUSED.items() for typed, near in names.items()]
)
def test_what_is_not_there_is_refused_with_what_is_near(kind, typed, near):
    message = refusal(kind, typed)
    assert [key for key in near if key not in message.near] == []
    assert len(message.near) <= MOST_SUGGESTED
    assert all(key in str(message) for key in message.near)


def test_a_name_of_too_few_letters_means_nothing_else_by_its_pieces():
    """The 40 of a card's memory and the 2 of HBM2 are no part of "A40" and "TPU v2"."""
    cards = {key: Names((name,), ("HBM2", "40 GB")) for key, name in (("a100", "A100"), ("v4", "TPU v4"))}
    cards |= {str(n): Names(()) for n in range(9)}
    for typed in ("A40", "TPU v2"):
        with pytest.raises(UnknownNameError, match="no such name"):
            find(cards, typed, "card")


def test_only_what_anybody_packs_has_packings():
    with pytest.raises(UnknownNameError):
        find({"l4": Names(("L4",))}, "somebody/L4-GGUF", "card")
    assert find({"l4": Names(("L4",), packed=True)}, "somebody/L4-GGUF", "model") == "l4"


PACKINGS = ("GGUF", "AWQ", "GPTQ-Int4", "FP8", "MLX-4bit", "exl2", "Q8_0.gguf", "bnb-4bit", "quantized.w8a8", "4.0bpw-h6-exl2")


@pytest.mark.parametrize("packing", PACKINGS)
def test_every_model_in_every_packing_of_any_owner(packing):
    for key in models():
        for name in (key, f"{key}-Instruct"):
            assert found("models", f"somebody/{name}-{packing}") == key


def test_no_name_belongs_to_two_rows():
    for rows in CATALOGUES.values():
        owners: dict[tuple[str, ...], set[str]] = {}
        for key, row in rows.items():
            for name in (key, *row.names.whole):
                owners.setdefault(words(name), set()).add(key)
        assert {name: keys for name, keys in owners.items() if len(keys) > 1 or not name} == {}


@pytest.mark.parametrize("kind", CATALOGUES)
def test_every_name_in_any_case_and_punctuation(kind):
    names = [(key, name) for each, key, name in EVERY if each == kind]
    assert len(names) > len(CATALOGUES[kind])
    for key, name in names:
        marked = [name.replace(" ", mark).replace("-", mark).replace(".", mark) for mark in (" ", "-", "_", "/", " - ")]
        for typed in (name, name.upper(), name.lower(), name.title(), f"  {name} ", *marked):
            assert found(kind, typed) == key, typed


@pytest.mark.slow
@settings(max_examples=400)
@given(st.sampled_from(EVERY), st.integers(0, 2**32 - 1))
def test_a_slip_of_the_finger_never_leads_elsewhere(entry, seed):
    """One letter dropped, doubled, swapped or mistyped: the row itself, a refusal, or a name that another row really has."""
    kind, key, name = entry
    rng = random.Random(seed)
    at = rng.randrange(len(name))
    typed = rng.choice((
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
        name[:at] + rng.choice(string.ascii_lowercase + string.digits) + name[at + 1 :],
        f"{name} {rng.choice(string.ascii_lowercase)}{rng.randrange(100)}",
    ))
    led_to, unknown = attempted(kind, typed)
    if unknown is not None:
        assert len(unknown.near) <= MOST_SUGGESTED
        assert len(str(unknown)) < 300
    else:
        assert led_to == key or words(typed) in {words(own) for own in (led_to, *CATALOGUES[kind][led_to].names.whole)}


@given(st.text(max_size=60))
def test_anything_may_be_typed(typed):
    for kind, rows in CATALOGUES.items():
        led_to, unknown = attempted(kind, typed)
        assert led_to in rows if unknown is None else len(unknown.near) <= MOST_SUGGESTED


def test_every_maker_has_its_words():
    made = {row.vendor for row in (*accelerators().values(), *public().values())}
    assert made == set(vendors())


def test_a_short_list_is_told_whole_and_a_long_one_is_not():
    few = {key: Names(()) for key in ("red", "green", "blue")}
    with pytest.raises(UnknownNameError, match=r"^colour is 'x': must be one of red, green, blue$"):
        find(few, "x", "colour")
    many = {f"card {n}": Names(()) for n in range(40)}
    with pytest.raises(UnknownNameError, match=r"and 35 more$") as caught:
        find(many, "card", "it")
    assert len(caught.value.near) == MOST_SUGGESTED


def test_the_nearest_come_first():
    assert nearest({key: Names(()) for key in ("prompt", "context", "contents")}, "contxt")[0] == "context"
