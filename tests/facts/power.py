"""Group H, power: servers, sites and caps as published, and answers whose energy was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from formulas import energy, memory, serving, sparsity
from formulas.catalogue import accelerators
from formulas.power import answers, availability, capping, facility, footprint, machines, run, server
from formulas.power import measured as measured_answers
from formulas.power.catalogue import Answer
from formulas.power.catalogue import answers as measured

from .case import Case, facts

_YEAR = 8760 * 3600
# Of the models that were measured: bytes of cache for each token, bits of a weight, experts, of which each token is sent to how many.
SHAPES = {
    "Qwen3-14B": (2 * 40 * 8 * 128 * 2, 16, 1, 1), "Qwen3-32B": (2 * 64 * 8 * 128 * 2, 16, 1, 1),
    "Llama-3.1-8B": (2 * 32 * 8 * 128 * 2, 16, 1, 1), "Llama-3.1-70B": (2 * 80 * 8 * 128 * 2, 16, 1, 1),
    "Llama-3.1-405B-FP8": (2 * 126 * 8 * 128 * 2, 8, 1, 1), "Qwen3-30B-A3B": (2 * 48 * 4 * 128 * 2, 16, 128, 8),
    "Qwen3-235B-A22B-FP8": (2 * 94 * 4 * 128 * 2, 8, 128, 8), "DeepSeek-V3.1": (61 * (512 + 64) * 2, 8, 256, 8),
}  # fmt: skip
# Tokens of a prompt in these conversations, about.
_PROMPT = 200


_OUTSIDE = machines.NETWORK_SHARE + machines.STORAGE_SHARE


def machines_of(fact: Mapping, host_draw: float = server.HOST_DRAW, outside: float = _OUTSIDE) -> float:
    """Watts of the machines of so many cards with what stands around them."""
    i = fact["inputs"]
    boards = server.board_power(i["cards"], i["board_W"], 1)
    hosts = server.host_power(i["cards"], i["rest_W"], host_draw)
    return float(machines.it_power(boards, hosts, machines.network_power(boards, hosts, outside)))


class Load(Protocol):
    """What of a measured load the step of decoding needs."""

    model: str
    card: str
    cards: float
    batch: float
    answer_tokens: float
    active_parameters: float
    total_parameters: float


def rate(row: Load, efficiency: float = answers.DECODE_EFFICIENCY) -> float:
    """Tokens that one card writes in a second, by the decoding step of the chain."""
    cache, bits, experts, top_k = SHAPES[row.model]
    card = accelerators()[row.card]
    active = memory.weight_bytes(row.active_parameters, bits)
    share = sparsity.routed_share(row.total_parameters / row.active_parameters, experts, top_k)
    read = sparsity.bytes_read(active, share, serving.experts_touched(experts, top_k, row.batch), top_k)
    held = memory.kv_cache_bytes(cache, _PROMPT + row.answer_tokens / 2, np.inf, 1)
    peak = card.peak("fp8" if bits == 8 else "bf16")
    step = serving.decode_step_time(row.batch, row.active_parameters, read, held, row.cards, peak, card.bandwidth_bytes_per_s)
    return float(answers.served_rate(row.batch, step, row.cards, efficiency))


def _row(fact: Mapping) -> Answer:
    return measured()[fact["inputs"]["answer"]]


def _joules(fact: Mapping) -> float:
    row = _row(fact)
    token = answers.energy_per_token(row.boards_w, row.tokens_per_s, 0, 1)
    return float(answers.energy_per_answer(token, row.answer_tokens)) * 3600


def cases() -> list[Case]:
    """Every prediction of these facts."""
    return [
        Case("F115", "power.measured.whole_answer", lambda fact: float(measured_answers.whole_answer(fact["inputs"]["accelerators_Wh"])),
            digit=0.01),
        Case("P001", "power.footprint.site_water", lambda fact: 1000 * float(footprint.site_water(
            fact["inputs"]["Wh"] / 1000, fact["inputs"]["pue"], fact["inputs"]["wue"])), "band"),
        Case("P002", "power.machines.it_power", lambda fact: machines_of(fact, 1) / 1e6, note="Hosts at their rating."),
        Case("P003", "power.run.run_energy_kwh", lambda fact: float(run.run_energy_kwh(
            facility.grid_power(fact["inputs"]["share"] * fact["inputs"]["it_MW"] * 1e6, fact["inputs"]["pue"]), _YEAR)) / 1000),
        Case("P004", "energy.electricity_cost", lambda fact: float(energy.electricity_cost(
            fact["inputs"]["MWh"] * 1000, fact["inputs"]["price"])) / 1e6),
        Case("P005", "power.machines.it_power", lambda fact: machines_of(fact, outside=0) / 1000, "band", "The server alone."),
        Case("P006", "power.facility.grid_power", lambda fact: float(facility.grid_power(machines_of(fact), 1.1)) / 1e6, "band",
             "As if all were H100, at a PUE of 1.1."),
        Case("P007", "power.capping.capped_speed", lambda fact: 1 / float(capping.capped_speed(
            fact["inputs"]["cap"], fact["inputs"]["draw"])), "band", inverse=True),
        Case("P008", "power.availability.downtime_per_year", lambda fact: float(availability.downtime_per_year(
            fact["inputs"]["availability"])) / 60),
        *(Case(name, "power.answers.served_rate", lambda fact: _row(fact).cards * rate(_row(fact)), "band",
               "At 36% of the bound of the decoding step.") for name in facts() if name.startswith("P1")),
        *(Case(name, "power.answers.energy_per_answer", _joules, note="Boards alone.") for name in facts() if name.startswith("P2")),
    ]  # fmt: skip
