"""Designs to start from: the source course's four, and public models with what their makers published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from formulas import chain, scaling, training
from formulas.caching import frozen, shared
from formulas.catalogue import ModelConfig, accelerators, models
from formulas.model.catalogued import described
from formulas.model.parameters import parameters
from formulas.model.work import training_flop_per_token
from formulas.names import Names, UnknownNameError, find
from instruments.forge.dossier import dossier
from instruments.forge.inputs import Inputs
from instruments.forge.resolve import resolve
from instruments.frame.reading import defaults
from instruments.frame.relevance import counts
from instruments.quantities.text import quantity

# Tokens of a training sequence at which public models are counted: most were trained on 4,096 or 8,192 until the last steps.
_SEQUENCE = 8192
_NO_RUN = "{}: how much text it was trained on is not published, so that no run can be computed"
# Published as FP8 checkpoints.
FP8_SERVED = frozenset({"deepseek-v3", "kimi-k2"})


@dataclass(frozen=True)
class Preset:
    """A full design with a name; ``caption`` says what it is, ``model`` is set for a public one."""

    id: str
    name: str
    caption: str
    make: Callable[[], Mapping[str, object]]
    model: ModelConfig | None = None

    @cached_property
    def values(self) -> Mapping[str, object]:
        """The full inputs, worked out when they are first wanted: a menu needs only the names."""
        return frozen(self.make())


@dataclass(frozen=True)
class Comparison:
    """A predicted figure beside the published one."""

    quantity: str
    unit: str
    predicted: float
    published: float
    source: str
    reason: str = ""

    @property
    def error(self) -> float:
        """Relative error of the prediction."""
        return self.predicted / self.published - 1


@shared
def presets() -> Mapping[str, Preset]:
    """Every preset by id: the course's four first, then the public models whose training tokens are known."""
    course = {entry.id: entry for entry in _course()}
    public = {row.id: _from_model(row) for row in models().values() if row.training_tokens}
    return course | public


def preset(name: str) -> Preset:
    """Return the preset that a person means: its id or its name, or any name of its model.

    Raises
    ------
    UnknownNameError
        If there is none of that name, or several.
    """
    known = presets()
    if name in known:
        return known[name]
    # Of models without known training tokens too, so that such a one is told from one that nobody knows.
    every = {entry.id: Names((entry.name,)) for entry in known.values() if entry.model is None}
    every |= {row.id: row.names for row in models().values()}
    try:
        found = find(every, name, "preset")
    except UnknownNameError as unknown:
        if unknown.near and not any(each in known for each in unknown.near):
            raise UnknownNameError(f"{unknown}; {_NO_RUN.format('no presets')}", unknown.near) from None
        # Only what can be started from is worth naming.
        find({key: names for key, names in every.items() if key in known}, name, "preset")
        raise
    if found not in known:
        raise UnknownNameError(f"preset is {found!r}: {_NO_RUN.format(f'{models()[found].name} is no preset')}")
    return known[found]


@shared
def correction(name: str) -> str:
    """What the arithmetic of a preset really gives where it disagrees with the course's caption, or nothing.

    It is that of the preset's own values: the caption speaks of them, whatever was moved since.
    """
    entry = presets()[name]
    if entry.model is not None:
        return ""
    c = dossier(entry.values).chain
    size, text = quantity(float(c.active_parameters), "parameter"), quantity(float(c.training_tokens), "token")
    match name:
        case "course-chinchilla":
            return (f"The arithmetic gives {size} on {text}. Chinchilla itself is 5.76e23 FLOP, 58 times this budget: "
                    "70 B parameters on 1.4 T tokens.")
        case "course-llama-economics":
            return f"The arithmetic gives {size}, not 8 B. Llama 3 8B itself is 7.2e23 FLOP: 8 B parameters on 15 T tokens."
        case "course-frontier":
            return (f"The arithmetic gives {size} active of {quantity(float(c.total_parameters), 'parameter')}, "
                    f"{float(c.active_parameters) / 37e9:.0f} times DeepSeek-V3 (37 B of 671 B); "
                    "the course quotes the B200's 2.25 PFLOP/s as FP4, which is its dense BF16 peak.")
        case _:
            return ""


def counted(entry: Preset) -> str:
    """What 6ND gives for a public model beside the count by part, with attention over the sequence."""
    if (row := entry.model) is None:
        return ""
    short = float(training.training_flop(_active(row), row.training_tokens))
    sequence = min(_SEQUENCE, row.context)
    full = float(training_flop_per_token(described(row), sequence)) * row.training_tokens
    told = (f"6ND gives {quantity(short, 'FLOP')}; counted by part, with attention over sequences of {sequence:,} tokens, "
            f"{quantity(full, 'FLOP')}, {full / short:.2f} times as much")
    if sequence < _SEQUENCE:
        return f"{told}."
    half = float(training_flop_per_token(described(row), sequence / 2)) * row.training_tokens / short
    return f"{told} (over {sequence // 2:,} tokens {half:.2f} times; how long its sequences were is not in the catalogue)."


