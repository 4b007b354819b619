"""Presets: the course's four and the public models, each with what it really comes to."""

from dataclasses import FrozenInstanceError
from html import unescape

import pytest

from formulas.catalogue import accelerators
from formulas.model.catalogued import described
from formulas.model.parameters import parameters
from formulas.model.work import training_flop_per_token
from formulas.names import MOST_SUGGESTED, UnknownNameError
from formulas.training import accelerator_hours, training_flop
from instruments.forge.dossier import dossier
from instruments.forge.presets import comparisons, correction, counted, preset, presets
from instruments.forge.published import published_html
from instruments.quantities.text import quantity
from tests.instruments.forge.designs import defaults, read

COURSE = [name for name, entry in presets().items() if entry.model is None]
PUBLIC = [name for name, entry in presets().items() if entry.model is not None]
# What published hours count besides 6ND, as far as they exceed the band of their equation.
HOURS_BEYOND = {"llama-3.2-1b": "pruned and distilled: other models' passes are in the hours"}


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
    active = row.active_parameters or row.total_parameters or parameters(described(row), active=True).total
    assert figures["active_parameters"].value == pytest.approx(active, rel=1e-9)
    assert figures["training_tokens"].value == pytest.approx(row.training_tokens, rel=1e-9)
    assert figures["total_parameters"].value == pytest.approx(row.total_parameters or parameters(described(row)).total, rel=1e-9)


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
            assert training_flop.equation.band.covers(row.published / row.predicted)
        else:
            assert row.quantity == "Accelerator-hours"
            assert row.reason
            within = accelerator_hours.equation.band.covers(row.published / row.predicted)
            assert within == (name not in HOURS_BEYOND)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_real_model_is_shown_with_6nd_and_with_the_full_count(name):
    entry = preset(name)
    told = counted(entry)
    sequence = min(8192, entry.model.context)
    full = training_flop_per_token(described(entry.model), sequence) * entry.model.training_tokens
    assert str(quantity(float(full), "FLOP")) in told
    assert f"sequences of {sequence:,} tokens" in told
    assert told in unescape(str(published_html(entry)))


def test_6nd_is_far_short_of_a_small_model_with_long_sequences():
    assert "1.39 times as much (over 4,096 tokens 1.15 times" in counted(preset("qwen3-30b-a3b"))
    assert counted(preset("course-default")) == ""


@pytest.mark.parametrize("name", COURSE)
def test_captions_of_the_course_are_corrected_where_they_are_wrong(name):
    text = correction(name)
    assert bool(text) == (name in {"course-chinchilla", "course-llama-economics", "course-frontier"})


def test_the_corrections_say_what_the_arithmetic_gives():
    told = {name: dossier(preset(name).values).figures for name in COURSE}

    def shown(name: str, field: str) -> str:
        return str(told[name][field].shown)

    assert correction("course-chinchilla") == (
        f"The arithmetic gives {shown('course-chinchilla', 'active_parameters')} on {shown('course-chinchilla', 'training_tokens')}."
        " Chinchilla itself is 5.76e23 FLOP, 58 times this budget: 70 B parameters on 1.4 T tokens."
    )
    assert correction("course-llama-economics") == (
        f"The arithmetic gives {shown('course-llama-economics', 'active_parameters')}, not 8 B."
        " Llama 3 8B itself is 7.2e23 FLOP: 8 B parameters on 15 T tokens."
    )
    times = told["course-frontier"]["active_parameters"].value / 37e9
    assert correction("course-frontier") == (
        f"The arithmetic gives {shown('course-frontier', 'active_parameters')} active of {shown('course-frontier', 'total_parameters')},"
        f" {times:.0f} times DeepSeek-V3 (37 B of 671 B); the course quotes the B200's 2.25 PFLOP/s as FP4, which is its dense BF16 peak."
    )


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("course-default", {"law": "seed"}),
        ("course-chinchilla", {"training_compute": 1e22, "overtraining": 1, "context": 2048, "attention": "mha", "precision": "bf16"}),
        ("course-llama-economics", {"training_compute": 10**24.3, "overtraining": 32, "context": 8192, "precision": "bf16"}),
        ("course-frontier", {"training_compute": 10**25.5, "architecture": "moe", "accelerator": "b200"}),
        ("course-irresponsible", {"context": 2**20, "accelerator": "rtx-4090"}),
    ],
)  # fmt: skip
def test_the_courses_designs_are_those_of_the_course(name, changed):
    assert preset(name).values == defaults() | changed
    assert preset(name).model is None


