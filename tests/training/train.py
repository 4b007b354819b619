"""Train the tiny transformer from nothing and write the data files that ship with it.

Run in an environment of its own (see docs/tiny-model.md), from the repository root:

    python -m tests.training.train

It writes ``formulas/data/tiny/{merges.json,weights.npz}``; then
``python -m tests.training.measure --write`` fills the model card's numbers.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from formulas.tiny.config import Config
from formulas.tiny.grammar import tell
from formulas.tiny.stream import uniforms
from formulas.tiny.tokenizer import STORY, Tokenizer, learn
from tests.training.reference import Transformer

DATA = Path("formulas/data/tiny")
MERGE_SEED, TRAIN_SEED, TORCH_SEED, DRILL_SEED = 1, 2, 3, 5  # held-out stories are told under seed 4
MERGES = 176


def learn_tokenizer() -> Tokenizer:
    """Learn the merges from 4,000 stories."""
    draws, counts = uniforms(MERGE_SEED), Counter()
    for _ in range(4000):
        counts.update(tell(draws)[0][:-1])
    return learn(counts, MERGES)


def rows(tokenizer: Tokenizer, length: int) -> Iterator[list[int]]:
    """Yield rows of ``length`` + 1 tokens: whole stories one after the other, the last one cut."""
    draws, known = uniforms(TRAIN_SEED), {}
    while True:
        row: list[int] = []
        while len(row) <= length:
            row.append(STORY)
            for word in tell(draws)[0][:-1]:
                if word not in known:
                    known[word] = tokenizer.encode(word)
                row += known[word]
        yield row[: length + 1]


def drills(tokenizer: Tokenizer, length: int) -> Iterator[list[int]]:
    """Yield rows in which a few random tokens are said over and over.

    Copying takes two heads that are of no use without each other, and stories alone reward the pair
    too seldom for it to form within minutes.  Short periods, which are common here, form the heads that
    look a fixed distance back; long ones then need them.
    """
    draws = uniforms(DRILL_SEED)
    while True:
        period = [STORY + 1 + int(next(draws) * MERGES) for _ in range(int(2 * 16 ** next(draws)))]
        yield ([STORY] + period * (length // len(period) + 1))[: length + 1]


def initialised(config: Config) -> Transformer:
    """A transformer with small random weights, smaller where a layer writes to the residual stream.

    All embeddings share a component: queries and keys made of it alone see nothing but distance, which
    gives a head that looks at the token before something to start from.
    """
    model = Transformer(config)
    for name, p in model.named_parameters():
        if p.ndim == 2:
            writes = name.endswith(("output.weight", "down.weight"))
            torch.nn.init.normal_(p, std=0.04 / math.sqrt(2 * config.layers) if writes else 0.04)
    with torch.no_grad():
        model.embedding.weight += 0.1 * torch.randn(config.d_model)
    return model


def optimizers(model: Transformer, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the layers, AdamW for the embedding and the gains."""
    inside = [p for name, p in model.named_parameters() if p.ndim == 2 and name.startswith("layers.")]
    rest = [p for name, p in model.named_parameters() if p.ndim == 1 or not name.startswith("layers.")]
    return [
        torch.optim.Muon(inside, lr=rate, momentum=0.95, weight_decay=0.01, adjust_lr_fn="original"),
        torch.optim.AdamW(rest, lr=rate / 4, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]


def train(model: Transformer, tokenizer: Tokenizer, steps: int, batch: int, rate: float) -> None:
    """Minimise cross entropy: a short warm-up, a steady stretch, then straight down to nothing.

    Three fifths of the first batch are drills; they give way to stories until three quarters of the time.
    """
    opts = optimizers(model, rate)
    plans = [
        torch.optim.lr_scheduler.LambdaLR(opt, lambda step: min((step + 1) / 50, 1, (steps - step) / (0.6 * steps))) for opt in opts
    ]
    stories, drill, started = rows(tokenizer, model.config.context), drills(tokenizer, model.config.context), time.monotonic()
    for step in range(steps):
        drilled = round(batch * max(0.0, 0.6 - 0.8 * step / steps))
        ids = torch.tensor([next(drill) for _ in range(drilled)] + [next(stories) for _ in range(batch - drilled)])
        losses = F.cross_entropy(model(ids[:, :-1]).transpose(1, 2), ids[:, 1:], reduction="none").mean(dim=1)
        loss = losses.mean()
        model.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for turn in (*opts, *plans):
            turn.step()
        if step % 50 == 0 or step == steps - 1:
            shown = [f"{part.mean().item():.4f}" for part in (losses[drilled:], losses[:drilled])]
            print(f"step {step:5d}  stories {shown[0]}  drills {shown[1]}  {time.monotonic() - started:6.0f} s", flush=True)


def quantised(weights: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """Matrices as int8 with one float32 scale per row, vectors as float32."""
    out: dict[str, np.ndarray] = {}
    for name, w in weights.items():
        value = w.numpy().astype(np.float32)
        if value.ndim == 1:
            out[name] = value
            continue
        scale = np.abs(value).max(axis=1, keepdims=True) / np.float32(127)
        out[f"{name}.scale"] = scale.astype(np.float32)
        out[f"{name}.int8"] = np.round(value / scale).astype(np.int8)
    return out


def main() -> None:
    """Learn the tokenizer, train, and write the files."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=1900)
    parser.add_argument("--seed", type=int, default=TORCH_SEED)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(2)
    tokenizer = learn_tokenizer()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "merges.json").write_text(json.dumps(tokenizer.merges, separators=(",", ":")) + "\n")
    config = Config(layers=4, d_model=96, heads=6, kv_heads=2, d_ff=256, vocabulary=tokenizer.size, context=256, rotary_base=100.0)
    model = initialised(config)
    try:
        train(model, tokenizer, options.steps, options.batch, options.rate)
    except KeyboardInterrupt:
        print("stopped early")
    np.savez_compressed(options.out / "weights.npz", config=json.dumps(asdict(config)), **quantised(model.weights()))


if __name__ == "__main__":
    main()
