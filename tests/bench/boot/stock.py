"""The baseline: the same application through Panel's own ``panel convert --to pyodide-worker``, its files served locally.

What Panel writes is used as it comes, but for addresses of other hosts, which become local ones. The application is the
very same: its document, its markup, its models' JavaScript.

What differs from what a visitor of such a page would get, all of it in the baseline's favour:

* Packages that Pyodide's lock does not name come from the lock all the same, so that micropip asks no index.
* Wheels of packages that could not be had for this runtime are made from this machine's own pure Python files
  (``SUBSTITUTES``); where a package has none, the wheel is empty (``EMPTY``).
* Panel's and Bokeh's wheels leave their own JavaScript and CSS bundles out.
* Nothing is farther away than loopback.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from importlib.metadata import distribution, version
from importlib.resources import files as package_files
from pathlib import Path

import panel.io.convert as panel_convert

from app.bundle import pins
from app.bundle.archive import write_zip
from app.bundle.sources import Sources
from app.bundle.trim import own_package

OFFICIAL = ("micropip", "numpy", "pandas", "python-dateutil", "pytz", "six", "pillow", "requests", "charset-normalizer", "idna",
            "urllib3", "certifi", "packaging", "typing-extensions")  # fmt: skip
"""Wheels of Pyodide's own distribution, as they are."""
SUBSTITUTES = ("jinja2", "linkify-it-py", "markdown", "markdown-it-py", "markupsafe", "mdit-py-plugins", "mdurl", "narwhals", "param",
               "pyviz_comms", "pyyaml", "tqdm", "uc-micro-py", "xyzservices")  # fmt: skip
"""Packages whose wheels are made from what is installed here."""
EMPTY = ("nh3", "panel-material-ui")
"""Required by Panel, and not to be had for this runtime or not used by this application."""
LEFT_OUT = re.compile(r"^(panel/dist/(?!css/|assets/|bundled/theme/)|bokeh/server/static/|.*\.so$|.*__pycache__|\.\.|.*\.dist-info/)")

APPLICATION = '''\
import panel as pn
from app.page import Page

page = Page()
page.attach(pn.state.curdoc)
if not pn.state._is_pyodide:
    from tests_bench_stock import dress
    dress(pn.state.curdoc, page)
'''
