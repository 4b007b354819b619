"""The command line: the issue's command and schema, lists, presets, and refusals of one line with exit code 2."""

import json
import re

import pytest

from app.cli import main
from formulas.catalogue import accelerators, grids, precisions
from formulas.model.public import public
from formulas.registry import equations
from formulas.scaling import LAWS
from formulas.version import VERSION
from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from instruments.forge.presets import presets
from instruments.frame import pinned
from tests.instruments.forge.designs import defaults, notes

THE_ISSUES = ["dossier", "--compute", "1e25", "--overtrain", "4", "--context", "131072", "--precision", "fp8", "--gpu", "h100", "--json"]


def run(capsys, *arguments: str) -> str:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refused(capsys, *arguments: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    out, err = capsys.readouterr()
    assert stopped.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert err.startswith("forge")
    return err.strip()


def dossier_of(capsys, *arguments: str) -> dict:
    return json.loads(run(capsys, "dossier", *arguments, "--json"))


@pytest.mark.host
def test_the_issues_command_in_a_process_of_its_own(forge):
    """Warnings are errors there, and Panel must not be needed."""
    done = forge(*THE_ISSUES)
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert data["schema"] == 1
    assert list(data["fields"]) == list(FIELDS)
    for name, value, half_digit in (
        ("total_parameters", 156e9, 0.5e9),
        ("training_tokens", 10.7e12, 0.05e12),
        ("tokens_per_parameter", 68, 0.5),
        ("predicted_loss", 1.917, 0.0005),
        ("training_gpu_hours", 6.2e6, 0.05e6),
        ("training_cost", 12.5e6, 0.05e6),
        ("weight_bytes", 156e9, 0.5e9),
        ("cards_per_replica", 3, 0),
        ("decode_ceiling_one_card", 21, 0.5),
        ("kv_cache_per_user", 51.5e9, 0.05e9),
        ("concurrent_users", 1, 0),
    ):
        assert data["fields"][name]["value"] == pytest.approx(value, abs=half_digit, rel=0), name
    assert data["fields"]["total_parameters"].keys() == {"value", "unit", "trust", "equation"}
    assert data["fields"]["total_parameters"]["unit"] == "parameter"
    assert data["verdict"]["feasible"] is True
    assert data["verdict"]["constraint"] is None
    assert data["verdict"]["repair"] is None


@pytest.mark.host
def test_a_refusal_in_a_process_of_its_own(forge):
    done = forge("dossier", "--compute", "-1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "forge: Training compute (FLOP) is -1: must be at least 1e15 and at most 1e30\n"


def test_a_design_that_fails_is_told_with_its_repair(capsys):
    verdict = dossier_of(capsys, "--gpu", "mi250x")["verdict"]
    assert verdict["feasible"] is False
    assert verdict["constraint"] == "precision"
    assert verdict["repair"].keys() == {"decision", "value", "sentence", "then"}
    mended = verdict["repair"]
    again = dossier_of(capsys, "--gpu", "mi250x", "--set", f"{mended['decision']}={mended['value']}")["verdict"]
    assert again["feasible"] is (mended["then"] == "")


def test_a_card_without_fp8_serves_it_unpacked(capsys):
    """At the speed of the sixteen bits that it has, in the memory of eight."""
    stored, wide = (dossier_of(capsys, "--gpu", "a100-80gb", "--precision", name) for name in ("fp8", "bf16"))
    assert stored["verdict"]["feasible"] is True
    assert stored["fields"]["weight_bytes"]["value"] == wide["fields"]["weight_bytes"]["value"] / 2


def test_every_field_is_from_an_equation_that_is_listed(capsys):
    listed = {line.split()[0] for line in run(capsys, "dossier", "--list", "equations").splitlines()}
    assert listed == set(equations())
    assert {field["equation"] for field in dossier_of(capsys)["fields"].values()} <= listed


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        ("gpus", accelerators()), ("models", public()), ("laws", LAWS), ("equations", equations()),
        ("presets", presets()), ("inputs", defaults()), ("precisions", precisions()), ("grids", grids()),
    ],
)  # fmt: skip
def test_lists_name_what_there_is(capsys, kind, ids):
    assert [line.split()[0] for line in run(capsys, "dossier", "--list", kind).splitlines()] == list(ids)


@pytest.mark.parametrize("name", presets())
def test_presets_by_name(capsys, name):
    assert dossier_of(capsys, "--preset", name)["design"] == presets()[name].values


