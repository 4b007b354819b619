"""How many cards a model needs: usable memory, cards per replica, and model states in training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.float64 import in_float64
from formulas.registry import equation


@dataclass(frozen=True)
class ModelStates:
    """Bytes per card that training keeps for every parameter."""

    weights: np.ndarray
    gradients: np.ndarray
    optimizer: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """All of them."""
        return self.weights + self.gradients + self.optimizer


@equation(
    symbol=r"M_{\mathrm{use}}",
    latex=r"«memory»\,«usable_share»",
    symbols={"memory": "M", "usable_share": "u"},
    trust="estimate",
    source="forge-seed",
    locator="capstone C.2",
    seed="section C.2",
    band=Band(0.9, 1.1, "A judgement: no published value is held against it. The share is yours to set."),
    validity="The rest goes to the driver, activations, work space and fragmentation; 0.9 is the common setting.",
    slips="A B200 has 192 GB on its package; on the board that is rented, in a DGX or HGX B200, there are 180 GB of it.",
)
def usable_bytes(memory, usable_share=0.9):
    """Bytes of a card's memory that weights and cache may take.

    Parameters
    ----------
    memory : array_like [B]
        Memory of one card.
    usable_share : array_like [1]
        Share of it that is usable, above 0 and at most 1.

    Returns
    -------
    usable : array [B]
        Usable bytes of one card.

    Raises
    ------
    ValueError
        If memory is not positive or the share is outside (0, 1].

    Examples
    --------
    >>> float(usable_bytes(80e9))
    72000000000.0

    References
    ----------
    The Full Stack 2026, capstone C.2.
    """
    check.positive(memory=memory)
    check.fraction(usable_share=usable_share)
    return memory * usable_share


@equation(
    symbol=r"t",
    latex=r"\left\lceil \frac{«resident_bytes»}{«usable»} \right\rceil",
    symbols={"resident_bytes": "W", "usable": r"M_{\mathrm{use}}"},
    trust="bound",
    source="forge-seed",
    locator="capstone C.2",
    seed="section C.2",
    validity="Fewest cards that hold the bytes when they split evenly; parallel layouts prefer powers of two.",
)
def cards_per_replica(resident_bytes, usable):
    """Fewest cards whose usable memory holds one replica.

    Parameters
    ----------
    resident_bytes : array_like [B]
        Bytes that must be resident: the weights, and any cache that is to fit beside them.
    usable : array_like [B]
        Usable bytes of one card.

    Returns
    -------
    cards : array [card]
        Whole cards.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> float(cards_per_replica(156e9, 72e9))
    3.0

    References
    ----------
    The Full Stack 2026, capstone C.2.
    """
    check.positive(resident_bytes=resident_bytes, usable=usable)
    return np.ceil(resident_bytes / usable)


@in_float64
def model_states(parameters, stage=0, data_parallel=1, weight_bytes=2.0, gradient_bytes=2.0, optimizer_bytes=12.0) -> ModelStates:
    """Weights, gradients and optimizer states per card; see :func:`model_state_bytes`.

    Raises
    ------
    ValueError
        If parameters are not positive, the stage is not 0 to 3, fewer than one card shares, or a size is negative.
    """
    check.positive(parameters=parameters)
    check.not_negative(weight_bytes=weight_bytes, gradient_bytes=gradient_bytes, optimizer_bytes=optimizer_bytes)
    check.require(
        stage=(stage, np.isin(stage, (0, 1, 2, 3)), "must be 0, 1, 2 or 3"),
        data_parallel=(data_parallel, np.isfinite(data_parallel) & (data_parallel >= 1), "must be at least 1"),
    )
    held = {s: np.where(stage >= s, parameters / data_parallel, parameters) for s in (1, 2, 3)}
    return ModelStates(held[3] * weight_bytes, held[2] * gradient_bytes, held[1] * optimizer_bytes)


@equation(
    symbol=r"M_{\mathrm{state}}",
    latex=r"«parameters»\left(\frac{«weight_bytes»}{n_{3}} + \frac{«gradient_bytes»}{n_{2}} + \frac{«optimizer_bytes»}{n_{1}}\right),"
    r"\quad n_{i} = «data_parallel» \text{ if } «stage» \ge i \text{ else } 1",
    symbols={
        "parameters": "N",
        "stage": "s",
        "data_parallel": "n",
        "weight_bytes": r"\beta_{w}",
        "gradient_bytes": r"\beta_{g}",
        "optimizer_bytes": r"\beta_{o}",
    },
    trust="exact",
    source="rajbhandari2020",
    locator="section 3.1, figure 1, table 1",
    validity="Mixed-precision Adam: 16-bit weights and gradients, and three 32-bit copies. Activations come on top.",
    slips="ZeRO shards over data-parallel cards alone. Fine-tuning tables of 4 to 8 bytes per parameter are not Adam in mixed precision.",
)
def model_state_bytes(parameters, stage=0, data_parallel=1, weight_bytes=2.0, gradient_bytes=2.0, optimizer_bytes=12.0):
    """Bytes per card of weights, gradients and optimizer states in training.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters of the model, or of the part that a tensor- and pipeline-parallel rank holds.
    stage : array_like [1]
        ZeRO stage: 0 none, 1 shards the optimizer, 2 gradients too, 3 weights too.
    data_parallel : array_like [card]
        Data-parallel cards that share the shards.
    weight_bytes : array_like [B/parameter]
        Bytes of a weight.
    gradient_bytes : array_like [B/parameter]
        Bytes of a gradient.
    optimizer_bytes : array_like [B/parameter]
        Bytes of the optimizer's state: a 32-bit copy of the weight, momentum and variance.

    Returns
    -------
    states : array [B/card]
        Bytes per card.

    Raises
    ------
    ValueError
        If parameters are not positive, the stage is not 0 to 3, fewer than one card shares, or a size is negative.

    Examples
    --------
    >>> float(model_state_bytes(7.5e9)), float(model_state_bytes(7.5e9, stage=3, data_parallel=64))
    (120000000000.0, 1875000000.0)

    References
    ----------
    Rajbhandari et al. 2020, section 3.1 and table 1.
    """
    return model_states(parameters, stage, data_parallel, weight_bytes, gradient_bytes, optimizer_bytes).total
