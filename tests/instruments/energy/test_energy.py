"""The instrument: what it starts from, what it refuses, what its flow, pictures and tables say."""

import json
import math
from itertools import pairwise

import pytest
from bokeh.models import ColumnDataSource

from app.page import Page
from formulas.energy import US_INDUSTRIAL_PRICE
from formulas.power.catalogue import LIFE_CYCLE, STACK, plants, regions
from instruments.energy.choices import names_of
from instruments.energy.flow import LINKS, NODES
from instruments.energy.model import Energy, of_forge
from instruments.energy.pictures import capped, spread
from instruments.energy.presets import presets
from instruments.energy.resolve import housing
from instruments.energy.verdict import verdict_html
from instruments.forge.model import Forge
from instruments.frame.inputs import inputs
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
    flow = Energy(server="boards", network_share=0, storage_share=0, pue=1).result.flow
    assert {(source, target) for source, target, _ in flow.links} == {("grid", "it"), ("it", "boards"), ("boards", "useful"),
        ("boards", "waiting")}
    assert len(LINKS) == 8


def test_the_list_tells_every_end_with_its_band():
    page = Page("energy")
    figure = parse(page.views["energy"].html()).one("figure", "flow")
    ends = figure.all("li", "flow-end")
    assert [end.attributes["data-kind"] for end in ends].count("useful") == 1
    assert all(end.one("span", "flow-band").text for end in ends)
    data = json.loads(next(each.attributes["data-flow"] for each in figure.all("div") if "data-flow" in each.attributes))
    assert {node["row"] for node in data["nodes"]} <= set(page.models["energy"].result.rows)
    assert len(data["links"]) == 8


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
    singapore = next(row for row in rows if "Singapore" in row.text)
    assert singapore.text.count("not published") == 3
    assert any("in part" in row.text for row in rows)
    assert any("yes" in row.text for row in rows)


def test_cooling_is_told_by_the_rack():
    assert "Air cools a rack of 20.0 kW" in Energy(rack_power=20).result.headline
    assert "120 kW needs liquid" in Energy(rack_power=120).result.headline


@pytest.mark.parametrize(("card", "kilowatts", "told"), [
    ("h100-sxm", 40.8, "at the limit of what air cools"), ("b200", 28.6, "Air cools"), ("gb200", 120, "needs liquid cooling"),
])  # fmt: skip
def test_a_rack_is_that_of_the_card_s_server_until_it_is_put_in(card, kilowatts, told):
    result = Energy(accelerator=card).result
    assert result.figures["rack_power"].value == pytest.approx(kilowatts * 1e3)
    assert told in result.cooling
    assert Energy(accelerator=card, rack_power=33).result.figures["rack_power"].value == pytest.approx(33e3)


def test_boards_alone_stand_in_the_racks_of_their_server():
    """Thirty-two boards of 700 W, which four DGX H100 hold."""
    assert Energy(server="boards").result.figures["rack_power"].value == pytest.approx(32 * 700)


def test_racks_and_plant_are_built_for_the_peak():
    result = Energy(accelerator="gb200", cards=7200, network_share=0, storage_share=0).result
    assert result.figures["racks"].value == 100
    whole = Energy().result
    assert whole.figures["plant_cost"].value == pytest.approx(float(whole.chain.peak_it) * 11.7)


def test_peak_and_running_are_told_apart():
    """Of a DGX H100 with 9% outside: 10.2 kW at its rating, 8.36 kW as measured; the bill of the one bounds that of the other."""
    found = figures(cards=8, pue=1)
    assert found["peak_site"] == pytest.approx(10_200 * 1.09)
    assert found["site_power"] == pytest.approx((5600 + 4600 * 0.6) * 1.09)
    assert found["used_of_peak"] == pytest.approx(found["bill"] / found["peak_bill"])
    assert found["used_of_peak"] == pytest.approx(0.82, abs=0.005)
    assert Energy().result.figures["peak_bill"].trust == "bound"


MOVES = {
    "accelerator": "b200", "cards": 4000, "accelerator_hours": 7e6, "pue": 1.3, "utilisation": 0.5, "grid": "fra", "cap": 0.7,
}  # fmt: skip


def test_each_decision_moves_one_of_the_four_figures_in_sight():
    """All that stands above the fold of the rail, each by itself."""
    assert set(MOVES) == {name for name, declared in inputs(Energy).items() if not declared.about.group}

    def keys(**changed):
        card = parse(verdict_html(Energy(**changed).result)).one("dl", "keys")
        return [each.attributes["data-value"] for each in card.all("span", "value")]

    before = keys()
    assert len(before) == 4
    for name, value in MOVES.items():
        assert keys(**{name: value}) != before, name


def test_the_verdict_is_a_sentence_a_bar_of_all_ends_and_what_is_lost_most():
    page = Page("energy")
    view = page.views["energy"]
    card = parse(view.verdict.html)
    assert "25 of each 100 kWh become useful" in card.one("h2", "verdict-word").text
    assert "Most is lost to boards that wait, 31% of all" in card.one("p", "verdict-why").text
    shares = [float(each.attributes["style"].partition(":")[2]) for each in card.one("div", "shares").all("span")]
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    view.model.assign(utilisation=0.9, pue=1.9)
    assert "Most is lost to cooling and conversion" in parse(view.verdict.html).one("p", "verdict-why").text


MULTIPLIED = (
    "homes", "share_of_site", "share_of_reactor", "share_of_city", "city", "run_time_change", "run_energy_change", "run_cost_change",
    "racks", "down_n", "down_n_plus_1", "down_two_n", "down_two_n_plus_1", "it_power", "used_of_peak",
)  # fmt: skip


