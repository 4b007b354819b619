"""The Token Journey as one reactive object: a prompt, the dials and a place in the history in, one frozen result out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import param

from formulas.check import require
from formulas.tiny.sampling import Dials
from instruments.frame.address import written
from instruments.frame.inputs import About, Amount, Count, OneOf, Switch, Text
from instruments.frame.model import Model
from instruments.frame.reading import defaults
from instruments.frame.reading import read as read_inputs
from instruments.journey.progress import Progress
from instruments.journey.prompt import Prompt, read
from instruments.journey.result import Result, Token, stages
from instruments.journey.session import Decision, Session, Setting
from instruments.journey.speakers import TITLES, Speaker, speaker

PROMPTS = (
    "the robot",
    "a cat named Zovi chased the moon. Zovi",
    "the robots that the cat chased",
    'the robot sang "bip zap la mo", so the cat sang "bip',
    "the gradient [very steep (very noisy",
    "the cats were hungry. they",
)
CHOSEN, RUN = "How the token is chosen", "The run"
DIALS = ("temperature", "top_k", "top_p", "min_p", "greedy", "seed")
LONGEST_PROMPT = 1500
"""Characters of a prompt as written in an address."""
FARTHEST = 256
"""Tokens that are drawn again when a link is opened: seconds on a small machine."""
_PLACE = ("cursor", "stage", "position")
_UNSEEN = About(shown=False)


class Journey(Model):
    """One step of the loop at a time, forward and back.

    ``cursor`` counts the tokens generated before the one being decided, ``stage`` how far that step
    has come.  Tokens before the cursor are history and keep the dials that they were drawn with; the
    token at the cursor follows the dials as they are now.

    Examples
    --------
    >>> journey = Journey(prompt="the robots that the cat chased", greedy=True)
    >>> journey.step_token()
    >>> journey.result.choice.label
    ' were'
    """

    model = OneOf(
        default="tiny", objects={title: key for key, title in TITLES.items()}, label="Model",
        doc="The trained transformer, or the course's table of successors behind the same interface.",
        about=About(hint="Trained on a small grammar, or the course's table.", segmented=True),
    )
    prompt = Text(default=PROMPTS[0], label="Prompt", doc="The text to go on from; any text will do, also none.", about=About(hint=""))
    temperature = Amount(
        default=1.0, bounds=(0.1, 2.5), step=0.05, label="Temperature",
        doc="Logits are divided by it: at 0.1 the likeliest token nearly always wins, at 2.5 nearly anything may.",
        about=About(
            hint="Cold is a determinist, hot hallucinates.", scale="log", fine=0.01,
            landmarks={"cold": 0.1, "as trained": 1.0, "hot": 2.5}, group=CHOSEN,
        ),
    )
    greedy = Switch(
        default=False, label="Greedy", doc="Takes the likeliest token, whatever the other dials say.",
        about=About(hint="The likeliest token, always.", group=CHOSEN),
    )
    top_k = Count(
        default=0, bounds=(0, 1024), softbounds=(0, 40), label="Top k",
        doc="Keeps this many of the likeliest tokens; 0 keeps all.",
        about=About(unit="tokens", hint="Keep this many; 0 is off.", scale="linear", fine=1, coarse=5, group=CHOSEN),
    )
    top_p = Amount(
        default=1.0, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.01, 1), step=0.01, label="Top p",
        doc="Keeps the fewest tokens that hold this much probability together; 1 keeps all.",
        about=About(hint="Keep this much probability; 1 is off.", scale="linear", fine=0.01, coarse=0.1, group=CHOSEN),
    )
    min_p = Amount(
        default=0.0, bounds=(0, 1), step=0.01, label="Min p",
        doc="Keeps tokens at least this likely relative to the likeliest; 0 keeps all.",
        about=About(hint="Keep this share of the likeliest; 0 is off.", scale="linear", fine=0.01, coarse=0.1, group=CHOSEN),
    )
    seed = Count(
        default=0, bounds=(0, 2**53 - 1), softbounds=(0, 99), label="Seed", doc="The same seed draws the same text.",
        about=About(group=RUN),
    )
    limit = Count(
        default=100, bounds=(1, 10_000), softbounds=(1, 500), label="Limit", doc="How many tokens may be generated at most.",
        about=About(unit="tokens", hint="Auto stops after so many tokens.", group=RUN),
    )
    cursor = Count(default=0, bounds=(0, 10_000), label="Token", doc="Tokens generated before the one being decided.", about=_UNSEEN)
    stage = Count(default=0, bounds=(0, None), label="Stage", doc="How far the step has come, counted from 0.", about=_UNSEEN)
    position = Count(
        default=None, allow_None=True, bounds=(0, None), label="Position",
        doc="Which token of the window to look from; empty is the last one that the model has read.", about=_UNSEEN,
    )
    layer = Count(
        default=None, allow_None=True, bounds=(0, None), label="Layer", doc="Whose attention; empty is all layers' mean.", about=_UNSEEN,
    )
    head = Count(
        default=None, allow_None=True, bounds=(0, None), label="Head", doc="Whose attention; empty is all heads' mean.", about=_UNSEEN,
    )
    guide = Text(
        default="", label="Guided ride", about=_UNSEEN,
        doc="Step of the guided ride and what came of the steps before it; empty is before the ride.",
    )

    result = param.ClassSelector(class_=Result, doc="The state of the journey.")

    called = "the journey"
    fresh = "this is a new journey"

    def __init__(self, **raw: object) -> None:
        self._asked: Prompt | None = None
        self._session: Session | None = None
        super().__init__(**raw)

    @classmethod
    def check(cls, values: Mapping[str, object]) -> None:
        """Refuse a ride that there is not; whether the rest goes together is seen when it is put in: making one would run the model."""
        Progress.read(str(values["guide"]))

    @classmethod
    def examples(cls) -> Mapping[str, Mapping[str, object]]:
        """Return some tokens of every prompt."""
        return {prompt: defaults(cls) | {"prompt": prompt, "cursor": 8} for prompt in PROMPTS}

    @classmethod
    def linked(cls, values: Mapping[str, object]) -> Mapping[str, object]:
        """A prompt or a way too long for an address is left out, with the place that depends on it."""
        left_out = () if leads_here(values) else _PLACE if fits(str(values["prompt"])) else ("prompt", *_PLACE)
        return {name: value for name, value in values.items() if name not in left_out}

    @classmethod
    def arrived(cls, values: Mapping[str, object], given: Mapping[str, object]) -> tuple[Mapping[str, object], str]:
        """A link that leads too far begins at its prompt."""
        del given
        if int(values["cursor"]) <= FARTHEST:
            return values, ""
        start = {name: cls.param[name].default for name in _PLACE}
        return {**values, **start}, f"The link leads further than {FARTHEST} tokens: the journey begins at its prompt."

    def assign(self, **raw: object) -> None:
        """Change several inputs at once; the past stays, and so does what a dial refused."""
        try:
            changed = read_inputs(Journey, raw)
        except ValueError as refusal:
            self.problem = str(refusal)
            return
        self.param.update(problem="", **changed)

    def take(self, values: Mapping[str, object], givers: Mapping[str, str]) -> None:
        """Take up a journey that was written down: what was drawn with other dials than these is forgotten."""
        setting = setting_of({**self.values, **values})
        past = self._session.past
        del past[next((i for i, (_, drawn) in enumerate(past) if drawn != setting), len(past)) :]
        super().take(values, givers)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings the journey back to where it is now."""
        own = {name: getattr(self, name) for name in ("_asked", "_session")}
        session, way_back = self._session.checkpoint(), super().checkpoint()

        def back() -> None:
            vars(self).update(own)
            session()
            way_back()

        return back

    @property
    def past(self) -> tuple[tuple[int, Setting], ...]:
        """Every token that was drawn, in order, with the setting that drew it."""
        return tuple(self._session.past)

    def resume(self, values: Mapping[str, object], past: Sequence[tuple[int, Setting]]) -> None:
        """Be where another journey was, with all that it had drawn: nothing is drawn again."""
        # The prompt begins a new history; only then is there one to take up.
        self.param.update(model=values["model"], prompt=values["prompt"], cursor=0, stage=0, position=None)
        self._session.past[:] = past
        self.param.update(problem="", **values)
        self.param.trigger("replaced")

    @property
    def uniform(self) -> bool:
        """Whether all of the text was drawn with the dials as they are now, so that they and the place tell all of it."""
        setting = setting_of(self.values)
        return all(drawn == setting for _, drawn in self._session.past[: self.cursor])

    @property
    def told(self) -> str:
        """The text so far."""
        return "".join(token.label for token in self.result.tokens)

    def step_stage(self) -> None:
        """Go one stage further; after the last one, on to the next token's first stage that does anything."""
        if not self.result.finished:
            self.stage += 1
        elif self._may_go_on():
            self._go(self.cursor + 1, 1)

    def step_token(self) -> None:
        """Finish this token, or, when it is finished, the next one."""
        if not self.result.finished:
            self.stage = len(self.result.stages) - 1
        elif self._may_go_on():
            self._go(self.cursor + 1, len(self.result.stages) - 1)

    def back(self) -> None:
        """Take the last token back, with the dials that the one before it was drawn with."""
        if self.cursor:
            self._go(self.cursor - 1, len(self.result.stages) - 1)
        else:
            self.stage = 0

    def forward(self) -> None:
        """Go forward in history, where there is any."""
        if not self.result.finished:
            self.stage = len(self.result.stages) - 1
        elif self.cursor + 1 < len(self._session.past):
            self._go(self.cursor + 1, self.stage)

    def reset(self) -> None:
        """Return to the prompt; the history is forgotten, the dials stay."""
        self._session.past.clear()
        self.param.update(cursor=0, stage=0, position=None, problem="")

    def _may_go_on(self) -> bool:
        if self.cursor + 1 >= self.limit:
            self.problem = f"limit is {self.limit}: so many tokens have been generated"
            return False
        return True

    def _go(self, cursor: int, stage: int) -> None:
        """Move in time; what was drawn already comes back with the dials that drew it."""
        dials: dict[str, object] = {}
        if cursor < len(self._session.past):
            setting = self._session.past[cursor][1]
            dials = {"seed": setting.seed} | {name: getattr(setting.dials, name) for name in DIALS if name != "seed"}
        self.param.update(cursor=cursor, stage=stage, position=None, problem="", **dials)

    def follow(self, changed: frozenset[str]) -> dict[str, object]:
        """Places lose their meaning with some changes, unless they are part of them."""
        stale: dict[str, object] = {}
        if changed & {"model", "prompt"}:
            stale |= {"cursor": 0, "stage": 0, "position": None}
        if "model" in changed:
            stale |= {"layer": None, "head": None}
        if "cursor" in changed:
            stale |= {"position": None}
        return {name: value for name, value in stale.items() if name not in changed}

    def evaluate(self, values: Mapping[str, object]) -> Result:
        """Where the journey is now."""
        who = speaker(values["model"])
        Progress.read(values["guide"])
        require(
            stage=(self.stage, self.stage < len(stages(who)), f"must be below {len(stages(who))}"),
            layer=(self.layer, self.layer is None or self.layer < who.layers, f"must be below {who.layers}"),
            head=(self.head, self.head is None or self.head < who.heads, f"must be below {who.heads}"),
        )
        if self._session is None or any(values[name] != self._taken[name] for name in ("model", "prompt")):
            self._asked = read(who, self.prompt)
            self._session = Session(who, self._asked.ids)
        setting = setting_of(values)
        if self.result and setting == self.result.setting:
            setting = self.result.setting  # one object for a long history
        decision = self._session.decide(self.cursor, setting)
        last = len(decision.ids) - 1
        position = last if self.position is None else self.position
        require(position=(position, position <= last, f"must be at most {last}, the last token that was read"))
        return self._shown(who, setting, decision, position)

    def _shown(self, who: Speaker, setting: Setting, decision: Decision, position: int) -> Result:
        last, finished = len(decision.ids) - 1, self.stage == len(stages(who)) - 1
        own = [*decision.ids, decision.draw.token][: len(decision.ids) + finished]
        return Result(
            speaker=who,
            cursor=self.cursor,
            stage=self.stage,
            tokens=tuple(
                Token(token, who.tokens.label(token), "generated" if i > last - decision.generated else "prompt" if i else "start")
                for i, token in enumerate(own)
            ),
            dropped=decision.dropped,
            notices=(*self._asked.notices, *_overflow(decision.dropped, who.context)),
            chunks=self._asked.chunks,
            position=position,
            here=decision.tensors,
            tensors=decision.tensors if position == last else self._session.look(position),
            layer=self.layer,
            head=self.head,
            setting=setting,
            shapings=decision.shapings,
            draw=decision.draw,
            cache_bytes=self._session.cache_bytes,
            stop=self._stop(who, decision.draw.token) if finished else "",
        )

    def _stop(self, who: Speaker, token: int) -> str:
        """Why a run would end at this token."""
        if token == who.start:
            return "story"
        if "." in who.tokens.label(token):
            return "period"
        return "limit" if self.cursor + 1 >= self.limit else ""


def setting_of(values: Mapping[str, object]) -> Setting:
    """Return the dials and the seed that are among ``values``."""
    return Setting(Dials(**{name: values[name] for name in DIALS if name != "seed"}), values["seed"])


def fits(prompt: str) -> bool:
    """Whether a prompt has room in an address."""
    return len(prompt) <= LONGEST_PROMPT and len(written(prompt)) <= LONGEST_PROMPT


def leads_here(values: Mapping[str, object]) -> bool:
    """Whether the address of a journey leads to its place, and not to its beginning."""
    return fits(str(values["prompt"])) and int(values["cursor"]) <= FARTHEST


def _overflow(dropped: int, context: int | None) -> tuple[str, ...]:
    return (f"The context holds {context} tokens: the oldest {dropped:,} were dropped.",) if dropped else ()
