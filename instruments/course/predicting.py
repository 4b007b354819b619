"""The part of the course's view in which slider runs are predicted."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.course import calibration
from instruments.course.notebook import now
from instruments.course.predict import Revealed as Predicted
from instruments.course.predict import Run, chosen, reveal, suggested
from instruments.course.typed_in import form_of


class Predicting:
    """What the view does with predictions; it keeps the run that is asked about and what came of it."""

    _run: Run | None = None
    _predicted: Predicted | None = None
    _typed = ""

    def _present_run(self) -> Run:
        if self._run is None:
            self._run = suggested(self.lender)
        return self._run

    def _on_slider(self, name: str) -> None:
        self._predict_of({"slider": name, "figure": self._present_run().figure})

    def _on_figure(self, name: str) -> None:
        self._predict_of({"slider": self._present_run().slider, "figure": name})

    def _predict_of(self, form: Mapping[str, object]) -> None:
        self._run, self._predicted, self._refused, self._typed = chosen(self.lender, form, self._present_run()), None, "", ""
        self._show_main()

    def _on_another(self, _: str) -> None:
        self._turn += 1
        self._run, self._predicted, self._refused, self._typed = suggested(self.lender, self._turn), None, "", ""
        self._show_main()

    def _on_predict(self, text: str) -> None:
        form, run = form_of(text), self._present_run()
        self._typed = str(form.get("guess", ""))
        try:
            self._predicted = reveal(self.lender, chosen(self.lender, form, run), str(form.get("to", "")), self._typed, now())
        except ValueError as refusal:
            self._predicted, self._refused = None, str(refusal)
            self._show_main()
            return
        self._run, self._refused = self._predicted.run, ""
        self.model.notebook.guess(self._predicted.guess)
        self._say(self._predicted.guess.sentence)
        self._did()

    def _on_export_guesses(self, _: str) -> None:
        if self.model.notebook.guesses:
            self._save("predictions.json", calibration.write(self.model.notebook.guesses), "The list of predictions")

    def _on_forget(self, _: str) -> None:
        self._leaving = "guesses"
        self._show_main()

    def _on_forgotten(self, _: str) -> None:
        self._leaving = ""
        self.model.notebook.forget("guesses")
        self._did()
