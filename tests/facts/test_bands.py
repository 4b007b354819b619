"""Declared bands against what was published: each covers nine in ten of its facts, and what it says of them is true."""

import numpy as np
import pytest

from formulas import batching, scaling, serving, shape, training, transformer
from formulas.band import Band
from formulas.catalogue import accelerators, models
from formulas.model.catalogued import described
from formulas.model.parameters import parameters
from formulas.model.work import prompt_flop, training_flop_per_token
from formulas.power.answers import SERVING_DRAW, served_rate
from formulas.registry import equation, equations
from formulas.scaling import LAWS
from instruments.energy.inputs import Inputs
from instruments.forge.inputs import Inputs as Design
from tests.every import every

from . import decoding
from .case import facts
from .predictions import COVERED, banded
from .training import implied_utilisations

HOURS = training.accelerator_hours.equation.band


@pytest.mark.parametrize(("name", "facts"), [pytest.param(*entry, id=entry[0]) for entry in banded().items()])
def test_a_band_covers_nine_in_ten_of_its_facts(name, facts):
    inside = [case for case in facts if case.band.covers(case.ratio)]
    assert len(inside) >= COVERED * len(facts), [(case.fact, case.ratio) for case in facts if case not in inside]


def test_every_calibrated_equation_has_facts_or_the_table_of_its_source():
    """Repeated text has no published losses here: it is held against its source's own table, with its formulas.  What a mixture by tensor
    takes is held against published files whole, where the bytes of a model are (tests/formulas/model/sizes.py)."""
    calibrated = {name for name, entry in equations().items() if entry.trust == "calibrated"}
    assert calibrated - banded().keys() == {"repetition.effective_tokens", "model.summed.mixture_bits"}


def test_measured_first_tokens_are_as_far_off_as_the_card_says():
    ratios = sorted(case.ratio for case in banded()["serving.time_to_first_token"])
    assert f"took {ratios[0]:.2f} and {ratios[1]:.2f} times it" in equations()["serving.time_to_first_token"].band.basis


def test_the_band_of_the_hours_is_read_from_the_runs():
    """From the 5% to the 95% quantile of published over predicted hours, each run once, rounded outwards to two digits."""
    ratios = training.COURSE_UTILISATION / np.array(list(implied_utilisations().values()))
    assert HOURS.low == outwards(np.quantile(ratios, 0.05, method="lower"), np.floor)
    assert HOURS.high == outwards(np.quantile(ratios, 0.95, method="higher"), np.ceil)
    assert HOURS.at == {"utilisation": training.COURSE_UTILISATION}


def outwards(ratio: float, rounding) -> float:
    step = 10 ** (np.floor(np.log10(ratio)) - 1)
    return pytest.approx(rounding(ratio / step) * step)


def test_the_band_of_a_served_rate_is_read_from_the_loads():
    """From the 5% to the 95% quantile of measured over predicted rates, rounded outwards; its words are those of the loads."""
    loads = banded()["power.answers.served_rate"]
    ratios, band = np.array([case.ratio for case in loads]), served_rate.equation.band
    assert band.low == outwards(np.quantile(ratios, 0.05, method="lower"), np.floor)
    assert band.high == outwards(np.quantile(ratios, 0.95, method="higher"), np.ceil)
    reached = ratios * band.at["efficiency"]
    assert f"Over {len(loads)} measured loads" in band.basis
    assert f"reach {100 * reached.min():.0f} to {reached.max():.0%} of the bound, {np.median(reached):.0%} in the median" in band.basis


def test_loads_that_nothing_was_fitted_to_have_the_medians_of_those_that_were():
    """The share of the bound and the draw were read from fifteen loads; here are twenty-two others."""
    fresh = [case for case in banded()["power.answers.served_rate"] if case.fact > "P400"]
    assert len(fresh) == 22
    assert np.median([case.ratio for case in fresh]) == pytest.approx(1, abs=0.05)
    drawn = [
        facts()[f"P{n}"]["value"] * facts()[f"P{n + 30}"]["value"] / (row["cards"] * accelerators()[row["card"]].power_w)
        for n in range(401, 423)
        for row in [facts()[f"P{n}"]["inputs"]]
    ]
    assert np.median(drawn) == pytest.approx(SERVING_DRAW, abs=0.01)
    assert f": {100 * min(drawn):.0f} to {max(drawn):.0%} were measured" in Inputs.param["serving_draw"].doc


def test_the_working_card_says_what_the_runs_imply():
    implied = np.array(list(implied_utilisations().values()))
    inside = sum(HOURS.covers(training.COURSE_UTILISATION / each) for each in implied)
    assert f"Over {len(implied)} published runs" in HOURS.basis
    assert f"a utilisation of {np.median(implied):.2f} in the median" in HOURS.basis
    assert f"only {np.sum(implied > training.COURSE_UTILISATION)} of them exceed {training.COURSE_UTILISATION}" in HOURS.basis
    assert f"{inside} lie in the band" in HOURS.basis
    assert inside >= COVERED * len(implied)
    assert f"published hours imply {np.median(implied):.2f} in the median" in Design.param["utilisation"].doc


