"""A torus of racks: copper within a rack, light between racks, and switches of mirrors that join them."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.network.rules import least
from formulas.registry import equation

_SYMBOLS = {"racks": r"n_{\mathrm{racks}}", "rack_cards": r"G_{\mathrm{rack}}", "dimensions": "D", "tree_links": "E"}
_FACE = r"«rack_cards»^{\frac{«dimensions» - 1}{«dimensions»}}"


@equation(
    symbol="E_{f}",
    latex=rf"\min\left(«tree_links»,\; «racks» \cdot «dimensions» \cdot {_FACE}\right)",
    symbols=_SYMBOLS,
    trust="exact",
    source="jouppi2023",
    locator="section 2",
    validity="A full rack is a cube of cards; of each pair of its opposite faces half of the links are counted with it.",
)
def links_between_racks(tree_links, racks, rack_cards, dimensions):
    """Links of a torus that leave a rack: those of the faces of its cube.

    Parameters
    ----------
    tree_links : array_like [link]
        All links of the torus.
    racks : array_like [rack]
        Racks, each a cube of cards.
    rack_cards : array_like [card/rack]
        Cards in each.
    dimensions : array_like [1]
        Dimensions of the torus.

    Returns
    -------
    far_links : array [link]
        Links by fibre.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, or there is no dimension.

    Examples
    --------
    >>> float(links_between_racks(12_288, 64, 64, 3)) // 1
    3072.0

    References
    ----------
    Jouppi et al. 2023, section 2: 96 optical links of each rack of 64.
    """
    _ruled(tree_links=tree_links, racks=racks, rack_cards=rack_cards, dimensions=dimensions)
    return np.minimum(tree_links, np.round(racks * dimensions * rack_cards ** ((dimensions - 1) / dimensions), 9))


@equation(
    symbol="X_{o}",
    latex=rf"\left\lceil «dimensions» \cdot {_FACE}\right\rceil \cdot \left\lceil\frac{{2 \cdot «racks»}}{{«mirrors»}}\right\rceil",
    symbols=_SYMBOLS | {"mirrors": "k"},
    trust="estimate",
    source="jouppi2023",
    locator="section 2.2",
    validity="One switch joins the links at one place of two opposite faces; of more racks than it has ports for, several side by side.",
)
def optical_switch_count(racks, rack_cards, dimensions, mirrors):
    """Optical circuit switches that join racks to a torus.

    Parameters
    ----------
    racks : array_like [rack]
        Racks, each a cube of cards.
    rack_cards : array_like [card/rack]
        Cards in each.
    dimensions : array_like [1]
        Dimensions of the torus.
    mirrors : array_like [port]
        Ports of an optical circuit switch.

    Returns
    -------
    optical_switches : array [switch]
        Optical circuit switches.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, or there is no dimension.

    Examples
    --------
    >>> float(optical_switch_count(64, 64, 3, 136))
    48.0

    References
    ----------
    Jouppi et al. 2023, section 2.2: 48 switches for 64 racks.
    """
    _ruled(racks=racks, rack_cards=rack_cards, dimensions=dimensions, mirrors=mirrors)
    # Rounded, so that a full cube does not take one switch more.
    faces = np.ceil(np.round(dimensions * rack_cards ** ((dimensions - 1) / dimensions), 6))
    return faces * np.ceil(2 * racks / mirrors)


def _ruled(**arguments: object) -> None:
    dimensions = arguments.pop("dimensions")
    check.together(positive=arguments, dimensions=(dimensions, least(dimensions, 1), "must be at least 1"))
