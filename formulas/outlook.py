"""What surrounds a run rather than makes it: the steps of a dossier that no constraint and no other step rests on.

A search over many designs leaves them out unless it asks for one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from formulas import batching, development, lifetime, per_byte, quantised_loss, scaling
from formulas.steps import Step

if TYPE_CHECKING:
    from formulas.design import Design
    from formulas.scaling import Law
    from formulas.steps import Chain

NAMES = frozenset({
    "bits_per_byte", "law_spread", "loss_by_rounding", "lifetime_flop", "best_overtraining", "repaid_by", "repaying_tokens",
    "development_cost", "communication", "batched_step_time", "batched_cost",
})  # fmt: skip


OUTSIDE = "its size or its text lies outside the fit of the law"


def asked_for(names: Iterable[str]) -> bool:
    """Whether any of these steps is one of this module."""
    return not NAMES.isdisjoint(names)


def steps(c: Chain, d: Design) -> None:
    """Add everything to a chain that was evaluated."""
    _laws(c, d)
    c.step("loss_by_rounding", quantised_loss.loss_by_rounding,
           parameters=c.total_parameters, tokens=c.training_tokens, bits=d.element_bits)
    _life(c, d)
    c.step_if_known("development_cost", development.development_cost, "run_cost", run_cost=c.training_cost,
                    compute_ratio=development.COMPUTE_RATIO, staff_share=development.STAFF_SHARE)
    _batched(c, d)


def _batched(c: Chain, d: Design) -> None:
    """The same replica as measured loads run."""
    c.step_if_known("communication", batching.tensor_parallel_time, "link", layers=c.layers, d_model=c.d_model, batch=c.batch,
                    cards=c.cards_per_replica, groups=c.groups, link=d.serving_link, value_bytes=2.0)
    c.step_if_known("batched_step_time", batching.batched_step_time, "bound", "communication", bound=c.step_time,
                    communication=c.communication, layers=c.layers, batch=c.batch, groups=c.groups,
                    routed_layers=np.where(np.asarray(d.total_to_active) > 1, c.layers, 0.0))
    c.step_if_known("batched_cost", batching.batched_cost, "price", "batched_time", cards=c.cards_per_replica, price=d.serving_price,
                    batched_time=c.batched_step_time, batch=c.batch)


def _laws(c: Chain, d: Design) -> None:
    """The loss per byte of text, and how far the laws lie apart in it."""
    text = per_byte.law_texts()[d.law.text]
    c.step("bits_per_byte", per_byte.bits_per_byte, loss=c.predicted_loss, text_per_token=text.bytes_per_token)
    found = per_byte.ends(c.active_parameters, c.effective_tokens, d.total_to_active)
    c.step("law_spread", per_byte.law_spread, lowest=found[0], highest=found[1])


def _life(c: Chain, d: Design) -> None:
    """Training and serving together: what they take, and how far to over-train for them at the loss of this design."""
    law = {name: c["predicted_loss"].arguments[name] for name in d.law.coefficients}
    split = {name: value for name, value in law.items() if name != "irreducible_loss"}
    here = {"parameters": c.active_parameters, "tokens": c.training_tokens}
    c.step("lifetime_flop", lifetime.lifetime_flop, **here, served_tokens=d.served_tokens)
    c.step("repaid_by", lifetime.repaid_by, **here, **split)
    c["repaid_by"] = c["repaid_by"]._replace(valid=d.law.valid, beyond=c["predicted_loss"].beyond)
    c.carry("best_tokens", lifetime.best_tokens(c.predicted_loss, d.served_tokens, **law))
    c.step("best_parameters", lifetime.parameters_for_loss, loss=c.predicted_loss, tokens=c.best_tokens, **law)
    c.step("best_compute", lifetime.lifetime_flop, parameters=c.best_parameters, tokens=c.best_tokens, served_tokens=0.0)
    if d.law.tokens_per_parameter is None:
        c.step("best_optimum", scaling.compute_optimal_parameters, compute=c.best_compute, **split)
    else:
        c.step("best_optimum", scaling.fixed_ratio_parameters, compute=c.best_compute, tokens_per_parameter=d.law.tokens_per_parameter)
    c.step("best_overtraining", lifetime.overtraining_of, parameters=c.best_parameters, optimal_parameters=c.best_optimum)
    c["best_overtraining"] = c["best_overtraining"]._replace(beyond=_outside(d.law, c.best_parameters, c.best_tokens))
    c.carry("same_loss_tokens", lifetime.best_tokens(c.predicted_loss, 0.0, **law))
    c.step("same_loss_parameters", lifetime.parameters_for_loss, loss=c.predicted_loss, tokens=c.same_loss_tokens, **law)
    # What is not smaller than the optimum, be it by rounding alone, has no larger model to be held against.
    over_trained = c.active_parameters < c.same_loss_parameters * (1 - 1e-9)
    pair = here | {"optimal_parameters": np.where(over_trained, c.same_loss_parameters, np.nan)[()], "optimal_tokens": c.same_loss_tokens}
    some = np.where(over_trained, c.same_loss_parameters, 2 * c.active_parameters)
    value = np.where(over_trained, lifetime.repaying_tokens(**pair | {"optimal_parameters": some}), np.nan)
    beyond = _outside(d.law, c.active_parameters, c.training_tokens)
    c["repaying_tokens"] = Step(lifetime.repaying_tokens.equation, pair, value, beyond=beyond)


def _outside(law: Law, parameters: np.ndarray, tokens: np.ndarray) -> str:
    """What the law's runs do not cover, if a size or a text lies outside of them."""
    ends = ((parameters, law.fitted_parameters), (tokens, law.fitted_tokens))
    return OUTSIDE if any(np.any((value < low) | (value > high)) for value, (low, high) in ends) else ""
