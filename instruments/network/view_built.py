"""What the network is built of, drawn: servers below, tiers of switches above, or a torus; and where its middle is."""

from __future__ import annotations

from itertools import pairwise
from math import isnan

from instruments.network.rows import Outcome
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import quantity, significant

_WIDTH, _HEIGHT = 520.0, 250.0
_MOST = {"server": 8, "leaf": 8, "upper": 4}
_LEFT, _RIGHT = 76.0, 512.0
_TALL = 30.0
_SIDE = 4


def built_html(result: Outcome) -> Markup:
    """Return the drawing, with the sentence that says it."""
    torus = result.values["topology"] == "torus"
    return markup(
        '<svg class="built" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg><p class="caption">{}</p>',
        _WIDTH, _HEIGHT, _told(result), _torus(result) if torus else _tiers(result), _told(result),
    )  # fmt: skip


def _told(result: Outcome) -> str:
    chain, cards = result.chain, quantity(result.values["cards"], "card")
    middle = f"{quantity(float(chain.bisection), 'B/s')} cross the middle in each direction"
    if result.values["topology"] == "torus":
        sides = f"{float(chain.side):.0f}" if int(result.values["dimensions"]) == 1 else _sides(result)
        return f"{cards}{_stand(result)} in a torus of {sides}{_mirrors(result)}: {middle}."
    side_by_side = result.values["topology"] == "rails" and chain.domains > 1
    planes = f" in {result.path.domain:.0f} trees side by side" if side_by_side else ""
    over = float(result.values["oversubscription"])
    down = f" At a leaf {significant(over, 2)} ports lead down for each one up." if over > 1 and chain.tiers > 1 else ""
    domains, switches = quantity(float(chain.domains), "domain"), quantity(float(chain.switches), "switch")
    return f"{cards}{_stand(result)} in {domains}, {switches} between servers{planes}: {middle}.{_within(result)}{down}"


def _stand(result: Outcome) -> str:
    """In how many racks, where that is known."""
    racks = float(result.chain.racks)
    return "" if isnan(racks) else f" in {quantity(racks, 'rack')},"


def _within(result: Outcome) -> str:
    """What joins the cards of a domain."""
    count = float(result.chain.scale_up_switches)
    if isnan(count):
        return ""
    return f" Within the domains {quantity(count, 'switch')} of the cards' own links besides, over copper."


def _mirrors(result: Outcome) -> str:
    """How the racks of a torus are joined."""
    mirrors, far = float(result.chain.optical_switches), float(result.chain.far_links)
    if isnan(mirrors):
        return ", without switches"
    share = 100 * far / float(result.chain.tree_links)
    return f", {share:.0f}% of its links by fibre through {quantity(mirrors, 'switch')} of mirrors, the others copper within a rack"


def _sides(result: Outcome) -> str:
    return " \N{MULTIPLICATION SIGN} ".join([f"{float(result.chain.side):.0f}"] * int(result.values["dimensions"]))


def _tiers(result: Outcome) -> Markup:
    """Servers, leaves, and what stands above them; of many, as many as there is room for."""
    chain, tiers = result.chain, int(result.chain.tiers)
    upper = float(chain.uppers)
    # Of three tiers, two switches between for each one at the top.
    each = upper / max(2 * tiers - 3, 1)
    tops = [] if tiers == 1 else [*[2 * each] * (tiers - 2), each]
    counts = [("server", "domains", float(chain.domains)), ("leaf", "leaves", float(chain.leaves))]
    counts += [("upper", "spines" if place + 1 == len(tops) else "middle", round(count)) for place, count in enumerate(tops)]
    gap = (_HEIGHT - 24 - _TALL) / (len(counts) - 1)
    rows = [_row(kind, count, _HEIGHT - 12 - _TALL - place * gap) for place, (kind, _, count) in enumerate(counts)]
    ratio = float(result.values["oversubscription"]) if tiers > 1 else 1.0
    rails = result.values["topology"] == "rails"
    links = joined(
        _between(low, high, 1.0 if place == 0 else 1.0 / ratio, rails=rails and place == 0)
        for place, (low, high) in enumerate(pairwise(rows))
    )
    planes = f" \N{MULTIPLICATION SIGN} {result.path.domain:.0f}" if rails and chain.domains > 1 else ""
    names = joined(
        markup(
            '<text class="name" x="0" y="{}"><tspan class="count">{}</tspan><tspan x="0" dy="15">{}</tspan></text>',
            rows[place][0][1] + 10, _counted(count) + (planes if place else ""), name,
        )
        for place, (_, name, count) in enumerate(counts)
    )  # fmt: skip
    boxes = joined(
        markup('<rect class="box {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" rx="2"/>', counts[place][0], x, y, width, _TALL)
        for place, row in enumerate(rows) for x, y, width in row
    )  # fmt: skip
    return markup("{}{}{}{}", links, boxes, names, _middle(result))


