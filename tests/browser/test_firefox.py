"""Firefox runs the very site: from the snapshot that Chromium made, from the ordinary boot, and with nothing to reach."""

import os

import pytest

from tests.bench.boot import ROOT, firefox

MOVES = 3

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def visit(dist):
    """Visit the built site.  Without a Firefox these tests are skipped by name on a desk, and fail in CI."""
    try:
        firefox.find()
        firefox.driver(ROOT)
    except firefox.NoFirefoxError as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))
    return lambda **options: firefox.visit(ROOT, dist, moves=MOVES, inputs=MOVES, **options)


@pytest.fixture(scope="module")
def from_snapshot(visit):
    """A first visit, and what became of the second one without a network."""
    return visit(again=True)


@pytest.fixture(scope="module")
def from_nothing(visit):
    """A visit that boots the ordinary way."""
    (measured,) = visit(query="?boot=plain")
    return measured


def smokes(measured, boot):
    """Painted before live, live in the way that was asked for, and a slider that Python answers."""
    assert measured["complaints"] == []
    assert measured["boot"] == boot
    # Firefox tells of its first paint once it is on screen, which may be after the second frame that the page's script saw.
    assert 0 < measured["fcp_ms"] < measured["live_ms"]
    assert 0 < measured["painted_ms"] < measured["live_ms"]
    assert len(measured["updates_ms"]) == MOVES


def test_the_shipped_snapshot_comes_alive(from_snapshot):
    smokes(from_snapshot[0], "snapshot")
    assert not from_snapshot[0]["refused"]


def test_the_ordinary_boot_comes_alive(from_nothing):
    smokes(from_nothing, "plain")


def test_the_second_visit_needs_no_network(from_snapshot):
    second = from_snapshot[1]
    if isinstance(second, str):
        pytest.skip(second)
    smokes(second, "snapshot")
