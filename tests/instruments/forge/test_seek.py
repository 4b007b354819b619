"""Goal seek: an answer meets every goal, and no cheaper one does; sensitivity points the right way."""

import re

import numpy as np
import pytest

from formulas.catalogue import accelerators
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.inputs import Inputs
from instruments.forge.seek import Bar, Goal, seek, tornado
from tests.instruments.forge.designs import defaults, read

GOALS = {
    "loss and money": [Goal("predicted_loss", "<=", 1.95), Goal("training_cost", "<=", 20e6)],
    "loss alone": [Goal("predicted_loss", "<=", 2.1)],
    "speed and loss": [Goal("decode_ceiling_one_card", ">=", 100), Goal("predicted_loss", "<=", 2.0)],
    "users": [Goal("concurrent_users", ">=", 2), Goal("predicted_loss", "<=", 2.0)],
    "size": [Goal("total_parameters", ">=", 1e12)],
    "small and well trained": [Goal("weight_bytes", "<=", 8e9), Goal("predicted_loss", "<=", 2.05), Goal("training_carbon", "<=", 1e6)],
    "a narrow way": [
        Goal("total_parameters", ">=", 69.96e9),
        Goal("total_parameters", "<=", 70.04e9),
        Goal("training_tokens", ">=", 15e12),
    ],
}
VALUES = defaults()


def meets(values, goals) -> bool:
    figures = dossier(values).figures
    return all(goal.met(np.asarray(figures[goal.field].value)) for goal in goals)


@pytest.mark.parametrize("goals", GOALS.values(), ids=GOALS)
def test_an_answer_meets_its_goals(goals):
    answer = seek(VALUES, goals)
    assert answer.found, answer.sentence
    assert set(answer.values) == {"training_compute", "overtraining"}
    assert read(answer.values) == answer.values
    for name, value in answer.values.items():
        low, high = Inputs.param[name].softbounds
        assert low <= value <= high
    assert meets(VALUES | answer.values, goals)


@pytest.mark.parametrize("name", ["loss and money", "loss alone", "speed and loss", "users"])
def test_a_tenth_less_compute_meets_them_at_no_over_training(name):
    """The answer is the least compute: an independent sweep over the other slider finds nothing below it."""
    answer = seek(VALUES, GOALS[name])
    less = 0.9 * answer.values["training_compute"]
    sweep = np.geomspace(0.25, 64, 60)
    assert not any(meets(VALUES | {"training_compute": less, "overtraining": float(over)}, GOALS[name]) for over in sweep)


def test_everything_else_stays_as_it_was():
    values = VALUES | {"precision": "bf16", "law": "hoffmann2022", "architecture": "moe"}
    answer = seek(values, [Goal("predicted_loss", "<=", 2.0)])
    assert answer.found
    assert meets(values | answer.values, [Goal("predicted_loss", "<=", 2.0)])


@pytest.mark.parametrize(
    ("goals", "words"),
    [
        ([Goal("predicted_loss", "<=", 1.5)], ["No setting", "predicted loss at most 1.500", "the best is"]),
        (
            [Goal("predicted_loss", "<=", 1.95), Goal("training_cost", "<=", 1000)],
            ["No setting meets all", "with the other goals met", "training cost"],
        ),
        ([Goal("predicted_loss", "<=", 1.5), Goal("training_cost", "<=", 1e-9)], ["predicted loss", "training cost", "nor"]),
    ],
)
def test_where_there_is_none_the_nearest_miss_is_told(goals, words):
    answer = seek(VALUES, goals)
    assert not answer.found
    assert answer.values == {}
    assert [word for word in words if word not in answer.sentence] == []


def test_an_unknown_figure_reaches_no_goal():
    """No price of a TPU v7 is known, so no goal on its cost can be met, nor a best one told."""
    answer = seek(VALUES | {"training_accelerator": "tpu-v7"}, [Goal("training_cost", "<=", 20e6)])
    assert not answer.found
    assert answer.sentence == "For these cards no figure is published from which to tell training cost."


