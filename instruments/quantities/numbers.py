"""Numbers as people write them, read; and the shortest text of a number that is read back as the same.

The grammar, in which spaces of any kind may stand between the parts and what is in ``[ ]`` may be left out::

    entry     = ["about" or "="] [sign] [currency] digits [power] [unit] ["."]
    digits    = 1500 | 1500.5 | 1500,5 | .5 | grouped | 3/4 | 33 1/2
    grouped   = one to three digits, then groups of three, set apart by one and the same of  , . ' _  or a space;
                and a decimal part after the other of  . ,
    power     = e25 | x 10^25, with a sign of multiplication of any kind or none; and where the digits are 10 or 2:  ^25
                (^25 may be written **25, ^{25}, or raised)
    unit      = a prefix (k, M, B, T, Y, Ki, million, Mio.), or a unit of instruments/quantities/units.py with or without one, %,
                a sign of a ratio (x, times, :1), or words of the input's own name

Some texts might be read in two ways; this is how they are:

====================  ===========================================================================================
1,500                 1500: one comma and three digits after it part the thousands, as the product itself prints
0,500 and 1,5         0.5 and 1.5: no thousands begin with 0, nor have they another number of digits
1.500                 1.5: one point is always a decimal point
1.234,5 and 1,234.5   1234.5: of two different marks the last, which may stand once, is the decimal one
12,34,567             refused, like every grouping that is not by threes
1,500e24              refused: digits before a power of ten are not grouped, so that 1.5 is as likely
2.4e23 B              bytes: who has written a power of ten does not go on in billions
400 G, of B/s         refused: a link of 400G carries bits, a memory bytes
51.5 G, of GB         51.5 GB: a prefix alone stands for the one of the unit that is asked for
12.5 M, of GB         refused: 12.5 MB, or millions of GB; of kWh, whose k belongs to it, 12.5 million kWh
====================  ===========================================================================================
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from .units import ONES, THINGS, Scale, Unit, bare, convert, multiplier, prefixed, readings
from .units import unit as named_unit

_LONGEST = 200
_SHOWN = 40
_RAISED = re.compile(
    "[\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT FOUR}-\N{SUPERSCRIPT NINE}"
    "\N{SUPERSCRIPT PLUS SIGN}\N{SUPERSCRIPT MINUS}]+"
)
# One character for a fraction: "1\N{VULGAR FRACTION ONE HALF}" is one and a half, and no "11/2".
_FRACTIONS = re.compile(
    "[\N{VULGAR FRACTION ONE QUARTER}-\N{VULGAR FRACTION THREE QUARTERS}\N{VULGAR FRACTION ONE SEVENTH}-\N{VULGAR FRACTION SEVEN EIGHTHS}]"
)
_ALIKE = str.maketrans(
    dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-")
    | dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}", "'")
    | dict.fromkeys("\N{DOT OPERATOR}\N{MIDDLE DOT}\N{BULLET OPERATOR}\N{ASTERISK OPERATOR}", "*")
    | dict.fromkeys("\N{ALMOST EQUAL TO}\N{ASYMPTOTICALLY EQUAL TO}\N{APPROXIMATELY EQUAL TO}\N{TILDE OPERATOR}", "~")
    | {"\N{MULTIPLICATION SIGN}": "x", "\N{FRACTION SLASH}": "/", "\N{DIVISION SLASH}": "/"}
)
# What stands in formulas and at the ends of sentences, as it is written elsewhere.
_PLAINER = (
    (re.compile(r"\\(?:times|cdot)(?![a-z])"), "x"),
    (re.compile(r"\\(?:text|mathrm|textrm)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\[()\[\],;: ]|\\(?=%)"), " "),
    (re.compile(r"(\^|\*\*)\s*[{(]\s*([+-]?[0-9]+(?:[.,][0-9]+)?)\s*[})]"), r"\1\2"),
    # "2.4 10^23": nothing else can be meant by two numbers side by side of which the second is a power of ten.
    (re.compile(r"(?<=[0-9])\s+(?=10\s*(?:\^|\*\*))"), "x"),
    (re.compile(r"(?<=[\w%)$])\s*\.$"), ""),
)
_ENTRY = re.compile(
    r"""(?:(?i:about|around|roughly|circa|approximately|approx|ca)\s+|(?i:ca|approx)\.\s*|[~=]\s*)*
    (?P<sign>[+-]?)\s*(?:(?P<currency>US\$|[$\u20ac\u00a3]|USD|EUR|GBP)\s*)?
    (?P<digits>[0-9][0-9.,'_\s]*(?<![\s,'_])|[.,][0-9]+)
    (?:\s*/\s*(?P<below>[0-9]{1,15}(?![0-9.,]))
      |\s*[eE](?P<e>[+-]?[0-9]{1,4})(?![0-9])
      |\s*(?:[xX*]|times\b)\s*10\s*(?:\^|\*\*)\s*(?P<ten>[+-]?[0-9]{1,4}(?:[.,][0-9]+)?)
      |\s*(?:\^|\*\*)\s*(?P<raised>[+-]?[0-9]{1,4}(?:[.,][0-9]+)?)
    )?
    (?P<unit>(?:\s*[^0-9\s].*)?)""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(r"([0-9]*)(?:\.([0-9]*)|,([0-9]+))?")
