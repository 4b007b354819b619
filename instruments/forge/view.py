"""The Forge on the page: decisions, pictures, dossier and verdict, built once and then only updated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from formulas.untrusted import read_json
from instruments.forge import IDS
from instruments.forge.dossier import Dossier
from instruments.forge.explore import answer_html, goals_form_html, read_goals, refusal_html, tornado_html
from instruments.forge.fields import FIELDS
from instruments.forge.origin import origin_html
from instruments.forge.pasted import Pasted
from instruments.forge.presets import Preset, preset, presets
from instruments.forge.published import published_html
from instruments.forge.rows import dossier_html
from instruments.forge.seek import Answer, Bar, seek, tornado
from instruments.forge.verdict_html import verdict_html
from instruments.frame.preset_menu import menu_html
from instruments.frame.view import View
from instruments.prose.markup import EMPTY, Markup, markup
from instruments.widgets import Control, Fragment, button

_ASK = markup('<p class="empty">Which decision moves a figure most?</p><p>{}</p>', button("tornado", "Calculate", "training_cost"))


class ForgeView(View):
    """The frame's view, with a verdict, presets, goal seek and sensitivity."""

    acts = (*View.acts, "repair", "forget", "seek", "apply", "tornado", "budget")
    kinds: ClassVar[Mapping[str, type[Control]]] = {"configuration": Pasted}
    remembered = (*View.remembered, "_answer", "_field", "_bars")
    noun = "Dossier"

    def prepare(self) -> None:
        """Make verdict, note, answers."""
        self.verdict = Fragment(target=IDS("verdict"))
        self.origin = Fragment(target=IDS("origin"))
        self.published = Fragment(target=IDS("published"))
        self.answer = Fragment(target=IDS("goal-answer"))
        self.sensitivity = Fragment(target=IDS("tornado"), html=_ASK)
        self._answer: Answer | None = None
        self._field = "training_cost"
        self._bars: tuple[Bar, ...] | None = None

    @property
    def further(self) -> tuple[Fragment, ...]:
        """Verdict, note, answers."""
        return self.verdict, self.origin, self.published, self.answer, self.sensitivity

    def show(self, result: Dossier) -> None:
        """Bring verdict and sensitivity up to a dossier."""
        self.verdict.html = verdict_html(result)
        self.origin.html = origin_html(result)
        if self._bars is not None:
            self._show_tornado(stale=True)

    def rows_html(self, opened: list[str] | None) -> Markup:
        """Return rows and limits."""
        return dossier_html(self.model.result, opened, self.model.handed)

    def _on_repair(self, _: str) -> None:
        if (repair := self.model.result.verdict.repair) is not None:
            self.model.restore(**{repair.decision: repair.value})

    def _on_preset(self, name: str) -> None:
        try:
            chosen = preset(name)
        except ValueError as refusal:
            self.problem.html = refusal_html(str(refusal))
            return
        self.model.restore(**chosen.values)
        self.published.html = published_html(chosen)

    def _on_budget(self, _: str) -> None:
        self.model.restore(start="budget")

    def _on_forget(self, _: str) -> None:
        self.published.html = EMPTY

    def _on_seek(self, form: str) -> None:
        try:
            stated = read_json(form)
            self._answer = seek(self.model.values, read_goals(stated if isinstance(stated, dict) else {}))
        except ValueError as refusal:
            self.answer.html = refusal_html(str(refusal))
        else:
            self.answer.html = answer_html(self._answer)

    def _on_apply(self, _: str) -> None:
        if self._answer is not None and self._answer.found:
            self.model.restore(**self._answer.values)

    def _on_tornado(self, field: str) -> None:
        if field in FIELDS:
            self._field = field
        self._show_tornado()

    def _show_tornado(self, *, stale: bool = False) -> None:
        """Sensitivity takes a dozen evaluations, so that it follows a moving slider only once it rests."""
        dossier = self.model.result
        if not stale:
            self._bars = tornado(dossier.values, self._field)
        self.sensitivity.html = tornado_html(self._field, self._bars, dossier.figures[self._field].value, stale)

    # What stands in the frame's places.

    def presets_html(self) -> Markup:
        """Return the menu of presets."""
        return _presets_html()

    def verdict_html(self) -> Markup:
        """Return the verdict in its place."""
        return markup(
            '<div class="verdict" id="{}">{}</div><div class="origin" id="{}">{}</div>',
            IDS("verdict"), self.verdict.html, IDS("origin"), self.origin.html,
        )  # fmt: skip

    def note_html(self) -> Markup:
        """Return the place of what a preset is."""
        return markup(
            '<div class="preset-note" id="{}" data-focus-next=".presets > summary">{}</div>',
            IDS("published"), self.published.html,
        )

    def tabs(self) -> dict[str, tuple[str, Markup]]:
        """Goal seek and sensitivity beside the comparison."""
        return super().tabs() | {
            "goals": ("Goal seek", goals_form_html()),
            "sensitivity": ("Sensitivity", markup('<div id="{}">{}</div>', IDS("tornado"), self.sensitivity.html)),
        }


def _presets_html() -> Markup:
    groups: dict[str, list[Preset]] = {"From the course": [], "Public models": []}
    for entry in presets().values():
        groups["Public models" if entry.model else "From the course"].append(entry)
    return menu_html({title: map(_preset_html, entries) for title, entries in groups.items()})


def _preset_html(entry: Preset) -> Markup:
    """The course's designs say what they are; a public model is known by its name."""
    if entry.model:
        return button("preset", entry.name, entry.id, kind="item", title=entry.caption, step=True)
    return button("preset", entry.name, entry.id, kind="item", hint=entry.caption, step=True)
