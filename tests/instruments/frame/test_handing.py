"""A figure that one instrument hands to an input of another: where the link leads, what it changes, and who says so afterwards."""

from typing import ClassVar

import pytest

from app.page import Page
from formulas.energy import training_energy_kwh
from formulas.steps import Chain
from instruments.forge.model import Forge
from instruments.frame import pinned
from instruments.frame.address import changing, decode, encode, handed
from instruments.frame.discovery import instruments
from instruments.frame.handing import give_html, givers, handed_html
from instruments.frame.ids import Ids
from instruments.frame.inputs import inputs
from instruments.frame.reading import defaults
from instruments.frame.result import Result, Row, table
from tests.markup import parse

GIVER = "journey"
STATE = "v1+;pue=1.25;of-pue=journey"


class Site(Result):
    """One row, which the Forge can use."""

    groups: ClassVar = {"site": "The site"}
    rows = table(Row("overhead", "Overhead", "1", "site", "Of the facility.", gives="forge.pue"))


def site(value: float, power: float = 1000.0) -> Site:
    chain = Chain()
    # One kilowatt for one hour, so that its energy is the overhead.
    chain.step_if_known("overhead", training_energy_kwh, "power", accelerator_hours=1.0, power=power, draw=1.0, pue=value)
    return Site({}, chain)


def test_the_link_changes_one_input_and_leaves_the_rest():
    figure = site(1.25).figures["overhead"]
    link = parse(give_html(figure, Ids(GIVER))).one("a")
    assert link.attributes["href"] == f"#/forge?{STATE}"
    assert link.text == "Use as power usage effectiveness in The Forge"
    present = defaults(Forge) | {"training_compute": 3e24, "pue": 1.7}
    assert decode(Forge, STATE, present) == (present | {"pue": 1.25}, "")
    assert decode(Forge, STATE) == (defaults(Forge) | {"pue": 1.25}, ""), "of who has no design yet"


def test_what_is_not_known_or_given_to_nobody_has_no_link():
    assert give_html(Forge().result.figures["training_cost"], Ids(GIVER)) == ""
    assert give_html(site(1.25, power=float("nan")).figures["overhead"], Ids(GIVER)) == ""


def test_what_cannot_be_taken_is_told_and_changes_nothing():
    page = Page()
    page.visit("/forge?v1;pue=1.3")
    page.visit("/forge?v1+;pue=0.2;of-pue=journey")
    assert "Power usage effectiveness" in page.notices.html
    assert page.models["forge"].handed == {}


def test_the_input_remembers_who_gave_it_until_it_is_changed():
    page = Page()
    page.visit("/forge?v1;training_compute=3e24")
    page.visit(f"/forge?{STATE}")
    forge = page.models["forge"]
    assert (forge.training_compute, forge.pue, forge.handed) == (3e24, 1.25, {"pue": GIVER})
    assert page.address.fragment == "/forge?v1;training_compute=3e24;pue=1.25;of-pue=journey"
    told = parse(page.views["forge"].handed.html)
    assert told.text == f"Power usage effectiveness from {instruments()[GIVER].title}"
    forge.target_days = 30.0
    assert forge.handed == {"pue": GIVER}, "another input"
    forge.pue = 1.5
    assert (forge.handed, page.views["forge"].handed.html) == ({}, "")
    assert "of-" not in page.address.fragment


LEFT = {"reset": Forge.reset, "restored": lambda forge: forge.restore(pue=1.25), "typed": lambda forge: forge.assign(pue="1.25")}


@pytest.mark.parametrize("leave", LEFT.values(), ids=LEFT)
def test_who_puts_in_the_same_number_himself_has_it_from_nobody(leave):
    forge = Forge()
    forge.take({"pue": 1.25}, {"pue": GIVER})
    leave(forge)
    assert forge.handed == {}


def test_a_step_that_fails_leaves_it_as_it_was():
    forge = Forge()
    forge.take({"pue": 1.25}, {"pue": GIVER})
    back = forge.checkpoint()
    forge.reset()
    back()
    assert forge.handed == {"pue": GIVER}


