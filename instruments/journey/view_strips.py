"""What stays in sight on the journey: the context, the transport, the stages, what comes next."""

from __future__ import annotations

from itertools import groupby

from instruments.journey import IDS, readings
from instruments.journey.marks import bars_html, exact, share, spoken_html, token_html
from instruments.journey.model import FARTHEST
from instruments.journey.outlook import outlook
from instruments.journey.result import Candidate, Result, Stage
from instruments.text import escape

NAMES = {
    "tokenize": "Tokenize",
    "embed": "Embed",
    "attention": "Attention",
    "mlp": "MLP",
    "unembed": "Unembed",
    "sample": "Sample",
    "append": "Append",
}
_SHORT = {"attention": "Attn"}
_PACES = {"stage": "stage by stage", "1000": "1 token a second", "250": "4 tokens a second", "0": "as fast as it can"}
_TOO_FAR = f"Opening a link draws its tokens again; beyond {FARTHEST} of them that takes too long, so it begins at the prompt."
_MIXED = "A link keeps the dials as they are now; some of this text was drawn with others, so that it would come out differently."
_ICONS = {
    "back": "M14 4 6 10l8 6z",
    "forward": "M6 4l8 6-8 6z",
    "step": "M4 4l8 6-8 6zM14 4h2.5v12H14z",
    "token": "M2 4l7 6-7 6zM9 4l7 6-7 6zM16.5 4H19v12h-2.5z",
    "reset": "M10 3a7 7 0 1 0 6.7 5h-2.2A5 5 0 1 1 10 5v3.2L15 4 10 0z",
}


def context_html(result: Result) -> str:
    """Return the window as text; what glows, and from where, is told apart by :func:`glow_html`."""
    words = "" if result.speaker.layers else " words"
    dropped = (
        f'<span class="dropped" title="Tokens that no longer fit">\N{HORIZONTAL ELLIPSIS}{result.dropped:,} dropped</span>'
        if result.dropped
        else ""
    )
    start, *others = (_token_html(result, i) for i in range(len(result.tokens)))
    return f'<div class="tokens{words}">{start}{dropped}{"".join(others)}</div>'


def _token_html(result: Result, i: int) -> str:
    token, new = result.tokens[i], result.finished and i == len(result.tokens) - 1
    # The key holds all that the token is made of: an old one is kept as it stands, which saves looking at hundreds.
    key = f"{result.dropped}-{i}-{token.id}{'-new' if new else ''}"
    return (
        f'<button class="token {token.origin}{" new" if new else ""}" data-key="t{key}" data-keep data-act="look" '
        f'data-argument="{i}" data-id="{token.id}"{" disabled" if new else ""}{_spoken(token.label)}>'
        f"<bdi>{escape(token.label)}</bdi></button>"
    )


def _spoken(label: str) -> str:
    """The name of a token that shows nothing to read."""
    if label.strip():
        return ""
    return f' aria-label="{len(label)} blank{"s" if len(label) > 1 else ""}"'


def glow_html(result: Result) -> str:
    """Return the attention of the position looked from to every token of the window, as numbers."""
    glows = " ".join(f"{glow:.4g}" for glow in readings.glows(result))
    return f'<span data-glow="{glows}" data-here="{result.position}"></span>'


def notices_html(notices: tuple[str, ...]) -> str:
    """Return what a reader should know about the text."""
    return "".join(f'<p class="aside-notice">{escape(text)}</p>' for text in notices)


def look_html(result: Result) -> str:
    """Return the choice of layer and head whose attention glows, and what is looked from."""
    if not result.speaker.layers:
        return '<p class="hint">A table of successors looks at the last word alone.</p>'
    token = readings.here(result)
    return (
        f'<p class="looking">Attention from {spoken_html(token.label)}</p>'
        f'{_picks("layer", "Layer", result.speaker.layers, result.layer)}{_picks("head", "Head", result.speaker.heads, result.head)}'
    )


def _picks(act: str, title: str, count: int, chosen: int | None) -> str:
    options = [("", "mean", chosen is None), *((str(i), str(i + 1), chosen == i) for i in range(count))]
    buttons = "".join(
        f'<button type="button" class="pick" data-act="{act}" data-argument="{value}" '
        f'data-key="{act}-{value}" aria-pressed="{str(on).lower()}" '
        f'aria-label="{title}: {label}">{label}</button>'
        for value, label, on in options
    )
    return f'<div class="picks" role="group" aria-label="{title}"><span class="picks-title">{title}</span>{buttons}</div>'


