"""The pictures of the instrument, the roofline first."""

from __future__ import annotations

from instruments.chip.pictures_bars import levels_picture, watts_picture
from instruments.chip.pictures_curves import fusion_picture, traffic_picture, utilisation_picture
from instruments.chip.pictures_roof import RoofPicture
from instruments.frame.pictures import Picture


def pictures() -> list[Picture]:
    """Build all of them."""
    return [RoofPicture(), utilisation_picture(), traffic_picture(), levels_picture(), watts_picture(), fusion_picture()]
