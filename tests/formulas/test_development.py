"""What a model costs beyond its final run: the source's two intervals, and projects whose whole is known."""

import math

import numpy as np
import pytest

from formulas import development
from formulas.registry import equations
from instruments.forge.dossier import dossier
from tests.instruments.forge.designs import defaults

BAND = equations()["development.development_cost"].band


def test_the_ends_are_those_of_the_source():
    """A median of 2.2 in a log-normal interval of 1.2 to 4; staff at 29 to 49%."""
    low, high = development.COMPUTE_RATIO_INTERVAL
    assert math.sqrt(low * high) == pytest.approx(development.COMPUTE_RATIO, abs=0.05)
    assert sum(development.STAFF_SHARE_INTERVAL) / 2 == pytest.approx(development.STAFF_SHARE)
    middle = float(development.development_cost(1.0))
    for end, ratio, share in zip((BAND.low, BAND.high), (low, high), development.STAFF_SHARE_INTERVAL, strict=True):
        assert float(development.development_cost(1.0, ratio, share)) / middle == pytest.approx(end, abs=0.005)


@pytest.mark.parametrize(
    ("project", "final_share"),
    [
        pytest.param("its final run took 37.24% of the energy of the project", 0.3724, id="BLOOM"),
        pytest.param("roughly 2 times the largest run", 1 / 2, id="OPT-175B"),
    ],
)
def test_projects_lie_within_the_ratio_of_compute(project, final_share):
    """As the source quotes Luccioni et al. 2022 and Zhang et al. 2022."""
    low, high = development.COMPUTE_RATIO_INTERVAL
    assert low < 1 / final_share < high, project


def test_without_experiments_and_staff_it_is_the_run():
    assert float(development.development_cost(7.0, 1.0, 0.0)) == 7.0


def test_the_row_is_of_the_rent_and_unknown_without_a_price():
    told = dossier(defaults())
    assert told.figures["development_cost"].value == pytest.approx(3.607 * told.figures["training_cost"].value, rel=1e-3)
    assert dossier(defaults() | {"training_price": 0.0}).figures["development_cost"].value == 0
    unpriced = dossier(defaults() | {"training_accelerator": "v100-16gb"})
    if unpriced.figures["training_cost"].value is None:
        assert unpriced.figures["development_cost"].value is None
        assert "price" in unpriced.unknown(unpriced.figures["development_cost"])


def test_arguments_broadcast():
    assert development.development_cost(np.array([[1.0], [2.0]]), np.array([1.0, 2.2])).shape == (2, 2)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: development.development_cost(-1.0), r"run_cost is -1: must be .*"),
        (lambda: development.development_cost(1.0, 0.5), r"compute_ratio is 0.5: must be at least 1 and finite"),
        (lambda: development.development_cost(1.0, 2.0, 1.0), r"staff_share is 1: must be at least 0 and below 1"),
    ],
)
def test_refusals_name_the_argument(call, told):
    with pytest.raises(ValueError, match=rf"^{told}$"):
        call()
