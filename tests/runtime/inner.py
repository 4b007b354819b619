"""The tests of this repository, run by the Python that ships: Pyodide, in Node.

The browser's Python has 32 bits and NumPy another default for whole numbers: what holds on the host need not hold there.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.bundle import pins
from app.bundle.pyodide_node import importable, run_inside
from app.bundle.sources import cache_folder, fetch

ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 3600
# What drives a browser, builds, measures, tries the machine's tools or reads the source's text has no place there; a test
# elsewhere that needs a process, a thread or a tool of the host is marked `host`.
LEFT_OUT = [
    f"--ignore=tests/{each}"
    for each in (
        "bench", "browser", "bundle", "mutants", "runtime",
        "test_architecture.py", "test_built.py", "test_ci.py", "test_hygiene.py", "test_system.py", "test_whole_numbers.py",
    )
]  # fmt: skip
# Formulas, facts, chain, presets, models, the Journey's text, the draws of the exercises and of what is simulated: where numbers are made.
WHERE_NUMBERS_ARE_MADE = [
    "tests/formulas",
    "tests/facts",
    *(f"tests/instruments/forge/test_{each}.py" for each in ("curves", "dossier", "model", "presets", "resolve")),
    "tests/instruments/frame/test_code.py",
    "tests/instruments/journey/test_same_everywhere.py",
    "tests/instruments/course/test_draw.py",
    *(
        f"tests/instruments/{each}.py"
        for each in (
            "chip/test_chip_model", "network/test_network", "precision/test_model", "precision/test_number",
            "reliability/test_model", "wafer/test_model",
        )
    ),
]  # fmt: skip
# Of what lies there, what reads names and files rather than computes.
READERS = [f"--ignore=tests/formulas/{each}.py" for each in ("test_names", "test_untrusted", "model/test_reader_refusals")]
HOW = "One of them alone: .venv/bin/python -m tests.runtime PATH::TEST"


@dataclass(frozen=True)
class Outcome:
    """What came of a run: pytest's exit status, tests by outcome, what ran them, and what was printed."""

    status: int
    outcomes: Mapping[str, int]
    bits: int
    python: str
    numpy: str
    output: str

    @property
    def line(self) -> str:
        """The run in one line."""
        counts = ", ".join(f"{count} {outcome}" for outcome, count in self.outcomes.items())
        return f"{counts} under Pyodide {pins.PYODIDE_VERSION}: Python {self.python}, {self.bits}-bit, NumPy {self.numpy}"


def run(arguments: Sequence[str]) -> Outcome:
    """Run pytest inside Pyodide.

    Parameters
    ----------
    arguments :
        For pytest; paths start at the repository's root.

    Raises
    ------
    InsideError
        If Node is missing, or pytest did not come to an end.
    """
    sources = fetch(cache_folder(ROOT))
    with tempfile.TemporaryDirectory(prefix="forge-") as scratch:
        mounts = importable(ROOT, sources, Path(scratch))
        options = {
            "root": next(inside for inside, folder in mounts.items() if folder == ROOT),
            "not_shipped": pins.NOT_SHIPPED,
            "arguments": ["-m", "not host", "-o", "cache_dir=$HOME/pytest", *arguments],
        }
        printed = run_inside(
            sources.pyodide, Path(__file__).with_name("inside.py"), mounts=mounts, path=list(mounts), options=options, limit=LIMIT_SECONDS
        )
    output, _, told = printed.rstrip().rpartition("\n")
    return Outcome(**json.loads(told), output=output)
