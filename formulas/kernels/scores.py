"""Attention as kernels: its arithmetic, and the bytes that it moves when the scores are kept and when they never leave the chip."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

_SIZES = {
    "sequences": "B", "heads": "h", "kv_heads": r"h_{\mathrm{kv}}", "query_tokens": r"n_{q}", "key_tokens": r"n_{k}", "key_dim": r"d_{k}",
    "value_dim": r"d_{v}", "pairs": "p", "bytes_per_activation": r"\beta_{x}", "bytes_per_cached": r"\beta_{\mathrm{kv}}",
}  # fmt: skip


def _of(*names: str) -> dict[str, str]:
    return {name: _SIZES[name] for name in names}


@equation(
    symbol="p",
    latex=r"«query_tokens» \cdot «past» + \frac{v \left(v + 1\right)}{2} + \left(«query_tokens» - v\right) v,"
    r"\quad v = \min\!\left(«query_tokens»,\; «window»\right)",
    symbols=_of("query_tokens") | {"past": r"n_{0}", "window": "w"},
    trust="exact",
    source="dao2023",
    locator="section 4.1",
    validity="Causal: a new token sees what is in the cache, and of the new ones itself and those before it, within the window. A cache is"
    " given as long as the window leaves it.",
)
def attended_pairs(query_tokens, past=0.0, window=np.inf):
    """Pairs of a query and a key that a causal mask leaves, in one head of one sequence.

    Parameters
    ----------
    query_tokens : array_like [token]
        New tokens.
    past : array_like [token]
        Tokens in the cache that each of them sees.
    window : array_like [token]
        New tokens that a query looks back at, itself included; infinite where it sees all.

    Returns
    -------
    pairs : array [1]
        Scores that count.

    Raises
    ------
    ValueError
        If there is no query, the cache is negative, or the window has no room for one token.

    Examples
    --------
    >>> float(attended_pairs(4)), float(attended_pairs(1, 4095)), float(attended_pairs(4, 0, 2))
    (10.0, 4096.0, 7.0)

    References
    ----------
    Dao 2023, section 4.1: half of the pairs under a causal mask; blocks that it empties are skipped.
    """
    check.together(
        positive={"query_tokens": query_tokens}, not_negative={"past": past},
        window=(window, np.asarray(window) >= 1, "must be at least 1"),
    )  # fmt: skip
    seen = np.minimum(query_tokens, window)
    return query_tokens * past + seen * (seen + 1) / 2 + (query_tokens - seen) * seen


@equation(
    symbol="C",
    latex=r"2 \cdot «sequences» \cdot «heads» \cdot «pairs» \left(«key_dim» + «value_dim»\right)",
    symbols=_of("sequences", "heads", "pairs", "key_dim", "value_dim"),
    trust="exact",
    source="dao2022",
    locator="section 2.2",
    validity="Both products. The exponentials of the softmax run on other units and are left out, as published speeds leave them out.",
)
def attention_kernel_flop(sequences, heads, pairs, key_dim, value_dim):
    """Arithmetic of the scores and of the weighted sum of one layer.

    Parameters
    ----------
    sequences : array_like [sequence]
        Sequences.
    heads : array_like [head]
        Query heads.
    pairs : array_like [1]
        Pairs of a query and a key in one head of one sequence.
    key_dim : array_like [1]
        Numbers of a key that a query is compared with.
    value_dim : array_like [1]
        Numbers of a value.

    Returns
    -------
    compute : array [FLOP]
        Two FLOP for each number of both products.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(attention_kernel_flop(1, 16, 16384**2, 128, 128))
    2199023255552.0

    References
    ----------
    Dao et al. 2022, section 2.2; Shah et al. 2024, section 4.1, counts the same.
    """
    check.positive(sequences=sequences, heads=heads, pairs=pairs, key_dim=key_dim, value_dim=value_dim)
    return 2.0 * sequences * heads * pairs * (key_dim + value_dim)


@equation(
    symbol=r"M",
    latex=r"«sequences» \left(«heads» \cdot «query_tokens» \left(«key_dim» + «value_dim»\right) «bytes_per_activation»"
    r" + «kv_heads» \cdot «key_tokens» \left(«key_dim» + «value_dim»\right) «bytes_per_cached»\right)",
    symbols=_of(
        "sequences", "heads", "kv_heads", "query_tokens", "key_tokens", "key_dim", "value_dim", "bytes_per_activation", "bytes_per_cached"
    ),
    trust="bound",
    source="dao2022",
    locator="proposition 3",
    validity="No score leaves the chip, and a cache serves the keys and values that several blocks of queries read. For keys and values"
    " that are one latent, the size of a value is 0 beside the keys: see shared_latent_bytes.",
)
def attention_bytes_once(
    sequences, heads, kv_heads, query_tokens, key_tokens, key_dim, value_dim, bytes_per_activation=2.0, bytes_per_cached=2.0
):
    """Least bytes that attention moves: queries, keys and values in, the result out, each once.

    Parameters
    ----------
    sequences : array_like [sequence]
        Sequences.
    heads : array_like [head]
        Query heads.
    kv_heads : array_like [head]
        Heads of keys and values.
    query_tokens : array_like [token]
        New tokens of a sequence.
    key_tokens : array_like [token]
        Tokens that a sequence looks at.
    key_dim : array_like [1]
        Numbers of a key.
    value_dim : array_like [1]
        Numbers of a value.
    bytes_per_activation : array_like [B]
        Bytes of a number of queries and result.
    bytes_per_cached : array_like [B]
        Bytes of a number of keys and values.

    Returns
    -------
    moved : array [B]
        Bytes read and written.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(attention_bytes_once(1, 1, 1, 1024, 1024, 64, 64))
    524288.0

    References
    ----------
    Dao et al. 2022, proposition 3: the traffic of any size of SRAM is at least this.
    """
    check.positive(
        sequences=sequences, heads=heads, kv_heads=kv_heads, query_tokens=query_tokens, key_tokens=key_tokens, key_dim=key_dim,
        value_dim=value_dim, bytes_per_activation=bytes_per_activation, bytes_per_cached=bytes_per_cached,
    )  # fmt: skip
    sizes = key_dim + value_dim
    return sequences * (heads * query_tokens * sizes * bytes_per_activation + kv_heads * key_tokens * sizes * bytes_per_cached)


@equation(
    symbol=r"M",
    latex=r"«sequences» \left(«heads» \cdot «query_tokens» \left(2 \cdot «latent» + «rotary»\right) «bytes_per_activation»"
    r" + «key_tokens» \left(«latent» + «rotary»\right) «bytes_per_cached»\right)",
    symbols=_of("sequences", "heads", "query_tokens", "key_tokens", "bytes_per_activation", "bytes_per_cached")
    | {"latent": r"d_{c}", "rotary": r"d_{h}^{R}"},
    trust="bound",
    source="deepseek2024v2",
    locator="section 2.1.2",
    validity="One token or few after a cache of latents; the latent is key and value at once and is read once for all heads.",
)
def shared_latent_bytes(sequences, heads, query_tokens, key_tokens, latent, rotary, bytes_per_activation=2.0, bytes_per_cached=2.0):
    """Least bytes that attention over a cache of latents moves.

    Parameters
    ----------
    sequences : array_like [sequence]
        Sequences.
    heads : array_like [head]
        Heads, all of which read the same latents.
    query_tokens : array_like [token]
        New tokens of a sequence.
    key_tokens : array_like [token]
        Tokens in the cache.
    latent : array_like [1]
        Size of the latent vector.
    rotary : array_like [1]
        Size of the rotary key beside it.
    bytes_per_activation : array_like [B]
        Bytes of a number of queries and result.
    bytes_per_cached : array_like [B]
        Bytes of a number in the cache.

    Returns
    -------
    moved : array [B]
        Bytes read and written.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(shared_latent_bytes(1, 128, 1, 4096, 512, 64))
    4997120.0

    References
    ----------
    DeepSeek-AI 2024 (V2), section 2.1.2.
    """
    check.positive(
        sequences=sequences, heads=heads, query_tokens=query_tokens, key_tokens=key_tokens, latent=latent, rotary=rotary,
        bytes_per_activation=bytes_per_activation, bytes_per_cached=bytes_per_cached,
    )  # fmt: skip
    read = key_tokens * (latent + rotary) * bytes_per_cached
    return sequences * (heads * query_tokens * (2 * latent + rotary) * bytes_per_activation + read)


@equation(
    symbol=r"M",
    latex=r"«once» + 4 \cdot «sequences» \cdot «heads» \cdot «query_tokens» \cdot «key_tokens» \cdot «bytes_per_activation»",
    symbols=_of("sequences", "heads", "query_tokens", "key_tokens", "bytes_per_activation") | {"once": r"M_{\mathrm{once}}"},
    trust="exact",
    source="dao2022",
    locator="algorithm 0",
    validity="Three kernels: scores are written, read for the softmax, written as weights and read again. A masked half is moved like the"
    " rest. A separate kernel for scale or mask would add two more passes.",
)
def naive_attention_bytes(once, sequences, heads, query_tokens, key_tokens, bytes_per_activation=2.0):
    """Bytes that attention moves when scores and weights go through memory.

    Parameters
    ----------
    once : array_like [B]
        Bytes of queries, keys, values and result.
    sequences : array_like [sequence]
        Sequences.
    heads : array_like [head]
        Query heads.
    query_tokens : array_like [token]
        New tokens of a sequence.
    key_tokens : array_like [token]
        Tokens that a sequence looks at.
    bytes_per_activation : array_like [B]
        Bytes of a score.

    Returns
    -------
    moved : array [B]
        Bytes read and written.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(naive_attention_bytes(524288, 1, 1, 1024, 1024))
    8912896.0

    References
    ----------
    Dao et al. 2022, algorithm 0 and theorem 2.
    """
    check.positive(
        once=once, sequences=sequences, heads=heads, query_tokens=query_tokens, key_tokens=key_tokens,
        bytes_per_activation=bytes_per_activation,
    )  # fmt: skip
    return once + 4.0 * sequences * heads * query_tokens * key_tokens * bytes_per_activation


@equation(
    symbol=r"I_{\mathrm{printed}}",
    latex=r"\frac{2 \cdot «key_tokens»^{2} \cdot «head_dim»}{«key_tokens»^{2} + 2 \cdot «key_tokens» \cdot «head_dim»}",
    symbols={"key_tokens": r"n_{k}", "head_dim": r"d_{h}"},
    trust="estimate",
    source="full-stack-seed",
    locator="layer 2.1",
    validity="FLOP per number, not per byte: one of the two products, one pass over the scores, and no result.",
    slips="It counts half of the arithmetic and a quarter of the passes over the scores, and numbers for bytes. With all of them long"
    " sequences come to d/2 per byte in 16 bits instead of 2d. Attention whose scores stay on the chip moves no square at all and is"
    " bound by compute, not by memory.",
)
def printed_attention_intensity(key_tokens, head_dim):
    """Arithmetic intensity of attention as the source course prints it.

    Parameters
    ----------
    key_tokens : array_like [token]
        Tokens, each of which looks at all.
    head_dim : array_like [1]
        Size of a head.

    Returns
    -------
    printed : array [1]
        FLOP for each number moved.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(printed_attention_intensity(8192, 128)), 1)
    248.2

    References
    ----------
    The Full Stack AI Build 2026, layer 2.1.
    """
    check.positive(key_tokens=key_tokens, head_dim=head_dim)
    return 2.0 * key_tokens * key_tokens * head_dim / (key_tokens * key_tokens + 2.0 * key_tokens * head_dim)
