"""Every registered formula computes in float64, whatever kind of number comes in.

A whole number of NumPy's wraps around in silence; on a 32-bit Python, which is the browser's, every
plain whole number in an array is one of 32 bits.  Arrays of int32 do so on any machine, and that is how
a formula that computes with whole numbers is found here.
"""

import inspect

import numpy as np
import pytest

from formulas.catalogue import models
from formulas.float64 import real
from formulas.model.catalogued import described
from formulas.model.work import prompt_flop
from formulas.registry import equations
from formulas.shape import shape
from formulas.tiny import layers
from tests.every import every

# Formulas of the tiny transformer compute in the precision of its weights: held below, each with arguments of its own.
TINY = {name: entry for name, entry in equations().items() if name.startswith("tiny.")}
# An argument of these lies between two whole numbers: held below.
BETWEEN = {"power.availability.nines": {"availability": 0.5}, "reliability.spares.spares_needed": {"confidence": 0.5, "load": 70_000}}
FORMULAS = {name: entry for name, entry in equations().items() if name not in TINY and name not in BETWEEN}

# Any product of two is more than 32 bits hold; as float32 all three are exact.
LARGE = (50_000, 70_000, 2_000_000)
# Arguments that cannot be large, by the names that they have everywhere or in one equation, and what they are held at.
SMALL = {
    "formats.scales.asymmetric_scale.bits": (2, 4, 8),
    "formats.scales.asymmetric_scale.low": (0, 1, 2),
    "lifetime.parameters_for_loss.irreducible_loss": (1, 2, 3),
    "lifetime.repaying_tokens.parameters": (1, 2, 3),
    "mixtures.effective_experts.fewest": (1, 2, 3),
    "formats.values.number_of_fields.bias": (1, 2, 3),
    "formats.values.number_of_fields.exponent": (1, 2, 3),
    "formats.values.number_of_fields.mantissa": (1, 2, 3),
    "formats.values.number_of_fields.mantissa_bits": (2, 3, 3),
    "network.topology.tree_endpoints.radix": (4, 64, 128),
    "network.topology.tree_endpoints.tiers": (1, 2, 3),
    "power.server.rest_of_server.boards_per_server": (1, 1, 1),
    "power.capping.capped_server.boards_per_server": (1, 1, 1),
    "run_lost": (1, 1, 1),
    "shortest.shortest_run.fleet": (1, 2, 3),
    "accelerator_share": (1, 1, 1),
    "assembly_yield": (1, 1, 1),
    "availability": (1, 1, 1),
    "bond_yield": (1, 1, 1),
    "cap": (1, 1, 1),
    "capacity_factor": (1, 1, 1),
    "capped": (1, 1, 1),
    "clip": (1, 1, 1),
    "coding": (1, 1, 1),
    "contracted": (1, 1, 1),
    "core_failure": (0, 1, 1),
    "core_share": (0, 1, 1),
    "critical_share": (1, 1, 1),
    "day_length": (1, 12, 24),
    "density_weights": (1, 1, 1),
    "die_yield": (1, 1, 1),
    "draw": (1, 1, 1),
    "edge": (1, 2, 3),
    "efficiency": (1, 1, 1),
    "fault_coverage": (0, 1, 1),
    "full_share": (0, 1, 1),
    "goodput": (1, 1, 1),
    "growth": (1, 1, 2),
    "host_draw": (1, 1, 1),
    "idle": (0, 0, 0),
    "interest": (1, 1, 1),
    "payload_share": (1, 1, 1),
    "parameter_exponent": (1, 2, 1),
    "relative_speed": (1, 1, 1),
    "run_share": (0, 1, 1),
    "share": (0, 1, 1),
    "sign": (0, 1, 1),
    "spares": (0, 1, 8),
    "staff_share": (0, 0, 0),
    "stage": (0, 1, 3),
    "tile_share": (1, 1, 1),
    "token_exponent": (1, 1, 2),
    "top_k": (1, 2, 8),
    "total_to_active": (1, 2, 18),
    "unit_availability": (1, 1, 1),
    "usable_share": (1, 1, 1),
    "utilisation": (1, 1, 1),
    "visible": (1, 1, 1),
    "waiting": (0, 1, 1),
    "wave_share": (1, 1, 1),
}
KINDS = (np.int32, np.uint32, np.int64, np.float32, np.float64)


def arguments(entry) -> dict[str, tuple[int, ...]]:
    """Three whole numbers for each argument of an equation, large wherever they may be."""
    return {name: SMALL.get(f"{entry.id}.{name}", SMALL.get(name, LARGE)) for name in inspect.signature(entry.function).parameters}


def expected(entry) -> np.ndarray:
    """What it gives for Python's own floats, which every machine has alike."""
    return np.array([entry.function(**{name: float(row[i]) for name, row in arguments(entry).items()}) for i in range(len(LARGE))])


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("name", BETWEEN)
def test_what_lies_between_whole_numbers_gives_float64_too(name, kind):
    found = equations()[name].function(**{argument: kind(value) for argument, value in BETWEEN[name].items()})
    assert type(found) is np.float64
    assert found == equations()[name].function(**BETWEEN[name])


@every("name", FORMULAS)
def test_arrays_of_any_kind_give_float64(name):
    entry = FORMULAS[name]
    for kind in KINDS:
        found = entry.function(**{argument: np.array(row, kind) for argument, row in arguments(entry).items()})
        assert found.dtype == np.float64, kind
        np.testing.assert_allclose(found, expected(entry), rtol=1e-15, err_msg=kind.__name__)


