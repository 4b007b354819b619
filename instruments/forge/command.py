"""The Forge on the command line: short names for its decisions, presets, and lists of what can be chosen."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path

from formulas.catalogue import accelerators, grids, precisions
from formulas.model.link_word import pack
from formulas.model.public import public, public_model
from formulas.model.reader import MOST_BYTES
from formulas.names import UnknownNameError
from formulas.registry import equations
from formulas.scaling import LAWS
from instruments.forge.choices import cache_names, checkpoint_names
from instruments.forge.dossier import Dossier
from instruments.forge.inputs import Inputs
from instruments.forge.presets import Preset, preset, presets
from instruments.frame.command import Command, Lists, assignment
from instruments.frame.reading import once

_SHORT = {
    "compute": ("training_compute", "training compute in FLOP, such as 1e25"),
    "overtrain": ("overtraining", "tokens per parameter over the compute-optimal ratio"),
    "context": ("context", "context length in tokens, such as 131072 or 128k"),
    "precision": ("precision", "format of the served weights"),
    "gpu": ("accelerator", "serving accelerator"),
    "moe": ("total_to_active", "mixture of experts with this ratio of total to active parameters"),
    "law": ("law", "scaling law"),
}
_OF_MODEL = {
    "model": "a public model, by any of its names, instead of a budget",
    "config": "the config.json of a model instead",
    "form": "checkpoint format of that model, such as fp8, awq or q4_k_m; else as it ships",
    "cache": "format of the cache, such as fp8 or q8_0",
}
# By what a refusal calls them.
_LISTED = {"preset is ": "presets", " is no input of the Forge": "inputs"} | {
    f"{Inputs.param[name].label} is ": kind
    for name, kind in {
        "accelerator": "gpus", "training_accelerator": "gpus", "precision": "precisions", "grid": "grids", "law": "laws",
        "model": "models", "checkpoint_format": "forms", "cache_precision": "caches",
    }.items()
}  # fmt: skip


class DossierCommand(Command):
    """``dossier``: what the page shows, verdict included."""

    names = ("dossier",)

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the decisions by their short names."""
        for option, (name, meaning) in _SHORT.items():
            parser.add_argument(f"--{option}", dest=name, help=meaning)
        for option, meaning in _OF_MODEL.items():
            parser.add_argument(f"--{option}", metavar="FILE" if option == "config" else None, help=meaning)

    def lists(self) -> Lists:
        """Catalogues, laws, equations and presets beside the inputs."""
        return {
            "gpus": lambda: ((row.id, row.name) for row in accelerators().values()),
            "models": lambda: ((row.id, row.name) for row in public().values()),
            "forms": lambda: ((key, label) for key, label in checkpoint_names().items()),
            "caches": lambda: ((key, label) for key, label in cache_names().items()),
            "precisions": lambda: ((row.id, row.name) for row in precisions().values()),
            "grids": lambda: ((row.id, row.name) for row in grids().values()),
            "laws": lambda: ((law.id, law.name) for law in LAWS.values()),
            "equations": lambda: ((name, entry.title) for name, entry in equations().items()),
            "presets": lambda: ((entry.id, entry.name) for entry in presets().values()),
            "inputs": super().lists()["inputs"],
        }

    starts_from_presets = True

    def preset(self, name: str) -> Preset:
        """A preset by any name of its model too."""
        return preset(name)

    def raw(self, given: argparse.Namespace) -> dict[str, str]:
        """What was typed, by input; a ratio alone makes a mixture, and a model that exists is served in what was asked for."""
        pairs = [(name, value) for name, _ in _SHORT.values() if (value := getattr(given, name)) is not None]
        pairs += [("cache_precision", given.cache)] if given.cache is not None else []
        started = _started(given)
        pairs += [("checkpoint_format", given.form)] if given.form is not None else []
        if started:
            pairs = [_of_weights(given.model, *pair) for pair in pairs]
        return started | ({} if given.total_to_active is None else {"architecture": "moe"}) | once([*pairs, *map(assignment, given.set)])

    def table(self, result: Dossier) -> str:
        """Rows, verdict and what repairs it."""
        advice = result.verdict.advice
        told = [f"{result.verdict.headline}.", result.verdict.first.sentence, *([advice] if advice else [])]
        return "\n".join([self.rows_of(result), "", *told])

    def run(self, given: argparse.Namespace) -> int:
        """Print the dossier; a name that is not known is told with where all are listed."""
        try:
            return super().run(given)
        except UnknownNameError as refusal:
            raise UnknownNameError(f"{refusal}{_where(str(refusal))}", refusal.near) from None


def _started(given: argparse.Namespace) -> dict[str, str]:
    """The inputs that start from a model that exists, if one is named.

    Raises
    ------
    ValueError
        If two are, or one beside a preset or a link, or the file cannot be read or is no configuration.
    """
    if given.model is None and given.config is None:
        return {}
    if given.model is not None and given.config is not None:
        raise ValueError("argument --config: not beside --model: a design starts from one of them")
    if given.preset is not None:
        raise ValueError("argument --preset: not beside a model: a design starts from one of them")
    if given.model is not None:
        return {"start": "model", "model": given.model}
    try:
        return {"start": "configuration", "configuration": packed_file(given.config)}
    except OSError as failure:
        raise ValueError(f"argument --config: {given.config} cannot be read: {failure.strerror}") from None


def _of_weights(model: str | None, name: str, typed: str) -> tuple[str, str]:
    """The format of the weights of a model that exists, as its files are called; what is no such name is refused where it is read."""
    if name not in ("precision", "checkpoint_format"):
        return name, typed
    with suppress(ValueError):
        typed = typed if model is None else public_model(model).form(typed).id
    return "checkpoint_format", typed


def packed_file(name: str) -> str:
    """Return the word of the configuration in a file, whose folder names the model where the file does not."""
    file = Path(name)
    with file.open("rb") as opened:
        return pack(opened.read(MOST_BYTES + 1), file.parent.resolve().name)


def _where(refusal: str) -> str:
    """Where every name is listed of what a refusal is about."""
    kinds = dict.fromkeys(kind for what, kind in _LISTED.items() if what in refusal)
    return f" (all: {', '.join(f'--list {kind}' for kind in kinds)})" if kinds else ""
