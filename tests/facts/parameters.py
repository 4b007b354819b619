"""Group A: parameters of models, counted from their configurations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from formulas import transformer
from formulas.catalogue import ModelConfig, models
from formulas.model.catalogued import described
from formulas.model.parameters import parameters
from formulas.model.stored import stored

from .case import Case, facts

BY = "model.parameters.parameters"
EMBEDDED = "active but the input embedding"

_CATALOGUED = {
    "A001": ("gpt-2", "total"),
    "A004": ("gpt-2-xl", "total"),
    "A005": ("gpt-3-175b", "total"),
    "A009": ("chinchilla-70b", "total"),
    "A020": ("llama-2-7b", "total"),
    "A024": ("llama-2-70b", "total"),
    "A025": ("llama-3-8b", "total"),
    "A026": ("llama-3-70b", "total"),
    "A030": ("llama-3.2-3b", "total"),
    "A033": ("mixtral-8x7b", "total"),
    "A034": ("mixtral-8x7b", "active"),
    "A039": ("qwen2.5-7b", "total"),
    "A040": ("qwen2.5-7b", "body"),
    "A041": ("qwen2.5-14b", "total"),
    "A042": ("qwen2.5-14b", "body"),
    "A043": ("qwen2.5-32b", "total"),
    "A044": ("qwen2.5-32b", "body"),
    "A049": ("qwen3-8b", "total"),
    "A051": ("qwen3-30b-a3b", "total"),
    "A052": ("qwen3-30b-a3b", "active"),
    "A055": ("deepseek-v3", "total"),
    "A058": ("deepseek-v3", "total"),
    "A070": ("gpt-oss-20b", "total"),
    "A071": ("gpt-oss-20b", EMBEDDED),
    "A072": ("gpt-oss-20b", "experts"),
    "A073": ("gpt-oss-20b", "attention"),
    "A076": ("gpt-oss-20b", "embeddings"),
    "A079": ("gemma-2-9b", "embeddings"),
    "A080": ("gemma-2-9b", "body"),
    "A085": ("gemma-3-4b", "embeddings"),
    "A086": ("gemma-3-4b", "body"),
    "A089": ("phi-3-mini", "total"),
    "A090": ("olmo-2-7b", "total"),
    "A093": ("bloom-176b", "total"),
    "A100": ("pythia-6.9b", "body"),
    "A104": ("llama-4-maverick", "total"),
    "F112": ("llama-3-70b", "total"),
}
# What checkpoints count, to the last parameter.
_COUNTED = frozenset(
    "A001 A003 A004 A020 A025 A026 A030 A033 A034 A049 A051 A052 A058 A077 A078 A079 A080 A089 A090 A098 A099 A100".split()  # noqa: SIM905
)
_NOTES = {
    "A009": "Five attention matrices: relative positions have one of their own.",
    "A024": "The published count includes 5,120 buffered rotary frequencies.",
    "A041": "Cut, not rounded, to 14.7.",
    "A043": "14.77 and 32.76 billion are printed as 14.7 and 32.5.",
    "A085": "The paper counts padding.",
}
# Models that the catalogue leaves to a larger sister; what their inputs do not say is hers.
_SISTERS = {
    "A003": ("gpt-2", "total", {}),
    "A006": ("gpt-3-175b", "total", {"heads": 16, "kv_heads": 16}),
    "A007": ("gpt-3-175b", "total", {"d_model": 5120, "d_ff": 20480}),
    **{name: ("chinchilla-70b", "total", {}) for name in ("A010", "A011", "A012", "A014", "A016", "A018", "A019")},
    "A022": ("llama-65b", "total", {}),
    "A077": ("gemma-2-9b", "embeddings", {}),
    "A078": ("gemma-2-9b", "body", {}),
    "A083": ("gemma-3-4b", "embeddings", {}),
    "A084": ("gemma-3-4b", "body", {}),
    "A098": ("pythia-6.9b", "body", {}),
    "A099": ("pythia-6.9b", "body", {}),
}
_SISTERS_NOTES = {
    "A006": "The printed 24 heads of 128 are wider than the model; counted with attention of the model's width.",
    "A007": "The printed width of 5140 is a misprint of 5120.",
}


def build(base: str, fact: Mapping, **changes: object) -> ModelConfig:
    """The configuration that a fact's inputs describe, the rest as in the catalogue's ``base``."""
    inputs = fact.get("inputs", {})
    renamed = {"ffw": "d_ff", "kv_size": "head_dim"}
    shape = {renamed.get(k, k): v for k, v in inputs.items() if k in ("layers", "d_model", "heads", "vocab", "d_ff", "head_dim", *renamed)}
    row = replace(models()[base], **shape)
    given = {"kv_heads": inputs.get("kv_heads", row.heads), "dense_layers": row.layers, "full_attention_layers": row.layers}
    return replace(row, **given | changes)


def count(row: ModelConfig, which: str) -> float:
    """Parameters of one part of a model: all, active, with or without embeddings."""
    parts = parameters(described(row), active=which.startswith("active"))
    embeddings = parts["embedding"] + parts["head"]
    return {
        "embeddings": embeddings,
        "body": parts.total - embeddings,
        EMBEDDED: parts.total - parts["embedding"],
        "attention": parts["attention"],
        "experts": parts["experts"] + parts["router"],
    }.get(which, parts.total)


def _kind(fact: str) -> str:
    return "count" if fact in _COUNTED else "exact"


def _next_token_module(_: Mapping) -> float:
    """DeepSeek-V3's extra block: one expert layer behind a projection of two vectors to one."""
    m = models()["deepseek-v3"]
    experts = (m.experts + m.shared_experts) * transformer.mlp_parameters(m.d_model, m.expert_d_ff)
    attention = transformer.latent_attention_parameters(
        m.d_model, m.heads, m.head_dim, m.qk_rope_head_dim, m.v_head_dim, m.kv_lora_rank, m.q_lora_rank
    )
    return experts + attention + m.d_model * m.experts + 2 * m.d_model**2


