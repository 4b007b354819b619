"""A model at work on one text: what is in its window, what was drawn, and only what is new computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from formulas.tiny.sampling import Dials, Draw, Shaping, sample
from instruments.journey.speakers import Speaker

# Which axis counts the new positions; keys and values have none, they are those of all positions.
_AXIS = {"query": 1, "scores": 1, "weights": 1, "key": None, "value": None}


@dataclass(frozen=True)
class Setting:
    """How tokens are drawn: the dials, and the seed of the numbers."""

    dials: Dials
    seed: int


@dataclass(frozen=True)
class Decision:
    """One token decided: the window it was decided from, the tensors of its last position, and the draw.

    ``dropped`` tokens after the start no longer fit; ``generated`` is how many at the window's end are
    the model's own.
    """

    ids: tuple[int, ...]
    dropped: int
    generated: int
    tensors: Mapping[str, np.ndarray]
    shapings: tuple[Shaping, ...]
    draw: Draw


def dropped(length: int, context: int | None) -> int:
    """Return how many tokens after the start are left out when ``length`` tokens do not fit.

    They go a quarter of the context at a time, so that the keys and values, whose positions move,
    are worked out anew only once in that many tokens.
    """
    if context is None or length <= context:
        return 0
    block = context // 4
    return -(-(length - context) // block) * block


class Session:
    """A text that grows: the prompt, what was drawn with which setting, and the model's cache.

    Parameters
    ----------
    speaker : Speaker
        Whose model.
    prompt : sequence of int
        Tokens of the prompt.
    """

    def __init__(self, speaker: Speaker, prompt: Sequence[int]) -> None:
        self.speaker = speaker
        self.past: list[tuple[int, Setting]] = []
        self._prompt = (speaker.start, *prompt)
        self._cache, self._cached = speaker.model.new_cache(), ()

    @property
    def cache_bytes(self) -> int:
        """Bytes of keys and values now."""
        return self._cache.bytes

    def decide(self, cursor: int, setting: Setting) -> Decision:
        """Draw token number ``cursor``, and those before it that were not drawn yet.

        What was drawn before the cursor stays; what comes after it is forgotten, unless the token at
        the cursor is the one that it followed.
        """
        for index in range(len(self.past), cursor):
            self._draw(index, setting)
        return self._draw(cursor, setting)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings the text back to what it is now; keys and values, maybe half written, are then worked out anew."""
        past = self.past[:]

        def back() -> None:
            self.past[:] = past
            self._cached = ()

        return back

    def look(self, position: int) -> Mapping[str, np.ndarray]:
        """Return the tensors of an earlier position of the window, as they were when it was the last one."""
        return _tensors(self.speaker, self._cached[position : position + 1], self._cache.upto(position))

    def _draw(self, cursor: int, setting: Setting) -> Decision:
        length = len(self._prompt) + cursor
        gone = dropped(length, self.speaker.context)
        own = [token for token, _ in self.past[max(1 + gone - len(self._prompt), 0) : cursor]]
        ids = (self.speaker.start, *self._prompt[1 + gone :], *own)
        tensors = self._run(ids)
        shapings, draw = sample(tensors["logits"], setting.dials, setting.seed, cursor)
        if self.past[cursor : cursor + 1] != [(draw.token, setting)]:
            self.past[cursor:] = [(draw.token, setting)]
        return Decision(ids, gone, len(own), tensors, shapings, draw)

    def _run(self, ids: tuple[int, ...]) -> Mapping[str, np.ndarray]:
        """The tensors of the last of ``ids``, after bringing the cache up to the one before."""
        shared = min(len(self._cached), len(ids) - 1)
        same = next((i for i in range(shared) if self._cached[i] != ids[i]), shared)
        self._cache.rewind(same)
        if new := ids[same:-1]:
            self.speaker.model.forward(new, self._cache)
        self._cached = ids
        return _tensors(self.speaker, ids[-1:], self._cache)


def _tensors(speaker: Speaker, ids: Sequence[int], cache: object) -> Mapping[str, np.ndarray]:
    """What the model keeps for one position; names as in formulas.tiny.transformer, without the axis of new positions."""
    kept: dict[str, np.ndarray] = {}

    def keep(name: str, value: np.ndarray) -> None:
        axis = _AXIS.get(name.rpartition(".")[2], 0)
        # A copy: the cache's memory is written again when history goes back.
        kept[name] = value.copy() if axis is None else value.take(-1, axis)
        kept[name].setflags(write=False)

    speaker.model.forward(ids, cache, keep)
    return MappingProxyType(kept)
