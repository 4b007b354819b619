"""Configurations of public models read into descriptions: part by part as the transformers package counts, in all as their makers say."""

import json
from pathlib import Path

import numpy as np
import pytest

from formulas.catalogue import models
from formulas.model import cache, work
from formulas.model.description import Attention, DeltaNet, Description, LatentAttention
from formulas.model.parameters import parameters
from formulas.model.reader import loads, read

ROOT = Path(__file__).parents[3]
ROWS = json.loads((ROOT / "formulas" / "data" / "configurations.json").read_text("utf-8"))
CONFIGURATIONS = {name: row["config"] for name, row in ROWS["models"].items()}
COUNTED = json.loads((ROOT / "tests" / "golden" / "models.json").read_text("utf-8"))["models"]

# Checkpoints of Gemma 3n hold keys' and values' projections and the keys' norm of the layers that read another layer's cache; the package
# leaves them out when it loads one.  Layers that share, width, key-value heads, head size.
UNUSED = {"gemma-3n-e2b-text": (10, 2048, 2, 256), "gemma-3n-e4b-text": (15, 2048, 2, 256)}
# What the package does not know: the form, for which parts are held together with the published total alone.
UNCOUNTED = {"deepseek-moe-16b", "kimi-k3", "llama-3.3-nemotron-super-49b"}

# Thousand millions of parameters as makers' cards and reports say, rounded as they round them (the text part, without further heads).
# Written down from memory; those of the catalogue, below, have their sources there.
PUBLISHED = {
    "aya-23-8b": 8.03, "bloom-176b": 176.25, "bloom-7b1": 7.07, "codestral-mamba-7b": 7.29, "command-a-111b": 111, "command-r-35b": 35,
    "command-r-plus-104b": 104, "deepseek-moe-16b": 16.4, "deepseek-v2": 236, "deepseek-v2-lite": 15.7, "deepseek-v3": 671,
    "deepseek-v4-flash": 284, "falcon-h1-34b": 33.6, "gemma-2-27b": 27.2, "gemma-2-2b": 2.61, "gemma-2-9b": 9.24, "gemma-2b": 2.51,
    "gemma-7b": 8.54, "glm-4-9b": 9.4, "gpt-neox-20b": 20.6, "gpt-oss-120b": 116.83, "gpt-oss-20b": 20.91, "granite-3.3-8b": 8.17,
    "granite-4.0-h-small": 32.2, "jamba-1.5-large": 398.6, "jamba-v0.1": 51.6, "kimi-k2": 1026, "kimi-k3": 2780,
    "kimi-linear-48b-a3b": 49.1,
    "llama-2-13b": 13.0, "llama-3.2-3b": 3.21, "llama-3.3-nemotron-super-49b": 49.9, "mamba-2.8b": 2.77, "mamba2-2.7b": 2.70,
    "mimo-v2-flash": 309, "minimax-m1": 456, "minimax-m2.5": 228.7, "mistral-large-123b": 122.6, "mistral-nemo-12b": 12.2,
    "mixtral-8x22b": 140.6, "nemotron-3-nano-30b-a3b": 31.6, "nemotron-3-super-120b-a12b": 120.6, "nemotron-nano-9b-v2": 8.89,
    "olmo-2-13b": 13.7, "olmo-2-32b": 32.2, "olmo-2-7b": 7.3, "olmo-3-7b": 7.3, "olmo-3-32b": 32.2, "phi-2": 2.78, "phi-3-medium-14b": 14.0,
    "phi-3.5-moe": 41.9, "phi-4": 14.7, "phi-4-mini": 3.84, "qwen1.5-moe-a2.7b": 14.3, "qwen2-57b-a14b": 57.4, "qwen2.5-32b": 32.8,
    "qwen2.5-72b": 72.7, "qwen3-235b-a22b": 235, "qwen3-30b-a3b": 30.5, "qwen3-32b": 32.8, "qwen3-coder-480b-a35b": 480,
    "qwen3-next-80b-a3b": 79.7, "qwen3.5-397b-a17b": 396.3, "seed-oss-36b": 36.2, "smollm3-3b": 3.08, "yi-34b": 34.4,
}  # fmt: skip
# The same models in the catalogue, whose totals are those of the checkpoints.
CATALOGUED = {
    "gpt-2": "gpt2", "gpt-2-xl": "gpt2-xl", "opt-175b": "opt-175b", "llama-2-7b": "llama-2-7b", "llama-2-70b": "llama-2-70b",
    "llama-3-8b": "llama-3.1-8b", "llama-3-70b": "llama-3.1-70b", "llama-3-405b": "llama-3.1-405b", "llama-3.2-1b": "llama-3.2-1b",
    "llama-3.2-3b": "llama-3.2-3b", "mistral-7b": "mistral-7b", "mixtral-8x7b": "mixtral-8x7b", "qwen3-8b": "qwen3-8b",
    "qwen3-30b-a3b": "qwen3-30b-a3b", "phi-3-mini": "phi-3-mini", "olmo-2-7b": "olmo-2-7b", "pythia-6.9b": "pythia-6.9b",
}  # fmt: skip


