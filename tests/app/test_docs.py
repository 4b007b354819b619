"""The generated index of equations."""

import re
from pathlib import Path

from app import docs
from formulas.registry import equations

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
    assert docs.write(tmp_path / "new") == [tmp_path / "new" / "equations.md"]
    assert (tmp_path / "new" / "equations.md").read_text("utf-8") == docs.index()
