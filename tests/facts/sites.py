"""Group P from P301, sites: machines, bills, answers from their arithmetic, water and time down, against the equations of power."""

from __future__ import annotations

from collections.abc import Mapping

from formulas import energy, training
from formulas.power import availability, facility, footprint, measured, run, site, useful

from .case import Case
from .power import machines_of

_YEAR = 8760 * 3600


def _query(fact: Mapping) -> float:
    """Wh of the FLOP that a forward pass over the answer takes."""
    i = fact["inputs"]
    drawn = facility.grid_power(i["server_W"] * i["share"], i["pue"])
    each = useful.energy_per_flop(drawn, 1, i["peak"], i["utilisation"])
    return float(training.forward_flop(i["parameters"], i["tokens"]) * each) / 3600


def _site_water(fact: Mapping, machines_kwh: float) -> float:
    """Litres at a site whose machines take so much; the formula wants what the meter counts."""
    i = fact["inputs"]
    return float(footprint.site_water(machines_kwh * i["pue"], i["pue"], i["wue"]))


def _plant_water(fact: Mapping, machines_kwh: float) -> float:
    i = fact["inputs"]
    return float(footprint.water_of_plants(machines_kwh * i["pue"], i["plant"]))


def _down(seconds: float):
    return lambda fact: float(availability.downtime_per_year(fact["inputs"]["availability"])) / seconds


def cases() -> list[Case]:
    """Every prediction of these facts."""
    at_site, at_plants, down = "power.footprint.site_water", "power.footprint.water_of_plants", "power.availability.downtime_per_year"
    return [
        Case("P301", "power.machines.it_power", lambda fact: machines_of(fact, 1) / 1e6, "band", "Hosts at their rating."),
        Case("P302", "power.run.run_energy_kwh", lambda fact: float(run.run_energy_kwh(facility.grid_power(
            fact["inputs"]["share"] * fact["inputs"]["it_MW"] * 1e6, fact["inputs"]["pue"]), _YEAR)) / 1000, "band"),
        Case("P303", "energy.electricity_cost", lambda fact: float(energy.electricity_cost(
            fact["inputs"]["MWh"] * 1000, fact["inputs"]["price"])) / 1e6),
        Case("P304", "energy.site_power", lambda fact: float(energy.site_power(
            fact["inputs"]["cards"], fact["inputs"]["board_W"])) / 1e6, "band", "The boards alone, at their limit."),
        *(Case(name, "power.useful.energy_per_flop", _query) for name in ("P305", "P306", "P307", "P308", "P309")),
        Case("P310", "power.facility.overhead_share", lambda fact: float(facility.overhead_share(fact["inputs"]["pue"]))),
        Case("P311", "power.measured.whole_answer", lambda fact: float(measured.whole_answer(1, fact["inputs"]["share"]))),
        *(Case(name, at_site, lambda fact: 1000 * _site_water(fact, fact["inputs"]["Wh"] / 1000)) for name in ("P312", "P313")),
        *(Case(f"P{i}", at_plants, lambda fact: 1000 * _plant_water(fact, fact["inputs"]["Wh"] / 1000)) for i in range(314, 320)),
        Case("P320", at_site, lambda fact: _site_water(fact, fact["inputs"]["MWh"] * 1000) / 1e6),
        Case("P321", at_plants, lambda fact: _plant_water(fact, fact["inputs"]["MWh"] * 1000) / 1e6),
        Case("P322", "power.site.homes", lambda fact: float(site.homes(
            fact["inputs"]["MW"] * 1e6, fact["inputs"]["home_kWh"])), counts=False,
             miss="Its owner counts businesses too, which use more than a home, and does not say how much each takes."),
        Case("P323", down, _down(3600)),
        Case("P324", down, _down(3600), digit=0.1, counts=False,
             miss="Cut to whole hours: 0.259% of a year is 22.7 hours, as others print."),
        Case("P325", down, _down(3600)),
        Case("P326", down, _down(60)),
        Case("P327", down, _down(60)),
        Case("P328", down, _down(3600)),
        Case("P329", "power.machines.it_power", lambda fact: machines_of(fact, outside=0) / 1000, "band",
             "The server alone, hosts at 0.6."),
        Case("P330", "power.machines.it_power", lambda fact: machines_of(fact) / 1e6, "band", "Boards at their limit."),
    ]  # fmt: skip
