"""Presets: the course's four and the public models, each with what it really comes to."""

import pytest

from formulas.anatomy import parameter_parts
from formulas.names import MOST_SUGGESTED, UnknownNameError
from formulas.training import accelerator_hours, training_flop
from instruments.forge.dossier import dossier
from instruments.forge.presets import comparisons, correction, preset, presets
from instruments.forge.values import read

COURSE = [name for name, entry in presets().items() if entry.model is None]
PUBLIC = [name for name, entry in presets().items() if entry.model is not None]
# What published hours and training compute count besides 6ND, as far as they exceed the band of their equation.
HOURS_BEYOND = {"llama-3.2-1b": "pruned and distilled: other models' passes are in the hours"}
COUNTS_MORE = {"opt-175b": "recomputed activations and attention"}


@pytest.mark.parametrize("name", presets())
def test_every_preset_is_a_possible_design(name):
    values = preset(name).values
    assert read(values) == values
    assert dossier(values).figures["predicted_loss"].value > 1.5


def test_there_are_the_courses_four_and_more_than_ten_models():
    assert len([name for name in COURSE if name != "course-default"]) == 4
    assert len(PUBLIC) >= 10
    names = [entry.name for entry in presets().values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_model_comes_out_at_itself(name):
    """Compute 6ND and over-training are solved for size and tokens: the chain must give both back."""
    entry = preset(name)
    row, figures = entry.model, dossier(entry.values).figures
    active = row.active_parameters or row.total_parameters or parameter_parts(row, active=True).total
    assert figures["active_parameters"].value == pytest.approx(active, rel=1e-9)
    assert figures["training_tokens"].value == pytest.approx(row.training_tokens, rel=1e-9)
    assert figures["total_parameters"].value == pytest.approx(row.total_parameters or parameter_parts(row).total, rel=1e-9)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_models_cache_is_that_of_its_configuration(name):
    row, result = preset(name).model, dossier(preset(name).values)
    full, window = row.full_attention_layers, row.sliding_window or 0
    per_layer = (row.kv_lora_rank + row.qk_rope_head_dim) if row.attention == "mla" else 2 * row.kv_heads * row.head_dim
    by_hand = 2 * per_layer * (full * row.context + (row.layers - full) * min(window, row.context))
    assert result.figures["kv_cache_per_user"].value == pytest.approx(by_hand)


@pytest.mark.parametrize("name", PUBLIC)
def test_predicted_against_published(name):
    for row in comparisons(preset(name)):
        assert row.source
        if row.quantity.startswith("Total parameters"):
            assert abs(row.error) < 0.02
        elif row.quantity.startswith("Active parameters"):
            assert abs(row.error) < 0.2
        elif row.quantity.startswith("Training compute"):
            assert training_flop.equation.band.covers(row.published / row.predicted) == (name not in COUNTS_MORE)
        else:
            assert row.quantity == "Accelerator-hours"
            assert row.reason
            within = accelerator_hours.equation.band.covers(row.published / row.predicted)
            assert within == (name not in HOURS_BEYOND)


@pytest.mark.parametrize("name", COURSE)
def test_captions_of_the_course_are_corrected_where_they_are_wrong(name):
    text = correction(name, dossier(preset(name).values))
    assert bool(text) == (name in {"course-chinchilla", "course-llama-economics", "course-frontier"})


def test_the_corrections_say_what_the_arithmetic_gives():
    texts = {name: correction(name, dossier(preset(name).values)) for name in COURSE}
    assert "24" in texts["course-llama-economics"].split(",")[0]
    assert "not 8 B" in texts["course-llama-economics"]
    assert "58 times" in texts["course-chinchilla"]


def test_the_irresponsible_one_fails_and_the_default_stands():
    assert not dossier(preset("course-irresponsible").values).verdict.feasible
    assert dossier(preset("course-default").values).verdict.feasible


def test_an_unknown_preset_is_refused_with_what_there_is():
    with pytest.raises(ValueError, match=r"^preset is 'zzz': no such name$"):
        preset("zzz")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("llama-3.1-8b", "llama-3-8b"), ("Llama-3-8B", "llama-3-8b"), ("meta-llama/Llama-3.1-70B-Instruct", "llama-3-70b"),
        ("DeepSeek V3", "deepseek-v3"), ("Course default: 10^25, four times over-trained", "course-default"), ("LLaMA 7B", "llama-7b"),
    ],
)  # fmt: skip
def test_a_preset_is_found_by_the_names_of_its_model(typed, name):
    assert preset(typed).id == name


@pytest.mark.parametrize("typed", ["mixtral", "mixtral-8x7b", "gpt-oss"])
def test_a_model_of_unknown_training_text_is_told_from_an_unknown_one(typed):
    with pytest.raises(ValueError, match=f"^preset is '{typed}': .*how much text it was trained on is not published"):
        preset(typed)


@pytest.mark.parametrize("typed", ["llama", "qwen", "gpt-9", "course", "", "8b"])
def test_a_refused_preset_names_a_few_that_exist(typed):
    with pytest.raises(UnknownNameError) as caught:
        preset(typed)
    assert len(caught.value.near) <= MOST_SUGGESTED
    assert set(caught.value.near) <= set(presets())
    assert str(caught.value).count(", ") <= MOST_SUGGESTED
