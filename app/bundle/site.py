"""Put ``dist/`` together: the pages, the files that they fetch, and the list of them all."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.resources import files as package_files
from pathlib import Path

from app import shell
from app.bundle import cells, offline, pins, preview, scripts
from app.bundle.archive import LEVEL, LIGHT, packed, write_zip
from app.bundle.built import MANIFEST, fingerprint_of
from app.bundle.core import lightened, runtime_for
from app.bundle.sources import Sources
from app.bundle.wheels import CompiledSite
from instruments.frame.discovery import home, instruments
from instruments.prose.markup import EMPTY, Markup, markup, trusted

HASH_LENGTH = 12
SCRIPTS = "assets/js"
STYLES = "assets/css"
PAGE = "index.html"
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
THEME, GUARD, EARLY = INLINE = ("theme.js", "guard.js", "early.js")
"""Scripts within the page itself: so that it does not flash in the wrong colours, that it tells when a file does not come,
and that Python starts without waiting for one."""
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    # Of another address than the site's only what is written out in full, for pages in a sandbox: see static/js/early.js.
    # A cell's frame makes its worker of a text that it was handed, and is held by this policy besides its own (docs/cells.md).
    "worker-src": "'self' data: blob:",
    # No frame of this page leads anywhere: what a cell's shows could be made to go to an address, and take something there.
    "frame-src": "'none'",
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
    light: bool = False
    """Whether files are packed in seconds, and not as small as they get."""
    address: str = ""
    """Where the site will be, ending in a slash, if that is known."""
    source: str = ""
    """Fingerprint of the sources that it is made of (see app/bundle/built.py)."""
    boot: dict = field(default_factory=dict)
    """What the start scripts are told about the files (see static/js/runtime.js)."""
    documents: dict[str, str] = field(default_factory=dict)
    """The document that the memory of each instrument's page holds, as JSON."""
    parts: dict[str, dict] = field(default_factory=dict)
    """What the memory of each instrument's page has besides the snapshot, which is the home instrument's."""
    stills: dict[str, dict[str, Markup]] = field(default_factory=dict)
    """What stands in the slots of each instrument's pictures until the live ones come, by slot."""
    inline: dict[str, str] = field(default_factory=dict)
    """Scripts within the page, by name."""
    further: dict = field(default_factory=dict)
    """The file with what cells have of NumPy besides the page's."""

    def add(self, name: str, data: bytes) -> str:
        """Write a file under a name that carries the hash of its content; return its address."""
        stem, dot, suffix = name.partition(".")
        url = f"runtime/{stem}.{hashlib.sha256(data).hexdigest()[:HASH_LENGTH]}{dot}{suffix}"
        path = self.folder / url
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return url

    def add_packed(self, name: str, data: bytes, level: int = LEVEL) -> dict:
        """Write a file as Zstandard under a name that hosts neither interpret nor unpack; describe it."""
        content = packed(data, LIGHT if self.light else level)
        return {"url": self.add(f"{name}.bin", content), "packed": len(content), "size": len(data)}


