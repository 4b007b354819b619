"""The instrument: what it starts from, what it refuses, what its flow, pictures and tables say."""

import json

import pytest

from app.page import Page
from formulas.power.catalogue import regions
from instruments.energy.choices import names_of
from instruments.energy.flow import LINKS, NODES
from instruments.energy.model import Energy, of_forge
from instruments.energy.pictures import capped, spread
from instruments.energy.presets import presets
from instruments.energy.resolve import housing
from instruments.forge.model import Forge
from instruments.frame.reading import defaults
from tests.markup import parse


def figures(**inputs):
    return {name: figure.value for name, figure in Energy(**inputs).result.figures.items()}


def test_it_comes_as_the_default_design_of_the_forge():
    given = of_forge(Forge())
    assert {name: defaults(Energy)[name] for name in given} == given


@pytest.mark.parametrize("design", [
    {"training_accelerator": "b200", "training_compute": 3e24}, {"architecture": "moe", "accelerator": "b200"}, {"attention": "mla"},
    {"grid": "fra", "carbon_intensity": 20, "electricity_price": 0.05}, {"target_days": 30, "draw": 0.8, "pue": 1.4},
])  # fmt: skip
def test_boards_alone_are_what_the_forge_counts(design):
    forge = Forge(**design)
    mine = Energy(**of_forge(forge)).result.figures
    assert mine["boards_energy"].value == pytest.approx(forge.result.figures["training_energy"].value, rel=1e-9)
    assert mine["run_energy"].value > mine["boards_energy"].value


def test_it_follows_the_forge_until_it_is_set_free():
    page = Page("energy")
    page.visit("/energy")
    forge, energy = page.models["forge"], page.models["energy"]
    forge.assign(training_accelerator="b200")
    assert energy.accelerator == "b200"
    energy.assign(cards=8192)
    forge.assign(training_accelerator="h200")
    assert energy.accelerator == "b200"
    assert "Set free" in page.views["energy"].html()


def test_power_ends_where_the_flow_says():
    flow = Energy(pue=1.3).result.flow
    ends = [part.watts for part in flow.ends]
    assert sum(ends) == pytest.approx(flow.parts["grid"].watts)
    assert flow.ends[0].id == "useful"
    for node in NODES:
        out = sum(watts for source, _, watts in flow.links if source == node)
        assert not out or out == pytest.approx(flow.parts[node].watts)
    assert all(part.low <= part.watts <= part.high for part in flow.parts.values())


def test_what_is_nothing_is_no_link():
    flow = Energy(server="boards", network_share=0, pue=1).result.flow
    assert {(source, target) for source, target, _ in flow.links} == {("grid", "it"), ("it", "boards"), ("boards", "useful"),
        ("boards", "waiting")}
    assert len(LINKS) == 7


def test_the_list_tells_every_end_with_its_band():
    page = Page("energy")
    figure = parse(page.views["energy"].html()).one("figure", "flow")
    ends = figure.all("li", "flow-end")
    assert [end.attributes["data-kind"] for end in ends].count("useful") == 1
    assert all(end.one("span", "flow-band").text for end in ends)
    data = json.loads(next(each.attributes["data-flow"] for each in figure.all("div") if "data-flow" in each.attributes))
    assert {node["row"] for node in data["nodes"]} <= set(page.models["energy"].result.rows)
    assert len(data["links"]) == 7


def test_more_cards_take_more_power_and_the_same_energy():
    few, many = figures(cards=1000), figures(cards=2000)
    assert many["site_power"] == pytest.approx(2 * few["site_power"])
    assert many["run_energy"] == pytest.approx(few["run_energy"])
    assert many["run_time"] == pytest.approx(few["run_time"] / 2)


def test_a_cap_saves_energy_and_takes_time():
    found = figures(cap=0.6)
    assert found["run_energy_change"] < 0 < found["run_time_change"]
    assert found["run_time_change"] == pytest.approx(0.6 ** (-1 / 3) - 1)
    assert figures(draw=0.5, cap=0.6)["run_time_change"] == 0


def test_the_picture_of_the_cap_has_its_design_on_its_curve():
    result = Energy(cap=0.7).result
    curve = capped(result.load)
    at = abs(curve["cap"] - 70).argmin()
    assert curve["energy"][at] == pytest.approx(100 * (1 + float(result.chain.run_energy_change)))
    assert curve["energy"][-1] == curve["time"][-1] == pytest.approx(100)


