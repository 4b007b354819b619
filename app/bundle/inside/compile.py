"""Runs inside Pyodide: compile every wheel under /wheels to bytecode with pyodide-build's own compiler.

The bytecode has to come from the very Python that will run it, and the build host has another one.
"""

import os
from pathlib import Path

# Asks py_compile for hashes instead of time stamps, without which two builds would differ.
os.environ["SOURCE_DATE_EPOCH"] = "315532800"

from pyodide_build._py_compile import _py_compile_archive  # noqa: E402

for wheel in sorted(Path("/wheels").glob("*.whl")):
    _py_compile_archive(wheel, keep=True, verbose=False, compression_level=0)
