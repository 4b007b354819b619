"""Links that say what they were made with: opened with other numbers they say what has changed, and by how much."""

import dataclasses
import math
import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formulas import catalogue
from formulas.version import VERSION
from instruments.forge import resolve
from instruments.forge.model import Forge
from instruments.forge.presets import presets
from instruments.frame import address, pinned
from instruments.frame.discovery import instruments
from instruments.frame.result import Result
from instruments.journey.model import Journey
from tests import example as frames_own
from tests.instruments.forge.designs import defaults, possible_values

OLD = "2026-10"


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    """There was a version before the present one."""
    monkeypatch.setattr(pinned, "HISTORY", {VERSION: "Now.", OLD: "Then."})


@pytest.fixture
def catalogue_of_then(monkeypatch):
    """Numbers as they were: another price of the H100, and whatever else a test says."""

    def make(**fields):
        rows = dict(catalogue.accelerators())
        rows["h100-sxm"] = dataclasses.replace(rows["h100-sxm"], **fields)
        monkeypatch.setattr(resolve, "accelerators", lambda: rows)
        resolve._serving.cache_clear()
        monkeypatch.setattr(pinned, "VERSION", OLD)

    yield make
    monkeypatch.undo()
    resolve._serving.cache_clear()


@pytest.fixture
def made_then(catalogue_of_then, monkeypatch):
    """The link that a design had then; afterwards the numbers are those of now."""

    def make(fields, **inputs):
        catalogue_of_then(**fields)
        text = pinned.pinned(Forge(**inputs))
        monkeypatch.undo()
        resolve._serving.cache_clear()
        monkeypatch.setattr(pinned, "HISTORY", {VERSION: "Now.", OLD: "Then."})
        return text

    return make


def opened(text, owner=Forge):
    """What whoever follows a link reads of it."""
    values, notice = address.decode(owner, text)
    assert notice == ""
    return pinned.told(owner(**values), text)


def test_a_price_that_has_changed_since_is_told_with_its_percentage(made_then):
    then = catalogue.accelerators()["h100-sxm"].price_usd_per_h / 1.05
    text = made_then({"price_usd_per_h": then})
    assert f";as-of={OLD}," in text
    assert opened(text) == (
        f"Made with the numbers of {OLD}: training cost then 11.9 M USD, now 12.5 M USD (+5.0%), "
        "cost per million tokens then 46.8 USD, now 49.2 USD (+5.0%), "
        "cost per million, batched then 63.6 USD, now 66.8 USD (+5.0%); the rest is unchanged."
    )


def test_what_shows_nothing_of_what_has_changed_says_nothing(made_then):
    assert opened(made_then({"price_usd_per_h": 9.0}, accelerator="b200", training_accelerator="b200")) == ""
    assert opened(made_then({"price_usd_per_h": 9.0}, training_price=2, serving_price=2)) == ""


def test_many_changes_are_told_in_one_line_the_largest_first(made_then):
    card = catalogue.accelerators()["h100-sxm"]
    line = opened(made_then({"price_usd_per_h": card.price_usd_per_h / 1.01, "bandwidth_bytes_per_s": card.bandwidth_bytes_per_s / 3}))
    assert line.startswith(f"Made with the numbers of {OLD}: single stream, one card then ")
    assert line.count("\N{MULTIPLICATION SIGN} 3.00") >= 2
    assert re.search(r", and \d more; the rest is unchanged\.$", line)
    assert "\n" not in line


def test_a_price_that_was_not_known_then_is_told_as_such(made_then):
    line = opened(made_then({"price_usd_per_h": None}))
    assert "training cost then not known, now 12.5 M USD, " in line


def test_figures_that_look_alike_are_told_with_the_digits_that_part_them(made_then):
    line = opened(made_then({"price_usd_per_h": catalogue.accelerators()["h100-sxm"].price_usd_per_h * 1.001}))
    then, now = re.search(r"training cost then ([\d.]+) M USD, now ([\d.]+) M USD", line).groups()
    assert then != now
    assert "(-0.1%)" in line


def test_a_link_of_this_version_and_one_without_say_nothing():
    for preset in presets().values():
        forge = Forge(**preset.values)
        assert pinned.told(forge, pinned.pinned(forge)) == ""
        assert pinned.told(forge, address.encode(Forge, forge.values)) == ""
    assert pinned.told(Forge(), "") == ""


@given(st.integers(0, 10**9), st.booleans())
def test_the_figures_of_any_design_are_unchanged_with_unchanged_numbers(seed, extreme):
    forge = Forge(**possible_values(random.Random(seed), extreme=extreme))
    text = pinned.pinned(forge)
    assert address.decode(Forge, text) == address.decode(Forge, address.encode(Forge, forge.values))
    assert text.startswith(address.encode(Forge, forge.values) + ";as-of=")
    assert text.count(",") == sum(not figure.row.further for figure in forge.result.figures.values()) + 1
    assert len(text.partition("as-of=")[2]) <= 270
    assert pinned.told(forge, text.replace(VERSION, OLD)) == ""


