"""The document around the instruments, served and static: one of everything, nothing from elsewhere."""

import pytest

from app.bundle import cells
from app.navigation import title
from app.page import Page
from app.shell import context, html, module, modules, styles, stylesheet
from instruments.frame.declaration import STRATA
from instruments.frame.discovery import home, instruments
from instruments.prose.markup import EMPTY, markup
from tests.few import few
from tests.markup import parse


@pytest.fixture(scope="module")
def page():
    return html(home(), root="some/where/")


@pytest.mark.parametrize("name", few(list(instruments()), "forge", "energy"))
def test_a_page_is_one_well_formed_document_about_its_instrument(name):
    page = html(name, root="../")
    tree = parse(page)
    assert page.startswith("<!doctype html>")
    assert tree.one("html").attributes["lang"] == "en"
    assert tree.one("head").one("title").text == title(name)
    assert tree.one("meta", name="description").attributes["content"] == instruments()[name].description
    ids = [element.attributes["id"] for element in tree.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    shown = [section.attributes["data-instrument"] for section in tree.all("section", "instrument") if "hidden" not in section.attributes]
    filled = [section.attributes["data-instrument"] for section in tree.all("section", "instrument") if section.text]
    assert shown == filled == [name]
    for other in instruments():
        assert tree.one(id="stack").one("a", href=f"../{other}/"), "a link that needs no script"
    assert 'href="#/' not in page


def test_every_style_sheet_and_module_is_asked_for_in_its_order(page, root):
    tree = parse(page)
    sheets = [link.attributes["href"] for link in tree.all("link", rel="stylesheet")]
    assert sheets == [f"some/where/assets/css/{name}.css" for name in styles()]
    scripts = [script.attributes["src"] for script in tree.all("script", type="module")]
    assert scripts == [f"some/where/assets/js/{name}.js" for name in modules()]
    for url in (*sheets, *scripts):
        assert (root / "static" / url.removeprefix("some/where/assets/")).is_file()


@pytest.mark.parametrize("name", instruments())
def test_an_instruments_page_has_its_own_style_sheets_and_no_others(name):
    own = styles(name)
    assert [sheet for sheet in styles() if sheet in own] == list(own), "in the same order"
    others = {sheet for each in instruments().values() if each.id != name for sheet in (*each.styles, *each.print_styles)}
    mine = set(instruments()[name].styles)
    assert mine <= set(own)
    assert not (others - mine) & set(own), "but for what of the frame several ask for"
    assert set(styles()) - set(own) <= others


def test_every_style_sheet_there_is_is_used(root):
    there = {path.relative_to(root / "static/css").with_suffix("").as_posix() for path in (root / "static/css").rglob("*.css")}
    assert there - set(styles()) == set(cells.STYLES), "they come with the first cell"


def test_each_instrument_has_a_section_and_the_home_one_is_filled(page):
    tree = parse(page)
    for name, instrument in instruments().items():
        section = tree.one("section", id=f"instrument-{name}")
        assert section.attributes["data-instrument"] == name
        assert section.attributes["aria-label"] == instrument.title
        assert ("hidden" in section.attributes) == (name != home())
        assert bool(section.text) == (name == home())


def test_parts_take_the_place_of_what_stands_there(page):
    changed = html(home(), root="some/where/", parts={
        "head": markup("<meta name='x'>"), "theme": EMPTY, "modules": markup("<i>m</i>"), "scripts": markup("<i>s</i>"),
    })
    assert "<meta name='x'>" in changed
    assert "theme.js" not in changed
    assert changed.index("<i>m</i>") < changed.index("<i>s</i>")
    assert "page.js" not in changed


def test_a_picture_stands_in_its_slot_until_the_live_one_comes():
    slots = [element.attributes["id"] for element in parse(html("forge")).all() if "data-keep" in element.attributes]
    assert len(slots) >= 4
    drawn = parse(html("forge", stills={slots[0]: markup('<svg id="drawn"></svg>')}))
    assert drawn.one(id=slots[0]).all("svg", id="drawn")
    assert not drawn.one(id=slots[1]).all("svg", id="drawn")


@pytest.mark.parametrize("mode", ["static", "served"])
def test_the_template_is_told_what_it_needs(mode):
    told = context(Page(), assets="a/", mode=mode)
    assert (told["mode"], told["assets"]) == (mode, "a/")
    stack = parse(told["stack"])
    assert stack.one("nav").attributes["aria-label"]
    assert [item.attributes["data-key"] for item in stack.all("li") if "data-key" in item.attributes] == [*STRATA, "beside"]
    assert parse(told["theme"]).one("script").attributes["src"] == "a/js/theme.js"
    masthead = parse(told["masthead"])
    assert masthead.one("a", "brand").attributes["href"] == f"#{instruments()[home()].route}"
    for button in masthead.all("button"):
        assert button.attributes["aria-label"]
    assert masthead.one("input", role="combobox").attributes["aria-controls"] == masthead.one(role="listbox").attributes["id"]
    first = instruments()[home()]
    assert [item.text for item in masthead.one(id="crumbs").all("li")] == [STRATA[first.stratum], first.title]
    assert [button.text for button in parse(told["dock"]).one("nav").all("button")] == ["Stack", *filter(None, [first.controls])]
    assert told["title"] == title(home())


def test_links_are_what_they_say():
    assert parse(stylesheet("a.css")).one("link").attributes == {"rel": "stylesheet", "href": "a.css"}
    assert parse(module("a.js")).one("script").attributes == {"type": "module", "src": "a.js"}
