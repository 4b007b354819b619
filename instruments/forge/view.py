"""The Forge on the page: decisions, pictures, dossier and verdict, built once and then only updated."""

from __future__ import annotations

from collections.abc import Callable

import panel as pn

from instruments.forge import IDS, INSTRUMENT
from instruments.forge.compare import compare_html, published_html
from instruments.forge.dossier import Dossier
from instruments.forge.explore import answer_html, goals_form_html, read_goals, refusal_html, tornado_html
from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from instruments.forge.pictures import pictures
from instruments.forge.presets import Preset, preset, presets
from instruments.forge.rows import dossier_html
from instruments.forge.seek import Answer, Bar, seek, tornado
from instruments.forge.share import FORMATS
from instruments.forge.strata import strata
from instruments.forge.verdict_html import verdict_html
from instruments.frame.chrome import opening, share_html
from instruments.frame.controls import controls, rail_html, told_html
from instruments.outside import read_json
from instruments.text import Shown, escape
from instruments.widgets import Action, Disclosure, Fragment, LightDom, button

_ASK = f"<p class=\"empty\">Which decision moves a figure most?</p><p>{button('tornado', 'Calculate', 'training_cost')}</p>"


class ForgeView:
    """Shows a :class:`Forge`; everything that it shows comes from the model's result."""

    def __init__(self, model: Forge) -> None:
        self.model = model
        self.controls = controls(model)
        self.pictures = pictures()
        self.verdict = Fragment(target=IDS("verdict"))
        self.handout = Fragment(target=IDS("handout"))
        self.rows = Fragment(target=IDS("dossier"))
        self.problem = Fragment(target=IDS("problem"))
        self.compare = Fragment(target=IDS("compare"), html=compare_html(model.result, None))
        self.published = Fragment(target=IDS("published"))
        self.answer = Fragment(target=IDS("goal-answer"))
        self.sensitivity = Fragment(target=IDS("tornado"), html=_ASK)
        self.shared = Fragment(target=IDS("shared"))
        self.opened = Disclosure(target=IDS.section)
        self.actions = {act: self._action(act) for act in (
            "repair", "preset", "forget", "pin", "unpin", "swap", "share", "seek", "apply", "tornado",
        )}  # fmt: skip
        self._pinned: Dossier | None = None
        self._answer: Answer | None = None
        self._field = "training_cost"
        self._bars: tuple[Bar, ...] | None = None
        self.update()
        model.param.watch(lambda event: self.update(), "result")
        model.param.watch(lambda event: self._tell_problem(), "problem")
        self.opened.param.watch(lambda event: self._show_rows(), "opened")

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        fragments = [
            self.verdict, self.handout, self.rows, self.problem, self.compare, self.published, self.answer, self.sensitivity, self.shared,
        ]  # fmt: skip
        shown = [component for picture in self.pictures for component in picture.components]
        return [*self.controls.values(), *fragments, self.opened, *self.actions.values(), *shown]

    @property
    def strata(self) -> dict[str, Shown]:
        """One figure of the design for each stratum of the stack."""
        return strata(self.model.result)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and page back to where they are now."""
        own = {name: getattr(self, name) for name in ("_pinned", "_answer", "_field", "_bars")}
        shown = (self.opened, self.compare, self.published, self.answer, self.sensitivity, self.shared, self.problem)
        ways = [self.model.checkpoint(), *(component.checkpoint() for component in shown)]

        def back() -> None:
            vars(self).update(own)
            for way in ways:
                way()
            for control in self.controls.values():
                control.follow()
            self.update()

        return back

    def update(self) -> None:
        """Bring everything up to the model's result, in one message."""
        dossier = self.model.result
        with pn.io.hold():
            self.verdict.html = verdict_html(dossier)
            self.handout.html = told_html(type(self.model), self.controls, dossier.values)
            self._show_rows()
            for picture in self.pictures:
                picture.show(dossier)
            if self._pinned is not None:
                self.compare.html = compare_html(dossier, self._pinned)
            if self._bars is not None:
                self._show_tornado(stale=True)

    def _show_rows(self) -> None:
        self.rows.html = dossier_html(self.model.result, self.opened.opened)

    def _tell_problem(self) -> None:
        text = self.model.problem
        self.problem.html = f'<p class="refusal">{escape(text)}</p>' if text else ""

    # What the buttons do.

    def _action(self, act: str) -> Action:
        action = Action(target=IDS.section, act=act)
        action.on_click(getattr(self, f"_on_{act}"))
        return action

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

    def _on_forget(self, _: str) -> None:
        self.published.html = ""

    def _on_pin(self, _: str) -> None:
        self._pinned = self.model.result
        self.compare.html = compare_html(self.model.result, self._pinned)

    def _on_unpin(self, _: str) -> None:
        self._pinned = None
        self.compare.html = compare_html(self.model.result, None)

    def _on_swap(self, _: str) -> None:
        if self._pinned is not None:
            back, self._pinned = self._pinned, self.model.result
            self.model.restore(**back.values)

    def _on_share(self, kind: str) -> None:
        write = FORMATS.get(kind)
        if write is not None:
            text = escape(write(self.model.result))
            self.shared.html = (
                f'<textarea id="{IDS("shared-text")}" readonly rows="6" aria-label="The dossier as {kind}" data-copy-now>{text}</textarea>'
            )

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

    # The markup that all of this is bound to.

    def html(self) -> str:
        """Return the instrument's whole markup in its present state, every working filled in."""
        figures = "".join(picture.html() for picture in self.pictures)
        return (
            f'{opening(INSTRUMENT, presets=_presets_html(), share=_share_html())}<div class="bench">'
            f'<div class="on-paper" id="{IDS("handout")}">{self.handout.html}</div>'
            f'<section class="rail" id="{IDS("decisions")}" aria-label="Decisions">'
            f'<button type="button" class="sheet-handle" data-sheet-switch aria-expanded="false" aria-controls="{IDS("decisions")}">'
            '<span class="unseen">Close the decisions</span></button>'
            f'<div class="problem" id="{IDS("problem")}" role="alert">{self.problem.html}</div>'
            f'{rail_html(self.model, self.controls)}</section>'
            '<div class="findings">'
            f'<div class="verdict" id="{IDS("verdict")}">{self.verdict.html}</div>'
            f'<section class="dossier" id="{IDS("dossier")}" aria-label="Dossier">{dossier_html(self.model.result)}</section></div>'
            f'<div class="middle"><div class="preset-note" id="{IDS("published")}" data-focus-next=".presets > summary">'
            f'{self.published.html}</div>'
            f'<section class="pictures" aria-label="Pictures"><div class="picture-grid">{figures}</div></section>'
            f'{_explore_html(self.compare.html, self.sensitivity.html)}</div></div>'
        )


