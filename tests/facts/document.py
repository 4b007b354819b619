"""The table of predicted against published as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.docs import anchor

from .case import Case, facts
from .predictions import COVERED, LEFT_OUT, banded, cases

GROUPS = {
    "A": "Parameters",
    "B": "Training runs",
    "C": "Scaling laws",
    "D": "Accelerators",
    "E": "Memory",
    "F": "Serving",
    "G": "Links, grids and wafers",
    "H": "Networks and collectives",
    "K": "Chips and kernels",
    "L": "Rows of the dossier",
    "N": "Number formats",
    "P": "Power: servers, sites, caps and answers",
    "R": "Failures and checkpoints",
    "S": "Files and caches as they are stored",
    "W": "Wafers and memory stacks",
}
_CLAIMS = {
    "count": "the very number",
    "exact": "within 1% or half of the last printed digit",
    "band": "within the band that the equation's registry entry states",
    "bound": "a measurement below the bound",
}
_SHARES = {
    "Power of sites and servers": ("power.facility.grid_power", "power.machines.it_power"),
    "Steps of batched decoding": ("batching.batched_step_time",),
    "Accelerator-hours of training runs": ("training.accelerator_hours",),
    "Losses of models": ("scaling.loss",),
}
"""What a reader asks about first, by the equations that answer it."""
_NAMED = 9
"""Up to so many facts are named one by one."""
_HEAD = """# Predicted against published

Made by `make docs` from `tests/facts`; a test fails when this page is out of date or a verdict changes.

