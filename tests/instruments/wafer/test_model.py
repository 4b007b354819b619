"""The wafer's model: a chip and its die, the Forge's card, what is refused, figures against each other."""

import numpy as np
import pytest

from formulas.wafer import yields
from formulas.wafer.catalogue import dies, older_dies, processes
from formulas.wafer.spreads import SPREADS
from instruments.frame.address import decode, encode
from instruments.frame.discovery import instruments
from instruments.wafer import chips
from instruments.wafer.curves import made
from instruments.wafer.model import Wafer
from instruments.wafer.rows import YIELDS
from instruments.wafer.view import verdict


def value(wafer, row):
    """A figure."""
    return wafer.result.figures[row].value


def test_a_chip_sets_its_die():
    wafer = Wafer()
    wafer.assign(chip="a100")
    assert {name: getattr(wafer, name) for name in chips.SETS} == chips.inputs_of("a100")
    wafer.assign(die_area=400)
    assert (wafer.chip, wafer.die_area, wafer.cores) == ("a100", 400, 128)


def test_a_chip_that_is_named_to_the_library_or_a_link_brings_its_die():
    by_library, by_link = Wafer(chip="NVIDIA V100"), Wafer(die_area=300)
    values, told = decode(Wafer, "v1;chip=v100")
    by_link.restore(**values)
    assert told == ""
    assert by_library.values == by_link.values
    assert by_library.die_area == 815
    assert Wafer(chip="v100", die_area=500).die_area == 500


@pytest.mark.parametrize("change", [{"chip": "a100"}, {"chip": "mi300x", "die_area": 200}, {"die_area": 100, "cores": 10}])
def test_a_link_leads_back_to_what_it_was_made_of(change):
    made, other = Wafer(), Wafer(chip="b200", defect_density=0.3)
    for name, each in change.items():
        made.assign(**{name: each})
    other.restore(**decode(Wafer, encode(Wafer, made.values))[0])
    assert other.values == made.values


def test_a_chip_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"Chip is 'abacus'"):
        Wafer(chip="abacus")


def test_it_follows_the_forges_card_until_its_die_is_changed():
    forge, wafer = instruments()["forge"].model_class()(), Wafer()
    instruments()["wafer"].build(wafer, forge=forge)
    forge.assign(accelerator="a100-80gb")
    assert (wafer.chip, wafer.die_area) == ("a100", 826)
    forge.assign(accelerator="tpu-v4")
    assert wafer.chip == "a100", "its die is not known"
    forge.assign(accelerator="h200")
    assert (wafer.chip, wafer.stacks) == ("h200", 6)
    wafer.assign(chip="v100")
    forge.assign(accelerator="b200")
    assert wafer.chip == "v100"


def test_every_card_leads_to_a_chip_that_there_is():
    for chip in chips.chips().values():
        for card in chip.cards:
            assert chips.of_card(card) in chips.chips()
    assert chips.of_card("wse-3") == "", "no scanner prints it"


def test_a_die_that_does_not_fit_is_refused_and_everything_stays():
    wafer = Wafer()
    before = wafer.result
    wafer.assign(wafer_diameter=60, die_area=4000)
    assert wafer.problem == "Die area is 4000: no whole die of it fits the wafer"
    assert wafer.result is before
    wafer.assign(die_area=2000)
    assert wafer.problem == ""
    assert value(wafer, "stitches") == 4
    assert value(wafer, "shots") == 4 * value(wafer, "placed")
    assert value(wafer, "fewest") is None
    assert "no exposure holds" in wafer.result.unknown(wafer.result.figures["fewest"])


@pytest.mark.parametrize(("area", "field", "stitched"), [(814, "full", False), (900, "full", True), (814, "half", True)])
def test_a_die_that_no_exposure_prints_is_told_before_anything_else(area, field, stitched):
    result = Wafer(die_area=area, field=field).result
    told = verdict(result)
    assert result.stitched is stitched
    assert ("Larger than an exposure" in told, "can be sold" in told) == (stitched, not stitched)
    assert ("stitched from 2 exposures" in told) == stitched
    assert float(result.chain.largest) == (845 if field == "full" else 340.3125)


