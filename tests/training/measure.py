"""Measure the shipped model against the truth; ``--write`` puts the numbers where the model card and the page find them.

    python -m tests.training.measure --write

NumPy only.  Held-out stories are told under a seed that training never used.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np

from formulas.tiny.grammar import tell
from formulas.tiny.layers import softmax
from formulas.tiny.stream import uniforms
from formulas.tiny.tokenizer import STORY, Tokenizer, tokenizer
from formulas.tiny.transformer import Transformer
from formulas.tiny.weights import shipped

HELD_OUT_SEED = 4
BIGRAM_SEED = 2
CARD = Path("formulas/data/tiny/card.json")


def held_out(count: int, seed: int = HELD_OUT_SEED) -> list[tuple[list[str], float]]:
    """Tell stories and what each truly costs in nats."""
    draws = uniforms(seed)
    return [tell(draws) for _ in range(count)]


def ids_of(words: list[str], tok: Tokenizer) -> list[int]:
    """Tokens of one story, with the story sign before and after."""
    return [STORY, *(i for word in words[:-1] for i in tok.encode(word)), STORY]


def losses(model: Transformer, tok: Tokenizer, count: int = 400, counted: int = 20_000) -> dict[str, float]:
    """Mean nats per token of the truth, the model and a bigram table of ``counted`` stories, on the same ``count`` stories."""
    stories = held_out(count)
    rows = [ids_of(words, tok) for words, _ in stories]
    tokens = sum(len(row) - 1 for row in rows)
    cost = sum(_surprisal(model, row) for row in rows)
    bigram = _bigram(tok, counted)
    cost_bigram = -sum(math.log(bigram[a, b]) for row in rows for a, b in pairwise(row))
    truth = sum(surprisal for _, surprisal in stories)
    return {
        "stories": count,
        "tokens": tokens,
        "entropy": truth / tokens,
        "loss": cost / tokens,
        "excess": (cost - truth) / tokens,
        "bigram": cost_bigram / tokens,
        "perplexity": math.exp(cost / tokens),
        "perplexity_entropy": math.exp(truth / tokens),
        "perplexity_bigram": math.exp(cost_bigram / tokens),
    }


def _surprisal(model: Transformer, ids: list[int]) -> float:
    """Nats that the model needs for a story; a longer one than the context is cut (none so far)."""
    p = softmax(model.forward(ids[:-1]))
    return -float(np.log(p[np.arange(len(ids) - 1), ids[1:]]).sum())


def _bigram(tok: Tokenizer, count: int) -> np.ndarray:
    """Token pairs counted on training stories, with a thousandth added so that nothing is impossible."""
    pairs: Counter[tuple[int, int]] = Counter()
    for words, _ in held_out(count, BIGRAM_SEED):
        ids = ids_of(words, tok)
        pairs.update(pairwise(ids))
    table = np.full((tok.size, tok.size), 1e-3)
    for (a, b), n in pairs.items():
        table[a, b] += n
    return table / table.sum(axis=1, keepdims=True)


def attention(model: Transformer, ids: list[int]) -> np.ndarray:
    """Attention of all heads, (layers, heads, T, T)."""
    kept: dict[str, np.ndarray] = {}
    model.forward(ids, keep=kept.__setitem__)
    return np.stack([kept[f"{i}.weights"] for i in range(model.config.layers)])


def jobs(model: Transformer, tok: Tokenizer, count: int = 200) -> dict[str, np.ndarray]:
    """Mean attention (layers, heads) that each head gives to what a job asks for.

    copy: the token after the earlier occurrence, while a quotation is repeated.  referent: from a
    pronoun to the noun or name that it stands for.  subject: from the end of a relative clause, where
    *was* or *were* is next, to the subject before *that*.  bracket: from the word before a closing
    bracket to its opener.  previous: the token before.
    """
    sums: dict[str, list[np.ndarray]] = {}
    for words, _ in held_out(count):
        ids, spots = spans(words, tok)
        weights = attention(model, ids)
        for name, pairs in spots.items():
            sums.setdefault(name, []).extend(weights[:, :, a, b] for a, b in pairs)
    return {name: np.mean(values, axis=0) for name, values in sums.items()}


def evenly(tok: Tokenizer, job: str, count: int = 200) -> float:
    """What a head that spreads its attention evenly would give to a job."""
    return float(np.mean([1 / (a + 1) for words, _ in held_out(count) for a, _ in spans(words, tok)[1][job]]))


def harm(model: Transformer, tok: Tokenizer, job: str, layer: int, head: int, count: int = 200) -> float:
    """Nats by which the token after each of a job's positions costs more once the head is silenced."""
    weights, width = dict(model.weights), model.config.head_dim
    weights[f"{layer}.output"] = weights[f"{layer}.output"].copy()
    weights[f"{layer}.output"][:, head * width : (head + 1) * width] = 0
    silenced, rises = Transformer(model.config, weights), []
    for words, _ in held_out(count):
        ids, spots = spans(words, tok)
        at = [a for a, _ in spots[job] if a + 1 < len(ids)]
        if at:
            before, after = (np.log(softmax(m.forward(ids)))[at, [ids[a + 1] for a in at]] for m in (model, silenced))
            rises += (before - after).tolist()
    return float(np.mean(rises))


