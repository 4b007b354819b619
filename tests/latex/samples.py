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
    "usable_share": (0.1, 1), "draw": (0.1, 1), "utilisation": (0.1, 1), "visible": (0.1, 1), "share": (0.01, 1), "full_share": (0.01, 1),
    "efficiency": (0.1, 1), "pue": (1, 3), "parameter_exponent": (0.2, 0.5), "token_exponent": (0.2, 0.5),
    "scaling.loss.parameters": (1e6, 1e12), "scaling.loss.tokens": (1e6, 1e13), "compute": (1e3, 1e6), "experts": (8, 64), "top_k": (1, 8),
    "total_to_active": (1, 8), "shape.rule_layers.parameters": (1e6, 1e13), "serving.concurrent_users.weight_bytes": (1, 1e6),
    "kv_heads": (1, 64), "roofline.attainable.intensity": (1e-2, 1e2), "clip": (0.1, 1),
    **{f"formats.values.number_of_fields.{name}": (1, most) for name, most in (("exponent", 31), ("mantissa", 31), ("sign", 1))},
    "bias": (1, 127), "mantissa_bits": (1, 23), "top_exponent": (1, 15), "formats.scales.asymmetric_scale.bits": (2, 8),
    "formats.scales.asymmetric_scale.high": (100, 1000), "formats.scales.asymmetric_scale.low": (1, 100),
    "formats.values.gap_at.size": (1e-40, 1e3), "formats.errors.clipping_error_expected.deviation": (200, 1000),
    "formats.scales.power_of_two_scale.largest": (1e-3, 1e3),
}  # fmt: skip
_WHOLE = frozenset(["stage", "data_parallel", "block", "experts", "top_k", "batch", "cards", "layers", "heads", "kv_heads", "head_dim",
                    "sign", "exponent", "mantissa", "bias", "mantissa_bits", "top_exponent"])
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


# Equations over whole vectors and matrices.
_TENSORS: dict[str, Callable[[random.Random], Sample]] = {
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
