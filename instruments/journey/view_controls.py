"""The controls of the journey: the prompt, and the dials of the sampler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instruments.frame import controls as frame
from instruments.frame.inputs import inputs
from instruments.journey.model import PROMPTS, Journey
from instruments.prose.markup import Markup, joined, markup
from instruments.widgets import Control, button


class Prompt(Control):
    """A text of any length and script; Enter hands it over."""

    def html(self) -> Markup:
        """Label and text area."""
        # The line break keeps the parser from eating one that the text begins with.
        field = markup(
            '<textarea class="entry prompt-entry" id="{}-field" rows="2" autocomplete="off" spellcheck="false" dir="auto" '
            'placeholder="Nothing: the model begins by itself" data-prompt {}>\n{}</textarea>',
            self.target, self._describedby, self.shown,
        )
        return self._frame("number", field)

    def _from_wire(self, value: Any) -> str:
        return str(value)

    def elsewhere(self) -> Iterator[str]:
        """The other texts to choose from."""
        yield from (text for text in PROMPTS if text != self.value)


def controls(model: Journey) -> dict[str, Control]:
    """Return one linked control for each thing that a reader decides."""
    return frame.controls(model, prompt=Prompt)


def prompt_html(control: Control) -> Markup:
    """Return the prompt with texts to choose from."""
    items = joined(markup("<li>{}</li>", button("prompt", text, text, kind="item")) for text in PROMPTS)
    return markup(
        '<div class="prompt-line">{}'
        '<details class="menu prompts"><summary>Prompts</summary><div class="menu-body right"><ul>{}</ul></div></details></div>',
        control.html(), items,
    )


def dials_html(made: dict[str, Control]) -> Markup:
    """Return the rail: the model, the dials in the order in which they act, the run."""
    groups = {"": ["model"]}
    for name, declared in inputs(Journey).items():
        if declared.about.group:
            groups.setdefault(declared.about.group, []).append(name)
    return joined(
        markup(
            '<fieldset class="dials">{}{}</fieldset>',
            markup("<legend>{}</legend>", title) if title else "", joined(made[name].html() for name in names),
        )
        for title, names in groups.items()
    )
