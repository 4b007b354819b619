"""The controls of the journey: the prompt, and the dials of the sampler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from instruments.handout import handout_html
from instruments.journey import IDS
from instruments.journey.model import PROMPTS, Journey
from instruments.text import escape
from instruments.widgets import Choice, Control, LinearSlider, LogSlider, NumberField, Toggle, button, landmarks

_HINTS = {
    "temperature": "Cold is a determinist, hot hallucinates.",
    "greedy": "The likeliest token, always.",
    "top_k": "Keep this many; 0 is off.",
    "top_p": "Keep this much probability; 1 is off.",
    "min_p": "Keep this share of the likeliest; 0 is off.",
    "seed": "The same seed draws the same text.",
    "limit": "Auto stops after so many tokens.",
    "model": "Trained on a small grammar, or the course's table.",
}
_SLIDERS = {"top_k": (0, 40, 1, 5), "top_p": (0.01, 1, 0.01, 0.1), "min_p": (0, 1, 0.01, 0.1)}


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

    def made(kind: type[Control], name: str, **settings: Any) -> Control:
        return kind.from_param(model.param[name], IDS, hint=_HINTS.get(name, ""), **settings)

    marks = landmarks({"cold": 0.1, "as trained": 1.0, "hot": 2.5})
    sliders = {
        name: made(LinearSlider, name, start=start, end=end, fine=fine, coarse=coarse, unit="")
        for name, (start, end, fine, coarse) in _SLIDERS.items()
    }
    return {
        "prompt": made(Prompt, "prompt"),
        "model": made(Choice, "model", segmented=True),
        "temperature": made(LogSlider, "temperature", landmarks=marks, fine=0.01),
        "greedy": made(Toggle, "greedy"),
        **sliders,
        "seed": made(NumberField, "seed"),
        "limit": made(NumberField, "limit"),
    }


def prompt_html(control: Control) -> str:
    """Return the prompt with texts to choose from."""
    items = "".join(f"<li>{button('prompt', text, text, kind='item')}</li>" for text in PROMPTS)
    return (
        f'<div class="prompt-line">{control.html()}'
        f'<details class="menu prompts"><summary>Prompts</summary><div class="menu-body right"><ul>{items}</ul></div></details></div>'
    )


def told_html(made: dict[str, Control], values: Mapping[str, Any]) -> str:
    """Return prompt and dials as text."""
    return handout_html(made, values, made)


def dials_html(made: dict[str, Control]) -> str:
    """Return the rail: the model, the dials in the order in which they act, the run."""
    groups = {
        "": ("model",),
        "How the token is chosen": ("temperature", "greedy", "top_k", "top_p", "min_p"),
        "The run": ("seed", "limit"),
    }
    return "".join(
        f'<fieldset class="dials">{f"<legend>{title}</legend>" if title else ""}'
        f'{"".join(made[name].html() for name in names)}</fieldset>'
        for title, names in groups.items()
    )
