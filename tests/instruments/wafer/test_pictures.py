"""Pictures of a wafer: what they draw is what the numbers say."""

import numpy as np
import pytest

from formulas.wafer.sampling import DEAD
from instruments.wafer import curves
from instruments.wafer.model import Wafer
from instruments.wafer.pictures import pictures
from instruments.wafer.pictures_map import map_picture


def drawn(picture, name):
    """Data of one source of a picture."""
    (source,) = [each for each in picture.mount.picture.references() if getattr(each, "name", None) == name and hasattr(each, "data")]
    return source.data


def test_the_map_draws_every_die_once():
    wafer, picture = Wafer(), map_picture()
    picture.show(wafer.result)
    counts = [len(drawn(picture, name)["left"]) for name in ("dies perfect", "dies harvested", "dies dead")]
    assert sum(counts) == int(wafer.result.chain.placed)
    assert counts == list(curves.counted(wafer.result.sampled.states).values())
    crosses = drawn(picture, "_crosses")
    assert len(crosses["x0"]) == 2 * counts[2]
    hits = drawn(picture, "dies dead")["defects"]
    assert np.all(hits >= 1)
    assert len(drawn(picture, "defects that kill")["x"]) == int(wafer.result.sampled.kills.sum())


@pytest.mark.parametrize("breadth", [320, 418, 900])
def test_the_wafer_is_round_at_any_breadth(breadth):
    picture = map_picture()
    picture.show(Wafer().result)
    picture.mount.breadth = breadth
    plot = picture.mount.picture
    across, up = plot.x_range.end - plot.x_range.start, plot.y_range.end - plot.y_range.start
    assert across / breadth == pytest.approx(up / plot.height)
    assert plot.height <= breadth


def test_the_least_cost_in_pieces_comes_at_larger_sizes_the_more_there_are():
    total, found = curves.pieces(Wafer().result)
    at = [total[np.nanargmin(found[count] / total)] for count in curves.PIECES]
    assert at == sorted(at)
    assert np.isnan(found[1][total > curves.reticle(Wafer().result)]).all()


def test_dear_links_and_bonds_move_the_crossing_out():
    def crossing(**change):
        total, found = curves.pieces(Wafer(**change).result)
        return curves.crossing(total, found[1], found[2])

    assert crossing() > 100
    assert crossing(bond_cost=5) < crossing() < crossing(link_share=0.15)
    assert crossing(defect_density=0.2) < crossing()
    free = Wafer(link_share=0.0, bond_cost=0.0, bond_yield=1.0).result
    _, found = curves.pieces(free)
    printed = np.isfinite(found[1])
    assert np.all(found[2][printed] < found[1][printed]), "cut without cost it is cheaper at any size"


def test_losses_and_what_is_sold_come_to_the_wafer():
    result = Wafer().result
    c, taken = result.chain, result.taken
    used = float(c.sold) * taken["die_area"] * (1 - taken["core_share"] * (1 - taken["needed_cores"] / taken["cores"]))
    whole = sum(loss.area for loss in curves.losses(result)) + used
    assert whole == pytest.approx(np.pi / 4 * taken["wafer_diameter"] ** 2)
    areas = [loss.area for loss in curves.losses(result)]
    assert areas == sorted(areas, reverse=True)


def test_every_share_of_a_loss_is_one_of_the_whole_wafer():
    picture = next(each for each in pictures() if each.id == "losses")
    picture.show(Wafer().result)
    shares = drawn(picture, "lost area")["share"]
    assert f"{100 * (1 - shares.sum()):.1f} % ends in working parts" in picture.caption.html
    assert drawn(picture, "lost area")["_told"][0] == f"{100 * shares[0]:.0f} %"


def test_dies_lost_to_defects_are_told_apart_by_what_was_hit():
    def lost(**change):
        result = Wafer(**change).result
        found = {loss.name: loss.area for loss in curves.losses(result)}
        names = ("dies hit beside their cores", "dies with too few cores")
        parts = [found[name] for name in names]
        assert sum(parts) == pytest.approx(float(result.chain.placed - result.chain.sold) * result.taken["die_area"])
        return parts

    assert lost()[1] < 0.01 * lost()[0], "twelve spare cores are seldom too few"
    beside, cores = lost(core_share=1.0, needed_cores=144)
    assert beside == pytest.approx(0, abs=1e-6)
    assert cores > 0


def test_the_pareto_rises_to_one_and_is_the_catalogue():
    picture = next(each for each in pictures() if each.id == "pareto")
    picture.show(Wafer().result)
    data = drawn(picture, "kinds of failures")
    assert np.cumsum(data["share"]) == pytest.approx(data["together"])
    assert data["together"][-1] == 1
    assert "75.1 %" in picture.caption.html


@pytest.mark.parametrize("change", [{}, {"die_area": 60}, {"die_area": 900}, {"substrate": "panel-510", "die_area": 300}])
def test_the_map_draws_every_exposure_and_counts_it_in_its_legend(change):
    wafer, picture = Wafer(**change), map_picture()
    picture.show(wafer.result)
    counts = [len(drawn(picture, f"{kind} exposures")["left"]) for kind in ("full", "partial", "stitched")]
    assert sum(counts) == int(wafer.result.chain.shots)
    assert (counts[2] > 0) == wafer.result.stitched
    told = str(picture.legend.html)
    assert f"<b>{counts[2] or counts[0]:,}</b>" in told
    assert ("notch" in told) == wafer.result.round
    assert (len(drawn(picture, "notch")["x"]) == 1) == wafer.result.round


def test_the_outline_of_the_map_has_the_notch():
    picture = map_picture()
    picture.show(Wafer().result)
    rim = drawn(picture, "substrate")
    assert np.hypot(rim["x"], rim["y"]).min() == pytest.approx(149)


def test_the_bill_comes_to_the_package():
    result = Wafer(package_dies=2, bond_yield=0.9).result
    assert sum(curves.bill(result).values()) == pytest.approx(float(result.chain.package_cost))
    assert min(curves.bill(result).values()) > 0


def test_densities_are_those_of_the_catalogue_and_of_this_die():
    picture = next(each for each in pictures() if each.id == "density")
    picture.show(Wafer(chip="a100").result)
    assert drawn(picture, "this die")["density"] == [pytest.approx(54.2e3 / 826, rel=1e-3)]
    assert len(drawn(picture, "dies that were made")["density"]) >= 10


@pytest.mark.parametrize("breadth", [340, 700])
def test_names_of_dies_fit_beside_them(breadth):
    """Of the last two processes they stand to the left; a narrow picture has no room for those at its foot."""
    picture = next(each for each in pictures() if each.id == "density")
    picture.show(Wafer().result)
    picture.draw()
    picture.mount.breadth = breadth
    names = drawn(picture, "_names")
    assert ("G80" in names["name"]) == (breadth == 700)
    assert {align for process, align in zip(names["process"], names["align"], strict=True) if process in ("3 nm", "5 nm, 4N")} == {"right"}
    assert not [name for name in names["name"] if name.startswith("NVIDIA")]


def test_a_wafer_of_small_dies_has_all_states():
    result = Wafer(die_area=30, defect_density=1.0, cores=4, needed_cores=3).result
    states = curves.counted(result.sampled.states)
    assert min(states.values()) > 0
    assert states["dead"] == int(np.sum(result.sampled.states == DEAD))
