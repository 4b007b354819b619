"""An instrument without a browser: its inputs as options, its rows as a table, JSON, Markdown or CSV.

An instrument needs no command of its own.  One that knows more (presets, short names, lists) extends :class:`Command` and is
named by its declaration.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from formulas.names import Names, UnknownNameError, find
from instruments.frame import pinned
from instruments.frame.address import located, taken
from instruments.frame.declaration import Instrument
from instruments.frame.discovery import instruments
from instruments.frame.export import FORMATS
from instruments.frame.inputs import OneOf, inputs
from instruments.frame.model import Model
from instruments.frame.presets import Preset
from instruments.frame.reading import defaults, once, read
from instruments.frame.relevance import notes
from instruments.frame.result import Figure, Result

_ARTICLES = ("a", "an", "the")

type Lists = Mapping[str, Callable[[], Iterable[tuple[str, str]]]]


class Command:
    """The command of one instrument; of an instrument without a command of its own nothing is imported before it is run."""

    names: tuple[str, ...] = ()
    """Other names of the command than the instrument's id."""

    def __init__(self, declared: Instrument) -> None:
        self.declared = declared

    @property
    def model(self) -> type[Model]:
        """The instrument's model."""
        return self.declared.model_class()

    def add_to(self, commands: Any) -> None:
        """Add the command to a parser's."""
        told = self.declared.title
        asked = self.declared.question
        parser = commands.add_parser(self.declared.id, aliases=self.names, help=asked, description=f"{told}. {asked}")
        self.add_options(parser)
        parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="any input by its name; may be repeated")
        parser.add_argument("--format", choices=FORMATS, help="print this instead of a table")
        parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
        parser.add_argument("--python", dest="format", action="store_const", const="python", help="the same as --format python")
        if self.starts_from_presets:
            parser.add_argument("--preset", help="start from a preset (see --list presets)")
        parser.add_argument("--link", metavar="ADDRESS", help="start from the design of a link, or of its part behind the number sign")
        parser.add_argument("--list", metavar="KIND", help="list what can be chosen, such as inputs, and stop")
        parser.set_defaults(run=self.run)

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add options of the instrument's own."""

    def lists(self) -> Lists:
        """Return what can be listed: the inputs, and the choices of each that is chosen from a list."""
        chosen = {name: declared for name, declared in inputs(self.model).items() if isinstance(declared, OneOf)}
        presets = {"presets": lambda: ((entry.id, entry.name) for entry in self.declared.starts().values())}
        return {
            **(presets if self.starts_from_presets else {}),
            "inputs": lambda: ((name, "auto" if value is None else str(value)) for name, value in defaults(self.model).items()),
            **{name: lambda declared=declared: ((str(key), str(label)) for label, key in declared.get_range().items())
               for name, declared in chosen.items()},
        }  # fmt: skip

    @property
    def starts_from_presets(self) -> bool:
        """Whether there are designs to start from."""
        return bool(self.declared.presets)

    def preset(self, name: str) -> Preset:
        """Return the preset that a person means."""
        known = self.declared.starts()
        return known[find({each.id: Names((each.name,), _ARTICLES) for each in known.values()}, name, "preset")]

    def base(self, given: argparse.Namespace) -> tuple[Mapping[str, object], str]:
        """Return the inputs that the options change, and what is to be told of where they come from."""
        named = self.starts_from_presets and given.preset is not None
        if named and given.link is not None:
            raise ValueError("argument --link: not beside --preset: a design starts from one of them")
        if named:
            return self.preset(given.preset).values, ""
        return (defaults(self.model), "") if given.link is None else taken(self.model, self.state_in(given.link))

    def state_in(self, link: str) -> str:
        """Return the state in a link to this instrument.

        Raises
        ------
        ValueError
            If it leads to another one.
        """
        instrument, state = located(link)
        if instrument not in ("", self.model.ids().instrument):
            other = instruments()[instrument].title
            raise ValueError(f"argument --link: it leads to {other}, not to {self.declared.title}: read it with '{instrument} --link'")
        return state

    def raw(self, given: argparse.Namespace) -> dict[str, str]:
        """Return what was typed, by input."""
        return once(map(assignment, given.set))

    def result(self, model: Model) -> Any:
        """Return what follows from a design."""
        return model.result

    def table(self, result: Result) -> str:
        """Return a result as lines to read."""
        return "\n".join([self.rows_of(result), *(["", *result.lines] if result.lines else [])])

    @staticmethod
    def rows_of(result: Result) -> str:
        """Return the rows of a result, one a line."""
        width = max(len(row.label) for row in result.rows.values())
        return "\n".join(
            f"{each.row.label:<{width}}  {_shown(result, each):>24}  {each.trust:<10}  {each.equation}" for each in result.figures.values()
        )

    def run(self, given: argparse.Namespace) -> int:
        """Print what was asked for; returns the exit code."""
        if given.list:
            return self._list(given)
        raw = self.raw(given)
        start, told_of_start = self.base(given)
        values = {**start, **read(self.model, raw)}
        model = self.model(**values)
        result = self.result(model)
        if not isinstance(result, Result) and given.format != "python":
            raise ValueError(f"{self.declared.title} has no rows to print: open it in the page")
        since = "" if given.link is None else pinned.told(model, self.state_in(given.link))
        remarks = result.remarks if isinstance(result, Result) else ()
        told = [each for each in (told_of_start, *notes(self.model, model.values, raw), *remarks, since) if each]
        if given.format == "json":
            # With what was typed and does nothing, which the result alone does not know.
            print(json.dumps(result.to_json() | {"notes": told}, indent=2))
        else:
            print(FORMATS[given.format](model, result).rstrip() if given.format else self.table(result))
        for note in told:
            sys.stderr.write(f"forge: {note}\n")
        return 0

    def _list(self, given: argparse.Namespace) -> int:
        lists = self.lists()
        try:
            kind = find({name: Names(()) for name in lists}, given.list, "it")
        except UnknownNameError as unknown:
            near = unknown.near or tuple(lists)[:3]
            raise ValueError(f"argument --list: {given.list!r}: there is no such list; there are for example {', '.join(near)}") from None
        rows = dict(lists[kind]())
        width = max(map(len, rows))
        print(json.dumps(rows, indent=2) if given.format == "json" else "\n".join(f"{name:<{width}} {told}" for name, told in rows.items()))
        return 0


def _shown(result: Result, figure: Figure) -> str:
    """A figure, or why there is none."""
    return result.unknown(figure).short if figure.value is None else str(figure.shown)


def assignment(text: str) -> tuple[str, str]:
    """Return name and value of a KEY=VALUE.

    Raises
    ------
    ValueError
        If it is none.
    """
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--set is {text!r}: must be KEY=VALUE")
    return name.strip(), value.strip()
