"""What one state of the journey shows: frozen, with named parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from formulas.tiny.layers import softmax
from formulas.tiny.sampling import Draw, Shaping, ranking, rounded
from formulas.tiny.tokenizer import Chunk
from instruments.journey.session import Setting
from instruments.journey.speakers import Speaker

TOP = 8


@dataclass(frozen=True)
class Stage:
    """A stop on the way: its name, and the layer where it belongs to one."""

    name: str
    layer: int | None = None


@dataclass(frozen=True)
class Token:
    """A token in the window: ``origin`` is ``start``, ``prompt`` or ``generated``."""

    id: int
    label: str
    origin: str


@dataclass(frozen=True)
class Candidate:
    """A token that could come next: its rounded logit and its probability after each dial."""

    id: int
    label: str
    logit: float
    probabilities: Mapping[str, float]


def stages(speaker: Speaker) -> tuple[Stage, ...]:
    """Return the stops of one step through a model."""
    layers = [Stage(name, i) for i in range(speaker.layers) for name in ("attention", "mlp")]
    before = [Stage("tokenize"), *([Stage("embed")] if speaker.layers else [])]
    return (*before, *layers, Stage("unembed"), Stage("sample"), Stage("append"))


@dataclass(frozen=True)
class Result:
    """One token being decided.

    Attributes
    ----------
    speaker : Speaker
        The model.
    cursor : int
        Tokens generated before this one.
    stage : int
        How far the step has come, as an index of ``stages``.
    tokens : tuple of Token
        The window: what the model looks at, and at the last stage the new token as well.
    dropped : int
        Tokens that no longer fit, left out after the start.
    notices : tuple of str
        What a reader should know about the text: what was dropped, unknown, invisible or cut.
    chunks : tuple of Chunk
        How the end of the prompt became tokens, for a byte-pair tokenizer.
    position : int
        Index in ``tokens`` of the position looked from.
    here : mapping of str to ndarray
        Tensors of the last position, from which the next token is decided; names as in
        :mod:`formulas.tiny.transformer`, without the axis of new positions.
    tensors : mapping of str to ndarray
        Tensors of the position looked from.
    layer, head : int or None
        Which attention is shown; none for the average.
    setting : Setting
        How the token was chosen: dials and seed.
    shapings : tuple of Shaping
        The distribution after each dial.
    draw : Draw
        The needle and the token.
    cache_bytes : int
        Bytes of keys and values that the model holds.
    stop : str
        Why a run would end here: ``period``, ``story``, ``limit``, or nothing.
    """

    speaker: Speaker
    cursor: int
    stage: int
    tokens: tuple[Token, ...]
    dropped: int
    notices: tuple[str, ...]
    chunks: tuple[Chunk, ...]
    position: int
    here: Mapping[str, np.ndarray]
    tensors: Mapping[str, np.ndarray]
    layer: int | None
    head: int | None
    setting: Setting
    shapings: tuple[Shaping, ...]
    draw: Draw
    cache_bytes: int
    stop: str

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stops of this model."""
        return stages(self.speaker)

    @property
    def finished(self) -> bool:
        """Whether the new token has joined the window."""
        return self.stage == len(self.stages) - 1

    @property
    def context(self) -> int:
        """Positions that the model looks at while it decides [token]."""
        return len(self.tokens) - self.finished

    @property
    def text(self) -> str:
        """The window as text."""
        return self.speaker.tokens.decode([token.id for token in self.tokens])

    @property
    def choice(self) -> Token:
        """The token that was drawn."""
        return Token(self.draw.token, self.speaker.tokens.label(self.draw.token), "generated")

    @cached_property
    def attention(self) -> np.ndarray:
        """Attention from the position looked from to itself and those before it, (S,); sums to 1.

        A table of successors looks at the last word alone.
        """
        if not self.speaker.layers:
            return np.eye(self.position + 1)[-1]
        layers = range(self.speaker.layers) if self.layer is None else [self.layer]
        weights = np.stack([self.tensors[f"{i}.weights"] for i in layers])
        return weights.mean(axis=(0, 1)) if self.head is None else weights[:, self.head].mean(axis=0)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The most probable tokens under the model, with their probability after each dial."""
        return self._candidates(self.here["logits"], self.shapings)

    @cached_property
    def lens(self) -> tuple[tuple[Candidate, ...], ...]:
        """What the model would say at the position looked from if it stopped at the embedding, and after each layer."""
        if not self.speaker.layers:
            return ()
        states = [self.tensors[name] for name in self._states]
        return tuple(
            self._candidates(logits, (Shaping("softmax", softmax(rounded(logits)), len(logits)),))
            for logits in self.speaker.model.lens(np.stack(states))
        )

    @cached_property
    def norms(self) -> tuple[float, ...]:
        """Length of the residual stream at the position looked from: after embedding, then after each layer."""
        return tuple(float(np.linalg.norm(self.tensors[name])) for name in self._states) if self.speaker.layers else ()

    @property
    def _states(self) -> list[str]:
        """Names of the residual stream's states: after embedding, then after each layer."""
        return ["embedding", *(f"{i}.residual" for i in range(self.speaker.layers))]

    def _candidates(self, logits: np.ndarray, shapings: tuple[Shaping, ...]) -> tuple[Candidate, ...]:
        label, scores = self.speaker.tokens.label, rounded(logits)
        return tuple(
            Candidate(int(i), label(int(i)), float(scores[i]), {s.dial: float(s.probabilities[i]) for s in shapings})
            for i in ranking(logits)[:TOP]
            if scores[i] > -np.inf
        )
