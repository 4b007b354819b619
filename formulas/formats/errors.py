"""What a matrix loses by being quantised: measured, at most, and as is to be expected."""

from __future__ import annotations

import math

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_COUNT = {"count": "n"}
_EVEN = (
    "Weights that lie anywhere within their step, so that no place in it is likelier; a step at least as wide as the weights vary"
    " makes it wrong, and levels that hit many weights exactly make it too large."
)


@equation(
    symbol=r"\lVert W - \hat{W} \rVert_{F}",
    latex=r"\sqrt{«count» \cdot «mean_square»}",
    symbols=_COUNT | {"mean_square": r"\overline{e^{2}}"},
    trust="exact",
    source="nagel2021",
    locator="section 2.2",
)
def error_norm(mean_square, count):
    """Frobenius norm of an error from its mean square.

    Parameters
    ----------
    mean_square : array_like [1]
        Mean of the squared differences, measured.
    count : array_like [parameter]
        Weights of the matrix.

    Returns
    -------
    norm : array [1]
        Root of the sum of the squared differences.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(error_norm(0.25, 16))
    2.0

    References
    ----------
    Nagel et al. 2021, section 2.2.
    """
    check.not_negative(mean_square=mean_square, count=count)
    return np.sqrt(count * mean_square)


@equation(
    symbol=r"\lVert E \rVert_{F}",
    latex=r"\frac{«step»}{2} \sqrt{«count»}",
    symbols=_COUNT | {"step": r"\Delta"},
    trust="bound",
    source="full-stack-seed",
    locator="layer 2, quantization error bound",
    validity="Rounding to the nearest level, within the range. Where steps differ, their root mean square takes the place of the step.",
    slips="It says nothing of weights that are clipped, and holds for no other rounding than to the nearest level.",
)
def nearest_error_bound(step, count):
    """Largest error that rounding to the nearest level can make.

    Parameters
    ----------
    step : array_like [1]
        Step from one level to the next; of several their root mean square.
    count : array_like [parameter]
        Weights that were rounded.

    Returns
    -------
    norm : array [1]
        Frobenius norm of the error.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(nearest_error_bound(0.5, 16))
    1.0

    References
    ----------
    The Full Stack AI Build, layer 2.
    """
    check.not_negative(step=step, count=count)
    return step / 2 * np.sqrt(count)


@equation(
    symbol=r"\mathrm{E}\lVert E \rVert_{F}",
    latex=r"\frac{«step»}{\sqrt{12}} \sqrt{«count»}",
    symbols=_COUNT | {"step": r"\Delta"},
    trust="estimate",
    source="bennett1948",
    locator="section 2",
    band=Band(
        0.9, 1.1,
        "8,192 normal weights without outliers in 3 to 8 bits, per tensor to groups of 16, lie between 0.96 and 1.02 times it.",
    ),
    validity=_EVEN,
)
def nearest_error_expected(step, count):
    """Error that rounding to the nearest level is to be expected to make.

    Parameters
    ----------
    step : array_like [1]
        Step from one level to the next; of several their root mean square.
    count : array_like [parameter]
        Weights that were rounded.

    Returns
    -------
    norm : array [1]
        Frobenius norm of the error: 58% of the bound.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> round(float(nearest_error_expected(0.5, 16)), 4)
    0.5774

    References
    ----------
    Bennett 1948; Widrow and Kollar 2008.
    """
    check.not_negative(step=step, count=count)
    return step / np.sqrt(12) * np.sqrt(count)


@equation(
    symbol=r"\lVert E \rVert_{F}",
    latex=r"«step» \sqrt{«count»}",
    symbols=_COUNT | {"step": r"\Delta"},
    trust="bound",
    source="gupta2015",
    locator="section 2.1",
    validity="Rounding up or down by chance, within the range.",
)
def stochastic_error_bound(step, count):
    """Largest error that stochastic rounding can make.

    Parameters
    ----------
    step : array_like [1]
        Step from one level to the next; of several their root mean square.
    count : array_like [parameter]
        Weights that were rounded.

    Returns
    -------
    norm : array [1]
        Frobenius norm of the error.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(stochastic_error_bound(0.5, 16))
    2.0

    References
    ----------
    Gupta et al. 2015, section 2.1.
    """
    check.not_negative(step=step, count=count)
    return step * np.sqrt(count)


