"""Another build of a site, for tests of what becomes of pages and browsers that have the one before."""

import hashlib
import json
import re
from pathlib import Path

from app.bundle import offline
from app.bundle.built import MANIFEST

TEXT = {".html", ".js", ".css", ".json"}
HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")
BUILD = re.compile(r'"build":"(\w+)"')
PRECACHE = re.compile(r"\A(const PRECACHE = )(.*?)(;\n\n)", re.DOTALL)


def build_of(folder: Path) -> str:
    """Return the name of the build that a site is."""
    return BUILD.search((folder / "index.html").read_text())[1]


def another_build(site: Path, folder: Path) -> Path:
    """Write the site as a new build of it would be: whatever carries a hash has another name, and nothing of the old one's is left.

    What is large is lent from the old one under its new name.
    """
    known = {found for path in site.rglob("*") for found in HASH.findall(path.name)} | {build_of(site)}

    def renamed(text: str) -> str:
        return HASH.sub(lambda found: _other(found[0]) if found[0] in known else found[0], text)

    for path in sorted(site.rglob("*")):
        target = folder / renamed(path.relative_to(site).as_posix())
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif path.suffix in TEXT and path.name != MANIFEST:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(renamed(path.read_text("utf-8")), "utf-8")
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
    worker = folder / offline.SCRIPT
    worker.write_text(PRECACHE.sub(lambda found: found[1] + _checked(found[2], folder) + found[3], worker.read_text()))
    return folder


def _checked(precache: str, folder: Path) -> str:
    told = json.loads(precache)
    return json.dumps(told | {"files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in told["files"]}})


def _other(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]
