"""Goal seek and sensitivity on the page: the form read, the answer told, the bars drawn to scale."""

import math

import pytest

from instruments.forge.explore import answer_html, goals_form_html, read_goals, refusal_html, tornado_html
from instruments.forge.fields import FIELDS
from instruments.forge.seek import Answer, Bar, Goal, tornado
from tests.instruments.forge.designs import defaults
from tests.markup import parse


def style(element, name="--length"):
    return float(element.attributes["style"].removeprefix(f"{name}:"))


def bar(decision="context", at_lower=50.0, at_raised=200.0):
    return Bar(decision, "half", "double", at_lower, at_raised)


def test_the_form_reads_back_as_it_was_written():
    rows = parse(goals_form_html()).all(class_="goal")
    assert len(rows) == 3
    form = {}
    for number, row in enumerate(rows, 1):
        for select in row.all("select"):
            (chosen,) = [option for option in select.all("option") if "selected" in option.attributes]
            form[select.attributes["name"]] = chosen.attributes["value"]
        form[f"value{number}"] = row.one("input", name=f"value{number}").attributes["value"]
    assert read_goals(form) == [Goal("predicted_loss", "<=", 1.95), Goal("training_cost", "<=", 20e6)]


def test_every_figure_and_both_senses_can_be_chosen():
    for number, row in enumerate(parse(goals_form_html()).all(class_="goal"), 1):
        figures = [option.attributes["value"] for option in row.one("select", name=f"field{number}").all("option")]
        assert [name for name in figures if name] == list(FIELDS)
        assert ("" in figures) == (number == 3), "only the last goal may be left out"
        assert [option.text for option in row.one("select", name=f"sense{number}").all("option")] == ["at most", "at least"]


@pytest.mark.parametrize(
    ("form", "goals"),
    [
        ({}, []),
        ({"field1": "predicted_loss"}, []),
        ({"field1": "predicted_loss", "value1": "  "}, []),
        ({"field1": "", "value1": "3"}, []),
        ({"field1": "training_cost", "value1": "20 M"}, [Goal("training_cost", "<=", 20e6)]),
        ({"field1": "training_cost", "sense1": ">=", "value1": "3"}, [Goal("training_cost", ">=", 3.0)]),
        ({"field3": "training_cost", "sense3": ">=", "value3": "3"}, [Goal("training_cost", ">=", 3.0)]),
        ({"field4": "training_cost", "value4": "3"}, []),
    ],
)
def test_what_is_stated_is_read(form, goals):
    assert read_goals(form) == goals


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="'much' is not a number"):
        read_goals({"field1": "training_cost", "value1": "much"})


def test_an_answer_that_was_found_can_be_applied():
    page = parse(answer_html(Answer(True, {"training_compute": 1e24}, "1 YFLOP: loss < 2.")))
    assert page.one(class_="answer").classes == ["answer", "found"]
    assert page.one("button").attributes["data-act"] == "apply"
    assert "1 YFLOP: loss < 2." in page.text
    assert page.one("p", "lead")


def test_an_answer_that_was_not_found_cannot():
    page = parse(answer_html(Answer(False, {}, "No setting.")))
    assert page.one(class_="answer").classes == ["answer", "refused"]
    assert page.text == "No setting."
    assert not page.all("button")


def test_a_refusal_is_kept_short_and_safe():
    assert parse(refusal_html("<b>" + "x" * 400)).one("p", "refusal").text == "<b>" + "x" * 297 + " ..."


def test_bars_have_the_length_of_their_logarithm_on_one_scale():
    bars = (bar("context", 25.0, 400.0), bar("overtraining", 50.0, 100.0))
    page = parse(tornado_html("training_cost", bars, 100.0))
    wide, narrow = page.all(class_="tornado-row")
    assert [style(end) for end in wide.all(class_="end")] == [-1.0, 1.0]
    assert style(narrow.all(class_="end")[0]) == pytest.approx(math.log(50 / 100) / math.log(4), abs=1e-4)
    assert style(narrow.all(class_="end")[1]) == 0.0
    assert [end.classes[1:] for end in wide.all(class_="end")] == [["lower", "left"], ["raised", "right"]]
    assert wide.one(class_="tornado-label").text == "Context length"


def test_a_bar_may_point_the_other_way():
    page = parse(tornado_html("training_cost", (bar("context", 400.0, 25.0),), 100.0))
    assert [end.classes[1:] for end in page.all(class_="end")] == [["lower", "right"], ["raised", "left"]]


