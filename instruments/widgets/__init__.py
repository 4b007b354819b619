"""Panel components that bind to the page's own HTML instead of drawing theirs."""

from .action import Action, button
from .base import Bindings, LightDom
from .choice import Choice, Toggle
from .control import Control
from .number import NumberField
from .panes import Address, Disclosure, Fragment, Kept, Memento, Mistakes, Mount, paint
from .slider import Landmark, LinearSlider, LogSlider, landmarks

__all__ = [
    "Action",
    "Address",
    "Bindings",
    "Choice",
    "Control",
    "Disclosure",
    "Fragment",
    "Kept",
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
