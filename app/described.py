"""``model``: a real model taken apart, from its configuration or by its name."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from formulas.model import cache, work
from formulas.model.description import Description
from formulas.model.forms import Form, cache_form, caches, checkpoint_form, checkpoints
from formulas.model.parameters import parameters
from formulas.model.public import public, public_model
from formulas.model.reader import MOST_BYTES, loads
from formulas.model.stored import Stored, cache_bytes, stored
from instruments.quantities.numbers import read_number
from instruments.quantities.text import quantity

_LISTS = {"models": public, "forms": checkpoints, "caches": caches}
_UNSTATED = "bf16"
_MOST_TOKENS = 1e9


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command to a parser's."""
    parser = commands.add_parser("model", help="take a real model apart: parameters, bytes, cache and work by part")
    parser.add_argument("model", nargs="?", metavar="MODEL", help="a public model, by any of its names")
    parser.add_argument("--config", metavar="FILE", help="the config.json of a model instead")
    parser.add_argument("--form", help="checkpoint format, such as bf16, awq, q4_k_m or int4-g32@experts,bf16; else as it ships")
    parser.add_argument("--context", default="32k", help="tokens of a sequence, such as 131072 or 128k (default: 32k)")
    parser.add_argument("--cache", default=_UNSTATED, help="cache format, such as fp8 or q8_0 (default: bf16)")
    parser.add_argument("--json", action="store_true", help="plain data in SI units")
    parser.add_argument("--list", choices=_LISTS, help="list what can be chosen, and stop")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    if given.list:
        print("\n".join(f"{row.id:<32}{row.name}" for row in _LISTS[given.list]().values()))
        return 0
    told = _told(*_described(given), given)
    print(json.dumps(told, indent=2) if given.json else "\n".join(_lines(told)))
    return 0


def _described(given: argparse.Namespace) -> tuple[Description, Callable[[str], Form]]:
    """The model that is meant, and what a name of a checkpoint format means of its files.

    Raises
    ------
    ValueError
        If none or two are named, or the file is none.
    """
    if (given.model is None) == (given.config is None):
        raise ValueError("argument MODEL: name a public model, or give its --config, and not both")
    if given.config is None:
        model = _meant(public_model, given.model, "models")
        return model.description, model.form
    file = Path(given.config)
    try:
        with file.open("rb") as opened:
            return loads(opened.read(MOST_BYTES + 1), file.parent.resolve().name), checkpoint_form
    except OSError as failure:
        raise ValueError(f"argument --config: {given.config} cannot be read: {failure.strerror}") from None


def _meant[T](find: Callable[[str], T], name: str, kind: str) -> T:
    """What a name means; a refusal says where all are listed."""
    try:
        return find(name)
    except ValueError as refusal:
        raise ValueError(f"{refusal} (all: --list {kind})") from None


def _told(model: Description, form_of: Callable[[str], Form], given: argparse.Namespace) -> dict[str, object]:
    """Everything that is told, as plain data."""
    tokens = _tokens(given.context)
    form = _meant(form_of, given.form or model.form or _UNSTATED, "forms")
    kept, all_of, active = stored(model, form), parameters(model), parameters(model, active=True)
    of_cache = _meant(cache_form, given.cache, "caches")
    values, read, token = (
        cache_bytes(found, of_cache) for found in (cache.held(model, tokens), cache.read(model, tokens), cache.per_token(model))
    )
    prompt, every, step = work.prompt_flop(model, tokens), work.prompt_flop(model, tokens, all_logits=True), work.step_flop(model, tokens)
    return {
        "schema": 1,
        "name": model.name,
        "layers": float(model.layers),
        "form": {"id": form.id, "name": form.name, "shipped": not given.form and model.form is not None, **_trust(kept)},
        "parameters": _numbers(all_of) | {"total": float(all_of.total), "text": float(all_of.text), "active": float(active.text)},
        "bytes": _numbers(kept.parts) | {"total": float(kept.total)},
        "cache": {
            "id": of_cache.id, "name": of_cache.name, "tokens": tokens,
            "bytes_per_token": float(sum(each for kind, each in token.items() if kind not in cache.FIXED)),
            "bytes": float(sum(values.values())), "fixed_bytes": float(sum(values[kind] for kind in cache.FIXED if kind in values)),
            "read_bytes_per_step": float(sum(read.values())),
        },
        "flop": {
            "prompt": float(prompt.total), "prompt_with_every_logit": float(every.total), "step": float(step.total),
        },
        "unknown": list(model.unknown),
    }  # fmt: skip


def _tokens(typed: str) -> float:
    try:
        tokens = read_number(typed, "tokens", binary=True, example="128k")
    except ValueError as refusal:
        raise ValueError(f"argument --context: {refusal}") from None
    if not 1 <= tokens <= _MOST_TOKENS:
        raise ValueError(f"argument --context: {typed} tokens: must be from 1 to {_MOST_TOKENS:,.0f}")
    return tokens


def _numbers(parts: object) -> dict[str, float]:
    return {part: float(number) for part, number in parts.items() if float(number)}


def _trust(kept: Stored) -> dict[str, object]:
    return {"trust": kept.trust, "band": kept.band}


def _lines(told: dict) -> Iterator[str]:
    """The same to read."""
    form, kept, flop = told["form"], told["cache"], told["flop"]
    stands = "ships in" if form["shipped"] else "in"
    yield f"{told['name'] or 'A model without a name'}: {told['layers']:.0f} layers; {stands} {form['name']}."
    for part, number in told["bytes"].items():
        shown = "checkpoint" if part == "total" else part.replace("_", " ")
        yield _row(shown, quantity(told["parameters"][part], "parameter"), quantity(number, "B"))
    band = f", within {100 * form['band']:.2g}%" if form["band"] else ""
    yield f"How far to trust the bytes: {form['trust']}{band}."
    length = f"{kept['tokens']:,.0f} tokens"
    yield ""
    yield _row("active parameters", quantity(told["parameters"]["active"], "parameter"))
    yield _row(f"cache in {kept['name']}", f"{quantity(kept['bytes_per_token'], 'B')} per token")
    yield _row(f"of {length}", quantity(kept["bytes"], "B"))
    if kept["fixed_bytes"]:
        yield _row("of it whatever the length", quantity(kept["fixed_bytes"], "B"))
    yield _row("read for a token then", quantity(kept["read_bytes_per_step"], "B"))
    yield _row(f"prompt of {length}", quantity(flop["prompt"], "FLOP"))
    yield _row("with every logit", quantity(flop["prompt_with_every_logit"], "FLOP"))
    yield _row("a token after it", quantity(flop["step"], "FLOP"))
    if told["unknown"]:
        yield ""
        yield f"Not understood in the configuration: {', '.join(told['unknown'])}."


def _row(label: str, *cells: object) -> str:
    return "".join((f"{label:<30}", *(f"{cell!s:>22}" for cell in cells))).rstrip()
