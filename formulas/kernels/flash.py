"""FlashAttention's traffic by the size of the memory that it works in, in both orders of its loops."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

_NAMES = {"key_tokens": r"n_{k}", "head_dim": r"d_{h}", "block_tokens": r"b", "bytes_per_activation": r"\beta_{x}", "sram": "S"}


@equation(
    symbol="b",
    latex=r"\max\!\left(1,\; \left\lfloor \frac{«sram»}{4 \cdot «head_dim» \cdot «bytes_per_activation»} \right\rfloor\right)",
    symbols=_NAMES,
    trust="exact",
    source="dao2022",
    locator="algorithm 1, line 1",
    validity="A quarter of the memory each for a block of queries, keys, values and results.",
)
def flash_block(sram, head_dim, bytes_per_activation=2.0):
    """Tokens of a block for which queries, keys, values and results fit into on-chip memory.

    Parameters
    ----------
    sram : array_like [B]
        On-chip memory that one block of threads can use.
    head_dim : array_like [1]
        Size of a head.
    bytes_per_activation : array_like [B]
        Bytes of a number.

    Returns
    -------
    block_tokens : array [token]
        Tokens of a block.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(flash_block(227 * 1024, 128))
    227.0

    References
    ----------
    Dao et al. 2022, algorithm 1, line 1.
    """
    check.positive(sram=sram, head_dim=head_dim, bytes_per_activation=bytes_per_activation)
    return np.maximum(1.0, np.floor(sram / (4 * head_dim * bytes_per_activation)))


@equation(
    symbol=r"M",
    latex=r"«key_tokens» \cdot «head_dim» \cdot «bytes_per_activation»"
    r" \left(2 + 3 \left\lceil \frac{«key_tokens»}{«block_tokens»} \right\rceil\right)",
    symbols=_NAMES,
    trust="exact",
    source="dao2022",
    locator="algorithm 1",
    validity="One head, no mask. The outer loop goes over keys and values, so that queries and partial results come and go once for each"
    " of its blocks; two statistics for each row are left out.",
)
def flash_bytes_keys_outside(key_tokens, head_dim, block_tokens, bytes_per_activation=2.0):
    """Bytes past on-chip memory when the outer loop goes over keys and values, as the first FlashAttention does.

    Parameters
    ----------
    key_tokens : array_like [token]
        Tokens of the sequence, each of which is a query and a key.
    head_dim : array_like [1]
        Size of a head.
    block_tokens : array_like [token]
        Tokens of a block of keys and values.
    bytes_per_activation : array_like [B]
        Bytes of a number.

    Returns
    -------
    moved : array [B]
        Bytes of one head.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(flash_bytes_keys_outside(1024, 64, 1024))
    655360.0

    References
    ----------
    Dao et al. 2022, algorithm 1 and theorem 2: of the order of n^2 d^2 over the size of the memory.
    """
    _check(key_tokens, head_dim, block_tokens, bytes_per_activation)
    return key_tokens * head_dim * bytes_per_activation * (2 + 3 * np.ceil(key_tokens / block_tokens))


@equation(
    symbol=r"M",
    latex=r"«key_tokens» \cdot «head_dim» \cdot «bytes_per_activation»"
    r" \left(2 + 2 \left\lceil \frac{«key_tokens»}{«block_tokens»} \right\rceil\right)",
    symbols=_NAMES,
    trust="exact",
    source="dao2023",
    locator="algorithm 1",
    validity="One head, no mask. The outer loop goes over queries, whose result stays on the chip until it is done: keys and values are"
    " read once for each block, and nothing unfinished is written. A causal mask skips about half of that.",
)
def flash_bytes_queries_outside(key_tokens, head_dim, block_tokens, bytes_per_activation=2.0):
    """Bytes past on-chip memory when the outer loop goes over queries, as FlashAttention does since its second version.

    Parameters
    ----------
    key_tokens : array_like [token]
        Tokens of the sequence, each of which is a query and a key.
    head_dim : array_like [1]
        Size of a head.
    block_tokens : array_like [token]
        Tokens of a block of queries.
    bytes_per_activation : array_like [B]
        Bytes of a number.

    Returns
    -------
    moved : array [B]
        Bytes of one head.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(flash_bytes_queries_outside(1024, 64, 1024))
    524288.0

    References
    ----------
    Dao 2023, algorithm 1 and section 3.2.
    """
    _check(key_tokens, head_dim, block_tokens, bytes_per_activation)
    return key_tokens * head_dim * bytes_per_activation * (2 + 2 * np.ceil(key_tokens / block_tokens))


def _check(key_tokens: object, head_dim: object, block_tokens: object, bytes_per_activation: object) -> None:
    check.positive(key_tokens=key_tokens, head_dim=head_dim, block_tokens=block_tokens, bytes_per_activation=bytes_per_activation)
