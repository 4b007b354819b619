"""What surrounds a run rather than makes it: the steps of a dossier that no constraint and no other step rests on.

They are evaluated when one of them is read: a search over many designs, and a page that does not show them, pay nothing for them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from formulas import batching, development, lifetime, per_byte, quantised_loss, scaling, shortest
from formulas.power import capping
from formulas.steps import Step

if TYPE_CHECKING:
    from formulas.design import Design
    from formulas.scaling import Law
    from formulas.steps import Chain

REPEATED = "text that is read again counts as new here"
OUTSIDE = "its size or its text lies outside the fit of the law"


def steps(c: Chain, d: Design) -> None:
    """Add everything to a chain that was evaluated, each part for when it is asked for."""
    for make, names in _PARTS.items():
        # Under a cap its speed is part of the run.
        if names[0] not in c:
            c.later(names, partial(make, c, d))


def _batched(c: Chain, d: Design) -> None:
    """The same replica as measured loads run."""
    c.step_if_known("communication", batching.tensor_parallel_time, "link", layers=c.layers, d_model=c.d_model, batch=c.batch,
                    cards=c.cards_per_replica, groups=c.groups, link=d.serving_link, value_bytes=2.0)
    c.step_if_known("batched_step_time", batching.batched_step_time, "bound", "communication", bound=c.step_time,
                    communication=c.communication, layers=c.layers, batch=c.batch, groups=c.groups,
                    routed_layers=c["routed_layers"].value if "routed_layers" in c
                    else np.where(np.asarray(d.total_to_active) > 1, c.layers, 0.0))
    c.step_if_known("batched_cost", batching.batched_cost, "price", "batched_time", cards=c.cards_per_replica, price=d.serving_price,
                    batched_time=c.batched_step_time, batch=c.batch)


def _laws(c: Chain, d: Design) -> None:
    """The loss per byte of text, and how far the laws lie apart in it."""
    text = per_byte.law_texts()[d.law.text]
    c.step("bits_per_byte", per_byte.bits_per_byte, loss=c.predicted_loss, text_per_token=text.bytes_per_token)
    if c.is_unknown("effective_tokens"):
        found = np.nan, np.nan
    else:
        found = per_byte.ends(c.active_parameters, c.effective_tokens, d.total_to_active)
    c.step_if_known("law_spread", per_byte.law_spread, "lowest", "highest", lowest=found[0], highest=found[1])


def _rounding(c: Chain, d: Design) -> None:
    """What the number format of the weights costs in loss."""
    c.step("loss_by_rounding", quantised_loss.loss_by_rounding,
           parameters=c.total_parameters, tokens=c.training_tokens, bits=d.element_bits)


def _shortest(c: Chain, d: Design) -> None:
    """The least time of the run with any number of cards."""
    del d
    shortest.steps(c)


def _uncapped(c: Chain, d: Design) -> None:
    """That no cap costs no speed."""
    c.step("capped_speed", capping.capped_speed, capped=d.draw, draw=d.draw)


def _development(c: Chain, d: Design) -> None:
    """What was spent before the run."""
    del d
    c.step_if_known("development_cost", development.development_cost, "run_cost", run_cost=c.training_cost,
                    compute_ratio=development.COMPUTE_RATIO, staff_share=development.STAFF_SHARE)


def _life(c: Chain, d: Design) -> None:
    """Training and serving together: what they take, and how far to over-train for them at the loss of this design."""
    law = {name: c["predicted_loss"].arguments[name] for name in d.law.coefficients}
    split = {name: value for name, value in law.items() if name != "irreducible_loss"}
    here = {"parameters": c.active_parameters, "tokens": c.training_tokens}
    c.step("lifetime_flop", lifetime.lifetime_flop, **here, served_tokens=d.served_tokens)
    c.step("repaid_by", lifetime.repaid_by, **here, **split)
    repeated = REPEATED if np.any(c.epochs > 1) else ""
    c["repaid_by"] = c["repaid_by"]._replace(valid=d.law.valid, beyond=repeated or c["predicted_loss"].beyond)
    c.carry_if_known("best_tokens", lifetime.best_tokens, loss=c.predicted_loss, served_tokens=d.served_tokens, **law)
    c.step("best_parameters", lifetime.parameters_for_loss, loss=c.predicted_loss, tokens=c.best_tokens, **law)
    c.step("best_compute", lifetime.lifetime_flop, parameters=c.best_parameters, tokens=c.best_tokens, served_tokens=0.0)
    if d.law.tokens_per_parameter is None:
        c.step("best_optimum", scaling.compute_optimal_parameters, compute=c.best_compute, **split)
    else:
        c.step("best_optimum", scaling.fixed_ratio_parameters, compute=c.best_compute, tokens_per_parameter=d.law.tokens_per_parameter)
    c.step("best_overtraining", lifetime.overtraining_of, parameters=c.best_parameters, optimal_parameters=c.best_optimum)
    c["best_overtraining"] = c["best_overtraining"]._replace(beyond=repeated or _outside(d.law, c.best_parameters, c.best_tokens))
    c.carry_if_known("same_loss_tokens", lifetime.best_tokens, loss=c.predicted_loss, served_tokens=0.0, **law)
    c.step("same_loss_parameters", lifetime.parameters_for_loss, loss=c.predicted_loss, tokens=c.same_loss_tokens, **law)
    # What is not smaller than the optimum, be it by rounding alone, has no larger model to be held against.
    over_trained = c.active_parameters < c.same_loss_parameters * (1 - 1e-9)
    pair = here | {"optimal_parameters": np.where(over_trained, c.same_loss_parameters, np.nan)[()], "optimal_tokens": c.same_loss_tokens}
    if c.is_unknown("training_tokens"):
        value = np.float64(np.nan)
    else:
        some = np.where(over_trained, c.same_loss_parameters, 2 * c.active_parameters)
        value = np.where(over_trained, lifetime.repaying_tokens(**pair | {"optimal_parameters": some}), np.nan)
    beyond = repeated or _outside(d.law, c.active_parameters, c.training_tokens)
    c["repaying_tokens"] = Step(lifetime.repaying_tokens.equation, pair, value, beyond=beyond)


def _outside(law: Law, parameters: np.ndarray, tokens: np.ndarray) -> str:
    """What the law's runs do not cover, if a size or a text lies outside of them."""
    ends = ((parameters, law.fitted_parameters), (tokens, law.fitted_tokens))
    return OUTSIDE if any(np.any((value < low) | (value > high)) for value, (low, high) in ends) else ""


_PARTS = {
    _laws: ("bits_per_byte", "law_spread"),
    _rounding: ("loss_by_rounding",),
    _life: (
        "lifetime_flop", "repaid_by", "best_tokens", "best_parameters", "best_compute", "best_optimum", "best_overtraining",
        "same_loss_tokens", "same_loss_parameters", "repaying_tokens",
    ),
    _development: ("development_cost",),
    _shortest: ("shortest_run", "critical_batch", "batch_fleet", "failing_fleet", "quickest_fleet"),
    _uncapped: ("capped_speed",),
    _batched: ("communication", "batched_step_time", "batched_cost"),
}  # fmt: skip
"""What adds steps, and which."""

NAMES = frozenset().union(*_PARTS.values())
