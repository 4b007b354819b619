"""What the guided ride asks, judged from the model's own numbers of the step on show: no answer stands in a text.

A question takes the journey's result and what its step says (``with``), and gives its options, which of them the numbers agree
with, and facts for the texts around it.  A goal is something to bring about: it tells whether it is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from formulas.tiny.layers import softmax
from formulas.tiny.sampling import ranking, rounded, tempered
from instruments.journey.marks import share
from instruments.journey.outlook import landed, pieces
from instruments.journey.readings import column_bytes, here, seen_label, tokens_of
from instruments.journey.result import Result
from instruments.quantities.text import quantity

type Told = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """Options in the order in which they are shown, the one that the numbers agree with, and facts for the texts.

    ``given`` are facts about each option, which the answer to a wrong one may name.
    """

    options: tuple[str, ...]
    right: int
    facts: Mapping[str, str]
    given: tuple[str, ...] = ()
    then: Mapping[str, object] = field(default_factory=dict)

    def told(self, answer: int) -> dict[str, str]:
        """Return all facts once this option was taken."""
        return {**self.facts, "answer": self.options[answer], "given": self.given[answer] if self.given else ""}


@dataclass(frozen=True)
class Goal:
    """Whether what a step asks for is brought about, and facts for its texts."""

    is_reached: bool
    facts: Mapping[str, str]


def common(result: Result) -> dict[str, str]:
    """Facts that every text may name."""
    who = result.speaker
    return {
        "vocabulary": str(who.tokens.size),
        "width": str(len(result.tensors["embedding"])) if who.layers else "0",
        "here": seen_label(here(result)),
        "text": who.tokens.decode([token.id for token in result.tokens[1 : result.context]]),
        "chosen": seen_label(result.choice),
    }


def tokens_of_word(result: Result, told: Told) -> Question:
    """Into how many tokens a word is cut."""
    chunks = result.speaker.tokens.explain(told["word"])
    labels = [label for chunk in chunks for label, _ in tokens_of(chunk)]
    facts = {"word": told["word"].strip(), "count": str(len(labels)), "pieces": ", ".join(f"“{label.strip()}”" for label in labels)}
    return Question(tuple(str(i + 1) for i in range(told["most"])), len(labels) - 1, facts)


def nearest(result: Result, told: Told) -> Question:
    """Which word's embedding points most nearly the same way as another's."""
    table = result.speaker.model.weights["embedding"]

    def row(word: str) -> np.ndarray:
        (token,) = result.speaker.tokens.encode(word)
        return table[token] / np.linalg.norm(table[token])

    alike = [float(row(told["word"]) @ row(word)) for word in told["among"]]
    names = tuple(word.strip() for word in told["among"])
    best = int(np.argmax(alike))
    ranked = ", ".join(f"“{names[i]}” {alike[i]:.2f}" for i in np.argsort(alike)[::-1])
    return Question(names, best, {"word": told["word"].strip(), "best": names[best], "ranked": ranked})


def looked_at(result: Result, told: Told) -> Question:
    """Which token of the text one head looks at most, from the position looked from."""
    weights = result.tensors[f"{told['layer']}.weights"][told["head"]][1:]
    names = _numbered([seen_label(token) for token in result.tokens[1 : len(weights) + 1]])
    best = int(np.argmax(weights))
    facts = {"layer": str(told["layer"] + 1), "head": str(told["head"] + 1), "best": names[best], "share": share(float(weights[best]))}
    return Question(names, best, facts, tuple(share(float(weight)) for weight in weights))


def head_on_previous(result: Result, told: Told) -> Question:
    """Which head of a layer looks most at the token before the one looked from."""
    weights = result.tensors[f"{told['layer']}.weights"][:, -2]
    best = int(np.argmax(weights))
    facts = {
        "layer": str(told["layer"] + 1), "best": str(best + 1), "share": share(float(weights[best])),
        "before": seen_label(result.tokens[result.position - 1]),
    }  # fmt: skip
    options = tuple(str(i + 1) for i in range(len(weights)))
    return Question(options, best, facts, tuple(share(float(weight)) for weight in weights), {"head": best})


_SHARES = {"none at all": 0.0, "less than a quarter": 0.25, "a quarter to a half": 0.5, "more than half": 1.0}


def behind_mask(result: Result, told: Told) -> Question:
    """What share of a position's attention the mask keeps from later tokens; the mean of the layer's heads.

    Exact for the first layer alone, whose keys do not depend on what any mask let through.
    """
    kept: dict[str, np.ndarray] = {}
    result.speaker.model.forward([token.id for token in result.tokens[: result.context]], keep=kept.__setitem__)
    weights = softmax(kept[f"{told['layer']}.scores"][:, result.position])
    later = float(weights[:, result.position + 1 :].sum(axis=1).mean())
    right = next(i for i, most in enumerate(_SHARES.values()) if later <= most)
    return Question(tuple(_SHARES), right, {"layer": str(told["layer"] + 1), "share": share(later)})


def settles(result: Result, told: Told) -> Question:
    """After which layer what the model says at the end is its first choice, and stays so."""
    del told
    first = [guesses[0] for guesses in result.lens]
    best = first[-1]
    right = next(i for i in range(len(first)) if all(guess.id == best.id for guess in first[i:]))
    ranked = ", ".join(f"layer {i} “{guess.label.strip()}”" for i, guess in enumerate(first) if i)
    facts = {"first": first[0].label.strip(), "best": best.label.strip(), "layer": str(right), "ranked": ranked}
    return Question(("before any layer", *(f"layer {i}" for i in range(1, len(first)))), right, facts)


def likeliest(result: Result, told: Told) -> Question:
    """Which of several tokens the model finds likeliest, before any dial."""
    p, order = result.shapings[0].probabilities, ranking(result.here["logits"])
    label = result.speaker.tokens.label
    # By name, so that no place gives it away.
    among = sorted((int(order[rank]) for rank in told["ranks"]), key=lambda token: label(token).strip())
    best = max(among, key=lambda token: float(p[token]))
    names = tuple(label(token).strip() for token in among)
    facts = {"best": label(best).strip(), "share": share(float(p[best]))}
    return Question(names, among.index(best), facts, tuple(share(float(p[token])) for token in among))


def drawn(result: Result, told: Told) -> Question:
    """On which token the needle falls."""
    found = landed(result)
    line = list(pieces(result)[: told["most"]])
    if found not in line:
        line = [*line[:-1], found]
    names = tuple(piece.label.strip() for piece in line)
    laid = ", ".join(f"“{piece.label.strip()}” up to {piece.end:.2f}" for piece in line)
    facts = {
        "u": f"{result.draw.u:.4f}", "best": found.label.strip(), "laid": laid,
        "from": f"{found.start:.4f}", "to": f"{found.end:.4f}",
    }  # fmt: skip
    return Question(names, line.index(found), facts)


def new_tokens(result: Result, told: Told) -> Question:
    """Through how many tokens the model must work for the next one: those that have no column in the cache."""
    del told
    length, kept = result.context + 1, result.cache_bytes // column_bytes(result)
    new = length - kept
    size = quantity(result.cache_bytes, "B")
    options = ("none", "only the new one", f"all {length}")
    right = 0 if not new else 1 if new == 1 else 2
    facts = {"length": str(length), "kept": str(kept), "new": str(new), "bytes": f"{size.number} {size.unit}"}
    return Question(options, right, facts)


MOST = 0.99
"""The share of all draws for which the tokens are counted that make it up."""


def _holding(p: np.ndarray) -> int:
    """Return how few tokens make up most of a distribution: a count that grows with every degree of temperature.

    >>> _holding(np.array([0.005, 0.985, 0.01])), _holding(np.full(200, 1 / 200))
    (2, 198)
    """
    return 1 + int(np.searchsorted(np.cumsum(np.sort(p)[::-1]), MOST - 1e-12))


def hotter(result: Result, told: Told) -> Goal:
    """Whether the temperature was turned up, and what that does to the likeliest token."""
    logits = rounded(result.here["logits"])
    cold, now = tempered(logits, 1.0), tempered(logits, result.setting.dials.temperature)
    best = int(np.argmax(cold))
    facts = {
        "least": f"{told['least']:g}", "now": f"{result.setting.dials.temperature:g}",
        "best": result.speaker.tokens.label(best).strip(), "before": share(float(cold[best])), "share": share(float(now[best])),
        "most": f"{100 * MOST:g}", "fewer": str(_holding(cold)), "common": str(_holding(now)),
    }  # fmt: skip
    return Goal(result.setting.dials.temperature >= told["least"], facts)


QUESTIONS: dict[str, Callable[[Result, Told], Question]] = {
    each.__name__: each
    for each in (tokens_of_word, nearest, looked_at, head_on_previous, behind_mask, settles, likeliest, drawn, new_tokens)
}
GOALS: dict[str, Callable[[Result, Told], Goal]] = {each.__name__: each for each in (hotter,)}


def _numbered(names: list[str]) -> tuple[str, ...]:
    """Names, with a number where one comes more than once.

    >>> _numbered(["the", "cat", "the"])
    ('the (1st)', 'cat', 'the (2nd)')
    """
    ordinals = ("1st", "2nd", "3rd")
    found, counts = [], dict.fromkeys(names, 0)
    for name in names:
        place = counts[name]
        counts[name] += 1
        ordinal = ordinals[place] if place < len(ordinals) else f"{place + 1}th"
        found.append(f"{name} ({ordinal})" if names.count(name) > 1 else name)
    return tuple(found)
