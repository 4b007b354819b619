"""What a person decides about a chip and about the layer that runs on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from formulas.caching import shared
from formulas.catalogue import Row, accelerators, models, precisions
from formulas.kernels.chips import TILES
from formulas.kernels.layer import NAMES
from formulas.names import Names
from instruments.frame.inputs import About, Amount, Count, OneOf, OnlyIf
from instruments.frame.model import Model

DESIGN = "design"
"""The choice of a shape that is typed in or taken from the Forge, instead of a public model's."""
OWN = "own"
"""The part that is a product of a person's own."""
CACHED = ("fp32", "bf16", "fp16", "fp8", "int8", "int4")
PHASES = {"decode": "Decode", "prompt": "Prompt"}
ALGORITHMS = {"flash": "On the chip (Flash)", "naive": "Through memory (naive)"}

_of_layer = partial(About, group="Layer", folded=True)
_of_shape = partial(About, group="Shape of the design", folded=True)
_of_kernels = partial(About, group="Tiles and chains", folded=True)
_of_product = partial(About, group="A product of your own", folded=True)


@shared
def named(catalogue: str) -> Mapping[str, Names]:
    """Return what each choice of a catalogue may be called."""
    rows = {"accelerator": accelerators, "precision": precisions, "model": models}[catalogue]()
    found = {key: row.names for key, row in rows.items()}
    return {DESIGN: Names(("Shape of a design", DESIGN)), **found} if catalogue == "model" else found


@shared
def _named_formats() -> Mapping[str, Names]:
    return {key: precisions()[key].names for key in CACHED}


def _objects(rows: Mapping[str, Row]) -> dict[str, str]:
    return {row.name: row.id for row in rows.values()}