@pytest.mark.parametrize(
    ("goals", "message"),
    [
        ([], "goals is empty: give at least one"),
        ([Goal("happiness", ">=", 1)], "field is 'happiness': no figure of the dossier"),
        ([Goal("predicted_loss", "<", 2)], "sense is '<': must be <= or >="),
        ([Goal("predicted_loss", "<=", float("nan"))], "value is nan: must be a finite number"),
    ],
)
def test_goals_that_make_no_sense_are_refused(goals, message):
    with pytest.raises(ValueError, match=r".") as caught:
        seek(VALUES, goals)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("field", FIELDS)
def test_a_tornado_is_sorted_and_says_what_the_dossier_says(field):
    bars = tornado(VALUES, field)
    spans = [bar.span for bar in bars]
    assert spans == sorted(spans, reverse=True)
    compute = next(bar for bar in bars if bar.decision == "training_compute")
    assert compute.at_lower == dossier(VALUES | {"training_compute": 5e24}).figures[field].value
    assert compute.at_raised == dossier(VALUES | {"training_compute": 2e25}).figures[field].value


def test_a_tornado_knows_what_does_not_matter():
    bars = {bar.decision: bar for bar in tornado(VALUES, "predicted_loss")}
    assert bars["context"].span == bars["precision"].span == bars["utilisation"].span == 0
    assert bars["training_compute"].at_raised < bars["training_compute"].at_lower
    assert "total_to_active" not in bars
    assert "total_to_active" in {bar.decision for bar in tornado(VALUES | {"architecture": "moe"}, "weight_bytes")}


def test_a_tornado_moves_every_one_of_the_six_decisions():
    bars = {bar.decision: bar for bar in tornado(VALUES, "decode_ceiling_one_card")}
    assert {"training_compute", "architecture", "overtraining", "context", "precision", "accelerator"} <= bars.keys()
    assert bars["accelerator"].at_lower < dossier(VALUES).figures["decode_ceiling_one_card"].value < bars["accelerator"].at_raised
    assert bars["architecture"].at_raised == bars["architecture"].at_lower, "one sequence reads the active weights alone"
    resident = {bar.decision: bar for bar in tornado(VALUES, "weight_bytes")}["architecture"]
    assert resident.at_raised == pytest.approx(18 * resident.at_lower)


def test_a_tornado_at_the_ends_of_the_sliders():
    for values in (VALUES | {"training_compute": 1e30, "context": 1 << 30}, VALUES | {"training_compute": 1e15, "context": 1, "prompt": 1}):
        for bar in tornado(values, "training_cost"):
            assert bar.span >= 0


def test_a_tornado_of_an_unknown_field_is_refused():
    with pytest.raises(ValueError, match=r"^field is 'happiness': no figure of the dossier"):
        tornado(VALUES, "happiness")


def test_a_goal_that_is_just_missed_looks_missed():
    """Both figures of the sentence in as many digits as tell them apart."""
    best = float(re.search(r"the best is ([\d.]+) nats", seek(defaults(), [Goal("predicted_loss", "<=", 1.5)]).sentence)[1])
    answers = [seek(defaults(), [Goal("predicted_loss", "<=", best + step * 1e-4)]) for step in range(-8, 9, 2)]
    refused = [answer.sentence for answer in answers if not answer.found]
    assert 0 < len(refused) < len(answers)
    for sentence in refused:
        stated, reached = re.search(r"at most ([\d.]+) nats per token \(the best is ([\d.]+) nats", sentence).groups()
        assert float(stated) < float(reached)


def test_a_tornado_doubles_halves_and_names_what_it_did():
    values = VALUES | {"architecture": "moe", "experts": 1024}
    bars = {bar.decision: bar for bar in tornado(values, "training_cost")}
    for name in ("training_compute", "overtraining", "context", "total_to_active"):
        assert (bars[name].lower, bars[name].raised) == ("half", "double")
        for end, factor in ((bars[name].at_lower, 0.5), (bars[name].at_raised, 2)):
            kind = type(values[name])
            assert end == dossier(values | {name: kind(factor * values[name])}).figures["training_cost"].value
    assert (bars["architecture"].lower, bars["architecture"].raised) == ("dense", "18:1 mixture")
    assert (bars["utilisation"].lower, bars["utilisation"].raised) == ("-20%", "+25%")
    cost = dossier(values).figures["training_cost"].value
    assert bars["utilisation"].at_lower == pytest.approx(1.25 * cost)
    assert bars["utilisation"].at_raised == pytest.approx(cost / 1.25)


