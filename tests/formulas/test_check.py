"""Refusals name every bad argument, its value and the rule."""

import numpy as np
import pytest

from formulas import check


def test_rules_of_several_kinds_are_told_together():
    with pytest.raises(ValueError, match="must") as caught:
        check.together(
            positive={"a": -1, "fine": 2},
            not_negative={"b": float("nan")},
            fraction={"c": 1.5},
            d=(0, np.asarray(0) >= 1, "must be at least 1"),
        )
    assert str(caught.value) == (
        "a is -1: must be positive and finite; b is nan: must be finite and at least 0; "
        "c is 1.5: must be above 0 and at most 1; d is 0: must be at least 1"
    )


def test_the_first_bad_element_of_an_array_is_shown():
    with pytest.raises(ValueError, match=r"^speed is -2: must be positive and finite$"):
        check.positive(speed=np.array([[1.0, -2.0], [-3.0, 4.0]]))


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf"), -float("inf")])
def test_positive_is_finite(bad):
    with pytest.raises(ValueError, match=r"^x is .*: must be positive and finite$"):
        check.positive(x=bad)


def test_zero_is_not_negative_and_one_is_a_fraction():
    check.not_negative(x=0)
    check.fraction(x=1)
    for refused in (lambda: check.not_negative(x=-1e-300), lambda: check.fraction(x=0), lambda: check.fraction(x=float("nan"))):
        with pytest.raises(ValueError, match="must be"):
            refused()




def test_an_array_that_is_looked_at_once_is_refused_each_time_and_forgotten_afterwards():
    good, bad = np.array([1.0, 2.0]), np.array([1.0, -2.0])
    with check.each_array_once():
        for _ in range(2):
            check.positive(good=good)
            with pytest.raises(ValueError, match="bad is -2: must be positive and finite"):
                check.positive(bad=bad)
    good[0] = -1.0
    with pytest.raises(ValueError, match="good is -1: must be positive and finite"):
        check.positive(good=good)
