"""The decisions of the Forge: every input with its range, unit, meaning and sourced default."""

from __future__ import annotations

import param

from formulas.catalogue import accelerators, grids, precisions
from formulas.scaling import LAWS
from formulas.training import COURSE_UTILISATION
from instruments.forge.choices import ARCHITECTURES, ATTENTION, CACHE_PRECISIONS, TRAINING_PRECISIONS, shown

DECISIONS = ("training_compute", "total_to_active", "overtraining", "context", "precision", "accelerator")


def _names(rows) -> dict[str, str]:
    """Selector objects from a catalogue: shown name to id."""
    return {row.name: row.id for row in rows.values()}


class Inputs(param.Parameterized):
    """What a person decides about a model; the rest of the dossier follows from it."""

    training_compute = param.Number(
        default=1e25, bounds=(1e15, 1e30), softbounds=(1e18, 1e28), inclusive_bounds=(True, True),
        label="Training compute (FLOP)",
        doc="All arithmetic of pre-training, C = 6ND. More buys a lower loss and is paid in hours, money and energy.",
    )
    architecture = param.Selector(
        default="dense", objects=shown(ARCHITECTURES), label="Dense or mixture of experts",
        doc="A mixture keeps many experts in memory and sends each token through a few of them.",
    )
    total_to_active = param.Number(
        default=18.0, bounds=(1, 1000), softbounds=(1, 64), label="Total over active parameters",
        doc="How many times larger the resident model is than what one token passes through; DeepSeek-V3 has 18.",
    )
    experts = param.Integer(
        default=256, bounds=(2, 65536), softbounds=(8, 512), label="Routed experts per layer",
        doc="Routed experts in each layer; DeepSeek-V3 has 256.",
    )
    top_k = param.Integer(
        default=8, bounds=(1, 1024), softbounds=(1, 16), label="Experts per token (top-k)",
        doc="Experts that each token is sent to; DeepSeek-V3 uses 8.",
    )
    overtraining = param.Number(
        default=4.0, bounds=(1e-3, 1e5), softbounds=(0.25, 64), label="Over-training (x compute-optimal)",
        doc="Tokens per parameter over the compute-optimal ratio. More makes a smaller model, dearer to train to the same loss, "
        "cheaper to serve.",
    )
    context = param.Integer(
        default=131_072, bounds=(1, 1 << 30), softbounds=(1024, 10_485_760), label="Context length (tokens)",
        doc="Longest text that one user may have in the cache.",
    )
    precision = param.Selector(
        default="fp8", objects=_names(precisions()), label="Weight precision",
        doc="Format of the weights when served: fewer bits are smaller and faster to read, and less exact.",
    )
    accelerator = param.Selector(
        default="h100-sxm", objects=_names(accelerators()), label="Serving accelerator",
        doc="The card that serves the model.",
    )

    law = param.Selector(
        default="seed", objects={law.name: law.id for law in LAWS.values()}, label="Scaling law",
        doc="Which published fit predicts the loss and splits the compute.",
    )
    training_accelerator = param.Selector(
        default="h100-sxm", objects=_names(accelerators()), label="Training accelerator",
        doc="The card that trains the model.",
    )
    training_precision = param.Selector(
        default="bf16", objects={name.upper(): name for name in TRAINING_PRECISIONS}, label="Training precision",
        doc="Format of the matrix products in training; sets which peak the utilisation refers to.",
    )
    utilisation = param.Number(
        default=COURSE_UTILISATION, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.1, 0.7),
        label="Training utilisation (MFU)",
        doc="Model FLOP per second over the dense peak: 0.45 as in the source course; published hours imply 0.33 in the median.",
    )
    training_price = param.Number(
        default=None, allow_None=True, bounds=(0, 1e6), softbounds=(0.1, 20), label="Training price (USD per card-hour)",
        doc="Rent of one training card for an hour; empty takes the catalogue's estimate.",
    )
    serving_price = param.Number(
        default=None, allow_None=True, bounds=(0, 1e6), softbounds=(0.1, 20), label="Serving price (USD per card-hour)",
        doc="Rent of one serving card for an hour; empty takes the catalogue's estimate.",
    )
    target_days = param.Number(
        default=90.0, bounds=(0, 36_500), inclusive_bounds=(False, True), softbounds=(7, 365), label="Training duration (days)",
        doc="Wall-clock time in which the run must end; sets the fleet.",
    )
    grid = param.Selector(
        default="usa", objects=_names(grids()), label="Electricity grid",
        doc="Where the run draws its power; sets the carbon per kilowatt-hour.",
    )
    carbon_intensity = param.Number(
        default=None, allow_None=True, bounds=(0, 5000), softbounds=(0, 1000), label="Carbon intensity (gCO2e/kWh)",
        doc="Of the site's own power, as a supplier or Electricity Maps states it; empty takes the grid's.",
    )
    electricity_price = param.Number(
        default=None, allow_None=True, bounds=(0, 100), softbounds=(0.02, 0.5), label="Electricity price (USD/kWh)",
        doc="What the site pays; empty takes 0.0804, the mean of industrial customers in the United States in 2023 (EIA).",
    )
    pue = param.Number(
        default=1.1, bounds=(1, 10), softbounds=(1, 2), label="Power usage effectiveness (PUE)",
        doc="Energy of the facility over energy of the machines; Google's fleet reports 1.09, the industry's mean is 1.58.",
    )
    draw = param.Number(
        default=1.0, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.4, 1), label="Power draw (share of the limit)",
        doc="Mean power of a card over its limit; 1 is the upper bound that model cards print.",
    )
    cache_precision = param.Selector(
        default="fp16", objects={name.upper(): name for name in CACHE_PRECISIONS}, label="Cache precision",
        doc="Format of the keys and values in the cache.",
    )
    attention = param.Selector(
        default="gqa", objects=shown(ATTENTION), label="Attention",
        doc="How many keys and values are kept per token; decides the size of the cache.",
    )
    latent_width = param.Integer(
        default=576, bounds=(1, 65536), softbounds=(128, 2048), label="Latent width (MLA)",
        doc="Compressed keys and values plus rotary part per token and layer; DeepSeek-V3 has 512 + 64.",
    )
    window = param.Integer(
        default=4096, bounds=(1, 1 << 30), softbounds=(128, 32768), label="Window (tokens)",
        doc="How far a windowed layer looks back; Gemma 2 has 4,096.",
    )
    full_attention_share = param.Number(
        default=0.5, bounds=(0, 1), softbounds=(0, 1), label="Share of layers with full attention",
        doc="The other layers see only the window; Gemma 2 alternates, Gemma 3 has one in six.",
    )
    cards = param.Integer(
        default=None, allow_None=True, bounds=(1, 100_000), softbounds=(1, 72), label="Cards per replica",
        doc="Cards that share one copy of the model; empty takes as few as hold the weights.",
    )
    usable_share = param.Number(
        default=0.9, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.5, 1), label="Usable share of memory",
        doc="What is left for weights and cache after activations, buffers and fragmentation; vLLM's default is 0.9.",
    )
    prompt = param.Integer(
        default=8192, bounds=(1, 1 << 30), softbounds=(128, 131_072), label="Prompt length (tokens)",
        doc="Prompt behind the time to first token; at most the context.",
    )
    prefill_utilisation = param.Number(
        default=0.5, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.1, 0.8), label="Prefill utilisation",
        doc="Share of the peak that reading a prompt reaches.",
    )
    decode_efficiency = param.Number(
        default=0.7, bounds=(0, 1), inclusive_bounds=(False, True), softbounds=(0.2, 1), label="Decode efficiency",
        doc="Share of the bandwidth bound that generation reaches; gpt-fast measured 0.69 on one A100.",
    )

    layers = param.Integer(default=None, allow_None=True, bounds=(1, 10_000), softbounds=(4, 160), label="Layers",
                           doc="Transformer blocks; empty follows the shape rule.")
    d_model = param.Integer(default=None, allow_None=True, bounds=(1, 1 << 20), softbounds=(256, 32768), label="Width",
                            doc="Size of the residual stream; empty follows the shape rule.")
    heads = param.Integer(default=None, allow_None=True, bounds=(1, 1 << 16), softbounds=(2, 256), label="Query heads",
                          doc="Attention heads; empty follows the shape rule.")
    kv_heads = param.Integer(default=None, allow_None=True, bounds=(1, 1 << 16), softbounds=(1, 128), label="Key-value heads",
                             doc="Heads whose keys and values are cached; empty follows the shape rule and the attention kind.")
    head_dim = param.Integer(default=None, allow_None=True, bounds=(1, 1 << 14), softbounds=(32, 512), label="Head size",
                             doc="Width of one head; read it from a configuration, never width over heads.")
    d_ff = param.Integer(default=None, allow_None=True, bounds=(1, 1 << 22), softbounds=(512, 131_072), label="MLP width",
                         doc="Hidden width of the gated MLP; empty follows the shape rule.")
    vocabulary = param.Integer(default=None, allow_None=True, bounds=(2, 1 << 24), softbounds=(1000, 300_000), label="Vocabulary",
                               doc="Distinct tokens; empty takes 128,256 as in Llama 3.")


NAMES = tuple(name for name in Inputs.param if name != "name")
BINARY = frozenset({"context", "prompt", "window"})
"""Inputs in whose numbers k and M are 1024 and 1024 squared."""
ADVANCED = tuple(name for name in NAMES if name not in (*DECISIONS, "architecture", "experts", "top_k"))
