"""A mistake of ours in the middle of a step: the step is not taken, what held before holds, and the next step works."""

import json

import pytest
from bokeh.document import Document

from app.browser.wire import Link
from app.mistakes import KEPT, told
from app.page import Page
from instruments.forge import model as forge_model
from instruments.forge import view
from instruments.forge.pictures import Picture
from instruments.frame import rows
from instruments.frame import view as frame_view
from instruments.journey import view as journey_view
from instruments.journey.session import Session
from instruments.widgets import models
from instruments.widgets.base import LightDom
from instruments.widgets.panes import Mount
from tests.few import few

KINDS = [RecursionError, ValueError]
"""Whatever it is: an exception that is no refusal by a formula. A ``ValueError`` is the one that could be taken for one."""


class Visitor:
    """A page, and what its browser holds of it: patches go and come as they do in the static page."""

    def __init__(self):
        self.page = Page("forge")
        document = Document()
        self.page.attach(document)
        self.link = Link(document)
        self.link.json()

    def model(self, kind, **wanted):
        models_found = self.link.document.select({"type": kind})
        return next(each for each in models_found if all(getattr(each, name) == value for name, value in wanted.items()))

    def do(self, model, attr, value):
        """What the page does; returns what the answer changes, by target."""
        text, _ = self.link.update(json.dumps({"events": [{"kind": "ModelChanged", "model": model.ref, "attr": attr, "new": value}]})) or (
            '{"events": []}', [],
        )
        return json.loads(text)["events"]

    def move(self, name, value):
        return self.do(self.model(models.Control, target=f"forge-{name}"), "value", value)

    def press(self, act, argument=""):
        action = self.model(models.Action, act=act)
        return self.do(action, "pressed", [len(action.pressed) and action.pressed[0] + 1, argument])

    def go(self, fragment):
        return self.do(self.model(models.Address), "fragment", fragment)

    def shown(self):
        """Everything that the browser shows and may change, but for what is only asked for."""
        self.link.flush()
        found = {}
        for model in self.link.document.roots[0].children:
            names = {"html", "value", "shown", "error", "disabled", "placeholder", "opened", "fragment", "instrument"}
            found |= {(type(model).__name__, model.target if hasattr(model, "target") else "", name): getattr(model, name)
                      for name in names & set(model.properties())}
        return found


@pytest.fixture
def visitor():
    visitor = Visitor()
    visitor.move("overtraining", 8.0)
    return visitor


def fails(monkeypatch, where, name, mistake, when=lambda *given: True):
    """Let a function fail where ``when`` says so."""
    works = getattr(where, name)

    def failing(*given, **options):
        if when(*given):
            raise mistake("a mistake of ours")
        return works(*given, **options)

    monkeypatch.setattr(where, name, failing)


def assert_not_taken(visitor, monkeypatch, mistake, step):
    before, values = visitor.shown(), visitor.page.views["forge"].model.values
    with pytest.raises(mistake, match="a mistake of ours") as caught:
        step()
    assert caught.value.__notes__ == [LightDom.kept]
    assert visitor.shown() == before
    assert visitor.page.views["forge"].model.values == values
    monkeypatch.undo()
    visitor.move("overtraining", 2.0)
    assert visitor.page.views["forge"].model.result.values["overtraining"] == 2.0
    assert visitor.model(models.Control, target="forge-overtraining").shown == "2"
    assert visitor.model(models.Control, target="forge-overtraining").error == ""


def test_while_the_design_is_worked_out(visitor, monkeypatch):
    fails(monkeypatch, forge_model, "dossier", TypeError, lambda values: values["overtraining"] == 13)
    assert_not_taken(visitor, monkeypatch, TypeError, lambda: visitor.move("overtraining", 13.0))


def test_a_refusal_by_a_formula_stays_a_refusal(visitor, monkeypatch):
    fails(monkeypatch, forge_model, "dossier", ValueError, lambda values: values["overtraining"] == 13)
    visitor.move("overtraining", 13.0)
    assert visitor.model(models.Control, target="forge-overtraining").error == "a mistake of ours"
    assert visitor.page.views["forge"].model.overtraining == 8.0


@pytest.mark.parametrize("mistake", KINDS)
@pytest.mark.parametrize(("where", "name"), few([(view, "dossier_html"), (view, "verdict_html"), (rows, "working"), (Picture, "show")]))
def test_while_the_dossier_is_shown(visitor, monkeypatch, where, name, mistake):
    forge = visitor.page.views["forge"].model
    visitor.do(visitor.model(models.Disclosure, target="instrument-forge"), "opened", ["predicted_loss"])
    fails(monkeypatch, where, name, mistake, lambda *given: forge.overtraining == 13)
    assert_not_taken(visitor, monkeypatch, mistake, lambda: visitor.move("overtraining", 13.0))


@pytest.mark.parametrize("mistake", KINDS)
def test_while_a_working_is_opened(visitor, monkeypatch, mistake):
    fails(monkeypatch, rows, "working", mistake)
    opened = visitor.model(models.Disclosure, target="instrument-forge")
    assert_not_taken(visitor, monkeypatch, mistake, lambda: visitor.do(opened, "opened", ["predicted_loss"]))