def test_the_catalogues_hours_are_among_the_runs():
    """No model of the catalogue whose hours and tokens are known is left out of the figure."""
    implied = implied_utilisations().values()
    for row in models().values():
        if row.gpu_hours and row.training_tokens:
            peak = training_peak(row)
            size = row.active_parameters or row.total_parameters
            found = training.training_flop(size, row.training_tokens) / (row.gpu_hours * training.SECONDS_PER_HOUR * peak)
            assert min(abs(float(found) / each - 1) for each in implied) < 0.06, row.id


def training_peak(row) -> float:
    card = accelerators()[row.training_accelerator]
    return card.peak_bf16_flop_per_s or card.peak_fp16_flop_per_s


def spread(equation: str, ratios: list[float]) -> tuple[str, str]:
    """The least and greatest ratio as a basis prints them; all must lie in the band."""
    band = equations()[equation].band
    assert all(map(band.covers, ratios)), (equation, min(ratios), max(ratios))
    return f"{min(ratios):.2f}", f"{max(ratios):.2f}"


def dense() -> list:
    return [row for row in models().values() if not row.experts and row.total_parameters]


def test_the_shape_rule_is_as_far_from_the_catalogue_as_it_says():
    large = [row for row in dense() if row.total_parameters >= 2e9]
    for name, field in (("shape.rule_layers", "layers"), ("shape.rule_d_model", "d_model")):
        ratios = [getattr(row, field) / float(getattr(shape.shape(row.total_parameters), field)) for row in large]
        assert f"{len(large)} dense models" in equations()[name].band.basis
        assert "{} to {} times".format(*spread(name, ratios)) in equations()[name].band.basis


def test_the_rule_of_mixtures_is_as_far_from_the_catalogue_as_it_says():
    fine = [row for row in models().values() if row.experts >= shape.FINE_GRAINED]
    active = [parameters(described(row), active=True).total for row in fine]
    for name, field in (("shape.mixture_layers", "layers"), ("shape.rule_d_model", "d_model")):
        made = [float(getattr(shape.shape(size, experts=row.experts), field)) for row, size in zip(fine, active, strict=True)]
        ratios = [getattr(row, field) / size for row, size in zip(fine, made, strict=True)]
        assert f"{len(fine)} mixtures" in equations()[name].band.basis
        assert "{} to {} times".format(*spread(name, ratios)) in equations()[name].band.basis
        assert 0.9 < np.median(ratios) < 1.1


def test_depth_and_width_alone_are_as_far_from_the_catalogue_as_they_say():
    name = "transformer.approximate_parameters"
    rows = [row for row in dense() if row.id != "gemma-2-27b"]
    ratios = [row.total_parameters / float(transformer.approximate_parameters(row.layers, row.d_model, row.vocab)) for row in rows]
    assert f"{len(rows)} dense models" in equations()[name].band.basis
    assert "{} to {} times".format(*spread(name, ratios)) in equations()[name].band.basis


def test_a_prompt_is_as_far_from_the_count_by_part_as_it_says():
    name, prompt, ratios, last = "serving.prefill_flop", 8192, [], []
    for row in models().values():
        it, rotary = described(row), row.qk_rope_head_dim or 0
        short = serving.prefill_flop(
            parameters(it, active=True).total, prompt, row.layers, row.heads * (row.head_dim + rotary / 2),
            row.sliding_window or np.inf, row.full_attention_layers / row.layers,
        )  # fmt: skip
        ratios.append(float(prompt_flop(it, prompt, all_logits=True).total / short))
        last.append(float(prompt_flop(it, prompt).total / short))
    assert "{} and {} times".format(*spread(name, ratios)) in equations()[name].band.basis
    assert f"down to {spread(name, last)[0]}" in equations()[name].band.basis


@pytest.mark.parametrize("name", ["training_flop", "forward_flop", "backward_flop", "recompute_flop"])
def test_a_run_is_as_far_from_six_per_parameter_and_token_as_it_says(name):
    """Six per parameter and token are the budget by definition, and of what a real model computes an estimate."""
    ratios = {}
    for row in models().values():
        size = row.active_parameters or row.total_parameters or parameters(described(row), active=True).total
        full = training_flop_per_token(described(row), min(8192, row.context))
        ratios[row.id] = float(full / training.training_flop(size, 1))
    entry = equations()[f"training.{name}"]
    assert entry.trust == "estimate"
    assert "{} and {} times".format(*spread(entry.id, list(ratios.values()))) in entry.band.basis
    assert f"Qwen3-30B-A3B {ratios['qwen3-30b-a3b']:.2f}" in entry.band.basis
    assert ratios["qwen3-30b-a3b"] == pytest.approx(1.39, abs=0.005)


