"""A layer on a chip: inputs in; the parts on the roofline, and rows for the one that is looked at, out."""

from __future__ import annotations

from collections.abc import Mapping

from formulas import memory
from formulas.catalogue import accelerators, models, precisions
from formulas.decoding import Latent
from formulas.kernels.chips import memory_levels, processors
from formulas.kernels.layer import LatentShape, LayerShape, Work, layer, product
from formulas.model.catalogued import described
from formulas.model.parameters import parameters
from formulas.steps import Chain
from instruments.chip import steps
from instruments.chip.inputs import DESIGN, OWN, Inputs
from instruments.chip.parts import Part, Roofs, placed
from instruments.chip.placement import Placement
from instruments.chip.taken import of_forge
from instruments.frame.model import Model
from instruments.frame.relevance import effective
from instruments.quantities.text import Shown

# Where a part stands that a layer does not have: what does its work there.
_INSTEAD = {
    "query_key_value": ("query_up",), "query_down": ("query_up", "query_key_value"), "query_up": ("query_key_value",),
    "latent_down": ("query_key_value",), "latent_up": ("absorbed_keys", "query_key_value"),
    "absorbed_keys": ("latent_up", "query_key_value"),
    "absorbed_values": ("output",), "attention": ("scores",), "scores": ("attention",), "softmax": ("attention",),
    "weighted_sum": ("attention",), "up": ("experts_up",), "activation": ("experts_activation",), "down": ("experts_down",),
    "router": ("up",), "experts_up": ("up",), "experts_activation": ("activation",), "experts_down": ("down",), "combine": ("down",),
    "shared_up": ("experts_up", "up"), "shared_activation": ("experts_activation", "activation"), "shared_down": ("experts_down", "down"),
}  # fmt: skip


class Chip(Inputs):
    """What a layer is, what it is given to do, and on which card."""

    called = "the chip"
    fresh = "this is the design's layer on an H100"

    @classmethod
    def borrowed(cls, lender: str, design: Model) -> Mapping[str, object]:
        """Card, formats, context and shape of the Forge's design."""
        if lender != "forge":
            return {}
        return of_forge(design)

    @property
    def summary(self) -> str:
        """The part and its card in one line."""
        found = self.result
        return f"{found.part.kernel.name}, {found.card.name}, {found.figures['part_intensity'].shown}"

    @property
    def strata(self) -> Mapping[str, Shown]:
        """The ridge of the card."""
        return {"chips": self.result.figures["ridge"].shown}

    def evaluate(self, values: Mapping[str, object]) -> Placement:
        """Place every part, and work out what the rows say."""
        counted = effective(type(self), values)
        shape, work = _given(counted)
        kernels = layer(shape, work)
        own = product(OWN, work, values["product_rows"], values["product_columns"], values["product_depth"])
        card = accelerators()[values["accelerator"]]
        roofs = Roofs.of(card, values["precision"])
        *parts, mine = placed([*kernels, own], roofs)
        part = mine if values["part"] == OWN else _chosen(parts, values["part"])
        chain = Chain()
        levels = memory_levels(card, chain)
        found = Placement(
            values, chain, card, processors().get(card.id), shape, work, roofs, tuple(parts), mine, part, levels,
        )  # fmt: skip
        steps.of_part(chain, found, values["tile"])
        steps.of_layer(chain, found, _layers(counted))
        steps.of_card(chain, found)
        steps.of_attention(chain, found, values["context"])
        chain.step("model_bytes", memory.weight_bytes, parameters=_parameters(counted), bits=precisions()[values["precision"]].weight_bits)
        steps.of_memory(chain, found)
        steps.of_fusion(chain, found, values["chain_steps"])
        return found


def _chosen(parts: list[Part], name: str) -> Part:
    """Return the part that was picked, or what does its work in a layer that has it not."""
    there = {each.kernel.id: each for each in parts}
    return next((there[each] for each in (name, *_INSTEAD.get(name, ())) if each in there), parts[1])


def _given(values: Mapping[str, object]) -> tuple[LayerShape, Work]:
    """Return a layer's shape, and what it is given to do."""
    shape = _typed(values) if values["model"] == DESIGN else LayerShape.of(models()[values["model"]])
    form, decode = precisions()[values["precision"]], values["phase"] == "decode"
    roofs = Roofs.of(accelerators()[values["accelerator"]], values["precision"])
    work = Work(
        sequences=values["sequences"], queries=1 if decode else values["context"], past=values["context"] - 1 if decode else 0,
        flash=values["attention"] == "flash", bytes_per_weight=form.weight_bytes, bytes_per_input=roofs.weights.operand_bytes,
        bytes_per_activation=roofs.activations.operand_bytes, bytes_per_cached=precisions()[values["cache_precision"]].weight_bytes,
    )  # fmt: skip
    return shape, work


def _typed(values: Mapping[str, object]) -> LayerShape:
    """Return the shape of a design."""
    heads, kv_heads, experts, top_k = (values[name] for name in ("heads", "kv_heads", "experts", "top_k"))
    if heads % kv_heads:
        raise ValueError(f"Heads is {heads:,}: must be a multiple of the {kv_heads:,} key-value heads")
    latent = None
    if values["latent_width"]:
        rule = Latent.by_rule(values["latent_width"], values["d_model"], heads, values["head_dim"])
        latent = LatentShape(rule.keys, rule.rotary, rule.queries, values["head_dim"])
    mixed = {"experts": experts, "top_k": top_k, "expert_d_ff": values["d_ff"] / top_k} if experts > 1 else {}
    return LayerShape(values["d_model"], heads, kv_heads, values["head_dim"], values["d_ff"], latent=latent, **mixed)


def _layers(values: Mapping[str, object]) -> int:
    return values["layers"] if values["model"] == DESIGN else models()[values["model"]].layers


def _parameters(values: Mapping[str, object]) -> float:
    return values["parameters"] if values["model"] == DESIGN else parameters(described(models()[values["model"]])).total
