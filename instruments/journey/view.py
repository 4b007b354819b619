"""The Token Journey on the page: context, stages, the stage on show, what comes next, what it costs."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn

from instruments.forge.model import Forge
from instruments.forge.strata import strata
from instruments.frame.borrowed import Borrowed
from instruments.frame.chrome import opening, share_html
from instruments.frame.controls import told_html
from instruments.frame.found import instruments
from instruments.journey import IDS, INSTRUMENT, memento
from instruments.journey.cost import bridge
from instruments.journey.model import Journey, fits, leads_here
from instruments.journey.view_controls import controls, dials_html, prompt_html
from instruments.journey.view_cost import cost_html
from instruments.journey.view_stages import stage_html
from instruments.journey.view_strips import (
    context_html,
    glow_html,
    look_html,
    notices_html,
    outlook_html,
    stages_html,
    state_html,
    transport_html,
)
from instruments.text import Shown, escape
from instruments.widgets import Action, Disclosure, Fragment, LightDom, Memento

_UNLINKED = "The prompt is too long for an address: a link to this page leads to the journey without it."
_SHARE = share_html("The address holds the prompt, the dials and the place.")
_KEYS = "".join(
    f"<span>{''.join(f'<kbd>{key}</kbd>' for key in keys)} {act}</span>"
    for act, keys in {
        "step": ("Space",), "token": ("T",), "auto": ("A",), "reset": ("R",),
        "history": ("\N{LEFTWARDS ARROW}", "\N{RIGHTWARDS ARROW}"),
    }.items()
)  # fmt: skip
_KEYS_HINT = f'<p class="keys-hint">{_KEYS}</p>'
_ACTS = ("step", "token", "back", "forward", "reset", "look", "stage", "layer", "head", "prompt")


class JourneyView:
    """Shows a :class:`Journey`; everything comes from its result and, for the cost, from the Forge's.

    Parameters
    ----------
    model
        The journey.
    forge
        The Forge on the same page, whose design this step is scaled to.
    """

    pictures = ()
    """None of the frame's: what it draws, it draws as text."""

    def __init__(self, model: Journey, forge: Forge) -> None:
        self.model, self.forge = model, forge
        self.controls = controls(model)
        names = ("problem", "handout", "notices", "context", "glow", "look", "stages", "state", "stage", "outlook", "cost")
        self.fragments = {name: Fragment(target=IDS(name, "pane")) for name in names}
        self.design = Borrowed(IDS, instruments()["forge"], forge)
        self.opened = Disclosure(target=IDS.section)
        self.actions = {act: self._action(act) for act in _ACTS}
        self.memento = Memento(target=IDS.section, parts=[control.target for control in self.controls.values()])
        self.memento.keep(lambda: memento.write(model.values, model.past), self._resume)
        self._presses = 0
        self._in_sight = True
        self.update()
        model.param.watch(lambda event: self.update(), "result")
        model.param.watch(lambda event: self._tell_problem(), "problem")
        forge.param.watch(lambda event: self._show_cost(), "result")
        self.opened.param.watch(lambda event: self._show_opened(), "opened")

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        # The state comes last: when the page hears of it, everything else is bound.
        others = [fragment for name, fragment in self.fragments.items() if name != "state"]
        acts = (self.opened, *self.actions.values(), self.memento)
        return [*self.controls.values(), *others, *self.design.components, *acts, self.fragments["state"]]

    @property
    def strata(self) -> dict[str, Shown]:
        """One figure of the Forge's design for each stratum: the stack stands still while a token travels."""
        return strata(self.forge.result)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and page back to where they are now."""
        own = {name: getattr(self, name) for name in ("_presses", "_in_sight")}
        ways = [self.model.checkpoint(), *(component.checkpoint() for component in (self.opened, self.memento, self.fragments["problem"]))]

        def back() -> None:
            vars(self).update(own)
            for way in ways:
                way()
            for control in self.controls.values():
                control.follow()
            self.update()

        return back

    def in_sight(self, seen: bool) -> None:
        """Follow the Forge only while somebody looks."""
        self._in_sight = seen
        if seen:
            self._show_cost()

    def update(self) -> None:
        """Bring everything up to the model's result, in one message."""
        result, show = self.model.result, self.fragments
        notices = result.notices if fits(self.model.prompt) else (*result.notices, _UNLINKED)
        with pn.io.hold():
            show["handout"].html = told_html(Journey, self.controls, self.model.values)
            show["notices"].html = notices_html(notices)
            show["context"].html = context_html(result)
            show["glow"].html = glow_html(result)
            show["look"].html = look_html(result)
            show["stages"].html = stages_html(result)
            show["stage"].html = stage_html(result, self.opened.opened)
            show["outlook"].html = outlook_html(result)
            self.design.show()
            self._show_cost()
            self._tell_state()

    def _show_cost(self) -> None:
        if self._in_sight:
            result, dossier = self.model.result, self.forge.result
            found = bridge(result.context, dossier)
            self.fragments["cost"].html = cost_html(found, dossier, self.opened.opened, table=not result.speaker.layers)

    def _show_opened(self) -> None:
        with pn.io.hold():
            self.fragments["stage"].html = stage_html(self.model.result, self.opened.opened)
            self._show_cost()

    def _tell_state(self) -> None:
        linked = leads_here(self.model.values)
        uniform = not linked or self.model.uniform
        self.fragments["state"].html = state_html(self.model.result, self._presses, linked=linked, uniform=uniform)

    def _tell_problem(self) -> None:
        text = self.model.problem
        self.fragments["problem"].html = f'<p class="refusal">{escape(text)}</p>' if text else ""

    def _resume(self, state: str) -> None:
        try:
            values, past = memento.read(state)
        except ValueError as refusal:
            self.model.problem = f"The journey could not be taken up again: {refusal}."
        else:
            self.model.resume(values, past)

    # What the buttons do.

    def _action(self, act: str) -> Action:
        action = Action(target=IDS.section, act=act)
        action.on_click(lambda argument: self._on_press(act, argument))
        return action

    def _on_press(self, act: str, argument: str) -> None:
        """Do it, and tell the page that it was done even where nothing changed: Auto waits for that."""
        with pn.io.hold():
            getattr(self, f"_on_{act}")(argument)
            self._presses += 1
            self._tell_state()

    def _on_step(self, _: str) -> None:
        self.model.step_stage()

    def _on_token(self, _: str) -> None:
        self.model.step_token()

    def _on_back(self, _: str) -> None:
        self.model.back()

    def _on_forward(self, _: str) -> None:
        self.model.forward()

    def _on_reset(self, _: str) -> None:
        self.model.reset()

    def _on_prompt(self, text: str) -> None:
        self.model.assign(prompt=text)

    def _on_look(self, index: str) -> None:
        self.model.assign(position=_index(index))

    def _on_stage(self, index: str) -> None:
        self.model.assign(stage=_index(index) or 0)

    def _on_layer(self, index: str) -> None:
        self.model.assign(layer=_index(index))

    def _on_head(self, index: str) -> None:
        self.model.assign(head=_index(index))

    # The markup that all of this is bound to.

    def html(self) -> str:
        """Return the instrument's whole markup in its present state."""
        return (
            '<div class="journey" data-journey data-queue>'
            f'{opening(INSTRUMENT, share=_SHARE, borrowed=[self.design], aside=_KEYS_HINT)}<div class="journey-bench">'
            f'<div class="on-paper" {_pane("handout")}>{self.fragments["handout"].html}</div>'
            f'<section class="rail" id="{IDS("dials")}" aria-label="Dials"><button type="button" class="sheet-handle" data-sheet-switch '
            f'aria-expanded="false" aria-controls="{IDS("dials")}"><span class="unseen">Close the dials</span></button>'
            f"{dials_html(self.controls)}</section>"
            f'<div class="ride"><section class="card context" aria-label="Context">{prompt_html(self.controls["prompt"])}'
            f'<div {_pane("notices")} class="asides" role="status">{self.fragments["notices"].html}</div>'
            f'<div {_pane("context")} class="context-pane" role="toolbar" aria-label="Context: choose '
            'a token to look from" data-tokens data-roving="line">'
            f'{self.fragments["context"].html}</div><div {_pane("glow")} hidden>{self.fragments["glow"].html}</div>'
            f'<div class="look-line"><div {_pane("look")} class="look">{self.fragments["look"].html}</div>'
            '<p class="readout" data-token-readout></p></div></section>'
            f'<div class="transport" role="group" aria-label="Move through the journey">{transport_html()}'
            f'<div {_pane("state")} class="state" data-answers>{self.fragments["state"].html}</div></div>'
            f'<div {_pane("problem")} role="alert">{self.fragments["problem"].html}</div>'
            f'<nav {_pane("stages")} class="stages" aria-label="Stages">{self.fragments["stages"].html}</nav>'
            f'<div class="on-show"><div {_pane("stage")} class="card stage-pane">{self.fragments["stage"].html}</div>'
            f'<aside {_pane("outlook")} class="card outlook" aria-label="What comes next">{self.fragments["outlook"].html}'
            '</aside></div>'
            f'<section class="card cost-card" aria-labelledby="{IDS("cost-title")}"><h2 id="{IDS("cost-title")}">What this step costs</h2>'
            f'<div {_pane("cost")}>{self.fragments["cost"].html}</div></section></div></div></div>'
        )


def _pane(name: str) -> str:
    """Attributes of the element that the fragment of this name fills; the instrument's script knows it by that name."""
    return f'id="{IDS(name, "pane")}" data-pane="{name}"'


def _index(text: str) -> int | None:
    """Read a button's argument; the page is not to be trusted with more than a number."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
