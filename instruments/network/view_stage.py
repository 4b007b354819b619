"""The operation on the page: cards and links as a picture, their numbers as a table, what was sent as a sentence."""

from __future__ import annotations

from instruments.markup import EMPTY, Markup, joined, markup
from instruments.network.layout import HEIGHT, WIDTH, Body, Spot, beside, frames, spots, way
from instruments.network.play import Play
from instruments.network.said import cell_told, chunks_told, sentence
from instruments.network.seen import cells, is_summed
from instruments.text import quantity

_HEIGHT = 38.0
_FEW = 8


def picture_html(play: Play, step: int) -> Markup:
    """Return cards, links, and what was sent last."""
    places = spots(play)
    body = _body(play)
    sent = {(each.source, each.target): each.chunks for each in play.now(step)}
    traffic, most = play.states[step].traffic, max(play.states[-1].traffic.values())
    links = joined(
        markup(
            '<path class="link {now}" d="{d}" style="--load:{load:.3f}"><title>{told}</title></path>',
            now="sends" if link in sent else "", d=way(places[link[0]], places[link[1]], body),
            load=traffic.get(link, 0) / most, told=_link_told(play, link, traffic.get(link, 0)),
        )
        for link in sorted(play.states[-1].traffic, key=lambda link: link in sent)
    )  # fmt: skip
    named = sent.items() if play.ranks <= _FEW or not play.is_crossing else ()
    said = joined(_label(beside(places[link[0]], places[link[1]], body), chunks, play) for link, chunks in named)
    return markup(
        '<svg class="stage" viewBox="0 0 {width} {height}" role="img" aria-label="{told}" data-at="{step}">'
        '<defs><marker id="network-arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="11" markerHeight="11" '
        'markerUnits="userSpaceOnUse" orient="auto">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>{servers}<g class="links">{links}</g>{cards}{said}</svg>',
        width=WIDTH, height=HEIGHT, told=sentence(play, step), step=step, servers=_servers(play), links=links,
        cards=joined(_card(play, step, card, spot) for card, spot in enumerate(places)), said=said,
    )  # fmt: skip


def _servers(play: Play) -> Markup:
    return joined(
        markup(
            '<g class="server"><rect x="{}" y="{}" width="{}" height="{}" rx="4"/><text x="{}" y="{}">server {}</text></g>',
            left, top, width, height, left + width / 2, top + 18, number,
        )
        for number, (left, top, width, height) in enumerate(frames(play))
    )  # fmt: skip


def _card(play: Play, step: int, card: int, spot: Spot) -> Markup:
    """A card with a strip of its chunks: the fuller, the more numbers are in them."""
    is_switch = card == play.ranks
    room = 2 * _body(play).half_width - 8
    width = room / play.ranks
    strip = joined(
        markup(
            '<rect class="chunk {kind}" x="{x:.2f}" y="{y:.1f}" width="{width:.2f}" height="12" style="--share:{share:.3f}"/>',
            kind=cell.kind, x=spot.x - room / 2 + column * width, y=spot.y + 3, width=width, share=cell.share,
        )
        for column, cell in enumerate(cells(play, step)[card])
    )
    return markup(
        '<g class="card-mark {kind}">'
        '<rect class="body" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" rx="3"/>'
        '<text x="{middle:.1f}" y="{line:.1f}">{name}</text>{strip}</g>',
        kind="switch" if is_switch else "", x=spot.x - room / 2 - 4, y=spot.y - _HEIGHT / 2, width=room + 8, height=_HEIGHT,
        middle=spot.x, line=spot.y - 4, name="switch" if is_switch else card, strip=strip,
    )  # fmt: skip


def _label(spot: Spot, chunks: tuple[int, ...], play: Play) -> Markup:
    return markup('<text class="sent" x="{:.1f}" y="{:.1f}">{}</text>', spot.x, spot.y + 4, chunks_told(chunks, play))


def _body(play: Play) -> Body:
    return Body(40.0 if play.ranks <= _FEW else 29.0, _HEIGHT / 2)


def _link_told(play: Play, link: tuple[int, int], chunks: int) -> str:
    names = ["switch" if card == play.ranks else f"card {card}" for card in link]
    return f"{names[0]} to {names[1]}: {chunks} chunk{'' if chunks == 1 else 's'} so far"


def table_html(play: Play, step: int) -> Markup:
    """Return the numbers of all cards, and what they come to."""
    head = joined(markup('<th scope="col">{}</th>', chunk) for chunk in range(play.ranks))
    rows = joined(
        markup(
            '<tr data-key="card-{row}"><th scope="row">{name}</th>{cells}</tr>',
            row=row, name="Switch" if row == play.ranks else f"Card {row}",
            cells=joined(
                markup(
                    '<td class="{} {}" title="{}">{}</td>', cell.kind, "came" if cell.came else "", cell_told(play, step, row, at),
                    cell.text,
                )
                for at, cell in enumerate(line)
            ),
        )
        for row, line in enumerate(cells(play, step))
    )  # fmt: skip
    sums = EMPTY
    if is_summed(play.operation):
        sums = markup(
            '<tfoot><tr><th scope="row">Sum</th>{}</tr></tfoot>',
            joined(markup('<td title="The numbers of all cards, added up">{:.0f}</td>', total) for total in play.sums.tolist()),
        )
    return markup(
        '<table class="held {many}"><caption class="unseen">What each card holds of each chunk</caption>'
        '<thead><tr><th scope="col">Chunk</th>{head}</tr></thead><tbody>{rows}</tbody>{sums}</table>',
        head=head, rows=rows, sums=sums, many="many" if play.ranks > _FEW else "",
    )  # fmt: skip


def loads_html(play: Play, step: int, buffer: float) -> Markup:
    """Return how much the links have carried so far: of the real buffer, links of the same load together."""
    most = max(play.states[-1].traffic.values())
    lines = joined(
        markup(
            '<li data-key="load-{key}"><span>{links}</span><span class="load" style="--load:{share:.3f}"></span>'
            '<span class="number">{bytes}</span></li>',
            key=place, links=f"{links} link{'' if links == 1 else 's'}", share=chunks / most,
            bytes=f"{quantity(chunks * buffer / play.ranks, 'B')}{' each' if links > 1 else ''}",
        )
        for place, (chunks, links) in enumerate(play.loads(step))
    )  # fmt: skip
    return lines or markup('<li data-key="load-none" class="hint">Nothing has been sent yet.</li>')
