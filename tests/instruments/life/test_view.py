"""The map on the page: live numbers of the Forge's design, panels, and what it keeps when one leaves and comes back."""

import json

import pytest

from app.cli import main
from app.page import Page
from formulas.registry import get
from instruments.forge.command import DossierCommand
from instruments.frame.discovery import at, home, instruments
from instruments.life.boxes import panelled
from instruments.life.model import Life
from instruments.life.result import life
from instruments.life.stops import STOPS, Published
from tests.markup import parse


@pytest.fixture
def page():
    return Page("life")


def shown(view):
    """What each box shows, by stop."""
    drawn = parse(view.loop.html + view.ground.html)
    return {each.attributes["data-key"]: each.one("span", "stop-value").text for each in drawn.all("li", "stop")}


def figures(page):
    return page.models["forge"].result.figures


def test_it_is_the_way_in_and_the_first_of_the_models():
    assert home() == "life"
    assert at("models")[0].id == "life"


def test_it_shows_the_number_of_the_forge_in_every_box(page):
    values = shown(page.views["life"])
    assert list(values) == list(STOPS)
    for stop in STOPS.values():
        if stop.number in figures(page):
            assert values[stop.id].startswith(figures(page)[stop.number].shown.number)


def test_it_follows_the_forge(page):
    view = page.views["life"]
    before, caption = shown(view), view.caption.html
    page.models["forge"].assign(training_compute=1e24, precision="bf16")
    after = shown(view)
    assert after["data"].startswith(figures(page)["training_tokens"].shown.number)
    changed = {stop for stop in STOPS if before[stop] != after[stop]}
    assert changed >= {
        "data", "pretraining", "base", "posttraining", "assistant", "adapt", "compress", "serve", "chips", "memory", "energy", "return",
    }  # fmt: skip
    assert not changed & {stop.id for stop in STOPS.values() if isinstance(stop.number, Published)}
    assert view.caption.html != caption


def test_out_of_sight_it_rests_and_catches_up_when_it_is_seen_again(page):
    page.address.fragment = "/forge"
    view = page.views["life"]
    before = view.loop.html
    page.models["forge"].assign(training_compute=1e24)
    assert view.loop.html == before
    page.address.fragment = "/life"
    assert view.loop.html != before
    assert page.models["forge"].training_compute == 1e24, "the design is kept there and back"


def test_a_box_that_is_opened_stands_in_the_address_and_is_kept(page):
    view = page.views["life"]
    view.actions["opened"].press("serve")
    assert page.address.fragment == "/life?v1;opened=serve"
    told = parse(view.state.html).one("span").attributes
    assert told == {"data-opened": "serve", "data-heard": "1", "data-in-links": "design=v1"}
    page.models["forge"].assign(context=8192)
    assert parse(view.state.html).one("span").attributes["data-in-links"] == "design=v1%3Bcontext%3D8192"
    page.address.fragment = "/forge"
    page.address.fragment = "/life"
    assert view.model.opened == "serve"
    view.actions["opened"].press("")
    assert page.address.fragment == "/life?v1"


def test_a_link_opens_a_box_and_what_is_none_opens_nothing(page):
    view = page.views["life"]
    page.address.fragment = "/life?v1;opened=energy"
    assert parse(view.state.html).one("span").attributes["data-opened"] == "energy"
    page.address.fragment = "/life?v1;opened=wishes"
    assert "could not be used" in page.notices.html
    assert view.model.opened == ""
    view.actions["opened"].press("<script>")
    assert view.model.opened == ""


def test_every_panel_has_its_working_sources_and_the_way_to_change_it(page):
    view = page.views["life"]
    whole = parse(view.html())
    assert [each.attributes["data-panel-of"] for each in whole.all(role="dialog")] == [stop.id for stop in panelled()]
    for stop in panelled():
        panel = whole.one(role="dialog", id=f"life-panel-{stop.id}")
        assert panel.one("h2").text == stop.title
        assert "popover" in panel.attributes
        assert len(panel.one("section", "life-sources").all("li")) == len(stop.sources)
        working = panel.one("div", id=f"life-working-{stop.id}")
        if isinstance(stop.number, Published):
            assert stop.number.number in working.text
            assert not panel.all("a", href="#/forge")
        else:
            equation = life(view.forge.result).chain[stop.number].equation
            assert equation.title in working.text
            assert working.one(role="math", data_tex=equation.formula)
            assert panel.one("a", href="#/forge")
        for name in stop.equations:
            assert get(name).title in [each.text for each in panel.all("summary")]


def test_a_working_follows_the_design(page):
    view = page.views["life"]
    before = view.workings["serve"].html
    page.models["forge"].assign(accelerator="b200")
    assert view.workings["serve"].html != before


def test_a_step_that_fails_leaves_the_map_as_it_was(page):
    view = page.views["life"]
    before = view.loop.html, view.state.html
    back = page.checkpoint()
    view.actions["opened"].press("data")
    page.models["forge"].assign(training_compute=1e24)
    back()
    assert (view.loop.html, view.state.html) == before
    assert page.address.fragment == "/life?v1"


def test_its_numbers_go_out_in_every_format(page):
    view = page.views["life"]
    view.actions["share"].press("json")
    told = json.loads(parse(view.shared.html).one("textarea").text)
    assert set(told["fields"]) == {stop.number for stop in STOPS.values() if not isinstance(stop.number, Published)}
    view.actions["share"].press("markdown")
    assert "LoRA" in view.shared.html
    view.actions["share"].press("nonsense")
    assert "LoRA" in view.shared.html


def test_the_forge_is_the_first_thing_that_one_comes_to(page):
    whole = parse(page.views["life"].html())
    links = [each for each in whole.one("figure").all() if each.tag in ("a", "button")]
    first = next(each for each in links if "primary" in each.classes)
    assert first.attributes["href"] == "#/forge"
    assert first.attributes["aria-keyshortcuts"] == "F"
    assert first.attributes["data-life-key"] == "f"
    order = [links.index(each) for each in links if "stop-opens" in each.classes]
    assert links.index(first) < min(order)


def test_on_the_command_line_it_is_of_the_design_that_the_options_describe(capsys):
    assert main(["life", "--compute", "1e24", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["dossier", "--compute", "1e24", "--json"]) == 0
    forge = json.loads(capsys.readouterr().out)
    assert told["design"] == forge["design"]
    shared = set(told["fields"]) & set(forge["fields"])
    assert len(shared) >= 9
    assert all(told["fields"][name]["value"] == forge["fields"][name]["value"] for name in shared)
    assert main(["life", "--preset", "llama-3-405b"]) == 0
    printed = capsys.readouterr().out
    for stop in STOPS.values():
        assert stop.title in printed


def test_its_command_has_no_other_name_than_its_own():
    (command,) = instruments()["life"].on_command_line()
    assert isinstance(command, DossierCommand)
    assert command.names == ()


def test_nothing_else_can_be_decided_on_it():
    with pytest.raises(ValueError, match="is no input of the map"):
        Life(openened="serve")
