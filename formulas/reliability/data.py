"""The text that a run reads: what it takes to keep and to bring."""

from __future__ import annotations

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"S_{\mathrm{data}}",
    latex=r"«tokens» \cdot «token_bytes» \cdot «copies»",
    symbols={"tokens": "D", "token_bytes": r"b_{t}", "copies": "r"},
    trust="exact",
    source="forge-seed",
    seed="Layer 3, storage requirements",
    validity="Tokens as numbers, two bytes each below 65,536 words and four above; the raw text behind them is several times larger.",
    slips="The source course prints 60 PB for ten trillion tokens of two bytes in three copies: it is 60 TB, a thousand times less.",
)
def dataset_bytes(tokens, token_bytes, copies):
    """Storage of a text that was cut into tokens.

    Parameters
    ----------
    tokens : array_like [token]
        Tokens of the text.
    token_bytes : array_like [B/token]
        Bytes of the number of a token.
    copies : array_like [1]
        Copies that are kept.

    Returns
    -------
    dataset : array [B]
        Bytes of all copies.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> float(dataset_bytes(1e13, 2, 3)) / 1e12
    60.0

    References
    ----------
    The Full Stack 2026, layer 3.
    """
    check.positive(tokens=tokens, token_bytes=token_bytes, copies=copies)
    return tokens * token_bytes * copies


@equation(
    symbol=r"\dot{S}",
    latex=r"\frac{«tokens» \cdot «token_bytes»}{«duration»}",
    symbols={"tokens": "D", "token_bytes": r"b_{t}", "duration": "t"},
    trust="exact",
    source="forge-seed",
    validity="The mean over the run, each token read once. Images and sound take thousands of times more for each example.",
)
def loading_rate(tokens, token_bytes, duration):
    """Rate at which storage must bring the text.

    Parameters
    ----------
    tokens : array_like [token]
        Tokens that the run reads.
    token_bytes : array_like [B/token]
        Bytes of the number of a token.
    duration : array_like [s]
        Time in which it reads them.

    Returns
    -------
    rate : array [B/s]
        Bytes each second, for the whole cluster.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    Llama 3's 15.6 trillion tokens of four bytes, in 54 days: one disk could bring it.

    >>> round(float(loading_rate(15.6e12, 4, 54 * 86400)) / 1e6, 1)
    13.4

    References
    ----------
    The Full Stack 2026, layer 3.
    """
    check.positive(tokens=tokens, token_bytes=token_bytes, duration=duration)
    return tokens * token_bytes / duration
