"""Designs that start from a model that exists: the issue's values, configurations of all kinds, addresses, and what may still move."""

import base64
import json
import warnings
import zlib

import pytest

from app.cli import main
from formulas.model.link_word import LONGEST, pack, unfold, unpacked
from formulas.model.public import public
from formulas.model.reader import MOST_BYTES, loads
from instruments.forge.curves import loss
from instruments.forge.dossier import dossier
from instruments.forge.inputs import Inputs
from instruments.forge.model import Forge
from instruments.forge.resolve import described
from instruments.forge.seek import Goal, seek, tornado
from instruments.frame.address import LONGEST as LONGEST_LINK
from instruments.frame.address import decode, encode
from tests.few import few

from .designs import defaults

CONFIGURED = {name: model.configuration for name, model in public().items() if model.configuration}
GPT2 = '{"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257, "n_positions": 1024}'


def of(model, **changes):
    """The dossier of a public model."""
    return dossier(defaults() | {"start": "model", "model": model} | changes)


def figure(result, name):
    return result.figures[name].value


def run(capsys, *arguments):
    assert main(["dossier", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("arguments", "row", "right", "rel"), [
    (["--model", "gpt-oss-120b"], "weight_bytes", 65.2e9, 0.002),
    (["--model", "llama-3.1-405b", "--form", "fp8-mlp"], "weight_bytes", 487e9, 0.002),
    (["--model", "qwen2.5-72b", "--form", "awq"], "weight_bytes", 41.5e9, 0.005),
    (["--model", "mixtral-8x7b", "--form", "q4_k_m"], "weight_bytes", 26.44e9, 0.001),
    (["--model", "deepseek-v3", "--cache", "q8_0", "--context", "32768"], "kv_cache_per_user", 1166.6 * 2**20, 1e-4),
    (["--model", "deepseek-v3.2", "--cache", "fp8-flashmla", "--context", "100000"], "kv_cache_per_user", 48_068e5, 1e-9),
    (["--model", "qwen3.5-27b", "--context", "262144"], "kv_cache_per_user", 16 * 2**30, 0.02),
    (["--model", "kimi-linear", "--context", "131072"], "kv_cache_per_user", 0.98 * 2**30, 0.05),
])  # fmt: skip
def test_what_an_engine_prints(capsys, arguments, row, right, rel):
    assert run(capsys, *arguments)["fields"][row]["value"] == pytest.approx(right, rel=rel, abs=0)


@pytest.mark.parametrize(("model", "flop"), [("gemma-3-27b", 8.23e15), ("deepseek-v3", 5.23e16)])
def test_a_prompt_of_131_072_tokens(model, flop):
    found = of(model, prompt=131_072, context=131_072).chain["prefill_flop"]
    assert float(found.value) == pytest.approx(flop, rel=0.002)
    assert found.equation.id == "model.work.pass_flop"


def test_a_file_on_the_command_line_ships_as_it_says(capsys, tmp_path):
    """Its name is the folder's; the form is that of its quantization_config."""
    file = tmp_path / "My-Model" / "config.json"
    file.parent.mkdir()
    file.write_text(CONFIGURED["deepseek-v3"], "utf-8")
    data = run(capsys, "--config", str(file), "--gpu", "h200", "--context", "32k")
    assert data["fields"]["weight_bytes"]["value"] == pytest.approx(figure(of("deepseek-v3"), "weight_bytes"))
    assert unpacked(data["design"]["configuration"]).name == "My-Model"
    assert data["fields"]["weight_bytes"]["trust"] == "exact"


@pytest.mark.parametrize(("arguments", "told"), [
    (["--model", "no-such-model"], "Model is"),
    (["--config", "/no/such/file"], "cannot be read"),
    (["--model", "gpt-2", "--config", "x"], "not beside --model"),
    (["--model", "gpt-2", "--preset", "llama-3-8b"], "not beside a model"),
    (["--model", "gpt-2", "--form", "no-such-form"], "Checkpoint format is"),
])  # fmt: skip
def test_refusals_are_one_line(capsys, arguments, told):
    with pytest.raises(SystemExit):
        main(["dossier", *arguments])
    lines = capsys.readouterr().err.strip().splitlines()
    assert told in lines[-1]


@pytest.mark.parametrize("name", sorted(public()))
def test_every_public_model_gives_a_dossier_without_a_warning(name):
    """With every row told, the verdict, the workings' sources and the table of its memory; nothing is invented of its training."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = of(name)
        told = json.dumps(result.to_json())
    assert "NaN" not in told
    row = public()[name].row
    if row is None or not row.training_tokens:
        for each in result.figures.values():
            result.cited(each.id)
            if each.value is None and each.id in ("training_tokens", "predicted_loss", "training_cost", "law_spread", "best_overtraining"):
                assert result.unknown(each).short == "not published"
        assert figure(result, "training_cost") is None
        assert loss(result) is None
    parts = [row[-1] for row in result.breakdown("weight_bytes").rows]
    assert str(result.figures["weight_bytes"].shown) in map(str, parts)


@pytest.mark.parametrize("name", few(sorted(CONFIGURED), *sorted(CONFIGURED)[::5]))
def test_a_configuration_packed_is_the_same_model(name):
    word = pack(CONFIGURED[name])
    assert len(word) <= LONGEST
    assert unpacked(word) == loads(CONFIGURED[name])
    assert pack(unfold(word)) == word


def test_a_link_carries_a_configuration_and_says_the_rest():
    forge = Forge(start="configuration", configuration=CONFIGURED["deepseek-v3.2"], accelerator="h200", cache_precision="fp8-flashmla")
    link = encode(Forge, forge.values)
    assert len(link) < LONGEST_LINK
    assert decode(Forge, link) == (forge.values, "")
    assert decode(Forge, encode(Forge, defaults() | {"start": "model", "model": "kimi-k2"}))[0]["model"] == "kimi-k2"


def _word(text: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(packer.compress(text) + packer.flush()).decode().rstrip("=")


@pytest.mark.parametrize(("given", "told"), [
    ("", "damaged"),
    ("!!!", "damaged"),
    ("A" * (LONGEST + 1), "characters"),
    (_word(b" " * (2 * MOST_BYTES)), "damaged"),
    (_word(GPT2.encode())[:-4], "damaged"),
    (_word(GPT2.encode()) + "AAAA", "damaged"),
    (_word(b"\xff\xfe"), "damaged"),
    (_word(b"[1, 2]"), "a list"),
    ("{", "no JSON"),
    ("[" * 5000 + "{", "no JSON"),
    ('{"model_type": "bert"}', "must be that of a language model"),
    ('{"model_type": "llama", "hidden_size": 1e99}', "hidden_size is"),
    ('{"hello": "world"}', "the configuration has no"),
    ("{" + " " * MOST_BYTES + "}", "bytes: must have at most"),
    (GPT2.replace("12", "true", 1), "n_layer is True"),
])  # fmt: skip
def test_hostile_configurations_are_refused_with_a_sentence(given, told):
    with pytest.raises(ValueError, match=r"^Configuration") as refusal:
        Forge(start="configuration", configuration=given)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 300


def test_a_damaged_word_in_a_link_gives_the_default_design_and_says_so():
    values, notice = decode(Forge, "v1;start=configuration;configuration=abc")
    assert values == defaults()
    assert "packed configuration is damaged" in notice


def test_what_was_not_understood_is_told_and_nothing_is_exact():
    strange = json.loads(GPT2) | {"model_type": "nobody-knows", "strange_layers": 3, "intermediate_size": 3072}
    result = Forge(start="configuration", configuration=json.dumps(strange)).result
    assert "strange_layers" in result.remarks[0]
    assert result.remarks[0] in result.to_json()["notes"]
    for name in ("total_parameters", "weight_bytes", "kv_cache_per_user"):
        assert result.figures[name].trust == "estimate"


def test_a_context_longer_than_the_models_own_is_told():
    assert of("qwen2.5-7b", context=131_072).remarks == (
        "The context is longer than 32,768 tokens, the longest sequence that the configuration names.",
    )
    assert of("qwen2.5-7b", context=32_768).remarks == ()


def test_tokens_that_were_typed_make_the_run():
    result = of("gpt-oss-120b", training_tokens=10e12)
    assert figure(result, "training_compute") == pytest.approx(6 * figure(result, "active_parameters") * 10e12)
    assert figure(result, "predicted_loss") is not None
    assert loss(result) is not None


def test_a_budgets_decisions_count_for_nothing_and_are_told():
    changes = {"overtraining": 9.0, "attention": "mla", "latent_width": 64, "layers": 7}
    assert of("gpt-oss-120b", **changes).to_json()["fields"] == of("gpt-oss-120b").to_json()["fields"]
    (note,) = of("gpt-oss-120b", **changes).notes
    assert note == "Over-training, Attention, Latent width, Layers: no effect with Model, only with Budget."
    (note,) = dossier(defaults() | {"checkpoint_format": "awq", "training_tokens": 1e12}).notes
    assert note == "Checkpoint format, Training tokens: no effect with Budget, only with Model or Configuration."


def test_goals_are_sought_of_a_budget_alone():
    answer = seek(of("gpt-oss-120b").values, [Goal("predicted_loss", "<=", 1.9)])
    assert not answer.found
    assert "its size are facts" in answer.sentence


def test_sensitivity_moves_what_can_still_be_chosen():
    bars = {bar.decision: bar for bar in tornado(of("llama-3-8b").values, "weight_bytes")}
    assert bars.keys() == {"context", "checkpoint_format", "accelerator", "utilisation"}
    assert bars["checkpoint_format"].at_lower < bars["checkpoint_format"].at_raised


@pytest.mark.parametrize(("model", "changes"), [
    ("deepseek-v3", {"accelerator": "l4"}),
    ("llama-3-8b", {"accelerator": "l4", "context": 1_000_000}),
    ("gemma-3-27b", {"accelerator": "rtx-4090"}),
    ("kimi-k2", {"accelerator": "h100-sxm", "cards": 8}),
])  # fmt: skip
def test_a_repair_moves_what_can_still_be_chosen_and_repairs(model, changes):
    verdict = of(model, **changes).verdict
    assert not verdict.feasible
    repair = verdict.repair
    assert repair is not None
    assert repair.decision in {"context", "target_days", "cache_precision", "accelerator", "cards"}
    again = of(model, **changes | {repair.decision: repair.value}).verdict
    assert again.feasible or again.first.constraint.id != verdict.first.constraint.id


def test_a_design_is_worked_out_once():
    assert described(of("gpt-oss-120b").values) is described(of("gpt-oss-120b", context=4096).values)
    assert described(defaults()) is None


def test_the_example_is_the_catalogues():
    example, ours = unpacked(Inputs.param["configuration"].default), public()["qwen2.5-7b"].description
    assert (example.groups, example.d_model, example.vocabulary, example.form) == (ours.groups, ours.d_model, ours.vocabulary, ours.form)
