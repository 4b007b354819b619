"""What the tests say of formulas, facts, chain, presets and instruments is true in the browser's Python as well."""

import pytest

from tests.runtime.inner import HOW, LEFT_OUT, run


def passes(told: list[str], *arguments: str) -> dict[str, int]:
    """Run the tests inside, say how many passed, and fail with what they printed."""
    outcome = run([*LEFT_OUT, "--quiet", *arguments])
    told.append(outcome.line)
    assert outcome.status == 0, f"{outcome.output}\n{outcome.line}\n{HOW}"
    assert outcome.bits == 32
    return outcome.outcomes


def test_the_tests_pass_under_the_python_that_ships(told):
    """All but the slow ones; of drawn examples a few."""
    assert passes(told, "-m", "not host and not slow", "--hypothesis-profile=few")["passed"] > 4000


# Many minutes there; its neighbours measure the same on an eighth of the stories.
TOO_LONG = "tests/formulas/tiny/test_measured.py::test_the_card_is_what_is_measured"


@pytest.mark.slow
def test_every_test_passes_under_the_python_that_ships(told):
    """With every example that is drawn."""
    assert passes(told, f"--deselect={TOO_LONG}")["passed"] > 4000


def test_a_run_that_fails_inside_fails_here():
    with pytest.raises(AssertionError, match="no_such_test"):
        passes([], "tests/formulas/test_numbers.py::no_such_test")
