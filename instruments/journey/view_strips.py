"""What stays in sight on the journey: the context, the transport, the stages, what comes next."""

from __future__ import annotations

import re
from itertools import groupby

from instruments.frame.told import Told
from instruments.journey import IDS, readings
from instruments.journey.flow import width
from instruments.journey.marks import bars_html, exact, share, spoken_html, token_html
from instruments.journey.model import FARTHEST
from instruments.journey.outlook import outlook
from instruments.journey.result import Candidate, Result, Stage
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.prose.words import marked

TITLES = {"mlp": "Multilayer perceptron (MLP)"}
"""Names in full, where there is room for them."""
NAMES = {
    "tokenize": "Tokenize",
    "embed": "Embed",
    "attention": "Attention",
    "mlp": "MLP",
    "unembed": "Unembed",
    "sample": "Sample",
    "append": "Append",
}
_PACES = {"stage": "stage by stage", "1000": "1 token a second", "250": "4 tokens a second", "0": "as fast as it can"}
_TOO_FAR = f"Opening a link draws its tokens again; beyond {FARTHEST} of them that takes too long, so it begins at the prompt."
_AHEAD = (
    "The last layer adds its line when the token has passed it.",
    "Each of the {} layers ahead adds its line when the token has passed it.",
)
_MIXED = "A link keeps the dials as they are now; some of this text was drawn with others, so that it would come out differently."
_ICONS = {
    "back": "M14 4 6 10l8 6z",
    "forward": "M6 4l8 6-8 6z",
    "step": "M4 4l8 6-8 6zM14 4h2.5v12H14z",
    "token": "M2 4l7 6-7 6zM9 4l7 6-7 6zM16.5 4H19v12h-2.5z",
    "reset": "M10 3a7 7 0 1 0 6.7 5h-2.2A5 5 0 1 1 10 5v3.2L15 4 10 0z",
}


def context_html(result: Result) -> Markup:
    """Return the window as text; what glows, and from where, is told apart by :func:`glow_html`."""
    words = "" if result.speaker.layers else " words"
    dropped = (
        markup('<span class="dropped" title="Tokens that no longer fit">\N{HORIZONTAL ELLIPSIS}{:,} dropped</span>', result.dropped)
        if result.dropped
        else ""
    )
    start, *others = (_token_html(result, i) for i in range(len(result.tokens)))
    return markup(
        '<div class="tokens{words}">{start}{dropped}{others}</div>',
        words=words, start=start, dropped=dropped, others=joined(others),
    )


def _token_html(result: Result, i: int) -> Markup:
    token, new = result.tokens[i], result.finished and i == len(result.tokens) - 1
    # The key holds all that the token is made of: an old one is kept as it stands, which saves looking at hundreds.
    key = f"{result.dropped}-{i}-{token.id}{'-new' if new else ''}"
    return markup(
        '<button class="token {origin}{new}" data-key="t{key}" data-keep data-act="look" '
        'data-argument="{i}" data-id="{id}"{disabled}{spoken}>'
        "<bdi>{label}</bdi></button>",
        origin=token.origin, new=" new" if new else "", key=key, i=i, id=token.id, disabled=" disabled" if new else "",
        spoken=_spoken(token.label), label=token.label,
    )


def _spoken(label: str) -> Markup:
    """The name of a token that shows nothing to read."""
    if label.strip():
        return EMPTY
    return markup(' aria-label="{} blank{}"', len(label), "s" if len(label) > 1 else "")


def glow_html(result: Result) -> Markup:
    """Return the attention of the position looked from to every token of the window, as numbers."""
    glows = " ".join(f"{glow:.4g}" for glow in readings.glows(result))
    return markup('<span data-glow="{}" data-here="{}"></span>', glows, result.position)


def notices_html(notices: tuple[str, ...]) -> Markup:
    """Return what a reader should know about the text."""
    return joined(markup('<p class="aside-notice">{}</p>', text) for text in notices)


