"""One visitor's page without a browser: instruments are built when visited, kept, and followed by address and stack."""

import pytest
from bokeh.document import Document

from app import routes
from app.browser.exercise import warming
from app.browser.wire import Link
from app.navigation import title
from app.page import Page, depth, document, notice_html
from app.stack import figures_of
from formulas.version import VERSION
from instruments.forge.model import Forge
from instruments.frame import address, pinned
from instruments.frame.declaration import STRATA
from instruments.frame.discovery import base, home, instruments
from instruments.widgets import Fragment, models
from tests import example
from tests.few import few
from tests.instruments.forge.designs import defaults
from tests.markup import parse


@pytest.fixture
def page():
    """A page that began with the Forge: an instrument on which a design is decided."""
    return Page("forge")


def go(page, fragment):
    """What the browser does when its address changes."""
    page.address.fragment = fragment


@pytest.mark.parametrize("name", few(list(instruments()), "forge", "journey", "course"))
def test_it_opens_what_it_begins_with_and_builds_no_other_view(name):
    page = Page(name)
    assert list(page.views) == [name]
    assert page.address.instrument == name
    assert page.address.fragment.startswith(f"{instruments()[name].route}?")
    assert not [each for each in page.root.objects if isinstance(each, Fragment) and each.target == f"instrument-{name}"]
    assert document(name).title == title(name)
    for other in instruments():
        go(page, instruments()[other].route)
        markup = [each for each in page.root.objects if isinstance(each, Fragment) and each.target == f"instrument-{other}"]
        assert len(markup) == (other != name), "the markup of one that was not rendered travels once"
    go(page, "")
    assert page.address.instrument == name, "no fragment at all is where the page began"


def test_what_another_instrument_needs_is_the_same_model_when_it_is_visited():
    page = Page("journey")
    design = page.models["forge"]
    design.assign(context=8192)
    go(page, "/forge")
    assert page.views["forge"].model is design
    assert page.address.fragment == "/forge?v1;context=8192"


def test_a_step_that_fails_leads_back_what_others_need_first():
    """However they were opened, and whether it is seen or only needed."""
    page = Page("journey")
    back = page.checkpoint()
    page.models["forge"].assign(context=8192)
    back()
    assert page.models["forge"].context == defaults()["context"]
    go(page, "/forge")
    assert sorted(page.views, key=depth) == ["forge", "journey"]


def test_a_step_that_fails_leaves_no_word_of_it_in_an_address():
    """Of an instrument that is not on show too."""
    page = Page("journey")
    page.models["forge"].assign(target_days=60)
    back = page.checkpoint()
    page.models["forge"].assign(context=8192)
    assert page._state("forge") == "v1;context=8192;target_days=60"
    back()
    go(page, "/forge")
    assert page.address.fragment == "/forge?v1;target_days=60"


def test_titles_name_the_instrument_and_the_site():
    assert title("forge") == "The Forge"
    assert title("journey") == "Token Journey - The Forge"


def test_it_opens_home_and_builds_nothing_else():
    page = Page()
    assert list(page.views) == [home()]
    assert page.address.instrument == home()
    assert page.notices.html == ""
    assert page.address.fragment == routes.fragment(home(), "v1")


def test_the_address_follows_the_design(page):
    page.views["forge"].model.assign(context=8192)
    assert page.address.fragment == "/forge?v1;context=8192"
    assert page.views["forge"].model.context == 8192, "its own words coming back change nothing"


def test_a_link_sets_the_design(page):
    go(page, "/forge?v1;context=8192;precision=bf16")
    assert page.views["forge"].model.values == defaults() | {"context": 8192, "precision": "bf16"}
    go(page, "/forge?v1")
    assert page.views["forge"].model.values == defaults()


def test_a_link_without_a_state_comes_back_to_what_was_left(page):
    page.views["forge"].model.assign(context=8192)
    go(page, "/journey")
    assert page.address.instrument == "journey"
    go(page, "/forge")
    assert page.address.instrument == "forge"
    assert page.views["forge"].model.context == 8192


@pytest.mark.parametrize("fragment", ["", "/forge?"])
def test_no_fragment_at_all_is_the_default_design(page, fragment):
    page.views["forge"].model.assign(context=8192)
    go(page, fragment)
    assert page.views["forge"].model.values == defaults()


@pytest.mark.parametrize("fragment", ["/nowhere", "/forge?v9", "/forge?v1;context=x", "/journey?v9;nonsense"])
def test_what_cannot_be_used_is_told_and_the_next_good_address_clears_it(page, fragment):
    go(page, fragment)
    assert parse(page.notices.html).one("p", "notice").text
    go(page, "/forge?v1;context=8192")
    assert page.notices.html == ""


