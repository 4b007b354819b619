"""``grade``: the command that judges students' result files again.

Nothing of the exercises is read before it is run: whoever types another command waits for none of it.
"""

from __future__ import annotations

import argparse
import glob
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_ABOUT = (
    "Judge students' result files again, from what was typed, and write a table (CSV). A checksum names what was changed by hand; "
    "it shows accidents and casual edits, and not that somebody made a whole file."
)


class Grade:
    """The command."""

    def add_to(self, commands: Any) -> None:
        """Add it to a parser's."""
        parser = commands.add_parser("grade", help="judge students' result files again and write a table", description=_ABOUT)
        parser.add_argument("files", nargs="+", metavar="FILE", help="result files, folders of them, or patterns such as results/*.json")
        parser.add_argument("--output", metavar="FILE", help="write the table there instead of printing it")
        parser.add_argument("--sheet", metavar="LINK", help="refuse what is of another sheet than this one (its link, or its code)")
        parser.set_defaults(run=self.run)

    def run(self, given: argparse.Namespace) -> int:
        """Grade; returns the exit code: 1 where a file could not be graded or was changed by hand."""
        from instruments.course.regrading import grade, printable, said, table
        from instruments.course.sheet import found_in

        graded, refused = grade(_paths(given.files), found_in(given.sheet) if given.sheet else None)
        if not graded:
            raise ValueError(f"no file could be graded: {printable(refused[0])}" if refused else "there are no files to grade")
        if given.output:
            _write(given.output, table(graded))
        else:
            sys.stdout.write(table(graded))
        for line in [*refused, *said(graded)]:
            print(printable(line), file=sys.stderr)
        changed = sum(bool(each.changed) for each in graded)
        print(f"{len(graded)} graded, {len(refused)} refused, {changed} changed by hand", file=sys.stderr)
        return 1 if refused or changed else 0


def _write(name: str, text: str) -> None:
    try:
        # With a mark at its beginning, without which a spreadsheet takes it for another encoding.
        Path(name).write_text(text, "utf-8-sig", newline="")
    except OSError as fault:
        raise ValueError(f"{name} cannot be written: {fault.strerror}") from None


def _paths(names: Sequence[str]) -> Iterator[Path]:
    """Files by name, in folders, or by pattern where no shell has resolved it; each once."""
    seen = set()
    for name in names:
        found = sorted(Path(name).glob("*.json")) if Path(name).is_dir() else [Path(name)]
        if not Path(name).exists() and glob.has_magic(name):
            found = [Path(each) for each in sorted(glob.glob(name, recursive=True))]  # noqa: PTH207 - a whole pattern, absolute or not
        yield from (path for path in found if path not in seen and not seen.add(path))
