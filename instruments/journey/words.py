"""What the stage on show does, in one sentence: the caption, and what a screen reader says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from instruments.journey.result import Result


def describe(result: Result) -> str:
    """Say what happened at the stage of a result, with the numbers that are on show.

    Parameters
    ----------
    result : Result
        A state of the journey.
    """
    stage = result.stages[result.stage]
    return _SENTENCES[stage.name](result, stage.layer)


def _tokenize(result: Result, _: int | None) -> str:
    read = sum(token.origin == "prompt" for token in result.tokens)
    if not read:
        return "There is no prompt to cut: the model starts from the sign of a new text."
    return f"The text in view is {read} tokens; the last one is {_quoted(result.tokens[result.context - 1].label)}."


def _embed(result: Result, _: int | None) -> str:
    row = result.here["embedding"]
    return f"{_quoted(result.tokens[result.context - 1].label)} becomes a vector of {row.size} numbers, {np.linalg.norm(row):.2f} long."


def _attention(result: Result, layer: int | None) -> str:
    weights = result.here[f"{layer}.weights"]
    head, place = np.unravel_index(np.argmax(weights), weights.shape)
    target = _quoted(result.tokens[place].label)
    return f"Layer {layer + 1}, attention: head {head + 1} looks hardest, at {target}, with {_percent(weights[head, place])} of its weight."


def _mlp(result: Result, layer: int | None) -> str:
    added = np.linalg.norm(result.here[f"{layer}.mlp"])
    length = np.linalg.norm(result.here[f"{layer}.residual"])
    return f"Layer {layer + 1}, MLP: a step {added:.2f} long is added; the stream is now {length:.2f} long."


def _unembed(result: Result, _: int | None) -> str:
    best, size = result.candidates[0], len(result.here["logits"])
    return f"{size} tokens are scored; the likeliest is {_quoted(best.label)} with {_percent(best.probabilities['softmax'])}."


def _sample(result: Result, _: int | None) -> str:
    kept, chosen = result.shapings[-1].kept, _quoted(result.choice.label)
    if result.setting.dials.greedy:
        return f"Greedy: the likeliest token is taken, {chosen}."
    left = "1 token is left" if kept == 1 else f"{kept} tokens are left"
    share = _percent(result.shapings[-1].probabilities[result.draw.token])
    return f"{left}; the needle falls at {result.draw.u:.3f}, on {chosen}, which had {share}."


def _append(result: Result, _: int | None) -> str:
    return f"{_quoted(result.choice.label)} joins the text, which is now {len(result.tokens)} tokens long."


_SENTENCES: dict[str, Callable[[Result, int | None], str]] = {
    "tokenize": _tokenize,
    "embed": _embed,
    "attention": _attention,
    "mlp": _mlp,
    "unembed": _unembed,
    "sample": _sample,
    "append": _append,
}


def _quoted(label: str) -> str:
    """A token between quotation marks that no token holds, its space kept."""
    return f"\u201c{label}\u201d"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
