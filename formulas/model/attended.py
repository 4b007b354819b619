"""What attention takes: its projections, the values that it keeps, pairs of tokens that see each other and the arithmetic of a pair."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

_SIZES = {
    "d_model": "d", "output_gate": "g", "heads": "h", "kv_heads": r"h_{\mathrm{kv}}", "key_dim": r"d_{k}", "value_dim": r"d_{v}",
    "prompt": "s", "window": "w", "chunk": "c", "layers": "L", "pairs": "p", "kept_tokens": "r",
}  # fmt: skip


@equation(
    symbol=r"N_{\mathrm{attn}}",
    latex=r"«d_model» \left(«heads» \left(«key_dim» + «value_dim» + «output_gate»\right)"
    r" + «kv_heads» \left(«key_dim» + «value_dim»\right)\right)",
    symbols=_SIZES,
    trust="exact",
    source="ainslie2023",
    locator="section 2.2",
    validity="Queries, keys, values and output, without biases and norms; with keys and values of one size and no gate it is"
    " 2 d (h + h_kv) d_h. A layer that reads another's keys and values has none of its own.",
    slips="Where the output is gated, as in Qwen3.5, the query projection is twice as wide as queries are.",
)
def projection_parameters(d_model, heads, kv_heads, key_dim, value_dim, output_gate=0.0):
    """Parameters of one layer's projections where keys and values may differ in size and the output may be gated.

    Parameters
    ----------
    d_model : array_like [1]
        Width of the residual stream.
    heads : array_like [head]
        Query heads.
    kv_heads : array_like [head]
        Key-value heads; 0 where another layer's are read.
    key_dim : array_like [1]
        Size of a query or key head.
    value_dim : array_like [1]
        Size of a value head.
    output_gate : array_like [1]
        Numbers that gate the output of a head: its whole size, 1, or 0 for none.

    Returns
    -------
    parameters : array [parameter]
        Parameters per layer.

    Raises
    ------
    ValueError
        If the width is not positive, or another argument negative or not finite.

    Examples
    --------
    >>> int(projection_parameters(5120, 24, 4, 256, 256, output_gate=256))
    104857600

    References
    ----------
    Ainslie et al. 2023, section 2.2; the gate as in the configuration of Qwen3.5 (attn_output_gate).
    """
    sizes = {"heads": heads, "kv_heads": kv_heads, "key_dim": key_dim, "value_dim": value_dim, "output_gate": output_gate}
    check.together(positive={"d_model": d_model}, not_negative=sizes)
    return d_model * (heads * (key_dim + value_dim + output_gate) + kv_heads * (key_dim + value_dim))


@equation(
    symbol="v",
    latex=r"«layers» \cdot «kept_tokens» \cdot «kv_heads» \left(«key_dim» + «value_dim»\right)",
    symbols=_SIZES,
    trust="exact",
    source="ainslie2023",
    locator="section 2.2",
    validity="Numbers, not bytes: what one takes is the cache format's to say. A latent and its rotary key are one head of keys"
    " without values. Rows are tokens, at most a window of them; fewer where one stands for several.",
    slips="Layers that read another's cache keep none: Gemma 3n's last 15 of 35.",
)
def cached_values(layers, kept_tokens, kv_heads, key_dim, value_dim):
    """Numbers that a sequence keeps in the cache of some layers.

    Parameters
    ----------
    layers : array_like [layer]
        Layers that keep a cache of their own.
    kept_tokens : array_like [token]
        Tokens kept, at most a window of them; rows where one stands for several.
    kv_heads : array_like [head]
        Key-value heads.
    key_dim : array_like [1]
        Size of a key head.
    value_dim : array_like [1]
        Size of a value head; 0 where values are made from what is kept as keys.

    Returns
    -------
    values : array [1]
        Numbers kept.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(cached_values(61, 32768, 1, 512 + 64, 0)) * 8.5 / 8 / 2**20
    1166.625

    References
    ----------
    Ainslie et al. 2023, section 2.2; the latent as in DeepSeek-AI 2024, section 2.1.1.
    """
    check.not_negative(layers=layers, kept_tokens=kept_tokens, kv_heads=kv_heads, key_dim=key_dim, value_dim=value_dim)
    return layers * kept_tokens * kv_heads * (key_dim + value_dim)


@equation(
    symbol="p_{w}",
    latex=r"u \cdot «prompt» - \frac{u^{2}}{2},\quad u = \min\left(«prompt», «window»\right)",
    symbols=_SIZES,
    trust="exact",
    source="gemma2025",
    locator="section 2",
    validity="Causal: a token sees itself and those before it, at most a window of them. Half of the diagonal is left out, as in 6ND with"
    " attention at half the context; without a window it is half of the square.",
    slips="Taking every layer as a full one makes Gemma 3's attention to a long prompt about six times what it is.",
)
def windowed_pairs(prompt, window=np.inf):
    """Pairs of tokens that see each other in a causal sequence with a window.

    Parameters
    ----------
    prompt : array_like [token]
        Length of the sequence.
    window : array_like [token]
        Tokens that a token sees; inf for all before it.

    Returns
    -------
    pairs : array [1]
        Pairs in one head of one layer.

    Raises
    ------
    ValueError
        If the length is not positive and finite, or the window not positive.

    Examples
    --------
    >>> float(windowed_pairs(131072)), float(windowed_pairs(131072, 1024))
    (8589934592.0, 133693440.0)

    References
    ----------
    Gemma Team 2025, section 2; half of the square as in Chowdhery et al. 2022, appendix B, for a causal mask.
    """
    check.together(positive={"prompt": prompt}, window=(window, window > 0, "must be positive"))
    width = np.minimum(prompt, window)
    return width * prompt - width * width / 2


@equation(
    symbol="p_{c}",
    latex=r"\frac{1}{2}\left(n\,q^{2} + \left(«prompt» - n\,q\right)^{2}\right),\quad q = \min\left(«prompt», «chunk»\right),"
    r"\quad n = \left\lfloor \frac{«prompt»}{q} \right\rfloor",
    symbols=_SIZES,
    trust="exact",
    source="meta-llama4-card",
    validity="A token sees those before it in its own chunk alone, half of the diagonal left out: whole chunks and what is left over.",
    slips="A chunk is no window: its first token sees nothing before it, so that a long prompt costs half of what a window of that length"
    " does.",
)
def chunked_pairs(prompt, chunk):
    """Pairs of tokens that see each other in a causal sequence cut into chunks.

    Parameters
    ----------
    prompt : array_like [token]
        Length of the sequence.
    chunk : array_like [token]
        Length of a chunk; inf for none.

    Returns
    -------
    pairs : array [1]
        Pairs in one head of one layer.

    Raises
    ------
    ValueError
        If the length is not positive and finite, or the chunk not positive.

    Examples
    --------
    >>> float(chunked_pairs(131072, 8192)), float(chunked_pairs(3, 2))
    (536870912.0, 2.5)

    References
    ----------
    Meta 2025, the configuration of Llama 4 (attention_chunk_size).
    """
    check.together(positive={"prompt": prompt}, chunk=(chunk, chunk > 0, "must be positive"))
    width = np.minimum(prompt, chunk)
    whole = np.floor(prompt / width)
    return (whole * width * width + (prompt - whole * width) ** 2) / 2


@equation(
    symbol=r"C_{\mathrm{attn}}",
    latex=r"2\,«layers»\,«heads»\left(«key_dim» + «value_dim»\right) «pairs»",
    symbols=_SIZES,
    trust="exact",
    source="chowdhery2022",
    locator="appendix B",
    validity="A score over a key and a weighted sum over a value, two FLOP for each number; the softmax left out. Sizes of keys and values"
    " may differ: latent attention scores over 192 and sums over 128 in DeepSeek-V3's prompt, over 576 and 512 in its decoding.",
    slips="Query heads count here, not those of keys and values: sharing a key saves memory and no arithmetic.",
)
def pair_flop(layers, heads, key_dim, value_dim, pairs):
    """Arithmetic of attention over so many pairs of tokens.

    Parameters
    ----------
    layers : array_like [layer]
        Layers.
    heads : array_like [head]
        Query heads.
    key_dim : array_like [1]
        Numbers that a score runs over.
    value_dim : array_like [1]
        Numbers that a weighted sum runs over.
    pairs : array_like [1]
        Pairs of a token and one that it sees.

    Returns
    -------
    compute : array [FLOP]
        Scores and weighted sums.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> f"{pair_flop(61, 128, 192, 128, 131072**2 / 2):.4g}"
    '4.292e+16'

    References
    ----------
    Chowdhery et al. 2022, appendix B; unequal sizes as in DeepSeek-AI 2024, section 2.1.1.
    """
    check.not_negative(layers=layers, heads=heads, key_dim=key_dim, value_dim=value_dim, pairs=pairs)
    return 2.0 * layers * heads * (key_dim + value_dim) * pairs