@pytest.mark.parametrize("fragment", [
    "/forge?v1;context=8192;colour=red", "/forge?v9;context=8192", "/nowhere?v1", "/forge?v1;context=8192;bat",
])  # fmt: skip
def test_what_was_not_understood_stands_in_the_address_until_something_is_changed(page, fragment):
    go(page, fragment)
    assert page.notices.html
    assert page.address.fragment == fragment
    name = page.address.instrument
    go(page, "/journey" if name != "journey" else "/forge")
    go(page, f"/{name}")
    assert page.address.fragment == fragment
    go(page, "/forge")
    page.views["forge"].model.assign(context=4096)
    assert page.address.fragment == "/forge?v1;context=4096"


@pytest.mark.parametrize("name", few(list(instruments()), "energy", "journey", "course"))
def test_an_instrument_is_built_once_with_what_it_needs(page, name):
    go(page, instruments()[name].route)
    built = page.views[name]
    for needed in instruments()[name].needs:
        assert needed in page.models
    go(page, instruments()[page.start].route)
    go(page, instruments()[name].route)
    assert page.views[name] is built
    markup = [each for each in page.root.objects if isinstance(each, Fragment) and each.target == f"instrument-{name}"]
    assert len(markup) == (name != page.start), "the markup of one that was not rendered travels once"


def test_the_stack_lights_where_one_is(page):
    go(page, "/journey")
    assert parse(page.stack.html).one("a", aria_current="page").text == instruments()["journey"].title
    go(page, "/forge")
    assert parse(page.stack.html).one("a", aria_current="page").text == instruments()["forge"].title


def figures(page):
    """What the stack tells of each stratum."""
    items = [item for item in parse(page.stack.html).all("li") if item.attributes.get("data-key") in STRATA]
    return {item.attributes["data-key"]: item.one("span", "stratum-figure").text for item in items}


def test_the_stack_tells_of_the_present_design_what_the_instrument_on_show_does_not():
    with example.found_too():
        page = Page()
        own = instruments()[example.ID].stratum
        assert not instruments()[example.ID].needs
        design = figures(page)
        assert all(design.values())
        go(page, instruments()[example.ID].route)
        assert {key for key, told in figures(page).items() if told != design[key]} == {own}
        told = figures_of(example.ID, page.models[example.ID])
        assert figures(page)[own] == str(told[own])
        page.models[base()].reset()
        page.models[base()].assign(training_compute=1e22)
        assert figures(page) == {key: str(shown) for key, shown in {**page.models[base()].strata, **told}.items()}
        alone = Page(example.ID)
        assert {key for key, told in figures(alone).items() if told} == {own}, "no design is on this page"


def test_the_stack_follows_a_design_that_is_borrowed(page):
    go(page, "/journey")
    before = figures(page)
    page.models["forge"].assign(training_compute=1e22)
    assert figures(page) != before
    go(page, "/forge")
    assert figures(page) == {key: str(shown) for key, shown in page.models["forge"].strata.items()}


def test_one_out_of_sight_does_not_move_the_address(page):
    go(page, "/journey")
    before = page.address.fragment
    page.views["forge"].model.assign(context=8192)
    assert page.address.fragment == before


def test_pages_share_nothing():
    one, other = Page("forge"), Page("forge")
    one.views["forge"].model.assign(context=8192)
    assert other.views["forge"].model.values == defaults()
    assert other.address.fragment == routes.fragment("forge", address.encode(Forge, defaults()))


def test_a_document_holds_one_root_with_every_component():
    doc = document()
    (root,) = doc.roots
    assert isinstance(root, models.Bindings)
    assert len(root.children) == len(Page().root.objects)
    assert doc.title == title(home())


def test_a_notice_is_safe():
    assert parse(notice_html("<script>")).one("p", "notice").text == "<script>"


@pytest.fixture
def made_then(monkeypatch):
    """A link of a version before, when training cost a tenth less."""
    monkeypatch.setattr(pinned, "HISTORY", {VERSION: "Now.", "2026-10": "Then."})
    forge = Forge(context=8192)
    then = forge.result.figures["training_cost"].value / 1.1
    figure = f"{pinned.tag('training_cost')}{pinned._written(then)}"
    return f"/forge?{pinned.pinned(forge).replace(VERSION, '2026-10').partition(',')[0]},{pinned.check('v1;context=8192')},{figure}"


