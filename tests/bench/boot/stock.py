"""The baseline: the same application by Panel's own ``panel convert --to pyodide-worker``, its files served locally.

The application is the very same: its document, its markup, its models' JavaScript. What Panel writes is used as it comes,
but for addresses of other hosts, which become local ones. Where the result differs from what a visitor of such a page
would get, it favours the baseline:

* every package comes from Pyodide's lock, so that micropip asks no index and resolves nothing;
* wheels that cannot be had for this runtime are made from this machine's own files, without their compiled parts
  (``SUBSTITUTES``), and two that the application does not touch are left out (``LEFT_OUT``);
* Panel's and Bokeh's wheels come without the JavaScript and the bundles that a page never takes out of them;
* Pyodide itself is the release that the site uses, and nothing is farther away than loopback.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.resources import files
from pathlib import Path

from app.bundle import pins
from app.bundle.archive import write_zip
from app.bundle.sources import Sources, sha256
from app.bundle.trim import own_package

OFFICIAL = (
    "micropip", "numpy", "pandas", "python-dateutil", "pytz", "six", "pillow", "requests", "charset-normalizer", "idna", "urllib3",
    "certifi", "packaging", "typing-extensions",
)  # fmt: skip
"""Wheels of Pyodide's own distribution, as they are."""
SUBSTITUTES = (
    "bokeh", "jinja2", "linkify-it-py", "markdown", "markdown-it-py", "markupsafe", "mdit-py-plugins", "mdurl", "narwhals", "panel",
    "param", "pyviz-comms", "pyyaml", "tqdm", "xyzservices",
)  # fmt: skip
LEFT_OUT = ("nh3", "panel-material-ui")
OWN = "the-forge"
UNUSED = re.compile(r"panel/dist/(?!css/|assets/|bundled/theme/)|bokeh/server/static/(?!\w+\.json)|\.\.|.*\.so$|.*__pycache__")

SCRIPT = '''\
import panel as pn

from app.page import Page
from instruments.frame.discovery import base

page = Page(base())
page.attach(pn.state.curdoc)
if not pn.state._is_pyodide:
    # The conversion renders the page; in the worker the document is all that is needed.
    import jinja2
    from app.shell import _TEMPLATES, context

    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(_TEMPLATES))
    pn.state.curdoc.template_variables.update(context(page, assets="assets/", mode="served"))
    pn.state.curdoc.template = environment.from_string("""{% extends "page.html" %}
    {% block roots %}<div id="roots" hidden>{% for root in roots %}
    <div id="{{ root.elementid }}" data-root-id="{{ root.id }}"></div>{% endfor %}</div>{% endblock %}
    {% block scripts %}{{ bokeh_css }}{{ bokeh_js }}
    <script type="module" src="assets/js/models.js"></script>{{ plot_script }}{% endblock %}""")
'''


class StockError(RuntimeError):
    """The baseline cannot be built here; the message says why."""


def build(folder: Path, root: Path, sources: Sources) -> None:
    """Fill ``folder`` with the baseline's site.

    Parameters
    ----------
    folder :
        An empty folder.
    root :
        The application's repository.
    sources :
        Pyodide's core and NumPy's wheel; other wheels are looked for beside that.
    """
    _convert(folder)
    shutil.copytree(root / "static", folder / "assets")
    runtime = folder / "pyodide"
    shutil.copytree(sources.pyodide, runtime, ignore=shutil.ignore_patterns("*.map", "*.html", "*.md", "*.d.ts", "*.js"))
    lock = json.loads((runtime / "pyodide-lock.json").read_text())
    packages = {name: lock["packages"][name] for name in OFFICIAL}
    for entry in packages.values():
        (runtime / entry["file_name"]).write_bytes(_official(entry, sources))
    for name in SUBSTITUTES:
        packages[name] = _substitute(name, runtime)
    packages[OWN] = _own(root, runtime)
    (runtime / "pyodide-lock.json").write_text(json.dumps(lock | {"packages": packages}))


