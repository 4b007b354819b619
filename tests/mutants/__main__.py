"""Run tests against every mutant of a module and print those that all of them let pass.

``python -m tests.mutants instruments/forge/seek.py tests/instruments/forge/test_seek.py`` (``--most 70`` draws that many).
The mutants live in memory: no file is written, and each has a process of its own.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import random
import signal
import sys
from pathlib import Path

import numpy as np  # noqa: F401  what every mutant needs is imported once, before the processes part
import panel as pn  # noqa: F401
import pytest

from tests.mutants.changes import Mutant, mutants

SLOWEST_SECONDS = 300


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Gives one module with a mistake in it, and leaves every other to Python."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name, self._path, self._tree = name, path, tree

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        del path, target
        return importlib.util.spec_from_file_location(name, self._path, loader=self) if name == self._name else None

    def get_filename(self, fullname: str) -> str:
        del fullname
        return str(self._path)

    def get_data(self, path: str) -> bytes:
        return Path(path).read_bytes()

    def get_code(self, fullname: str) -> object:
        return compile(self._tree, self.get_filename(fullname), "exec")


def survives(module: str, path: Path, mutant: Mutant, tests: list[str]) -> bool:
    """Whether every test passes although the module is wrong."""
    child = os.fork()
    if child == 0:
        signal.alarm(SLOWEST_SECONDS)  # one that never ends has been noticed
        sys.meta_path.insert(0, _Mutated(module, path, mutant.tree))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = pytest.main(["-x", "-q", "-m", "not browser and not slow", *tests])
        os._exit(int(code))
    return os.waitpid(child, 0)[1] == 0


def main() -> int:
    """Print the survivors, and how many there are of how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module", type=Path, help="the file to make mistakes in")
    parser.add_argument("tests", nargs="+", help="what should notice them")
    parser.add_argument("--most", type=int, help="draw this many mutants instead of trying all")
    given = parser.parse_args()
    module = ".".join(given.module.with_suffix("").parts)
    every = list(mutants(given.module.read_text()))
    if given.most and given.most < len(every):
        every = sorted(random.Random(1).sample(every, given.most), key=lambda mutant: mutant.line)
    if not survives(module, given.module, Mutant(0, "", ast.parse(given.module.read_text())), given.tests):
        parser.error("the tests fail without any mistake")
    survivors = 0
    for mutant in every:
        if survives(module, given.module, mutant, given.tests):
            survivors += 1
            print(f"{given.module}:{mutant.line}: {mutant.change}", flush=True)
    print(f"{given.module}: {survivors} of {len(every)} mutants survive")
    return bool(survivors)


if __name__ == "__main__":
    sys.exit(main())
