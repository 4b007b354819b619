"""The network: its numbers, what is shown of an operation, and what is refused."""

import re
from html import unescape
from itertools import combinations

import numpy as np
import pytest

from app.page import Page
from formulas.network.fabrics import measured
from formulas.network.schedules import SCHEDULES
from instruments.forge.model import Forge
from instruments.network.curves import beside
from instruments.network.layout import HEIGHT, WIDTH, body, spots
from instruments.network.model import Network
from instruments.network.number_shown import cells
from instruments.network.operations import allowed
from instruments.network.play import play
from instruments.network.presets import presets
from instruments.network.sentences import cell_told, sentence
from tests.every import every
from tests.few import few
from tests.markup import parse

CASES = [(operation, algorithm) for operation in SCHEDULES for algorithm in allowed(operation)]


@pytest.fixture
def view():
    page = Page()
    page.visit("/network")
    return page.views["network"]


def numbers(view):
    """The numbers of the table, as they stand there, and the sums below."""
    table = parse(view.places["held"].html)
    rows = [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]
    return rows, [int(cell.text) for cell in table.one("tfoot").all("td")]


def figures(**changes):
    return {name: figure.value for name, figure in Network(**changes).result.figures.items()}


@pytest.mark.parametrize("algorithm", allowed("all-reduce"))
@pytest.mark.parametrize("shown", few([5, 2, 8, 16]))
def test_the_sum_on_the_screen_is_the_sum_of_the_numbers(view, algorithm, shown):
    view.model.assign(shown=shown, algorithm=algorithm)
    first, sums = numbers(view)
    first = np.array([[int(text) for text in row] for row in first[:shown]])
    assert first.sum(axis=0).tolist() == sums
    for _ in range(view.model.result.play.steps):
        view.actions["forward"].press()
    last, still = numbers(view)
    assert [[int(text) for text in row] for row in last[:shown]] == [sums] * shown
    assert still == sums


def test_every_sum_on_its_way_says_what_it_is_made_of(view):
    view.model.assign(step=3)
    for cell in parse(view.places["held"].html).one("tbody").all("td"):
        told = unescape(cell.attributes["title"])
        if terms := re.search(r": (.*) = (\d+)$", told):
            assert sum(map(int, terms[1].split(" + "))) == int(terms[2]) == int(cell.text)


@pytest.mark.parametrize(("operation", "algorithm"), CASES)
def test_every_step_is_told_and_ends_with_what_was_promised(operation, algorithm):
    shown = play(operation, algorithm, 8, 3)
    told = [sentence(shown, step) for step in range(shown.steps + 1)]
    assert all(each.endswith(".") for each in told)
    assert "Done: " in told[-1]
    assert not any("Done: " in each for each in told[:-1])
    wanted = [cell for row, line in enumerate(cells(shown, shown.steps)[:8]) for at, cell in enumerate(line)
              if operation != "reduce-scatter" or row == at]  # fmt: skip
    assert {cell.kind for cell in wanted} == {"whole"}
    assert not any(cell.kind == "whole" for cell in cells(shown, 0)[1]) or operation in ("all-gather", "all-to-all")
    assert cell_told(shown, 0, 0, 0).startswith("Card 0, chunk 0: ")


def test_a_step_adds_what_it_says(view):
    view.actions["forward"].press()
    said = re.search(r"sends chunk (\d+), (\d+) so far, to card (\d+), which adds its own (\d+): (\d+)", view.places["heard"].html)
    chunk, came, card, own, total = map(int, said.groups())
    assert came + own == total
    assert numbers(view)[0][card][chunk] == str(total)


def test_moves_stop_at_both_ends_and_are_answered_all_the_same(view):
    view.actions["back"].press()
    assert view.model.step == 0
    before = view.places["state"].html
    view.actions["rewind"].press()
    assert view.places["state"].html != before
    for _ in range(20):
        view.actions["forward"].press()
    assert view.model.step == view.model.result.play.steps == 14
    view.actions["numbers"].press()
    assert (view.model.step, view.model.numbers) == (0, 2)
    with pytest.raises(ValueError, match=r"^Algorithm is Tree: all-to-all goes by ring, halving and doubling, all at once$"):
        Network(operation="all-to-all", algorithm="tree")


def test_the_cards_of_the_picture_hold_the_numbers_of_the_table(view):
    view.model.assign(step=5)
    stage = parse(view.places["stage"].html)
    held = [text.text for text in stage.all("text") if "holds" in text.attributes["class"]]
    assert held == [text for row in numbers(view)[0] for text in row]
    sent = [text.text for text in stage.all("text") if text.attributes["class"] == "sent"]
    said = re.search(r"sends chunk \d+, (\d+) so far", view.places["heard"].html)
    assert f"+{said[1]}" in sent
    assert len(sent) == 8


@pytest.mark.parametrize("shown", [9, 16])
def test_many_cards_show_the_number_that_came(view, shown):
    view.model.assign(shown=shown, step=1)
    names = [text.text for text in parse(view.places["stage"].html).all("text") if text.attributes["class"] == "whose"]
    rows, _ = numbers(view)
    for card, name in enumerate(names):
        assert name.split(": ")[0] == str(card)
        assert name.split(": ")[1] in rows[card]


