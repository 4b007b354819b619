"""Capping, redundancy, plant, sun, footprint and answers: limits, independent ways to the same number, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.power import answers, availability, capping, footprint, lifetime, measured, plant, renewable, run, site

share = st.floats(0.01, 1)


@given(share, share)
def test_a_cap_costs_time_and_saves_the_boards_energy(draw, cap):
    capped = capping.capped_draw(draw, cap)
    speed = float(capping.capped_speed(capped, draw))
    assert 0 < speed <= 1
    assert float(capping.capped_hours(100, speed)) >= 100
    # Energy of the boards goes with the power to two thirds, where their clock follows the cap.
    assert float(capped) / speed == pytest.approx(draw * (float(capped) / draw) ** (2 / 3))
    assert (speed == 1) == (cap >= draw)


def test_a_cap_gives_what_was_measured():
    """McDonald 2022: 150 of 250 W, 6.8% longer and 13.7% less energy, from which boards drew 186 W before."""
    before = 0.6 * 1.068 / (1 - 0.137)
    speed = float(capping.capped_speed(0.6, before))
    assert 1 / speed == pytest.approx(1.068, rel=0.01)
    assert float(capping.change(0.6 / speed, before)) == pytest.approx(-0.137, abs=0.01)


def works(unit, units, least):
    """Chance that at least so many of some units work, counted over every number that may."""
    return sum(math.comb(units, up) * unit**up * (1 - unit) ** (units - up) for up in range(least, units + 1))


@given(st.floats(0.9, 0.99999), st.integers(1, 60))
def test_redundancy_is_a_binomial_tail(unit, needed):
    """At most one of N+1 down; at least one of two whole paths up."""
    assert float(availability.one_spare(unit, needed)) == pytest.approx(works(unit, needed + 1, needed))
    path = float(availability.all_needed(unit, needed))
    assert path == pytest.approx(works(unit, needed, needed))
    assert float(availability.two_paths(unit, needed)) == pytest.approx(works(path, 2, 1))


@given(st.floats(0.5, 0.9999), st.integers(2, 60))
def test_a_spare_helps_and_more_units_hurt(unit, needed):
    n, spare, twice = (float(form(unit, needed)) for form in (availability.all_needed, availability.one_spare, availability.two_paths))
    assert n < spare < 1
    assert n < twice < 1
    assert float(availability.all_needed(unit, needed + 1)) < n


@pytest.mark.parametrize(("nines", "minutes"), [(2, 5259.6), (3, 525.96), (4, 52.596), (5, 5.2596)])
def test_nines_and_the_minutes_that_they_leave(nines, minutes):
    up = 1 - 10.0**-nines
    assert float(availability.nines(up)) == pytest.approx(nines)
    assert float(availability.downtime_per_year(up)) / 60 == pytest.approx(minutes, rel=1e-6)


@given(st.floats(1, 24))
def test_what_is_stored_is_what_a_steady_load_lacks(day):
    """Integrated over the night and the weak hours; what is stored by day is as much as that."""
    highest = 12 * math.pi / day

    def output(hour):
        return highest * math.cos(math.pi * (hour - 12) / day) if abs(hour - 12) < day / 2 else 0.0

    hours = np.linspace(0, 24, 10_001)
    over = np.array([output(hour) for hour in hours]) - 1
    lacks, spare = (float(np.trapezoid(np.maximum(0, sign * over), hours)) for sign in (-1, 1))
    assert float(renewable.night_storage(1, day)) == pytest.approx(lacks, rel=1e-3)
    assert spare == pytest.approx(lacks, rel=1e-3)


def test_ideal_sun_is_a_bound_for_real_sun():
    """Ember 2025: 6 GW and 17 GWh carry a steady GW for 97% of the hours in Las Vegas."""
    assert float(renewable.capacity_for_load(1e9, 0.233)) < 6e9
    assert float(renewable.night_storage(1e9, 12)) < 17e9


def test_a_plant_is_paid_off_by_its_payments():
    """Payments of every year, brought back to the start at the interest, are its cost."""
    cost, cards, interest, years = 1e9, 1e5, 0.08, 15
    yearly = float(plant.hourly_share(cost, cards, interest, years)) * cards * plant.HOURS_PER_YEAR
    assert sum(yearly / (1 + interest) ** year for year in range(1, years + 1)) == pytest.approx(cost)


def test_racks_are_whole():
    assert float(site.racks(100e3, 40e3)) == 3
    assert float(site.racks(80e3, 40e3)) == 2
    assert float(site.density_over_air(120e3, 40e3)) == 3


def test_a_site_is_told_beside_homes_and_reactors():
    """A reactor at its power serves about a million American homes in the mean; builders say half, with businesses."""
    assert float(site.homes(1114e6, 10_791)) == pytest.approx(905_000, rel=0.01)
    assert float(site.share_of_known(557e6, 1114e6)) == 0.5


def test_carbon_is_told_three_ways():
    """On the mean of the United States, at its margin twice as much, and making the cards besides."""
    assert float(footprint.marginal_carbon_kg(1e6, 0.699)) == pytest.approx(699e3)
    assert float(footprint.embodied_carbon_kg(318, 8766, 5 * 8766)) == pytest.approx(318 / 5)


def test_bloom_embodied_is_of_the_published_order():
    """Luccioni 2022 counts 11.2 t for the equipment of 1.08 M A100-hours; six years at half use and 318 kg a card give 13 t."""
    assert float(footprint.embodied_carbon_kg(318, 1_082_990, 6 * 8766 * 0.5)) / 1000 == pytest.approx(11.2, rel=0.25)


def test_water_is_counted_at_the_site_and_at_the_plants():
    assert float(footprint.site_water(1090, 1.09, 1.15)) == pytest.approx(1150)
    assert float(footprint.water_of_plants(1000, 0.795)) == pytest.approx(795)


@given(st.floats(1e3, 1e9), st.floats(1e-3, 1e3))
def test_after_the_break_even_both_are_even(energy, token):
    even = lifetime.break_even_tokens(energy, token)
    assert float(lifetime.served_energy_kwh(even, token)) == pytest.approx(energy)


def test_google_s_own_parts_make_its_prompt():
    """0.14 Wh of accelerators and 0.06 of hosts, a tenth of all kept ready, a PUE of 1.09: 0.24 Wh."""
    token = answers.energy_per_token(0.20 * 3600, 1, 0.1, 1.09)
    assert float(answers.energy_per_answer(token, 1)) == pytest.approx(0.24, abs=0.005)
    assert float(measured.times_measured(0.24, 0.24)) == 1


def test_energy_and_time_of_a_run():
    time = run.run_time(30.84e6, 16_384)
    assert float(run.run_energy_kwh(20e6, time)) == pytest.approx(20e3 * float(time) / 3600)
    assert float(run.peak_energy_cost(20e6, 100, 1.2, 0.08)) == pytest.approx(20e3 * 100 * 1.2 * 0.08)
    assert float(plant.run_cost(1, 2)) == 3


def test_arguments_broadcast():
    caps = np.array([0.5, 0.7, 0.9])
    assert capping.capped_speed(capping.capped_draw(0.9, caps), 0.9).shape == (3,)
    assert renewable.night_storage(np.array([[1.0], [2.0]]), np.array([8.0, 12.0, 16.0])).shape == (2, 3)
    assert availability.one_spare(np.array([[0.99], [0.999]]), np.arange(1.0, 5.0)).shape == (2, 4)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: capping.capped_draw(0, 2), "draw is 0: must be above 0 and at most 1; cap is 2: must be above 0 and at most 1"),
        (lambda: capping.capped_speed(0.9, 0.5), "capped is 0.9: must be at most the draw without a cap"),
        (lambda: availability.nines(1), "availability is 1: must be above 0 and below 1"),
        (lambda: availability.all_needed(1.1, 0), "units is 0: must be positive and finite; unit_availability is 1.1: must be above 0 "
            "and at most 1"),
        (lambda: renewable.night_storage(1, 25), "day_length is 25: must be above 0 and at most 24"),
        (lambda: renewable.capacity_for_load(-1, 0.2), "site is -1: must be positive and finite"),
        (lambda: plant.hourly_share(1, 1, 0, 0), "years is 0: must be positive and finite; interest is 0: must be above 0 and at most 1"),
        (lambda: answers.energy_per_token(1, 1, 1, 1), "idle is 1: must be at least 0 and below 1"),
        (lambda: footprint.site_water(1, 0.5, 1), "pue is 0.5: must be at least 1 and finite"),
        (lambda: lifetime.break_even_tokens(float("nan"), 1), "energy_kwh is nan: must be positive and finite"),
    ],
)
def test_what_is_impossible_is_refused(call, text):
    with pytest.raises(ValueError, match=r".") as refusal:
        call()
    assert str(refusal.value) == text


def test_a_plant_costs_by_the_watt_of_its_machines():
    assert float(plant.plant_cost(100e6, 11.7)) == pytest.approx(1.17e9)
    assert float(plant.plant_cost(200e6, 11.7) / plant.plant_cost(100e6, 11.7)) == 2
    with pytest.raises(ValueError, match="plant_price is -1"):
        plant.plant_cost(1e6, -1)
