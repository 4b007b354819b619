"""What the registry knows of an equation that no row shows, in a dialog of the page."""

from __future__ import annotations

from formulas.registry import get
from instruments.evidence.working import statement
from instruments.prose.markup import Markup, markup
from instruments.widgets import Action, Fragment, LightDom

TARGET = "statement"


class Statements:
    """Writes the statement of the equation that a reader asks for."""

    def __init__(self) -> None:
        self.shown = Fragment(target="statement-text")
        self.asked = Action(target=TARGET, act="statement")
        self.asked.on_click(self._show)

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        return [self.shown, self.asked]

    def _show(self, equation: str) -> None:
        try:
            self.shown.html = statement(get(equation))
        except ValueError as unknown:
            self.shown.html = markup('<p class="refusal">{}</p>', unknown)


def dialog_html() -> Markup:
    """Return the dialog; the button in it that no one sees is pressed by the search, with the equation as its argument."""
    return markup(
        '<dialog class="statement" id="{}" aria-labelledby="statement-title">'
        '<header><h2 id="statement-title"></h2><button type="button" class="button" data-statement-close>Close</button></header>'
        '<div class="working" id="statement-text"></div>'
        '<button type="button" data-act="statement" data-argument="" aria-label="Show the statement" hidden></button></dialog>',
        TARGET,
    )
