"""What a die and a packaged chip cost, and whether many small dies are cheaper than one big one."""

from __future__ import annotations

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"N_{\mathrm{good}}", latex=r"«dies» \cdot «die_yield»", symbols={"dies": "N", "die_yield": "Y"},
    trust="exact", source="hennessy2017", locator="section 1.6", validity="A mean over many wafers.",
)  # fmt: skip
def good_dies(dies, die_yield):
    """Dies of a wafer that work.

    Parameters
    ----------
    dies : array_like [die]
        Whole dies on the wafer.
    die_yield : array_like [1]
        Share that works.

    Returns
    -------
    good : array [die]
        Working dies of a wafer.

    Examples
    --------
    >>> float(good_dies(270, 0.3))
    81.0

    References
    ----------
    Hennessy and Patterson 2017, section 1.6.
    """
    check.together(not_negative={"dies": dies}, fraction={"die_yield": die_yield})
    return dies * die_yield


@equation(
    symbol=r"c_{\mathrm{die}}", latex=r"\frac{«wafer_price»}{«good»}", symbols={"wafer_price": "P", "good": r"N_{\mathrm{good}}"},
    trust="estimate", source="hennessy2017", locator="section 1.6",
    validity="The wafer alone: no masks, no design, no test, no margin.",
)  # fmt: skip
def good_die_cost(wafer_price, good):
    """Cost of a die that works: the wafer's price over the good ones.

    Parameters
    ----------
    wafer_price : array_like [USD]
        Price of a processed wafer.
    good : array_like [die]
        Working dies of a wafer.

    Returns
    -------
    die_cost : array [USD]
        Cost of one.

    Examples
    --------
    >>> float(good_die_cost(16_988, 50))
    339.76

    References
    ----------
    Hennessy and Patterson 2017, section 1.6.
    """
    check.positive(wafer_price=wafer_price, good=good)
    return wafer_price / good


@equation(
    symbol=r"Y_{\mathrm{assembly}}", latex=r"«bond_yield»^{«parts»}", symbols={"bond_yield": "y_b", "parts": "p"},
    trust="estimate", source="feng2022", validity="Every part is bonded by itself, and one that fails costs the whole package.",
)  # fmt: skip
def assembly_yield(bond_yield, parts):
    """Share of packages in which every part was bonded well.

    Parameters
    ----------
    bond_yield : array_like [1]
        Share of bonds that hold.
    parts : array_like [1]
        Parts of a package.

    Returns
    -------
    assembly_yield : array [1]
        Share of packages that work.

    Examples
    --------
    >>> round(float(assembly_yield(0.99, 6)), 4)
    0.9415

    References
    ----------
    Feng and Ma 2022.
    """
    check.together(fraction={"bond_yield": bond_yield}, not_negative={"parts": parts})
    return bond_yield**parts


@equation(
    symbol="p", latex=r"«package_dies» + «stacks»", symbols={"package_dies": "m", "stacks": "s_m"}, trust="exact", source="feng2022",
    validity="What stands on the interposer.",
)  # fmt: skip
def package_parts(package_dies, stacks):
    """Parts of a package that have to be bonded.

    Parameters
    ----------
    package_dies : array_like [1]
        Dies of a package.
    stacks : array_like [1]
        Memory stacks of a package.

    Returns
    -------
    parts : array [1]
        Parts.

    Examples
    --------
    >>> float(package_parts(1, 5))
    6.0

    References
    ----------
    Feng and Ma 2022.
    """
    check.not_negative(package_dies=package_dies, stacks=stacks)
    return package_dies + stacks


