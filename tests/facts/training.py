"""Group B: compute, accelerator-hours, utilisation, energy and carbon of published training runs."""

from __future__ import annotations

from collections.abc import Mapping

from formulas import energy, training
from formulas.catalogue import accelerators, models
from formulas.model.catalogued import described
from formulas.model.work import training_flop_per_token

from .case import Case, facts
from .parameters import of

A100, H100, V4 = (accelerators()[key].peak_bf16_flop_per_s for key in ("a100-80gb", "h100-sxm", "tpu-v4"))
# Meta's and the USA's figures, which the Llama 2 card reuses without saying so; the later cards print none.
PUE, INTENSITY = 1.1, 0.385
# What published hours imply where they lie beyond the band; a run that leaves this list or joins it fails the test.
_BEYOND = {
    "B201": "The published hours imply 51% of the peak at 6ND, the most of all runs here.",
    "B206": "The published hours imply 5% of the peak at 6ND: the model was pruned from a larger one and distilled, and the other "
    "models' passes are in the hours.",
}
# Further figures of a run that is counted already.
_SAME_RUN = ("B053", "B056")


def _hours(parameters: float, tokens: float, peak: float, utilisation: float = training.COURSE_UTILISATION) -> float:
    return float(training.accelerator_hours(training.training_flop(parameters, tokens), peak, utilisation))


def _run(fact: str, parameters: float, tokens: float, peak: float, note: str = "") -> Case:
    """Accelerator-hours at the default utilisation."""
    return Case(fact, "training.accelerator_hours", lambda _: _hours(parameters, tokens, peak), "band", note, _BEYOND.get(fact, ""))


def _card(fact: str, peak: float, note: str = "") -> Case:
    """The same from what the fact itself names."""
    i = facts()[fact]["inputs"]
    return _run(fact, i["params"], i["tokens"], peak, note)


def implied_utilisations() -> dict[str, float]:
    """The utilisation that published accelerator-hours imply at 6ND, one for each run."""
    return {case.fact: training.COURSE_UTILISATION / case.ratio for case in _runs() if case.fact not in _SAME_RUN}


def _runs() -> list[Case]:
    one_b = models()["pythia-6.9b"].vocab * 2
    return [
        _run("B001", 6.7e9, 1e12, A100),
        _run("B007", 32.5e9, 1.4e12, A100),
        _run("B015", of("A020"), 2e12, A100),
        _run("B019", of("A024"), 2e12, A100),
        _run("B023", of("A025"), 15e12, H100),
        _run("B025", of("A026"), 15e12, H100),
        _run("B027", of("A025"), 15e12, H100),
        _run("B029", of("A026"), 15e12, H100),
        _run("B038", of("A030"), 9e12, H100, "Pruned and distilled: the teachers' passes are in the hours."),
        _run("B042", 17e9, 22e12, H100),
        _run("B052", 37e9, 14.8e12, H100, "Against the BF16 peak, although most products are in FP8."),
        _run("B053", 37e9, 14.8e12, H100, "Against the BF16 peak; 4% of the hours are context extension and post-training."),
        _run("B056", 37e9, 1e12, H100, "Against the BF16 peak."),
        _run("B077", 175e9, 300e9, A100),
        _run("B080", of("A093"), 366e9, A100),
        _run("B095", 540.35e9, 780e9, V4, "Downtime and repeated steps are in the hours."),
        _run("B105", 15.5e9, 1e12, A100, "Attention over 8,192 tokens is a quarter more."),
        _run("B114", of("A098") + one_b * 2048, 299_892_736_000, A100),
        _run("B115", of("A099") + one_b * 2560, 299_892_736_000, A100),
        _run("B116", of("A100") + one_b * 4096, 299_892_736_000, A100),
        *(_card(fact, A100) for fact in ("B201", "B202", "B203", "B204", "B208", "B214", "B215")),
        *(_card(fact, H100) for fact in ("B205", "B206", "B207", "B209", "B210", "B211", "B212", "B213")),
        _card("B216", H100, "Of its experts and of its attention heads two are active: passes of 2.2 B parameters."),
        *(_card(fact, H100, "Against the BF16 peak, which the H800 shares.") for fact in ("B217", "B218")),
    ]


def _megawatt_hours(hours: float, power: float, pue: float = 1.0) -> float:
    return float(energy.training_energy_kwh(hours, power, pue=pue)) / 1000


