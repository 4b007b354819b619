"""Catalogues: their sources, formats against their definition, and what a bad row is told; published facts are in tests/facts."""

import dataclasses

import numpy as np
import pytest

from formulas import catalogue
from formulas.bibliography import bibliography
from formulas.catalogue import STATUS, Accelerator, Grid, accelerators, grids, lookup, models, parse, precisions
from tests.every import every

ROWS = {"accelerators": accelerators(), "models": models(), "precisions": precisions(), "grids": grids()}
EVERY = [pytest.param(row, id=f"{name}/{key}") for name, rows in ROWS.items() for key, row in rows.items()]


def test_catalogues_are_as_large_as_promised():
    assert {name: len(rows) for name, rows in ROWS.items()} == {"accelerators": 42, "models": 42, "precisions": 12, "grids": 40}


@every("row", EVERY)
def test_every_figure_has_a_source_and_a_standing(row):
    for field in dataclasses.fields(row):
        assert row.source(field.name) in bibliography()
        assert row.standing(field.name) in STATUS
    assert row.accessed.startswith("20")


@every("card", accelerators().values())
def test_prices_are_dated_estimates(card):
    assert (card.price_usd_per_h is None) == (card.price_date is None)
    assert card.price_usd_per_h is None or card.standing("price_usd_per_h") == "estimated"


@every("card", accelerators().values())
def test_narrower_formats_are_no_slower(card):
    """A check of the table's columns: no format is slower than one of twice its width."""
    for narrow, wide in (("bf16", "tf32"), ("fp8", "bf16"), ("fp4", "fp8"), ("int4", "int8")):
        pair = [getattr(card, f"peak_{kind}_flop_per_s") for kind in (narrow, wide)]
        assert None in pair or pair[0] >= pair[1]


def test_the_course_price_of_an_h100():
    assert accelerators()["h100-sxm"].price_usd_per_h == 2.0


@pytest.mark.parametrize(
    ("card", "precision", "kind"),
    [
        ("h100-sxm", "fp8", "fp8"),
        ("h100-sxm", "w4a16", "bf16"),
        ("v100", "w4a16", "fp16"),
        ("a100-80gb", "int4", "int4"),
        ("h100-sxm", "int4", "int8"),
        ("b200", "fp4", "fp4"),
    ],
)
def test_the_peak_follows_the_wider_operand(card, precision, kind):
    row = accelerators()[card]
    assert row.peak(precision) == getattr(row, f"peak_{kind}_flop_per_s")


@pytest.mark.parametrize(("card", "precision"), [("a100-80gb", "fp8"), ("h100-sxm", "nvfp4"), ("v100", "bf16"), ("wse-3", "fp16")])
def test_a_card_without_the_units_has_no_peak(card, precision):
    assert accelerators()[card].peak(precision) is None


def test_every_peak_that_a_precision_names_is_a_field():
    kinds = {kind for row in precisions().values() for kind in row.compute_peaks}
    assert kinds <= {f.name.removeprefix("peak_").removesuffix("_flop_per_s") for f in dataclasses.fields(Accelerator)}


@pytest.mark.parametrize(("precision", "dtype"), [("fp32", np.float32), ("fp16", np.float16)])
def test_ranges_are_those_of_numpy(precision, dtype):
    info, row = np.finfo(dtype), precisions()[precision]
    assert (row.largest, row.smallest_normal, row.epsilon) == (info.max, info.smallest_normal, info.eps)


@pytest.mark.parametrize("key", ["fp32", "tf32", "bf16", "fp16", "fp8", "fp8-e5m2", "mxfp4", "nvfp4"])
def test_ranges_follow_from_the_bits(key):
    """IEEE layout: bias 2^(e-1)-1; E4M3 and E2M1 also use the top exponent, E4M3 less one value for NaN."""
    row = precisions()[key]
    bias = 2 ** (row.exponent_bits - 1) - 1
    top = bias + (key in ("fp8", "mxfp4", "nvfp4"))
    step = 2.0**-row.mantissa_bits
    assert row.bits == 1 + row.exponent_bits + row.mantissa_bits
    assert row.epsilon == step
    assert row.smallest_normal == 2.0 ** (1 - bias)
    assert row.largest == (2 - step * (2 if key == "fp8" else 1)) * 2.0**top


