"""What share of the dies works: one formula for each way in which defects may spread."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"\theta",
    latex=r"\frac{«defect_size»^2}{2 \cdot «spacing» \cdot \left(2 \cdot «spacing» + «line_width»\right)}",
    symbols={"line_width": "b", "spacing": "s_l", "defect_size": "x_d"},
    trust="estimate", source="stapper1984",
    validity="Long parallel lines that extra material shorts, with defects that fall off with the cube of their size from a peak at "
    "or below the spacing.",
)  # fmt: skip
def critical_share_of_lines(line_width, spacing, defect_size):
    """Share of an area of parallel lines on which a defect shorts two of them.

    Parameters
    ----------
    line_width : array_like [m]
        Width of a line.
    spacing : array_like [m]
        Space between two lines.
    defect_size : array_like [m]
        The commonest diameter of a defect, no more than the spacing.

    Returns
    -------
    critical_share : array [1]
        Critical area over area.

    Examples
    --------
    Lines as wide as their spaces, and defects of that size:

    >>> round(float(critical_share_of_lines(20e-9, 20e-9, 20e-9)), 4)
    0.1667

    References
    ----------
    Stapper 1984.
    """
    check.together(
        positive={"line_width": line_width, "spacing": spacing},
        defect_size=(defect_size, (defect_size > 0) & (defect_size <= spacing), "must be positive and no more than the spacing"),
    )
    return defect_size**2 / (2 * spacing * (2 * spacing + line_width))


@equation(
    symbol=r"\lambda", latex=r"«defect_density» \cdot «critical_share» \cdot «die_area» \,/\, 100",
    symbols={"defect_density": "D_0", "critical_share": r"\theta", "die_area": "A"}, trust="exact", source="stapper1983",
    validity="A mean over all dies; 100 square millimetres are one square centimetre.",
)  # fmt: skip
def killing_defects(defect_density, critical_share, die_area):
    """Defects that kill, as many as a die has in the mean.

    Parameters
    ----------
    defect_density : array_like [defect/cm2]
        Defects on each square centimetre.
    critical_share : array_like [1]
        Share of the area on which a defect kills, above 0 and at most 1.
    die_area : array_like [mm2]
        Area of the die.

    Returns
    -------
    defects : array [defect]
        Killing defects of a die.

    Examples
    --------
    >>> round(float(killing_defects(0.1, 1, 814)), 3)
    0.814

    References
    ----------
    Stapper et al. 1983.
    """
    check.together(
        positive={"die_area": die_area}, not_negative={"defect_density": defect_density}, fraction={"critical_share": critical_share},
    )  # fmt: skip
    return defect_density * critical_share * die_area / 100


@equation(
    symbol="Y", latex=r"e^{-«defects»}", symbols={"defects": r"\lambda"}, trust="estimate", source="stapper1983",
    seed="section 2.2", validity="Every defect falls anywhere, whatever the others do: the least yield of all for a given mean.",
)  # fmt: skip
def poisson_yield(defects):
    """Yield where defects fall independently (Poisson).

    Parameters
    ----------
    defects : array_like [defect]
        Killing defects of a die, in the mean.

    Returns
    -------
    die_yield : array [1]
        Share of dies without one.

    Examples
    --------
    >>> round(float(poisson_yield(1)), 2)
    0.37

    References
    ----------
    Stapper et al. 1983; Flynn 1995, p. 89.
    """
    check.not_negative(defects=defects)
    return np.exp(-defects)


@equation(
    symbol="Y", latex=r"\left(\frac{1 - e^{-«defects»}}{«defects»}\right)^2", symbols={"defects": r"\lambda"},
    trust="estimate", source="murphy1964", validity="The density varies from die to die as a triangle does, from none to twice its mean.",
)  # fmt: skip
def murphy_yield(defects):
    """Yield where the density of defects varies as a triangle (Murphy).

    Parameters
    ----------
    defects : array_like [defect]
        Killing defects of a die, in the mean; above 0.

    Returns
    -------
    die_yield : array [1]
        Share of dies without one.

    Examples
    --------
    A test chip of 17.92 mm2 at 1.271 defects per cm2:

    >>> round(float(murphy_yield(1.271 * 0.1792)), 2)
    0.8

    References
    ----------
    Murphy 1964.
    """
    check.positive(defects=defects)
    return (-np.expm1(-defects) / defects) ** 2


@equation(
    symbol="Y", latex=r"\frac{1}{1 + «defects»}", symbols={"defects": r"\lambda"}, trust="estimate", source="cunningham1990",
    validity="The density varies from die to die as an exponential does: many dies with few defects, few with many.",
)  # fmt: skip
def seeds_yield(defects):
    """Yield where the density of defects varies exponentially (Seeds).

    Parameters
    ----------
    defects : array_like [defect]
        Killing defects of a die, in the mean.

    Returns
    -------
    die_yield : array [1]
        Share of dies without one.

    Examples
    --------
    >>> float(seeds_yield(1))
    0.5

    References
    ----------
    Cunningham 1990.
    """
    check.not_negative(defects=defects)
    return 1 / (1 + defects)


@equation(
    symbol="Y", latex=r"\left(1 + \frac{«defects»}{«clustering»}\right)^{-«clustering»}",
    symbols={"defects": r"\lambda", "clustering": r"\alpha"}, trust="estimate", source="stapper1983",
    validity="The density varies from die to die as a gamma distribution does. At 1 it is Seeds, without end it is Poisson.",
)  # fmt: skip
def negative_binomial_yield(defects, clustering):
    """Yield where defects cluster (negative binomial).

    Parameters
    ----------
    defects : array_like [defect]
        Killing defects of a die, in the mean.
    clustering : array_like [1]
        Clustering parameter: small where defects come in heaps.

    Returns
    -------
    die_yield : array [1]
        Share of dies without one.

    Examples
    --------
    >>> round(float(negative_binomial_yield(1, 2)), 3), round(float(negative_binomial_yield(1, 1e6)), 3)
    (0.444, 0.368)

    References
    ----------
    Stapper et al. 1983.
    """
    check.together(not_negative={"defects": defects}, positive={"clustering": clustering})
    return np.exp(-clustering * np.log1p(defects / clustering))


@equation(
    symbol="Y", latex=r"\left(1 + \frac{«defects»}{«critical_layers»}\right)^{-«critical_layers»}",
    symbols={"defects": r"\lambda", "critical_layers": "n_l"}, trust="estimate", source="cunningham1990",
    validity="Every critical layer takes an equal part of the defects and varies by itself, each as Seeds has it.",
    slips="With the density of one layer in the place of all, (1 + A D)^-n, the mean is n times as large: compare only with the same "
    "mean. Hennessy and Patterson print 120 good dies for n = 12 and 0.047 per layer, which are 81.",
)  # fmt: skip
def bose_einstein_yield(defects, critical_layers):
    """Yield where each of several layers has its own spread of defects (Bose-Einstein).

    Parameters
    ----------
    defects : array_like [defect]
        Killing defects of a die on all layers, in the mean.
    critical_layers : array_like [1]
        Layers that count.

    Returns
    -------
    die_yield : array [1]
        Share of dies without one.

    Examples
    --------
    >>> round(float(bose_einstein_yield(12 * 0.047 * 2.25, 12)) * 270)
    81

    References
    ----------
    Cunningham 1990.
    """
    check.together(not_negative={"defects": defects}, positive={"critical_layers": critical_layers})
    return np.exp(-critical_layers * np.log1p(defects / critical_layers))


@equation(
    symbol=r"L_{\mathrm{d}}", latex=r"1 - «die_yield»^{1 - «fault_coverage»}", symbols={"die_yield": "Y", "fault_coverage": "T"},
    trust="estimate", source="williams1981", validity="All faults are equally likely and independent.",
)  # fmt: skip
def defect_level(die_yield, fault_coverage):
    """Share of the dies that pass the test and are bad all the same.

    Parameters
    ----------
    die_yield : array_like [1]
        Share of dies that work, above 0 and at most 1.
    fault_coverage : array_like [1]
        Share of the possible faults that the test finds, from 0 to 1.

    Returns
    -------
    defect_level : array [1]
        Bad dies among those that pass.

    Examples
    --------
    >>> round(float(defect_level(0.5, 0.99)), 4), float(defect_level(0.5, 1))
    (0.0069, 0.0)

    References
    ----------
    Williams and Brown 1981.
    """
    check.together(
        fraction={"die_yield": die_yield},
        fault_coverage=(fault_coverage, (fault_coverage >= 0) & (fault_coverage <= 1), "must be from 0 to 1"),
    )
    return 1 - die_yield ** (1 - fault_coverage)