def test_rows_that_are_worked_out_from_it_cite_who_gave_it():
    page = Page()
    page.visit(f"/forge?{STATE}")
    html = page.views["forge"].rows_html(None)
    cited = {row.attributes["data-key"] for row in parse(html).all("div", "row") if f"from {instruments()[GIVER].title}" in row.text}
    assert cited == {"training_energy", "site_power"}
    (given,) = givers(Forge().result.figures["training_energy"], {"pue": GIVER}).values()
    assert parse(given.html()).one("a").attributes["href"] == f"#/{GIVER}"


def test_a_link_that_is_handed_on_says_it_too():
    forge = Forge()
    forge.take({"pue": 1.25}, {"pue": GIVER})
    text = pinned.pinned(forge)
    assert text.startswith(f"{encode(Forge, forge.values, forge.handed)};as-of=")
    assert handed(text) == {"pue": GIVER}
    other = Forge()
    values, notice = decode(Forge, text)
    other.take(values, handed(text))
    assert (notice, other.handed, pinned.told(other, text)) == ("", {"pue": GIVER}, "")


def test_nobody_is_cited_who_is_no_instrument():
    assert handed("v1;pue=1.25;of-pue=<b>;of-=forge;of-draw") == {"": "forge"}
    forge = Forge()
    forge.take({"pue": 1.25}, handed("v1;pue=1.25;of-pue=<b>;of-=forge"))
    assert (forge.handed, handed_html(forge)) == ({}, "")


@pytest.mark.parametrize("name", instruments())
def test_what_rows_give_and_take_is_there(name):
    """Each input that is given is one whose rows say that they are worked out from it."""
    model = instruments()[name].model_class()
    result = model().result
    for figure in result.figures.values() if isinstance(result, Result) else ():
        assert set(figure.row.takes) <= set(figure.step.arguments), figure.id
        assert set(figure.row.takes.values()) <= set(inputs(model)), figure.id
        if figure.row.gives:
            lender, _, taken = figure.row.gives.partition(".")
            other = instruments()[lender].model_class()
            assert taken in {each for row in other().result.rows.values() for each in row.takes.values()}, figure.id
            assert figure.value is None or changing(other, {taken: figure.value}, name)


HANDED = {
    "reliability": ("goodput", "goodput", {"held_hours"}),
    "wafer": ("harvested", "die_yield", {"training_wafers"}),
    "energy": ("card_hour", "training_price", {"training_cost"}),
}
"""What an instrument finds, the Forge's input that takes it, and the rows that cite it."""


@pytest.mark.parametrize("giver", HANDED)
def test_what_an_instrument_finds_reaches_the_forge_and_is_cited_there(giver):
    row, name, citing = HANDED[giver]
    page = Page()
    page.visit(f"/{giver}")
    figure = page.models[giver].result.figures[row]
    address = parse(give_html(figure, Ids(giver))).one("a").attributes["href"].removeprefix("#")
    before = page.models["forge"].result.figures
    page.visit(address)
    forge = page.models["forge"]
    assert getattr(forge, name) == pytest.approx(figure.value, rel=1e-12)
    assert forge.handed == {name: giver}
    assert page.address.fragment == f"{address.replace('v1+;', 'v1;')}"
    rows = parse(page.views["forge"].rows_html(None)).all("div", "row")
    assert {each.attributes["data-key"] for each in rows if f"from {instruments()[giver].title}" in each.text} == citing
    for each in citing:
        assert forge.result.figures[each].value != before[each].value
    forge.reset()
    assert (forge.handed, getattr(forge, name)) == ({}, defaults(Forge)[name]), "set free"


def test_the_dies_of_a_wafer_are_those_that_the_wafer_instrument_counts_by_the_same_formula():
    there = instruments()["wafer"].model_class()().result.figures["gross"].value
    assert Forge().result.figures["dies_per_wafer"].value == pytest.approx(there, rel=1e-12)
