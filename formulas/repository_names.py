"""What stands around the name of a model where models are kept: an address, an owner, a file's ending, how the weights are packed.

``https://hub.example/somebody/Some-Model-7B-Instruct-GGUF`` holds the name ``Some-Model-7B-Instruct``: whoever repacks the weights of
a model leaves its shape as it is.  What a fine-tuner adds is a name of its own and is left where it stands.
"""

from __future__ import annotations

import re

# The folder in which Hugging Face's tools keep a repository, its owner and its name set apart by two dashes.
_KEPT = re.compile(r"(?:^|.*/)models--([^/]+)(?:/(?:snapshots|blobs|refs)/.*|/)?$", re.I)
_REVISION = re.compile(r"@[\w.-]+$|:(?:free|nitro|floor|beta)$", re.I)
_HOST = re.compile(r"^(?:\w+://)?(?:[\w-]+\.)+[a-z]{2,}/|^\w+://", re.I)
_ENDING = re.compile(r"\.(?:gguf|ggml|safetensors|bin|pth?|onnx)$", re.I)
# The tools and the formats of quantisation, bits per weight, groups, parts of a file; each stands at the end, behind a mark.
_PACKED = re.compile(
    r"""[-_.:\s](?:
        (?:un)?quantized|quant|dynamic|imatrix|unsloth|ud|i1|latest|kv|qat|actorder|autoround|marlin|smoothquant
        | gguf|ggml|gptq|awq|exl[23]|aqlm(?:-pv)?|hqq|eetq|bnb|nf4|mlx|onnx|safetensors|torchao|quark
        | i?q\d(?:_[\dkmslx]+)*[lsm]? | tq\d_\d | iq\d_\w+
        | (?:u?int|fp|bf|f|mxfp|nvfp)-?\d+(?:_?e\dm\d)? | \d+(?:\.\d+)?[-\s]?bits? | \d+(?:\.\d+)?bpw | h\d
        | w\d+a\d+(?:kv\d+)? | \d*g\d+ | \d+g | \d+da\d+w | \d+x\d+(?=$) | \d{5}-of-\d{5}
    )$""",
    re.I | re.X,
)


def readings(typed: str) -> tuple[str, ...]:
    """Return what may be the name in ``typed``, if it is anything else than ``typed`` itself.

    That is the part behind the owner, or the last part of a path, each without what tells how the weights are packed.

    >>> readings("https://huggingface.co/somebody/Llama-2-7B-Chat-GGUF")
    ('Llama-2-7B-Chat',)
    >>> readings("Qwen2.5-7B-Instruct-Q4_K_M.gguf")
    ('Qwen2.5-7B-Instruct',)
    >>> readings("~/.cache/huggingface/hub/models--somebody--Llama-2-7B/snapshots/8cca527612d8")
    ('Llama-2-7B',)
    >>> readings("Llama 2 7B")
    ()
    """
    plain = _REVISION.sub("", typed.strip())
    if kept := _KEPT.fullmatch(plain):
        plain = kept[1].replace("--", "/", 1)
    parts = [part for part in _HOST.sub("", plain).split("/") if part.strip()]
    names = dict.fromkeys(_unpacked(part) for part in ({1: parts, 2: parts[1:]}.get(len(parts)) or [*parts[1:2], *parts[-1:]]))
    return tuple(name for name in names if name and name != typed)


def _unpacked(name: str) -> str:
    name = _ENDING.sub("", name)
    while (shorter := _PACKED.sub("", name)) != name:
        name = shorter
    return name