def test_the_two_fits_are_as_far_apart_as_the_loss_says():
    law = LAWS["besiroglu2024"]
    sizes, texts = np.geomspace(*law.fitted_parameters, 80)[:, None], np.geomspace(*law.fitted_tokens, 80)
    ratios = scaling.loss(sizes, texts, **LAWS["hoffmann2022"].coefficients) / scaling.loss(sizes, texts, **law.coefficients)
    spread("scaling.loss", list(ratios.ravel()))
    assert f"{1 - ratios.min():.1%} less to {ratios.max() - 1:.1%} more" in scaling.loss.equation.band.basis


@every("entry", [pytest.param(entry, id=name) for name, entry in equations().items()])
def test_a_bound_has_no_band_and_what_rests_on_another_names_it(entry):
    """Nothing is below a bound by an error of the bound; and a band that comes on top has to be there."""
    assert entry.trust != "bound" or entry.band is None
    assert not entry.rests_on or equations()[entry.rests_on].band


def test_a_band_is_carried_over_to_another_utilisation():
    """The runs do not change when a person puts in a utilisation of their own: only what is expected relative to it does."""
    entry, runs = training.accelerator_hours.equation, []
    for utilisation in (0.45, 0.3):
        arguments = {"compute": 1e25, "peak": 989e12, "utilisation": utilisation}
        runs.append(np.array(entry.expected(arguments)) * training.accelerator_hours(**arguments))
    assert runs[1] == pytest.approx(runs[0])
    assert entry.expected({"compute": 1e25, "peak": 989e12, "utilisation": 0.45}) == (HOURS.low, HOURS.high)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((0.0, 1.0, "x"), "two positive factors"), ((2.0, 1.0, "x"), "two positive factors"), ((0.5, 1.0, ""), "no basis")],
)
def test_an_impossible_band_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Band(*arguments)


def test_a_band_of_one_number_is_refused():
    with pytest.raises(TypeError, match=r"^band is 0.3: must be a Band, with two sides"):
        equation(symbol="x", latex="1", trust="exact", source="kaplan2020", band=0.3)


def test_an_inverse_turns_a_band_over():
    turned = Band(0.5, 4.0, "x").inverse
    assert (turned.low, turned.high) == (0.25, 2.0)


def decoding_ratios() -> np.ndarray:
    """Measured over predicted time of a step, of every load."""
    return np.array([1 / case.ratio for case in banded()["batching.batched_step_time"]])


def test_the_band_of_a_batched_step_is_read_from_the_loads():
    """From the 5% to the 95% quantile, rounded outwards; 56 of 61 loads lie inside, and its words are those of the loads."""
    ratios, band = decoding_ratios(), batching.batched_step_time.equation.band
    assert band.low == outwards(np.quantile(ratios, 0.05, method="lower"), np.floor)
    assert band.high == outwards(np.quantile(ratios, 0.95, method="higher"), np.ceil)
    assert (sum(map(band.covers, ratios)), len(ratios)) == (56, 61)
    shares = decoding.shares()
    assert f"Over {len(ratios)} published loads" in band.basis
    said = f"reach {100 * min(shares):.0f} to {max(shares):.0%} of the bound, {np.median(shares):.0%} in the median"
    assert said in band.basis
    assert f"full batches {min(shares):.2f} to {max(shares):.2f}." in Design.param["decode_efficiency"].doc


def test_one_constant_for_all_batches_is_further_from_the_loads():
    """The spread in logarithms, with overheads and with one share of the bound for all: a fifth less, and its middle is at 1."""
    ratios = decoding_ratios()
    reached = np.array(decoding.shares())
    assert np.std(np.log(ratios)) < 0.8 * np.std(np.log(reached))
    assert np.median(ratios) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("name", ["KERNEL_EFFICIENCY", "LAYER_OVERHEAD", "ROUTING_OVERHEAD", "SEQUENCE_OVERHEAD"])
def test_the_constants_of_a_batched_step_are_where_least_squares_ends(name, monkeypatch):
    """Of 58 loads in logarithms: no constant can be moved by a twentieth without fitting worse."""

    def squares() -> float:
        fitted = [case for case in decoding.cases() if case.equation.endswith("batched_step_time")
                  and case.fact not in ("P434", *decoding.DRAFTED)]
        assert len(fitted) == 58
        return sum(np.log(case.ratio) ** 2 for case in fitted)

    here, value = squares(), getattr(batching, name)
    for factor in (0.95, 1.05):
        monkeypatch.setattr(batching, name, value * factor)
        assert squares() > here, factor


def test_the_step_in_turn_is_as_far_from_the_loads_as_it_says():
    ratios = [load.seconds / load.in_turn() for load in decoding.loads()]
    said = f"{len(ratios)} measured loads of known batch take {min(ratios):.1f} to {max(ratios):.1f} times as long, {np.median(ratios):.1f}"
    assert said in serving.decode_step_time.equation.band.basis
