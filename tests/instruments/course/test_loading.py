"""Data files: found in every folder of instruments, and every fault of every file told together."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

import instruments as package
from instruments.course.loading import checked, code_of, exercises, parse
from instruments.course.variant import Variant

ROOT = Path(__file__).parents[3]
GOOD = {
    "title": "T",
    "place": 1,
    "prompt": ["A model of {parameters} on {tokens}."],
    "given": {
        "parameters": {"unit": "parameter", "value": 1e9, "among": [1e9, 2e9]},
        "tokens": {"unit": "token", "value": 1e12, "between": [1e11, 1e13]},
        "card": {"catalogue": "accelerators", "value": "h100-sxm"},
        "peak": {"row": "card", "field": "peak_bf16_flop_per_s", "unit": "FLOP/s"},
        "share": {"unit": "%", "value": 45},
    },
    "steps": {
        "compute": {"formula": "training.training_flop", "arguments": {"parameters": "parameters", "tokens": "tokens"}},
        "hours": {"formula": "training.accelerator_hours", "arguments": {"compute": "compute", "peak": "peak", "utilisation": "share"}},
        "cost": {"instrument": "forge", "inputs": {"training_compute": "compute"}, "row": "training_cost"},
    },
    "parts": {
        "n": {"kind": "number", "prompt": ["?"], "answer": "hours", "unit": "card-hours", "tolerance": {"scale": "log", "within": 0.02},
              "range": [1, 1e9], "hints": ["{peak}"], "mistakes": [{"answer": "compute", "says": ["{compute}"]}]},
        "c": {"kind": "choice", "options": {"a": {"text": ["a"], "step": "compute"}, "b": {"text": ["b"], "step": "hours"}},
              "pick": "largest"},
        "i": {"kind": "instrument", "instrument": "forge", "solution": {"precision": "fp8"},
              "conditions": [{"row": "training_cost", "most": "cost"}]},
        "f": {"kind": "function", "function": "f", "formula": "training.training_flop", "arguments": {"parameters": "p", "tokens": 1},
              "parameters": {"p": {"unit": "parameter", "among": [1, 2]}}},
    },
    "difficulty": 1,
    "minutes": 3,
    "strata": ["models"],
    "topics": ["training"],
}  # fmt: skip


def refused(*texts):
    with pytest.raises(ValueError, match=r".") as refusal:
        parse(texts)
    return str(refusal.value)


def test_a_good_file_is_read():
    (exercise,) = parse([("course", "good", json.dumps(GOOD))]).values()
    assert (exercise.id, exercise.owner, exercise.kind, exercise.code) == ("good", "course", "parts", code_of("good"))
    variant = Variant(exercise, "a")
    assert variant.key("n") > 0
    assert variant.key("c") == "a"
    assert variant.parts["i"].conditions == (f"Training cost: at most {variant.values.told('cost')}",)


def test_the_example_of_the_documentation_is_an_exercise():
    text = (ROOT / "docs" / "exercises.md").read_text("utf-8")
    example = text.partition("```json\n")[2].partition("```")[0]
    assert Variant(parse([("course", "example", example)])["example"], "").key("compute") == 2.4e23


def put(*path, value):
    def change(data):
        for each in path[:-1]:
            data = data[each]
        data[path[-1]] = value

    return change


N, C, I, F = (("parts", each) for each in "ncif")  # noqa: E741


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("title", value=3), "title is 3: must be text"),
        (put("colour", value="red"), "colour is no field"),
        (lambda data: data.pop("minutes"), "minutes is missing"),
        (put("difficulty", value=4), "difficulty is 4: must be a whole number from 1 to 3"),
        (put("topics", value=["cooking"]), "topics.0 is 'cooking': must be one of training, scaling"),
        (put("topics", value=[]), "topics and strata each need at least one"),
        (put("sources", value=["nobody1999"]), "sources.0 is 'nobody1999'"),
        (put("parts", value={}), "parts is empty"),
        (put("prompt", value=["{unknown}"]), "prompt tells unknown: no given value or step that may be told there"),
        (put("prompt", value=["{hours}"]), "prompt tells hours: no given value or step that may be told there"),
        (put(*N, "hints", value=["It is {hours}."]), "parts.n.hints tells hours"),
        (put(*N, "hints", value=[r"\(«hours»\)"]), "parts.n.hints tells hours: no given value"),
        (put("given", "card", "value", value="h200000"), "given.card names 'h200000': no row of accelerators"),
        (put("given", "peak", "field", value="colour"), "given.peak.field is 'colour': h100-sxm has no such number"),
        (put("given", "peak", "row", value="tokens"), "given.peak.row is 'tokens': no row that is given"),
        (put("given", "tokens", "between", value=[3, 1]), "given.tokens.between is [3, 1]: must be two numbers in order"),
        (put("given", "tokens", "between", value=[0, 1]), "given.tokens.between starts at 0: must be positive on a log scale"),
        (put("given", "parameters", "between", value=[1, 2]), "given.parameters has both among and between"),
        (put("given", "parameters", "unit", value="furlong"), "given.parameters.unit is 'furlong': no unit that is known"),
        (put("given", "parameters", value={}), "given.parameters has none of catalogue, row, value"),
        (put("steps", "compute", "formula", value="training.magic"), "steps.compute: equation is 'training.magic': no such equation"),
        (put("steps", "compute", "arguments", "colour", value=1), "steps.compute.arguments.colour: no argument of training.training_flop"),
        (put("steps", "compute", "arguments", value={"tokens": 1}), "steps.compute.arguments lacks parameters"),
        (put("steps", "compute", "arguments", "tokens", value="later"), "arguments.tokens is 'later': no given value or earlier step"),
        (put("steps", "compute", "arguments", "tokens", value="parameters"), "is 'parameters', in parameter: must be in token"),
        (put("steps", "compute", "arguments", "tokens", value="peak"), "is 'peak', in FLOP/s: must be in token"),
        (put("steps", "cost", "row", value="colour"), "steps.cost.row is 'colour': no row of forge"),
        (put("steps", "cost", "instrument", value="oven"), "steps.cost.inputs: 'oven' is no instrument"),
        (put("steps", "cost", "inputs", value={"colour": 1}), "steps.cost.inputs.colour: no input of forge"),
        (put("steps", "cost", "inputs", value={"precision": "fp1"}), "steps.cost.inputs.precision: Weight precision is 'fp1'"),
        (put("steps", "tokens", value=GOOD["steps"]["compute"]), "steps.tokens: a given value has that name as well"),
        (put(*N, "kind", value="guess"), "parts.n.kind is 'guess': must be one of number, choice, instrument, function"),
        (put(*N, "answer", value="nothing"), "parts.n.answer is 'nothing': no given value or step"),
        (put(*N, "unit", value="GB"), "parts.n.unit is 'GB': what gives the answer is in h"),
        (put(*N, "range", value=[3, 1]), "parts.n.range is [3, 1]: must be two numbers in order"),
        (put(*N, "tolerance", "within", value=0), "parts.n.tolerance.within is 0: must be a share of the key"),
        (put(*N, "mistakes", 0, "answer", value="x"), "parts.n.mistakes.0.answer is 'x': no given value or step"),
        (put(*C, "right", value="a"), "parts.c needs one of right and pick"),
        (put(*C, "options", value={"a": {"text": ["a"], "step": "compute"}}), "parts.c.options has 1: must be two or more"),
        (put(*C, "options", "a", "step", value="x"), "parts.c.options.a.step is 'x': no given value or step"),
        (put(*C, "options", "a", "text", value=["{compute}"]), "parts.c.options.a tells compute"),
        (put(*I, "conditions", 0, value={"row": "x", "most": 1}), "parts.i.conditions.0.row is 'x': no row of forge"),
        (put(*I, "conditions", 0, value={"input": "x", "most": 1}), "parts.i.conditions.0.input is 'x': no input of forge"),
        (put(*I, "conditions", 0, value={"row": "training_cost"}), "parts.i.conditions.0 needs one of is, least and most"),
        (put(*I, "conditions", 0, value={"most": 1}), "parts.i.conditions.0 needs one of row and input"),
        (put(*I, "conditions", 0, "most", value="x"), "parts.i.conditions.0.most is 'x': no given value or step"),
        (put(*I, "solution", value={"precision": "fp1"}), "parts.i.solution.precision: Weight precision"),
        (put(*F, "function", value="not a name"), "parts.f.function is 'not a name': must be the name of a function"),
        (put(*F, "parameters", "p", value={"unit": "parameter"}), "parts.f.parameters.p needs among or between"),
        (put(*F, "arguments", value={"parameters": "q", "tokens": 1}), "parts.f.arguments.parameters is 'q': no given value"),
        (put(*F, "cases", value=1), "parts.f.cases is 1: must be a whole number from 4 to 40"),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)  # fmt: skip
def test_every_fault_has_its_sentence(change, said):
    data = copy.deepcopy(GOOD)
    change(data)
    told = refused(("course", "bad", json.dumps(data)))
    assert told.startswith("course/exercises/bad.json: ")
    assert said in told


def test_the_faults_of_all_files_are_told_together():
    one, two = copy.deepcopy(GOOD), copy.deepcopy(GOOD)
    one["title"], two["minutes"] = 3, "long"
    two["colour"] = 1
    said = refused(("course", "one", json.dumps(one)), ("forge", "two", json.dumps(two)), ("forge", "three", "{"))
    for fault in ("course/exercises/one.json: title is 3", "forge/exercises/two.json: minutes is 'long'", "two.json: colour"):
        assert fault in said
    assert "forge/exercises/three.json: it is no JSON" in said


def test_a_name_and_a_field_stand_once():
    text = json.dumps(GOOD)
    assert "another exercise is called good as well" in refused(("course", "good", text), ("forge", "good", text))
    assert "a field stands there twice" in refused(("course", "good", text.replace('"place": 1', '"place": 1, "place": 2')))


def test_codes_that_meet_are_told(monkeypatch):
    monkeypatch.setattr("instruments.course.loading.code_of", lambda _: "abcd")
    text = json.dumps(GOOD)
    assert "its code in links, abcd, is that of one as well" in refused(("course", "one", text), ("course", "two", text))


def test_a_later_instrument_brings_its_own(tmp_path, monkeypatch):
    """One data file in its own folder, and nothing else."""
    before = set(exercises())
    folder = tmp_path / "oven"
    (folder / "exercises").mkdir(parents=True)
    (folder / "__init__.py").write_text('"""An instrument of the future."""\n')
    (folder / "exercises" / "from-the-oven.json").write_text(json.dumps(GOOD), "utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    try:
        found = exercises.__wrapped__()
    finally:
        sys.modules.pop("instruments.oven", None)
        vars(package).pop("oven", None)
    assert found["from-the-oven"].owner == "oven"
    assert set(found) - before == {"from-the-oven"}


def test_every_file_is_as_it_must_be():
    """A visit loads them and checks nothing: here is where a fault shows."""
    assert checked() == exercises()


def test_loading_takes_in_no_instrument_that_nobody_visits():
    """To check a file takes everything that it names; to load it takes nothing."""
    script = "import sys; from instruments.course.loading import exercises; assert len(exercises()) > 34; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT).stdout.split()
    assert "instruments.course.loading" in loaded
    assert [each for each in loaded if each.endswith(".model") and each.startswith("instruments.")] == []
    assert "instruments.course.checks" not in loaded


def test_a_file_that_cannot_be_loaded_is_told_with_all_its_faults(monkeypatch):
    broken = {**GOOD, "parts": {"n": {"kind": "number"}}}
    monkeypatch.setattr("instruments.course.loading._files", lambda: [("course", "one", json.dumps(broken))])
    with pytest.raises(ValueError, match=r"course/exercises/one\.json: parts\.n\.answer is missing"):
        exercises.__wrapped__()


def test_a_revision_follows_the_content_and_not_its_layout():
    one = parse([("course", "good", json.dumps(GOOD))])["good"]
    again = parse([("course", "good", json.dumps(GOOD, indent=4, sort_keys=True))])["good"]
    other = parse([("course", "good", json.dumps(GOOD | {"minutes": 4}))])["good"]
    assert one.revision == again.revision != other.revision