def test_options_change_the_preset_they_start_from(capsys):
    design = dossier_of(capsys, "--preset", "llama-3-70b", "--context", "8k", "--set", "cards=16")["design"]
    assert design == presets()["llama-3-70b"].values | {"context": 8192, "cards": 16}


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--overtrain", "1,5"], "overtraining", 1.5), (["--compute", "2,5e24"], "training_compute", 2.5e24),
        (["--set", "training_price=2,50"], "training_price", 2.5), (["--set", "training_price=$2.50"], "training_price", 2.5),
        (["--compute", "38.0 YFLOP"], "training_compute", 3.8e25), (["--compute", "10**25"], "training_compute", 1e25),
        (["--compute", "3.8 \N{MULTIPLICATION SIGN} 10\u00b2\u2075"], "training_compute", 3.8e25),
        (["--set", "utilisation=45 %"], "utilisation", 0.45), (["--context", "128k tokens"], "context", 131_072),
        (["--moe", "18:1"], "total_to_active", 18), (["--set", "target_days=2160 hours"], "target_days", 90),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(capsys, arguments, name, value):
    assert dossier_of(capsys, *arguments)["design"][name] == value


def test_a_ratio_makes_a_mixture(capsys):
    data = dossier_of(capsys, "--moe", "18")
    assert (data["design"]["architecture"], data["design"]["total_to_active"]) == ("moe", 18)
    assert data["fields"]["total_parameters"]["value"] == pytest.approx(18 * data["fields"]["active_parameters"]["value"])


def test_every_input_may_be_set(capsys):
    texts = [part for name, value in defaults().items() for part in ("--set", f"{name}={'auto' if value is None else value}")]
    assert main(["dossier", *texts, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["design"] == defaults()
    assert err.splitlines() == [f"forge: {note}" for note in notes(defaults(), defaults())]


def test_the_table_shows_every_row_and_the_verdict(capsys):
    text = run(capsys, "dossier")
    for field in FIELDS.values():
        assert field.label in text
    assert "Feasible." in text
    assert "156 B parameters" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dossier", "--compute", "nan"], "'nan' is not a number"),
        (["dossier", "--compute", "1e99"], "Training compute (FLOP) is 1e99: must be at least 1e15 and at most 1e30"),
        (["dossier", "--compute", "10^400.5"], "Training compute (FLOP) is 10^400.5: must be at least 1e15"),
        (["dossier", "--overtrain", "0"], "must be at least 0.001"),
        (["dossier", "--context", "8.5"], "must be a whole number"),
        (["dossier", "--gpu", "h10"], "'h10': no such name; near: h100-sxm, "),
        (["dossier", "--precision", "fp7"], "'fp7': no such name; near: fp8, "),
        (["dossier", "--law", "moore"], "must be one of seed, besiroglu2024"),
        (["dossier", "--preset", "gpt-9"], "preset is 'gpt-9': no such name; near: gpt-3-175b (all: --list presets)"),
        (["dossier", "--set", "context"], "--set is 'context': must be KEY=VALUE"),
        (["dossier", "--set", "colour=red"], "'colour' is no input of the Forge"),
        (["dossier", "--set", "training_precision=fp4"], "Training precision is FP4: NVIDIA H100 SXM cannot multiply it"),
        (["dossier", "--set", "target_days=0"], "Training duration (days) is 0: must be above 0 and at most 36,500"),
        (["dossier", "--set", "target_days=90 GB"], "Training duration (days): '90 GB' is in GB: must be in days"),
        (["dossier", "--set", "pue=1,100"], "is 1,100: must be at least 1 and at most 10; if the comma is the decimal mark, type 1.100"),
        (["dossier", "--set", "utilisation=45"], "must be above 0 and at most 1; for 45 per cent type 45%"),
        (["dossier", "--compute", "3,162e25"], "can be read in two ways: write 3.162 or 3162 before the power"),
        (["dossier", "--overtrain", "12,34,567"], "'12,34,567' is not a number"),
        (["dossier", "--moe", "500"], "Total over active parameters is 500: must not exceed experts over top-k"),
        (["dossier", "--list", "things"], "'things': there is no such list; there are for example gpus"),
        (["dossier", "--bogus"], "unrecognized arguments: --bogus"),
        (["dossier", "--compute"], "expected one argument"),
        (["dossier", "--set", "context=1\n2"], "not a number"),
        (["bogus"], "invalid choice"),
        ([], "required: COMMAND"),
    ],
)
def test_refusals_are_one_line(capsys, arguments, words):
    assert words in refused(capsys, *arguments)


def test_all_faults_are_told_at_once(capsys):
    message = refused(capsys, "dossier", "--compute", "x", "--gpu", "zzz", "--set", "colour=red")
    assert [part for part in ("'x' is not a number", "'zzz'", "'colour'") if part not in message] == []


def test_an_input_that_does_nothing_is_told_beside_the_dossier(capsys):
    """On the error stream, so that JSON stays JSON, and in it."""
    sentence = "Window: no effect with Latent (MLA), only with Sliding window."
    for window in ("100", "4096"):
        arguments = ["dossier", "--set", "attention=mla", "--set", f"window={window}"]
        assert main([*arguments, "--json"]) == 0
        out, err = capsys.readouterr()
        assert err == f"forge: {sentence}\n"
        assert json.loads(out)["notes"] == [sentence]
        assert main(arguments) == 0
        assert capsys.readouterr().err == f"forge: {sentence}\n"
    assert dossier_of(capsys, "--set", "attention=sliding", "--set", "window=100")["notes"] == []


