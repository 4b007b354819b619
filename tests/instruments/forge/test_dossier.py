"""The dossier: the issue's worked design by field, its JSON, and what it knows of its own limits."""

import json
import random

import pytest

from formulas.registry import equations
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS

from .designs import defaults, possible_values

WORKED = defaults() | {"layers": 96, "kv_heads": 8, "head_dim": 128}
FIELD_IDS = (  # noqa: SIM905
    "total_parameters active_parameters training_tokens tokens_per_parameter predicted_loss training_compute training_fleet training_cost "
    "weight_bytes decode_ceiling_one_card decode_ceiling_sharded kv_cache_per_user concurrent_users cards_per_replica training_gpu_hours "
    "training_energy training_carbon electricity_cost time_to_first_token cost_per_million_tokens"
).split()
# As the issue prints them, with half of the last printed digit.
PRINTED = {
    "total_parameters": (156e9, 0.5e9), "training_tokens": (10.7e12, 0.05e12), "tokens_per_parameter": (68, 0.5),
    "predicted_loss": (1.917, 0.0005),
    "training_gpu_hours": (6.2e6, 0.05e6), "training_cost": (12.5e6, 0.05e6), "weight_bytes": (156e9, 0.5e9), "cards_per_replica": (3, 0),
    "decode_ceiling_one_card": (21, 0.5), "kv_cache_per_user": (51.5e9, 0.05e9), "concurrent_users": (1, 0),
    "training_compute": (1e25, 1e12),
}  # fmt: skip


def test_field_ids_are_the_issues_and_others_follow_them():
    assert list(FIELDS)[:len(FIELD_IDS)] == FIELD_IDS
    assert list(FIELDS)[len(FIELD_IDS):] == [
        "held_hours", "dies_per_wafer", "training_wafers",
        "unique_tokens", "epochs", "effective_tokens", "h100_equivalents", "site_power", "rated_power",
        "capped_speed", "shortest_run",
        "bits_per_byte", "law_spread", "loss_by_rounding", "lifetime_flop", "best_overtraining", "repaid_by", "repaying_tokens",
        "development_cost",
        "grouped_users", "batched_step_time", "batched_cost",
    ]


@pytest.mark.parametrize("values", [defaults(), WORKED], ids=["default", "worked"])
@pytest.mark.parametrize("name", PRINTED)
def test_the_worked_design(name, values):
    """The default design is the worked one: the shape rule gives its 96 layers and 8 heads of 128 by itself."""
    value, half_digit = PRINTED[name]
    assert dossier(values).figures[name].value == pytest.approx(value, abs=half_digit, rel=0)


def test_the_worked_design_stands():
    verdict = dossier(WORKED).verdict
    assert verdict.feasible
    assert verdict.repair is None


@pytest.mark.parametrize("name", FIELDS)
def test_every_figure_has_an_equation_of_its_unit(name):
    figure = dossier(defaults()).figures[name]
    entry = equations()[figure.equation]
    assert figure.unit == FIELDS[name].unit
    assert figure.trust == entry.trust or entry.trust == "exact"
    assert entry.result.unit == figure.unit


@pytest.mark.parametrize("seed", range(40))
def test_json_is_strict_and_whole(seed):
    """No NaN or infinity, which JSON does not have; unknown figures are null."""
    values = possible_values(random.Random(seed), extreme=seed % 2 == 1)
    data = json.loads(json.dumps(dossier(values).to_json(), allow_nan=False))
    assert list(data) == ["schema", "numbers", "design", "fields", "verdict", "notes"]
    assert data["schema"] == 1
    assert data["design"] == values
    assert list(data["fields"]) == list(FIELDS)
    for field in data["fields"].values():
        assert field.keys() - {"flag"} == {"value", "unit", "trust", "equation"}
        assert field["value"] is None or field["value"] >= 0
    verdict = data["verdict"]
    assert {"feasible", "constraint", "repair"} <= verdict.keys()
    assert (verdict["constraint"] is None) == verdict["feasible"]
    assert verdict["sentence"]


def test_an_unknown_price_leaves_the_cost_open():
    """Nobody publishes what an hour of a TPU v7 costs, nor what it draws; a price that is typed in counts."""
    values = defaults() | {"training_accelerator": "tpu-v7", "accelerator": "tpu-v7"}
    figures = dossier(values).figures
    unknown = {name for name, figure in figures.items() if figure.value is None}
    dies = {"dies_per_wafer", "training_wafers"}
    power = {"training_energy", "training_carbon", "electricity_cost", "site_power", "rated_power"}
    assert unknown == {"training_cost", "development_cost", "cost_per_million_tokens", "batched_cost"} | power | dies
    priced = dossier(values | {"training_price": 3.0, "serving_price": 3.0}).figures
    still = {name for name, figure in priced.items() if figure.value is None}
    assert still == power | dies


def test_what_makes_a_step_unknown_is_named_wherever_it_is_missed():
    """No link of a GH200 is published: that is said of the price that follows too."""
    alone = dossier(defaults() | {"accelerator": "gh200", "serving_price": 3.0})
    for name in ("batched_step_time", "batched_cost"):
        assert alone.unknown(alone.figures[name]) == "no published link: its maker does not state it for this card"


@pytest.mark.parametrize("card", ["tpu-v4", "a100-40gb"])
def test_a_card_whose_die_is_not_in_the_catalogue_says_so(card):
    """One that is not known, and one that shares its die with a card that is there."""
    found = dossier(defaults() | {"training_accelerator": card})
    for name in ("dies_per_wafer", "training_wafers"):
        assert found.unknown(found.figures[name]) == "not known: the catalogue has no die of this card that is cut from a wafer"


@pytest.mark.parametrize(
    ("changes", "flagged"),
    [
        ({"training_compute": 1e22, "overtraining": 1.0}, False),
        ({"training_compute": 1e25}, True),
        ({"training_compute": 1e18}, True),
        ({"training_compute": 1e22, "overtraining": 1.0, "architecture": "moe"}, True),
    ],
)
def test_a_loss_beyond_what_was_fitted_is_flagged(changes, flagged):
    figures = dossier(defaults() | changes).figures
    assert ("extrapolated" in (figures["predicted_loss"].flag or "")) == flagged
    beyond = {name for name, figure in figures.items() if figure.flag}
    assert beyond <= {"predicted_loss", "loss_by_rounding", "best_overtraining", "repaid_by", "repaying_tokens"}
