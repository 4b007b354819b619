"""Panel components that bind to the page's own HTML instead of drawing theirs."""

from .base import Bindings, LightDom
from .controls import Action, Choice, Control, Disclosure, Landmark, LogSlider, NumberField, Toggle, button, landmarks
from .linear import LinearSlider
from .panes import Address, Fragment, Memento, Mistakes, Mount, paint

__all__ = [
    "Action",
    "Address",
    "Bindings",
    "Choice",
    "Control",
    "Disclosure",
    "Fragment",
    "Landmark",
    "LightDom",
    "LinearSlider",
    "LogSlider",
    "Memento",
    "Mistakes",
    "Mount",
    "NumberField",
    "Toggle",
    "button",
    "landmarks",
    "paint",
]
