"""Byte-pair encoding: text to tokens and back, with every merge on show.

Text is cut into chunks (a word with its leading space, a mark, a run of white space); each
chunk starts as its UTF-8 bytes, and the learnt pair with the lowest rank is merged until no
learnt pair is left.  All 256 bytes are tokens, so no text can fail.

Token ids: 0-255 the bytes, 256 the start of a story, then one id per merge in rank order.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import pairwise

from formulas.caching import shared

STORY = 256
_FIRST_MERGE = 257
# The longest word is bounded, so that the work is linear in the text however odd the text is.
_CHUNK = re.compile(r" ?[^\W\d_]{1,32}| ?\d{1,3}| ?[^\w\s]|_|\s")


def split(text: str) -> list[str]:
    """Cut text into the chunks inside which merges may happen; joined they are the text."""
    return _CHUNK.findall(text)


def visible(text: str) -> str:
    """Put a sign in place of each character that would not be seen or would disturb those beside it.

    Examples
    --------
    >>> visible("a\\tb\\u202e")
    'a␉b<U+202E>'
    """
    return "".join(c if c.isprintable() else chr(0x2400 + ord(c)) if c < " " else f"<U+{ord(c):04X}>" for c in text)


@dataclass(frozen=True)
class Merge:
    """One merge at work: which learnt pair was joined, and the pieces after it."""

    rank: int
    joined: bytes
    pieces: tuple[bytes, ...]


@dataclass(frozen=True)
class Chunk:
    """How one chunk became tokens."""

    text: str
    bytes: tuple[int, ...]
    merges: tuple[Merge, ...]
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Tokenizer:
    """The tokenizer: its learnt pairs of token ids in rank order are all its data."""

    merges: tuple[tuple[int, int], ...]

    @property
    def size(self) -> int:
        """Number of tokens."""
        return _FIRST_MERGE + len(self.merges)

    @cached_property
    def _ranks(self) -> Mapping[tuple[int, int], int]:
        return {pair: rank for rank, pair in enumerate(self.merges)}

    @cached_property
    def spelling(self) -> tuple[bytes, ...]:
        """The bytes of each token; none for the start of a story."""
        pieces = [bytes([b]) for b in range(256)] + [b""]
        for left, right in self.merges:
            pieces.append(pieces[left] + pieces[right])
        return tuple(pieces)

    def encode(self, text: str) -> list[int]:
        """Turn any text into token ids.

        Parameters
        ----------
        text : str [1]
            Any text; lone surrogates are kept as their bytes.

        Returns
        -------
        ids : list of int [1]
            Token ids; decoding them gives the text back.

        Examples
        --------
        >>> Tokenizer(((104, 105),)).encode("hi!")
        [257, 33]
        """
        known: dict[str, tuple[int, ...]] = {}
        ids: list[int] = []
        for chunk in split(text):
            if chunk not in known:
                known[chunk] = self._chunk(chunk).ids
            ids += known[chunk]
        return ids

    def explain(self, text: str) -> list[Chunk]:
        """Tell for each chunk of ``text`` which merges made its tokens."""
        return [self._chunk(chunk) for chunk in split(text)]

    def decode(self, ids: Iterable[int]) -> str:
        """Turn token ids into text; bytes that are not UTF-8 become the replacement sign."""
        return b"".join(self.spelling[i] for i in ids).decode("utf-8", "replace")

    def label(self, token: int) -> str:
        """Return how a token is shown: as text whose every character can be seen, or as its bytes."""
        if token == STORY:
            return "¶"
        try:
            return visible(self.spelling[token].decode("utf-8"))
        except UnicodeDecodeError:
            return "".join(f"<{b:02X}>" for b in self.spelling[token])

    def _chunk(self, text: str) -> Chunk:
        data = text.encode("utf-8", "surrogatepass")
        ids, steps = list(data), []
        while learnt := [self._ranks[pair] for pair in pairwise(ids) if pair in self._ranks]:
            rank = min(learnt)
            ids = _join(ids, self.merges[rank], _FIRST_MERGE + rank)
            steps.append(Merge(rank, self.spelling[_FIRST_MERGE + rank], tuple(self.spelling[i] for i in ids)))
        return Chunk(text, tuple(data), tuple(steps), tuple(ids))


@shared
def tokenizer() -> Tokenizer:
    """Return the tokenizer that was learnt with the shipped model."""
    rows = json.loads((files("formulas") / "data" / "tiny" / "merges.json").read_text("utf-8"))
    return Tokenizer(tuple((left, right) for left, right in rows))


def learn(words: Mapping[str, int], merges: int) -> Tokenizer:
    """Learn a tokenizer: again and again the most frequent pair becomes a token.

    Parameters
    ----------
    words : dict of str to int [1]
        How often each chunk stands in the corpus.
    merges : int [1]
        How many pairs to learn at most; fewer if no pair occurs twice.

    Returns
    -------
    tokenizer : Tokenizer [1]
        Ties go to the pair with the lower ids, so the result depends on the counts alone.

    Examples
    --------
    >>> learn({"aab": 3, "ab": 2}, 2).merges
    ((97, 98), (97, 257))
    """
    corpus = [(list(word.encode()), count) for word, count in words.items()]
    learnt: list[tuple[int, int]] = []
    while len(learnt) < merges:
        pairs = _pairs(corpus)
        if not pairs or max(pairs.values()) < 2:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        corpus = [(_join(ids, best, _FIRST_MERGE + len(learnt)), count) for ids, count in corpus]
        learnt.append(best)
    return Tokenizer(tuple(learnt))


def _pairs(corpus: Iterable[tuple[Sequence[int], int]]) -> Counter[tuple[int, int]]:
    pairs: Counter[tuple[int, int]] = Counter()
    for ids, count in corpus:
        for pair in pairwise(ids):
            pairs[pair] += count
    return pairs


def _join(ids: Sequence[int], pair: tuple[int, int], token: int) -> list[int]:
    """Put ``token`` wherever ``pair`` stands, from left to right."""
    joined: list[int] = []
    for i in ids:
        if joined and (joined[-1], i) == pair:
            joined[-1] = token
        else:
            joined.append(i)
    return joined
