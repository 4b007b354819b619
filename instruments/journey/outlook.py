"""From logits to a token, as it is shown: scores, what each dial leaves, the needle on the bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formulas.tiny.sampling import ranking
from instruments.journey.readings import Bar, Tensor, blank, reached, stage_of
from instruments.journey.result import TOP, Candidate, Result

DIALS = {
    "softmax": "Softmax",
    "temperature": "Temperature",
    "top_k": "Top k",
    "top_p": "Top p",
    "min_p": "Min p",
    "greedy": "Greedy",
}


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
    scores = result.tensors["logits"]
    finite = np.where(np.isfinite(scores), scores, np.nan)
    return (
        Tensor("final", "The last state, normed", result.tensors.get("final", np.zeros(0))),
        Tensor("logits", f"Scores of all {len(scores)} tokens", _padded(finite, 64), columns="id"),
    )


def _padded(vector: np.ndarray, width: int) -> np.ndarray:
    short = -len(vector) % width
    if len(vector) < width:
        return vector.reshape(1, -1)
    return np.concatenate([vector, np.full(short, np.nan)]).reshape(-1, width)


def top_logits(result: Result) -> tuple[Bar, ...]:
    """The highest scores, their bars from zero, or from the lowest of all where any is negative."""
    values = result.tensors["logits"]
    finite = values[np.isfinite(values)]
    low, high = min(float(finite.min()), 0.0), float(finite.max())
    span = high - low or 1.0
    order = [int(i) for i in ranking(values)[:TOP] if np.isfinite(values[i])]
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
    if passed and stage.name in ("attention", "mlp"):
        return Outlook(f"If the model stopped after layer {passed}", _bars(result.lens[passed - 1], "softmax", None))
    return Outlook("Next token: no layer has spoken yet" if result.speaker.layers else "Next token: not looked up yet", blank("next", 0))


def _bars(candidates: Sequence[Candidate], dial: str, chosen: int | None) -> tuple[Bar, ...]:
    bars = [
        Bar(f"next-{place}", c.label, c.probabilities[dial], c.probabilities[dial], c.id == chosen, f"id {c.id}")
        for place, c in enumerate(candidates)
    ]
    return (*bars, *blank("next", len(bars)))


def settings(result: Result) -> tuple[tuple[str, str, str, int], ...]:
    """Each dial that reshaped the distribution: its key, name, setting, and how many tokens it left."""
    d = result.setting.dials
    said = {
        "softmax": "as it is",
        "temperature": f"\N{DIVISION SIGN} {d.temperature:g}",
        "top_k": str(d.top_k) if d.top_k else "off",
        "top_p": f"{d.top_p:g}" if d.top_p < 1 else "off",
        "min_p": f"{d.min_p:g}" if d.min_p else "off",
        "greedy": "likeliest",
    }
    return tuple((s.dial, DIALS[s.dial], said[s.dial], s.kept) for s in result.shapings)


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
