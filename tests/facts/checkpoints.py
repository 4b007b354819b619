"""Group S: sizes of checkpoint files and of caches in the format in which they are stored."""

from __future__ import annotations

from formulas.catalogue import models
from formulas.model.catalogued import described
from formulas.model.stored import cache_bytes, stored

from .case import Case

_GB = 1e9
# Fact: model and checkpoint format.
_FILES = {
    "S001": ("gpt-oss-120b", "mxfp4-experts"),
    "S002": ("llama-3-8b", "fp8-linear"),
    "S003": ("qwen2.5-7b", "awq"),
    "S004": ("llama-2-7b", "Q2_K"),
    "S005": ("llama-2-7b", "Q4_K_M"),
    "S006": ("llama-2-7b", "Q8_0"),
    "S007": ("llama-3-70b", "Q4_K_M"),
    "S008": ("llama-3-70b", "IQ3_XS"),
    "S009": ("mixtral-8x7b", "gguf-q4_k_m-apart"),
    "S010": ("mixtral-8x7b", "Q4_K_M"),
    "S011": ("mixtral-8x22b", "Q4_K_M"),
    "S012": ("gemma-2-27b", "Q6_K"),
}


def cases() -> list[Case]:
    """Every prediction of this group."""
    files = [
        Case(fact, "model.stored.stored", lambda _, key=key, form=form: stored(described(models()[key]), form).total / _GB)
        for fact, (key, form) in _FILES.items()
    ]
    row = cache_bytes({"latent": 512, "rotary": 64}, "fp8-flashmla")
    return [*files, Case("S013", "model.stored.packed_cache_bytes", lambda _: sum(row.values()), "count")]
