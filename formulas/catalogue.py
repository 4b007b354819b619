"""Catalogues: accelerators, public models, number formats and grids, each figure with its source.

The rows are data files; this module gives them types, checks all of them once and refuses a bad
file with every fault named.  ``None`` means that the figure is unknown, or that the card lacks it.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from importlib.resources import files
from typing import get_args, get_origin, get_type_hints

from formulas.caching import frozen, shared

from .bibliography import bibliography
from .names import Names, find

STATUS = ("published", "derived", "estimated", "measured")
# Of the same shape and the same pre-training as the model itself.
TUNINGS = ("instruct", "chat", "base", "hf", "it", "pt")
_DESCRIPTIONS = {
    int: "a whole number, at least 0",
    float: "a finite number, at least 0",
    str: "text",
    bool: "true or false",
    tuple: "a list of texts",
    Mapping: "a table",
    type(None): "null",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What every catalogue row carries.

    ``sources`` and ``status`` have a ``default`` and an entry for each field that differs.  ``accessed``
    is the day on which the row was last checked, against its source or a transcription of it.
    ``aliases`` are further names, as drivers, repositories and people write them; ``beside`` are words that may stand
    with any of them. ``rented_as`` are what clouds call machines that hold it.
    """

    id: str
    name: str
    sources: Mapping[str, str]
    status: Mapping[str, str]
    accessed: str
    aliases: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    rented_as: tuple[str, ...] = ()
    note: str = ""

    @cached_property
    def names(self) -> Names:
        """What the row is called, and what may stand beside its name."""
        return Names((self.name, *self.aliases), self.beside)

    def source(self, field: str) -> str:
        """Bibliography key of the source of ``field``."""
        return self.sources.get(field, self.sources["default"])

    def standing(self, field: str) -> str:
        """Whether ``field`` is published, derived, estimated or measured."""
        return self.status.get(field, self.status["default"])


@dataclass(frozen=True, kw_only=True)
class Accelerator(Row):
    """One card (or chip, or wafer) as it is rented; peaks are dense."""

    vendor: str
    year: int
    peak_fp32_flop_per_s: float | None
    peak_tf32_flop_per_s: float | None
    peak_bf16_flop_per_s: float | None
    peak_fp16_flop_per_s: float | None
    peak_fp8_flop_per_s: float | None
    peak_int8_flop_per_s: float | None
    peak_fp4_flop_per_s: float | None
    peak_int4_flop_per_s: float | None
    memory_bytes: float
    memory_kind: str
    bandwidth_bytes_per_s: float
    link_bytes_per_s: float | None
    scale_up_domain: int
    power_w: float | None
    price_usd_per_h: float | None
    price_date: str | None

    @cached_property
    def names(self) -> Names:
        """Maker, memory and form factor may stand beside the name of a card: they are true of it."""
        size = (f"{self.memory_bytes / 1e9:.0f} GB",) if self.memory_bytes >= 1e9 else ()
        return Names(
            (self.name, *self.aliases), (*vendors()[self.vendor]["beside"], *size, self.memory_kind, "GPU", "accelerator", *self.beside),
            only=self.rented_as,
        )

    def peak(self, precision: str) -> float | None:
        """Dense FLOP/s at which matrices of ``precision`` are multiplied, or None where the card cannot.

        ``precision`` is the id of a row of :func:`precisions`; the first peak of its ``compute_peaks``
        that the card has is the one that counts.
        """
        ladder = lookup(precisions(), precision, "precision").compute_peaks
        peaks = (getattr(self, f"peak_{kind}_flop_per_s") for kind in ladder)
        return next((peak for peak in peaks if peak is not None), None)


@dataclass(frozen=True, kw_only=True)
class ModelConfig(Row):
    """A public model: its shape as configured, and what its makers published about it."""

    vendor: str
    year: int
    layers: int
    d_model: int
    heads: int
    kv_heads: int
    head_dim: int
    d_ff: int
    vocab: int
    context: int
    tied_embeddings: bool
    mlp_matrices: int = 3
    attention: str
    attention_biases: str = "none"
    mlp_biases: bool = False
    norm_biases: bool = False
    norms_per_layer: int = 2
    final_norms: int = 1
    qk_norm: str = "none"
    attention_sinks: bool = False
    learned_positions: int = 0
    relative_positions: bool = False
    q_lora_rank: int | None = None
    kv_lora_rank: int | None = None
    qk_rope_head_dim: int | None = None
    v_head_dim: int | None = None
    sliding_window: int | None = None
    chunked: bool = False
    full_attention_layers: int
    experts: int = 0
    top_k: int = 0
    shared_experts: int = 0
    expert_d_ff: int = 0
    dense_layers: int
    router_biases: bool = False
    total_parameters: float | None
    active_parameters: float | None
    training_tokens: float | None
    training_flop: float | None
    gpu_hours: float | None
    training_accelerator: str | None
    energy_mwh: float | None
    carbon_tco2e: float | None

    @cached_property
    def names(self) -> Names:
        """A repository's owner may stand before the name of a model, and how it was tuned and packed after it."""
        called = (self.id, self.name, *self.aliases)
        owned = (f"{owner}/{name}" for owner in vendors()[self.vendor]["owners"] for name in called)
        return Names((*called, *owned), (*TUNINGS, *self.beside), packed=True)

    @property
    def expert_layers(self) -> int:
        """Layers whose MLP is a mixture of experts."""
        return self.layers - self.dense_layers


