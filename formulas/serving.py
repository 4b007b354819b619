"""Serving a trained model: prefill, decode, how many users fit, and what a token costs."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.model.attended import windowed_pairs
from formulas.registry import equation


@equation(
    symbol=r"v_{1}",
    latex=r"\frac{«bandwidth»}{«weight_bytes»}",
    symbols={"bandwidth": r"B_{\mathrm{mem}}", "weight_bytes": "W"},
    trust="bound",
    source="pope2022",
    locator="section 2",
    seed="EQ 7.1",
    validity="Every active weight is read once per token; the cache is still empty. "
    "One card's bandwidth, even where the weights need several.",
)
def decode_ceiling_one_card(bandwidth, weight_bytes):
    """Tokens per second that one card's memory bandwidth allows a single sequence.

    Parameters
    ----------
    bandwidth : array_like [B/s]
        Memory bandwidth of one card.
    weight_bytes : array_like [B]
        Bytes of the weights read per token (active ones).

    Returns
    -------
    speed : array [token/s]
        Upper bound for one sequence at an empty cache.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(decode_ceiling_one_card(3.35e12, 100e9))
    33.5

    References
    ----------
    Pope et al. 2022, section 2; The Full Stack 2026, EQ 7.1.
    """
    check.positive(bandwidth=bandwidth, weight_bytes=weight_bytes)
    return bandwidth / weight_bytes


@equation(
    symbol=r"v_{t}",
    latex=r"\frac{«cards» \cdot «bandwidth»}{«weight_bytes» + «cache_bytes»}",
    symbols={"cards": "t", "bandwidth": r"B_{\mathrm{mem}}", "weight_bytes": "W", "cache_bytes": "K"},
    trust="bound",
    source="pope2022",
    locator="section 2",
    validity="Perfect sharding and free communication: measured eight-way tensor parallelism reaches about a third to two thirds of it.",
)
def decode_ceiling_sharded(bandwidth, cards, weight_bytes, cache_bytes):
    """Tokens per second that the whole shard group allows a single sequence at this cache size.

    Parameters
    ----------
    bandwidth : array_like [B/s]
        Memory bandwidth of one card.
    cards : array_like [card]
        Cards that hold one replica.
    weight_bytes : array_like [B]
        Bytes of the active weights.
    cache_bytes : array_like [B]
        Cache of the sequence, summed over the cards; 0 or more.

    Returns
    -------
    speed : array [token/s]
        Upper bound for one sequence.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> round(float(decode_ceiling_sharded(3.35e12, 3, 156.4e9, 51.5e9)), 1)
    48.3

    References
    ----------
    Pope et al. 2022, section 2.
    """
    check.together(
        positive={"bandwidth": bandwidth, "cards": cards, "weight_bytes": weight_bytes},
        not_negative={"cache_bytes": cache_bytes},
    )
    return cards * bandwidth / (weight_bytes + cache_bytes)


@equation(
    symbol=r"n_{\mathrm{touched}}",
    latex=r"«experts» \left(1 - \left(1 - \frac{«top_k»}{«experts»}\right)^{«batch»}\right)",
    symbols={"experts": "n", "top_k": "k", "batch": "b"},
    trust="estimate",
    source="deepseek2024v3",
    band=Band(0.8, 1.0, "A judgement: uniform routing touches the most experts, and a real router to"
               "uches fewer; no published count is held against it."),
    validity="Uniform, independent routing; skewed routing touches fewer.",
)
def experts_touched(experts, top_k, batch):
    """Experts of one layer that a batch of tokens reads.

    Parameters
    ----------
    experts : array_like [1]
        Routed experts per layer.
    top_k : array_like [1]
        Experts that each token is sent to.
    batch : array_like [token]
        Tokens that pass the layer together: one of each sequence that is decoded, or all of a prompt.

    Returns
    -------
    touched : array [1]
        Expected number of distinct experts; one sequence touches exactly ``top_k``.

    Raises
    ------
    ValueError
        If an argument is not positive or ``top_k`` exceeds ``experts``.

    Examples
    --------
    >>> [round(float(experts_touched(256, 8, b)), 1) for b in (1, 32, 1024)]
    [8.0, 163.3, 256.0]

    References
    ----------
    Expected coverage under independent draws; routing as in DeepSeek-AI 2024, section 2.1.2.
    """
    check.positive(experts=experts, top_k=top_k, batch=batch)
    check.require(top_k=(top_k, top_k <= experts, "must not exceed experts"))
    return experts * -np.expm1(batch * np.log1p(-np.minimum(top_k / experts, 1 - 1e-12)))


@equation(
    symbol=r"C_{\mathrm{prefill}}",
    latex=r"2 \cdot «parameters» \cdot «prompt» + 2 \cdot «layers» \cdot «attention_width»"
    r" \left(«full_share» \cdot «prompt»^{2} + \left(1 - «full_share»\right) \left(2 u \cdot «prompt» - u^{2}\right)\right),"
    r"\quad u = \min\left(«prompt», «window»\right)",
    symbols={
        "parameters": "N", "prompt": "s", "layers": "L", "attention_width": r"d_{\mathrm{attn}}", "window": "w", "full_share": r"\varphi",
    },
    trust="estimate",
    source="kaplan2020",
    locator="table 1",
    band=Band(
        0.7, 1.05,
        "The count by part over every model of the catalogue at 8,192 tokens lies between 0.87 and 1.00 times it: embeddings are looked up"
        " and not multiplied, which tells in small models with large vocabularies; with the logits of the last position alone, which is"
        " all that a prompt needs, down to 0.75.",
    ),
    validity="Causal attention, both products, masked half skipped, windows as in the cache; embedding and head are counted as if every"
    " token were multiplied by both.",
)
def prefill_flop(parameters, prompt, layers, attention_width, window=np.inf, full_share=1.0):
    """Compute of reading a prompt.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters active per token.
    prompt : array_like [token]
        Prompt length.
    layers : array_like [layer]
        Layers.
    attention_width : array_like [1]
        Query heads times head size, the mean of keys and values where they differ.
    window : array_like [token]
        Tokens that a windowed layer sees; inf for none.
    full_share : array_like [1]
        Share of the layers that attend to everything, 0 to 1.

    Returns
    -------
    compute : array [FLOP]
        Forward FLOP of the whole prompt.

    Raises
    ------
    ValueError
        If an argument but the window is not positive and finite, the window not positive, or the share outside 0 to 1.

    Examples
    --------
    >>> f"{prefill_flop(70e9, 8192, 80, 8192):.3g}"
    '1.23e+15'

    References
    ----------
    Kaplan et al. 2020, table 1.
    """
    check.together(
        positive={"parameters": parameters, "prompt": prompt, "layers": layers, "attention_width": attention_width},
        window=(window, window > 0, "must be positive"),
        full_share=(full_share, (full_share >= 0) & (full_share <= 1), "must be 0 to 1"),
    )
    # What the mean token sees, twice over.
    seen = full_share * prompt + (1 - full_share) * (2 * windowed_pairs(prompt, window) / prompt)
    return 2 * prompt * (parameters + layers * attention_width * seen)


@equation(
    symbol=r"t_{\mathrm{first}}",
    latex=r"\max\!\left(\frac{«compute»}{«cards» \cdot «peak» \cdot «utilisation»},"
    r"\; \frac{«weight_bytes»}{«cards» \cdot «bandwidth»}\right)",
    symbols={
        "compute": r"C_{\mathrm{prefill}}", "cards": "t", "peak": r"P_{\mathrm{peak}}",
        "utilisation": r"\mathrm{MFU}", "weight_bytes": "W", "bandwidth": r"B_{\mathrm{mem}}",
    },
    trust="estimate",
    source="austin2025",
    locator="inference chapter",
    band=Band(
        0.5, 2.0,
        "A judgement. Measured prompts of 5,000 and 500 tokens took 1.09 and 1.33 times it. It is as good as the utilisation put in.",
    ),
    validity="An idle replica: no queue, no network, no tokenisation.",
)
def time_to_first_token(compute, weight_bytes, cards, peak, bandwidth, utilisation):
    """Time from the prompt's arrival at an idle replica to the first generated token.

    Parameters
    ----------
    compute : array_like [FLOP]
        Forward FLOP of the prompt.
    weight_bytes : array_like [B]
        Bytes of weights read at least once; of a mixture, those of every expert that a token of the prompt is sent to.
    cards : array_like [card]
        Cards that hold one replica.
    peak : array_like [FLOP/s]
        Dense peak of one card in the computing precision.
    bandwidth : array_like [B/s]
        Memory bandwidth of one card.
    utilisation : array_like [1]
        Share of the peak that prefill reaches.

    Returns
    -------
    time : array [s]
        Compute-bound or bandwidth-bound, whichever is longer.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> round(float(time_to_first_token(1.2e15, 70e9, 8, 1979e12, 3.35e12, 0.5)), 2)
    0.15

    References
    ----------
    Austin et al. 2025, inference chapter.
    """
    check.together(
        positive={"compute": compute, "weight_bytes": weight_bytes, "cards": cards, "peak": peak, "bandwidth": bandwidth},
        fraction={"utilisation": utilisation},
    )
    return np.maximum(compute / (cards * peak * utilisation), weight_bytes / (cards * bandwidth))


@equation(
    symbol=r"t_{\mathrm{step}}",
    latex=r"\frac{«batch» \cdot «cache_bytes»}{«cards» \cdot «bandwidth»} + \max\!\left("
    r"\frac{2 \cdot «batch» \cdot «parameters»}{«cards» \cdot «peak»}, \; \frac{«weight_bytes»}{«cards» \cdot «bandwidth»}\right)",
    symbols={
        "batch": "b", "cache_bytes": "K", "cards": "t", "bandwidth": r"B_{\mathrm{mem}}",
        "parameters": "N", "peak": r"P_{\mathrm{peak}}", "weight_bytes": "W",
    },
    trust="estimate",
    source="austin2025",
    locator="inference chapter, general step time",
    band=Band(0.95, 6.0, "Below 1 only where the source rounds. 41 measured loads of known batch take 1.5 to 9.9 times as long, 2.8 in the"
              " median; their overheads are told apart in an equation of their own."),
    validity="Attention first, then the rest, which is whichever is longer; communication is free. It is no bound: an engine that overlaps"
    " the two is up to twice as fast. Attention is taken as bound by bandwidth, as ordinary heads are on any card; latent attention"
    " is not on a card with little arithmetic.",
)
def decode_step_time(batch, parameters, weight_bytes, cache_bytes, cards, peak, bandwidth):
    """Time of one decoding step, attention and the rest in turn, that gives every sequence of a batch one token.

    Parameters
    ----------
    batch : array_like [token]
        Sequences decoded together.
    parameters : array_like [parameter]
        Parameters active per token.
    weight_bytes : array_like [B]
        Bytes of weights that the batch touches.
    cache_bytes : array_like [B]
        Cache of one sequence, summed over the cards.
    cards : array_like [card]
        Cards that hold one replica.
    peak : array_like [FLOP/s]
        Dense peak of one card in the computing precision.
    bandwidth : array_like [B/s]
        Memory bandwidth of one card.

    Returns
    -------
    time : array [s]
        Both parts one after the other, each as fast as the cards allow.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    A 30B int8 model on 16 TPU v5e, published as 2.5 ms and 21 ms:

    >>> [round(1e3 * float(decode_step_time(b, 30e9, 30e9, 819e6, 16, 197e12, 0.81e12)), 1) for b in (4, 256)]
    [2.6, 21.1]

    References
    ----------
    Austin et al. 2025, inference chapter.
    """
    check.together(
        positive={
            "batch": batch, "parameters": parameters, "weight_bytes": weight_bytes,
            "cards": cards, "peak": peak, "bandwidth": bandwidth,
        },
        not_negative={"cache_bytes": cache_bytes},
    )
    fleet_bandwidth = cards * bandwidth
    products = np.maximum(2 * batch * parameters / (cards * peak), weight_bytes / fleet_bandwidth)
    return batch * cache_bytes / fleet_bandwidth + products


@equation(
    symbol="u",
    latex=r"\max\!\left(0,\; \left\lfloor \frac{«cards» \cdot «usable_bytes» - «weight_bytes»}{«cache_bytes»} \right\rfloor\right)",
    symbols={"cards": "t", "usable_bytes": r"M_{\mathrm{usable}}", "weight_bytes": "W", "cache_bytes": "K"},
    trust="exact",
    source="forge-seed",
    seed="EQ 8.2",
    validity="A count by definition, not a limit: every user holds a full context, and with more cards than key-value heads as many copies"
    " of it as tensor parallelism makes. Paging and shorter sessions let in more, and so does data-parallel attention, with one copy."
    " Activations live in the unusable share.",
)
def concurrent_users(cards, usable_bytes, weight_bytes, cache_bytes):
    """Users whose whole context fits beside the weights in one replica's memory.

    Parameters
    ----------
    cards : array_like [card]
        Cards that hold one replica.
    usable_bytes : array_like [B]
        Memory of one card that weights and cache may take.
    weight_bytes : array_like [B]
        Bytes of all weights, of every expert.
    cache_bytes : array_like [B]
        Cache of one user, summed over the cards.

    Returns
    -------
    users : array [user]
        Whole users; 0 where not even one fits.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(concurrent_users(3, 72e9, 156.4e9, 51.54e9))
    1.0

    References
    ----------
    The Full Stack 2026, capstone C.2.
    """
    check.positive(cards=cards, usable_bytes=usable_bytes, weight_bytes=weight_bytes, cache_bytes=cache_bytes)
    return np.maximum(np.floor((cards * usable_bytes - weight_bytes) / cache_bytes), 0)


@equation(
    symbol=r"p_{\mathrm{Mtok}}",
    latex=r"\frac{«cards» \cdot «price»}{3600} \cdot \frac{«step_time»}{«batch» \cdot «efficiency»} \cdot 10^{6}",
    symbols={"cards": "t", "price": "p", "step_time": r"t_{\mathrm{step}}", "batch": "b", "efficiency": r"\eta"},
    trust="estimate",
    source="austin2025",
    locator="inference chapter",
    band=Band(
        0.5, 2.0,
        "A judgement: the one published price names its rate and is met. It is as good as the price and the efficiency put in.",
    ),
    validity="Decode only, the replica always full; idle hours, prefill and margin come on top.",
)
def cost_per_million_tokens(cards, price, step_time, batch, efficiency):
    """Rental cost of generating a million tokens on a full replica.

    Parameters
    ----------
    cards : array_like [card]
        Cards that hold one replica.
    price : array_like [USD/h]
        Price of one card-hour; 0 or more.
    step_time : array_like [s]
        Least time of a decoding step.
    batch : array_like [token]
        Sequences decoded together.
    efficiency : array_like [1]
        Share of the bound that the engine reaches.

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
    >>> round(float(cost_per_million_tokens(8, 2.0, 0.020, 64, 0.7)), 2)
    1.98

    References
    ----------
    Austin et al. 2025, inference chapter.
    """
    check.together(
        positive={"cards": cards, "step_time": step_time, "batch": batch},
        not_negative={"price": price},
        fraction={"efficiency": efficiency},
    )
    per_second = cards * price / 3600
    return per_second * step_time / (batch * efficiency) * 1e6
