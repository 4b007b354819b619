"""The decisions of the Forge: every input with its range, unit, meaning, sourced default, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from formulas.catalogue import accelerators, grids, precisions
from formulas.counted import BOARDS
from formulas.documented import largest
from formulas.model.public import public
from formulas.scaling import LAWS
from formulas.training import COURSE_UTILISATION
from instruments.forge import choices
from instruments.forge.configuration import EXAMPLE, Configuration
from instruments.frame.inputs import About, Amount, Count, OneOf, OnlyIf
from instruments.frame.model import Model
from instruments.quantities.text import stated

PUBLIC_TEXT = largest("text")
_ENDS = tuple(stated(end, PUBLIC_TEXT.unit) for end in (PUBLIC_TEXT.low, PUBLIC_TEXT.high))
_of_run = partial(About, group="Training run", folded=True)
_of_serving = partial(About, group="Serving", folded=True)
_of_shape = partial(About, group="Shape (empty follows the rule)", folded=True)
_MIXED = partial(OnlyIf, "architecture", ("moe",))
_LATENT = partial(OnlyIf, "attention", ("mla",))
_WINDOWED = partial(OnlyIf, "attention", ("sliding",))
_FROM_BUDGET = partial(OnlyIf, "start", ("budget",))
_OF_MODEL = partial(OnlyIf, "start", ("model", "configuration"))
_ON_GRID = partial(OnlyIf, "carbon_intensity", (None,))


def _names(rows: Mapping[str, Any]) -> dict[str, str]:
    """Selector objects from a catalogue: shown name to id."""
    return {row.name: row.id for row in rows.values()}


def _by_vendor(rows: Callable[[], Mapping[str, Any]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for row in rows().values():
        groups.setdefault(row.vendor, []).append(row.id)
    return groups


def _fitted(values: Mapping[str, Any]) -> tuple[float, float]:
    """Training compute that the chosen law's runs cover, from its smallest model and text to its largest."""
    law = LAWS[values["law"]]
    return 6 * law.fitted_parameters[0] * law.fitted_tokens[0], 6 * law.fitted_parameters[1] * law.fitted_tokens[1]


