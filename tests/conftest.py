"""What every test may use: the checkout's root, the command line, and one Hypothesis profile."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# Derandomised, so that a run fails for what changed and not for what was drawn; no deadline, because
# the machines that run this share their cores.
settings.register_profile("forge", derandomize=True, deadline=None, database=None)
# For a second run of the same tests, in a slower Python: see tests/runtime.
settings.register_profile("few", settings.get_profile("forge"), max_examples=10)
settings.load_profile("forge")


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
