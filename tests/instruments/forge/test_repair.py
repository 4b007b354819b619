"""Repairs really repair: hundreds of random designs that fail, each mended as it is told."""

import random

import pytest

from formulas.catalogue import accelerators
from formulas.constraints import CONSTRAINTS
from instruments.forge.dossier import dossier
from instruments.forge.inputs import DECISIONS, Inputs
from instruments.forge.resolve import resolve
from instruments.forge.values import defaults, read

from .designs import possible_values

ORDER = [constraint.id for constraint in CONSTRAINTS]


def failing(count: int, seed: int, *, extreme: bool) -> list[dict]:
    rng, found = random.Random(seed), []
    while len(found) < count:
        values = possible_values(rng, extreme=extreme)
        if not dossier(values).verdict.feasible:
            found.append(values)
    return found


@pytest.mark.parametrize("extreme", [False, True], ids=["sliders", "bounds"])
@pytest.mark.parametrize("seed", range(5))
def test_a_repair_repairs(seed, extreme):
    for values in failing(30, seed, extreme=extreme):
        verdict = dossier(values).verdict
        repair = verdict.repair
        if repair is None:
            continue
        assert repair.decision in (*DECISIONS, "cards")
        assert repair.value != values[repair.decision]
        # Within what the input accepts, and of its type: the button puts it in as it is.
        assert read({repair.decision: repair.value}) == {repair.decision: repair.value}
        after = dossier(values | {repair.decision: repair.value}).verdict
        broken = [binding.constraint.id for binding in after.bindings if binding.load > 1]
        first = ORDER.index(verdict.first.constraint.id)
        assert all(ORDER.index(name) > first for name in broken), (repair, broken)
        if repair.then:
            assert repair.then == after.first.constraint.title
        else:
            assert after.feasible
        assert str(repair.value) in repair.sentence or any(c.isdigit() or c.isupper() for c in repair.sentence)


def test_almost_every_failure_has_a_repair():
    """Without one, nobody is told what to do: a card that lacks every format, or a design far off on several counts."""
    designs = failing(150, 99, extreme=False)
    without = [values for values in designs if dossier(values).verdict.repair is None]
    assert len(without) <= 0.05 * len(designs)


def test_nothing_smaller_on_the_same_slider_would_do():
    """Half the way to the repaired value still fails."""
    for values in failing(25, 5, extreme=False):
        repair = dossier(values).verdict.repair
        if repair and repair.decision in ("training_compute", "context", "overtraining") and not repair.then:
            halfway = (values[repair.decision] * repair.value) ** 0.5
            kind = int if repair.decision == "context" else float
            nearer = values[repair.decision] * (repair.value / values[repair.decision]) ** 0.9
            assert not dossier(values | {repair.decision: kind(halfway)}).verdict.feasible or abs(halfway / repair.value - 1) < 0.1
            assert not dossier(values | {repair.decision: kind(nearer)}).verdict.feasible or abs(nearer / repair.value - 1) < 0.1


def test_cards_stay_within_what_one_replica_may_span():
    values = defaults() | {"cards": 1}
    repair = dossier(values).verdict.repair
    assert repair is not None
    if repair.decision == "cards":
        assert 1 < repair.value <= resolve(values).largest_replica


def test_the_irresponsible_preset_is_told_what_to_do():
    """A million tokens on an RTX 4090."""
    verdict = dossier(defaults() | {"context": 1_048_576, "accelerator": "rtx-4090"}).verdict
    assert not verdict.feasible
    assert verdict.repair is not None


def test_a_card_without_the_format_is_told_another_format_or_card():
    repair = dossier(defaults() | {"accelerator": "a100-80gb"}).verdict.repair
    assert repair.decision in ("precision", "accelerator")
    card = repair.value if repair.decision == "accelerator" else "a100-80gb"
    precision = repair.value if repair.decision == "precision" else "fp8"
    assert accelerators()[card].peak(precision) is not None


def test_sliders_stay_on_their_sliders():
    for values in failing(40, 3, extreme=False):
        repair = dossier(values).verdict.repair
        if repair and repair.decision in ("training_compute", "overtraining", "context", "total_to_active"):
            low, high = Inputs.param[repair.decision].softbounds
            assert low <= repair.value <= high
