"""The flow of power as a picture: drawn in the browser once for each change, told as a list where it is not drawn."""

from __future__ import annotations

import json
from dataclasses import dataclass

from instruments.energy import IDS
from instruments.energy.flow import Flow, Part
from instruments.energy.result import Balance
from instruments.frame.pictures import sources
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import per_cent, quantity
from instruments.widgets import Fragment, LightDom

_CITED = ("board_power", "host_power", "network_power", "storage_power", "site_power", "useful_power")


@dataclass
class Place:
    """Where it is drawn; the page draws it from what stands in the list's markup, so that it is never behind."""

    target: str
    stale: bool = False


class FlowPicture:
    """Like :class:`instruments.frame.pictures.Picture`, but for who draws it: static/js/energy.js, with d3-sankey."""

    id = "flow"
    title = "Where do the watts go?"

    def __init__(self) -> None:
        self.still: Markup = EMPTY
        self.mount = Place(IDS("slot", self.id))
        self.told = Fragment(target=IDS("told", self.id))
        self.caption = Fragment(target=IDS("caption", self.id))

    @property
    def components(self) -> list[LightDom]:
        """What the page binds."""
        return [self.caption, self.told]

    def show(self, result: Balance) -> None:
        """Bring list and sentence up to a result; the page draws when they have come."""
        self.told.html = told_html(result.flow)
        cited = sources(result.chain[name].equation.source for name in _CITED)
        self.caption.html = markup("{}<cite hidden>{}</cite>", result.headline, cited)

    def draw(self) -> None:
        """It is never behind."""

    def html(self) -> Markup:
        """Title, export menu, the slot of the drawing, the list that says the same, sentence."""
        exports = joined(
            markup(
                '<button type="button" class="button quiet" data-export="{}" data-slot="{}">{}</button>', kind, self.mount.target,
                    kind.upper()
            )
            for kind in ("svg", "png", "csv")
        )
        return markup(
            '<figure class="card picture broad flow" id="{picture}" aria-labelledby="{heading}"><header>'
            '<h3 id="{heading}">{title}</h3>'
            '<div class="exports" role="group" aria-label="Save the picture">{exports}</div></header>'
            '<div class="slot" id="{slot}" data-keep>{still}</div>'
            '<div class="flow-told" id="{told_id}">{told}</div>'
            '<figcaption class="caption" id="{below}">{caption}</figcaption></figure>',
            picture=IDS("picture", self.id), heading=IDS("title", self.id), title=self.title, exports=exports, slot=self.mount.target,
            still=self.still, told_id=self.told.target, told=self.told.html, below=self.caption.target, caption=self.caption.html,
        )  # fmt: skip


def told_html(flow: Flow) -> Markup:
    """Return what is drawn, as data and as a list: each end with its power, its share and its band."""
    data = {
        "nodes": [
            {"id": part.id, "name": part.name, "short": part.short, "kind": part.kind, "row": part.row, "watts": part.watts,
             "shown": part.shown, "share": per_cent(part.share, 2), "band": _band(part)}
            for part in flow.parts.values() if part.watts > 0
        ],
        "links": [{"source": source, "target": target, "value": watts} for source, target, watts in flow.links],
    }  # fmt: skip
    total = flow.parts["grid"]
    return markup(
        '<div hidden data-flow="{}"></div><p class="flow-total">{} from the grid ({}), of which</p><ol class="flow-ends">{}</ol>',
        json.dumps(data), total.shown, _band(total), joined(map(_end, flow.ends)),
    )  # fmt: skip


def _end(part: Part) -> Markup:
    return markup(
        '<li class="flow-end" data-kind="{kind}" data-key="{id}"><span class="flow-name">{name}</span>'
        '<span class="flow-bar" aria-hidden="true"><span style="--share:{share:.4f}"></span></span>'
        '<span class="flow-watts">{watts}, {percent}</span><span class="flow-band">{band}</span></li>',
        kind=part.kind, id=part.id, name=part.name, share=part.share, watts=part.shown, percent=per_cent(part.share, 2), band=_band(part),
    )  # fmt: skip


def _band(part: Part) -> str:
    """Between which powers others of its kind were found, in the unit of its own."""
    if part.low == part.high:
        return "by definition"
    low, high = (quantity(watts, "W", 2) for watts in (part.low, part.high))
    return f"{low} to {high}"
