"""The guided ride: ten steps through the journey, each with something to predict or to bring about.  No Panel in it.

The texts are data (``guide.json``), what is asked is judged from the model's numbers (:mod:`instruments.journey.judging`), and how
far somebody has come is an input of the journey, so that it stands in the address, comes back with it and can be left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formulas.caching import shared
from instruments.frame.reading import defaults
from instruments.journey import judging
from instruments.journey.judging import GOALS, QUESTIONS, Goal, Question
from instruments.journey.model import DIALS, Journey
from instruments.journey.progress import Progress

_FILE = Path(__file__).with_name("guide.json")
_PLACE = ("model", "prompt", "cursor", "position")
_VIEW = ("stage", "layer", "head")


@shared
def script() -> Mapping[str, Any]:
    """The texts of the ride."""
    return json.loads(_FILE.read_text("utf-8"))


@dataclass(frozen=True)
class Shown:
    """What the ride shows now: texts with the facts that they name, options, and what came of the answer.

    ``options`` are empty where nothing is asked; ``taken`` is the option that was chosen, ``right`` the one that the numbers agree
    with, both None before an answer.  ``is_away`` says that the journey is not where the step takes place.
    """

    number: int
    count: int
    title: str
    texts: Mapping[str, str]
    facts: Mapping[str, str]
    options: tuple[str, ...] = ()
    taken: int | None = None
    right: int | None = None
    is_answered: bool = False
    is_away: bool = False
    part: str = ""


@dataclass(frozen=True)
class _Verdict:
    """What was asked when it was answered, the place that the answer led to, and the option taken (None: nothing was predicted)."""

    facts: Mapping[str, str]
    scene: Mapping[str, object]
    options: tuple[str, ...] = ()
    taken: int | None = None
    right: int | None = None


@dataclass
class Guide:
    """Leads a :class:`Journey` from step to step."""

    journey: Journey
    verdicts: dict[int, _Verdict] = field(default_factory=dict)

    @property
    def steps(self) -> Sequence[Mapping[str, Any]]:
        """The steps in order."""
        return script()["steps"]

    @property
    def progress(self) -> Progress:
        """How far the ride has come."""
        return Progress.read(self.journey.guide)

    @property
    def step(self) -> Mapping[str, Any] | None:
        """The present step, or None before the ride and at its end."""
        number = self.progress.step
        return self.steps[number - 1] if 0 < number <= len(self.steps) else None

    # What can be pressed.

    def start(self) -> None:
        """Begin from the first step; what came of an earlier ride is forgotten."""
        self.verdicts.clear()
        self._enter(Progress(1))

    def take_up(self) -> None:
        """Be at the present step's place again, as after leaving or looking around."""
        self._enter(self.progress.at(self.progress.step or 1))

    def leave(self) -> None:
        """Leave the ride; the journey stays where it is, and the ride can be taken up again."""
        if self.progress.step:
            self.journey.assign(guide=self.progress.left().written)

    def go(self, by: int) -> None:
        """Go to another step: the next one, or the one before."""
        to = min(max(self.progress.step + by, 1), len(self.steps) + 1)
        self._enter(self.progress.at(to))

    def answer(self, option: int) -> None:
        """Take an option; the model's numbers of this very step say whether they agree."""
        asked = self._asked()
        if self.progress.step in self.verdicts or not isinstance(asked, Question) or not 0 <= option < len(asked.options):
            return
        # What of the place the texts leave open, the question has worked out.
        scene = {name: asked.then.get(name, value) for name, value in self.step["then"].items()}
        self._settle(_Verdict(asked.told(option), scene, asked.options, option, asked.right), "r" if option == asked.right else "w")
        self._show(scene)

    def offer(self) -> None:
        """Bring about what the step asks for."""
        if self.step and "goal" in self.step:
            self.journey.assign(**self.step["then"])

    def notice(self) -> None:
        """See whether what the step asks to be brought about has come about; called after every change."""
        asked = self._asked() if self.progress.is_running else None
        if isinstance(asked, Goal) and asked.is_reached and self.progress.step not in self.verdicts:
            self._settle(_Verdict(asked.facts, self.step["then"]), "u")

    def shown(self) -> Shown | None:
        """Return what the ride shows, or None where nobody is on it."""
        progress, step = self.progress, self.step
        if not progress.is_running:
            return None
        count, verdict = len(self.steps), self.verdicts.get(progress.step)
        if step is None:
            return self._end()
        about = {"number": progress.step, "count": count, "title": step["title"], "texts": step, "part": step.get("part", "")}
        known = judging.common(self.journey.result)
        if verdict:
            return Shown(
                **about, facts=known | verdict.facts, options=verdict.options, taken=verdict.taken, right=verdict.right, is_answered=True
            )
        asked = self._asked()
        if asked is None:
            return Shown(**about, facts=known, is_away=True)
        options = asked.options if isinstance(asked, Question) else ()
        return Shown(**about, facts=known | asked.facts, options=options)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings back what came of the steps until now."""
        verdicts = dict(self.verdicts)

        def back() -> None:
            self.verdicts = verdicts

        return back

    # How it does that.

    def _settle(self, verdict: _Verdict, outcome: str) -> None:
        self.verdicts[self.progress.step] = verdict
        self.journey.assign(guide=self.progress.answered(outcome).written)

    def _asked(self) -> Question | Goal | None:
        """What the present step asks, or None where there is nothing to ask or the journey is elsewhere."""
        step = self.step
        if step is None or self._is_away(step):
            return None
        find = QUESTIONS[step["question"]] if "question" in step else GOALS[step["goal"]]
        return find(self.journey.result, step["with"])

    def _is_away(self, step: Mapping[str, Any]) -> bool:
        """Whether the journey is not where the step takes place; where one stands in it, and what one aims at, is free."""
        values, free = self.journey.values, step["then"] if "goal" in step else ()
        return any(values[name] != value for name, value in self._scene(step).items() if name not in (*_VIEW, *free))

    def _scene(self, step: Mapping[str, Any]) -> dict[str, object]:
        """All that a step sets: its own, and the rest as it comes."""
        usual = defaults(Journey)
        return {name: usual[name] for name in (*_PLACE, *DIALS, *_VIEW)} | dict(step["at"])

    def _enter(self, progress: Progress) -> None:
        """Go to a step and to its place; where it was answered, to the place that the answer led to."""
        number, steps = progress.step, self.steps
        verdict = self.verdicts.get(number)
        scene = self._scene(steps[number - 1]) | dict(verdict.scene if verdict else {}) if number <= len(steps) else {}
        self._show({**scene, "guide": progress.written})

    def _show(self, scene: Mapping[str, object]) -> None:
        """Put in a scene: first the text, which resets the place, then the place in it."""
        first = {name: scene[name] for name in ("model", "prompt") if name in scene}
        self.journey.assign(**first)
        self.journey.assign(**{name: value for name, value in scene.items() if name not in first})

    def _end(self) -> Shown:
        progress, end = self.progress, script()["end"]
        made, right = progress.made, progress.right
        key = "none" if not made else "all" if right == made else "most" if 2 * right >= made else "some"
        facts = {"made": str(made), "right": str(right), "times": "time" if right == 1 else "times"}
        return Shown(
            number=progress.step, count=len(self.steps), title=end["title"], texts={"read": end[key], "see": end["see"]}, facts=facts,
            is_answered=True,
        )  # fmt: skip
