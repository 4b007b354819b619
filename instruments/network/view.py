"""The network on the page: the operation step by step above the pictures, its times and parts beside them."""

from __future__ import annotations

from typing import ClassVar

import panel as pn

from instruments.frame.keys import keys_html
from instruments.frame.told import Told
from instruments.frame.view import View
from instruments.network import IDS
from instruments.network.operations import TITLES, WAYS
from instruments.network.play import Play
from instruments.network.rows import Outcome
from instruments.network.sentences import sentence
from instruments.network.view_built import built_html
from instruments.network.view_stage import carried, loads_html, picture_html, table_html
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.text import quantity
from instruments.widgets import Fragment, LightDom

_ICONS = {
    "rewind": "M4 4h2v12H4zM16 4v12L7 10z", "back": "M15 4v12L5 10z", "forward": "M5 4l10 6-10 6z",
    "numbers": "M4 4h12v12H4zM7 7h2v2H7zM11 11h2v2h-2z",
}  # fmt: skip
_PACES = {"1400": "slow", "700": "steady", "250": "fast"}
_KEYS = {"collective_time": "time", "bus_rate": "bus rate", "bisection": "bisection", "switches": "switches"}
_MOVES = ("forward", "back", "rewind", "numbers")


class NetworkView(View):
    """The frame's view, with an operation that is carried out step by step on real numbers."""

    acts = (*View.acts, *_MOVES)
    apart: ClassVar[tuple[str, ...]] = ("operation", "algorithm")
    presets_title = "Networks"
    remembered = (*View.remembered, "_presses", "_drawn")
    noun = "Result"

    def prepare(self) -> None:
        """Make the places of the operation, of its state and of what is said of it all."""
        names = ("built", "stage", "held", "loads", "heard", "state", "verdict")
        self.places = {name: Fragment(target=IDS(name, "pane")) for name in names}
        self._presses = 0
        self._drawn: tuple[Play, int] | None = None

    @property
    def further(self) -> tuple[Fragment, ...]:
        """The places of the operation."""
        return tuple(self.places.values())

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound; the state comes last: when the page hears of it, everything else is there."""
        state = self.places["state"]
        return [*(each for each in super().components if each is not state), state]

    def told(self, name: str) -> Told:
        """Return a figure that is guessed before it shows: one of a row, or what the links carry."""
        result = self.model.result
        return carried(result.play, int(result.values["step"])) if name == "sent" else super().told(name)

    def show(self, result: Outcome) -> None:
        """Bring the operation up to a result."""
        play, step = result.play, int(result.values["step"])
        shown = self.places
        if self._drawn != (play, step):
            # A move of a slider that has nothing to do with it makes none of it anew.
            self._drawn = play, step
            shown["stage"].html = picture_html(play, step)
            shown["held"].html = table_html(play, step)
            shown["heard"].html = markup("{}", sentence(play, step))
        shown["loads"].html = loads_html(play, step, float(result.values["buffer"]))
        shown["verdict"].html = _verdict(result)
        shown["built"].html = built_html(result)
        self._tell_state()

    def _tell_state(self) -> None:
        result = self.model.result
        step, steps = int(result.values["step"]), result.play.steps
        took = quantity(result.elapsed(step), "s")
        self.places["state"].html = markup(
            '<span data-step="{step}" data-steps="{steps}" data-presses="{presses}">Step <b class="number">{step}</b> of '
            '<b class="number">{steps}</b>, <b class="number">{time}</b> {unit}</span>',
            step=step, steps=steps, presses=self._presses, time=took.number, unit=took.unit,
        )  # fmt: skip

    # What the buttons do.

    def _move(self, **values: int) -> None:
        """Move, and tell the page that it was done even where nothing changed: who plays waits for that."""
        with pn.io.hold():
            self._presses += 1
            self.model.restore(**values)
            self._tell_state()

    def _on_forward(self, _: str) -> None:
        self._move(step=min(self.model.step + 1, self.model.result.play.steps))

    def _on_back(self, _: str) -> None:
        self._move(step=max(self.model.step - 1, 0))

    def _on_rewind(self, _: str) -> None:
        self._move(step=0)

    def _on_numbers(self, _: str) -> None:
        self._move(numbers=(self.model.numbers + 1) % 10_000, step=0)

    # What stands in the frame's places.

    def verdict_html(self) -> Markup:
        """Return what it comes to, in its place."""
        return markup('<div class="verdict" id="{}">{}</div>', self.places["verdict"].target, self.places["verdict"].html)

    def _pictures_html(self) -> Markup:
        """Return what it is built of before the pictures."""
        built = markup(
            '<section class="card built-of" aria-labelledby="{title}"><h3 id="{title}">What the network is built of</h3>'
            '<div id="{pane}">{drawn}</div></section>',
            title=IDS("built-title"), pane=self.places["built"].target, drawn=self.places["built"].html,
        )  # fmt: skip
        return built + super()._pictures_html()

    def note_html(self) -> Markup:
        """Return the operation, step by step."""
        places = self.places
        return markup(
            '<section class="card stepper" data-queue data-stepper aria-labelledby="{title_id}">'
            '<header><h2 id="{title_id}">Step by step, on real numbers</h2></header>'
            '<div class="ways">{operation}{algorithm}</div>'
            '<div class="transport" role="group" aria-label="Move through the operation">{transport}'
            '<div id="{state_id}" class="state" data-answers>{state}</div></div>'
            '<div class="acts-out"><div id="{stage_id}" class="stage-pane" data-stage>{stage}</div>'
            '<p id="{heard_id}" class="heard" role="status">{heard}</p>'
            '<div id="{held_id}" class="held-pane" tabindex="0" role="region" aria-label="Numbers of all cards">{held}</div>'
            '<div class="loads-pane"><h3>Traffic so far, of the whole buffer</h3><ul id="{loads_id}" class="loads">{loads}</ul></div></div>'
            '<p class="keys-hint">{keys}</p></section>',
            title_id=IDS("stepper-title"),
            operation=self.controls["operation"].html(), algorithm=self.controls["algorithm"].html(),
            transport=_transport(), state_id=places["state"].target, state=places["state"].html,
            stage_id=places["stage"].target, stage=places["stage"].html, heard_id=places["heard"].target, heard=places["heard"].html,
            held_id=places["held"].target, held=places["held"].html, loads_id=places["loads"].target, loads=places["loads"].html,
            keys=_keys_html(),
        )  # fmt: skip


def _transport() -> Markup:
    paces = joined(
        markup('<option value="{}"{}>{}</option>', value, " selected" if value == "700" else "", text) for value, text in _PACES.items()
    )
    return markup(
        '<div class="moves">{rewind}{back}{forward}'
        '<button type="button" class="button run" data-play data-runs="play" aria-pressed="false" title="Play to the end (A)">'
        '<svg viewBox="0 0 20 20" aria-hidden="true"><path class="play" d="M5 3l12 7-12 7z"/><path class="stop" d="M4 4h12v12H4z"/></svg>'
        '<span class="when-still">Play</span><span class="when-running">Stop</span></button>{numbers}'
        '<label class="pace"><span class="unseen">Speed of play</span><select class="entry" data-pace>{paces}</select></label></div>',
        rewind=_button("rewind", "To the beginning", "To the beginning (R)"), back=_button("back", "Back", "One step back (left arrow)"),
        forward=_button("forward", "Step", "One step on (Space, right arrow)", words=True),
        numbers=_button("numbers", "Other numbers", "Begin with other numbers (N)"), paces=paces,
    )  # fmt: skip


def _button(act: str, label: str, title: str, *, words: bool = False) -> Markup:
    text = markup("<span>{}</span>", label) if words else markup('<span class="unseen">{}</span>', label)
    return markup(
        '<button type="button" class="button move {}" data-act="{}" data-argument="" title="{}">'
        '<svg viewBox="0 0 20 20" aria-hidden="true"><path fill-rule="evenodd" d="{}"/></svg>{}</button>',
        "primary" if words else "", act, title, _ICONS[act], text,
    )  # fmt: skip


def _keys_html() -> Markup:
    keys = {"step": ("Space",), "play": ("A",), "start": ("R",), "back and on": ("\N{LEFTWARDS ARROW}", "\N{RIGHTWARDS ARROW}")}
    return joined(
        markup("<span>{} {}</span> ", joined((markup("<kbd>{}</kbd>", key) for key in each), " "), act) for act, each in keys.items()
    )


def _verdict(result: Outcome) -> Markup:
    """What it comes to, and four figures that stay in sight."""
    time, buffer = result.figures["collective_time"].shown, quantity(result.values["buffer"], "B")
    cards = quantity(result.values["cards"], "card")
    half = result.figures["half_rate"]
    ruled = "Latency" if result.values["buffer"] < half.value else "Bandwidth"
    return markup(
        '<div class="verdict-card"><div class="verdict-text"><h2 class="verdict-word"><span data-spoken>{operation} in {time}</span></h2>'
        '<p class="verdict-why">{buffer} over {cards}, {way}, sent as {protocol}. {ruled} rules: '
        'a ring reaches half of its rate from {half}.</p></div>'
        '{keys}</div>',
        operation=TITLES[result.values["operation"]], time=time, buffer=buffer, cards=cards,
        way=WAYS[result.values["algorithm"]], ruled=ruled, protocol=result.protocol.name, half=half.shown,
        keys=keys_html(result.figures, _KEYS),
    )  # fmt: skip
