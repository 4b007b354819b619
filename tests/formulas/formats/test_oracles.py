"""Bit for bit what two independent implementations give: over all codes, at and beside every place where rounding changes."""

import numpy as np
import pytest

from formulas.formats.codes import decode, encode
from formulas.formats.layout import layouts
from formulas.formats.matrix import Recipe, quantise

ml_dtypes = pytest.importorskip("ml_dtypes", reason="the browser's Python has none")
gfloat = pytest.importorskip("gfloat", reason="the browser's Python has none")
formats = pytest.importorskip("gfloat.formats", reason="the browser's Python has none")

# By our name: the type, and the whole number that holds its bits.
TYPES = {
    "fp32": (np.float32, np.uint32), "bf16": (ml_dtypes.bfloat16, np.uint16), "fp16": (np.float16, np.uint16),
    "e5m2": (ml_dtypes.float8_e5m2, np.uint8), "e4m3": (ml_dtypes.float8_e4m3fn, np.uint8),
    "e3m2": (ml_dtypes.float6_e3m2fn, np.uint8), "e2m3": (ml_dtypes.float6_e2m3fn, np.uint8), "e2m1": (ml_dtypes.float4_e2m1fn, np.uint8),
    "int8": (np.int8, np.uint8), "int4": (ml_dtypes.int4, np.uint8), "e8m0": (ml_dtypes.float8_e8m0fnu, np.uint8),
}  # fmt: skip
FLOATS = [name for name in TYPES if layouts()[name].kind == "float"]
INFOS = {
    "fp16": formats.format_info_binary16, "bf16": formats.format_info_bfloat16, "e5m2": formats.format_info_ocp_e5m2,
    "e4m3": formats.format_info_ocp_e4m3, "e3m2": formats.format_info_ocp_e3m2, "e2m3": formats.format_info_ocp_e2m3,
    "e2m1": formats.format_info_ocp_e2m1, "mx-int8": formats.format_info_ocp_int8, "e8m0": formats.format_info_ocp_e8m0,
    "fp32": formats.format_info_binary32,
}  # fmt: skip
# Nobody else has it, but it is described as any other: 19 bits, 10 of mantissa and a hidden one.
INFOS["tf32"] = gfloat.FormatInfo("tf32", 19, 11, bias=127, is_signed=True, domain=gfloat.Domain.Extended, has_nz=True,
                                  num_high_nans=2**10 - 1, has_subnormals=True, is_twos_complement=False)  # fmt: skip
BLOCKS = {each.name.replace("_e2m1", "").replace("_", "-"): each for each in formats.all_block_formats}


def some_codes(name):
    """All codes; of the widest format, FP32, those around every power of two, and others in between."""
    bits = layouts()[name].bits
    if bits <= 19:
        return np.arange(2**bits, dtype=np.int64)
    step = 2 ** layouts()[name].mantissa_bits
    edges = np.arange(0, 2**bits, step, dtype=np.int64)[:, np.newaxis] + np.arange(-3, 4)
    between = np.random.default_rng(0).integers(0, 2**bits, 20_000)
    return np.unique(np.concatenate([edges.ravel() % 2**bits, between]))


def trials(name):
    """Every number of the format, the middles between neighbours, what lies just beside those, and what is beyond."""
    numbers = decode(layouts()[name], some_codes(name))
    numbers = np.unique(numbers[np.isfinite(numbers)])
    middles = (numbers[1:] / 2 + numbers[:-1] / 2).astype(np.float32)
    beside = [np.nextafter(middles, np.float32(side)) for side in (np.inf, -np.inf)]
    largest = layouts()[name].largest
    beyond = np.array([largest * 1.01, -largest * 1.2, largest * 3, np.inf, -np.inf, -0.0])
    with np.errstate(over="ignore"):
        return np.concatenate([numbers, middles, *beside, beyond]).astype(np.float32)


@pytest.mark.parametrize("name", TYPES)
def test_every_code_stands_for_what_ml_dtypes_says(name):
    kind, holds = TYPES[name]
    codes = some_codes(name)
    with np.errstate(invalid="ignore"):  # of the NaN that signal
        theirs = codes.astype(holds).view(kind).astype(np.float64)
    ours = decode(layouts()[name], codes)
    assert np.array_equal(theirs, ours, equal_nan=True)
    known = ~np.isnan(ours)
    assert np.array_equal(np.signbit(theirs[known]), np.signbit(ours[known]))


