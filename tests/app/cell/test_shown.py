"""What a value looks like in a cell, and how much of it is shown."""

import json

import numpy as np
import pytest
from bokeh.plotting import figure

from app.browser.cell import limits
from app.browser.cell.shown import item
from tests.app.cell.said import LOOK, error, said


def test_an_array_is_a_table_with_its_shape_and_kind():
    shown = item(np.arange(6.0).reshape(2, 3) / 4)
    assert shown["columns"] == ["0", "1", "2"]
    assert shown["rows"] == [["0", "0.25", "0.5"], ["0.75", "1", "1.25"]]
    assert shown["numeric"] == [True, True, True]
    assert shown["note"] == "shape (2, 3), float64"


def test_a_table_is_cut_and_says_so():
    shown = item(np.zeros((limits.ROWS + 1, limits.COLUMNS + 1)))
    assert (len(shown["rows"]), len(shown["columns"])) == (limits.ROWS, limits.COLUMNS)
    assert f"the first {limits.ROWS} are shown" in shown["note"]
    assert f"of {limits.COLUMNS + 1} columns, the first {limits.COLUMNS}" in shown["note"]


@pytest.mark.parametrize(
    "value",
    [
        [{"name": "a", "size": 1}, {"name": "b", "size": 2}],
        {"name": ["a", "b"], "size": np.array([1, 2])},
        np.array([("a", 1), ("b", 2)], dtype=[("name", "U1"), ("size", "i4")]),
    ],
    ids=["records", "columns", "structured"],
)
def test_records_are_tables_with_numbers_to_the_right(value):
    shown = item(value)
    assert shown["columns"] == ["name", "size"]
    assert [row[1] for row in shown["rows"]] == ["1", "2"]
    assert shown["numeric"] == [False, True]
    assert shown["note"] == "2 rows"


def test_named_tuples_and_data_classes_are_records():
    for made in ("from collections import namedtuple\nP = namedtuple('P', 'x y')",
                 "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int"):
        (message,) = said(f"{made}\n[P(1, 2), P(3, 4)]")
        assert message["item"]["columns"] == ["x", "y"]


def test_a_record_that_lacks_something_leaves_its_place_empty():
    assert item([{"a": 1}, {"b": 2}])["rows"] == [["1", ""], ["", "2"]]


@pytest.mark.parametrize("value", [[1, 2], [], {}, {"a": 1}, "text", np.zeros((2, 2, 2)), np.array(3.0), np.zeros(0), [{}]])
def test_everything_else_is_its_text(value):
    assert item(value) == {"kind": "text", "text": repr(value)}


def test_a_text_without_end_is_cut():
    assert len(item("x" * 10 * limits.TEXT)["text"]) == limits.TEXT
    assert len(item([{"a": "x" * 1000}])["rows"][0][0]) == limits.LETTERS


def test_a_figure_takes_the_pages_colours_where_the_program_says_nothing():
    shown = item(figure(background_fill_color="#123456"), LOOK)
    assert shown["kind"] == "figure"
    text = json.dumps(json.loads(shown["json"]))
    assert "#123456" in text
    assert LOOK["text"] in text


def test_a_figure_of_too_many_points_is_refused():
    many = "list(range(600_000))"
    told = error(f"from bokeh.plotting import figure\np = figure()\np.line({many}, {many})\np")
    assert "draw fewer points" in told["message"]


def test_a_value_whose_text_fails_is_an_error_of_the_program():
    assert error("class A:\n    def __repr__(self):\n        return 1 / 0\nA()")["name"] == "ZeroDivisionError"
