"""The chain from the grid to a FLOP, a run and an answer: every step a registered equation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formulas import energy, memory, serving, sparsity, training
from formulas.power import (
    answers,
    availability,
    capping,
    city,
    facility,
    footprint,
    lifetime,
    machines,
    measured,
    plant,
    redundancy,
    renewable,
    run,
    server,
    site,
    useful,
    utilised,
)
from formulas.steps import Chain

type Number = np.ndarray | float
_SECONDS = 3600


REDUNDANT = {
    "n": availability.all_needed, "n_plus_1": availability.one_spare, "two_n": availability.two_paths,
    "two_n_plus_1": redundancy.two_spared_paths,
}  # fmt: skip
"""Redundancy by the name of its steps, and what availability it gives."""


@dataclass(frozen=True)
class Load:
    """A fleet, its site and what it serves, as numbers in SI units; any of them may be an array."""

    accelerators: Number
    accelerator_hours: Number
    power: Number
    server: Number
    boards_per_server: Number
    host_draw: Number
    network_share: Number
    storage_share: Number
    draw: Number
    cap: Number
    peak: Number
    utilisation: Number
    pue: Number
    price: Number
    rent: Number
    intensity: Number
    contracted: Number
    marginal: Number
    plant_water: Number
    water_use: Number
    embodied: Number
    card_life: Number
    servers_per_rack: Number
    air_limit: Number
    units: Number
    unit_availability: Number
    plant_price: Number
    interest: Number
    plant_life: Number
    home_kwh: Number
    city_kwh: Number
    city_people: Number
    known_site: Number
    reactor: Number
    solar_factor: Number
    wind_factor: Number
    day_length: Number
    calm_hours: Number
    calm_factor: Number
    serving_power: Number
    serving_peak: Number
    serving_bandwidth: Number
    serving_server: Number
    serving_boards: Number
    active_parameters: Number
    total_to_active: Number
    experts: Number
    top_k: Number
    weight_bits: Number
    replica: Number
    cache_per_token: Number
    context_in_use: Number
    batch: Number
    efficiency: Number
    serving_draw: Number
    idle: Number
    answer_tokens: Number
    served: Number
    measured_answer: Number


def evaluate(load: Load) -> Chain:
    """Run the whole chain.

    Parameters
    ----------
    load
        Numbers in SI units; arrays must broadcast together.

    Returns
    -------
    Chain
        Every step with its equation, its arguments and its value.

    Raises
    ------
    ValueError
        If an argument is impossible; the sentence names it, its value and the rule.
    """
    chain = trained(load)
    _peak(chain, load)
    _compared(chain, load)
    _left(chain, load)
    _site(chain, load)
    _serving(chain, load)
    return chain


def trained(load: Load) -> Chain:
    """Run the part of the chain that a power cap changes: power, time, energy and cost of the run."""
    chain = Chain()
    _power(chain, load)
    _run(chain, load)
    return chain


def _power(c: Chain, d: Load) -> None:
    """From boards to the meter, and what of it is useful."""
    c.step("rest", server.rest_of_server, server=d.server, boards_per_server=d.boards_per_server, power=d.power)
    c.step("capped_draw", capping.capped_draw, draw=d.draw, cap=d.cap)
    c.step("capped_speed", capping.capped_speed, capped=c.capped_draw, draw=d.draw)
    c.step("capped_utilisation", capping.capped_utilisation, utilisation=d.utilisation, relative_speed=c.capped_speed)
    c.step("board_power", server.board_power, accelerators=d.accelerators, power=d.power, draw=c.capped_draw)
    c.step("host_power", server.host_power, accelerators=d.accelerators, rest=c.rest, host_draw=d.host_draw)
    c.step("network_power", machines.network_power, boards=c.board_power, hosts=c.host_power, network_share=d.network_share)
    c.step("storage_power", machines.storage_power, boards=c.board_power, hosts=c.host_power, storage_share=d.storage_share)
    c.step("it_power", machines.it_power, boards=c.board_power, hosts=c.host_power, network=c.network_power, storage=c.storage_power)
    c.step("site_power", facility.grid_power, it=c.it_power, pue=d.pue)
    c.step("overhead_power", facility.overhead_power, it=c.it_power, pue=d.pue)
    c.step("overhead_share", facility.overhead_share, pue=d.pue)
    c.step("pue", facility.power_usage_effectiveness, site=c.site_power, it=c.it_power)
    c.step("whole_over_boards", facility.whole_over_boards, site=c.site_power, boards=c.board_power)
    c.step("useful_power", useful.useful_power, boards=c.board_power, utilisation=c.capped_utilisation)
    c.step("waiting_power", useful.waiting_power, boards=c.board_power, utilisation=c.capped_utilisation)
    c.step("useful_share", useful.useful_share, useful=c.useful_power, site=c.site_power)
    c.step_if_known("energy_per_flop", useful.energy_per_flop, "peak",
                    site=c.site_power, accelerators=d.accelerators, peak=d.peak, utilisation=c.capped_utilisation)


def _run(c: Chain, d: Load) -> None:
    """Time, energy and money."""
    c.step("hours", capping.capped_hours, accelerator_hours=d.accelerator_hours, relative_speed=c.capped_speed)
    c.step("run_time", run.run_time, accelerator_hours=c.hours, accelerators=d.accelerators)
    c.step("run_energy", run.run_energy_kwh, site=c.site_power, time=c.run_time)
    c.step("bill", energy.electricity_cost, energy_kwh=c.run_energy, price=d.price)
    c.step_if_known("card_cost", training.rental_cost, "price", hours=c.hours, price=d.rent)
    c.step_if_known("run_cost", plant.run_cost, "card_cost", card_cost=c.card_cost, bill=c.bill)
    c.step_if_known("card_hour", plant.cost_per_card_hour, "cost", cost=c.run_cost, accelerator_hours=c.hours)


def _peak(c: Chain, d: Load) -> None:
    """What supply, racks and cooling are built for, and what the run would cost if all of it were drawn all the time."""
    c.step("peak_it", machines.rated_power, accelerators=d.accelerators, server=d.server, boards_per_server=d.boards_per_server,
           network_share=d.network_share, storage_share=d.storage_share)
    c.step("peak_site", utilised.peak_grid_power, peak_power=c.peak_it, pue=d.pue)
    c.step("used_of_peak", utilised.utilised_over_peak, site=c.site_power, peak_site=c.peak_site)
    c.step("peak_bill", run.peak_energy_cost, peak_power=c.peak_it, hours=c.run_time / _SECONDS, pue=d.pue, price=d.price)


def _compared(c: Chain, d: Load) -> None:
    """What the cap changes, and what a count of boards alone would give."""
    free = trained(replace(d, cap=1.0))
    for name in ("run_time", "run_energy"):
        c.step(f"{name}_change", capping.change, with_cap=c[name].value, without_cap=free[name].value)
    c.step_if_known("run_cost_change", capping.change, "with_cap", "without_cap", with_cap=c.run_cost, without_cap=free.run_cost)
    c.step("boards_energy", energy.training_energy_kwh, accelerator_hours=c.hours, power=d.power, draw=c.capped_draw, pue=d.pue)


def _left(c: Chain, d: Load) -> None:
    """Carbon and water."""
    c.step("carbon", energy.training_carbon_kg, energy_kwh=c.run_energy, intensity=d.intensity)
    c.step("market_carbon", footprint.market_based_carbon_kg, energy_kwh=c.run_energy, intensity=d.intensity, contracted=d.contracted)
    c.step("marginal_carbon", footprint.marginal_carbon_kg, energy_kwh=c.run_energy, marginal=d.marginal)
    c.step("embodied_carbon", footprint.embodied_carbon_kg, embodied=d.embodied, accelerator_hours=c.hours, life=d.card_life)
    c.step("site_water", footprint.site_water, energy_kwh=c.run_energy, pue=d.pue, water_use=d.water_use)
    c.step_if_known("plant_water", footprint.water_of_plants, "plant_water", energy_kwh=c.run_energy, plant_water=d.plant_water)


def _site(c: Chain, d: Load) -> None:
    """Racks, redundancy, what the plant costs, how large it is, and sun and wind for it."""
    c.step("rack_power", site.rack_of_servers, server=d.server, servers_per_rack=d.servers_per_rack)
    c.step("racks", site.racks, it=c.peak_it, rack_power=c.rack_power)
    c.step("density", site.density_over_air, rack_power=c.rack_power, air_limit=d.air_limit)
    for name, of in REDUNDANT.items():
        c.step(f"available_{name}", of, unit_availability=d.unit_availability, units=d.units)
        c.step(f"down_{name}", availability.downtime_per_year, availability=c[f"available_{name}"].value)
    c.step("plant_cost", plant.plant_cost, it=c.peak_it, plant_price=d.plant_price)
    c.step("plant_hour", plant.hourly_share, cost=c.plant_cost, accelerators=d.accelerators, interest=d.interest, years=d.plant_life)
    c.step("homes", site.homes, site=c.site_power, home_kwh=d.home_kwh)
    c.step("share_of_city", city.share_of_city, energy_kwh=c.run_energy, city_kwh=d.city_kwh)
    c.step("city", city.city_of_as_much, energy_kwh=c.run_energy, city_kwh=d.city_kwh, people=d.city_people)
    c.step("share_of_site", site.share_of_known, site=c.site_power, known=d.known_site)
    c.step("share_of_reactor", site.share_of_known, site=c.site_power, known=d.reactor)
    c.step("sun", renewable.capacity_for_load, site=c.site_power, capacity_factor=d.solar_factor)
    c.step("wind", renewable.capacity_for_load, site=c.site_power, capacity_factor=d.wind_factor)
    c.step("night", renewable.night_storage, site=c.site_power, day_length=d.day_length)
    c.step("calm", renewable.calm_storage, site=c.site_power, calm_hours=d.calm_hours, calm_factor=d.calm_factor,
           capacity_factor=d.wind_factor)  # fmt: skip


def _serving(c: Chain, d: Load) -> None:
    """Energy of a token and of an answer, and what it comes to beside training."""
    c.step("serving_rest", server.rest_of_server, server=d.serving_server, boards_per_server=d.serving_boards, power=d.serving_power)
    c.step("serving_power", answers.serving_power, power=d.serving_power, draw=d.serving_draw, rest=c.serving_rest,
           host_draw=d.host_draw, network_share=d.network_share + d.storage_share)  # fmt: skip
    rate(c, d)
    c.step("token_energy", answers.energy_per_token, card_power=c.serving_power, rate=c.rate, idle=d.idle, pue=d.pue)
    c.step("answer_energy", answers.energy_per_answer, token_energy=c.token_energy, answer_tokens=d.answer_tokens)
    c.step("over_measured", measured.times_measured, answer_energy=c.answer_energy, measured=d.measured_answer)
    c.step("break_even", lifetime.break_even_tokens, energy_kwh=c.run_energy, token_energy=c.token_energy)
    c.step("served_energy", lifetime.served_energy_kwh, served=d.served, token_energy=c.token_energy)


def rate(c: Chain, d: Load) -> None:
    """Tokens of one card in a second: the decoding step of the Forge at the batch that is served."""
    c.step("active_bytes", memory.weight_bytes, parameters=d.active_parameters, bits=d.weight_bits)
    c.step("routed_share", sparsity.routed_share, total_to_active=d.total_to_active, experts=d.experts, top_k=d.top_k)
    c.step("touched", serving.experts_touched, experts=d.experts, top_k=d.top_k, batch=d.batch)
    c.step("bytes_read", sparsity.bytes_read, active_bytes=c.active_bytes, share=c.routed_share, touched=c.touched, top_k=d.top_k)
    c.step("cache", memory.kv_cache_bytes, bytes_per_token=d.cache_per_token, context=d.context_in_use, window=np.inf, full_share=1.0)
    c.step("step_time", serving.decode_step_time, batch=d.batch, parameters=d.active_parameters, weight_bytes=c.bytes_read,
           cache_bytes=c.cache, cards=d.replica, peak=d.serving_peak, bandwidth=d.serving_bandwidth)  # fmt: skip
    c.step("rate", answers.served_rate, batch=d.batch, step_time=c.step_time, cards=d.replica, efficiency=d.efficiency)
