"""What every component of ours shares: a small Bokeh model, and no layout of its own."""

from __future__ import annotations

from collections.abc import Iterable
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

    @property
    def _priority_changes(self) -> tuple[str, ...]:
        return self._incoming

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

    def _change_event(self, doc: Document) -> None:
        # Whatever one message from the browser changes goes back in one message too.  Not `hold`, which
        # would let Bokeh dispatch what a socket in use could not take, without the lock that this needs.
        # Panel's own way counts for a busy indicator, unlocks read-only parameters and keeps every parameter's value
        # to restore: nothing of that is on this page, and it costs more than the design's whole arithmetic.
        events, self._events = self._events, {}
        with set_curdoc(doc), unlocked():
            self._in_process__events[doc] = events
            try:
                for name, value in self._process_property_change(events).items():
                    setattr(self, name, value)
            finally:
                self._in_process__events.pop(doc, None)


class Bindings(LightDom):
    """The hidden root of a page, holding every component that is bound to its HTML."""

    objects = param.List(default=[], doc="Components of the page; more may be added while it is shown.")

    _widget_type = models.Bindings
    _outgoing = ()

    @classmethod
    def on(cls, doc: Document) -> Bindings:
        """Return the root that a document shows."""
        (model,) = doc.roots
        return pn.state._views[model.ref["id"]][0]

    def add(self, components: Iterable[LightDom]) -> None:
        """Bind more components, on every document where this root is already shown."""
        added = list(components)
        self.objects = [*self.objects, *added]
        for reference, (model, _) in self._models.copy().items():
            _, root, doc, comm = pn.state._views[reference]
            model.children = [*model.children, *(item._get_model(doc, root, model, comm) for item in added)]

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
