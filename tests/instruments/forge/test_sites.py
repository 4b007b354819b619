"""Published machines and sites against the Forge's own chain, with whole servers counted; and boards alone as the course counts them."""

from dataclasses import replace

import pytest

from formulas import chain, counted, energy
from formulas.catalogue import accelerators
from formulas.power import facility, machines, utilised
from formulas.power.catalogue import servers
from formulas.steps import Chain
from instruments.forge.dossier import dossier
from instruments.forge.resolve import resolve
from tests.facts.case import facts

from .designs import defaults

# Card, which published fact, unit of it in W, the step that is held against it, and the PUE.
SITES = {
    "Colossus": ("h100-sxm", "P006", 1e6, "site_power", 1.1),
    "DGX B200": ("b200", "P329", 1e3, "it_power", 1.0),
    "DGX H100": ("h100-sxm", "P005", 1e3, "it_power", 1.0),
    "Selene": ("a100-80gb", "P330", 1e6, "it_power", 1.0),
    "20,480 H100": ("h100-sxm", "P002", 1e6, "rated_power", 1.0),
    "100,000 H100": ("h100-sxm", "P301", 1e6, "rated_power", 1.0),
}
BAND = {"it_power": machines.it_power.equation.band, "site_power": facility.grid_power.equation.band}


def of(card: str, cards: int, way: str = counted.SERVERS, **changes: object) -> Chain:
    """The chain of a run on so many cards."""
    design = resolve(defaults() | {"training_accelerator": card, "power_counted": way} | changes)
    hours = float(chain.evaluate(design).held_hours)
    return chain.evaluate(replace(design, target_days=hours / 24 / (cards - 0.5)))


@pytest.mark.parametrize("name", SITES)
def test_a_published_site_lies_within_the_stated_band(name):
    card, fact, unit, step, pue = SITES[name]
    row = facts()[fact]
    c = of(card, row["inputs"]["cards"], pue=pue)
    assert float(c.training_fleet) == row["inputs"]["cards"]
    published, found = row["value"] * unit, float(c[step].value)
    if step == "rated_power":
        assert published == pytest.approx(found, rel=0.08)
    else:
        assert BAND[step].covers(published / found), published / found


def test_colossus_is_no_longer_half_of_itself():
    """154 MW of boards with cooling; 300 MW are what the site is built for."""
    boards, whole = (float(of("h100-sxm", 200_000, way).site_power) for way in (counted.BOARDS, counted.SERVERS))
    assert boards == pytest.approx(154e6)
    assert whole / boards > 1.6
    rated = float(utilised.peak_grid_power(of("h100-sxm", 200_000).rated_power, 1.1))
    assert rated == pytest.approx(facts()["P006"]["value"] * 1e6, rel=0.03)


@pytest.mark.parametrize("card", sorted({card for row in servers().values() for card in row.cards}))
def test_what_stands_around_boards_adds_what_their_band_says(card):
    """0.3 to 1.2 times the boards, from the mean of the densest server to the rating of the others."""
    c = of(card, 1000)
    assert 1.3 < float(c.it_power / c.board_power) < float(c.rated_power / c.board_power) < 2.25
    assert energy.site_power.equation.band.high == 2.25


def test_a_dgx_b200_is_rated_for_1_79_times_its_boards():
    inside = float(of("b200", 8).rated_power) / (1 + machines.NETWORK_SHARE + machines.STORAGE_SHARE)
    assert inside == pytest.approx(14_300)
    assert inside / (8 * accelerators()["b200"].power_w) == pytest.approx(1.79, abs=0.005)


@pytest.mark.parametrize("card", ["h100-sxm", "a100-80gb", "b200", "gb200", "mi300x"])
def test_limit_mean_and_peak_are_three_numbers(card):
    """Boards below their limit lower the mean and leave the rating alone."""
    full, half = of(card, 1000), of(card, 1000, draw=0.5)
    assert float(half.it_power) < float(full.it_power) < float(full.rated_power)
    assert float(half.rated_power) == float(full.rated_power)
    assert float(full.board_power) == 1000 * accelerators()[card].power_w


def test_whole_servers_carry_through_energy_carbon_and_the_bill():
    boards, servers = of("h100-sxm", 4096, counted.BOARDS), of("h100-sxm", 4096)
    ratio = float(servers.site_power) / float(boards.site_power)
    for name in ("training_energy", "training_carbon", "electricity_cost"):
        assert float(servers[name].value) / float(boards[name].value) == pytest.approx(ratio, rel=1e-9), name
    assert float(servers.training_energy) == pytest.approx(float(servers.site_power) * float(servers.run_time) / 3.6e6)


def test_boards_alone_are_the_courses_number_to_the_last_digit():
    found = dossier(defaults())
    design, c = found.design, found.chain
    drawn = {"power": design.training_power, "draw": design.draw, "pue": design.pue}
    assert float(c.training_energy) == float(energy.training_energy_kwh(c.held_hours, **drawn))
    assert float(c.site_power) == float(energy.site_power(c.training_fleet, **drawn))


def test_rows_say_which_is_counted():
    """Of the boards alone beside each number that follows from them, of whole servers in the equation that is shown."""
    def said(result):
        return {name for name, figure in result.figures.items() if (why := result.doubted(figure)) and why.short == "boards alone"}

    assert said(dossier(defaults())) == {"site_power", "training_energy"}
    whole = dossier(defaults() | {"power_counted": counted.SERVERS})
    assert said(whole) == set()
    assert "Whole servers" in whole.figures["site_power"].step.equation.validity
    assert said(dossier(defaults() | {"training_accelerator": "tpu-v7"})) == set()


@pytest.mark.parametrize("way", [counted.BOARDS, counted.SERVERS])
def test_the_verdict_counts_whole_servers_either_way(way):
    loads = {b.constraint.id: b.load for b in dossier(defaults() | {"power_counted": way}).verdict.bindings}
    assert loads["power"] == pytest.approx(float(of("h100-sxm", 2890).rated_power) / 1092e6, rel=1e-3)


def test_a_card_of_unknown_power_has_no_power_either_way():
    found = dossier(defaults() | {"training_accelerator": "tpu-v7", "power_counted": counted.SERVERS})
    assert {name for name in ("site_power", "training_energy", "training_carbon", "electricity_cost", "rated_power")
            if found.figures[name].value is not None} == set()  # fmt: skip
