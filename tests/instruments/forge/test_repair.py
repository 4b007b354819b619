"""Repairs really repair: hundreds of random designs that fail, each mended as it is told."""

import random

import pytest

from formulas.catalogue import accelerators
from formulas.constraints import CONSTRAINTS
from formulas.unpackings import unpacked_by
from instruments.forge.dossier import dossier
from instruments.forge.inputs import Inputs
from instruments.forge.presets import preset, presets
from instruments.forge.resolve import resolve
from tests.few import few

from .designs import DECISIONS, defaults, possible_values, read

ORDER = [constraint.id for constraint in CONSTRAINTS]


def failing(count: int, seed: int, *, extreme: bool) -> list[dict]:
    rng, found = random.Random(seed), []
    while len(found) < count:
        values = possible_values(rng, extreme=extreme)
        if not dossier(values).verdict.feasible:
            found.append(values)
    return found


@pytest.mark.parametrize("extreme", [False, True], ids=["sliders", "bounds"])
@pytest.mark.parametrize("seed", few(range(5)))
def test_a_repair_repairs(seed, extreme):
    for values in failing(30, seed, extreme=extreme):
        verdict = dossier(values).verdict
        repair = verdict.repair
        if repair is None:
            continue
        assert repair.decision in (*DECISIONS, "cards", "cache_precision", "target_days")
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


@pytest.mark.slow
def test_almost_every_failure_has_a_repair():
    """Without one, nobody is told what to do: a card that lacks every format, or a design far off on several counts."""
    designs = failing(150, 99, extreme=False)
    without = [values for values in designs if dossier(values).verdict.repair is None]
    assert len(without) <= 0.05 * len(designs)


@pytest.mark.slow
def test_nothing_smaller_on_the_same_slider_would_do():
    """Half the way to the repaired value still fails."""
    for values in failing(25, 6, extreme=False):
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
    repair = dossier(defaults() | {"accelerator": "mi250x"}).verdict.repair
    assert repair.decision in ("precision", "accelerator")
    card = repair.value if repair.decision == "accelerator" else "mi250x"
    precision = repair.value if repair.decision == "precision" else "fp8"
    assert accelerators()[card].peak(precision) is not None or unpacked_by(accelerators()[card], precision)


@pytest.mark.slow
def test_sliders_stay_on_their_sliders():
    for values in failing(40, 3, extreme=False):
        repair = dossier(values).verdict.repair
        if repair and repair.decision in ("training_compute", "overtraining", "context", "total_to_active"):
            low, high = Inputs.param[repair.decision].softbounds
            assert low <= repair.value <= high


SERVING = ("context", "precision", "cache_precision", "accelerator", "cards", "target_days")
PUBLIC = [name for name, entry in presets().items() if entry.model]


@pytest.mark.parametrize("name", few(PUBLIC, *PUBLIC[::5]))
def test_of_a_model_that_exists_only_its_serving_is_changed(name):
    """Its compute, size and text are facts.  Almost always one change helps, and after it the design stands."""
    without, failing_designs = 0, 0
    for card in ("rtx-4090", "l40s", "a100-80gb", "h100-sxm", "mi300x", "tpu-v5e"):
        for change in ({}, {"cards": 1}, {"cards": None}, {"target_days": 0.5}, {"context": 10_000_000}):
            values = preset(name).values | {"accelerator": card} | change
            verdict = dossier(values).verdict
            if verdict.feasible:
                assert verdict.advice == ""
                continue
            failing_designs += 1
            assert "The shape of the model is given" in verdict.advice
            if verdict.repair is None:
                without += 1
                assert "how it is served or how long it trains" in verdict.advice
                continue
            assert verdict.repair.decision in SERVING
            assert verdict.advice.startswith(verdict.repair.sentence)
            after = dossier(values | {verdict.repair.decision: verdict.repair.value}).verdict
            assert after.feasible == (verdict.repair.then == "")
            assert after.first.constraint.id != verdict.first.constraint.id or after.feasible
    assert failing_designs
    assert without <= 0.2 * failing_designs


def test_a_run_in_too_few_days_is_given_more():
    values = preset("llama-3-405b").values | {"target_days": 1.0}
    repair = dossier(values).verdict.repair
    assert repair.decision == "target_days"
    assert repair.sentence == "Let the run take 4.7 days."
    assert not dossier(values | {"target_days": 4.5}).verdict.feasible


def test_a_cache_that_is_too_large_may_be_kept_in_fewer_bits():
    values = preset("llama-3-8b").values | {"cards": 1, "accelerator": "l40s", "context": 262_144}
    verdict = dossier(values).verdict
    assert verdict.first.constraint.id == "context"
    smaller = dossier(values | {"cache_precision": "int8"}).verdict
    assert smaller.first.load == pytest.approx(verdict.first.load / 2)


def test_a_model_worked_out_from_a_budget_may_change():
    verdict = dossier(defaults() | {"training_compute": 6e26, "context": 1024}).verdict
    assert (verdict.repair.decision, verdict.scope) == ("training_compute", "")
    assert verdict.advice == verdict.repair.sentence
