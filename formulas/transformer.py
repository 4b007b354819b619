"""What a transformer's shape costs: parameters of its parts, and FLOPs of one token passing through.

:mod:`formulas.model` puts these together for a whole model.
"""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_SHAPE = {"layers": "L", "d_model": "d", "heads": "h", "kv_heads": r"h_{\mathrm{kv}}", "head_dim": r"d_{h}"}


@equation(
    symbol=r"N_{\mathrm{attn}}",
    latex=r"2\,«d_model»\,(«heads» + «kv_heads»)\,«head_dim»",
    symbols=_SHAPE,
    trust="exact",
    source="ainslie2023",
    validity="Multi-head (as many key-value heads as heads), grouped-query and multi-query attention, without biases.",
    slips="Head size times heads need not be the width: Gemma and Qwen3 widen or narrow it, so read it from the configuration.",
)
def attention_parameters(d_model, heads, kv_heads, head_dim):
    """Parameters of one layer's query, key, value and output projections.

    Parameters
    ----------
    d_model : array_like [1]
        Width of the residual stream.
    heads : array_like [head]
        Query heads.
    kv_heads : array_like [head]
        Key-value heads.
    head_dim : array_like [1]
        Size of a head.

    Returns
    -------
    parameters : array [parameter]
        Parameters per layer.

    Raises
    ------
    ValueError
        If an argument is not positive, or there are more key-value heads than heads.

    Examples
    --------
    >>> int(attention_parameters(4096, 32, 8, 128))
    41943040

    References
    ----------
    Ainslie et al. 2023, section 2.2.
    """
    check.positive(d_model=d_model, heads=heads, kv_heads=kv_heads, head_dim=head_dim)
    check.require(kv_heads=(kv_heads, kv_heads <= heads, "must be at most the number of heads"))
    return 2 * d_model * (heads + kv_heads) * head_dim


@equation(
    symbol=r"N_{\mathrm{MLA}}",
    latex=r"q + «d_model»(«kv_lora_rank» + «rope_head_dim») + «kv_lora_rank»\,«heads»(«head_dim» + «v_head_dim»)"
    r" + «heads»\,«v_head_dim»\,«d_model»,\quad q = «q_lora_rank»\,(«d_model» + «heads»(«head_dim» + «rope_head_dim»))"
    r" \text{ if } «q_lora_rank» > 0 \text{ else } «d_model»\,«heads»(«head_dim» + «rope_head_dim»)",
    symbols=_SHAPE | {"q_lora_rank": r"d_{c}'", "kv_lora_rank": r"d_{c}", "rope_head_dim": r"d_{h}^{R}", "v_head_dim": r"d_{h}^{V}"},
    trust="exact",
    source="deepseek2024v3",
    locator="section 2.1.1",
    validity="Without biases and norms. At query rank 0 the queries are not compressed: q is d h (head size + rotary size).",
)
def latent_attention_parameters(d_model, heads, head_dim, rope_head_dim, v_head_dim, kv_lora_rank, q_lora_rank=0):
    """Parameters of one layer of multi-head latent attention.

    Parameters
    ----------
    d_model : array_like [1]
        Width of the residual stream.
    heads : array_like [head]
        Heads.
    head_dim : array_like [1]
        Size of a query or key head without its rotary part.
    rope_head_dim : array_like [1]
        Size of the rotary part, whose key all heads share.
    v_head_dim : array_like [1]
        Size of a value head.
    kv_lora_rank : array_like [1]
        Size of the latent vector that keys and values are made from.
    q_lora_rank : array_like [1]
        Size of the queries' latent vector, or 0 for none.

    Returns
    -------
    parameters : array [parameter]
        Parameters per layer.

    Raises
    ------
    ValueError
        If a size is not positive, or the query rank is negative.

    Examples
    --------
    >>> int(latent_attention_parameters(7168, 128, 128, 64, 128, 512, 1536))
    187105280

    References
    ----------
    DeepSeek-AI 2024, section 2.1.1.
    """
    check.positive(d_model=d_model, heads=heads, head_dim=head_dim, v_head_dim=v_head_dim, kv_lora_rank=kv_lora_rank)
    check.not_negative(rope_head_dim=rope_head_dim, q_lora_rank=q_lora_rank)
    query = heads * (head_dim + rope_head_dim)
    queries = np.where(q_lora_rank > 0, q_lora_rank * (d_model + query), d_model * query)
    latent = d_model * (kv_lora_rank + rope_head_dim) + heads * kv_lora_rank * (head_dim + v_head_dim)
    return queries + latent + heads * v_head_dim * d_model


