"""The shortest time that a run can take: batches beyond the critical one save few steps, and more cards fail more often."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation
from formulas.steps import Chain

BATCH_LEVEL, BATCH_EXPONENT = 65.0, 0.47
"""The critical batch over the tokens to this power: the exponent as published, the level of the authors' own 45 measurements."""
TOKENS_PER_CARD = 1024.0
"""Tokens of a step that each card of a large run works on at least: Llama 3 405B, 16.8 M tokens on 16,384 cards."""
RUN_CARDS, RUN_LOST = 9600.0, 0.03
"""A long run on so many cards, and the share of its time that failures of all kinds took: ByteRobust, three months."""


def steps(c: Chain, tokens_per_card: float = TOKENS_PER_CARD, run_cards: float = RUN_CARDS, run_lost: float = RUN_LOST) -> None:
    """Add the shortest run, and what it rests on, to a chain that knows its tokens and its hours."""
    c.step("critical_batch", critical_batch, tokens=c.training_tokens)
    c.step("batch_fleet", batch_fleet, batch=c.critical_batch, tokens_per_card=tokens_per_card)
    c.step("failing_fleet", failing_fleet, run_cards=run_cards, run_lost=run_lost)
    fleets = {"batch_fleet": c.batch_fleet, "failing_fleet": c.failing_fleet}
    c.step("quickest_fleet", quickest_fleet, **fleets)
    c.step("shortest_run", shortest_run, hours=c.training_gpu_hours, fleet=c.quickest_fleet, **fleets)


@equation(
    symbol=r"B_{\mathrm{crit}}",
    latex=r"65 \cdot «tokens»^{0.47}",
    symbols={"tokens": "D"},
    trust="calibrated",
    source="zhang2024cbs",
    locator="steps to a loss at nine batches, in the authors' notebook",
    band=Band(
        0.5, 3.0,
        "The five models whose steps are published lie at 0.78 to 1.16 times it. Their own slope, 0.62, would give three times as much"
        " at ten trillion tokens; the best batch by DeepSeek 2024 is half of it there.",
    ),
    valid={"tokens": (1.74e9, 24.6e9)},
    validity="Models of 85 million to 1.2 billion parameters on C4 with Adam; the size of the model hardly matters. Bergsma et al. 2025"
    " find an exponent of about 0.5, as others print it, with other models and other text. The critical batch is small when a run begins"
    " and grows with it.",
    slips="A transcription has the tokens of the published law, 22.91 times their power 0.47 in sequences of 512, in billions; by the"
    " authors' own numbers they are millions. It tells the batch that takes a fifth more tokens, about a fifth of this one.",
)
def critical_batch(tokens):
    """Batch at which a run takes twice the tokens, and twice the steps, that it would take at the least.

    Parameters
    ----------
    tokens : array_like [token]
        Training tokens of the run at a small batch.

    Returns
    -------
    batch : array [token]
        Tokens of one step.

    Raises
    ------
    ValueError
        If tokens are not positive and finite.

    Examples
    --------
    A model of 1.2 billion parameters on 24.6 billion tokens, measured as 5.7 million:

    >>> round(float(critical_batch(24.6e9)) / 1e6, 1)
    5.0

    References
    ----------
    Zhang et al. 2024; McCandlish et al. 2018 for what the critical batch is.
    """
    check.positive(tokens=tokens)
    return BATCH_LEVEL * np.power(tokens, BATCH_EXPONENT)


@equation(
    symbol=r"n_{\mathrm{crit}}",
    latex=r"\frac{«batch»}{«tokens_per_card»}",
    symbols={"batch": r"B_{\mathrm{crit}}", "tokens_per_card": "m"},
    trust="estimate",
    source="grattafiori2024",
    locator="table 4",
    band=Band(
        0.5, 2.0,
        "A judgement: PaLM ran with 683 tokens on each of 6,144 chips at 46% of their peak, most runs with several thousand.",
    ),
    rests_on="shortest.critical_batch",
    validity="With fewer tokens on a card its utilisation falls: tensor-parallel groups have no sequence of their own, stages of the"
    " pipeline wait, and sums of gradients no longer hide behind arithmetic.",
)
def batch_fleet(batch, tokens_per_card):
    """Cards that one critical batch keeps busy.

    Parameters
    ----------
    batch : array_like [token]
        Critical batch.
    tokens_per_card : array_like [token]
        Tokens of a step that each card needs at least.

    Returns
    -------
    cards : array [card]
        Cards at which half of the tokens are spent on the size of the batch.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    Llama 3 405B trained on 2,048 sequences of 8,192 tokens:

    >>> float(batch_fleet(2048 * 8192, 1024))
    16384.0

    References
    ----------
    Grattafiori et al. 2024, table 4.
    """
    check.positive(batch=batch, tokens_per_card=tokens_per_card)
    return batch / tokens_per_card


