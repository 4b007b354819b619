"""Public models by name: each by every name that it has, described whole, and those of the catalogue as the catalogue counts them."""

import pytest

from formulas.catalogue import models
from formulas.model.catalogued import described
from formulas.model.parameters import parameters
from formulas.model.public import public, public_model
from formulas.model.reader import loads
from formulas.names import UnknownNameError
from tests.every import every

# The configuration and the report differ in the vocabulary, or in norms that the report does not tell of; under 0.1%.
COUNTED_OTHERWISE = {"gemma-2-9b", "gemma-2-27b", "gemma-3-4b", "gemma-3-27b"}


def test_there_are_many_and_those_of_the_catalogue_keep_their_ids():
    assert len(public()) >= 150
    assert list(public())[: len(models())] == list(models())
    assert {key for key, model in public().items() if not model.configuration} == {
        "gpt-3-175b", "gopher-280b", "chinchilla-70b", "palm-540b", "llama-7b", "llama-65b",
    }  # fmt: skip


@every("key", public())
def test_every_name_leads_to_its_model(key):
    for name in public()[key].names.whole:
        assert public_model(name).id == key


@pytest.mark.parametrize(("name", "key"), [
    ("meta-llama/Llama-3.1-8B-Instruct", "llama-3-8b"), ("Qwen/Qwen3-Next-80B-A3B-Instruct-FP8", "qwen3-next-80b-a3b"),
    ("unsloth/Mistral-Nemo-Instruct-2407-GGUF", "mistral-nemo-12b"), ("zai-org/GLM-4.5-Air", "glm-4.5-air"), ("phi 4", "phi-4"),
    ("deepseek-r1", "deepseek-r1"), ("kimi linear", "kimi-linear-48b-a3b"), ("command-r-plus", "command-r-plus-104b"),
    ("Qwen3-32B-FP8", "qwen3-32b-fp8"), ("qwen3-32b", "qwen3-32b"), ("Command R+", "command-r-plus-104b"), ("command r", "command-r-35b"),
    ("Llama 5", None), ("qwen3.5", None),
])  # fmt: skip
def test_names_as_people_write_them(name, key):
    if key is None:
        with pytest.raises(UnknownNameError, match=r"^model is "):
            public_model(name)
    else:
        assert public_model(name).id == key


@every("key", public())
def test_every_model_is_described_and_says_where_that_was_read(key):
    model = public()[key]
    assert model.description.name == model.name
    assert parameters(model.description).total > 0
    assert (model.source and model.repository) or model.row.sources["default"]
    if model.configuration:
        assert model.description.groups == loads(model.configuration).groups


@pytest.mark.parametrize("key", [key for key, model in public().items() if model.row and model.configuration])
def test_a_configuration_counts_what_the_catalogue_counts(key):
    model = public()[key]
    counted, row = (parameters(each).text for each in (model.description, described(model.row)))
    assert counted == pytest.approx(row, rel=1e-4 if key in COUNTED_OTHERWISE else 0, abs=0)
    assert (counted == row) == (key not in COUNTED_OTHERWISE)
