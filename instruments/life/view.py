"""The map on the page: the loop of a model's life with the present design in its middle, the panels of its boxes, what to read."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn

from instruments.forge.model import Forge
from instruments.frame.address import encode, handed, taken, written
from instruments.frame.asked import ACT, ask_html, design_html, equation_html
from instruments.frame.borrowed import Borrowed
from instruments.frame.chrome import opening, share_html
from instruments.frame.discovery import instruments
from instruments.frame.export import FORMATS, KINDS, shared_html
from instruments.frame.links import href
from instruments.frame.view import way_back
from instruments.life import IDS, INSTRUMENT
from instruments.life.boxes import boxes, numbers_html, panel_html, panelled
from instruments.life.drawing import PLATE, drawing, tracks
from instruments.life.further import further_html
from instruments.life.model import NOWHERE, Life
from instruments.life.result import life
from instruments.life.stops import BRANCH, PATH, RETURN, STOPS, SUBSTRATE, Published
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import Action, Fragment, LightDom, button

_LOOP = (*PATH, RETURN, BRANCH)
"""What stands on the loop, in reading order."""


class LifeView:
    """Shows the life of the design that the Forge holds.

    Parameters
    ----------
    model
        Which box is looked into.
    forge
        The Forge on the same page.
    """

    pictures = ()
    """None of the frame's: the map is text and lines."""

    def __init__(self, model: Life, forge: Forge) -> None:
        self.model, self.forge = model, forge
        self.lender = instruments()[INSTRUMENT.needs[0]]
        self.design = Borrowed(IDS, self.lender, forge)
        self.loop = Fragment(target=IDS("path"))
        self.ground = Fragment(target=IDS("substrate"))
        self.caption = Fragment(target=IDS("caption"))
        self.state = Fragment(target=IDS("state"))
        self.shared = Fragment(target=IDS("shared"))
        self.code = Fragment(target=IDS("code"))
        self.problem = Fragment(target=IDS("problem"))
        self.workings = {
            stop.id: Fragment(target=IDS("working", stop.id)) for stop in panelled() if not isinstance(stop.number, Published)
        }
        self.actions = {act: self._action(act) for act in ("opened", "share", ACT)}
        self._heard = 0
        self._in_sight = True
        model.param.watch(lambda event: self._tell_state(), "result")
        model.param.watch(lambda event: self._tell_problem(), "problem")
        model.param.watch(lambda event: self._take_up(), "replaced")
        self._take_up()
        forge.param.watch(lambda event: self._follow(), "result")
        self.update()

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        fragments = (self.loop, self.ground, self.caption, self.problem, self.shared, self.code, *self.workings.values())
        # The state comes last: when the page hears of it, everything else is bound.
        return [*fragments, *self.design.components, *self.actions.values(), self.state]

    @property
    def controls(self) -> dict[str, LightDom]:
        """None: nothing is decided here."""
        return {}

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and page back to where they are now."""
        return way_back(self, ("_heard", "_in_sight"), (self.problem, self.shared, self.code))

    def in_sight(self, seen: bool) -> None:
        """Follow the design only while somebody looks."""
        self._in_sight = seen
        self._follow()

    def update(self) -> None:
        """Bring everything up to the present design, in one message."""
        result = life(self.forge.result)
        with pn.io.hold():
            self.loop.html = boxes(_LOOP, result)
            self.ground.html = boxes(SUBSTRATE, result)
            self.caption.html = markup("{}", self._sentence())
            for name, working in self.workings.items():
                working.html = numbers_html(STOPS[name], result)
            self.design.show()
            self._tell_state()

    def _follow(self) -> None:
        if self._in_sight:
            self.update()

    def _take_up(self) -> None:
        """Hand the design of a link over to the Forge; from then on it is the Forge's."""
        brought = self.model.design
        if brought:
            self.model.param.update(design="")
            self.forge.take(taken(Forge, brought)[0], handed(brought))

    def _sentence(self) -> str:
        """What the map says of the design."""
        tokens, compute, size, weights, users = (
            self.forge.result.figures[name].shown
            for name in ("training_tokens", "training_compute", "total_parameters", "weight_bytes", "concurrent_users")
        )
        return (
            f"{tokens} and {compute} make a model of {size}; its {weights} of weights serve {users} at once on one replica. "
            "What they write leads back to the data."
        )

    def _tell_state(self) -> None:
        design = encode(Forge, self.forge.values, self.forge.handed)
        self.state.html = markup(
            '<span data-opened="{}" data-heard="{}" data-in-links="design={}"></span>', self.model.opened, self._heard, written(design)
        )

    def _tell_problem(self) -> None:
        text = self.model.problem
        self.problem.html = markup('<p class="refusal">{}</p>', text) if text else EMPTY

    # What the buttons do.

    def _action(self, act: str) -> Action:
        action = Action(target=IDS.section, act=act)
        action.on_click(getattr(self, f"_on_{act}"))
        return action

    def _on_opened(self, stop: str) -> None:
        with pn.io.hold():
            self._heard += 1
            self.model.assign(opened=stop if stop in STOPS else NOWHERE)
            self._tell_state()

    def _on_share(self, kind: str) -> None:
        write = FORMATS.get(kind)
        if write is not None:
            text, press = write(self.forge, life(self.forge.result)), self.actions["share"].clicks
            self.shared.html = shared_html(IDS("shared-text"), "The map", IDS.instrument, kind, text, press)

    def _on_code(self, row: str) -> None:
        press = self.actions[ACT].clicks
        if not row:
            self.code.html = design_html(self.lender.title, self.forge, press)
        elif row in (result := life(self.forge.result)).figures:
            self.code.html = equation_html(result.figures[row].step, result.cited(row), press)

    # The markup that all of this is bound to.

    def html(self) -> Markup:
        """Return the map's whole markup in its present state."""
        result = life(self.forge.result)
        return markup(
            '<div class="life" data-life>{opening}<div id="{problem_id}" role="alert">{problem}</div>'
            '<figure class="life-map" aria-labelledby="{caption_id}">'
            '<div class="life-loop" style="{tracks}">{drawing}{plate}<h2 class="unseen">From the data to the application, and back</h2>'
            '<ol class="life-path" id="{loop_id}" role="list">{loop}</ol></div>'
            '<section class="life-ground" aria-labelledby="{ground_title}"><h2 id="{ground_title}">What all of it stands on</h2>'
            '<ul class="life-substrate" id="{ground_id}" role="list">{ground}</ul></section>'
            '<figcaption class="caption" id="{caption_id}">{caption}</figcaption></figure>'
            '<div class="life-panels">{panels}</div>{further}'
            '<button type="button" data-act="opened" data-argument="" aria-label="Tell which box is open" hidden></button>'
            '<div id="{state_id}" data-life-state hidden>{state}</div></div>',
            opening=opening(INSTRUMENT, share=self._share_html()), problem_id=self.problem.target, problem=self.problem.html,
            caption_id=self.caption.target, tracks=tracks(), drawing=drawing(),
            plate=self._plate_html(), loop_id=self.loop.target, loop=self.loop.html, ground_title=IDS("ground"),
            ground_id=self.ground.target, ground=self.ground.html, caption=self.caption.html,
            panels=joined(panel_html(stop, result, self.lender) for stop in panelled()), further=further_html(),
            state_id=self.state.target, state=self.state.html,
        )  # fmt: skip

    def _plate_html(self) -> Markup:
        """The design whose life it is, and the way to where it is made."""
        return markup(
            '<section class="life-plate" style="--area: {area}" aria-label="The design">'
            '<p class="life-plate-lead">The AI stack as one chain of equations</p>'
            '<p class="life-plate-said">The numbers are those of one model, but where they say published. '
            "Design your own, and the map follows.</p>{chip}"
            '<p class="life-plate-act"><a class="button primary" href="{href}" data-life-key="f" aria-keyshortcuts="F">'
            'Design a model in {title} <kbd aria-hidden="true">F</kbd></a></p></section>',
            area=PLATE.area, chip=self.design.slot_html(), href=href(self.lender.id), title=self.lender.title,
        )  # fmt: skip

    def _share_html(self) -> Markup:
        kinds = joined(button("share", label, kind) for kind, label in KINDS.items())
        texts = markup(
            '<p class="hint">The numbers of the map as text, copied, or as a file for a spreadsheet:</p>'
            '<p class="buttons keep-open">{}</p><div id="{}"></div>{}<div id="{}" data-asked-code hidden></div>',
            kinds, IDS("shared"), ask_html(label="Design as Python in a cell"), self.code.target,
        )
        return share_html("The link holds the design and the box that is open.", texts)
