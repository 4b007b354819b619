"""Runs inside Pyodide: compile every wheel under /wheels to bytecode with pyodide-build's own compiler.

The bytecode has to come from the very Python that will run it, and the build host has another one.
"""

import json
import marshal
import os
import py_compile
from functools import cache
from pathlib import Path
from types import CodeType

# Asks py_compile for hashes instead of time stamps, without which two builds would differ.
os.environ["SOURCE_DATE_EPOCH"] = "315532800"

from pyodide_build._py_compile import _py_compile_archive

HEADER = 16
"""Bytes of a compiled file before its code."""
UNITS = 8
"""Code units that one entry of a line table can stand for; a unit has two bytes."""


def lean(source, cfile=None, **options):
    """Compile without docstrings, and with one line for the whole of a function: where a library's error came from."""
    written = Path(compile_file(source, cfile, **options))
    content = written.read_bytes()
    code = marshal.loads(content[HEADER:])  # noqa: S302 - it was written a moment ago
    written.write_bytes(content[:HEADER] + marshal.dumps(one_line(code)))
    return str(written)


def one_line(code):
    inner = tuple(one_line(each) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_consts=inner, co_linetable=same_line(len(code.co_code) // 2))


@cache
def same_line(units):
    """A line table (Objects/locations.md): entries of form 13, no columns, each with the line of the one before."""
    full, rest = divmod(units, UNITS)
    return b"\xef\x00" * full + (bytes([0xE8 | rest - 1, 0]) if rest else b"")


def documented(source, cfile=None, **options):
    """Compile with everything that our own code says: what an equation says of itself stands in its docstring."""
    return compile_file(source, cfile, **options | {"optimize": 0})


compile_file = py_compile.compile
for wheel in sorted(Path("/wheels").glob("*.whl")):
    own = wheel.name.startswith(json.loads(CONFIG)["documented"])  # noqa: F821
    py_compile.compile = documented if own else lean
    _py_compile_archive(wheel, keep=True, verbose=False, compression_level=0)
