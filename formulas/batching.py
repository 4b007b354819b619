"""A decoding step of a full batch: the least time that the cards allow, and the time that measured loads take."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

KERNEL_EFFICIENCY = 0.59
"""Share of the roofline that the kernels themselves reach; what a batch loses beyond it are the overheads below."""
LAYER_OVERHEAD = 5.2e-5
"""Seconds that each layer takes whatever it computes: launches, waits between kernels, small kernels."""
ROUTING_OVERHEAD = 1.5e-4
"""Seconds that routing adds in each layer with experts: sorting tokens, many small products, cards that wait for the busiest."""
SEQUENCE_OVERHEAD = 4.2e-7
"""Seconds for each sequence and layer: its share of scheduling, sampling and of the prompts that are read in between."""


@equation(
    symbol="u",
    latex=r"\max\!\left(0,\; \left\lfloor «groups» \left\lfloor \frac{«cards» \cdot «usable_bytes» - «weight_bytes»"
    r" - \left(«groups» - 1\right) «copied_bytes»}{«groups» \cdot «cache_bytes»} \right\rfloor \right\rfloor\right)",
    symbols={
        "cards": "t", "usable_bytes": r"M_{\mathrm{usable}}", "weight_bytes": "W", "copied_bytes": r"W_{\mathrm{attn}}", "groups": "g",
        "cache_bytes": "K",
    },
    trust="exact",
    source="deepseek2024v3",
    locator="section 3.4.2",
    validity="A count by definition, not a limit: every user holds a full context, kept once, by one group of cards. Each group keeps"
    " its own copy of the weights of attention; experts and MLPs are split over all cards. Paging and shorter sessions let in more.",
)
def grouped_users(cards, usable_bytes, weight_bytes, copied_bytes, groups, cache_bytes):
    """Users whose whole context fits in one replica's memory with data-parallel attention.

    Parameters
    ----------
    cards : array_like [card]
        Cards that hold one replica.
    usable_bytes : array_like [B]
        Memory of one card that weights and cache may take.
    weight_bytes : array_like [B]
        Bytes of all weights, of every expert, held once.
    copied_bytes : array_like [B]
        Bytes of the weights of attention, which each group has for itself.
    groups : array_like [1]
        Groups of cards, each of which decodes its own sequences; at least 1.
    cache_bytes : array_like [B]
        Cache of one user, held once.

    Returns
    -------
    users : array [user]
        Whole users; 0 where not one fits in each group.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    DeepSeek-V3 in FP8 on 16 H100, 131,072 tokens each: one group has room for 3 users, sixteen for 2 each.

    >>> [float(grouped_users(16, 72e9, 671e9, 11.4e9, g, 9.21e9 * 16 / g)) for g in (1, 16)]
    [3.0, 32.0]

    References
    ----------
    DeepSeek-AI 2024, section 3.4.2.
    """
    check.positive(cards=cards, usable_bytes=usable_bytes, weight_bytes=weight_bytes, copied_bytes=copied_bytes, groups=groups,
                   cache_bytes=cache_bytes)  # fmt: skip
    room = cards * usable_bytes - weight_bytes - (groups - 1) * copied_bytes
    return np.maximum(np.floor(groups * np.floor(room / (groups * cache_bytes))), 0)


@equation(
    symbol=r"t_{\mathrm{bound}}",
    latex=r"\max\!\left(\frac{«batch»}{«cards»} \left(\frac{2 \cdot «parameters»}{«peak»}"
    r" + \frac{«attention_compute»}{«attention_peak»}\right),"
    r"\; \frac{«weight_bytes» + «batch» \cdot «cache_bytes»}{«cards» \cdot «bandwidth»}\right)",
    symbols={
        "batch": "b", "parameters": "N", "attention_compute": r"C_{\mathrm{mix}}", "weight_bytes": "W", "cache_bytes": "K",
        "cards": "t", "peak": r"P_{\mathrm{peak}}", "attention_peak": r"P_{\mathrm{attn}}", "bandwidth": r"B_{\mathrm{mem}}",
    },
    trust="bound",
    source="williams2009",
    validity="All arithmetic overlaps with all reading, work is split evenly, and communication is free. The cache is read once, as"
    " data-parallel attention and a split by sequence do; tensor parallelism reads every copy. Scores are computed in 16 bits,"
    " also over an 8-bit cache; kernels that compute them in 8 bits take half of that part. Guessing several"
    " tokens ahead gives more than one token a step.",
    slips="Attention is not bound by bandwidth at every batch: ordinary heads in groups of 8 do 8 FLOP per byte of a 16-bit cache,"
    " latent attention of 128 heads 242, and 484 where the cache has 8 bits. An H100 balances at 295, an H20 at 37.",
)
def decode_step_bound(batch, parameters, attention_compute, weight_bytes, cache_bytes, cards, peak, attention_peak, bandwidth):
    """Least time of one decoding step that gives every sequence of a batch one token.

    Parameters
    ----------
    batch : array_like [token]
        Sequences decoded together.
    parameters : array_like [parameter]
        Parameters active per token.
    attention_compute : array_like [FLOP]
        Scores and weighted sum of one sequence over its cache.
    weight_bytes : array_like [B]
        Bytes of weights that the batch touches.
    cache_bytes : array_like [B]
        Cache of one sequence, held once.
    cards : array_like [card]
        Cards that hold one replica.
    peak : array_like [FLOP/s]
        Dense peak of one card in the precision of the weights.
    attention_peak : array_like [FLOP/s]
        Dense peak of one card in the precision of attention.
    bandwidth : array_like [B/s]
        Memory bandwidth of one card.

    Returns
    -------
    time : array [s]
        Lower bound on the step: arithmetic or reading, whichever takes longer.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    DeepSeek-V3 on one H20, 48 sequences of 4,864 tokens and one copy of the weights for 16 cards: arithmetic binds, not bandwidth.

    >>> attention, cache = 2 * 61 * 128 * (2 * 512 + 64) * 4864, 70272 * 4864
    >>> f"{decode_step_bound(48, 37e9, attention, 671e9 / 16, cache, 1, 296e12, 148e12, 4e12):.3f}"
    '0.039'

    References
    ----------
    Williams et al. 2009, eq. 1, turned over; DeepSeek-AI 2024 (V2), section 2.1.2 for the arithmetic of latent attention.
    """
    check.together(
        positive={
            "batch": batch, "parameters": parameters, "weight_bytes": weight_bytes, "cards": cards,
            "peak": peak, "attention_peak": attention_peak, "bandwidth": bandwidth,
        },
        not_negative={"attention_compute": attention_compute, "cache_bytes": cache_bytes},
    )
    arithmetic = batch * (2 * parameters / peak + attention_compute / attention_peak)
    return np.maximum(arithmetic, (weight_bytes + batch * cache_bytes) / bandwidth) / cards


@equation(
    symbol=r"t_{\mathrm{sum}}",
    latex=r"4 \cdot «layers» \cdot \frac{«batch»}{«groups»} \cdot \frac{«d_model» \cdot «value_bytes»}{«link»}"
    r" \cdot \max\!\left(0, 1 - \frac{«groups»}{«cards»}\right)",
    symbols={
        "layers": "L", "d_model": "d", "batch": "b", "cards": "t", "groups": "g", "link": r"B_{\mathrm{link}}", "value_bytes": r"\beta",
    },
    trust="estimate",
    source="narayanan2021",
    locator="section 3.2",
    band=Band(0.5, 3.0, "A judgement: no published value is held against it. A switch that adds up halves it, latency adds."),
    validity="Two all-reduces in each layer of a group whose cards split every matrix, at the full rate of the link. Where the group is one"
    " card, as with data-parallel attention, nothing is summed; what experts then send each other is in the overhead of routing.",
)
def tensor_parallel_time(layers, d_model, batch, cards, groups, link, value_bytes=2.0):
    """Time in which the cards of a tensor-parallel group sum their parts in one decoding step.

    Parameters
    ----------
    layers : array_like [layer]
        Number of layers.
    d_model : array_like [1]
        Size of the residual stream.
    batch : array_like [token]
        Sequences decoded together, of all groups.
    cards : array_like [card]
        Cards that hold one replica.
    groups : array_like [1]
        Groups of cards, each of which decodes its own sequences; at least 1.
    link : array_like [B/s]
        Bandwidth of a card's links in one direction.
    value_bytes : array_like [B]
        Bytes of a number that is summed.

    Returns
    -------
    time : array [s]
        Time of all layers; 0 where a group is one card.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> f"{tensor_parallel_time(80, 8192, 128, 4, 1, 450e9):.2e}"
    '1.12e-03'

    References
    ----------
    Narayanan et al. 2021, section 3.2: two all-reduces in the forward pass of a layer; a ring of r cards moves 2 (r - 1) / r of a buffer.
    """
    check.positive(layers=layers, d_model=d_model, batch=batch, cards=cards, groups=groups, link=link, value_bytes=value_bytes)
    scale = 4 * value_bytes / link
    return scale * layers * d_model * (batch / groups) * np.maximum(0.0, 1 - groups / cards)


@equation(
    symbol=r"t_{\mathrm{step}}",
    latex=r"\frac{«bound»}{0.59} + «communication» + 5.2 \cdot 10^{-5} \cdot «layers» + 1.5 \cdot 10^{-4} \cdot «routed_layers»"
    r" + 4.2 \cdot 10^{-7} \cdot «layers» \cdot \frac{«batch»}{«groups»}",
    symbols={
        "bound": r"t_{\mathrm{bound}}", "communication": r"t_{\mathrm{sum}}", "layers": "L", "routed_layers": r"L_{\mathrm{routed}}",
        "batch": "b", "groups": "g",
    },
    trust="calibrated",
    source="mlenergy2025",
    locator="lm-arena-chat",
    band=Band(0.7, 1.6, "Over 61 published loads of ten models on H100, H200, H800, B200, GB200 and H20, which reach 7 to 67% of the bound,"
        " 35% in the median; the band is the 5% to 95% quantile of measured over predicted time."),
    validity="Constants are the least squares of 58 of these loads in logarithms; of the others two are kept as a check, and one is slower"
    " on a B200 than on an H100. Engines of 2025: vLLM on 1 to 8 cards (ML.ENERGY), TensorRT-LLM at its best batch, SGLang and DeepSeek's"
    " own on 16 to 128 cards with data-parallel attention.",
)
def batched_step_time(bound, communication, layers, routed_layers, batch, groups):
    """Time of one decoding step of a batch, as measured loads run it.

    Parameters
    ----------
    bound : array_like [s]
        Least time that arithmetic and memory allow.
    communication : array_like [s]
        Time in which cards sum their parts; 0 or more.
    layers : array_like [layer]
        Number of layers.
    routed_layers : array_like [layer]
        Those of them that have routed experts; 0 for a dense model.
    batch : array_like [token]
        Sequences decoded together, of all groups.
    groups : array_like [1]
        Groups of cards, each of which decodes its own sequences; at least 1.

    Returns
    -------
    time : array [s]
        Time between two tokens of a sequence.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    Qwen3 14B on one H100 with 64 sequences, measured as 20.3 ms:

    >>> round(1e3 * float(batched_step_time(9.95e-3, 0, 40, 0, 64, 1)), 1)
    20.0

    References
    ----------
    ML.ENERGY leaderboard, v3.0; SGLang Team 2025; DeepSeek-AI 2025 for data-parallel attention.
    """
    check.together(
        positive={"bound": bound, "layers": layers, "batch": batch, "groups": groups},
        not_negative={"communication": communication, "routed_layers": routed_layers},
    )
    each = LAYER_OVERHEAD + SEQUENCE_OVERHEAD * (batch / groups)
    return bound / KERNEL_EFFICIENCY + communication + layers * each + ROUTING_OVERHEAD * routed_layers


@equation(
    symbol=r"p_{\mathrm{Mtok}}",
    latex=r"\frac{«cards» \cdot «price»}{3600} \cdot \frac{«batched_time»}{«batch»} \cdot 10^{6}",
    symbols={"cards": "t", "price": "p", "batched_time": r"t_{\mathrm{step}}", "batch": "b"},
    trust="estimate",
    source="austin2025",
    locator="inference chapter",
    rests_on="batching.batched_step_time",
    validity="Decode only, the replica always full; idle hours, prefill and margin come on top.",
)
def batched_cost(cards, price, batched_time, batch):
    """Rental cost of generating a million tokens at the speed of measured loads.

    Parameters
    ----------
    cards : array_like [card]
        Cards that hold one replica.
    price : array_like [USD/h]
        Price of one card-hour; 0 or more.
    batched_time : array_like [s]
        Time of a decoding step as measured loads run it.
    batch : array_like [token]
        Sequences decoded together.

    Returns
    -------
    cost : array [USD]
        Per million generated tokens.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> round(float(batched_cost(8, 2.0, 0.020, 64)), 2)
    1.39

    References
    ----------
    Austin et al. 2025, inference chapter.
    """
    check.together(positive={"cards": cards, "batched_time": batched_time, "batch": batch}, not_negative={"price": price})
    return cards * price / 3600 * batched_time / batch * 1e6
