"""What each layer is, from the several ways in which configurations say it; and layers that are alike, put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from formulas.model.description import Block, Group
from formulas.model.reader.fields import MOST_LAYERS, Keys

FULL = ("full_attention", "attention", "full")
SLIDING = ("sliding_attention", "sliding", "local_attention", "sliding_window_attention")
CHUNKED = ("chunked_attention",)

type Layer = tuple[Sequence[Block], float]
"""The blocks of one layer, and its norms of the stream's width."""


def grouped(layer: Callable[..., Layer], kinds: Iterable[tuple]) -> tuple[Group, ...]:
    """Layers that are alike as one group each, in the order in which they first come.

    ``kinds`` says what tells each layer from others; ``layer`` makes one of that, once for all that are alike.
    """
    places: dict[tuple, list[int]] = {}
    for index, kind in enumerate(kinds):
        places.setdefault(kind, []).append(index)
    found: dict[str, tuple[Layer, list[int]]] = {}
    for kind, at in places.items():
        made = layer(*kind)
        found.setdefault(repr(made), (made, []))[1].extend(at)
    return tuple(Group(layers=len(at), blocks=tuple(blocks), norms=norms, at=tuple(sorted(at))) for (blocks, norms), at in found.values())


def how_many(keys: Keys) -> int:
    """Layers of the model."""
    names = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "num_decoder_layers")
    return keys.number(*names, most=MOST_LAYERS, what="number of layers")


def full_length(found: Sequence[object] | None, name: str, layers: int) -> None:
    """Refuse a list by layer that has too few entries."""
    if found is not None and len(found) < layers:
        raise ValueError(f"{name} has {len(found)} entries: must have one for each of {layers} layers")


def kinds(keys: Keys, layers: int) -> list[str] | None:
    """What the configuration itself says that each layer is, or None."""
    types = keys.words("layer_types", "layers_block_type")
    full_length(types, "layer_types", layers)
    return types


def windowed(keys: Keys, layers: int, default: str | int = "never") -> Callable[[int], bool]:
    """Whether a layer sees a window alone: as its type says, else by period (one in so many is full), else by the family's habit.

    A habit is "all", "never", "even" (layers 0, 2, ... have the window) or the period.
    """
    types, _ = kinds(keys, layers), keys.size("sliding_window")
    period = keys.size("sliding_window_pattern", "full_attention_interval") if not keys.listed("sliding_window_pattern") else 0
    if types is not None:
        return lambda i: types[i] in SLIDING
    if not keys.flag("use_sliding_window", default=True):
        return lambda i: False
    if default == "all" and "max_window_layers" in keys and "use_sliding_window" in keys:
        first = keys.size("max_window_layers")
        return lambda i: i >= first
    if period or isinstance(default, int):
        every = period or int(default)
        return lambda i: (i + 1) % every != 0
    return {"all": lambda i: True, "even": lambda i: i % 2 == 0, "never": lambda i: False}[str(default)]


def sparse(keys: Keys, layers: int) -> Callable[[int], bool]:
    """Whether a layer has a mixture of experts, by whichever of the ways the configuration says it."""
    if (types := keys.words("mlp_layer_types")) is not None:
        full_length(types, "mlp_layer_types", layers)
        keys.size("first_k_dense_replace"), keys.listed("moe_layer_freq") or keys.size("moe_layer_freq")  # the list says what these sum up
        return lambda i: types[i] in ("sparse", "moe")
    if (listed := keys.numbers("moe_layers", "moe_layers_enum")) is not None:
        return frozenset(listed).__contains__
    if keys.listed("moe_layer_freq"):
        marks = keys.numbers("moe_layer_freq") or []
        full_length(marks, "moe_layer_freq", layers)
        return lambda i: bool(marks[i])
    if "expert_layer_period" in keys:
        period, offset = keys.number("expert_layer_period"), keys.size("expert_layer_offset")
        return lambda i: i % period == offset
    if "moe_layer_start_index" in keys:
        start, every = keys.size("moe_layer_start_index"), keys.number("moe_layer_interval", default=1)
        end = keys.number("moe_layer_end_index", default=-1, least=-1)
        return lambda i: start <= i <= (end if end >= 0 else layers) and (i + 1) % every == 0
    dense = frozenset(keys.numbers("mlp_only_layers") or ())
    first = keys.size("first_k_dense_replace", "num_dense_layers")
    step = keys.number("decoder_sparse_step", "interleave_moe_layer_step", default=1)
    every = keys.number("moe_layer_freq", default=1)
    return lambda i: i not in dense and i >= first and i % every == 0 and (i + 1) % step == 0
