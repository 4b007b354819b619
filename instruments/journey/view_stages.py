"""The stage on show: its sentence, its tensors, its bars; all other stages cost nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection

from formulas.caching import shared
from formulas.registry import get
from formulas.tiny.tokenizer import Chunk, visible
from instruments.evidence.working import statement
from instruments.journey import IDS, outlook, readings
from instruments.journey.marks import bars_html, cumulative_html, exact, number, share, spoken_html, tensor_html, token_html
from instruments.journey.plain import plain
from instruments.journey.result import Candidate, Result
from instruments.journey.view_strips import NAMES, TITLES
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.prose.words import marked
from instruments.quantities.text import quantity

_ENDS = {
    "period": " A sentence ends here.",
    "story": " The text ends here.",
    "limit": " That was the last token of the limit.",
}
_CUT = (
    "Each word starts as its [bytes|byte]; learnt pairs are merged, the first learnt first: a [merge] makes one piece of two that stood "
    "side by side often. Shown is the end of the prompt."
)
_LOOKED = 5
"""Tokens that are listed; the picture beside them has all."""
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


def stage_html(result: Result, opened: Collection[str] = ()) -> Markup:
    """Return the panel of the stage on show; ``opened`` are the folds that the reader opened."""
    stage = readings.stage_of(result)
    name = TITLES.get(stage.name, NAMES[stage.name])
    title = name if stage.layer is None else f"{name} of layer {stage.layer + 1}"
    sentence, body = _PANELS[stage.name](result)
    button, card = _equations(stage.name, is_open=_FOLD in opened) if result.speaker.layers else (EMPTY, EMPTY)
    kind = "panel" if result.speaker.layers else "panel of-table"
    return markup(
        '<section class="{kind}" data-key="panel-{name}" data-panel="{name}"><header><div class="panel-title"><h2>{title}</h2>'
        '{button}</div><p class="plain">{plain}</p><p class="sentence" data-spoken>{sentence}</p>{card}</header>{body}</section>',
        kind=kind, name=stage.name, title=title, button=button, plain=marked(plain(result)), sentence=sentence, card=card, body=body,
    )


def _equations(stage: str, *, is_open: bool) -> tuple[Markup, Markup]:
    """The button that opens the equations of a stage, and what it opens."""
    if stage not in _EQUATIONS:
        return EMPTY, EMPTY
    return (
        markup(
            '<button type="button" class="fold" data-fold="{}" aria-expanded="{}" aria-controls="{}">Equations</button>',
            _FOLD, str(is_open).lower(), IDS(_FOLD),
        ),
        markup(
            '<div class="working equations" id="{id}" data-key="equations-{stage}"{hidden}>{card}</div>',
            id=IDS(_FOLD), stage=stage, hidden="" if is_open else " hidden", card=_stated(stage),
        ),
    )


@shared
def _stated(stage: str) -> Markup:
    """The equations of a stage, which no dial changes."""
    return joined(statement(get(f"tiny.{name}")) for name in _EQUATIONS[stage])


def _parts(stage: str, **parts: Markup) -> Markup:
    """Return the parts of a panel: one below the other, or, where room is short, one at a time."""
    picks = joined(
        markup(
            '<button type="button" class="pick" data-part-pick="{}" aria-pressed="{}">{}</button>',
            key, str(i == 0).lower(), _PARTS[key],
        )
        for i, key in enumerate(parts)
    )
    bodies = joined(
        markup('<div class="part{}" data-part="{}">{}</div>', "" if i else " shown", key, part)
        for i, (key, part) in enumerate(parts.items())
    )
    return markup(
        '<div class="parts" data-parts="{}"><div class="picks part-picks" role="group" aria-label="Part of this stage">{}</div>'
        "{}</div>",
        stage, picks, bodies,
    )


def _tokenize(result: Result) -> tuple[Markup | str, Markup]:
    count = result.context - 1
    if not result.speaker.layers:
        words = joined(_cell(token.label, token.id) for token in result.tokens[1:][-24:])
        sentence = f"{count:,} words of the table of {result.speaker.tokens.size}, each known by its number."
        shown = words or _cell(result.tokens[0].label, result.tokens[0].id)
        return sentence, _chunk_list(markup('<div class="pieces-line">{}</div>', shown))
    if not result.chunks:
        start = _cell(result.tokens[0].label, result.tokens[0].id)
        sentence = "There is no text: the model begins with the sign for the start of a text."
        return sentence, markup('<div class="pieces-line">{}</div>', start)
    sentence = markup("{:,} token{} of text. {}", count, "" if count == 1 else "s", marked(_CUT))
    return sentence, _chunk_list(joined(map(_chunk, result.chunks)))


def _chunk_list(content: Markup) -> Markup:
    return markup('<div class="chunk-list" role="group" aria-label="How the text is cut" data-scrolls>{}</div>', content)


def _chunk(chunk: Chunk) -> Markup:
    data = joined(markup("<span>{:02X}</span>", byte) for byte in chunk.bytes)
    merges = joined(
        markup(
            '<li><span class="rank">merge {}</span><span class="pieces-line">{}</span></li>',
            merge.rank + 1, joined(token_html(readings.seen(piece)) for piece in merge.pieces),
        )
        for merge in chunk.merges
    )
    ids = joined(_cell(label, token) for label, token in readings.tokens_of(chunk))
    return markup(
        '<div class="chunk"><p class="bytes" title="UTF-8 bytes">{}</p><ol class="merges">{}</ol>'
        '<p class="pieces-line ids">{}</p></div>',
        data, merges, ids,
    )


def _cell(label: str, token: int) -> Markup:
    return markup('<span class="token-id">{}<span class="number">{}</span></span>', token_html(label), token)


def _embed(result: Result) -> tuple[Markup | str, Markup]:
    token = readings.here(result)
    config = result.speaker.model.config
    sentence = markup(
        "Token {id} ({token}) picks row {id} of the embedding matrix, {vocabulary} rows of {d_model} numbers: {vector}",
        id=token.id, token=spoken_html(token.label), vocabulary=config.vocabulary, d_model=config.d_model,
        vector=marked("from here on the token is a [vector], the start of its [residual stream]."),
    )
    return sentence, _tensors(readings.embed(result))


def _attention(result: Result) -> tuple[Markup | str, Markup]:
    layer = readings.stage_of(result).layer
    looked, hidden = readings.looked_at(result, layer), readings.masked(result)
    whose = "the mean of its heads" if result.head is None else f"its head {result.head + 1}"
    behind = marked("behind the [causal mask].")
    mask = markup(" {} later token{} {}", hidden, " is" if hidden == 1 else "s are", behind) if hidden else EMPTY
    sentence = markup(
        "In layer {layer}, {here} looks most at {there}: {share} of its attention, {whose}.{mask}",
        layer=layer + 1, here=spoken_html(readings.here(result).label), there=spoken_html(looked[0].label),
        share=share(looked[0].value), whose=whose, mask=mask,
    )
    raw, weights = readings.scores(result, layer)
    heads, added = readings.reads(result, layer)
    body = _parts(
        "attention",
        asked=markup('<div class="tensor-grid three">{}</div>', joined(map(tensor_html, readings.projections(result, layer)))),
        looked=markup(
            '<div class="with-bars side-by-side"><div class="tensor-grid">{}{}</div>'
            '<div class="looked"><h3>Looked at most</h3>{}</div></div>',
            tensor_html(raw), tensor_html(weights), bars_html(looked[:_LOOKED], label="Looked at most"),
        ),
        read=markup('<div class="tensor-grid two">{}{}</div>', tensor_html(heads), tensor_html(added)),
    )
    return sentence, body


def _mlp(result: Result) -> tuple[Markup | str, Markup]:
    layer = readings.stage_of(result).layer
    sentence = markup(
        "{share} of the {gates} {name} of layer {layer} are open for {here}; if the model stopped here it would say {said}.",
        share=share(readings.active(result, layer)), gates=result.speaker.model.config.d_ff, layer=layer + 1,
        here=spoken_html(readings.here(result).label), said=spoken_html(result.lens[layer + 1][0].label),
        name=marked("[gates]"),
    )
    return sentence, markup('<div class="tensor-grid two">{}</div>', joined(map(tensor_html, readings.mlp(result, layer))))


def _unembed(result: Result) -> tuple[Markup | str, Markup]:
    top = outlook.top_logits(result)
    if not result.speaker.layers:
        sentence = markup("The table's row for {}: the score of each word that can follow.", spoken_html(readings.here(result).label))
        return sentence, markup('<div class="looked wide"><h3>Scores</h3>{}</div>', bars_html(top, "number", "Scores"))
    sentence = markup(
        "The last state is compared with the vector of every token: {} is most alike, with a logit of {}.",
        spoken_html(top[0].label), number(top[0].value),
    )
    final, scores = outlook.logits(result)
    bars = markup('<div class="looked"><h3>Highest logits, from the ninth up</h3>{}</div>', bars_html(top, "number", "Highest logits"))
    tensors = markup('<div class="tensor-grid">{}{}</div>', tensor_html(final), tensor_html(scores))
    return sentence, markup('<div class="with-bars">{}{}</div>', tensors, bars)


def _sample(result: Result) -> tuple[Markup | str, Markup]:
    piece, kept = outlook.landed(result), result.shapings[-1].kept
    left = f"{kept} token{'' if kept == 1 else 's'}"
    sentence = markup(
        "The dials leave {left}. The needle falls on {u:.4f}, between {start:.4f} and {end:.4f}: {piece} is drawn.",
        left=left, u=result.draw.u, start=piece.start, end=piece.end, piece=spoken_html(piece.label),
    )
    return sentence, _parts("sample", dials=_dials(result), draw=_cumulative(result))


def _dials(result: Result) -> Markup:
    columns = outlook.columns(result)
    head = joined(
        markup(
            '<th scope="col"{tried}><span class="dial-name">{name}</span><span class="dial-setting">{setting}</span>'
            '<span class="dial-kept">{kept} left</span></th>',
            tried=" class=tried" if column.tried else "", name=column.name, setting=column.setting, kept=column.kept,
        )
        for column in columns
    )
    rows = joined(_dial_row(c, place, result, columns) for place, c in enumerate(result.candidates))
    return markup(
        '<div class="dials-table"><h3>Probability after each dial, %</h3>{}<table class="reshaping">'
        '<caption class="unseen">Probability of the likeliest tokens after '
        'each dial</caption>'
        '<thead><tr><th scope="col">Token</th><th scope="col" class="logit"><span class="dial-name">Logit</span></th>{}</tr>'
        '</thead><tbody>{}</tbody></table></div>',
        _idle(result), head, rows,
    )


def _idle(result: Result) -> Markup:
    """Which dials are off, in words: a column for each would only say the same again."""
    names = [outlook.DIALS[dial] for dial in outlook.off(result)]
    if not names:
        return EMPTY
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    changes = "changes nothing as it is set" if len(names) == 1 else "change nothing as they are set"
    return markup('<p class="hint">{} {}.</p>', listed, changes)


def _dial_row(candidate: Candidate, place: int, result: Result, columns: tuple[outlook.Column, ...]) -> Markup:
    shown = [(column, float(column.probabilities[candidate.id])) for column in columns]
    cells = joined(
        markup(
            '<td class="{kind}" title="{p:.6g}"><span class="fill" style="--share:{p:.4f}"></span>'
            '<span class="number" data-dial="{dial}" data-exact="{exact}">{share}</span></td>',
            kind=" ".join(["tried"] * column.tried + ["out"] * (p == 0)), p=p, dial=column.key, exact=exact(p),
            share=share(p).removesuffix("%"),
        )
        for column, p in shown
    )
    chosen = " chosen" if candidate.id == result.draw.token else ""
    return markup(
        '<tr class="candidate{chosen}" data-key="candidate-{place}" data-id="{id}">'
        '<th scope="row">{token}</th>'
        '<td class="logit"><span class="number" data-logit="{logit}">{number}</span></td>{cells}</tr>',
        chosen=chosen, place=place, id=candidate.id, token=token_html(candidate.label), logit=exact(candidate.logit),
        number=number(candidate.logit), cells=cells,
    )


def _cumulative(result: Result) -> Markup:
    return markup(
        '<h3 class="cumulative-title">The draw: one random number on the cumulative bar</h3>{}',
        cumulative_html(outlook.pieces(result), result.draw.u),
    )


def _append(result: Result) -> tuple[Markup | str, Markup]:
    token = result.choice
    why = markup("{}{}", _ENDS.get(result.stop, ""), _whole(result) if result.stop else EMPTY)
    chosen = markup(
        '<div class="chosen-token" data-chosen="{id}"><span class="big">{token}</span>'
        '<span class="hint">token {id}, number {cursor} of the run</span></div>',
        id=token.id, token=token_html(token.label), cursor=result.cursor + 1,
    )
    cache = readings.columns(result)
    if cache is None:
        return markup("{} joins the context.{}", spoken_html(token.label), why), chosen + _cumulative(result)
    size, one = quantity(result.cache_bytes, "B"), quantity(readings.column_bytes(result), "B")
    columns = f"{result.context} column{'' if result.context == 1 else 's'}"
    sentence = markup(
        "{} joins the context and is read in the next step; this step added one column of {} to the cache.{}",
        spoken_html(token.label), one, why,
    )
    grown = markup(
        '<div class="append-grid">{chosen}<div class="cache-grows"><p class="cache-size">'
        '<span class="number" data-cache-bytes="{cache_bytes}">{number}</span> '
        '<span class="unit">{unit}</span> <span class="hint">of cache: {columns} of {one}, one for each token read</span>'
        '</p></div></div>',
        chosen=chosen, cache_bytes=result.cache_bytes, number=size.number, unit=size.unit, columns=columns, one=one,
    )
    parts = _parts("append", cache=markup('<div class="tensor-grid grows">{}</div>', tensor_html(cache)), draw=_cumulative(result))
    return sentence, grown + parts


def _whole(result: Result) -> Markup:
    """The text that a run ends with, for who cannot see it."""
    return markup('<span class="unseen"> The end of the text is now: {}</span>', visible(result.text[-_HEARD:]))


def _tensors(tensors: tuple[readings.Tensor, ...]) -> Markup:
    return markup('<div class="tensor-grid">{}</div>', joined(map(tensor_html, tensors)))


_PANELS: dict[str, Callable[[Result], tuple[Markup | str, Markup]]] = {
    "tokenize": _tokenize,
    "embed": _embed,
    "attention": _attention,
    "mlp": _mlp,
    "unembed": _unembed,
    "sample": _sample,
    "append": _append,
}
