"""Run tests under the browser's Python: ``.venv/bin/python -m tests.runtime tests/formulas/test_scaling.py -k loss``.

Whatever pytest takes can be given; without anything all of them run, as in ``make test-all``.
"""

import sys

from tests.runtime.inner import LEFT_OUT, run

if __name__ == "__main__":
    outcome = run(sys.argv[1:] or LEFT_OUT)
    print(outcome.output)
    sys.exit(outcome.status)
