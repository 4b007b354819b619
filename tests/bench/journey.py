"""How long a token takes: ``python -m tests.bench.journey`` prints medians and 95th percentiles in milliseconds.

``tests/bench/inside.py`` runs this very file in Pyodide, where everything is several times slower.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from formulas.tiny.sampling import Dials, sample
from formulas.tiny.tokenizer import STORY, tokenizer
from formulas.tiny.transformer import Transformer
from formulas.tiny.weights import shipped
from instruments.forge.model import Forge
from instruments.journey.model import Journey
from instruments.journey.view import JourneyView

NEEDS = ()
LENGTH = 128


def times(action: Callable[[], object], repeats: int) -> list[float]:
    """Seconds of each of ``repeats`` calls, after two that only warm up."""
    found = []
    for _ in range(repeats + 2):
        started = time.perf_counter()
        action()
        found.append(time.perf_counter() - started)
    return sorted(found[2:])


def report(repeats: int = 60) -> dict[str, dict[str, float]]:
    """Median and 95th percentile of each way to make a token, in milliseconds."""
    model = Transformer(*shipped())
    ids = [STORY, *tokenizer().encode("the robot saw the cat. it was rusty. " * 30)][:LENGTH]
    cache = model.new_cache()
    model.forward(ids[:-1], cache)

    def cached(keep: Callable | None = None) -> None:
        cache.rewind(LENGTH - 1)
        arguments = () if keep is None else (keep,)
        sample(model.forward(ids[-1:], cache, *arguments)[-1], Dials(), 0, 0)

    def captured() -> None:
        kept: dict = {}
        cached(lambda name, value: kept.__setitem__(name, value.copy()))

    journey = Journey(limit=10_000, cursor=LENGTH - 20)
    view = JourneyView(Journey(limit=10_000, cursor=LENGTH - 20), Forge())
    found = {
        f"token at {LENGTH}, cache, nothing kept": times(cached, repeats),
        f"token at {LENGTH}, cache, every tensor kept": times(captured, repeats),
        f"token at {LENGTH}, no cache": times(lambda: sample(model.forward(ids)[-1], Dials(), 0, 0), repeats),
        "journey: one step_token with its result": times(journey.step_token, repeats),
        "journey: the same over 400 tokens, windows moved": times(journey.step_token, 400),
        "page: one token with its markup": times(lambda: view._on_press("token", ""), repeats),
        "page: one stage with its markup": times(lambda: view._on_press("step", ""), repeats),
        "prompt of 100 kB": times(lambda: tokenizer().encode("the robot saw " * 7200), 5),
    }
    return {
        name: {"median": round(1e3 * t[len(t) // 2], 3), "p95": round(1e3 * t[int(0.95 * len(t))], 3)} for name, t in found.items()
    }


if __name__ == "__main__":
    json.dump(report(), sys.stdout, indent=2)
    print()
