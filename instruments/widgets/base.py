"""What every component of ours shares: a small Bokeh model, and no layout of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

import panel as pn
import param
from bokeh.document import Document
from bokeh.model import Model
from panel.io.document import unlocked
from panel.io.state import set_curdoc
from panel.reactive import Reactive
from panel.viewable import Viewable

from . import models


class LightDom(Reactive):
    """A Panel component whose appearance is light-DOM HTML that the page already holds.

    Panel's layout parameters have no meaning here, so only ``_outgoing`` parameters travel to
    the Bokeh model and only ``_incoming`` ones come back, at once instead of debounced.
    """

    target = param.String(default="", doc="Id of the element that this component is bound to.")

    kept: ClassVar[str] = "Your last step was not taken: the page shows the last state that worked."
    """What the page's visitor is told to rely on when a step of this component fails."""
    _widget_type: ClassVar[type[Model]]
    _outgoing: ClassVar[tuple[str, ...]] = ("target",)
    _incoming: ClassVar[tuple[str, ...]] = ()
    _rename: ClassVar[dict[str, str | None]] = dict.fromkeys([*Viewable.param, "label"])

    __abstract = True

    @property
    def _linked_properties(self) -> tuple[str, ...]:
        return self._incoming

    @property
    def _synced_params(self) -> list[str]:
        return list(self._outgoing)

    def _get_properties(self, doc: Document | None) -> dict[str, Any]:
        return self._process_param_change({name: getattr(self, name) for name in self._outgoing})

    def _update_properties(self, *events: param.parameterized.Event, doc: Document) -> dict[str, Any]:
        return self._process_param_change({event.name: event.new for event in events})

    def _process_param_change(self, params: dict[str, Any]) -> dict[str, Any]:
        return params

    def _process_property_change(self, props: dict[str, Any]) -> dict[str, Any]:
        return props

    def _get_model(self, doc: Document, root: Model | None = None, parent: Model | None = None, comm: Any = None) -> Model:
        model = self._widget_type(**self._get_properties(doc))
        root = root or model
        self._models[root.ref["id"]] = (model, parent)
        self._link_props(model, self._linked_properties, doc, root, comm)
        return model

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings this component back to what it shows now, without telling those who watch it."""
        values = {name: getattr(self, name) for name in self._outgoing}

        def back() -> None:
            with param.parameterized.discard_events(self):
                self.param.update(**values)
            for model, _ in self._models.values():
                model.update(**self._process_param_change(values))

        return back

    def _server_change(self, doc: Document, ref: str, subpath: str | None, attr: str, old: Any, new: Any) -> None:
        # Bokeh's server applies what a browser sends on a thread of its own, with the document locked; Panel would handle
        # it on the event loop, without that lock.  What arrived in between was lost: counted among changes whose handling
        # was about to come, when that had already begun, or taken for an echo of what Python was setting just then.
        if doc.session_context is None:
            super()._server_change(doc, ref, subpath, attr, old, new)
            return
        if attr in self._changing.get(ref, []):
            self._changing[ref].remove(attr)
            return
        scheduled = bool(self._events)
        self._events[attr] = new
        if not scheduled:
            doc.add_next_tick_callback(partial(self._change_coroutine, doc))

    def _change_event(self, doc: Document) -> None:
        # Whatever one message from the browser changes goes back in one message too.  Not `hold`, which
        # would let Bokeh dispatch what a socket in use could not take, without the lock that this needs.
        # Panel's own way counts for a busy indicator, unlocks read-only parameters and keeps every parameter's value
        # to restore: nothing of that is on this page, and it costs more than the design's whole arithmetic.
        events, self._events = self._events, {}
        with set_curdoc(doc), unlocked():
            way_back = self._way_back()
            self._in_process__events[doc] = events
            try:
                for name, value in self._process_property_change(events).items():
                    setattr(self, name, value)
            except Exception as mistake:
                self._in_process__events.pop(doc, None)
                self._go_back(way_back, events, mistake)
                raise
            finally:
                self._in_process__events.pop(doc, None)

    def _way_back(self) -> list[Callable[[], None]]:
        """What brings every page that shows this component back to where it is now."""
        roots = (pn.state._views[reference][0] for reference in self._models if reference in pn.state._views)
        return [root.checkpoint() for root in roots if isinstance(root, Bindings) and root.checkpoint is not None]

    def _go_back(self, way_back: list[Callable[[], None]], events: dict[str, Any], mistake: Exception) -> None:
        """Return to where things were before a step that failed, and note on the exception what now holds."""
        try:
            for back in way_back:
                back()
            # What the browser set is not what holds.
            held = self._process_param_change({name: getattr(self, name) for name in events if name in self._outgoing})
            for model, _ in self._models.values():
                model.update(**held)
        except Exception as another:
            mistake.add_note(f"The last state could not be brought back ({type(another).__name__}: {another}). Please load the page again.")
        else:
            mistake.add_note(self.kept)


class Bindings(LightDom):
    """The hidden root of a page, holding every component that is bound to its HTML."""

    objects = param.List(default=[], doc="Components of the page; more may be added while it is shown.")
    checkpoint = param.Callable(default=None, doc="Called before every step; returns what leads back if the step fails.")

    _widget_type = models.Bindings
    _outgoing = ()

    @classmethod
    def on(cls, doc: Document) -> Bindings:
        """Return the root that a document shows."""
        (model,) = doc.roots
        return pn.state._views[model.ref["id"]][0]

    def add(self, components: Iterable[LightDom]) -> None:
        """Bind more components, on every document where this root is already shown: all of them, or none."""
        added, made = list(components), []
        for reference, (model, _) in self._models.copy().items():
            _, root, doc, comm = pn.state._views[reference]
            made.append((model, [item._get_model(doc, root, model, comm) for item in added]))
        self.objects = [*self.objects, *added]
        for model, children in made:
            model.children = [*model.children, *children]

    def select(self, selector: Any = None) -> list[Any]:
        """Return this root and its components that match, as Panel's layouts do."""
        return super().select(selector) + [found for item in self.objects for found in item.select(selector)]

    def _get_model(self, doc: Document, root: Model | None = None, parent: Model | None = None, comm: Any = None) -> Model:
        model = super()._get_model(doc, root, parent, comm)
        model.children = [item._get_model(doc, root or model, model, comm) for item in self.objects]
        return model

    def _cleanup(self, root: Model | None = None) -> None:
        for item in self.objects:
            item._cleanup(root)
        super()._cleanup(root)
