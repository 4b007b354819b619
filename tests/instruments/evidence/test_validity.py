"""Where an equation holds is data: cards and documents tell it, and whatever lies outside is flagged with how far."""

import math
import re
from dataclasses import replace
from html import unescape

import pytest

from app.docs import index
from formulas import chain
from formulas.registry import equation, equations
from formulas.scaling import LAWS, OF_DENSE_MODELS, loss
from formulas.steps import Step
from formulas.training import training_flop
from instruments.evidence.validity import extrapolated, holds
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.resolve import resolve
from instruments.forge.rows import dossier_html
from instruments.quantities.apart import multiple
from tests.instruments.forge.designs import defaults

RANGED = [pytest.param(entry, id=name) for name, entry in equations().items() if entry.valid]


def arguments_at(place: float) -> dict[str, float]:
    """Arguments of the loss with its parameters at a multiple of the most that was fitted, its tokens in the middle."""
    return {"parameters": loss.equation.valid["parameters"][1] * place, "tokens": 50e9}


@pytest.mark.parametrize("entry", RANGED)
def test_both_ends_are_inside_and_a_hair_beyond_them_is_not(entry):
    low_high = {name: dict(zip(("low", "high"), ends, strict=True)) for name, ends in entry.valid.items()}
    for end, beyond in (("low", 1 - 1e-9), ("high", 1 + 1e-9)):
        at_end = {name: ends[end] for name, ends in low_high.items()}
        assert entry.outside(at_end) == ()
        for name in at_end:
            (found,) = entry.outside(at_end | {name: at_end[name] * beyond})
            assert (found.quantity.name, found.low, found.high) == (name, *entry.valid[name])


def test_what_is_unknown_lies_outside_of_nothing():
    assert loss.equation.outside({"parameters": math.nan, "tokens": 50e9}) == ()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (arguments_at(1), ""),
        (arguments_at(10), "extrapolated: 162 B parameters, 10 times the largest covered (16.2 B parameters)"),
        (arguments_at(1.0001), "extrapolated: 16.202 B parameters, 1.0001 times the largest covered (16.200 B parameters)"),
        ({"parameters": 22e6, "tokens": 5e12}, "extrapolated: 22.0 M parameters, 0.50 times the smallest covered (44.0 M parameters); "
                                               "5.00 T tokens, 10 times the largest covered (500 B tokens)"),
    ],
)  # fmt: skip
def test_it_is_told_what_lies_outside_and_how_far(arguments, told):
    assert (extrapolated(Step(loss.equation, arguments, 2.0)) or "") == told


def test_a_quantity_whose_unit_does_not_name_it_is_named():
    entry = replace(training_flop.equation, valid={"parameters": (1e9, 2e9)}, _parsed={})
    priced = equations()["energy.electricity_cost"]
    narrow = replace(priced, valid={"price": (0.05, 0.2)}, validity="")
    assert holds(entry).startswith("For 1 B to 2 B parameters. ")
    assert holds(narrow) == "For price of 0.05 USD/kWh to 0.2 USD/kWh."
    assert extrapolated(Step(narrow, {"energy_kwh": 1.0, "price": 0.4}, 0.4)) == (
        "extrapolated: price of 0.400 USD/kWh, 2.0 times the largest covered (0.200 USD/kWh)"
    )


@pytest.mark.parametrize("name", FIELDS)
def test_a_row_of_any_equation_is_flagged_where_an_argument_lies_outside(name):
    figure = dossier(defaults()).figures[name]
    argument, value = next((key, float(value)) for key, value in figure.step.arguments.items() if value > 0)
    for low, high, flagged in ((value / 4, value / 2, True), (value / 2, value * 2, False)):
        narrow = replace(figure.step.equation, valid={argument: (low, high)})
        found = replace(figure, step=figure.step._replace(equation=narrow, valid=None, extents=(), beyond=""))
        assert ("2.0 times the largest covered" in (found.flag or "")) == flagged == bool(found.flag)


def test_a_law_brings_its_own_ranges():
    design = resolve(defaults())
    wide = replace(LAWS["seed"], fitted_parameters=(1e6, 1e15), fitted_tokens=(1e6, 1e15), fitted_compute=None, fitted_ratio=None)
    assert extrapolated(chain.evaluate(design)["predicted_loss"])
    step = chain.evaluate(replace(design, law=wide))["predicted_loss"]
    assert extrapolated(step) is None
    assert holds(step.equation, step.valid).startswith("For 1 M to 1,000 T parameters and 1 M to 1,000 T tokens. ")


@pytest.mark.parametrize(("compute", "overtraining", "told"), [
    (1e25, 4.0, "compute of 10.0 YFLOP, 770 times the largest covered (13.0 ZFLOP)"),
    (1e21, 30.0, "ratio of 648 tokens per parameter, 1.9 times the largest covered (341 tokens per parameter)"),
])
def test_a_loss_says_how_far_beyond_the_fitted_points_its_run_lies(compute, overtraining, told):
    """A run may lie within the sizes and texts that were fitted, and beyond every run: the points are a strip."""
    result = dossier(defaults() | {"training_compute": compute, "overtraining": overtraining})
    flag, law = result.figures["predicted_loss"].flag, result.design.law
    assert told in flag
    beyond = max(compute / law.fitted_compute[1], float(result.chain.tokens_per_parameter) / law.fitted_ratio[1])
    assert multiple(beyond) in told


def test_a_law_whose_points_are_not_public_says_nothing_of_them():
    assert replace(LAWS["seed"], fitted_compute=None, fitted_ratio=None).extents(1e30, 1e6) == ()


def test_a_mixture_is_beyond_a_law_of_dense_models_whatever_its_size():
    small = {"training_compute": 1e22, "overtraining": 1.0}
    assert dossier(defaults() | small).figures["predicted_loss"].flag is None
    assert dossier(defaults() | small | {"architecture": "moe"}).figures["predicted_loss"].flag == f"extrapolated: {OF_DENSE_MODELS}"


def test_the_card_tells_range_and_reason():
    html = unescape(dossier_html(dossier(defaults()), opened=["predicted_loss"]))
    card = re.search(r'id="forge-working-predicted-loss".*?</dl>', html, re.DOTALL)[0]
    assert "<dt>Holds</dt><dd>For 44 M to 16.2 B parameters and 5 B to 500 B tokens. " in card
    assert re.search(r"<dt>Note</dt><dd>Extrapolated: 156 B parameters, 9\.6 times the largest covered \(16\.2 B parameters\); ", card)


@pytest.mark.parametrize("entry", RANGED)
def test_the_index_of_equations_shows_the_ranges(entry):
    assert f"- holds: {holds(entry)}" in index()
    assert holds(entry).startswith("For ")


def test_a_range_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"^valid range of tokens is 2 to 1: must be two positive numbers in order$"):
        equation(symbol="x", latex="x", trust="exact", source="kaplan2020", valid={"tokens": (2, 1)})
