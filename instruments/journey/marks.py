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
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.text import significant

MINUS = "\N{MINUS SIGN}"
# What a column is, for the readout: see static/js/heat.js.
_COLUMNS = {
    "token": markup('data-named="[data-tokens] .token"'),
    "dimension": markup('data-noun="number"'),
    "unit": markup('data-noun="unit" data-runs'),
    "id": markup('data-noun="token" data-runs'),
}
# What stands below the columns where they are numbered: one after the other, or on from the number beside the row.
_NUMBERED = {"dimension": ("", "number"), "unit": ("+", "unit"), "id": ("+", "token id")}
_MARKS = 8
"""Columns that are named at most: more names than that would have no room to be read."""


def tensor_html(tensor: Tensor) -> Markup:
    """Return a tensor: title, shape, picture with a readout, and its numbers as a table on demand."""
    values = np.atleast_2d(tensor.values)
    height, width = values.shape
    name = f"tensor-{tensor.key}"
    spoken = f"{tensor.title}. {height} by {width} numbers{_range(values)}. Arrow keys read them one by one."
    note = markup('<p class="tensor-note">{}</p>', tensor.note) if tensor.note else ""
    return markup(
        '<figure class="tensor" data-key="{name}"><figcaption><span class="tensor-title">{title}</span>'
        '<output class="heat-value" data-keep></output><span class="shape">{height} \N{MULTIPLICATION SIGN} {width}</span></figcaption>'
        '<div class="heat-frame">{beside}<div class="heat" id="{id}" tabindex="0" role="group" aria-roledescription="heat map" '
        'aria-label="{spoken}" '
        'data-heat="{heat}" data-rows="{rows}" {columns} '
        'data-scale="{scale}" style="--rows:{height};--columns:{width}"><canvas data-keep></canvas></div>{below}</div>{key}{note}'
        '<details class="numbers"><summary>Numbers</summary><div class="scroll" role="group" '
        'aria-label="Numbers of {title}" data-scrolls data-keep></div></details></figure>',
        name=name, title=tensor.title, height=height, width=width, id=IDS(name), spoken=spoken, heat=_numbers(values),
        rows="|".join(tensor.rows), columns=_COLUMNS[tensor.columns], scale=tensor.scale, note=note,
        beside=_rows_html(tensor), below=_columns_html(tensor, width), key=_key_html(tensor, values),
    )


def _rows_html(tensor: Tensor) -> Markup:
    """Names beside the rows; who cannot see them hears each with its number."""
    return markup('<div class="heat-rows" aria-hidden="true">{}</div>', joined(markup("<span>{}</span>", mark) for mark in tensor.marks))


