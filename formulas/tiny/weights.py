"""The shipped weights: int8 numbers with one scale per row, and how they become numbers again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO

import numpy as np

from formulas.caching import shared
from formulas.tiny.config import Config


def dequantised(numbers: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return the matrix that int8 numbers and their row scales stand for.

    Parameters
    ----------
    numbers : ndarray (out, in) of int8 [1]
        From -127 to 127.
    scale : ndarray (out, 1) [1]
        The row's largest absolute weight, divided by 127.

    Returns
    -------
    matrix : ndarray (out, in) of float64 [1]
        Within half a scale of the trained weights.

    Examples
    --------
    >>> dequantised(np.array([[127, -64]], np.int8), np.array([[0.5]])).tolist()
    [[63.5, -32.0]]
    """
    return numbers.astype(np.float64) * scale.astype(np.float64)


def stored() -> dict[str, np.ndarray]:
    """Return the arrays of the shipped file as they are: ``name.int8`` with ``name.scale``, or ``name``."""
    with np.load(BytesIO((files("formulas") / "data" / "tiny" / "weights.npz").read_bytes())) as archive:
        return dict(archive)


@shared
def shipped() -> tuple[Config, Mapping[str, np.ndarray]]:
    """Return the shape and the dequantised float64 weights of the shipped model.

    Raises
    ------
    ValueError
        If an array is missing or has another shape than the configuration says.
    """
    arrays = stored()
    config = Config(**json.loads(str(arrays["config"])))
    weights = {}
    for name in config.shapes():
        if f"{name}.int8" in arrays:
            weights[name] = dequantised(arrays[f"{name}.int8"], arrays[f"{name}.scale"])
        elif name in arrays:
            weights[name] = arrays[name].astype(np.float64)
    check(config, weights)
    return config, weights


@shared
def card() -> Mapping[str, object]:
    """Return what was measured on the shipped model: ``parameters``, ``held_out`` losses and ``heads`` with a job."""
    return json.loads((files("formulas") / "data" / "tiny" / "card.json").read_text("utf-8"))


def check(config: Config, weights: Mapping[str, np.ndarray]) -> None:
    """Refuse weights that do not fit the configuration, naming all that are wrong."""
    bad = [
        f"{name} is {weights[name].shape if name in weights else None}: must be {shape}"
        for name, shape in config.shapes().items()
        if name not in weights or weights[name].shape != shape
    ]
    if bad:
        raise ValueError("; ".join(bad))
