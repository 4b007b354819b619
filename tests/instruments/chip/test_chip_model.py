"""The Chip as a library: every card, format and model can be placed, and the batch moves what it should."""

import math
import time

import pytest

from formulas import roofline
from formulas.catalogue import accelerators, models, precisions
from instruments.chip.inputs import DESIGN
from instruments.chip.model import Chip
from instruments.chip.rows import ROWS
from instruments.forge.model import Forge
from instruments.frame.reading import defaults


@pytest.fixture(scope="module")
def chip():
    return Chip(model="llama-3-70b", precision="bf16", context=8192)


def parts(chip):
    return {part.kernel.id: part for part in chip.result.parts}


def test_it_starts_from_the_forges_design():
    design = Forge()
    assert Chip.borrowed("forge", design).items() <= defaults(Chip).items()
    assert Chip.borrowed("life", design) == {}


@pytest.mark.parametrize("given", [
    {"attention": "mla", "latent_width": 576}, {"architecture": "moe", "experts": 64, "top_k": 4, "total_to_active": 8},
    {"attention": "mqa"}, {"attention": "mha"},
])  # fmt: skip
def test_a_design_of_any_kind_can_be_borrowed(given):
    taken = Chip.borrowed("forge", Forge(**given))
    chip = Chip(**taken)
    there = set(parts(chip))
    assert ("latent_down" in there) == ("latent_width" in given)
    assert ("router" in there) == ("experts" in given)
    assert chip.result.figures["layer_time"].value > 0


@pytest.mark.parametrize("model", [DESIGN, *models()])
def test_every_part_of_every_model_is_on_or_under_its_roof(model):
    for phase in ("decode", "prompt"):
        for attention in ("flash", "naive"):
            found = Chip(model=model, phase=phase, attention=attention, context=2048, sequences=2).result
            for part in found.parts:
                roof = roofline.attainable(part.intensity, part.peak, found.card.bandwidth_bytes_per_s)
                assert part.performance == pytest.approx(roof)
                assert part.time == pytest.approx(part.compute / part.performance)
            assert found.chain.layer_time == pytest.approx(sum(part.time for part in found.parts))


@pytest.mark.parametrize("card", accelerators())
def test_every_card_has_its_rows_and_says_why_one_is_missing(card):
    for precision in precisions():
        found = Chip(accelerator=card, precision=precision).result
        assert list(found.figures) == list(ROWS)
        for figure in found.figures.values():
            assert figure.value is not None or found.unknown(figure)
        assert found.figures["part_bytes"].value > 0


def test_the_batch_moves_the_products_and_not_attention(chip):
    """One FLOP per byte and row in 16 bits, until inputs and results weigh too; each sequence brings a cache of its own."""
    before = {name: part.intensity for name, part in parts(Chip(model="llama-3-70b", precision="bf16", context=8192)).items()}
    after = {name: part.intensity for name, part in parts(Chip(model="llama-3-70b", precision="bf16", context=8192, sequences=64)).items()}
    assert after["up"] / before["up"] == pytest.approx(64, rel=0.02)
    assert after["attention"] == before["attention"] == pytest.approx(8, rel=0.01), "eight query heads share a key head"
    assert after["norm_mlp"] == before["norm_mlp"]


def test_a_prompt_is_bound_by_compute_and_decoding_by_memory():
    assert Chip(phase="prompt", context=8192).result.figures["memory_share"].value < 0.1
    assert Chip(phase="decode", context=8192).result.figures["memory_share"].value == 1


def test_the_ceiling_of_the_layers_is_a_little_above_that_of_the_whole_model():
    """The source course's ceiling is bandwidth over all weights; here embeddings are left out and caches count."""
    found = Chip(model="llama-3-70b", precision="bf16", context=1).result
    whole = found.card.bandwidth_bytes_per_s / found.figures["model_bytes"].value
    assert 1 < found.figures["layers_ceiling"].value / whole < 1.05


def test_a_product_of_ones_own_is_placed_beside_the_layer():
    found = Chip(part="own", product_rows=8192, product_columns=128, product_depth=8192, precision="bf16").result
    assert found.part is found.own
    assert found.figures["part_intensity"].value == pytest.approx(124.1, abs=0.05), "NVIDIA's own example"
    assert found.part not in found.parts


def test_a_tile_that_is_chosen_is_taken():
    sides = {"part": "own", "product_rows": 100, "product_columns": 100, "product_depth": 64}
    assert Chip(**sides, tile="128x256").result.figures["part_tiles"].value == 1
    assert Chip(**sides, tile="64x64").result.figures["part_tiles"].value == 4
    assert Chip(**sides).result.chain.part_shaped >= Chip(**sides, tile="128x256").result.chain.part_shaped


def test_where_a_layer_has_not_the_part_what_does_its_work_is_shown():
    found = Chip(model="mixtral-8x7b", part="up").result
    assert found.part.kernel.id == "experts_up"
    assert "MLP in: not in this layer, where experts in does its work." in found.lines
    assert Chip(model="llama-3-8b", part="experts_up").result.part.kernel.id == "up"
    assert Chip(attention="naive", part="attention").result.part.kernel.id == "scores"


def test_heads_that_do_not_share_evenly_are_refused():
    with pytest.raises(ValueError, match="Heads is 88: must be a multiple of the 7 key-value heads"):
        Chip(kv_heads=7)


def test_a_format_that_a_card_lacks_is_multiplied_in_a_wider_one():
    narrow, wide = Chip(accelerator="a100", precision="fp8").result, Chip(accelerator="a100", precision="bf16").result
    assert narrow.roofs.weights.peak == wide.roofs.weights.peak
    assert narrow.part.moved == pytest.approx(wide.part.moved / 2, rel=0.01)


def test_a_row_of_a_part_without_a_shape_says_so():
    found = Chip(part="norm_mlp").result
    assert found.figures["part_tiles"].value is None
    assert "no product of matrices" in found.unknown(found.figures["part_tiles"])
    array = Chip(accelerator="tpu-v5p").result
    assert "systolic array" in array.unknown(array.figures["part_waves"])
    assert array.figures["part_array_share"].value > 0


def test_a_card_without_a_peak_has_a_slope_and_no_time():
    found = Chip(accelerator="wse-3").result
    assert math.isnan(found.part.time)
    assert found.figures["layer_time"].value is None
    assert found.figures["part_intensity"].value > 0


def test_a_move_of_a_slider_is_worked_out_in_a_few_milliseconds():
    """The least of many, so that other work on this machine does not count: 10 ms is what the page has for it."""
    chip = Chip()
    taken = []
    for sequences in range(2, 40):
        start = time.perf_counter()
        chip.sequences = sequences
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.01