@equation(
    symbol=r"n_{\mathrm{fail}}",
    latex=r"\frac{«run_cards»}{«run_lost»^{2}}",
    symbols={"run_cards": "n_1", "run_lost": "x_1"},
    trust="estimate",
    source="young1974",
    band=Band(
        0.2, 1.5,
        "Llama 3 405B lost less than a tenth on 16,384 cards, which asks for at least 0.15 times it; longer runs of 2022 lost more.",
    ),
    validity="By Young's first order the least share of a run that checkpoints and work done twice take grows with the root of its cards.",
)
def failing_fleet(run_cards, run_lost):
    """Cards at which failures would take all of a run's time, if what they take goes on as the root of the cards.

    Parameters
    ----------
    run_cards : array_like [card]
        Cards of a run of which the loss is known.
    run_lost : array_like [1]
        Share of its time that failures took, above 0 and at most 1.

    Returns
    -------
    cards : array [card]
        More than any run can have.

    Raises
    ------
    ValueError
        If the cards are not positive and finite, or the share is outside (0, 1].

    Examples
    --------
    ByteRobust kept 97% of three months on 9,600 cards:

    >>> round(float(failing_fleet(9600, 0.03)) / 1e6, 1)
    10.7

    References
    ----------
    Young 1974; Wan et al. 2025 for the run.
    """
    check.together(positive={"run_cards": run_cards}, fraction={"run_lost": run_lost})
    return run_cards / run_lost**2


@equation(
    symbol=r"n^{*}",
    latex=r"4\,«batch_fleet» \left(\sinh\left("
    r"\frac{1}{3} \operatorname{arsinh}\left(\sqrt{\frac{«failing_fleet»}{«batch_fleet»}}\right)\right)\right)^{2}",
    symbols={"batch_fleet": r"n_{\mathrm{crit}}", "failing_fleet": r"n_{\mathrm{fail}}"},
    trust="estimate",
    source="kaplan2020",
    locator="eq. 5.1 and 5.2",
    band=Band(0.4, 2.4, "Both ends of the critical batch and of the tokens on a card at once; the time is flat about it."),
    validity="Where the time of a run is least, in closed form. Each card works on as few tokens as it can, so that the batch grows with"
    " the fleet.",
)
def quickest_fleet(batch_fleet, failing_fleet):
    """Cards with which a run takes the least time.

    Parameters
    ----------
    batch_fleet : array_like [card]
        Cards that one critical batch keeps busy.
    failing_fleet : array_like [card]
        Cards at which failures would take all of the time.

    Returns
    -------
    cards : array [card]
        With more of them the run takes longer.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(quickest_fleet(84e3, 10.7e6)), -3)
    514000.0

    References
    ----------
    Kaplan et al. 2020, section 5.1, after McCandlish et al. 2018; Young 1974.
    """
    check.positive(batch_fleet=batch_fleet, failing_fleet=failing_fleet)
    return 4 * batch_fleet * np.sinh(np.arcsinh(np.sqrt(failing_fleet / batch_fleet)) / 3) ** 2


@equation(
    symbol=r"T_{\min}",
    latex=r"\frac{3600 \cdot «hours»}{«fleet»}"
    r" \cdot \frac{1 + «fleet» / «batch_fleet»}{1 - \sqrt{«fleet» / «failing_fleet»}}",
    symbols={"hours": "H", "fleet": "n^{*}", "batch_fleet": r"n_{\mathrm{crit}}", "failing_fleet": r"n_{\mathrm{fail}}"},
    trust="estimate",
    source="kaplan2020",
    locator="eq. 5.4 and 5.5",
    band=Band(
        0.3, 3.4,
        "Both ends of the critical batch and of the tokens on a card at once. MegaScale read the tokens of its benchmark, at a batch"
        " of 12.6 million, in 1.04 times it; nobody said what that batch costs in loss.",
    ),
    validity="At the stated utilisation, with a network that is large enough. A batch B reads 1 + B over the critical batch times the"
    " tokens of a small one, and hands on the same loss.",
)
def shortest_run(hours, fleet, batch_fleet, failing_fleet):
    """Time of a run on so many cards, with the tokens that its batch costs and the time that failures take.

    Parameters
    ----------
    hours : array_like [h]
        Accelerator-hours of the run at a small batch without failures.
    fleet : array_like [card]
        Cards of the run.
    batch_fleet : array_like [card]
        Cards that one critical batch keeps busy.
    failing_fleet : array_like [card]
        Cards at which failures would take all of the time.

    Returns
    -------
    time : array [s]
        Wall-clock time, the shortest where the fleet is the quickest.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, or so many cards fail that nothing is left.

    Examples
    --------
    MegaScale's 175 billion parameters on 300 billion tokens, 508,000 hours of an A100, in days:

    >>> busy, failing = batch_fleet(critical_batch(300e9), 1024), failing_fleet(9600, 0.03)
    >>> round(float(shortest_run(508e3, quickest_fleet(busy, failing), busy, failing)) / 86400, 2)
    1.68

    References
    ----------
    Kaplan et al. 2020, section 5.1, after McCandlish et al. 2018; Young 1974.
    """
    check.positive(hours=hours, fleet=fleet, batch_fleet=batch_fleet, failing_fleet=failing_fleet)
    check.require(fleet=(fleet, np.asarray(fleet) < failing_fleet, "must be fewer than fail all the time"))
    return 3600 * hours / fleet * (1 + fleet / batch_fleet) / (1 - np.sqrt(fleet / failing_fleet))
