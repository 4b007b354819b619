"""Group F from F116 and every measured load: the step of a full batch, and the constants that were fitted to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

import numpy as np

from formulas import batching, memory, serving, sparsity, stepcost
from formulas.catalogue import Accelerator, ModelConfig, accelerators, models, precisions
from formulas.power.catalogue import answers

from .case import Case, facts
from .parameters import count


@dataclass(frozen=True)
class Model:
    """What a step needs of a model: sizes, bits of weights and cache, experts, and how it attends."""

    layers: int
    d_model: int
    heads: int
    kv_heads: int
    weight_bits: float
    cache_bits: float = 16
    routed_layers: int = 0
    experts: int = 1
    top_k: int = 1
    latent: int = 0
    rotary: int = 64
    precision: str = ""

    @property
    def cache_per_token(self) -> float:
        """Bytes that one position of one sequence takes."""
        if self.latent:
            return float(memory.latent_cache_bytes_per_token(self.layers, self.latent + self.rotary, self.cache_bits / 8))
        return float(memory.kv_cache_bytes_per_token(self.layers, self.kv_heads, 128, self.cache_bits / 8))

    def attention(self, positions: float) -> float:
        """FLOP of one sequence's attention."""
        if self.latent:
            return float(stepcost.latent_attention_flop(self.layers, self.heads, self.latent, self.rotary, positions))
        return float(stepcost.decoding_attention_flop(self.layers, self.heads, 128, positions))


_V3 = {"layers": 61, "d_model": 7168, "heads": 128, "kv_heads": 1, "routed_layers": 58, "experts": 256, "top_k": 8, "latent": 512}
MODELS = {
    "Qwen3-14B": Model(40, 5120, 40, 8, 16), "Qwen3-32B": Model(64, 5120, 64, 8, 16),
    "Llama-3.1-8B": Model(32, 4096, 32, 8, 16), "Llama-3.1-70B": Model(80, 8192, 64, 8, 16),
    "Llama-3.1-405B-FP8": Model(126, 16384, 128, 8, 8),
    "Qwen3-30B-A3B": Model(48, 2048, 32, 4, 16, routed_layers=48, experts=128, top_k=8),
    "Qwen3-235B-A22B-FP8": Model(94, 4096, 64, 4, 8, routed_layers=94, experts=128, top_k=8),
    "DeepSeek-V3.1": Model(**_V3, weight_bits=8), "DeepSeek-V3": Model(**_V3, weight_bits=8),
    "DeepSeek-V3-FP4": Model(**_V3, weight_bits=4.5, cache_bits=8, precision="fp4"),
    "Kimi-K2": Model(**_V3 | {"heads": 64, "routed_layers": 60, "experts": 384}, weight_bits=8),
}  # fmt: skip
# Tokens of a prompt in the conversations of ML.ENERGY, about.
_PROMPT = 200


@dataclass(frozen=True)
class Load:
    """One measured load: so many sequences on so many cards, and the seconds between two tokens of each."""

    fact: str
    model: str
    card: str
    cards: float
    batch: float
    positions: float
    total: float
    active: float
    seconds: float
    groups: float = 1.0

    def _read(self) -> float:
        """Bytes of weights that the batch touches."""
        m = MODELS[self.model]
        return float(sparsity.bytes_read(
            memory.weight_bytes(self.active, m.weight_bits),
            sparsity.routed_share(self.total / self.active, m.experts, m.top_k),
            serving.experts_touched(m.experts, m.top_k, self.batch), m.top_k,
        ))  # fmt: skip

    def _peak(self) -> float:
        m = MODELS[self.model]
        return accelerators()[self.card].peak(m.precision or ("fp8" if m.weight_bits == 8 else "bf16"))

    def bound(self) -> float:
        """Least time of the step."""
        m, card = MODELS[self.model], accelerators()[self.card]
        return float(batching.decode_step_bound(
            self.batch, self.active, m.attention(self.positions), self._read(), m.cache_per_token * self.positions, self.cards,
            self._peak(), card.peak("bf16"), card.bandwidth_bytes_per_s,
        ))  # fmt: skip

    def in_turn(self) -> float:
        """Time of attention and of the rest, one after the other."""
        cache = MODELS[self.model].cache_per_token * self.positions
        bandwidth = accelerators()[self.card].bandwidth_bytes_per_s
        return float(serving.decode_step_time(self.batch, self.active, self._read(), cache, self.cards, self._peak(), bandwidth))

    def communication(self) -> float:
        """Time of the sums between cards."""
        m, link = MODELS[self.model], accelerators()[self.card].link_bytes_per_s
        return float(batching.tensor_parallel_time(m.layers, m.d_model, self.batch, self.cards, self.groups, link))

    def predicted(self) -> float:
        """Time of the step by the fitted equation."""
        m = MODELS[self.model]
        return float(batching.batched_step_time(
            self.bound(), self.communication(), m.layers, m.routed_layers, self.batch, self.groups))  # fmt: skip

    @property
    def share(self) -> float:
        """Share of the bound that was reached."""
        return self.bound() / self.seconds


