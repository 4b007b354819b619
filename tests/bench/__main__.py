"""Run every benchmark beside this file: ``make bench`` (names choose some of them)."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(chosen: list[str]) -> int:
    """Print every report as it comes, and keep all of them in ``latest.json``."""
    beside = [*HERE.glob("*.py"), *(package.parent for package in HERE.glob("*/__init__.py"))]
    known = sorted(path.stem for path in beside if not path.stem.startswith(("_", "test_")))
    if unknown := set(chosen) - set(known):
        sys.stderr.write(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(known)}\n")
        return 2
    found = {"machine": {"python": platform.python_version(), "processor": platform.machine(), "cores": os.cpu_count()}}
    for name in chosen or known:
        found[name] = importlib.import_module(name).report()
        print(json.dumps({name: found[name]}, indent=1), flush=True)
    (HERE / "latest.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