def _by_vendor(rows: Mapping[str, Row]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for row in rows.values():
        groups.setdefault(row.vendor, []).append(row.id)
    return groups


def _models() -> dict[str, list[str]]:
    return {"Not a public model": [DESIGN], **_by_vendor(models())}


def _shape(default: int, high: int, label: str, doc: str, within: str = "") -> Count:
    about = _of_shape(within=within, only_if=OnlyIf("model", (DESIGN,), default))
    return Count(default=default, bounds=(1, high), softbounds=(1, high), label=label, doc=doc, about=about)


class Inputs(Model):
    """Card, format, layer and what it is given to do."""

    accelerator = OneOf(
        default="h100-sxm", objects=_objects(accelerators()), label="Card",
        doc="The chip whose roofline it is: its peak is the roof, its memory bandwidth the slope.",
        about=About(hint="Its peak is the roof, its bandwidth the slope.", named=partial(named, "accelerator"),
                    groups=lambda: _by_vendor(accelerators())),
    )  # fmt: skip
    precision = OneOf(
        default="fp8", objects=_objects(precisions()), label="Number format",
        doc="Format of the weights and of their products; fewer bits are read sooner and may raise the roof.",
        about=About(
            hint="Fewer bits are read sooner; they raise the roof where the card multiplies them.", named=partial(named, "precision"),
        ),
    )
    model = OneOf(
        default=DESIGN, objects={"Shape of a design": DESIGN, **_objects(models())}, label="Model",
        doc="Whose layer it is: that of a design, as from the Forge or typed in below, or of a public model.",
        about=About(hint="One of its layers is what runs.", named=partial(named, "model"), groups=_models),
    )
    phase = OneOf(
        default="decode", objects={label: key for key, label in PHASES.items()}, label="Phase",
        doc="Decode makes one new token for each sequence after a cache; a prompt is read all at once.",
        about=About(hint="One new token for each sequence, or all of a prompt at once.", segmented=True),
    )
    sequences = Count(
        default=1, bounds=(1, 1 << 20), softbounds=(1, 4096), label="Sequences together",
        doc="Sequences that go through the layer together: they share the weights that are read, and nothing else.",
        about=About(unit="sequences", hint="They share the weights that are read; slide it and see which parts climb.", scale="log2",
                    short="Batch", fine=0.5, landmarks={"one user": 1, "a busy server": 256}, binary=True),
    )  # fmt: skip
    context = Count(
        default=131_072, bounds=(1, 1 << 26), softbounds=(128, 1 << 20), label="Context length",
        doc="Tokens of each sequence: in the cache when decoding, the last one being new, or in the prompt.",
        about=About(unit="tokens", hint="Tokens that each sequence looks back at.", scale="log2", fine=0.5,
                    landmarks={"GPT-3": 2048, "128K": 131_072}, binary=True),
    )  # fmt: skip
    attention = OneOf(
        default="flash", objects={label: key for key, label in ALGORITHMS.items()}, label="Attention kernel",
        doc="Whether scores stay on the chip, as in FlashAttention, or go through memory between three kernels.",
        about=About(hint="Do the scores leave the chip?", segmented=True),
    )
    part = OneOf(
        default="up", objects={name: key for key, name in NAMES.items()}, label="Part of a layer",
        doc="The part of the layer whose working is shown.", about=About(shown=False),
    )
    cache_precision = OneOf(
        default="fp16", objects={precisions()[key].name: key for key in CACHED}, label="Cache precision",
        doc="Format of the keys and values in the cache.", about=_of_layer(named=_named_formats),
    )
    parameters = Amount(
        default=156_033_779_576.03232, bounds=(1e3, 1e15), softbounds=(1e8, 1e13), label="Parameters",
        doc="Of the whole model, which the levels of memory are asked to deliver.",
        about=_of_shape(unit="parameters", only_if=OnlyIf("model", (DESIGN,), 156_033_779_576.03232)),
    )
    layers = _shape(96, 1000, "Layers", "Layers of the whole model.")
    d_model = _shape(11_264, 1 << 20, "Width", "Size of the residual stream.")
    heads = _shape(88, 4096, "Heads", "Query heads.")
    kv_heads = _shape(8, 4096, "Key-value heads", "Heads of keys and values; they divide the query heads.", "heads")
    head_dim = _shape(128, 4096, "Head size", "Numbers of one head.")
    d_ff = _shape(39_424, 1 << 22, "MLP width", "Hidden size that one token passes through, in all its experts together.")
    latent_width = Count(
        default=0, bounds=(0, 65_536), softbounds=(0, 2048), label="Latent width",
        doc="Numbers cached for a token by latent attention, its rotary part included; 0 where heads have keys and values.",
        about=_of_shape(only_if=OnlyIf("model", (DESIGN,), 0)),
    )
    experts = _shape(1, 4096, "Experts", "Routed experts; 1 is a dense model.")
    top_k = _shape(1, 256, "Experts per token", "Experts that a token is sent to.", "experts")
    tile = OneOf(
        default="best", objects={"The one that fills most": "best", **{f"{a} \N{MULTIPLICATION SIGN} {b}": f"{a}x{b}" for a, b in TILES}},
        label="Tile", doc="Part of the result that one block of threads works on.", about=_of_kernels(),
    )
    chain_steps = Count(
        default=3, bounds=(1, 64), softbounds=(1, 12), label="Steps of a chain",
        doc="Operations, element by element, behind the first product of the MLP: bias, activation and dropout are three.",
        about=_of_kernels(unit="steps"),
    )
    product_rows = Count(
        default=4096, bounds=(1, 1 << 24), softbounds=(1, 1 << 17), label="Rows of the product",
        doc="Rows of a product of your own: tokens.", about=_of_product(),
    )
    product_columns = Count(
        default=4096, bounds=(1, 1 << 24), softbounds=(1, 1 << 17), label="Columns of the product",
        doc="Columns of its weights.", about=_of_product(),
    )
    product_depth = Count(
        default=4096, bounds=(1, 1 << 24), softbounds=(1, 1 << 17), label="Depth of the product",
        doc="Rows of its weights.", about=_of_product(),
    )
