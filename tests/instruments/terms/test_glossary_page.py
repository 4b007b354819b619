"""The page of all terms: every entry with all that is known of it, where its address leads, what is refused."""

import re
from itertools import pairwise

import pytest

from app.page import Page
from app.shell import html
from instruments.frame.address import decode
from instruments.frame.glossary import LAYERS, glossary
from instruments.frame.model import Model
from instruments.terms.model import Terms
from tests.markup import parse


@pytest.fixture(scope="module")
def page():
    """The page as a site has it."""
    return parse(html("terms", root="../"))


def entry(page, term):
    return page.one("div", "defined", id=f"terms-{term}")


def test_every_term_stands_there_once_in_the_order_of_letters(page):
    assert [each.one("dt").one("a").text for each in page.all("div", "defined")] == [term.name for term in glossary()]
    letters = [section.one("h2").text for section in page.all("section", "letter")]
    assert letters == sorted(set(letters))
    assert [link.attributes["href"] for link in page.one("nav", "letters").all("a")] == [f"#terms-letter-{letter}" for letter in letters]


def test_no_heading_skips_a_level(page):
    levels = [int(each.tag[1]) for each in page.all() if re.fullmatch("h[1-6]", each.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_an_entry_says_all_that_is_known_of_its_term(page):
    shown = entry(page, "time-to-first-token")
    term = glossary()["time-to-first-token"]
    assert shown.one("dd", "says").text.startswith("How long a user waits")
    facts = shown.one("dd", "facts")
    assert "Layer: Infrastructure" in facts.text
    assert "Unit: s" in facts.text
    assert facts.one("span", "symbol").attributes["data-tex"] == r"t_{\mathrm{first}}"
    assert [button.attributes["data-states"] for button in facts.all("button")] == list(glossary().equations_of(term))
    assert [link.attributes["href"] for link in facts.all("a")] == ["../forge/", "../terms/#v1;term=prefill", "../terms/#v1;term=queue"]
    assert shown.one("span", "also").text == ", ".join(term.also)


def test_a_definition_links_the_terms_that_it_speaks_of_and_not_itself(page):
    says = entry(page, "grouped-query-attention").one("dd", "says")
    terms = [link.attributes["href"].partition("term=")[2] for link in says.all("a") if "terms/" in link.attributes["href"]]
    assert "attention" in terms
    assert "grouped-query-attention" not in terms
    assert len(terms) == len(set(terms))


def test_every_link_within_leads_to_an_entry_and_every_address_to_its_name(page):
    names = {link.attributes["name"] for link in page.all("a") if "name" in link.attributes}
    assert names == {f"v1;term={term.id}" for term in glossary()}
    states = {link.attributes["href"].partition("#")[2] for link in page.one("div", "glossary").all("a")}
    assert {state for state in states if state.startswith("v1")} <= names
    for state in names:
        assert decode(Terms, state)[1] == ""


def test_all_names_stand_by_layer_too(page):
    listed = page.one("details", "by-layer")
    assert [heading.text for heading in listed.all("h2")] == list(LAYERS.values())
    assert sorted(link.text for link in listed.all("a")) == sorted(term.name for term in glossary())


def test_a_link_opens_the_glossary_at_its_term():
    page = Page()
    page.visit("/terms?v1;term=kv-cache")
    view = page.views["terms"]
    assert isinstance(view.model, Model)
    assert view.model.result is glossary().named("KV cache")
    assert parse(view.chosen.html).one("span").attributes["data-chosen"] == "terms-key-value-cache"
    assert page.address.fragment == "/terms?v1;term=key-value-cache"
    back = view.checkpoint()
    page.visit("/terms?v1;term=batch")
    back()
    assert "terms-key-value-cache" in view.chosen.html
    page.visit("/terms?v1")
    assert view.chosen.html == ""


def test_a_term_that_there_is_not_is_told():
    page = Page()
    page.visit("/terms?v1;term=perpetual%20motion")
    assert "perpetual motion" in page.notices.html
    view = page.views["terms"]
    view.model.assign(term="perpetual motion")
    assert parse(view.problem.html).one("p", "refusal").text.startswith("Term is 'perpetual motion'")
    view.model.assign(term="token")
    assert view.problem.html == ""
