"""How many dies a round wafer holds: by formula, and by laying them out."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation
from formulas.wafer.substrates import clear_of_notch

# What is assumed where nobody says otherwise: areas are published, shapes, rims and scribe lines seldom.
USUAL_ASPECT = 1.25
USUAL_SCRIBE = 0.1
USUAL_WAFER = 300.0
USUAL_EDGE = 3.0
USUAL_DIAMETER = USUAL_WAFER - 2 * USUAL_EDGE


@equation(
    symbol="w", latex=r"\sqrt{\frac{«die_area»}{«aspect»}}", symbols={"die_area": "A", "aspect": "r"},
    trust="exact", source="devries2005", validity="A rectangle.",
)  # fmt: skip
def die_width(die_area, aspect):
    """Width of a die from its area and shape.

    Parameters
    ----------
    die_area : array_like [mm2]
        Area of the die.
    aspect : array_like [1]
        Height over width.

    Returns
    -------
    die_width : array [mm]
        Width.

    Examples
    --------
    >>> float(die_width(200, 2))
    10.0

    References
    ----------
    de Vries 2005.
    """
    check.positive(die_area=die_area, aspect=aspect)
    return np.sqrt(die_area / aspect)


@equation(
    symbol="h", latex=r"\frac{«die_area»}{«die_width»}", symbols={"die_area": "A", "die_width": "w"},
    trust="exact", source="devries2005", validity="A rectangle.",
)  # fmt: skip
def die_height(die_area, die_width):
    """Height of a die from its area and width.

    Parameters
    ----------
    die_area : array_like [mm2]
        Area of the die.
    die_width : array_like [mm]
        Width of the die.

    Returns
    -------
    die_height : array [mm]
        Height.

    Examples
    --------
    >>> float(die_height(200, 10))
    20.0

    References
    ----------
    de Vries 2005.
    """
    check.positive(die_area=die_area, die_width=die_width)
    return die_area / die_width


@equation(
    symbol="d", latex=r"«wafer_diameter» - 2 \cdot «edge»", symbols={"wafer_diameter": "D", "edge": "e"},
    trust="exact", source="devries2005", validity="Definition.",
)  # fmt: skip
def usable_diameter(wafer_diameter, edge):
    """Diameter within which dies are made.

    Parameters
    ----------
    wafer_diameter : array_like [mm]
        Diameter of the wafer.
    edge : array_like [mm]
        Edge exclusion: the rim on which nothing works.

    Returns
    -------
    usable_diameter : array [mm]
        What is left across.

    Examples
    --------
    >>> float(usable_diameter(300, 3))
    294.0

    References
    ----------
    de Vries 2005.
    """
    check.together(
        positive={"wafer_diameter": wafer_diameter}, edge=(edge, (edge >= 0) & (2 * edge < wafer_diameter), "must leave some of the wafer"),
    )  # fmt: skip
    return wafer_diameter - 2 * edge


@equation(
    symbol="A_s", latex=r"(«die_width» + «scribe») \cdot («die_height» + «scribe»)",
    symbols={"die_width": "w", "die_height": "h", "scribe": "s"}, trust="exact", source="devries2005",
    validity="Every die with one scribe line on two of its sides.",
)  # fmt: skip
def site_area(die_width, die_height, scribe):
    """Area that a die takes up with its scribe lines.

    Parameters
    ----------
    die_width : array_like [mm]
        Width of the die.
    die_height : array_like [mm]
        Height of the die.
    scribe : array_like [mm]
        Width of a scribe line, where the saw goes.

    Returns
    -------
    site_area : array [mm2]
        Area of a site.

    Examples
    --------
    >>> round(float(site_area(10, 10, 0.1)), 2)
    102.01

    References
    ----------
    de Vries 2005.
    """
    check.together(positive={"die_width": die_width, "die_height": die_height}, not_negative={"scribe": scribe})
    return (die_width + scribe) * (die_height + scribe)


@equation(
    symbol=r"N_{\mathrm{gross}}",
    latex=(
        r"\max\!\left(0,\; \frac{\pi \cdot «usable_diameter»^2}{4 \cdot «site_area»} "
        r"- \frac{\pi \cdot «usable_diameter»}{\sqrt{2 \cdot «site_area»}}\right)"
    ),
    symbols={"usable_diameter": "d", "site_area": "A_s"}, trust="estimate", source="hennessy2017", locator="section 1.6",
    validity="Square dies that are small beside the wafer. The second term is the loss at the rim, a guess of half a diagonal.",
)  # fmt: skip
def gross_dies(usable_diameter, site_area):
    """Dies on a wafer by the textbook formula: area over area, less what the rim cuts off.

    Parameters
    ----------
    usable_diameter : array_like [mm]
        Usable diameter.
    site_area : array_like [mm2]
        Area of a site.

    Returns
    -------
    gross : array [die]
        Whole dies, not rounded.

    Examples
    --------
    A square of 1.5 cm on 300 mm, which the book prints as 270:

    >>> round(float(gross_dies(300, 225)))
    270

    References
    ----------
    Hennessy and Patterson 2017, section 1.6.
    """
    check.positive(usable_diameter=usable_diameter, site_area=site_area)
    rim = np.pi * usable_diameter / np.sqrt(2 * site_area)
    return np.maximum(0, np.pi * usable_diameter**2 / (4 * site_area) - rim)


@equation(
    symbol="W",
    latex=r"\left\lceil \frac{«accelerators» \cdot «dies_per_card»}{«gross» \cdot «die_yield»} \right\rceil",
    symbols={"accelerators": "n", "dies_per_card": "k", "gross": r"N_{\mathrm{gross}}", "die_yield": "Y"},
    trust="estimate", source="hennessy2017", locator="section 1.6",
    validity="The dies that compute: memory stacks, interposers and other chips of a package come from wafers of their own.",
)  # fmt: skip
def wafers(accelerators, dies_per_card, gross, die_yield=1.0):
    """Wafers from which the dies of a number of cards come.

    Parameters
    ----------
    accelerators : array_like [card]
        Cards that are made of them.
    dies_per_card : array_like [die/card]
        Dies in the package of one.
    gross : array_like [die]
        Whole dies of a wafer.
    die_yield : array_like [1]
        Share of them that can be sold, above 0 and at most 1; 1 gives the fewest wafers that there can be.

    Returns
    -------
    wafers : array [wafer]
        Whole wafers.

    Raises
    ------
    ValueError
        If a count is not positive or the yield is outside (0, 1].

    Examples
    --------
    The dies of Llama 3's 16,384 cards, 64 on a wafer and nine tenths of them good:

    >>> float(wafers(16384, 1, 64, 0.9))
    285.0

    References
    ----------
    Hennessy and Patterson 2017, section 1.6 (cost of a die).
    """
    check.together(
        positive={"accelerators": accelerators, "dies_per_card": dies_per_card, "gross": gross}, fraction={"die_yield": die_yield}
    )
    return np.ceil(accelerators * dies_per_card / (gross * die_yield))


@equation(
    symbol=r"N_{\mathrm{Flynn}}",
    latex=r"\frac{\pi \cdot \left(«usable_diameter» - \sqrt{«site_area»}\right)^2}{4 \cdot «site_area»}",
    symbols={"usable_diameter": "d", "site_area": "A_s"}, trust="estimate", source="flynn1995", locator="p. 89",
    validity="Square dies smaller than the wafer.",
)  # fmt: skip
def flynn_dies(usable_diameter, site_area):
    """Dies on a wafer by a circle that is smaller by one die.

    Parameters
    ----------
    usable_diameter : array_like [mm]
        Usable diameter.
    site_area : array_like [mm2]
        Area of a site, less than the square of the diameter.

    Returns
    -------
    flynn : array [die]
        Whole dies, not rounded.

    Examples
    --------
    >>> round(float(flynn_dies(210, 100)))
    314

    References
    ----------
    Flynn 1995, p. 89.
    """
    check.together(
        positive={"usable_diameter": usable_diameter},
        site_area=(site_area, (site_area > 0) & (site_area < usable_diameter**2), "must be positive and fit the wafer"),
    )
    return np.pi * (usable_diameter - np.sqrt(site_area)) ** 2 / (4 * site_area)


_SHOT = (
    r"\max\!\left(\left\lfloor\frac{«field_width» + «scribe»}{«die_width» + «scribe»}\right\rfloor \cdot "
    r"\left\lfloor\frac{«field_height» + «scribe»}{«die_height» + «scribe»}\right\rfloor,\; "
    r"\left\lfloor\frac{«field_width» + «scribe»}{«die_height» + «scribe»}\right\rfloor \cdot "
    r"\left\lfloor\frac{«field_height» + «scribe»}{«die_width» + «scribe»}\right\rfloor\right)"
)


@equation(
    symbol="n_f", latex=_SHOT, trust="exact", source="asmltwinscan",
    validity="Dies of one kind, all upright or all turned; 0 is a die that no field holds.",
    symbols={"field_width": "F_w", "field_height": "F_h", "die_width": "w", "die_height": "h", "scribe": "s"},
)  # fmt: skip
def dies_per_shot(field_width, field_height, die_width, die_height, scribe):
    """Dies that one exposure prints: as many as fit the field of the scanner.

    Parameters
    ----------
    field_width : array_like [mm]
        Width of the exposure field: the reticle limit.
    field_height : array_like [mm]
        Height of the exposure field.
    die_width : array_like [mm]
        Width of the die.
    die_height : array_like [mm]
        Height of the die.
    scribe : array_like [mm]
        Width of a scribe line.

    Returns
    -------
    per_shot : array [die]
        Dies of one exposure.

    Examples
    --------
    >>> float(dies_per_shot(26, 33, 10, 10, 0.1)), float(dies_per_shot(26, 33, 27, 30, 0.1))
    (6.0, 0.0)

    References
    ----------
    ASML 2024: a field of 26 mm by 33 mm.
    """
    check.together(
        positive={"field_width": field_width, "field_height": field_height, "die_width": die_width, "die_height": die_height},
        not_negative={"scribe": scribe},
    )
    across, along = die_width + scribe, die_height + scribe
    wide, high = field_width + scribe, field_height + scribe
    upright = np.floor(wide / across) * np.floor(high / along)
    turned = np.floor(wide / along) * np.floor(high / across)
    return np.maximum(upright, turned)


@equation(
    symbol=r"N_{\mathrm{placed}}",
    latex=(
        r"\sum_{i} \sum_{j} \left(1 \text{ if } \max\!\left(x_{i}^2, \left(x_{i} + «die_width»\right)^2\right) + "
        r"\max\!\left(y_{j}^2, \left(y_{j} + «die_height»\right)^2\right) \le \frac{«usable_diameter»^2}{4} \text{ else } 0\right) \cdot "
        r"\left(1 \text{ if } y_{j} \ge \max\!\left(«keep_out» - \frac{«usable_diameter»}{2}, v_{i} - «notch_tip»\right) "
        r"\text{ else } 0\right), \quad "
        r"x_{i} = «offset_x» + i \cdot («die_width» + «scribe»), \quad y_{j} = «offset_y» + j \cdot («die_height» + «scribe»), \quad "
        r"u_{i} = \max\!\left(0, x_{i}, -x_{i} - «die_width»\right), \quad "
        r"v_{i} = \sqrt{«edge»^2 - u_{i}^2} \text{ if } u_{i} \le \frac{«edge»}{\sqrt{2}} \text{ else } \sqrt{2} \cdot «edge» - u_{i}"
    ),
    symbols={
        "usable_diameter": "d", "die_width": "w", "die_height": "h", "scribe": "s", "keep_out": "k", "offset_x": "x_0",
        "offset_y": "y_0", "notch_tip": "t_n", "edge": "e",
    },
    trust="exact", source="semim1",
    validity="A die counts when all four of its corners lie within the usable circle, above what is kept free, and as far from the notch "
    "as from the rim. The notch is a right angle with its tip inwards; the standard rounds the tip by about a millimetre.",
)  # fmt: skip
def placed_dies(usable_diameter, die_width, die_height, scribe, keep_out, offset_x, offset_y, notch_tip, edge):
    """Whole dies on a wafer, counted one by one on the grid of the saw.

    Parameters
    ----------
    usable_diameter : array_like [mm]
        Usable diameter.
    die_width : array_like [mm]
        Width of the die.
    die_height : array_like [mm]
        Height of the die.
    scribe : array_like [mm]
        Width of a scribe line.
    keep_out : array_like [mm]
        How far no die may reach into the usable circle from below, for the notch and the marks beside it.
    offset_x : array_like [mm]
        Left edge of one column of the grid, seen from the middle of the wafer.
    offset_y : array_like [mm]
        Lower edge of one row of the grid, seen from the middle of the wafer.
    notch_tip : array_like [mm]
        How far the tip of the notch is from the middle of the wafer, half the diameter where there is none.
    edge : array_like [mm]
        Edge exclusion, which holds for the notch as well.

    Returns
    -------
    placed : array [die]
        Whole dies.

    Examples
    --------
    >>> float(placed_dies(300, 15, 15, 0, 0, 0, 0, 150, 0)), float(placed_dies(300, 15, 15, 0, 0, -7.5, -7.5, 150, 0))
    (276.0, 277.0)

    References
    ----------
    de Vries 2005; SEMI M1.
    """
    check.together(
        positive={"usable_diameter": usable_diameter, "die_width": die_width, "die_height": die_height, "notch_tip": notch_tip},
        not_negative={"scribe": scribe, "keep_out": keep_out, "edge": edge},
        offset_x=(offset_x, np.isfinite(offset_x), "must be finite"), offset_y=(offset_y, np.isfinite(offset_y), "must be finite"),
    )  # fmt: skip
    across, along, radius = die_width + scribe, die_height + scribe, usable_diameter / 2
    reach = np.ceil(np.max(radius / across)) + np.ceil(np.max(np.abs(offset_x) / across)) + 1
    shape = (1,) * np.ndim(across + offset_x + offset_y + radius + along + keep_out + notch_tip + edge)
    left = offset_x + np.arange(-reach, reach + 1).reshape(-1, *shape) * across
    # Of each column, how high and how low a die may reach, and how many rows lie between.
    half = radius**2 - np.maximum(left**2, (left + die_width) ** 2)
    high = np.sqrt(np.maximum(half, 0))
    free = clear_of_notch(np.maximum(0, np.maximum(left, -left - die_width)), edge) - notch_tip
    top = np.floor((high - die_height - offset_y) / along)
    bottom = np.ceil((np.maximum(np.maximum(-high, keep_out - radius), free) - offset_y) / along)
    return np.sum(np.where(half >= 0, np.maximum(top - bottom + 1, 0), 0), axis=0)


@equation(
    symbol="n_s", latex=r"\left\lceil\frac{«dies»}{«per_shot»}\right\rceil", symbols={"dies": "N", "per_shot": "n_f"},
    trust="bound", source="asmltwinscan",
    validity="Fields at the rim print dies that are cut off as well, so that wafers take more: how many, the fields that are laid say.",
)  # fmt: skip
def fewest_shots(dies, per_shot):
    """Exposures that the dies of a wafer take at least, for one layer.

    Parameters
    ----------
    dies : array_like [die]
        Whole dies on the wafer.
    per_shot : array_like [die]
        Dies of one exposure.

    Returns
    -------
    shots : array [1]
        Exposures.

    Examples
    --------
    >>> float(fewest_shots(61, 1)), float(fewest_shots(100, 6))
    (61.0, 17.0)

    References
    ----------
    ASML 2024.
    """
    check.together(not_negative={"dies": dies}, positive={"per_shot": per_shot})
    return np.ceil(dies / per_shot)
