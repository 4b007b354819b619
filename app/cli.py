"""The command line: every instrument's result without a browser, and the documentation's tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from app import described
from instruments.frame.discovery import instruments


class _OneLine(argparse.ArgumentParser):
    """A parser whose refusals are one line and exit code 2."""

    def error(self, message: str) -> None:
        sys.stderr.write(f"{self.prog}: {' '.join(message.split())}\n")
        sys.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        return given.run(given)
    except ValueError as refusal:
        parser.error(str(refusal))
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = _OneLine(prog="forge", description=__doc__)
    commands = parser.add_subparsers(required=True, parser_class=_OneLine, metavar="COMMAND")
    for declared in instruments().values():
        for command in declared.on_command_line():
            command.add_to(commands)
    described.add_to(commands)
    tables = commands.add_parser("docs", help="write the generated tables of the documentation again")
    tables.set_defaults(run=_docs)
    return parser


def _docs(_: argparse.Namespace) -> int:
    from app.docs import write

    print("\n".join(f"wrote {path}" for path in write()))
    return 0
