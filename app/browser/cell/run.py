"""Run a cell: what it prints and shows goes out as it comes, piece by piece."""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import io
import json
import linecache
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from app.browser.cell.explain import CELL, explain
from app.browser.cell.shown import item

if TYPE_CHECKING:
    from app.browser.late_files import LateFiles

type Send = Callable[[str], object]
"""Takes one message, as JSON."""


class Stream(io.TextIOBase):
    """Sends what is written to it line by line, or when it is flushed."""

    def __init__(self, name: str, send: Send) -> None:
        super().__init__()
        self._name, self._send, self._kept = name, send, ""

    def writable(self) -> bool:
        """It can be written to, and nothing else."""
        return True

    def write(self, text: str) -> int:
        """Keep the last line until it is complete."""
        done, newline, rest = text.rpartition("\n")
        if newline:
            self._tell(self._kept + done + newline)
            self._kept = rest
        else:
            self._kept += rest
        return len(text)

    def flush(self) -> None:
        """Send what is left."""
        if self._kept:
            self._tell(self._kept)
            self._kept = ""

    def _tell(self, text: str) -> None:
        self._send(json.dumps({"type": "text", "stream": self._name, "text": text}))


def run(code: str, send: Send, look: str = "{}") -> None:
    """Run a program from its beginning, in a module of its own; if its last line is an expression, show what that gives.

    Parameters
    ----------
    code
        What the reader typed.
    send
        Told of output: ``text`` with ``stream``; ``shown`` with an item (:func:`app.browser.cell.shown.item`); ``error`` with what
        :func:`app.browser.cell.explain.explain` says.
    look
        The page's colours, as JSON.
    """
    colours = json.loads(look)

    def show(*values: object) -> None:
        sys.stdout.flush()
        for value in values:
            send(json.dumps({"type": "shown", "item": item(value, colours)}))

    with _module(show) as names, _streams(send):
        try:
            body, last = _parts(code)
            exec(body, names)  # noqa: S102 - what a cell is for; see docs/cells.md for what holds it
            value = eval(last, names) if last else None  # noqa: S307 - as above
            if value is not None:
                show(value)
        except SystemExit:
            pass  # a program may end itself
        except BaseException as error:
            sys.stdout.flush()
            send(json.dumps({"type": "error", **explain(error, names)}))


def call(code: str, function: str, arguments: list[list[object]]) -> str:
    """Call a function that a program defines, once for each list of arguments; what it prints is nobody's business.

    Returns
    -------
    JSON of ``{"values": [...]}``, or of ``{"error": {"name", "message", "line"}}`` where anything fails.
    """
    with _module(lambda *_values: None) as names, _streams(lambda _message: None):
        try:
            body, last = _parts(code)
            exec(body, names)  # noqa: S102 - as above
            if last:
                eval(last, names)  # noqa: S307 - as above
            if not callable(names.get(function)):
                raise NameError(f"name {function!r} is not defined", name=function)  # noqa: TRY004, TRY301 - told like the reader's own
            if (source := _of_the_site(names[function])):
                told = f"{function} is the site's own {source}: write the function yourself, and use that one to compare with"
                return json.dumps({"error": {"name": "NotYours", "message": told, "line": None}})
            return json.dumps({"values": [plain(names[function](*each)) for each in arguments]})
        except BaseException as error:
            told = explain(error, names)
            return json.dumps({"error": {name: told[name] for name in ("name", "message", "line")}})


def _of_the_site(function: object) -> str:
    """Which equation of the library a function is, as it was imported or with arguments put in; nothing where it is the reader's."""
    while isinstance(function, functools.partial):
        function = function.func
    module = getattr(function, "__module__", None) or ""
    return f"{module}.{getattr(function, '__name__', '')}" if module.partition(".")[0] == "formulas" else ""


def plain(value: object) -> object:
    """Return a value as JSON has it: numbers, texts, lists and mappings.

    >>> plain(np.float64(2.5)), plain(np.arange(3)), plain((1, "a"))
    (2.5, [0, 1, 2], [1, 'a'])
    """
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"the function returns a {type(value).__name__}: must be a number, a text, or a list of them")


def prepare(late: LateFiles | None = None) -> None:
    """Make a Python that was the application's fit for cells: what stands in for parts that the page never uses goes."""
    from app.browser.stand_ins import is_stand_in

    for name in [name for name, module in sys.modules.items() if is_stand_in(module)]:
        del sys.modules[name]
    if late is not None:
        late.arrived("site")
    linecache.clearcache()


def _parts(code: str) -> tuple[object, object | None]:
    """Compile all but a last expression, and that."""
    # Python runs optimised here, which is not to keep the reader's assertions from holding.
    tree = compile(code, CELL, "exec", ast.PyCF_ONLY_AST, dont_inherit=True, optimize=0)
    linecache.cache[CELL] = (len(code), None, code.splitlines(keepends=True), CELL)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    compiled = [tree, last and ast.Expression(last.value)]
    modes = ("exec", "eval")
    return tuple(each and compile(each, CELL, mode, dont_inherit=True, optimize=0) for each, mode in zip(compiled, modes, strict=True))


@contextmanager
def _module(show: Callable[..., None]) -> Iterator[dict[str, object]]:
    """A new ``__main__`` for one run, with ``show`` in it; Bokeh's own of that name is the same."""
    before, module = sys.modules.get("__main__"), ModuleType("__main__")
    vars(module).update(__builtins__=builtins, show=show, input=_no_input)
    sys.modules["__main__"] = module
    bokeh = [importlib.import_module(name) for name in ("bokeh.io", "bokeh.plotting")]
    shows = [each.show for each in bokeh]
    for each in bokeh:
        each.show = show
    try:
        yield vars(module)
    finally:
        for each, known in zip(bokeh, shows, strict=True):
            each.show = known
        if before is not None:
            sys.modules["__main__"] = before


@contextmanager
def _streams(send: Send) -> Iterator[None]:
    out, err = Stream("out", send), Stream("err", send)
    with redirect_stdout(out), redirect_stderr(err):
        try:
            yield
        finally:
            out.flush()
            err.flush()


def _no_input(prompt: object = "") -> str:
    raise RuntimeError(f"input({prompt!r}) cannot ask in a cell: write the value into the program")
