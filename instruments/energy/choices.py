"""What the choices are called: cards, grids and regions, servers, plants at the margin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from formulas.caching import shared
from formulas.catalogue import Row, accelerators, grids
from formulas.names import Names
from formulas.power.catalogue import plants, regions, servers

OF_THE_CARD = "auto"
BOARDS_ALONE = "boards"


@shared
def names_of(name: str) -> Mapping[str, Names]:
    """What each choice of an input that is chosen from a list may be called."""
    return _NAMES[name]()


def shown(name: str) -> dict[str, str]:
    """Selector objects: the first of a choice's names, to the choice."""
    return {names.whole[0]: key for key, names in names_of(name).items()}


def grid_groups() -> dict[str, list[str]]:
    """Countries and regions, each under a title."""
    return {"Countries, as the Forge has them": list(grids()), "States and provinces": [key for key in regions() if key not in grids()]}


def _rows(*catalogues: Callable[[], Mapping[str, Row]]) -> dict[str, Names]:
    return {key: row.names for catalogue in catalogues for key, row in catalogue().items()}


def _servers() -> dict[str, Names]:
    return {
        OF_THE_CARD: Names(("Server of the card", "auto", "automatic")),
        BOARDS_ALONE: Names(("Boards alone", "none", "no server")),
        **_rows(servers),
    }


_NAMES = {
    "accelerator": partial(_rows, accelerators),
    "grid": partial(_rows, regions, grids),
    "server": _servers,
    "margin": partial(_rows, plants),
}
