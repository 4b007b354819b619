"""Names on sliders: on every scale of every instrument, and on scales that are drawn by lot, none touches another."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.frame.discovery import instruments
from instruments.frame.inputs import inputs
from instruments.widgets.lettering import text_width
from instruments.widgets.names import NARROWEST, Standing, span, standings
from instruments.widgets.slider import LinearSlider, LogSlider, landmarks

WIDTHS = (NARROWEST, 260, 320, 480, 1000)


def scales():
    """Labels and places of every slider with names on it."""
    for name, declared in instruments().items():
        owner = declared.model_class()
        for key, each in inputs(owner).items():
            if not each.about.landmarks:
                continue
            kind = LinearSlider if each.about.scale == "linear" else LogSlider
            scale = {"base": 2 if each.about.scale == "log2" else 10} if kind is LogSlider else {}
            slider = kind.from_param(owner().param[key], owner.ids(), rule=each.rule, landmarks=landmarks(each.about.landmarks), **scale)
            marks = slider.landmarks
            yield pytest.param([mark.label for mark in marks], [slider.at(mark.value) for mark in marks], id=f"{name}/{key}")


def touching(labels, places, width):
    """Pairs of names that touch on a scale of some width, and names that another one's tick runs through."""
    found = standings(tuple(labels), tuple(places))
    boxes = [span(label, place * width, each.side) for label, place, each in zip(labels, places, found, strict=True)]
    bad = []
    for i, j in combinations(range(len(labels)), 2):
        if found[i].line == found[j].line and not (boxes[i].right < boxes[j].left or boxes[j].right < boxes[i].left):
            bad.append((labels[i], labels[j]))
        low, high = (i, j) if found[i].line > found[j].line else (j, i)
        if found[low].line > found[high].line and boxes[high].left <= places[low] * width <= boxes[high].right:
            bad.append((labels[high], f"tick of {labels[low]}"))
    return bad


@pytest.mark.parametrize(("labels", "places"), list(scales()))
def test_no_name_of_any_instrument_touches_another_at_any_width(labels, places):
    for width in WIDTHS:
        assert touching(labels, places, width) == []


WORDS = st.lists(st.tuples(st.text("abciMW 19", min_size=1, max_size=12), st.floats(0, 1)), min_size=1, max_size=5)


@given(WORDS, st.sampled_from(WIDTHS))
def test_names_by_lot_never_touch(drawn, width):
    labels, places = zip(*sorted(drawn, key=lambda each: each[1]), strict=True)
    if min((b - a for a, b in pairwise(places)), default=1) * NARROWEST < 40:
        return  # ticks so near each other run through each other's names wherever these stand
    assert touching(labels, places, width) == []


def test_one_line_is_enough_where_it_is_and_a_name_alone_stands_below_its_tick():
    assert standings(("GPT-3",), (0.5,)) == (Standing(),)
    assert {each.line for each in standings(("left", "right"), (0.1, 0.9))} == {0}
    assert {each.line for each in standings(("a long name", "another name", "a third name"), (0.3, 0.5, 0.7))} == {0, 1}


def test_a_name_at_an_end_stands_inwards():
    assert text_width("as trained") > 40
    assert [each.side for each in standings(("as trained", "as trained"), (0.0, 1.0))] == ["after", "before"]
