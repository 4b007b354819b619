"""The bridge to the Forge: the tiny step by hand, and the course's design."""

import pytest

from formulas.tiny.weights import shipped
from instruments.forge.model import Forge
from instruments.forge.presets import preset
from instruments.journey.cost import bridge, tiny_step


def test_tiny_step_reads_every_weight_once():
    """All matrices but the embedding's other rows, at eight bytes; the norms are left out."""
    config, weights = shipped()
    matrices = sum(w.size for w in weights.values() if w.ndim == 2)
    step = tiny_step(100, 1e12, 1e11)
    assert sum(stage.weights for stage in step.stages) == 8 * (matrices + config.d_model)
    assert step.cache_total == 2 * 4 * 2 * 16 * 100 * 8


def test_design_of_the_course():
    """1e25 FLOP, dense, four times over-trained, FP8 on H100: the page's default."""
    forge = Forge()
    chain = forge.result.chain
    found = bridge(50, forge.result)
    weights = sum(stage.weights for stage in found.scaled.stages)
    # The shape that is built differs from the law's parameters by its rounding to whole layers and heads.
    assert weights == pytest.approx(float(chain.active_weight_bytes), rel=0.1)
    assert found.scaled.cache_total == pytest.approx(float(chain.kv_cache_per_user), rel=1e-12)
    ceiling = float(chain.decode_ceiling_sharded)
    assert 1 / found.scaled.time == pytest.approx(ceiling, rel=0.1)
    assert {stage.bound for stage in found.scaled.stages if stage.weights} == {"bandwidth"}
    assert found.tiny.time < found.scaled.time / 1e4


@pytest.mark.parametrize("attention", ["gqa", "mha", "mqa", "mla", "sliding"])
def test_every_kind_of_attention_keeps_the_dossiers_cache(attention):
    forge = Forge(attention=attention)
    found = bridge(1, forge.result)
    assert found.scaled.cache_total == pytest.approx(float(forge.result.chain.kv_cache_per_user), rel=1e-9)


def test_deepseek_v3_is_charged_for_latent_attention():
    """Its attention weights are read once (11.4 billion), and each head attends to latents."""
    forge = Forge(**preset("deepseek-v3").values)
    stages = {stage.name: stage for stage in bridge(1, forge.result).scaled.stages}
    attended = bridge(1, forge.result).attended
    assert stages["project"].flop == pytest.approx(2 * 61 * 187_105_280, rel=1e-12)
    assert stages["attend"].flop == pytest.approx(61 * 128 * attended * 2 * (576 + 512), rel=1e-12)
    assert stages["project"].equation == "stepcost.latent_projection_flop"
