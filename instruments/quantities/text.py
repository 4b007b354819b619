"""Numbers as people read them.

Display only: nothing here is computed with.  Counts (parameters, tokens, money) are spoken in
thousands, millions, billions and trillions; physical units take SI prefixes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .units import COUNTED

MISSING = "\N{EM DASH}"
_SI = ("", "k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q")
_SMALL = ("", "m", "\N{MICRO SIGN}", "n", "p")
_COUNT = ("", "K", "M", "B", "T")
_COUNTED = COUNTED | {"bit": "bits", "h": "h"}
_PREFIXED = {
    "FLOP", "FLOP/s", "FLOP/J", "FLOP/B", "FLOP/token", "B", "B/s", "B/token", "bit/s", "W", "J", "J/FLOP", "J/token", "Hz", "Wh", "L", "m",
}  # fmt: skip
_RATIOS = {
    "token/parameter": "tokens per parameter",
    "nat": "nats",
    "nat/token": "nats per token",
    "token/s": "tokens/s",
    "bit/parameter": "bits per parameter",
    "defect/cm2": "defects per cm\N{SUPERSCRIPT TWO}",
    "transistor/mm2": "transistors per mm\N{SUPERSCRIPT TWO}",
}
_WRITTEN = {"m2": "m\N{SUPERSCRIPT TWO}", "mm2": "mm\N{SUPERSCRIPT TWO}", "cm2": "cm\N{SUPERSCRIPT TWO}"}
_RAISED = str.maketrans(
    "0123456789-",
    "\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT FOUR}\N{SUPERSCRIPT FIVE}"
    "\N{SUPERSCRIPT SIX}\N{SUPERSCRIPT SEVEN}\N{SUPERSCRIPT EIGHT}\N{SUPERSCRIPT NINE}\N{SUPERSCRIPT MINUS}",
)


def gap(unit: str) -> str:
    """Return what stands between a number and its unit: a space, but the sign of per cent stands at its number wherever one is shown."""
    return "" if unit in ("", "%") else " "


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit behind it.

    >>> with_unit("51.5", "GB"), with_unit("45.0", "%"), with_unit("8", "")
    ('51.5 GB', '45.0%', '8')
    """
    return f"{number}{gap(unit)}{unit}"


def per_cent(share: float, digits: int = 3) -> str:
    """Return a share in per cent.

    >>> per_cent(0.45), per_cent(0.864, 2)
    ('45.0%', '86%')
    """
    return with_unit(significant(100 * share, digits), "%")


def raised(power: int) -> str:
    """Return a power in raised figures.

    >>> raised(-13)
    '\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT THREE}'
    """
    return str(power).translate(_RAISED)


@dataclass(frozen=True)
class Shown:
    """A quantity ready for the page: its rounded number, what that counts, and the full value.

    A prefix of SI is written onto its noun (``GB``); those of counts stand before it as a word (``B parameters``).
    """

    number: str
    prefix: str
    noun: str
    full: str
    spaced: bool = False

    def __str__(self) -> str:
        return with_unit(self.number, self.unit)

    @property
    def unit(self) -> str:
        """Prefix and noun as they are written."""
        return self.unit_as({})

    @property
    def without_noun(self) -> str:
        """Number and prefix, for where the noun is said elsewhere; of counts only, since a prefix of SI is part of its noun."""
        return f"{self.number} {self.prefix}".rstrip() if self.spaced else str(self)

    def unit_as(self, nouns: Mapping[str, str]) -> str:
        """Return the unit with its noun as ``nouns`` calls it, if they do.

        >>> quantity(1.56e11, "parameter").unit_as({"parameters": "params"}), quantity(5.15e10, "B").unit_as({"parameters": "params"})
        ('B params', 'GB')
        """
        noun = nouns.get(self.noun, self.noun)
        return f"{self.prefix} {noun}" if self.spaced and self.prefix and noun else self.prefix + noun


def shortened(text: str, most: int) -> str:
    """Return as much of a text as there is room for, cut between words.

    >>> shortened("one two three", 9), shortened("one", 9)
    ('one two ...', 'one')
    """
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0] or text[:most]} ..."


