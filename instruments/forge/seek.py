"""Goal seek (what must compute and over-training be?) and sensitivity (what moves a figure most?)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from formulas import chain
from formulas.catalogue import Accelerator, accelerators, precisions
from formulas.names import Names, nearest
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.inputs import Inputs
from instruments.forge.resolve import resolve
from instruments.frame.relevance import counts
from instruments.quantities.apart import apart
from instruments.quantities.text import Shown, quantity, ratio

_GRID = (161, 65)
_FINER = 4
_FREE = ("training_compute", "overtraining")
# Between which formats a model that exists is moved: every matrix packed, and none.
_CHECKPOINTS = ("int4-linear", "bf16")


@dataclass(frozen=True)
class Goal:
    """A bound on one field: ``sense`` is "<=" or ">="."""

    field: str
    sense: str
    value: float

    def __str__(self) -> str:
        return self.told(quantity(self.value, FIELDS[self.field].unit))

    def told(self, value: Shown) -> str:
        """The bound in words, with its value written so."""
        return f"{FIELDS[self.field].label.lower()} {'at most' if self.sense == '<=' else 'at least'} {value}"

    def missed(self, best: float) -> tuple[str, Shown]:
        """The bound in words and the value that comes nearest to it, which look different."""
        bound, nearest = apart(self.value, best, unit=FIELDS[self.field].unit)
        return self.told(bound), nearest

    def met(self, values: np.ndarray) -> np.ndarray:
        """Where the bound holds."""
        return values <= self.value if self.sense == "<=" else values >= self.value


@dataclass(frozen=True)
class Answer:
    """What goal seek found: input values that meet every goal, or why there are none."""

    found: bool
    values: Mapping[str, float]
    sentence: str


def seek(values: Mapping[str, object], goals: Sequence[Goal]) -> Answer:
    """Find the compute and over-training that meet every goal at the least training cost.

    Parameters
    ----------
    values
        The full inputs; everything but compute and over-training stays as it is.
    goals
        Bounds on fields of the dossier.

    Returns
    -------
    Answer
        Values to put in, confirmed by one evaluation; where nothing on the sliders meets the goals,
        the nearest miss of each goal that fails.

    Raises
    ------
    ValueError
        If there is no goal, a field is unknown, a sense is neither "<=" nor ">=", or a value is not finite.
    """
    _check(goals)
    if values["start"] != "budget":
        return Answer(False, {}, "This model exists: its compute and its size are facts, and only a design from a budget has them to seek.")
    # Two goals may leave so narrow a way between them that a grid steps over it; then a finer one is tried.
    for finer in (1, _FINER):
        found, figures = _least(values, goals, finer)
        if found:
            return _confirmed(values, goals, found)
    return Answer(False, {}, _nearest_miss(goals, figures))


def _least(values: Mapping[str, object], goals: Sequence[Goal], finer: int) -> tuple[Mapping[str, float], Mapping[str, np.ndarray]]:
    """The least compute at which every goal is met, if there is any, and the figures of the last grid."""
    low_high = [Inputs.param[name].softbounds for name in _FREE]
    axes = [np.geomspace(*bounds, (count - 1) * finer + 1) for bounds, count in zip(low_high, _GRID, strict=True)]
    found: tuple[float, ...] = ()
    # First the compute alone is narrowed down (along over-training the loss is flat), then both.
    for narrowed in ((True, False), (True, True), (False, False)):
        compute, over = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
        figures = chain.evaluate_fields(
            replace(resolve(values), training_compute=compute, overtraining=over), {goal.field for goal in goals}
        )
        met = np.logical_and.reduce([goal.met(figures[goal.field]) for goal in goals])
        if not met.any():
            break
        # Least compute is least cost; among equals the smaller model, which is cheaper to serve.
        best = min(np.flatnonzero(met), key=lambda i: (compute[i], -over[i]))
        found = (compute[best], over[best])
        axes = [_around(axis, value, bounds) if narrow else axis
                for axis, value, bounds, narrow in zip(axes, found, low_high, narrowed, strict=True)]
    return (dict(zip(_FREE, found, strict=True)) if found else {}), figures


@dataclass(frozen=True)
class Bar:
    """How far one decision moves a field: its value with the decision lowered, and raised."""

    decision: str
    lower: str
    raised: str
    at_lower: float | None
    at_raised: float | None

    @property
    def span(self) -> float:
        """Length of the bar on the logarithm of the field."""
        ends = [v for v in (self.at_lower, self.at_raised) if v]
        return abs(np.log(ends[1] / ends[0])) if len(ends) == 2 else 0.0


def tornado(values: Mapping[str, object], field: str) -> tuple[Bar, ...]:
    """Sensitivity of one field to each decision, the most influential first.

    What can still be chosen is moved.  Numeric decisions are halved and doubled; formats move to their neighbours in size, cards to the
    same maker's next slower and faster memory, and the architecture to dense and to a mixture.

    Raises
    ------
    ValueError
        If the field is unknown.
    """
    _check_field(field)
    numeric = [name for name in ("training_compute", "overtraining", "context", "total_to_active") if counts(Inputs, name, values)]
    bars = [_bar(values, field, name, values[name] / 2, values[name] * 2, "half", "double") for name in numeric]
    if values["start"] == "budget":
        bars.append(_bar(values, field, "architecture", "dense", "moe", "dense", f"{values['total_to_active']:g}:1 mixture"))
        bars.append(_bar(values, field, "precision", *_neighbours(values["precision"])))
    else:
        bars.append(_bar(values, field, "checkpoint_format", *_CHECKPOINTS, "4 bits", "16 bits"))
    slower, faster = _neighbouring_cards(values["accelerator"])
    bars.append(_bar(values, field, "accelerator", slower.id, faster.id, _short(slower), _short(faster)))
    bars.append(_bar(values, field, "utilisation", values["utilisation"] / 1.25, min(values["utilisation"] * 1.25, 1), "-20%", "+25%"))
    return tuple(sorted(bars, key=lambda bar: -bar.span))


def _bar(values: Mapping[str, object], field: str, name: str, low: object, high: object, lower: str = "", raised: str = "") -> Bar:
    return Bar(name, lower or str(low), raised or str(high), _at(values, field, name, low), _at(values, field, name, high))


def _at(values: Mapping[str, object], field: str, name: str, value: object) -> float | None:
    kind = int if isinstance(values[name], int) else lambda same: same
    try:
        return dossier({**values, name: kind(value)}).figures[field].value
    except ValueError:
        return None


def _neighbours(precision: str) -> tuple[str, str]:
    """The formats of half and of double the bits, as far as there are any."""
    ladder = ["int4", "fp8", "bf16", "fp32"]
    bits = precisions()[precision].bits
    at = min(range(len(ladder)), key=lambda i: abs(np.log2(precisions()[ladder[i]].bits / bits)))
    return ladder[max(at - 1, 0)], ladder[min(at + 1, len(ladder) - 1)]


def _neighbouring_cards(card: str) -> tuple[Accelerator, Accelerator]:
    """The same maker's cards with the next lower and the next higher memory bandwidth, or the card itself at an end."""
    now = accelerators()[card]
    made = sorted((row for row in accelerators().values() if row.vendor == now.vendor), key=lambda row: row.bandwidth_bytes_per_s)
    slower = [row for row in made if row.bandwidth_bytes_per_s < now.bandwidth_bytes_per_s]
    faster = [row for row in made if row.bandwidth_bytes_per_s > now.bandwidth_bytes_per_s]
    return (slower or [now])[-1], (faster or [now])[0]


