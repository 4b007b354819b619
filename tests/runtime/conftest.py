"""Counts of the tests that ran under the browser's Python, told at the end of the run."""

import pytest

LINES = pytest.StashKey[list[str]]()


@pytest.fixture
def told(request: pytest.FixtureRequest) -> list[str]:
    """Lines for the end of the run."""
    return request.config.stash.setdefault(LINES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print them."""
    for line in terminalreporter.config.stash.get(LINES, []):
        terminalreporter.write_line(line)
