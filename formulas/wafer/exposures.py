"""How often the scanner has to flash for one layer: fields as they lie on the wafer, and dies that no field holds."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"N_{\mathrm{exp}}", latex=r"\sum_{f} \left(1 \text{ if } «field_dies»_{f} \ge «least» \text{ else } 0\right)",
    symbols={"field_dies": "n", "least": r"n_{\min}"}, trust="exact", source="asmltwinscan",
    validity="With a least of one, fields without a whole die are left out; plants that need the rim covered expose some of those as well.",
)  # fmt: skip
def exposures(field_dies, least):
    """Exposures of one layer: the fields on which at least so many whole dies lie.

    Parameters
    ----------
    field_dies : array_like [die]
        Whole dies on each field, along a first axis that the other argument does not have; without it, on one field.
    least : array_like [die]
        Whole dies that a field has to have: one, or as many as it holds for those that nothing cuts.

    Returns
    -------
    exposures : array [1]
        Exposures.

    Examples
    --------
    >>> float(exposures([2, 2, 1, 0], 1)), float(exposures([2, 2, 1, 0], 2))
    (3.0, 2.0)

    References
    ----------
    ASML 2024.
    """
    check.not_negative(field_dies=field_dies, least=least)
    exposed = (field_dies >= least) * 1.0
    return np.sum(exposed, axis=0) if np.ndim(field_dies) > np.ndim(least) else exposed


@equation(
    symbol="n_e",
    latex=(
        r"\min\!\left(\left\lceil\frac{«die_width»}{«field_width»}\right\rceil \cdot \left\lceil\frac{«die_height»}{«field_height»}"
        r"\right\rceil,\; \left\lceil\frac{«die_width»}{«field_height»}\right\rceil \cdot \left\lceil\frac{«die_height»}{«field_width»}"
        r"\right\rceil\right)"
    ),
    symbols={"field_width": "F_w", "field_height": "F_h", "die_width": "w", "die_height": "h"}, trust="bound", source="asmltwinscan",
    validity="One is a die that fits the field. More means that parts printed one after the other have to meet within nanometres: "
    "wafer-scale chips and large interposers are stitched so, ordinary dies are not. Fields overlap a little where they meet, which "
    "may take one more.",
)  # fmt: skip
def exposures_of_die(die_width, die_height, field_width, field_height):
    """Exposures that one layer of a die takes at least.

    Parameters
    ----------
    die_width : array_like [mm]
        Width of the die.
    die_height : array_like [mm]
        Height of the die.
    field_width : array_like [mm]
        Width of the exposure field.
    field_height : array_like [mm]
        Height of the exposure field.

    Returns
    -------
    exposures_of_die : array [1]
        Exposures.

    Examples
    --------
    A die that fits, one that does not, and a square of 215 mm:

    >>> [float(exposures_of_die(*size, 26, 33)) for size in ((25, 32), (27, 33), (215, 215))]
    [1.0, 2.0, 63.0]

    References
    ----------
    ASML 2024.
    """
    check.positive(die_width=die_width, die_height=die_height, field_width=field_width, field_height=field_height)
    upright = np.ceil(die_width / field_width) * np.ceil(die_height / field_height)
    turned = np.ceil(die_width / field_height) * np.ceil(die_height / field_width)
    return np.minimum(upright, turned)


@equation(
    symbol=r"N_{\mathrm{exp}}", latex=r"«dies» \cdot «exposures_of_die»", symbols={"dies": "N", "exposures_of_die": "n_e"},
    trust="bound", source="asmltwinscan", validity="Every whole die is stitched by itself; what is cut off is not exposed.",
)  # fmt: skip
def stitched_exposures(dies, exposures_of_die):
    """Exposures of one layer where each die takes several.

    Parameters
    ----------
    dies : array_like [die]
        Whole dies on the wafer.
    exposures_of_die : array_like [1]
        Exposures that one of them takes.

    Returns
    -------
    exposures : array [1]
        Exposures.

    Examples
    --------
    >>> float(stitched_exposures(60, 2))
    120.0

    References
    ----------
    ASML 2024.
    """
    check.together(not_negative={"dies": dies}, positive={"exposures_of_die": exposures_of_die})
    return dies * exposures_of_die


@equation(
    symbol=r"A_{\max}",
    latex=(
        r"«aspect» \cdot \max\!\left(\min\!\left(«field_width»,\; \frac{«field_height»}{«aspect»}\right),\; "
        r"\min\!\left(«field_height»,\; \frac{«field_width»}{«aspect»}\right)\right)^2"
    ),
    symbols={"field_width": "F_w", "field_height": "F_h", "aspect": "r"}, trust="bound", source="asmltwinscan",
    validity="A rectangle of this shape, upright or turned; only one of the field's own shape takes all of it.",
)  # fmt: skip
def largest_die(field_width, field_height, aspect):
    """Area of the largest die of a shape that one exposure prints.

    Parameters
    ----------
    field_width : array_like [mm]
        Width of the exposure field.
    field_height : array_like [mm]
        Height of the exposure field.
    aspect : array_like [1]
        Height over width of the die.

    Returns
    -------
    largest : array [mm2]
        Area.

    Examples
    --------
    >>> float(largest_die(26, 33, 33 / 26)), float(largest_die(26, 33, 1.25))
    (858.0, 845.0)

    References
    ----------
    ASML 2024.
    """
    check.positive(field_width=field_width, field_height=field_height, aspect=aspect)
    upright = np.minimum(field_width, field_height / aspect)
    turned = np.minimum(field_height, field_width / aspect)
    return aspect * np.maximum(upright, turned) ** 2
