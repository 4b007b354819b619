"""The rows of the instrument: what it says of the part that is looked at, of the layer, of the card and of memory."""

from __future__ import annotations

from instruments.frame.result import Row, table

GROUPS = {
    "part": "The part",
    "layer": "The layer",
    "card": "The card",
    "attention": "Attention of one head over a whole context",
    "memory": "Reading the model",
    "fusion": "A chain behind the MLP's first product",
}

ROWS = table(
    Row("part_flop", "Arithmetic of the part", "FLOP", "part", "Additions and multiplications of one run of it."),
    Row("part_bytes", "Bytes of the part", "B", "part", "Least bytes between chip and memory."),
    Row("part_intensity", "Intensity of the part", "FLOP/B", "part", "Where it stands on the roofline, from left to right."),
    Row("part_attainable", "Roof of the part", "FLOP/s", "part", "Most that the card can do at this intensity."),
    Row("part_time", "Time of the part", "s", "part", "Its arithmetic or its bytes, whichever takes longer."),
    Row("part_tiles", "Tiles", "1", "part", "Pieces of the result, each the work of one block of threads."),
    Row("part_tile_share", "Tile utilisation", "1", "part", "What of the tiles is of use.", "%"),
    Row("part_waves", "Waves", "1", "part", "Rounds in which the multiprocessors work off the tiles."),
    Row("part_wave_share", "Wave utilisation", "1", "part", "What of the multiprocessors has a tile, over all rounds.", "%"),
    Row("part_shaped", "Roof with tiles and waves", "FLOP/s", "part", "The roof, less what the shape leaves idle."),
    Row("part_array_share", "Utilisation of a systolic array", "1", "part", "The same product on an array.", "%"),
    Row("layer_intensity", "Intensity of the layer", "FLOP/B", "layer", "All parts together."),
    Row("layer_time", "Time of the layer", "s", "layer", "All parts one after the other, each at its roof."),
    Row("memory_share", "Share of the time bound by memory", "1", "layer", "Time of the parts on the slope of the roofline.", "%"),
    Row("layers_ceiling", "Ceiling of all layers", "token/s", "layer", "New tokens in a second if one card held the whole model."),
    Row("ridge", "Ridge point", "FLOP/B", "card", "Intensity from which on arithmetic is what limits."),
    Row("card_efficiency", "Peak for each watt", "FLOP/J", "card", "FLOP per second and watt, at the peak and the power limit."),
    Row("part_efficiency", "The part for each watt", "FLOP/J", "card", "The same with what the part attains."),
    Row("printed_intensity", "Attention's intensity as printed", "1", "attention", "By the source course: FLOP for a number, not a byte."),
    Row("counted_intensity", "Attention's intensity, through memory", "FLOP/B", "attention", "Both products, all passes over the scores."),
    Row("flash_intensity", "Attention's intensity, on the chip", "FLOP/B", "attention", "Both products, no score in memory."),
    Row("naive_bytes", "Traffic through memory", "B", "attention", "Scores written, read, written as weights, read."),
    Row("keys_outside_bytes", "Traffic, keys in the outer loop", "B", "attention", "The first FlashAttention."),
    Row("queries_outside_bytes", "Traffic, queries in the outer loop", "B", "attention", "FlashAttention since its second version."),
    Row("model_bytes", "Weights of the model", "B", "memory", "All of it in the chosen format."),
    Row("model_read", "Reading it from the card's memory", "s", "memory", "Least time of a decoding step of one sequence."),
    Row("ssd_read", "Reading it from a drive", "s", "memory", "One solid-state drive, in order."),
    Row("unfused", "Bytes as kernels of their own", "B", "fusion", "Each step reads what the one before it wrote."),
    Row("fused", "Bytes as one kernel", "B", "fusion", "What lies between stays in registers."),
)
