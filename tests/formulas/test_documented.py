"""What is documented: every figure dated, of each kind one unit, the largest first in its rank, and how fleets are compared."""

import pytest

from formulas import constraints
from formulas.catalogue import accelerators
from formulas.documented import documented, largest
from formulas.training import h100_equivalents

H100 = accelerators()["h100-sxm"]
KINDS = sorted({row.of for row in documented().values()})


@pytest.mark.parametrize("kind", KINDS)
def test_of_each_kind_there_is_one_unit_and_the_largest_counts(kind):
    rows = [row for row in documented().values() if row.of == kind]
    assert {row.unit for row in rows} == {largest(kind).unit}
    assert all(row.value <= largest(kind).value for row in rows)
    assert all(row.date and row.accessed and row.value > 0 for row in rows)
    assert all((row.low is None) == (row.high is None) for row in rows)


def test_a_larger_site_is_one_more_line(monkeypatch):
    """The limit is read from the rows and written nowhere else."""
    row = largest("fleet")
    larger = type(row)(**{**vars(row), "id": "new", "name": "A new site", "value": 2e6, "date": "2027"})
    monkeypatch.setattr("formulas.documented.documented", lambda: {row.id: row, "new": larger})
    assert largest.__wrapped__("fleet") is larger


def test_every_limit_that_is_documented_has_its_source_and_its_date():
    limits = [limit for each in constraints.CONSTRAINTS for limit in each.limits.values() if limit.source]
    assert all(limit.date for limit in limits)
    # What a run's shortest time is worked out from is measured, and no largest of anything.
    limits = [limit for each in constraints.CONSTRAINTS if each.id != "time" for limit in each.limits.values() if limit.source]
    assert {(limit.value, limit.unit, limit.date) for limit in limits} == {
        (largest(kind).value, largest(kind).unit, largest(kind).date) for kind in KINDS
    }


@pytest.mark.parametrize("name", ["h100-sxm", "h200", "b200", "gb200", "tpu-v5e", "tpu-v6e", "tpu-v7", "trainium-2", "mi300x"])
def test_sixteen_bits_or_eight_make_no_difference_within_the_band(name):
    """Epoch AI does not say on its page at which width it adds up peaks; for the cards of large sites it hardly matters."""
    card = accelerators()[name]
    wide = float(h100_equivalents(1, card.peak("bf16"), H100.peak("bf16")))
    narrow = max(filter(None, (card.peak_fp8_flop_per_s, card.peak_int8_flop_per_s))) / H100.peak_fp8_flop_per_s
    assert h100_equivalents.equation.band.covers(narrow / wide), narrow / wide


def test_an_h100_is_one():
    assert float(h100_equivalents(763_000, H100.peak("bf16"), H100.peak("bf16"))) == 763_000
