"""Time products, attention and element-wise kernels on the card at hand, and print one line of JSON for each.

It needs PyTorch with CUDA and nothing of this repository: `.  Every kernel runs from a
CUDA graph over copies of its arguments that together are several times as large as the cache, so that each run reads from memory; a
shape is timed in three rounds of about 60 ms each, after as long a warm-up, and the median round is told.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable

import torch
import torch.nn.functional as nn

ROUND_S = 0.06
CACHE_BYTES = 400e6
PRODUCTS = (
    (1, 11264, 4096), (1, 28672, 8192), (1, 8192, 28672), (8, 28672, 8192), (32, 28672, 8192), (64, 28672, 8192), (128, 28672, 8192),
    (256, 28672, 8192), (512, 28672, 8192), (1024, 28672, 8192), (2048, 28672, 8192), (4096, 28672, 8192), (4096, 4096, 4096),
    (8192, 8192, 8192), (4224, 4096, 4096), (4352, 4096, 4096), (4096, 4096, 128), (8192, 8192, 512),
)  # fmt: skip
ATTENTION = (
    ("flash", 4, 32, 2048, True), ("flash", 1, 32, 8192, True), ("flash", 1, 32, 8192, False), ("flash", 16, 32, 1024, False),
    ("naive", 4, 32, 2048, False), ("naive", 1, 16, 8192, False),
)  # fmt: skip


def main() -> None:
    """Time everything."""
    name = torch.cuda.get_device_name(0)
    print(json.dumps({"card": name, "torch": torch.__version__, "cuda": torch.version.cuda}))
    for dtype, label in ((torch.bfloat16, "bf16"), (torch.float8_e4m3fn, "fp8")):
        for shape in PRODUCTS:
            if label == "fp8" and (shape[0] % 16 or shape == (4096, 4096, 128)):
                continue  # the library's FP8 products take rows in steps of 16
            seconds = _product(shape, dtype)
            rows, columns, depth = shape
            _tell("product", label, 2 * rows * columns * depth / seconds, seconds, rows=rows, columns=columns, depth=depth)
    for algorithm, sequences, heads, tokens, causal in ATTENTION:
        seconds = _attention(algorithm, sequences, heads, tokens, causal=causal)
        pairs = tokens * (tokens + 1) / 2 if causal else tokens**2
        _tell("attention", "bf16", 4 * 128 * sequences * heads * pairs / seconds, seconds, sequences=sequences, heads=heads, tokens=tokens,
              head_dim=128, causal=causal, algorithm=algorithm)  # fmt: skip
    for kind in ("copy", "add", "softmax", "rms_norm"):
        _tell(kind, "bf16", 0, _pointwise(kind), rows=16384, columns=8192)


def _tell(kernel: str, label: str, speed: float, seconds: float, **shape: object) -> None:
    print(json.dumps({"kernel": kernel, "precision": label, "seconds": seconds, "flop_per_s": speed, **shape}), flush=True)


def _product(shape: tuple[int, int, int], dtype: torch.dtype) -> float:
    rows, columns, depth = shape
    size = (rows * depth + columns * depth) * dtype.itemsize
    made = []
    for _ in range(_copies(size)):
        left = torch.randn(rows, depth, device="cuda", dtype=torch.bfloat16).to(dtype)
        right = torch.randn(columns, depth, device="cuda", dtype=torch.bfloat16).to(dtype).t()
        made.append((left, right))
    if dtype == torch.bfloat16:
        return _timed([lambda pair=pair: pair[0] @ pair[1] for pair in made])
    one = torch.ones((), device="cuda")
    product = torch._scaled_mm  # the only way to FP8 products that the library has
    return _timed([lambda pair=pair: product(*pair, scale_a=one, scale_b=one, out_dtype=torch.bfloat16) for pair in made])


def _attention(algorithm: str, sequences: int, heads: int, tokens: int, *, causal: bool) -> float:
    size = 3 * sequences * heads * tokens * 128 * 2
    made = [torch.randn(3, sequences, heads, tokens, 128, device="cuda", dtype=torch.bfloat16) for _ in range(_copies(size))]

    def naive(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        return torch.softmax(q @ k.transpose(-1, -2), dim=-1) @ v

    def fused(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        return nn.scaled_dot_product_attention(q, k, v, is_causal=causal)

    run = naive if algorithm == "naive" else fused
    return _timed([lambda each=each: run(*each) for each in made])


def _pointwise(kind: str) -> float:
    made = [torch.randn(2, 16384, 8192, device="cuda", dtype=torch.bfloat16) for _ in range(2)]
    gain = torch.ones(8192, device="cuda", dtype=torch.bfloat16)
    run: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "copy": lambda each: each[0].copy_(each[1]), "add": lambda each: each[0] + each[1],
        "softmax": lambda each: torch.softmax(each[0], dim=-1), "rms_norm": lambda each: nn.rms_norm(each[0], (8192,), gain, 1e-5),
    }  # fmt: skip
    return _timed([lambda each=each: run[kind](each) for each in made])


def _copies(size: float) -> int:
    return max(1, min(64, round(CACHE_BYTES / size)))


def _timed(calls: list[Callable[[], object]]) -> float:
    """Return the seconds of one call."""
    stream = torch.cuda.Stream()
    with torch.cuda.stream(stream):
        for call in calls:
            call()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for call in calls:
            call()
    once = _replayed(graph, 1) + 1e-6
    often = max(1, round(ROUND_S / once))
    _replayed(graph, often)
    return statistics.median(_replayed(graph, often) for _ in range(3)) / (often * len(calls))


def _replayed(graph: torch.cuda.CUDAGraph, often: int) -> float:
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    for _ in range(often):
        graph.replay()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end) / 1e3


if __name__ == "__main__":
    main()
