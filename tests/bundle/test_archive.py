"""What the build writes comes out the same whenever it is written, and reads back whole."""

import gzip
import zipfile

import pytest
import zstandard

from app.bundle.archive import gzipped, packed, read_zip, write_zip

MEMBERS = {"b/two.txt": b"two", "a.txt": b"one", "empty": b""}


def test_an_archive_does_not_depend_on_order_or_time(tmp_path):
    write_zip(tmp_path / "first.zip", MEMBERS)
    write_zip(tmp_path / "second.zip", dict(reversed(MEMBERS.items())))
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_an_archive_reads_back(tmp_path):
    write_zip(tmp_path / "site.zip", MEMBERS, zipfile.ZIP_DEFLATED)
    assert read_zip(tmp_path / "site.zip") == MEMBERS


def test_members_are_stored_for_the_script_that_slices_them(tmp_path):
    write_zip(tmp_path / "site.zip", MEMBERS)
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_gzip_carries_neither_time_nor_name():
    packed = gzipped(b"content" * 100)
    assert packed == gzipped(b"content" * 100)
    assert gzip.decompress(packed) == b"content" * 100
    assert packed[3:8] == bytes(5)  # no flags, no time


@pytest.mark.parametrize("size", [0, 1, 100, 1 << 20, 20 << 20])
def test_what_is_packed_reads_back_and_takes_no_more_memory_than_it_may(size):
    content = (bytes(range(256)) * (size // 256 + 1))[:size]
    frame = packed(content)
    parameters = zstandard.get_frame_parameters(frame)
    assert parameters.window_size <= 8 << 20 or parameters.window_size == size
    assert parameters.has_checksum
    assert zstandard.ZstdDecompressor().decompress(frame, max_output_size=max(size, 1)) == content
