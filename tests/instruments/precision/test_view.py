"""Precision on the page without a browser: what each button does, and what is shown after it."""

import math

import pytest

from instruments.forge.model import Forge
from instruments.precision.held import shown
from instruments.precision.model import Precision
from instruments.precision.view import PrecisionView
from tests.markup import parse


@pytest.fixture
def view():
    return PrecisionView(Precision(), forge=Forge())


def press(view, act, argument=""):
    view.actions[act].press(argument)


def row(view, name):
    return next(each for each in parse(view.panes["line"].html).all("tr", "format") if each.attributes["data-key"] == name)


def bits(view, of="number"):
    """The bits as they are shown, the highest first."""
    found = parse(view.panes["bits"].html).all("button", "bit")
    return "".join(each.text for each in found if each.attributes["data-argument"].startswith(of))


def test_every_format_has_a_row_with_what_becomes_of_the_number(view):
    rows = parse(view.panes["line"].html).all("tr", "format")
    assert [each.attributes["data-key"] for each in rows] == [*shown()]
    assert row(view, "e4m3").one("td", "becomes").text == "0.1015625"
    assert row(view, "e4m3").one("td", "lost").text == "1.6%"
    assert row(view, "e2m1").attributes["data-kind"] == "lost"


def test_a_press_on_a_name_shows_its_bits(view):
    assert bits(view) == "00011101"
    press(view, "layout", "fp16")
    assert bits(view) == f"{0x2E66:016b}"
    assert [each for each in shown() if "data-chosen" in row(view, each).attributes] == ["fp16"]
    press(view, "layout", "no such format")
    assert view.model.layout == "fp16"


def test_bits_are_turned_over_and_numbers_typed(view):
    press(view, "flip", "number,6")
    assert bits(view) == "01011101"
    assert view.model.result.numbers.number == 26.0
    view.controls["number"].entry = [1, "-0.5"]
    assert bits(view) == "10110000"
    view.controls["number"].entry = [2, "0b0111 1111"]
    assert (bits(view), math.isnan(view.model.result.numbers.number)) == ("01111111", True)
    press(view, "flip", "number,0")
    assert view.model.number == "448"


def test_bits_of_a_scale_are_turned_over_and_the_numbers_bits_stay(view):
    press(view, "layout", "mxfp4")
    before = bits(view)
    assert bits(view, "scale") == f"{125:08b}"
    press(view, "flip", "scale,0")
    assert (bits(view, "scale"), bits(view)) == (f"{124:08b}", before)
    press(view, "layout", "nvfp4")
    view.model.assign(number="0.001", largest=6 * 2.0**-9)
    press(view, "flip", "scale,0")
    assert "needs a positive number" in view.model.problem


@pytest.mark.parametrize(
    ("act", "argument"),
    [
        ("flip", "number,99"), ("flip", "number,-1"), ("flip", "scale,0"), ("flip", ""), ("flip", "number,x"), ("step", "7"), ("step", ""),
        ("special", "9999"), ("special", "x"), ("look", "a,b,c"), ("look", "1,2"), ("look", "0.5,1e300,0"), ("look", "nan,1,0"),
        ("pick", "e4m3,2"), ("pick", "none,0.5"), ("pick", "e4m3"), ("pick", "e4m3,nan"),
    ],
)  # fmt: skip
def test_what_no_button_says_does_nothing(view, act, argument):
    before = view.model.values
    press(view, act, argument)
    assert view.model.values == before
    assert view.model.problem == ""


def test_steps_and_numbers_of_note(view):
    press(view, "step", "1")
    assert view.model.number == "0.109375"
    press(view, "step", "-1")
    assert view.model.number == "0.1015625"
    press(view, "special", str(shown()["e4m3"].top))
    assert view.model.number == "448"
    for button in parse(view.panes["steps"].html).all("button", data_act="special"):
        press(view, "special", button.attributes["data-argument"])
        assert f"{int(button.attributes['data-argument']):08b}" == bits(view)


def test_the_window_moves_and_comes_back(view):
    press(view, "look", "in")
    assert view.model.zoom == 6.75
    press(view, "look", "out")
    assert (view.model.zoom, view.model.at) == (4.75, pytest.approx(0.1))
    press(view, "look", "right")
    assert view.model.at > 1
    press(view, "here")
    assert view.model.at == 0.1
    press(view, "everything")
    assert view.model.zoom == 0


def test_a_press_on_the_line_takes_the_nearest_number_of_that_row(view):
    view.model.assign(at=3.0, zoom=7.0)
    share = float(view._window().share(3.2))
    press(view, "pick", f"e2m1,{share}")
    assert (view.model.layout, view.model.number) == ("e2m1", "3")
    share = float(view._window().share(3.2))
    press(view, "pick", f"nvfp4,{share}")
    assert view.model.result.numbers.chosen.is_exact


def test_labels_stand_at_single_values(view):
    view.model.assign(zoom=30.0, layout="fp32")
    labels = parse(view.panes["line"].html).one("span", "of-chosen").all("span", "mark")
    assert labels
    assert all(each.text.startswith(("0.1", "0.0999999")) for each in labels)


def test_the_sum_of_the_bits_is_written_out(view):
    said = "(\N{MINUS SIGN}1) 0 \N{MULTIPLICATION SIGN} 2 \N{MINUS SIGN}4 \N{MULTIPLICATION SIGN} (1 + 5/8) = 0.1015625"
    assert said in parse(view.panes["bits"].html).text
    view.model.assign(number="0.002")
    assert "no hidden one" in view.panes["bits"].html
    view.model.assign(layout="e2m1", number="nan")
    assert "no bits for NaN" in view.panes["bits"].html
    press(view, "flip", "number,0")
    assert view.model.number == "nan"


def test_every_sentence_of_the_pictures_tells_what_is_drawn(view):
    view.model.assign(stored="int8", granularity="16")
    for picture in view.pictures:
        picture.mount.stale = False
    sentences = {picture.id: picture.caption.html for picture in view.pictures}
    assert "INT8" in sentences["levels"]
    assert "times what is expected" in sentences["bits"]
    view.model.assign(zoom=9.0)
    for picture in view.pictures:
        picture.mount.stale = False
    assert {picture.id: picture.caption.html for picture in view.pictures} == sentences
    view.model.assign(stored="bf16")
    for picture in view.pictures:
        picture.mount.stale = False
    assert "too many levels" in view.pictures[0].caption.html


def test_size_and_card_follow_the_forge(view):
    forge = view.borrowed[0].model
    forge.assign(accelerator="b200")
    assert view.model.card == "b200"
    view.model.assign(parameters=1e9, active=1e9)
    forge.assign(accelerator="h100-sxm")
    assert view.model.card == "b200", "set free"
