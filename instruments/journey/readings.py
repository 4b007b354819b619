"""What each stage has to say: tensors with their names, bars with their lengths, one sentence.

Everything that is worked out for the eye (lengths, shares, orders) is worked out here, so that the
views only write it down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from formulas.caching import shared
from formulas.tiny.tokenizer import Chunk, visible
from formulas.tiny.weights import stored
from instruments.journey.result import TOP, Candidate, Result, Stage, Token


@dataclass(frozen=True)
class Bar:
    """A labelled number with its share of the longest bar, from -1 to 1; a row that is left blank has none."""

    key: str
    label: str
    value: float
    share: float
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True)
class Tensor:
    """A matrix to be shown: rows by name, columns numbered or standing for the tokens of the window.

    ``rows`` are their names in full, ``down`` says what a row is, ``marks`` is what stands beside each; ``across`` are the
    names of the columns where they have any.  ``scale`` is ``signed`` (around zero) or ``share`` (from zero to the largest);
    numbers that are not there (behind the causal mask) are NaN.
    """

    key: str
    title: str
    values: np.ndarray
    rows: tuple[str, ...] = ()
    columns: str = "dimension"
    scale: str = "signed"
    note: str = ""
    down: str = ""
    marks: tuple[str, ...] = ()
    across: tuple[str, ...] = ()


def stage_of(result: Result) -> Stage:
    """Return the stage on show."""
    return result.stages[result.stage]


def here(result: Result) -> Token:
    """Return the token looked from."""
    return result.tokens[result.position]


def glows(result: Result) -> tuple[float, ...]:
    """Attention to each token of the window, zero to those that cannot be seen."""
    seen = result.attention.tolist()
    return (*seen, *[0.0] * (len(result.tokens) - len(seen)))


def stored_row(result: Result) -> tuple[np.ndarray, float] | None:
    """The int8 numbers of the embedding row looked at and their scale, as the file holds them."""
    arrays = _stored()
    if "embedding.int8" not in arrays:
        return None
    token = here(result).id
    return arrays["embedding.int8"][token], float(arrays["embedding.scale"].reshape(-1)[token])


@shared
def _stored() -> Mapping[str, np.ndarray]:
    return {name: array for name, array in stored().items() if name.startswith("embedding.")}


def embed(result: Result) -> tuple[Tensor, ...]:
    """The row of the embedding matrix, in int8 and as the numbers that the stream starts with."""
    row = _vector(result, "row", "The row in numbers: where the residual stream starts", result.tensors["embedding"])
    kept = stored_row(result)
    if kept is None:
        return (row,)
    return _vector(result, "int8", f"As it is stored: int8, times the row's scale of {kept[1]:.5g}", kept[0].astype(float)), row


def _vector(result: Result, key: str, title: str, values: np.ndarray) -> Tensor:
    """One vector of the token looked from, whose name stands beside it."""
    label = seen_label(here(result))
    return Tensor(key, title, values, (label,), marks=(label,), down="token")


def seen_label(token: Token) -> str:
    """A token as it is read beside a picture: without the space that it begins with, unless it is nothing else."""
    return token.label.strip() or token.label


def _across(result: Result) -> tuple[str, ...]:
    """The tokens of the window that is read, as columns are named."""
    return tuple(seen_label(token) for token in result.tokens[: result.context])


def projections(result: Result, layer: int) -> tuple[Tensor, ...]:
    """Query, key and value of the position looked from."""
    t, who = result.tensors, result.speaker
    return (
        Tensor("query", "Queries: what is asked", t[f"{layer}.query"], _names("Head", who.heads), **_heads(result)),
        Tensor("key", "Keys: what is offered", t[f"{layer}.key"][:, -1], _groups(result), **_grouped(result)),
        Tensor("value", "Values: what is given", t[f"{layer}.value"][:, -1], _groups(result), **_grouped(result)),
    )


def scores(result: Result, layer: int) -> tuple[Tensor, Tensor]:
    """Scores and attention of every head over the window; what the mask hides is NaN."""
    rows = _names("Head", result.speaker.heads)
    raw, weights = (_masked(result, result.tensors[f"{layer}.{name}"]) for name in ("scores", "weights"))
    named = _heads(result) | {"across": _across(result)}
    return (
        Tensor("scores", "Scores before softmax: query times key", raw, rows, "token", **named),
        Tensor("weights", "Attention after mask and softmax; each row sums to 1", weights, rows, "token", "share", **named),
    )


def reads(result: Result, layer: int) -> tuple[Tensor, Tensor]:
    """What the heads read out, and what attention adds to the stream."""
    rows, read = _names("Head", result.speaker.heads), result.tensors[f"{layer}.heads"]
    return (
        Tensor("heads", "What each head reads out", read, rows, **_heads(result)),
        _vector(result, "added", "What attention adds to the stream", result.tensors[f"{layer}.attention"]),
    )


def looked_at(result: Result, layer: int) -> tuple[Bar, ...]:
    """The tokens that this layer looks at most: of the chosen head, else the mean of all heads."""
    weights = result.tensors[f"{layer}.weights"]
    seen = weights.mean(axis=0) if result.head is None else weights[result.head]
    order = np.argsort(-seen, kind="stable")[:TOP]
    longest = float(seen.max())
    bars = [
        Bar(f"look-{place}", result.tokens[i].label, float(seen[i]), float(seen[i]) / longest, note=f"position {i}")
        for place, i in enumerate(order)
    ]
    return (*bars, *blank("look", len(bars)))


def masked(result: Result) -> int:
    """How many tokens of the window lie in the future of the position looked from."""
    return result.context - result.position - 1


def blank(key: str, taken: int) -> tuple[Bar, ...]:
    """Empty rows that keep a list of eight at its height."""
    return tuple(Bar(f"{key}-{place}", "", np.nan, 0.0) for place in range(taken, TOP))


def _masked(result: Result, values: np.ndarray) -> np.ndarray:
    hidden = np.full((len(values), masked(result)), np.nan)
    return np.concatenate([values, hidden], axis=1)


def _names(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {i + 1}" for i in range(count))


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(str(i + 1) for i in range(count))


def _heads(result: Result) -> dict[str, Any]:
    """What stands beside rows that are heads."""
    return {"down": "head", "marks": _numbered(result.speaker.heads)}


def _shared_heads(result: Result) -> tuple[tuple[int, int], ...]:
    """First and last query head that share each key and value head, counted from 1."""
    config = result.speaker.model.config
    return tuple((i * config.group + 1, (i + 1) * config.group) for i in range(config.kv_heads))


def _groups(result: Result) -> tuple[str, ...]:
    """Key and value heads, each with the query heads that share it."""
    return tuple(f"Heads {first} to {last}" for first, last in _shared_heads(result))


def _grouped(result: Result) -> dict[str, Any]:
    """What stands beside rows that several heads share."""
    return {"down": "heads", "marks": tuple(f"{first}\N{EN DASH}{last}" for first, last in _shared_heads(result))}


def mlp(result: Result, layer: int) -> tuple[Tensor, ...]:
    """Activations of the gated layer, and what it adds to the stream."""
    t = result.tensors
    titles = {"gate": "Gate: which units open", "up": "Up: what they would say", "activation": "Activation: silu(gate) times up"}
    folded = {name: _rows(t[f"{layer}.{name}"], 64) for name in titles}
    units = {"down": "unit", "marks": starts_of(folded["gate"])}
    return (
        *(Tensor(name, title, folded[name], rows_of(folded[name]), "unit", **units) for name, title in titles.items()),
        _vector(result, "out", "What the MLP adds to the stream", t[f"{layer}.mlp"]),
    )


def starts_of(values: np.ndarray) -> tuple[str, ...]:
    """Number of the first entry of each row that a long vector was folded into."""
    return tuple(str(i * values.shape[1]) for i in range(len(values)))


def rows_of(values: np.ndarray) -> tuple[str, ...]:
    """Names of the rows that a long vector was folded into."""
    width = values.shape[1]
    return tuple(f"Units {i * width} to {(i + 1) * width - 1}" for i in range(len(values)))


def _rows(vector: np.ndarray, width: int) -> np.ndarray:
    return vector.reshape(-1, width) if len(vector) % width == 0 else vector.reshape(1, -1)


def active(result: Result, layer: int) -> float:
    """Share of units whose gate is open."""
    return float(np.mean(result.tensors[f"{layer}.gate"] > 0))


def stream(result: Result) -> tuple[Bar, ...]:
    """Length of the residual stream after embedding and after each layer that was passed."""
    passed = reached(result)
    longest = max(result.norms, default=1.0)
    names = ("Embedding", *_names("Layer", passed))
    return tuple(
        Bar(f"norm-{i}", name, norm, norm / longest, chosen=i == passed)
        for i, (name, norm) in enumerate(zip(names, result.norms, strict=False))
    )


def lens(result: Result) -> tuple[tuple[str, tuple[Candidate, ...]], ...]:
    """What the embedding and each layer that was passed would say, two candidates each."""
    return tuple((str(i), guesses[:2]) for i, guesses in enumerate(result.lens[: reached(result) + 1]))


def reached(result: Result) -> int:
    """How many layers the stage on show has completed."""
    done = result.stages[: result.stage + 1]
    return sum(stage.name == "mlp" for stage in done)


def columns(result: Result) -> Tensor | None:
    """Length of the key that each layer keeps for each position: the cache, one column per token."""
    layers = range(result.speaker.layers)
    if not layers:
        return None
    lengths = np.stack([np.linalg.norm(result.here[f"{i}.key"], axis=(0, 2)) for i in layers])
    return Tensor(
        "cache", "The cache: length of the key of each token", lengths, _names("Layer", len(lengths)), "token", "share",
        down="layer", marks=_numbered(len(lengths)), across=_across(result),
    )  # fmt: skip


def column_bytes(result: Result) -> int:
    """Bytes that one token adds to the cache."""
    return result.cache_bytes // result.context


def seen(piece: bytes) -> str:
    """Return bytes as text whose every character can be seen, or as hexadecimal numbers."""
    try:
        return visible(piece.decode("utf-8"))
    except UnicodeDecodeError:
        return "".join(f"<{byte:02X}>" for byte in piece)


def tokens_of(chunk: Chunk) -> tuple[tuple[str, int], ...]:
    """The tokens that a chunk became, each with its label."""
    pieces = chunk.merges[-1].pieces if chunk.merges else tuple(bytes([byte]) for byte in chunk.bytes)
    return tuple((seen(piece), token) for piece, token in zip(pieces, chunk.ids, strict=True))
