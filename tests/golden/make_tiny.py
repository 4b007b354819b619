"""Write tests/golden/tiny.npz: what PyTorch's own layers make of fixed weights and of the shipped model.

    python -m tests.golden.make_tiny        (torch 2.13.0; see docs/tiny-model.md)
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from formulas.tiny.config import Config
from formulas.tiny.stream import uniform
from formulas.tiny.tokenizer import STORY, tokenizer
from formulas.tiny.weights import shipped
from tests.training.reference import Transformer

TOY = Config(layers=2, d_model=24, heads=6, kv_heads=2, d_ff=40, vocabulary=31, context=20, rotary_base=500.0, tied=False)
TEXT = 'a robot named Zovi sang "bip bop la", so the cats sang "bip bop la". they were hungry.'


def toy_weights() -> dict[str, np.ndarray]:
    """Weights of the toy from our own stream, so that the file needs only what PyTorch answered."""
    weights, index = {}, 0
    for name, shape in TOY.shapes().items():
        size = int(np.prod(shape))
        u = np.array([uniform(9, index + i) for i in range(size)]).reshape(shape)
        index += size
        weights[name] = (0.5 + u if len(shape) == 1 else u - 0.5).astype(np.float32)
    return weights


def toy_ids() -> list[int]:
    """A full context of tokens for the toy."""
    return [int(uniform(10, i) * TOY.vocabulary) for i in range(TOY.context)]


@torch.no_grad()
def answers() -> dict[str, np.ndarray]:
    """Logits by PyTorch: the toy in both precisions, the shipped model's last positions in float32."""
    out = {"torch": np.array(torch.__version__), "toy.config": np.array(json.dumps(asdict(TOY)))}
    for dtype in (torch.float32, torch.float64):
        toy = Transformer(TOY).to(dtype).load(toy_weights())
        out[f"toy.{str(dtype).removeprefix('torch.')}"] = toy(torch.tensor([toy_ids()]))[0].numpy()
    config, weights = shipped()
    ids = [STORY, *tokenizer().encode(TEXT)]
    model = Transformer(config).load({name: w.copy() for name, w in weights.items()})
    out["shipped.ids"] = np.array(ids, np.int16)
    out["shipped.float32"] = model(torch.tensor([ids]))[0, -8:].numpy()
    return out


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("tiny.npz"), **answers())