class Inputs(Model):
    """What a person decides about a model; the rest of the dossier follows from it."""

    start = OneOf(
        default="budget", objects=choices.shown(choices.STARTS), label="Start from",
        doc="A budget makes a model that does not exist yet; a model that exists is described by its public configuration.",
        about=About(hint="", segmented=True, named=partial(choices.names_of, "start")),
    )
    model = OneOf(
        default="gpt-oss-120b", objects=_names(public()), label="Model",
        doc="A public model, counted part by part from its configuration, in the form in which it ships.",
        about=About(
            hint="Counted part by part from its public configuration.", only_if=OnlyIf("start", ("model",), "gpt-oss-120b"),
            named=partial(choices.names_of, "model"), groups=partial(_by_vendor, public),
        ),
    )
    configuration = Configuration(
        default=EXAMPLE, label="Configuration",
        doc="The config.json of a model, read here and sent nowhere; a link carries what of it matters.",
        about=About(
            hint="Paste a model's config.json, or drop the file. It is read here and sent nowhere.",
            only_if=OnlyIf("start", ("configuration",), EXAMPLE),
        ),
    )
    checkpoint_format = OneOf(
        default=choices.AS_SHIPPED, objects={label: key for key, label in choices.checkpoint_names().items()}, label="Checkpoint format",
        doc="Format in which the weights of a model that exists are stored and served, part by part.",
        about=About(
            hint="Fewer bits are smaller and faster to read, and less exact.", only_if=_OF_MODEL(choices.AS_SHIPPED),
            named=partial(choices.names_of, "checkpoint_format"),
        ),
    )
    training_compute = Amount(
        default=1e25, bounds=(1e15, 1e30), softbounds=(1e18, 1e28), label="Training compute",
        doc="All arithmetic of pre-training, C = 6ND. More buys a lower loss and is paid in hours, money and energy.",
        about=About(
            unit="FLOP", hint="More buys a lower loss; it is paid in card-hours, money and energy.", scale="log",
            landmarks={"GPT-3": 3.14e23, "Llama 3 405B": 3.8e25}, fitted=_fitted, only_if=_FROM_BUDGET(1e25), own=True,
        ),
    )
    architecture = OneOf(
        default="dense", objects=choices.shown(choices.ARCHITECTURES), label="Dense or mixture of experts",
        doc="A mixture keeps many experts in memory and sends each token through a few of them.",
        about=About(
            hint="A mixture holds many experts in memory and sends each token through a few.", segmented=True,
            named=partial(choices.names_of, "architecture"), only_if=_FROM_BUDGET("dense"), own=True,
        ),
    )
    total_to_active = Amount(
        default=18.0, bounds=(1, 1000), softbounds=(1, 64), label="Total over active parameters",
        doc="How many times larger the resident model is than what one token passes through; DeepSeek-V3 has 18.",
        about=About(
            hint="More knowledge per FLOP, more memory to keep resident.", short="Total to active", scale="log",
            landmarks={"Mixtral": 3.6, "DeepSeek-V3": 18.1}, only_if=_MIXED(1.0),
        ),
    )
    experts = Count(
        default=256, bounds=(2, 65536), softbounds=(8, 512), label="Routed experts per layer",
        doc="Routed experts in each layer; DeepSeek-V3 has 256.",
        about=About(hint="More of them divide the same weights more finely.", only_if=_MIXED(1)),
    )
    top_k = Count(
        default=8, bounds=(1, 1024), softbounds=(1, 16), label="Experts per token",
        doc="Experts that each token is sent to; DeepSeek-V3 uses 8.",
        about=About(unit="top-k", hint="More of them blend more experts into each token.", only_if=_MIXED(1)),
    )
    overtraining = Amount(
        default=4.0, bounds=(1e-3, 1e5), softbounds=(0.25, 64), label="Over-training",
        doc="Tokens per parameter over the compute-optimal ratio. More makes a smaller model, dearer to train to the same loss, "
        "cheaper to serve.",
        about=About(
            unit="\N{MULTIPLICATION SIGN} optimal", hint="More text into a smaller model: a little loss for cheaper serving.",
            scale="log", landmarks={"optimal": 1, "16x": 16}, only_if=_FROM_BUDGET(4.0), own=True,
        ),
    )
    context = Count(
        default=131_072, bounds=(1, 1 << 30), softbounds=(1024, 10_485_760), label="Context length",
        doc="Longest text that one user may have in the cache.",
        about=About(
            unit="tokens", hint="Every token a user may have in the cache takes memory from other users.", scale="log2", fine=0.125,
            landmarks={"GPT-3": 2048, "128K": 131_072, "1M": 1_048_576}, binary=True,
        ),
    )
    precision = OneOf(
        default="fp8", objects=_names(precisions()), label="Weight precision",
        doc="Format of the weights when served: fewer bits are smaller and faster to read, and less exact.",
        about=About(
            hint="Fewer bits are smaller and faster to read, and less exact.", named=partial(choices.names_of, "precision"),
            only_if=_FROM_BUDGET("bf16"), own=True,
        ),
    )
    accelerator = OneOf(
        default="h100-sxm", objects=_names(accelerators()), label="Serving accelerator",
        doc="The card that serves the model.",
        about=About(
            hint="Its memory decides what fits, its bandwidth how fast it speaks.", named=partial(choices.names_of, "accelerator"),
            groups=partial(_by_vendor, accelerators),
        ),
    )

    law = OneOf(
        default="seed", objects={law.name: law.id for law in LAWS.values()}, label="Scaling law",
        doc="Which published fit predicts the loss and splits the compute.",
        about=_of_run(named=partial(choices.names_of, "law")),
    )
    text_stock = Amount(
        default=PUBLIC_TEXT.value, bounds=(1e3, 1e20), softbounds=(1e9, 1e15), label="Text stock",
        doc="Distinct text that the run may read; what it takes beyond that it reads again, which adds less. The default is the estimate "
        f"for all public text, 90% interval {_ENDS[0].without_noun} to {_ENDS[1]}.",
        about=_of_run(unit="tokens"),
    )
    training_tokens = Amount(
        default=None, allow_None=True, bounds=(1, 1e20), softbounds=(1e9, 1e15), label="Training tokens",
        doc="Text that a model that exists was trained on; empty takes what was published of it, if anything was.",
        about=_of_run(unit="tokens", only_if=_OF_MODEL(None)),
    )
    training_accelerator = OneOf(
        default="h100-sxm", objects=_names(accelerators()), label="Training accelerator",
        doc="The card that trains the model.",
        about=_of_run(named=partial(choices.names_of, "training_accelerator"), groups=partial(_by_vendor, accelerators)),
    )
    training_precision = OneOf(
        default="bf16", objects={name.upper(): name for name in choices.TRAINING_PRECISIONS}, label="Training precision",
        doc="Format of the matrix products in training; sets which peak the utilisation refers to.",
        about=_of_run(named=partial(choices.names_of, "training_precision")),
    )
    utilisation = Amount(
        default=COURSE_UTILISATION, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.1, 0.7), label="Training utilisation",
        doc="Model FLOP per second over the dense peak: 0.45 as in the source course; published hours imply 0.32 in the median.",
        about=_of_run(unit="MFU"),
    )
    goodput = Amount(
        default=1.0, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.5, 1), label="Goodput",
        doc="Share of the run's time that becomes work that lasts; 1 counts no failures. Llama 3 kept more than 0.9.",
        about=_of_run(),
    )
    training_price = Amount(
        default=None, allow_None=True, bounds=(0, 1e6), softbounds=(0.1, 20), label="Training price",
        doc="Rent of one training card for an hour; empty takes the catalogue's estimate: of H100 the source course's 2.00 of May 2026, "
        "when the median on demand was 2.95.",
        about=_of_run(unit="USD per card-hour"),
    )
    target_days = Amount(
        default=90.0, bounds=(0, 36_500), inclusive_bounds=(False, True), softbounds=(7, 365), label="Training duration",
        doc="Wall-clock time in which the run must end; sets the fleet.",
        about=_of_run(unit="days"),
    )
    carbon_intensity = Amount(
        default=None, allow_None=True, bounds=(0, 5000), softbounds=(0, 1000), label="Carbon intensity",
        doc="Of the site's own power, as a supplier or Electricity Maps states it; empty takes the grid's.",
        about=_of_run(unit="gCO2e/kWh"),
    )
    grid = OneOf(
        default="usa", objects=_names(grids()), label="Electricity grid",
        doc="Where the run draws its power; sets the carbon per kilowatt-hour.",
        about=_of_run(only_if=_ON_GRID("usa"), named=partial(choices.names_of, "grid")),
    )
    electricity_price = Amount(
        default=None, allow_None=True, bounds=(0, 100), softbounds=(0.02, 0.5), label="Electricity price",
        doc="What the site pays; empty takes 0.0804, the mean of industrial customers in the United States in 2023 (EIA).",
        about=_of_run(unit="USD/kWh"),
    )
    pue = Amount(
        default=1.1, bounds=(1, 10), softbounds=(1, 2), label="Power usage effectiveness",
        doc="Energy of the facility over energy of the machines; Google's fleet reports 1.09, the industry's mean is 1.58.",
        about=_of_run(unit="PUE"),
    )
    draw = Amount(
        default=1.0, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.4, 1), label="Power draw",
        doc="Mean power of a card over its limit; 1 is the upper bound that model cards print.",
        about=_of_run(unit="share of the limit"),
    )
    cap = Amount(
        default=1.0, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.4, 1), label="Power cap",
        doc="Most that a training card may draw, over its limit: less power and energy, more hours; 1 is no cap.",
        about=_of_run(unit="share of the limit"),
    )
    power_counted = OneOf(
        default=BOARDS, objects=choices.shown(choices.POWER_COUNTED), label="Power counted",
        doc="What power, energy, carbon and the bill count. Whole servers draw half as much again or more; the verdict always counts them.",
        about=_of_run(named=partial(choices.names_of, "power_counted")),
    )

    die_yield = Amount(
        default=1.0, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.3, 1), label="Die yield",
        doc="Share of the training card's dies that can be sold; 1 gives the fewest wafers. No maker publishes its own.",
        about=_of_run(),
    )

    serving_price = Amount(
        default=None, allow_None=True, bounds=(0, 1e6), softbounds=(0.1, 20), label="Serving price",
        doc="Rent of one serving card for an hour; empty takes the catalogue's estimate.",
        about=_of_serving(unit="USD per card-hour"),
    )
    cache_precision = OneOf(
        default="fp16", objects={label: key for key, label in choices.cache_names().items()}, label="Cache precision",
        doc="Format of the keys and values in the cache.",
        about=_of_serving(named=partial(choices.names_of, "cache_precision")),
    )
    attention = OneOf(
        default="gqa", objects=choices.shown(choices.ATTENTION), label="Attention",
        doc="How many keys and values are kept per token; decides the size of the cache.",
        about=_of_serving(named=partial(choices.names_of, "attention"), only_if=_FROM_BUDGET("")),
    )
    latent_width = Count(
        default=576, bounds=(1, 65536), softbounds=(128, 2048), label="Latent width",
        doc="Compressed keys and values plus rotary part per token and layer; DeepSeek-V3 has 512 + 64.",
        about=_of_serving(unit="MLA", only_if=_LATENT(576)),
    )
    window = Count(
        default=4096, bounds=(1, 1 << 30), softbounds=(128, 32768), label="Window",
        doc="How far a windowed layer looks back; Gemma 2 has 4,096.",
        about=_of_serving(unit="tokens", binary=True, within="context", only_if=_WINDOWED(4096)),
    )
    full_attention_share = Amount(
        default=0.5, bounds=(0, 1), softbounds=(0, 1), label="Share of layers with full attention",
        doc="The other layers see only the window; Gemma 2 alternates, Gemma 3 has one in six.",
        about=_of_serving(only_if=_WINDOWED(1.0)),
    )
    cards = Count(
        default=None, allow_None=True, bounds=(1, 100_000), softbounds=(1, 72), label="Cards per replica",
        doc="Cards that share one copy of the model; empty takes as few as hold the weights.",
        about=_of_serving(),
    )
    usable_share = Amount(
        default=0.9, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.5, 1), label="Usable share of memory",
        doc="What is left for weights and cache after activations, buffers and fragmentation; vLLM's default is 0.9.",
        about=_of_serving(),
    )
    prompt = Count(
        default=8192, bounds=(1, 1 << 30), softbounds=(128, 131_072), label="Prompt length",
        doc="Prompt behind the time to first token; at most the context.",
        about=_of_serving(unit="tokens", binary=True, within="context"),
    )
    prefill_utilisation = Amount(
        default=0.5, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.1, 0.8), label="Prefill utilisation",
        doc="Share of the peak that reading a prompt reaches.",
        about=_of_serving(),
    )
    decode_efficiency = Amount(
        default=0.7, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.2, 1), label="Decode efficiency",
        doc="Share of the bound that generation reaches; gpt-fast measured 0.69 for one stream on one A100, full batches 0.07 to 0.67.",
        about=_of_serving(),
    )

    served_tokens = Amount(
        default=None, allow_None=True, bounds=(0, 1e21), softbounds=(1e9, 1e17), label="Tokens served in its life",
        doc="All that it will read and write for users until it is replaced; empty counts training alone. "
        "It moves how far over-training pays.",
        about=_of_serving(unit="tokens"),
    )

    layers = Count(
        default=None, allow_None=True, bounds=(1, 10_000), softbounds=(4, 160), label="Layers",
        doc="Transformer blocks; empty follows the shape rule.", about=_of_shape(only_if=_FROM_BUDGET(None)),
    )
    d_model = Count(
        default=None, allow_None=True, bounds=(1, 1 << 20), softbounds=(256, 32768), label="Width",
        doc="Size of the residual stream; empty follows the shape rule.", about=_of_shape(only_if=_FROM_BUDGET(None)),
    )
    heads = Count(
        default=None, allow_None=True, bounds=(1, 1 << 16), softbounds=(2, 256), label="Query heads",
        doc="Attention heads; empty follows the shape rule.", about=_of_shape(only_if=_FROM_BUDGET(None)),
    )
    kv_heads = Count(
        default=None, allow_None=True, bounds=(1, 1 << 16), softbounds=(1, 128), label="Key-value heads",
        doc="Heads whose keys and values are cached; empty follows the shape rule and the attention kind.",
        about=_of_shape(only_if=OnlyIf("attention", ("gqa", "sliding"), None)),
    )
    head_dim = Count(
        default=None, allow_None=True, bounds=(1, 1 << 14), softbounds=(32, 512), label="Head size",
        doc="Width of one head; read it from a configuration, never width over heads.", about=_of_shape(only_if=_FROM_BUDGET(None)),
    )
    d_ff = Count(
        default=None, allow_None=True, bounds=(1, 1 << 22), softbounds=(512, 131_072), label="MLP width",
        doc="Hidden width of the gated MLP; empty follows the shape rule.", about=_of_shape(only_if=_FROM_BUDGET(None)),
    )
    vocabulary = Count(
        default=None, allow_None=True, bounds=(2, 1 << 24), softbounds=(1000, 300_000), label="Vocabulary",
        doc="Distinct tokens; empty takes 128,256 as in Llama 3.", about=_of_shape(only_if=_FROM_BUDGET(None)),
    )

    called = "the Forge"
    essential = frozenset({"model", "configuration"})
