"""What the frame promises of every instrument, held for the real ones and for one that is made of nothing else."""

import csv
import io
import json
from html import unescape

import param
import pytest

from app.cli import main
from app.page import Page
from formulas.model.link_word import pack
from formulas.registry import get
from instruments.forge.configuration import Configuration
from instruments.frame.address import decode, encode, written
from instruments.frame.code import design_code, equation_code
from instruments.frame.discovery import instruments
from instruments.frame.export import FORMATS, SAVED
from instruments.frame.inputs import Amount, Count, OneOf, Switch, inputs
from instruments.frame.reading import defaults
from instruments.frame.result import Result
from instruments.frame.view import View
from instruments.widgets import Fragment
from tests import example
from tests.few import few
from tests.markup import parse
from tests.spreadsheet import parted, read

REAL = list(instruments())
EVERY = [*REAL, example.ID]


@pytest.fixture(autouse=True)
def _found():
    with example.found_too():
        yield


@pytest.fixture
def page():
    return Page()


def opened(page, name):
    """The view of an instrument that a visitor has gone to."""
    page.visit(instruments()[name].route)
    return page.views[name]


def built(name):
    """A view on new models."""
    return instruments()[name].build(**{each: instruments()[each].model_class()() for each in instruments()[name].needs})


def numbers(model):
    """Inputs of a model that a person decides a number of."""
    return [(name, each) for name, each in inputs(model).items() if isinstance(each, Amount | Count) and each.about.shown]


NUMBERED = [*(name for name in REAL if numbers(instruments()[name].model_class())), example.ID]
"""Those of which a person decides a number."""
FRAMED = [*(name for name in REAL if issubclass(instruments()[name].view_class(), View)), example.ID]
"""Those that the frame's view, or an extension of it, shows."""


def test_the_example_is_one_small_folder():
    files = [path for path in example.FOLDER.rglob("*.py") if path.parent != example.FOLDER]
    assert sum(len(path.read_text("utf-8").splitlines()) for path in files) <= 150
    assert {path.parent.name for path in files} == {"formulas", example.ID}
    model = instruments()[example.ID].model_class()
    view = instruments()[example.ID].build()
    assert (len(inputs(model)), len(view.pictures), len(view.model.result.rows)) == (4, 2, 5)
    assert type(view) is View


def test_it_is_found_only_where_it_is_asked_for():
    assert example.ID in instruments()
    assert example.ID not in REAL


@pytest.mark.parametrize("name", EVERY)
def test_every_input_has_its_words_and_what_it_comes_as(name):
    model = instruments()[name].model_class()
    assert inputs(model)
    for each in inputs(model).values():
        assert each.label
        assert each.doc.endswith(".")
        assert "(" not in each.label, "a unit is a field of the record"
        assert each.read(each.default) == each.default if each.default is not None else each.allow_None
    others = {n for n in model.param if not isinstance(model.param[n], tuple(type(each) for each in inputs(model).values()))}
    assert others <= {"name", "result", "problem", "replaced"}


def test_ids_begin_with_the_instruments_and_are_unique_on_the_page(page):
    for name in EVERY:
        opened(page, name)
    ids = {name: [each.attributes["id"] for each in parse(page.views[name].html()).all() if "id" in each.attributes] for name in EVERY}
    every = [each for mine in ids.values() for each in mine]
    assert len(every) == len(set(every))
    assert [each for name, mine in ids.items() for each in mine if not each.startswith(f"{name}-")] == []


def another(declared):
    """A value of an input that is not the one it comes with."""
    if isinstance(declared, OneOf):
        return next(each for each in declared.objects if each != declared.default)
    if isinstance(declared, Switch):
        return not declared.default
    if isinstance(declared, Count | Amount):
        low, high = declared.softbounds or declared.bounds
        return low if low != declared.default and declared.rule.inclusive[0] else high
    if isinstance(declared, Configuration):
        return pack('{"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257, "n_positions": 1024}')
    return "another text"


@pytest.mark.parametrize("name", EVERY)
def test_every_input_goes_into_the_address_and_comes_back(name):
    model = instruments()[name].model_class()
    assert encode(model, defaults(model)) == "v1"
    for changed, declared in inputs(model).items():
        if not declared.about.shown:
            continue
        values = defaults(model) | {changed: another(declared)}
        back, _ = decode(model, encode(model, values))
        assert back == values


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("state", ["v9", "v1;x", "v1;colour=red", "v1;%FF=1", "v1;" + "a" * 5000])
def test_a_link_that_is_no_state_is_told_and_gives_what_it_comes_as(name, state):
    model = instruments()[name].model_class()
    values, told = decode(model, state)
    assert values == defaults(model)
    assert told.endswith(f"; {model.fresh}.")


