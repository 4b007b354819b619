"""Units as people write them: their names, their prefixes, and what one is in another.

A unit is a name with a prefix (``YFLOP``, ``T tokens``, ``GiB``), or one such over another (``USD/h``, ``tokens per
parameter``).  Physical units take SI prefixes, in which case counts: ``mW`` is a thousandth of a watt and ``MW`` a million.
Counts and money are told in thousands, millions, billions and trillions, where it does not: ``405B``, ``1.5 m``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """How much one of something is: ``ratio`` times ten to the ``exponent``, so that what is decimal stays exact."""

    exponent: int = 0
    ratio: float = 1.0

    def __mul__(self, other: Scale) -> Scale:
        return Scale(self.exponent + other.exponent, self.ratio * other.ratio)

    def __truediv__(self, other: Scale) -> Scale:
        return Scale(self.exponent - other.exponent, self.ratio / other.ratio)


@dataclass(frozen=True)
class Unit:
    """What is measured and how much one of it is; for a rate, also over what and how much of that."""

    measures: str
    scale: Scale
    over: str = ""
    below: Scale = Scale()


ONES = Unit("%", Scale())
"""What has no unit is counted in ones, of which a hundredth is a per cent; its name is "1", as in the formulas."""

_EXPONENTS = {"k": 3, "m": 6, "g": 9, "b": 9, "t": 12, "p": 15, "e": 18, "z": 21, "y": 24, "r": 27, "q": 30}
_BINARY = {f"{letter}i": Scale(ratio=1024.0**step) for step, letter in enumerate("kmgtpezy", 1)}
_WORDS = {"thousand": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12, "tn": 12}
# The micro sign and the Greek letter are one character once a text is normalised.
_SI = (
    {letter: Scale(power) for letter, power in _EXPONENTS.items() if letter != "b"}
    | {letter.upper(): Scale(power) for letter, power in _EXPONENTS.items() if letter != "b"}
    | {"m": Scale(-3), "\N{GREEK SMALL LETTER MU}": Scale(-6), "u": Scale(-6), "n": Scale(-9), "p": Scale(-12)}
    | {f"{prefix[0].upper()}i": scale for prefix, scale in _BINARY.items()} | {"ki": _BINARY["ki"]}
    | {word: Scale(power) for word, power in _WORDS.items()}
)  # fmt: skip

# What is measured, what its units are called, how much one is, and whether it takes SI prefixes.
_NAMES: tuple[tuple[str, str, Scale, bool], ...] = (
    ("FLOP", "FLOP FLOPs flop flops FLOPS", Scale(), True),
    ("bytes", "B byte bytes", Scale(), True),
    ("bits", "bit bits", Scale(), True),
    # "gb" is written for either, so it is neither.
    *(("bits", f"{prefix}b", Scale(power), False) for prefix, power in (("M", 6), ("G", 9), ("T", 12), ("P", 15))),
    ("power", "W watt watts", Scale(), True),
    ("energy", "Wh", Scale(), True),
    ("energy", "J joule joules", Scale(ratio=1 / 3600), True),
    ("volume", "L litre litres liter liters", Scale(), True),
    ("CO2e", "gCO2e gCO2 g", Scale(), True),
    ("CO2e", "tCO2e tCO2 t", Scale(6), True),
    ("time", "s sec second seconds", Scale(), True),
    ("time", "min minute minutes", Scale(ratio=60.0), False),
    ("time", "h hr hrs hour hours", Scale(ratio=3600.0), False),
    ("time", "d day days", Scale(ratio=86_400.0), False),
    ("time", "week weeks", Scale(ratio=604_800.0), False),
    ("time", "yr year years", Scale(ratio=31_557_600.0), False),
    ("card-hours", "card-hour card-hours card-h cardhour cardhours gpu-hour gpu-hours gpu-h gpuhour gpuhours", Scale(), False),
    ("card-hours", "accelerator-hour accelerator-hours acceleratorhour acceleratorhours", Scale(), False),
    ("USD", "USD usd $ US$ dollar dollars", Scale(), False),
    ("euros", "EUR eur \N{EURO SIGN} euro euros", Scale(), False),
    ("pounds", "GBP gbp \N{POUND SIGN} pound pounds", Scale(), False),
    ("nats", "nat nats", Scale(), False),
    ("tokens", "token tokens tok toks", Scale(), False),
    ("parameters", "parameter parameters param params", Scale(), False),
    ("cards", "card cards gpu gpus accelerator accelerators", Scale(), False),
    ("users", "user users", Scale(), False),
    ("layers", "layer layers", Scale(), False),
    ("experts", "expert experts", Scale(), False),
    ("heads", "head heads", Scale(), False),
    ("length", "mm millimetre millimetres", Scale(-3), False),
    ("length", "um micrometre micrometres", Scale(-6), False),
    ("length", "nm nanometre nanometres", Scale(-9), False),
    ("area", "mm2", Scale(-6), False),
    ("area", "cm2", Scale(-4), False),
    ("dies", "die dies", Scale(), False),
    ("wafers", "wafer wafers", Scale(), False),
    ("defects", "defect defects", Scale(), False),
    ("transistors", "transistor transistors", Scale(), False),
    ("switches", "switch switches", Scale(), False),
    ("ports", "port ports", Scale(), False),
    ("links", "link links", Scale(), False),
    ("%", "% percent", Scale(-2), False),
)
_WORD = 3
_KNOWN = {name: (measures, scale, physical) for measures, names, scale, physical in _NAMES for name in names.split()}
# Short names are told apart by case, words are not.
_KNOWN_WORDS = {name.lower(): known for name, known in _KNOWN.items() if len(name) >= _WORD}
_LENGTHS = sorted({len(name) for name in _KNOWN}, reverse=True)
# An hour of one card is an hour where hours of cards are counted; the other way round that would not hold.
_ALSO = {
    ("time", "card-hours"): Scale() / Scale(ratio=3600.0),
    ("bits", "bytes"): Scale(ratio=1 / 8),
    ("bytes", "bits"): Scale(ratio=8.0),
}
# A price, a loss or a size without what it is for is for what is asked, where that is counted; over a time it would be another thing.
_LEFT_OUT = ("tokens", "parameters", "cards", "users", "layers")
# Where a letter alone is itself a unit, or might be meant for one: minutes, tonnes.
_LETTERS = ("time", "CO2e")


def multiplier(text: str, *, binary: bool = False) -> Scale | None:
    """Return what a number is multiplied with by a prefix that has no unit, or nothing where ``text`` is none.

    Parameters
    ----------
    text
        A letter, a letter with "i", or a word such as "million".
    binary
        Whether thousands, millions and billions given as letters are powers of 1024.

    >>> multiplier("Y"), multiplier("k", binary=True).ratio, multiplier("x") is None
    (Scale(exponent=24, ratio=1.0), 1024.0, True)
    """
    small = text.lower()
    if small in _BINARY:
        return _BINARY[small]
    if small in _WORDS:
        return Scale(_WORDS[small])
    if small not in _EXPONENTS:
        return None
    power = _EXPONENTS[small]
    return Scale(ratio=1024.0 ** (power // 3)) if binary and power <= 9 else Scale(power)


def unit(text: str, *, binary: bool = False) -> Unit | None:
    """Return the unit that ``text`` names, or nothing where it names none.

    Parameters
    ----------
    text
        The unit with its prefixes, with or without spaces.
    binary
        As for :func:`multiplier`, where counts are told.

    >>> unit("YFLOP").scale.exponent, unit("tokens per parameter").over, unit("furlongs") is None
    (24, 'parameters', True)
    """
    if text == "1":
        return ONES
    plain = re.sub(r"\bper\s+cent\b", "%", text)
    above, slash, below = re.sub(r"\s+", "", re.sub(r"\s*\bper\b\s*", "/", plain)).partition("/")
    upper = _simple(above, binary)
    if upper is None or not slash:
        return upper
    lower = _simple(below, binary=False)
    return lower and Unit(upper.measures, upper.scale, lower.measures, lower.scale)


def convert(given: Unit, wanted: Unit) -> Scale | None:
    """Return how many of the wanted unit one of the given is, or nothing where they do not measure the same.

    >>> convert(unit("h"), unit("min")).ratio, convert(unit("h"), unit("GB")) is None
    (60.0, True)
    """
    above, below = _also(given.measures, wanted.measures), _also(given.over, wanted.over)
    if above is None:
        return None
    scale = given.scale * above / wanted.scale
    if below is None:
        left_out = not given.over and (wanted.over in _LEFT_OUT or given.measures in ("USD", "nats"))
        return scale if left_out else None
    return scale * wanted.below / (given.below * below)


def bare(wanted: Unit | None, text: str, *, binary: bool = False) -> Scale | None:
    """Return what a prefix alone means after a number in the wanted unit, or nothing where it means none.

    >>> bare(unit("FLOP"), "Y").exponent, bare(unit("day"), "m") is None
    (24, True)
    """
    if wanted is not None and wanted.measures in _LETTERS and len(text) < _WORD:
        return None
    return multiplier(text, binary=binary)


def _also(given: str, wanted: str) -> Scale | None:
    return Scale() if given == wanted else _ALSO.get((given, wanted))


def _simple(text: str, binary: bool) -> Unit | None:
    """A name with its prefix, the longest name first."""
    for length in _LENGTHS:
        prefix, end = text[:-length], text[-length:]
        known = _KNOWN.get(end) if length < _WORD else _KNOWN_WORDS.get(end.lower())
        if known is None or len(end) < length:
            continue
        measures, scale, physical = known
        step = Scale() if not prefix else _SI.get(prefix) if physical else multiplier(prefix, binary=binary)
        if step is not None:
            return Unit(measures, scale * step)
    return None
