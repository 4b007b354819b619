"""Texts of a grammar whose every probability is known, and the entropy that follows from it.

The true probability of a text is the product of the shares that the rule offered on the way:
minus its logarithm is what the text costs at least, on average, whatever the model.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from formulas.tiny.world import END, story

__all__ = ["END", "offers", "surprisal", "tell"]


def offers(words: Iterable[str]) -> Iterator[dict[str, float]]:
    """Yield the true distribution of the next word before each of ``words`` and after the last.

    Parameters
    ----------
    words : iterable of str [1]
        A story from its beginning, in words as :func:`tell` returns them; it may break off.

    Yields
    ------
    shares : dict of str to float [1]
        Probability of each word that can come next; they sum to 1.

    Raises
    ------
    ValueError
        If a word cannot stand where it stands.
    """
    rule = story()
    offered = next(rule)
    for position, word in enumerate(words):
        yield (shares := _normalised(offered))
        if word not in shares:
            raise ValueError(f"words is {word!r} at position {position}: cannot stand there; {max(shares, key=shares.get)!r} can")
        try:
            offered = rule.send(word)
        except StopIteration:
            return
    yield _normalised(offered)


def tell(draws: Iterator[float]) -> tuple[list[str], float]:
    """Tell one story.

    Parameters
    ----------
    draws : iterator of float [1]
        Uniform numbers in [0, 1), one for each word.

    Returns
    -------
    words : list of str [1]
        The story's words with their leading spaces; the last one is :data:`END`.
    surprisal : float [nat]
        Minus the logarithm of the story's probability.
    """
    rule, words, surprisal = story(), [], 0.0
    offered = next(rule)
    while True:
        shares = _normalised(offered)
        word, share = _pick(shares, next(draws))
        words.append(word)
        surprisal -= math.log(share)
        try:
            offered = rule.send(word)
        except StopIteration:
            return words, surprisal


def surprisal(words: Iterable[str]) -> float:
    """Return minus the logarithm of a story's probability.

    Parameters
    ----------
    words : iterable of str [1]
        A whole story.

    Returns
    -------
    surprisal : float [nat]
        The true cost of the text: on average no model can do better.
    """
    words = list(words)
    return -sum(math.log(shares[word]) for shares, word in zip(offers(words), words, strict=False))


def _normalised(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items() if weight > 0}


def _pick(shares: Mapping[str, float], u: float) -> tuple[str, float]:
    """The word under ``u`` on the cumulative bar."""
    last = None
    for word, share in shares.items():
        u -= share
        last = word, share
        if u < 0:
            break
    return last
