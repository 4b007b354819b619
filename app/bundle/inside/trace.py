"""Runs inside Pyodide: start the application, use it, and print the files that this took, as JSON."""

import json
import os
import sys

from app.bundle.inside.shipped import hide

config = json.loads(CONFIG)  # noqa: F821 - set by run_pyodide.mjs
roots = tuple(config["mounts"])
opened = set()


def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.add(os.path.abspath(arguments[0]))  # noqa: PTH100 - a link is not to be followed


def stat(path, *arguments, **options):
    # Some files are only asked for, never read, and must be there all the same.
    if isinstance(path, str | os.PathLike) and not os.fspath(path).endswith(".py"):
        opened.add(os.path.abspath(os.fspath(path)))  # noqa: PTH100 - as above
    return real_stat(path, *arguments, **options)


real_stat, os.stat = os.stat, stat
sys.dont_write_bytecode = True
os.environ |= config.get("environment", {})
hide(config["not_shipped"])
sys.addaudithook(note)

from app.browser.start import begin, start  # noqa: E402

link = start()
from app.browser.exercise import exercise, visit  # noqa: E402 - Panel has to be imported the way the page does it first
from instruments.frame.discovery import home, instruments  # noqa: E402

visit(link, instruments()[home()].route)
# Each on its own page: a document that holds them all takes three times as long to move anything.
for name in instruments():
    exercise(begin(name))
opened.update(module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None))
print(json.dumps(sorted(name for name in opened if name.startswith(roots) and os.path.isfile(name))))  # noqa: PTH113