def write_files(
    folder: Path,
    root: Path,
    sources: Sources,
    site: CompiledSite,
    scratch: Path,
    *,
    offline: bool = True,
    light: bool = False,
    address: str = "",
) -> Site:
    """Fill ``folder`` with everything but the pages and the snapshot."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(root / "static", folder / "assets", ignore=_joined(root / "static"))
    written = root / "static"
    own = {name: declared.script for name, declared in instruments().items() if declared.script}
    scripts.join(sources.rollup, written, folder / "assets", [shell.PAGE], own)
    (folder / STYLES).mkdir()
    for name in instruments():
        sheets = [(written / "css" / f"{sheet}.css").read_text("utf-8") for sheet in shell.styles(name)]
        (folder / STYLES / f"{name}.css").write_text("\n".join(sheets))
    for name in cells.STYLES:
        shutil.copy(written / "css" / f"{name}.css", folder / STYLES / f"{name}.css")
    inline = {name: (written / "js" / name).read_text("utf-8") for name in INLINE}
    built = Site(folder, offline, light, address, fingerprint_of(root), inline=inline)
    core = sources.pyodide
    loader = _without_source_map((core / "pyodide.mjs").read_text("utf-8"))
    script = lightened((core / "pyodide.asm.mjs").read_text("utf-8"), loader)
    further = cells.further_numpy(sources.numpy_wheel)
    runtime = runtime_for((core / "pyodide.asm.wasm").read_bytes(), script, [*site.libraries.values(), *cells.libraries(further)])
    archive = scratch / "site.zip"
    write_zip(archive, site.members)
    beside = scratch / "further.zip"
    write_zip(beside, further)
    libraries = {path: Path(path).name.partition(".")[0].strip("_") for path in ordered(site.libraries)}
    to_pack = {"pyodide": runtime, "site": archive.read_bytes(), "python_stdlib": (core / "python_stdlib.zip").read_bytes()}
    to_pack |= {"numpy_further": beside.read_bytes()} | {name: site.libraries[path] for path, name in libraries.items()}
    # Packing leaves Python to others meanwhile.
    with ThreadPoolExecutor() as pool:
        described = dict(zip(to_pack, pool.map(built.add_packed, to_pack, to_pack.values()), strict=True))
    built.further = described["numpy_further"]
    built.boot = {
        "worker": f"{SCRIPTS}/worker.js",
        "models": f"{SCRIPTS}/models.js",
        "loader": built.add("pyodide.js", loader.encode()),
        "core": built.add("pyodide.asm.js", script.encode()),
        "bokeh": built.add("bokeh.min.js", _bokeh_script()),
        "wasm": described["pyodide"],
        "stdlib": described["python_stdlib"],
        "site": described["site"],
        "libraries": [{"path": path, **described[name]} for path, name in libraries.items()],
        "snapshot": None,
    }
    (folder / "pyodide-lock.json").write_text(json.dumps(site.lock, indent=1, sort_keys=True) + "\n")
    return built


def _of_every_start(boot: Mapping) -> list[str]:
    """Addresses of the packed files that a start reads, in the way that this build starts."""
    rest = [boot["snapshot"]["memory"]] if boot["snapshot"] else [boot["stdlib"], boot["site"]]
    return [each["url"] for each in (boot["wasm"], *boot["libraries"], *rest)]


def _joined(static: Path) -> Callable[[str, list[str]], list[str]]:
    """What is not copied one by one, for ``shutil.copytree``."""
    parts = {static: ["css", "js"], static / "vendor": ["zstd"]}
    return lambda folder, _names: parts.get(Path(folder), [])


def ordered(libraries: Mapping[str, bytes]) -> list[str]:
    """Paths of the libraries in the order in which they must be loaded."""
    order = {stem: place for place, stem in enumerate(pins.NUMPY_LIBRARIES)}
    unknown = [path for path in libraries if path.partition(".")[0] not in order]
    if unknown:
        raise RuntimeError(f"libraries without a place in pins.NUMPY_LIBRARIES: {unknown}")
    return sorted(libraries, key=lambda path: order[path.partition(".")[0]])


def write_pages(site: Site) -> None:
    """Write every page, their policy for hosts that take one, and the list of all files."""
    build = fingerprint(site)
    policy = _policy([*site.inline.values(), *cells.scripts(site.folder, site.boot)])
    cells.write(site.folder, site.boot, site.further)
    (site.folder / "_headers").write_text(_headers(policy))
    pages = {f"{name}/{PAGE}": (name, "../") for name in instruments()} | {PAGE: (home(), "")}
    for path, (name, root) in pages.items():
        (site.folder / path).parent.mkdir(exist_ok=True)
        (site.folder / path).write_bytes(_anywhere(_page(site, build, policy, name, root)))
    files = listing(site.folder)
    (site.folder / offline.SCRIPT).write_text(
        offline.script(site.folder / "assets" / "offline", build, files, _of_every_start(site.boot), offline=site.offline)
    )
    holds = {"snapshot": site.boot["snapshot"] is not None, "offline": site.offline, "pictures": bool(site.stills)}
    holds["packing"] = not site.light
    manifest = {"source": site.source, "holds": holds, "files": listing(site.folder)}
    (site.folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")


def _page(site: Site, build: str, policy: str, name: str, root: str) -> str:
    """The page of an instrument, from which the site is at ``root``."""
    boot = {"build": build, "page": name, "root": root, "pages": list(instruments()), **site.boot}
    if name in site.parts:
        boot["part"] = site.parts[name]
    tags = preview.tags(name, root=root, address=site.address, pictured=(site.folder / name / preview.PICTURE).is_file())
    parts = {
        "theme": markup("<script>{}</script>", trusted(site.inline[THEME])),
        "head": _head(boot, site.inline, policy, instruments()[name].script) + tags,
        "styles": shell.stylesheet(f"{root}{STYLES}/{name}.css"),
        "modules": EMPTY,
        "scripts": _data("forge-document", site.documents.get(name, "")),
    }
    return shell.html(name, root=root, parts=parts, stills=site.stills.get(name))


def _anywhere(page: str) -> bytes:
    """A page that reads the same whatever a host says of its characters: some name another encoding than it has.

    Raises
    ------
    ValueError
        If a script that stands in it holds a sign beyond ASCII, of which no entity can be made.
    """
    foreign = [script for script in _SCRIPT.findall(page) if not script.isascii()]
    if foreign:
        raise ValueError(f"a script of the page holds more than ASCII: write it as \\u....: {foreign[0][:80]!r}")
    return page.encode("ascii", "xmlcharrefreplace")


def listing(folder: Path) -> dict[str, dict]:
    """Every file of the site with its length and SHA-256, by address."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in paths
    }


