"""Groups E and F: weights, caches and model states; measured speeds under their bounds."""

from __future__ import annotations

from collections.abc import Mapping

from formulas import batching, capacity, memory, roofline, serving, training
from formulas.catalogue import accelerators, models

from .case import Case
from .decoding import MODELS
from .parameters import count, of

GIB = 2**30
A100, H100 = (accelerators()[key] for key in ("a100-80gb", "h100-sxm"))


def cache_per_token(key: str, value_bytes: float = 2.0) -> float:
    """Cache of one token of a catalogued model."""
    m = models()[key]
    if m.attention == "mla":
        return float(memory.latent_cache_bytes_per_token(m.layers, m.kv_lora_rank + m.qk_rope_head_dim, value_bytes))
    return float(memory.kv_cache_bytes_per_token(m.layers, m.kv_heads, m.head_dim, value_bytes))


def _zero() -> list[Case]:
    """Table 1 of the ZeRO paper: stages one to three at five degrees of data parallelism."""

    def states(fact: Mapping, stage: int) -> float:
        return float(capacity.model_state_bytes(fact["inputs"]["params"], stage, fact["inputs"]["dp"])) / 1e9

    return [
        Case(f"E{1 + 3 * i + stage:03d}", "capacity.model_state_bytes", lambda row, stage=stage + 1: states(row, stage))
        for i in range(5)
        for stage in range(3)
    ]


def _caches() -> list[Case]:
    per_token, total = "memory.kv_cache_bytes_per_token", "memory.kv_cache_bytes"
    lengths = (1024, 16_000, 128_000)
    blog = [
        Case(
            f"E{78 + 3 * i + j:03d}",
            total,
            lambda _, key=key, tokens=tokens: memory.kv_cache_bytes(cache_per_token(key), tokens) / GIB,
            note="GiB under the name of GB.",
        )
        for i, key in enumerate(("llama-3-8b", "llama-3-70b"))
        for j, tokens in enumerate(lengths)
    ]

    def batch(fact: Mapping) -> float:
        i = fact["inputs"]
        cache = memory.kv_cache_bytes(cache_per_token("llama-3-70b", 1), i["seq"]) * i["batch"]
        return float(memory.weight_bytes(i["params"], 8) + cache) / 1e9

    return [
        *(
            Case(fact, per_token, lambda _, key=key: cache_per_token(key) / 1024, "count")
            for fact, key in (("E067", "llama-2-7b"), ("E069", "llama-3-8b"), ("E070", "llama-3-70b"))
        ),
        Case("E072", "memory.latent_cache_bytes_per_token", lambda _: cache_per_token("deepseek-v3") / 1000, "count"),
        *blog,
        Case("E108", per_token, lambda _: cache_per_token("llama-3-70b", 1) / 1024, "count", note="kB is 1,024 bytes there."),
        Case("E109", total, batch),
    ]


def _weights() -> list[Case]:
    by = "memory.weight_bytes"
    blog = [
        Case(
            f"E{87 + 3 * i + j:03d}",
            by,
            lambda _, key=key, bits=bits: memory.weight_bytes(count(models()[key], "total"), bits) / 1e9,
            note="Without the scales of four-bit weights." if bits == 4 else "",
        )
        for i, key in enumerate(("llama-3-8b", "llama-3-70b"))
        for j, bits in enumerate((16, 8, 4))
    ]
    gguf = [
        Case(f"E{n}", by, lambda row: memory.weight_bytes(row["inputs"]["params"], row["inputs"]["bits_per_weight"]) / GIB)
        for n in range(119, 125)
    ]
    same = "At the 4.8944 bits per weight of the smaller model's file."
    states = capacity.model_states(of("A093"))
    return [
        *blog,
        *gguf,
        Case("E125", by, lambda _: memory.weight_bytes(of("A026"), 4.8944) / 1e9, note=same),
        Case("E127", by, lambda _: memory.weight_bytes(of("A025"), 4.8944) / 1e9),
        Case(
            "E139",
            "capacity.model_state_bytes",
            lambda _: float(states.weights + states.optimizer) / 1e12,
            miss="Weights and three 32-bit copies, fourteen bytes a parameter, are 2.47 TB or 2.24 TiB; the print is between the two.",
        ),
    ]


