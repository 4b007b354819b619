"""The build, step by step."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.bundle import report, verify
from app.bundle.chromium import NoChromiumError
from app.bundle.prerender import PrerenderError, add_pictures
from app.bundle.pyodide_node import InsideError
from app.bundle.scripts import ScriptError
from app.bundle.site import Site, write_files, write_pages
from app.bundle.snapshot import SnapshotError, add_snapshot
from app.bundle.sources import SourceError, cache_folder, fetch
from app.bundle.trim import trace
from app.bundle.wheels import compile_packages


class BuildError(RuntimeError):
    """The site cannot be built; the message says why and what to do."""


def build(source: Path, output: Path, *, snapshot: bool = True, offline: bool = True, light: bool = False, address: str = "") -> None:
    """Build the site of the repository ``source`` into ``output``; ``address`` is where it will be, if that is known."""
    try:
        with tempfile.TemporaryDirectory(prefix="forge-") as temporary:
            _build(source, output, Path(temporary), snapshot, offline, light, address)
    except (SourceError, InsideError, ScriptError, SnapshotError, PrerenderError, verify.UnfitError) as error:
        raise BuildError(str(error)) from error


def _build(source: Path, output: Path, scratch: Path, snapshot: bool, offline: bool, light: bool, address: str) -> None:
    traced, wheels = scratch / "traced", scratch / "wheels"
    traced.mkdir()
    wheels.mkdir()
    sources = fetch(cache_folder(source))
    packages = trace(source, sources, traced)
    compiled = compile_packages(packages, sources, wheels)
    site = write_files(output, source, sources, compiled, scratch, offline=offline, light=light, address=address)
    write_pages(site)
    _add_what_needs_a_browser(site, snapshot)
    verify.verify(output)
    report.report(output, packages)
    report.warn(output)


def _add_what_needs_a_browser(site: Site, snapshot: bool) -> None:
    """Add the snapshot and the pictures; without a Chromium the site works all the same."""
    try:
        if snapshot:
            add_snapshot(site)
            write_pages(site)
        add_pictures(site)
        write_pages(site)
    except NoChromiumError as error:
        print(f"No Chromium. {error}")
