"""The chain behind the rows: the part that is looked at, the layer, the card, attention, memory, and a chain of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from formulas import roofline, stepcost
from formulas.kernels import flash, levels, pointwise, scores, systolic, tiles, whole
from formulas.kernels.products import arithmetic_intensity
from formulas.kernels.shares import tile_and_wave
from formulas.steps import Chain

if TYPE_CHECKING:
    from instruments.chip.placement import Placement

SIDE = 128
"""Multipliers along the side of an array, for cards that have none: that of most TPUs."""


def of_part(chain: Chain, found: Placement, tile: str) -> None:
    """What the part does, moves, attains and takes; and, of a product, what its shape leaves idle."""
    part, bandwidth = found.part, found.card.bandwidth_bytes_per_s
    kernel = part.kernel
    chain.step("part_flop", kernel.flop, **kernel.flop_arguments)
    chain.step("part_bytes", kernel.moved, **kernel.moved_arguments)
    chain.step("part_intensity", arithmetic_intensity, compute=chain.part_flop, moved=chain.part_bytes)
    peak = {"peak": part.peak, "bandwidth": bandwidth}
    chain.step_if_known("part_attainable", roofline.attainable, "peak", intensity=chain.part_intensity, **peak)
    chain.step_if_known("part_time", stepcost.stage_time, "peak", compute=chain.part_flop, moved=chain.part_bytes, **peak)
    rows, columns, depth, matrices = kernel.shape or (np.nan,) * 4
    units = float(found.processor.units) if found.processor and found.tiled else np.nan
    size = _tile(rows, columns, matrices, units, tile)
    shape = {"rows": rows, "columns": columns}
    sides = dict(zip(("tile_rows", "tile_columns"), size, strict=True))
    chain.step_if_known("part_tiles", tiles.tile_count, "rows", "columns", "tile_rows", "tile_columns", "weight_matrices",
                        **shape, **sides, weight_matrices=matrices)  # fmt: skip
    made = {"tiles": float(chain.part_tiles)}
    chain.step_if_known("part_tile_share", tiles.tile_utilisation, "rows", "columns", "tiles", "tile_rows", "tile_columns",
                        **shape, **made, **sides)  # fmt: skip
    chain.step_if_known("part_waves", tiles.wave_count, "tiles", "units", **made, units=units)
    chain.step_if_known("part_wave_share", tiles.wave_utilisation, "tiles", "waves", "units",
                        **made, waves=float(chain.part_waves), units=units)  # fmt: skip
    chain.step_if_known("part_shaped", tiles.shaped_attainable, "peak", "tile_share", "wave_share", intensity=chain.part_intensity, **peak,
                        tile_share=float(chain.part_tile_share), wave_share=float(chain.part_wave_share))  # fmt: skip
    side = float((found.processor and found.processor.array_side) or SIDE)
    each = rows / matrices
    chain.step_if_known("part_array_share", systolic.array_utilisation_overlapped, "rows", "columns", "depth",
                        rows=max(each, 1.0) if kernel.shape else np.nan, columns=columns, depth=depth, side=side)  # fmt: skip


def _tile(rows: float, columns: float, matrices: float, units: float, tile: str) -> tuple[float, float]:
    if np.isnan(rows) or np.isnan(units):
        return np.nan, np.nan
    chosen = None if tile == "best" else tuple(float(side) for side in tile.split("x"))
    best = tile_and_wave(rows, columns, matrices, units, chosen)
    return best.tile_rows, best.tile_columns


def of_layer(chain: Chain, found: Placement, layers: int) -> None:
    """All parts together."""
    compute, moved = (sum(getattr(part, name) for part in found.parts) for name in ("compute", "moved"))
    chain.step("layer_intensity", arithmetic_intensity, compute=compute, moved=moved)
    times = {
        "memory_time": float(sum(part.time for part in found.parts if part.by_memory)),
        "compute_time": float(sum(part.time for part in found.parts if not part.by_memory)),
    }
    if any(np.isnan(part.time) for part in found.parts):
        times = dict.fromkeys(times, np.nan)
    chain.step_if_known("layer_time", whole.layer_time, *times, **times)
    chain.step_if_known("memory_share", whole.memory_bound_share, *times, **times)
    chain.step_if_known("layers_ceiling", whole.layers_ceiling, "layer_seconds",
                        new_tokens=found.work.tokens, layers=layers, layer_seconds=float(chain.layer_time))  # fmt: skip


def of_card(chain: Chain, found: Placement) -> None:
    """The ridge, and what a watt buys."""
    card = found.card
    power = np.nan if card.power_w is None else card.power_w
    chain.step_if_known("ridge", roofline.ridge_point, "peak", peak=found.roofs.weights.peak, bandwidth=card.bandwidth_bytes_per_s)
    for name, performance in (("card_efficiency", found.roofs.weights.peak), ("part_efficiency", found.part.performance)):
        chain.step_if_known(name, levels.energy_efficiency, "performance", "power", performance=performance, power=power)


def of_attention(chain: Chain, found: Placement, tokens: int) -> None:
    """One head over a whole context without a mask: as printed, through memory, and on the chip in both orders of its loops."""
    size, width = found.shape.head_dim, found.work.bytes_per_activation
    chain.step("printed_intensity", scores.printed_attention_intensity, key_tokens=tokens, head_dim=size)
    compute = scores.attention_kernel_flop(1, 1, float(tokens) ** 2, size, size)
    once = scores.attention_bytes_once(1, 1, 1, tokens, tokens, size, size, width, width)
    chain.step("naive_bytes", scores.naive_attention_bytes, once=once, sequences=1, heads=1, query_tokens=tokens, key_tokens=tokens,
               bytes_per_activation=width)  # fmt: skip
    chain.step("counted_intensity", arithmetic_intensity, compute=compute, moved=chain.naive_bytes)
    chain.step("flash_intensity", arithmetic_intensity, compute=compute, moved=once)
    sram = float(found.processor.block_bytes or np.nan) if found.processor else np.nan
    chain.step_if_known("flash_block", flash.flash_block, "sram", sram=sram, head_dim=size, bytes_per_activation=width)
    common = {"key_tokens": tokens, "head_dim": size, "block_tokens": float(chain.flash_block), "bytes_per_activation": width}
    chain.step_if_known("keys_outside_bytes", flash.flash_bytes_keys_outside, "block_tokens", **common)
    chain.step_if_known("queries_outside_bytes", flash.flash_bytes_queries_outside, "block_tokens", **common)


def of_memory(chain: Chain, found: Placement) -> None:
    """How long the model takes to come from the card's memory, and from a drive."""
    chain.step("model_read", levels.read_time, size=chain.model_bytes, bandwidth=found.card.bandwidth_bytes_per_s)
    chain.step("ssd_read", levels.read_time, size=chain.model_bytes, bandwidth=found.levels[-1].bandwidth)


def of_fusion(chain: Chain, found: Placement, count: int) -> None:
    """Bytes of a chain of operations behind the first product of the MLP, apart and as one kernel."""
    shape, work = found.shape, found.work
    hidden = shape.top_k * shape.expert_d_ff if shape.experts else shape.d_ff
    common = {"elements": work.tokens * hidden, "inputs": 1, "bytes_per_activation": work.bytes_per_activation}
    chain.step("unfused", pointwise.unfused_bytes, **common, steps=count)
    chain.step("fused", pointwise.fused_bytes, **common)
