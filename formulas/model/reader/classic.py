"""Families from before 2023 and their like: norms with shifts, biases everywhere, MLPs of two matrices."""

from __future__ import annotations

import math

from formulas.model.description import Attention, Description, Experts, Mlp, Weights
from formulas.model.reader import parts
from formulas.model.reader.fields import Keys
from formulas.model.reader.layers import grouped, how_many


def _build(
    keys: Keys, *, kv_heads: int | None = None, default_width: int | None = None, qkv: bool = True, out: bool = True, mlp: bool = True,
    norms: float = 2, ends: float = 1, norm_biases: bool = True, tied: bool = True, head_bias: bool = False, positions: float = 0,
    matrices: int = 2, window: float = math.inf, qk_norm: str = "none", block: Mlp | Experts | None = None, **more: object,
) -> Description:  # fmt: skip
    frame = parts.frame(keys)
    h = parts.heads(keys, frame.d_model)
    attention = Attention(
        heads=h.heads, kv_heads=kv_heads or h.kv_heads, key_dim=h.dim, window=window, qkv_biases=qkv, output_bias=out, qk_norm=qk_norm
    )
    block = block or parts.mlp(parts.feed_forward(keys, default_width), matrices, biases=mlp)
    return Description(
        **{**frame.of(), **more},
        groups=grouped(lambda: ((attention, block), norms), [()] * how_many(keys)),
        tied=keys.flag("tie_word_embeddings", default=tied),
        norms=ends, norm_biases=norm_biases, head_bias=head_bias, positions=positions,
    )  # fmt: skip


def gpt2(keys: Keys) -> Description:
    """GPT-2: learned positions, biases everywhere."""
    return _build(keys, default_width=4 * parts.width(keys), positions=parts.context(keys) or 1024)


def gpt_bigcode(keys: Keys) -> Description:
    """SantaCoder and StarCoder: GPT-2 with one key-value head."""
    one = 1 if keys.flag("multi_query", default=True) else None
    return _build(keys, kv_heads=one, default_width=4 * parts.width(keys), positions=parts.context(keys) or 1024)


def gpt_neo(keys: Keys) -> Description:
    """GPT-Neo: no biases of queries, keys and values."""
    return _build(keys, qkv=False, default_width=4 * parts.width(keys), positions=parts.context(keys) or 2048)


def gptj(keys: Keys) -> Description:
    """GPT-J and CodeGen: one norm for attention and MLP side by side, a bias on the head."""
    return _build(keys, default_width=4 * parts.width(keys), qkv=False, out=False, norms=1, tied=False, head_bias=True)


def gpt_neox(keys: Keys) -> Description:
    """GPT-NeoX and Pythia."""
    biases = keys.flag("attention_bias", default=True)
    return _build(keys, qkv=biases, out=biases, tied=False, default_width=4 * parts.width(keys))


def opt(keys: Keys) -> Description:
    """OPT: two more positions than tokens; the embedding of OPT-350M is narrower than the stream."""
    biases, before = keys.flag("enable_bias", default=True), keys.flag("do_layer_norm_before", default=True)
    removed = keys.flag("_remove_final_layer_norm")
    d_model = parts.width(keys)
    narrow = keys.number("word_embed_proj_dim", default=d_model)
    between = {"embedding_width": narrow, "extra": (Weights(multiplied=2 * narrow * d_model),)} if narrow != d_model else {}
    return _build(
        keys, default_width=4 * d_model, qkv=biases, out=biases, mlp=biases, ends=1 if before and not removed else 0,
        positions=(parts.context(keys) or 2048) + 2, **between,
    )  # fmt: skip


def bloom(keys: Keys) -> Description:
    """BLOOM: the embedding is normed too."""
    return _build(keys, default_width=4 * parts.width(keys), ends=2)