def look_html(result: Result) -> Markup:
    """Return the choice of layer and head whose attention glows, and what is looked from."""
    if not result.speaker.layers:
        return markup('<p class="hint">A table of successors looks at the last word alone.</p>')
    token = readings.here(result)
    return markup(
        '<p class="looking">Attention from {}</p>{}{}',
        spoken_html(token.label), _picks("layer", "Layer", result.speaker.layers, result.layer),
        _picks("head", "Head", result.speaker.heads, result.head),
    )


def _picks(act: str, title: str, count: int, chosen: int | None) -> Markup:
    options = [("", "mean", chosen is None), *((str(i), str(i + 1), chosen == i) for i in range(count))]
    buttons = joined(
        markup(
            '<button type="button" class="pick" data-act="{act}" data-argument="{value}" '
            'data-key="{act}-{value}" aria-pressed="{pressed}" '
            'aria-label="{title}: {label}">{label}</button>',
            act=act, value=value, pressed=str(on).lower(), title=title, label=label,
        )
        for value, label, on in options
    )
    return markup('<div class="picks" role="group" aria-label="{}"><span class="picks-title">{}</span>{}</div>', title, title, buttons)


def transport_html() -> Markup:
    """Return the buttons that move in time; none of them changes its place."""
    paces = joined(
        markup('<option value="{}"{}>{}</option>', value, " selected" if value == "250" else "", text) for value, text in _PACES.items()
    )
    return markup(
        '<div class="moves">{back}{step}{token}{forward}'
        '<button type="button" class="button run" data-run aria-pressed="false" title="Run until a period or the limit (A)">'
        '<svg viewBox="0 0 20 20" aria-hidden="true"><path class="play" d="M5 3l12 7-12 7z"/><path class="stop" d="M4 4h12v12H4z"/></svg>'
        '<span class="when-still">Auto</span><span class="when-running">Stop</span></button>'
        '{reset}<button type="button" class="button ride-begins" data-act="guide" data-argument="resume">Ride</button>'
        '</div><div class="run-settings">'
        '<label class="pace"><span class="unseen">Speed of Auto</span><select class="entry" data-pace>{paces}</select></label>'
        '<label class="pace"><span class="unseen">Auto stops at</span><select class="entry" data-until>'
        '<option value="period" selected>until a period</option><option value="limit">until the limit</option></select></label></div>',
        back=_move("back", "Back", "Back through the history (left arrow)"),
        step=_move("step", "Step", "One stage further (Space)", kind="primary", words=True),
        token=_move("token", "Token", "To the end of this token, or the next one (T)", words=True, runs=_GUESSED),
        forward=_move("forward", "Forward", "Forward through the history (right arrow)"),
        reset=_move("reset", "Reset", "Back to the prompt (R)"), paces=paces,
    )


_GUESSED = markup(' data-runs="token"')


def _move(act: str, label: str, title: str, *, kind: str = "", words: bool = False, runs: Markup = EMPTY) -> Markup:
    text = markup("<span>{}</span>", label) if words else markup('<span class="unseen">{}</span>', label)
    return markup(
        '<button type="button" class="button move {kind}" id="{id}" data-act="{act}" data-argument="" title="{title}"{runs}>'
        '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="{d}"/></svg>{text}</button>',
        kind=kind, id=IDS(act), act=act, title=title, d=_ICONS[act], text=text, runs=runs,
    )


def state_html(result: Result, presses: int, *, linked: bool = True, uniform: bool = True) -> Markup:
    """Return where the journey is, for the eye and for the script that runs it; said too where the address does not lead there."""
    note, why = ("", "") if uniform else ("link redraws the text", _MIXED)
    if not linked:
        note, why = "link leads to the prompt", _TOO_FAR
    unlinked = markup('<span class="unlinked" title="{}">{}</span>', why, note) if note else ""
    return markup(
        '<span class="where" data-state data-presses="{presses}" data-cursor="{cursor}" data-stage="{stage}" '
        'data-stop="{stop}" data-finished="{finished}">Token <span class="number">{token}</span>, '
        'stage <span class="number">{number}</span> of <span class="number">{stages}</span></span>{unlinked}',
        presses=presses, cursor=result.cursor, stage=result.stage, stop=result.stop, finished=str(result.finished).lower(),
        token=result.cursor + 1, number=result.stage + 1, stages=len(result.stages), unlinked=unlinked,
    )


