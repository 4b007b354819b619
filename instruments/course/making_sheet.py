"""The part of the course's view in which a lecturer makes a sheet."""

from __future__ import annotations

from collections.abc import Callable

from instruments.course import sheet
from instruments.course.loading import exercises
from instruments.course.topics import by_topic
from instruments.course.typed_in import form_of
from instruments.course.view_paper import paper_html


class MakingSheet:
    """What the view does with the draft of a sheet."""

    def _code(self) -> tuple[str, str]:
        try:
            return self.model.notebook.draft.code, ""
        except ValueError as refusal:
            return "", str(refusal)

    def _draw(self, change: Callable) -> None:
        draft = self.model.notebook.draft
        self.model.notebook.pick(change(draft if draft.seed else draft.named({"title": draft.title, "seed": sheet.fresh_seed()})))
        self._did()

    def _on_name(self, text: str) -> None:
        self._draw(lambda draft: draft.named(form_of(text)))

    def _on_seed(self, _: str) -> None:
        self._draw(lambda draft: draft.named({"title": draft.title, "seed": sheet.fresh_seed()}))

    def _on_pick(self, exercise: str) -> None:
        if exercise in exercises():
            self._draw(lambda draft: draft.toggled(exercise))

    def _on_pick_all(self, topic: str) -> None:
        for each in by_topic().get(topic, ()):
            if each not in self.model.notebook.draft.picked:
                self._on_pick(each)

    def _on_earlier(self, exercise: str) -> None:
        if exercise in self.model.notebook.draft.picked:
            self._draw(lambda draft: draft.moved(exercise, -1))

    def _on_later(self, exercise: str) -> None:
        if exercise in self.model.notebook.draft.picked:
            self._draw(lambda draft: draft.moved(exercise, 1))

    def _on_paper(self, kind: str) -> None:
        code, _ = self._code()
        if code:
            self._turn += 1
            self.fragments["paper"].html = paper_html(sheet.decode(code), solutions=kind == "solutions", turn=self._turn)
