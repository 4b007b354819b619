"""How far a row is to be trusted: no further than what goes into it."""

import numpy as np
import pytest

from formulas import scaling, training
from formulas.registry import equations
from formulas.steps import Chain
from instruments.forge import IDS
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.presets import preset
from instruments.forge.rows import dossier_html
from instruments.frame.discovery import instruments
from instruments.frame.result import Result
from tests.instruments.forge.designs import defaults
from tests.markup import parse

FROM_THE_LAW = ("total_parameters", "active_parameters", "training_tokens", "tokens_per_parameter", "weight_bytes")


def trusts(**changes: object) -> dict[str, str]:
    return {name: figure.trust for name, figure in dossier(defaults() | changes).figures.items()}


@pytest.mark.parametrize("name", FROM_THE_LAW)
def test_what_follows_from_a_law_is_not_exact(name):
    """10^25 FLOP are 117 B or 312 B parameters, by the law that one believes."""
    sizes = {law: dossier(defaults() | {"law": law, "training_compute": 1e25, "overtraining": 1.0}).chain for law in scaling.LAWS}
    assert float(sizes["hoffmann2022"].active_parameters) < 0.5 * float(sizes["besiroglu2024"].active_parameters)
    assert trusts(law="besiroglu2024")[name] == "calibrated"
    assert trusts(law="twenty-to-one")[name] == "estimate"


def test_a_cache_by_the_shape_rule_is_an_estimate_and_of_a_given_shape_exact():
    assert trusts()["kv_cache_per_user"] == "estimate"
    assert dossier(preset("llama-3-405b").values).figures["kv_cache_per_user"].trust == "exact"


def test_no_row_of_any_instrument_is_exact_on_numbers_that_are_not():
    seen = 0
    for instrument in instruments().values():
        # What is followed rather than computed, such as the journey of a token, has no rows.
        if not isinstance(result := instrument.model_class()().result, Result):
            continue
        made = {id(step.value): step for step in result.chain.values() if step.equation}
        for figure in result.figures.values():
            if figure.trust == "exact":
                seen += 1
                parts = [made[id(value)] for value in figure.step.arguments.values() if id(value) in made]
                assert {part.equation.trust for part in parts} <= {"exact"}, (instrument.id, figure.id)
    assert seen > 10


def test_the_least_trusted_number_decides_however_far_back():
    chain = Chain()
    chain.step("size", scaling.fixed_ratio_parameters, compute=1e24, tokens_per_parameter=20.0)
    chain.step("tokens", scaling.training_tokens, compute=1e24, parameters=chain.size)
    chain.step("ratio", scaling.tokens_per_parameter, tokens=chain.tokens, parameters=np.float64(1e9))
    chain.step("free", scaling.tokens_per_parameter, tokens=1e12, parameters=1e9)
    chain.step("hours", training.accelerator_hours, compute=1e24, peak=1e15, utilisation=0.4)
    names = {name: chain.weakest(step).id for name, step in chain.items()}
    assert names["ratio"] == names["tokens"] == "scaling.fixed_ratio_parameters"
    assert names["free"] == "scaling.tokens_per_parameter"
    assert names["hours"] == "training.accelerator_hours"


@pytest.mark.parametrize("name", FIELDS)
def test_a_working_says_what_decides_it(name):
    found = dossier(defaults())
    figure, page = found.figures[name], parse(dossier_html(found, (name,)))
    text = page.one(id=IDS("working", name)).text
    entry = equations()[figure.equation]
    if figure.trust == entry.trust:
        assert "The equation itself is" not in text
    else:
        assert f"The equation itself is {entry.trust}" in text
        assert figure.weakest.title in text
