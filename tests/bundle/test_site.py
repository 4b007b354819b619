"""Names that carry content, libraries in their fixed order, and a list of every file."""

import hashlib

import pytest

from app.bundle.prerender import _named
from app.bundle.site import Site, listing, ordered


def test_a_name_follows_its_content(tmp_path):
    site = Site(tmp_path)
    first, second = site.add("core.asm.mjs", b"one"), site.add("core.asm.mjs", b"two")
    assert first != second
    assert first.startswith("runtime/core.")
    assert first.endswith(".asm.mjs")
    assert (tmp_path / first).read_bytes() == b"one"


def test_a_packed_file_is_described(tmp_path):
    described = Site(tmp_path).add_packed("wasm", b"x" * 1000)
    assert described["size"] == 1000
    assert described["packed"] == (tmp_path / described["url"]).stat().st_size < 1000


def test_libraries_keep_the_order_that_a_snapshot_relies_on():
    core, linear = "numpy/_core/_multiarray_umath.cpython-314.so", "numpy/linalg/_umath_linalg.cpython-314.so"
    assert ordered({linear: b"", core: b""}) == [core, linear]


def test_a_library_without_a_place_is_named():
    with pytest.raises(RuntimeError, match="numpy/fft/_pocketfft_umath"):
        ordered({"numpy/fft/_pocketfft_umath.so": b""})


def test_the_listing_has_every_file(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_bytes(b"content")
    assert listing(tmp_path) == {"a/b.txt": {"bytes": 7, "sha256": hashlib.sha256(b"content").hexdigest()}}


def test_a_picture_is_the_same_whatever_names_it_was_given():
    picture = '<svg><clipPath id="{0}"/><g clip-path="url(#{0})"/></svg>'
    assert _named("loss", picture.format("k2J")) == _named("loss", picture.format("Zq9"))