def transport_html() -> str:
    """Return the buttons that move in time; none of them changes its place."""
    paces = "".join(f'<option value="{value}"{" selected" if value == "250" else ""}>{text}</option>' for value, text in _PACES.items())
    return (
        f'<div class="moves">{_move("back", "Back", "Back through the history (left arrow)")}'
        f'{_move("step", "Step", "One stage further (Space)", kind="primary", words=True)}'
        f'{_move("token", "Token", "To the end of this token, or the next one (T)", words=True)}'
        f'{_move("forward", "Forward", "Forward through the history (right arrow)")}'
        '<button type="button" class="button run" data-run aria-pressed="false" title="Run until a period or the limit (A)">'
        '<svg viewBox="0 0 20 20" aria-hidden="true"><path class="play" d="M5 3l12 7-12 7z"/><path class="stop" d="M4 4h12v12H4z"/></svg>'
        '<span class="when-still">Auto</span><span class="when-running">Stop</span></button>'
        f'{_move("reset", "Reset", "Back to the prompt (R)")}</div><div class="run-settings">'
        f'<label class="pace"><span class="unseen">Speed of Auto</span><select class="entry" data-pace>{paces}</select></label>'
        '<label class="pace"><span class="unseen">Auto stops at</span><select class="entry" data-until>'
        '<option value="period" selected>until a period</option><option value="limit">until the limit</option></select></label></div>'
    )


def _move(act: str, label: str, title: str, *, kind: str = "", words: bool = False) -> str:
    text = f"<span>{label}</span>" if words else f'<span class="unseen">{label}</span>'
    return (
        f'<button type="button" class="button move {kind}" id="{IDS(act)}" data-act="{act}" data-argument="" title="{escape(title)}">'
        f'<svg viewBox="0 0 20 20" aria-hidden="true"><path d="{_ICONS[act]}"/></svg>{text}</button>'
    )


def state_html(result: Result, presses: int, *, linked: bool = True, uniform: bool = True) -> str:
    """Return where the journey is, for the eye and for the script that runs it; said too where the address does not lead there."""
    note, why = ("", "") if uniform else ("link redraws the text", _MIXED)
    if not linked:
        note, why = "link leads to the prompt", _TOO_FAR
    unlinked = f'<span class="unlinked" title="{why}">{note}</span>' if note else ""
    return (
        f'<span class="where" data-state data-presses="{presses}" data-cursor="{result.cursor}" data-stage="{result.stage}" '
        f'data-stop="{result.stop}" '
        f'data-finished="{str(result.finished).lower()}">Token <span class="number">{result.cursor + 1}</span>, '
        f'stage <span class="number">{result.stage + 1}</span> of <span class="number">{len(result.stages)}</span></span>'
        f"{unlinked}"
    )


def stages_html(result: Result) -> str:
    """Return the way through the model: every stage a button, layers in their frames."""
    numbered = enumerate(result.stages)
    groups = []
    for layer, members in groupby(numbered, key=lambda item: item[1].layer):
        buttons = "".join(_stage_html(i, stage, result.stage) for i, stage in members)
        if layer is None:
            groups.append(f'<div class="way">{buttons}</div>')
        else:
            name = f"Layer {layer + 1}"
            groups.append(f'<div class="way layer" role="group" aria-label="{name}"><span class="layer-name">{name}</span>{buttons}</div>')
    return f'<div class="ways" style="--done:{result.stage};--stages:{len(result.stages)}">{"".join(groups)}</div>'


def _stage_html(i: int, stage: Stage, current: int) -> str:
    state = "now" if i == current else "done" if i < current else "next"
    short, long = _SHORT.get(stage.name, NAMES[stage.name]), NAMES[stage.name]
    if stage.layer is not None:
        long = f"Layer {stage.layer + 1}: {long}"
    # Who speaks to the page says what stands on the button, so that its name holds that word for word.
    name = long if short in long else f"{short}, {long}"
    return (
        f'<button type="button" class="stage {state}" data-key="stage-{i}" data-act="stage" data-argument="{i}" title="{long}" '
        f'aria-label="{name}"'
        f'{" aria-current=step" if i == current else ""}>{short}</button>'
    )


def outlook_html(result: Result) -> str:
    """Return what would come next as far as the stage can tell, and how the stream got there layer by layer."""
    found = outlook(result)
    return f"<h3>{escape(found.title)}</h3>{bars_html(found.bars, label=found.title)}{_stream(result) if result.norms else ''}"


def _stream(result: Result) -> str:
    """Length of the residual stream and logit lens."""
    rows = "".join(_lens_row(name, candidates) for name, candidates in readings.lens(result))
    title = "Length of the residual stream"
    return (
        f'<h3>{title}</h3>{bars_html(readings.stream(result), "number", title)}<h3>Logit lens: what each layer would say, %</h3>'
        '<table class="lens"><caption class="unseen">The two likeliest tokens after each layer</caption>'
        '<colgroup><col class="layer-column"><col><col>'
        f"</colgroup><tbody>{rows}</tbody></table>"
    )


def _lens_row(name: str, candidates: tuple[Candidate, ...]) -> str:
    cells = "".join(_lens_cell(c.label, c.probabilities["softmax"]) for c in candidates)
    return (
        f'<tr data-key="lens-{name}"><th scope="row"><span class="unseen">Layer </span>{name}</th>{cells or "<td></td><td></td>"}</tr>'
    )


def _lens_cell(label: str, p: float) -> str:
    short = share(p).removesuffix(" %")
    return (
        f'<td title="{escape(f"{label}: {p:.6g}")}"><span class="guess">{token_html(label)} '
        f'<span class="number" data-exact="{exact(p)}">{short}</span></span></td>'
    )
