"""What the build writes comes out the same whenever it is written, and reads back whole."""

import gzip
import zipfile

from app.bundle.archive import gzipped, read_zip, write_zip

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