What others published, beside what the formulas and catalogues here give from the same inputs. A miss is a prediction that is known to lie
outside what is claimed for it; each is explained, and held by the test to stay one. Measured speeds are compared with bounds: they show
the share of the bound that was reached.
"""


def write() -> str:
    """The whole page."""
    found = cases()
    parts = [_HEAD, _summary(found), _shares(), _bands(), _misses(found)]
    parts += [_group(title, [case for case in found if case.row["group"] == group]) for group, title in GROUPS.items()]
    return "\n".join([*parts, _left_out()])


def _summary(found: Iterable[Case]) -> str:
    rows = Counter((case.kind, case.looked_up, not case.miss) for case in found)
    counted = {kind: [rows[kind, looked_up, kept] for looked_up in (False, True) for kept in (True, False)] for kind in _CLAIMS}
    lines = [f"| {_CLAIMS[kind]} | {' | '.join(map(str, numbers))} |" for kind, numbers in counted.items()]
    sums = [sum(numbers) for numbers in zip(*counted.values(), strict=True)]
    covered = len({case.fact for case in found})
    return "\n".join(
        [
            f"{sum(sums[:2])} predictions and {sum(sums[2:])} look-ups of {covered} facts; {len(LEFT_OUT)} more facts are left out, with "
            "the reason, at the end. A prediction is worked out. A look-up reads a catalogue here and holds it against a source: it agrees "
            "where nobody mistyped, and says nothing of an equation.\n",
            "| claimed | predictions kept | missed | look-ups kept | missed |",
            "| --- | ---: | ---: | ---: | ---: |",
            *lines,
            f"| **together** | {' | '.join(f'**{number}**' for number in sums)} |",
            "",
        ]
    )


def _shares() -> str:
    """What share of the published figures lies within the band, of what is asked first."""
    lines = []
    for title, names in _SHARES.items():
        held = [case for name in names for case in banded()[name]]
        inside = sum(case.band.covers(case.ratio) for case in held)
        named = ", ".join(f"{case.row['entity']} {case.ratio:.2f}" for case in held) if len(held) <= _NAMED else ""
        ratios = sorted(case.ratio for case in held)
        cells = (title, f"{inside} of {len(held)}", f"{inside / len(held):.0%}", f"{ratios[0]:.2f} to {ratios[-1]:.2f}", _plain(named))
        lines.append(f"| {' | '.join(cells)} |")
    head = [
        "## What is asked first",
        "",
        "Published over predicted, of the figures that the bands below are held against.",
        "",
        "| of | within the band | share | published over predicted | one by one |",
        "| --- | ---: | ---: | --- | --- |",
    ]
    return "\n".join([*head, *lines, ""])


def _bands() -> str:
    """What bands cover, and what they were read from."""
    head = [
        "## Bands",
        "",
        "A band is two factors on the equation's number, between which published values lie; it need not be as wide above as below. "
        f"Each covers at least {COVERED:.0%} of its facts, as a test holds; misprints, other quantities and "
        "an equation's own constants are not counted.",
        "",
        "| equation | published values lie between | facts covered | read from |",
        "| --- | --- | ---: | --- |",
    ]
    lines = []
    for name, held in banded().items():
        band = held[0].registered.band
        covered = sum(case.band.covers(case.ratio) for case in held)
        cells = (f"[{name}](equations.md#{anchor(name)})", f"{band.low:g} and {band.high:g} times it", f"{covered} of {len(held)}")
        lines.append("| " + " | ".join([*cells, _plain(band.basis)]) + " |")
    return "\n".join([*head, *lines, ""])


def _misses(found: Iterable[Case]) -> str:
    lines = [f"- **{case.fact}** {_plain(_what(case))}: {_error(case)}. {_plain(case.miss)}" for case in found if case.miss]
    return "\n".join(["## Misses, and why", "", *lines, ""])


def _group(title: str, found: Iterable[Case]) -> str:
    head = [
        f"## {title}",
        "",
        "| fact | what | published | predicted | error | verdict | by | source |",
        "| --- | --- | ---: | ---: | ---: | --- | --- | --- |",
    ]
    return "\n".join([*head, *map(_line, found), ""])


def _line(case: Case) -> str:
    row = case.row
    unit = row["unit"] if not case.part else ""
    cells = [
        case.fact,
        _plain(_what(case)) + (f"<br>{_plain(case.note)}" if case.note else ""),
        f"{_number(case.published)} {_plain(unit)}".rstrip(),
        _number(case.predicted),
        _error(case),
        ("look-up, " if case.looked_up else "") + ("miss" if case.miss else "within"),
        _by(case),
        f"[{_plain(row['source_title'])}]({_address(row)})",
    ]
    return "| " + " | ".join(cells) + " |"


def _left_out() -> str:
    lines = [
        f"- **{name}** {_plain(facts()[name]['entity'])}, {_plain(facts()[name]['quantity'])}: {why}" for name, why in LEFT_OUT.items()
    ]
    return "\n".join(["## Left out, and why", "", *lines, ""])


def _what(case: Case) -> str:
    return f"{case.row['entity']}, {case.row['quantity']}" + (f" ({case.part})" if case.part else "")


def _by(case: Case) -> str:
    return f"[{case.equation}](equations.md#{anchor(case.equation)})" if case.registered else case.equation


def _error(case: Case) -> str:
    """Relative error; of a bound the share that was reached."""
    if case.kind == "bound":
        return f"{case.published / case.predicted:.0%} of the bound"
    if case.predicted == case.published:
        return "0"
    percent = 100 * case.error
    if abs(percent) >= 1000:
        return f"x {case.predicted / case.published:,.0f}"
    return f"{percent:+.{1 if abs(percent) >= 0.05 else 3 if abs(percent) >= 0.0005 else 6}f}%"


def _number(value: float) -> str:
    """Whole counts in full up to a trillion when they are exact; everything else to six digits."""
    if value == int(value) and abs(value) < 1e12:
        return f"{int(value):,}"
    return f"{value:,.6g}"


def _plain(text: str) -> str:
    """Text that Markdown leaves alone inside a table."""
    for mark in ("|", "<", ">", "*", "_"):
        text = text.replace(mark, f"\\{mark}")
    return text


def _address(row: dict) -> str:
    return row["source_url"].replace("<", "%3C").replace(">", "%3E").replace("(", "%28").replace(")", "%29")
