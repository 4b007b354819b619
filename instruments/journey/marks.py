"""Tensors, bars and the cumulative bar as HTML: numbers go in as text, static/js/heat.js paints them.

A tensor travels as its numbers alone; its picture, the readout under the pointer and the table of
its numbers are made from them in the browser.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from instruments.journey import IDS
from instruments.journey.outlook import Piece
from instruments.journey.readings import Bar, Tensor
from instruments.text import escape, significant

MINUS = "\N{MINUS SIGN}"
_COLOURS = {"less": "below zero", "more": "above zero", "share": "a share or a length", "none": "not there"}
# What a column is, for the readout: see static/js/heat.js.
_COLUMNS = {
    "token": 'data-named="[data-tokens] .token"',
    "dimension": 'data-noun="number"',
    "unit": 'data-noun="unit" data-runs',
    "id": 'data-noun="token" data-runs',
}
KEY = (
    '<p class="heat-key">'
    + "".join(f'<span class="key-entry"><i class="key-{name}"></i>{text}</span>' for name, text in _COLOURS.items())
    + '<span class="key-scale">Full colour is the largest number of each picture.</span></p>'
)
"""What the colours of the tensors mean."""


def tensor_html(tensor: Tensor) -> str:
    """Return a tensor: title, shape, picture with a readout, and its numbers as a table on demand."""
    values = np.atleast_2d(tensor.values)
    height, width = values.shape
    name = f"tensor-{tensor.key}"
    spoken = f"{tensor.title}. {height} by {width} numbers{_range(values)}. Arrow keys read them one by one."
    note = f'<p class="tensor-note">{escape(tensor.note)}</p>' if tensor.note else ""
    return (
        f'<figure class="tensor" data-key="{name}"><figcaption><span class="tensor-title">{escape(tensor.title)}</span>'
        f'<output class="heat-value" data-keep></output><span class="shape">{height} \N{MULTIPLICATION SIGN} {width}</span></figcaption>'
        f'<div class="heat" id="{IDS(name)}" tabindex="0" role="group" aria-roledescription="heat map" aria-label="{escape(spoken)}" '
        f'data-heat="{_numbers(values)}" data-rows="{escape("|".join(tensor.rows))}" {_COLUMNS[tensor.columns]} '
        f'data-scale="{tensor.scale}" style="--rows:{height};--columns:{width}"><canvas data-keep></canvas></div>{note}'
        f'<details class="numbers"><summary>Numbers</summary><div class="scroll" role="group" '
        f'aria-label="Numbers of {escape(tensor.title)}" data-scrolls data-keep></div></details></figure>'
    )


def bars_html(bars: Sequence[Bar], kind: str = "share", label: str = "") -> str:
    """Return labelled bars; ``kind`` is ``share`` (probabilities) or ``number``."""
    rows = "".join(_bar_html(bar, kind) for bar in bars)
    return f'<ol class="bars"{f" aria-label={chr(34)}{escape(label)}{chr(34)}" if label else ""}>{rows}</ol>'


def _bar_html(bar: Bar, kind: str) -> str:
    there = not math.isnan(bar.value)
    text = (share(bar.value) if kind == "share" else number(bar.value)) if there else ""
    title = f"{bar.label.strip() or bar.label}: {bar.value:.6g}{f' ({bar.note})' if bar.note else ''}" if there else ""
    state = f"{' chosen' if bar.chosen else ''}{'' if there else ' blank'}"
    return (
        f'<li class="bar-row{state}" data-key="{bar.key}" title="{escape(title)}"{"" if there else " aria-hidden=true"}>'
        f'{token_html(bar.label)}<span class="bar-track"><i style="--share:{bar.share:.4f}"></i></span>'
        f'<span class="number" data-exact="{exact(bar.value)}">{text}</span></li>'
    )


def token_html(label: str) -> str:
    """Return a token where it stands alone: the space that it begins with is shown as a sign."""
    space = '<i class="space">\N{OPEN BOX}</i>' if label.startswith(" ") else ""
    return f'<bdi class="token-name">{space}{escape(label[1:] if space else label)}</bdi>'


def spoken_html(label: str) -> str:
    """Return a token within a sentence, where its spaces would only be in the way."""
    return f'<bdi class="token-name">{escape(label.strip() or "\N{OPEN BOX}")}</bdi>'


def cumulative_html(pieces: Sequence[Piece], u: float) -> str:
    """Return the bar on which the needle falls."""
    body = "".join(
        f'<span class="piece{" chosen" if piece.chosen else ""}" data-key="piece-{place}" '
        f'style="--from:{piece.start:.5f};--to:{piece.end:.5f}" title="{escape(f"{piece.label}: {piece.start:.6f} to {piece.end:.6f}")}">'
        f"<bdi>{escape(piece.label)}</bdi></span>"
        for place, piece in enumerate(pieces)
    )
    return (
        f'<div class="cumulative" role="img" aria-label="Cumulative probabilities of the tokens from 0 to 1, with a needle at {u:.4f}">'
        f'<div class="pieces">{body}</div><span class="needle" data-key="needle" data-needle style="--u:{u:.6f}">'
        f'<span class="needle-text">u = <span class="number" data-u="{u!r}">{u:.4f}</span></span></span>'
        '<span class="tick" style="--u:0">0</span><span class="tick" style="--u:0.5">0.5</span><span class="tick" style="--u:1">1'
        '</span></div>'
    )


def share(value: float) -> str:
    """Return a probability in per cent, short and never rounded to a certainty that it is not.

    >>> share(0.4123), share(0.99996), share(6e-7), share(0.0), share(1.0)
    ('41.2 %', '> 99.9 %', '< 0.01 %', '0 %', '100 %')
    """
    if value in (0.0, 1.0):
        return f"{100 * value:.0f} %"
    if value < 1e-4:
        return "< 0.01 %"
    if value > 0.9995:
        return "> 99.9 %"
    percent = 100 * value
    return f"{percent:.1f} %" if percent >= 10 else f"{percent:.2f} %"


def number(value: float, digits: int = 3) -> str:
    """Return a number with its sign as typography has it."""
    return significant(value, digits).replace("-", MINUS)


def exact(value: float) -> str:
    """Return a number as the page keeps it for whoever wants all of it."""
    return "" if math.isnan(value) else repr(float(value))


def _numbers(values: np.ndarray) -> str:
    """Rows by semicolon, numbers by space, four digits each; empty where there is none."""
    return ";".join(" ".join("-" if x != x else f"{x:.4g}" for x in row) for row in values.tolist())


def _range(values: np.ndarray) -> str:
    finite = values[np.isfinite(values)]
    return f" from {number(float(finite.min()))} to {number(float(finite.max()))}" if finite.size else ""
