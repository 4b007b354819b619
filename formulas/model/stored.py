"""Bytes by part of a model in a checkpoint format, and of a cache in a cache format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formulas import check
from formulas.caching import frozen
from formulas.float64 import real
from formulas.model import gguf
from formulas.model.cache import FIXED, KINDS
from formulas.model.description import PARTS, Description, Number
from formulas.model.forms import Checkpoint, Form, bits_of, cache_form, checkpoint_form
from formulas.model.matrices import Matrix, experts, grouped_queries, matrices
from formulas.model.parameters import parameters
from formulas.registry import equation

UNSEEN_BAND = 0.03
"""How far the bytes of a mixture by tensor may lie off where the shape of the model is not known, as a share of them."""
# Where the shape is not known: eight query heads to a key-value head, and MLPs with a gate.
_TYPICAL = {"attention": {"query": 4 / 9, "key": 1 / 18, "value": 1 / 18, "output": 4 / 9}} | {
    part: {"up": 2 / 3, "down": 1 / 3} for part in ("mlp", "experts", "shared_experts")
}
_TYPICAL_QUERIES = 8.0


@dataclass(frozen=True)
class Stored:
    """A model's bytes by part, in one format; ``trust`` and ``band`` (a share of the bytes) say how far they hold."""

    form: Form
    parts: Mapping[str, Number]
    trust: str
    band: float = 0.0

    @property
    def total(self) -> Number:
        """All of them: what a checkpoint of the whole model takes."""
        return sum(self.parts.values())


def stored(model: Description | Mapping[str, Number], form: str | Form, *, layers: Mapping[str, Number] | None = None) -> Stored:
    """Bytes of ``model`` by part, as ``form`` stores it.

    Parameters
    ----------
    model
        A description, or parameters by part alone.
    form
        A checkpoint format, or what names one.
    layers
        Of parameters by part alone: how many layers hold a part, where the format leaves some of them out.

    Raises
    ------
    ValueError
        If the format is unknown, a part is none, or a format leaves layers out of a part whose layers are not given.

    Examples
    --------
    >>> float(stored({"mlp": 1e9, "embedding": 1e8}, "awq").total)
    719531250.0
    """
    form = checkpoint_form(form) if isinstance(form, str) else form
    known = isinstance(model, Description)
    counted = parameters(model) if known else {part: real(number) for part, number in model.items()}
    if unknown := counted.keys() - set(PARTS):
        raise ValueError(f"part is {', '.join(sorted(unknown))}: must be one of {', '.join(PARTS)}")
    if form.mixture:
        parts = _mixed(model if known else None, counted, form.mixture)
    else:
        held = (_layers_of(model) if form.left else {}) if known else layers or {}
        parts = {part: _packed(part, number, form, held.get(part)) for part, number in counted.items()}
    trust, band = (form.trust, form.band) if known or not form.mixture else ("estimate", UNSEEN_BAND)
    return Stored(form, frozen(parts), "estimate" if known and model.unknown else trust, band)


def cache_bytes(values: Mapping[str, Number], form: str | Form) -> dict[str, Number]:
    """Bytes by kind of cached ``values`` (of a token, or of a whole sequence), as the cache format ``form`` stores them.

    States of recurrent layers stay at 16 bits, which is what engines keep them in at least, unless the format names them.

    >>> cache_bytes({"latent": 61 * 512, "rotary": 61 * 64, "indexer": 61 * 128}, "fp8-flashmla")["indexer"]
    np.float64(8052.0)
    """
    bits = kind_bits(form)
    return {kind: real(number) * bits[kind] / 8 for kind, number in values.items()}


def kind_bits(form: str | Form) -> dict[str, float]:
    """Bits of a value by kind, as the cache format ``form`` stores it; see :func:`cache_bytes`."""
    form = cache_form(form) if isinstance(form, str) else form
    return {kind: bits_of(form.packed.get(kind, "bf16") if kind in FIXED else form.number(kind)) for kind in KINDS}


def _packed(part: str, parameters: Number, form: Form, layers: Number | None) -> Number:
    """Bytes of one part, the layers that are left out among them."""
    bits = bits_of(form.number(part))
    if (left := form.left.get(part)) and np.any(parameters):
        if layers is None:
            raise ValueError(f"layers is unknown for {part}: {form.name} leaves {left} of them out")
        share = np.minimum(left / np.maximum(layers, 1), 1)
        bits = bits + share * (bits_of(form.rest) - bits)
    return parameters * bits / 8


def _layers_of(description: Description) -> dict[str, Number]:
    """How many layers hold each part that has matrices with a role."""
    found: dict[str, Number] = {}
    for group in description.groups:
        alone = Description(d_model=description.d_model, vocabulary=1, groups=(group,))
        for part in {matrix.part for matrix in matrices(alone)}:
            found[part] = found.get(part, 0.0) + group.layers
    return found


