"""What a value looks like: a figure, a table, or its text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass

import numpy as np
from bokeh.model import Model

from app.browser.cell.limits import COLUMNS, FIGURE, LETTERS, ROWS, TEXT

type Item = dict[str, object]


def item(value: object, look: Mapping[str, str] = {}) -> Item:
    """Return what shows a value, as plain data: ``kind`` is ``figure``, ``table`` or ``text``.

    Parameters
    ----------
    value
        What is shown.
    look
        Colours for a figure: ``surface``, ``line``, ``text`` and ``muted``.

    Raises
    ------
    ValueError
        If it is a figure that is too large to be drawn here.

    >>> item([{"name": "H100", "memory": 80e9}])["columns"]
    ['name', 'memory']
    >>> item(6 * 7)
    {'kind': 'text', 'text': '42'}
    """
    if isinstance(value, Model):
        return _figure(value, look)
    return table(value) or {"kind": "text", "text": cut(repr(value), TEXT)}


def table(value: object) -> Item | None:
    """Return a value as a table, if it is an array or records; ``None`` for everything else."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, Mapping):
        return _columns(value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes) and value:
        return _records(value)
    return None


def cut(text: str, most: int) -> str:
    """Return a text, its end left out where it is longer than that.

    >>> cut("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _figure(model: Model, look: Mapping[str, str]) -> Item:
    # Only who draws needs these.
    from bokeh.embed import json_item
    from bokeh.themes import Theme

    text = json.dumps(json_item(model, theme=Theme(json={"attrs": _attributes(look)}) if look else None), allow_nan=True)
    if len(text) > FIGURE:
        raise ValueError(f"the figure takes {len(text):,} characters: must be at most {FIGURE:,}; draw fewer points")
    return {"kind": "figure", "json": text}


def _attributes(look: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """What a figure looks like where a program does not say."""
    font, text, muted = {"text_font": "'Source Sans 3', sans-serif"}, look["text"], look["muted"]
    small = {f"{part}_{name}": value for part in ("axis_label", "major_label") for name, value in (font | {"text_color": muted}).items()}
    line = {f"{part}_line_color": look["line"] for part in ("axis", "major_tick", "minor_tick")}
    return {
        "Plot": {f"{part}_fill_color": look["surface"] for part in ("background", "border")} | {"outline_line_color": look["line"]},
        "Axis": small | line | {"axis_label_text_font_style": "normal"},
        "Grid": {"grid_line_color": look["line"]},
        "Title": font | {"text_color": text, "text_font_style": "normal"},
        "Legend": {f"label_{name}": value for name, value in (font | {"text_color": text}).items()}
        | {"background_fill_color": look["surface"], "border_line_color": look["line"]},
        "Toolbar": {"logo": None},
    }


def _array(array: np.ndarray) -> Item | None:
    if array.dtype.names:
        names = list(array.dtype.names)
        flat = array.reshape(-1)
        return _table(names, ([row[name] for name in names] for row in flat), len(flat), _count(len(flat)))
    if array.ndim not in (1, 2) or not array.size:
        return None
    about = f"shape {array.shape}, {array.dtype}"
    if array.ndim == 1:
        return _table(["value"], ([each] for each in array), len(array), about, numbered=True)
    return _table([str(place) for place in range(array.shape[1])], array, len(array), about, numbered=True)


def _columns(mapping: Mapping) -> Item | None:
    """A mapping of names to columns of one length."""
    columns = list(mapping.values())
    if not columns or not all(isinstance(each, list | tuple | np.ndarray) for each in columns):
        return None
    if any(np.ndim(each) != 1 for each in columns) or len({len(each) for each in columns}) != 1 or not len(columns[0]):
        return None
    return _table([str(name) for name in mapping], zip(*columns, strict=True), len(columns[0]), _count(len(columns[0])))


def _records(records: Sequence) -> Item | None:
    """Records of one kind: mappings, named tuples, or instances of a data class."""
    first = records[0]
    if all(isinstance(each, Mapping) for each in records):
        rows = records
    elif is_dataclass(first) and all(type(each) is type(first) for each in records):
        rows = [asdict(each) for each in records[:ROWS]]
    elif hasattr(first, "_asdict") and all(type(each) is type(first) for each in records):
        rows = [each._asdict() for each in records[:ROWS]]
    else:
        return None
    names = list(dict.fromkeys(name for row in rows[:ROWS] for name in row))
    cells = ([row.get(name, "") for name in names] for row in rows)
    return _table([str(name) for name in names], cells, len(records), _count(len(records))) if names else None


def _count(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _table(names: list[str], rows: Iterable, count: int, about: str, *, numbered: bool = False) -> Item:
    shown = [[_entry(each) for each in list(row)[:COLUMNS]] for row, _ in zip(rows, range(ROWS), strict=False)]
    numbers = [all(isinstance(row[place], tuple) for row in shown) for place in range(min(len(names), COLUMNS))]
    if count > ROWS:
        about += f"; the first {ROWS} are shown"
    if len(names) > COLUMNS:
        about += f"; of {len(names)} columns, the first {COLUMNS}"
    return {
        "kind": "table",
        "columns": [cut(name, LETTERS) for name in names[:COLUMNS]],
        "rows": [[each[0] if isinstance(each, tuple) else each for each in row] for row in shown],
        "numeric": numbers,
        "numbered": numbered,
        "note": about,
    }


def _entry(value: object) -> str | tuple[str]:
    """One entry as text; a number's in a tuple, so that its column can stand to the right."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        return cut(value if isinstance(value, str) else repr(value), LETTERS)
    if isinstance(value, int | np.integer):
        return (cut(str(value), LETTERS),)
    return (format(value, ".6g"),)
