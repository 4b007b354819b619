"""Arguments to hold an equation's LaTeX against its function with, and how the two are compared."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from formulas.registry import Equation

from .grammar import Reading, Scope

# Where the default of 1 to 1,000, spread over its orders of magnitude, would leave a branch untried or be refused.
_SPANS = {
    "run_lost": (0.01, 1),
    "usable_share": (0.1, 1), "draw": (0.1, 1), "utilisation": (0.1, 1), "visible": (0.1, 1), "share": (0.01, 1), "full_share": (0.01, 1),
    "efficiency": (0.1, 1), "pue": (1, 3), "parameter_exponent": (0.2, 0.5), "token_exponent": (0.2, 0.5),
    "scaling.loss.parameters": (1e6, 1e12), "scaling.loss.tokens": (1e6, 1e13), "compute": (1e3, 1e6), "experts": (8, 64), "top_k": (1, 8),
    "total_to_active": (1, 8), "shape.rule_layers.parameters": (1e6, 1e13),
    "shape.mixture_layers.parameters": (1e6, 1e13), "power.capping.capped_server.server": (1e6, 1e7),
    "serving.concurrent_users.weight_bytes": (1, 1e6),
    "kv_heads": (1, 64), "roofline.attainable.intensity": (1e-2, 1e2),
    "oversubscription": (1, 8), "coding": (0.1, 1), "payload_share": (0.1, 1), "tiers": (1, 4), "radix": (4, 256),
    "die_yield": (0.05, 1), "fault_coverage": (0.1, 1), "core_share": (0.05, 1), "critical_share": (0.05, 1), "bond_yield": (0.5, 1),
    "assembly_yield": (0.1, 1), "wafer.dies.gross_dies.usable_diameter": (20, 450), "wafer.dies.flynn_dies.usable_diameter": (50, 450),
    "wafer.dies.dies_per_shot.die_width": (1, 40), "wafer.dies.dies_per_shot.die_height": (1, 40), "field_width": (10, 60),
    "edge": (0.1, 40),
    "field_height": (10, 60), "defects": (0.01, 20), "core_failure": (0.01, 1), "parts": (1, 12), "chiplets": (1, 16), "scribe": (0.01, 2),
    "clustering": (0.3, 20), "critical_layers": (1, 30),
    "idle": (0.01, 0.9), "host_draw": (0.1, 1), "cap": (0.1, 1), "relative_speed": (0.1, 1), "availability": (0.1, 0.999),
    "unit_availability": (0.5, 0.999), "interest": (0.01, 0.5), "capacity_factor": (0.05, 1), "day_length": (1, 24),
    "contracted": (0.01, 1), "calm_factor": (0.01, 0.5), "accelerator_share": (0.1, 1),
    "power.capping.capped_speed.capped": (0.1, 0.5), "power.capping.capped_speed.draw": (0.5, 1),
    "power.server.rest_of_server.server": (1e6, 1e7), "power.facility.power_usage_effectiveness.site": (1e3, 1e6), "units": (1, 20),
    "years": (1, 40), "tile_share": (0.1, 1), "wave_share": (0.1, 1), "sram": (1e4, 1e6),
    "kernels.tiles.shaped_attainable.intensity": (1e-2, 1e2), "kernels.flash.flash_block.head_dim": (16, 256), "side": (2, 64),
    "kernels.scores.attended_pairs.window": (1, 1000), "run_share": (0.01, 1), "goodput": (0.05, 1), "waiting": (0.01, 0.99),
    "spares": (1, 40),
    "clip": (0.1, 1),
    **{f"formats.values.number_of_fields.{name}": (1, most) for name, most in (("exponent", 31), ("mantissa", 31), ("sign", 1))},
    "bias": (1, 127), "mantissa_bits": (1, 23), "top_exponent": (1, 15), "formats.scales.asymmetric_scale.bits": (2, 8),
    "formats.scales.asymmetric_scale.high": (100, 1000), "formats.scales.asymmetric_scale.low": (1, 100),
    "formats.values.gap_at.size": (1e-40, 1e3), "formats.errors.clipping_error_expected.deviation": (200, 1000),
    "formats.scales.power_of_two_scale.largest": (1e-3, 1e3), "growth": (0.1, 1), "staff_share": (0.01, 0.9),
    "lifetime.parameters_for_loss.loss": (1e3, 1e4), "mixtures.effective_experts.fewest": (0.1, 1),
}  # fmt: skip
_WHOLE = frozenset(
    """stage data_parallel block experts top_k batch cards layers heads kv_heads head_dim
    parts chiplets tiers spares sign exponent mantissa bias mantissa_bits top_exponent""".split()  # noqa: SIM905
)
# Values at which an equation changes its form, tried half of the time.
_SPECIAL = {
    "stage": (0, 1, 2, 3), "q_lora_rank": (0, 0.5), "query_latent": (0, 0.5), "total_to_active": (1.0,), "experts": (1,),
    "block": (np.inf,), "window": (np.inf,), "full_share": (0.0, 1.0), "cache_bytes": (1.0,),
    "formats.values.number_of_fields.sign": (0,), "formats.values.number_of_fields.exponent": (0,),
    "formats.scales.asymmetric_scale.low": (-50.0, -20.0), "formats.scales.asymmetric_scale.high": (-10.0, 0.5),
}  # fmt: skip
_TRIES = 400


@dataclass(frozen=True)
class Sample:
    """Arguments of the function, and what further symbols of the LaTeX stand for.

    ``indices`` are the values of the free index for which the right-hand side is one element of the result; ``seen`` makes of the
    function's result what the right-hand side stands for.
    """

    arguments: Mapping[str, object]
    names: Mapping[str, object] = field(default_factory=dict)
    first: int = 0
    length: int = 0
    indices: tuple[Mapping[str, int], ...] = ({},)
    seen: Callable = field(default=lambda result: [result])

    def read(self, reading: Reading) -> list[object]:
        """The right-hand side at every index at which its conditions hold."""
        scope = Scope(self.arguments, self.names, self.first, self.length)
        scopes = [scope.bound(**index) for index in self.indices]
        return [reading.value(each) for each in scopes if reading.allowed(each)]


def samples(entry: Equation, count: int) -> Iterator[Sample]:
    """Draw arguments that the function accepts; the same ones each time."""
    rng = random.Random(entry.id)
    made = _TENSORS.get(entry.id, lambda rng: Sample(_numbers(entry, rng)))
    left = count
    for _ in range(_TRIES):
        sample = made(rng)
        try:
            entry.function(**sample.arguments)
        except ValueError:
            continue
        yield sample
        left -= 1
        if not left:
            return
    raise AssertionError(f"{entry.id}: only {count - left} of {_TRIES} sets of arguments were accepted")


def _numbers(entry: Equation, rng: random.Random) -> dict[str, object]:
    return {argument.name: _number(entry.id, argument.name, rng) for argument in entry.arguments}


def _number(equation: str, name: str, rng: random.Random) -> object:
    special = _SPECIAL.get(f"{equation}.{name}", _SPECIAL.get(name))
    if special and rng.random() < 0.5:
        return rng.choice(special)
    low, high = _SPANS.get(f"{equation}.{name}", _SPANS.get(name, (1, 1000)))
    value = low * (high / low) ** rng.random()
    return round(value) if name in _WHOLE else value


def _vector(rng: random.Random, length: int) -> np.ndarray:
    return np.array([rng.gauss(0, 2) for _ in range(length)])


def _elements(*names: str, **more: Callable[[random.Random], float]) -> Callable[[random.Random], Sample]:
    """Vectors of one length, of which the right-hand side gives one element; further arguments are numbers."""

    def make(rng: random.Random) -> Sample:
        length = rng.randint(2, 6)
        arguments = {name: _vector(rng, length) for name in names} | {name: draw(rng) for name, draw in more.items()}
        return Sample(arguments, {"d": length}, 0, length, tuple({"i": i} for i in range(length)), list)

    return make


def _rotation(rng: random.Random) -> Sample:
    half = rng.randint(1, 4)
    angles = np.array([rng.uniform(0, 7) for _ in range(half)])
    arguments = {"x": _vector(rng, 2 * half), "cosine": np.cos(angles), "sine": np.sin(angles)}
    return Sample(
        arguments, indices=tuple({"i": i} for i in range(half)), seen=lambda result: list(result.reshape(half, 2))
    )


def _table(rng: random.Random) -> Sample:
    arguments = {"positions": rng.randint(1, 4), "head_dim": 2 * rng.randint(1, 4), "base": rng.uniform(2, 1e4), "dtype": np.float64}
    indices = tuple({"m": m, "i": i} for m in range(6) for i in range(6))
    return Sample(arguments, indices=indices, seen=lambda result: list(np.stack(result, axis=-1).reshape(-1, 2)))


def _heads(rng: random.Random) -> Sample:
    groups, per_group, new, past, size = (rng.randint(1, 3) for _ in range(5))
    heads, total = groups * per_group, new + past
    normal = np.random.default_rng(rng.randrange(1 << 30)).normal
    sizes = {"query": (heads, new, size), "keys": (groups, total, size), "values": (groups, total, 2)}
    arguments = {name: normal(size=shape) for name, shape in sizes.items()}
    mask = np.where(np.arange(total) <= past + np.arange(new)[:, None], 0.0, -np.inf)
    names = {"d_{h}": size, "G": groups, "H": heads, "M": mask}
    return Sample(arguments, names, indices=tuple({"h": h} for h in range(heads)), seen=list)


def _distribution(rng: random.Random, first: int, **more: Callable[[random.Random, int], object]) -> Sample:
    """Probabilities, the likeliest first, of which some stay."""
    length = rng.randint(2, 6)
    weights = np.sort(np.exp(_vector(rng, length)))[::-1]
    arguments = {"p": weights / weights.sum()} | {name: draw(rng, length) for name, draw in more.items()}
    return Sample(arguments, {}, first, length, seen=lambda stays: [{first + int(i) for i in np.flatnonzero(stays)}])


def _needle(rng: random.Random) -> Sample:
    sample = _distribution(rng, 0)
    order = np.array(rng.sample(range(sample.length), sample.length))
    p = np.empty(sample.length)
    p[order] = sample.arguments["p"]
    return Sample({"p": p, "order": order, "u": rng.random()}, {}, 0, sample.length, seen=lambda drawn: [drawn.token])


def _grid(rng: random.Random) -> Sample:
    """A wafer, whose dies the right-hand side counts one by one, from its left and lower edge on."""
    usable, across, along, between = rng.uniform(40, 90), rng.uniform(8, 30), rng.uniform(8, 30), rng.uniform(0, 3)
    tip, edge = usable / 2 - rng.uniform(-2, 5), rng.uniform(0, 12)
    if rng.random() < 0.6:
        # Small dies around a notch so deep that they stand over it, beside its tip and along its flanks.
        usable, across, along, between = rng.uniform(30, 36), rng.uniform(1.5, 3), rng.uniform(1.5, 3), rng.uniform(0, 0.3)
        tip, edge = usable * rng.uniform(0.05, 0.25), rng.uniform(4, 13)
    arguments = {
        "usable_diameter": usable, "die_width": across, "die_height": along, "scribe": between, "keep_out": rng.uniform(0, 20),
        "offset_x": -usable / 2 - rng.uniform(0, 4), "offset_y": -usable / 2 - rng.uniform(0, 4), "notch_tip": tip, "edge": edge,
    }  # fmt: skip
    return Sample(arguments, length=int(usable / min(across, along)) + 3)


def _harvest(rng: random.Random) -> Sample:
    """A die and a spread of as many densities as it may have dead cores, and more: one index runs over either."""
    spare, length = rng.randint(0, 4), rng.randint(5, 7)
    cores = spare + rng.randint(2, 12)
    weights = np.array([rng.uniform(0.1, 1) for _ in range(length)])
    arguments = {
        "defects": rng.uniform(0.1, 8), "core_share": rng.uniform(0.1, 1), "cores": cores, "needed_cores": cores - spare,
        "densities": np.array([rng.uniform(0.1, 3) for _ in range(length)]), "density_weights": weights / weights.sum(),
    }  # fmt: skip
    return Sample(arguments, first=0, length=length)


def _fields(rng: random.Random) -> Sample:
    """A handful of exposure fields with the whole dies of each."""
    dies = np.array([float(rng.randint(0, 6)) for _ in range(rng.randint(3, 9))])
    return Sample({"field_dies": dies, "least": rng.randint(1, 6)}, length=len(dies))


def _pareto(rng: random.Random) -> Sample:
    """Kinds of failures in order, which are counted from one."""
    counts = np.sort([rng.uniform(0, 100) for _ in range(rng.randint(3, 9))])[::-1]
    return Sample({"counts": counts, "first": rng.randint(0, 9)}, first=1, length=len(counts))


def _spares(rng: random.Random, **more: Callable[[random.Random], float]) -> Sample:
    """Sums over machines in repair, which begin with none."""
    return Sample({"load": rng.uniform(0.05, 6)} | {name: draw(rng) for name, draw in more.items()}, {}, 0, 60)


# Equations over whole vectors and matrices, and sums over counts.
_TENSORS: dict[str, Callable[[random.Random], Sample]] = {
    "wafer.dies.placed_dies": _grid,
    "wafer.redundancy.harvested_yield": _harvest,
    "wafer.exposures.exposures": _fields,
    "wafer.pareto.share_of_first": _pareto,
    "reliability.spares.waiting_share": lambda rng: _spares(rng, spares=lambda rng: rng.randint(0, 8)),
    "reliability.spares.spares_needed": lambda rng: _spares(rng, confidence=lambda rng: rng.uniform(0.01, 0.999)),
    "tiny.layers.softmax": _elements("x"),
    "tiny.layers.silu": lambda rng: Sample({"x": _vector(rng, 5)}),
    "tiny.layers.swiglu": _elements("gate", "up"),
    "tiny.layers.rms_norm": _elements("x", "gain", epsilon=lambda rng: rng.uniform(1e-6, 0.5)),
    "tiny.layers.rotate": _rotation,
    "tiny.layers.rotary_table": _table,
    "tiny.layers.attention": _heads,
    "tiny.sampling.tempered": _elements("logits", temperature=lambda rng: rng.uniform(0.1, 3)),
    "tiny.sampling.top_k": lambda rng: _distribution(rng, 1, k=lambda rng, length: rng.randint(0, length + 1)),
    "tiny.sampling.top_p": lambda rng: _distribution(rng, 1, mass=lambda rng, _: rng.uniform(0.05, 0.99)),
    "tiny.sampling.min_p": lambda rng: _distribution(rng, 1, share=lambda rng, _: rng.uniform(0.01, 1)),
    "tiny.sampling.draw": _needle,
}