def _of_leaderboard(fact: str, row: object, rate: float) -> Load:
    return Load(
        fact, row.model, row.card, row.cards, row.batch, _PROMPT + row.answer_tokens / 2,
        row.total_parameters, row.active_parameters, row.batch / rate,
    )  # fmt: skip


def _of_replicas(fact: str) -> Load:
    """A replica of many cards with data-parallel attention: every card decodes sequences of its own."""
    i = facts()[fact]["inputs"]
    per_card = facts()[fact]["value"] / i["cards_of_value"]
    return Load(
        fact, i["model"], i["card"], i["cards"], i["batch_per_card"] * i["cards"], i["positions"],
        i["total_parameters"], i["active_parameters"], i["batch_per_card"] / per_card, i["cards"],
    )  # fmt: skip


REPLICAS = ("F116", "F117", "F118", "F119")


def loads() -> Iterator[Load]:
    """Every load whose batch is published."""
    rated = {row["inputs"]["answer"]: name for name, row in facts().items() if name.startswith("P1")}
    for key, row in answers().items():
        yield _of_leaderboard(rated[key], row, row.tokens_per_s)
    for n in range(431, 453):
        row = facts()[f"P{n}"]
        yield _of_leaderboard(f"P{n}", SimpleNamespace(**row["inputs"]), row["value"])
    yield from map(_of_replicas, REPLICAS)


# Fact: model, card, precision, cards.  Length of prompt and answer are in the fact.
TENSORRT = {
    **{f"F{n:03d}": ("llama-3-8b", "h100-sxm", "fp8", 1) for n in range(60, 64)},
    **{f"F{n:03d}": ("llama-3-8b", "h200", "fp8", 1) for n in range(64, 67)},
    **{f"F{n:03d}": ("llama-3-70b", "h100-sxm", "fp8", 2) for n in range(67, 70)},
    **{f"F{n:03d}": ("llama-3-70b", "h200", "fp8", 1) for n in (70, 71)},
    **{f"F{n:03d}": ("llama-3-70b", "b200", "nvfp4", 1) for n in (72, 73)},
    **{f"F{n:03d}": ("qwen3-30b-a3b", "b200", "nvfp4", 1) for n in (85, 86)},
    **{f"F{n:03d}": ("llama-4-maverick", "h200", "fp8", 8) for n in (87, 88)},
}  # fmt: skip


@dataclass(frozen=True)
class Offline:
    """Throughput of a replica that is filled as it likes: whichever batch is the fastest, prompts read in between."""

    fact: str

    @cached_property
    def _setup(self) -> tuple[Accelerator, ModelConfig, str, float]:
        model, card, precision, cards = TENSORRT[self.fact]
        return accelerators()[card], models()[model], precision, cards

    def batches(self, usable: float = 1.0) -> np.ndarray:
        """Batches whose mean context fits beside the weights with an 8-bit cache."""
        card, model, precision, cards = self._setup
        weights = memory.weight_bytes(count(model, "total"), precisions()[precision].weight_bits)
        most = float(serving.concurrent_users(cards, usable * card.memory_bytes, weights, self.cache))
        return np.unique(np.geomspace(1, most, 200).round())

    @property
    def positions(self) -> float:
        """Mean context of an answer."""
        i = facts()[self.fact]["inputs"]
        return i["isl"] + i["osl"] / 2

    @property
    def cache(self) -> float:
        """Bytes of one sequence at its mean context."""
        m = self._setup[1]
        return float(memory.kv_cache_bytes_per_token(m.layers, m.kv_heads, m.head_dim, 1)) * self.positions

    def bound(self, batch: np.ndarray) -> np.ndarray:
        """Least time of a step at each batch."""
        card, m, precision, cards = self._setup
        active, total = count(m, "active"), count(m, "total")
        experts, top_k = m.experts or 1, m.top_k or 1
        read = sparsity.bytes_read(
            memory.weight_bytes(active, precisions()[precision].weight_bits),
            sparsity.routed_share(total / active, experts, top_k) if m.experts else 0.0,
            serving.experts_touched(experts, top_k, batch), top_k,
        )  # fmt: skip
        return batching.decode_step_bound(
            batch, active, stepcost.decoding_attention_flop(m.layers, m.heads, m.head_dim, self.positions), read, self.cache,
            cards, card.peak(precision), card.peak("bf16"), card.bandwidth_bytes_per_s,
        )  # fmt: skip

    def prompt(self) -> float:
        """Seconds of reading a prompt for each token of its answer, at half the peak."""
        card, m, precision, cards = self._setup
        i = facts()[self.fact]["inputs"]
        compute = serving.prefill_flop(count(m, "active"), i["isl"], m.layers, m.heads * m.head_dim)
        return float(compute) / (cards * card.peak(precision) * 0.5) / i["osl"]

    def step(self, batch: np.ndarray) -> np.ndarray:
        """Time of a step by the fitted equation at each batch."""
        card, m, _, cards = self._setup
        communication = batching.tensor_parallel_time(m.layers, m.d_model, batch, cards, 1, card.link_bytes_per_s)
        routed = m.layers - m.dense_layers if m.experts else 0
        return batching.batched_step_time(self.bound(batch), communication, m.layers, routed, batch, 1)

    def ceiling(self) -> float:
        """Most tokens in a second by the bound, decoding alone."""
        batch = self.batches()
        return float(np.max(batch / self.bound(batch)))

    def throughput(self) -> float:
        """Tokens in a second by the fitted equation, at the best batch of nine tenths of the memory."""
        batch = self.batches(0.9)
        return float(np.max(batch / (self.step(batch) + batch * self.prompt())))