# Fact: model, bits per weight as stored, cards.  gpt-fast's four bits carry a scale and a zero point for each 32 weights.
_INT4 = float(memory.effective_bits(4, 32, 16, 16))
_GPT_FAST = {
    "F033": ("llama-2-7b", 16, 1),
    "F035": ("llama-2-7b", 8, 1),
    "F037": ("llama-2-7b", _INT4, 1),
    "F039": ("llama-2-7b", 16, 2),
    "F040": ("llama-2-7b", 16, 4),
    "F041": ("llama-2-7b", 16, 8),
    "F042": ("llama-2-70b", 8, 1),
    "F043": ("llama-2-70b", _INT4, 1),
    "F044": ("llama-2-70b", 16, 2),
    "F045": ("llama-2-70b", 16, 4),
    "F046": ("llama-2-70b", 16, 8),
    "F047": ("llama-2-70b", 8, 8),
    "F048": ("llama-2-70b", _INT4, 8),
    "F049": ("llama-2-70b", _INT4, 1),
}


def _sharded(key: str, bits: float, cards: int) -> float:
    weights = memory.weight_bytes(count(models()[key], "total"), bits)
    return float(serving.decode_ceiling_sharded(A100.bandwidth_bytes_per_s, cards, weights, 0.0))


def _single_streams() -> list[Case]:
    one, many = "serving.decode_ceiling_one_card", "serving.decode_ceiling_sharded"
    drafted = "A draft model proposes several tokens for each reading of the weights: the bound is per pass, not per token."
    fast = [
        Case(fact, one if shape[2] == 1 else many, lambda _, shape=shape: _sharded(*shape), "bound", miss=drafted if fact == "F049" else "")
        for fact, shape in _GPT_FAST.items()
    ]
    achieved = [
        Case(fact, "roofline.attainable", lambda _: A100.bandwidth_bytes_per_s / 1e9, "bound", "The slope of the roofline.")
        for fact in ("F034", "F036", "F038")
    ]
    files = {
        "F054": ("rtx-4090", 12.63),
        "F055": ("a100-80gb", 12.63),
        "F056": ("h100-pcie", 12.63),
        "F058": ("rtx-4090", 14.96),
        "F059": ("rtx-4090", 4.58),
    }
    llama_cpp = [
        Case(
            fact,
            one,
            lambda _, key=key, size=size: serving.decode_ceiling_one_card(accelerators()[key].bandwidth_bytes_per_s, size * GIB),
            "bound",
        )
        for fact, (key, size) in files.items()
    ]
    return [*fast, *achieved, *llama_cpp]


def _throughputs() -> list[Case]:
    by = "serving.decode_step_time"

    def step(fact: Mapping) -> float:
        i = fact["inputs"]
        return 1e3 * float(serving.decode_step_time(i["batch"], i["params"], i["params"], i["kv_per_seq"], i["chips"], i["flops"], i["bw"]))

    cache = cache_per_token("llama-3-70b", 1) * 8192
    book = float(serving.decode_step_time(32, 70e9, 70e9, cache, 8, 394e12, 8.1e11))
    # A unit of 18 servers, 128 sequences on each card.
    v3, unit = MODELS["DeepSeek-V3"], 18 * 8
    deepseek = batching.decode_step_bound(
        128 * unit, 37e9, v3.attention(4989), 671e9, v3.cache_per_token * 4989, unit,
        H100.peak_fp8_flop_per_s, H100.peak_bf16_flop_per_s, H100.bandwidth_bytes_per_s,
    )  # fmt: skip
    return [
        Case("F106", by, step, miss="2.57 ms, cut to 2.5."),
        Case("F107", by, step),
        Case("F108", by, lambda _: book * 1e3),
        Case("F109", by, lambda _: 32 / of("F108") * 1e3 / 8, note="From the printed 17 ms, which is itself rounded."),
        Case(
            "F091",
            "training.forward_flop",
            lambda _: 8 * H100.peak_fp8_flop_per_s / training.forward_flop(37e9, 1.0),
            "bound",
            "No cached prefix is assumed, although half of the published input hit the cache.",
        ),
        Case("F092", "batching.decode_step_bound", lambda _: 8 * 128 / float(deepseek), "bound",
             "128 sequences on each of 144 cards, as the SGLang team reads the report; without guessed tokens."),
        Case("F093", "training.rental_cost", lambda row: training.rental_cost(row["inputs"]["nodes"] * 8 * 24, 2.0)),
        Case("F110", "roofline.ridge_point", lambda row: roofline.ridge_point(row["inputs"]["flops"], row["inputs"]["bw"])),
        Case("F111", "training.accelerator_hours", _pod_days),
    ]


def _pod_days(fact: Mapping) -> float:
    i = fact["inputs"]
    compute = training.training_flop(i["params"], i["tokens"])
    return float(training.accelerator_hours(compute, i["peak"], i["mfu"])) / i["chips"] / training.HOURS_PER_DAY


def cases() -> list[Case]:
    """Every prediction of these groups."""
    return [*_zero(), *_caches(), *_weights(), *_single_streams(), *_throughputs()]
