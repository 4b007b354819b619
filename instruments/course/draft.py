"""The sheet that a lecturer is making: a title, a seed, and exercises in their order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from formulas.untrusted import read_json
from instruments.course import sheet
from instruments.course.loading import exercises
from instruments.course.sheet import LONGEST_TITLE, Sheet

LONGEST_SEED = 16


@dataclass(frozen=True)
class Draft:
    """What was picked so far."""

    title: str = ""
    seed: str = ""
    picked: tuple[str, ...] = ()

    @property
    def sheet(self) -> Sheet | None:
        """The sheet, if anything was picked for it.

        Raises
        ------
        ValueError
            If it cannot be one; the sentence says why.
        """
        return sheet.made(self.title, self.picked, self.seed) if self.picked else None

    @property
    def code(self) -> str:
        """The sheet as it stands in an address; nothing if nothing was picked."""
        return sheet.encode(self.sheet) if self.sheet else ""

    def toggled(self, exercise: str) -> Draft:
        """Return it with an exercise at its end, or without it."""
        if exercise in self.picked:
            return replace(self, picked=tuple(each for each in self.picked if each != exercise))
        return replace(self, picked=(*self.picked, exercise))

    def moved(self, exercise: str, by: int) -> Draft:
        """Return it with an exercise earlier or later in the order."""
        order = list(self.picked)
        place = order.index(exercise)
        order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
        return replace(self, picked=tuple(order))

    def named(self, form: Mapping[str, object]) -> Draft:
        """Return it with the title and the seed of a form."""
        title = " ".join(str(form.get("title", "")).split())[:LONGEST_TITLE]
        return replace(self, title=title, seed=str(form.get("seed", "")).strip().lower()[:LONGEST_SEED] or self.seed)

    def write(self) -> str:
        """Return it as text."""
        return json.dumps({"title": self.title, "seed": self.seed, "picked": self.picked}, ensure_ascii=False)

    @staticmethod
    def read(text: str) -> Draft:
        """Read what :meth:`write` wrote; exercises that there are no more are left out.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        found = read_json(text)
        if not isinstance(found, Mapping) or not isinstance(found.get("picked"), list):
            raise ValueError("it is no draft of a sheet")  # noqa: TRY004 - a refusal, as any other
        return Draft(picked=tuple(dict.fromkeys(each for each in found["picked"] if each in exercises()))).named(found)