def spans(words: list[str], tok: Tokenizer) -> tuple[list[int], dict[str, list[tuple[int, int]]]]:
    """Tokens of a story and, for each job, pairs of positions (from, to)."""
    pieces = [[STORY], *(tok.encode(word) for word in words[:-1])]
    start = np.cumsum([0, *map(len, pieces)]).tolist()
    ids = [i for piece in pieces for i in piece]
    text = ["", *(word.strip() for word in words[:-1])]
    first = lambda w: start[w]  # noqa: E731
    last = lambda w: start[w + 1] - 1  # noqa: E731
    spots: dict[str, list[tuple[int, int]]] = {}
    spots["copy"] = [(last(w), first(e + 1)) for w, e in _repeats(text)]
    spots["referent"] = [(last(w), last(s)) for w, s in _pronouns(text)]
    spots["subject"] = [(last(w - 1), last(s)) for w, s in _clauses(text)]
    spots["bracket"] = [(last(w - 1), first(o)) for w, o in _closers(text)]
    spots["previous"] = [(t, t - 1) for t in range(1, len(ids))]
    return ids, spots


def _repeats(text: list[str]) -> list[tuple[int, int]]:
    """(word, the same word in the quotation that is being repeated), for all but the closing mark."""
    marks = [w for w, word in enumerate(text) if word == '"']
    quotes = list(zip(marks[::2], marks[1::2], strict=True))
    pairs = []
    for (a, b), (c, d) in pairwise(quotes):
        if "so" in text[b:c] and "." not in text[b:c] and text[a:b] == text[c:d]:
            pairs += [(c + i, a + i) for i in range(1, b - a)]
    return pairs


def _subjects(text: list[str]) -> list[tuple[int, int]]:
    """(first word, word that names the subject) of each sentence."""
    starts = [1, *(w + 1 for w, word in enumerate(text[:-1]) if word == ".")]
    named = {"the": 1, "a": 3}
    return [(w, w + named.get(text[w], 0)) for w in starts if w < len(text)]


def _pronouns(text: list[str]) -> list[tuple[int, int]]:
    """(pronoun, the subject before it that is no pronoun itself)."""
    pairs, referent = [], None
    for start, subject in _subjects(text):
        if text[start] in ("it", "she", "they"):
            pairs.append((start, referent))
        else:
            referent = subject
    return pairs


def _clauses(text: list[str]) -> list[tuple[int, int]]:
    """(verb, subject) where a relative clause stands between them."""
    return [
        (next(v for v in range(w, len(text)) if text[v] in ("was", "were")), w - 1)
        for w, word in enumerate(text)
        if word == "that"
    ]


def _closers(text: list[str]) -> list[tuple[int, int]]:
    """(closing bracket, its opener)."""
    pairs, stack = [], []
    for w, word in enumerate(text):
        if word in ("(", "["):
            stack.append(w)
        elif word in (")", "]"):
            pairs.append((w, stack.pop()))
    return pairs


def best(scores: np.ndarray) -> tuple[int, int, float]:
    """The layer and head with the highest score."""
    layer, head = np.unravel_index(np.argmax(scores), scores.shape)
    return int(layer), int(head), float(scores[layer, head])


def head_row(model: Transformer, tok: Tokenizer, job: str, scores: np.ndarray) -> dict:
    """The best head of a job, with what its attention and its silence say."""
    layer, head, attends = best(scores)
    return {
        "job": job,
        "layer": layer,
        "head": head,
        "attention": round(attends, 4),
        "evenly": round(evenly(tok, job), 4),
        "harm": round(harm(model, tok, job, layer, head), 4),
    }


def measure() -> dict:
    """All numbers of the model card."""
    model, tok = Transformer(*shipped()), tokenizer()
    return {
        "parameters": sum(w.size for w in model.weights.values()),
        "held_out": {name: round(value, 4) for name, value in losses(model, tok).items()},
        "heads": [head_row(model, tok, job, scores) for job, scores in jobs(model, tok).items()],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help=f"write {CARD}")
    options = parser.parse_args()
    text = json.dumps(measure(), indent=2)
    print(text)
    if options.write:
        CARD.write_text(text + "\n")
