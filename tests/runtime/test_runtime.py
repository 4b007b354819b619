"""What the tests say is true in the browser's Python as well: `make test` tries where numbers are made, `make test-all` everything."""

from collections.abc import Callable

import pytest

from tests.runtime.inner import HOW, LEFT_OUT, READERS, WHERE_NUMBERS_ARE_MADE, run


def passes(tell: Callable[[str], None], *arguments: str) -> dict[str, int]:
    """Run the tests inside, say how many passed, and fail with what they printed."""
    outcome = run(["--quiet", *arguments])
    tell(outcome.line)
    assert outcome.status == 0, f"{outcome.output}\n{outcome.line}\n{HOW}"
    assert outcome.bits == 32
    return outcome.outcomes


def test_numbers_are_made_alike_under_the_python_that_ships(tell):
    """Of drawn examples a few, and with assertions as they stand: what fails tells its numbers when it is run alone."""
    options = ["-m", "not host and not slow", "--hypothesis-profile=few", "--assert=plain"]
    assert passes(tell, *WHERE_NUMBERS_ARE_MADE, *READERS, *options)["passed"] > 2000


# Many minutes there; its neighbours measure the same on an eighth of the stories.
TOO_LONG = "tests/formulas/tiny/test_measured.py::test_the_card_is_what_is_measured"


@pytest.mark.slow
def test_every_test_passes_under_the_python_that_ships(tell):
    """With every example that is drawn."""
    assert passes(tell, *LEFT_OUT, f"--deselect={TOO_LONG}")["passed"] > 8000


def test_a_run_that_fails_inside_fails_here():
    with pytest.raises(AssertionError, match="no_such_test"):
        passes(lambda _: None, "tests/formulas/test_numbers.py::no_such_test")