def test_a_preset_is_shared_and_cannot_be_changed():
    entry = preset("llama-3-8b")
    (row, *_) = comparisons(entry)
    for shared, field in ((entry, "name"), (row, "published")):
        with pytest.raises(FrozenInstanceError):
            setattr(shared, field, getattr(shared, field))


@pytest.mark.parametrize("name", presets())
def test_what_is_compared_is_all_that_was_published(name):
    """Worked by hand from the model's row: nothing is left out, and nothing is compared that nobody published."""
    entry, wanted = preset(name), []
    row = entry.model
    if row is not None:
        wanted.append(("Total parameters", "parameter", parameters(described(row)).total, row.total_parameters))
        if row.experts:
            wanted.append(("Active parameters", "parameter", parameters(described(row), active=True).total, row.active_parameters))
        compute = 6 * (row.active_parameters or row.total_parameters) * row.training_tokens
        if row.training_flop:
            wanted.append(("Training compute", "FLOP", compute, row.training_flop))
        if row.gpu_hours:
            card = accelerators()[row.training_accelerator]
            hours = compute / 0.45 / (card.peak("bf16") or card.peak("fp16")) / 3600
            wanted.append(("Accelerator-hours", "h", hours, row.gpu_hours))
    found = comparisons(entry)
    assert [(each.quantity.partition(",")[0], each.unit) for each in found] == [(quantity, unit) for quantity, unit, *_ in wanted]
    for each, (_, _, predicted, published) in zip(found, wanted, strict=True):
        assert each.predicted == pytest.approx(predicted, rel=1e-12)
        assert each.published == published
        assert each.error == pytest.approx(predicted / published - 1, abs=1e-9)


def test_hours_say_which_utilisation_they_imply():
    """Llama 3.1 405B: 6 x 405.85e9 x 15.6e12 FLOP in 30.84 million hours of cards of 989.4 TFLOP/s are 0.346 of the peak."""
    row = comparisons(preset("llama-3-405b"))[-1]
    assert row.reason == "At the default utilisation; the published hours imply 35%, restarts included."


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_model_is_set_as_its_configuration_says(name):
    """Every input: what the row publishes, a rule for how it is served, or else the default."""
    entry = preset(name)
    row, values = entry.model, entry.values
    wanted = defaults() | {"law": "besiroglu2024", "training_precision": "bf16", "context": row.context, "attention": row.attention}
    wanted["precision"] = "fp8" if name in ("deepseek-v3", "kimi-k2") else "bf16"
    wanted["training_accelerator"] = row.training_accelerator or "h100-sxm"
    wanted |= {key: getattr(row, key) for key in ("layers", "d_model", "heads", "head_dim", "d_ff")} | {"vocabulary": row.vocab}
    if row.attention == "gqa":
        wanted["kv_heads"] = row.kv_heads
    if row.sliding_window:
        share = row.full_attention_layers / row.layers
        wanted |= {"attention": "sliding", "window": row.sliding_window, "full_attention_share": share}
    if row.attention == "mla":
        wanted["latent_width"] = row.kv_lora_rank + row.qk_rope_head_dim
    if row.experts:
        wanted |= {"architecture": "moe", "experts": row.experts, "top_k": row.top_k}
    solved = ("training_compute", "overtraining", "cards", "total_to_active")
    assert {key: value for key, value in values.items() if key not in solved} == {
        key: value for key, value in wanted.items() if key not in solved
    }
    assert values["training_compute"] == pytest.approx(6 * (row.active_parameters or row.total_parameters) * row.training_tokens, rel=1e-9)
    ratio = row.total_parameters / row.active_parameters if row.experts else defaults()["total_to_active"]
    assert values["total_to_active"] == pytest.approx(ratio, rel=1e-9)
    for key in ("training_compute", "overtraining", "total_to_active"):
        assert len(f"{values[key]!r}".partition("e")[0].replace(".", "").strip("0")) <= 10


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_model_is_served_on_as_few_cards_as_hold_it(name):
    values, cards = preset(name).values, preset(name).values["cards"]

    def users(count: int) -> float:
        return dossier({**values, "cards": count}).figures["concurrent_users"].value

    counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert cards == next((count for count in counts if users(count) >= 1), counts[-1])


def test_a_caption_names_maker_year_size_and_text():
    assert preset("llama-3-405b").caption == "Meta, 2024: 406 B parameters, 15.6 T tokens."


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
