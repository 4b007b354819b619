"""Rents by contract: dated, sourced, in order; and the course's price told as the course's."""

import re

import pytest

from formulas.bibliography import bibliography
from formulas.catalogue import accelerators
from formulas.rents import rents, rents_of
from instruments.forge.dossier import dossier
from instruments.forge.inputs import Inputs
from instruments.forge.rows import dossier_html
from tests.instruments.forge.designs import defaults

ROWS = [pytest.param(rent, id=key) for key, rent in rents().items()]


@pytest.mark.parametrize("rent", ROWS)
def test_a_rent_is_dated_and_lies_within_its_spread(rent):
    assert rent.card in accelerators()
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", rent.month)
    assert rent.source("usd_per_h") in bibliography()
    assert rent.note
    if rent.low_usd_per_h is not None:
        assert rent.low_usd_per_h <= rent.usd_per_h <= rent.high_usd_per_h


def test_a_card_is_rented_on_demand_reserved_and_on_the_spot_market():
    assert [rent.contract for rent in rents_of("h100-sxm")] == ["on demand", "reserved for a year", "spot"]
    assert rents_of("v100") == ()


def test_the_courses_price_is_dated_and_below_the_index_of_its_month():
    card, index = accelerators()["h100-sxm"], rents()["h100-sxm-on-demand"]
    assert (card.price_usd_per_h, card.price_date, card.source("price_usd_per_h")) == (2.0, "2026-05", "forge-seed")
    assert index.month == card.price_date
    assert index.usd_per_h > card.price_usd_per_h
    for text in (Inputs.param["training_price"].doc, card.note):
        assert f"{index.usd_per_h:.2f}" in text
        assert "course" in text


@pytest.mark.parametrize("row", ["training_cost", "cost_per_million_tokens"])
def test_a_working_tells_every_rent_beside_the_price(row):
    html = str(dossier_html(dossier(defaults()), opened=[row]))
    for rent in rents_of("h100-sxm"):
        assert f"{rent.name}, {rent.month}: {rent.usd_per_h:.2f} USD" in html
        assert bibliography()[rent.source("usd_per_h")].url in html
    assert "(1.99 to 5.00)" in html


PRICED = ["a100-80gb", "h100-pcie", "h200", "b200", "l40s", "rtx-4090"]


@pytest.mark.parametrize("card", PRICED)
def test_cards_beside_the_h100_tell_their_rents_too(card):
    html = str(dossier_html(dossier(defaults() | {"training_accelerator": card}), opened=["training_cost"]))
    (rent,) = rents_of(card)
    assert f"{rent.name}, 2026-03: {rent.usd_per_h:.2f} USD" in html
    assert bibliography()[rent.source("usd_per_h")].url in html


def test_a_rent_is_kept_only_for_a_card_whose_price_is_shown():
    assert {rent.card for rent in rents().values()} == {"h100-sxm", *PRICED}
    assert all(accelerators()[rent.card].price_usd_per_h is not None for rent in rents().values())
