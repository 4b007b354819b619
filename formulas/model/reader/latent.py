"""Families with multi-head latent attention: DeepSeek V2 to V4, Kimi K2, GLM 5, Mistral Small 4."""

from __future__ import annotations

from formulas.model.description import CompressedAttention, Description, Indexer, LatentAttention, Weights
from formulas.model.reader import parts
from formulas.model.reader.fields import Keys
from formulas.model.reader.layers import Layer, full_length, grouped, how_many, sparse

_SHARED = "shared"
_OVERLAPPING = 4
"""The compression ratio whose blocks overlap, and among whose rows an indexer picks."""
_TYPES = {"sliding_attention": 0, "compressed_sparse_attention": _OVERLAPPING, "heavily_compressed_attention": 128}


def attention(keys: Keys, *, gate: float = 0, indexer: Indexer | None = None) -> LatentAttention:
    """Latent attention by DeepSeek's names."""
    # Files name key-value heads and a head size too, which latent attention has not.
    keys.size("num_key_value_heads"), keys.size("head_dim")
    return LatentAttention(
        heads=keys.number("num_attention_heads", what="number of attention heads"),
        key_dim=keys.number("qk_nope_head_dim", default=128),
        rotary=keys.size("qk_rope_head_dim", default=64),
        value_dim=keys.number("v_head_dim", default=128),
        kv_rank=keys.number("kv_lora_rank"),
        query_rank=keys.size("q_lora_rank"),
        gate=gate,
        biases=keys.flag("attention_bias"),
        indexer=indexer,
    )


def indexer(keys: Keys) -> Indexer | None:
    """The scorer that picks what a token attends to, where the file names one."""
    if "index_topk" not in keys:
        return None
    dim, top_k = keys.number("index_head_dim", default=128), keys.number("index_topk")
    return Indexer(heads=keys.number("index_n_heads", default=64), dim=dim, top_k=top_k)


def latent(keys: Keys) -> Description:
    """DeepSeek V2, V3, R1 and V3.2, Kimi K2, GLM 5, Mistral Small 4."""
    frame, layers, mixed = parts.frame(keys), how_many(keys), sparse(keys, how_many(keys))
    kind, picks = keys.text("model_type"), indexer(keys)
    types = keys.words("indexer_types")
    if types is not None:  # the list says what these sum up
        keys.words("layer_types")
        keys.size("index_topk_freq"), keys.size("index_skip_topk_offset"), keys.flag("index_share_for_mtp_iteration")
    full_length(types, "indexer_types", layers)
    corrected = kind not in ("deepseek_v2", "mistral4")
    own, borrowed = attention(keys, indexer=picks), None
    if types is not None and picks is not None:
        borrowed = attention(keys, indexer=Indexer(heads=picks.heads, dim=picks.dim, top_k=picks.top_k, own=False))

    def layer(shared: bool, mixture: bool) -> Layer:
        block = parts.experts(keys, router_biases=corrected) if mixture else parts.mlp(parts.feed_forward(keys))
        return (borrowed if shared and borrowed else own, block), 2

    told = [(types is not None and types[i] == _SHARED, parts.has_experts(keys) and mixed(i)) for i in range(layers)]
    copies = kind in ("deepseek_v3", "deepseek_v32", "kimi_k2")
    return Description(
        **frame.of(),
        groups=grouped(layer, told),
        tied=keys.flag("tie_word_embeddings"),
        prediction=parts.further(keys, frame, layer(False, told[-1][1]), copies=copies),
    )


def deepseek_v4(keys: Keys) -> Description:
    """DeepSeek V4: cache rows that stand for 4 or 128 tokens, low-rank outputs, hash routing, several residual streams."""
    frame, layers = parts.frame(keys), how_many(keys)
    streams, hashed = keys.number("hc_mult", default=4), keys.size("num_hash_layers")
    ratios = _ratios(keys, layers)
    mixing = streams * (streams + 2)
    connections = Weights(multiplied=2 * mixing * streams * frame.d_model, vectors=2 * (mixing + 3))
    head = Weights(multiplied=streams * streams * frame.d_model, vectors=streams + 1)

    def layer(ratio: int, corrected: bool) -> Layer:
        return (_compressed(keys, ratio), parts.experts(keys, router_biases=corrected), connections), 2

    blocks, _ = layer(0, True)
    return Description(
        **frame.of(),
        groups=grouped(layer, ((ratios[i], i >= hashed) for i in range(layers))),
        tied=keys.flag("tie_word_embeddings"),
        extra=(head,),
        prediction=parts.further(keys, frame, ((*blocks, head), 2), copies=False),
    )


def _ratios(keys: Keys, layers: int) -> list[int]:
    """Tokens for which a cache row of each layer stands; 0 for a window alone."""
    types, ratios = keys.words("layer_types"), keys.numbers("compress_ratios")
    if ratios is None and types is not None:
        ratios = [_TYPES.get(kind, 0) for kind in types]
    if ratios is None:
        raise ValueError("the configuration has no compress_ratios: must have one for each layer of DeepSeek V4")
    full_length(ratios, "compress_ratios", layers)
    return ratios


def _compressed(keys: Keys, ratio: int) -> CompressedAttention:
    keys.size("num_key_value_heads")
    return CompressedAttention(
        heads=keys.number("num_attention_heads"),
        dim=keys.number("head_dim", default=512),
        window=keys.number("sliding_window", default=128),
        query_rank=keys.number("q_lora_rank"),
        ratio=ratio,
        overlap=2 if ratio == _OVERLAPPING else 1,
        rotary=keys.size("qk_rope_head_dim"),
        output_rank=keys.size("o_lora_rank"),
        output_groups=keys.number("o_groups", default=1),
        sinks=True,
        indexer=indexer(keys) if ratio == _OVERLAPPING else None,
    )


def longcat(keys: Keys) -> Description:
    """LongCat-Flash: two attentions and two MLPs to a layer, and experts beside them of which some do nothing."""
    frame, own = parts.frame(keys), attention(keys)
    plain = parts.mlp(parts.feed_forward(keys))
    routed = parts.experts(keys, router_biases=True)
    idle = keys.size("zero_expert_num")
    nothing = Weights(part="router", multiplied=frame.d_model * idle, vectors=idle)
    blocks = (own, plain, own, plain, routed, nothing)
    return Description(**frame.of(), groups=grouped(lambda: (blocks, 4), [()] * how_many(keys)), tied=keys.flag("tie_word_embeddings"))


READERS = {
    "deepseek_v2": latent, "deepseek_v3": latent, "deepseek_v32": latent, "kimi_k2": latent, "glm_moe_dsa": latent, "mistral4": latent,
    "deepseek_v4": deepseek_v4, "longcat_flash": longcat, "minicpm3": latent, "glm4_moe_lite": latent,
}  # fmt: skip
