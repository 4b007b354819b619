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
ASSETS = "assets"
PAGE = "index.html"
ASKED = (
    "search-index.json", "terms.json", "vendor/codemirror/codemirror.js", "vendor/d3-sankey/d3-sankey.js", "vendor/katex/katex.min.css",
    "vendor/katex/katex.min.js",
)  # fmt: skip
"""What scripts ask for as it is written."""
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
HASHED = ("runtime", "assets/js", "assets/css")
"""Folders of whose files each carries a hash of its content in its name."""
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
    scripts: dict[str, str] = field(default_factory=dict)
    """Addresses of the scripts that a page asks for at once, by the name that they are written under."""

    def add(self, name: str, data: bytes, folder: str = "runtime") -> str:
        """Write a file under a name that carries the hash of its content; return its address."""
        stem, dot, suffix = name.partition(".")
        url = f"{folder}/{stem}.{hashlib.sha256(data).hexdigest()[:HASH_LENGTH]}{dot}{suffix}"
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
    built = Site(folder, offline, light, address, fingerprint_of(root))
    files = write_assets(built, root / "static", sources.rollup)
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
        "worker": built.scripts["worker"],
        "models": built.scripts["models"],
        "loader": built.add("pyodide.js", loader.encode()),
        "core": built.add("pyodide.asm.js", script.encode()),
        "bokeh": built.add("bokeh.min.js", _bokeh_script()),
        "wasm": described["pyodide"],
        "stdlib": described["python_stdlib"],
        "site": described["site"],
        "libraries": [{"path": path, **described[name]} for path, name in libraries.items()],
        "snapshot": None,
        "files": files,
    }
    (folder / "pyodide-lock.json").write_text(json.dumps(site.lock, indent=1, sort_keys=True) + "\n")
    return built


def write_assets(site: Site, written: Path, rollup: Path) -> dict[str, str]:
    """Write what there is of ``static/``; return the addresses of what scripts ask for, by the names that they know it by."""
    target = site.folder / ASSETS
    shutil.copytree(written, target, ignore=_joined(written))
    site.inline = {name: (written / "js" / name).read_text("utf-8") for name in INLINE}
    own = {name: declared.script for name, declared in instruments().items() if declared.script}
    scripts.join(rollup, written, target, [shell.PAGE], own)
    joined = {"main": scripts.MAIN, "worker": scripts.WORKER} | {name: f"js/{name}.js" for name in ("models", *own.values())}
    site.scripts = {name: f"{ASSETS}/{scripts.named(target, path)}" for name, path in joined.items()}
    asked = {name: f"{ASSETS}/{scripts.named(target, name)}" for name in scripts.CELL}
    asked |= {f"js/{name}.js": site.scripts[script] for name, script in own.items()}
    return asked | _sheets_and_asked(site, written)


def _sheets_and_asked(site: Site, written: Path) -> dict[str, str]:
    found = {f"css/{name}.css": "\n".join(_text(written, sheet) for sheet in shell.styles(name)) for name in instruments()}
    found |= {f"css/{name}.css": _text(written, name) for name in cells.STYLES}
    found |= {name: (written / name).read_text("utf-8") for name in ASKED}
    places = {name: Path(ASSETS, name) for name in found}
    return {name: site.add(places[name].name, text.encode(), places[name].parent.as_posix()) for name, text in found.items()}


def _text(written: Path, sheet: str) -> str:
    return (written / "css" / f"{sheet}.css").read_text("utf-8")


def _of_every_start(boot: Mapping) -> list[str]:
    """Addresses of the packed files that a start reads, in the way that this build starts."""
    rest = [boot["snapshot"]["memory"]] if boot["snapshot"] else [boot["stdlib"], boot["site"]]
    return [each["url"] for each in (boot["wasm"], *boot["libraries"], *rest)]


def _joined(static: Path) -> Callable[[str, list[str]], list[str]]:
    """What is not copied one by one, for ``shutil.copytree``."""
    left_out = {static / name for name in ("css", "js", "vendor/zstd", *ASKED)}
    return lambda folder, names: [name for name in names if Path(folder, name) in left_out]


def ordered(libraries: Mapping[str, bytes]) -> list[str]:
    """Paths of the libraries in the order in which they must be loaded."""
    order = {stem: place for place, stem in enumerate(pins.NUMPY_LIBRARIES)}
    unknown = [path for path in libraries if path.partition(".")[0] not in order]
    if unknown:
        raise RuntimeError(f"libraries without a place in pins.NUMPY_LIBRARIES: {unknown}")
    return sorted(libraries, key=lambda path: order[path.partition(".")[0]])


def write_pages(site: Site) -> None:
    """Write every page, their policy for hosts that take one, and the list of all files."""
    policy = _policy([*site.inline.values(), *cells.scripts(site.folder, site.boot)])
    site.boot["files"] |= {cells.FACTS: cells.write(site.folder, site.boot, site.further, site.add)}
    build = fingerprint(site)
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
        "head": _head(boot, site, policy, instruments()[name].script) + tags,
        "styles": shell.stylesheet(f"{root}{site.boot['files'][f'css/{name}.css']}"),
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


def _head(boot: Mapping[str, object], site: Site, policy: str, script: str) -> Markup:
    main = shell.module(f"{boot['root']}{site.scripts['main']}")
    own = markup('<link rel="modulepreload" href="{}{}">', boot["root"], site.scripts[script]) if script else EMPTY
    return markup(
        '<meta http-equiv="Content-Security-Policy" content="{policy}">{manifest}<script>{guard}</script><script>{early}</script>{main}'
        '<link rel="preload" as="script" href="{root}{bokeh}"><link rel="modulepreload" href="{root}{models}">{own}',
        policy=policy, manifest=_data("forge-manifest", json.dumps(boot, separators=(",", ":"))), guard=trusted(site.inline[GUARD]),
        early=trusted(site.inline[EARLY]), main=main, root=boot["root"], bokeh=boot["bokeh"],
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
        *(line for folder in HASHED for line in (f"/{folder}/*", "  Cache-Control: public, max-age=31536000, immutable")),
    ]
    return "\n".join(lines) + "\n"


def _bokeh_script() -> bytes:
    return package_files("bokeh").joinpath("server/static/js/bokeh.min.js").read_bytes()


def _without_source_map(script: str) -> str:
    """Drop the comment that leads developer tools to a file that is not shipped."""
    return "".join(line for line in script.splitlines(keepends=True) if not line.startswith("//# sourceMappingURL"))
