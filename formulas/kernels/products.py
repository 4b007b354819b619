"""Products of matrices: their arithmetic, the bytes that they move at least, and the FLOP per byte that follow."""

from __future__ import annotations

from formulas import check
from formulas.registry import equation

_SHAPE = {"rows": "m", "columns": "n", "depth": "k"}


@equation(
    symbol=r"C",
    latex=r"2 \cdot «rows» \cdot «columns» \cdot «depth»",
    symbols=_SHAPE,
    trust="exact",
    source="nvidia-matmul-guide",
    locator="section 2",
    validity="A multiply-add counts as two; the ordinary algorithm, not a faster one such as Strassen's.",
)
def product_flop(rows, columns, depth):
    """Arithmetic of a product of matrices.

    Parameters
    ----------
    rows : array_like [1]
        Rows of the left matrix and of the result: tokens, in a layer.
    columns : array_like [1]
        Columns of the right matrix and of the result.
    depth : array_like [1]
        Numbers that are multiplied and added up for each element of the result.

    Returns
    -------
    compute : array [FLOP]
        Multiplications and additions.

    Raises
    ------
    ValueError
        If a size is not positive and finite.

    Examples
    --------
    >>> float(product_flop(8192, 128, 8192))
    17179869184.0

    References
    ----------
    NVIDIA, Matrix Multiplication Background User's Guide, section 2.
    """
    check.positive(rows=rows, columns=columns, depth=depth)
    return 2.0 * rows * columns * depth


@equation(
    symbol=r"M",
    latex=r"«weight_matrices» \cdot «depth» \cdot «columns» \cdot «bytes_per_weight»"
    r" + «rows» \left(«depth» \cdot «bytes_per_input» + «columns» \cdot «bytes_per_output»\right)",
    symbols=_SHAPE
    | {"weight_matrices": "w", "bytes_per_weight": r"\beta_{w}", "bytes_per_input": r"\beta_{x}", "bytes_per_output": r"\beta_{y}"},
    trust="bound",
    source="nvidia-matmul-guide",
    locator="section 2",
    validity="Each matrix crosses the memory bus once: what is used again comes from registers, shared memory or cache.",
)
def product_bytes(rows, columns, depth, bytes_per_weight, bytes_per_input=2.0, bytes_per_output=2.0, weight_matrices=1.0):
    """Least bytes that a product of matrices moves: both factors are read once, the result is written once.

    Parameters
    ----------
    rows : array_like [1]
        Rows of the left matrix and of the result, over all weight matrices together.
    columns : array_like [1]
        Columns of a weight matrix.
    depth : array_like [1]
        Rows of a weight matrix.
    bytes_per_weight : array_like [B]
        Bytes of a weight, its share of a scale included.
    bytes_per_input : array_like [B]
        Bytes of a number of the left matrix.
    bytes_per_output : array_like [B]
        Bytes of a number of the result.
    weight_matrices : array_like [1]
        Weight matrices that the rows are shared out among, such as the experts that were chosen.

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
    >>> float(product_bytes(64, 7168, 16384, 1, 1, 2))
    119406592.0

    References
    ----------
    NVIDIA, Matrix Multiplication Background User's Guide, section 2.
    """
    check.positive(
        rows=rows, columns=columns, depth=depth, weight_matrices=weight_matrices, bytes_per_weight=bytes_per_weight,
        bytes_per_input=bytes_per_input, bytes_per_output=bytes_per_output,
    )  # fmt: skip
    return weight_matrices * depth * columns * bytes_per_weight + rows * (depth * bytes_per_input + columns * bytes_per_output)


@equation(
    symbol="I",
    latex=r"\frac{«compute»}{«moved»}",
    symbols={"compute": "C", "moved": "M"},
    trust="exact",
    source="williams2009",
    validity="Definition. Bytes are those between chip and memory: what a cache serves does not count.",
)
def arithmetic_intensity(compute, moved):
    """FLOP that a kernel does for each byte that it moves.

    Parameters
    ----------
    compute : array_like [FLOP]
        Arithmetic of the kernel.
    moved : array_like [B]
        Bytes that it reads from memory and writes to it.

    Returns
    -------
    intensity : array [FLOP/B]
        Arithmetic intensity.

    Raises
    ------
    ValueError
        If bytes are not positive, or the arithmetic is negative.

    Examples
    --------
    >>> round(float(arithmetic_intensity(2 * 8192 * 128 * 8192, 138412032)), 1)
    124.1

    References
    ----------
    Williams et al. 2009; NVIDIA, Matrix Multiplication Background User's Guide, section 2, prints 124.1 for this shape.
    """
    check.together(positive={"moved": moved}, not_negative={"compute": compute})
    return compute / moved
