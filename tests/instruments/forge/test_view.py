"""The Forge on the page without a browser: what each button does, and what is shown after it."""

import json

import pytest

from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS, GROUPS
from instruments.forge.model import Forge
from instruments.forge.presets import preset, presets
from instruments.forge.view import ForgeView
from tests.few import few
from tests.instruments.forge.designs import NAMES, defaults
from tests.markup import parse

IRRESPONSIBLE = preset("course-irresponsible").values


@pytest.fixture
def view():
    return ForgeView(Forge())


def press(view, act, value=""):
    view.actions[act].press(value)


def shown(view, name):
    return float(parse(view.rows.html).one(class_="value", data_field=name).attributes["data-value"])


def test_it_shows_the_models_dossier_and_follows_it(view):
    view.opened.opened = [f"further-{group}" for group in GROUPS]
    for name in FIELDS:
        assert shown(view, name) == view.model.result.figures[name].value
    view.model.assign(training_compute=1e24)
    for name in FIELDS:
        assert shown(view, name) == view.model.result.figures[name].value
    assert view.model.result.verdict.headline in parse(view.verdict.html).one("h2").text


def test_every_input_has_a_control(view):
    assert set(view.controls) == set(NAMES)
    page = parse(view.html())
    for control in view.controls.values():
        assert page.one(id=control.target)