@pytest.mark.parametrize("name", few(FRAMED, "wafer", "reliability", example.ID))
def test_every_working_can_be_read_whatever_is_chosen(page, name):
    view = opened(page, name)
    for choice, declared in inputs(type(view.model)).items():
        if not isinstance(declared, OneOf):
            continue
        # Of a long list, such as all public models, some from all over it: an instrument's own tests take every one.
        options = list(declared.objects)
        for option in options[:: 1 + len(options) // 40]:
            view.model.assign(**{choice: option})
            assert "working" in view.rows_html(None)
        view.model.reset()


def idle_links(name):
    """Links that set an input which the choices beside it have no use for, with its label."""
    model = instruments()[name].model_class()
    for changed, declared in inputs(model).items():
        if (only_if := declared.about.only_if) is None or not declared.about.shown:
            continue
        choice = inputs(model)[only_if.choice]
        others = [each for each in (choice.objects if isinstance(choice, OneOf) else [choice.default, another(choice)])
                  if each not in only_if.among]  # fmt: skip
        for other in others:
            state = f"v1;{only_if.choice}={written(other)};{changed}={written(another(declared))}"
            if not decode(model, state)[1].startswith("The link could not be used"):
                yield state, declared.label
                break
        else:
            pytest.fail(f"{changed} counts under every choice that is possible beside it")


@pytest.mark.parametrize("name", few(EVERY, "forge", "wafer", example.ID))
def test_what_does_nothing_in_a_link_is_told_on_the_page_and_on_the_command_line(page, name, capsys):
    for state, label in idle_links(name):
        page.visit(f"/{name}?{state}")
        assert f"{label}: no effect" in page.notices.html or f"{label}, " in page.notices.html
        assert main([name, "--link", state]) == 0
        assert label in capsys.readouterr().err


@pytest.mark.parametrize("name", EVERY)
def test_a_link_of_another_instrument_is_refused_by_name_on_the_command_line(name, capsys):
    other = next(each for each in ("energy", "wafer") if each != name)
    for link in (f"https://a.course/site/{other}/#v1", f"https://a.course/app?page={other}#/{other}?v1", f"#/{other}"):
        with pytest.raises(SystemExit):
            main([name, "--link", link])
        assert f"it leads to {instruments()[other].title}, not to" in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name in REAL if instruments()[name].presets])
