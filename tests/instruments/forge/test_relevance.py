"""Which inputs count under which choices: held against what the dossier does, and told wherever they are set."""

import json
import random

import pytest

from instruments.forge.dossier import Dossier, dossier
from instruments.forge.inputs import Inputs
from instruments.forge.model import Forge
from instruments.forge.presets import presets
from instruments.forge.view import ForgeView
from instruments.frame.controls import controls, rail_html
from instruments.frame.export import as_markdown
from instruments.frame.inputs import inputs
from tests.few import few
from tests.markup import parse

from .designs import NAMES, counts, defaults, notes, possible, possible_values, random_value


def shown(result: Dossier) -> tuple:
    """Everything that a person reads off a dossier."""
    return (
        {name: (figure.value, figure.flag) for name, figure in result.figures.items()},
        [(binding.load, binding.sentence) for binding in result.verdict.bindings],
        result.verdict.repair,
    )

RULES = {name: rule for name, declared in inputs(Forge).items() if (rule := declared.about.only_if)}


def changed(rng: random.Random, values: dict, name: str) -> dict:
    """The same design with one input set to something else."""
    while (value := random_value(rng, name, extreme=True)) == values[name]:
        pass
    return values | {name: value}


@pytest.mark.parametrize("name", few(list(RULES), *list(RULES)[::8]))
def test_an_input_that_does_not_count_changes_nothing(name):
    rng, seen = random.Random(name), 0
    while seen < 12:
        values = possible_values(rng)
        if counts(name, values):
            continue
        other = changed(rng, values, name)
        assert shown(dossier(other)) == shown(dossier(values))
        seen += 1


@pytest.mark.parametrize("name", few(NAMES, *NAMES[::4]))
def test_an_input_that_counts_changes_something(name):
    """Under every kind with which the table says that it counts, there is a design in which it does."""
    rng, rule = random.Random(name), RULES.get(name)
    for kind in rule.among if rule else (None,):
        for _ in range(200):
            values = possible_values(rng) | ({rule.choice: kind} if rule else {})
            other = changed(rng, values, name)
            if possible(values) and possible(other) and shown(dossier(other)) != shown(dossier(values)):
                break
        else:
            pytest.fail(f"{name} never changes anything with {kind}")


KINDS = [(choice, kind) for choice in ("architecture", "attention") for kind in Inputs.param[choice].objects]


@pytest.mark.parametrize("kind", [pytest.param(each, marks=pytest.mark.slow if place else ()) for place, each in enumerate(KINDS)])
def test_no_input_is_missing_from_the_table(kind):
    """What moves nothing on any of many designs of one kind must be said not to count with it."""
    rng, choice = random.Random(str(kind)), dict([kind])
    for name in NAMES:
        if name in choice or not counts(name, defaults() | choice):
            continue
        for _ in range(80):
            values = possible_values(rng) | choice
            other = changed(rng, values, name)
            if possible(values) and possible(other) and shown(dossier(other)) != shown(dossier(values)):
                break
        else:
            pytest.fail(f"{name} moves nothing")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"attention": "mla", "window": 100}, "Window: no effect with Latent (MLA), only with Sliding window."),
        ({"latent_width": 64}, "Latent width: no effect with Grouped queries (GQA), only with Latent (MLA)."),
        ({"full_attention_share": 0.1},
         "Share of layers with full attention: no effect with Grouped queries (GQA), only with Sliding window."),
        ({"attention": "mha", "kv_heads": 4},
         "Key-value heads: no effect with Every head its own (MHA), only with Grouped queries (GQA) or Sliding window."),
        ({"attention": "mqa", "kv_heads": 4},
         "Key-value heads: no effect with One for all (MQA), only with Grouped queries (GQA) or Sliding window."),
        ({"experts": 8, "top_k": 2}, "Routed experts per layer, Experts per token: no effect with Dense, only with Mixture of experts."),
        ({"context": 4096, "prompt": 4097}, "Prompt length: longer than the context length, and taken to be as long."),
        ({"context": 4096, "attention": "sliding", "window": 5000}, "Window: longer than the context length, and taken to be as long."),
        ({"carbon_intensity": 30.0, "grid": "fra"}, "Electricity grid: no effect beside carbon intensity of your own."),
    ],
)  # fmt: skip
def test_what_does_nothing_is_told(changes, sentence):
    result = dossier(defaults() | changes)
    assert result.notes == (sentence,)
    assert result.to_json()["notes"] == [sentence]
    assert sentence in as_markdown(result)


@pytest.mark.parametrize(
    "changes", [{}, {"attention": "sliding", "window": 100, "kv_heads": 4}, {"architecture": "moe", "experts": 512}, {"grid": "fra"}]
)
def test_what_counts_is_not(changes):
    assert dossier(defaults() | changes).notes == ()


@pytest.mark.parametrize(("name", "kind"), [("prompt", {}), ("window", {"attention": "sliding"})])
def test_what_is_longer_than_the_context_changes_nothing_more(name, kind):
    values = defaults() | kind | {"context": 4096}
    assert notes(values | {name: 4096}, [name]) == ()
    assert shown(dossier(values | {name: 4096})) == shown(dossier(values | {name: 8192}))
    assert shown(dossier(values | {name: 4095})) != shown(dossier(values | {name: 4096}))


def test_a_default_that_somebody_set_is_told_too():
    assert notes(defaults()) == ()
    assert notes(defaults(), ["window", "context"]) == ("Window: no effect with Grouped queries (GQA), only with Sliding window.",)


@pytest.mark.parametrize("name", presets())
def test_no_preset_sets_what_does_nothing(name):
    assert notes(presets()[name].values) == ()


@pytest.mark.parametrize("design", [{}, {"architecture": "moe", "attention": "mla"}, {"attention": "sliding", "carbon_intensity": 30}])
def test_the_rail_hides_what_does_not_count(design):
    """Every input of the table stands in a block that knows under which choices it is there, and no other input does."""
    forge = Forge(**design)
    page = parse(rail_html(forge, controls(forge, **ForgeView.kinds)))
    blocks = {block.one(class_="control").attributes["id"]: block.attributes for block in page.all("div", "only")}
    assert set(blocks) == {f"forge-{name.replace('_', '-')}" for name in RULES}
    for name, rule in RULES.items():
        block = blocks[f"forge-{name.replace('_', '-')}"]
        assert block["data-only"] == f"forge-{rule.choice.replace('_', '-')}"
        assert json.loads(block["data-among"]) == [kind or "" for kind in rule.among]
        assert ("hidden" in block) == (not counts(name, forge.values))
