"""The controls of the journey: the prompt, and the dials of the sampler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instruments.frame import controls as frame
from instruments.frame.inputs import inputs
from instruments.journey.model import PROMPTS, Journey
from instruments.text import escape
from instruments.widgets import Control, button


class Prompt(Control):
    """A text of any length and script; Enter hands it over."""

    def html(self) -> str:
        """Label and text area."""
        # The line break keeps the parser from eating one that the text begins with.
        field = (
            f'<textarea class="entry prompt-entry" id="{self.target}-field" rows="2" autocomplete="off" spellcheck="false" dir="auto" '
            f'placeholder="Nothing: the model begins by itself" data-prompt {self._describedby}>\n{escape(self.shown)}</textarea>'
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


def prompt_html(control: Control) -> str:
    """Return the prompt with texts to choose from."""
    items = "".join(f"<li>{button('prompt', text, text, kind='item')}</li>" for text in PROMPTS)
    return (
        f'<div class="prompt-line">{control.html()}'
        f'<details class="menu prompts"><summary>Prompts</summary><div class="menu-body right"><ul>{items}</ul></div></details></div>'
    )


def dials_html(made: dict[str, Control]) -> str:
    """Return the rail: the model, the dials in the order in which they act, the run."""
    groups = {"": ["model"]}
    for name, declared in inputs(Journey).items():
        if declared.about.group:
            groups.setdefault(declared.about.group, []).append(name)
    return "".join(
        f'<fieldset class="dials">{f"<legend>{title}</legend>" if title else ""}'
        f'{"".join(made[name].html() for name in names)}</fieldset>'
        for title, names in groups.items()
    )
