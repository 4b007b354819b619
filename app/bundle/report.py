"""Say what was built: the packages, and the size of every part, raw and compressed."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from app.bundle import built
from app.bundle.archive import gzipped
from app.bundle.trim import Package
from instruments.frame.discovery import instruments

COMPRESSED_ALREADY = {".bin", ".woff2", ".png", ".webp"}
KILOBYTE, MEGABYTE = 1e3, 1e6
MEANS = {
    "snapshot": "the page will start several times slower. The snapshot is made in Chromium: .ci/find-chromium --install brings one",
    "offline": "browsers keep nothing of it",
    "pictures": "until the page is live there are none. They are taken in Chromium: .ci/find-chromium --install brings one",
    "packing": "it is larger than it need be; without --light it is as small as it gets",
}


def report(folder: Path, packages: list[Package]) -> None:
    """Print packages, sizes and pages."""
    print("packages: " + ", ".join(f"{each.name} {each.version} ({len(each.files)} files)" for each in packages))
    groups: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.stat().st_size
            packed = raw if path.suffix in COMPRESSED_ALREADY else len(gzipped(path.read_bytes()))
            groups[_group(path.relative_to(folder))].append((raw, packed))
    print(f"{'raw MB':>8} {'gzip MB':>8}")
    everything = [size for sizes in groups.values() for size in sizes]
    for name, members in [*sorted(groups.items()), ("all", everything)]:
        raw, packed = (sum(column) / MEGABYTE for column in zip(*members, strict=True))
        print(f"{raw:8.2f} {packed:8.2f}  {name}")
    _pages(folder)


def _pages(folder: Path) -> None:
    """Print the page of every instrument, with what it alone asks for."""
    print(f"{'gzip kB':>8} {'memory':>8}  page")
    for name in instruments():
        page = len(gzipped((folder / name / "index.html").read_bytes()))
        memory = sum(path.stat().st_size for path in folder.glob(f"runtime/snapshot-{name}.*"))
        print(f"{page / KILOBYTE:8.0f} {memory / KILOBYTE:8.0f}  {name}/")


def warn(folder: Path) -> None:
    """Say loudly, where everybody who builds looks last, what the site was built without."""
    for part in built.missing(folder):
        sys.stderr.write(f"\n*** BUILT WITHOUT {built.PARTS[part].upper()}: {MEANS[part]} ***\n")


def _group(path: Path) -> str:
    return path.as_posix() if path.parts[0] == "runtime" or len(path.parts) == 1 else "/".join(path.parts[:2])