def test_a_link_made_with_other_numbers_says_so_until_its_design_is_left(page, made_then):
    go(page, made_then)
    line = parse(page.notices.html).one("p", "since")
    assert line.text == "Made with the numbers of 2026-10: training cost then 11.3 M USD, now 12.5 M USD (+10.0%)."
    close = line.one("button").attributes
    assert ("data-closes" in close, close["aria-label"]) == (True, "Close")
    assert page.address.fragment == made_then, "who loads the page again is told again"
    page.views["forge"].model.assign(target_days=30)
    assert page.notices.html == ""
    assert page.address.fragment == "/forge?v1;context=8192;target_days=30"
    page.views["forge"].model.assign(target_days=90)
    assert parse(page.notices.html).one("p", "since").text == line.text, "it is true of that design whenever it is on show"
    assert page.address.fragment == made_then
    go(page, "/forge?v1;context=8192")
    assert (page.notices.html, page.address.fragment) == ("", "/forge?v1;context=8192"), "the same design by another link"
    page.views["forge"].model.assign(target_days=30)
    page.views["forge"].model.assign(target_days=90)
    assert page.notices.html == ""


def test_sliders_that_are_moved_and_put_back_unseen_leave_it_as_it_is(made_then):
    """As a page warms itself up: of such an update the browser is told nothing."""
    page = Page()
    doc = Document()
    page.attach(doc)
    link = Link(doc)
    link.json()
    go(page, made_then)
    said = page.notices.html
    link.flush()
    for _, _ in zip(warming(link), range(4), strict=False):
        assert page.notices.html == said
    page.views["forge"].model.assign(target_days=30)
    assert page.notices.html == ""


def test_what_a_link_says_besides_stays_when_its_design_is_left(page, made_then):
    go(page, made_then.replace("v1;context=8192", "v1;context=8192;window=128").replace(
        pinned.check("v1;context=8192"), pinned.check("v1;context=8192;window=128")))
    first, second = parse(page.notices.html).all("p")
    assert ("no effect" in first.text, second.classes) == (True, ["since"])
    page.views["forge"].model.assign(target_days=30)
    assert [each.text for each in parse(page.notices.html).all("p")] == [first.text]


def test_a_step_that_fails_takes_back_what_was_said_of_a_link(page, made_then):
    go(page, made_then)
    said, back = page.notices.html, page.checkpoint()
    page.views["forge"].model.assign(target_days=30)
    back()
    assert (page.notices.html, page.address.fragment) == (said, made_then)
    page.views["forge"].model.assign(target_days=60)
    assert page.notices.html == ""


def test_another_instrument_says_nothing_of_it(page, made_then):
    go(page, made_then)
    said = page.notices.html
    go(page, "/journey")
    page.models["forge"].assign(context=4096)
    assert page.notices.html == ""
    page.models["forge"].assign(context=8192)
    go(page, "/forge")
    assert (page.notices.html, page.address.fragment) == (said, made_then)


def test_a_link_of_these_numbers_is_as_one_without_any(page):
    go(page, f"/forge?{pinned.pinned(Forge(context=8192))}")
    assert page.views["forge"].model.context == 8192
    assert (page.notices.html, page.address.fragment) == ("", "/forge?v1;context=8192")


@pytest.mark.parametrize("state", ["v1;limit=200;seed=3;cursor=199;stage=12", "v1;seed=7;cursor=12"])
def test_a_link_to_a_journey_leads_to_its_own_tokens_and_not_to_those_drawn_before(state):
    """What was drawn with another seed, before the link was followed, is forgotten."""
    page = Page("journey")
    page.visit(f"/journey?{state}")
    wanted = type(page.models["journey"])(**page.models["journey"].values).result.tokens
    assert [token.id for token in page.models["journey"].result.tokens] == [token.id for token in wanted]


def test_pictures_of_what_is_opened_later_come_after_its_numbers(page):
    assert all(each.mount.picture is not None for each in page.views["forge"].pictures), "the page was rendered with them"
    go(page, "/chip")
    view = page.views["chip"]
    assert view.rows.html
    assert [each.mount.picture for each in view.pictures] == [None] * len(view.pictures)
    assert all(each.mount.stale for each in view.pictures)
    # A move before they are made makes none.
    view.model.assign(batch=4)
    assert [each.mount.picture for each in view.pictures] == [None] * len(view.pictures)
    first = view.pictures[0]
    first.mount.stale = False
    assert first.mount.picture is not None
    assert "<cite" in first.caption.html
    assert [each.mount.picture for each in view.pictures[1:]] == [None] * (len(view.pictures) - 1)
