"""Parameters and FLOPs of whole models by part, against what their makers and checkpoints say."""

from dataclasses import astuple, replace

import pytest

from formulas.anatomy import forward_flop_parts, parameter_parts
from formulas.catalogue import models

from ..facts.case import facts
from ..facts.parameters import build


@pytest.mark.parametrize("fact", ["A010", "A011", "A012", "A014", "A016", "A018", "A019"])
def test_chinchilla_ladder_has_a_fifth_attention_matrix(fact):
    """Within 0.2%: Hoffmann et al. print whole millions and count biases that they do not describe."""
    row = build("chinchilla-70b", facts()[fact])
    parts = parameter_parts(row)
    assert parts.total == pytest.approx(facts()[fact]["value"], rel=0.002, abs=0.5e6)
    plain = parameter_parts(replace(row, relative_positions=False))
    assert parts.attention == pytest.approx(1.25 * plain.attention)


# Published totals that no configuration gives within 1%, and why.
MISSES = {
    "llama-4-scout": "109B counts the vision encoder",
    "deepseek-v2-lite": "15.7B, printed as 16B",
    "kimi-k2": "1.026T, printed as 1.04T",
}


@pytest.mark.parametrize("row", [pytest.param(row, id=key) for key, row in models().items()])
def test_every_configuration_gives_its_published_total(row):
    total = parameter_parts(row).total
    assert total == pytest.approx(row.total_parameters, rel=0.02 if row.id in MISSES else 0.01)
    assert (total == pytest.approx(row.total_parameters, rel=0.01)) == (row.id not in MISSES)


@pytest.mark.parametrize("row", [pytest.param(row, id=key) for key, row in models().items() if row.experts])
def test_active_parameters_are_counted_with_or_without_the_input_embedding(row):
    """Makers differ; each published figure lies within 3% of one of the two."""
    parts = parameter_parts(row, active=True)
    nearest = min((parts.total, parts.total - parts.embedding), key=lambda n: abs(n - row.active_parameters))
    assert nearest == pytest.approx(row.active_parameters, rel=0.03)


@pytest.mark.parametrize("row", [pytest.param(row, id=key) for key, row in models().items() if not row.experts])
def test_all_parameters_of_a_dense_model_are_active(row):
    assert parameter_parts(row, active=True) == parameter_parts(row)


def test_flop_of_a_tied_model_include_the_output_projection():
    tied = models()["llama-3.2-3b"]
    apart = replace(tied, tied_embeddings=False)
    assert astuple(forward_flop_parts(tied, 8192)) == astuple(forward_flop_parts(apart, 8192))
    assert parameter_parts(apart).total - parameter_parts(tied).total == tied.vocab * tied.d_model


def test_flop_near_twice_the_parameters_at_short_context():
    row = models()["llama-3-70b"]
    assert forward_flop_parts(row, 1).total == pytest.approx(2 * row.total_parameters, rel=0.02)


def test_a_causal_token_sees_half_and_a_window_caps_it():
    full = models()["llama-3-8b"]
    assert forward_flop_parts(full, 8192).scores == forward_flop_parts(full, 8192, causal=False).scores / 2
    windowed = models()["mistral-7b"]
    row = replace(windowed, sliding_window=None, full_attention_layers=windowed.layers)
    assert forward_flop_parts(windowed, 4096).scores == forward_flop_parts(row, 4096).scores
    assert forward_flop_parts(windowed, 1e7).scores == pytest.approx(forward_flop_parts(row, 4096, causal=False).scores, rel=1e-3)


@pytest.mark.parametrize("context", [0, -1, float("nan"), float("inf")])
def test_an_impossible_context_is_refused(context):
    with pytest.raises(ValueError, match=r"^context is .*: must be positive and finite$"):
        forward_flop_parts(models()["gpt-2"], context)