def _presets_html() -> str:
    groups: dict[str, list[Preset]] = {"From the course": [], "Public models": []}
    for entry in presets().values():
        groups["Public models" if entry.model else "From the course"].append(entry)
    body = "".join(
        f"<h2>{title}</h2><ul>"
        + "".join(f"<li>{_preset_html(entry)}</li>" for entry in entries)
        + "</ul>"
        for title, entries in groups.items()
    )
    return f'<details class="menu presets"><summary>Presets</summary><div class="menu-body">{body}</div></details>'


def _preset_html(entry: Preset) -> str:
    """The course's designs say what they are; a public model is known by its name."""
    if entry.model:
        return button("preset", entry.name, entry.id, kind="item", title=entry.caption, step=True)
    return button("preset", entry.name, entry.id, kind="item", hint=entry.caption, step=True)


def _share_html() -> str:
    kinds = "".join(button("share", label, kind) for kind, label in (("json", "JSON"), ("markdown", "Markdown"), ("csv", "CSV")))
    texts = f'<p class="hint">The dossier as text, copied:</p><p class="buttons keep-open">{kinds}</p><div id="{IDS("shared")}"></div>'
    return share_html("The address holds the whole design.", texts)


def _explore_html(compared: str, sensitivity: str) -> str:
    """Comparison, goal seek and sensitivity, one of them at a time."""
    names = {"compare": "Compare", "goals": "Goal seek", "sensitivity": "Sensitivity"}
    tabs = "".join(
        f'<button type="button" role="tab" class="tab" data-tab aria-controls="{IDS("tab", key)}" '
        f'aria-selected="{str(key == "compare").lower()}" tabindex="{0 if key == "compare" else -1}">{name}</button>'
        for key, name in names.items()
    )
    return (
        f'<section class="card explore" aria-label="Explore"><div class="tabs" role="tablist" data-roving="tabs">{tabs}</div>'
        f'<div id="{IDS("tab", "compare")}" role="tabpanel"><div id="{IDS("compare")}">{compared}</div></div>'
        f'<div id="{IDS("tab", "goals")}" role="tabpanel" hidden>{goals_form_html()}</div>'
        f'<div id="{IDS("tab", "sensitivity")}" role="tabpanel" hidden><div id="{IDS("tornado")}">{sensitivity}</div></div></section>'
    )