def _with_next_token_module(fact: Mapping) -> float:
    m = models()["deepseek-v3"]
    return count(m, "total") + _next_token_module(fact) + 2 * m.vocab * m.d_model


def cases() -> list[Case]:
    """Every prediction of this group."""
    catalogued = [
        Case(fact, BY, lambda _, key=key, which=which: count(models()[key], which), _kind(fact), _NOTES.get(fact, ""))
        for fact, (key, which) in _CATALOGUED.items()
    ]
    sisters = [
        Case(
            fact,
            BY,
            lambda row, base=base, which=which, changes=changes: count(build(base, row, **changes), which),
            _kind(fact),
            _SISTERS_NOTES.get(fact, ""),
        )
        for fact, (base, which, changes) in _SISTERS.items()
    ]
    rounded = [
        Case("A056", BY, lambda _: count(models()["deepseek-v3"], EMBEDDED), digit=1e9),
        Case(
            "A057",
            BY,
            lambda _: count(models()["deepseek-v3"], "active"),
            miss="The page says that embedding and output head are both included, but its number fits one of them: 36.6 billion.",
        ),
        Case("A059", "transformer.mlp_parameters", _next_token_module),
        Case("A060", BY, _with_next_token_module, digit=1e9),
        Case("A063", BY, lambda _: count(models()["deepseek-v2-lite"], "total"), digit=1e9),
        Case(
            "A064",
            BY,
            lambda _: count(models()["deepseek-v2-lite"], EMBEDDED),
            digit=1e8,
            miss="2.45 billion without the input embedding, cut to 2.4.",
        ),
        Case("A074", "model.stored.stored", lambda _: stored(described(models()["gpt-oss-20b"]), "mxfp4-experts").total / 2**30),
        Case("A105", BY, lambda _: count(models()["llama-4-maverick"], "active"), digit=1e9),
    ]
    return [*catalogued, *sisters, *rounded]


def of(fact: str) -> float:
    """A published count, for the cases that start from it."""
    return float(facts()[fact]["value"])