def test_exposures_are_those_that_are_laid():
    wafer = Wafer(die_area=100)
    fields = wafer.result.fields
    assert value(wafer, "shots") == np.sum(fields.dies >= 1) > value(wafer, "fewest")
    assert value(wafer, "full_shots") == np.sum(fields.dies == fields.per_field)
    assert fields.dies.sum() == value(wafer, "placed")


def test_a_process_sets_its_density_and_an_own_one_stays():
    wafer = Wafer()
    wafer.assign(process="7nm")
    assert (wafer.defect_density, wafer.result.cited("defects")["defect_density"].source) == (0.09, "cutress2020")
    wafer.assign(defect_density=0.3)
    assert wafer.result.cited("defects") == {}
    wafer.assign(process="2nm")
    assert wafer.defect_density == 0.3, "none was published"
    wafer.assign(process="3nm", defect_density=0.25)
    assert wafer.defect_density == 0.25
    assert Wafer(process="7nm").defect_density == Wafer(chip="a100").defect_density == 0.09
    assert Wafer(process="7nm", defect_density=0.1).defect_density == 0.1


@pytest.mark.parametrize("change", [{"process": "7nm", "defect_density": 0.1}, {"memory": "hbm4", "pins": 1024}, {"process": "3nm"}])
def test_a_link_keeps_a_density_and_a_memory_of_ones_own(change):
    made, other = Wafer(), Wafer(process="12nm", memory="hbm2")
    for name, each in change.items():
        made.assign(**{name: each})
    other.restore(**decode(Wafer, encode(Wafer, made.values))[0])
    assert other.values == made.values


def test_the_price_of_memory_follows_the_chip_and_its_capacity():
    prices = {chip: value(Wafer(chip=chip), "stack_price") for chip in ("h100", "h200", "b200")}
    assert prices == pytest.approx({"h100": 270, "h200": 362.4, "b200": 362.4})
    wafer = Wafer(chip="h200")
    wafer.assign(stack_capacity=36)
    assert value(wafer, "stack_price") == pytest.approx(1.5 * 362.4)
    assert wafer.result.cited("stack_price")["price_per_byte"].standing == "unconfirmed"
    wafer.assign(memory="hbm4")
    assert (wafer.pins, wafer.pin_rate, wafer.stack_capacity) == (2048, 8, 36)
    wafer.assign(stack_price=500)
    assert value(wafer, "stack_price") == pytest.approx(500)
    assert wafer.result.cited("stack_price") == {}


def test_the_interposer_is_what_stands_on_it_or_what_is_put_in():
    plain, own = Wafer(), Wafer(interposer_area=2000, interposer_price=0.5)
    assert value(plain, "packaging") == pytest.approx(1560.9 * 0.275 + 321)
    assert value(own, "packaging") == pytest.approx(2000 * 0.5 + 321)
    assert value(Wafer(chip="ad102"), "packaging") == 321, "a die that stands alone"
    assert plain.result.cited("packaging")["interposer_price"].standing == "unconfirmed"
    assert "interposer_price" not in own.result.cited("packaging")


def test_a_panel_has_its_own_count_and_price():
    wafer, panel = Wafer(die_area=2500, aspect=1), Wafer(die_area=2500, aspect=1, substrate="panel-510")
    assert value(panel, "placed") == 100
    assert value(panel, "flynn") is None
    assert "round" in panel.result.unknown(panel.result.figures["flynn"])
    assert value(panel, "price") / value(wafer, "price") == pytest.approx(510 * 515 / (np.pi / 4 * 300**2))
    assert value(panel, "die_cost") < value(wafer, "die_cost"), "less is cut off"
    assert Wafer(substrate="panel-600", notch=3, keep_out=20).result.chain.placed == Wafer(substrate="panel-600").result.chain.placed


def test_the_notch_counts_where_a_die_comes_near_it():
    plain = {notch: value(Wafer(die_area=25, placing="die", notch=notch), "placed") for notch in (0, 1, 6)}
    assert plain[0] >= plain[1] > plain[6]


