"""Two designs side by side, and a public model's figures beside the published ones."""

import pytest

from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from instruments.forge.presets import comparisons, preset
from instruments.forge.published import published_html
from instruments.frame.compare import compare_html, difference
from instruments.quantities.apart import apart
from instruments.quantities.text import MISSING
from tests.instruments.forge.designs import defaults
from tests.markup import parse

DEFAULT = dossier(defaults())
SHORTER = dossier(defaults() | {"context": 65536})
TWICE = dossier(defaults() | {"training_compute": 2e25, "context": 65536})


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (None, 1.0, MISSING), (1.0, None, MISSING), (None, None, MISSING),
        (5.0, 5.0, "same"), (0.0, 0.0, "same"),
        (110.0, 100.0, "+10.0%"), (90.0, 100.0, "-10.0%"), (200.0, 100.0, "+100.0%"), (50.0, 100.0, "-50.0%"),
        (201.0, 100.0, "\N{MULTIPLICATION SIGN} 2.01"), (49.0, 100.0, "\N{MULTIPLICATION SIGN} 0.490"),
        (3.0, 1.0, "\N{MULTIPLICATION SIGN} 3.00"),
        (3.0, 0.0, "from 0"), (-1.0, 2.0, "from 2"), (0.0, 2.0, "from 2"),
    ],
)  # fmt: skip
def test_a_difference_as_a_person_says_it(now, before, said):
    assert difference(now, before) == said


def test_before_a_pin_it_says_what_pinning_is_for():
    page = parse(compare_html(Forge, DEFAULT, None))
    assert "Pin the present design" in page.one("p", "empty").text
    assert page.one("button").attributes["data-act"] == "pin"
    assert not page.all("table")


def test_two_designs_stand_side_by_side():
    page = parse(compare_html(Forge, SHORTER, DEFAULT))
    assert [cell.text for cell in page.one("thead").all("th")] == ["Figure", "Pinned", "Now", "Difference"]
    rows = page.one("tbody").all("tr")
    assert [row.attributes["data-key"] for row in rows] == list(FIELDS)
    for row, name in zip(rows, FIELDS, strict=True):
        pinned, now, change = row.all("td")
        old, new = DEFAULT.figures[name], SHORTER.figures[name]
        assert row.one("th").text == FIELDS[name].label
        told = apart(old.value, new.value, unit=old.spoken_unit)
        assert (pinned.one(class_="number").text, now.one(class_="number").text) == tuple(each.number for each in told)
        assert (pinned.attributes["title"], now.attributes["title"]) == (old.shown.full, new.shown.full)
        assert change.text == difference(new.value, old.value)
        assert ("same" in row.classes) == (old.value == new.value)
    assert [row.classes for row in rows].count(["same"]) not in (0, len(rows))
    assert [button.attributes["data-act"] for button in page.all("button")] == ["pin", "swap", "unpin"]


def test_a_small_difference_is_seen():
    now = dossier(defaults() | {"training_compute": 1.00004e25})
    page = parse(compare_html(Forge, now, DEFAULT))
    for row in page.one("tbody").all("tr"):
        name = row.attributes["data-key"]
        before, after, change = (cell.text for cell in row.all("td"))
        same = now.figures[name].value == DEFAULT.figures[name].value
        assert (before == after) == same == (change == "same"), name
        assert change not in ("+0.0%", "-0.0%")
    told = page.one("tr", data_key="training_compute")
    assert [cell.text for cell in told.all("td")] == ["10.0000 YFLOP", "10.0004 YFLOP", "+0.004%"]


def test_it_names_what_differs():
    assert parse(compare_html(Forge, TWICE, DEFAULT)).one("p", "changed").text == "Differs in: training compute, context length."
    assert parse(compare_html(Forge, DEFAULT, DEFAULT)).one("p", "changed").text == "The two designs are the same so far."


def test_without_a_preset_there_is_no_card():
    assert published_html(None) == ""


def test_a_public_models_card_holds_every_comparison():
    entry = preset("llama-3-405b")
    page = parse(published_html(entry))
    assert page.one("h3").text == entry.name
    assert page.one("button").attributes["data-act"] == "forget"
    assert not page.all("p", "correction")
    rows = page.one("tbody").all("tr")
    assert len(rows) == len(comparisons(entry)) >= 3
    for row, told in zip(rows, comparisons(entry), strict=True):
        assert row.one("th").text.startswith(told.quantity)
        assert told.reason in row.one("th").text
        assert [bool(cell.all(class_="reason")) for cell in row.all("th")] == [bool(told.reason)]
        error = row.all("td")[2].text
        assert float(error.rstrip("%")) / 100 == pytest.approx(told.error, abs=0.0005)
        assert error[0] in "+-" or error == "0.0%"


def test_a_card_of_the_course_has_its_correction_and_no_table():
    entry = preset("course-llama-economics")
    page = parse(published_html(entry))
    assert "not 8 B" in page.one("p", "correction").text
    assert not page.all("table")
    assert page.one("h3").all("sup")[0].text == "24.3"
