"""The number line as HTML: one row for each format, its values in the window, and what becomes of the number."""

from __future__ import annotations

import math

from instruments.precision.held import ALONE, BLOCKS, Held, Numbers
from instruments.precision.ruler import WIDTH, Marks, Window, divisions, marks
from instruments.precision.sayings import error, kind, told
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import scientific

_ROOM = 132  # points between two numbers that are written along the line
_CLOSE = 76  # points between two round numbers along the axis
_MOST_WRITTEN = 40
_GROUPS = {"Numbers by themselves": ALONE, "Blocks that share a scale": BLOCKS}


def line_html(numbers: Numbers, window: Window) -> Markup:
    """Return the table of all formats on one line."""
    here = float(window.share(numbers.number)) if math.isfinite(numbers.number) else math.nan
    chosen = numbers.chosen
    bodies = joined(
        markup(
            '<tbody data-key="{key}"><tr class="group"><th colspan="4" scope="rowgroup">{key}</th></tr>{rows}</tbody>',
            key=title, rows=joined(_row_html(numbers.held[name], name, window, here, numbers.chosen) for name in names),
        )
        for title, names in _GROUPS.items()
    )
    return markup(
        '<table class="formats"><thead><tr><th scope="col">Format</th><th scope="col" class="axis">'
        '<span class="unseen">Its values in the window</span>{axis}</th>'
        '<th scope="col" class="becomes">Becomes</th><th scope="col" class="lost">Error</th></tr></thead>'
        "{bodies}</table>",
        axis=_axis_html(window) + _labels_html(marks(chosen.layout, chosen.scale, window)), bodies=bodies,
    )  # fmt: skip


def _axis_html(window: Window) -> Markup:
    """Round numbers along the window, none so near another that they touch."""
    written: list[Markup] = []
    last = -math.inf
    first, end = window.ends
    digits = max(3, math.ceil(math.log10(max(abs(first), abs(end), 1e-300) / max(abs(end / 9 - first / 9), 1e-300))) + 1)
    for number in sorted(divisions(window)):
        place = float(window.share(number)) * WIDTH
        if place - last < _CLOSE or not 0 <= place <= WIDTH:
            continue
        last = place
        written.append(markup('<span class="mark" style="--at: {:.4f}">{}</span>', place / WIDTH, _round(number, digits)))
    return markup('<span class="marks" aria-hidden="true">{}</span>', joined(written))


def _round(number: float, digits: int) -> str:
    """A round number as short as it can be."""
    text = scientific(number, min(digits, 4)) if number and not 1e-3 <= abs(number) < 1e5 else f"{number:.{min(digits, 9)}g}"
    return text.replace("-", "\N{MINUS SIGN}", 1) if number < 0 else text


def _row_html(held: Held, name: str, window: Window, here: float, chosen: Held) -> Markup:
    found = marks(held.layout, held.scale, window)
    is_chosen = held is chosen
    return markup(
        '<tr class="format" data-key="{name}" data-kind="{kind}"{chosen}><th scope="row">'
        '<button type="button" class="format-name" data-act="layout" data-argument="{name}" aria-pressed="{pressed}">{title}</button></th>'
        '<td class="strip" data-strip="{name}">{strip}</td><td class="becomes" title="{full}">{value}</td>'
        '<td class="lost">{error}</td></tr>',
        name=name, kind=kind(held), chosen=markup(" data-chosen") if is_chosen else EMPTY, pressed=str(is_chosen).lower(),
        title=held.layout.name, strip=_strip_html(held, found, window, here), full=repr(held.value), value=told(held.value),
        error=error(held),
    )  # fmt: skip


def _strip_html(held: Held, found: Marks, window: Window, here: float) -> Markup:
    return _values_html(found) + _slip_html(held, window, here) + _typed_html(here)


def _values_html(found: Marks) -> Markup:
    ticks = "".join([f"M{point:.1f} 0V1" for point in found.ticks.tolist()])
    bands = "".join([f"M{start:.1f} 0H{end:.1f}V1H{start:.1f}Z" for start, end in found.bands.tolist()])
    return markup(
        '<svg viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="band" d="{}"/><path class="ticks" d="{}"/></svg>',
        bands, ticks,
    )


def _typed_html(here: float) -> Markup:
    return markup('<i class="typed" style="--at: {:.4f}"></i>', here) if 0 <= here <= 1 else EMPTY


def _slip_html(held: Held, window: Window, here: float) -> Markup:
    """Where the number comes to lie, and the way from where it was meant."""
    if not math.isfinite(held.value):
        return EMPTY
    there = float(window.share(held.value))
    if not 0 <= there <= 1:
        side = "left" if there < 0 else "right"
        return markup('<i class="outside {}" aria-hidden="true"></i>', side)
    start, end = (min(max(each, 0.0), 1.0) for each in sorted((here if math.isfinite(here) else there, there)))
    return markup(
        '<i class="slip" style="--at: {:.4f}; --length: {:.4f}"></i><i class="held" style="--at: {:.4f}"></i>', start, end - start, there,
    )


def _labels_html(found: Marks) -> Markup:
    """The values of the chosen format below the round numbers, where there is room for them: they keep their place whatever is chosen."""
    if not 0 < len(found.ticks) <= _MOST_WRITTEN:
        return EMPTY
    written, last = [], -math.inf
    for point, value in zip(found.ticks.tolist(), found.values.tolist(), strict=True):
        if point - last >= _ROOM and _ROOM / 2 < point < WIDTH - _ROOM / 2:
            last = point
            written.append(markup('<span class="mark" style="--at: {:.4f}">{}</span>', point / WIDTH, told(value, 9)))
    return markup('<span class="marks of-chosen" aria-hidden="true">{}</span>', joined(written))
