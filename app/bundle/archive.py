"""Zip archives and gzip streams that come out the same, byte for byte, whenever and wherever they are written."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Mapping
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)


def write_zip(path: Path, members: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> None:
    """Write ``members`` in the order of their names, without dates or the writer's file modes."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = compression
            archive.writestr(info, members[name])


def read_zip(path: Path) -> dict[str, bytes]:
    """All members of an archive, by name."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def gzipped(data: bytes) -> bytes:
    """``data`` as a gzip stream without a date or a file name."""
    return gzip.compress(data, compresslevel=9, mtime=0)
