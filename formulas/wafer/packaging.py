"""What stands on an interposer, what that costs, and what a stack of memory costs by its capacity."""

from __future__ import annotations

from formulas import check
from formulas.registry import equation


@equation(
    symbol="A_i", latex=r"\left(«package_dies» \cdot «die_area» + «stacks» \cdot «stack_area»\right) \cdot (1 + «margin»)",
    symbols={"package_dies": "m", "die_area": "A", "stacks": "s_m", "stack_area": "A_m", "margin": "g"},
    trust="estimate", source="feng2022", validity="Everything stands side by side on one interposer, with a margin for gaps and rim.",
)  # fmt: skip
def interposer_area(package_dies, die_area, stacks, stack_area, margin):
    """Area of the interposer that a package needs.

    Parameters
    ----------
    package_dies : array_like [1]
        Dies of a package.
    die_area : array_like [mm2]
        Area of one.
    stacks : array_like [1]
        Memory stacks of a package.
    stack_area : array_like [mm2]
        Area that a stack stands on.
    margin : array_like [1]
        What gaps and rim add, as a share.

    Returns
    -------
    interposer_area : array [mm2]
        Area.

    Examples
    --------
    >>> round(float(interposer_area(1, 814, 5, 121, 0.1)), 1)
    1560.9

    References
    ----------
    Feng and Ma 2022.
    """
    check.together(positive={"die_area": die_area, "stack_area": stack_area}, not_negative={
        "package_dies": package_dies, "stacks": stacks, "margin": margin,
    })  # fmt: skip
    return (package_dies * die_area + stacks * stack_area) * (1 + margin)


@equation(
    symbol="c_p", latex=r"«interposer_area» \cdot «interposer_price» + «assembly_cost»",
    symbols={"interposer_area": "A_i", "interposer_price": "p_i", "assembly_cost": "c_a"}, trust="estimate", source="feng2022",
    validity="The interposer by its area; substrate, bonding and test as one sum.",
)  # fmt: skip
def packaging_cost(interposer_area, interposer_price, assembly_cost):
    """Cost of packaging: the interposer, and what joins and tests everything.

    Parameters
    ----------
    interposer_area : array_like [mm2]
        Area of the interposer.
    interposer_price : array_like [USD/mm2]
        Price of a square millimetre of it, with what it is yielded for.
    assembly_cost : array_like [USD]
        Substrate, assembly and test of a package.

    Returns
    -------
    packaging : array [USD]
        Cost of packaging.

    Examples
    --------
    >>> float(packaging_cost(1600, 0.25, 320))
    720.0

    References
    ----------
    Feng and Ma 2022.
    """
    check.not_negative(interposer_area=interposer_area, interposer_price=interposer_price, assembly_cost=assembly_cost)
    return interposer_area * interposer_price + assembly_cost


@equation(
    symbol="c_s", latex=r"«stack_capacity» \cdot «price_per_byte»", symbols={"stack_capacity": "C_s", "price_per_byte": "p_s"},
    trust="estimate", source="siliconanalysts2026b200", validity="Contract prices, which differ by customer and by quarter.",
)  # fmt: skip
def stack_price(stack_capacity, price_per_byte):
    """Price of a memory stack by its capacity.

    Parameters
    ----------
    stack_capacity : array_like [B]
        Capacity of a stack.
    price_per_byte : array_like [USD/B]
        Price of a byte of its generation.

    Returns
    -------
    stack_price : array [USD]
        Price of one stack.

    Examples
    --------
    A stack of 24 GB at 15 USD for a gigabyte:

    >>> round(float(stack_price(24e9, 15e-9)))
    360

    References
    ----------
    Silicon Analysts 2026.
    """
    check.not_negative(stack_capacity=stack_capacity, price_per_byte=price_per_byte)
    return stack_capacity * price_per_byte


@equation(
    symbol="C_m", latex=r"«stacks» \cdot «stack_capacity»", symbols={"stacks": "s_m", "stack_capacity": "C_s"}, trust="bound",
    source="jedec2022hbm3", validity="Makers switch off a part of it: an H200 has 141 GB of six stacks of 24 GB.",
)  # fmt: skip
def stacks_capacity(stacks, stack_capacity):
    """Memory of a package.

    Parameters
    ----------
    stacks : array_like [1]
        Memory stacks of a package.
    stack_capacity : array_like [B]
        Capacity of one.

    Returns
    -------
    stacks_capacity : array [B]
        Capacity of all.

    Examples
    --------
    >>> float(stacks_capacity(8, 24e9)) / 1e9
    192.0

    References
    ----------
    JEDEC 2022, JESD238.
    """
    check.not_negative(stacks=stacks, stack_capacity=stack_capacity)
    return stacks * stack_capacity


@equation(
    symbol="C_c", latex=r"\frac{«wafer_memory»}{«cores»}", symbols={"wafer_memory": "C_w", "cores": "n"}, trust="exact",
    source="cerebras-wse3", validity="An equal part for each core that is used.",
)  # fmt: skip
def core_memory(wafer_memory, cores):
    """Memory that each core of a whole wafer has beside it.

    Parameters
    ----------
    wafer_memory : array_like [B]
        Memory on the wafer.
    cores : array_like [1]
        Cores that are used.

    Returns
    -------
    core_memory : array [B]
        Memory of one core.

    Examples
    --------
    >>> round(float(core_memory(44e9, 900_000)) / 1e3, 1)
    48.9

    References
    ----------
    Cerebras 2024.
    """
    check.together(not_negative={"wafer_memory": wafer_memory}, positive={"cores": cores})
    return wafer_memory / cores
