"""Mixtures by tensor, as llama.cpp's quantising tool makes them: which type each matrix of a GGUF file is stored in.

A rule reads ``role layers type [condition]``: of the matrices of a role, in these layers, where the condition holds; the first rule that
takes a layer counts, and what no rule takes is stored in the file's base type.  Roles are ``query``, ``key``, ``value``, ``output``,
``up`` (the gate too), ``down``, and ``expert`` for whatever is a routed expert's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from formulas.model.description import Number
from formulas.model.forms import Checkpoint
from formulas.model.numbers import stored_bits, stored_numbers

WIDE = ("positions", "router", "norms", "biases")
"""Parts that stay in FP32 whatever the file's type."""
_TYPICAL_LAYERS = 64
# Layers of a model of n, as the tool counts: whole numbers, rounded down.
_LAYERS: Mapping[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "all": lambda i, n: i >= 0,
    "first2": lambda i, n: i < 2,
    "first4": lambda i, n: i < 4,
    "first8th": lambda i, n: i < n // 8,
    "first16th": lambda i, n: i < n // 16,
    "middle": lambda i, n: (i >= n // 8) & (i < 7 * n // 8),
    # The first and the last eighth, and every third one between them.
    "more": lambda i, n: (i < n // 8) | (i >= 7 * n // 8) | ((i - n // 8) % 3 == 2),
}
_EIGHT = 8
# Every block divides rows of a multiple of this.
_BLOCK = 256
_GROUPED = 4
# Of so many layers is the one model with grouped heads whose values always take a type more.
_DEEP = 80


def tensor_bits(
    mixture: Checkpoint, part: str, role: str, columns: Number, *, depth: Number, at: tuple[int, ...] = (), queries: Number, experts: Number
) -> Number:
    """Mean bits per weight of the matrices of one role.

    Parameters
    ----------
    mixture
        A format of the catalogue with a base type and rules.
    part, role
        Whose they are and what they do.
    columns
        Length of a row; one that no block divides is stored in the type that stands in.  nan: divided.
    depth, at
        Layers of the model, and which of them these are, where it is known; nan: as a model of many layers.
    queries, experts
        Query heads that share a key-value head, and routed experts of the model.
    """
    depth, columns, queries, experts = np.broadcast_arrays(*np.atleast_1d(depth, columns, queries, experts))
    # Designs of one depth and one kind are stored alike: of a million there are a few hundred kinds.
    deep = np.nan_to_num(depth, nan=_TYPICAL_LAYERS).round().astype(np.int64)
    kinds, kind = np.unique(8 * deep + 4 * (queries >= _GROUPED) + 2 * (experts == _EIGHT) + (queries > 1), return_inverse=True)
    shares = [
        _shares(mixture, part, role, at, code // 8, grouped=bool(code & 4), eight=bool(code & 2), shared=bool(code & 1))
        for code in kinds.tolist()
    ]
    kind = kind.reshape(depth.shape)
    found = np.array([_mean(each, np.nan) for each in shares])[kind]
    odd = np.mod(columns, _BLOCK) > 0
    for index in np.unique(kind[odd]).tolist():
        here = odd & (kind == index)
        found[here] = _mean(shares[index], columns[here])
    return found[0] if found.shape == (1,) else found


def _mean(shares: Mapping[str, float], columns: Number) -> Number:
    return sum(share * whole_bits(number, columns) for number, share in shares.items())


def whole_bits(number: str, columns: Number) -> Number:
    """Bits per weight of a matrix stored in one type: its own, those of the one standing in, or 16 where neither's blocks divide a row."""
    own = stored_numbers()[number]
    if own.values == 1:
        return stored_bits(number)
    other = stored_numbers()[own.fallback] if own.fallback else own
    fits, fits_other = (np.isnan(columns) | (np.mod(columns, row.values) == 0) for row in (own, other))
    return np.where(fits, stored_bits(number), np.where(fits_other, stored_bits(other.id), 16.0))[()]


def _shares(
    mixture: Checkpoint, part: str, role: str, at: tuple[int, ...], depth: int, *, grouped: bool, eight: bool, shared: bool
) -> dict[str, float]:
    """The share of the layers in each type; ``grouped`` four query heads or more to a key-value head, ``shared`` two or more."""
    layers = np.array(at or range(depth))
    left, found = np.ones(len(layers), bool), {}

    def take(number: str, where: np.ndarray) -> None:
        if hit := np.count_nonzero(left & where):
            found[number] = found.get(number, 0.0) + hit / len(layers)
        left[where] = False

    everywhere = layers >= 0
    if eight and role in ("key", "value") and not mixture.base.startswith(("iq1", "iq2")):
        take("q8_0", everywhere)
    holds = {"grouped": grouped, "eight": eight}
    for rule in mixture.rules:
        whose, which, number, *conditions = rule.split()
        if whose in (role, part.removesuffix("s")) and all(holds[condition] for condition in conditions):
            take(number, _LAYERS[which](layers, depth))
    take(mixture.base, everywhere)
    if role == "value" and depth == _DEEP and shared:
        for narrow in {"q3_k", "q4_k"} & found.keys():
            found["q5_k"] = found.get("q5_k", 0.0) + found.pop(narrow)
    return found