def comparisons(entry: Preset) -> tuple[Comparison, ...]:
    """Predicted against published figures of a public model."""
    if (row := entry.model) is None:
        return ()
    rows = []
    count = parameters(described(row)).total
    if row.total_parameters:
        rows.append(Comparison("Total parameters, counted from the configuration", "parameter", count, row.total_parameters,
                               row.source("total_parameters")))
    if row.active_parameters:
        active = parameters(described(row), active=True).total
        rows.append(Comparison("Active parameters, counted from the configuration", "parameter", active, row.active_parameters,
                               row.source("active_parameters"), "Makers differ in whether they count the input embedding."))
    compute = float(training.training_flop(_active(row), row.training_tokens))
    if row.training_flop:
        rows.append(Comparison("Training compute, 6ND", "FLOP", compute, row.training_flop, row.source("training_flop"),
                               "Some makers count attention or recomputation as well."))
    if row.gpu_hours and row.training_accelerator:
        card = accelerators()[row.training_accelerator]
        peak = card.peak(entry.values["training_precision"]) or card.peak("fp16")
        hours = float(training.accelerator_hours(compute, peak, entry.values["utilisation"]))
        implied = compute / (row.gpu_hours * 3600 * peak)
        reason = f"At the default utilisation; the published hours imply {implied:.0%}, restarts included."
        rows.append(Comparison("Accelerator-hours", "h", hours, row.gpu_hours, row.source("gpu_hours"), reason))
    return tuple(rows)


def _course() -> list[Preset]:
    return [
        Preset("course-default", "Course default: 10^25, four times over-trained",
               "The source course's worked example: dense, FP8, H100, 128K context.", partial(_changed, law="seed")),
        Preset("course-chinchilla", "10^22 dense at 1x", "The course calls it Chinchilla itself.",
               partial(_changed, training_compute=1e22, overtraining=1.0, context=2048, attention="mha", precision="bf16")),
        Preset("course-llama-economics", "10^24.3 dense, 32x over-trained", "The course calls it Llama-3-8B economics.",
               partial(_changed, training_compute=10**24.3, overtraining=32.0, context=8192, precision="bf16")),
        Preset("course-frontier", "10^25.5 mixture 18:1, 128K, FP8 on B200", "The course calls it a 2025 frontier deployment.",
               partial(_changed, training_compute=10**25.5, architecture="moe", accelerator="b200")),
        Preset("course-irresponsible", "One million tokens on an RTX 4090", "Something irresponsible: read why it fails.",
               partial(_changed, context=1_048_576, accelerator="rtx-4090")),
    ]


def _changed(**values: object) -> dict[str, object]:
    return defaults(Inputs) | values


def _active(row: ModelConfig) -> float:
    """Active parameters as published; of a dense model all are."""
    return row.active_parameters or _total(row)


def _total(row: ModelConfig) -> float:
    return row.total_parameters or parameters(described(row)).total


def _from_model(row: ModelConfig) -> Preset:
    caption = f"{row.vendor}, {row.year}: {quantity(_total(row), 'parameter')}, {quantity(row.training_tokens, 'token')}."
    return Preset(row.id, row.name, caption, partial(_values_of, row), row)


def _values_of(row: ModelConfig) -> dict[str, object]:
    """The design whose arithmetic comes out at this model: compute 6ND, and over-training solved for N."""
    active = _active(row)
    compute = float(training.training_flop(active, row.training_tokens))
    law = scaling.LAWS["besiroglu2024"]
    optimal = scaling.compute_optimal_parameters(
        compute, **{name: value for name, value in law.coefficients.items() if name != "irreducible_loss"})
    card = row.training_accelerator if row.training_accelerator in accelerators() else "h100-sxm"
    values = _shaped(row) | {
        "law": law.id,
        "training_compute": _ten_digits(compute),
        "overtraining": _ten_digits((optimal / active) ** 2),
        "precision": "fp8" if row.id in FP8_SERVED else "bf16",
        "training_accelerator": card,
        # Utilisation is quoted against the BF16 peak even where, as for DeepSeek-V3, the products were FP8.
        "training_precision": "bf16",
    }
    values["cards"] = _cards(values)
    return _counting(values)


def _shaped(row: ModelConfig) -> dict[str, object]:
    windowed = row.full_attention_layers < row.layers
    values = defaults(Inputs) | {
        "architecture": "moe" if row.experts else "dense",
        "context": row.context,
        "attention": "sliding" if windowed else row.attention,
        "layers": row.layers, "d_model": row.d_model, "heads": row.heads, "kv_heads": row.kv_heads,
        "head_dim": row.head_dim, "d_ff": row.d_ff, "vocabulary": row.vocab,
    }  # fmt: skip
    if row.experts:
        values |= {"total_to_active": _ten_digits(_total(row) / _active(row)), "experts": row.experts, "top_k": row.top_k}
    if row.attention == "mla":
        values["latent_width"] = row.kv_lora_rank + row.qk_rope_head_dim
    if windowed:
        values |= {"window": row.sliding_window, "full_attention_share": row.full_attention_layers / row.layers}
    return values


def _counting(values: Mapping[str, object]) -> dict[str, object]:
    """A design without what its kind has no use for: the number of key-value heads under latent attention, for one."""
    return {name: value if counts(Inputs, name, values) else defaults(Inputs)[name] for name, value in values.items()}


def _ten_digits(value: float) -> float:
    """As many as tell the last parameter of a model; what would follow in a link is noise of the arithmetic."""
    return float(f"{value:.10g}")


def _cards(values: Mapping[str, object]) -> int:
    """The smallest power of two of cards on which the weights and one full context fit, or as many as a replica may span."""
    design = resolve(values)
    cards = 1
    while cards < design.largest_replica and float(chain.evaluate(replace(design, cards=cards)).concurrent_users) < 1:
        cards *= 2
    return cards
