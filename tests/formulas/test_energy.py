"""Energy and carbon: scale, parts and refusals; published runs are in tests/facts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import energy


@given(st.floats(1, 1e9), st.floats(10, 1e5), st.floats(0.01, 1), st.floats(1, 3))
def test_energy_is_power_times_time(hours, power, draw, pue):
    """The site's power over the hours that one card would take, in another order of operations."""
    kilowatts = energy.site_power(1, power, draw, pue) / 1000
    assert float(energy.training_energy_kwh(hours, power, draw, pue)) == pytest.approx(float(kilowatts) * hours)


def test_the_limit_at_full_draw_bounds_what_is_measured():
    assert energy.training_energy_kwh(1, 700, draw=0.8) < energy.training_energy_kwh(1, 700)


def test_a_clean_grid_emits_nothing():
    assert float(energy.training_carbon_kg(1e6, 0)) == 0


def test_the_bill_of_a_published_run():
    """OPT-175B took in 356 MWh (Touvron et al. 2023, table 15): at 0.0804 USD/kWh about 28,600 USD."""
    assert float(energy.electricity_cost(356e3)) == pytest.approx(28_622, abs=1)
    assert float(energy.electricity_cost(1e6, 0)) == 0


def test_the_default_price_is_the_published_one():
    """EIA, Electric Power Annual 2023, table 2.4: 8.04 cents per kWh for industrial customers in 2023."""
    assert energy.US_INDUSTRIAL_PRICE == 0.0804


def test_arguments_broadcast():
    hours, power = np.array([[1.0], [2.0]]), np.array([300.0, 400.0, 700.0])
    assert energy.training_energy_kwh(hours, power).shape == (2, 3)
    assert energy.training_carbon_kg(hours, power).shape == (2, 3)
    assert energy.electricity_cost(hours, power).shape == (2, 3)
    assert energy.site_power(hours, power).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: energy.training_energy_kwh(float("nan"), -400),
            "accelerator_hours is nan: must be positive and finite; power is -400: must be positive and finite",
        ),
        (lambda: energy.training_energy_kwh(1, 400, draw=0), "draw is 0: must be above 0 and at most 1"),
        (lambda: energy.training_energy_kwh(1, 400, pue=0.9), "pue is 0.9: must be at least 1 and finite"),
        (lambda: energy.training_energy_kwh(1, 400, pue=float("inf")), "pue is inf: must be at least 1 and finite"),
        (lambda: energy.site_power(1, 400, pue=float("nan")), "pue is nan: must be at least 1 and finite"),
        (
            lambda: energy.training_carbon_kg(-1, float("inf")),
            "energy_kwh is -1: must be finite and at least 0; intensity is inf: must be finite and at least 0",
        ),
        (
            lambda: energy.electricity_cost(float("nan"), -0.1),
            "energy_kwh is nan: must be finite and at least 0; price is -0.1: must be finite and at least 0",
        ),
        (lambda: energy.site_power(0, 400), "accelerators is 0: must be positive and finite"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ValueError, match="must be") as caught:
        call()
    assert str(caught.value) == text
