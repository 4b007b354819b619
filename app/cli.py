"""The command line: the same dossier without a browser."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from formulas.catalogue import accelerators, grids, models, precisions
from formulas.names import Names, UnknownNameError, find
from formulas.registry import equations
from formulas.scaling import LAWS
from instruments.forge.dossier import Dossier, dossier
from instruments.forge.fields import FIELDS
from instruments.forge.inputs import Inputs
from instruments.forge.presets import preset, presets
from instruments.frame.reading import defaults, read
from instruments.frame.relevance import notes
from instruments.text import quantity

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


class _OneLine(argparse.ArgumentParser):
    """A parser whose refusals are one line and exit code 2."""

    def error(self, message: str) -> None:
        sys.stderr.write(f"{self.prog}: {' '.join(message.split())}\n")
        sys.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        return given.run(given)
    except UnknownNameError as refusal:
        parser.error(f"{refusal}{_where(str(refusal))}")
    except ValueError as refusal:
        parser.error(str(refusal))
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = _OneLine(prog="forge", description=__doc__)
    commands = parser.add_subparsers(required=True, parser_class=_OneLine, metavar="COMMAND")
    one = commands.add_parser("dossier", help="the dossier of one design", description="Print the dossier of one design.")
    for option, (name, meaning) in _SHORT.items():
        one.add_argument(f"--{option}", dest=name, help=meaning)
    one.add_argument("--preset", help="start from a preset (see --list presets)")
    one.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="any input by its name; may be repeated")
    one.add_argument("--json", action="store_true", help="print JSON instead of a table")
    one.add_argument("--list", type=_listable, metavar="KIND", help=f"list what can be chosen, and stop: {', '.join(_LISTS)}")
    one.set_defaults(run=_dossier)
    tables = commands.add_parser("docs", help="write the generated tables of the documentation again")
    tables.set_defaults(run=_docs)
    return parser


def _dossier(given: argparse.Namespace) -> int:
    if given.list:
        rows = dict(_LISTS[given.list]())
        width = max(map(len, rows))
        print(json.dumps(rows, indent=2) if given.json else "\n".join(f"{name:<{width}} {told}" for name, told in rows.items()))
        return 0
    base = defaults(Inputs) if given.preset is None else preset(given.preset).values
    raw = _raw(given)
    result = dossier({**base, **read(Inputs, raw)})
    told = notes(Inputs, result.values, raw)
    print(json.dumps(result.to_json() | {"notes": told}, indent=2) if given.json else _table(result))
    for note in told:
        sys.stderr.write(f"forge: {note}\n")
    return 0


def _raw(given: argparse.Namespace) -> dict[str, str]:
    """What was typed, by input; a ratio alone makes a mixture."""
    pairs = [(name, value) for name, _ in _SHORT.values() if (value := getattr(given, name)) is not None]
    raw: dict[str, str] = {}
    for name, value in [*pairs, *map(_assignment, given.set)]:
        if name in raw:
            raise ValueError(f"{name[:40]!r} is given twice: give it once")
        raw[name] = value
    return ({} if given.total_to_active is None else {"architecture": "moe"}) | raw


def _where(refusal: str) -> str:
    """Where every name is listed of what a refusal is about."""
    kinds = dict.fromkeys(kind for what, kind in _LISTED.items() if what in refusal)
    return f" (all: {', '.join(f'--list {kind}' for kind in kinds)})" if kinds else ""


def _docs(_: argparse.Namespace) -> int:
    from app.docs import write

    print("\n".join(f"wrote {path}" for path in write()))
    return 0


def _listable(kind: str) -> str:
    names = {name: Names(()) for name in _LISTS}
    try:
        return find(names, kind, "it")
    except UnknownNameError as unknown:
        near = unknown.near or tuple(_LISTS)[:3]
        raise argparse.ArgumentTypeError(f"{kind!r}: there is no such list; there are for example {', '.join(near)}") from None


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--set is {text!r}: must be KEY=VALUE")
    return name.strip(), value.strip()


def _table(result: Dossier) -> str:
    width = max(len(field.label) for field in FIELDS.values())
    rows = [
        f"{FIELDS[name].label:<{width}}  {quantity(figure.value, figure.unit)!s:>24}  {figure.trust:<10}  {figure.equation}"
        for name, figure in result.figures.items()
    ]
    verdict = [result.verdict.headline + ".", result.verdict.first.sentence]
    return "\n".join([*rows, "", *filter(None, [*verdict, result.verdict.advice])])


_LISTS = {
    "gpus": lambda: ((row.id, row.name) for row in accelerators().values()),
    "models": lambda: ((row.id, row.name) for row in models().values()),
    "precisions": lambda: ((row.id, row.name) for row in precisions().values()),
    "grids": lambda: ((row.id, row.name) for row in grids().values()),
    "laws": lambda: ((law.id, law.name) for law in LAWS.values()),
    "equations": lambda: ((name, entry.title) for name, entry in equations().items()),
    "presets": lambda: ((entry.id, entry.name) for entry in presets().values()),
    "inputs": lambda: ((name, "auto" if value is None else str(value)) for name, value in defaults(Inputs).items()),
}