def significant(value: float, digits: int = 3) -> str:
    """Return ``value`` with ``digits`` significant digits and no exponent.

    >>> significant(1559.4), significant(0.012345), significant(21)
    ('1,560', '0.0123', '21.0')
    """
    if not math.isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    places = digits - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:,.{max(places, 0)}f}"


def power(value: float, digits: int = 3) -> str:
    """Return ``value`` in powers of ten as an engineer types it.

    >>> power(1e25), power(3.14159e24), power(4)
    ('1e25', '3.14e24', '4')
    """
    if not math.isfinite(value):
        return MISSING
    if 1e-3 <= abs(value) < 1e6 or value == 0:
        rounded = float(f"{value:.{max(digits, 6) if float(value).is_integer() else digits}g}")
        if abs(rounded) < 1e6:
            return f"{rounded:.15g}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}e{int(exponent)}"


def scientific(value: float, digits: int = 3) -> str:
    """Return ``value`` in powers of ten as it is printed.

    >>> scientific(2.4e23), scientific(1e25)
    ('2.4 \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}', '10\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT FIVE}')
    """
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    raised_to = f"10{raised(int(exponent))}"
    return raised_to if mantissa == "1" else f"{mantissa} \N{MULTIPLICATION SIGN} {raised_to}"


def ratio(value: float, digits: int = 2) -> str:
    """Return how many times something is something else: in powers of ten where it would take many zeros.

    >>> ratio(2.07), ratio(34_000), ratio(3.4e8), ratio(1e-7)
    ('2.1', '34,000', '3.4 \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT EIGHT}', '10\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT SEVEN}')
    """
    return significant(value, digits) if not value or 1e-3 <= abs(value) < 1e6 else scientific(value, digits)


def handed_over(value: float) -> float:
    """Return a figure with the digits on which all processors agree.

    Powers differ in the seventeenth digit between processors: some multiply and add in one step, a browser's
    Python never does.  Twelve digits are the same everywhere, and more than any figure here means.

    >>> handed_over(1040000000070.4263) == handed_over(1040000000070.426)
    True
    """
    return float(f"{value:.12g}")


def quantity(value: float | None, unit: str, digits: int = 3) -> Shown:
    """Return ``value`` in ``unit`` (a unit of the formulas) as it is shown.

    >>> str(quantity(1.56e11, "parameter")), str(quantity(5.15e10, "B")), str(quantity(1e25, "FLOP"))
    ('156 B parameters', '51.5 GB', '10.0 YFLOP')
    >>> str(quantity(12.5e6, "USD")), str(quantity(2.5e8, "kgCO2e")), str(quantity(1, "user"))
    ('12.5 M USD', '250 kt CO2e', '1 user')
    """
    if value is None or not math.isfinite(value):
        return Shown(MISSING, "", "", "no finite value")
    whole = 100 * value if unit == "%" else value
    exact = f"{whole:,.0f}" if 1e4 <= abs(whole) < 1e15 else f"{whole:.10g}"
    full = with_unit(exact, unit if unit != "1" else "")
    return Shown(*_scaled(float(value), unit, digits), full, spaced=unit in _COUNTED or unit in _RATIOS)


_Parts = tuple[str, str, str]
"""Number, prefix and noun."""


def _scaled(value: float, unit: str, digits: int) -> _Parts:
    if unit == "1":
        return _plain(value, digits), "", ""
    if unit == "%":
        return _plain(100 * value, digits), "", "%"
    if unit in _RATIOS:
        return _ratio(value, unit, digits)
    if unit == "kWh":
        return _prefixed(value * 1000, "Wh", digits)
    if unit == "kgCO2e":
        if abs(value) < 1000:
            return significant(value, digits), "", "kg CO2e"
        return _prefixed(value / 1000, "t CO2e", digits)
    if unit == "s":
        return _duration(value, digits)
    if unit in _COUNTED:
        return _counted(value, unit, digits)
    if unit in _PREFIXED:
        return _prefixed(value, unit, digits)
    return significant(value, digits), "", _WRITTEN.get(unit, unit)


def _plain(value: float, digits: int) -> str:
    """A number without a prefix, in powers of ten where it would take many zeros."""
    return power(value, digits) if value and not 1e-3 <= abs(value) < 1e6 else significant(value, digits)


