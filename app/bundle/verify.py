"""Look for what a finished site must not contain, and for what it must."""

from __future__ import annotations

import re
from pathlib import Path

from app.bundle.site import HASHED as HASHED_FOLDERS
from app.navigation import title
from instruments.frame.discovery import holding_models, instruments
from instruments.prose.markup import escape

HASHED = re.compile(r"\.[0-9a-f]{12}\.")
IMPORTED = re.compile(r"""(?:\bfrom|\bimport\s*\(?)\s*'(\.{1,2}/[^']+)'""")
"""Modules that a joined script imports, as Rollup writes them."""
ADDRESS = re.compile(rb"""(?:src|href)\s*=\s*["']?(https?://[^"'\s>]+)|(?:import|fetch|importScripts)\(\s*["'](https?://[^"']+)|url\(\s*["']?(https?://[^"')]+)""")
"""Addresses in a place where a browser would fetch them; a link that a person may follow is none."""
FOLLOWED = re.compile(rb"<a\s[^>]*>|<link rel=\"canonical\"[^>]*>", re.IGNORECASE)
"""What leads a person or a crawler elsewhere, and a browser nowhere by itself."""
NAMED = re.compile(r"""<(?:link|script|img|a)\s[^>]*?(?:href|src)="([^"]+)"|<meta property="og:image" content="([^"]+)">""")
"""What a page asks for, leads to, or is pictured by."""
ELSEWHERE = ("#", "?", "data:", "http:", "https:")
SCANNED = {".html", ".css", ".js", ".mjs", ".svg", ".webmanifest"}
THIRD_PARTY = re.compile(r"^runtime/(pyodide|bokeh)\.")
"""Minified libraries name addresses in messages and namespaces; the content security policy holds what they fetch."""


class UnfitError(RuntimeError):
    """The site contains what it must not; the message lists every finding."""


def verify(folder: Path) -> None:
    """Raise :class:`UnfitError` unless the site keeps to itself and every instrument has its page."""
    findings = [
        f"{path.relative_to(folder).as_posix()}: {address}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in SCANNED and not THIRD_PARTY.match(path.relative_to(folder).as_posix())
        for address in external_addresses(path.read_bytes())
    ]
    if findings:
        raise UnfitError("the site would fetch from other origins:\n  " + "\n  ".join(findings))
    faults = [f"{name}/index.html: {fault}" for name in instruments() for fault in page_faults(folder, name)]
    if faults:
        raise UnfitError("pages are not as they must be:\n  " + "\n  ".join(faults))
    if faults := name_faults(folder):
        raise UnfitError("builds could be mixed:\n  " + "\n  ".join(faults))


def name_faults(folder: Path) -> list[str]:
    """Return what a page of one build could be given of another: files without a hash in their names, and imports that lead nowhere."""
    faults = []
    for path in sorted(path for name in HASHED_FOLDERS for path in (folder / name).rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if not HASHED.search(path.name):
            faults.append(f"{name}: no hash in its name")
        if path.suffix == ".js" and not THIRD_PARTY.match(name):
            gone = [each for each in IMPORTED.findall(path.read_text("utf-8")) if not (path.parent / each).is_file()]
            faults += [f"{name}: imports {each}, which is not there" for each in gone]
    return faults


def page_faults(folder: Path, name: str) -> list[str]:
    """Return what is wrong with the page of an instrument: it shows that one and no other, and what it names is there."""
    page = folder / name / "index.html"
    if not page.is_file():
        return ["is missing"]
    text = page.read_text("utf-8")
    declared, faults = instruments()[name], []
    for said in (title(name), declared.question, declared.description):
        if escape(said) not in text:
            faults.append(f"does not say {said!r}")
    filled = [each for each in instruments() if re.search(rf'<section id="instrument-{each}"[^>]*>(?!</section>)', text)]
    if filled != [name]:
        faults.append(f"shows {' and '.join(filled) or 'no instrument'}")
    # What stands alone leads to what is left out of this site, and of no other.
    left_out = {each for each in holding_models() if each not in instruments()}
    named = {found for groups in NAMED.findall(text) for found in groups if found}
    for address in sorted(each for each in named if not each.startswith(ELSEWHERE)):
        path, _, _ = address.partition("#")
        if Path(path).name in left_out:
            continue
        if not (page.parent / path / ("index.html" if path.endswith("/") else "")).is_file():
            faults.append(f"leads to {address}, which is not there")
    return faults


def external_addresses(content: bytes) -> list[str]:
    """Every external address in ``content`` that a browser would fetch.

    >>> external_addresses(b'<a href="https://x.example">x</a> <img src="https://y.example/z.png">')
    ['https://y.example/z.png']
    """
    fetched = FOLLOWED.sub(b"", content)
    return [next(filter(None, groups)).decode() for groups in ADDRESS.findall(fetched)]
