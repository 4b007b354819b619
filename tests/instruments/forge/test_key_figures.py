"""The four figures beside the verdict: every decision moves at least one of them, in any design."""

import re

import numpy as np
import pytest

from instruments.forge.dossier import dossier
from instruments.forge.inputs import Inputs
from instruments.forge.presets import presets
from instruments.forge.verdict_html import KEY_FIGURES, verdict_html
from tests.few import few
from tests.instruments.forge.designs import DECISIONS, defaults

STARTS = {"dense": {}, "mixture": {"architecture": "moe"}}
MINOR = {"time_to_first_token", "cost_per_million_tokens"}
"""What twins differ in: formats as wide as each other, and a card that was made anew for another market."""


def shown(values):
    """The four texts, as the page has them."""
    found = re.findall(r'<dd>.*?<span class="value"[^>]*>(.*?)</span> <span class="unit">(.*?)</span></dd>', verdict_html(dossier(values)))
    assert len(found) == 4
    return found


def steps(name, values):
    """Other values of a decision: every option, or nine from end to end of its slider."""
    declared = Inputs.param[name]
    if hasattr(declared, "objects"):
        return [option for option in declared.get_range().values() if option != values[name]]
    ends = np.geomspace(*declared.softbounds, 9)
    return [value for value in map(type(values[name]), ends) if not np.isclose(float(value), float(values[name]))]


def moves(name, values):
    """Each step of a decision, and whether it moves what is shown."""
    before = shown(values)
    for step in steps(name, values):
        try:
            yield step, shown(values | {name: step}) != before
        except ValueError:
            continue  # a shape that is given cannot follow every mixture


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("name", [*DECISIONS, "architecture"])
def test_every_step_of_a_decision_moves_a_figure(name, start):
    if (name, start) == ("total_to_active", "dense"):
        name = "architecture"  # a dense model has no experts to count
    values = defaults() | STARTS[start]
    before = dossier(values).figures
    for step, moved in moves(name, values):
        if not moved:
            after = dossier(values | {name: step}).figures
            assert {field for field in after if str(after[field].shown) != str(before[field].shown)} <= MINOR, step


@pytest.mark.parametrize("preset", few(list(presets()), *list(presets())[::5]))
def test_in_a_preset_each_decision_moves_a_figure(preset):
    values = presets()[preset].values
    for name in DECISIONS:
        decision = "architecture" if name == "total_to_active" and values["architecture"] == "dense" else name
        assert any(moved for _, moved in moves(decision, values)), decision


def test_the_four_are_shown_in_their_order_with_their_units():
    figures = dossier(defaults()).figures
    assert [number for number, _ in shown(defaults())] == [figures[name].shown.number for name in KEY_FIGURES]
    assert [unit for _, unit in shown(defaults())] == ["nats", "M USD", "GB", "tokens/s"]
