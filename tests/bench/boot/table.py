"""From single visits to medians, and from medians to what they must show."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence

from instruments.frame.discovery import base, instruments

MEGABYTE = 1e6
MEASURES = (
    "live_ms", "painted_ms", "fcp_ms", "worker_to_live_ms", "transfer_bytes", "transfer_before_paint_bytes",
    "transfer_needed_to_paint_bytes", "load",
)  # fmt: skip
SHIFT = 0.02
EARLY = 10
"""Moves of a visit that find code which the engine is still compiling."""


def row(visits: Sequence[Mapping]) -> dict:
    """Medians over the visits of one way; the shift is the worst; updates are taken together."""
    names = [name for name in MEASURES if all(name in visit for visit in visits)]
    marks = {name for visit in visits for name in visit["marks"]}
    found = {name: round(statistics.median(visit[name] for visit in visits), 1) for name in names}
    return found | {
        "runs": len(visits),
        "live_ms_range": [round(pick(visit["live_ms"] for visit in visits)) for pick in (min, max)],
        "cls_worst": round(max(visit["cls"] for visit in visits), 4),
        "refused": sum(visit["refused"] for visit in visits),
        **(_moved(visits) if all("updates_ms" in visit for visit in visits) else {}),
        "marks": dict(sorted(((name, _median_mark(visits, name)) for name in marks), key=lambda each: each[1])),
    }


def _moved(visits: Sequence[Mapping]) -> dict:
    """How long the answers to moves took, of all visits together."""
    updates, early, dragged = (
        sorted(time for visit in visits for time in visit[name][:most])
        for name, most in (("updates_ms", None), ("updates_ms", EARLY), ("drag_ms", None))
    )
    return {
        "updates": len(updates),
        "update_ms_median": round(statistics.median(updates), 1),
        "update_ms_p95": _p95(updates),
        "early_update_ms_p95": _p95(early),
        "drag_ms_median": round(statistics.median(dragged), 1),
        "drag_ms_p95": _p95(dragged),
    }


def _p95(ordered: Sequence[float]) -> float:
    return round(ordered[int(0.95 * len(ordered))], 1)


def _median_mark(visits: Sequence[Mapping], name: str) -> float:
    return statistics.median(visit["marks"][name] for visit in visits if name in visit["marks"])


def targets(rows: Mapping[str, Mapping]) -> dict[str, dict]:
    """What the issue asks for, what was found, and whether that is enough; what was not measured is not there."""
    found: dict[str, dict] = {}

    def ratio(name: str, over: str, under: str, measure: str, least: float) -> None:
        if over in rows and under in rows:
            value = rows[over][measure] / rows[under][measure]
            found[name] = {"found": round(value, 2), "at_least": least, "met": value >= least}

    def most(name: str, over: str, under: str, measure: str, most: float) -> None:
        if over in rows and under in rows:
            value = rows[over][measure] / rows[under][measure]
            found[name] = {"found": round(value, 2), "at_most": most, "met": value <= most}

    def limit(name: str, way: str, value: Callable[[Mapping], float], most: float) -> None:
        if way in rows:
            found[name] = {"found": round(value(rows[way]), 3), "at_most": most, "met": value(rows[way]) <= most}

    ratio("live: plain / snapshot", "plain", "snapshot", "live_ms", 4)
    ratio("live: stock / snapshot", "stock", "snapshot", "live_ms", 8)
    ratio("worker to live: plain / snapshot", "plain", "snapshot", "worker_to_live_ms", 6)
    ratio("live: snapshot / warm", "snapshot", "warm", "live_ms", 1 / 0.8)
    ratio("update p95: stock / snapshot", "stock", "snapshot", "update_ms_p95", 2)
    ratio("drag p95: stock / snapshot", "stock", "snapshot", "drag_ms_p95", 2)
    ratio("Firefox, live: plain / snapshot", "firefox plain", "firefox snapshot", "live_ms", 3)
    limit("update p95, ms", "snapshot", lambda row: row["update_ms_p95"], 50)
    limit("drag p95, ms", "snapshot", lambda row: row["drag_ms_p95"], 50)
    limit("transfer to live, MB", "snapshot", lambda row: row["transfer_bytes"] / MEGABYTE, 12)
    limit("transfer before first paint, MB", "snapshot", lambda row: row["transfer_before_paint_bytes"] / MEGABYTE, 1.5)
    for name in (name for name in instruments() if name in rows):
        most(f"live: {name} / {base()}", name, "snapshot", "live_ms", 1.3)
    for way in ("snapshot", "plain", "warm"):
        limit(f"layout shift, {way}", way, lambda row: row["cls_worst"], SHIFT)
    return found


def written(found: Mapping) -> str:
    """The result for a person to read."""
    columns = (
        "live_ms", "painted_ms", "fcp_ms", "worker_to_live_ms", "update_ms_median", "update_ms_p95", "early_update_ms_p95",
        "drag_ms_median", "drag_ms_p95", "transfer_bytes", "load",
    )  # fmt: skip
    lines = ["", " " * 18 + "".join(f"{name.removesuffix('_bytes').replace('_ms', ''):>18}" for name in columns)]
    for way, values in found.items():
        if way not in {"skipped", "targets"}:
            lines.append(f"{way:<18}" + "".join(f"{values[name]:>18,}" if name in values else " " * 18 for name in columns))
    lines += [f"{name} was left out: {reason}" for name, reason in found["skipped"].items()]
    for name, target in found["targets"].items():
        bound = f"at least {target['at_least']:g}" if "at_least" in target else f"at most {target['at_most']:g}"
        lines.append(f"{'met   ' if target['met'] else 'MISSED'} {name}: {target['found']:g} ({bound})")
    return "\n".join([*lines, ""])
