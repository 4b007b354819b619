"""What every test may use: the checkout's root, the command line, and one Hypothesis profile."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser.fonts import one_odd_font
from tests.few import MOST, spread

ROOT = Path(__file__).parents[1]

# Derandomised, so that a run fails for what changed and not for what was drawn; no deadline, because
# the machines that run this share their cores.
settings.register_profile("forge", derandomize=True, deadline=None, database=None)
# For a second run of the same tests, in a slower Python: see tests/runtime.
settings.register_profile("few", settings.get_profile("forge"), max_examples=10)
settings.load_profile("forge")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose the machine that it pretends to be."""
    parser.addoption("--odd-font", action="store_true", help="run every browser as on a system that has one odd font")


def pytest_configure(config: pytest.Config) -> None:
    """Browsers, and the builds that start one, take this from the environment."""
    if config.getoption("odd_font"):
        folder = tempfile.TemporaryDirectory(prefix="one-odd-font-")
        config.add_cleanup(folder.cleanup)
        os.environ["FONTCONFIG_FILE"] = str(one_odd_font(Path(folder.name)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a long list that a test is tried on, `make test` takes some, spread over it; all of those marked ``whole``."""
    lists: dict[str, list[pytest.Item]] = {}
    for item in items:
        if hasattr(item, "callspec") and not (item.get_closest_marker("slow") or item.get_closest_marker("whole")):
            lists.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for each in lists.values():
        for left_out in set(range(len(each))) - spread(len(each), MOST):
            each[left_out].add_marker(pytest.mark.slow)


TOLD = "told"


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say a line at the end of the run: ``tell("4711 passed")``."""
    # With the test's report it gets to that end from whatever process the test ran in.
    return lambda line: request.node.user_properties.append((TOLD, line))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests had to say."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                for name, line in report.user_properties:
                    if name == TOLD:
                        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's root."""
    return ROOT


@pytest.fixture(scope="session")
def forge() -> Callable[..., subprocess.CompletedProcess]:
    """Run ``python -W error -m app ARGUMENTS`` in the checkout: ``forge("dossier", "--json").stdout``."""

    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-W", "error", "-m", "app", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    return run
