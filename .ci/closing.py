"""The closing lines of two runs of pytest, the second of what failed in the first: ``closing.py FIRST.xml SECOND.xml``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

BAD = ("failure", "error")


def outcomes(report: Path) -> dict[str, str]:
    """What became of every test of a run, by its name: ``passed``, ``skipped`` or ``failed``."""
    if not report.is_file():
        return {}
    found: dict[str, str] = {}
    # Our own pytest wrote it.
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
        name = f"{case.get('classname')}::{case.get('name')}"
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & set(BAD) else "skipped" if "skipped" in kinds else "passed"
        # A test that passed may fail again when its fixtures end.
        found[name] = "failed" if "failed" in (outcome, found.get(name)) else outcome
    return found


def closing(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[str, bool]:
    """Return the lines, and whether all is well.

    >>> text, well = closing({"a": "passed", "b": "failed"}, {"b": "passed"})
    >>> print(text)
    1 test needed a second run:
      b
    2 passed, 0 failed
    >>> well
    True
    """
    needed = [name for name, outcome in first.items() if outcome == "failed"]
    # What failed and was not run again has failed.
    final = {**first, **{name: outcome for name, outcome in second.items() if name in first}}
    lines = [f"{len(needed)} {'test' if len(needed) == 1 else 'tests'} needed a second run:"]
    lines += [f"  {name}{' (and failed again)' if final[name] == 'failed' else ''}" for name in needed]
    counts = {outcome: sum(each == outcome for each in final.values()) for outcome in ("passed", "failed", "skipped")}
    if not counts["skipped"]:
        del counts["skipped"]
    lines.append(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    return "\n".join(lines), bool(needed) and counts["failed"] == 0


if __name__ == "__main__":
    text, well = closing(*(outcomes(Path(name)) for name in sys.argv[1:]))
    print(text)
    sys.exit(not well)
