"""What went wrong in a cell, in words for someone who has not seen many of Python's own."""

from __future__ import annotations

import builtins
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import TracebackType

from app.browser.cell.limits import TEXT
from app.browser.cell.shown import cut
from formulas import float64, registry

CELL = "cell"
"""Name of the file that a cell's code is compiled as."""
_WRAPPING = (float64.__name__, registry.__name__)
"""What stands around every formula and is none itself."""
_STAND_INS = "app.browser.stand_ins"
_PAGE = (
    "Panel's widgets, panes and layouts do not run in a cell: they need a page with Python behind it, and a cell shows only what a "
    "program gives. Set the value in the program itself, and show a number, a table or a Bokeh figure."
)
_ALLOCATED = re.compile(r"Unable to allocate (\d[\d.]* \w+) for an array with shape (\(.*?\))")
_CORE = re.compile(r"gufunc signature .*\(size (?P<other>\d+) is different from (?P<one>\d+)\)")
_ALIGNED = re.compile(r"not aligned: (?P<one>\d+) \(dim \d+\) != (?P<other>\d+)")
_SHAPES = re.compile(r"broadcast together with shapes ((?:\([\d,]*\) ?)+)")
"""How NumPy says these."""
_LARGE = "An array of this size takes more memory than there is"
_ROOM = "a cell may use 512 MB. Make the arrays smaller, or keep less"
AT_HAND = "NumPy, Bokeh, Param, the packages “formulas” and “instruments” of this page, and Python's standard library"


def explain(error: BaseException, names: Mapping[str, object] = {}) -> dict[str, object]:
    """Return what a cell shows of an exception: its ``name``, ``message`` in our words, ``line``, ``traceback``.

    Parameters
    ----------
    error
        What was raised.
    names
        What the cell has defined so far, to guess what a misspelt name was meant to be.
    """
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == CELL]
    line = own[-1].lineno if own else None
    if isinstance(error, SyntaxError) and error.filename == CELL:
        line = error.lineno
    return {
        "name": type(error).__name__,
        "message": cut(_words(error, names), TEXT),
        "line": line,
        "traceback": cut(_traceback(error), TEXT),
    }


