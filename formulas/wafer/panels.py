"""Dies on a rectangular panel, and what a substrate costs by its area."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"N_{\mathrm{placed}}",
    latex=(
        r"\left\lfloor\frac{«panel_width» - 2 \cdot «edge» + «scribe»}{«die_width» + «scribe»}\right\rfloor \cdot "
        r"\left\lfloor\frac{«panel_height» - 2 \cdot «edge» + «scribe»}{«die_height» + «scribe»}\right\rfloor"
    ),
    symbols={"panel_width": "P_w", "panel_height": "P_h", "edge": "e", "die_width": "w", "die_height": "h", "scribe": "s"},
    trust="exact", source="semi3d20", validity="All dies the same way round, in rows and columns along the sides of the panel.",
)  # fmt: skip
def panel_dies(panel_width, panel_height, edge, die_width, die_height, scribe):
    """Whole dies on a rectangular panel.

    Parameters
    ----------
    panel_width : array_like [mm]
        Width of the panel.
    panel_height : array_like [mm]
        Height of the panel.
    edge : array_like [mm]
        Edge exclusion: the rim on which nothing works.
    die_width : array_like [mm]
        Width of the die.
    die_height : array_like [mm]
        Height of the die.
    scribe : array_like [mm]
        Width of a scribe line.

    Returns
    -------
    placed : array [die]
        Whole dies.

    Examples
    --------
    Interposers of 50 mm by 50 mm on a panel of 510 mm by 515 mm:

    >>> float(panel_dies(510, 515, 3, 50, 50, 0.1))
    100.0

    References
    ----------
    SEMI 3D20.
    """
    check.together(
        positive={"panel_width": panel_width, "panel_height": panel_height, "die_width": die_width, "die_height": die_height},
        not_negative={"scribe": scribe},
        edge=(edge, (edge >= 0) & (2 * edge < np.minimum(panel_width, panel_height)), "must leave some of the panel"),
    )
    columns = np.floor((panel_width - 2 * edge + scribe) / (die_width + scribe))
    return columns * np.floor((panel_height - 2 * edge + scribe) / (die_height + scribe))


@equation(
    symbol="P", latex=r"«list_price» \cdot \frac{«substrate_area»}{«list_area»}",
    symbols={"list_price": "P_0", "substrate_area": "A_w", "list_area": "A_0"}, trust="estimate", source="cset2020",
    validity="Prices are published for wafers of 300 mm. That another size, or a panel, costs as much for its area is an assumption.",
)  # fmt: skip
def price_by_area(list_price, substrate_area, list_area):
    """Price of a substrate of another size, by its area.

    Parameters
    ----------
    list_price : array_like [USD]
        Published price of a processed wafer.
    substrate_area : array_like [mm2]
        Area of the substrate.
    list_area : array_like [mm2]
        Area of the wafer that the price is for.

    Returns
    -------
    wafer_price : array [USD]
        Price of the substrate.

    Examples
    --------
    >>> float(price_by_area(16_988, 2, 1))
    33976.0

    References
    ----------
    Khan and Mann 2020.
    """
    check.positive(list_price=list_price, substrate_area=substrate_area, list_area=list_area)
    return list_price * substrate_area / list_area
