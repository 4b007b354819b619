"""The working of a number: its equation, the same with numbers, its symbols, its source, how far to trust it.

Made from the registry alone, so that every registered equation has one without a word written for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from formulas.bibliography import bibliography
from formulas.caching import shared
from formulas.registry import TRUST, Equation, Quantity, Ranges
from formulas.steps import Step
from instruments.evidence.citing import Citation, link
from instruments.evidence.reason import Reason
from instruments.evidence.validity import holds
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.prose.words import mark_symbol
from instruments.quantities.text import Shown, gap, quantity, stated_digits, tex

_SLOT = re.compile(r"«(\w+)»(\^)?")
_SIDE_BY_SIDE = re.compile(r"(»|(?<![\w^{])\d)(?:\\[,;! ]|\s)*«")
_ROUNDED, _STATED = 3, 6
SIGNS = {"exact": "=", "bound": "\N{LESS-THAN OR EQUAL TO}", "calibrated": "\N{ALMOST EQUAL TO}", "estimate": "~"}


@shared
def trust_mark(trust: str) -> Markup:
    """Return the small sign that stands beside every value of this trust class."""
    return markup(
        '<span class="trust" data-trust="{trust}" title="{title}">'
        '<span aria-hidden="true">{sign}</span><span class="unseen">{trust}</span></span>',
        trust=trust, title=f"{trust.capitalize()}: {TRUST[trust]}", sign=SIGNS[trust],
    )


@shared
def trust_legend() -> Markup:
    """Return the explanation of the four signs."""
    entries = joined(
        # The sign and the word are one name: the sign's own word would be read twice.
        markup('<div><dt>{}<span aria-hidden="true">{}</span></dt><dd>{}</dd></div>', trust_mark(trust), trust, text)
        for trust, text in TRUST.items()
    )
    return markup('<dl class="legend">{}</dl>', entries)


def working(
    step: Step, flag: Reason | None = None, rests_on: Step | None = None, cited: Mapping[str, Citation] = MappingProxyType({}),
    weakest: Equation | None = None,
) -> Markup:
    """Return the working card of one evaluated equation.

    Parameters
    ----------
    step
        What the registry knows, the numbers that went in, and the one that came out.
    flag
        Why the number lies outside what the source covers, or nothing.
    rests_on
        The evaluated equation that an argument comes from and whose band comes on top, where the registry names one.
    cited
        Where arguments come from that somebody published.
    weakest
        The equation that decides how far to trust the number, where it is not the step's own.
    """
    equation, arguments, value, valid = step[:4]
    return joined((
        equations(step),
        _symbols(equation, arguments, cited),
        _sources(equation, flag, _band(equation, arguments, value), _top(equation, value, rests_on), valid, weakest),
    ))


def equations(step: Step) -> Markup:
    """Return what one evaluated equation is about: its title, the equation, the same with numbers, and the result."""
    equation, value = step.equation, step.value
    numbers = {name: _tex(argument) for name, argument in step.arguments.items()}
    shown = quantity(_scalar(value), equation.result.unit)
    result = rf"\phantom{{{equation.symbol}}} = {_tex(value)}\ \text{{{_tex_text(equation.result.unit)}}}"
    return markup(
        '<p class="working-title">{title}.</p>{equation}{numbers}{result}',
        title=equation.title, equation=_equation_html(equation.formula, "The equation"),
        numbers=_equation_html(with_numbers(equation, numbers), "The same with numbers"),
        result=_equation_html(result, f"The result, {shown}"),
    )


def statement(equation: Equation) -> Markup:
    """Return what the registry knows of an equation whose arguments are whole tensors, shown elsewhere."""
    rows = joined(
        markup("<div><dt>{}</dt><dd>{}</dd></div>", _symbol(entry, equation.id), entry.meaning)
        for entry in equation.arguments
        if entry.symbol
    )
    return markup(
        '<p class="working-title">{title}.</p>{equation}'
        '<dl class="meanings">{rows}</dl>{sources}',
        title=equation.title, equation=_equation_html(equation.formula, "The equation"), rows=rows, sources=_sources(equation),
    )


def with_numbers(equation: Equation, numbers: Mapping[str, str]) -> str:
    r"""Return the right-hand side with numbers in it, readable as arithmetic.

    Symbols that stand side by side are a product to a reader, numbers are not: a dot goes between
    them; and a number with a power of ten is put in parentheses before it is raised to another.
    """
    latex = _SIDE_BY_SIDE.sub(r"\1 \\cdot «", equation.latex)
    return rf"\phantom{{{equation.symbol}}} = " + _SLOT.sub(lambda match: _slot(match, equation, numbers), latex)


def _slot(match: re.Match[str], equation: Equation, numbers: Mapping[str, str]) -> str:
    number = numbers.get(match[1], equation.symbols.get(match[1], match[1]))
    if match[2]:
        return rf"{{\left({number}\right)}}^" if "^" in number else rf"{{{number}}}^"
    return f"{{{number}}}"


def _tex_text(unit: str) -> str:
    return "" if unit == "1" else unit.replace("%", r"\%").replace("_", r"\_")


def _equation_html(latex: str, label: str) -> Markup:
    return markup(
        '<div class="equation" role="math" aria-label="{label}: {latex}" data-tex="{latex}" data-scrolls>'
        "{latex}</div>",
        label=label, latex=latex,
    )


def symbols(steps: Iterable[Step]) -> Markup:
    """Return every symbol that some evaluated equations have, results among them, each once with what it stands for there."""
    rows: dict[tuple[str, float | None, str], Markup] = {}
    for equation, arguments, value, *_ in steps:
        every = [(entry, arguments[entry.name]) for entry in equation.arguments if entry.name in arguments]
        for entry, number in [*every, (equation.result, value)]:
            rows.setdefault((entry.symbol or entry.name, _scalar(number), entry.unit), _symbol_row(entry, equation.id, number, None))
    return _symbol_table(rows.values()) if rows else EMPTY


def _symbols(equation: Equation, arguments: Mapping[str, object], cited: Mapping[str, Citation]) -> Markup:
    rows, last = [], None
    for entry in equation.arguments:
        if entry.name in arguments:
            citation = cited.get(entry.name)
            # Constants that were published together are cited once.
            rows.append(_symbol_row(entry, equation.id, arguments[entry.name], citation if citation != last else None))
            last = citation
    return _symbol_table(rows) if rows else EMPTY


def _symbol_table(rows: Iterable[Markup]) -> Markup:
    return markup(
        '<table class="symbols"><thead><tr><th scope="col">Symbol</th><th scope="col">Meaning</th><th scope="col">Value</th></tr></thead>'
        "<tbody>{}</tbody></table>",
        joined(rows),
    )


def _symbol(entry: Quantity, equation: str) -> Markup:
    """A symbol of an equation, which leads to the term that it means."""
    symbol = entry.symbol or rf"\mathrm{{{entry.name}}}"
    return mark_symbol(markup('<span class="symbol" data-tex="{}" data-inline>{}</span>', symbol, entry.name), equation, entry.name)


def _symbol_row(entry: Quantity, equation: str, value: object, citation: Citation | None) -> Markup:
    shown = quantity(number := _scalar(value), entry.unit, _digits(number))
    return markup(
        "<tr><td>{symbol}</td><td>{meaning}{citation}</td>{cell}</tr>",
        symbol=_symbol(entry, equation), meaning=entry.meaning, citation=citation.html() if citation else EMPTY, cell=cell(shown),
    )


def cell(value: Shown, unit: str | None = None) -> Markup:
    """Return a quantity as a cell of a table, with a shorter name for its unit if one is given."""
    return markup(
        '<td class="value-cell" title="{}"><span class="number">{}</span>{}<span class="unit">{}</span></td>',
        value.full, value.number, gap(value.unit), value.unit if unit is None else unit,
    )


def _band(equation: Equation, arguments: Mapping[str, object], value: object) -> str:
    """How far published values lie from the number, as factors and in its own unit, and where that was read."""
    if equation.band is None:
        return ""
    low, high = equation.expected(arguments)
    shown = _range(low, high, value, equation.result.unit)
    return f"Expect published values of {low:.3g} to {high:.3g} times this number{shown}. {equation.band.basis}"


def _top(equation: Equation, value: object, step: Step | None) -> str:
    """What the band of the equation that an argument comes from makes of the number."""
    if step is None:
        return ""
    low, high = step.equation.expected(step.arguments)
    shown = _range(low, high, value, equation.result.unit)
    return (
        f"{step.equation.title}: expect published values of {low:.3g} to {high:.3g} times ours, which this number follows{shown}. "
        f"{step.equation.band.basis}"
    )


def _range(low: float, high: float, value: object, unit: str) -> str:
    number = _scalar(value)
    return "" if number is None or not np.isfinite(number) else f": {quantity(low * number, unit)} to {quantity(high * number, unit)}"


def _sources(
    equation: Equation, flag: Reason | None = None, band: str = "", top: str = "", valid: Ranges | None = None,
    weakest: Equation | None = None,
) -> Markup:
    source = bibliography()[equation.source]
    locator = f", {equation.locator}" if equation.locator else ""
    seed = f" ({equation.seed} of the course)" if equation.seed else ""
    lines = [
        ("Trust", _trust(equation, weakest or equation)),
        ("Band", band),
        ("Rests on", top),
        ("Holds", holds(equation, valid)),
        ("Note", flag[:1].upper() + flag[1:] + "." if flag else ""),
        ("Slips", equation.slips),
        ("Source", markup("{}{}: {}", link(equation.source), locator + seed, source.title)),
    ]
    return markup(
        '<dl class="sources">{}</dl>', joined(markup("<div><dt>{}</dt><dd>{}</dd></div>", name, text) for name, text in lines if text)
    )


def _trust(equation: Equation, weakest: Equation) -> Markup:
    """How far to trust a number, and what decides it where that is not its own equation."""
    said = markup("{} {}. {}", trust_mark(weakest.trust), weakest.trust, TRUST[weakest.trust])
    if weakest is equation:
        return said
    return markup("{} The equation itself is {}; what goes into it comes from another: {}.", said, equation.trust, weakest.title)


def _scalar(value: object) -> float | None:
    array = np.asarray(value, dtype=float)
    return float(array) if array.ndim == 0 else None


def _tex(value: object) -> str:
    number = _scalar(value)
    return r"\ldots" if number is None else tex(number, _digits(number))


def _digits(value: float | None) -> int:
    """Digits that a number is shown with: all that somebody stated, as of a law's constants; of a computed number, three.

    What is computed hardly ever comes out with so few digits as people state.
    """
    if value is None or not np.isfinite(value):
        return _ROUNDED
    stated = stated_digits(value)
    return stated if _ROUNDED < stated <= _STATED else _ROUNDED
