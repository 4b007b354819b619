"""What rounding the weights after training adds to the loss."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

# Table 2 of the source's appendix K, which also lists an offset b.
COEFFICIENT, TOKEN_POWER, SIZE_POWER, BITS_SCALE = 0.0598, 0.5068, 0.3439, 0.5907


@equation(
    symbol=r"\delta",
    latex=r"0.0598 \cdot \frac{«tokens»^{0.5068}}{«parameters»^{0.3439}}\,e^{-\frac{«bits»}{0.5907}}",
    symbols={"parameters": "N", "tokens": "D", "bits": "P"},
    trust="estimate",
    source="kumar2024precision",
    locator="equation 2 and table 2 of appendix K",
    valid={"parameters": (30e6, 1.7e9), "tokens": (1.5e9, 26e9), "bits": (3.0, 16.0)},
    validity="Fitted on dense models of 30 to 220 million parameters, checked up to 1.7 billion, whose integer weights were rounded by GPTQ"
    " after training in 16 bits. Its authors expect the trends, not the constants, to hold elsewhere. Their table lists an offset b of"
    " 1.1277 beside these, and says that fitted exponents carry offsets which the equations leave out: with it the loss would be three"
    " times larger or smaller, and which fit it belongs to is not said.",
)
def loss_by_rounding(parameters, tokens, bits):
    """Loss that rounding the weights to fewer bits adds after training.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters of the model.
    tokens : array_like [token]
        Training tokens: the longer a model was trained, the more it loses.
    bits : array_like [bit/parameter]
        Bits of one weight, without its share of scales.

    Returns
    -------
    added : array [nat/token]
        On top of the loss in 16 bits.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Notes
    -----
    A model that was trained in few bits, or tuned in them, loses less.

    Examples
    --------
    >>> [round(float(loss_by_rounding(8e9, 15e12, bits)), 4) for bits in (8, 4, 3)]
    [0.0001, 0.1282, 0.6966]

    References
    ----------
    Kumar et al. 2024, equation 2.
    """
    check.positive(parameters=parameters, tokens=tokens, bits=bits)
    return COEFFICIENT * np.power(tokens, TOKEN_POWER) * np.power(parameters, -SIZE_POWER) * np.exp(-bits / BITS_SCALE)
