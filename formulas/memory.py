"""What a served model keeps in memory: weights, key-value cache, and the cards that hold them."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"b_{\mathrm{eff}}",
    latex=r"«bits» + \frac{«scale_bits» + «zero_point_bits»}{«block»}",
    symbols={"bits": "b", "block": "g", "scale_bits": r"b_{s}", "zero_point_bits": r"b_{z}"},
    trust="exact",
    source="ocp-mx",
    locator="section 5.2",
    validity="One scale, and perhaps one zero point, shared by each block of weights. An endless block has no overhead.",
    slips="Four-bit weights take more than half a byte: 4.25 bits as MXFP4, 4.5 as NVFP4, 4.16 in groups of 128, so that W4A16 with its"
    " scales is 3.85 times smaller than 16 bits, not 4.",
)
def effective_bits(bits, block=np.inf, scale_bits=16, zero_point_bits=0):
    """Bits per quantised weight with its share of the scales.

    Parameters
    ----------
    bits : array_like [bit]
        Bits of a weight alone.
    block : array_like [parameter]
        Weights that share a scale; inf for one scale per tensor.
    scale_bits : array_like [bit]
        Bits of a scale.
    zero_point_bits : array_like [bit]
        Bits of a zero point.

    Returns
    -------
    effective : array [bit/parameter]
        Bits per weight as stored.

    Raises
    ------
    ValueError
        If bits or block are not positive, or an overhead is negative.

    Examples
    --------
    >>> float(effective_bits(4, block=32, scale_bits=8))
    4.25

    References
    ----------
    Open Compute Project 2023, section 5.2; Lin et al. 2023.
    """
    check.positive(bits=bits)
    check.not_negative(scale_bits=scale_bits, zero_point_bits=zero_point_bits)
    check.require(block=(block, block > 0, "must be positive"))
    return bits + (scale_bits + zero_point_bits) / block


@equation(
    symbol="W",
    latex=r"\frac{«parameters»\,«bits»}{8}",
    symbols={"parameters": "N", "bits": r"b_{\mathrm{eff}}"},
    trust="exact",
    source="forge-seed",
    seed="section C.2",
    validity="All weights in one format. Checkpoints often leave embeddings and norms at 16 bits.",
    slips="Every expert of a mixture is resident: use total, not active parameters.",
)
def weight_bytes(parameters, bits):
    """Bytes of a model's weights.

    Parameters
    ----------
    parameters : array_like [parameter]
        Total parameters.
    bits : array_like [bit/parameter]
        Bits per weight as stored, scales included.

    Returns
    -------
    weights : array [B]
        Bytes on disk and in memory.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> float(weight_bytes(156e9, 8))
    156000000000.0

    References
    ----------
    The Full Stack 2026, capstone C.2.
    """
    check.positive(parameters=parameters, bits=bits)
    return parameters * bits / 8


@equation(
    symbol=r"k",
    latex=r"2\,«layers»\,«kv_heads»\,«head_dim»\,«value_bytes»",
    symbols={"layers": "L", "kv_heads": r"h_{\mathrm{kv}}", "head_dim": r"d_{h}", "value_bytes": r"\beta"},
    trust="exact",
    source="ainslie2023",
    seed="EQ 3.5",
    validity="A key and a value per layer and key-value head: multi-head, grouped-query and multi-query attention.",
    slips="Counting query heads overstates grouped-query attention several times over; head size is not always width over heads. Where a"
    " text divides the heads by g, as in h/g, that g is the heads of a group; the number of groups is that of the key-value heads.",
)
def kv_cache_bytes_per_token(layers, kv_heads, head_dim, value_bytes=2.0):
    """Bytes that one token adds to the key-value cache.

    Parameters
    ----------
    layers : array_like [layer]
        Layers.
    kv_heads : array_like [head]
        Key-value heads.
    head_dim : array_like [1]
        Size of a head.
    value_bytes : array_like [B]
        Bytes of a cached number.

    Returns
    -------
    cache : array [B/token]
        Bytes per token, all layers together.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> float(kv_cache_bytes_per_token(80, 8, 128))
    327680.0

    References
    ----------
    Ainslie et al. 2023, section 2.2; The Full Stack 2026, capstone C.2.
    """
    check.positive(layers=layers, kv_heads=kv_heads, head_dim=head_dim, value_bytes=value_bytes)
    return 2.0 * layers * kv_heads * head_dim * value_bytes


@equation(
    symbol=r"k_{\mathrm{MLA}}",
    latex=r"«layers»\,«latent_width»\,«value_bytes»",
    symbols={"layers": "L", "latent_width": r"(d_{c} + d_{h}^{R})", "value_bytes": r"\beta"},
    trust="exact",
    source="deepseek2024v3",
    locator="section 2.1.1",
    validity="Multi-head latent attention caches one latent vector and one rotary key per layer.",
    slips="No factor 2: keys and values are made from the same latent vector.",
)
def latent_cache_bytes_per_token(layers, latent_width, value_bytes=2.0):
    """Bytes that one token adds to the cache of multi-head latent attention.

    Parameters
    ----------
    layers : array_like [layer]
        Layers.
    latent_width : array_like [1]
        Latent size plus the size of the shared rotary key.
    value_bytes : array_like [B]
        Bytes of a cached number.

    Returns
    -------
    cache : array [B/token]
        Bytes per token, all layers together.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> float(latent_cache_bytes_per_token(61, 512 + 64))
    70272.0

    References
    ----------
    DeepSeek-AI 2024, section 2.1.1; Zhao et al. 2025, table 1.
    """
    check.positive(layers=layers, latent_width=latent_width, value_bytes=value_bytes)
    return layers * latent_width * value_bytes


@equation(
    symbol=r"K",
    latex=r"«bytes_per_token»\,\left(«full_share»\,«context» + (1 - «full_share»)\min(«context», «window»)\right)",
    symbols={"bytes_per_token": "k", "context": "T", "window": "w", "full_share": r"\varphi"},
    trust="exact",
    source="gemma2025",
    locator="section 2",
    validity="Layers with a sliding window keep no more than the window; without windows it is bytes per token times context.",
    slips="Taking every layer as a full one overstates Gemma 3's cache about five times at long context.",
)
def kv_cache_bytes(bytes_per_token, context, window=np.inf, full_share=1.0):
    """Bytes of one sequence's cache at its full context.

    Parameters
    ----------
    bytes_per_token : array_like [B/token]
        Cache that a token adds, all layers together.
    context : array_like [token]
        Tokens of the sequence.
    window : array_like [token]
        Tokens that a windowed layer keeps; inf for none.
    full_share : array_like [1]
        Share of the layers that attend to everything, 0 to 1.

    Returns
    -------
    cache : array [B]
        Bytes per sequence.

    Raises
    ------
    ValueError
        If an argument is not positive, or the share is outside 0 to 1.

    Examples
    --------
    >>> float(kv_cache_bytes(2 * 96 * 8 * 128 * 2, 131072))
    51539607552.0

    References
    ----------
    Gemma Team 2025, section 2; The Full Stack 2026, capstone C.2.
    """
    check.positive(bytes_per_token=bytes_per_token, context=context)
    check.require(
        window=(window, window > 0, "must be positive"),
        full_share=(full_share, (full_share >= 0) & (full_share <= 1), "must be 0 to 1"),
    )
    return bytes_per_token * (full_share * context + (1 - full_share) * np.minimum(context, window))


@equation(
    symbol=r"r",
    latex=r"\max\left(1, \frac{«cards»}{«kv_heads»}\right)",
    symbols={"cards": "t", "kv_heads": r"h_{\mathrm{kv}}"},
    trust="exact",
    source="pope2022",
    locator="section 3.3",
    validity="Tensor parallelism by heads; even splits, so that three cards are taken to share eight heads without loss."
    " Latent attention has one vector for all heads: key-value heads 1. What that layout needs and no limit: data-parallel attention"
    " and splitting the cache by sequence keep one copy.",
)
def cache_copies(cards, kv_heads):
    """Copies of a sequence's cache that a tensor-parallel group keeps between its cards.

    Parameters
    ----------
    cards : array_like [card]
        Cards of the group.
    kv_heads : array_like [head]
        Key-value heads; 1 for multi-query and latent attention.

    Returns
    -------
    copies : array [1]
        At least 1; above it once cards outnumber key-value heads.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> float(cache_copies(16, 8)), float(cache_copies(4, 8))
    (2.0, 1.0)

    References
    ----------
    Pope et al. 2022, section 3.3.
    """
    check.positive(cards=cards, kv_heads=kv_heads)
    return np.maximum(1.0, cards / kv_heads)