def test_a_sites_own_carbon_and_price_of_power(capsys):
    """Half a kilogram per kWh is 500 g; a price of 0.1 USD/kWh makes a bill of a tenth of the kilowatt-hours."""
    fields = dossier_of(capsys, "--set", "carbon_intensity=500", "--set", "electricity_price=0.1")["fields"]
    energy = fields["training_energy"]["value"]
    assert fields["training_carbon"]["value"] == pytest.approx(0.5 * energy)
    assert fields["electricity_cost"] == {
        "value": pytest.approx(0.1 * energy), "unit": "USD", "trust": "estimate", "equation": "energy.electricity_cost",
    }
    empty = dossier_of(capsys)["fields"]
    assert empty["electricity_cost"]["value"] == pytest.approx(0.0804 * energy)
    assert empty["training_carbon"]["value"] == pytest.approx(0.369473 * energy)
    assert dossier_of(capsys, "--set", "carbon_intensity=0")["fields"]["training_carbon"]["value"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--set", "context=1k", "--set", "context=2k"],
        ["--context", "1k", "--set", "context=2k"],
        ["--moe", "4", "--set", "total_to_active=4"],
    ],
)
def test_an_input_is_given_once(capsys, arguments):
    """As in a link: of two values one would be dropped without a word."""
    assert refused(capsys, "dossier", *arguments).endswith("is given twice: give it once")


def test_a_ratio_with_the_dense_kind_is_told_to_do_nothing(capsys):
    assert main(["dossier", "--moe", "4", "--set", "architecture=dense"]) == 0
    assert "Total over active parameters: no effect with Dense" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["preset", "gpu", "precision", "law"])
def test_an_empty_name_is_refused(capsys, option):
    assert f"(all: --list {option.removesuffix('s')}s)" in refused(capsys, "dossier", f"--{option}", "")


@pytest.mark.parametrize("kind", ["gpus", "models", "laws", "equations", "presets", "inputs", "precisions", "grids"])
def test_lists_are_json_where_it_is_asked_for(capsys, kind):
    rows = json.loads(run(capsys, "dossier", "--list", kind, "--json"))
    lines = run(capsys, "dossier", "--list", kind).splitlines()
    assert [line.split(maxsplit=1) for line in lines] == [[name, told] for name, told in rows.items()]


def test_an_unknown_input_is_led_to_the_list(capsys):
    assert refused(capsys, "dossier", "--set", "colour=red") == "forge: 'colour' is no input of the Forge (all: --list inputs)"


def test_of_many_faults_a_few_are_told(capsys):
    message = refused(capsys, "dossier", *(part for name in "abcdefgh" for part in ("--set", f"{name}=1")))
    assert message.count("is no input") == 5
    assert "; and 3 more (all" in message


LINK = f"https://your.site/forge/#{pinned.pinned(Forge(context=8192, accelerator='b200'))}"


@pytest.mark.parametrize("link", [LINK, LINK.replace("/forge/#", "/app#/forge?"), LINK.partition("#")[2], LINK.partition(";as-of")[0]])
def test_a_link_opens_on_the_command_line(capsys, link):
    assert dossier_of(capsys, "--link", link)["design"] == defaults() | {"context": 8192, "accelerator": "b200"}
    changed = dossier_of(capsys, "--link", link, "--context", "4096")["design"]
    assert changed == defaults() | {"context": 4096, "accelerator": "b200"}


def test_a_link_made_with_other_numbers_says_so_on_the_command_line(capsys, monkeypatch):
    monkeypatch.setattr(pinned, "HISTORY", {VERSION: "Now.", "2026-10": "Then."})
    figure = re.search(f"{pinned.tag('training_cost')}[^,]*", LINK)[0]
    link = LINK.replace(VERSION, "2026-10").replace(figure, f"{figure[:3]}1e7")
    line = "Made with the numbers of 2026-10: training cost then 10.0 M USD, now 12.5 M USD (+24.8%); the rest is unchanged."
    assert main(["dossier", "--link", link, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == f"forge: {line}\n"
    assert json.loads(out)["notes"] == [line]
    assert json.loads(out)["numbers"] == VERSION
    assert main(["dossier", "--link", link, "--context", "4096"]) == 0
    assert capsys.readouterr().err == "", "of another design the link says nothing"


def test_a_link_without_a_state_is_the_design_as_it_comes(capsys):
    assert main(["dossier", "--json"]) == main(["dossier", "--json", "--link", "https://your.site/forge/"]) == 0
    first, second = capsys.readouterr().out.split("\n}\n")[:2]
    assert first == second


def test_a_link_that_cannot_be_used_is_refused(capsys):
    assert "The link could not be used ('colour' is no input of the Forge" in refused(capsys, "dossier", "--link", "#v1;colour=red")
    assert "version is not known here" in refused(capsys, "dossier", "--link", "https://your.site/forge/#v0")
    assert "not beside --preset" in refused(capsys, "dossier", "--link", LINK, "--preset", "course-default")