@pytest.mark.parametrize("name", FLOATS)
def test_every_number_becomes_the_code_that_ml_dtypes_gives(name):
    kind, holds = TYPES[name]
    numbers = trials(name)
    with np.errstate(over="ignore"):
        theirs = numbers.astype(kind).view(holds).astype(np.int64)
    ours = encode(layouts()[name], numbers)
    assert numbers[theirs != ours].tolist() == []


@pytest.mark.parametrize("name", INFOS)
def test_every_code_stands_for_what_gfloat_says(name):
    codes = some_codes(name)
    assert np.array_equal(gfloat.decode_ndarray(INFOS[name], codes), decode(layouts()[name], codes), equal_nan=True)


@pytest.mark.parametrize("saturate", [False, True])
@pytest.mark.parametrize("name", [
    *(each for each in FLOATS if each != "fp32"), "mx-int8", *(pytest.param(each, marks=pytest.mark.slow) for each in ("fp32", "tf32")),
])  # fmt: skip
def test_every_number_is_rounded_as_gfloat_does(name, saturate):
    layout, info = layouts()[name], INFOS[name]
    numbers = trials(name).astype(np.float64)
    must = saturate or layout.specials == "none"  # without an infinity or a NaN nothing else can be done
    theirs = gfloat.round_ndarray(info, numbers, gfloat.RoundMode.TiesToEven, must)
    ours = decode(layout, encode(layout, numbers, saturate=saturate))
    assert np.array_equal(theirs, ours, equal_nan=True)


def test_every_number_becomes_the_code_of_tf32_that_the_bits_of_fp32_give():
    """TF32 is FP32 without its last 13 bits: of a whole number of 32 bits the nearest multiple of 8,192, of two the even one."""
    numbers = trials("tf32")
    bits = numbers.view(np.uint32).astype(np.int64)
    theirs = (bits + 0xFFF + (bits >> 13 & 1)) >> 13
    ours = encode(layouts()["tf32"], numbers.astype(np.float64))
    assert numbers[theirs != ours].tolist() == []


@pytest.mark.parametrize("name", ["int8", "int4"])
def test_every_whole_number_becomes_the_code_that_its_type_holds(name):
    """At every level, halfway between, just beside that, and far beyond; NumPy rounds, and the type lays out the bits."""
    kind, holds = TYPES[name]
    bits, numbers = layouts()[name].bits, trials(name)
    held = np.clip(np.rint(numbers), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    theirs = held.astype(kind).view(holds).astype(np.int64) % 2**bits
    ours = encode(layouts()[name], numbers.astype(np.float64))
    assert len(np.unique(ours)) == 2**bits
    assert numbers[theirs != ours].tolist() == []


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_with_a_shared_exponent_are_quantised_as_gfloat_does(name):
    draws = np.random.default_rng(7)
    weights = draws.normal(0, 1, (48, 64)) * np.exp2(draws.integers(-20, 20, (48, 1)))
    weights[3, :32] = 0.0
    rule = gfloat.compute_scale_amax, gfloat.RoundMode.TiesToEven
    theirs = [gfloat.quantize_block(BLOCKS[name], block, *rule) for block in weights.reshape(-1, 32)]
    assert np.array_equal(quantise(weights, Recipe(layout=layouts()[name])).held, np.reshape(theirs, weights.shape))


def test_blocks_of_nvfp4_are_what_ml_dtypes_makes_of_them():
    weights = np.random.default_rng(8).normal(0, 0.02, (32, 64))
    blocks = weights.reshape(-1, 16)
    tensor = np.abs(weights).max() / (6 * 448)
    scales = (np.abs(blocks).max(axis=1, keepdims=True) / 6 / tensor).astype(ml_dtypes.float8_e4m3fn).astype(np.float64) * tensor
    theirs = (blocks / scales).astype(ml_dtypes.float4_e2m1fn).astype(np.float64) * scales
    np.testing.assert_allclose(quantise(weights, Recipe(layout=layouts()["nvfp4"])).held, theirs.reshape(weights.shape), rtol=1e-12)