def _mixed(description: Description | None, counted: Mapping[str, Number], mixture: Checkpoint) -> dict[str, Number]:
    """Bytes by part of a mixture by tensor: each role in its types, and what has no role in the base type."""
    if description is None:
        d_model = depth = np.nan
        queries, routed, tied = _TYPICAL_QUERIES, 0.0, not np.any(counted.get("head", 0.0))
        found = [
            Matrix(part, role, share * counted[part], np.nan)
            for part, roles in _TYPICAL.items()
            if part in counted
            for role, share in roles.items()
        ]
    else:
        d_model, depth, tied = description.d_model, description.layers, description.tied
        queries, routed = grouped_queries(description), experts(description)
        found = list(matrices(description))
    own = dict.fromkeys(counted, (mixture.base, d_model)) | dict.fromkeys(gguf.WIDE, ("fp32", d_model))
    own["encoder"] = ("fp16", np.nan)
    own["head"] = (mixture.head, d_model)
    own["embedding"] = own["head"] if tied else (mixture.embedding or mixture.base, d_model)
    left = dict(counted)
    bytes_of = {part: np.float64(0) for part in counted}
    for matrix in found:
        bits = gguf.tensor_bits(
            mixture, matrix.part, matrix.role, matrix.columns, depth=depth, at=matrix.at, queries=queries, experts=routed
        )
        left[matrix.part] = left[matrix.part] - matrix.parameters
        bytes_of[matrix.part] = bytes_of[matrix.part] + matrix.parameters * bits / 8
    return {part: bytes_of[part] + left[part] * gguf.whole_bits(*own[part]) / 8 for part in counted}


@equation(
    symbol="W",
    latex=r"\frac{«packed»\,«packed_bits» + «kept»\,«kept_bits»}{8}",
    symbols={"packed": r"N_{q}", "packed_bits": r"b_{q}", "kept": r"N_{k}", "kept_bits": r"b_{k}"},
    trust="exact",
    source="lin2023",
    validity="A checkpoint of two number formats: the matrices that are packed, and what stays at 16 bits: embedding, head, norms,"
    " often attention and router.  Several packed formats add up alike.",
    slips="A model told as 4 bits is no quarter of its 16-bit size: what is kept and the scales add to it; gpt-oss-20b is 13.8 GB.",
)
def packed_weight_bytes(packed, packed_bits, kept, kept_bits=16.0):
    """Bytes of a checkpoint that packs some of its parameters and keeps the others.

    Parameters
    ----------
    packed : array_like [parameter]
        Parameters that are packed.
    packed_bits : array_like [bit/parameter]
        Bits of a packed one, scales included.
    kept : array_like [parameter]
        Parameters that are not packed.
    kept_bits : array_like [bit/parameter]
        Bits of these.

    Returns
    -------
    weights : array [B]
        Bytes on disk and in memory.

    Raises
    ------
    ValueError
        If bits are not positive, or a number of parameters is negative.

    Examples
    --------
    >>> round(float(packed_weight_bytes(114.66e9, 4.25, 2.17e9)) / 1e9, 1)
    65.3

    References
    ----------
    Lin et al. 2023, section 4.
    """
    check.together(positive={"packed_bits": packed_bits, "kept_bits": kept_bits}, not_negative={"packed": packed, "kept": kept})
    return (packed * packed_bits + kept * kept_bits) / 8


@equation(
    symbol=r"k_{q}",
    latex=r"\frac{«values»}{8}\left(«bits» + \frac{«scale_bits»}{«group»}\right)",
    symbols={"values": "n", "bits": "b", "group": "g", "scale_bits": "b_{s}"},
    trust="exact",
    source="flashmla2025",
    validity="Cached numbers stored in few bits, so many of them to a scale; an endless group has none.",
    slips="q8_0 is 8.5 bits and q4_0 4.5, not 8 and 4: 32 values share a 16-bit scale.",
)
def packed_cache_bytes(values, bits, group, scale_bits=32.0):
    """Bytes of cached numbers stored in few bits with scales.

    Parameters
    ----------
    values : array_like [1]
        Numbers that are cached.
    bits : array_like [bit]
        Bits of a number alone.
    group : array_like [1]
        Numbers that share a scale; inf for none.
    scale_bits : array_like [bit]
        Bits of a scale.

    Returns
    -------
    cache : array [B]
        Bytes with their scales.

    Raises
    ------
    ValueError
        If an argument is not positive, or a number of values or of scale bits is negative.

    Examples
    --------
    >>> float(packed_cache_bytes(512, 8, 128))
    528.0

    References
    ----------
    vLLM documentation 0.11, FlashMLA sparse backend.
    """
    check.together(
        positive={"bits": bits}, not_negative={"values": values, "scale_bits": scale_bits}, group=(group, group > 0, "must be positive")
    )
    return values * (bits + scale_bits / group) / 8
