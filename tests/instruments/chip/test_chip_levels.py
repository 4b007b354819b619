"""The levels of memory of any card: each in the table with its reading time, or with the words that it is not published."""

import math

import pytest

from formulas.catalogue import accelerators
from instruments.chip.levels_html import NOT_KNOWN, levels_html, missing
from instruments.chip.model import Chip
from instruments.forge.model import Forge
from instruments.frame.discovery import instruments
from instruments.quantities.text import quantity
from tests.markup import parse


def cells(found):
    return [[cell.text for cell in row.all("td")] for row in parse(levels_html(found)).one("tbody").all("tr")]


@pytest.mark.parametrize("card", accelerators())
def test_every_level_of_every_card_has_a_time_or_says_why_not(card):
    found = Chip(accelerator=card).result
    size = float(found.chain.model_bytes)
    for level, (_, rate, time, source) in zip(found.levels, cells(found), strict=True):
        known = math.isfinite(level.bandwidth)
        assert (rate == NOT_KNOWN) == (time == NOT_KNOWN) == (not known)
        assert not known or time == str(quantity(size / level.bandwidth, "s"))
        assert known or level.name in missing(found)
        assert source


def test_the_table_goes_from_registers_to_a_drive():
    names = [level.name for level in Chip().result.levels]
    assert names == ["Registers", "Shared memory", "L2", "HBM3", "Memory of the host", "Solid-state drive"]
    assert len(cells(Chip().result)) == 6


def test_caches_without_a_published_bandwidth_are_told_in_words():
    for card in ("b200", "rtx-4090"):
        assert "How fast it is read is not published: L2" in missing(Chip(accelerator=card).result)
    assert "not published" in missing(Chip(accelerator="trainium-2").result)
    assert missing(Chip().result) == ""


def test_a_tpu_reads_its_vector_memory_22_times_as_fast_as_its_hbm():
    """As "How to Scale Your Model" says, part 2, question 4: 1.78e13 bytes a second on the v5e."""
    on_chip, memory = Chip(accelerator="tpu-v5e").result.levels[:2]
    assert (on_chip.name, on_chip.capacity) == ("VMEM", 128 * 2**20)
    assert on_chip.bandwidth / memory.bandwidth == pytest.approx(22, rel=0.02)


def test_flash_attention_on_a_tpu_has_its_point_in_the_picture():
    view = instruments()["chip"].build(Chip(accelerator="tpu-v5e"), forge=Forge())
    picture = next(each for each in view.pictures if each.id == "traffic")
    picture.mount.stale = False
    assert "times less" in picture.caption.html
    assert picture.mount.picture.x_range.end > 128 * 2**20
