"""The verdict: the first constraint in order, by how much, and in words that hold."""

import ast
import inspect
import math
import random
import re
from dataclasses import replace

import numpy as np
import pytest

from formulas import chain
from formulas.constraints import CONSTRAINTS, loads
from formulas.documented import largest
from instruments.forge import limits as limits_module
from instruments.forge import verdict as verdict_module
from instruments.forge.dossier import dossier
from instruments.forge.limits import basis
from instruments.forge.resolve import resolve
from instruments.forge.verdict import interval, sentence
from instruments.forge.verdict_html import verdict_html
from instruments.quantities.text import quantity, stated
from tests.few import few

from .designs import defaults, possible_values, together

DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef
ORDER = [constraint.id for constraint in CONSTRAINTS]
# One change of the default design that breaks each constraint, and nothing that stands before it.
BREAKS = {
    "precision": {"accelerator": "mi250x"},
    "weights": {"cards": 1},
    "cache": {"cards": 3, "attention": "mha", "context": 4096, "cache_precision": "fp32", "usable_share": 0.66},
    "context": {"context": 10_485_760, "cards": 8},
    "tokens": {"training_compute": 4e26, "overtraining": 1000.0, "context": 1024},
    "fleet": {"training_compute": 4e26, "target_days": 1.0, "context": 1024},
    "power": {
        "training_compute": 1e26,
        "training_accelerator": "a100-80gb",
        "target_days": 6.0,
        "context": 1024,
    },
    "time": {"target_days": 0.5},
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
        if (tokens := result.figures["training_tokens"].value) is not None:  # of a model that exists it may be unknown
            assert tokens <= largest("text").value


def test_the_longest_context_that_it_names_is_the_longest():
    """The sentence says how long a context would fit: that one does, one and a tenth of it does not."""
    design = BREAKS["context"]
    longest = design["context"] / verdict(**design).first.load
    assert verdict(**design | {"context": int(longest)}).feasible
    assert verdict(**design | {"context": int(1.1 * longest)}).first.constraint.id == "context"


def test_who_has_more_text_than_the_public_is_held_against_it():
    design = BREAKS["tokens"]
    public = next(b for b in verdict(**design).bindings if b.constraint.id == "tokens")
    own = next(b for b in verdict(**design, text_stock=20 * largest("text").value).bindings if b.constraint.id == "tokens")
    assert own.load == pytest.approx(public.load / 20)
    assert "the text stock put in is 6.00 P tokens" in own.sentence or "the text stock put in is 6,000 T tokens" in own.sentence


def test_less_text_than_the_public_is_read_again():
    few = next(b for b in verdict(text_stock=1e12).bindings if b.constraint.id == "tokens")
    assert few.load == pytest.approx(next(b for b in verdict().bindings if b.constraint.id == "tokens").load)
    assert dossier(defaults() | {"text_stock": 1e12}).chain["repaid_by"].beyond == "text that is read again counts as new here"
    assert dossier(defaults()).chain["repaid_by"].beyond == ""


def test_an_unknown_power_breaks_nothing_and_is_told():
    found = verdict(training_accelerator="tpu-v5p", training_precision="bf16")
    power = next(binding for binding in found.bindings if binding.constraint.id == "power")
    assert (power.load == 0) == ("unknown" in power.sentence)


@pytest.mark.parametrize(
    ("card", "told", "load"),
    [
        ("h100-sxm", "multiplies this format natively", 0), ("a100-80gb", "stores the weights in it, unpacks them", 0),
        ("mi250x", "no engine is known to unpack it there", np.inf), ("wse-3", "speeds are unknown", 0),
    ],
)  # fmt: skip
def test_a_card_that_lacks_a_format_is_told_how_it_serves_it(card, told, load):
    found = next(binding for binding in verdict(accelerator=card).bindings if binding.constraint.id == "precision")
    assert told in found.sentence
    assert found.load == load


def test_fleets_are_compared_in_the_same_unit():
    """Twice as many cards of half the peak are the same fleet; boards alone or whole servers make no difference to a site's rating."""
    h100 = next(b for b in verdict(training_compute=1e26).bindings if b.constraint.id == "fleet")
    b200 = next(b for b in verdict(training_compute=1e26, training_accelerator="b200").bindings if b.constraint.id == "fleet")
    assert b200.load == pytest.approx(h100.load, rel=1e-3)
    assert "H100 equivalents" in b200.sentence
    assert float(dossier(defaults() | {"training_accelerator": "b200"}).chain.training_fleet) < 0.45 * float(
        dossier(defaults()).chain.training_fleet)


def test_a_card_without_a_peak_of_sixteen_bits_has_no_equivalent():
    """None of the catalogue's cards that can train lacks one."""
    fleet, one = next(each for each in CONSTRAINTS if each.id == "fleet"), replace(dossier(defaults()).design, training_peak_16_bit=np.nan)
    c = chain.evaluate(one)
    assert fleet.load(one, c) == 0
    assert "not published" in sentence(fleet, 0.0, one, {name: float(step.value) for name, step in c.items()})


def test_loads_of_many_designs_are_those_of_each():
    sets = [defaults() | BREAKS[name] for name in ("precision", "weights", "tokens", "fleet", "law")]
    designs = together([resolve(values) for values in sets])
    measured = loads(designs, chain.evaluate(designs))
    for index, values in enumerate(sets):
        for binding in dossier(values).verdict.bindings:
            assert np.broadcast_to(measured[binding.constraint.id], len(sets))[index] == pytest.approx(binding.load)


def just_over(name: str, load: float) -> dict:
    """A design that exceeds one limit by very little, and no limit before it."""
    values = defaults() | BREAKS[name]
    if name in ("weights", "cache", "context"):
        # The room follows from the usable share; what is left for a cache is what the weights do not take.
        values |= {"context": 1024 if name == "cache" else 131_072, "cards": 3 if name == "weights" else 4}
        at = {share: dossier(values | {"usable_share": share}) for share in (0.8, 0.9)}
        room = {share: float(one.chain.available_cards * one.chain.usable_bytes) for share, one in at.items()}
        one = at[0.9].chain
        held = float(one.weight_bytes) / load if name == "weights" else float(one.weight_bytes) + float(one.resident_cache_per_user) / load
        return values | {"usable_share": 0.9 * held / room[0.9]}
    free = {"tokens": "overtraining", "fleet": "target_days", "power": "target_days", "law": "training_compute"}[name]
    low, high = values[free] / 100, values[free] * 100
    for _ in range(80):
        middle = math.sqrt(low * high)
        found = {b.constraint.id: b.load for b in dossier(values | {free: middle}).verdict.bindings}[name]
        below = found < load
        low, high = (low, middle) if below == (free == "target_days") else (middle, high)
    return values | {free: low if free == "target_days" else high}


@pytest.mark.parametrize("load", few([1.0003, 1.01, 1.004]))
@pytest.mark.parametrize("name", few(["weights", "context", "tokens", "power", "law"], "weights", "tokens"))
def test_figures_beside_each_other_show_their_difference(name, load):
    values = just_over(name, load)
    found = next(binding for binding in dossier(values).verdict.bindings if binding.constraint.id == name)
    assert found.load == pytest.approx(load, rel=1e-6)
    assert " 1.0 times" not in found.sentence
    figures = re.findall(r"\d[\d,.]* (?:[A-Za-z]+)", found.sentence)
    assert len(figures) == len(set(figures)), found.sentence
    if name == "context":
        longest = int(found.sentence.split("fits is ")[1].split()[0].replace(",", ""))
        assert longest < values["context"]
        assert dossier(values | {"context": longest}).verdict.feasible
    elif name != "law":
        assert f"{load:g} times the limit" in found.sentence
    meter = re.search(r'meter-text">([^<]+) % of the limit', verdict_html(dossier(values)))
    assert meter is None or float(meter[1]) > 100


def test_one_card_over_the_largest_fleet():
    values = just_over("fleet", 1.000001)
    sentence = next(b.sentence for b in dossier(values).verdict.bindings if b.constraint.id == "fleet")
    assert sentence.startswith(
        "The run needs 763,001 cards at once, 763,001 H100 equivalents; the largest site documented by 2026 holds 763,000.")
    assert sentence.endswith("That is 1.000001 times the limit.")


BEARING = [pytest.param(each, name, id=f"{each.id}-{name}") for each in CONSTRAINTS for name in each.limits]
# Designs that are told each limit of the law; of the others any design is.
TOLD = {"run": {"training_compute": 1e27}, "ratio": {"overtraining": 4e4}, "share": {"training_compute": 1e18}}


@pytest.mark.parametrize(("constraint", "name"), BEARING)
def test_sentences_follow_the_number_that_a_limit_declares(constraint, name):
    limit = constraint.limits[name]
    changed = replace(limit, value=7 * limit.value, date="autumn 2031", interval=(limit.value, 70 * limit.value), example="An example")
    other = replace(constraint, limits={**constraint.limits, name: changed})
    was, told = stated(limit.value, limit.unit).number, stated(changed.value, limit.unit).number
    assert was in basis(constraint)
    assert told in basis(other)
    assert f"{stated(changed.value, limit.unit)} ({interval(changed)}, An example, autumn 2031)" in basis(other)
    assert f" to {stated(70 * limit.value, limit.unit).without_noun}" in interval(changed)
    assert limit.date in basis(constraint)
    result = dossier(defaults() | TOLD.get(name, {}))
    load = float(other.load(result.design, result.chain))
    before, after = (
        sentence(each, load, result.design, {key: float(step.value) for key, step in result.chain.items()}) for each in (constraint, other)
    )
    # How far a replica may span, and what bounds the time of a run, change what is needed and not how it is told.
    if constraint.id in ("weights", "time"):
        assert before == after
    else:
        assert before != after
    if constraint.id in ("power", "tokens", "law"):
        smallest = quantity(changed.value * result.design.law.fitted_parameters[0], "parameter")
        assert str(smallest if name == "share" else quantity(changed.value, limit.unit)) in after
    if constraint.id == "fleet":
        assert f"the largest site documented by autumn 2031 holds {stated(changed.value, limit.unit).without_noun}." in after


def test_no_limit_is_written_again_in_a_sentence():
    """A number with units in the sources of these sentences would not follow its field."""
    for module in (verdict_module, limits_module):
        nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
        described = [node.body[0].value for node in nodes if isinstance(node, DOCUMENTED) and ast.get_docstring(node)]
        texts = [node.value for node in nodes if isinstance(node, ast.Constant) and node not in described]
        sentences = [text for text in texts if isinstance(text, str) and " " in text]
        assert sentences
        assert not [text for text in sentences if re.search(r"\d", text.replace("90% interval", ""))]
    assert not [each.basis for each in CONSTRAINTS if re.search(r"\d", each.basis)]