def described(name: str) -> Description:
    """The model of a configuration."""
    return read(CONFIGURATIONS[name], name)


def test_many_families_and_models_are_read() -> None:
    """At least 90 public models, each with a source, and nearly all held against an independent count."""
    assert len(CONFIGURATIONS) >= 140
    assert len({config["model_type"] for config in CONFIGURATIONS.values()}) >= 50
    assert all(row["source"] in ROWS["sources"] and row["repository"].count("/") == 1 for row in ROWS["models"].values())
    assert set(CONFIGURATIONS) - set(COUNTED) == UNCOUNTED


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_parts_are_those_of_the_transformers_package(name: str) -> None:
    """Every part to the last parameter; what the package does not build (further heads) is not compared."""
    counted = dict(COUNTED[name])
    if name in UNUSED:
        layers, d_model, kv_heads, dim = UNUSED[name]
        counted["attention"] += layers * 2 * d_model * kv_heads * dim
        counted["norms"] += layers * dim
    found = {part: number for part, number in parameters(described(name)).items() if number and part != "prediction"}
    assert found == counted


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_totals_are_the_published_ones(name: str) -> None:
    """Within half a per cent of what makers publish, or half of the last digit where that is more."""
    said = PUBLISHED[name]
    digit = 10.0 ** -len(f"{said}".partition(".")[2]) if isinstance(said, float) else 1.0
    assert parameters(described(name)).text / 1e9 == pytest.approx(said, rel=0.005, abs=digit / 2)


@pytest.mark.parametrize("row", CATALOGUED)
def test_totals_are_those_of_the_catalogue(row: str) -> None:
    """The counts of checkpoints that the catalogue has, and its published ones."""
    assert parameters(described(CATALOGUED[row])).text == pytest.approx(models()[row].total_parameters, rel=0.005)


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("deepseek-v3", 684.5e9),  # the module, with its copies of embedding and head: 685B on the model's page
        ("glm-4.5", 358e9),
        ("glm-4.5-air", 110e9),
        ("glm-5", 754e9),
        ("qwen3.5-27b", 27.8e9),
        ("mimo-7b", 7.83e9),
    ],
)
def test_checkpoints_hold_further_heads_too(name: str, total: float) -> None:
    """Counts of whole checkpoints, as pages of models show them (from memory, as above)."""
    assert parameters(described(name)).total == pytest.approx(total, rel=0.005)


def mixers(name: str, kind: type) -> list[tuple[float, object]]:
    """Layers and blocks of a kind."""
    return [(float(g.layers), block) for g in described(name).groups for block in g.blocks if isinstance(block, kind)]


def test_windows_are_where_the_family_has_them() -> None:
    """Gemma 3 27B: 52 of 62 layers see 1,024 tokens; gpt-oss every second 128; Command R7B three of four."""
    assert sorted((n, a.window) for n, a in mixers("gemma-3-27b", Attention)) == [(10, np.inf), (52, 1024)]
    assert sorted((n, a.window) for n, a in mixers("gpt-oss-20b", Attention)) == [(12, 128), (12, np.inf)]
    assert sorted((n, a.window) for n, a in mixers("command-r7b", Attention)) == [(8, np.inf), (24, 4096)]
    assert sorted((n, a.window) for n, a in mixers("gemma-2-2b", Attention)) == [(13, 4096), (13, np.inf)]
    assert [(n, a.window) for n, a in mixers("mistral-7b", Attention)] == [(32, 4096)]
    assert [(n, a.window) for n, a in mixers("qwen2.5-7b", Attention)] == [(28, np.inf)]
    assert {(n, a.window) for n, a in mixers("olmo-3-32b", Attention)} == {(48, 4096), (16, np.inf)}


