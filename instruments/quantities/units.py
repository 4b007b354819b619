"""Units as people write them: their names, their prefixes, and what one is in another.

A unit is a name with a prefix (``YFLOP``, ``T tokens``, ``GiB``), or one such over another (``USD/h``, ``tokens per
parameter``).  Physical units take SI prefixes, in which case counts: ``mW`` is a thousandth of a watt and ``MW`` a million.
Counts and money are told in thousands, millions, billions and trillions, where it does not: ``405B``, ``1.5 m``.  Either may
be spelled out (``gigabytes``, ``gibibytes``, ``Mio.``).  What is so much per time, times a time, is an amount again
(``PFLOP/s-days``, ``kW h``), and a card by its name is a card (``H100-hours``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from formulas.caching import shared


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
# Words and their abbreviations, also those of German; "Bio" is the same as a trillion.
_WORDS = {
    "thousand": 3, "million": 6, "mn": 6, "mln": 6, "mio": 6, "billion": 9, "bn": 9, "bln": 9, "mrd": 9,
    "trillion": 12, "tn": 12, "bio": 12, "quadrillion": 15, "quintillion": 18, "sextillion": 21, "septillion": 24,
}  # fmt: skip
_WORDS |= {f"{word}s": power for word, power in _WORDS.items() if word.endswith(("illion", "thousand"))}
_FIRST_WORD = re.compile(rf"({'|'.join(sorted(_WORDS, key=len, reverse=True))})", re.IGNORECASE)
_SPELLED = {
    name: Scale(power)
    for name, power in (
        ("pico", -12), ("nano", -9), ("micro", -6), ("milli", -3), ("kilo", 3), ("mega", 6), ("giga", 9), ("tera", 12), ("peta", 15),
        ("exa", 18), ("zetta", 21), ("yotta", 24), ("ronna", 27), ("quetta", 30),
    )
} | {
    name: Scale(ratio=1024.0**step) for step, name in enumerate(("kibi", "mebi", "gibi", "tebi", "pebi", "exbi", "zebi", "yobi"), 1)
}  # fmt: skip
# The micro sign and the Greek letter are one character once a text is normalised.
_SI = (
    {letter: Scale(power) for letter, power in _EXPONENTS.items() if letter != "b"}
    | {letter.upper(): Scale(power) for letter, power in _EXPONENTS.items() if letter != "b"}
    | {"m": Scale(-3), "\N{GREEK SMALL LETTER MU}": Scale(-6), "u": Scale(-6), "n": Scale(-9), "p": Scale(-12)}
    | {f"{prefix[0].upper()}i": scale for prefix, scale in _BINARY.items()} | {"ki": _BINARY["ki"]}
    | {word: Scale(power) for word, power in _WORDS.items()}
)  # fmt: skip

PHYSICAL, COUNT, PLAIN = "takes SI prefixes", "told in thousands, millions, billions", "as it is"

# What is measured, what its units are called, how much one is, and how many are told. Of what is counted, the first name is that of
# the formulas, and what is measured the plural that is shown.
_NAMES: tuple[tuple[str, str, Scale, str], ...] = (
    ("FLOP", "FLOP FLOPs flop flops FLOPS", Scale(), PHYSICAL),
    # As in "petaflop/s-days", short: the letter stands for nothing without a prefix.
    *(("FLOP", f"{prefix}F", Scale(power), PLAIN) for prefix, power in (("G", 9), ("T", 12), ("P", 15), ("E", 18), ("Z", 21), ("Y", 24))),
    ("bytes", "B byte bytes", Scale(), PHYSICAL),
    ("bits", "bit bits", Scale(), PHYSICAL),
    # "gb" is written for either, so it is neither.
    *(("bits", f"{prefix}b", Scale(power), PLAIN) for prefix, power in (("M", 6), ("G", 9), ("T", 12), ("P", 15))),
    ("power", "W watt watts", Scale(), PHYSICAL),
    # In any case, where that leaves no doubt: "mw" might be either.
    ("power", "kw KW", Scale(3), PLAIN),
    ("energy", "Wh watthour watthours watt-hour watt-hours", Scale(), PHYSICAL),
    ("energy", "kwh KWh KWH", Scale(3), PLAIN),
    ("energy", "J joule joules", Scale(ratio=1 / 3600), PHYSICAL),
    ("volume", "L litre litres liter liters", Scale(), PHYSICAL),
    ("CO2e", "gCO2e gCO2 g gram grams", Scale(), PHYSICAL),
    ("CO2e", "tCO2e tCO2 t", Scale(6), PHYSICAL),
    ("time", "s sec second seconds", Scale(), PHYSICAL),
    ("time", "min minute minutes", Scale(ratio=60.0), PLAIN),
    ("time", "h hr hrs hour hours", Scale(ratio=3600.0), PLAIN),
    ("time", "d day days", Scale(ratio=86_400.0), PLAIN),
    ("time", "week weeks wk wks", Scale(ratio=604_800.0), PLAIN),
    ("time", "month months", Scale(ratio=31_557_600.0 / 12), PLAIN),
    ("time", "yr year years", Scale(ratio=31_557_600.0), PLAIN),
    ("card-hours", "card-hour card-hours card-h cardhour cardhours gpu-hour gpu-hours gpu-h gpuhour gpuhours", Scale(), COUNT),
    ("card-hours", "accelerator-hour accelerator-hours acceleratorhour acceleratorhours", Scale(), PLAIN),
    ("USD", "USD usd $ US$ dollar dollars usdollar usdollars", Scale(), COUNT),
    ("USD", "cent cents \N{CENT SIGN}", Scale(-2), PLAIN),
    ("euros", "EUR eur \N{EURO SIGN} euro euros", Scale(), PLAIN),
    ("pounds", "GBP gbp \N{POUND SIGN} pound pounds", Scale(), PLAIN),
    ("nats", "nat nats", Scale(), PLAIN),
    ("tokens", "token tokens tok toks", Scale(), COUNT),
    ("parameters", "parameter parameters param params weight weights", Scale(), COUNT),
    ("cards", "card cards gpu gpus accelerator accelerators", Scale(), COUNT),
    ("H100 equivalents", "H100e H100-eq H100-equivalent H100-equivalents H100equivalent H100equivalents", Scale(), COUNT),
    ("users", "user users", Scale(), COUNT),
    ("layers", "layer layers", Scale(), COUNT),
    ("experts", "expert experts", Scale(), COUNT),
    ("heads", "head heads", Scale(), COUNT),
    ("servers", "server servers node nodes", Scale(), COUNT),
    ("racks", "rack racks", Scale(), COUNT),
    ("domains", "domain domains", Scale(), COUNT),
    ("switches", "switch switches", Scale(), COUNT),
    ("ports", "port ports", Scale(), COUNT),
    ("links", "link links", Scale(), COUNT),
    ("tiers", "tier tiers", Scale(), COUNT),
    ("transceivers", "transceiver transceivers", Scale(), COUNT),
    ("wafers", "wafer wafers", Scale(), COUNT),
    ("dies", "die dies", Scale(), COUNT),
    ("defects", "defect defects", Scale(), COUNT),
    ("transistors", "transistor transistors", Scale(), COUNT),
    ("length", "mm millimetre millimetres", Scale(-3), PLAIN),
    ("length", "um micrometre micrometres", Scale(-6), PLAIN),
    ("length", "nm nanometre nanometres", Scale(-9), PLAIN),
    ("area", "mm2 mm^2 mm\N{SUPERSCRIPT TWO}", Scale(-6), PLAIN),
    ("area", "cm2 cm^2 cm\N{SUPERSCRIPT TWO}", Scale(-4), PLAIN),
    ("area", "m2 m^2 m\N{SUPERSCRIPT TWO}", Scale(), PLAIN),
    ("%", "% percent pct", Scale(-2), PLAIN),
)
COUNTED: Mapping[str, str] = MappingProxyType({names.split()[0]: measures for measures, names, _, told in _NAMES if told == COUNT})
"""The plural of what is counted, by the name that the formulas have for one."""
THINGS = frozenset(COUNTED.values()) - {"USD", "card-hours"}
"""What is counted and not measured."""

# So much per second in one word, and whether it takes SI prefixes; what is counted is left out of "Hz".
_RATES: Mapping[str, Unit] = {
    "Hz": Unit("", Scale(), "time"), "hertz": Unit("", Scale(), "time"), "tps": Unit("tokens", Scale(), "time"),
    "TPS": Unit("tokens", Scale(), "time"), "bps": Unit("bits", Scale(), "time"), "Bps": Unit("bytes", Scale(), "time"),
    # As it is printed on data sheets; where an amount is asked for it is the plural.
    "FLOPS": Unit("FLOP", Scale(), "time"), "flops": Unit("FLOP", Scale(), "time"),
}  # fmt: skip
_WITHOUT_NAME = THINGS - {"parameters"} | {"%"}
_PREFIXED = frozenset(measures for measures, _, scale, told in _NAMES if told == PHYSICAL and scale == Scale())
_APART = re.compile(r"[-*\s]+(?=[^-*\s]+$)")
_INVERSE = re.compile(r"[\s*]*([A-Za-z]+)\^-1(?![0-9])")
_PER = re.compile(r"\s*\bper\b\s*|(?<=[^\W\d_])\s+an?\s+(?=[^\W\d_])")
_WORD = 3
_KNOWN = {name: (measures, scale, told == PHYSICAL) for measures, names, scale, told in _NAMES for name in names.split()}
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
    if text == "MM":
        return Scale(6)
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
    return next(readings(text, binary=binary), None)


def readings(text: str, *, binary: bool = False) -> Iterator[Unit]:
    """Yield what a unit may mean, the likeliest first: a few are written alike.

    >>> [each.over for each in readings("TFLOPS")], [each.measures for each in readings("t/s")]
    (['', 'time'], ['CO2e', 'tokens'])
    """
    if text == "1":
        yield ONES
        return
    plain = _INVERSE.sub(r"/\1", _PER.sub("/", re.sub(r"\bper\s+cent\b", "%", text)))
    plain = re.sub(r"\btonnes?\b", "t", plain.replace("CO2eq", "CO2e").replace("CO2-eq", "CO2e"))
    above, slash, below = re.sub(r"\s+", "", plain).partition("/")
    if slash:
        # "/GPU/hr" is for an hour of a card, in either order.
        lower = _side(below.replace("/", "-"), binary=False) or _side("-".join(reversed(below.split("/"))), binary=False)
        if lower and not lower.over:
            upper = Unit("", Scale()) if above in ("", "1") else _side(above, binary)
            if upper and not upper.over:
                yield Unit(upper.measures, upper.scale, lower.measures, lower.scale)
            if above == "t":
                yield Unit("tokens", Scale(), lower.measures, lower.scale)
    elif found := _simple(above, binary):
        yield found
    if not slash:
        yield from _rates(above)
    if product := _product(plain, binary):
        yield product


def convert(given: Unit, wanted: Unit) -> Scale | None:
    """Return how many of the wanted unit one of the given is, or nothing where they do not measure the same.

    >>> convert(unit("h"), unit("min")).ratio, convert(unit("h"), unit("GB")) is None
    (60.0, True)
    """
    counted = not given.measures and wanted.measures in _WITHOUT_NAME
    above, below = Scale() if counted else _also(given.measures, wanted.measures), _also(given.over, wanted.over)
    if above is None:
        return None
    scale = given.scale * above / wanted.scale
    if below is None:
        left_out = not given.over and (wanted.over in THINGS or given.measures in ("USD", "nats"))
        return scale if left_out else None
    return scale * wanted.below / (given.below * below)


def bare(wanted: Unit | None, text: str, *, binary: bool = False) -> Scale | None:
    """Return what a prefix alone means after a number in the wanted unit, or nothing where it means none, or might mean another.

    >>> bare(unit("FLOP"), "Y").exponent, bare(unit("day"), "m") is None, bare(unit("GB"), "G"), bare(unit("GB"), "M") is None
    (24, True, Scale(exponent=0, ratio=1.0), True)
    """
    if wanted is not None and wanted.measures in _LETTERS and len(text) < _WORD:
        return None
    if wanted is not None and (wanted.measures, wanted.over) == ("bytes", "time"):
        return None  # links are sold as "400G", of bits
    step = multiplier(text, binary=binary)
    if step is None or wanted is None or not _has_prefix(wanted) or text.lower() in _WORDS:
        return step
    return step / wanted.scale if (step == wanted.scale or step.ratio > 1) and text.lower() != "b" else None


def prefixed(wanted: Unit, text: str) -> str:
    """Return the name of a unit without its prefix, where it has one that another may stand in for; else nothing.

    >>> prefixed(unit("GB"), "GB"), prefixed(unit("TFLOP/s"), "TFLOP/s"), prefixed(unit("kWh"), "kWh"), prefixed(unit("FLOP"), "FLOP")
    ('B', 'FLOP/s', '', '')
    """
    return text[1:] if _has_prefix(wanted) else ""


def _has_prefix(wanted: Unit) -> bool:
    """Whether a unit has a prefix of its own; the k of kWh and of kg is part of what they are called."""
    return wanted.measures in _PREFIXED and wanted.scale.ratio == 1 and wanted.scale.exponent >= _WORD * 2


def _also(given: str, wanted: str) -> Scale | None:
    return Scale() if given == wanted else _ALSO.get((given, wanted))


def _side(text: str, binary: bool) -> Unit | None:
    """What stands above or below the stroke: a name with its prefix, or a product of two."""
    return _simple(text, binary) or _product(text, binary)


def _simple(text: str, binary: bool) -> Unit | None:
    """A name with its prefix, the longest name first."""
    for length in _LENGTHS:
        prefix, end = text[:-length], text[-length:]
        known = _KNOWN.get(end) if length < _WORD else _KNOWN_WORDS.get(end.lower())
        if known is None or len(end) < length:
            continue
        measures, scale, physical = known
        step = _step(prefix, physical=physical, binary=binary)
        if step is not None:
            return Unit(measures, scale * step)
    return _cards(text) if any(map(str.isdigit, text)) else None


def _step(prefix: str, *, physical: bool, binary: bool) -> Scale | None:
    """What a prefix is worth: of an SI unit, spelled out or not, or of a count; a word may stand before either."""
    if not prefix:
        return Scale()
    step = _SI.get(prefix) or _SPELLED.get(prefix.lower()) if physical else multiplier(prefix, binary=binary)
    if step is None and (word := _FIRST_WORD.match(prefix)):
        rest = _step(prefix[word.end() :], physical=physical, binary=binary)
        step = rest and Scale(_WORDS[word[0].lower()]) * rest
    return step


def _rates(text: str) -> Iterator[Unit]:
    """What is so much per second in one word."""
    for name, rate in _RATES.items():
        if text.endswith(name) and (step := _step(text.removesuffix(name), physical=True, binary=False)):
            yield replace(rate, scale=step)


def _product(text: str, binary: bool) -> Unit | None:
    """A rate, a power or some cards, times a time: an amount, an energy, card-hours."""
    parts = _APART.split(text.strip(), maxsplit=1)
    if len(parts) != 2:
        return None
    time = _simple(parts[1], binary=False)
    if time is None or time.measures != "time":
        return None
    for each in readings(parts[0].strip("()"), binary=binary):
        if each.over == "time":
            return Unit(each.measures, each.scale * time.scale / each.below)
        hours = Unit({"power": "energy", "cards": "card-hours"}.get(each.measures, ""), each.scale * time.scale / Scale(ratio=3600.0))
        if not each.over and hours.measures:
            return hours
        if not each.over and each.measures == "FLOP":
            # Nobody multiplies an amount by a time: "petaflop-days" is of petaflops.
            return Unit("FLOP", each.scale * time.scale)
    return None


@shared
def _card_names() -> re.Pattern:
    """Every name of a card in the catalogue, as it ends a text without spaces and dashes."""
    from formulas.catalogue import accelerators  # most pages read no card by its name

    names = {_joined(name) for key, row in accelerators().items() for name in (key, row.name, row.name.partition(" ")[2], *row.aliases)}
    some = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if not name.isdigit())
    return re.compile(rf"(?P<prefix>.*?)(?:{some})(?:(?:gpu|card|accelerator)?s?)", re.IGNORECASE)


def _cards(text: str) -> Unit | None:
    found = _card_names().fullmatch(_joined(text))
    step = found and _step(found["prefix"], physical=False, binary=False)
    return Unit("cards", step) if step else None


def _joined(name: str) -> str:
    return re.sub(r"[\s-]", "", name).lower()
