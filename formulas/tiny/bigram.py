"""The course's toy world: what comes next depends on the last word alone.

The same interface as the transformer's and its tokenizer's, and nothing inside: a table of
successors with their scores, softmax over those, and no use for any word but the last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np

from formulas.caching import frozen, shared


@dataclass
class Memory:
    """What a bigram table remembers of a text: how long it was.  It takes no bytes to speak of."""

    length: int = 0
    bytes: int = 0

    def rewind(self, length: int) -> None:
        """Forget every word from ``length`` on."""
        self.length = min(length, self.length)

    def upto(self, length: int) -> Memory:
        """Return the memory as it was after ``length`` words."""
        return Memory(min(length, self.length))


@dataclass(frozen=True)
class Bigram:
    """A table of successors.

    Parameters
    ----------
    table : dict of str to dict of str to float [1]
        The score of each word that can follow a word.
    start : str [1]
        The word that follows where the table has no row: at the beginning, and after an unknown word.
    """

    table: Mapping[str, Mapping[str, float]]
    start: str = "the"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The vocabulary in the table's order, then the sign before every text and the one for unknown words."""
        rows = [word for head, row in self.table.items() for word in (head, *row)]
        return (*dict.fromkeys(rows), "¶", "�")

    @property
    def size(self) -> int:
        """Number of tokens."""
        return len(self.words)

    @property
    def story(self) -> int:
        """The token before every text."""
        return self.size - 2

    def encode(self, text: str) -> list[int]:
        """Turn any text into word ids; what the table does not know becomes the last one."""
        ids = {word: i for i, word in enumerate(self.words)}
        return [ids.get(word, self.size - 1) for word in re.findall(r"[^\W\d_]+|\S", text.lower())]

    def decode(self, ids: list[int]) -> str:
        """Turn word ids into text."""
        return " ".join(self.words[i] for i in ids if i != self.story)

    def label(self, token: int) -> str:
        """Return how a token is shown."""
        return self.words[token]

    def new_cache(self) -> Memory:
        """Return an empty memory."""
        return Memory()

    def forward(
        self, ids: Sequence[int], cache: Memory | None = None, keep: Callable[[str, np.ndarray], object] | None = None
    ) -> np.ndarray:
        """Return the score of each word as the next one, for each word of ``ids``.

        Parameters
        ----------
        ids : sequence of int (T,) [1]
            New words.
        cache : Memory [1]
            Counts the words before, which make no difference.
        keep : callable [1]
            Called with the name and value of ``logits``, the only tensor there is.

        Returns
        -------
        logits : ndarray (T, V) [1]
            The table's scores, minus infinity for words that cannot follow.

        Raises
        ------
        ValueError
            If there is no word, or a word does not exist.
        """
        if not len(ids) or not all(0 <= i < self.size for i in ids):
            raise ValueError(f"ids is {list(ids)}: must hold numbers from 0 to {self.size - 1}")
        logits = np.stack([self._row(self.words[i]) for i in ids])
        if cache is not None:
            cache.length += len(ids)
        if keep is not None:
            keep("logits", logits)
        return logits

    def _row(self, word: str) -> np.ndarray:
        row = self.table.get(word, {}) or {self.start: 0.0}
        out = np.full(self.size, -np.inf)
        out[[self.words.index(successor) for successor in row]] = list(row.values())
        return out


@shared
def course() -> Bigram:
    """Return the table of the course's Token Journey."""
    return Bigram(frozen(json.loads((files("formulas") / "data" / "tiny" / "bigram.json").read_text("utf-8"))))
