"""Runs inside Pyodide: compile every wheel under /wheels to bytecode with pyodide-build's own compiler.

The bytecode has to come from the very Python that will run it, and the build host has another one.
"""

import functools
import json
import os
import py_compile
from pathlib import Path

# Asks py_compile for hashes instead of time stamps, without which two builds would differ.
os.environ["SOURCE_DATE_EPOCH"] = "315532800"

from pyodide_build._py_compile import _py_compile_archive

compile_file = py_compile.compile
for wheel in sorted(Path("/wheels").glob("*.whl")):
    # What an equation says of itself stands in its docstring: our own code keeps them, others' go with -OO.
    documented = wheel.name.startswith(json.loads(CONFIG)["documented"])  # noqa: F821
    py_compile.compile = functools.partial(compile_file, optimize=0 if documented else -1)
    _py_compile_archive(wheel, keep=True, verbose=False, compression_level=0)
