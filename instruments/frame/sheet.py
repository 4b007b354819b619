"""A result as a table that every spreadsheet opens as columns of numbers, whatever language it is set to.

English settings part columns at commas and decimals at points, German ones at semicolons and commas, and both take the other's
numbers for text or for dates.  So the file says what parts its columns (``sep=;``, which Excel and the import of LibreOffice obey),
and a number that is not whole is written without a decimal mark, as whole digits and a power of ten: ``125E-1`` is 12.5 everywhere.
Excel takes a file that begins with ``sep=`` for one of an old code page, whatever marks it as UTF-8: it holds ASCII alone.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from decimal import Decimal

from instruments.frame.result import Figure, Result

HEAD = ("Figure", "Value", "Unit", "Full value", "Full unit", "Trust", "Equation", "Row")
SEPARATOR = ";"
_LONGEST = 15
_PLAIN = str.maketrans({
    "\N{MICRO SIGN}": "u", "\N{MULTIPLICATION SIGN}": "x", "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{MIDDLE DOT}": "*", "\N{DEGREE SIGN}": "deg ", "\N{EURO SIGN}": "EUR",
})  # fmt: skip


def number(value: float | str | None) -> str:
    """Return a number as a spreadsheet reads it in every language, to its last digit.

    >>> number(12.5), number(2890.0), number(1e25), number("0.0120"), number(-0.5), number(None)
    ('125E-1', '2890', '1E25', '120E-4', '-5E-1', '')
    """
    if value is None:
        return ""
    written = Decimal(str(value))
    if written == written.to_integral_value() and written.adjusted() < _LONGEST:
        return str(int(written))
    sign, digits, power = (written if isinstance(value, str) else written.normalize()).as_tuple()
    mantissa = "".join(map(str, digits)).lstrip("0") or "0"
    return f"{'-' if sign else ''}{mantissa}E{power}"


def ascii_text(text: str) -> str:
    """Return a text in letters that are the same in every code page.

    >>> ascii_text("5 \N{MICRO SIGN}s per cm\N{SUPERSCRIPT TWO}, B\N{LATIN SMALL LETTER E WITH ACUTE}zier")
    '5 us per cm2, Bezier'
    """
    return unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()


def as_tsv(result: Result) -> str:
    """Return the rows parted by tabs, which a spreadsheet takes from the clipboard."""
    return _written(result, "\t")


def as_sheet(result: Result) -> str:
    """Return the rows as a file that a spreadsheet opens."""
    return f"sep={SEPARATOR}\r\n{ascii_text(_written(result, SEPARATOR))}"


def _written(result: Result, separator: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(HEAD)
    writer.writerows(map(_cells, result.figures.values()))
    return text.getvalue()


def _cells(figure: Figure) -> tuple[str, ...]:
    """A row: as the page shows it, in its unit, and to the last digit in that of the formula."""
    known = figure.value is not None
    shown = figure.shown
    unit = "" if figure.unit == "1" else figure.unit
    return (
        figure.row.label, number(shown.number.replace(",", "")) if known else "", shown.unit, number(figure.value), unit,
        figure.trust, figure.equation, figure.id,
    )  # fmt: skip
