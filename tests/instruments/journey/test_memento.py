"""A journey that is taken up again is the one that was left."""

import json

import pytest

from instruments.forge.model import Forge
from instruments.journey import memento
from instruments.journey.model import Journey
from instruments.journey.view import JourneyView

from .ahead import is_ahead


def travelled(**inputs):
    """A journey with another dial on the way, and history ahead of where it stands."""
    journey = Journey(**inputs)
    for token in range(12):
        if token == 5:
            journey.temperature = 0.7
        journey.step_token()
    journey.back()
    journey.back()
    journey.assign(layer=None, stage=2)
    return journey


def told(journey):
    return memento.write(journey.values, journey.past)


@pytest.mark.parametrize("inputs", [{}, {"model": "bigram", "prompt": "the cat"}, {"prompt": "", "seed": 7, "greedy": True}])
def test_it_is_where_it_was_with_the_same_way_back_and_ahead(inputs):
    left, found = travelled(**inputs), Journey()
    found.resume(*memento.read(told(left)))
    assert (found.values, found.past) == (left.values, left.past)
    while is_ahead(left):
        left.forward()
        found.forward()
        assert [token.label for token in found.result.tokens] == [token.label for token in left.result.tokens]
    for _ in range(10):
        left.back()
        found.back()
        assert found.values == left.values
    left.step_token()
    found.step_token()
    assert found.result.choice == left.result.choice


def test_nothing_is_drawn_again():
    """Ten thousand tokens come back at the price of one window."""
    left = travelled()
    token, setting = left.past[-1]
    found = Journey()
    values, past = memento.read(memento.write(left.values | {"cursor": 9_000, "limit": 10_000}, [*left.past, *[(token, setting)] * 9_000]))
    found.resume(values, past)
    assert found.cursor == 9_000
    assert found.past[:9_000] == tuple(past[:9_000])


def spoilt(change):
    state = json.loads(told(travelled()))
    change(state)
    return json.dumps(state)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", '{"values": 1, "past": []}', "[" * 100_000,
        spoilt(lambda state: state["values"].pop("seed")),
        spoilt(lambda state: state["values"].update(prompt=5)),
        spoilt(lambda state: state["values"].update(greedy="perhaps")),
        spoilt(lambda state: state["values"].update(model="gpt")),
        spoilt(lambda state: state["values"].update(cursor=-1)),
        spoilt(lambda state: state["values"].update(cursor=1.5)),
        spoilt(lambda state: state["values"].update(temperature=float("nan"))),
        spoilt(lambda state: state["past"][0].update(tokens=[10**9])),
        spoilt(lambda state: state["past"][0].update(tokens=["a"])),
        spoilt(lambda state: state["past"][0].update(tokens=[1] * 20_000)),
        spoilt(lambda state: state["past"][0]["setting"].update(top_k="all")),
        spoilt(lambda state: state["past"][0]["setting"].update(other=1)),
        spoilt(lambda state: state["past"][0].update(setting=None)),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_a_sentence_and_changes_nothing(text):
    view = JourneyView(travelled(), Forge())
    before = view.model.values, view.model.past
    with pytest.raises(ValueError, match=r"\w+"):
        memento.read(text)
    view.memento.state = text
    if text:
        assert view.model.problem.startswith("The journey could not be taken up again: ")
    assert (view.model.values, view.model.past) == before


def test_the_page_is_told_when_it_asks_and_its_own_words_change_nothing():
    view = JourneyView(travelled(), Forge())
    view.memento.asked += 1
    assert memento.read(view.memento.state)[1] == list(view.model.past)
    result = view.model.result
    view.memento.asked += 1
    assert view.model.result is result