def test_a_tornado_never_uses_more_than_the_whole_peak():
    bars = {bar.decision: bar for bar in tornado(VALUES | {"utilisation": 0.9}, "training_cost")}
    assert bars["utilisation"].at_raised == dossier(VALUES | {"utilisation": 1.0}).figures["training_cost"].value


@pytest.mark.parametrize(
    ("precision", "lower", "raised"),
    [("fp8", "int4", "bf16"), ("int8", "int4", "bf16"), ("bf16", "fp8", "fp32"), ("fp16", "fp8", "fp32"), ("fp32", "bf16", "fp32"),
     ("int4", "int4", "fp8")],
)  # fmt: skip
def test_a_tornado_halves_and_doubles_the_bits(precision, lower, raised):
    bars = {bar.decision: bar for bar in tornado(VALUES | {"precision": precision}, "weight_bytes")}
    assert (bars["precision"].lower, bars["precision"].raised) == (lower, raised)
    assert bars["precision"].at_lower == dossier(VALUES | {"precision": lower}).figures["weight_bytes"].value


@pytest.mark.parametrize("card", accelerators())
def test_a_tornado_goes_to_the_same_makers_neighbours_in_bandwidth(card):
    row = accelerators()[card]
    made = [other for other in accelerators().values() if other.vendor == row.vendor]
    bar = next(bar for bar in tornado(VALUES | {"accelerator": card}, "concurrent_users") if bar.decision == "accelerator")
    for said, sign in ((bar.lower, -1), (bar.raised, 1)):
        beyond = [other for other in made if sign * (other.bandwidth_bytes_per_s - row.bandwidth_bytes_per_s) > 0]
        nearest = min((abs(other.bandwidth_bytes_per_s - row.bandwidth_bytes_per_s) for other in beyond), default=0)
        names = {other.name.removeprefix(other.vendor).strip(): abs(other.bandwidth_bytes_per_s - row.bandwidth_bytes_per_s)
                 for other in (beyond or [row])}
        assert names[said] == nearest


def test_a_bar_with_one_end_has_no_length():
    assert Bar("context", "half", "double", None, 3.0).span == Bar("context", "half", "double", 0.0, 3.0).span == 0.0
    assert Bar("context", "half", "double", 3.0, 1.5).span == pytest.approx(np.log(2))


def test_an_impossible_end_has_no_figure():
    """Half of a context of one token is none."""
    bar = next(bar for bar in tornado(VALUES | {"context": 1, "prompt": 1}, "training_cost") if bar.decision == "context")
    assert bar.at_lower is None
    assert bar.at_raised is not None


def test_the_nearest_miss_is_the_best_that_there_is():
    """Goals that are met one by one but not together: the best of each with the other met, by an independent sweep."""
    goals = [Goal("predicted_loss", "<=", 1.95), Goal("training_cost", "<=", 1e6)]
    answer = seek(VALUES, goals)
    assert not answer.found
    losses = [
        dossier(VALUES | {"training_compute": float(compute), "overtraining": float(over)}).figures["predicted_loss"].value
        for compute in np.geomspace(1e23, 1e24, 25)
        for over in np.geomspace(0.25, 64, 25)
        if dossier(VALUES | {"training_compute": float(compute)}).figures["training_cost"].value <= 1e6
    ]
    told = float(answer.sentence.partition("predicted loss comes to ")[2].partition(" ")[0])
    assert told == pytest.approx(min(losses), abs=0.005)
    upward = seek(VALUES, [Goal("predicted_loss", ">=", 60.0)])
    assert not upward.found
    best = float(upward.sentence.partition("the best is ")[2].partition(" ")[0])
    assert best == pytest.approx(max(dossier(VALUES | {"training_compute": 1e18, "overtraining": over}).figures["predicted_loss"].value
                                     for over in (0.25, 64.0)), rel=0.02)


@pytest.mark.parametrize("name", GOALS)
def test_an_answer_is_readable(name):
    """Three digits where the goals allow it."""
    answer = seek(VALUES, GOALS[name])
    assert answer.found
    if name != "a narrow way":
        for value in answer.values.values():
            assert value == float(f"{value:.3g}")
    for goal in GOALS[name]:
        figure = dossier(VALUES | answer.values).figures[goal.field]
        assert f"{FIELDS[goal.field].label.lower()} {figure.shown}" in answer.sentence
