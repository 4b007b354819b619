"""The models that can be ridden: the trained transformer and the course's bigram world, behind one interface."""

from __future__ import annotations

from dataclasses import dataclass

from formulas.caching import shared
from formulas.tiny.bigram import Bigram, course
from formulas.tiny.tokenizer import STORY, Tokenizer, tokenizer
from formulas.tiny.transformer import Transformer
from formulas.tiny.weights import shipped


@dataclass(frozen=True)
class Speaker:
    """A model with what turns text into its tokens.

    ``start`` is the token before every text; ``context`` is how many tokens the model can look at, or none
    if it has no limit; ``layers`` and ``heads`` are zero for a model without attention.
    """

    key: str
    title: str
    tokens: Tokenizer | Bigram
    model: Transformer | Bigram
    start: int
    context: int | None = None
    layers: int = 0
    heads: int = 0


TITLES = {"tiny": "Tiny transformer", "bigram": "Bigram table"}


@shared
def speaker(key: str) -> Speaker:
    """Return a model by its key, loaded when it is first asked for; nothing in it ever changes."""
    if key == "bigram":
        return Speaker(key, TITLES[key], course(), course(), course().story)
    config, weights = shipped()
    model = Transformer(config, weights)
    return Speaker(key, TITLES[key], tokenizer(), model, STORY, config.context, config.layers, config.heads)
