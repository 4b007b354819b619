"""The dossier's rows: what stands in each, which are open, and what is said where a figure is unknown."""

import contextlib

import pytest

from formulas.catalogue import accelerators
from instruments.forge import IDS
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS, GROUPS
from instruments.forge.model import Forge
from instruments.forge.rows import dossier_html
from instruments.frame.inputs import inputs
from instruments.frame.rows import SHORT
from instruments.quantities.text import quantity
from tests.every import every
from tests.instruments.forge.designs import defaults
from tests.markup import parse

DEFAULT = dossier(defaults())
UNKNOWN = dossier(defaults() | {"training_accelerator": "tpu-v7", "accelerator": "tpu-v7"})


FURTHER = tuple(f"further-{group}" for group in GROUPS)
"""What opens the rows that are shown once they are asked for."""


def row(dossier, name, opened=()):
    return parse(dossier_html(dossier, (*FURTHER, *opened))).one(class_="row", data_key=name)


def test_further_rows_are_there_where_they_are_asked_for_and_nowhere_else():
    for opened, there in (((), set()), (("further-model",), {"model"}), (FURTHER, set(GROUPS)), (None, set(GROUPS))):
        page = parse(dossier_html(DEFAULT, opened))
        shown = {entry.attributes["data-key"] for entry in page.all(class_="row")}
        assert shown - {"limits"} == {name for name, field in FIELDS.items() if not field.further or field.group in there}
        for group in GROUPS:
            fold = page.one("button", data_fold=f"further-{group}")
            is_open = opened is not None and group in there
            assert fold.attributes["aria-expanded"] == str(is_open).lower()
            assert ("hidden" in page.one(id=fold.attributes["aria-controls"]).attributes) != is_open
            held = [name for name, field in FIELDS.items() if field.further and field.group == group]
            assert fold.attributes["data-holds"].split() == held
            assert fold.one("b").text == f"{len(held)} more"


def test_every_field_has_one_row_in_its_group():
    page = parse(dossier_html(DEFAULT, FURTHER))
    assert [group.attributes["data-key"] for group in page.all("section", "group")] == list(GROUPS)
    for group in page.all("section", "group"):
        keys = [entry.attributes["data-key"] for entry in group.all(class_="row")]
        own = [name for name, field in FIELDS.items() if field.group == group.attributes["data-key"]]
        assert keys == sorted(own, key=lambda name: FIELDS[name].further)
        assert group.one("h3").text == GROUPS[group.attributes["data-key"]]


@every("name", FIELDS)
def test_a_row_carries_the_whole_number_and_shows_the_rounded_one(name):
    figure, shown = DEFAULT.figures[name], row(DEFAULT, name).one(class_="value")
    assert float(shown.attributes["data-value"]) == figure.value
    assert shown.text == figure.shown.number
    assert shown.attributes["title"] == figure.shown.full
    assert row(DEFAULT, name).one("span", "trust").attributes["data-trust"] == figure.trust


@every("name", FIELDS)
def test_a_working_is_there_where_it_is_open_and_nowhere_else(name):
    page = parse(dossier_html(DEFAULT, (*FURTHER, name)))
    for field in FIELDS:
        head = page.one("button", data_fold=field)
        card = page.one(id=IDS("working", field))
        is_open = field == name
        assert head.attributes["aria-expanded"] == str(is_open).lower()
        assert head.attributes["aria-controls"] == card.attributes["id"]
        assert ("hidden" in card.attributes) != is_open
        assert bool(card.text) == is_open


def test_a_page_without_python_has_every_working_folded_and_filled():
    page = parse(dossier_html(DEFAULT))
    for field in FIELDS:
        assert page.one("button", data_fold=field).attributes["aria-expanded"] == "false"
        card = page.one(id=IDS("working", field))
        assert "hidden" in card.attributes
        assert "Source" in card.text


def test_about_stands_before_a_short_estimate_alone():
    for name, figure in DEFAULT.figures.items():
        said = row(DEFAULT, name).all(class_="about")
        assert bool(said) == (figure.trust == "estimate" and len(figure.shown.number) <= 5), name
    assert any(row(DEFAULT, name).all(class_="about") for name in FIELDS)


@pytest.mark.parametrize(("compute", "number", "said"), [(1e21, "1.30", True), (1e28, "1,310", True), (1e18, "0.0954", False)])
def test_beside_a_long_number_the_sign_alone_says_it(compute, number, said):
    one = dossier(defaults() | {"training_compute": compute})
    shown = row(one, "cost_per_million_tokens")
    assert shown.one(class_="value").text == number
    assert bool(shown.all(class_="about")) == said


def test_an_unknown_figure_says_what_nobody_published():
    said = {name: row(UNKNOWN, name).one(class_="flag") for name, figure in UNKNOWN.figures.items() if figure.value is None}
    assert said["training_cost"].attributes["title"] == "no published price: give your own under More"
    assert said["training_cost"].text == "no published price"
    assert "power" in said["training_energy"].text
    assert said["training_energy"].attributes["title"].endswith("its maker does not state it for this card")
    for name in said:
        shown = row(UNKNOWN, name)
        assert shown.one(class_="value").attributes["data-value"] == ""
        assert not shown.all(class_="about")


def test_a_known_figure_within_its_range_says_nothing():
    whole = dossier(defaults() | {"power_counted": "servers"})
    flagged = {name for name in FIELDS if row(whole, name).all(class_="flag")}
    assert flagged == {name for name, figure in whole.figures.items() if figure.flag}
    assert "predicted_loss" in flagged
    assert not flagged & {"training_tokens", "training_fleet", "training_energy", "weight_bytes", "concurrent_users"}


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (2e9, "parameter", "B params"), (2e3, "parameter", "params"), (2e3, "card-hour", "card-h"), (2e12, "token", "T tokens"),
        (2e9, "B", "GB"), (2.0, "nat/token", "nats/token"), (2.0, "token/parameter", "tokens/param"),
        (2e6, "token/parameter", "M tokens/param"), (2e6, "card-hour", "M card-h"), (2.0, "1", ""),
    ],
)  # fmt: skip
def test_units_fit_the_column(value, unit, shown):
    assert quantity(value, unit).unit_as(SHORT) == shown


def test_the_signs_are_explained_once():
    page = parse(dossier_html(DEFAULT, ()))
    legend = page.one("details", "signs")
    assert [entry.text.split()[-1] for entry in legend.all("dt")] == ["exact", "bound", "calibrated", "estimate"]


@pytest.mark.parametrize("precision", inputs(Forge)["training_precision"].objects)
def test_the_peak_of_every_format_that_a_card_trains_in_has_a_source(precision):
    """FP4 is no row of the catalogue by that name, and its working failed."""
    found = {}
    for card in accelerators():
        with contextlib.suppress(ValueError):  # a card that cannot multiply it
            found[card] = Forge(training_accelerator=card, training_precision=precision).result.cited("training_gpu_hours")
    assert found
    assert all(cited["peak"].source for cited in found.values())
