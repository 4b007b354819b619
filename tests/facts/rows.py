"""Group L: rows of the dossier of which nothing else tells: loss, tokens per parameter, fleet, cards, users, first token, price."""

from __future__ import annotations

from collections.abc import Mapping

from formulas import capacity, scaling, serving, shortest, training
from formulas.catalogue import accelerators, models
from formulas.memory import kv_cache_bytes_per_token
from formulas.scaling import LAWS
from formulas.steps import Chain
from instruments.forge.inputs import Inputs

from .case import Case, facts

_LAW = LAWS["besiroglu2024"]
_H100 = accelerators()["h100-sxm"]
_A100 = accelerators()["a100-80gb"]
_LARGEST = "The run of the most compute lies 2.5% below the fit; the points were read off a figure."


def _loss(fact: Mapping) -> float:
    i = fact["inputs"]
    return float(scaling.loss(i["params"], i["tokens"], **_LAW.coefficients))


def _ratio(fact: Mapping) -> float:
    return float(scaling.tokens_per_parameter(fact["inputs"]["tokens"], fact["inputs"]["params"]))


def _fleet(fact: Mapping) -> float:
    return float(training.fleet(fact["inputs"]["hours"], fact["inputs"]["days"]))


def _cards(fact: Mapping) -> float:
    i = fact["inputs"]
    return float(capacity.cards_per_replica(i["bytes"], capacity.usable_bytes(i["memory"])))


def _users(fact: Mapping) -> float:
    i, m = fact["inputs"], models()[fact["inputs"]["model"]]
    cache = kv_cache_bytes_per_token(m.layers, m.kv_heads, m.head_dim, 2) * i["context"]
    return float(serving.concurrent_users(1, capacity.usable_bytes(i["memory"], i["share"]), i["bytes"], cache))


def _first(fact: Mapping) -> float:
    i, m = fact["inputs"], models()[fact["inputs"]["model"]]
    compute = serving.prefill_flop(m.total_parameters, i["prompt"], m.layers, m.heads * m.head_dim)
    share = Inputs.param["prefill_utilisation"].default
    found = serving.time_to_first_token(
        compute, m.total_parameters, i["cards"], _H100.peak_fp8_flop_per_s, _H100.bandwidth_bytes_per_s, share
    )
    return 1e3 * float(found)


def _price(fact: Mapping) -> float:
    i = fact["inputs"]
    return float(serving.cost_per_million_tokens(i["cards"], _H100.price_usd_per_h, 1 / i["rate"], 1, 1))


def _batch(fact: Mapping) -> float:
    return float(shortest.critical_batch(fact["inputs"]["tokens"])) / 1e6


def _shortest(fact: Mapping) -> float:
    i = fact["inputs"]
    hours = training.accelerator_hours(6 * i["params"] * i["tokens"], _A100.peak_bf16_flop_per_s, i["utilisation"])
    chain = Chain()
    chain.carry("training_tokens", i["tokens"])
    chain.carry("training_gpu_hours", hours)
    shortest.steps(chain)
    return float(chain.shortest_run) / 86_400


def cases() -> list[Case]:
    """Every prediction of this group."""
    losses = [name for name, row in facts().items() if row["group"] == "L" and row["quantity"] == "training loss"]
    fitted = "One of the points that the law was fitted to."
    level = "One of the points that the level was fitted to."
    first = "At the utilisation of a prompt that the Forge begins with."
    return [
        *(Case(name, "scaling.loss", _loss, "band", fitted, miss=_LARGEST if name == "L001" else "") for name in losses),
        Case("L020", "scaling.tokens_per_parameter", _ratio),
        Case("L021", "scaling.tokens_per_parameter", lambda fact: _ratio(fact) / 20),
        *(Case(name, "training.fleet", _fleet, note="From the printed hours and days.") for name in ("L030", "L031", "L032")),
        *(Case(name, "capacity.cards_per_replica", _cards, "count") for name in ("L040", "L041")),
        Case("L050", "serving.concurrent_users", _users, "bound", "Activations of the run are not subtracted."),
        *(Case(name, "serving.time_to_first_token", _first, "band", first) for name in ("L060", "L061")),
        *(Case(f"L08{number}", "shortest.critical_batch", _batch, "band", level) for number in range(5)),
        Case("L090", "shortest.shortest_run", _shortest, "band", "With the fleet that takes the least time."),
        Case("L070", "serving.cost_per_million_tokens", _price, note="At the course's 2.00 USD, and at the measured rate."),
    ]
