"""Zip archives and compressed streams that come out the same, byte for byte, whenever and wherever they are written."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Mapping
from pathlib import Path

import zstandard

LEVEL = 22
QUICKER = 20
"""Takes a quarter of the time where much is zero, for one part in a hundred more."""
LIGHT = 3
"""For a site that is looked at and not handed out."""
WINDOW_LOG = 23
"""Of the memory that unpacking takes in the browser: 8 MiB. More gains less than one part in a hundred."""
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


def packed(data: bytes, level: int = LEVEL) -> bytes:
    """``data`` as one Zstandard frame that knows its own checksum, as small as it gets."""
    options = zstandard.ZstdCompressionParameters.from_level(
        level, source_size=len(data), window_log=min(WINDOW_LOG, max(10, len(data).bit_length())), write_checksum=True
    )
    return zstandard.ZstdCompressor(compression_params=options).compress(data)


def gzipped(data: bytes) -> bytes:
    """``data`` as a host sends it to a browser: a gzip stream without a date or a file name."""
    return gzip.compress(data, compresslevel=9, mtime=0)