def _of_inputs(fact: Mapping, pue: float = 1.0) -> float:
    """MWh from the hours (or chips and days), the power and the PUE that a fact names."""
    i = fact["inputs"]
    hours = i.get("gpu_hours") or i["chips"] * i["days"] * 24
    return _megawatt_hours(hours, i.get("power_W") or i["watts"], i.get("pue", pue))


def _tonnes(fact: Mapping) -> float:
    """Tonnes from what a fact names, by Meta's PUE and grid where it names none."""
    intensity = fact["inputs"].get("kgCO2_per_kWh", INTENSITY)
    return float(energy.training_carbon_kg(1000 * _of_inputs(fact, PUE), intensity)) / 1000


def _tonnes_of_energy(fact: Mapping) -> float:
    i = fact["inputs"]
    kilowatt_hours = i.get("kWh") or i["mwh"] * 1000
    return float(energy.training_carbon_kg(kilowatt_hours * i.get("pue", 1.0), i["kgCO2_per_kWh"])) / 1000


def _energies() -> list[Case]:
    by, carbon = "energy.training_energy_kwh", "energy.training_carbon_kg"
    unstated = "The card names neither PUE nor grid: taken as 1.1 and 0.385 kg/kWh."
    return [
        *(Case(name, by, _of_inputs) for name in ("B002", "B008", "B067", "B069", "B070", "B078", "B079")),
        *(Case(name, by, lambda row: 1000 * _of_inputs(row)) for name in ("B081", "B106")),
        Case("B013", by, lambda _: _megawatt_hours(2048 * 5 * 730.5, 400, PUE), "band", "2,048 cards for about five months."),
        Case(
            "B111",
            by,
            lambda _: _megawatt_hours(_hours(of("A090"), 4.05e12, H100), 700),
            "band",
            "No hours are published: from 6ND at 45% of the peak. The measured energy at the board's limit implies 27%.",
            through="training.accelerator_hours",
        ),
        *(Case(name, carbon, _tonnes) for name in ("B003", "B009", "B016", "B020")),
        *(Case(name, carbon, _tonnes, "band", unstated) for name in ("B024", "B026", "B028", "B030", "B039", "B043")),
        Case(
            "B022",
            carbon,
            lambda _: float(energy.training_carbon_kg(1000 * _megawatt_hours(of("B021"), 400, PUE), INTENSITY)) / 1000,
            "band",
            "From the family's 3.3 million hours at 400 W; the 34B's cards drew 350 W.",
        ),
        Case(
            "B035",
            carbon,
            lambda _: float(energy.training_carbon_kg(1000 * _megawatt_hours(7e6, 700, PUE), INTENSITY)) / 1000,
            "band",
            miss="An error in the Llama 3.3 card: the same hours are 2,040 t in the Llama 3.1 card.",
            counts=False,
        ),
        *(Case(name, carbon, _tonnes_of_energy) for name in ("B068", "B082", "B085")),
    ]


def _days(fact: Mapping) -> float:
    """Days of a run that recomputes every activation, at a measured rate per card."""
    i = fact["inputs"]
    compute = training.recompute_flop(i["params"], i["tokens"])
    return float(training.accelerator_hours(compute, i["flops_per_gpu"], 1.0)) / i["gpus"] / training.HOURS_PER_DAY


def _computes() -> list[Case]:
    c_6nd, opt = "training.training_flop", models()["opt-175b"]
    attention = training.training_attention_flop(opt.layers, opt.heads * opt.head_dim, 2048, 300e9, visible=1)
    days = "Attention and the output layer, 3% more, are in the published days."
    return [
        Case("B065", c_6nd, lambda row: training.training_flop(row["inputs"]["params"], row["inputs"]["tokens"])),
        Case("B066", c_6nd, lambda row: training.training_flop(row["inputs"]["params"], row["inputs"]["tokens"]) / (1e15 * 86400)),
        Case(
            "B076",
            c_6nd,
            lambda row: training.training_flop(row["inputs"]["params"], row["inputs"]["tokens"]),
            miss="Published as hardware FLOP: with recomputed activations and attention, as in the next row.",
            counts=False,
        ),
        Case(
            "B076",
            "training.recompute_flop",
            lambda row: training.recompute_flop(**_of(row)) + attention * 4 / 3,
            note="With attention over 2,048 tokens, recomputed too.",
        ),
        Case(
            "B057",
            "model.work.training_flop_per_token",
            lambda _: training_flop_per_token(described(models()["deepseek-v3"]), 4096) / 1e9,
        ),
        Case(
            "B057",
            c_6nd,
            lambda row: training.training_flop(row["inputs"]["active_params"], 1.0) / 1e9,
            "band",
            "6ND alone: attention at 4,096 tokens is left out.",
        ),
        Case("B128", "training.recompute_flop", _days),
        *(Case(f"B{n}", "training.recompute_flop", _days, "band", days) for n in range(130, 136)),
        Case("B055", "training.rental_cost", lambda _: training.rental_cost(of("B053"), 2.0)),
        Case("B063", "catalogue.models", lambda _: models()["qwen2.5-7b"].training_tokens),
        Case("B064", "catalogue.models", lambda _: models()["qwen3-8b"].training_tokens),
    ]


