"""Look for what a finished site must not contain."""

from __future__ import annotations

import re
from pathlib import Path

ADDRESS = re.compile(rb"""(?:src|href)\s*=\s*["']?(https?://[^"'\s>]+)|(?:import|fetch|importScripts)\(\s*["'](https?://[^"']+)|url\(\s*["']?(https?://[^"')]+)""")
"""Addresses in a place where a browser would fetch them; a link that a person may follow is none."""
ANCHOR = re.compile(rb"<a\s[^>]*>", re.IGNORECASE)
SCANNED = {".html", ".css", ".js", ".mjs", ".svg", ".webmanifest"}
THIRD_PARTY = re.compile(r"^runtime/(pyodide|bokeh)\.")
"""Minified libraries name addresses in messages and namespaces; the content security policy holds what they fetch."""


class UnfitError(RuntimeError):
    """The site contains what it must not; the message lists every finding."""


def verify(folder: Path) -> None:
    """Raise :class:`UnfitError` unless the site keeps to itself."""
    findings = [
        f"{path.relative_to(folder).as_posix()}: {address}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in SCANNED and not THIRD_PARTY.match(path.relative_to(folder).as_posix())
        for address in external_addresses(path.read_bytes())
    ]
    if findings:
        raise UnfitError("the site would fetch from other origins:\n  " + "\n  ".join(findings))


def external_addresses(content: bytes) -> list[str]:
    """Every external address in ``content`` that a browser would fetch.

    >>> external_addresses(b'<a href="https://x.example">x</a> <img src="https://y.example/z.png">')
    ['https://y.example/z.png']
    """
    fetched = ANCHOR.sub(b"", content)
    return [next(filter(None, groups)).decode() for groups in ADDRESS.findall(fetched)]
