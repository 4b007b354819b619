"""``panel serve app``: one page per session."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

# Bokeh runs this file as a script of its own, with this folder on the path instead of the one above.
sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

import panel as pn  # noqa: E402

from app.page import Page  # noqa: E402
from app.shell import context  # noqa: E402


def _roots(url: str) -> tuple[str, str]:
    """Return where Bokeh's and where this application's static files are, seen from the page."""
    path = urlsplit(url).path
    up = "../" if path.endswith("/") and path != "/" else ""
    return up, f"{up}{path.rstrip('/').rpartition('/')[2]}/static/".lstrip("/")


def serve() -> None:
    """Build the page of this session."""
    doc = pn.state.curdoc
    # Panel's own model for this would need Panel's JavaScript in the page, which nothing else here does.
    pn.config.browser_info = False
    page = Page()
    page.attach(doc)
    request = doc.session_context.request
    bokeh, assets = _roots(getattr(request, "path", None) or pn.state.app_url or "/app")
    doc.template_variables.update(context(page, assets=assets, mode="served"), bokeh=bokeh)


serve()
