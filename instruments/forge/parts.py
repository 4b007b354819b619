"""The memory of a model that exists part by part: what each takes in the format in which it is stored, the cache, and what is left."""

from __future__ import annotations

from formulas.catalogue import precisions
from formulas.design import Design
from formulas.model.forms import Form
from formulas.model.numbers import told
from formulas.steps import Chain
from instruments.frame.result import Breakdown
from instruments.quantities.text import quantity

_NAMES = {"mlp": "MLP", "indexer": "indexers", "shared_experts": "shared experts", "prediction": "further heads", "encoder": "encoders"}


def of_memory(design: Design, chain: Chain) -> Breakdown | None:
    """Return the weights by part, the caches beside them and what stays free of the usable memory; nothing of a design from a budget."""
    if (described := design.described) is None:
        return None
    counted, stored = described.parameters, described.stored.parts
    rows = [
        (_named(part), quantity(float(number), "parameter"), _format(described.form, part), quantity(float(stored[part]), "B"))
        for part, number in counted.items()
        if number
    ]
    total, users = float(chain.weight_bytes), max(float(chain.concurrent_users), 1.0)
    cache, usable = users * float(chain.resident_cache_per_user), float(chain.available_cards * chain.usable_bytes)
    rows.append(("All weights", quantity(float(counted.total), "parameter"), described.form.name, quantity(total, "B")))
    rows.append((f"Cache of {users:,.0f} user{'' if users == 1 else 's'}", "", "", quantity(cache, "B")))
    rows.append(("Left of usable memory", "", "", quantity(max(usable - total - cache, 0.0), "B")))
    return Breakdown("Memory by part", ("Part", "Parameters", "Stored in", "Bytes"), tuple(rows))


def _named(part: str) -> str:
    name = _NAMES.get(part, part)
    return name[:1].upper() + name[1:]


def _format(form: Form, part: str) -> str:
    """The number format of a part; of a mixture by tensor it goes tensor by tensor."""
    if form.mixture:
        return "by tensor"
    number, left = form.number(part), form.left.get(part)
    name = precisions()[number].name if number in precisions() else told(number)
    return f"{name}, {left} layers not" if left else name