def falcon(keys: Keys) -> Description:
    """Falcon 7B, 40B and 180B."""
    keys.flag("multi_query")
    new, aside = keys.flag("new_decoder_architecture"), keys.flag("parallel_attn", default=True)
    grouped_heads = None if new or not keys.flag("multi_query", default=True) else 1
    count = parts.heads(keys, parts.width(keys))
    norms = keys.number("num_ln_in_parallel_attn", default=2 if new or not aside else 1)
    biases = keys.flag("bias")
    return _build(
        keys, kv_heads=grouped_heads or (count.kv_heads if new else count.heads), default_width=4 * parts.width(keys),
        qkv=biases, out=biases, mlp=biases, norms=norms,
    )  # fmt: skip


def starcoder2(keys: Keys) -> Description:
    """StarCoder 2."""
    biases = keys.flag("use_bias", default=True)
    return _build(keys, qkv=biases, out=biases, mlp=biases, window=parts.window(keys))


def phi(keys: Keys) -> Description:
    """Phi 1, 1.5 and 2: one norm for attention and MLP side by side, a bias on the head."""
    normed = "head" if keys.flag("qk_layernorm") else "none"
    return _build(keys, norms=1, tied=False, head_bias=True, qk_norm=normed, default_width=4 * parts.width(keys))


def stablelm(keys: Keys) -> Description:
    """StableLM: norms with shifts, an MLP with a gate."""
    qkv, one = keys.flag("use_qkv_bias"), keys.flag("use_parallel_residual")
    return _build(keys, qkv=qkv, out=False, mlp=False, norms=1 if one else 2, tied=False, matrices=3)


def mpt(keys: Keys) -> Description:
    """MPT: no biases, positions by a slope."""
    ratio = keys.number("expansion_ratio", default=4, most=64)
    biases = not keys.flag("no_bias", default=True)
    return _build(keys, default_width=ratio * parts.width(keys), qkv=biases, out=biases, mlp=biases, norm_biases=biases)


def nemotron(keys: Keys) -> Description:
    """Nemotron 4 and Minitron: squared ReLU without a gate."""
    biases = keys.flag("attention_bias")
    return _build(keys, qkv=biases, out=biases, mlp=keys.flag("mlp_bias"), tied=False)


def chatglm(keys: Keys) -> Description:
    """ChatGLM 2 and 3, GLM-4 9B of 2024: grouped heads, biases of queries, keys and values alone, a gated MLP."""
    return _build(
        keys, qkv=keys.flag("add_qkv_bias", default=True), out=keys.flag("add_bias_linear"), mlp=keys.flag("add_bias_linear"),
        norm_biases=not keys.flag("rmsnorm", default=True), tied=False, matrices=3,
    )  # fmt: skip


def qwen(keys: Keys) -> Description:
    """Qwen of 2023: the width that the file names is that of both halves of the gate."""
    halved = parts.mlp(max(parts.feed_forward(keys) // 2, 1))
    return _build(keys, out=False, norm_biases=False, tied=False, block=halved)


def dbrx(keys: Keys) -> Description:
    """DBRX: attention and experts each in a table of their own."""
    attention, experts = keys.inner("attn_config") or Keys({}), keys.inner("ffn_config") or Keys({})
    count = experts.number("moe_num_experts", default=1)
    block = Experts(
        experts=count, top_k=experts.number("moe_top_k", default=1, most=count), width=experts.number("ffn_hidden_size", default=3584)
    )
    return _build(
        keys, kv_heads=attention.number("kv_n_heads", default=1), qkv=False, out=False, norm_biases=False, tied=False, block=block,
    )  # fmt: skip


READERS = {
    "gpt2": gpt2, "gpt_bigcode": gpt_bigcode, "gpt_neo": gpt_neo, "gptj": gptj, "codegen": gptj, "gpt_neox": gpt_neox, "opt": opt,
    "bloom": bloom, "falcon": falcon, "RefinedWeb": falcon, "RefinedWebModel": falcon, "starcoder2": starcoder2, "phi": phi,
    "phi-msft": phi, "stablelm": stablelm, "stablelm_epoch": stablelm, "mpt": mpt, "nemotron": nemotron, "chatglm": chatglm,
    "qwen": qwen, "dbrx": dbrx,
}  # fmt: skip
