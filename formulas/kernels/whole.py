"""From the kernels of a layer to the layer, and from the layer to the model."""

from __future__ import annotations

from formulas import check
from formulas.registry import equation

_TIMES = {"memory_time": r"t_{\mathrm{mem}}", "compute_time": r"t_{\mathrm{comp}}"}


@equation(
    symbol=r"t_{\mathrm{layer}}",
    latex=r"«memory_time» + «compute_time»",
    symbols=_TIMES,
    trust="bound",
    source="williams2009",
    validity="Kernels run one after the other, each at its roof; starting them is free.",
)
def layer_time(memory_time, compute_time):
    """Shortest time of a layer: its kernels that wait for memory, and those that wait for arithmetic.

    Parameters
    ----------
    memory_time : array_like [s]
        Time of the kernels that are bound by bandwidth.
    compute_time : array_like [s]
        Time of the kernels that are bound by compute.

    Returns
    -------
    time : array [s]
        Time of the layer.

    Raises
    ------
    ValueError
        If a time is negative.

    Examples
    --------
    >>> round(float(layer_time(2e-4, 1e-4)), 6)
    0.0003

    References
    ----------
    Williams et al. 2009, eq. 1, turned over and summed.
    """
    check.not_negative(memory_time=memory_time, compute_time=compute_time)
    return memory_time + compute_time


@equation(
    symbol=r"f_{\mathrm{mem}}",
    latex=r"\frac{«memory_time»}{«memory_time» + «compute_time»}",
    symbols=_TIMES,
    trust="bound",
    source="williams2009",
    validity="As for the time of the layer.",
)
def memory_bound_share(memory_time, compute_time):
    """Share of a layer's shortest time in which its kernels wait for memory.

    Parameters
    ----------
    memory_time : array_like [s]
        Time of the kernels that are bound by bandwidth.
    compute_time : array_like [s]
        Time of the kernels that are bound by compute.

    Returns
    -------
    waiting : array [1]
        From nothing to 1.

    Raises
    ------
    ValueError
        If a time is negative, or both are nothing.

    Examples
    --------
    >>> round(float(memory_bound_share(3e-4, 1e-4)), 2)
    0.75

    References
    ----------
    Williams et al. 2009, eq. 1.
    """
    check.not_negative(memory_time=memory_time, compute_time=compute_time)
    check.require(memory_time=(memory_time, memory_time + compute_time > 0, "must not be nothing beside no time of compute"))
    return memory_time / (memory_time + compute_time)


@equation(
    symbol=r"v_{\mathrm{layers}}",
    latex=r"\frac{«new_tokens»}{«layers» \cdot «layer_seconds»}",
    symbols={"new_tokens": "N", "layers": "L", "layer_seconds": r"t_{\mathrm{layer}}"},
    trust="bound",
    source="williams2009",
    validity="All layers alike, one card that holds all of it; embedding and output projection are left out.",
)
def layers_ceiling(new_tokens, layers, layer_seconds):
    """Most tokens in a second that the layers of a model let through on one card.

    Parameters
    ----------
    new_tokens : array_like [token]
        New tokens of all sequences that go through together.
    layers : array_like [layer]
        Layers.
    layer_seconds : array_like [s]
        Shortest time of a layer.

    Returns
    -------
    speed : array [token/s]
        Tokens in a second, all sequences together.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(layers_ceiling(1, 32, 1.5e-4)))
    208

    References
    ----------
    Williams et al. 2009, eq. 1.
    """
    check.positive(new_tokens=new_tokens, layers=layers, layer_seconds=layer_seconds)
    return new_tokens / (layers * layer_seconds)