def _short(card: Accelerator) -> str:
    return card.name.removeprefix(card.vendor).strip()


def _check_field(field: str) -> None:
    if field not in FIELDS:
        near = nearest({known: Names((entry.label,)) for known, entry in FIELDS.items()}, field)
        raise ValueError(f"field is {str(field)[:40]!r}: no figure of the dossier" + (f"; near: {', '.join(near)}" if near else ""))


def _check(goals: Sequence[Goal]) -> None:
    if not goals:
        raise ValueError("goals is empty: give at least one")
    for goal in goals:
        _check_field(goal.field)
        if goal.sense not in ("<=", ">="):
            raise ValueError(f"sense is {goal.sense!r}: must be <= or >=")
        if not np.isfinite(goal.value):
            raise ValueError(f"value is {goal.value}: must be a finite number")


def _around(axis: np.ndarray, value: float, bounds: tuple[float, float]) -> np.ndarray:
    """A finer axis between the neighbours of ``value``."""
    step = axis[1] / axis[0]
    return np.geomspace(max(value / step, bounds[0]), min(value * step, bounds[1]), len(axis))


def _nearest_miss(goals: Sequence[Goal], figures: Mapping[str, np.ndarray]) -> str:
    if unknown := [FIELDS[goal.field].label.lower() for goal in goals if np.isnan(figures[goal.field]).all()]:
        return f"For these cards no figure is published from which to tell {' or '.join(unknown)}."
    alone = [goal for goal in goals if not goal.met(figures[goal.field]).any()]
    if alone:
        best = [goal.missed(float((np.nanmin if goal.sense == "<=" else np.nanmax)(figures[goal.field]))) for goal in alone]
        told = "; nor ".join(f"{bound} (the best is {nearest})" for bound, nearest in best)
        return f"No setting of compute and over-training reaches {told}."
    parts = []
    for goal in goals:
        others = np.logical_and.reduce([g.met(figures[g.field]) for g in goals if g is not goal])
        if others.any():
            best = (np.nanmin if goal.sense == "<=" else np.nanmax)(figures[goal.field][others])
            parts.append(f"with the other goals met, {FIELDS[goal.field].label.lower()} comes to {goal.missed(float(best))[1]} at best")
    return f"No setting meets all of it: {'; '.join(parts)}." if parts else "No setting meets even two of these goals together."


def _confirmed(values: Mapping[str, object], goals: Sequence[Goal], found: Mapping[str, float]) -> Answer:
    """Round to what is readable where the goals still hold, and tell it."""
    over = float(f"{found['overtraining']:.3g}")
    step = 10.0 ** (np.floor(np.log10(found["training_compute"])) - 2)
    readable = [float(f"{np.round(found['training_compute'] / step + extra) * step:.3g}") for extra in (0, 1, -1)]
    exact = {name: float(value) for name, value in found.items()}
    for candidate in [*({"training_compute": compute, "overtraining": over} for compute in readable), exact]:
        figures = dossier({**values, **candidate}).figures
        if all(goal.met(np.asarray(figures[goal.field].value)) for goal in goals):
            break
    reached = ", ".join(f"{FIELDS[g.field].label.lower()} {quantity(figures[g.field].value, FIELDS[g.field].unit)}" for g in goals)
    return Answer(True, candidate, f"{quantity(candidate['training_compute'], 'FLOP')} at {ratio(candidate['overtraining'], 3)} times "
                                   f"compute-optimal: {reached}.")
