"""What a reader guesses before it shows, in a card that stands below the opening row of the instrument that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from instruments.frame.discovery import scorer
from instruments.prose.markup import Markup, markup
from instruments.widgets import Action, Fragment, LightDom

TARGET = "predict-first"
_LONGEST = 1_100_000
"""Characters of a message: it brings all that the browser has kept."""


class Guesses:
    """Hands what the card asks to the instrument that scores guesses, which comes with the first; ``views`` are the page's."""

    def __init__(self, views: Mapping[str, Any]) -> None:
        self._views = views
        self.said = Fragment(target=f"{TARGET}-said")
        self.asked = Action(target=TARGET, act=TARGET, longest=_LONGEST)
        self.asked.on_click(self._answer)

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        return [self.said, self.asked]

    def _answer(self, message: str) -> None:
        declared = scorer()
        said = declared.scorer(self._views).answer(message) if declared else None
        if said is not None:
            self.said.html = said


def card_html() -> Markup:
    """Return the card, and the button that no one sees and the page presses, with its message as the argument."""
    return markup(
        '<section class="card predicts" id="{target}-said" aria-label="Predict first" hidden></section>'
        '<div id="{target}" hidden><button type="button" data-act="{target}" data-argument="" aria-label="Ask"></button></div>',
        target=TARGET,
    )
