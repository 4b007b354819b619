"""The Token Journey on the page: context, stages, the stage on show, what comes next, what it costs."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn

from instruments.forge.model import Forge
from instruments.forge.sources import cited
from instruments.frame.asked import ACT, ask_html, design_html, equation_html
from instruments.frame.borrowed import Borrowed
from instruments.frame.chrome import opening, share_html
from instruments.frame.discovery import instruments
from instruments.frame.handout import Handout
from instruments.frame.told import Told
from instruments.frame.view import way_back
from instruments.journey import IDS, INSTRUMENT, memento
from instruments.journey.cost import bridge
from instruments.journey.flow import flow
from instruments.journey.guide import Guide
from instruments.journey.model import Journey, fits, leads_here
from instruments.journey.speakers import Speaker
from instruments.journey.view_controls import controls, dials_html, prompt_html
from instruments.journey.view_cost import cost_html, steps_of
from instruments.journey.view_flow import moved_html, picture_html
from instruments.journey.view_guide import guide_html, spoken
from instruments.journey.view_stages import stage_html
from instruments.journey.view_strips import (
    context_html,
    glow_html,
    likeliest,
    look_html,
    notices_html,
    outlook_html,
    stages_html,
    state_html,
    transport_html,
)
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import Action, Disclosure, Fragment, LightDom, Memento

_UNLINKED = "The prompt is too long for an address: a link to this page leads to the journey without it."
_SHARE = share_html("The address holds the prompt, the dials and the place.", ask_html(label="Journey as Python in a cell"))
_KEYS = joined(
    markup("<span>{} {}</span>", joined(markup("<kbd>{}</kbd>", key) for key in keys), act)
    for act, keys in {
        "step": ("Space",), "token": ("T",), "auto": ("A",), "reset": ("R",),
        "history": ("\N{LEFTWARDS ARROW}", "\N{RIGHTWARDS ARROW}"),
    }.items()
)  # fmt: skip
_KEYS_HINT = markup('<p class="keys-hint">{}</p>', _KEYS)
_ACTS = ("step", "token", "back", "forward", "reset", "look", "stage", "layer", "head", "prompt", "guide", "answer", "offer", ACT)


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
        names = (
            "problem", "notices", "context", "glow", "look", "guide", "heard", "picture", "flow", "stages", "state", "stage", "outlook",
            "cost", "code",
        )  # fmt: skip
        self.fragments = {name: Fragment(target=IDS(name, "pane")) for name in names}
        self.handout = Handout(IDS, model, self.controls)
        self.design = Borrowed(IDS, instruments()["forge"], forge)
        self.opened = Disclosure(target=IDS.section)
        self.actions = {act: self._action(act) for act in _ACTS}
        self.guide = Guide(model)
        self.memento = Memento(target=IDS.section, parts=[control.target for control in self.controls.values()])
        self.memento.keep(lambda: memento.write(model.values, model.past), self._resume)
        self._presses = 0
        self._in_sight = True
        self._drawn: Speaker | None = None
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
        return [*self.controls.values(), self.handout.pane, *others, *self.design.components, *acts, self.fragments["state"]]

    def told(self, _: str) -> Told:
        """Return what is guessed before it shows: of all its figures the one."""
        return likeliest(self.model.result)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and page back to where they are now."""
        ride = self.guide.checkpoint()
        back = way_back(self, ("_presses", "_in_sight", "_drawn"), (self.opened, self.memento, self.fragments["problem"]))

        def both() -> None:
            ride()
            back()

        return both

    def in_sight(self, seen: bool) -> None:
        """Follow the Forge only while somebody looks."""
        self._in_sight = seen
        if seen:
            self._show_cost()

    def update(self) -> None:
        """Bring everything up to the model's result, in one message."""
        self.guide.notice()
        result, show = self.model.result, self.fragments
        notices = result.notices if fits(self.model.prompt) else (*result.notices, _UNLINKED)
        with pn.io.hold():
            self.handout.show(self.model.values)
            show["notices"].html = notices_html(notices)
            show["context"].html = context_html(result)
            show["glow"].html = glow_html(result)
            show["look"].html = look_html(result)
            show["guide"].html = guide_html(self.guide)
            show["heard"].html = spoken(self.guide)
            self._show_flow()
            show["stages"].html = stages_html(result)
            show["stage"].html = stage_html(result, self.opened.opened)
            show["outlook"].html = outlook_html(result)
            self.design.show()
            self._show_cost()
            self._tell_state()

    def _show_flow(self) -> None:
        """The picture is made anew for another model alone; of a step only what changes in it is told."""
        result = self.model.result
        shown = flow(result)
        if self._drawn is not result.speaker:
            self._drawn = result.speaker
            self.fragments["picture"].html = picture_html(result, shown)
        self.fragments["flow"].html = moved_html(shown)

    def _show_cost(self) -> None:
        if self._in_sight:
            self.fragments["cost"].html = self._cost_html(self.opened.opened)

    def _cost_html(self, opened: list[str] | None) -> Markup:
        result, dossier = self.model.result, self.forge.result
        return cost_html(bridge(result.context, dossier), dossier, opened, table=not result.speaker.layers)

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
        self.fragments["problem"].html = markup('<p class="refusal">{}</p>', text) if text else EMPTY

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

    def _on_code(self, name: str) -> None:
        press = self.actions[ACT].clicks
        if not name:
            self.fragments["code"].html = design_html(INSTRUMENT.title, self.model, press)
            return
        dossier = self.forge.result
        found = bridge(self.model.result.context, dossier)
        steps = {key: step for stage in (found.scaled.stages if found.scaled else ()) for key, step in steps_of(stage, found).items()}
        if name in steps:
            self.fragments["code"].html = equation_html(steps[name], cited(dossier.values, "time_to_first_token"), press)

    def _on_guide(self, what: str) -> None:
        steps = {
            "start": self.guide.start, "resume": self.guide.take_up, "leave": self.guide.leave,
            "next": lambda: self.guide.go(1), "back": lambda: self.guide.go(-1),
        }  # fmt: skip
        if what in steps:
            steps[what]()
            self.update()

    def _on_answer(self, option: str) -> None:
        index = _index(option)
        if index is not None:
            self.guide.answer(index)
            self.update()

    def _on_offer(self, _: str) -> None:
        self.guide.offer()
        self.update()

    # The markup that all of this is bound to.

    def html(self) -> Markup:
        """Return the instrument's whole markup in its present state."""
        return markup(
            '<div class="journey" data-journey data-queue>'
            '{opening}<div class="journey-bench">'
            '<div class="on-paper" id="{handout_id}">{handout}</div>'
            '<section class="rail" id="{dials_id}" aria-label="Dials"><button type="button" class="sheet-handle" data-sheet-switch '
            'aria-expanded="false" aria-controls="{dials_id}"><span class="unseen">Close the dials</span></button>'
            "{dials}</section>"
            '<div class="ride"><section class="card context" aria-label="Context">{prompt}'
            '<div {notices_pane} class="asides" role="status">{notices}</div>'
            '<div {context_pane} class="context-pane" role="toolbar" aria-label="Context: choose '
            'a token to look from" data-tokens data-roving="line">'
            '{context}</div><div {glow_pane} hidden>{glow}</div>'
            '<div class="look-line"><div {look_pane} class="look">{look}</div>'
            '<p class="readout" data-token-readout></p></div></section>'
            '<div class="transport" role="group" aria-label="Move through the journey">{transport}'
            '<div {state_pane} class="state" data-answers>{state}</div></div>'
            '<div {problem_pane} role="alert">{problem}</div>'
            '<div class="card flow"><div {picture_pane} class="flow-pane">{picture}</div><div {flow_pane} hidden>{flow}</div>'
            '<nav {stages_pane} class="stages" aria-label="Stages">{stages}</nav></div>'
            '<div {guide_pane} class="card guide">{guide}</div><div {heard_pane} class="unseen" role="status">{heard}</div>'
            '<div class="on-show"><div {stage_pane} class="card stage-pane" role="group" aria-label="The stage" data-scrolls>{stage}</div>'
            '<aside {outlook_pane} class="card outlook" aria-label="What comes next">{outlook}'
            '</aside></div>'
            '<section class="card cost-card" aria-labelledby="{cost_title}"><h2 id="{cost_title}">What this step costs</h2>'
            '<div {cost_pane}>{cost}</div></section></div></div><div {code_pane} data-asked-code hidden>{code}</div></div>',
            opening=opening(instruments()[IDS.instrument], share=_SHARE, borrowed=[self.design], aside=_KEYS_HINT),
            handout_id=self.handout.pane.target,
            handout=self.handout.pane.html, dials_id=IDS("dials"), dials=dials_html(self.controls),
            prompt=prompt_html(self.controls["prompt"]), notices_pane=_pane("notices"), notices=self.fragments["notices"].html,
            context_pane=_pane("context"), context=self.fragments["context"].html, glow_pane=_pane("glow"),
            glow=self.fragments["glow"].html, look_pane=_pane("look"), look=self.fragments["look"].html, transport=transport_html(),
            state_pane=_pane("state"), state=self.fragments["state"].html, problem_pane=_pane("problem"),
            problem=self.fragments["problem"].html, picture_pane=_pane("picture"), picture=self.fragments["picture"].html,
            flow_pane=_pane("flow"), flow=self.fragments["flow"].html, guide_pane=_pane("guide"), guide=self.fragments["guide"].html,
            heard_pane=_pane("heard"), heard=self.fragments["heard"].html, stages_pane=_pane("stages"),
            stages=self.fragments["stages"].html,
            stage_pane=_pane("stage"), stage=self.fragments["stage"].html, outlook_pane=_pane("outlook"),
            outlook=self.fragments["outlook"].html, cost_title=IDS("cost-title"), cost_pane=_pane("cost"),
            cost=self._cost_html(None), code_pane=_pane("code"), code=self.fragments["code"].html,
        )


def _pane(name: str) -> Markup:
    """Attributes of the element that the fragment of this name fills; the instrument's script knows it by that name."""
    return markup('id="{}" data-pane="{}"', IDS(name, "pane"), name)


def _index(text: str) -> int | None:
    """Read a button's argument; the page is not to be trusted with more than a number."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