@pytest.mark.parametrize(
    ("key", "bits"), [("fp8", 8), ("tf32", 32), ("mxfp4", 4.25), ("nvfp4", 4.5), ("int4", 4.125), ("w4a16", 4.15625), ("int8", 8)]
)
def test_weights_carry_their_scales(key, bits):
    """MXFP4's 4.25 is printed in the gpt-oss model card; the others follow from block and scale."""
    assert precisions()[key].weight_bits == bits
    assert precisions()[key].weight_bytes == bits / 8


def test_trained_on_accelerators_that_exist():
    assert {row.training_accelerator for row in models().values()} - {None} <= accelerators().keys()


@every("row", models().values())
def test_configurations_hang_together(row):
    assert row.heads % row.kv_heads == 0
    assert row.full_attention_layers == row.layers or row.sliding_window
    assert row.dense_layers == row.layers or row.experts
    assert (row.attention == "mla") == (row.kv_lora_rank is not None)
    assert row.attention != "mha" or row.heads == row.kv_heads
    assert row.active_parameters is None or row.active_parameters <= row.total_parameters


def test_rows_are_found_by_alias_and_case():
    assert lookup(accelerators(), "H100", "accelerator").id == "h100-sxm"
    assert lookup(models(), "llama-3.1-8b", "model").id == "llama-3-8b"


def test_names_are_unique():
    for rows in ROWS.values():
        names = [*rows, *(alias for row in rows.values() for alias in row.aliases)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("h10", "accelerator is 'h10': no such name; near: h100-sxm, "),
        ("zzz", "accelerator is 'zzz': no such name"),
        (None, "accelerator is 'None': no such name"),
    ],
)
def test_an_unknown_row_is_named_with_its_neighbours(key, text):
    with pytest.raises(ValueError, match="no such name") as caught:
        lookup(accelerators(), key, "accelerator")
    assert str(caught.value).startswith(text)


def test_every_fault_of_every_row_is_named_together():
    good = {"name": "A", "year": 2023, "kgco2e_per_kwh": 0.1, "sources": {"default": "ember2024"}, "status": {"default": "published"}}
    rows = {
        "a": good | {"accessed": "2026-11-22", "year": True, "kgco2e_per_kwh": float("nan")},
        "b": good | {"accessed": "2026-11-22", "kgco2e_per_kwh": -1, "colour": "red", "aliases": "c"},
        "c": good | {"sources": {"name": "nowhere"}, "status": {"default": "rumoured", "moon": "derived"}},
        "d": good | {"accessed": "2026-11-22", "sources": []},
    }
    with pytest.raises(ValueError, match="year") as caught:
        parse(rows, Grid)
    assert str(caught.value).split("; ") == [
        "a: year is True: must be a whole number, at least 0",
        "a: kgco2e_per_kwh is nan: must be a finite number, at least 0",
        "b: colour is no field",
        "b: kgco2e_per_kwh is -1: must be a finite number, at least 0",
        "b: aliases is 'c': must be a list of texts",
        "c: accessed is missing",
        "c: sources has no default",
        "c: sources of name is 'nowhere': unknown",
        "c: status names 'moon': no field",
        "c: status of default is 'rumoured': unknown",
        "d: sources is []: must be a table",
    ]


def test_rows_cannot_be_changed():
    card = accelerators()["h100-sxm"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        card.power_w = 1.0
    with pytest.raises(TypeError):
        card.sources["default"] = "rumour"
    with pytest.raises(TypeError):
        accelerators()["mine"] = card


def test_files_are_read_once():
    assert catalogue.accelerators() is catalogue.accelerators()
