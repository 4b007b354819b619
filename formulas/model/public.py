"""Public models by any of their names: described by their configurations, or by the catalogue's row where none was seen.

``data/configurations.json`` holds what ``config.json`` of each model holds, with where it was read.  A model of which the catalogue knows
how it was trained (:func:`formulas.catalogue.models`) keeps the id that it has there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files

from formulas.caching import frozen, shared
from formulas.catalogue import TUNINGS, ModelConfig, lookup, models, vendors
from formulas.model.catalogued import described
from formulas.model.description import Description
from formulas.model.forms import Form, checkpoint_form
from formulas.model.reader import loads
from formulas.names import Names


@dataclass(frozen=True, kw_only=True)
class Public:
    """A public model; ``configuration`` is the text of its ``config.json``, ``repository`` where it is kept, ``source`` where it was read.

    ``row`` is what the catalogue knows beside its shape; most models have none: nobody published how they were trained, or nobody
    has written it down here.  ``handed_out`` says which checkpoint formats its files were really made in, by what these are called.
    """

    id: str
    name: str
    vendor: str
    names: Names
    row: ModelConfig | None = None
    repository: str = ""
    configuration: str = ""
    source: str = ""
    note: str = ""
    handed_out: Mapping[str, str] = frozen({})

    @cached_property
    def description(self) -> Description:
        """The model described; read when it is first wanted."""
        if not self.configuration:
            return described(self.row)
        return replace(loads(self.configuration), name=self.name)

    def form(self, name: str) -> Form:
        """Return the checkpoint format of its files that are called so; the id of a format is taken at its word.

        >>> public_model("mixtral-8x7b").form("Q4_K_M").name, public_model("mixtral-8x7b").form("gguf-q4_k_m").name
        ('GGUF Q4_K_M before April 2024', 'GGUF Q4_K_M')
        """
        meant = checkpoint_form(name)
        return meant if name == meant.id else checkpoint_form(self.handed_out.get(meant.id, meant.id))


@shared
def public() -> Mapping[str, Public]:
    """Every public model by id: those of the catalogue first."""
    read = _read()
    sources, configured = read["sources"], read["models"]
    catalogued = {entry["row"]: entry for entry in configured.values() if "row" in entry}
    first = {row.id: _catalogued(row, catalogued.get(row.id), sources) for row in models().values()}
    return first | {key: _alone(key, entry, sources) for key, entry in configured.items() if "row" not in entry}


def public_model(name: str) -> Public:
    """Return the public model that a person means.

    Raises
    ------
    UnknownNameError
        If there is none of that name, or several; the sentence names the nearest.

    Examples
    --------
    >>> public_model("meta-llama/Llama-3.1-8B-Instruct").id, public_model("Qwen3.5 27B").description.layers
    ('llama-3-8b', np.float64(64.0))
    """
    return lookup(public(), name, "model")


def _catalogued(row: ModelConfig, entry: Mapping | None, sources: Mapping[str, str]) -> Public:
    if entry is None:
        return Public(id=row.id, name=row.name, vendor=row.vendor, names=row.names, row=row)
    names = replace(row.names, whole=tuple(dict.fromkeys((*row.names.whole, *_kept_as(entry)))))
    return Public(id=row.id, name=row.name, vendor=row.vendor, names=names, row=row, **_whence(entry, sources))


def _alone(key: str, entry: Mapping, sources: Mapping[str, str]) -> Public:
    called = (key, entry["name"], *entry.get("aliases", ()), *_kept_as(entry))
    owned = (f"{owner}/{name}" for owner in vendors()[entry["vendor"]]["owners"] for name in called if "/" not in name)
    names = Names(tuple(dict.fromkeys((*called, *owned))), (*TUNINGS, entry["vendor"]), packed=True)
    return Public(id=key, name=entry["name"], vendor=entry["vendor"], names=names, **_whence(entry, sources))


def _kept_as(entry: Mapping) -> tuple[str, str]:
    """The repository, and its name without the owner's."""
    return entry["repository"], entry["repository"].partition("/")[2]


def _whence(entry: Mapping, sources: Mapping[str, str]) -> dict[str, str | Mapping[str, str]]:
    return {
        "repository": entry["repository"], "configuration": json.dumps(entry["config"]), "source": sources[entry["source"]],
        "note": entry.get("note", ""), "handed_out": frozen(entry.get("handed_out", {})),
    }  # fmt: skip


def _read() -> Mapping[str, Mapping]:
    return json.loads((files("formulas") / "data" / "configurations.json").read_text("utf-8"))