def _of(fact: Mapping) -> dict[str, float]:
    return {"parameters": fact["inputs"]["params"], "tokens": fact["inputs"]["tokens"]}


def _attention_per_token(layers: int, width: int, sequence: int) -> float:
    return float(training.training_attention_flop(layers, width, sequence, 1.0, visible=1))


# Layers and width of MosaicML's models, which the table of benchmarks leaves to its configuration files.
_MPT = {"B153": (80, 8192), "B157": (40, 5120), "B161": (32, 2560), "B163": (40, 5120)}
# Korthikanti et al.: layers, width, batch in sequences, cards, fact with the seconds of an iteration.
_SELECTIVE = {"B138": (48, 6144, 4, 8, "B137"), "B142": (96, 12288, 64, 64, "B141")}


def _mpt(fact: Mapping, shape: tuple[int, int], passes: float = 3.0) -> float:
    """Utilisation from tokens per second; ``passes`` counts forward passes' worth, four where all of them are run twice."""
    i = fact["inputs"]
    per_token = (6 * i["params"] + _attention_per_token(*shape, i["seq_len"])) * passes / 3
    return float(training.model_flops_utilisation(per_token, i["tokens_per_s_per_gpu"], 1, i["peak_flops"]))


def _selective(shape: tuple, recomputed: float) -> float:
    """Utilisation from an iteration's time; ``recomputed`` counts attention's forward pass again where it is run twice."""
    layers, width, batch, cards, time = shape
    weights = 12 * layers * width**2 + 51_200 * width
    per_token = 6 * weights + _attention_per_token(layers, width, 2048) * (1 + recomputed / 3)
    return float(training.model_flops_utilisation(per_token, batch * 2048 / of(time), cards, A100))


def _utilisations() -> list[Case]:
    by = "training.model_flops_utilisation"
    palm = models()["palm-540b"]
    wide = _attention_per_token(palm.layers, palm.heads * palm.head_dim, 2048)

    def pathways(fact: Mapping, attention: float = 0.0) -> float:
        i = fact["inputs"]
        return float(training.model_flops_utilisation(6 * i["params"] + attention, i["tokens_per_s"], i["chips"], i["peak_flops"]))

    thrice = "Reproduced when the attention that is computed again counts three forward passes; it is one."
    selective = "Batch and cards from table 3 of the paper; the time is the neighbouring fact."
    return [
        Case("B092", by, lambda row: pathways(row, wide)),
        Case("B093", by, pathways),
        *(Case(name, by, lambda row, shape=shape: _mpt(row, shape)) for name, shape in _MPT.items()),
        *(
            Case(
                f"B{int(name[1:]) + 1}",
                by,
                lambda row, shape=shape: _mpt(row, shape, 4.0 if row["inputs"]["activation_checkpointing"] else 3.0),
            )
            for name, shape in _MPT.items()
        ),
        *(Case(name, by, lambda _, shape=shape: _selective(shape, 0.0), note=selective) for name, shape in _SELECTIVE.items()),
        *(
            Case(f"B{int(name[1:]) + 1}", by, lambda _, shape=shape: _selective(shape, 1.0), note=selective, miss=thrice)
            for name, shape in _SELECTIVE.items()
        ),
        *(Case(f"B{n}", "roofline.attainable", lambda _: A100 / 1e12, "bound") for n in (118, 119, 120, 122, 124, 125)),
    ]


def cases() -> list[Case]:
    """Every prediction of this group."""
    return [*_runs(), *_energies(), *_computes(), *_utilisations()]