@dataclass(frozen=True, kw_only=True)
class Precision(Row):
    """A number format, and how weights are stored and multiplied in it."""

    bits: int
    storage_bits: int
    exponent_bits: int | None
    mantissa_bits: int | None
    largest: float
    smallest_normal: float | None
    epsilon: float | None
    scale_block: int | None
    scale_bits: int
    zero_point_bits: int
    compute_peaks: tuple[str, ...]
    requires: str

    @cached_property
    def names(self) -> Names:
        """"half precision" and "torch.float16" are the same format as "float16"."""
        return Names((self.name, *self.aliases), ("precision", "torch", *self.beside))

    @property
    def weight_bits(self) -> float:
        """Bits per stored weight, its share of scale and zero point included."""
        overhead = (self.scale_bits + self.zero_point_bits) / self.scale_block if self.scale_block else 0.0
        return self.storage_bits + overhead

    @property
    def weight_bytes(self) -> float:
        """Bytes per stored weight, its share of scale and zero point included."""
        return self.weight_bits / 8


@dataclass(frozen=True, kw_only=True)
class Grid(Row):
    """A country's electricity: life-cycle greenhouse gas per kilowatt-hour generated, and what a later table says, if one was read."""

    year: int
    kgco2e_per_kwh: float
    later_kgco2e_per_kwh: float | None = None


@shared
def accelerators() -> Mapping[str, Accelerator]:
    """Every accelerator by id."""
    return load("accelerators", Accelerator)


@shared
def models() -> Mapping[str, ModelConfig]:
    """Every public model by id."""
    return load("models", ModelConfig)


@shared
def precisions() -> Mapping[str, Precision]:
    """Every number format by id."""
    return load("precisions", Precision)


@shared
def grids() -> Mapping[str, Grid]:
    """Every electricity grid by id (ISO 3166 alpha-3, lower case)."""
    return load("grids", Grid)


@shared
def vendors() -> Mapping[str, Mapping[str, list[str]]]:
    """By maker: words that stand ``beside`` the names of its cards, and ``owners`` of repositories of its models."""
    return _read("vendors")


def lookup[R: Row](rows: Mapping[str, R], key: str, what: str) -> R:
    """Return the row that ``key`` names: its id, its name or an alias, in any case and punctuation.

    Raises
    ------
    UnknownNameError
        If it names none or several; the sentence says ``what``, the key and the ids that come nearest.
    """
    if (row := rows.get(str(key))) is not None:
        return row
    return rows[find({name: row.names for name, row in rows.items()}, key, what)]


def load[R: Row](name: str, kind: type[R]) -> Mapping[str, R]:
    """Read and check ``data/<name>.json``."""
    return parse(_read(name), kind)


def _read(name: str) -> Mapping[str, Mapping]:
    return json.loads((files(__package__) / "data" / f"{name}.json").read_text("utf-8"))


def parse[R: Row](rows: Mapping[str, Mapping], kind: type[R]) -> Mapping[str, R]:
    """Make typed rows of ``rows``.

    Raises
    ------
    ValueError
        If rows are malformed; every fault of every row is named.
    """
    hints = get_type_hints(kind)
    required = {f.name for f in fields(kind) if f.default is MISSING} - {"id"}
    faults = [f"{key}: {fault}" for key, row in rows.items() for fault in _faults(row, hints, required)]
    if faults:
        raise ValueError("; ".join(faults))
    return {key: kind(id=key, **{k: _made(v, hints[k]) for k, v in row.items()}) for key, row in rows.items()}


def _faults(row: Mapping, hints: Mapping[str, object], required: set[str]) -> list[str]:
    faults = [f"{name} is missing" for name in sorted(required - row.keys())]
    faults += [f"{name} is no field" for name in sorted(row.keys() - hints.keys())]
    faults += [
        f"{name} is {value!r}: must be {_described(hints[name])}"
        for name, value in row.items()
        if name in hints and not _fits(value, hints[name])
    ]
    for table, known in {"sources": bibliography(), "status": STATUS}.items():
        entries = row.get(table)
        if not isinstance(entries, Mapping):
            continue
        if "default" not in entries:
            faults.append(f"{table} has no default")
        faults += [f"{table} names {name!r}: no field" for name in entries if name != "default" and name not in hints]
        faults += [f"{table} of {name} is {key!r}: unknown" for name, key in entries.items() if key not in known]
    return faults


def _fits(value: object, hint: object) -> bool:
    """Whether a JSON value is of the annotated type; numbers must be finite and not negative."""
    if isinstance(hint, types.UnionType):
        return any(_fits(value, each) for each in get_args(hint))
    if hint in (int, float):
        number = isinstance(value, int if hint is int else int | float) and not isinstance(value, bool)
        return number and math.isfinite(value) and value >= 0
    if get_origin(hint) is tuple:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, get_origin(hint) or hint)


def _described(hint: object) -> str:
    if isinstance(hint, types.UnionType):
        return " or ".join(_described(each) for each in get_args(hint))
    return _DESCRIPTIONS[get_origin(hint) or hint]


def _made(value: object, hint: object) -> object:
    """The value as the row keeps it: read-only, and a float where one is meant."""
    return float(value) if isinstance(value, int) and float in (hint, *get_args(hint)) else frozen(value)
