"""The flow picture as SVG: made once for a model; afterwards its texts and levels alone change, in the browser.

Every column stands at a share of the width, and what is in it at pixels from its middle, so that the picture fills any width
with its text at one size.  What changes with a step travels apart (:func:`moved_html`), as texts by the name of their place
(``data-text``) and levels (``data-level``, which become ``--level``); ``static/js/journey.js`` puts them there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import groupby

from instruments.journey import IDS
from instruments.journey.flow import LOOKS, SCORES, VECTOR, Flow, Station, stations
from instruments.journey.result import Result, Stage
from instruments.prose.markup import Markup, joined, markup

_STREAM = 94
_RETURN = 138
_EDGE = 8
_HEIGHT = 146
_FOOT = 118  # where the texts below the stream stand


def picture_html(result: Result, shown: Flow) -> Markup:
    """Return the whole picture in its present state."""
    columns = stations(result.stages)
    drawn = joined(
        markup(
            '<svg x="{}" overflow="visible" class="station {}" data-station="{}"><g class="flow-glyph">{}</g></svg>',
            _at(column.middle), _state(column.index, shown.at), column.index, _DRAWN[column.stage.name](shown, column.stage),
        )
        for column in columns
    )
    return markup(
        '<svg class="flow-picture" role="img" aria-labelledby="{id}" height="{height}" data-flow-picture data-edges="{edges}">'
        '<g class="flow-all">{spot}{lines}{frames}{drawn}{traveller}</g></svg>'
        '<p class="flow-caption" id="{id}" data-text="caption">{caption}</p>',
        id=IDS("flow-caption"), height=_HEIGHT, edges=" ".join(f"{100 * edge:.3f}" for edge in (0.0, *(column.end for column in columns))),
        spot=_spot(columns[shown.at]), lines=_lines(columns), frames=_frames(columns, shown), drawn=drawn,
        traveller=_traveller(columns, shown), caption=shown.caption,
    )


def moved_html(shown: Flow) -> Markup:
    """Return what the picture shows now, for the script that puts it there."""
    told = json.dumps({"at": shown.at, "texts": shown.texts | {"caption": shown.caption}, "levels": shown.levels}, separators=(",", ":"))
    return markup('<span data-flow="{}"></span>', told)


def _state(index: int, at: int) -> str:
    return "now" if index == at else "done" if index < at else "next"


def _at(share: float) -> str:
    return f"{100 * share:.3f}%"


def _spot(column: Station) -> Markup:
    """The ground of the column where the token is, which is lit."""
    return markup(
        '<rect class="spot" data-spot x="{}" width="{}" height="{}"/>', _at(column.start), _at(column.end - column.start), _HEIGHT
    )


def _lines(columns: tuple[Station, ...]) -> Markup:
    """The stream that everything reads from and adds to, and the way back to the text."""
    inner = [column for column in columns if column.stage.layer is not None or column.stage.name == "embed"]
    end = next(column for column in columns if column.stage.name == "unembed")
    return markup(
        '<line class="wire" x1="{first}" x2="{last}" y1="{stream}" y2="{stream}"/>'
        '<line class="stream" x1="{start}" x2="{end}" y1="{stream}" y2="{stream}"/>'
        '<line class="wire" x1="{last}" x2="{last}" y1="{stream}" y2="{back}"/>'
        '<line class="wire" x1="{edge}" x2="{last}" y1="{back}" y2="{back}"/>'
        '<path class="wire" d="M{edge} {back}V10H18"/><path class="arrow" d="M17 6v8l7-4z"/>'
        '<svg x="50%" overflow="visible"><text class="way-back" y="{below}">back to the text</text></svg>',
        first=_at(columns[0].middle), last=_at(columns[-1].middle), start=_at((inner or columns)[0].middle), end=_at(end.middle),
        stream=_STREAM, back=_RETURN, edge=_EDGE, below=_RETURN + 4,
    )


def _frames(columns: tuple[Station, ...], shown: Flow) -> Markup:
    """The frame of each layer, its name, and what it would say."""
    frames = []
    for layer, members in groupby(columns, key=lambda column: column.stage.layer):
        own = list(members)
        if layer is not None:
            frames.append(
                markup(
                    '<svg x="{start}" width="{width}" overflow="visible">'
                    '<rect class="casing" x="2%" y="36" width="96%" height="42" rx="3"/>'
                    '</svg><svg x="{middle}" overflow="visible">{says}{sure}<text class="name" y="{foot}">Layer {number}</text></svg>',
                    start=_at(own[0].start), width=_at(own[-1].end - own[0].start), middle=_at((own[0].start + own[-1].end) / 2),
                    says=_text(f"says-{layer}", shown, 14, "strong"), sure=_text(f"sure-{layer}", shown, 30), foot=_FOOT, number=layer + 1,
                )
            )
    return joined(frames)


def _text(name: str, shown: Flow, y: int, kind: str = "") -> Markup:
    return markup('<text class="live {}" y="{}" data-text="{}">{}</text>', kind, y, name, shown.texts[name])


def _level(name: str, shown: Flow) -> Markup:
    return markup('data-level="{}" style="--level:{:g}"', name, shown.levels[name])


def _tokenize(shown: Flow, _: Stage) -> Markup:
    return markup(
        '<g class="shapes"><path class="branch" d="M0 38V72"/><path class="arrow" d="M-4 72H4L0 79z"/></g>'
        '<text class="name" y="14">text</text>{text}<text class="beside" x="6" y="60" data-text="tokens">{tokens}</text>{id}',
        text=_text("text", shown, 32, "strong"), tokens=shown.texts["tokens"], id=_text("id", shown, _FOOT),
    )


def _embed(shown: Flow, _: Stage) -> Markup:
    cells = joined(
        markup('<rect class="cell" x="-9" y="{}" width="18" height="7" {}/>', 18 + 7 * i, _level(f"number-{i}", shown))
        for i in range(VECTOR)
    )
    key = joined(
        markup('<rect class="cell" x="14" y="{}" width="7" height="7" style="--level:{}"/><text class="beside" x="24" y="{}">{}</text>',
               y, level, y + 8, sign)
        for y, level, sign in ((28, 1, "> 0"), (52, -1, "< 0"))
    )  # fmt: skip
    return markup(
        '<g class="shapes">{}<path class="branch" d="M0 74V{}"/></g><g class="flow-key">{}</g><text class="name" y="12">vector</text>{}',
        cells, _STREAM, key, _text("vector", shown, _FOOT),
    )


_BRANCH = markup(
    '<path class="branch" d="M-8 {stream}V70M8 70V{stream}"/><path class="arrow" d="M4 {head}h8l-4 6z"/>', stream=_STREAM, head=_STREAM - 7
)
"""From the stream into a part of a layer, and what it makes back onto the stream."""
_REACH = 22  # from the middle of an attention to the last token that is drawn in it


def _block(reach: int) -> Markup:
    """A part of a layer, as far to each side of its middle."""
    return markup('<rect class="block" x="{}" y="40" width="{}" height="34" rx="2"/>', -reach, 2 * reach)


def _attention(shown: Flow, stage: Stage) -> Markup:
    """The latest tokens below, the present one above, and between them lines as strong as one looks at the other."""
    step = 2 * _REACH / (LOOKS - 1)
    looks = joined(
        markup('<path class="look" d="M{x:g} 68L{reach} 47" {level}/><circle class="dot" cx="{x:g}" cy="68" r="2"/>',
               x=step * i - _REACH, reach=_REACH, level=_level(f"look-{stage.layer}-{i}", shown))
        for i in range(LOOKS)
    )  # fmt: skip
    return markup(
        '<g class="shapes">{}{}{}<circle class="dot" cx="{}" cy="47" r="3"/></g>',
        _BRANCH, _block(_REACH + 5), looks, _REACH,
    )  # fmt: skip


def _mlp(_: Flow, __: Stage) -> Markup:
    bars = joined(markup('<path class="ray" d="M{} 69v-{}"/>', x, rise) for x, rise in ((-9, 7), (-3, 18), (3, 4), (9, 13)))
    return markup('<g class="shapes">{}{}{}</g>', _BRANCH, _block(14), bars)


def _unembed(shown: Flow, _: Stage) -> Markup:
    bars = joined(
        markup(
            '<rect class="groove" x="-24" y="{y}" width="48" height="8"/>'
            '<rect class="score" x="-24" y="{y}" width="48" height="8" {level}/>',
            y=20 + 11 * i, level=_level(f"score-{i}", shown),
        )
        for i in range(SCORES)
    )
    return markup(
        '<g class="shapes">{}<path class="branch" d="M0 {}V76"/></g><text class="name" y="12">scores</text>{}',
        bars, _STREAM, _text("scores", shown, _FOOT),
    )  # fmt: skip


def _sample(shown: Flow, _: Stage) -> Markup:
    return markup(
        '<g class="shapes"><rect class="groove" x="-26" y="42" width="52" height="16"/><path class="hand" d="M-26 36v28" {}/>'
        '<path class="branch" d="M0 64V80"/></g><text class="name" y="12">draw</text>{}<text class="name" y="{}">0 to 1</text>',
        _level("needle", shown), _text("needle", shown, 32), _FOOT,
    )


def _append(shown: Flow, _: Stage) -> Markup:
    return markup(
        '<g class="shapes"><path class="branch" d="M0 68V80"/></g><text class="name" y="12">chosen</text>{}{}',
        _text("joins", shown, 44, "strong"), _text("drawn", shown, 62),
    )


_DRAWN: dict[str, Callable[[Flow, Stage], Markup]] = {
    "tokenize": _tokenize,
    "embed": _embed,
    "attention": _attention,
    "mlp": _mlp,
    "unembed": _unembed,
    "sample": _sample,
    "append": _append,
}


def _traveller(columns: tuple[Station, ...], shown: Flow) -> Markup:
    """The token itself, where it is."""
    return markup(
        '<g class="traveller" data-traveller style="--x:{:.3f}"><g class="flow-glyph"><rect x="-34" y="{}" width="68" height="22" rx="11"/>'
        '<text y="{}" data-text="traveller">{}</text></g></g>',
        100 * columns[shown.at].middle, _STREAM - 11, _STREAM + 5, shown.texts["traveller"],
    )
