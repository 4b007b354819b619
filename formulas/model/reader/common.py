"""The form that most families share: attention with grouped heads, then an MLP or a mixture, told apart by a few habits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from formulas.model.description import Attention, Description
from formulas.model.reader import parts
from formulas.model.reader.fields import Keys
from formulas.model.reader.layers import CHUNKED, FULL, SLIDING, Layer, grouped, how_many, kinds, sparse, windowed


@dataclass(frozen=True, kw_only=True)
class Family:
    """Habits of a family that its configurations do not say, or say by a key of their own.

    ``qkv`` and ``out`` are the keys that tell whether those projections have biases, with what holds where the key is missing;
    ``qk_norm`` the norm of queries and keys and the key that decides it ("": always there).  ``window`` says which layers have one
    where the file has no list: see :func:`~formulas.model.reader.layers.windowed`.
    """

    qkv: tuple[str, bool] = ("", False)
    out: tuple[str, bool] = ("", False)
    mlp: tuple[str, bool] = ("", False)
    head: tuple[str, bool] = ("", False)
    qk_norm: Literal["none", "head", "full"] = "none"
    qk_key: str = ""
    qk_default: bool = False
    tied: bool = False
    norms: float = 2
    ends: float = 1
    norm_biases: bool = False
    matrices: int = 3
    window: str | int = "never"
    sinks: bool = False
    router_biases: bool = False
    shared_gate: bool = False
    copies: bool = False


_READ = frozenset((*FULL, *SLIDING, *CHUNKED))
_LONGEST, _MOST = 40, 5
_KEYED = {"qkv": ("attention_bias", False), "out": ("attention_bias", False)}
_LLAMA = Family(**_KEYED, mlp=("mlp_bias", False))
_MISTRAL = Family(window="all")
_QWEN2 = Family(qkv=("qkv_bias", True), window="all", shared_gate=True)
_QWEN3 = Family(**_KEYED, qk_norm="head", window="all")
_GEMMA = {**_KEYED, "tied": True}
_GLM = {"qkv": ("attention_bias", True)}
_OLMO2 = {**_KEYED, "qk_norm": "full"}

FAMILIES: dict[str, Family] = {
    "llama": _LLAMA,
    "mistral": _MISTRAL, "ministral": _MISTRAL, "ministral3": _MISTRAL, "mistral3": _MISTRAL, "mixtral": _MISTRAL,
    "mimo": Family(qkv=("attention_bias", True), window="all"), "qwen2": _QWEN2, "qwen2_moe": _QWEN2,
    "qwen2_vl": _QWEN2, "qwen2_vl_text": _QWEN2, "qwen2_5_vl": _QWEN2, "qwen2_5_vl_text": _QWEN2,
    "qwen3": _QWEN3, "qwen3_moe": _QWEN3, "qwen3_vl_text": _QWEN3, "qwen3_vl_moe_text": _QWEN3,
    "gemma": Family(**_GEMMA),
    "gemma2": Family(**_GEMMA, norms=4, window="even"),
    "gemma3_text": Family(**_GEMMA, norms=4, qk_norm="head", window=6), "gemma3": Family(**_GEMMA, norms=4, qk_norm="head", window=6),
    "phi3": Family(window="all"),
    "phimoe": Family(**_KEYED, head=("lm_head_bias", False), norm_biases=True),
    "olmo": Family(**_KEYED, norms=0, ends=0),
    "olmo2": Family(**_OLMO2), "olmoe": Family(**_OLMO2), "olmo3": Family(**_OLMO2, window=4),
    "cohere": Family(**_KEYED, tied=True, norms=1, qk_norm="full", qk_key="use_qk_norm"),
    "cohere2": Family(**_KEYED, tied=True, norms=1, window=4),
    "glm": Family(**_GLM), "glm4": Family(**_GLM, norms=4),
    "glm4_moe": Family(qkv=("attention_bias", False), qk_norm="head", qk_key="use_qk_norm", router_biases=True, copies=True),
    "granite": _LLAMA, "granitemoe": Family(**_KEYED), "granitemoeshared": Family(**_KEYED),
    "gpt_oss": Family(
        qkv=("attention_bias", True), out=("attention_bias", True), mlp=("", True), window="even", sinks=True, router_biases=True
    ),
    "minimax_m2": Family(qk_norm="full", qk_key="use_qk_norm", qk_default=True, router_biases=True),
    "seed_oss": Family(qkv=("attention_bias", True), out=("attention_out_bias", False), mlp=("mlp_bias", False)),
    "smollm3": Family(**_KEYED, mlp=("mlp_bias", False), tied=True),
    "exaone4": Family(qk_norm="head", window=4), "internlm2": Family(qkv=("bias", True), out=("bias", True)),
    "deepseek": Family(**_KEYED), "dots1": Family(**_KEYED, qk_norm="head", router_biases=True),
    "apertus": Family(**_KEYED, qk_norm="head", matrices=2), "arcee": Family(**_KEYED, mlp=("mlp_bias", False), matrices=2),
    "hunyuan_v1_dense": Family(**_KEYED, qk_norm="head", tied=True), "hunyuan_v1_moe": Family(**_KEYED, qk_norm="head"),
    "ernie4_5": Family(qkv=("use_bias", False), out=("use_bias", False), mlp=("use_bias", False), tied=True),
    "ernie4_5_moe": Family(qkv=("use_bias", False), out=("use_bias", False), mlp=("use_bias", False), tied=True, router_biases=True),
    "baichuan": Family(), "orion": Family(norm_biases=True), "minicpm": Family(tied=True),
}  # fmt: skip


def read(keys: Keys, family: Family) -> Description:
    """Describe a model of the common form."""
    frame, layers, f = parts.frame(keys), how_many(keys), family
    keys.flag("use_qk_norm")  # where it decides, the family says so
    near, mixed = windowed(keys, layers, f.window), sparse(keys, layers)
    types, routed = kinds(keys, layers), parts.has_experts(keys)
    own = _attention(keys, family, frame.d_model)

    def layer(short: bool, chunked: bool, mixture: bool) -> Layer:
        attention = own(parts.window(keys) if short else math.inf, keys.size("attention_chunk_size") or math.inf if chunked else math.inf)
        if mixture:
            return (attention, _experts(keys, f)), f.norms
        return (attention, parts.mlp(parts.feed_forward(keys), f.matrices, biases=keys.flag(f.mlp[0], default=f.mlp[1]))), f.norms

    told = [(near(i), types is not None and types[i] in CHUNKED, routed and mixed(i)) for i in range(layers)]
    return Description(
        **frame.of(),
        groups=grouped(layer, told),
        tied=keys.flag("tie_word_embeddings", default=f.tied),
        norms=f.ends,
        norm_biases=f.norm_biases,
        head_bias=keys.flag(f.head[0], default=f.head[1]),
        prediction=parts.further(keys, frame, layer(*told[-1]), copies=f.copies),
        unknown=tuple(f"layer_types ({kind[:_LONGEST]}: read as full attention)" for kind in sorted(set(types or ()) - _READ))[:_MOST],
    )


def _experts(keys: Keys, f: Family) -> parts.Experts:
    return parts.experts(
        keys, matrices=f.matrices, biases=keys.flag(f.mlp[0], default=f.mlp[1]), router_biases=f.router_biases, shared_gate=f.shared_gate
    )


def _attention(keys: Keys, f: Family, d_model: int) -> Callable[[float, float], Attention]:
    h = parts.heads(keys, d_model)
    normed = f.qk_norm if not f.qk_key or keys.flag(f.qk_key, default=f.qk_default) else "none"
    qkv, out = keys.flag(f.qkv[0], default=f.qkv[1]), keys.flag(f.out[0], default=f.out[1])

    def attention(window: float, chunk: float) -> Attention:
        return Attention(
            heads=h.heads, kv_heads=h.kv_heads, key_dim=h.dim, window=window, chunk=chunk, qk_norm=normed, qkv_biases=qkv,
            output_bias=out, sinks=f.sinks,
        )  # fmt: skip

    return attention
