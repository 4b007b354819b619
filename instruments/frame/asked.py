"""Buttons that open a cell with the Python behind what is shown: worked out when one of them is pressed, and not before."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from formulas.steps import Step
from instruments.evidence.citing import Citation
from instruments.frame.model import Model
from instruments.prose.markup import Markup, markup
from instruments.widgets import button

ACT = "code"


def ask_html(argument: str = "", label: str = "Open in a cell") -> Markup:
    """Return the button that asks for the code of ``argument``: a row, or with nothing the whole design."""
    return markup('<p class="buttons as-code">{}</p>', button(ACT, label, argument))


def equation_html(step: Step, cited: Mapping[str, Citation] = MappingProxyType({}), press: int = 0) -> Markup:
    """Return one step as code that opens as it comes."""
    return _opens(step.equation.title, _code().equation_code(step, cited), press)


def design_html(title: str, model: Model, press: int = 0) -> Markup:
    """Return a whole design as code that opens as it comes."""
    return _opens(f"{title}: this design", _code().design_code(model), press)


def _code() -> ModuleType:
    # No page needs it to be shown.
    return importlib.import_module("instruments.frame.code")


def _opens(title: str, code: str, press: int) -> Markup:
    """What opens a cell (``static/js/page.js`` presses it): another one at every press, or the page would see no change."""
    return markup(
        '<button type="button" data-opens-cell data-press="{}" data-cell-title="{}" data-cell-code="{}"></button>', press, title, code
    )
