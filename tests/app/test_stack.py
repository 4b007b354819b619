"""The stack: energy at the bottom, one figure a stratum, a link for every instrument, nothing inert."""

import pytest

from app.stack import stack_html
from instruments.energy.model import Energy
from instruments.forge.dossier import dossier
from instruments.forge.model import Forge
from instruments.forge.strata import strata, summary
from instruments.frame.declaration import STRATA
from instruments.frame.discovery import at, in_stack, instruments
from tests.instruments.forge.designs import defaults
from tests.markup import parse

FIGURES = strata(dossier(defaults()))


def strata_of(html):
    """The strata of the list, without the lists within and without what stands beside the stack."""
    return [item for item in parse(html).all("li", "stratum") if "data-key" in item.attributes]


@pytest.mark.parametrize("current", instruments())
def test_every_stratum_stands_once_and_energy_last(current):
    items = strata_of(stack_html(current, FIGURES))
    assert [item.attributes["data-key"] for item in items] == list(STRATA)
    assert list(STRATA)[-1] == "energy"
    assert [item.one(class_="stratum-name").text for item in items] == list(STRATA.values())
    assert [item.attributes["data-key"] for item in items if "lit" in item.classes] == [
        entry.stratum for entry in in_stack() if entry.id == current
    ]


@pytest.mark.parametrize("current", instruments())
def test_every_instrument_is_linked_in_its_stratum_and_the_present_one_is_marked(current):
    for item in strata_of(stack_html(current, FIGURES)):
        links = item.all("a")
        here = at(item.attributes["data-key"])
        assert [link.text for link in links] == [instrument.title for instrument in here]
        assert [link.attributes["href"] for link in links] == [f"#{instrument.route}" for instrument in here]
        assert [link.attributes["title"] for link in links] == [instrument.question for instrument in here]
        assert [link.attributes.get("aria-current") for link in links] == ["page" if i.id == current else None for i in here]


@pytest.mark.parametrize("current", instruments())
def test_a_stratum_folds_where_it_holds_something_and_is_plain_text_where_it_does_not(current):
    for item in strata_of(stack_html(current, FIGURES)):
        foldable = item.all("details")
        assert len(foldable) == len(item.all("summary")) == bool(at(item.attributes["data-key"]))
        assert ["open" in each.attributes for each in foldable] == ["lit" in item.classes] * len(foldable)
        assert not item.all("button")


def test_figures_are_the_designs_and_one_that_is_missing_keeps_its_place():
    page = parse(stack_html("forge", FIGURES))
    for key, said in FIGURES.items():
        assert page.one("li", data_key=key).one(class_="stratum-figure").text == str(said)
    assert {figure.text for figure in parse(stack_html("forge", {})).all(class_="stratum-figure")} == {""}


def test_what_the_default_design_does_in_each_stratum():
    assert {key: str(said) for key, said in FIGURES.items()} == {
        "applications": "1 user",
        "models": "156 B active",
        "infrastructure": "3 cards a replica",
        "chips": "2,890 cards to train",
        "energy": "4.81 GWh by boards",
    }


def test_what_energy_counts_is_said_wherever_two_pages_differ():
    """The Forge counts boards alone unless told otherwise, its Energy instrument whole servers: side by side both say so."""
    energy = Energy(**Energy.borrowed("forge", Forge()))
    counted = strata(dossier(defaults() | {"power_counted": "servers"}))["energy"]
    assert str(energy.strata["energy"]) == str(counted) == "7.82 GWh by servers"


def test_a_design_in_one_line():
    assert summary(dossier(defaults())) == "156 B, 3 × H100 SXM, 12.5 M USD"
    assert summary(dossier(defaults() | {"accelerator": "mi300x", "cards": 8})) == "156 B, 8 × Instinct MI300X, 12.5 M USD"