def _counted(count: float) -> str:
    shown = quantity(count, "switch")
    return f"{shown.number} {shown.prefix}".rstrip()


def _row(kind: str, count: float, y: float) -> list[tuple[float, float, float]]:
    """Boxes of a tier: left, top and width."""
    shown = max(1, min(_MOST[kind], round(count)))
    across = (_RIGHT - _LEFT) / shown
    width = min(across * 0.72, 46.0)
    return [(_LEFT + (place + 0.5) * across - width / 2, y, width) for place in range(shown)]


def _between(low: list[tuple[float, float, float]], high: list[tuple[float, float, float]], load: float, *, rails: bool) -> Markup:
    """Lines from a tier up to the next: a tree's server to its leaf, a rail's to all, a leaf to everything above."""
    pairs = []
    for place, (x, y, width) in enumerate(low):
        servers = y > _HEIGHT - 50
        near = high[place * len(high) // len(low)]
        for x_up, y_up, width_up in high if rails or not servers else [near]:
            pairs.append((x + width / 2, y, x_up + width_up / 2, y_up + _TALL))
    return joined(
        markup('<line class="wire" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" style="--load:{:.3f}"/>', x1, y1, x2, y2, load)
        for x1, y1, x2, y2 in pairs
    )


def _middle(result: Outcome) -> Markup:
    across = (_LEFT + _RIGHT) / 2
    return markup(
        '<line class="cut" x1="{x}" y1="4" x2="{x}" y2="{y}"/><text class="cut-name" x="{x}" y="{at}">{text}</text>',
        x=across, y=_HEIGHT - 4, at=_HEIGHT / 2 + 4, text=quantity(float(result.chain.bisection), "B/s"),
    )  # fmt: skip


def _torus(result: Outcome) -> Markup:
    """A few rows of it, each of which goes round."""
    step, left, top = (_HEIGHT - 50) / (_SIDE - 1), 150.0, 25.0
    flat = int(result.values["dimensions"]) == 1
    rows = 1 if flat else _SIDE
    spots = [(left + x * step, (_HEIGHT / 2 if flat else top + y * step)) for y in range(rows) for x in range(_SIDE)]
    lines = [markup('<path class="wire" d="M{:.1f} {:.1f}h{:.1f}" style="--load:0.5"/>', x, y, step)
             for x, y in spots if x < left + (_SIDE - 1.5) * step]  # fmt: skip
    lines += [markup('<path class="wire" d="M{:.1f} {:.1f}v{:.1f}" style="--load:0.5"/>', x, y, step)
              for x, y in spots if not flat and y < top + (_SIDE - 1.5) * step]  # fmt: skip
    lines += [markup('<path class="wire round" d="M{:.1f} {:.1f}q{:.1f} -16 {:.1f} 0" style="--load:0.5"/>', left, y, 1.5 * step, 3 * step)
              for y in sorted({y for _, y in spots})]  # fmt: skip
    boxes = [markup('<rect class="box server" x="{:.1f}" y="{:.1f}" width="18" height="18" rx="2"/>', x - 9, y - 9) for x, y in spots]
    cut = left + 1.5 * step
    name = markup(
        '<line class="cut" x1="{x}" y1="4" x2="{x}" y2="{y}"/><text class="cut-name" x="{x}" y="{at}">{text}</text>'
        '<text class="name" x="0" y="{at}"><tspan class="count">{sides}</tspan></text>',
        x=cut, y=_HEIGHT - 4, at=_HEIGHT / 2 + 4, text=quantity(float(result.chain.bisection), "B/s"), sides=_sides(result),
    )  # fmt: skip
    return markup("{}{}{}", joined(lines), joined(boxes), name) if spots else EMPTY
