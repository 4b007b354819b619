"""Families with recurrent layers: Mamba, Jamba, Nemotron-H, Granite 4, Falcon-H1, Qwen3-Next and 3.5, Kimi Linear and K3, MiniMax 01."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from formulas.model.description import Attention, DeltaNet, Description, LightningAttention, Mamba1, Mamba2, Recurrence
from formulas.model.reader import latent, parts
from formulas.model.reader.fields import MOST_LAYERS, Keys
from formulas.model.reader.layers import FULL, Layer, full_length, grouped, how_many, kinds, sparse

_PATTERN = {"M": "mamba", "*": "attention", "-": "mlp", "E": "moe"}
_SPELLED = {"linear_attention": "mamba", "full_attention": "attention"}


def _plain(keys: Keys, d_model: int, **more: object) -> Attention:
    h = parts.heads(keys, d_model)
    biases = keys.flag("attention_bias")
    return Attention(heads=h.heads, kv_heads=h.kv_heads, key_dim=h.dim, qkv_biases=biases, output_bias=biases, **more)


def _description(keys: Keys, layer: Callable[..., Layer], kinds: Iterable[tuple], *, tied: bool = False, **more: object) -> Description:
    return Description(**parts.frame(keys).of(), groups=grouped(layer, kinds), tied=keys.flag("tie_word_embeddings", default=tied), **more)


def _mamba1(keys: Keys, d_model: int, *, inner_norms: bool) -> Mamba1:
    inner = keys.number("intermediate_size", default=d_model * keys.number("expand", default=2)) if not inner_norms else 0
    return Mamba1(
        inner=inner or d_model * keys.number("mamba_expand", default=2),
        state=keys.number("state_size", "mamba_d_state", default=16),
        rank=keys.number("time_step_rank", "mamba_dt_rank", default=-(-d_model // 16)),
        kernel=keys.number("conv_kernel", "mamba_d_conv", default=4),
        convolution_bias=keys.flag("use_conv_bias", "mamba_conv_bias", default=True),
        biases=keys.flag("use_bias", "mamba_proj_bias"),
        inner_norms=inner_norms,
    )


def mamba(keys: Keys) -> Description:
    """Mamba and Falcon Mamba: recurrent layers alone, one norm each."""
    d_model = parts.width(keys)
    block = _mamba1(keys, d_model, inner_norms=False)
    return _description(keys, lambda: ((block,), 1), [()] * how_many(keys), tied=True)


def _mamba2(keys: Keys, d_model: int, *, gated_norm: bool = True) -> Mamba2:
    head = keys.number("mamba_head_dim", "mamba_d_head", "head_dim", default=64)
    inner = keys.number("mamba_d_ssm", default=d_model * keys.number("mamba_expand", "expand", default=2))
    return Mamba2(
        heads=keys.number("mamba_num_heads", "mamba_n_heads", "num_heads", default=max(inner // head, 1)),
        head_dim=head,
        groups=keys.number("mamba_n_groups", "n_groups", default=1),
        state=keys.number("ssm_state_size", "mamba_d_state", "state_size", default=128),
        kernel=keys.number("conv_kernel", "mamba_d_conv", default=4),
        convolution_bias=keys.flag("use_conv_bias", "mamba_conv_bias", default=True),
        biases=keys.flag("mamba_proj_bias", "use_bias"),
        gated_norm=gated_norm,
    )


def mamba2(keys: Keys) -> Description:
    """Mamba 2 and Codestral Mamba."""
    block = _mamba2(keys, parts.width(keys))
    return _description(keys, lambda: ((block,), 1), [()] * how_many(keys))


def jamba(keys: Keys) -> Description:
    """Jamba: one layer in eight attends, one in two is a mixture."""
    d_model, layers = parts.width(keys), how_many(keys)
    period, offset = keys.number("attn_layer_period", default=8), keys.size("attn_layer_offset", default=4)
    mixed, routed = sparse(keys, layers), parts.has_experts(keys)

    def layer(attends: bool, mixture: bool) -> Layer:
        mixer = _plain(keys, d_model) if attends else _mamba1(keys, d_model, inner_norms=True)
        width = keys.number("intermediate_size", what="width of the MLP")
        return (mixer, parts.experts(keys) if mixture else parts.mlp(width)), 2

    return _description(keys, layer, ((i % period == offset, routed and mixed(i)) for i in range(layers)))


def nemotron_h(keys: Keys) -> Description:
    """Nemotron-H and Nemotron 3: each layer is one block."""
    d_model = parts.width(keys)

    def block(kind: str) -> Layer:
        if kind == "mamba":
            return (_mamba2(keys, d_model),), 1
        if kind == "attention":
            return (_plain(keys, d_model),), 1
        if kind == "moe":
            return (parts.experts(keys, matrices=2, router_biases=True),), 1
        if kind == "mlp":
            return (parts.mlp(parts.feed_forward(keys), 2, biases=keys.flag("mlp_bias")),), 1
        raise ValueError(f"a layer is {kind[:40]!r}: must be one of {', '.join(_PATTERN.values())}")

    keys.size("num_hidden_layers")
    kinds = _pattern(keys, "hybrid_override_pattern", "layers_block_type", "layer_types")
    further = _pattern(keys, "mtp_hybrid_override_pattern", "mtp_layers_block_type") if keys.size("num_nextn_predict_layers") else []
    joined = parts.further(keys, parts.frame(keys), (tuple(b for kind in further for b in block(kind)[0]), len(further)), copies=False)
    return _description(keys, block, ((kind,) for kind in kinds), prediction=joined)


def _pattern(keys: Keys, letters: str, *words: str) -> list[str]:
    text = keys.text(letters)
    if text:
        if len(text) > MOST_LAYERS:
            raise ValueError(f"{letters} has {len(text)} letters: must have at most {MOST_LAYERS}")
        return [_PATTERN.get(letter, letter) for letter in text]
    listed = keys.words(*words)
    if not listed:
        raise ValueError(f"the configuration has no {letters}: must have a letter for each layer")
    return [_SPELLED.get(word, word) for word in listed]


def granite_hybrid(keys: Keys) -> Description:
    """Granite 4 and Bamba: recurrent and attending layers, each with an MLP or a mixture beside a shared MLP."""
    d_model, layers = parts.width(keys), how_many(keys)
    types, attending = kinds(keys, layers), frozenset(keys.numbers("attn_layer_indices") or ())
    shared = keys.size("shared_intermediate_size")

    def layer(attends: bool) -> Layer:
        mixer = _plain(keys, d_model) if attends else _mamba2(keys, d_model)
        routed = parts.has_experts(keys)
        return (mixer, parts.experts(keys) if routed else parts.mlp(shared or parts.feed_forward(keys))), 2

    return _description(keys, layer, ((types[i] in FULL if types is not None else i in attending,) for i in range(layers)))


def falcon_h1(keys: Keys) -> Description:
    """Falcon-H1: attention and state space side by side in every layer."""
    d_model = parts.width(keys)
    mixers = _plain(keys, d_model), _mamba2(keys, d_model, gated_norm=keys.flag("mamba_rms_norm"))
    block = parts.mlp(parts.feed_forward(keys), biases=keys.flag("mlp_bias"))
    return _description(keys, lambda: ((*mixers, block), 2), [()] * how_many(keys))


def qwen_delta(keys: Keys) -> Description:
    """Qwen3-Next and Qwen3.5: three layers of gated delta nets to one that attends, with a gate as wide as its values."""
    d_model, layers = parts.width(keys), how_many(keys)
    types, every, mixed = kinds(keys, layers), keys.number("full_attention_interval", default=4), sparse(keys, layers)
    gate = parts.heads(keys, d_model).dim if keys.flag("attn_output_gate", default=True) else 0
    delta = DeltaNet(
        key_heads=keys.number("linear_num_key_heads", default=16), value_heads=keys.number("linear_num_value_heads", default=32),
        key_dim=keys.number("linear_key_head_dim", default=128), value_dim=keys.number("linear_value_head_dim", default=128),
        kernel=keys.number("linear_conv_kernel_dim", default=4),
    )  # fmt: skip
    full = _plain(keys, d_model, gate=gate, qk_norm="head")

    def layer(attends: bool, mixture: bool) -> Layer:
        block = parts.experts(keys, shared_gate=True) if mixture else parts.mlp(parts.feed_forward(keys))
        return (full if attends else delta, block), 2

    routed = parts.has_experts(keys)
    told = [(types[i] in FULL if types is not None else (i + 1) % every == 0, routed and mixed(i)) for i in range(layers)]
    further = parts.further(keys, parts.frame(keys), layer(True, told[-1][1]), copies=keys.flag("mtp_use_dedicated_embeddings"))
    return _description(keys, layer, told, prediction=further)


def kimi(keys: Keys) -> Description:
    """Kimi Linear and K3: three layers of Kimi delta attention to one of latent attention without positions."""
    layers, mixed = how_many(keys), sparse(keys, how_many(keys))
    own, types = keys.inner("linear_attn_config") or Keys({}), kinds(keys, layers)
    count = own.number("num_heads", default=keys.number("linear_num_heads", default=32))
    dim = own.number("head_dim", default=keys.number("linear_head_dim", default=128))
    delta = DeltaNet(
        key_heads=count, value_heads=count, key_dim=dim, value_dim=dim, channelwise=True,
        kernel=own.number("short_conv_kernel_size", default=keys.number("linear_conv_kernel_dim", default=4)),
        full_gate=own.flag("use_full_rank_gate"),
    )  # fmt: skip
    full = latent.attention(keys)
    if keys.flag("mla_use_output_gate"):
        full = dataclasses.replace(full, gate=full.value_dim)
    attending = own.numbers("full_attn_layers")
    own.numbers("kda_layers"), keys.flag("mla_use_nope")

    def layer(attends: bool, mixture: bool) -> Layer:
        block = parts.experts(keys, router_biases=True) if mixture else parts.mlp(parts.feed_forward(keys))
        return (full if attends else delta, block), 2

    if types is None and attending is None:
        raise ValueError("the configuration has no full_attn_layers: must say which layers of Kimi Linear attend")
    routed, counted_from_1 = parts.has_experts(keys), frozenset(attending or ())
    told = ((types[i] in FULL if types is not None else i + 1 in counted_from_1, routed and mixed(i)) for i in range(layers))
    return _description(keys, layer, told)


def minimax(keys: Keys) -> Description:
    """MiniMax-Text-01 and M1: seven layers of lightning attention to one of full attention."""
    d_model, layers = parts.width(keys), how_many(keys)
    types, marks = kinds(keys, layers), keys.numbers("attn_type_list")
    full_length(marks, "attn_type_list", layers)
    if types is None and marks is None:
        raise ValueError("the configuration has no attn_type_list: must say which layers of MiniMax attend")
    h = parts.heads(keys, d_model)
    lightning = LightningAttention(heads=h.heads, head_dim=h.dim)

    def layer(attends: bool) -> Layer:
        return (_plain(keys, d_model) if attends else lightning, parts.experts(keys)), 2

    return _description(keys, layer, ((types[i] in FULL if types is not None else marks[i] == 1,) for i in range(layers)))


def lfm2(keys: Keys) -> Description:
    """LFM2: short convolutions between two gates, and some layers that attend."""
    d_model, layers = parts.width(keys), how_many(keys)
    types, attending = kinds(keys, layers), keys.numbers("full_attn_idxs")
    kernel = keys.number("conv_L_cache", default=3)
    convolution = Recurrence(weights=4 * d_model**2 + kernel * d_model, convolution_values=(kernel - 1) * d_model)
    full, width = _plain(keys, d_model, qk_norm="head"), keys.number("block_ff_dim", "intermediate_size", what="width of the MLP")
    if keys.flag("block_auto_adjust_ff_dim", default=True):
        multiple, more = keys.number("block_multiple_of", default=256), keys.fraction("block_ffn_dim_multiplier", 1.0)
        width = -(-int(more * int(2 * width / 3)) // multiple) * multiple

    def layer(attends: bool) -> Layer:
        return (full if attends else convolution, parts.mlp(width)), 2

    listed = frozenset(range(layers) if attending is None else attending)
    return _description(keys, layer, ((types[i] in FULL if types is not None else i in listed,) for i in range(layers)), tied=True)


READERS = {
    "mamba": mamba, "falcon_mamba": mamba, "mamba2": mamba2, "jamba": jamba, "nemotron_h": nemotron_h, "granitemoehybrid": granite_hybrid,
    "bamba": granite_hybrid, "falcon_h1": falcon_h1, "qwen3_next": qwen_delta, "qwen3_5": qwen_delta, "qwen3_5_text": qwen_delta,
    "qwen3_5_moe": qwen_delta, "qwen3_5_moe_text": qwen_delta, "kimi_linear": kimi, "kimi_k3": kimi, "minimax": minimax,
    "minimax_text_01": minimax, "minimax_m1": minimax, "lfm2": lfm2,
}  # fmt: skip
