"""The part of the course's view in which a student begins a sheet, exports a result and leaves."""

from __future__ import annotations

from instruments.course.notebook import now
from instruments.course.typed_in import form_of, slug
from instruments.course.view_sheet import title_of
from instruments.prose.markup import EMPTY


class WorkingSheet:
    """What the view does with a sheet that somebody works through."""

    def _on_begin(self, text: str) -> None:
        place = self.model.result
        if place.sheet is None or self.model.work is not None:
            return
        try:
            self.model.notebook.begin(place.code, " ".join(str(form_of(text).get("student", "")).split()))
        except ValueError as refusal:
            self._refused = str(refusal)
            self._show_main()
        else:
            self._refused = ""
            self._did()

    def _on_export(self, _: str) -> None:
        place, work = self.model.result, self.model.work
        if place.sheet and work:
            self._save(f"result-{slug(title_of(place.sheet.title))}-{slug(work.student)}.json", work.export(now()), "The result")

    def _on_leave(self, _: str) -> None:
        self._leaving = "sheet"
        self._show_head()

    def _on_left(self, _: str) -> None:
        self._leaving = ""
        if self.model.result.sheet and self.model.work:
            self.model.notebook.leave(self.model.result.code)
            self.fragments["saved"].html = EMPTY
            self._did()

    def _on_stay(self, _: str) -> None:
        self._leaving = ""
        self.update()
