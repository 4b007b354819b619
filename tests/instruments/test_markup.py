"""Markup has a type of its own and one way to be made; whatever else is put into it shows as text."""

import ast
import functools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from app.page import Page, notice_html
from app.shell import template
from instruments.evidence.citing import Citation
from instruments.forge.explore import refusal_html
from instruments.forge.presets import preset
from instruments.forge.published import published_html
from instruments.frame.address import encode
from instruments.frame.chrome import opening, share_html
from instruments.frame.discovery import home, instruments
from instruments.frame.inputs import OneOf, Switch, inputs
from instruments.prose.markup import EMPTY, Markup, Partly, escape, joined, markup, raised, trusted
from instruments.widgets import Fragment, button
from tests.every import every
from tests.few import few
from tests.markup import parse

ROOT = Path(__file__).parents[2]
MODULE = "instruments/prose/markup.py"
MAKES = ("markup", "Partly")
# Scripts that stand in the page, and pictures that a browser of ours took.
TRUSTS = {"app/bundle/site.py", "app/bundle/prerender.py"}
# A start or end tag, whole or as far as a template goes; or an attribute.
TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<]*)?>|<[a-zA-Z][\w-]*\s+[\w-]+=|\s[a-z][\w-]*=\"|\s[a-z][\w-]*='")
HOSTILE = "<img src=x onerror=\"alert('1')\">&{0}{name}"


def sources() -> list[Path]:
    """What makes the page: everything shipped but the module itself."""
    files = [path.relative_to(ROOT) for package in ("app", "instruments", "formulas") for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in files if path.as_posix() != MODULE)


def called(node: ast.Call) -> str:
    """The bare name of what is called."""
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""


def looks(call: ast.Call) -> bool:
    """Whether markup is looked at with a pattern, and not made."""
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func) in ("re.compile", "re.search")


def told_of(tree: ast.Module) -> set[int]:
    """Documentation: texts that stand as statements."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}


def surgery(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Tags that stand anywhere but in a template of :func:`markup`, by line."""
    templates = {id(call.args[0]) for call in ast.walk(tree) if isinstance(call, ast.Call) and called(call) in MAKES and call.args}
    patterns = {id(part) for call in ast.walk(tree) if isinstance(call, ast.Call) and looks(call) for part in ast.walk(call)}
    allowed = templates | patterns | told_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in allowed and TAG.search(node.value):
            yield node.lineno, node.value


@every("path", sources())
def test_tags_stand_in_templates_alone(path):
    assert list(surgery(ast.parse((ROOT / path).read_text("utf-8")))) == []


@pytest.mark.parametrize("code", [
    'f"<p>{text}</p>"', '"<p>" + text', "f'<b title=\"{text}\">'", '"<p>%s</p>" % text', '"<p>{}</p>".format(text)', 'Markup("<br>")',
    'f"{a} class=\\"{b}\\""',
])  # fmt: skip
def test_the_rule_finds_what_is_put_together_by_hand(code):
    assert list(surgery(ast.parse(f"text = {code}")))
    assert not list(surgery(ast.parse("text = markup('<p>{}</p>', text)")))


@every("path", sources())
def test_nothing_becomes_markup_unread(path):
    calls = [call for call in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))) if isinstance(call, ast.Call)]
    assert not [call.lineno for call in calls if called(call) == "Markup"], "made in one place"
    assert path.as_posix() in TRUSTS or not [call.lineno for call in calls if called(call) == "trusted"]
    for call in calls:
        if isinstance(call.func, ast.Name) and call.func.id in MAKES:
            assert isinstance(call.args[0], ast.Constant), f"line {call.lineno}: a template stands where it is used"


@every("path", sources())
def test_every_place_of_a_template_is_filled_and_every_value_used(path):
    for call in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MAKES:
            fields = [field for _, field, _, _ in Formatter().parse(call.args[0].value) if field is not None]
            given = {word.arg for word in call.keywords}
            later = {each.value for each in call.args[1:]} if call.func.id == "Partly" else set()
            assert {field for field in fields if field} == given | later, f"line {call.lineno}"
            assert later or fields.count("") == len(call.args) - 1, f"line {call.lineno}"


