"""The pictures of a wafer: built once, then only their sources change."""

from __future__ import annotations

from instruments.frame.pictures import Picture
from instruments.wafer import pictures_cost, pictures_losses, pictures_yield
from instruments.wafer.pictures_lot import lot_picture
from instruments.wafer.pictures_map import map_picture


def pictures() -> list[Picture]:
    """Build all of them, the wafer itself first."""
    return [
        map_picture(), lot_picture(), pictures_yield.models_picture(), pictures_losses.losses_picture(),
        pictures_losses.pareto_picture(), pictures_cost.pieces_picture(), pictures_cost.bill_picture(), pictures_cost.density_picture(),
    ]  # fmt: skip