def test_heights_of_names_keep_their_order_and_their_distance():
    assert spread([1.0, 1.1, 5.0], 1.0) == [1.0, 2.0, 5.0]


def test_a_region_brings_its_price_and_its_carbon():
    texas = regions()["us-tx"]
    found = figures(grid="Texas")
    assert found["bill"] == pytest.approx(found["run_energy"] * texas.price_usd_per_kwh)
    assert found["carbon"] == pytest.approx(found["run_energy"] * texas.kgco2e_per_kwh)
    own = figures(grid="Texas", price=0.01, carbon_intensity=5)
    assert own["bill"] == pytest.approx(own["run_energy"] * 0.01)
    assert own["carbon"] == pytest.approx(own["run_energy"] * 0.005)


def test_names_of_grids_and_regions_are_not_mixed_up():
    """The state and the country of one name: what is typed for the one is not taken for the other."""
    assert Energy(grid="France").grid == "fra"
    assert Energy(grid="Virginia").grid == "us-va"
    assert len({name for names in names_of("grid").values() for name in names.whole}) >= len(names_of("grid"))


def test_a_card_without_a_server_of_its_own_stands_in_another_s_scaled():
    from formulas.catalogue import accelerators

    power, boards = housing("auto", accelerators()["mi300x"], 750)
    assert (power / boards - 750) / 750 == pytest.approx((10_200 / 8 - 700) / 700)
    assert housing("boards", accelerators()["h100-sxm"], 700) == (700, 1)


def test_a_card_whose_power_nobody_publishes_is_refused_with_what_helps():
    energy = Energy()
    energy.assign(accelerator="tpu-v5p")
    assert "its board power is not published" in energy.problem
    assert energy.accelerator == "h100-sxm"
    energy.assign(accelerator="tpu-v5p", board_limit=450)
    assert energy.problem == ""
    assert energy.accelerator == "tpu-v5p"


def test_what_is_not_published_is_said():
    found = Energy(accelerator="wse-3", rent=None).result.figures
    assert found["energy_per_flop"].value is None
    assert found["run_cost"].value is None
    assert Energy(margin="hydro").result.figures["plant_water"].value is None
    assert "not known" in Energy(margin="hydro").result.unknown(Energy(margin="hydro").result.figures["plant_water"])


def test_a_mixture_has_as_many_experts_as_its_ratio_asks_for():
    assert figures(total_to_active=32)["token_energy"] > figures()["token_energy"]


def test_answering_together_takes_less_and_never_nothing():
    energies = [figures(batch=batch)["token_energy"] for batch in (1, 4, 16, 64, 256)]
    assert energies == sorted(energies, reverse=True)
    assert energies[0] > 10 * energies[-1] > 0


@pytest.mark.parametrize("name", presets())
def test_presets_are_possible(name):
    assert Energy(**presets()[name].values).problem == ""


def test_presets_come_out_at_what_was_published():
    gpt3 = figures(**presets()["gpt-3"].values)
    assert gpt3["run_energy"] / 1000 == pytest.approx(1287, rel=0.02)
    assert gpt3["carbon"] / 1000 == pytest.approx(552, rel=0.02)
    assert figures(**presets()["colossus"].values)["site_power"] == pytest.approx(300e6, rel=0.05)
    bloom = figures(**presets()["bloom"].values)
    assert bloom["boards_energy"] / 1.2 == pytest.approx(433_196, rel=0.001)


def test_a_preset_is_put_in_by_its_button():
    page = Page("energy")
    view = page.views["energy"]
    view.actions["preset"].press("llama-3-405b")
    assert view.model.cards == 16_384
    view.actions["preset"].press("no such")
    assert view.model.cards == 16_384


def test_the_tables_say_what_the_run_would_cost_everywhere():
    page = Page("energy")
    view = page.views["energy"]
    rows = parse(view.regions.html).all("tbody")[0].all("tr")
    assert len(rows) == len(regions())
    view.model.assign(grid="us-tx")
    assert 'aria-current="true"' in view.regions.html
    assert "Colossus" in view.sites.html


def test_cooling_is_told_by_the_rack():
    assert "air cools" in Energy(rack_power=20).result.headline
    assert "liquid cools" in Energy(rack_power=120).result.headline


def test_one_change_takes_less_than_a_frame():
    """The numbers alone, without the page: a hundredth of a second is the budget of all of it."""
    import time

    energy = Energy()
    started = time.process_time()
    for step in range(20):
        energy.assign(pue=1.1 + step / 100)
    assert (time.process_time() - started) / 20 < 0.02
