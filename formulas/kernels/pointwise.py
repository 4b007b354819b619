"""What is done element by element, norms and sums among it: few operations on every byte, and what fusion saves."""

from __future__ import annotations

from formulas import check
from formulas.registry import equation

_NAMES = {
    "elements": "N", "operations": "o", "bytes_per_activation": r"\beta_{x}", "reads": "r", "writes": "w", "steps": "s", "inputs": "j",
}  # fmt: skip


@equation(
    symbol="C",
    latex=r"«elements» \cdot «operations»",
    symbols=_NAMES,
    trust="estimate",
    source="ivanov2021",
    locator="table III",
    validity="The vector units do this, at their own, lower peak. How many operations an exponential or a square root counts as is a"
    " convention; bytes decide the time all the same.",
)
def pointwise_flop(elements, operations):
    """Arithmetic of a kernel that goes over its elements.

    Parameters
    ----------
    elements : array_like [element]
        Elements.
    operations : array_like [FLOP/element]
        Operations on each.

    Returns
    -------
    compute : array [FLOP]
        Operations of the vector units.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(pointwise_flop(4096, 4))
    16384.0

    References
    ----------
    Ivanov et al. 2021, table III.
    """
    check.positive(elements=elements, operations=operations)
    return elements * operations


@equation(
    symbol="M",
    latex=r"«elements» \left(«reads» + «writes»\right) «bytes_per_activation»",
    symbols=_NAMES,
    trust="bound",
    source="ivanov2021",
    validity="Each input is read once and each result is written once; gains and other small vectors are left out.",
)
def pointwise_bytes(elements, reads, writes, bytes_per_activation=2.0):
    """Least bytes that a kernel over elements moves.

    Parameters
    ----------
    elements : array_like [element]
        Elements.
    reads : array_like [1]
        Numbers read for each of them.
    writes : array_like [1]
        Numbers written for each of them.
    bytes_per_activation : array_like [B]
        Bytes of a number.

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
    >>> float(pointwise_bytes(4096, 2, 1))
    24576.0

    References
    ----------
    Ivanov et al. 2021.
    """
    check.positive(elements=elements, reads=reads, writes=writes, bytes_per_activation=bytes_per_activation)
    return elements * (reads + writes) * bytes_per_activation


@equation(
    symbol="M",
    latex=r"«elements» \cdot «bytes_per_activation» \left(«inputs» + 1 + 2 \left(«steps» - 1\right)\right)",
    symbols=_NAMES,
    trust="exact",
    source="ivanov2021",
    validity="A chain: each operation but the first takes the result of the one before it, which went through memory.",
)
def unfused_bytes(elements, inputs, steps, bytes_per_activation=2.0):
    """Bytes of a chain of operations that are a kernel each.

    Parameters
    ----------
    elements : array_like [element]
        Elements that the chain goes over.
    inputs : array_like [1]
        Numbers that come from outside for each of them, over the whole chain.
    steps : array_like [1]
        Operations of the chain.
    bytes_per_activation : array_like [B]
        Bytes of a number.

    Returns
    -------
    moved : array [B]
        Bytes read and written.

    Raises
    ------
    ValueError
        If an argument is not positive, or the chain has no operation.

    Examples
    --------
    >>> float(unfused_bytes(1e6, 2, 4))
    18000000.0

    References
    ----------
    Ivanov et al. 2021, section IV.
    """
    check.positive(elements=elements, inputs=inputs, bytes_per_activation=bytes_per_activation)
    check.require(steps=(steps, steps >= 1, "must be at least 1"))
    return elements * bytes_per_activation * (inputs + 1 + 2 * (steps - 1))


@equation(
    symbol="M",
    latex=r"«elements» \cdot «bytes_per_activation» \left(«inputs» + 1\right)",
    symbols=_NAMES,
    trust="exact",
    source="ivanov2021",
    validity="What lies between two operations of the chain stays in registers.",
)
def fused_bytes(elements, inputs, bytes_per_activation=2.0):
    """Bytes of the same chain as one kernel.

    Parameters
    ----------
    elements : array_like [element]
        Elements that the chain goes over.
    inputs : array_like [1]
        Numbers that come from outside for each of them.
    bytes_per_activation : array_like [B]
        Bytes of a number.

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
    >>> float(fused_bytes(1e6, 2))
    6000000.0

    References
    ----------
    Ivanov et al. 2021, section IV.
    """
    check.positive(elements=elements, inputs=inputs, bytes_per_activation=bytes_per_activation)
    return elements * bytes_per_activation * (inputs + 1)
