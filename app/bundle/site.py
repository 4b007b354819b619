"""Put ``dist/`` together: the page, the files it fetches, and the list of them all."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files as package_files
from pathlib import Path

from app.bundle import offline, pins
from app.bundle.archive import gzipped, write_zip
from app.bundle.sources import Sources
from app.bundle.wheels import CompiledSite

HASH_LENGTH = 12
GUARD = "assets/js/guard.js"
START_SCRIPTS = ("boot.js", "download.js", "failures.js", "offline.js", "presses.js", "progress.js", "scripts.js", "wire.js")
PAGE_SCRIPTS = ("models.js", "controls.js", "morph.js", "figures.js", "numbers.js", "typeset.js", "theme.js")
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'none'",
}


@dataclass
class Site:
    """A site under construction."""

    folder: Path
    offline: bool = True
    """Whether browsers keep the site for visits without a network."""
    boot: dict = field(default_factory=dict)
    """What the start scripts are told about the files (see static/js/runtime.js)."""

    def add(self, name: str, data: bytes) -> str:
        """Write a file under a name that carries the hash of its content; return its address."""
        stem, dot, suffix = name.partition(".")
        url = f"runtime/{stem}.{hashlib.sha256(data).hexdigest()[:HASH_LENGTH]}{dot}{suffix}"
        path = self.folder / url
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return url

    def add_packed(self, name: str, data: bytes) -> dict:
        """Write a file as gzip under a name that hosts neither interpret nor unpack; describe it."""
        packed = gzipped(data)
        return {"url": self.add(f"{name}.bin", packed), "packed": len(packed), "size": len(data)}


def write_files(folder: Path, root: Path, sources: Sources, site: CompiledSite, scratch: Path, *, offline: bool = True) -> Site:
    """Fill ``folder`` with everything but the page itself and the snapshot."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(root / "static", folder / "assets")
    built = Site(folder, offline)
    core = sources.pyodide
    archive = scratch / "site.zip"
    write_zip(archive, site.members)
    built.boot = {
        "loader": built.add("pyodide.mjs", _without_source_map(core / "pyodide.mjs")),
        "core": built.add("pyodide.asm.mjs", (core / "pyodide.asm.mjs").read_bytes()),
        "bokeh": built.add("bokeh.min.js", _bokeh_script()),
        "wasm": built.add_packed("pyodide", (core / "pyodide.asm.wasm").read_bytes()),
        "stdlib": built.add_packed("python_stdlib", (core / "python_stdlib.zip").read_bytes()),
        "site": built.add_packed("site", archive.read_bytes()),
        "libraries": [
            {"path": path, **built.add_packed(Path(path).name.partition(".")[0].strip("_"), site.libraries[path])}
            for path in ordered(site.libraries)
        ],
        "snapshot": None,
    }
    (folder / "pyodide-lock.json").write_text(json.dumps(site.lock, indent=1, sort_keys=True) + "\n")
    return built


def ordered(libraries: Mapping[str, bytes]) -> list[str]:
    """Paths of the libraries in the order in which they must be loaded."""
    order = {stem: place for place, stem in enumerate(pins.NUMPY_LIBRARIES)}
    unknown = [path for path in libraries if path.partition(".")[0] not in order]
    if unknown:
        raise RuntimeError(f"libraries without a place in pins.NUMPY_LIBRARIES: {unknown}")
    return sorted(libraries, key=lambda path: order[path.partition(".")[0]])


def write_page(site: Site, page: Mapping[str, str] | None = None) -> None:
    """Write the page, its policy for hosts that take one, and the list of all files."""
    from app import shell

    boot = {"build": fingerprint(site), **site.boot}
    # In the page itself, for it is to tell when a file does not come.
    guard = (site.folder / GUARD).read_text()
    (site.folder / "index.html").write_text(shell.html(assets="assets/", head=_head(boot, guard), figures=page))
    (site.folder / "_headers").write_text(_headers(guard))
    files = listing(site.folder)
    (site.folder / offline.SCRIPT).write_text(
        offline.script(site.folder / "assets" / "offline", boot["build"], files, offline=site.offline)
    )
    (site.folder / "manifest.json").write_text(json.dumps(listing(site.folder), indent=1) + "\n")


def listing(folder: Path) -> dict[str, dict]:
    """Every file of the site with its length and SHA-256, by address."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in paths
    }


def fingerprint(site: Site) -> str:
    """Name of this build: a hash over the content of everything that the page fetches."""
    text = json.dumps([site.boot, {name: each["sha256"] for name, each in listing(site.folder / "assets").items()}], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def _policy(guard: str) -> str:
    allowed = base64.b64encode(hashlib.sha256(guard.encode()).digest()).decode()
    return "; ".join(f"{name} {value}" for name, value in (POLICY | {"script-src": f"{POLICY['script-src']} 'sha256-{allowed}'"}).items())


def _head(boot: Mapping[str, object], guard: str) -> str:
    policy = html.escape(_policy(guard))
    preloads = "".join(f'<link rel="modulepreload" href="assets/js/{name}">' for name in START_SCRIPTS)
    # A script element that is data, not code: the content security policy has nothing to say about it.
    data = json.dumps(boot, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<script>{guard}</script>"
        f'<script type="application/json" id="forge-manifest">{data}</script>'
        f"{preloads}"
        '<script type="module" async src="assets/js/boot.js"></script>'
        f'<script id="forge-bokeh" async src="{boot["bokeh"]}"></script>'
        '<link rel="stylesheet" href="assets/css/boot.css">'
    )


def _headers(guard: str) -> str:
    policy = f"{_policy(guard)}; frame-ancestors *"
    lines = [
        "/*",
        f"  Content-Security-Policy: {policy}",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: no-referrer",
        "/runtime/*",
        "  Cache-Control: public, max-age=31536000, immutable",
    ]
    return "\n".join(lines) + "\n"


def _bokeh_script() -> bytes:
    return package_files("bokeh").joinpath("server/static/js/bokeh.min.js").read_bytes()


def _without_source_map(path: Path) -> bytes:
    """Drop the comment that leads developer tools to a file that is not shipped."""
    lines = path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"//# sourceMappingURL"))