@every("operation, algorithm, ranks", [(*case, ranks) for case in CASES for ranks in range(2, 17)])
def test_no_two_cards_of_the_picture_lie_over_each_other(operation, algorithm, ranks):
    shown = play(operation, algorithm, ranks, 1)
    size, places = body(shown), spots(shown)
    for one, other in combinations(places, 2):
        apart = abs(one.x - other.x) >= 2 * size.half_width or abs(one.y - other.y) >= 2 * size.half_height
        assert apart, (one, other)
    for spot in places:
        assert size.half_width <= spot.x <= WIDTH - size.half_width
        assert size.half_height <= spot.y <= HEIGHT - size.half_height


def test_another_way_begins_again_and_other_decisions_do_not():
    network = Network(step=3)
    network.assign(cards=64)
    assert network.step == 3
    network.assign(algorithm="levels")
    assert network.step == 0


def test_a_step_beyond_the_last_is_refused():
    with pytest.raises(ValueError, match=r"^Step is 15: with 8 cards there are 14$"):
        Network(step=15)


def test_switches_that_do_not_add_are_refused():
    with pytest.raises(ValueError, match="the switches of Ethernet, 400 Gbit/s do not add"):
        Network(algorithm="switch", fabric="ethernet-400")
    assert Network(algorithm="switch", fabric="ethernet-400", cards=8).result.figures["collective_time"].value


def test_it_begins_with_the_fleet_and_the_gradients_of_the_design():
    fresh, forge = Network(), Forge()
    assert {name: getattr(fresh, name) for name in ("cards", "card", "buffer")} == Network.borrowed("forge", forge)
    assert fresh.buffer == 2 * forge.result.figures["total_parameters"].value


def test_it_follows_the_design_until_it_is_set_free():
    page = Page()
    page.visit("/network")
    view, forge = page.views["network"], page.models["forge"]
    forge.assign(training_compute=1e24)
    assert view.model.cards == forge.result.figures["training_fleet"].value
    view.model.assign(cards=64)
    forge.assign(training_compute=1e25)
    assert view.model.cards == 64


def test_a_rack_of_72_has_130_tb_s_of_links_and_32_across():
    rack = figures(card="gb200", cards=72)
    assert rack["domain_rate"] == pytest.approx(129.6e12)
    assert rack["bisection"] == rack["domain_bisection"] == pytest.approx(32.4e12)


def test_127_servers_take_32_leaves_and_16_spines():
    network = Network(cards=1016)
    assert (network.result.chain.leaves, network.result.chain.uppers) == (32, 16)


def test_rails_need_their_third_tier_later():
    tree, rails = figures(cards=4096), figures(cards=4096, topology="rails")
    assert (tree["tiers"], rails["tiers"]) == (3, 2)
    assert rails["switches"] == 192 < tree["switches"]
    assert figures(cards=32_768, topology="rails")["switches"] == 2560


def test_a_torus_has_links_and_no_switches():
    pod = Network(card="tpu-v4", cards=4096, topology="torus").result
    assert pod.figures["switches"].value == 0
    assert pod.figures["tree_links"].value == 12_288
    assert pod.figures["tiers"].value is None
    assert pod.unknown(pod.figures["tiers"]) == "none: a torus has no tree of switches"


def test_a_tpu_pod_goes_by_light_between_racks_alone():
    """Jouppi et al. 2023: 64 racks of 64, 96 optical links of each, 48 optical circuit switches."""
    pod = Network(card="tpu-v4", cards=4096, topology="torus").result
    names = ("racks", "far_links", "transceivers", "optical_switches", "tree_links", "bisection")
    known = {name: pod.figures[name].value for name in names}
    assert known == {
        "racks": 64, "far_links": 3072, "transceivers": 64 * 96, "optical_switches": 48, "tree_links": 12_288,
        "bisection": pytest.approx(2 * 16**2 * 50e9),
    }  # fmt: skip
    assert pod.figures["network_draw"].value is pod.figures["network_cost"].value is None
    assert "nobody published the optics between racks of Google TPU v4" in pod.unknown(pod.figures["network_draw"])
    drawn = Network(card="tpu-v4", cards=4096, topology="torus", transceiver_power=10).result
    assert drawn.figures["network_draw"].value == pytest.approx(48 * 108 + 6144 * 10)
    assert drawn.cited("network_draw")["switch_power"].source == "urata2022"


def test_one_rack_of_72_has_its_own_switches_in_the_bill_of_parts():
    rack = Network(card="gb200", cards=72).result.figures
    assert [rack[name].value for name in ("servers", "racks", "rack_draw", "domains", "scale_up_switches")] == [18, 1, 120_000, 1, 18]


