"""What a cell's Python does with a program: output as it comes, a last expression shown, a function tried."""

import json
import sys

import pytest

from app.browser.cell.run import call, plain, prepare
from app.browser.stand_ins import Unused, _StandIn
from tests.app.cell.said import error, printed, said


def test_lines_go_out_as_they_are_complete_and_the_rest_at_the_end():
    messages = said("print('one')\nprint('two', end='')\nprint(' three', flush=True)\nprint('four', end='')")
    assert [each["text"] for each in messages] == ["one\n", "two three\n", "four"]
    assert {each["stream"] for each in messages} == {"out"}


def test_what_is_flushed_goes_out_before_what_follows():
    assert [each["text"] for each in said("import sys\nprint('a', end='', flush=True)\nprint('b')")] == ["a", "b\n"]


def test_errors_and_warnings_have_a_stream_of_their_own():
    assert printed("import sys\nprint('x', file=sys.stderr)", "err") == "x\n"


def test_a_last_expression_is_shown_and_nothing_is_not():
    assert said("1 + 1") == [{"type": "shown", "item": {"kind": "text", "text": "2"}}]
    assert said("x = 1") == said("None") == said("print") [:0] == []


def test_what_is_shown_stands_where_it_was_in_the_output():
    kinds = [each["type"] for each in said("print('a', end='')\nshow(1, 2)\nprint('b')")]
    assert kinds == ["text", "shown", "shown", "text"]


def test_bokehs_own_show_is_the_cells():
    messages = said("from bokeh.plotting import figure, show\nfrom bokeh.io import show as other\np = figure()\nshow(p)\nother(p)")
    assert [each["item"]["kind"] for each in messages] == ["figure", "figure"]


def test_every_run_begins_with_nothing_and_leaves_nothing():
    before = sys.modules["__main__"]
    assert said("x = 1\nx")[0]["item"]["text"] == "1"
    assert error("x")["name"] == "NameError"
    assert sys.modules["__main__"] is before
    assert sys.stdout is not None


def test_assertions_and_docstrings_count():
    assert error("assert 1 == 2, 'no'")["name"] == "AssertionError"
    assert said("def f():\n    'told'\nf.__doc__")[0]["item"]["text"] == "'told'"


def test_a_data_class_and_its_kind_find_their_module():
    assert said("from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(3)")[0]["item"]["text"] == "P(x=3)"


def test_a_program_may_end_itself():
    assert printed("print('a')\nraise SystemExit\nprint('b')") == "a\n"


def test_it_cannot_ask():
    assert "write the value into the program" in error("input('name?')")["message"]


@pytest.mark.parametrize(
    "code",
    [
        "from formulas.training import training_flop",
        "import formulas\nfrom formulas import training\ntraining_flop = training.training_flop",
        "from functools import partial\nfrom formulas import training\ntraining_flop = partial(training.training_flop)",
    ],
)
def test_the_sites_own_function_is_no_answer_and_the_reader_is_told_so(code):
    told = json.loads(call(code, "training_flop", [[1e9, 1e12]]))["error"]
    assert told["message"].startswith("training_flop is the site's own formulas.training.training_flop: write the function yourself")
    ours = "from formulas.training import training_flop as theirs\ndef training_flop(n, d):\n    assert theirs(n, d)\n    return 6 * n * d"
    assert json.loads(call(ours, "training_flop", [[1e9, 1e12]])) == {"values": [6e21]}


def test_a_function_is_called_with_every_list_of_arguments():
    assert json.loads(call("def f(x, y=1):\n    return x * y", "f", [[2], [2, 3]])) == {"values": [2, 6]}
    assert json.loads(call("import numpy as np\ndef f(x): return np.array([x, 2.5])", "f", [[1]])) == {"values": [[1.0, 2.5]]}


@pytest.mark.parametrize(
    ("code", "name", "line"),
    [
        ("def f(x): return x / 0", "ZeroDivisionError", 1),
        ("def g(x): return x", "NameError", None),
        ("\ndef f(x) return x", "SyntaxError", 2),
        ("def f(x): return object()", "TypeError", None),
        ("def f(x): return f", "TypeError", None),
    ],
)
def test_what_keeps_a_function_from_being_tried_is_told(code, name, line):
    told = json.loads(call(code, "f", [[1]]))["error"]
    assert (told["name"], told["line"]) == (name, line)
    assert told["message"]


def test_values_as_json_has_them():
    assert plain({"a": (1, None, True)}) == {"a": [1, None, True]}


def test_stand_ins_of_the_page_go(monkeypatch):
    monkeypatch.setitem(sys.modules, "some.stand_in", _StandIn("some.stand_in"))
    assert issubclass(sys.modules["some.stand_in"].anything, Unused)
    prepare()
    assert "some.stand_in" not in sys.modules
