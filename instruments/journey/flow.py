"""The way of one token as one picture: its stations, and the numbers of the present step that stand in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.tiny.sampling import ranking
from instruments.journey.outlook import foot
from instruments.journey.readings import here, reached, seen_label, stage_of
from instruments.journey.result import Result, Stage

# How much of the picture's width a stage takes, next to the others.
_WIDTHS = {"tokenize": 1.9, "embed": 1.4, "attention": 1.3, "mlp": 0.7, "unembed": 1.2, "sample": 1.2, "append": 1.4}
VECTOR = 8
"""Numbers of the vector that are drawn, of all that it has."""
SCORES = 5
"""Highest scores that are drawn."""
LOOKS = 6
"""Tokens, the latest ones, from which lines lead to the present one."""
_LONGEST = 9  # characters of a token that the picture has room for
_TEXT = 13  # of the text's end


@dataclass(frozen=True)
class Station:
    """A stage in the picture: where its column begins and ends, as shares of the width."""

    index: int
    stage: Stage
    start: float
    end: float

    @property
    def middle(self) -> float:
        """Middle of the column."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Flow:
    """What the picture shows now: where the token is, texts by the name of their place, and levels from -1 to 1."""

    at: int
    caption: str
    texts: dict[str, str]
    levels: dict[str, float]


def width(stage: Stage) -> float:
    """Width of a stage's column next to the others."""
    return _WIDTHS[stage.name]


def stations(stages: tuple[Stage, ...]) -> tuple[Station, ...]:
    """Return the columns of the picture in order; together they take all of its width."""
    edges = np.cumsum([0.0, *map(width, stages)])
    shares = (edges / edges[-1]).tolist()
    return tuple(Station(i, stage, shares[i], shares[i + 1]) for i, stage in enumerate(stages))


def flow(result: Result) -> Flow:
    """Return what the picture shows of this step; what lies ahead of the token is left empty."""
    passed = {stage.name for stage in result.stages[: result.stage + 1]}
    texts, levels = _read(result), {}
    if result.speaker.layers:
        texts |= _vector(result) | _layers(result)
        levels |= _numbers(result) | _looks(result)
    is_scored = "unembed" in passed
    levels |= _scores(result) if is_scored else {f"score-{i}": 0.0 for i in range(SCORES)}
    texts["scores"] = f"{result.speaker.tokens.size} logits"
    is_drawn = "sample" in passed
    chosen, chance = seen_label(result.choice), float(result.shapings[-1].probabilities[result.draw.token])
    texts |= {"needle": f"{result.draw.u:.3f}" if is_drawn else "", "drawn": f"{100 * chance:.3g}%" if is_drawn else ""}
    texts |= {"joins": short(chosen, 8) if is_drawn else "", "traveller": short(chosen if is_drawn else seen_label(here(result)))}
    levels |= {"needle": result.draw.u if is_drawn else 0.0, "is-drawn": float(is_drawn)}
    return Flow(result.stage, caption(result), texts, levels)


def caption(result: Result) -> str:
    """Return in one sentence where the token is."""
    stage, name = stage_of(result), seen_label(here(result))
    of = "" if stage.layer is None else f"Layer {stage.layer + 1} of {result.speaker.layers}"
    vector = f"a vector of {len(result.tensors['embedding'])} numbers" if result.speaker.layers else ""
    return {
        "tokenize": f"The text becomes {_counted(result)}; the last is “{name}”, number {here(result).id}.",
        "embed": f"Token {here(result).id} becomes {vector}.",
        "attention": f"{of}: “{name}” looks back at the tokens before it.",
        "mlp": f"{of}: the vector of “{name}” is worked on by itself.",
        "unembed": f"Each of {result.speaker.tokens.size} tokens gets a score.",
        "sample": f"The draw, at {result.draw.u:.3f}, falls on “{seen_label(result.choice)}”.",
        "append": f"“{seen_label(result.choice)}” goes back to the text, and the way begins again.",
    }[stage.name]


def short(label: str, longest: int = _LONGEST) -> str:
    """Return a token as the picture has room for it.

    >>> short("robot"), short("a" * 20)
    ('robot', 'aaaaaaaa…')
    """
    return label if len(label) <= longest else f"{label[: longest - 1]}\N{HORIZONTAL ELLIPSIS}"


def _counted(result: Result) -> str:
    count = result.context - 1
    return f"{count:,} token{'' if count == 1 else 's'}"


def _read(result: Result) -> dict[str, str]:
    """The text's end, how many tokens it is, and the token looked from with its number."""
    text = "".join(token.label for token in result.tokens[1 : result.context])
    end = text if len(text) <= _TEXT else f"\N{HORIZONTAL ELLIPSIS}{text[1 - _TEXT :]}"
    return {"text": end, "tokens": _counted(result), "id": f"{short(seen_label(here(result)))} = {here(result).id}"}


def _vector(result: Result) -> dict[str, str]:
    return {"vector": f"{VECTOR} of {len(result.tensors['embedding'])}"}


def _numbers(result: Result) -> dict[str, float]:
    """The first numbers of the vector as it is now, next to the largest of them."""
    done = reached(result)
    now = result.tensors[f"{done - 1}.residual" if done else "embedding"][:VECTOR]
    largest = float(np.abs(now).max()) or 1.0
    return {f"number-{i}": round(value / largest, 3) for i, value in enumerate(now.tolist())}


def _layers(result: Result) -> dict[str, str]:
    """What each layer that was passed would say, and how sure it would be."""
    done, said = reached(result), {}
    for layer, (best, *_) in enumerate(result.lens[1:]):
        is_passed = layer < done
        said[f"says-{layer}"] = short(best.label.strip() or best.label, 7) if is_passed else ""
        said[f"sure-{layer}"] = f"{100 * best.probabilities['softmax']:.0f}%" if is_passed else ""
    return said


def _looks(result: Result) -> dict[str, float]:
    """How much each layer that the token has come to looks at the latest tokens: of the chosen head, else the mean of all heads."""
    come = {stage.layer for stage in result.stages[: result.stage + 1]}
    found = {}
    for layer in range(result.speaker.layers):
        weights = result.tensors[f"{layer}.weights"]
        seen = (weights.mean(axis=0) if result.head is None else weights[result.head])[-LOOKS:] if layer in come else np.zeros(0)
        levels = [*[0.0] * (LOOKS - len(seen)), *seen.tolist()]
        found |= {f"look-{layer}-{i}": round(level, 3) for i, level in enumerate(levels)}
    return found


def _scores(result: Result) -> dict[str, float]:
    """The highest scores, from the first that is not drawn (or from nought) to the highest: so that their differences are seen."""
    logits = result.tensors["logits"]
    order = ranking(logits)
    best = [float(logits[i]) for i in order[:SCORES]]
    floor = foot(logits, order, SCORES)
    levels = [(score - floor) / ((best[0] - floor) or 1.0) if np.isfinite(score) else 0.0 for score in best]
    return {f"score-{i}": round(level, 3) for i, level in enumerate([*levels, *[0.0] * SCORES][:SCORES])}