def fingerprint(site: Site) -> str:
    """Name of this build: a hash over the content of everything that the page fetches."""
    assets = {name: each["sha256"] for name, each in listing(site.folder / "assets").items()}
    text = json.dumps([site.boot, site.parts, site.documents, assets], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def _policy(inline: Iterable[str]) -> str:
    allowed = {"script-src": " ".join([POLICY["script-src"], *(f"'{cells.hash_of(text)}'" for text in inline)])}
    return "; ".join(f"{name} {value}" for name, value in (POLICY | allowed).items())


def _head(boot: Mapping[str, object], inline: Mapping[str, str], policy: str, script: str) -> Markup:
    own = markup('<link rel="modulepreload" href="{}{}/{}.js">', boot["root"], SCRIPTS, script) if script else EMPTY
    return markup(
        '<meta http-equiv="Content-Security-Policy" content="{policy}">{manifest}<script>{guard}</script><script>{early}</script>{main}'
        '<link rel="preload" as="script" href="{root}{bokeh}"><link rel="modulepreload" href="{root}{models}">{own}',
        policy=policy, manifest=_data("forge-manifest", json.dumps(boot, separators=(",", ":"))), guard=trusted(inline[GUARD]),
        early=trusted(inline[EARLY]), main=shell.module(f"{boot['root']}{SCRIPTS}/main.js"), root=boot["root"], bokeh=boot["bokeh"],
        models=boot["models"], own=own,
    )


def _data(name: str, text: str) -> Markup:
    """A script element that is data, not code: the content security policy has nothing to say about it."""
    return markup('<script type="application/json" id="{}">{}</script>', name, trusted(text.replace("<", "\\u003c")))


def _headers(policy: str) -> str:
    lines = [
        "/*",
        f"  Content-Security-Policy: {policy}; frame-ancestors *",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: no-referrer",
        # A frame in a sandbox has an origin of its own, to which these files are another's.
        "  Access-Control-Allow-Origin: *",
        # A course page that isolates itself (COEP) frames only who says that it may, and isolates itself too.
        "  Cross-Origin-Resource-Policy: cross-origin",
        "  Cross-Origin-Embedder-Policy: require-corp",
        "/runtime/*",
        "  Cache-Control: public, max-age=31536000, immutable",
    ]
    return "\n".join(lines) + "\n"


def _bokeh_script() -> bytes:
    return package_files("bokeh").joinpath("server/static/js/bokeh.min.js").read_bytes()


def _without_source_map(script: str) -> str:
    """Drop the comment that leads developer tools to a file that is not shipped."""
    return "".join(line for line in script.splitlines(keepends=True) if not line.startswith("//# sourceMappingURL"))
