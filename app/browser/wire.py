"""One document, linked to a page by whole updates.

The page sends one patch; applying it may change many models many times. What comes of it goes back as one patch in
which each property stands once, with its last value. Text and buffers cross as they are: JSON in one string, arrays as
bytes that the worker hands over without another copy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable

from bokeh.core.serialization import Buffer, Serialized, Serializer
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent, ModelChangedEvent
from bokeh.document.json import PatchJson
from bokeh.embed.util import standalone_docs_json_and_render_items
from bokeh.io.doc import patch_curdoc

from app.mistakes import told

type Update = tuple[str, list[tuple[str, bytes]]]
"""A patch as JSON text, and the buffers that it names by id."""


class Link:
    """The Python end of the wire between a document and its page.

    Parameters
    ----------
    document :
        The document, its roots already in place.
    """

    def __init__(self, document: Document):
        self.document = document
        self.send: Callable[[], None] | None = None
        """Called when the document has changed outside an update (a scheduled callback): time to ``flush``."""
        self._events: list[DocumentPatchedEvent] = []
        self._updating = False
        document.unhold()
        document.on_change(self._note)

    def json(self) -> str:
        """The whole document as BokehJS reads it."""
        docs_json, _ = standalone_docs_json_and_render_items(self.document.roots, suppress_callback_warning=True)
        self._events.clear()
        (document,) = docs_json.values()
        return json.dumps(document)

    def update(self, patch: str, buffers: Iterable[tuple[str, bytes]] = ()) -> Update | None:
        """Apply the page's patch; return what the page has to change in turn, or nothing.

        Where that fails, :meth:`flush` has what leads the page back to what holds here.
        """
        given = json.loads(patch)
        content = Serialized(given, [Buffer(key, data) for key, data in buffers])
        self._updating = True
        try:
            with patch_curdoc(self.document):
                self.document.apply_json_patch(content, setter=self)
        except Exception:
            self._say_again(given["events"])
            raise
        finally:
            self._updating = False
        return self.flush()

    def flush(self) -> Update | None:
        """Everything that has changed since the last time, as one patch."""
        events, self._events = _latest(self._events), []
        if not events:
            return None
        if _plain(events):
            patch = PatchJson(events=Serializer().encode(events))
        else:
            models = self.document.models
            serializer = Serializer(references=models.synced_references)
            patch = PatchJson(events=serializer.encode(events))
            models.flush_synced(lambda model: not serializer.has_ref(model))
        named: list[tuple[str, bytes]] = []
        text = json.dumps(patch, default=lambda value: _name(value, named))
        return text, named

    def mistake(self) -> str:
        """What the page is told of the exception that JavaScript has just caught, as JSON."""
        mistake, sys.last_exc = sys.last_exc, None
        return json.dumps(told(mistake))

    def _say_again(self, events: list[dict]) -> None:
        """Tell the page the present value of every property that it set."""
        for event in events:
            model = self.document.get_model_by_id(event.get("model", {}).get("id", ""))
            if model is not None and event.get("attr") in model.properties():
                self._events.append(ModelChangedEvent(self.document, model, event["attr"], getattr(model, event["attr"])))

    def _note(self, event: DocumentPatchedEvent) -> None:
        if event.setter is self:
            return
        if not self._events and not self._updating and self.send is not None:
            self._events.append(event)
            self.send()
        else:
            self._events.append(event)


def _plain(events: list[DocumentPatchedEvent]) -> bool:
    """Whether the events hold no models, as usual, so that it does not matter which ones the page has."""
    return all(isinstance(event, ModelChangedEvent) and isinstance(event.new, str | float | int) for event in events)


def _latest(events: list[DocumentPatchedEvent]) -> list[DocumentPatchedEvent]:
    """Keep the last of several changes to one property, at the place of the last."""
    kept: dict[object, DocumentPatchedEvent] = {}
    for event in events:
        key = (event.model.id, event.attr) if isinstance(event, ModelChangedEvent) else id(event)
        kept.pop(key, None)
        kept[key] = event
    return list(kept.values())


def _name(value: object, named: list[tuple[str, bytes]]) -> dict[str, str]:
    if isinstance(value, Buffer):
        named.append((value.id, value.to_bytes()))
        return value.ref
    raise TypeError(f"{type(value).__name__} cannot cross to the page")