def test_servers_stand_in_racks():
    pod = figures(cards=1016)
    assert [pod[name] for name in ("servers", "racks", "rack_draw", "scale_up_switches")] == [127, 32, 40_800, 508]
    assert figures(cards=1016, rack_cards=8)["racks"] == 127
    assert figures(cards=1016, copper=True)["far_links"] == figures(cards=1016)["far_links"] - 1016
    lone = Network(card="l40s").result
    assert lone.figures["racks"].value is None
    assert "put it in under Racks" in lone.unknown(lone.figures["racks"])


@pytest.mark.parametrize("fabric", ["ndr", "ethernet-400", "ethernet-800"])
def test_power_of_switches_is_known_and_sourced(fabric):
    result = Network(cards=1016, fabric=fabric).result
    assert result.figures["network_draw"].value > 1e4
    assert result.cited("network_draw")["switch_power"].standing == "published"


def test_what_nobody_published_is_not_guessed_until_it_is_put_in():
    network = Network(fabric="xdr")
    assert network.result.figures["network_draw"].value is None
    assert "nobody published it of InfiniBand XDR" in network.result.unknown(network.result.figures["network_draw"])
    network.assign(switch_power=3000, transceiver_power=17)
    assert network.result.figures["network_draw"].value > 1e5


@pytest.mark.parametrize("changes", [{}, {"cards": 8}, {"oversubscription": 7}, {"topology": "torus", "card": "tpu-v4", "cards": 4096}])
@pytest.mark.parametrize("algorithm", ["ring", "halving"])
def test_no_all_to_all_is_faster_than_the_middle_allows(changes, algorithm):
    found = figures(operation="all-to-all", algorithm=algorithm, **changes)
    assert found["collective_time"] >= found["exchange_bound"] * 0.999


def test_two_cards_have_no_crossing():
    assert figures(cards=2)["crossing"] is None
    assert figures(cards=3)["crossing"] is not None


def test_small_buffers_go_by_tree_and_large_ones_by_ring():
    crossing = figures()["crossing"]
    for buffer, faster, slower in ((crossing / 3, "tree", "ring"), (crossing * 3, "ring", "tree")):
        sent = {"buffer": buffer, "protocol": "simple"}
        assert figures(**sent, algorithm=faster)["collective_time"] < figures(**sent, algorithm=slower)["collective_time"]


@pytest.mark.parametrize("series", measured())
def test_nothing_that_was_measured_beats_its_formula_and_large_buffers_come_near(series):
    """By the protocol that a library picks for the buffer: that of large ones alone would forbid what was reached with small ones."""
    found = beside(series)
    for size, rate, most in found:
        assert rate <= most
        assert size < 1 << 28 or rate > 0.5 * most
    assert found[-1][1] > 0.5 * found[-1][2]


def test_operations_of_every_kind_and_fleets_of_every_size_were_measured():
    assert {row.operation for row in measured().values()} == set(SCHEDULES)
    assert max(row.ranks for row in measured().values()) > 1000


def test_a_time_that_latency_rules_is_an_estimate_and_a_small_buffer_goes_by_another_protocol():
    large, small = Network(cards=32), Network(cards=32, buffer=32_768)
    assert [each.result.figures["collective_time"].trust for each in (large, small)] == ["bound", "estimate"]
    assert [each.result.protocol.id for each in (large, small)] == ["simple", "ll"]
    by_simple = Network(cards=32, buffer=32_768, protocol="simple").result.figures["collective_time"].value
    assert small.result.figures["collective_time"].value < by_simple / 2
    assert small.result.cited("ring_latency")["port_latency"].name == "LL"


def test_an_algorithm_that_the_operation_does_not_go_by_takes_the_operation_along():
    network = Network(operation="all-gather")
    network.assign(algorithm="tree")
    assert (network.operation, network.algorithm, network.problem) == ("all-reduce", "tree", "")
    network.assign(operation="all-to-all")
    assert (network.operation, network.algorithm) == ("all-to-all", "ring")


@pytest.mark.parametrize("preset", presets().values(), ids=lambda each: each.id)
def test_every_preset_is_put_in(view, preset):
    view.actions["preset"].press(preset.id)
    assert not view.model.problem
    assert {name: getattr(view.model, name) for name in preset.values} == dict(preset.values)


def test_a_slider_draws_no_stage_anew(view):
    before = view.places["stage"].html
    view.model.assign(cards=64)
    assert view.places["stage"].html is before


def test_every_number_of_a_catalogue_names_its_source():
    result = Network().result
    assert result.cited("link_rate")["port_rate"].source == "bekman2025network"
    assert result.cited("link_rate")["scale_up_rate"].source == "nvidia-h100"
    assert result.cited("ring_latency")["port_latency"].source == "nccl-tuning"
    assert result.cited("network_draw")["switch_power"].source == "rackula2026"
    assert result.cited("rack_draw")["server_power"].source == "nvidia-dgx-h100"
    assert result.cited("racks")["rack_cards"].source == "rackula2026"
    assert "switch_power" not in Network(switch_power=500).result.cited("network_draw")
    assert Network(switch_power=500).result.cited("network_draw")["transceiver_power"].source == "nvidia-mms4x00"