_GROUPED = re.compile(r"([1-9][0-9]{0,2}([.,'_ ])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_MIXED = re.compile(r"([0-9][0-9.,'_ ]*) ([0-9]{1,3})")
_BYTES_OR_BITS = re.compile(r"([kmgtp]?)b\b")
_ABBREVIATED = re.compile(r"(?<=[^\W\d_])\.(?!\w)")
_A_UNIT = re.compile(r"(?![exEX]\s*[\d+-])[^\W\d_%$][^\n<>;:!?&|=]*|%.*")
_TIMES = re.compile(r"[x*](?!\w)|x\b|times\b|:\s*1\b|to\s+1\b")


class AnotherUnitError(ValueError):
    """A number of something else than was asked for; ``given``, which was written as ``named``, and ``wanted`` are the two units."""

    def __init__(self, sentence: str, given: Unit, wanted: Unit, named: str) -> None:
        super().__init__(sentence)
        self.given, self.wanted, self.named = given, wanted, named


@dataclass(frozen=True)
class Measure:
    """A number as it was meant, and what stood behind it: a unit, a prefix or nothing."""

    value: float
    named: str


def read_number(text: str, unit: str = "", *, binary: bool = False, words: str = "", example: str = "") -> float:
    """Return the number that a person wrote, in ``unit``.

    Parameters
    ----------
    text
        What was typed or pasted.
    unit
        What the number counts ("FLOP", "days", "USD per card-hour"); other units of the same kind are converted.
    binary
        Whether k, M and B without more are powers of 1024, as contexts are counted.
    words
        The input's name: its words may stand behind the number.
    example
        What can be typed, for a refusal.

    >>> read_number("3.8 \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT FIVE}"), read_number("1,5"), read_number("45 %")
    (3.8e+25, 1.5, 0.45)
    >>> read_number("38.0 YFLOP", "FLOP"), read_number("128k tokens", "tokens", binary=True), read_number("$2.50", "USD/h")
    (3.8e+25, 131072.0, 2.5)

    Raises
    ------
    ValueError
        If it is no number, or one of something else; the sentence quotes it and says what can be typed.
    """
    return read_measure(text, unit, binary=binary, words=words, example=example).value


def read_measure(text: str, unit: str = "", *, binary: bool = False, words: str = "", example: str = "") -> Measure:
    """Return the number that a person wrote, in ``unit``, with the unit that it was written in.

    Parameters and refusals are those of :func:`read_number`; of something else than was asked for it is an :class:`AnotherUnitError`.

    >>> read_measure("48 GiB", "GB")
    Measure(value=51.539607552, named='GiB')
    """
    shown, wanted = text.strip()[:_SHOWN], (named_unit(unit) if unit else None) or ONES
    found = _ENTRY.fullmatch(_plain(text)) if len(text) <= _LONGEST else None
    whole, mantissa = _parts(found) if found else (0.0, None)
    if mantissa is None:
        raise ValueError(_no_number(shown, example))
    power = found["e"] or found["ten"] or found["raised"] or ""
    if power and "," in found["digits"] and _ONE_GROUP.fullmatch(found["digits"]):
        point, comma = found["digits"].replace(",", "."), found["digits"].replace(",", "")
        raise ValueError(f"{shown!r} can be read in two ways: write {point} or {comma} before the power")
    named = _with_currency(found["currency"], _ABBREVIATED.sub("", found["unit"].strip()))
    scale = Scale() if not named else _scale(named, wanted, binary=binary, words=words, powered=bool(power))
    if scale is None:
        raise _another_unit(shown, named, unit, wanted, binary=binary, example=example)
    if found["raised"]:
        if mantissa not in ("10", "2"):
            raise ValueError(_no_number(shown, example))
        size = _raised(mantissa, power, scale)
    else:
        size = _raised("10", power, scale, mantissa) if power else float(f"{mantissa}e{scale.exponent}") * scale.ratio
    if found["below"]:
        if not int(found["below"]):
            raise ValueError(_no_number(shown, example))
        size = size / int(found["below"]) + whole * 10.0**scale.exponent * scale.ratio
    return Measure(-size if found["sign"] == "-" and size else size, named)


def write_number(value: float) -> str:
    """Return the shortest text that :func:`read_number` reads as exactly ``value``.

    >>> write_number(1e25), write_number(10**25.5), write_number(131072), write_number(0.45), write_number(3.14e23)
    ('1e25', '10^25.5', '131072', '0.45', '3.14e23')
    """
    if isinstance(value, int) or value == 0 or 1e-3 <= abs(value) < 1e6:
        return repr(value).removesuffix(".0")
    sign, size = "-" * (value < 0), abs(value)
    mantissa, _, power = repr(size).partition("e")
    whole, _, part = mantissa.partition(".")
    figures = (whole + part).lstrip("0")
    power = int(power or 0) + len(figures) - len(part) - 1
    texts = [f"{figures[0]}.{figures[1:]}".rstrip("0").rstrip(".") + f"e{power}", f"10^{math.log10(size):.3g}"]
    if size < 1e16:
        texts.append(mantissa.removesuffix(".0"))
    return sign + min((text for text in texts if read_number(text) == size), key=len)


def two_readings(text: str) -> tuple[str, str] | None:
    """Return the two numbers that one mark and three digits might mean, the one that it is read as first, if there are two.

    >>> two_readings("1,100"), two_readings("131.072"), two_readings("1,1") is None
    (('1100', '1.100'), ('131.072', '131072'), True)
    """
    text = text.strip()
    if not _ONE_GROUP.fullmatch(text):
        return None
    whole, point = re.sub("[.,]", "", text), text.replace(",", ".")
    return (whole, point) if "," in text else (point, whole)


def _plain(text: str) -> str:
    """One character where Unicode has several for the same; raised figures as a power."""
    text = _RAISED.sub(lambda found: f"^{unicodedata.normalize('NFKC', found[0])}", _FRACTIONS.sub(r" \g<0>", text))
    text = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE).strip()
    for pattern, instead in _PLAINER:
        text = pattern.sub(instead, text).strip()
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def _parts(found: re.Match) -> tuple[float, str | None]:
    """The whole number before a fraction, if one stands there, and the digits; nothing where they make no sense."""
    mantissa = _mantissa(found["digits"])
    mixed = _MIXED.fullmatch(re.sub(r"\s", " ", found["digits"])) if mantissa is None and found["below"] else None
    whole = _mantissa(mixed[1]) if mixed else None
    if whole is None or "." in whole or int(mixed[2]) >= int(found["below"]):
        return 0.0, mantissa
    return float(whole), mixed[2]


def _mantissa(text: str) -> str | None:
    """The digits with a decimal point and without groups, or nothing where the marks among them make no sense."""
    text = re.sub(r"\s", " ", text)
    grouped = _GROUPED.fullmatch(text)
    if grouped and not (grouped[2] == "." and _ONE_GROUP.fullmatch(text)):
        return re.sub(r"\D", "", grouped[1]) + (f".{grouped[3]}" if grouped[3] else "")
    plain = _PLAIN.fullmatch(text)
    if not plain:
        return None
    decimals = plain[2] or plain[3]
    return (plain[1] or "0") + (f".{decimals}" if decimals else "")


def _with_currency(currency: str | None, named: str) -> str:
    """The unit with the currency that stood before the number where it belongs: "$2.5 M/h" is 2.5 M USD per hour."""
    if not currency:
        return named
    above, slash, below = re.sub(r"^per\b", "/", named).partition("/")
    said = named_unit(above.strip()) if above.strip() else None
    if said and said.measures == named_unit(currency).measures:
        return named  # "$12.5 M USD" says it twice
    return f"{above} {currency}{slash}{below}".strip()


def _scale(named: str, wanted: Unit, *, binary: bool, words: str, powered: bool) -> Scale | None:
    """What stands behind a number, as a factor; nothing where it is no unit, or another one."""
    meant = [scale for each in readings(named, binary=binary) if (scale := convert(each, wanted))]
    given = named_unit(named, binary=binary)
    step = None if named == "e" else bare(wanted, named, binary=binary)
    # "80 B" of memory are bytes, and of anything else billions, unless a power of ten stands there already.
    if step is not None and not meant and not (powered and given):
        return step
    if wanted == ONES:
        own = set(re.findall(r"[a-z]+", words.lower()))
        times = _TIMES.match(named.lower())
        rest = re.findall(r"[a-z]+|[^a-z\s/-]", named.lower()[times.end() if times else 0 :])
        # "128k tokens" of "Experts per token (top-k)" are no 128: a prefix is never one of the words.
        named_so = all({word, f"{word}s", word.removesuffix("s")} & own for word in rest)
        if (times or rest) and named_so and not (rest and multiplier(rest[0])):
            return Scale()
        # "8 GPUs" of "Cards per replica": things are counted, whatever they are called; a size has a unit of its own.
        if given and given.measures in own & THINGS and not given.over:
            return given.scale
    return meant[0] if meant else None


def _another_unit(shown: str, named: str, unit: str, wanted: Unit, *, binary: bool, example: str) -> ValueError:
    """What to say to a number that was read, with a unit behind it that is another one, no one, or not to be told from another."""
    given = named_unit(named, binary=binary)
    if wanted.measures in ("bytes", "bits") and (either := _BYTES_OR_BITS.match(named)):
        return ValueError(f"{shown!r} can be read in two ways: write {either[1].upper()}B for bytes or {either[1].upper()}bit for bits")
    if (wanted.measures, wanted.over) == ("bytes", "time") and multiplier(named) and not given:
        own = "k" if named in "kK" else named.upper()
        return ValueError(f"{shown!r} can be read in two ways: write {own}B/s for bytes or {own}bit/s for bits")
    if (base := prefixed(wanted, unit)) and multiplier(named) and not given:
        own = "k" if named in "kK" else named.upper()
        return ValueError(f"{shown!r} can be read in two ways: write {own}{base} behind the number, or {unit} and the number in full")
    if given:
        said = f"{shown!r} is in {named[:_SHOWN]}: must be {f'in {unit}' if unit else 'without a unit'}"
        return AnotherUnitError(said, given, wanted, named[:_SHOWN])
    if named in ("e", "E") or not _A_UNIT.fullmatch(named):
        return ValueError(_no_number(shown, example))
    return ValueError(f"{shown!r} is a number in a unit that is not known here, {named[:_SHOWN]!r}: type for example {_example(example)}")


def _raised(base: str, power: str, scale: Scale, mantissa: str = "1") -> float:
    """``mantissa * base**power``, exactly rounded where the power is whole and of ten."""
    power = power.replace(",", ".")
    if base == "10" and "." not in power:
        return float(f"{mantissa}e{int(power) + scale.exponent}") * scale.ratio
    try:
        return float(mantissa) * float(base) ** float(power) * 10.0**scale.exponent * scale.ratio
    except OverflowError:
        return math.inf


def _no_number(shown: str, example: str) -> str:
    return f"{shown!r} is not a number: type for example {_example(example)}"


def _example(example: str) -> str:
    return example or "3e25, 30 Y or 1,500"
