"""Python's part of one slider move, without a browser: ``python -m tests.bench.update``.

Each slider of the Forge jumps to random places of its range through the page's own link, from a mixture of experts in
which every slider counts.  Told apart are the moves themselves and the figures, which the page asks for between moves.
"""

from __future__ import annotations

import json
import random
import statistics
import time

from bokeh.model import Model

from app.browser.wire import Link
from app.page import document
from instruments.forge import IDS
from instruments.forge.inputs import Inputs
from instruments.widgets import models

NEEDS = ()
SLIDERS = ("training_compute", "total_to_active", "overtraining", "context")
MOVES = 300
WARM_UP = 30
# Every so many moves the figures are asked for.
FIGURES_EVERY = 5


def report(moves: int = MOVES) -> dict[str, dict[str, float]]:
    """Milliseconds of Python for each slider and for each figure: median and 95th percentile."""
    link = Link(document(IDS.instrument))
    link.json()
    bound = {model.target: model for model in link.document.roots[0].children if isinstance(model, models.Control | models.Mount)}
    _change(link, bound[IDS("architecture")], "value", "moe")
    rng, found = random.Random(0), {}
    figures: dict[str, list[float]] = {name: [] for name, model in bound.items() if isinstance(model, models.Mount)}
    for name in SLIDERS:
        control, times = bound[IDS(name)], []
        start, (low, high) = control.value, Inputs.param[name].softbounds
        for move in range(moves):
            value = low * (high / low) ** rng.random()
            times.append(_change(link, control, "value", int(value) if name == "context" else value))
            if move % FIGURES_EVERY == 0:
                for target, drawn in figures.items():
                    drawn.append(_change(link, bound[target], "stale", value=False))
        found[name] = _spread(times)
        _change(link, control, "value", start)
    return found | {target: _spread(drawn) for target, drawn in figures.items()}


def _change(link: Link, model: Model, attr: str, value: object) -> float:
    """Send what the page would send, and return how many milliseconds the answer took."""
    patch = json.dumps({"events": [{"kind": "ModelChanged", "model": model.ref, "attr": attr, "new": value}]})
    started = time.perf_counter()
    link.update(patch)
    return (time.perf_counter() - started) * 1000


def _spread(times: list[float]) -> dict[str, float]:
    kept = sorted(times[WARM_UP:])
    return {"median_ms": round(statistics.median(kept), 2), "p95_ms": round(kept[int(0.95 * len(kept))], 2)}


if __name__ == "__main__":
    print(json.dumps(report(), indent=1))
