"""Text that is read more than once: how much of it is distinct, how often it is read, and what the repeats are worth."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

DECAY = 15.387756
"""R*: repeats after which a further one is worth 1/e of new text (Muennighoff 2023, appendix A, as fitted)."""


@equation(
    symbol="U",
    latex=r"\min\!\left(«tokens»,\; «stock»\right)",
    symbols={"tokens": "D", "stock": "S"},
    trust="exact",
    source="muennighoff2023",
    locator="section 3",
    validity="Definition: all that a run reads is distinct as long as there is so much. The published stock of public text (Villalobos "
    "2024) counts text by its worth, good enough and read several times; a stock of your own counts each token once.",
)
def unique_tokens(tokens, stock):
    """Distinct tokens that a run reads.

    Parameters
    ----------
    tokens : array_like [token]
        Training tokens, repeats included.
    stock : array_like [token]
        Distinct tokens that there are to read.

    Returns
    -------
    unique : array [token]
        The smaller of the two.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(unique_tokens(15e12, 300e12)), float(unique_tokens(15e12, 5e12))
    (15000000000000.0, 5000000000000.0)

    References
    ----------
    Muennighoff et al. 2023, section 3.
    """
    check.positive(tokens=tokens, stock=stock)
    return np.minimum(tokens, stock)


@equation(
    symbol="e",
    latex=r"\frac{«tokens»}{«unique»}",
    symbols={"tokens": "D", "unique": "U"},
    trust="exact",
    source="muennighoff2023",
    locator="section 3",
    validity="Definition: one for the first reading and one for each repeat, all text being read equally often.",
)
def epochs(tokens, unique):
    """How often a run reads each of its distinct tokens.

    Parameters
    ----------
    tokens : array_like [token]
        Training tokens, repeats included.
    unique : array_like [token]
        Distinct tokens among them.

    Returns
    -------
    epochs : array [1]
        1 where nothing is read again.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, or more tokens are distinct than are read.

    Examples
    --------
    >>> float(epochs(15e12, 5e12))
    3.0

    References
    ----------
    Muennighoff et al. 2023, section 3.
    """
    check.positive(tokens=tokens, unique=unique)
    check.require(unique=(unique, np.asarray(unique) <= np.asarray(tokens), "must be at most the tokens that are read"))
    return np.divide(tokens, unique)


@equation(
    symbol="D'",
    latex=r"«unique» + «unique» \cdot «decay» \cdot \left(1 - e^{-\left(«epochs» - 1\right) / «decay»}\right)",
    symbols={"unique": "U", "epochs": "e", "decay": "R^{*}"},
    trust="calibrated",
    source="muennighoff2023",
    locator="eq. 5",
    band=Band(
        0.8, 1.25,
        "A judgement: no error of the fitted constant is published. The paper finds hardly a difference from new text up to four "
        "readings, where the law counts 7% less.",
    ),
    validity="Fitted on models of up to 9 B parameters and 900 B tokens of web text. Repeats of a token are worth at most R* times "
    "itself, however often it is read. The law's other half, on models too large for their text, is left out.",
)
def effective_tokens(unique, epochs, decay=DECAY):
    """New tokens that would teach a model as much as distinct ones that are read several times.

    Parameters
    ----------
    unique : array_like [token]
        Distinct tokens.
    epochs : array_like [1]
        How often each of them is read; at least 1.
    decay : array_like [1]
        Repeats after which a further one is worth 1/e of new text.

    Returns
    -------
    worth : array [token]
        All of them where nothing is read again.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    Four readings are worth 3.73 of new text, forty are worth 15.2:

    >>> round(float(effective_tokens(1e12, 4)) / 1e12, 2), round(float(effective_tokens(1e12, 40)) / 1e12, 1)
    (3.73, 15.2)

    References
    ----------
    Muennighoff et al. 2023, eq. 5 and appendix A.
    """
    check.together(
        positive={"unique": unique, "decay": decay},
        epochs=(epochs, (np.asarray(epochs) >= 1) & np.isfinite(epochs), "must be at least 1 and finite"),
    )
    # As above; where nothing is read again it is the distinct tokens to the last digit.
    return unique * (1 - decay * np.expm1((1 - np.asarray(epochs)) / decay))
