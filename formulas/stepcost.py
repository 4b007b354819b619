"""What the stages of one decoding step cost: arithmetic per token, and the time that a card needs at least."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation
from formulas.transformer import latent_attention_parameters


@equation(
    symbol=r"C_{\mathrm{proj}}",
    latex=r"4 \cdot «layers» \cdot «d_model» \cdot «head_dim» \left(«heads» + «kv_heads»\right)",
    symbols={"layers": "L", "d_model": "d", "heads": "h", "kv_heads": r"h_{\mathrm{kv}}", "head_dim": r"d_{h}"},
    trust="exact",
    source="kaplan2020",
    locator="table 1",
    validity="Grouped-query attention without biases; norms and rotary positions, below one per cent, are left out.",
)
def projection_flop(layers, d_model, heads, kv_heads, head_dim):
    """Compute of the query, key, value and output projections for one token.

    Parameters
    ----------
    layers : array_like [layer]
        Number of layers.
    d_model : array_like [1]
        Size of the residual stream.
    heads : array_like [head]
        Query heads.
    kv_heads : array_like [head]
        Key and value heads.
    head_dim : array_like [1]
        Size of one head.

    Returns
    -------
    compute : array [FLOP]
        Two FLOP per weight.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> f"{projection_flop(32, 4096, 32, 8, 128):.4g}"
    '2.684e+09'

    References
    ----------
    Kaplan et al. 2020, table 1; Ainslie et al. 2023 for the key and value heads.
    """
    check.positive(layers=layers, d_model=d_model, heads=heads, kv_heads=kv_heads, head_dim=head_dim)
    return 4.0 * layers * d_model * head_dim * (heads + kv_heads)


@equation(
    symbol=r"C_{\mathrm{mix}}",
    latex=r"4 \cdot «layers» \cdot «heads» \cdot «head_dim» \cdot «context»",
    symbols={"layers": "L", "heads": "h", "head_dim": r"d_{h}", "context": "T"},
    trust="exact",
    source="chowdhery2022",
    locator="appendix B",
    validity="Softmax is left out. Where some layers see a window, the positions are the mean over the layers.",
)
def decoding_attention_flop(layers, heads, head_dim, context):
    """Compute of one token's scores against, and weighted sum over, the positions in the cache.

    Parameters
    ----------
    layers : array_like [layer]
        Number of layers.
    heads : array_like [head]
        Query heads.
    head_dim : array_like [1]
        Size of one head.
    context : array_like [token]
        Positions attended to, the new one included.

    Returns
    -------
    compute : array [FLOP]
        Two FLOP per number for the scores and two for the sum.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> f"{decoding_attention_flop(32, 32, 128, 8192):.4g}"
    '4.295e+09'

    References
    ----------
    Chowdhery et al. 2022, appendix B: 12 L h d T for training, a third of it forward. Kaplan et al. 2020, table 1, has half of it: the
    mean token of a causal sequence.
    """
    check.positive(layers=layers, heads=heads, head_dim=head_dim, context=context)
    return 4.0 * layers * heads * head_dim * context


@equation(
    symbol=r"C_{\mathrm{proj}}",
    latex=r"2\,«layers» \left(N_{q} + «d_model» \left(«latent» + «rotary»\right) + 2\,«heads»\,«latent»\,«head_dim»"
    r" + «heads»\,«head_dim»\,«d_model»\right),"
    r"\quad N_{q} = «query_latent» \left(«d_model» + «heads» \left(«head_dim» + «rotary»\right)\right)"
    r" \text{ if } «query_latent» > 0 \text{ else } «d_model»\,«heads» \left(«head_dim» + «rotary»\right)",
    symbols={
        "layers": "L", "d_model": "d", "heads": "h", "head_dim": r"d_{h}", "latent": r"d_{c}", "rotary": r"d_{h}^{R}",
        "query_latent": r"d_{c}'",
    },
    trust="exact",
    source="deepseek2024v3",
    locator="section 2.1.1",
    validity="One token with a cache of latents: the matrices that make keys and values from the latent work on the query and on what"
    " the heads read instead, so each weight is used once. Values are as large as keys without their rotary part."
    " At query latent 0 the queries are not compressed: N_q is d h (head size + rotary size).",
)
def latent_projection_flop(layers, d_model, heads, head_dim, latent, rotary, query_latent):
    """Compute of the projections of multi-head latent attention for one token.

    Parameters
    ----------
    layers : array_like [layer]
        Number of layers.
    d_model : array_like [1]
        Size of the residual stream.
    heads : array_like [head]
        Heads.
    head_dim : array_like [1]
        Size of a head without its rotary part.
    latent : array_like [1]
        Size of the latent vector that stands for keys and values.
    rotary : array_like [1]
        Size of the rotary part, whose key all heads share.
    query_latent : array_like [1]
        Size of the queries' latent vector, or 0 for none.

    Returns
    -------
    compute : array [FLOP]
        Two FLOP per weight.

    Raises
    ------
    ValueError
        If a size is not positive and finite, or the queries' latent is negative.

    Examples
    --------
    >>> f"{latent_projection_flop(61, 7168, 128, 128, 512, 64, 1536):.4g}"
    '2.283e+10'

    References
    ----------
    DeepSeek-AI 2024 (V3), section 2.1.1; DeepSeek-AI 2024 (V2), section 2.1.2 for the matrices that are absorbed.
    """
    check.positive(layers=layers)
    return 2.0 * layers * latent_attention_parameters(d_model, heads, head_dim, rotary, head_dim, latent, query_latent)


@equation(
    symbol=r"C_{\mathrm{mix}}",
    latex=r"2 \cdot «layers» \cdot «heads» \left(2 \cdot «latent» + «rotary»\right) «context»",
    symbols={"layers": "L", "heads": "h", "latent": r"d_{c}", "rotary": r"d_{h}^{R}", "context": "T"},
    trust="exact",
    source="deepseek2024v2",
    locator="section 2.1.2",
    validity="One token with a cache of latents, which every head reads as key and as value. Softmax is left out."
    " Training and prompts make keys and values instead, which costs less there.",
    slips="Counting ordinary heads understates it for DeepSeek-V3, where a head compares latents of 576 numbers: 3.4 times with its own"
    " keys of 192 and values of 128, 4.25 times where both are taken as 128.",
)
def latent_attention_flop(layers, heads, latent, rotary, context):
    """Compute of one token's scores against, and weighted sum over, the latent vectors in the cache.

    Parameters
    ----------
    layers : array_like [layer]
        Number of layers.
    heads : array_like [head]
        Heads.
    latent : array_like [1]
        Size of the latent vector that stands for keys and values.
    rotary : array_like [1]
        Size of the rotary key, which all heads share.
    context : array_like [token]
        Positions attended to, the new one included.

    Returns
    -------
    compute : array [FLOP]
        Two FLOP per number of latent and rotary key for the scores, two per number of the latent for the sum.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> f"{latent_attention_flop(61, 128, 512, 64, 4096):.4g}"
    '6.959e+10'

    References
    ----------
    DeepSeek-AI 2024 (V2), section 2.1.2.
    """
    check.positive(layers=layers, heads=heads, latent=latent, rotary=rotary, context=context)
    return 2.0 * layers * heads * (2.0 * latent + rotary) * context


@equation(
    symbol=r"C_{\mathrm{mlp}}",
    latex=r"6 \cdot «layers» \cdot «d_model» \cdot «d_ff»",
    symbols={"layers": "L", "d_model": "d", "d_ff": r"d_{\mathrm{ff}}"},
    trust="exact",
    source="shazeer2020",
    locator="eq. 6",
    validity="SwiGLU: three matrices. With experts, the hidden size of those that one token is sent to.",
)
def mlp_flop(layers, d_model, d_ff):
    """Compute of the gated MLPs for one token.

    Parameters
    ----------
    layers : array_like [layer]
        Number of layers.
    d_model : array_like [1]
        Size of the residual stream.
    d_ff : array_like [1]
        Hidden size that one token passes through.

    Returns
    -------
    compute : array [FLOP]
        Two FLOP per weight of gate, up and down.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> f"{mlp_flop(32, 4096, 14336):.4g}"
    '1.127e+10'

    References
    ----------
    Shazeer 2020, eq. 6.
    """
    check.positive(layers=layers, d_model=d_model, d_ff=d_ff)
    return 6.0 * layers * d_model * d_ff


@equation(
    symbol=r"C_{\mathrm{logits}}",
    latex=r"2 \cdot «d_model» \cdot «vocabulary»",
    symbols={"d_model": "d", "vocabulary": "V"},
    trust="exact",
    source="kaplan2020",
    locator="table 1",
    validity="Tied or not: the product is computed either way.",
)
def unembedding_flop(d_model, vocabulary):
    """Compute of one token's logits.

    Parameters
    ----------
    d_model : array_like [1]
        Size of the residual stream.
    vocabulary : array_like [token]
        Number of tokens there are.

    Returns
    -------
    compute : array [FLOP]
        Two FLOP per weight.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> f"{unembedding_flop(4096, 128256):.4g}"
    '1.051e+09'

    References
    ----------
    Kaplan et al. 2020, table 1.
    """
    check.positive(d_model=d_model, vocabulary=vocabulary)
    return 2.0 * d_model * vocabulary


@equation(
    symbol=r"t_{\mathrm{stage}}",
    latex=r"\max\!\left(\frac{«compute»}{«peak»},\; \frac{«moved»}{«bandwidth»}\right)",
    symbols={"compute": "C", "moved": "M", "peak": r"P_{\mathrm{peak}}", "bandwidth": r"B_{\mathrm{mem}}"},
    trust="bound",
    source="williams2009",
    validity="Arithmetic and memory traffic overlap perfectly; starting a kernel is free.",
)
def stage_time(compute, moved, peak, bandwidth):
    """Shortest time in which a card can do a stage, bound by compute or by bandwidth.

    Parameters
    ----------
    compute : array_like [FLOP]
        Arithmetic of the stage.
    moved : array_like [B]
        Bytes read and written in memory.
    peak : array_like [FLOP/s]
        Dense peak of the card.
    bandwidth : array_like [B/s]
        Memory bandwidth of the card.

    Returns
    -------
    time : array [s]
        The longer of the two.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> float(stage_time(2e9, 6.7e9, 989e12, 3.35e12))
    0.002

    References
    ----------
    Williams et al. 2009, eq. 1, turned over.
    """
    check.positive(peak=peak, bandwidth=bandwidth)
    check.not_negative(compute=compute, moved=moved)
    return np.maximum(compute / peak, moved / bandwidth)
