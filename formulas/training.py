"""What a training run computes, how long it takes on a fleet, and what that costs."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

HOURS_PER_DAY = 24
SECONDS_PER_HOUR = 3600
# What the source course takes for a run whose own utilisation is not known.
COURSE_UTILISATION = 0.45
_PRODUCTS = Band(
    0.95, 1.5,
    "Attention over the sequence is left out. The count by part over every model of the catalogue, in sequences of 8,192 tokens or of as"
    " many as it takes, lies between 1.01 and 1.47 times it (Qwen3-30B-A3B 1.39), and makers who count attention publish more as well:"
    " 1.13 times as much for DeepSeek-V3, 1.25 for Gopher.",
)


@equation(
    symbol="C",
    latex=r"6 \cdot «parameters» \cdot «tokens»",
    symbols={"parameters": "N", "tokens": "D"},
    trust="estimate",
    source="kaplan2020",
    locator="section 2.1",
    seed="EQ 4.1",
    band=_PRODUCTS,
    validity="As a budget it is a definition: the laws split C = 6ND. Of what a real model computes it is an estimate, which counts matrix"
    " products only; attention over the sequence adds 12 L d s per token (half of that when causal).",
)
def training_flop(parameters, tokens):
    """Compute of training: two FLOP per parameter and token forward, four backward.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters active per token.
    tokens : array_like [token]
        Training tokens.

    Returns
    -------
    compute : array [FLOP]
        Model FLOP of the whole run.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> f"{training_flop(20e9, 2e12):.2g}"
    '2.4e+23'

    References
    ----------
    Kaplan et al. 2020, section 2.1.
    """
    check.positive(parameters=parameters, tokens=tokens)
    return 6 * parameters * tokens


@equation(
    symbol=r"C_{\mathrm{fwd}}",
    latex=r"2 \cdot «parameters» \cdot «tokens»",
    symbols={"parameters": "N", "tokens": "D"},
    trust="estimate",
    source="kaplan2020",
    locator="table 1",
    band=_PRODUCTS,
    validity="One multiply-add is two FLOP.",
)
def forward_flop(parameters, tokens):
    """Compute of the forward passes alone, a third of training and all of inference.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters active per token.
    tokens : array_like [token]
        Tokens.

    Returns
    -------
    compute : array [FLOP]
        Forward FLOP.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(forward_flop(1e9, 1))
    2000000000.0

    References
    ----------
    Kaplan et al. 2020, table 1.
    """
    check.positive(parameters=parameters, tokens=tokens)
    return 2 * parameters * tokens


@equation(
    symbol=r"C_{\mathrm{bwd}}",
    latex=r"4 \cdot «parameters» \cdot «tokens»",
    symbols={"parameters": "N", "tokens": "D"},
    trust="estimate",
    source="kaplan2020",
    locator="section 2.1",
    band=_PRODUCTS,
    validity="Gradients with respect to inputs and to weights each cost one forward pass.",
)
def backward_flop(parameters, tokens):
    """Compute of the backward passes alone.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters active per token.
    tokens : array_like [token]
        Tokens.

    Returns
    -------
    compute : array [FLOP]
        Backward FLOP.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(backward_flop(1e9, 1))
    4000000000.0

    References
    ----------
    Kaplan et al. 2020, section 2.1.
    """
    check.positive(parameters=parameters, tokens=tokens)
    return 4 * parameters * tokens


@equation(
    symbol=r"C_{\mathrm{hw}}",
    latex=r"8 \cdot «parameters» \cdot «tokens»",
    symbols={"parameters": "N", "tokens": "D"},
    trust="estimate",
    source="narayanan2021",
    locator="section 5.1",
    band=_PRODUCTS,
    validity="Every forward pass is run twice; model FLOP utilisation still counts 6ND.",
)
def recompute_flop(parameters, tokens):
    """Hardware compute of training with full activation recomputation.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters active per token.
    tokens : array_like [token]
        Tokens.

    Returns
    -------
    compute : array [FLOP]
        Hardware FLOP, a third more than the model FLOP.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    OPT-175B, published as 4.3e23 with attention on top:

    >>> f"{recompute_flop(175e9, 300e9):.2g}"
    '4.2e+23'

    References
    ----------
    Narayanan et al. 2021, section 5.1; Korthikanti et al. 2022, appendix A.
    """
    check.positive(parameters=parameters, tokens=tokens)
    return 8 * parameters * tokens


@equation(
    symbol=r"C_{\mathrm{attn}}",
    latex=r"12 \cdot «layers» \cdot «attention_width» \cdot «sequence» \cdot «tokens» \cdot «visible»",
    symbols={"layers": "L", "attention_width": r"d_{\mathrm{attn}}", "sequence": "s", "tokens": "D", "visible": "v"},
    trust="exact",
    source="chowdhery2022",
    locator="appendix B",
    validity="Scores and weighted values, forward and backward; visible is 1/2 when a causal kernel skips the masked half, else 1.",
)
def training_attention_flop(layers, attention_width, sequence, tokens, visible=0.5):
    """Extra training compute of attention over the sequence, which 6ND leaves out.

    Parameters
    ----------
    layers : array_like [1]
        Transformer blocks with full attention.
    attention_width : array_like [1]
        Query heads times head size.
    sequence : array_like [token]
        Training sequence length.
    tokens : array_like [token]
        Training tokens.
    visible : array_like [1]
        Share of the score matrix computed.

    Returns
    -------
    compute : array [FLOP]
        FLOP to add to 6ND.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(training_attention_flop(96, 12288, 2048, 1, visible=1)) / (6 * 175e9) < 0.03
    True

    References
    ----------
    Chowdhery et al. 2022, appendix B.
    """
    check.together(
        positive={"layers": layers, "attention_width": attention_width, "sequence": sequence, "tokens": tokens},
        fraction={"visible": visible},
    )
    return 12 * layers * attention_width * sequence * tokens * visible


@equation(
    symbol="H",
    latex=r"\frac{«compute»}{«utilisation» \cdot «peak» \cdot 3600}",
    symbols={"compute": "C", "utilisation": r"\mathrm{MFU}", "peak": r"P_{\mathrm{peak}}"},
    trust="estimate",
    source="chowdhery2022",
    locator="appendix B",
    seed="EQ 4.5",
    band=Band(
        0.93, 4.3,
        "Over 36 published runs the accelerator-hours imply a utilisation of 0.32 in the median, and only 4 of them exceed 0.45;"
        " 34 lie in the band. It is longer above because published hours also count restarts, repeated steps and passes of other models,"
        " which only add: 0.45 is what large dense runs reach while they run.",
        MappingProxyType({"utilisation": COURSE_UTILISATION}),
    ),
    validity="As good as the utilisation put in: 0.35 to 0.5 is published for large dense runs while they run.",
)
def accelerator_hours(compute, peak, utilisation):
    """Accelerator-hours that a compute budget takes at a model FLOPs utilisation.

    Parameters
    ----------
    compute : array_like [FLOP]
        Model FLOP of the run.
    peak : array_like [FLOP/s]
        Dense peak of one accelerator in the training precision.
    utilisation : array_like [1]
        Model FLOPs utilisation (MFU), above 0 and at most 1.

    Returns
    -------
    hours : array [h]
        Accelerator-hours.

    Raises
    ------
    ValueError
        If compute or peak are not positive, or utilisation is outside (0, 1].

    Examples
    --------
    >>> f"{accelerator_hours(1e25, 989e12, 0.45):.3g}"
    '6.24e+06'

    References
    ----------
    Chowdhery et al. 2022, appendix B (definition of MFU).
    """
    check.together(positive={"compute": compute, "peak": peak}, fraction={"utilisation": utilisation})
    return compute / (utilisation * peak * SECONDS_PER_HOUR)


@equation(
    symbol=r"\mathrm{MFU}",
    latex=r"\frac{«flop_per_token» \cdot «tokens_per_second»}{«accelerators» \cdot «peak»}",
    symbols={
        "flop_per_token": "c", "tokens_per_second": r"\dot D", "accelerators": "n", "peak": r"P_{\mathrm{peak}}",
    },
    trust="exact",
    source="chowdhery2022",
    locator="appendix B",
    validity="Definition; say whether the FLOP per token include attention.",
)
def model_flops_utilisation(flop_per_token, tokens_per_second, accelerators, peak):
    """Share of the peak that a measured training throughput turns into model FLOP.

    Parameters
    ----------
    flop_per_token : array_like [FLOP/token]
        Model FLOP per token, 6N or 6N with attention.
    tokens_per_second : array_like [token/s]
        Measured throughput of the whole fleet.
    accelerators : array_like [card]
        Accelerators in the fleet.
    peak : array_like [FLOP/s]
        Dense peak of one accelerator.

    Returns
    -------
    utilisation : array [1]
        Model FLOPs utilisation.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    PaLM 540B without attention:

    >>> round(float(model_flops_utilisation(6 * 540e9, 238.3e3, 6144, 275e12)), 3)
    0.457

    References
    ----------
    Chowdhery et al. 2022, appendix B and table 3.
    """
    check.positive(flop_per_token=flop_per_token, tokens_per_second=tokens_per_second, accelerators=accelerators, peak=peak)
    return flop_per_token * tokens_per_second / (accelerators * peak)


@equation(
    symbol=r"H_{g}",
    latex=r"\frac{«hours»}{«goodput»}",
    symbols={"hours": "H", "goodput": "g"},
    trust="estimate",
    source="grattafiori2024",
    locator="section 3.3.4",
    rests_on="training.accelerator_hours",
    validity="Goodput counts the whole fleet at once: while the run restarts, waits or repeats work, every accelerator is held and paid "
    "for. A utilisation that was read from published hours counts such time already: put in a goodput of 1 beside it.",
)
def held_hours(hours, goodput=1.0):
    """Accelerator-hours that a run holds its fleet for, interruptions and work done twice among them.

    Parameters
    ----------
    hours : array_like [h]
        Accelerator-hours of work that lasts.
    goodput : array_like [1]
        Share of the time in which the run does such work, above 0 and at most 1.

    Returns
    -------
    held : array [h]
        Accelerator-hours from the first step to the last.

    Raises
    ------
    ValueError
        If the hours are not positive or the goodput is outside (0, 1].

    Examples
    --------
    OPT-175B: work of 33 days on 1,024 cards held them for 56.

    >>> round(float(held_hours(33 * 24 * 1024, 33 / 56)) / 24 / 1024)
    56

    References
    ----------
    Grattafiori et al. 2024, section 3.3.4 (effective training time).
    """
    check.together(positive={"hours": hours}, fraction={"goodput": goodput})
    return hours / goodput


@equation(
    symbol="n",
    latex=r"\left\lceil \frac{«hours»}{24 \cdot «days»} \right\rceil",
    symbols={"hours": "H", "days": "t"},
    trust="estimate",
    source="forge-seed",
    rests_on="training.accelerator_hours",
    validity="No warm-up; neither utilisation nor goodput is assumed to fall as the fleet grows.",
)
def fleet(hours, days):
    """Accelerators needed to spend a number of accelerator-hours within a number of days.

    Parameters
    ----------
    hours : array_like [h]
        Accelerator-hours of the run.
    days : array_like [day]
        Wall-clock duration aimed at.

    Returns
    -------
    accelerators : array [card]
        Whole accelerators running for the whole time.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(fleet(6.24e6, 90))
    2889.0

    References
    ----------
    The Full Stack 2026, capstone C.2.
    """
    check.positive(hours=hours, days=days)
    return np.ceil(hours / (HOURS_PER_DAY * days))


@equation(
    symbol=r"n_{\mathrm{H100}}",
    latex=r"\frac{«accelerators» \cdot «peak»}{«reference»}",
    symbols={"accelerators": "n", "peak": r"P_{\mathrm{peak}}", "reference": r"P_{\mathrm{H100}}"},
    trust="estimate",
    source="epoch2026dc",
    band=Band(0.95, 1.05, "Of the peaks alone: with 8-bit peaks instead, the cards that large sites hold come out within 3% of this."),
    rests_on="training.accelerator_hours",
    validity="Epoch AI's measure of a site: the peak FLOP/s of its chips, as the number of H100 that have as many. Here both peaks are "
    "dense and of 16 bits; memory and links do not count.",
)
def h100_equivalents(accelerators, peak, reference):
    """Fleet as the number of H100 with the same peak, so that fleets of different cards compare.

    Parameters
    ----------
    accelerators : array_like [card]
        Accelerators of the fleet.
    peak : array_like [FLOP/s]
        Dense 16-bit peak of one of them.
    reference : array_like [FLOP/s]
        Dense 16-bit peak of an H100.

    Returns
    -------
    h100_equivalents : array [H100e]
        H100 with the same peak together.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    100,000 B200 at 2.25 PFLOP/s:

    >>> round(float(h100_equivalents(100_000, 2.25e15, 989e12)))
    227503

    References
    ----------
    Epoch AI 2026, AI Data Centers.
    """
    check.positive(accelerators=accelerators, peak=peak, reference=reference)
    return accelerators * (peak / reference)


@equation(
    symbol=r"\mathrm{USD}",
    latex=r"«hours» \cdot «price»",
    symbols={"hours": "H", "price": "p"},
    trust="estimate",
    source="forge-seed",
    band=Band(0.5, 1.5, "A judgement: rents differ by provider, contract and month; the two published costs name their own and are met."),
    rests_on="training.accelerator_hours",
    validity="Rented accelerators of the final run only: no staff, no failed or exploratory runs, no data.",
)
def rental_cost(hours, price):
    """Money that a number of accelerator-hours costs to rent.

    Parameters
    ----------
    hours : array_like [h]
        Accelerator-hours.
    price : array_like [USD/h]
        Price of one accelerator-hour; 0 or more.

    Returns
    -------
    cost : array [USD]
        Rental cost.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    DeepSeek-V3 as its report counts it:

    >>> float(rental_cost(2.788e6, 2.0))
    5576000.0

    References
    ----------
    The Full Stack 2026, capstone C.2; DeepSeek-AI 2024, table 1.
    """
    check.not_negative(hours=hours, price=price)
    return hours * price
