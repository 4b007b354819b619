"""JSON that somebody else wrote."""

import pytest

from formulas.untrusted import read_json
from instruments.forge.model import Forge
from instruments.forge.view import ForgeView


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 21 + "]" * 21, '["' + '\\"' * 9 + '",' + "[" * 100_000])
def test_what_is_nested_too_deep_is_refused_before_it_is_read(text):
    with pytest.raises(ValueError, match="nested deeper than 20 levels"):
        read_json(text)


def test_brackets_within_a_text_do_not_count():
    told = '"' + "[" * 1000 + '\\"' + "{" * 1000 + '"'
    assert read_json(f"[{told}, {told}]") == 2 * ["[" * 1000 + '"' + "{" * 1000]


@pytest.mark.parametrize("text", ["", "[", "nonsense", "[1,]"])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match=r"\w+"):
        read_json(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [('{"a": 1, "a": 2}', "stands there twice"), ('[{"a": 1, "a": 1}]', "twice"), ("[NaN]", "NaN is"), ("-Infinity", "is no number")],
)
def test_where_it_is_strict_what_only_python_reads_is_refused(text, said):
    read_json(text)
    with pytest.raises(ValueError, match=said):
        read_json(text, strict=True)


def test_a_goal_nested_too_deep_is_refused_on_the_page():
    view = ForgeView(Forge())
    view._on_seek("[" * 100_000)
    assert "nested deeper" in view.answer.html
