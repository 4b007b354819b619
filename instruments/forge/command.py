"""The Forge on the command line: short names for its decisions, presets, and lists of what can be chosen."""

from __future__ import annotations

import argparse

from formulas.catalogue import accelerators, grids, models, precisions
from formulas.names import UnknownNameError
from formulas.registry import equations
from formulas.scaling import LAWS
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
# By what a refusal calls them.
_LISTED = {"preset is ": "presets", " is no input of the Forge": "inputs"} | {
    f"{Inputs.param[name].label} is ": kind
    for name, kind in {
        "accelerator": "gpus", "training_accelerator": "gpus", "precision": "precisions", "grid": "grids", "law": "laws",
    }.items()
}  # fmt: skip


class DossierCommand(Command):
    """``dossier``: what the page shows, verdict included."""

    names = ("dossier",)

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the decisions by their short names."""
        for option, (name, meaning) in _SHORT.items():
            parser.add_argument(f"--{option}", dest=name, help=meaning)

    def lists(self) -> Lists:
        """Catalogues, laws, equations and presets beside the inputs."""
        return {
            "gpus": lambda: ((row.id, row.name) for row in accelerators().values()),
            "models": lambda: ((row.id, row.name) for row in models().values()),
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
        """What was typed, by input; a ratio alone makes a mixture."""
        pairs = [(name, value) for name, _ in _SHORT.values() if (value := getattr(given, name)) is not None]
        return ({} if given.total_to_active is None else {"architecture": "moe"}) | once([*pairs, *map(assignment, given.set)])

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


def _where(refusal: str) -> str:
    """Where every name is listed of what a refusal is about."""
    kinds = dict.fromkeys(kind for what, kind in _LISTED.items() if what in refusal)
    return f" (all: {', '.join(f'--list {kind}' for kind in kinds)})" if kinds else ""
