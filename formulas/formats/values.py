"""What a floating-point format can hold: the number that fields stand for, the ends of its range, and how fine it is."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol="x",
    latex=r"(-1)^{«sign»} \cdot 2^{«exponent» - «bias»} \left(1 + \frac{«mantissa»}{2^{«mantissa_bits»}}\right)"
    r" \text{ if } «exponent» > 0 \text{ else } (-1)^{«sign»} \cdot 2^{1 - «bias»} \cdot \frac{«mantissa»}{2^{«mantissa_bits»}}",
    symbols={"sign": "s", "exponent": "E", "mantissa": "T", "bias": "b", "mantissa_bits": "m"},
    trust="exact",
    source="ieee754",
    locator="section 3.4",
    validity="Codes that stand for finite numbers. An exponent field of zero has no hidden one: these are the subnormals.",
    slips="Without subnormals the smallest number of FP8 E4M3 would be eight times too large.",
)
def number_of_fields(sign, exponent, mantissa, bias, mantissa_bits):
    """Number that sign, exponent field and mantissa field stand for.

    Parameters
    ----------
    sign : array_like [1]
        Sign bit, 0 or 1.
    exponent : array_like [1]
        Exponent field as a whole number.
    mantissa : array_like [1]
        Mantissa field as a whole number.
    bias : array_like [1]
        What is taken off the exponent field.
    mantissa_bits : array_like [bit]
        Bits of the mantissa field.

    Returns
    -------
    number : array [1]
        The number.

    Raises
    ------
    ValueError
        If a field is negative, or the sign is neither 0 nor 1.

    Examples
    --------
    FP16's largest number, and FP8 E4M3's smallest:

    >>> float(number_of_fields(0, 30, 1023, 15, 10)), float(number_of_fields(0, 0, 1, 7, 3))
    (65504.0, 0.001953125)

    References
    ----------
    IEEE 754-2019, section 3.4; Micikevicius et al. 2022, table 1.
    """
    check.together(
        not_negative={"exponent": exponent, "mantissa": mantissa, "mantissa_bits": mantissa_bits},
        sign=(sign, (sign == 0) | (sign == 1), "must be 0 or 1"),
    )
    size = (mantissa / np.exp2(mantissa_bits) + (exponent > 0)) * np.exp2(np.maximum(exponent, 1) - bias)
    return np.where(sign == 0, size, -size)[()]


@equation(
    symbol=r"x_{\mathrm{normal}}",
    latex=r"2^{1 - «bias»}",
    symbols={"bias": "b"},
    trust="exact",
    source="ieee754",
    locator="section 3.3",
    validity="From here up a number has all digits of the format; below, it loses one bit for each power of two.",
)
def smallest_normal(bias):
    """Smallest number that has all digits of its format.

    Parameters
    ----------
    bias : array_like [1]
        What is taken off the exponent field.

    Returns
    -------
    number : array [1]
        The number.

    Examples
    --------
    >>> float(smallest_normal(15))
    6.103515625e-05

    References
    ----------
    IEEE 754-2019, section 3.3.
    """
    return np.exp2(1 - bias)


@equation(
    symbol=r"x_{\mathrm{least}}",
    latex=r"2^{1 - «bias» - «mantissa_bits»}",
    symbols={"bias": "b", "mantissa_bits": "m"},
    trust="exact",
    source="ieee754",
    locator="section 3.3",
    validity="Formats with subnormals, which all of these are. Half of it and less rounds to zero.",
)
def smallest_number(bias, mantissa_bits):
    """Smallest number above zero.

    Parameters
    ----------
    bias : array_like [1]
        What is taken off the exponent field.
    mantissa_bits : array_like [bit]
        Bits of the mantissa field.

    Returns
    -------
    number : array [1]
        The number.

    Examples
    --------
    >>> float(smallest_number(7, 3))
    0.001953125

    References
    ----------
    IEEE 754-2019, section 3.3; Micikevicius et al. 2022, table 1.
    """
    return np.exp2(1 - bias - mantissa_bits)


@equation(
    symbol=r"\varepsilon",
    latex=r"2^{-«mantissa_bits»}",
    symbols={"mantissa_bits": "m"},
    trust="exact",
    source="ieee754",
    locator="section 2",
    validity="The gap between 1 and the next number. Some texts call half of it epsilon: the largest relative error of rounding.",
)
def machine_epsilon(mantissa_bits):
    """Gap between one and the next larger number.

    Parameters
    ----------
    mantissa_bits : array_like [bit]
        Bits of the mantissa field; of whole numbers, bits behind the point.

    Returns
    -------
    gap : array [1]
        The gap.

    Examples
    --------
    >>> float(machine_epsilon(7))
    0.0078125

    References
    ----------
    Goldberg 1991, section 1.2; IEEE 754-2019.
    """
    return np.exp2(-mantissa_bits)


@equation(
    symbol=r"\Delta(x)",
    latex=r"2^{\max\left(\lfloor \frac{\ln «size»}{\ln 2} \rfloor, 1 - «bias»\right) - «mantissa_bits»}",
    symbols={"size": "|x|", "bias": "b", "mantissa_bits": "m"},
    trust="exact",
    source="goldberg1991",
    locator="section 1.2",
    validity="Within the range of the format. It doubles at every power of two, and stays the same below the smallest normal number.",
)
def gap_at(size, bias, mantissa_bits):
    """Distance of the two numbers of a format between which a number lies.

    Parameters
    ----------
    size : array_like [1]
        The number without its sign.
    bias : array_like [1]
        What is taken off the exponent field.
    mantissa_bits : array_like [bit]
        Bits of the mantissa field.

    Returns
    -------
    gap : array [1]
        The distance.

    Raises
    ------
    ValueError
        If the size is not positive and finite.

    Examples
    --------
    Above 2048 FP16 has even numbers alone:

    >>> float(gap_at(2050, 15, 10))
    2.0

    References
    ----------
    Goldberg 1991, section 1.2.
    """
    check.positive(size=size)
    # The power of two is read off the number: a logarithm may round across it.
    return np.exp2(np.maximum(np.frexp(size)[1] - 1.0, 1 - bias) - mantissa_bits)


@equation(
    symbol="e",
    latex=r"\sqrt{(«held» - «number»)^{2}}",
    symbols={"held": r"\hat{x}", "number": "x"},
    trust="exact",
    source="goldberg1991",
    locator="section 1.2",
    validity="Finite numbers.",
)
def rounding_distance(held, number):
    """How far the number that is held lies from the one that was meant.

    Parameters
    ----------
    held : array_like [1]
        Number in the format.
    number : array_like [1]
        Number that was to be held.

    Returns
    -------
    error : array [1]
        Their distance.

    Examples
    --------
    >>> round(float(rounding_distance(0.1015625, 0.1)), 7)
    0.0015625

    References
    ----------
    Goldberg 1991, section 1.2.
    """
    return np.abs(held - number)


@equation(
    symbol=r"\delta",
    latex=r"\frac{\sqrt{(«held» - «number»)^{2}}}{\sqrt{«number»^{2}}}",
    symbols={"held": r"\hat{x}", "number": "x"},
    trust="exact",
    source="goldberg1991",
    locator="section 1.2",
    validity="Numbers other than zero. Within the normal range it is at most half the machine epsilon.",
)
def relative_distance(held, number):
    """How far the number that is held lies from the one that was meant, as a share of that.

    Parameters
    ----------
    held : array_like [1]
        Number in the format.
    number : array_like [1]
        Number that was to be held; not zero.

    Returns
    -------
    error : array [1]
        The share.

    Raises
    ------
    ValueError
        If the number is zero.

    Examples
    --------
    >>> round(float(relative_distance(0.1015625, 0.1)), 6)
    0.015625

    References
    ----------
    Goldberg 1991, section 1.2.
    """
    check.require(number=(number, ~(np.asarray(number) == 0), "must not be 0"))
    return np.abs(held - number) / np.abs(number)