@equation(
    symbol=r"\mathrm{E}\lVert E \rVert_{F}",
    latex=r"\frac{«step»}{\sqrt{6}} \sqrt{«count»}",
    symbols=_COUNT | {"step": r"\Delta"},
    trust="estimate",
    source="gupta2015",
    locator="section 2.1",
    band=Band(
        0.9, 1.1,
        "8,192 normal weights without outliers in 3 to 8 bits, per tensor to groups of 16, lie between 0.96 and 1.02 times it.",
    ),
    validity=f"Each of the two levels with the chance that makes the mean right. {_EVEN}",
    slips="Its mean error is zero, its error is not: it is the square root of two larger than that of the nearest level.",
)
def stochastic_error_expected(step, count):
    """Error that stochastic rounding is to be expected to make.

    Parameters
    ----------
    step : array_like [1]
        Step from one level to the next; of several their root mean square.
    count : array_like [parameter]
        Weights that were rounded.

    Returns
    -------
    norm : array [1]
        Frobenius norm of the error.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> round(float(stochastic_error_expected(0.5, 16)), 4)
    0.8165

    References
    ----------
    Gupta et al. 2015, section 2.1; the variance of a draw between two levels, over all places between them.
    """
    check.not_negative(step=step, count=count)
    return step / np.sqrt(6) * np.sqrt(count)


@equation(
    symbol=r"\lVert E \rVert_{F}",
    latex=r"\sqrt{«rounding»^{2} + «clipping»^{2}}",
    symbols={"rounding": r"E_{\mathrm{round}}", "clipping": r"E_{\mathrm{clip}}"},
    trust="exact",
    source="nagel2021",
    locator="section 2.2",
    validity="A weight is either rounded or clipped.",
)
def whole_error(rounding, clipping):
    """Error of rounding and clipping together.

    Parameters
    ----------
    rounding : array_like [1]
        Frobenius norm of the error of the weights within the range.
    clipping : array_like [1]
        Frobenius norm of the error of those beyond it.

    Returns
    -------
    norm : array [1]
        Frobenius norm of all of it.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(whole_error(3, 4))
    5.0

    References
    ----------
    Nagel et al. 2021, section 2.2.
    """
    check.not_negative(rounding=rounding, clipping=clipping)
    return np.sqrt(rounding**2 + clipping**2)


@equation(
    symbol=r"\rho",
    latex=r"\frac{«error»}{«norm»}",
    symbols={"error": r"\lVert E \rVert_{F}", "norm": r"\lVert W \rVert_{F}"},
    trust="exact",
    source="nagel2021",
    locator="section 2.2",
    slips="The error of the weights is not the loss of the model: what a layer does with its inputs decides which errors matter.",
)
def relative_norm(error, norm):
    """Error of a matrix as a share of the matrix.

    Parameters
    ----------
    error : array_like [1]
        Frobenius norm of the error.
    norm : array_like [1]
        Frobenius norm of the weights.

    Returns
    -------
    share : array [1]
        The share.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> float(relative_norm(1, 50))
    0.02

    References
    ----------
    Nagel et al. 2021, section 2.2.
    """
    check.together(positive={"norm": norm}, not_negative={"error": error})
    return error / norm


@equation(
    symbol=r"\mathrm{E}\lVert E_{\mathrm{clip}} \rVert_{F}",
    latex=r"\sqrt{«count» \left((«deviation»^{2} + «threshold»^{2})"
    r" \operatorname{erfc}\left(\frac{«threshold»}{«deviation» \sqrt{2}}\right) - «deviation» \cdot «threshold» \cdot"
    r" \sqrt{\frac{2}{\pi}} \cdot \exp\left(-\frac{«threshold»^{2}}{2 \cdot «deviation»^{2}}\right)\right)}",
    symbols=_COUNT | {"deviation": r"\sigma", "threshold": r"\alpha"},
    trust="exact",
    source="banner2019",
    locator="section 3",
    validity="Normal weights around zero, clipped on both sides; outliers come on top.",
)
def clipping_error_expected(deviation, threshold, count):
    """Error that clipping normal weights is to be expected to make.

    Parameters
    ----------
    deviation : array_like [1]
        Standard deviation of the weights.
    threshold : array_like [1]
        What is clipped to, on both sides.
    count : array_like [parameter]
        Weights of the matrix.

    Returns
    -------
    norm : array [1]
        Frobenius norm of the error.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> round(float(clipping_error_expected(1, 2, 10_000)), 2)
    10.74

    References
    ----------
    Banner et al. 2019, section 3.
    """
    check.together(positive={"deviation": deviation}, not_negative={"threshold": threshold, "count": count})
    beyond = np.asarray(threshold / deviation, dtype=float)
    tail = np.reshape([math.erfc(each / math.sqrt(2)) for each in beyond.flat], beyond.shape)
    density = math.sqrt(2 / math.pi) * np.exp(-(beyond**2) / 2)
    # Far out both terms nearly meet; what rounding leaves below zero is none.
    return deviation * np.sqrt(count * np.maximum((1 + beyond**2) * tail - beyond * density, 0.0))