def test_a_template_shows_what_is_no_markup_as_text():
    made = markup("<p title='{}'>{}{named}</p>", HOSTILE, HOSTILE, named=HOSTILE)
    element = parse(made).one("p")
    assert (element.attributes["title"], element.text) == (HOSTILE, HOSTILE + HOSTILE)
    assert type(made) is Markup
    assert joined([HOSTILE, made], HOSTILE) == escape(HOSTILE) + escape(HOSTILE) + made
    assert made + HOSTILE == made + escape(HOSTILE)
    assert raised(f"10^3 {HOSTILE}") == markup("10<sup>3</sup> {}", HOSTILE)
    assert escape(made) is made
    assert escape(3) == "3"
    assert trusted("<i>") == markup("<i>")


def test_a_template_filled_in_part_keeps_what_it_was_filled_with():
    filled = Partly("<p id='{name}'>{value}</p>", "value", name=HOSTILE)
    for value in (HOSTILE, "2"):
        element = parse(filled(value=value)).one("p")
        assert (element.attributes["id"], element.text) == (HOSTILE, value)


def test_numbers_are_written_as_the_place_says():
    assert markup("{:.2f} {:,} {!r}", 0.126, 1000, 0.1) == "0.13 1,000 0.1"


@pytest.mark.parametrize("html", ["<p>1</p>", "", None])
def test_what_is_bound_to_the_page_takes_markup_alone(html):
    with pytest.raises(ValueError, match="Markup"):
        Fragment(target="out", html=html)
    fragment = Fragment(target="out")
    with pytest.raises(ValueError, match="Markup"):
        fragment.html = html
    assert fragment.html == EMPTY


def test_the_pages_templates_show_text_as_text():
    page = parse(template("page.html").render(title=HOSTILE, description=HOSTILE, sections=markup("<b>{}</b>", HOSTILE)))
    assert page.one("title").text == HOSTILE
    assert page.one("meta", name="description").attributes["content"] == HOSTILE
    assert page.one("main").one("b").text == HOSTILE


def harmless(page: Page) -> str:
    """Everything that a page shows; none of it is what a hostile text would make."""
    shown = [each.html for each in page.root.objects if isinstance(each, Fragment)] + [view.html() for view in page.views.values()]
    return " ".join(map(text_without_pictures, shown))


@functools.cache
def text_without_pictures(html: Markup) -> str:
    """What markup shows; most of a page is what it was before."""
    made = parse(html)
    assert not made.all("img")
    return made.text


@pytest.mark.parametrize("name", few(list(instruments()), "forge", "journey"))
def test_hostile_text_in_any_input_shows_as_text(name):
    page = Page(name)
    model, controls = page.views[name].model, getattr(page.views[name], "controls", {})
    for entry in inputs(type(model)):
        model.assign(**{entry: HOSTILE})
        told = harmless(page)
        # Where nothing on the page puts it in, nothing there can be refused: the address is, in the page's notice.
        assert "onerror" in told or " ".join(model.problem.split()) in told or not controls
        if entry in controls and not isinstance(model.param[entry], OneOf | Switch):
            controls[entry].param.update(entry=[1, HOSTILE])
            harmless(page)
            controls[entry].settle()
        model.reset()


@pytest.mark.parametrize("name", few(list(instruments()), "forge", "journey"))
def test_hostile_text_in_an_address_or_a_press_shows_as_text(name):
    page = Page(name)
    version = encode(type(page.views[name].model), page.views[name].model.values).partition(";")[0]
    for state in (HOSTILE, f"{version};{HOSTILE}=1", f"{version};x={HOSTILE}", *(f"{version};{entry}={HOSTILE}" for entry in inputs(
        type(page.views[name].model)))):
        page.visit(f"/{name}?{state}")
        harmless(page)
    for action in getattr(page.views[name], "actions", {}).values():
        action.press(HOSTILE)
        action.press(json.dumps({"field1": HOSTILE, "sense1": HOSTILE, "value1": HOSTILE}))
        harmless(page)
    page.statements.asked.press(HOSTILE)
    assert "onerror" in harmless(page)


def test_hostile_names_and_notes_show_as_text():
    hostile = replace(preset("llama-3-405b"), name=HOSTILE, caption=HOSTILE)
    declared = replace(instruments()[home()], title=HOSTILE, question=HOSTILE, controls=HOSTILE)
    for made in (
        published_html(hostile), button("preset", HOSTILE, HOSTILE, kind=HOSTILE, title=HOSTILE, hint=HOSTILE),
        Citation(HOSTILE, "hoffmann2022", HOSTILE, HOSTILE).html(), opening(declared, share=share_html(HOSTILE)),
        refusal_html(HOSTILE), notice_html(HOSTILE),
    ):  # fmt: skip
        assert type(made) is Markup
        assert not parse(made).all("img")
        assert "<img" in parse(made).text