def test_layers_say_where_they_are() -> None:
    """Every layer once, and Gemma 3's full ones each sixth."""
    for name in ("gemma-3-12b", "jamba-v0.1", "nemotron-h-56b", "deepseek-v4-pro", "llama-4-maverick"):
        model = described(name)
        assert sorted(i for group in model.groups for i in group.at) == list(range(int(model.layers)))
    full = next(g for g in described("gemma-3-12b").groups if g.blocks[0].window == np.inf)
    assert full.at == tuple(range(5, 48, 6))


def test_chunks_of_llama_4() -> None:
    """Three layers in four see their own chunk of 8,192; Maverick has a mixture in every second layer."""
    assert sorted((n, a.chunk) for n, a in mixers("llama-4-scout", Attention)) == [(12, np.inf), (36, 8192)]
    assert sum(n for n, a in mixers("llama-4-maverick", Attention) if a.chunk == np.inf) == 12


def test_layers_that_keep_nothing() -> None:
    """Gemma 3n E4B: 20 of 35 layers hold a cache; Gemma 4 31B: full layers have 4 heads of 512, and their values are the keys."""
    assert sum(n for n, a in mixers("gemma-3n-e4b-text", Attention) if a.caches) == 20
    full = [(n, a.kv_heads, a.key_dim, a.projects_values) for n, a in mixers("gemma-4-31b", Attention) if a.window == np.inf]
    assert full == [(10, 4, 512, False)]


def test_recurrent_and_latent_layers() -> None:
    """Kimi Linear: 7 of 27 layers attend; Qwen3.5-27B: one in four, 4 key-value heads of 256; GLM 5.2: 21 layers pick for all 78."""
    assert sum(n for n, _ in mixers("kimi-linear-48b-a3b", LatentAttention)) == 7
    assert sum(n for n, _ in mixers("kimi-linear-48b-a3b", DeltaNet)) == 20
    assert [(n, a.kv_heads, a.key_dim) for n, a in mixers("qwen3.5-27b", Attention)] == [(16, 4, 256)]
    assert sum(n for n, a in mixers("glm-5.2", LatentAttention) if a.indexer.own) == 21


def test_caches_as_engines_report_them() -> None:
    """Qwen3.5-27B at 262,144 tokens: 16 GiB; Kimi Linear at 131,072: 0.98 GiB; DeepSeek-V3.2 with 8-bit cache: see the formats."""
    grown = cache.held(described("qwen3.5-27b"), 262_144)
    assert 2 * (grown["keys"] + grown["values"]) == 16 * 2**30
    grown = cache.held(described("kimi-linear-48b-a3b"), 131_072)
    assert 2 * (grown["latent"] + grown["rotary"]) / 2**30 == pytest.approx(0.98, abs=0.005)


def test_what_an_indexer_keeps_and_reads() -> None:
    """GLM 5.2: only the 21 layers that pick keep keys for it; MiniMax M3: 57 of 60 layers read 16 blocks of 128 rows of 4 heads of 128."""
    tokens = 131_072
    assert cache.held(described("glm-5.2"), tokens)["indexer"] == 21 * 128 * tokens
    assert cache.held(described("glm-5"), tokens)["indexer"] == 78 * 128 * tokens
    m3 = described("minimax-m3")
    assert cache.held(m3, tokens)["keys"] == 60 * 4 * 128 * tokens
    assert cache.read(m3, tokens)["keys"] == 4 * 128 * (3 * tokens + 57 * 2048)
    assert cache.read(m3, tokens)["indexer"] == 57 * 128 * tokens