@equation(
    symbol=r"N_{\mathrm{mlp}}",
    latex=r"«matrices»\,«d_model»\,«d_ff»",
    symbols=_SHAPE | {"matrices": "m", "d_ff": r"d_{\mathrm{ff}}"},
    trust="exact",
    source="shazeer2020",
    validity="Two matrices up to GPT-3's generation, three with a gate (SwiGLU, GeGLU); one expert of a mixture likewise.",
    slips="Counting a gated MLP as two matrices loses a third of it.",
)
def mlp_parameters(d_model, d_ff, matrices=3):
    """Parameters of one layer's MLP, or of one expert.

    Parameters
    ----------
    d_model : array_like [1]
        Width of the residual stream.
    d_ff : array_like [1]
        Width inside the MLP.
    matrices : array_like [1]
        Weight matrices: 3 with a gate, 2 without.

    Returns
    -------
    parameters : array [parameter]
        Parameters per layer or expert.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> int(mlp_parameters(4096, 14336))
    176160768

    References
    ----------
    Shazeer 2020, section 2.
    """
    check.positive(d_model=d_model, d_ff=d_ff, matrices=matrices)
    return matrices * d_model * d_ff


@equation(
    symbol=r"N",
    latex=r"12\,«layers»\,«d_model»^{2} + «vocabulary»\,«d_model»",
    symbols=_SHAPE | {"vocabulary": "V"},
    trust="estimate",
    source="kaplan2020",
    locator="table 1",
    band=Band(
        0.9, 1.6,
        "29 dense models of the catalogue have 0.90 to 1.57 times as many, all but Gemma 2 27B, whose gated MLP is eight times its width:"
        " wider MLPs and embeddings that are not tied only add.",
    ),
    validity="GPT shape: full attention of the model's width, a two-matrix MLP of four times it, tied embeddings. Others stray.",
)
def approximate_parameters(layers, d_model, vocabulary):
    """Parameters of a transformer from depth and width alone.

    Parameters
    ----------
    layers : array_like [layer]
        Layers.
    d_model : array_like [1]
        Width of the residual stream.
    vocabulary : array_like [token]
        Entries of the vocabulary.

    Returns
    -------
    parameters : array [parameter]
        Total parameters.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> f"{approximate_parameters(96, 12288, 50257):.4g}"
    '1.746e+11'

    References
    ----------
    Kaplan et al. 2020, table 1.
    """
    check.positive(layers=layers, d_model=d_model, vocabulary=vocabulary)
    return d_model * (12 * layers * d_model + vocabulary)


@equation(
    symbol=r"c_{\mathrm{lin}}",
    latex=r"2\,«parameters»",
    symbols={"parameters": "N"},
    trust="exact",
    source="kaplan2020",
    locator="section 2.1",
    validity="Parameters in matrices that the token is multiplied by: experts it is sent to, and the output projection even where"
    " it shares the embedding's weights; not the embedding, which is looked up.",
    slips="Tied embeddings save memory, not FLOPs.",
)
def linear_flop_per_token(parameters):
    """Forward FLOPs of one token in the weight matrices: a multiplication and an addition for each weight.

    Parameters
    ----------
    parameters : array_like [parameter]
        Weights that the token is multiplied by.

    Returns
    -------
    flop : array [FLOP/token]
        Forward FLOPs, without attention scores.

    Raises
    ------
    ValueError
        If the argument is negative.

    Examples
    --------
    >>> float(linear_flop_per_token(70e9))
    140000000000.0

    References
    ----------
    Kaplan et al. 2020, section 2.1.
    """
    check.not_negative(parameters=parameters)
    return 2.0 * parameters


@equation(
    symbol=r"c_{\mathrm{attn}}",
    latex=r"4\,«layers»\,«attention_width»\,«visible_tokens»",
    symbols={"layers": "L", "attention_width": r"h\,d_{h}", "visible_tokens": "s"},
    trust="exact",
    source="chowdhery2022",
    locator="appendix B",
    validity="Scores and weighted sum, 2 FLOPs each. The mean token of a causal sequence sees half of it; not all papers halve.",
)
def attention_flop_per_token(layers, attention_width, visible_tokens):
    """Forward FLOPs of one token's attention to the tokens that it sees.

    Parameters
    ----------
    layers : array_like [layer]
        Layers.
    attention_width : array_like [1]
        Heads times head size.
    visible_tokens : array_like [token]
        Tokens attended to: the context for the last token, half of it for the mean token of a causal sequence.

    Returns
    -------
    flop : array [FLOP/token]
        Forward FLOPs of scores and weighted sums.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(attention_flop_per_token(80, 8192, 4096))
    10737418240.0

    References
    ----------
    Chowdhery et al. 2022, appendix B.
    """
    check.not_negative(layers=layers, attention_width=attention_width, visible_tokens=visible_tokens)
    return 4.0 * layers * attention_width * visible_tokens