def _traceback(error: BaseException) -> str:
    """Python's own account, without what is not the reader's."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if each.filename == CELL]
    lines = ["Traceback (most recent call last):\n", *traceback.StackSummary.from_list(frames).format()] if frames else []
    return "".join([*lines, *traceback.TracebackException(type(error), error, None, compact=True).format_exception_only()])


def _words(error: BaseException, names: Mapping[str, object]) -> str:
    if _is_of_page(error.__traceback__):
        return _PAGE
    says = next((say for kind, say in _SAYS.items() if isinstance(error, kind)), None)
    if isinstance(error, ValueError) and (formula := _formula(error.__traceback__)):
        return f"The formula “{formula}” refuses what it was given: {error}."
    return says(error, names) if says else f"{error}." if str(error) else "It says no more than its name."


def _is_of_page(trace: TracebackType | None) -> bool:
    """Whether an error comes from what stands in for the parts of Panel that a cell does without."""
    while trace and trace.tb_next:
        trace = trace.tb_next
    return bool(trace) and trace.tb_frame.f_globals.get("__name__", "") == _STAND_INS


def _formula(trace: TracebackType | None) -> str:
    """Name of the formula that the cell called last and that refused, if it was one."""
    called = ""
    while trace:
        code, module = trace.tb_frame.f_code, trace.tb_frame.f_globals.get("__name__", "")
        if code.co_filename == CELL:
            called = ""
        elif not called and module.startswith("formulas.") and module not in _WRAPPING:
            called = code.co_name
        trace = trace.tb_next
    return called


def _name(error: NameError, names: Mapping[str, object]) -> str:
    if isinstance(error, UnboundLocalError):
        own = "A name that is set anywhere in a function is the function's own."
        return f"The function uses “{error.name}” before it gives it a value. {own}"
    known = [*names, *vars(builtins)]
    close = get_close_matches(error.name or "", known, 1)
    guess = f" Is “{close[0]}” meant?" if close else ""
    if error.name in sys.stdlib_module_names or error.name in ("np", "numpy", "formulas", "bokeh"):
        wanted = "numpy as np" if error.name == "np" else error.name
        guess = f" It has to be imported first: import {wanted}."
    return f"Nothing here is called “{error.name}”. It is misspelt, or is made further down than it is used.{guess}"


def _syntax(error: SyntaxError, _names: Mapping[str, object]) -> str:
    column = f", near character {error.offset}" if error.offset else ""
    return f"Python cannot read this line{column}: {error.msg}."


def _indentation(error: SyntaxError, _names: Mapping[str, object]) -> str:
    same = "Lines that belong together begin in the same column."
    return f"The spaces at the beginning of this line do not fit the lines around it: {error.msg}. {same}"


def _import(error: ImportError, _names: Mapping[str, object]) -> str:
    if not isinstance(error, ModuleNotFoundError):
        return f"The module “{error.name}” is here, but has nothing of that name: {error.msg}."
    return f"“{error.name}” cannot be had: a cell has no network to bring it. What is here: {AT_HAND}."


def _attribute(error: AttributeError, _names: Mapping[str, object]) -> str:
    close = get_close_matches(error.name or "", [] if error.obj is None else dir(error.obj), 1)
    guess = f" Is “{close[0]}” meant?" if close else ""
    return f"{_kind(error.obj)} has no “{error.name}”.{guess}"


def _kind(value: object) -> str:
    if getattr(value, "__name__", None) and type(value).__name__ in ("module", "type"):
        return f"The {'module' if type(value).__name__ == 'module' else 'class'} “{value.__name__}”"
    return f"A value of type “{type(value).__name__}”"


def _memory(error: MemoryError, _names: Mapping[str, object]) -> str:
    found = _ALLOCATED.search(str(error))
    if not found:
        return f"There is no more memory for this: {_ROOM}."
    return f"An array of shape {found[2]} takes {found[1]}, and there is no more memory for it: {_ROOM}."


def _value(error: ValueError, _names: Mapping[str, object]) -> str:
    said = str(error)
    if any(sign in said for sign in ("array is too big", "Maximum allowed")):
        return f"{_LARGE}: {_ROOM}."
    if found := _CORE.search(said) or _ALIGNED.search(said):
        one, other = found["one"], found["other"]
        return (
            "The two arrays do not fit for a product of matrices: the first must have as many columns as the second has rows, and here it "
            f"is {one} and {other}. Print the shape of both; “.T” turns an array over."
        )
    if found := _SHAPES.search(said):
        return (
            f"Arrays of the shapes {found[1].strip()} do not fit for each other, number by number: counted from the last, each length must "
            "be the same in both, or 1. Print the shape of each before this line."
        )
    return f"A value is of the right kind and yet cannot be used here: {said}."


def _index(error: IndexError, _names: Mapping[str, object]) -> str:
    return f"There is no place of that number ({error}). The first is number 0, the last is the length less one."


def _key(error: KeyError, _names: Mapping[str, object]) -> str:
    return f"There is no entry {error.args[0]!r}." if error.args else "There is no such entry."


_SAYS: dict[type[BaseException], Callable[[BaseException, Mapping[str, object]], str]] = {
    IndentationError: _indentation,
    SyntaxError: _syntax,
    NameError: _name,
    ImportError: _import,
    AttributeError: _attribute,
    ZeroDivisionError: lambda error, _: "Something is divided by zero here. Print what it is divided by, in the line before this one.",
    IndexError: _index,
    KeyError: _key,
    TypeError: lambda error, _: f"A value is not of the kind that is wanted here: {error}.",
    AssertionError: lambda error, _: f"What this line asserts does not hold{f': {error}' if str(error) else ''}.",
    MemoryError: _memory,
    RecursionError: lambda error, _: "A function calls itself, and never comes to an end of that.",
    OverflowError: lambda error, _: f"A number is too large here: {error}.",
    FileNotFoundError: lambda error, _: f"There is no file “{error.filename}”: a cell sees none of yours.",
    UnicodeError: lambda error, _: f"A text holds what cannot be read or written so: {error}.",
    ValueError: _value,
    KeyboardInterrupt: lambda error, _: "It was stopped.",
}
"""By kind, more special ones first."""
