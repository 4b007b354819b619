"""The number that narrow numbers share: how a scale follows from the largest of them."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol="s",
    latex=r"\frac{«clip» \cdot «largest»}{«top»}",
    symbols={"clip": "c", "largest": r"\max|w|", "top": "q_{\\mathrm{max}}"},
    trust="exact",
    source="nagel2021",
    locator="section 2.2",
    validity="Numbers that lie about evenly around zero. What is beyond the clipped range becomes the largest level.",
    slips="With one scale for a whole tensor a single outlier sets the step of every weight.",
)
def symmetric_scale(largest, top, clip=1.0):
    """Scale that brings the largest number, or a share of it, onto the largest level.

    Parameters
    ----------
    largest : array_like [1]
        Largest number without its sign.
    top : array_like [1]
        Largest level: 127 of INT8, 7 of INT4, 6 of FP4.
    clip : array_like [1]
        Share of the range that is kept, above 0 and at most 1.

    Returns
    -------
    scale : array [1]
        What a level of one stands for.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> float(symmetric_scale(3.5, 7))
    0.5

    References
    ----------
    Nagel et al. 2021, section 2.2.
    """
    check.together(positive={"top": top}, not_negative={"largest": largest}, fraction={"clip": clip})
    return clip * largest / top


@equation(
    symbol="s",
    latex=r"\frac{«clip» \left(\max(«high», 0) - \min(«low», 0)\right)}{2^{«bits»} - 1}",
    symbols={"clip": "c", "high": r"w_{\mathrm{max}}", "low": r"w_{\mathrm{min}}", "bits": "b"},
    trust="exact",
    source="jacob2018",
    locator="section 3, eq. 12",
    validity="The range is widened to hold zero, so that zero is kept without an error.",
)
def asymmetric_scale(low, high, bits, clip=1.0):
    """Scale that spreads all levels from the least number to the largest.

    Parameters
    ----------
    low : array_like [1]
        Least number.
    high : array_like [1]
        Largest number.
    bits : array_like [bit]
        Bits of a level.
    clip : array_like [1]
        Share of the range that is kept, above 0 and at most 1.

    Returns
    -------
    scale : array [1]
        Step from one level to the next.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> float(asymmetric_scale(-0.5, 1.0, 4))
    0.1

    References
    ----------
    Jacob et al. 2018, equation 12; section 3.1 moves the range so that it holds zero.
    """
    check.together(positive={"bits": bits}, fraction={"clip": clip}, low=(low, low <= high, "must not exceed high"))
    return clip * (np.maximum(high, 0) - np.minimum(low, 0)) / (np.exp2(bits) - 1)


@equation(
    symbol="s",
    latex=r"2^{\lfloor \frac{\ln «largest»}{\ln 2} \rfloor - «top_exponent»}",
    symbols={"largest": r"\max|w|", "top_exponent": r"e_{\mathrm{max}}"},
    trust="exact",
    source="ocp-mx",
    locator="section 6.3",
    validity="The scale of a microscaling block: a power of two, within the 8 bits of an exponent.",
    slips="A power of two alone cannot bring the largest number onto the largest level: up to half of the range stays unused.",
)
def power_of_two_scale(largest, top_exponent):
    """Power of two that brings the largest number of a block into the last octave of its elements.

    Parameters
    ----------
    largest : array_like [1]
        Largest number of the block without its sign.
    top_exponent : array_like [1]
        Power of two that the elements' largest number begins with: 8 of E4M3, 2 of E2M1.

    Returns
    -------
    scale : array [1]
        The power of two.

    Raises
    ------
    ValueError
        If the largest number is not positive and finite.

    Examples
    --------
    >>> float(power_of_two_scale(5.0, 2))
    1.0

    References
    ----------
    Open Compute Project 2023, section 6.3.
    """
    check.positive(largest=largest)
    return np.exp2(np.frexp(largest)[1] - 1.0 - top_exponent)


@equation(
    symbol="w",
    latex=r"«level» \cdot «scale»",
    symbols={"level": "q", "scale": "s"},
    trust="exact",
    source="nagel2021",
    locator="section 2.2",
    validity="A scale of one is none.",
)
def scaled(level, scale):
    """Number that a level stands for under a scale.

    Parameters
    ----------
    level : array_like [1]
        What the bits of the number alone stand for.
    scale : array_like [1]
        Scale that it shares with others.

    Returns
    -------
    number : array [1]
        Their product.

    Examples
    --------
    >>> float(scaled(6, 0.25))
    1.5

    References
    ----------
    Nagel et al. 2021, section 2.2; Open Compute Project 2023, section 5.1.
    """
    return level * scale