def test_each_model_has_its_row_and_the_chosen_one_is_the_yield():
    for key, row in YIELDS.items():
        wafer = Wafer(yield_model=key)
        assert value(wafer, "die_yield") == value(wafer, row)
        assert value(wafer, "harvested") >= value(wafer, "die_yield")


def test_clustering_counts_under_its_model_alone():
    assert Wafer(yield_model="poisson", clustering=0.4).result.chain.die_yield == Wafer(yield_model="poisson").result.chain.die_yield
    assert Wafer(clustering=0.4).result.chain.die_yield > Wafer().result.chain.die_yield


def test_critical_area_comes_from_lines_or_is_stated():
    stated, lines = Wafer(critical_share=0.5), Wafer(critical="lines", line_width=20, spacing=20, defect_size=20)
    assert value(stated, "defects") == pytest.approx(0.407)
    assert value(lines, "defects") == pytest.approx(0.814 / 6)
    capped = Wafer(critical="lines", spacing=10, defect_size=50).result.chain["critical_share"]
    assert capped.arguments["defect_size"] == pytest.approx(10e-9)


def test_one_chiplet_without_links_and_bonds_is_the_die():
    wafer = Wafer(chiplets=1, link_share=0, bond_cost=0, bond_yield=1)
    assert value(wafer, "chiplets_cost") == pytest.approx(value(wafer, "perfect_cost"))


def test_a_price_that_is_typed_counts_and_is_not_cited():
    cited = Wafer().result.cited("die_cost")["wafer_price"]
    assert (cited.source, cited.standing) == ("cset2020", "derived")
    wafer = Wafer(wafer_price=33_976)
    assert value(wafer, "die_cost") == pytest.approx(2 * value(Wafer(), "die_cost"))
    assert wafer.result.cited("die_cost") == {}


def test_published_figures():
    h100 = Wafer(chip="h100")
    assert value(h100, "stacks_bandwidth") == pytest.approx(3.35e12, rel=0.005)
    assert value(h100, "density") == pytest.approx(98.3e6, rel=0.001)
    assert value(Wafer(stacks=6, pin_rate=6.4), "stacks_bandwidth") == pytest.approx(4.9152e12)
    assert value(Wafer(transistors=None), "density") is None


def test_a_whole_wafer_needs_its_spares():
    wafer = Wafer(yield_model="poisson")
    assert value(wafer, "whole_bare") < 1e-19
    assert value(wafer, "whole_yield") == 1
    assert value(wafer, "whole_dead") == pytest.approx(46.2, abs=0.1)


@pytest.mark.parametrize("density", [0.01, 0.1, 1.0])
def test_figures_agree_with_the_formulas(density):
    wafer = Wafer(defect_density=density)
    assert value(wafer, "defects") == pytest.approx(density * 8.14)
    for key, row in YIELDS.items():
        found = SPREADS[key].formula
        shape = {"clustering": 2.0, "critical_layers": 12}.get(SPREADS[key].shape)
        assert value(wafer, row) == pytest.approx(float(found(density * 8.14, shape) if shape else found(density * 8.14)))
    level = yields.defect_level(wafer.result.chain.die_yield, 0.99)
    assert value(wafer, "defect_level") == pytest.approx(float(level))


def test_one_wafer_is_the_same_for_everybody():
    first, again = Wafer(seed=5).result.sampled, Wafer(seed=5).result.sampled
    assert np.array_equal(first.x, again.x)
    assert np.array_equal(first.states, again.states)


@pytest.mark.parametrize("process", processes())
def test_a_process_without_a_published_density_says_whose_it_is(process):
    """Otherwise the density of another process stands beside its name as if it were its own."""
    result = Wafer(process=process).result
    doubt = result.doubted(result.figures["defects"])
    assert (doubt is None) == (processes()[process].defects_per_cm2 is not None)
    assert doubt is None or processes()[process].name in doubt


def test_every_process_with_a_die_that_was_counted_is_on_the_picture():
    counted = {processes()[die.process].nanometres for die in (*older_dies().values(), *dies().values()) if die.transistors}
    assert {row[1] for row in made()} == counted >= {90, 40, 28}
