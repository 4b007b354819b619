"""What the bundle is pinned to. Moving to the next Pyodide release starts here (see docs/start.md)."""

from __future__ import annotations

PYODIDE_VERSION = "314.0.4"
NPM_SHA256 = {
    f"pyodide@{PYODIDE_VERSION}": "85d930cbff5bcf8bf8f5fb62d5b73d9a1e73f706a8a64c3e527ec980f1d32bd4",
    "rollup@3.29.5": "0ab853d5ad72703fd2d5500705e1d64beac9dcc1885424f9ca85d48cd09076bf",
}
"""What npm brings: packages and the SHA-256 of their tarballs, whichever registry or mirror served them.

Rollup, in its last release that is JavaScript alone, joins the site's scripts.
"""

PYODIDE_CDN = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE_VERSION}/full/"

NUMPY_CARRIER = "open-webui==0.12.4"
"""A wheel on PyPI that carries Pyodide's NumPy wheel, for hosts that cannot reach Pyodide's CDN."""
NUMPY_CARRIER_FOLDER = "open_webui/frontend/pyodide/"

NUMPY_LIBRARIES = (
    "numpy/_core/_multiarray_umath",
    "numpy/linalg/lapack_lite",
    "numpy/linalg/_umath_linalg",
)
"""NumPy's libraries in the order in which they are loaded before Python starts.

The order fixes the addresses and table slots that a memory snapshot relies on.
"""

NOT_SHIPPED = ("PIL", "nh3", "pandas", "panel_material_ui", "requests", "tornado", "tqdm")
"""Packages that Panel or Bokeh would take if they were there, and that the page does without."""

OWN_PACKAGES = ("app", "formulas", "instruments")
OWN_LEFT_OUT = ("app/bundle/", "app/main.py", "app/__main__.py", "app/cli")
"""What of our own code serves the build host only."""
AS_TEXT = r"^instruments/(?!frame/)\w+/(cell|programs/\w+)\.py$"
"""Programs of ours that are shown to be read and edited, never imported: they travel as text and are not compiled."""
