"""The bits of the number in the chosen format, each of which can be turned over, and what they stand for."""

from __future__ import annotations

import math

from formulas.formats.layout import Layout
from instruments.precision.held import Held, specials
from instruments.precision.sayings import told
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import button

_DIGITS = 17


def bits_html(held: Held) -> Markup:
    """Return the bits in their fields, the sum that they stand for, and the numbers that the format is known by."""
    element, form = held.layout.element_layout(), held.layout.scale_layout()
    shared = EMPTY if form is None else markup(
        '<div class="word" role="group" aria-label="Bits of the scale">'
        '<span class="word-name">Scale in {}, shared by {} numbers</span>{}</div>',
        form.name, held.layout.block, _fields_html(form, held.scale_code, "scale"),
    )  # fmt: skip
    own = (
        markup('<p class="hint">{} has no bits for NaN.</p>', held.layout.name) if held.code < 0
        else _fields_html(element, held.code, "number")
    )  # fmt: skip
    return markup(
        '{shared}<div class="word" role="group" aria-label="Bits of the number"><span class="word-name">{name}{hex}</span>{own}</div>'
        '<p class="sum">{sum}</p>',
        shared=shared, name=held.layout.name, hex=_hex_html(held), own=own, sum=_sum_html(held, element),
    )


def steps_html(held: Held) -> Markup:
    """Return the ways to the next numbers, and to those that the format is known by."""
    known = joined(button("special", label, str(code), kind="quiet") for label, code in specials(held.layout).items())
    return markup(
        '<span class="steps" role="group" aria-label="Next numbers of the format">{}{}</span>'
        '<span class="specials" role="group" aria-label="Numbers of note">{}</span>',
        button("step", "\N{LEFTWARDS ARROW} next below", "-1"), button("step", "next above \N{RIGHTWARDS ARROW}", "1"), known,
    )  # fmt: skip


def _hex_html(held: Held) -> Markup:
    if held.code < 0:
        return EMPTY
    return markup(' <code class="hex">0x{}</code>', f"{held.code:0{-(-held.layout.bits // 4)}X}")


def _fields_html(layout: Layout, code: int, of: str) -> Markup:
    """One group of buttons for each field, the highest bit first."""
    return markup('<span class="bits">{}</span>', joined(
        markup(
            '<span class="field-bits {kind}"><span class="bit-row">{bits}</span><span class="field-name">{name}</span></span>',
            kind=kind, name=name, bits=joined(_bit_html(code, bit, of, kind) for bit in range(high, low - 1, -1)),
        )
        for kind, name, high, low in fields(layout)
    ))  # fmt: skip


def fields(layout: Layout) -> list[tuple[str, str, int, int]]:
    """Return the fields of a layout: what each is, what it is called, its highest and its lowest bit."""
    if layout.kind == "integer":
        return [("sign", "sign", layout.bits - 1, layout.bits - 1), ("mantissa", "digits", layout.bits - 2, 0)]
    if layout.kind == "power":
        return [("exponent", "exponent", layout.bits - 1, 0)]
    m = layout.mantissa_bits
    return [
        ("sign", "sign", layout.bits - 1, layout.bits - 1), ("exponent", "exponent", layout.bits - 2, m),
        ("mantissa", "mantissa", m - 1, 0),
    ]  # fmt: skip


def _bit_html(code: int, bit: int, of: str, kind: str) -> Markup:
    value = code >> bit & 1
    return markup(
        '<button type="button" class="bit" data-key="{of}-{bit}" data-act="flip" data-argument="{of},{bit}" aria-pressed="{pressed}" '
        'aria-label="Bit {bit}, {kind}, is {value}">{value}</button>',
        of=of, bit=bit, pressed="true" if value else "false", kind=kind, value=value,
    )


def _sum_html(held: Held, element: Layout) -> Markup:
    """What the bits stand for, with the numbers of their fields."""
    result = markup(' = <b class="sum-value">{}</b>', told(held.value, _DIGITS))
    factor = EMPTY if held.layout.scale is None else markup(" \N{MULTIPLICATION SIGN} {}", told(held.scale, 8))
    if held.code < 0 or not math.isfinite(held.value):
        return markup("{}{}", "All ones in the exponent" if element.specials == "ieee" else "All ones", result) if held.code >= 0 else EMPTY
    if element.kind == "integer":
        whole = held.code - (2**element.bits if held.code > element.top else 0)
        over = markup(" / {}", 2**element.mantissa_bits) if element.mantissa_bits else EMPTY
        return markup("{}{}{}{}", told(float(whole)), over, factor, result)
    sign, exponent, mantissa = _parts(element, held.code)
    hidden, power = ("1", exponent - element.bias) if exponent else ("0", 1 - element.bias)
    note = EMPTY if exponent else markup(' <span class="hint">An exponent of zero: no hidden one.</span>')
    return markup(
        "(\N{MINUS SIGN}1)<sup>{sign}</sup> \N{MULTIPLICATION SIGN} 2<sup>{power}</sup> \N{MULTIPLICATION SIGN} "
        "({hidden} + {mantissa}/{whole}){factor}{result}{note}",
        sign=sign, power=told(float(power)), hidden=hidden, mantissa=mantissa, whole=2**element.mantissa_bits, factor=factor,
        result=result, note=note,
    )


def _parts(element: Layout, code: int) -> tuple[int, int, int]:
    """Sign, exponent and mantissa."""
    exponent, mantissa = divmod(code % 2 ** (element.bits - 1), 2**element.mantissa_bits)
    return code >> (element.bits - 1), exponent, mantissa