def _convert(folder: Path) -> None:
    (folder / "forge.py").write_text(SCRIPT)
    command = [
        sys.executable, "-m", "panel", "convert", "forge.py", "--to", "pyodide-worker", "--out", ".",
        "--requirements", OWN, "--panel-version", version("panel"),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if not (folder / "forge.html").is_file():
        raise StockError(f"panel convert failed: {(done.stdout + done.stderr).strip()[-800:]}")
    for name in ("forge.html", "forge.js"):
        path = folder / name
        path.write_text(_localised(path.read_text(), folder))
    (folder / "forge.html").rename(folder / "index.html")


def _localised(text: str, folder: Path) -> str:
    """Put local copies in the place of what would come from other hosts."""
    text = re.sub(r"https://[\w./-]*?/pyodide[\w./-]*/pyodide\.mjs", "./pyodide/pyodide.mjs", text)
    places = {
        r"https://cdn\.bokeh\.org/bokeh/(?:release|dev)/": ("bokeh", files("bokeh").joinpath("server/static/js")),
        r"https://cdn\.holoviz\.org/panel/[\w.]+/dist/": ("panel", files("panel").joinpath("dist")),
    }
    for pattern, (place, source) in places.items():
        for name in set(re.findall(rf"""{pattern}([^"'?\s]+\.(?:js|css))""", text)):
            original = name if source.joinpath(name).is_file() else re.sub(r"-\d[\w.]*?(?=\.min|\.js)", "", name)
            copy = folder / place / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.joinpath(original).read_bytes())
        text = re.sub(pattern, f"./{place}/", text)
    # The local copies are what Panel's integrity hashes were taken of, but the hashes ask for another origin's consent.
    return re.sub(r"""\s(?:integrity|crossorigin)=["'][^"']*["']""", "", text)


def _official(entry: dict, sources: Sources) -> bytes:
    cache = sources.numpy_wheel.parent
    name = entry["file_name"]
    if (cache / name).is_file():
        data = (cache / name).read_bytes()
    else:
        carriers = list(cache.glob(pins.NUMPY_CARRIER.replace("-", "_").replace("==", "-") + "-*.whl"))
        if not carriers:
            raise StockError(f"{name} is not on this machine: put it, or the wheel of {pins.NUMPY_CARRIER}, into {cache}")
        with zipfile.ZipFile(carriers[0]) as archive:
            data = archive.read(pins.NUMPY_CARRIER_FOLDER + name)
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise StockError(f"{name} is not what Pyodide's lock names")
    return data


def _substitute(name: str, folder: Path) -> dict:
    try:
        installed = distribution(name)
    except PackageNotFoundError as error:
        raise StockError(f"{name} is not installed") from error
    members = {
        file.as_posix(): Path(file.locate()).read_bytes() for file in installed.files if not UNUSED.match(file.as_posix())
    }
    return _entry(name, installed.version, members, folder, depends=_requirements(name))


def _own(root: Path, folder: Path) -> dict:
    package = own_package(root)
    members = {name: path.read_bytes() for name, path in package.files.items()}
    info = f"the_forge-{package.version}.dist-info"
    members[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {OWN}\nVersion: {package.version}\n".encode()
    members[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    return _entry(OWN, package.version, members, folder, depends=["panel"])


def _entry(name: str, released: str, members: dict[str, bytes], folder: Path, depends: list[str]) -> dict:
    """Write a wheel and return its entry in Pyodide's lock."""
    wheel = folder / f"{name.replace('-', '_')}-{released}-py3-none-any.whl"
    write_zip(wheel, members, zipfile.ZIP_DEFLATED)
    tops = sorted({each.partition("/")[0].removesuffix(".py") for each in members if each.endswith(".py")})
    return {
        "name": name, "version": released, "file_name": wheel.name, "install_dir": "site", "sha256": sha256(wheel),
        "package_type": "package", "imports": tops, "depends": depends, "unvendored_tests": False,
    }  # fmt: skip


@functools.cache
def _requirements(name: str) -> list[str]:
    """What a package needs, as far as the baseline has it."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    wanted = (Requirement(line) for line in distribution(name).requires or [])
    emscripten = {"sys_platform": "emscripten", "platform_system": "Emscripten", "python_version": "3.14", "extra": ""}
    names = {canonicalize_name(each.name) for each in wanted if each.marker is None or each.marker.evaluate(emscripten)}
    return sorted(names & {*OFFICIAL, *SUBSTITUTES})
