"""Which parts of a model, and in which layers, a list of module names or patterns means, as packing tools write such lists.

A configuration may come from anywhere: its patterns are never run as regular expressions, which a few characters can make endless.
What is simple in them (wildcards, alternatives) is made into globs; what is not is told as not understood.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

MOST = 50_000
_LONGEST = 300
# A layer that no list tells by its number, so that whatever holds for it holds for all.
_ANY = 99_991
_MOST_ALTERNATIVES = 64
# Modules as they are called where models are kept; a part is meant where at least half of its modules are.
_MODULES = {
    "embedding": ("model.embed_tokens",),
    "head": ("lm_head",),
    "attention": tuple(f"model.layers.{{}}.self_attn.{each}_proj" for each in "qkvo"),
    "indexer": ("model.layers.{}.self_attn.indexer.wq_b", "model.layers.{}.self_attn.indexer.wk"),
    "recurrence": tuple(f"model.layers.{{}}.{each}" for each in ("linear_attn.in_proj", "linear_attn.out_proj")),
    "mlp": tuple(f"model.layers.{{}}.mlp.{each}_proj" for each in ("gate", "up", "down")),
    "experts": tuple(f"model.layers.{{}}.mlp.experts.0.{each}_proj" for each in ("gate", "up", "down")),
    "shared_experts": tuple(f"model.layers.{{}}.mlp.shared_experts.{each}_proj" for each in ("gate", "up", "down")),
    "router": ("model.layers.{}.mlp.gate",),
    "encoder": tuple(f"visual.blocks.{{}}.{each}" for each in ("attn.qkv", "attn.proj", "mlp.up_proj", "mlp.down_proj", "merger")),
}
# The same modules by other makers' names, put into these before a name is compared.
_CALLED = {
    "block_sparse_moe": "mlp", "feed_forward": "mlp", "ffn": "mlp", "moe": "mlp", "shared_expert": "shared_experts",
    "self_attention": "self_attn", "attn": "self_attn", "attention": "self_attn", "mamba": "linear_attn", "mixer": "linear_attn",
    "router": "gate", "w1": "gate_proj", "w2": "down_proj", "w3": "up_proj", "embed_tokens_per_layer": "embed_tokens",
    "vision_model": "visual", "vision_tower": "visual", "language_model": "model",
}  # fmt: skip
_LAYER = re.compile(r"(?:layers|blocks|h)\.(\d{1,5})(?=\.|$)", re.ASCII)


@dataclass
class Meant:
    """What a list of modules means: whole ``parts``, numbers of ``layers`` of others, and what was ``unread``."""

    parts: set[str] = field(default_factory=set)
    layers: dict[str, set[int]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def meant(patterns: Iterable[object]) -> Meant:
    """Return what a list of module names and patterns means.

    Raises
    ------
    ValueError
        If the list is too long to be one of a model's.

    Examples
    --------
    >>> found = meant(["lm_head", "re:.*self_attn.*", "model.layers.0.mlp.down_proj", "model.layers.0.mlp.up_proj"])
    >>> sorted(found.parts), found.layers
    (['attention', 'head', 'indexer'], {'mlp': {0}})
    """
    patterns = list(patterns)
    if len(patterns) > MOST:
        raise ValueError(f"modules are {len(patterns):,}: at most {MOST:,}")
    found, seen = Meant(), {}
    # Lists name the modules of one layer after those of another: what one stands for is looked up once.
    hits: dict[str, dict[str, list[str]]] = {}
    for pattern in patterns:
        globs = list(_globs(pattern)) if isinstance(pattern, str) and len(pattern) <= _LONGEST else []
        if not globs:
            found.unread.append(str(pattern)[:60])
        for glob in globs:
            numbered = _LAYER.search(glob)
            anywhere = glob if numbered is None else f"{glob[: numbered.start(1)]}{_ANY}{glob[numbered.end(1) :]}"
            if anywhere not in hits:
                hits[anywhere] = _hits(anywhere)
            for part, modules in hits[anywhere].items():
                seen.setdefault((part, int(numbered[1]) if numbered else None), set()).update(modules)
    everywhere = {part: hit for (part, layer), hit in seen.items() if layer is None}
    for (part, layer), hit in seen.items():
        if 2 * len(hit | everywhere.get(part, set())) < len(_MODULES[part]):
            continue
        if layer is None:
            found.parts.add(part)
        else:
            found.layers.setdefault(part, set()).add(layer)
    return found


def _hits(glob: str) -> dict[str, list[str]]:
    """The modules of each part that a glob means."""
    found = {part: [each for each in modules if _matches(glob, _renamed(each.format(_ANY)))] for part, modules in _MODULES.items()}
    return {part: modules for part, modules in found.items() if modules}


def _globs(pattern: str) -> Iterator[str]:
    """A pattern as globs; none where it is a regular expression that is more than wildcards and alternatives."""
    if not pattern.startswith("re:"):
        yield _renamed(pattern)
        return
    text = pattern.removeprefix("re:").removeprefix("^").removesuffix("$").replace(r"\.", "\0")
    text = re.sub(r"(?:\.|\[[^\]]{1,20}\]|\\[dw])[*+]\??", "*", text)
    pieces = re.split(r"\((?:\?:)?([^()]*)\)\??", text)
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    count = 1
    for each in choices:
        count *= len(each)
    if count > _MOST_ALTERNATIVES or re.search(r"[()\[\]{}\\+?|^$]", "".join(piece for each in choices for piece in each)):
        return
    # A regular expression holds where a name begins with it.
    yield from (_renamed("".join(each).replace("\0", ".") + ("" if pattern.endswith("$") else "*")) for each in product(*choices))


def _renamed(glob: str) -> str:
    return ".".join(_CALLED.get(word, word) for word in glob.split("."))


def _matches(glob: str, name: str) -> bool:
    """Whether a glob is a module's name, that of what it stands in, or some whole words of it."""
    if "*" not in glob:
        return f".{glob}." in f".{name}."
    if fnmatch.fnmatchcase(name, glob):
        return True
    own, words = glob.split("."), name.split(".")
    return any(all(map(fnmatch.fnmatchcase, words[at:], own)) for at in range(len(words) - len(own) + 1))
