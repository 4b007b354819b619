"""Choices, functions, instruments and known mistakes: what is said to each answer."""

import re

import pytest

from instruments.course.loading import exercises
from instruments.course.variant import Variant

CONDITIONS = "set-users-on-one-replica"


def variant(name, seed="a student"):
    return Variant(exercises()[name], seed)


def test_a_choice_tells_why_and_never_which():
    drawn = variant("tied-embeddings")
    judged = drawn.judge("what", "flop")
    assert (judged.verdict, judged.right, judged.accepted) == ("wrong", False, "")
    assert judged.sentence == "Not that one. The output multiplies by the whole matrix whether or not it is shared."
    assert drawn.judge("what", "memory").sentence.startswith("Right. The scores are computed as before")
    assert drawn.judge("what", "nothing of these").verdict == "unread"


def test_options_stand_in_an_order_of_their_own_for_each_student():
    orders = {tuple(name for name, _ in variant("tied-embeddings", str(number)).parts["what"].options) for number in range(40)}
    assert len(orders) > 10
    assert [name for name, _ in variant("tied-embeddings", "").parts["what"].options] == ["memory", "flop", "both", "none"]


@pytest.mark.parametrize("name", ["six-per-token", "hours-and-bill", "four-projections", "resident-and-read", "one-latent-for-all"])
def test_a_known_mistake_has_its_own_sentence(name):
    drawn = variant(name)
    for part in exercises()[name].parts:
        for mistake in getattr(part, "mistakes", ()):
            judged = drawn.judge(part.id, f"{drawn.values.key(mistake.answer, part.unit):.6g}")
            assert judged.verdict == "wrong"
            assert judged.sentence == mistake.says[0]


class TestFunctions:
    drawn = variant("write-training-flop")
    right = tuple(6.0 * parameters * tokens for parameters, tokens in drawn.parts["function"].argument_lists)

    def judge(self, returned):
        return self.drawn.judge("function", "", returned)

    def test_what_the_equation_gives_is_right(self):
        assert self.judge(self.right).sentence == "Right: all 12 calls give what the equation gives."
        assert self.judge([value * (1 + 1e-9) for value in self.right]).right

    def test_a_constant_factor_is_told(self):
        judged = self.judge([value / 3 for value in self.right])
        assert "Not right yet: 0 of 12 calls give what the equation gives." in judged.sentence
        assert judged.sentence.endswith("Every value is 3 times too small: a unit or a constant.")

    def test_of_the_hidden_calls_none_is_told(self):
        almost = [*self.right[:5], 1.0, *self.right[6:]]
        judged = self.judge(almost)
        assert judged.sentence == "Not right yet: 11 of 12 calls give what the equation gives."
        first = self.judge([1.0, *self.right[1:]])
        assert re.search(r"For training_flop\(.*\) it returned 1\.", first.sentence)
        assert f"{self.right[0]:.6g}" not in first.sentence

    @pytest.mark.parametrize("returned", [None, [], [1.0], "abc", {"a": 1}, 3])
    def test_another_number_of_values_is_told(self, returned):
        assert self.judge(returned).sentence == "The function must return one number for each of 12 calls."

    @pytest.mark.parametrize("value", [None, "3", [3], True, 3j])
    def test_what_is_no_number_is_told(self, value):
        assert "which is no number." in self.judge([value, *self.right[1:]]).sentence

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, -1])
    def test_a_number_that_is_none_is_wrong(self, value):
        assert self.judge([value, *self.right[1:]]).verdict == "wrong"


class TestInstruments:
    drawn = variant(CONDITIONS)

    def judge(self, typed):
        return self.drawn.judge("state", typed)

    def test_conditions_are_told_one_by_one_with_what_is_there(self):
        judged = self.judge("v1;cards=8;context=32768")
        assert judged.verdict == "wrong"
        assert [holds for _, holds in judged.conditions] == [True, True, False]
        assert judged.conditions[2][0] == "Context length: at least 65,536 tokens (it is 32,768 tokens)"
        assert judged.sentence == "Not yet: 2 of 3 conditions are met."
        assert judged.understood == "The Forge: Context length 32,768 tokens, Cards per replica 8"

    @pytest.mark.parametrize(
        "link",
        [
            "v1;context=65536;cache_precision=fp8;cards=8",
            "/forge?v1;context=65536;cache_precision=fp8;cards=8",
            "#/forge?v1;context=65536;cache_precision=fp8;cards=8",
            "somewhere/forge/#v1;context=65536;cache_precision=fp8;cards=8",
            "v1;context=65536;cache_precision=fp8;cards=8;as-of=2026-11,k3f",
        ],
    )
    def test_a_fragment_or_a_whole_link_is_read(self, link):
        judged = self.judge(f"  {link} ")
        assert judged.right
        assert judged.sentence == "Right: every condition is met."

    @pytest.mark.parametrize(
        "typed", ["", "#", "v9;x=1", "v1;colour=red", "v1;cards=-3", "hello", "v1;" + "x" * 6000, "v1;cards=8;cards=9"]
    )
    def test_what_is_no_state_is_told(self, typed):
        judged = self.judge(typed)
        assert (judged.verdict, judged.conditions) == ("unread", ())
        assert judged.sentence.endswith(".")


def test_a_part_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="part is 'x': tied-embeddings has what, flop"):
        variant("tied-embeddings").judge("x", "1")