def stages_html(result: Result) -> Markup:
    """Return the way through the model: every stage a button, layers in their frames."""
    numbered = enumerate(result.stages)
    groups = []
    for layer, grouped in groupby(numbered, key=lambda item: item[1].layer):
        members = list(grouped)
        share_of_width = sum(width(stage) for _, stage in members)
        buttons = joined(_stage_html(i, stage, result.stage) for i, stage in members)
        if layer is None:
            groups.append(markup('<div class="way" style="--share:{:g}">{}</div>', share_of_width, buttons))
        else:
            groups.append(_layer_html(f"Layer {layer + 1}", share_of_width, buttons))
    return markup('<div class="ways">{}</div>', joined(groups))


def _layer_html(name: str, share_of_width: float, buttons: Markup) -> Markup:
    return markup(
        '<div class="way layer" style="--share:{:g}" role="group" aria-label="{}"><span class="layer-name">{}</span>{}</div>',
        share_of_width, name, name, buttons,
    )


def _stage_html(i: int, stage: Stage, current: int) -> Markup:
    state = "now" if i == current else "done" if i < current else "next"
    short = NAMES[stage.name]
    full = TITLES.get(stage.name, short)
    long = full if stage.layer is None else f"Layer {stage.layer + 1}: {full}"
    return markup(
        '<button type="button" class="stage {state}" data-key="stage-{i}" data-act="stage" data-argument="{i}" title="{long}" '
        'aria-label="{spoken}" style="--share:{width:g}"{current}>{short}</button>',
        state=state, i=i, spoken=re.sub(r" \((\w+)\)", r", \1", long), long=long,
        current=" aria-current=step" if i == current else "", short=short,
        width=width(stage),
    )


def outlook_html(result: Result) -> Markup:
    """Return what would come next as far as the stage can tell, and how the stream got there layer by layer."""
    found = outlook(result)
    return markup(
        "<h3>{}</h3>{}{}{}", found.title, bars_html(found.bars, label=found.title), _likeliest(result),
        _stream(result) if result.norms else EMPTY,
    )


def likeliest(result: Result) -> Told:
    """Return the probability of the likeliest token, which readers may guess before it is known."""
    known = result.stages[result.stage].name in ("sample", "append")
    p = float(result.candidates[0].probabilities[result.shapings[-1].dial]) if known else None
    return Told("The probability of the likeliest next token", "%", p)


def _likeliest(result: Result) -> Markup:
    told = likeliest(result)
    return EMPTY if told.value is None else markup('<p class="hint">Likeliest: {}</p>', told.html("likeliest"))


def _stream(result: Result) -> Markup:
    """Length of the residual stream and logit lens."""
    rows = joined(_lens_row(name, candidates) for name, candidates in readings.lens(result))
    title, ahead = "Length of the residual stream", result.speaker.layers - readings.reached(result)
    more = markup('<p class="hint">{}</p>', _AHEAD[ahead > 1].format(ahead)) if ahead else EMPTY
    return markup(
        '<h3>{}</h3>{}<h3>{}</h3>'
        '<table class="lens" data-part="lens"><caption class="unseen">The two likeliest tokens after each layer</caption>'
        '<colgroup><col class="layer-column"><col><col>'
        "</colgroup><tbody>{}</tbody></table>{}",
        marked("Length of the [residual stream]"), bars_html(readings.stream(result), "number", title),
        marked("[Logit lens]: what each layer would say, %"), rows, more,
    )


def _lens_row(name: str, candidates: tuple[Candidate, ...]) -> Markup:
    cells = joined(_lens_cell(c.label, c.probabilities["softmax"]) for c in candidates)
    return markup(
        '<tr data-key="lens-{}"><th scope="row"><span class="unseen">{}</span>{}</th>{}</tr>',
        name, "Before layer 1: " if name == "0" else "After layer ", name, cells,
    )


def _lens_cell(label: str, p: float) -> Markup:
    short = share(p).removesuffix("%")
    return markup(
        '<td title="{title}"><span class="guess">{token} '
        '<span class="number" data-exact="{exact}">{short}</span></span></td>',
        title=f"{label}: {p:.6g}", token=token_html(label), exact=exact(p), short=short,
    )
