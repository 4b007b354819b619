"""A working card says how far published values lie from its number, why, and what it inherits."""

import re
from html import unescape

import pytest

from formulas.registry import equations
from instruments.forge import IDS
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.rows import dossier_html
from instruments.quantities.text import quantity
from tests.instruments.forge.designs import defaults

HOURS = equations()["training.accelerator_hours"].band
RESTING = (
    "training_fleet", "training_cost", "training_energy", "training_carbon", "electricity_cost", "held_hours", "h100_equivalents",
    "site_power",
)


def line(name: str, term: str, **changes: object) -> str:
    """One line of a row's card."""
    html = dossier_html(dossier(defaults() | changes), opened=[name])
    card = re.search(rf'id="{IDS("working", name)}".*?</dl>', html, re.DOTALL)[0]
    found = re.search(rf"<dt>{term}</dt><dd>(.*?)</dd>", card)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize("name", FIELDS)
def test_a_card_shows_the_band_of_its_equation_and_where_it_was_read(name):
    figure = dossier(defaults()).figures[name]
    band, text = figure.step.equation.band, line(name, "Band")
    if band is None:
        assert text == ""
        return
    assert f"{band.low:.3g} to {band.high:.3g} times" in text
    assert text.endswith(band.basis)
    ends = [quantity(factor * figure.value, figure.unit) for factor in (band.low, band.high)]
    assert f"{ends[0]} to {ends[1]}." in text


@pytest.mark.parametrize("name", [*RESTING, "training_gpu_hours"])
def test_every_row_that_rests_on_the_hours_says_what_the_runs_imply(name):
    text = line(name, "Rests on" if name in RESTING else "Band")
    assert "utilisation of 0.32 in the median, and only 4 of them exceed 0.45" in text
    assert "longer above because" in text
    assert "0.93 to 4.3 times" in text
    figure = dossier(defaults()).figures[name]
    assert f"{quantity(HOURS.low * figure.value, figure.unit)} to {quantity(HOURS.high * figure.value, figure.unit)}" in text


def test_only_what_follows_the_hours_rests_on_them():
    assert {name for name in FIELDS if line(name, "Rests on")} == {*RESTING, "bits_per_byte", "batched_cost"}
    assert "The two published fits to the same runs" in line("bits_per_byte", "Rests on")


@pytest.mark.parametrize("name", ["training_gpu_hours", "training_cost"])
def test_another_utilisation_moves_the_number_and_not_the_runs(name):
    """At 0.30 there are half as many hours again: the published ones are the same, and nearer."""
    term = "Rests on" if name == "training_cost" else "Band"
    ends = [re.search(r"[:,] ([\d.]+ [KM]) \S+ to ([\d.]+ [KM])", line(name, term, utilisation=share)).groups() for share in (0.45, 0.3)]
    assert ends[0] == ends[1]
    assert "0.62 to 2.87 times" in line(name, term, utilisation=0.3)


def test_an_unknown_price_leaves_the_factors():
    text = line("training_cost", "Band", training_accelerator="tpu-v7")
    assert "0.5 to 1.5 times this number. " in text