def test_the_work_of_layers_that_pick() -> None:
    """A step of MiniMax M3 scores 64 heads of 128 over the picked rows, and 4 of 128 over all; rows picked elsewhere are free."""
    tokens = 131_072
    attended = 2 * 2 * 64 * 128 * (3 * tokens + 57 * 2048)
    assert work.step_flop(described("minimax-m3"), tokens)["scores"] == attended + 57 * 2 * 4 * 128 * tokens
    saved = 57 * 2 * 32 * 128 * tokens
    steps = [work.step_flop(described(name), tokens)["scores"] for name in ("glm-5", "glm-5.2")]
    assert steps[0] - steps[1] == saved
    prompts = [work.prompt_flop(described(name), tokens)["scores"] for name in ("glm-5", "glm-5.2")]
    assert prompts[0] - prompts[1] == pytest.approx(saved * (tokens + 1) / 2, rel=1e-4)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("deepseek-v3", "fp8-blocks"),
        ("gpt-oss-120b", "mxfp4-experts"),
        ("kimi-k2.5", "int4-experts"),
        ("llama-3.1-8b", "bf16"),
        ("gpt2", None),
    ],
)
def test_the_form_in_which_a_model_ships(name: str, form: str | None) -> None:
    """By its quantization_config, or its data type; none where the file says neither."""
    assert described(name).form == form


def test_what_a_nested_part_leaves_out_is_what_its_class_says() -> None:
    """The file of Gemma 3 4B names no heads and no vocabulary: they are those of its class."""
    text = {"model_type": "gemma3_text", "hidden_size": 2560, "intermediate_size": 10240, "num_hidden_layers": 34, "sliding_window": 1024}
    model = read({"model_type": "gemma3", "architectures": ["Gemma3ForConditionalGeneration"], "text_config": text})
    whole = dict(parameters(described("gemma-3-4b")))
    assert dict(parameters(model)) == whole | {"encoder": 0.0}


def test_names() -> None:
    """The name that is given, else the file's own."""
    config = CONFIGURATIONS["llama-3.1-8b"] | {"_name_or_path": "meta-llama/Llama-3.1-8B"}
    assert read(config).name == "meta-llama/Llama-3.1-8B"
    assert read(config, "mine").name == "mine"


def test_text_of_a_file() -> None:
    """The file as it is pasted."""
    assert loads(json.dumps(CONFIGURATIONS["qwen3-8b"])) == read(CONFIGURATIONS["qwen3-8b"])


@pytest.mark.parametrize("name", ["llama-3.1-8b", "deepseek-v3", "qwen3.5-27b", "gemma-2-2b", "gpt-oss-20b", "jamba-v0.1", "falcon-40b"])
def test_a_known_family_leaves_nothing_unread(name: str) -> None:
    """What is told as not understood is worth reading only if it is not noise."""
    assert described(name).unknown == ()


def test_a_family_that_is_not_known_is_read_by_common_keys() -> None:
    """Helium is a Llama by another name; what nobody read is told, and what was assumed."""
    llama = {key: value for key, value in CONFIGURATIONS["llama-3.1-8b"].items() if key != "tie_word_embeddings"}
    llama["architectures"] = ["HeliumForCausalLM"]
    model = read(llama | {"model_type": "helium", "hydra_heads": 4, "tie_word_embeddings": False})
    assert dict(parameters(model)) == dict(parameters(described("llama-3.1-8b")))
    assert model.unknown == ("model_type (helium: read by the keys that most families share)", "hydra_heads")
    assert read(llama | {"model_type": "helium"}).unknown[-1] == "tie_word_embeddings (not given: taken as true)"


def test_a_family_by_another_name_is_known_by_its_class() -> None:
    """A copy of DeepSeek V4 that an engine's makers published calls its family deepseek_ref."""
    model = read(CONFIGURATIONS["deepseek-v4-flash"] | {"model_type": "deepseek_ref"})
    assert dict(parameters(model)) == dict(parameters(described("deepseek-v4-flash")))
    assert model.unknown == ("model_type (deepseek_ref: read as deepseek_v4, by its class)",)


def test_a_layer_type_that_is_not_known_is_told() -> None:
    """A Llama with linear attention in some layers is read, and the reader is told how."""
    types = ["linear_attention"] * 16 + ["full_attention"] * 16
    model = read(CONFIGURATIONS["llama-3.1-8b"] | {"layer_types": types})
    assert model.unknown == ("layer_types (linear_attention: read as full attention)",)


def test_a_strange_quantization_is_told() -> None:
    """The model is described all the same; its form is not known."""
    model = read(CONFIGURATIONS["llama-3.1-8b"] | {"quantization_config": {"quant_method": "magic"}})
    assert model.form is None
    assert "magic" in model.unknown[0]
