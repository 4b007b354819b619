"""The stage on show: its sentence, its tensors, its bars; all other stages cost nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection

from formulas.registry import get
from formulas.tiny.tokenizer import Chunk, visible
from instruments.journey import IDS, outlook, readings
from instruments.journey.marks import KEY, bars_html, cumulative_html, exact, number, share, spoken_html, tensor_html, token_html
from instruments.journey.result import Candidate, Result
from instruments.journey.view_strips import NAMES
from instruments.text import escape, quantity
from instruments.working import statement

_ENDS = {
    "period": " A sentence ends here.",
    "story": " The text ends here.",
    "limit": " That was the last token of the limit.",
}
_HEARD = 240  # characters
_FOLD = "stage-equations"
_EQUATIONS = {
    "attention": ("layers.rms_norm", "layers.rotate", "layers.attention"),
    "mlp": ("layers.rms_norm", "layers.swiglu"),
    "unembed": ("layers.rms_norm", "layers.softmax"),
    "sample": ("sampling.tempered", "sampling.top_k", "sampling.top_p", "sampling.min_p", "sampling.draw"),
}
_PARTS = {
    "asked": "Query, key, value",
    "looked": "Attention",
    "read": "What is read",
    "dials": "Dials",
    "draw": "Draw",
    "cache": "Cache",
}


def stage_html(result: Result, opened: Collection[str] = ()) -> str:
    """Return the panel of the stage on show; ``opened`` are the folds that the reader opened."""
    stage = readings.stage_of(result)
    title = NAMES[stage.name] if stage.layer is None else f"{NAMES[stage.name]} of layer {stage.layer + 1}"
    sentence, body = _PANELS[stage.name](result)
    button, card = _equations(stage.name, is_open=_FOLD in opened) if result.speaker.layers else ("", "")
    kind = "panel" if result.speaker.layers else "panel of-table"
    return (
        f'<section class="{kind}" data-key="panel-{stage.name}" data-panel="{stage.name}"><header><div class="panel-title"><h2>{title}</h2>'
        f'{button}</div><p class="sentence" data-spoken>{sentence}</p>{card}</header>{body}{KEY if "data-heat" in body else ""}</section>'
    )


def _equations(stage: str, *, is_open: bool) -> tuple[str, str]:
    """The button that opens the equations of a stage, and what it opens."""
    if stage not in _EQUATIONS:
        return "", ""
    card = "".join(statement(get(f"tiny.{name}")) for name in _EQUATIONS[stage]) if is_open else ""
    return (
        f'<button type="button" class="fold" data-fold="{_FOLD}" aria-expanded="{str(is_open).lower()}" aria-controls="{IDS(_FOLD)}">'
        'Equations</button>',
        f'<div class="working equations" id="{IDS(_FOLD)}" data-key="equations-{stage}"{"" if is_open else " hidden"}>{card}</div>',
    )


def _parts(stage: str, **parts: str) -> str:
    """Return the parts of a panel: one below the other, or, where room is short, one at a time."""
    picks = "".join(
        f'<button type="button" class="pick" data-part-pick="{key}" aria-pressed="{str(i == 0).lower()}">{_PARTS[key]}</button>'
        for i, key in enumerate(parts)
    )
    bodies = "".join(
        f'<div class="part{"" if i else " shown"}" data-part="{key}">{html}</div>' for i, (key, html) in enumerate(parts.items())
    )
    return (
        f'<div class="parts" data-parts="{stage}"><div class="picks part-picks" role="group" aria-label="Part of this stage">{picks}</div>'
        f"{bodies}</div>"
    )


def _tokenize(result: Result) -> tuple[str, str]:
    count = result.context - 1
    if not result.speaker.layers:
        words = "".join(_cell(token.label, token.id) for token in result.tokens[1:][-24:])
        sentence = f"{count:,} words of the table of {result.speaker.tokens.size}, each known by its number."
        shown = words or _cell(result.tokens[0].label, result.tokens[0].id)
        return sentence, _chunk_list(f'<div class="pieces-line">{shown}</div>')
    if not result.chunks:
        start = _cell(result.tokens[0].label, result.tokens[0].id)
        return "There is no text: the model begins with the sign for the start of a text.", f'<div class="pieces-line">{start}</div>'
    sentence = (
        f"{count:,} token{'' if count == 1 else 's'} of text. Each word starts as its bytes; learnt pairs are merged, the first learnt "
        "first. Shown is the end of the prompt."
    )
    return sentence, _chunk_list("".join(map(_chunk, result.chunks)))


def _chunk_list(content: str) -> str:
    return f'<div class="chunk-list" role="group" aria-label="How the text is cut" data-scrolls>{content}</div>'


def _chunk(chunk: Chunk) -> str:
    data = "".join(f"<span>{byte:02X}</span>" for byte in chunk.bytes)
    merges = "".join(
        f'<li><span class="rank">merge {merge.rank + 1}</span>'
        f'<span class="pieces-line">{"".join(token_html(readings.seen(piece)) for piece in merge.pieces)}</span></li>'
        for merge in chunk.merges
    )
    ids = "".join(_cell(label, token) for label, token in readings.tokens_of(chunk))
    return (
        f'<div class="chunk"><p class="bytes" title="UTF-8 bytes">{data}</p><ol class="merges">{merges}</ol>'
        f'<p class="pieces-line ids">{ids}</p></div>'
    )


def _cell(label: str, token: int) -> str:
    return f'<span class="token-id">{token_html(label)}<span class="number">{token}</span></span>'


def _embed(result: Result) -> tuple[str, str]:
    token = readings.here(result)
    config = result.speaker.model.config
    sentence = (
        f"Token {token.id} ({spoken_html(token.label)}) picks row {token.id} of the embedding matrix, {config.vocabulary} "
        f"rows of {config.d_model} numbers: "
        "from here on the token is a vector, the start of its residual stream."
    )
    return sentence, _tensors(readings.embed(result))


def _attention(result: Result) -> tuple[str, str]:
    layer = readings.stage_of(result).layer
    looked, hidden = readings.looked_at(result, layer), readings.masked(result)
    whose = "the mean of its heads" if result.head is None else f"its head {result.head + 1}"
    mask = f" {hidden} later token{' is' if hidden == 1 else 's are'} behind the causal mask." if hidden else ""
    sentence = (
        f"In layer {layer + 1}, {spoken_html(readings.here(result).label)} looks most at {spoken_html(looked[0].label)}: "
        f"{share(looked[0].value)} of its attention, {whose}.{mask}"
    )
    raw, weights = readings.scores(result, layer)
    heads, added = readings.reads(result, layer)
    body = _parts(
        "attention",
        asked=f'<div class="tensor-grid three">{"".join(map(tensor_html, readings.projections(result, layer)))}</div>',
        looked=f'<div class="with-bars"><div class="tensor-grid">{tensor_html(raw)}{tensor_html(weights)}</div>'
        f'<div class="looked"><h3>Looked at most</h3>{bars_html(looked, label="Looked at most")}</div></div>',
        read=f'<div class="tensor-grid two">{tensor_html(heads)}{tensor_html(added)}</div>',
    )
    return sentence, body


def _mlp(result: Result) -> tuple[str, str]:
    layer = readings.stage_of(result).layer
    sentence = (
        f"{share(readings.active(result, layer))} of the {result.speaker.model.config.d_ff} gates of layer {layer + 1} are open for "
        f"{spoken_html(readings.here(result).label)}; if the model stopped here it would say {spoken_html(result.lens[layer][0].label)}."
    )
    gate, up, activation, out = map(tensor_html, readings.mlp(result, layer))
    return sentence, f'<div class="tensor-grid two">{gate}{up}{activation}{out}</div>'


def _unembed(result: Result) -> tuple[str, str]:
    top = outlook.top_logits(result)
    if not result.speaker.layers:
        sentence = f"The table's row for {spoken_html(readings.here(result).label)}: the score of each word that can follow."
        return sentence, f'<div class="looked wide"><h3>Scores</h3>{bars_html(top, "number", "Scores")}</div>'
    sentence = (
        f"The last state is compared with the vector of every token: {spoken_html(top[0].label)} is most alike, "
        f"with a logit of {number(top[0].value)}."
    )
    final, scores = outlook.logits(result)
    bars = f'<div class="looked"><h3>Highest logits</h3>{bars_html(top, "number", "Highest logits")}</div>'
    tensors = f'<div class="tensor-grid">{tensor_html(final)}{tensor_html(scores)}</div>'
    return sentence, f'<div class="with-bars">{tensors}{bars}</div>'


def _sample(result: Result) -> tuple[str, str]:
    piece, kept = outlook.landed(result), result.shapings[-1].kept
    left = f"{kept} token{'' if kept == 1 else 's'}"
    sentence = (
        f"The dials leave {left}. The needle falls on {result.draw.u:.4f}, between {piece.start:.4f} "
        f"and {piece.end:.4f}: {spoken_html(piece.label)} is drawn."
    )
    return sentence, _parts("sample", dials=_dials(result), draw=_cumulative(result))


def _dials(result: Result) -> str:
    settings = outlook.settings(result)
    head = "".join(
        f'<th scope="col"{" class=off" if setting == "off" else ""}><span class="dial-name">{name}</span>'
        f'<span class="dial-setting">{escape(setting)}</span>'
        f'<span class="dial-kept">{kept} left</span></th>'
        for _, name, setting, kept in settings
    )
    rows = "".join(_dial_row(c, place, result) for place, c in enumerate(result.candidates))
    return (
        '<div class="dials-table"><h3>Probability after each dial, %</h3><table class="reshaping">'
        '<caption class="unseen">Probability of the likeliest tokens after '
        'each dial</caption>'
        f'<thead><tr><th scope="col">Token</th><th scope="col" class="logit"><span class="dial-name">Logit</span></th>{head}</tr>'
        f'</thead><tbody>{rows}</tbody></table></div>'
    )


def _dial_row(candidate: Candidate, place: int, result: Result) -> str:
    cells = "".join(
        f'<td class="{"out" if p == 0 else ""}" title="{p:.6g}"><span class="fill" style="--share:{p:.4f}"></span>'
        f'<span class="number" data-dial="{dial}" data-exact="{exact(p)}">{share(p).removesuffix(" %")}</span></td>'
        for dial, p in candidate.probabilities.items()
    )
    chosen = " chosen" if candidate.id == result.draw.token else ""
    return (
        f'<tr class="candidate{chosen}" data-key="candidate-{place}" data-id="{candidate.id}">'
        f'<th scope="row">{token_html(candidate.label)}</th>'
        f'<td class="logit"><span class="number" data-logit="{exact(candidate.logit)}">{number(candidate.logit)}</span></td>{cells}</tr>'
    )


def _cumulative(result: Result) -> str:
    return (
        '<h3 class="cumulative-title">The draw: one random number on the cumulative bar</h3>'
        f'{cumulative_html(outlook.pieces(result), result.draw.u)}'
    )


def _append(result: Result) -> tuple[str, str]:
    token = result.choice
    why = _ENDS.get(result.stop, "") + (_whole(result) if result.stop else "")
    chosen = (
        f'<div class="chosen-token" data-chosen="{token.id}"><span class="big">{token_html(token.label)}</span>'
        f'<span class="hint">token {token.id}, number {result.cursor + 1} of the run</span></div>'
    )
    cache = readings.columns(result)
    if cache is None:
        return f"{spoken_html(token.label)} joins the context.{why}", chosen + _cumulative(result)
    size, one = quantity(result.cache_bytes, "B"), quantity(readings.column_bytes(result), "B")
    columns = f"{result.context} column{'' if result.context == 1 else 's'}"
    sentence = (
        f"{spoken_html(token.label)} joins the context and is read in the next step; this step added one column of {one} "
        f"to the cache.{why}"
    )
    body = (
        f'<div class="append-grid">{chosen}<div class="cache-grows"><p class="cache-size">'
        f'<span class="number" data-cache-bytes="{result.cache_bytes}">{size.number}</span> '
        f'<span class="unit">{size.unit}</span> <span class="hint">of cache: {columns} of {one}, one for each token read</span>'
        '</p></div></div>'
        + _parts("append", cache=f'<div class="tensor-grid grows">{tensor_html(cache)}</div>', draw=_cumulative(result))
    )
    return sentence, body


def _whole(result: Result) -> str:
    """The text that a run ends with, for who cannot see it."""
    return f'<span class="unseen"> The end of the text is now: {escape(visible(result.text[-_HEARD:]))}</span>'


def _tensors(tensors: tuple[readings.Tensor, ...]) -> str:
    return f'<div class="tensor-grid">{"".join(map(tensor_html, tensors))}</div>'


_PANELS: dict[str, Callable[[Result], tuple[str, str]]] = {
    "tokenize": _tokenize,
    "embed": _embed,
    "attention": _attention,
    "mlp": _mlp,
    "unembed": _unembed,
    "sample": _sample,
    "append": _append,
}