def stated(value: float, unit: str) -> Shown:
    """Return a number that somebody stated with the digits that it was stated with, a count below a million in full.

    >>> str(stated(16.2e9, "parameter")), str(stated(44e6, "parameter")), str(stated(300e6, "W")), str(stated(200_000, "card"))
    ('16.2 B parameters', '44 M parameters', '300 MW', '200,000 cards')
    """
    if unit in _COUNTED and 1e4 <= value < 1e6:
        return Shown(f"{value:,.0f}", "", _COUNTED[unit], f"{value:,.0f} {unit}", spaced=True)
    return quantity(value, unit, stated_digits(value))


def stated_digits(value: float) -> int:
    """Return how many digits a number has before zeros alone follow.

    >>> stated_digits(16.2e9), stated_digits(0.3478), stated_digits(200_000)
    (3, 4, 1)
    """
    return len(f"{abs(value):.15g}".partition("e")[0].replace(".", "").strip("0")) or 1


def _ratio(value: float, unit: str, digits: int) -> _Parts:
    """A loss is told to a thousandth at least: its third decimal is what designs differ by."""
    noun = _RATIOS[unit]
    if unit.startswith("nat") and 0 < abs(value) < 0.01:
        # What is added to a loss may be far smaller.
        return _plain(value, digits), "", noun
    if unit.startswith("nat") and abs(value) < 100:
        return f"{value:.{max(3, digits - len(str(int(abs(value)))))}f}", "", noun
    if abs(value) < 1e5:
        return significant(value, digits), "", noun
    return *_in_thousands(value, digits), noun


def _counted(value: float, unit: str, digits: int) -> _Parts:
    """Counts below ten thousand are whole numbers where they are whole; above, K M B T."""
    noun = unit if value == 1 else _COUNTED[unit]
    if abs(value) < 1e4:
        whole = float(value).is_integer()
        return (f"{value:,.0f}" if whole else significant(value, digits)), "", noun
    if abs(value) >= 1e16:
        return power(value, digits), "", noun
    return *_in_thousands(value, digits), noun


def _in_thousands(value: float, digits: int) -> tuple[str, str]:
    step = min(_step(value, digits), len(_COUNT) - 1)
    return significant(value / 1000**step, digits), _COUNT[step]


def _prefixed(value: float, unit: str, digits: int) -> _Parts:
    step = _step(value, digits) if value else 0
    if 0 <= step < len(_SI):
        return significant(value / 1000**step, digits), _SI[step], unit
    if -len(_SMALL) < step < 0:
        return significant(value * 1000**-step, digits), _SMALL[-step], unit
    return power(value, digits), "", unit


def _duration(value: float, digits: int) -> _Parts:
    for size, name in ((31_557_600, "years"), (86_400, "days"), (3600, "h"), (60, "min")):
        if abs(value) >= 2 * size:
            return significant(value / size, digits), "", name
    return _prefixed(value, "s", digits) if abs(value) < 1 else (significant(value, digits), "", "s")


def _step(value: float, digits: int) -> int:
    """Power of 1000 below ``value`` after rounding, so that 999.9 becomes 1.00 k and not 1,000."""
    return math.floor(math.log10(abs(float(f"{value:.{digits - 1}e}"))) / 3 + 1e-12)


def tex(value: object, digits: int = 3) -> str:
    r"""Return a number as LaTeX.

    >>> tex(1.559e11), tex(0.3478, 4), tex(96)
    ('1.56\\times 10^{11}', '0.3478', '96')
    """
    number = float(value)
    if math.isnan(number):
        return r"\text{none}"
    if math.isinf(number):
        return r"\infty" if number > 0 else r"-\infty"
    if number == 0 or 1e-3 <= abs(number) < 1e5:
        whole = number.is_integer()
        return f"{number:,.0f}".replace(",", r"{,}") if whole else f"{number:.{max(digits, 4)}g}"
    mantissa, exponent = f"{number:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return rf"{mantissa}\times 10^{{{int(exponent)}}}" if mantissa != "1" else rf"10^{{{int(exponent)}}}"


def within(label: str) -> str:
    """Return a label as it stands in the middle of a sentence.

    >>> within("Training cost"), within("PUE")
    ('training cost', 'PUE')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