@equation(
    symbol=r"c_{\mathrm{package}}",
    latex=r"\frac{«package_dies» \cdot «die_cost» + «stacks» \cdot «stack_price» + «packaging»}{«assembly_yield»}",
    symbols={
        "package_dies": "m", "die_cost": r"c_{\mathrm{die}}", "stacks": "s_m", "stack_price": "c_s", "packaging": "c_p",
        "assembly_yield": r"Y_{\mathrm{assembly}}",
    },
    trust="estimate", source="feng2022",
    validity="Known good dies; the manufacturing cost of the package, not the price of a card: no board, cooler, software or margin.",
)  # fmt: skip
def packaged_cost(package_dies, die_cost, stacks, stack_price, packaging, assembly_yield):
    """Cost of a package that works, with its memory.

    Parameters
    ----------
    package_dies : array_like [1]
        Dies of a package.
    die_cost : array_like [USD]
        Cost of a good die.
    stacks : array_like [1]
        Memory stacks of a package.
    stack_price : array_like [USD]
        Price of a stack.
    packaging : array_like [USD]
        Interposer, substrate, assembly and test of a package.
    assembly_yield : array_like [1]
        Share of packages that work.

    Returns
    -------
    package_cost : array [USD]
        Cost of one that works.

    Examples
    --------
    >>> float(packaged_cost(1, 300, 5, 270, 750, 1))
    2400.0

    References
    ----------
    Feng and Ma 2022.
    """
    check.together(
        not_negative={
            "package_dies": package_dies, "die_cost": die_cost, "stacks": stacks, "stack_price": stack_price, "packaging": packaging,
        },
        fraction={"assembly_yield": assembly_yield},
    )
    return (package_dies * die_cost + stacks * stack_price + packaging) / assembly_yield


@equation(
    symbol="A_c", latex=r"\frac{«die_area»}{«chiplets»} \cdot (1 + «link_share»)",
    symbols={"die_area": "A", "chiplets": "m_c", "link_share": "o"}, trust="estimate", source="feng2022",
    validity="The big die can be cut anywhere, and every piece needs as large a share for its links.",
)  # fmt: skip
def chiplet_area(die_area, chiplets, link_share):
    """Area of one of the chiplets that replace a die.

    Parameters
    ----------
    die_area : array_like [mm2]
        Area of the die that they replace.
    chiplets : array_like [1]
        Chiplets that replace it.
    link_share : array_like [1]
        What each needs more for its links to the others, as a share.

    Returns
    -------
    chiplet_area : array [mm2]
        Area of one.

    Examples
    --------
    >>> round(float(chiplet_area(814, 4, 0.1)), 2)
    223.85

    References
    ----------
    Feng and Ma 2022.
    """
    check.together(positive={"die_area": die_area, "chiplets": chiplets}, not_negative={"link_share": link_share})
    return die_area / chiplets * (1 + link_share)


@equation(
    symbol=r"c_{\mathrm{chiplets}}",
    latex=r"\frac{«chiplets» \cdot \left(«die_cost» + «bond_cost»\right)}{«bond_yield»^{«chiplets»}}",
    symbols={"chiplets": "m_c", "die_cost": r"c_{\mathrm{die}}", "bond_cost": "c_b", "bond_yield": "y_b"},
    trust="estimate", source="feng2022", validity="Known good dies; one bad bond costs all that was bonded.",
)  # fmt: skip
def chiplets_cost(chiplets, die_cost, bond_cost, bond_yield):
    """Cost of a die made of chiplets, bonded.

    Parameters
    ----------
    chiplets : array_like [1]
        Chiplets that replace a die.
    die_cost : array_like [USD]
        Cost of a good chiplet.
    bond_cost : array_like [USD]
        Cost of bonding one, with its share of the interposer.
    bond_yield : array_like [1]
        Share of bonds that hold.

    Returns
    -------
    chiplets_cost : array [USD]
        Cost of all of them together.

    Examples
    --------
    >>> float(chiplets_cost(4, 50, 10, 1))
    240.0

    References
    ----------
    Feng and Ma 2022.
    """
    check.together(
        positive={"chiplets": chiplets}, not_negative={"die_cost": die_cost, "bond_cost": bond_cost}, fraction={"bond_yield": bond_yield},
    )  # fmt: skip
    return chiplets * (die_cost + bond_cost) / bond_yield**chiplets


@equation(
    symbol="D_t", latex=r"\frac{«transistors»}{«die_area»}", symbols={"transistors": "N_t", "die_area": "A"}, trust="exact",
    source="cset2020", seed="section 2.2",
    validity="A mean over the die: memory cells stand denser than logic, and analogue circuits less dense.",
)  # fmt: skip
def transistor_density(transistors, die_area):
    """Transistors on each square millimetre of a die.

    Parameters
    ----------
    transistors : array_like [transistor]
        Transistors of the die.
    die_area : array_like [mm2]
        Area of the die.

    Returns
    -------
    transistor_density : array [transistor/mm2]
        Density.

    Examples
    --------
    >>> round(float(transistor_density(80e9, 814)) / 1e6, 1)
    98.3

    References
    ----------
    Khan and Mann 2020.
    """
    check.positive(transistors=transistors, die_area=die_area)
    return transistors / die_area