def _columns_html(tensor: Tensor, width: int) -> Markup:
    """What a row is, and names below the columns: as many as can be read, or the first and the last number."""
    down = tensor.down if len(tensor.marks) > 1 else ""
    if tensor.across:
        span = -(-width // _MARKS)
        names = joined(
            markup('<span style="--at:{};--span:{}">{}</span>', at, min(span, width - at), tensor.across[at])
            for at in range(0, width, span)
        )
        below = markup('<div class="heat-names" style="--columns:{}">{}</div>', width, names)
    else:
        sign, noun = _NUMBERED[tensor.columns]
        below = markup('<div class="heat-ends"><span>{}0</span><span>{}</span><span>{}{}</span></div>', sign, noun, sign, width - 1)
    return markup('<div class="heat-foot" aria-hidden="true"><span class="heat-down">{}</span>{}</div>', down, below)


def _key_html(tensor: Tensor, values: np.ndarray) -> Markup:
    """The colours of a picture with the numbers that they stand for."""
    finite = values[np.isfinite(values)]
    largest = float(np.abs(finite).max()) if finite.size else 0.0
    is_share = tensor.scale == "share"
    hidden = "masked" if tensor.columns == "token" else "not there"
    return markup(
        '<p class="heat-key"><b>{least}</b> <span class="key-word">{low}</span><i class="key-{scale}"></i>'
        '<span class="key-word">{high}</span> '
        "<b>{most}</b>{none}</p>",
        least="0" if is_share else number(-largest), low="pale: none" if is_share else "below zero", scale=tensor.scale,
        high="dark: most" if is_share else "above zero", most=number(largest),
        none="" if finite.size == values.size else markup('<i class="key-none"></i><span>{}</span>', hidden),
    )


def bars_html(bars: Sequence[Bar], kind: str = "share", label: str = "") -> Markup:
    """Return labelled bars; ``kind`` is ``share`` (probabilities) or ``number``."""
    rows = joined(_bar_html(bar, kind) for bar in bars)
    return markup('<ol class="bars"{}>{}</ol>', markup(' aria-label="{}"', label) if label else "", rows)


def _bar_html(bar: Bar, kind: str) -> Markup:
    there = not math.isnan(bar.value)
    text = (share(bar.value) if kind == "share" else number(bar.value)) if there else ""
    title = f"{bar.label.strip() or bar.label}: {bar.value:.6g}{f' ({bar.note})' if bar.note else ''}" if there else ""
    state = " chosen" if bar.chosen else "" if there else " blank"
    return markup(
        '<li class="bar-row{state}" data-key="{key}" title="{title}"{aria_hidden}>'
        '{token}<span class="bar-track"><i style="--share:{share:.4f}"></i></span>'
        '<span class="number" data-exact="{exact}">{text}</span></li>',
        state=state, key=bar.key, title=title, aria_hidden=" aria-hidden=true" if state == " blank" else "", token=token_html(bar.label),
        share=bar.share, exact=exact(bar.value), text=text,
    )


def token_html(label: str) -> Markup:
    """Return a token where it stands alone: the space that it begins with is shown as a sign."""
    space = markup('<i class="space">\N{OPEN BOX}</i>') if label.startswith(" ") else ""
    return markup('<bdi class="token-name">{}{}</bdi>', space, label[1:] if space else label)


def spoken_html(label: str) -> Markup:
    """Return a token within a sentence, where its spaces would only be in the way."""
    return markup('<bdi class="token-name">{}</bdi>', label.strip() or "\N{OPEN BOX}")


def cumulative_html(pieces: Sequence[Piece], u: float) -> Markup:
    """Return the bar on which the needle falls."""
    body = joined(
        markup(
            '<span class="piece{chosen}" data-key="piece-{place}" '
            'style="--from:{start:.5f};--to:{end:.5f}" title="{title}">'
            "<bdi>{label}</bdi></span>",
            chosen=" chosen" if piece.chosen else "", place=place, start=piece.start, end=piece.end,
            title=f"{piece.label}: {piece.start:.6f} to {piece.end:.6f}", label=piece.label,
        )
        for place, piece in enumerate(pieces)
    )
    return markup(
        '<div class="cumulative" role="img" aria-label="Cumulative probabilities of the tokens from 0 to 1, with a needle at {u:.4f}">'
        '<div class="pieces">{body}</div><span class="needle" data-key="needle" data-needle style="--u:{u:.6f}">'
        '<span class="needle-text">u = <span class="number" data-u="{u!r}">{u:.4f}</span></span></span>'
        '<span class="tick" style="--u:0">0</span><span class="tick" style="--u:0.5">0.5</span><span class="tick" style="--u:1">1'
        '</span></div>',
        u=u, body=body,
    )


def share(value: float) -> str:
    """Return a probability in per cent, short and never rounded to a certainty that it is not.

    >>> share(0.4123), share(0.99996), share(6e-7), share(0.0), share(1.0)
    ('41.2%', '> 99.9%', '< 0.01%', '0%', '100%')
    """
    if value in (0.0, 1.0):
        return f"{100 * value:.0f}%"
    if value < 1e-4:
        return "< 0.01%"
    if value > 0.9995:
        return "> 99.9%"
    percent = 100 * value
    return f"{percent:.1f}%" if percent >= 10 else f"{percent:.2f}%"


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
