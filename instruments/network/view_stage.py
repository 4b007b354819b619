"""The operation on the page: cards and links as a picture, their numbers as a table, what was sent as a sentence."""

from __future__ import annotations

from instruments.frame.told import Told
from instruments.network.layout import CELL, FEW, HEIGHT, NAME, WIDTH, Body, Spot, beside, body, frames, spots, way
from instruments.network.number_shown import Cell, cells, is_summed
from instruments.network.play import Play
from instruments.network.sentences import cell_told, sent_told, sentence
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import quantity

_STRIP = 10.0
_MANY_LINKS = 3
_SAID = 40
"""Transfers of a step that there is room to name: what each sends."""


def picture_html(play: Play, step: int) -> Markup:
    """Return cards with their numbers, links, and what was sent last."""
    places, size = spots(play), body(play)
    sent = {(each.source, each.target): each for each in play.now(step)}
    traffic, most = play.states[step].traffic, max(play.states[-1].traffic.values())
    links = joined(
        markup(
            '<path class="link {now}" d="{d}" style="--load:{load:.3f}"><title>{told}</title></path>',
            now="sends" if link in sent else "", d=way(places[link[0]], places[link[1]], size),
            load=traffic.get(link, 0) / most, told=_link_told(play, link, traffic.get(link, 0)),
        )
        for link in sorted(play.states[-1].traffic, key=lambda link: link in sent)
    )  # fmt: skip
    named = sent.items() if play.ranks <= FEW and len(sent) <= _SAID else ()
    said = joined(_label(beside(places[link[0]], places[link[1]], size), sent_told(play, step, each)) for link, each in named)
    many = len(play.states[-1].traffic) > _MANY_LINKS * play.ranks
    return markup(
        '<svg class="stage {many}" viewBox="0 0 {width} {height}" role="img" aria-label="{told}" data-at="{step}">'
        '<defs><marker id="network-arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="11" markerHeight="11" '
        'markerUnits="userSpaceOnUse" orient="auto">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>{servers}<g class="links">{links}</g>{cards}{said}</svg>',
        many="many" if many else "", width=WIDTH, height=HEIGHT, told=sentence(play, step), step=step, servers=_servers(play), links=links,
        cards=joined(_card(play, step, card, spot, size) for card, spot in enumerate(places)), said=said,
    )  # fmt: skip


def _servers(play: Play) -> Markup:
    return joined(
        markup(
            '<g class="server"><rect x="{}" y="{}" width="{}" height="{}" rx="4"/><text x="{}" y="{}">{} {}</text></g>',
            left, top, width, height, left + width / 2, top + 19, "server" if width > 2 * FEW * FEW else "", number,
        )
        for number, (left, top, width, height) in enumerate(frames(play))
    )  # fmt: skip


def _card(play: Play, step: int, card: int, spot: Spot, size: Body) -> Markup:
    """A card with the numbers that it holds; among many, the one that came last above a strip of all its chunks."""
    line = cells(play, step)[card]
    is_switch = card == play.ranks
    left, top = spot.x - size.half_width, spot.y - size.half_height
    name = "switch" if is_switch else str(card)
    inside = _numbers(line, spot, top, size) if play.ranks <= FEW else _strip(line, left, top, size)
    if play.ranks > FEW:
        came = [cell.text for cell in line if cell.came]
        name = f"{name}: {came[0]}" if len(came) == 1 else name
    return markup(
        '<g class="card-mark {kind}"><rect class="body" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3"/>'
        '<text class="whose" x="{middle:.1f}" y="{line:.1f}">{name}</text>{inside}</g>',
        kind="switch" if is_switch else "", x=left, y=top, width=2 * size.half_width, height=2 * size.half_height, middle=spot.x,
        line=top + 15 if play.ranks <= FEW else top + 21, name=name, inside=inside,
    )  # fmt: skip


def _numbers(line: tuple[Cell, ...], spot: Spot, top: float, size: Body) -> Markup:
    """Every number in a box of its own."""
    width, height = CELL
    first = spot.x - size.columns * width / 2

    def at(place: int) -> tuple[float, float]:
        return first + place % size.columns * width, top + NAME + place // size.columns * height

    return joined(
        markup(
            '<rect class="chunk {kind} {came}" x="{x:.1f}" y="{y:.1f}" width="{width}" height="{height}" rx="2"/>'
            '<text class="holds {kind}" x="{middle:.1f}" y="{base:.1f}">{text}</text>',
            kind=cell.kind, came="came" if cell.came else "", x=at(place)[0] + 0.75, y=at(place)[1] + 0.75, width=width - 1.5,
            height=height - 1.5, middle=at(place)[0] + width / 2, base=at(place)[1] + height / 2 + 5.5, text=cell.text,
        )
        for place, cell in enumerate(line)
    )  # fmt: skip


def _strip(line: tuple[Cell, ...], left: float, top: float, size: Body) -> Markup:
    """A strip of all chunks: the fuller, the more numbers are in them."""
    room = 2 * size.half_width - 6
    width = room / len(line)
    return joined(
        markup(
            '<rect class="chunk {kind}" x="{x:.2f}" y="{y:.1f}" width="{width:.2f}" height="{height}"/>',
            kind=cell.kind, x=left + 3 + place * width, y=top + 2 * size.half_height - _STRIP - 5, width=width, height=_STRIP,
        )
        for place, cell in enumerate(line)
    )  # fmt: skip


def _label(spot: Spot, text: str) -> Markup:
    return markup('<text class="sent" x="{:.1f}" y="{:.1f}">{}</text>', spot.x, spot.y + 5, text)


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
        head=head, rows=rows, sums=sums, many="many" if play.ranks > FEW else "",
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
    if step == len(play.states) - 1:
        lines += _carried(play, step, buffer)
    return lines or markup('<li data-key="load-none" class="hint">Nothing has been sent yet.</li>')


def carried(play: Play, step: int) -> Told:
    """Return what all links have carried together in the end, which readers may guess before."""
    ended = step == len(play.states) - 1
    return Told("What all links carry together", "times the buffer", sum(play.states[-1].traffic.values()) / play.ranks if ended else None)


def _carried(play: Play, step: int, buffer: float) -> Markup:
    told = carried(play, step)
    return markup(
        '<li data-key="load-all" class="hint">All links together: {}, {}.</li>', quantity(told.value * buffer, "B"), told.html("sent")
    )
