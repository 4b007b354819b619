"""The verdict: the first constraint in order, by how much, and in words that hold."""

import random

import numpy as np
import pytest

from formulas import chain
from formulas.constraints import CONSTRAINTS, loads
from instruments.forge.dossier import dossier
from instruments.forge.resolve import resolve, stack
from instruments.forge.values import defaults

from .designs import possible_values

ORDER = [constraint.id for constraint in CONSTRAINTS]
# One change of the default design that breaks each constraint, and nothing that stands before it.
BREAKS = {
    "precision": {"accelerator": "a100-80gb"},
    "weights": {"cards": 1},
    "cache": {"cards": 3, "attention": "mha", "context": 4096, "cache_precision": "fp32", "usable_share": 0.66},
    "context": {"context": 10_485_760, "cards": 8},
    "tokens": {"training_compute": 4e26, "overtraining": 1000.0, "context": 1024},
    "fleet": {"training_compute": 1e26, "target_days": 1.0, "context": 1024},
    "power": {
        "training_compute": 1e26,
        "training_accelerator": "gb300",
        "target_days": 10.0,
        "pue": 1.9,
        "utilisation": 0.3,
        "context": 1024,
    },
    "law": {"training_compute": 6e26, "context": 1024},
}


def verdict(**changes):
    return dossier(defaults() | changes).verdict


@pytest.mark.parametrize("name", ORDER)
def test_each_constraint_can_be_the_first_to_break(name):
    found = verdict(**BREAKS[name])
    assert not found.feasible
    assert found.first.constraint.id == name
    assert found.first.load > 1
    assert found.headline.startswith("Not feasible: ")
    assert found.to_json()["constraint"] == name


@pytest.mark.parametrize("seed", range(60))
def test_the_first_in_order_is_told_first(seed):
    found = dossier(possible_values(random.Random(seed), extreme=seed % 2 == 1)).verdict
    assert [binding.constraint.id for binding in found.bindings] == ORDER
    broken = [binding.constraint.id for binding in found.bindings if binding.load > 1]
    assert found.feasible == (not broken)
    if broken:
        assert found.first.constraint.id == broken[0]
    else:
        assert found.first.load == max(binding.load for binding in found.bindings)
    assert not any(np.isnan(binding.load) for binding in found.bindings)
    assert all(binding.sentence.endswith(".") for binding in found.bindings)
    assert not [binding.sentence for binding in found.bindings if "nan" in binding.sentence or "None" in binding.sentence]


@pytest.mark.parametrize("seed", range(20))
def test_a_feasible_design_serves_somebody(seed):
    """What the constraints promise is what the dossier shows."""
    result = dossier(possible_values(random.Random(seed)))
    if result.verdict.feasible:
        assert result.figures["concurrent_users"].value >= 1
        assert result.figures["data_share"].value <= 1


def test_the_longest_context_that_it_names_is_the_longest():
    """The sentence says how long a context would fit: that one does, one and a tenth of it does not."""
    design = BREAKS["context"]
    longest = design["context"] / verdict(**design).first.load
    assert verdict(**design | {"context": int(longest)}).feasible
    assert verdict(**design | {"context": int(1.1 * longest)}).first.constraint.id == "context"


def test_an_unknown_power_breaks_nothing_and_is_told():
    found = verdict(training_accelerator="tpu-v5p", training_precision="bf16")
    power = next(binding for binding in found.bindings if binding.constraint.id == "power")
    assert (power.load == 0) == ("unknown" in power.sentence)


def test_loads_of_many_designs_are_those_of_each():
    sets = [defaults() | BREAKS[name] for name in ("precision", "weights", "tokens", "fleet", "law")]
    designs = stack([resolve(values) for values in sets])
    together = loads(designs, chain.evaluate(designs))
    for index, values in enumerate(sets):
        for binding in dossier(values).verdict.bindings:
            assert np.broadcast_to(together[binding.constraint.id], len(sets))[index] == pytest.approx(binding.load)