def test_a_decision_without_effect_says_so():
    page = parse(tornado_html("training_cost", (bar("context", 50.0, 200.0), bar("overtraining", 100.0, 100.0)), 100.0))
    moved, still = page.all(class_="tornado-row")
    assert still.one(class_="still").text == "no effect"
    assert not still.all(class_="end")
    assert not moved.all(class_="still")


@pytest.mark.parametrize(("moved", "seen"), [(1.0009, False), (1.0012, True)])
def test_a_tenth_of_a_per_cent_of_the_longest_bar_is_no_effect(moved, seen):
    bars = (bar("context", 100 / math.e, 100 * math.e), bar("overtraining", 100.0, 100 * moved))
    page = parse(tornado_html("training_cost", bars, 100.0))
    assert bool(page.all(class_="tornado-row")[1].all(class_="end")) == seen


@pytest.mark.parametrize("missing", [None, 0.0])
def test_an_end_that_has_no_figure_has_no_length(missing):
    page = parse(tornado_html("training_cost", (bar("context", missing, 200.0),), 100.0))
    assert [style(end) for end in page.all(class_="end")] == [0.0, 1.0]


def test_without_a_present_figure_no_bar_is_drawn():
    page = parse(tornado_html("training_cost", (bar(),), None))
    assert page.one(class_="still").text == "no effect"


def test_ends_are_labelled_with_their_setting_and_their_figure():
    page = parse(tornado_html("training_cost", (bar("context", 5e6, 2e7),), 1e7))
    lower, raised = page.all(class_="end")
    assert lower.text == "half 5.00 M"
    assert raised.text == "double 20.0 M"
    assert lower.attributes["title"] == "half: 5.00 M USD"
    speeds = parse(tornado_html("time_to_first_token", (bar("context", 1.0, 4.0),), 2.0)).all(class_="end")
    assert speeds[0].text == "half 1.00 s"
    long = parse(tornado_html("decode_ceiling_one_card", (bar("context", 10.0, 40.0),), 20.0)).all(class_="end")
    assert long[0].text == "half 10.0", "a long unit stands in the caption alone"


def test_it_says_what_moves_the_figure_most_and_what_it_is_now():
    page = parse(tornado_html("training_cost", tornado(defaults(), "training_cost"), 12.5e6))
    assert page.one("p", "caption").text.startswith("Training cost moves most with training compute. Now: 12.5 M USD")
    assert page.one(role="img").attributes["aria-label"] == "Training cost moves most with training compute."
    (chosen,) = [option for option in page.one("select").all("option") if "selected" in option.attributes]
    assert chosen.attributes["value"] == "training_cost"
    assert [option.attributes["value"] for option in page.one("select").all("option")] == list(FIELDS)


@pytest.mark.parametrize("bars", [(), (bar("context", 3.0, 3.0),)])
def test_a_figure_that_nothing_moves_says_so(bars):
    page = parse(tornado_html("training_cost", bars, 3.0))
    assert "Training cost does not move with any of these decisions." in page.one("p", "caption").text


@pytest.mark.parametrize("stale", [True, False])
def test_bars_of_an_earlier_design_can_be_made_again(stale):
    page = parse(tornado_html("training_cost", (bar(),), 100.0, stale))
    assert ("stale" in page.one(role="img").classes) == stale
    assert [button.attributes["data-act"] for button in page.all("button")] == ["tornado"] * stale


@pytest.mark.parametrize("field", FIELDS)
def test_what_a_refused_goal_says_can_be_typed_can_be(field):
    with pytest.raises(ValueError, match="type for example ") as refused:
        read_goals({"field1": field, "value1": "3 quux"})
    for example in str(refused.value).partition("type for example ")[2].split(" or "):
        (goal,) = read_goals({"field1": field, "value1": example})
        assert goal.value > 0


@pytest.mark.parametrize(
    ("field", "lower", "raised", "shown"),
    [
        ("training_carbon", 250e3, 1.2e6, ["half 250 t", "double 1.20 kt"]),
        ("training_energy", 4.8e6, 9.6e9, ["half 4.80 GWh", "double 9.60 TWh"]),
        ("total_parameters", 5e9, 2e12, ["half 5.00 B", "double 2.00 T"]),
        ("tokens_per_parameter", 20.0, 2e6, ["half 20.0", "double 2.00 M"]),
        ("predicted_loss", 1.9, 2.1, ["half 1.900", "double 2.100"]),
    ],
)
def test_numbers_of_two_sizes_are_told_apart_by_their_prefixes(field, lower, raised, shown):
    bar = Bar("training_compute", "half", "double", lower, raised)
    page = parse(tornado_html(field, [bar], math.sqrt(lower * raised)))
    assert [end.text for end in page.all("span", "end-text")] == shown
