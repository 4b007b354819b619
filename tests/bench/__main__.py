"""Run every benchmark beside this file: ``make bench`` (names choose some of them)."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent
# At the end: the root's build.py would hide the package `build` from whoever imports it.
sys.path.append(str(HERE.parents[1]))

from tests.bench._needs import MissingError, prepare  # noqa: E402


def main(chosen: list[str]) -> int:
    """Print every report as it comes, and keep all of them in ``latest.json``."""
    beside = [*HERE.glob("*.py"), *(package.parent for package in HERE.glob("*/__init__.py"))]
    known = sorted(path.stem for path in beside if not path.stem.startswith(("_", "test_")))
    if unknown := set(chosen) - set(known):
        sys.stderr.write(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(known)}\n")
        return 2
    modules = {name: importlib.import_module(name) for name in chosen or known}
    try:
        prepare(need for module in modules.values() for need in module.NEEDS)
    except MissingError as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    found = {"machine": {"python": platform.python_version(), "processor": platform.machine(), "cores": os.cpu_count()}}
    for name, module in modules.items():
        found[name] = module.report()
        print(json.dumps({name: found[name]}, indent=1), flush=True)
    (HERE / "latest.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
