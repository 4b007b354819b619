"""The stack: energy at the bottom, one figure a stratum, a link for every instrument."""

import pytest

from app.stack import stack_html
from instruments.forge.dossier import dossier
from instruments.forge.strata import strata
from instruments.frame.declaration import STRATA
from instruments.frame.found import at, instruments
from tests.instruments.forge.designs import defaults
from tests.markup import parse

FIGURES = strata(dossier(defaults()))


@pytest.mark.parametrize("current", instruments())
def test_every_stratum_stands_once_and_energy_last(current):
    items = parse(stack_html(current, FIGURES)).all("li")
    assert [item.attributes["data-key"] for item in items] == list(STRATA)
    assert list(STRATA)[-1] == "energy"
    assert [item.one(class_="stratum-name").text for item in items] == list(STRATA.values())
    assert [item.attributes["data-key"] for item in items if "lit" in item.classes] == [instruments()[current].stratum]


@pytest.mark.parametrize("current", instruments())
def test_every_instrument_is_linked_in_its_stratum_and_the_present_one_is_marked(current):
    for item in parse(stack_html(current, FIGURES)).all("li"):
        links = item.all("a")
        here = at(item.attributes["data-key"])
        assert [link.text for link in links] == [instrument.title for instrument in here]
        assert [link.attributes["href"] for link in links] == [f"#{instrument.route}" for instrument in here]
        assert [link.attributes["title"] for link in links] == [instrument.question for instrument in here]
        assert [link.attributes.get("aria-current") for link in links] == ["page" if i.id == current else None for i in here]


def test_figures_are_the_designs_and_one_that_is_missing_leaves_no_gap():
    page = parse(stack_html("forge", FIGURES))
    for key, said in FIGURES.items():
        assert page.one("li", data_key=key).one(class_="stratum-figure").text == str(said)
    assert page.one("li", data_key="models").one(class_="unit").text == "B active"
    assert not parse(stack_html("forge", {})).all(class_="stratum-figure")


def test_what_the_default_design_does_in_each_stratum():
    assert {key: str(said) for key, said in FIGURES.items()} == {
        "applications": "1 user",
        "models": "156 B active",
        "infrastructure": "3 cards a replica",
        "chips": "2,890 cards to train",
        "energy": "4.81 GWh",
    }
