"""What the choices of the Forge are called: by themselves, and by everything that a catalogue knows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from formulas import counted
from formulas.caching import shared
from formulas.catalogue import Row, accelerators, grids, lookup, precisions
from formulas.model.forms import caches, checkpoints
from formulas.model.public import public
from formulas.model.stored import kind_bits
from formulas.names import Names
from formulas.scaling import LAWS

ATTENTION = {
    "gqa": Names(("Grouped queries (GQA)", "grouped-query", "grouped-query attention")),
    "mha": Names(("Every head its own (MHA)", "multi-head", "multi-head attention")),
    "mqa": Names(("One for all (MQA)", "multi-query", "multi-query attention")),
    "mla": Names(("Latent (MLA)", "latent", "latent attention", "multi-head latent attention")),
    "sliding": Names(("Sliding window", "sliding-window attention", "SWA", "windowed", "local")),
}
ARCHITECTURES = {
    "dense": Names(("Dense",)),
    "moe": Names(("Mixture of experts", "mixture", "sparse", "mixture-of-experts (MoE)")),
}
POWER_COUNTED = {
    counted.BOARDS: Names(("Boards alone, as the course counts", "boards", "boards alone", "boards only")),
    counted.SERVERS: Names(("Whole servers, network and storage", "whole servers", "servers", "everything")),
}
CACHE_PRECISIONS = ("fp32", "bf16", "fp16", "fp8", "int8", "int4")
STARTS = {
    "budget": Names(("Budget", "a budget", "compute")),
    "model": Names(("Model", "a model", "public model")),
    "configuration": Names(("Configuration", "a configuration", "config", "config.json")),
}
AS_SHIPPED = "as-shipped"
"""The checkpoint format in which a model is handed out."""
TRAINING_PRECISIONS = ("fp32", "tf32", "bf16", "fp16", "fp8", "fp4")


def shown(choices: Mapping[str, Names]) -> dict[str, str]:
    """Selector objects: the first of a choice's names, to the choice."""
    return {names.whole[0]: key for key, names in choices.items()}


@shared
def names_of(name: str) -> Mapping[str, Names]:
    """What each choice of an input that is chosen from a list may be called."""
    return _NAMES[name]()


def _rows(catalogue: Callable[[], Mapping[str, Row]]) -> dict[str, Names]:
    return {key: row.names for key, row in catalogue().items()}


def _formats(choices: tuple[str, ...]) -> dict[str, Names]:
    """A choice such as "fp4" stands for a format that the catalogue calls by another id."""
    rows = {key: lookup(precisions(), key, "precision") for key in choices}
    return {key: Names((*row.names.whole, row.id), row.names.beside) for key, row in rows.items()}


def _laws() -> dict[str, Names]:
    return {law.id: Names((law.name, *law.aliases)) for law in LAWS.values()}


def _public() -> dict[str, Names]:
    return {key: row.names for key, row in public().items()}


def checkpoint_names() -> dict[str, str]:
    """Every format in which a checkpoint may be stored, by id: as it is handed out, of one number format, and those of the catalogue."""
    uniform = {key: row.name for key, row in precisions().items()}
    return {AS_SHIPPED: "As it ships"} | uniform | {key: row.name for key, row in checkpoints().items()}


def _checkpoints() -> dict[str, Names]:
    return {AS_SHIPPED: Names(("As it ships", "shipped"))} | _rows(precisions) | _rows(checkpoints)


def nearest_cache(name: str) -> str:
    """Return the number format that takes as many bits as a cache format does, but for its scales."""
    bits = kind_bits(name)["keys"]
    return name if name in CACHE_PRECISIONS else min(("bf16", "fp8", "int4"), key=lambda each: abs(precisions()[each].weight_bits - bits))


def cache_names() -> dict[str, str]:
    """Every format in which a cache may be kept, by id: number formats, and those with scales of their own."""
    return {name: name.upper() for name in CACHE_PRECISIONS} | {key: row.name for key, row in caches().items()}


_NAMES = {
    "architecture": lambda: ARCHITECTURES,
    "attention": lambda: ATTENTION,
    "power_counted": lambda: POWER_COUNTED,
    "law": _laws,
    "accelerator": partial(_rows, accelerators),
    "training_accelerator": partial(_rows, accelerators),
    "precision": partial(_rows, precisions),
    "training_precision": partial(_formats, TRAINING_PRECISIONS),
    "cache_precision": lambda: _formats(CACHE_PRECISIONS) | _rows(caches),
    "start": lambda: STARTS,
    "model": _public,
    "checkpoint_format": _checkpoints,
    "grid": partial(_rows, grids),
}
