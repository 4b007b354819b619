"""What a search leads to in the Forge: its presets, its cards, and the rows that show an equation at work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formulas.catalogue import accelerators
from formulas.model.public import public
from formulas.scaling import LAWS
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.inputs import Inputs
from instruments.forge.presets import presets
from instruments.frame.address import encode
from instruments.frame.reading import defaults
from instruments.frame.search import Find
from instruments.quantities.text import quantity

_HERE = "/forge"


def entries() -> Iterator[Find]:
    """Yield everything."""
    yield from _rows()
    yield from _models()
    yield from _cards()


def _rows() -> Iterator[Find]:
    """Equations that a row shows at work, whatever the design."""
    designs = [dossier(defaults(Inputs) | change) for change in _changes()]
    for name, field in FIELDS.items():
        used = {design.figures[name].equation for design in designs}
        if len(used) == 1:
            (equation,) = used
            yield Find(
                kind="equations", title=field.label, note=f"{field.label}, in the dossier", also=(field.explanation,), equation=equation,
                route=_HERE, opens=name,
            )  # fmt: skip


def _changes() -> Iterator[Mapping[str, object]]:
    """Choices between which rows may take another equation."""
    yield from ({"law": law} for law in LAWS)
    yield from ({"attention": kind} for kind in ("mha", "mqa", "mla", "sliding"))
    yield {"architecture": "moe"}


def _models() -> Iterator[Find]:
    known = presets()
    for model in public().values():
        names = (*model.names.whole, model.vendor, model.id)
        if model.id in known:
            yield Find(kind="models", title=model.name, note=known[model.id].caption, also=names, route=_HERE, preset=model.id)
        else:
            note = f"{model.vendor}: counted part by part from its configuration."
            state = encode(Inputs, defaults(Inputs) | {"start": "model", "model": model.id})
            yield Find(kind="models", title=model.name, note=note, also=names, route=f"{_HERE}?{state}")


def _cards() -> Iterator[Find]:
    for row in accelerators().values():
        memory, bandwidth = quantity(row.memory_bytes, "B"), quantity(row.bandwidth_bytes_per_s, "B/s")
        yield Find(
            kind="cards", title=row.name, note=f"{memory}, {bandwidth}", also=(*row.names.whole, row.vendor, row.id),
            route=f"{_HERE}?{encode(Inputs, defaults(Inputs) | {'accelerator': row.id})}",
        )  # fmt: skip
