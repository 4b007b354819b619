"""Errors in words: the usual ones, the line they are in, and Python's own account without what is not the reader's."""

import pytest

from app.browser.cell.explain import AT_HAND
from tests.app.cell.said import error

CASES = {
    "NameError": ("length = 1\nlenght", 2, "Nothing here is called “lenght”"),
    "SyntaxError": ("x = 1\nif x\n    pass", 2, "cannot read this line"),
    "IndentationError": ("if 1:\nprint(2)", 2, "spaces at the beginning of this line"),
    "TypeError": ("'a' + 1", 1, "not of the kind that is wanted"),
    "ZeroDivisionError": ("1 / 0", 1, "divided by zero"),
    "ModuleNotFoundError": ("import pandas_of_old", 1, "cannot be had: a cell has no network to bring it. What is here: NumPy"),
    "ImportError": ("from math import sinn", 1, "has nothing of that name"),
    "IndexError": ("[1][3]", 1, "The first is number 0"),
    "KeyError": ("{'a': 1}['b']", 1, "There is no entry 'b'"),
    "AttributeError": ("import numpy as np\nnp.sqr(2)", 2, "The module “numpy” has no “sqr”. Is “sqrt” meant?"),
    "AssertionError": ("assert 1 > 2, 'less'", 1, "does not hold: less"),
    "RecursionError": ("def f():\n    return f()\nf()", 2, "calls itself"),
    "UnboundLocalError": ("x = 1\ndef f():\n    x += 1\nf()", 3, "before it gives it a value"),
    "FileNotFoundError": ("open('mine.csv')", 1, "There is no file “mine.csv”"),
    "ValueError": ("int('x')", 1, "cannot be used here"),
    "OverflowError": ("2.0 ** 10000", 1, "too large"),
    "MemoryError": ("raise MemoryError", 1, "512 MB"),
    "RuntimeError": ("raise RuntimeError('so')", 1, "so."),
}


@pytest.mark.parametrize("name", CASES)
def test_what_went_wrong_is_said_with_its_line(name):
    code, line, words = CASES[name]
    told = error(code)
    assert (told["name"], told["line"]) == (name, line)
    assert words in told["message"]
    assert told["message"].endswith(("?", "."))
    assert name in told["traceback"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("np.ones((2, 3)) @ np.ones((2, 3))", "as many columns as the second has rows, and here it is 3 and 2"),
        ("np.dot(np.ones((2, 3)), np.ones((2, 4)))", "as many columns as the second has rows, and here it is 3 and 2"),
        ("np.ones(3) + np.ones(2)", "Arrays of the shapes (3,) (2,) do not fit"),
        ("np.empty((2**40, 2**40))", "takes more memory than there is: a cell may use 512 MB"),
        ("np.empty((2**30, 2**20))", "An array of shape (1073741824, 1048576) takes 8.00 PiB, and there is no more memory for it"),
    ],
)
def test_numpys_own_words_are_said_for_beginners(code, words):
    told = error(f"import numpy as np\n{code}")
    assert words in told["message"]
    assert "gufunc" not in told["message"]
    assert told["line"] == 2


def test_panels_widgets_are_said_not_to_run_here():
    told = error("from app.browser.stand_ins import Unused\nUnused()")
    assert "do not run in a cell" in told["message"]
    assert "stand_ins" not in told["message"]
    assert "Panel" not in AT_HAND


def test_a_near_name_is_offered():
    assert "Is “length” meant?" in error("length = 1\nlenght")["message"]


@pytest.mark.parametrize(("used", "wanted"), [("np", "import numpy as np"), ("math", "import math"), ("formulas", "import formulas")])
def test_what_has_to_be_imported_says_so(used, wanted):
    assert wanted in error(f"{used}.pi")["message"]


def test_a_formulas_refusal_is_told_as_its_own():
    told = error("from formulas.training import training_flop\ntraining_flop(parameters=-1, tokens=1)")
    assert told["message"] == "The formula “training_flop” refuses what it was given: parameters is -1: must be positive and finite."
    assert told["line"] == 2


def test_the_error_stands_at_the_readers_line_and_not_at_a_librarys():
    told = error("import numpy as np\n\nnp.reshape(np.arange(6), (4, 2))")
    assert told["line"] == 3
    assert "numpy" not in told["traceback"].replace("np.", "")
    assert 'File "cell", line 3' in told["traceback"]


def test_the_readers_own_functions_are_all_in_the_traceback():
    trace = error("def g():\n    return 1 / 0\ndef f():\n    return g()\nf()")["traceback"]
    assert [line.strip().partition(", in ")[0] for line in trace.splitlines() if "File" in line] == [
        f'File "cell", line {number}' for number in (5, 4, 2)
    ]


def test_a_message_without_end_is_cut():
    assert len(error("raise RuntimeError('x' * 10 ** 6)")["message"]) <= 10_000
