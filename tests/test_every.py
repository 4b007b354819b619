"""A test of many things fails for each that fails, and for none at all."""

import pytest

from tests.every import every


def test_all_that_fail_are_told():
    @every("number", [1, 2, pytest.param(3, id="three")])
    def odd(number):
        assert number % 2, "is even"

    with pytest.raises(AssertionError, match=r"(?s)^1 of 3:\n2: AssertionError: is even"):
        odd()

    @every("number", [1, pytest.param(2, id="two"), 4])
    def small(number):
        assert 6 // number == 6

    with pytest.raises(AssertionError, match=r"(?s)^2 of 3:\ntwo: AssertionError: .*\n4: AssertionError: "):
        small()


def test_what_passes_passes_and_nothing_to_try_does_not():
    every("number", [1, 3])(lambda number: None)()
    with pytest.raises(AssertionError, match="nothing to try"):
        every("number", [])(lambda number: None)()
