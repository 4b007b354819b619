"""Stand-ins for what Panel and Bokeh import and this page never uses: they keep time and memory for what it does use.

A stand-in module gives a class for every name that is imported from it, so that Panel can subclass it, compare with it
and list it. Making an instance is an error that names it: then the module belongs off the list below.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType

UNUSED = (
    "panel.chat", "panel.custom", "panel.interact", "panel.pipeline", "panel.template", "panel.io.embed",
    "panel.io.notebook", "panel.io.pages", "panel.io.profile", "panel.io.save", "panel.layout.feed",
    "panel.layout.float", "panel.layout.gridstack", "panel.layout.modal", "panel.layout.swipe",
    "panel.models.chatarea_input", "panel.models.datetime_picker", "panel.models.datetime_slider",
    "panel.models.ipywidget", "panel.models.speech_to_text", "panel.models.text_to_speech",
    "panel.models.time_picker", "panel.models.trend", "panel.pane.alert", "panel.pane.deckgl", "panel.pane.echarts",
    "panel.pane.equation", "panel.pane.holoviews", "panel.pane.ipywidget", "panel.pane.media",
    "panel.pane.perspective", "panel.pane.plot", "panel.pane.plotly", "panel.pane.streamz", "panel.pane.textual",
    "panel.pane.vega", "panel.pane.vizzu", "panel.pane.vtk", "panel.theme.bootstrap", "panel.theme.fast",
    "panel.theme.material", "panel.widgets.button", "panel.widgets.codeeditor", "panel.widgets.debugger",
    "panel.widgets.file_selector", "panel.widgets.icon", "panel.widgets.indicators", "panel.widgets.input",
    "panel.widgets.misc", "panel.widgets.player", "panel.widgets.select", "panel.widgets.slider",
    "panel.widgets.speech_to_text", "panel.widgets.tables", "panel.widgets.terminal",
    "panel.widgets.text_to_speech", "panel.widgets.texteditor", "bokeh.models.widgets.tables",
    "bokeh.util.compiler", "cProfile", "html.entities", "http", "ipaddress", "profile", "unittest",
    "urllib.request", "webbrowser", "yaml",
)  # fmt: skip


class _Meta(type):
    """Has every public attribute, as the enumerations and registries among what it stands for do."""

    def __getattr__(cls, name: str) -> type:
        if name.startswith("_"):
            raise AttributeError(name)
        return cls

    def __iter__(cls) -> Iterator:
        return iter(())


class Unused(metaclass=_Meta):
    """What every name in a stand-in module leads to."""

    def __init__(self, *_arguments: object, **_options: object):
        raise NotImplementedError(f"{type(self).__module__}.{type(self).__name__} is not part of this page: see {__name__}")


class _StandIn(ModuleType):
    __path__ = __all__ = ()

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Meta(name, (Unused,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


def is_stand_in(module: object) -> bool:
    """Whether a module is one of these."""
    return isinstance(module, _StandIn)


class _Finder:
    """Finds the stand-ins, before the real modules are looked for."""

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        unused = any(name == each or name.startswith(each + ".") for each in UNUSED)
        return ModuleSpec(name, cls, is_package=True) if unused else None

    @staticmethod
    def create_module(spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Nothing happens on import."""


@contextmanager
def stand_ins() -> Iterator[None]:
    """Let Panel be imported without what is not used, and without pandas.

    ``panel.io.pyodide`` imports pandas only to wrap two readers. Its stand-in must be gone afterwards, for Bokeh and
    Panel take ``"pandas" in sys.modules`` as the sign that data frames may turn up. The others stay.
    """
    pandas = ModuleType("pandas")
    pandas.__spec__ = ModuleSpec("pandas", None)  # importlib.util.find_spec insists on one
    pandas.read_csv = pandas.read_json = _no_pandas
    sys.modules["pandas"] = pandas
    sys.meta_path.insert(0, _Finder)
    try:
        yield
    finally:
        sys.meta_path.remove(_Finder)
        del sys.modules["pandas"]


def _no_pandas(*_arguments: object, **_options: object) -> None:
    raise ModuleNotFoundError("pandas is not part of this page", name="pandas")