@pytest.mark.parametrize("row", MULTIPLIED)
def test_what_multiplies_an_estimate_is_one_and_has_its_band(row):
    equation = Energy().result.figures[row].step.equation
    assert equation.trust == "estimate"
    assert equation.band.low < equation.band.high


def test_no_band_is_read_from_the_site_that_is_held_against_it():
    for row in ("site_power", "run_energy", "overhead_power", "whole_over_boards"):
        assert "Colossus" not in Energy().result.figures[row].step.equation.band.basis


def test_a_margin_is_counted_within_the_boundary_of_the_grid():
    """Stack beside stack in the United States' subregions, whole lives beside whole lives where Ember counts."""
    gas = plants()["gas"]
    texas, france = (Energy(grid=grid, margin="gas").result for grid in ("us-tx", "fra"))
    assert (texas.boundary, france.boundary) == (STACK, LIFE_CYCLE)
    assert float(texas.load.marginal) == gas.stack_kgco2e_per_kwh
    assert float(france.load.marginal) == gas.kgco2e_per_kwh
    assert "Stack" in texas.cited("carbon")["intensity"].note
    assert "Stack" in texas.cited("marginal_carbon")["marginal"].note
    assert "Life cycle" in france.cited("carbon")["intensity"].note
    assert "not run day and night" in Energy(margin="sun").result.cited("marginal_carbon")["marginal"].note


def test_a_contract_changes_what_is_reported_and_nothing_else():
    free, half, full = (figures(contracted=share) for share in (0, 0.5, 1))
    assert free["market_carbon"] == free["carbon"]
    assert half["market_carbon"] == pytest.approx(free["carbon"] / 2)
    assert full["market_carbon"] == 0
    assert {name for name in full if full[name] != free[name]} == {"market_carbon"}


def test_the_rows_of_carbon_say_how_they_are_counted():
    rows = Energy().result.rows
    assert [rows[name].label for name in ("carbon", "market_carbon", "marginal_carbon")] == [
        "Carbon, location-based", "Carbon, market-based", "Carbon, marginal",
    ]  # fmt: skip
    assert "Consequential" in rows["marginal_carbon"].explanation


def test_a_country_brings_its_price_where_it_is_known():
    assert float(Energy(grid="fra").result.load.price) == regions()["fra"].price_usd_per_kwh
    unknown = Energy(grid="sgp").result
    assert float(unknown.load.price) == US_INDUSTRIAL_PRICE
    assert "No price of this grid" in unknown.cited("bill")["price"].note
    assert not Energy(grid="usa").result.cited("bill")["price"].note


def test_a_state_is_not_told_at_its_subregion_s_intensity():
    """What seven other states emit is not Washington's: the row is named after the grid that it is the mean of."""
    assert regions()["us-wa"].name.startswith("Northwest")
    assert Energy(grid="Washington State").grid == "us-wa"


def test_a_city_uses_what_the_run_takes():
    found = figures()
    assert found["share_of_city"] == pytest.approx(found["run_energy"] / 9_074_062_000)
    assert found["city"] == pytest.approx(found["share_of_city"] * 906_595)


def test_network_and_storage_are_told_apart():
    found = figures()
    assert found["network_power"] == pytest.approx(2 * found["storage_power"])
    assert figures(storage_share=0)["network_power"] == found["network_power"]


def test_wind_has_its_calm_as_sun_has_its_night():
    found = figures()
    assert found["calm"] == pytest.approx(found["site_power"] * 120 * (1 - 0.1 / 0.332))
    assert figures(calm_factor=0.5)["calm"] == 0


def test_a_spare_in_each_path_is_best_and_the_sentence_says_why_two_paths_are_not():
    page = Page("energy")
    (picture,) = [each for each in page.views["energy"].pictures if each.id == "availability"]
    found = figures()
    assert found["down_two_n_plus_1"] < found["down_n_plus_1"] < found["down_two_n"] < found["down_n"]
    picture.draw()
    assert "Two paths without a spare do worse than one spare: any of its 10 units" in picture.caption.html
    page.models["energy"].assign(units=1)
    picture.mount.stale = False
    assert "two paths and one spare are the same" in picture.caption.html
    alone = figures(units=1)
    assert alone["down_two_n"] == pytest.approx(alone["down_n_plus_1"])


@pytest.mark.parametrize("breadth", [360, 620])
def test_the_places_have_names(breadth):
    page = Page("energy")
    (picture,) = [each for each in page.views["energy"].pictures if each.id == "siting"]
    picture.draw()
    picture.mount.breadth = breadth
    (names,) = [each for each in picture.mount.picture.select({"type": ColumnDataSource}) if each.name == "_names"]
    known = sum(row.price_usd_per_kwh is not None for row in regions().values())
    assert len(names.data["text"]) >= (0.95 if breadth > 500 else 0.6) * known


@pytest.mark.parametrize("units", [1, 10, 50])
def test_names_of_redundancy_stand_clear_of_each_other(units):
    """2N and N+1 end so near each other that their names covered each other: a line of text takes a thirteenth of the height."""
    page = Page("energy")
    page.models["energy"].assign(units=units)
    (picture,) = [each for each in page.views["energy"].pictures if each.id == "availability"]
    picture.draw()
    plot = picture.mount.picture
    (names,) = [each for each in plot.select({"type": ColumnDataSource}) if each.name == "_names"]
    heights = sorted(math.log10(each) for each in names.data["y"])
    height = math.log10(plot.y_range.end / plot.y_range.start)
    assert len(heights) == 4
    assert all(above - below >= height / 13 for below, above in pairwise(heights))
