"""``panel serve app``: one page per session."""

from __future__ import annotations

import logging
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any
from urllib.parse import urlsplit
from weakref import ref

# Bokeh runs this file as a script of its own, with this folder on the path instead of the one above.
sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

import panel as pn  # noqa: E402

from app.mistakes import told  # noqa: E402
from app.page import Page  # noqa: E402
from app.shell import context, template  # noqa: E402
from instruments.frame.discovery import instruments  # noqa: E402
from instruments.widgets import Mistakes  # noqa: E402

RUNNING = ", ".join(f"{name} {version(name)}" for name in ("bokeh", "numpy", "panel", "param")) + f", Python {python_version()}"
"""What a report says of what it was that failed; the static page has the name of its build for that."""


def _roots(url: str) -> tuple[str, str]:
    """Return where Bokeh's and where this application's static files are, seen from the page."""
    path = urlsplit(url).path
    up = "../" if path.endswith("/") and path != "/" else ""
    return up, f"{up}{path.rstrip('/').rpartition('/')[2]}/static/".lstrip("/")


def _tell(page: ref[Mistakes], mistake: BaseException) -> None:
    """Say in the log and on the page that a step failed; what it had changed has been taken back."""
    logging.getLogger("forge").error("A step of a visitor failed.", exc_info=mistake)
    if (mistakes := page()) is not None:
        mistakes.tell(told(mistake) | {"running": RUNNING})


def _start(request: Any) -> str:
    """Return the instrument that the address asks for before its number sign, which no server sees: ``/app?page=forge``.

    Its markup then comes with the page; any other comes as soon as the page is live.  ``static/js/wanted-page.js`` puts there what an
    address asks for behind its number sign.
    """
    asked = [name.decode("utf-8", "replace") for name in request.arguments.get("page", [])]
    return next((name for name in asked if name in instruments()), "")


def serve() -> None:
    """Build the page of this session."""
    doc = pn.state.curdoc
    # Panel's own model for this would need Panel's JavaScript in the page, which nothing else here does.
    pn.config.browser_info = False
    request = doc.session_context.request
    page, mistakes = Page(_start(request)), Mistakes()
    page.root.add([mistakes])
    # Panel keeps this as long as the session's document, which must not be kept by it.
    pn.config.exception_handler = partial(_tell, ref(mistakes))
    page.attach(doc)
    bokeh, assets = _roots(getattr(request, "path", None) or pn.state.app_url or "/app")
    # Bokeh finds the template itself, but would put in whatever it is given as it is.
    doc.template = template("index.html")
    doc.template_variables.update(context(page, assets=assets, mode="served"), bokeh=bokeh)


serve()
