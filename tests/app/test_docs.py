"""What is generated: the index of equations, and what the page's search finds."""

import json
import re
from pathlib import Path

import pytest

from app import docs, equation_code, routes
from formulas.catalogue import accelerators
from formulas.equation_code import FILE
from formulas.model.public import public
from formulas.registry import equations
from instruments.cells.library import programs
from instruments.course.loading import exercises
from instruments.frame.address import decode
from instruments.frame.discovery import instruments
from instruments.frame.glossary import LAYERS, glossary
from instruments.frame.search import KINDS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_up_to_date():
    assert (DOCS / "equations.md").read_text("utf-8") == docs.index(), "run `make docs`"


def test_every_equation_has_its_heading_formula_and_link():
    page = docs.index()
    for name, entry in equations().items():
        assert f"\n## {name}\n" in page
        assert f"$${entry.formula}$$" in page
        assert f"(#{docs.anchor(name)})" in page
    assert page.count("$$") == 2 * len(equations())


def test_links_from_the_facts_point_at_equations():
    anchors = set(re.findall(r"equations\.md#(\w+)", (DOCS / "facts.md").read_text("utf-8")))
    assert anchors <= {docs.anchor(name) for name in equations()}


def test_pages_are_written_where_they_are_asked_for(tmp_path):
    written = ("new/equations.md", "search-index.json", "terms.json", "equation_code.json", "new/numbers.json", "new/keys.json")
    names = [tmp_path / name for name in written]
    assert docs.write(tmp_path / "new", tmp_path, tmp_path) == names
    assert (tmp_path / "new" / "equations.md").read_text("utf-8") == docs.index()
    assert (tmp_path / "search-index.json").read_text("utf-8") == docs.found()
    assert (tmp_path / "terms.json").read_text("utf-8") == docs.defined()
    assert (tmp_path / "equation_code.json").read_text("utf-8") == equation_code.written()


@pytest.mark.host
def test_the_lines_of_the_equations_are_up_to_date():
    data = DOCS.parent / "formulas" / "data"
    assert (data / FILE).read_text("utf-8") == equation_code.written(), "run `make docs`"


def test_an_equation_made_of_others_has_no_lines_of_its_own():
    assert equation_code.body_of(equations()["capacity.model_state_bytes"]) == equation_code.body_of(equations()["shape.rule_layers"]) == ""
    assert equation_code.body_of(equations()["training.fleet"]) == "return np.ceil(hours / (24 * days))"


@pytest.fixture(scope="module")
def found():
    return json.loads((DOCS.parent / "static" / "search-index.json").read_text("utf-8"))


def test_what_is_found_is_up_to_date():
    assert (DOCS.parent / "static" / "search-index.json").read_text("utf-8") == docs.found(), "run `make docs`"


def test_what_is_shown_beside_a_term_is_up_to_date_and_the_same_as_in_the_glossary():
    text = (DOCS.parent / "static" / "terms.json").read_text("utf-8")
    assert text == docs.defined(), "run `make docs`"
    told = json.loads(text)
    assert told["layers"] == LAYERS
    assert {key: (row["name"], row["says"]) for key, row in told["terms"].items()} == {
        term.id: (term.name, term.says) for term in glossary()
    }


def test_every_instrument_equation_model_card_and_term_is_found(found):
    assert found["kinds"] == KINDS
    titles = {kind: [entry["title"] for entry in found["finds"] if entry["kind"] == kind] for kind in KINDS}
    assert titles["instruments"] == [entry.title for entry in instruments().values()]
    assert titles["equations"] == [entry.title for entry in equations().values()]
    assert titles["models"] == [model.name for model in public().values()]
    assert titles["cards"] == [row.name for row in accelerators().values()]
    assert titles["exercises"] == [exercise.title for exercise in exercises().values()]
    assert titles["terms"] == [term.name for term in glossary()]
    assert titles["programs"] == [program.title for program in programs().values()]


def test_everything_that_is_found_leads_somewhere(found):
    for entry in found["finds"]:
        if "route" not in entry:
            assert entry["equation"] in equations()
            continue
        route = routes.parse(entry["route"])
        assert route.notice == ""
        assert decode(instruments()[route.instrument].model_class(), route.state)[1] == "", entry


def test_a_row_that_an_equation_leads_to_is_one_of_the_instrument_and_shows_that_equation(found):
    leads = [entry for entry in found["finds"] if "opens" in entry]
    assert len(leads) > 10
    figures = {f"/{name}": instruments()[name].model_class()().result.figures for name in {entry["route"].strip("/") for entry in leads}}
    assert [(entry["opens"], entry["equation"]) for entry in leads] == [
        (entry["opens"], figures[entry["route"]][entry["opens"]].equation) for entry in leads
    ]