def test_figures_of_another_state_say_nothing_of_this_one(made_then):
    """As where somebody changed the link by hand, or where it could not be used."""
    text = made_then({"price_usd_per_h": 1.0})
    assert opened(text) != ""
    assert opened(text.replace("v1;", "v1;target_days=30;")) == ""
    moved = Forge(context=4096)
    assert pinned.told(moved, text) == ""


def test_a_version_to_come_is_told_with_what_differs():
    text = pinned.pinned(Forge()).replace(VERSION, "2031-02")
    line = f"Made with the numbers of 2031-02, which are newer than those of this page, {VERSION}"
    assert opened(text) == f"{line}."
    other = re.sub(f"{pinned.tag('training_cost')}[^,]*", f"{pinned.tag('training_cost')}25e6", text)
    by = "\N{MULTIPLICATION SIGN} 0.499"
    assert opened(other) == f"{line}: training cost there 25.0 M USD, here 12.5 M USD ({by}); the rest is unchanged."


@pytest.mark.parametrize("version", ["2019-01", "", "v2", "2026-13", "<b>x</b>", "2026-11.1"])
def test_a_version_that_nobody_knows_is_told(version):
    text = pinned.pinned(Forge()).replace(VERSION, version)
    assert opened(text) == f"Made with numbers of a version that is not known here; those of this page are of {VERSION}."


def test_a_figure_that_is_shown_no_longer_is_told():
    text = pinned.pinned(Forge()).replace(VERSION, OLD) + ",bbb12"
    assert opened(text) == f"Made with the numbers of {OLD}: a figure that is no longer shown; the rest is unchanged."


@given(st.text() | st.text(alphabet="asof-=,;v12026bcdf.e-"))
@example("as-of=")
@example("v1;as-of=2026-10,vdz,bbb1e99999,bbb,bbb-,,,bbb1e-99999")
@example("as-of=a;as-of=b;v1")
@example(f"{pinned.tag('training_cost')}1e99999")
@example(f"{pinned.tag('training_cost')}-1e-9999")
@example(f"{pinned.tag('training_cost')}1e-320")
def test_whatever_stands_there_a_link_is_read(text):
    for fragment in (text, f"v1;as-of={text}", f"v1;as-of={OLD},2uz,{text}", f"v1;context=4096;as-of={text};target_days=30"):
        values, _ = address.decode(Forge, fragment)
        assert pinned.told(Forge(**values), fragment).count("\n") == 0


def test_where_it_stands_does_not_count():
    values = defaults() | {"context": 4096, "target_days": 30.0}
    for text in ("v1;context=4096;as-of=2026-10;target_days=30", "v1;as-of=x;context=4096;as-of=2026-10;target_days=30"):
        assert address.decode(Forge, text) == (values, "")
        assert address.parted(text) == ("v1;context=4096;target_days=30", "2026-10")


def test_no_input_is_called_what_the_mark_is():
    for declared in instruments().values():
        assert address.MARK.removesuffix("=") not in declared.model_class().param


def test_the_rows_of_every_instrument_have_tags_of_their_own():
    with frames_own.found_too():
        for declared in instruments().values():
            result = declared.model_class()().result
            if isinstance(result, Result):
                tags = [pinned.tag(name) for name in result.rows]
                assert len(set(tags)) == len(tags)
                assert all(re.fullmatch(f"[{pinned._LETTERS}]{{3}}", each) for each in tags)


def test_an_instrument_without_rows_says_its_version():
    journey = Journey(prompt="as-of=2026-10; the robot")
    text = pinned.pinned(journey)
    assert re.search(rf";as-of={VERSION},[a-z0-9]{{3}}$", text)
    assert address.decode(Journey, text) == (journey.values, "")
    assert pinned.told(journey, text.replace(f"={VERSION}", f"={OLD}")) == ""


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e250, max_value=1e250))
@example(0.0)
@example(9999.5)
@example(12.345)
def test_a_figure_comes_back_to_its_digits(value):
    text = pinned._written(value)
    match = pinned._FIGURE.fullmatch(f"bbb{text}")
    if abs(value) > 1e-250 or not value:
        assert match
        assert math.isclose(float(match[2]), value, rel_tol=5.001e-4)
        assert not pinned._differs(value, float(match[2]))
        assert pinned._differs(value * 1.002 + (not value), float(match[2]))
    assert len(text) <= 10
