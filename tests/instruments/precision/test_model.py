"""Precision's model: what its rows are, what it keeps, where the window goes, and what is refused."""

import math

import numpy as np
import pytest

from formulas.catalogue import accelerators
from instruments.forge.model import Forge
from instruments.precision.model import Precision
from instruments.precision.study import STORED


@pytest.fixture
def model():
    return Precision()


def values(model):
    return {name: figure.value for name, figure in model.result.figures.items()}


def test_the_rows_of_the_number_are_the_formats(model):
    model.assign(number="0.1", layout="fp16")
    found = values(model)
    assert found["held_number"] == 0.0999755859375
    assert found["number_error"] == pytest.approx(0.1 - 0.0999755859375)
    assert (found["largest_number"], found["smallest_normal"], found["smallest_number"]) == (65504.0, 2.0**-14, pytest.approx(2.0**-24))
    assert (found["epsilon"], found["gap"]) == (2.0**-10, pytest.approx(2.0**-14))


def test_in_a_block_they_are_those_of_its_scale(model):
    model.assign(number="0.3", layout="mxfp4", largest=1.0)
    found = values(model)
    assert (found["held_number"], found["gap"]) == (0.25, 0.125)
    assert (found["largest_number"], found["smallest_number"]) == (1.5, 0.125)


def test_whole_numbers_have_no_smallest_normal_and_say_why(model):
    model.assign(number="2.6", layout="int8")
    found = values(model)
    assert (found["held_number"], found["largest_number"], found["gap"]) == (3, 127, 1)
    assert found["smallest_normal"] is None
    assert "whole numbers" in model.result.unknown(model.result.figures["smallest_normal"])


@pytest.mark.parametrize(
    ("text", "layout"),
    [("nan", "fp16"), ("inf", "fp16"), ("1e6", "fp16"), ("nan", "int4"), ("nan", "e2m1"), ("nan", "mxfp4"), ("500", "e4m3")],
)
def test_what_is_no_number_has_no_error(model, text, layout):
    model.assign(number=text, layout=layout)
    assert model.problem == ""
    assert values(model)["number_error"] is None
    assert values(model)["number_share"] is None


def test_zero_has_no_relative_error(model):
    model.assign(number="0")
    assert (values(model)["number_error"], values(model)["number_share"]) == (0, None)


@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("rounding", ["nearest", "stochastic"])
def test_the_measured_error_is_that_of_the_matrix_and_keeps_its_bound(model, stored, rounding):
    model.assign(stored=stored, rounding=rounding, clip=0.8)
    q, found = model.result.study.quantised, values(model)
    assert found["matrix_error"] == pytest.approx(np.linalg.norm(q.held - q.weights))
    assert found["relative_error"] == pytest.approx(np.linalg.norm(q.held - q.weights) / np.linalg.norm(q.weights))
    assert found["rounding_error"] <= found["error_bound"] * (1 + 1e-9)
    assert found["expected_error"] < found["error_bound"]
    assert (found["clipping_error"] > 0) == bool(q.clipped.any())


@pytest.mark.parametrize(
    ("inputs", "bits"),
    # Lin et al. 2023: groups of 128 with a scale and a zero point; OCP 2023; NVIDIA 2025.
    [
        ({"stored": "int4", "granularity": "128"}, 4.125), ({"stored": "int4", "granularity": "128", "symmetric": False}, 4.15625),
        ({"stored": "mxfp4"}, 4.25), ({"stored": "nvfp4"}, 4.5), ({"stored": "int8", "granularity": "channel"}, 8),
        ({"stored": "bf16"}, 16), ({"stored": "bf16", "granularity": "32"}, 16), ({"stored": "mxfp6-e2m3"}, 6.25),
    ],
)  # fmt: skip
def test_bits_size_and_speed_follow(model, inputs, bits):
    model.assign(parameters=70e9, active=70e9, card="h100-sxm", **inputs)
    found = values(model)
    assert found["stored_bits"] == bits
    assert found["model_bytes"] == 70e9 * bits / 8
    assert found["decode_speed"] == pytest.approx(accelerators()["h100-sxm"].bandwidth_bytes_per_s / (70e9 * bits / 8))


def test_no_more_is_read_than_there_is(model):
    model.assign(parameters=8e9, active=70e9, stored="int8")
    assert values(model)["decode_speed"] == pytest.approx(accelerators()[model.card].bandwidth_bytes_per_s / 8e9)


def test_what_does_not_count_changes_nothing(model):
    model.assign(stored="bf16")
    before = model.result.study
    model.assign(granularity="16", clip=0.3, symmetric=False)
    assert model.result.study.recipe == before.recipe


def test_the_tiny_transformers_weights_are_int8_in_rows(model):
    model.assign(weights="tiny", stored="int8", granularity="channel")
    assert values(model)["matrix_error"] == pytest.approx(0, abs=1e-12)
    model.assign(granularity="tensor")
    assert values(model)["matrix_error"] > 0.01


def test_a_share_of_outliers_adds_to_a_smaller_one(model):
    before = model.result.study.weights
    model.assign(outliers=0.01)
    after = model.result.study.weights
    few, many = (np.abs(each) > 0.2 for each in (before, after))
    assert few.sum() < many.sum()
    assert (many | ~few).all()


def test_a_move_of_the_line_works_out_nothing_anew(model):
    numbers, study = model.result.numbers, model.result.study
    model.assign(zoom=9.0, at=3.0)
    assert model.result.numbers is numbers
    assert model.result.study is study
    assert model.result.study.quantised is study.quantised


def test_the_window_goes_where_the_number_is_only_if_it_must(model):
    model.assign(number="0.3")
    assert model.at == 0.1
    model.assign(number="1e-30")
    assert model.at == 1e-30
    model.assign(number="inf")
    assert math.isfinite(model.at)
    model.assign(number="nan")
    assert model.number == "nan"


def test_bits_that_were_typed_are_a_number_in_another_format(model):
    model.assign(number="0x7e")
    assert model.result.numbers.number == 448
    model.assign(layout="fp16")
    assert (model.number, model.result.numbers.number) == ("448", 448)


@pytest.mark.parametrize("text", ["one", "", "0x1ff", "0b2"])
def test_what_is_no_number_is_refused_and_taken_back(model, text):
    model.assign(number=text)
    assert model.problem.startswith("Number: ")
    assert model.number == "0.1"
    with pytest.raises(ValueError, match="Number: "):
        Precision(number=text)


def test_it_comes_with_the_design_of_the_forge():
    given = Precision.borrowed("forge", Forge())
    assert given == {name: Precision.param[name].default for name in given}
    assert set(given) == {"parameters", "active", "card"}
