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


def test_the_bill_comes_to_the_package():
    result = Wafer(package_dies=2, bond_yield=0.9).result
    assert sum(curves.bill(result).values()) == pytest.approx(float(result.chain.package_cost))
    assert min(curves.bill(result).values()) > 0


def test_densities_are_those_of_the_catalogue_and_of_this_die():
    picture = next(each for each in pictures() if each.id == "density")
    picture.show(Wafer(chip="a100").result)
    assert drawn(picture, "this die")["density"] == [pytest.approx(54.2e3 / 826, rel=1e-3)]
    assert len(drawn(picture, "dies that were made")["density"]) >= 7


def test_a_wafer_of_small_dies_has_all_states():
    result = Wafer(die_area=30, defect_density=1.0, cores=4, needed_cores=3).result
    states = curves.counted(result.sampled.states)
    assert min(states.values()) > 0
    assert states["dead"] == int(np.sum(result.sampled.states == DEAD))