def test_ids_are_unique(view):
    ids = [element.attributes["id"] for element in parse(view.html()).all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_every_button_has_someone_who_listens(view):
    acts = {element.attributes["data-act"] for element in parse(view.html()).all() if "data-act" in element.attributes}
    assert acts <= set(view.actions)


def test_every_component_stands_once(view):
    components = view.components
    assert len(components) == len({id(each) for each in components})
    for each in (*view.controls.values(), *view.actions.values(), view.verdict, view.rows, view.opened):
        assert each in components


def test_the_repair_repairs(view):
    view.model.param.update(**IRRESPONSIBLE)
    assert not view.model.result.verdict.feasible
    repair = view.model.result.verdict.repair
    press(view, "repair")
    assert view.model.values[repair.decision] == repair.value
    assert view.model.result.verdict.feasible == (not repair.then)


def test_a_design_that_stands_has_nothing_to_repair(view):
    press(view, "repair")
    assert view.model.values == defaults()


@pytest.mark.parametrize("name", few(list(presets()), *list(presets())[::5]))
def test_a_preset_sets_every_input_and_shows_its_card(view, name):
    view.model.assign(layers=40, window=128)
    press(view, "preset", name)
    assert view.model.values == preset(name).values
    assert parse(view.published.html).one("h3").text.replace(" ", "") == preset(name).name.replace("^", "").replace(" ", "")
    press(view, "forget")
    assert view.published.html == ""
    view.model.assign(context=2048)
    assert view.published.html == "", "closed is closed"


def test_a_presets_card_stays_while_the_design_moves(view):
    press(view, "preset", "llama-3-405b")
    before = view.published.html
    view.model.assign(context=2048)
    assert view.published.html == before, "what was published does not change with the design"


@pytest.mark.parametrize("name", ["course-chinchilla", "course-llama-economics", "course-frontier"])
def test_a_correction_speaks_of_the_preset_and_not_of_the_design_on_show(view, name):
    press(view, "preset", name)
    size = dossier(preset(name).values).figures["active_parameters"].shown
    view.model.assign(training_compute=1e21)
    moved = view.model.result.figures["active_parameters"].shown
    told = parse(view.published.html).one("p", "correction").text
    assert size != moved
    assert f"gives {size}" in told


def test_an_unknown_preset_is_told_and_changes_nothing(view):
    press(view, "preset", "<b>")
    assert "preset is" in parse(view.problem.html).text
    assert view.model.values == defaults()


def test_pin_swap_and_unpin(view):
    press(view, "swap")
    assert view.model.values == defaults(), "nothing is pinned yet"
    press(view, "pin")
    view.model.assign(training_compute=1e24)
    row = parse(view.compare.html).one("tr", data_key="training_compute")
    assert [cell.attributes["title"] for cell in row.all("td", "value-cell")] == ["1e+25 FLOP", "1e+24 FLOP"]
    press(view, "swap")
    assert view.model.training_compute == 1e25
    row = parse(view.compare.html).one("tr", data_key="training_compute")
    assert [cell.attributes["title"] for cell in row.all("td", "value-cell")] == ["1e+24 FLOP", "1e+25 FLOP"]
    press(view, "unpin")
    assert not parse(view.compare.html).all("table")
    before = view.compare.html
    view.model.assign(training_compute=1e23)
    assert view.compare.html == before


@pytest.mark.parametrize("kind", ["json", "markdown", "tsv", "sheet"])
def test_share_shows_the_dossier_as_text(view, kind):
    press(view, "share", kind)
    area = parse(view.shared.html).one("textarea")
    assert kind in area.attributes["aria-label"]
    assert len(area.text) > 500


def test_share_in_an_unknown_format_shows_nothing(view):
    press(view, "share", "docx")
    assert view.shared.html == ""


def test_seek_and_apply(view):
    press(view, "apply")
    assert view.model.values == defaults(), "there is no answer yet"
    press(view, "seek", json.dumps({"field1": "predicted_loss", "sense1": "<=", "value1": "2.0"}))
    assert "found" in parse(view.answer.html).one(class_="answer").classes
    press(view, "apply")
    assert view.model.result.figures["predicted_loss"].value <= 2.0
    changed = {name for name, value in view.model.values.items() if value != defaults()[name]}
    assert changed <= {"training_compute", "overtraining"}


def test_seek_what_cannot_be_had(view):
    press(view, "seek", json.dumps({"field1": "predicted_loss", "sense1": "<=", "value1": "1.0"}))
    assert "refused" in parse(view.answer.html).one(class_="answer").classes
    press(view, "apply")
    assert view.model.values == defaults()


@pytest.mark.parametrize("form", ["", "[]", "3", "{", '{"field1": "predicted_loss", "value1": "x"}'])
def test_a_form_that_cannot_be_used_is_told(view, form):
    press(view, "seek", form)
    assert parse(view.answer.html).one("p", "refusal").text


def test_sensitivity_is_asked_for_and_then_goes_stale(view):
    assert not parse(view.sensitivity.html).all(class_="tornado")
    press(view, "tornado", "predicted_loss")
    bars = parse(view.sensitivity.html).one(class_="tornado")
    assert "stale" not in bars.classes
    view.model.assign(training_compute=1e24)
    page = parse(view.sensitivity.html)
    assert "stale" in page.one(class_="tornado").classes
    assert f"Now: {dossier(view.model.values).figures['predicted_loss'].shown.number}" in page.one("p", "caption").text
    press(view, "tornado", "no such figure")
    page = parse(view.sensitivity.html)
    assert "stale" not in page.one(class_="tornado").classes
    (chosen,) = [option for option in page.one("select").all("option") if "selected" in option.attributes]
    assert chosen.attributes["value"] == "predicted_loss", "the figure asked for before"


def test_an_opened_row_is_filled(view):
    view.opened.opened = ["predicted_loss"]
    card = parse(view.rows.html).one(id="forge-working-predicted-loss")
    assert "hidden" not in card.attributes
    assert "Source" in card.text
    assert parse(view.rows.html).one(id="forge-working-training-cost").text == ""


def test_a_refusal_of_the_model_is_told_and_taken_back(view):
    view.model.assign(context="<b>")
    assert "<b>" in parse(view.problem.html).one("p", "refusal").text
    view.model.assign(context=8192)
    assert view.problem.html == ""


def test_the_menu_names_every_preset_with_its_caption(view):
    menu = parse(view.html()).one("details", "presets")
    buttons = menu.all("button", data_act="preset")
    assert [button.attributes["data-argument"] for button in buttons] == list(presets())
    for button, entry in zip(buttons, presets().values(), strict=True):
        if entry.model:
            assert (button.attributes["title"], button.all(class_="hint")) == (entry.caption, [])
        else:
            assert button.one(class_="hint").text == entry.caption


def test_one_tab_is_open(view):
    tabs = parse(view.html()).one(role="tablist").all("button")
    assert [tab.attributes["aria-selected"] for tab in tabs] == ["true", "false", "false"]
    assert [tab.attributes["tabindex"] for tab in tabs] == ["0", "-1", "-1"]
    panels = parse(view.html()).all(role="tabpanel")
    assert [panel.attributes["id"] for panel in panels] == [tab.attributes["aria-controls"] for tab in tabs]
    assert ["hidden" in panel.attributes for panel in panels] == [False, True, True]
