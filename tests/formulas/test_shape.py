"""The shape rule against published shapes, and how it adapts to what is given."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.catalogue import models
from formulas.shape import Shape, rule_d_model, rule_layers, shape

# Dense models within the rule's stated validity.
DENSE = [pytest.param(m, id=key) for key, m in models().items() if not m.experts and m.total_parameters >= 2e9]
FIELDS = [field.name for field in dataclasses.fields(Shape)]


def values(made):
    return {name: float(getattr(made, name)) for name in FIELDS}


def test_the_course_model():
    """The source course gives its 156B model 96 layers and 8 key-value heads of 128."""
    made = shape(156.4e9)
    assert (made.layers, made.kv_heads, made.head_dim) == (96, 8, 128)
    assert made.d_model == made.attention_width == 11264
    assert made.parameters == pytest.approx(156.4e9, rel=0.01)


@pytest.mark.parametrize("row", DENSE)
def test_published_models_are_within_the_band(row):
    made = shape(row.total_parameters)
    assert rule_layers.equation.band.covers(row.layers / made.layers)
    assert rule_d_model.equation.band.covers(row.d_model / made.d_model)


def test_half_of_the_published_models_are_much_nearer():
    errors = [abs(shape(p.values[0].total_parameters).layers / p.values[0].layers - 1) for p in DENSE]
    assert np.median(errors) < 0.12


@pytest.mark.parametrize("key", ["llama-3-8b", "llama-2-70b", "llama-3-70b", "llama-3-405b", "mistral-7b"])
def test_caches_of_the_llama_family(key):
    """Cache per token goes as layers times key-value heads; within 15% of the published shape."""
    row, made = models()[key], shape(models()[key].total_parameters)
    assert made.layers * made.kv_heads * made.head_dim == pytest.approx(row.layers * row.kv_heads * row.head_dim, rel=0.15)


@given(st.floats(2e9, 1e14))
def test_the_count_comes_back(parameters):
    """Rounding of the width costs at most 7% at 2B, and less above."""
    made = shape(parameters)
    assert made.parameters == pytest.approx(parameters, rel=0.07)
    assert made.heads % made.kv_heads == 0
    assert made.d_model % made.head_dim == 0
    assert made.d_ff % 256 == 0


@given(st.floats(1e3, 1e16))
def test_layers_divide_into_pipeline_stages(parameters):
    layers = float(rule_layers(parameters))
    assert layers >= 2
    assert layers % (2 if layers < 24 else 4 if layers < 64 else 8) == 0


@given(st.floats(1e8, 1e14), st.integers(2, 300), st.floats(0, 20), st.floats(0, 1e5))
def test_width_solves_its_equation(parameters, layers, squares, columns):
    width = float(rule_d_model(parameters, layers, squares, columns))
    count = layers * (squares * width**2 + columns * width) + 2 * 128256 * width
    assert count == pytest.approx(parameters, rel=1e-9)


def test_what_is_given_stays():
    fixed = {"layers": 61, "d_model": 7168, "heads": 64, "kv_heads": 4, "head_dim": 112, "d_ff": 18432, "vocabulary": 129280}
    assert values(shape(1e11, **fixed)) == {name: float(value) for name, value in fixed.items()}


@pytest.mark.parametrize("name", FIELDS)
def test_the_rest_adapts(name):
    """One field halved: it stays as given, and the others make up for it to within rounding."""
    by_rule = values(shape(1e11))
    half = by_rule[name] / 2
    made = shape(1e11, **{name: half})
    assert getattr(made, name) == half
    assert made.parameters == pytest.approx(1e11, rel=0.05)


def test_nan_means_by_rule():
    sizes = np.array([8e9, 8e9, 70e9])
    made = shape(sizes, layers=np.array([np.nan, 20, np.nan]), d_model=np.array([np.nan, np.nan, 4096]), heads=np.nan)
    for i, fixed in enumerate(({}, {"layers": 20}, {"d_model": 4096})):
        assert {name: float(np.broadcast_to(getattr(made, name), 3)[i]) for name in FIELDS} == values(shape(sizes[i], **fixed))


def test_heads_that_eight_does_not_divide_get_a_key_each():
    assert shape(7e9, heads=30).kv_heads == 30
    assert shape(7e9, heads=32).kv_heads == 8
    assert shape(7e9, kv_heads=1).kv_heads == 1


def test_small_models_have_few_heads_and_are_overshot():
    made = shape(1e6)
    assert (made.layers, made.heads, made.kv_heads, made.d_model) == (2, 1, 1, 64)
    assert made.parameters > 1e6


def test_arguments_broadcast():
    made = shape(np.array([[1e9], [1e11]]), layers=np.array([20, 40, 80]))
    assert made.d_model.shape == made.heads.shape == made.d_ff.shape == made.parameters.shape == (2, 3)


def test_all_bad_arguments_are_named_together():
    with pytest.raises(ValueError, match="parameters") as caught:
        shape(float("nan"), layers=0, heads=float("inf"))
    rule = "must be at least 1 and finite, or nan for the rule"
    assert str(caught.value) == f"parameters is nan: must be positive and finite; layers is 0: {rule}; heads is inf: {rule}"


def test_heads_must_be_shared_evenly():
    with pytest.raises(ValueError, match=r"^heads is 20: must be a multiple of the key-value heads$"):
        shape(1e10, heads=20, kv_heads=8)
