"""Losses per byte of text: what laws that were fitted on other texts and tokenizers can be compared in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formulas import check, scaling
from formulas.caching import shared
from formulas.catalogue import Row, load
from formulas.registry import equation


@dataclass(frozen=True, kw_only=True)
class LawText(Row):
    """The text that a law was fitted on, as its tokenizer cuts it."""

    bytes_per_token: float


@shared
def law_texts() -> Mapping[str, LawText]:
    """Every text of a law by id."""
    return load("law_texts", LawText)


def by_law(
    parameters: np.ndarray | float, tokens: np.ndarray | float, total_to_active: np.ndarray | float
) -> Mapping[str, np.ndarray]:
    """Bits per byte of one design by every law, each at its own constants and on its own text."""
    return {
        law.id: bits_per_byte(
            scaling.loss(parameters, tokens, **law.coefficients_of(total_to_active)), law_texts()[law.text].bytes_per_token
        )
        for law in scaling.LAWS.values()
    }


def ends(
    parameters: np.ndarray | float, tokens: np.ndarray | float, total_to_active: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most that any law gives."""
    found = list(by_law(parameters, tokens, total_to_active).values())
    return np.minimum.reduce(np.broadcast_arrays(*found)), np.maximum.reduce(np.broadcast_arrays(*found))


@equation(
    symbol=r"\mathrm{BPB}",
    latex=r"\frac{«loss»}{«text_per_token» \ln 2}",
    symbols={"loss": "L", "text_per_token": "b"},
    trust="estimate",
    source="gao2020",
    locator="section 3.1",
    rests_on="scaling.loss",
    validity="By definition, as good as the loss and the count of bytes. Other texts are as much as a third easier or harder to predict,"
    " which it does not take out.",
)
def bits_per_byte(loss, text_per_token):
    """Loss per byte of text in bits, whatever the tokenizer.

    Parameters
    ----------
    loss : array_like [nat/token]
        Cross-entropy per token.
    text_per_token : array_like [B/token]
        Bytes of text in the mean token.

    Returns
    -------
    bits : array [bit/B]
        What the text takes up after ideal compression by the model: raw text has 8.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(bits_per_byte(1.917, 3.96)), 3)
    0.698

    References
    ----------
    Gao et al. 2020, section 3.1.
    """
    check.positive(loss=loss, text_per_token=text_per_token)
    return loss / (text_per_token * np.log(2))


@equation(
    symbol=r"\Delta",
    latex=r"«highest» - «lowest»",
    symbols={"highest": r"\mathrm{BPB}_{\mathrm{max}}", "lowest": r"\mathrm{BPB}_{\mathrm{min}}"},
    trust="estimate",
    source="forge-seed",
    validity="A difference of laws, most of them beyond their fit here; it holds that of the texts as well as that of the laws.",
)
def law_spread(lowest, highest):
    """How far published laws lie apart at one design.

    Parameters
    ----------
    lowest : array_like [bit/B]
        Loss by the law that gives the least.
    highest : array_like [bit/B]
        Loss by the law that gives the most.

    Returns
    -------
    spread : array [bit/B]
        0 where all agree.

    Raises
    ------
    ValueError
        If the lowest is not positive and finite, or above the highest.

    Examples
    --------
    >>> round(float(law_spread(0.56, 0.70)), 2)
    0.14

    References
    ----------
    The Full Stack 2026, capstone C.2, where one law stands for all.
    """
    check.together(
        positive={"lowest": lowest}, highest=(highest, np.isfinite(highest) & (highest >= lowest), "must be at least lowest and finite")
    )
    return highest - lowest
