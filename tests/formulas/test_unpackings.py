"""Where a format is unpacked: names of the rows are those of the catalogues, and no row says what a card does by itself."""

import pytest

from formulas.catalogue import accelerators, precisions
from formulas.kernels.chips import multiplied
from formulas.unpackings import unpacked_by, unpackings

ROWS = [pytest.param(row, id=key) for key, row in unpackings().items()]


@pytest.mark.parametrize("row", ROWS)
def test_rows_name_what_there_is(row):
    assert set(row.precisions) <= set(precisions())
    assert set(row.cards) <= set(accelerators())
    assert set(row.makers) <= {card.vendor for card in accelerators().values()}
    assert row.engine


@pytest.mark.parametrize("row", ROWS)
def test_every_row_helps_a_card(row):
    """It covers one that lacks the format."""
    cases = [(card, name) for card in accelerators().values() for name in row.precisions if row.covers(card, name)]
    assert any(card.peak(name) is None for card, name in cases)
    assert all(card.peak(name) is None for card, name in cases if card.id in row.cards)


def test_sixteen_bits_are_served_everywhere():
    for card in accelerators().values():
        for name in ("bf16", "fp16"):
            assert unpacked_by(card, name)
            assert multiplied(card, name).operand_bytes == 2


def test_what_no_engine_is_known_to_do_is_not_claimed():
    assert unpacked_by(accelerators()["mi250x"], "fp8") is None
    assert unpacked_by(accelerators()["a100-80gb"], "fp8-e5m2") is None
    assert unpacked_by(accelerators()["tpu-v5e"], "mxfp4") is None
