"""What a description refuses, and that it is one."""

import numpy as np
import pytest

from formulas.model.description import Attention, Description, Experts, Group, Mlp
from formulas.model.parameters import parameters

from . import written


def test_all_bad_numbers_are_named_together():
    with pytest.raises(ValueError, match="heads") as caught:
        Attention(heads=0, kv_heads=-1, key_dim=float("nan"), window=0)
    assert str(caught.value) == (
        "heads is 0: must be positive and finite; kv_heads is -1: must be positive and finite;"
        " key_dim is nan: must be positive and finite; window is 0: must be positive"
    )


@pytest.mark.parametrize("make", [
    lambda: Attention(heads=8, kv_heads=8, key_dim=64, chunk=float("nan")),
    lambda: Experts(experts=8, top_k=2, width=1, latent=-1),
    lambda: Group(layers=-1, blocks=()),
    lambda: Group(layers=float("inf"), blocks=()),
    lambda: Description(d_model=64, vocabulary=0, groups=()),
    lambda: Mlp(width=np.array([8.0, 0.0])),
], ids=range(6))  # fmt: skip
def test_impossible_numbers_are_refused(make):
    with pytest.raises(ValueError, match="must be"):
        make()


def test_sizes_left_out_follow_others():
    assert Attention(heads=8, kv_heads=8, key_dim=64).values == 64
    assert Experts(experts=8, top_k=2, width=100).shared_each == 100
    model = Description(d_model=64, vocabulary=10, groups=(Group(layers=2, blocks=()), Group(layers=3, blocks=())))
    assert (model.embedded, model.layers) == (64, 5)


def test_layers_of_further_heads_are_not_the_models():
    assert written.deepseek_v3().layers == 61


def test_numbers_are_kept_in_float64_whatever_comes_in():
    block = Attention(heads=np.int32(8), kv_heads=8, key_dim=np.int16(256))
    assert {type(block.heads), type(block.kv_heads), type(block.key_dim)} == {np.float64}


def test_a_model_without_layers_is_an_embedding_and_a_head():
    model = Description(d_model=64, vocabulary=10, groups=(), norms=0)
    assert parameters(model).total == 2 * 640