_SMALL = "Eight sequences of a small mixture: its layers take less than the others' do."
class Drafted:
    """A card of a replica that checks tokens guessed ahead: each sequence brings several tokens a step, of which some are accepted.

    Every token passes the products and attends; the cache of a sequence is read once for all of its tokens.
    """

    def __init__(self, fact: str) -> None:
        self.row = facts()[fact]

    def rate(self, *, bound_alone: bool = False) -> float:
        """Tokens that one card writes in a second by the fitted equation, or by the bound."""
        i = self.row["inputs"]
        m, card = MODELS[i["model"]], accelerators()[i["card"]]
        tokens, batch = i["batch_per_card"] * i["cards"] * i["drafted"], i["batch_per_card"] * i["cards"]
        read = sparsity.bytes_read(
            memory.weight_bytes(i["active_parameters"], m.weight_bits),
            sparsity.routed_share(i["total_parameters"] / i["active_parameters"], m.experts, m.top_k),
            serving.experts_touched(m.experts, m.top_k, tokens), m.top_k,
        )  # fmt: skip
        bound = batching.decode_step_bound(
            tokens, i["active_parameters"], m.attention(i["positions"]), read, m.cache_per_token * i["positions"] / i["drafted"],
            i["cards"], card.peak("fp8"), card.peak("bf16"), card.bandwidth_bytes_per_s,
        )  # fmt: skip
        step = bound if bound_alone else batching.batched_step_time(bound, 0, m.layers, m.routed_layers, tokens, i["cards"])
        return batch * i["accepted"] / float(step) / i["cards"]


def shares() -> list[float]:
    """Share of the bound that each load reached."""
    return [
        *(load.share for load in loads()),
        *(facts()[name]["value"] / Offline(name).ceiling() for name in TENSORRT),
        *(facts()[name]["value"] / Drafted(name).rate(bound_alone=True) for name in DRAFTED),
    ]


DRAFTED = ("F120", "F121")
_MISS = {
    "P434": "What held it back stands before the card: H100 wrote more.",
    "P445": _SMALL, "P447": _SMALL,
    "F117": "What experts send each other between nine servers takes longer than routing within one, as for most loads.",
    "F118": "The report does not say of what the batch of 480 is one: here of each card, as in the report that it follows.",
}  # fmt: skip
_REPLICA = "Data-parallel attention: each card is a group of its own."
_OFFLINE = "At the batch that is the fastest, prompts read in between at half the peak, and an 8-bit cache."


def cases() -> list[Case]:
    """Every prediction of a full batch: tokens in a second fall as the step takes longer."""
    by, bound = "batching.batched_step_time", "batching.decode_step_bound"

    def rate(load: Load) -> float:
        unit = facts()[load.fact]["inputs"].get("cards_of_value", load.cards)
        return load.batch / load.predicted() * unit / load.cards

    return [
        *(Case(load.fact, by, lambda _, load=load: rate(load), "band", _REPLICA if load.groups > 1 else "",
               _MISS.get(load.fact, ""), inverse=True) for load in loads()),
        *(Case(fact, by, lambda _, fact=fact: Offline(fact).throughput(), "band", _OFFLINE, _MISS.get(fact, ""), inverse=True)
          for fact in TENSORRT),
        *(Case(fact, by, lambda _, fact=fact: Drafted(fact).rate(), "band",
               "Not among those fitted. Both tokens of a step compute, attention most of all, on a card with little arithmetic.",
               inverse=True)
          for fact in DRAFTED),
        *(Case(fact, bound, lambda _, fact=fact: Offline(fact).ceiling(), "bound",
               "Decoding alone at the mean context and an 8-bit cache; prefill takes its share of the measured time.")
          for fact in TENSORRT),
    ]  # fmt: skip