@pytest.mark.parametrize(
    ("act", "argument", "where", "name"),
    [("preset", "course-frontier", view, "published_html"), ("pin", "", frame_view, "compare_html"),
     ("tornado", "predicted_loss", view, "tornado"), ("seek", "{}", view, "read_goals"), ("share", "json", frame_view, "shared_html")],
)  # fmt: skip
def test_while_a_button_does_what_it_says(visitor, monkeypatch, act, argument, where, name):
    before = vars(visitor.page.views["forge"]).copy()
    fails(monkeypatch, where, name, TypeError)
    assert_not_taken(visitor, monkeypatch, TypeError, lambda: visitor.press(act, argument))
    after = vars(visitor.page.views["forge"])
    assert {key for key in before if before[key] is not after[key]} <= {"_bars"}


def test_what_was_typed_is_not_what_holds(visitor, monkeypatch):
    fails(monkeypatch, forge_model, "dossier", TypeError, lambda values: values["overtraining"] == 13)
    control = visitor.model(models.Control, target="forge-overtraining")
    assert_not_taken(visitor, monkeypatch, TypeError, lambda: visitor.do(control, "entry", [1, "13"]))


def test_a_value_that_cannot_be_one(visitor):
    """Whatever a page sends: the answer leads it back to what holds."""
    visitor.go("/journey")
    for model, attr, wrong, right in (
        (visitor.model(models.Control, target="journey-greedy"), "value", "maybe", False),
        (visitor.model(models.Action, act="pin"), "pressed", "no list", []),
    ):
        with pytest.raises(ValueError, match=r"\w+"):
            visitor.do(model, attr, wrong)
        text, _ = visitor.link.flush()
        assert [each["new"] for each in json.loads(text)["events"] if each["model"] == model.ref and each["attr"] == attr] == [right]
        assert getattr(model, attr) == right


def test_a_picture_that_cannot_be_drawn_leaves_the_numbers_right(visitor, monkeypatch):
    mount = visitor.model(models.Mount, target="forge-slot-loss")
    assert mount.stale
    picture = next(each for each in visitor.page.views["forge"].pictures if each.id == "loss")
    fails(monkeypatch, picture, "_update", ValueError)
    with pytest.raises(ValueError, match="a mistake of ours") as caught:
        visitor.do(mount, "stale", False)
    assert caught.value.__notes__ == [Mount.kept]
    assert not mount.stale, "the page would ask again at once, and for ever"
    assert visitor.page.views["forge"].model.overtraining == 8.0


@pytest.mark.parametrize("mistake", KINDS)
def test_while_another_instrument_is_opened(visitor, monkeypatch, mistake):
    fails(monkeypatch, journey_view, "stage_html", mistake)
    assert_not_taken(visitor, monkeypatch, mistake, lambda: visitor.go("/journey"))
    assert "journey" not in visitor.page.views
    visitor.go("/journey?v1;seed=5")
    assert visitor.page.address.instrument == "journey"
    assert visitor.page.views["journey"].model.seed == 5


def test_while_a_link_is_followed(visitor, monkeypatch):
    visitor.go("/journey?v1;seed=5")
    journey = visitor.page.views["journey"].model
    fails(monkeypatch, journey_view, "stage_html", ValueError, lambda *given: journey.seed == 7)
    assert_not_taken(visitor, monkeypatch, ValueError, lambda: visitor.go("/journey?v1;seed=7;cursor=3"))
    assert (journey.seed, journey.cursor) == (5, 0)


@pytest.mark.parametrize(("where", "name"), [(journey_view, "stage_html"), (Session, "_run")])
def test_in_the_middle_of_a_token(visitor, monkeypatch, where, name):
    visitor.go("/journey")
    journey = visitor.page.views["journey"].model
    for _ in range(5):
        visitor.press("token")
    before, past = journey.values, journey.past
    alike = [token.label for token in journey.result.tokens]
    fails(monkeypatch, where, name, TypeError, lambda *given: journey.cursor > before["cursor"])
    assert_not_taken(visitor, monkeypatch, TypeError, lambda: visitor.press("token"))
    assert (journey.values, journey.past) == (before, past)
    assert [token.label for token in journey.result.tokens] == alike
    visitor.press("token")
    fresh = type(journey)()
    for _ in range(6):
        fresh.step_token()
    assert [token.id for token in journey.result.tokens] == [token.id for token in fresh.result.tokens]


def test_a_state_that_cannot_be_brought_back_is_told_as_that(visitor, monkeypatch):
    fails(monkeypatch, view, "verdict_html", TypeError)
    with pytest.raises(TypeError, match="a mistake of ours") as caught:
        visitor.move("overtraining", 13.0)
    assert "could not be brought back (TypeError: a mistake of ours)" in caught.value.__notes__[0]


def test_a_report_says_what_happened_and_not_where_the_files_lie(root):
    with pytest.raises(TypeError) as caught:
        Page().visit(5)
    report = told(caught.value)
    assert report["kind"] == "TypeError"
    assert "app/page.py" in report["traceback"].replace("\\", "/")
    assert str(root) not in report["traceback"]
    assert report["kept"] == KEPT
