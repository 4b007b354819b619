"""A restored page brings its archive when something in it is imported or read, once, and says so where that fails."""

import pytest

from app.browser import late_files
from app.browser.late_files import SITE, LateFiles

DATA = f"{SITE}/formulas/data/tiny/weights.npz"


@pytest.fixture
def brought(monkeypatch):
    """What was unpacked."""
    unpacked = []
    monkeypatch.setattr(late_files, "_unpack", {name: lambda data, name=name: unpacked.append((name, data)) for name in ("site", "stdlib")})
    return unpacked


class Bytes:
    """What JavaScript hands over."""

    def to_bytes(self):
        return b"zip"


def files():
    return LateFiles(lambda name: Bytes(), frozenset({"formulas"}))


def test_a_file_of_a_package_brings_its_archive_once(brought):
    finder = files()
    for event, path in (("open", "elsewhere"), ("import", DATA), ("open", DATA), ("open", DATA)):
        finder.opened(event, (path, "r", 0))
    assert brought == [("site", b"zip")]
    assert not finder.misses("site")


def test_a_module_of_a_package_brings_it_too_and_what_nobody_knows_brings_nothing(brought):
    finder = files()
    assert finder.find_spec("nowhere") is None
    finder.find_spec("formulas.nowhere")
    assert brought == [("site", b"zip")]


def test_what_does_not_come_is_told_and_may_come_later(brought):
    answers = [RuntimeError("gone"), RuntimeError("gone"), Bytes()]

    def bring(name):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    finder = LateFiles(bring, frozenset({"formulas"}))
    with pytest.raises(RuntimeError, match="gone"):
        finder.opened("open", (DATA, "r", 0))
    with pytest.raises(ImportError, match=r"formulas\.nowhere could not be fetched: gone"):
        finder.find_spec("formulas.nowhere")
    finder.opened("open", (DATA, "r", 0))
    assert brought == [("site", b"zip")]
