"""Cells: programs that stand in the page to be read, edited and run in the reader's own browser (docs/cells.md).

An instrument brings its program as ``cell.py`` in its folder: a file that runs by itself, whose docstring is title and note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from formulas.caching import shared
from instruments.frame.declaration import Instrument
from instruments.prose.markup import EMPTY, Markup, markup

FILE = "cell"
_GLYPH = markup('<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M7 5.5L2.5 10 7 14.5M13 5.5l4.5 4.5-4.5 4.5"/></svg>')
_TOLD = re.compile(r'"""(.+?)"""', re.DOTALL)


@dataclass(frozen=True)
class Program:
    """A program to be read and run.

    Parameters
    ----------
    title
        What it is, a few words.
    note
        What to look at in it, a sentence or two.
    code
        Its text.
    """

    title: str
    note: str
    code: str


def cell_html(name: str, code: str, *, title: str, note: str = "", function: str = "") -> Markup:
    """Return a cell: its program can be read without a script, and is edited and run where there is one.

    Parameters
    ----------
    name
        What it is called in an address; unique on its page.
    code
        Its program.
    title
        Its heading.
    note
        What to look at in it.
    function
        Name of the function that a reader is to write in it, where it is tried on inputs.
    """
    tried = markup(' data-cell-function="{}"', function) if function else EMPTY
    said = markup('<p class="cell-note">{}</p>', note) if note else EMPTY
    return markup(
        '<div class="cell" data-cell="{name}" data-key="cell-{name}"{tried} data-keep>'
        '<header><h3 class="cell-title">{title}</h3></header>{said}<pre class="cell-code" tabindex="0">{code}</pre></div>',
        name=name, tried=tried, title=title, said=said, code=code,
    )  # fmt: skip


def opens_html(program: Program, label: str) -> Markup:
    """Return a button that opens a program in a sheet."""
    return markup(
        '<button type="button" class="button opens-cell" data-opens-cell data-cell-title="{}" data-cell-code="{}">'
        "{}<span>{}</span></button>",
        program.title, program.code, _GLYPH, label,
    )  # fmt: skip


@shared
def program_of(declared: Instrument) -> Program | None:
    """Return the program of an instrument, if it brings one."""
    return next((read(each) for each in _found(files(declared.package), FILE)), None) if declared.package else None


def read(source: Traversable) -> Program:
    """Read a program: its docstring's first line is the title, the rest the note.

    Raises
    ------
    ValueError
        If it has no docstring.
    """
    text = source.read_text("utf-8")
    # Not by parsing it: a Python that leaves docstrings out, as the page's does, leaves them out there too.
    found = _TOLD.match(text)
    if not found:
        raise ValueError(f"{source.name} has no docstring: its first line is the title of the cell")
    title, _, note = found[1].partition("\n")
    return Program(title.rstrip("."), " ".join(note.split()), f"{text[found.end() :].strip()}\n")


def _found(folder: Traversable, name: str) -> Iterator[Traversable]:
    """A program as it is written, or as a built site has it (app/bundle/pins.py)."""
    return (each for kind in ("py", "txt") if (each := folder / f"{name}.{kind}").is_file())
