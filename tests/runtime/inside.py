"""Runs inside Pyodide: the tests that CONFIG asks for, under the Python, NumPy and Panel that the page has.

Pages run with -OO, which takes assertions away: here they stay, and nothing else differs.
"""

import json
import os
import sys
from collections import Counter

config = json.loads(CONFIG)  # noqa: F821 - set by run_pyodide.mjs
sys.dont_write_bytecode = True
sys.stderr = sys.stdout  # what is wrong with the arguments is told among the rest
sys.path.remove("")
os.chdir(config["root"])

from app.bundle.inside.shipped import hide  # noqa: E402 - what is imported from here on is found as in the page

hide(config["not_shipped"])

import numpy  # noqa: E402
import pytest  # noqa: E402

from app.browser.start import bring_up  # noqa: E402


class Outcomes(Counter):
    """Counts tests by outcome, as pytest reports them."""

    def pytest_sessionstart(self):
        # Not before: pytest and its plugins need modules that the page has stand-ins for, such as unittest.
        bring_up()

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self[report.outcome] += 1


outcomes = Outcomes()
status = pytest.main(config["arguments"], plugins=[outcomes])
print(json.dumps({
    "status": status, "outcomes": outcomes, "bits": sys.maxsize.bit_length() + 1, "numpy": numpy.__version__,
    "python": sys.version.split()[0],
}))  # fmt: skip