@every("name", FORMULAS)
def test_scalars_of_any_kind_give_float64(name):
    entry = FORMULAS[name]
    for kind in (*KINDS, int):
        found = [entry.function(**{argument: kind(row[i]) for argument, row in arguments(entry).items()}) for i in range(len(LARGE))]
        assert [type(each) for each in found] == [np.float64] * len(LARGE), kind
        np.testing.assert_array_equal(found, expected(entry), err_msg=kind.__name__)


@every("name", FORMULAS)
def test_arguments_given_by_place_are_no_different(name):
    entry = FORMULAS[name]
    signature = inspect.signature(entry.function)
    given = {argument: np.array(row, np.int32) for argument, row in arguments(entry).items()}
    by_place = [given.pop(p.name) for p in signature.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    np.testing.assert_allclose(entry.function(*by_place, **given), expected(entry), rtol=1e-15)


@every("name", FORMULAS)
def test_defaults_are_no_different(name):
    """An argument that is left out meets the others as a plain number."""
    entry = FORMULAS[name]
    left_out = {p.name for p in inspect.signature(entry.function).parameters.values() if p.default is not p.empty}
    given = {argument: row for argument, row in arguments(entry).items() if argument not in left_out}
    found = entry.function(**{argument: np.array(row, np.int32) for argument, row in given.items()})
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, entry.function(**{argument: np.array(row, np.float64) for argument, row in given.items()}))


# Whole numbers for each formula of the tiny transformer; squares of the vectors and their sums exceed 32 bits.
WIDE = [[50_000, -70_000, 60_000, 1]]
TINY_ARGUMENTS = {
    "tiny.layers.attention": {"query": [[[50_000, 0]]], "keys": [[[50_000, 0], [30_000, 0]]], "values": [[[2, 3], [4, 5]]]},
    "tiny.layers.rms_norm": {"x": WIDE, "gain": [1, 2, 3, 4], "epsilon": 1},
    "tiny.layers.rotary_table": {"positions": 4, "head_dim": 8, "base": 10_000, "dtype": np.float64},
    "tiny.layers.rotate": {"x": WIDE, "cosine": [[60_000, 80_000]], "sine": [[80_000, 60_000]]},
    "tiny.layers.silu": {"x": WIDE},
    "tiny.layers.softmax": {"x": [2_000_000_000, -2_000_000_000, 1_999_999_999]},
    "tiny.layers.swiglu": {"gate": WIDE, "up": WIDE},
    "tiny.sampling.draw": {"p": [0, 1, 0], "order": [1, 0, 2], "u": 0},
    "tiny.sampling.min_p": {"p": [1, 0, 0], "share": 1},
    "tiny.sampling.tempered": {"logits": [2_000_000_000, -2_000_000_000, 1_999_999_999], "temperature": 2},
    "tiny.sampling.top_k": {"p": [1, 0, 0], "k": 2},
    "tiny.sampling.top_p": {"p": [1, 0, 0], "mass": 1},
}
COUNTS = {"positions", "head_dim", "order", "k"}


def as_kind(value: object, kind: type) -> object:
    """The numbers of an argument as one kind; a type stays what it is."""
    return value if isinstance(value, type) else np.array(value, kind)[()]


def flat(result: object) -> list[np.ndarray]:
    """The arrays of a result, of one as of several."""
    parts = vars(result).values() if hasattr(result, "__dict__") else result if isinstance(result, tuple) else [result]
    return [np.asarray(part) for part in parts]


@pytest.mark.parametrize("kind", [np.int32, np.int64])
@pytest.mark.parametrize("name", TINY)
def test_the_tiny_transformer_computes_with_fractions(name, kind):
    """It runs in the precision of its weights; whole numbers, which have none, become float64."""
    function, arguments = TINY[name].function, TINY_ARGUMENTS[name]
    usual = function(**{each: as_kind(value, int if each in COUNTS else float) for each, value in arguments.items()})
    found = function(**{each: as_kind(value, kind) for each, value in arguments.items()})
    for ours, theirs in zip(flat(found), flat(usual), strict=True):
        assert ours.dtype.kind == theirs.dtype.kind
        np.testing.assert_array_equal(ours, theirs)


def test_the_tiny_transformer_keeps_its_precision():
    x = np.float32(WIDE)
    kept = layers.rms_norm(x, np.ones(4, np.float32), 1e-5), layers.silu(x), layers.softmax(x), layers.attention(x[None], x[None], x[None])
    assert {each.dtype for each in kept} == {np.dtype(np.float32)}


@pytest.mark.parametrize("name", models())
def test_the_taking_apart_of_a_model_is_float64_for_any_kind_of_context(name):
    usual = prompt_flop(described(models()[name]), 131_072.0)
    assert prompt_flop(described(models()[name]), np.int32(131_072)) == usual


def test_a_shape_is_float64_for_any_kind_of_number():
    given = {"heads": 96, "kv_heads": 8, "d_model": 12_288, "head_dim": 128, "vocabulary": 200_000}
    usual = shape(2e11, **given)
    for kind in (np.int32, np.int64, np.float32):
        found = shape(np.float32(2e11), **{name: kind(value) for name, value in given.items()})
        assert {each.dtype for each in vars(found).values()} == {np.dtype(np.float64)}
        assert (found.attention_width, found.parameters) == pytest.approx((usual.attention_width, usual.parameters), rel=1e-7)


def test_names_and_blanks_are_left_alone():
    assert real("h100") == "h100"
    assert real(None) is None


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError):
        real(object())
