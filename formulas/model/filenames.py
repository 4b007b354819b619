"""From the name of a file or of a repository to the checkpoint format that it tells: ``Qwen2.5-7B-Instruct-Q4_K_M.gguf``."""

from __future__ import annotations

import re

from formulas.model.forms import checkpoints

_LONGEST = 400
_GGUF = re.compile(r"(?<![a-z0-9])(i?q\d(?:_(?:\d|k|xxs|xs|nl|s|m|l|xl)){1,3})(?![a-z0-9])", re.ASCII)
# Unsloth's own mixtures, which no rule of the tool makes.
_DYNAMIC = re.compile(r"(?<![a-z0-9])ud(?![a-z0-9])", re.ASCII)
# Mixtral 8x7B came before experts were joined into one tensor; its first files are the ones most copied.
_EARLY = re.compile(r"(?<![a-z0-9])8x7b(?![a-z0-9])", re.ASCII)
_NAMED = (
    (r"awq", "awq"), (r"gptq.*(?:int8|8bit|8-bit|w8)", "int8-groups"), (r"gptq", "gptq"), (r"nvfp4", "nvfp4-linear"),
    (r"mxfp4", "mxfp4-experts"), (r"fp8", "fp8-linear"), (r"w8a8|int8|w8a16", "int8-linear"), (r"w4a16|int4", "int4-linear"),
    (r"bnb-4bit", "nf4-double"), (r"nf4", "nf4"), (r"bf16", "bf16"), (r"f(?:p)?16", "fp16"), (r"f(?:p)?32", "fp32"),
)  # fmt: skip


def form_of_name(name: str) -> str | None:
    """Return the checkpoint format that the name of a file or of a repository tells, or nothing.

    Examples
    --------
    >>> form_of_name("Qwen2.5-7B-Instruct-Q4_K_M.gguf"), form_of_name("Qwen/Qwen2.5-72B-Instruct-AWQ"), form_of_name("Llama-3.1-8B")
    ('gguf-q4_k_m', 'awq', None)
    """
    text = name[-_LONGEST:].casefold()
    if found := _GGUF.search(text):
        form = "gguf-" + found[1]
        early = f"{form}-apart"
        if _DYNAMIC.search(text):
            return None
        return early if _EARLY.search(text) and early in checkpoints() else form if form in checkpoints() else None
    for pattern, form in _NAMED:
        if re.search(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", text):
            return _joined(form, text)
    return None


def _joined(form: str, text: str) -> str:
    """The format, with the group that a name of GPTQ's tells, or as a GGUF file stores it."""
    if form == "mxfp4-experts" and "gguf" in text:
        return "gguf-mxfp4"
    if form in ("gptq", "int8-groups") and (group := re.search(r"(?<![a-z0-9])g?(32|64|128)g(?![a-z0-9])", text, re.ASCII)):
        bits = 8 if form == "int8-groups" else 4
        return form if group[1] == "128" else f"int{bits}-g{group[1]}z@linear,fp16"
    return form
