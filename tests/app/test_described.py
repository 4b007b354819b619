"""``model`` on the command line: the issue's values, the catalogue's models, a configuration, and refusals of one line."""

import json

import pytest

from formulas.model.public import public
from tests.app.test_cli import refused, run
from tests.few import few

CONFIGURATIONS = {name: model.configuration for name, model in public().items() if model.configuration}


def told(capsys, *arguments):
    return json.loads(run(capsys, "model", *arguments, "--json"))


@pytest.mark.parametrize(("arguments", "path", "right", "rel"), [
    (["gpt-oss-120b", "--form", "mxfp4-experts"], ("bytes", "total"), 65.2e9, 0.002),
    (["llama-3.1-405b", "--form", "fp8-mlp"], ("bytes", "total"), 487e9, 0.002),
    (["deepseek-v3", "--cache", "q8_0", "--context", "32768"], ("cache", "bytes"), 1166.6 * 2**20, 1e-4),
    (["gemma-3-27b", "--context", "131072"], ("flop", "prompt"), 8.23e15, 0.002),
    (["gemma-3-27b", "--context", "128k"], ("flop", "prompt_with_every_logit"), 8.60e15, 0.002),
    (["deepseek-v3", "--context", "131072"], ("flop", "prompt"), 5.23e16, 0.002),
    (["llama-3-8b"], ("parameters", "total"), 8_030_261_248, 0),
    (["gpt-oss-120b"], ("bytes", "total"), 65.2e9, 0.002),
    (["mixtral-8x7b", "--form", "q4_k_m"], ("bytes", "total"), 26.44e9, 0.001),
    (["mixtral-8x7b", "--form", "gguf-q4_k_m"], ("bytes", "total"), 28.45e9, 0.001),
    (["qwen2.5-72b", "--form", "awq"], ("bytes", "total"), 41.5e9, 0.005),
    (["deepseek-v3.2", "--cache", "fp8-flashmla"], ("cache", "bytes_per_token"), 48_068, 0),
    (["qwen3.5-27b", "--context", "262144"], ("cache", "bytes"), 16 * 2**30, 0.02),
    (["kimi-linear", "--context", "131072"], ("cache", "bytes"), 0.98 * 2**30, 0.05),
])  # fmt: skip
def test_what_an_engine_prints(capsys, arguments, path, right, rel):
    found = told(capsys, *arguments)
    assert found[path[0]][path[1]] == pytest.approx(right, rel=rel, abs=0)


def test_parts_add_up(capsys):
    found = told(capsys, "mixtral-8x7b", "--form", "q4_k_m")
    for each in ("parameters", "bytes"):
        parts = {name: number for name, number in found[each].items() if name not in {"total", "text", "active"}}
        assert sum(parts.values()) == pytest.approx(found[each]["total"])
    assert found["form"]["trust"] != "exact"


@pytest.mark.parametrize("name", few(sorted(CONFIGURATIONS), *sorted(CONFIGURATIONS)[::6]))
def test_every_public_configuration_is_read_from_a_file(capsys, tmp_path, name):
    file = tmp_path / name.replace("/", "-") / "config.json"
    file.parent.mkdir()
    file.write_text(CONFIGURATIONS[name], "utf-8")
    found = told(capsys, "--config", str(file))
    assert found["parameters"]["total"] > 0
    assert found["flop"]["prompt"] > 0
    text = run(capsys, "model", "--config", str(file))
    assert " nan" not in text
    assert all(part in text for part in ("checkpoint", "active parameters"))


def test_refusals_are_one_line_and_say_what_to_do(capsys, tmp_path):
    assert "not both" in refused(capsys, "model")
    assert "not both" in refused(capsys, "model", "gpt-2", "--config", "config.json")
    assert "cannot be read" in refused(capsys, "model", "--config", str(tmp_path / "none.json"))
    (tmp_path / "large.json").write_text("[" + "1," * 600_000 + "1]")
    assert "must have at most" in refused(capsys, "model", "--config", str(tmp_path / "large.json"))
    (tmp_path / "list.json").write_text("[1]")
    assert refused(capsys, "model", "--config", str(tmp_path / "list.json"))
    assert "mixtral-8x7b" in refused(capsys, "model", "mixtral")
    assert "--list forms" in refused(capsys, "model", "gpt-2", "--form", "bf15")
    assert "--list caches" in refused(capsys, "model", "gpt-2", "--cache", "bf15")
    for bad in ("long", "0", "-5", "1e300"):
        assert "--context" in refused(capsys, "model", "gpt-2", f"--context={bad}")


def test_lists_name_what_can_be_chosen(capsys):
    for kind, one in (("models", "gpt-2"), ("forms", "awq"), ("caches", "fp8-flashmla")):
        assert f"{one} " in run(capsys, "model", "--list", kind)