def test_presets_are_the_same_on_the_page_and_on_the_command_line(page, name, capsys):
    view = opened(page, name)
    offered = [each.attributes["data-argument"] for each in parse(view.presets_html()).all("button", data_act="preset")]
    assert sorted(offered) == sorted(instruments()[name].starts())
    for each in offered[:8]:
        view.actions["preset"].press(each)
        assert main([name, "--preset", each, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told | {"notes": []} == view.model.result.to_json() | {"notes": []}


@pytest.mark.parametrize("name", EVERY)
def test_field_link_library_and_attribute_judge_alike(page, name):
    view = opened(page, name)
    model = type(view.model)
    for changed, declared in inputs(model).items():
        if not isinstance(declared, param.Number) or not declared.about.shown:
            continue
        typed = "not a number"
        with pytest.raises(ValueError, match=r".") as by_library:
            model(**{changed: typed})
        with pytest.raises(ValueError, match=r".") as by_attribute:
            setattr(view.model, changed, typed)
        view.controls[changed].entry = [1, typed]
        assert str(by_library.value) == str(by_attribute.value) == view.controls[changed].error
        assert str(by_library.value)[:60] in decode(model, f"v1;{changed}=not%20a%20number")[1]
        view.model.assign(**{changed: typed})
        assert view.model.problem == str(by_library.value)
        assert view.model.values == defaults(model)


@pytest.mark.parametrize("name", EVERY)
def test_an_unknown_input_is_refused_with_the_nearest(name):
    model = instruments()[name].model_class()
    known = next(iter(inputs(model)))
    with pytest.raises(ValueError, match=f"is no input of {model.called}; near: .*{known}"):
        model(**{known + "_s": 1})


@pytest.mark.parametrize("name", NUMBERED)
def test_a_step_back_leads_to_where_it_was(page, name):
    view = opened(page, name)
    changed, declared = numbers(type(view.model))[0]
    before, result = view.model.values, view.model.result
    back = view.checkpoint()
    view.model.assign(**{changed: another(declared)})
    assert view.model.values != before
    back()
    assert view.model.values == before
    assert view.model.result is result


@pytest.mark.parametrize("name", FRAMED)
def test_every_row_opens_its_working_and_goes_out_with_every_export(page, name):
    view = opened(page, name)
    result = view.model.result
    view.opened.opened = list(result.rows)
    shown = parse(view.rows.html)
    for row, figure in result.figures.items():
        card = shown.one(class_="working", id=view.ids("working", row))
        assert get(figure.equation).title in card.text
        assert "hidden" not in card.attributes
        view.actions["code"].press(card.one("button", data_act="code").attributes["data-argument"])
        opens = parse(view.code.html).one("button").attributes
        assert opens["data-cell-code"] == equation_code(figure.step, result.cited(row))
        assert opens["data-cell-title"] == get(figure.equation).title
    view.actions["code"].press("")
    assert parse(view.code.html).one("button").attributes["data-cell-code"] == design_code(view.model)
    texts = {}
    for kind in FORMATS:
        view.actions["share"].press(kind)
        opening, _, rest = view.shared.html.partition(">")
        assert ("data-save-as" in opening) == (kind in SAVED)
        texts[kind] = unescape(rest.removesuffix("</textarea>"))
        # Asked for again it is another state, so that the page copies it again.
        before = view.shared.html
        view.actions["share"].press(kind)
        assert view.shared.html != before
    assert texts["python"] == design_code(view.model)
    fields = json.loads(texts["json"])["fields"]
    assert list(fields) == list(result.rows)
    table = list(csv.DictReader(io.StringIO(texts["csv"])))
    assert [line["field"] for line in table] == list(result.rows)
    for line in table:
        assert (float(line["value"]) if line["value"] else None) == fields[line["field"]]["value"] == result.figures[line["field"]].value
    assert [row[-1] for row in parted(texts["tsv"], "\t", "de")][1:] == list(result.rows)
    assert len(read(texts["sheet"].encode("ascii"), "de")) == len(result.rows) + 1
    assert all(f"| {row.label} |" in texts["markdown"] for row in result.rows.values())


@pytest.mark.parametrize("name", FRAMED)
def test_a_pinned_result_stands_beside_the_present_one(page, name):
    view = opened(page, name)
    changed, declared = next((n, d) for n, d in inputs(type(view.model)).items() if isinstance(d, Amount | Count))
    view.actions["pin"].press()
    view.model.assign(**{changed: another(declared)})
    table = parse(view.compare.html)
    assert len(table.one("tbody").all("tr")) == len(view.model.result.rows)
    assert table.one("p", "changed").text == f"Differs in: {declared.label.lower()}."
    view.actions["swap"].press()
    assert getattr(view.model, changed) == declared.default


@pytest.mark.parametrize("name", few(FRAMED, "wafer"))
def test_every_picture_says_what_it_shows_and_whence(page, name):
    view = opened(page, name)
    assert view.pictures
    for picture in view.pictures:
        picture.draw()
        assert "cite hidden>Source" in picture.caption.html
        sentence = picture.caption.html
        for each, declared in inputs(type(view.model)).items():
            if isinstance(declared, Amount | Count):
                view.model.assign(**{each: another(declared)})
        picture.mount.stale = False
        assert picture.caption.html != sentence
        view.model.reset()


@pytest.mark.parametrize("name", EVERY)
def test_the_command_line_says_the_same(capsys, name):
    command = instruments()[name].on_command_line()[0]
    model = command.model
    result = command.result(model())
    assert main([name, "--python"]) == 0
    assert capsys.readouterr().out == design_code(model())
    if not isinstance(result, Result):
        with pytest.raises(SystemExit):
            main([name])
        assert "has no rows to print" in capsys.readouterr().err
        return
    changed, declared = next((n, d) for n, d in inputs(model).items() if isinstance(d, Count) and not d.about.only_if)
    value = another(declared)
    assert main([name, "--set", f"{changed}={value}", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["design"] == defaults(model) | {changed: value}
    assert told["fields"] == command.result(model(**{changed: value})).to_json()["fields"]
    assert main([name, "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "field,label,value,unit,trust,equation"
    assert main([name, "--list", "inputs"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(inputs(model))
    with pytest.raises(SystemExit):
        main([name, "--set", f"{changed}=x"])
    assert "is not a number" in capsys.readouterr().err


@pytest.mark.parametrize("name", few(EVERY, "forge", "chip", example.ID))
def test_every_button_that_asks_for_code_is_answered_with_a_program(page, name):
    view = opened(page, name)
    view_html = parse(view.html())
    asks = {each.attributes["data-argument"] for each in view_html.all("button", data_act="code")}
    titles = [each for each in view_html.all(class_="working") if each.all(class_="symbols")]
    assert len(asks) >= len(titles), "every working of a number"
    if not asks:
        return
    (place,) = [each.attributes["id"] for each in view_html.all() if "data-asked-code" in each.attributes]
    (answer,) = [each for each in view.components if isinstance(each, Fragment) and each.target == place]
    programs = set()
    for ask in asks:
        view.actions["code"].press(ask)
        opens = parse(answer.html).one("button").attributes
        compile(opens["data-cell-code"], ask, "exec")
        assert "data-opens-cell" in opens
        assert opens["data-cell-title"]
        programs.add(opens["data-cell-code"])
    assert len(programs) > 1 or len(asks) == 1
    before = answer.html
    view.actions["code"].press("nothing of the kind")
    assert answer.html == before
