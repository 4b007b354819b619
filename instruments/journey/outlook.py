"""From logits to a token, as it is shown: scores, what each dial leaves, the needle on the bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from formulas.tiny.sampling import ranking, rounded, tempered
from instruments.journey.readings import Bar, Tensor, blank, here, reached, seen_label, stage_of, starts_of
from instruments.journey.result import TOP, Candidate, Result

DIALS = {
    "softmax": "Softmax",
    "temperature": "Temperature",
    "top_k": "Top k",
    "top_p": "Top p",
    "min_p": "Min p",
    "greedy": "Greedy",
}
TRIED = (0.5, 2.0)
"""Temperatures that are shown beside the distribution where no dial changes it."""


@dataclass(frozen=True)
class Piece:
    """A token's piece of the cumulative bar."""

    label: str
    start: float
    end: float
    chosen: bool


@dataclass(frozen=True)
class Outlook:
    """What would come next as far as the stage on show can tell."""

    title: str
    bars: tuple[Bar, ...]


def logits(result: Result) -> tuple[Tensor, Tensor]:
    """The last state and the scores of all tokens."""
    scores, label = result.tensors["logits"], seen_label(here(result))
    folded = _padded(np.where(np.isfinite(scores), scores, np.nan), 64)
    return (
        Tensor("final", "The last state, normed", result.tensors["final"], (label,), marks=(label,), down="token"),
        Tensor("logits", f"Scores of all {len(scores)} tokens", folded, columns="id", marks=starts_of(folded), down="id"),
    )


def _padded(vector: np.ndarray, width: int) -> np.ndarray:
    short = -len(vector) % width
    if len(vector) < width:
        return vector.reshape(1, -1)
    return np.concatenate([vector, np.full(short, np.nan)]).reshape(-1, width)


def foot(values: np.ndarray, order: np.ndarray, drawn: int) -> float:
    """Return where the bars of the highest scores begin: at the first that is not drawn.

    Next to zero, or to the lowest of all, the highest scores all look alike, and it is by their differences that they are judged.
    Where all scores are drawn the bars begin at zero, or at the lowest where it is negative.
    """
    if len(order) > drawn and np.isfinite(values[order[drawn]]):
        return float(values[order[drawn]])
    return min(float(values[np.isfinite(values)].min()), 0.0)


def top_logits(result: Result) -> tuple[Bar, ...]:
    """The highest scores; for where their bars begin see :func:`foot`."""
    values = result.tensors["logits"]
    ranked = ranking(values)
    order = [int(i) for i in ranked[:TOP] if np.isfinite(values[i])]
    low = foot(values, ranked, TOP)
    span = float(values[order[0]]) - low or 1.0
    label = result.speaker.tokens.label
    bars = [
        Bar(f"logit-{place}", label(i), float(values[i]), (float(values[i]) - low) / span, note=f"id {i}")
        for place, i in enumerate(order)
    ]
    return (*bars, *blank("logit", len(bars)))


def outlook(result: Result) -> Outlook:
    """The top eight as far as the stage can tell: a layer's guess, the model's, or what the dials leave."""
    stage, passed = stage_of(result), reached(result)
    chosen = result.draw.token if stage.name in ("sample", "append") else None
    if stage.name in ("sample", "append"):
        return Outlook("Next token, after the dials", _bars(result.candidates, result.shapings[-1].dial, chosen))
    if stage.name == "unembed":
        return Outlook("Next token, before the dials", _bars(result.candidates, "softmax", None))
    if not result.speaker.layers:
        return Outlook("Next word: what the table holds for this one", _bars(result.candidates, "softmax", None))
    title = f"If the model stopped after layer {passed}" if passed else "If the model stopped before its first layer"
    return Outlook(title, _bars(result.lens[passed], "softmax", None))


def _bars(candidates: Sequence[Candidate], dial: str, chosen: int | None) -> tuple[Bar, ...]:
    bars = [
        Bar(f"next-{place}", c.label, c.probabilities[dial], c.probabilities[dial], c.id == chosen, f"id {c.id}")
        for place, c in enumerate(candidates)
    ]
    return (*bars, *blank("next", len(bars)))


@dataclass(frozen=True)
class Column:
    """The distribution after one dial, or as it would be with one set otherwise (``tried``)."""

    key: str
    name: str
    setting: str
    kept: int
    probabilities: np.ndarray
    tried: bool = False


def columns(result: Result) -> tuple[Column, ...]:
    """The model's probabilities and what each dial in force makes of them; with none in force, what a temperature would.

    A dial that is off leaves every number as it was: its column would be the one before it once more.
    """
    d = result.setting.dials
    said = {
        "softmax": "as it is",
        "temperature": f"\N{DIVISION SIGN} {d.temperature:g}",
        "top_k": str(d.top_k),
        "top_p": f"{d.top_p:g}",
        "min_p": f"{d.min_p:g}",
        "greedy": "likeliest",
    }
    found = [Column(s.dial, DIALS[s.dial], said[s.dial], s.kept, s.probabilities) for s in result.shapings if s.dial not in off(result)]
    return tuple(found) if len(found) > 1 else (*found, *_tried(result))


def off(result: Result) -> tuple[str, ...]:
    """The dials that stand where they change nothing, in the order in which they act."""
    d = result.setting.dials
    idle = {"temperature": d.temperature == 1, "top_k": not d.top_k, "top_p": d.top_p == 1, "min_p": not d.min_p}
    return tuple(dial for dial, is_off in idle.items() if is_off and not d.greedy)


def _tried(result: Result) -> Iterator[Column]:
    for temperature in TRIED:
        found = tempered(rounded(result.here["logits"]), temperature)
        yield Column(f"tried-{temperature:g}", "If colder" if temperature < 1 else "If hotter", f"\N{DIVISION SIGN} {temperature:g}",
                     int(np.count_nonzero(found)), found, tried=True)  # fmt: skip


def pieces(result: Result) -> tuple[Piece, ...]:
    """The cumulative bar: the likeliest eight, the one that was drawn, and all others between them."""
    draw, label = result.draw, result.speaker.tokens.label
    place = draw.order.tolist().index(draw.token)
    shown = sorted({*range(min(TOP, len(draw.order))), place})
    found, at = [], 0
    for i in shown:
        if i > at:
            found.append(Piece(f"{i - at} others", float(draw.edges[at]), float(draw.edges[i]), False))
        token = int(draw.order[i])
        found.append(Piece(label(token), float(draw.edges[i]), float(draw.edges[i + 1]), token == draw.token))
        at = i + 1
    if at < len(draw.order):
        found.append(Piece(f"{len(draw.order) - at} others", float(draw.edges[at]), 1.0, False))
    return tuple(found)


def landed(result: Result) -> Piece:
    """The piece under the needle."""
    return next(piece for piece in pieces(result) if piece.chosen)
