"""What a working card prints is what the function computes: every registered LaTeX, evaluated, beside its function."""

import re

import numpy as np
import pytest

from formulas.registry import Equation, equations
from tests.few import few

from .grammar import read
from .samples import Sample, samples

EQUATIONS = [pytest.param(entry, id=name) for name, entry in equations().items()]
DRAWS = 120
PRECISION = 1e-9
# A change of one number, comparison, sign, operation or exponent, and what it becomes.
_MUTATIONS = (
    (r"(?<![«\w.])(?<!»_\{)\d+(?:\.\d+)?(?![\d.»])", lambda match: f"{2 * float(match[0]) + 1:g}"),
    (r"<|\\le(?![a-z])", lambda match: r"\ge "),
    (r"\+", lambda match: "-"),
    (r"(?<![{\\(])\s?-", lambda match: "+"),
    (r"\\(min|max)(?![a-z])", lambda match: rf"\{'max' if match[1] == 'min' else 'min'}"),
    (r"\\cdot|\\,(?=«)", lambda match: "+"),
    (r"\^(?=\{?[^\\])", lambda match: r"\cdot"),
    (r"\\sqrt|\\t?frac", lambda match: ""),
    (r"\\left\\lceil(.*)\\right\\rceil", lambda match: rf"\left\lfloor{match[1]}\right\rfloor"),
    (r"\\left\\lfloor(.*)\\right\\rfloor", lambda match: rf"\left\lceil{match[1]}\right\rceil"),
)


def agrees(latex: str, entry: Equation, sample: Sample) -> bool:
    """Whether an equation's LaTeX and its function give the same for these arguments."""
    found, computed = sample.read(read(latex)), sample.seen(entry.function(**sample.arguments))
    return len(found) == len(computed) and all(map(_same, found, computed))


def _same(found: object, computed: object) -> bool:
    if isinstance(found, set):
        return found == computed
    return np.allclose(np.asarray(found, dtype=float), np.asarray(computed, dtype=float), rtol=PRECISION, atol=PRECISION * 1e-6)


@pytest.mark.whole
@pytest.mark.parametrize("entry", EQUATIONS)
def test_latex_gives_what_the_function_gives(entry):
    for sample in samples(entry, DRAWS):
        assert agrees(entry.latex, entry, sample), f"{entry.latex} at {sample.arguments}"


def mutants(latex: str) -> list[str]:
    """The LaTeX with one thing changed, for each thing that can be."""
    return [
        latex[: match.start()] + change(match) + latex[match.end() :]
        for pattern, change in _MUTATIONS
        for match in re.finditer(pattern, latex)
    ]


def differs(latex: str, entry: Equation, sample: Sample) -> bool:
    """Whether a changed equation is told from the function; one that cannot be read or computed any more is."""
    try:
        return not agrees(latex, entry, sample)
    except (ValueError, IndexError, KeyError, TypeError, ArithmeticError):
        return True


@pytest.mark.parametrize("name", few(list(equations()), *list(equations())[::6]))
def test_a_changed_sign_number_or_exponent_is_found(name):
    entry = equations()[name]
    drawn = list(samples(entry, DRAWS))
    with np.errstate(all="ignore"):
        alive = [mutant for mutant in mutants(entry.latex) if not any(differs(mutant, entry, sample) for sample in drawn)]
    assert alive == []


def test_every_equation_was_changed_somewhere():
    """But for what is handed on as it is, in which there is nothing to change."""
    changed = (name for name, entry in equations().items() if mutants(entry.latex) or re.fullmatch("«[a-z_]+»", entry.latex))
    assert set(equations()) - set(changed) == set()


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\frac{«x»}{2} \oplus 1", "stands for nothing"),
        (r"«x» +", "cannot read"),
        (r"«x», y", "cannot read"),
        (r"\left[«x»\right]", "cannot read"),
    ],
)
def test_what_the_grammar_does_not_know_is_no_number(latex, message):
    with pytest.raises(ValueError, match=message):
        Sample({"x": 2.0}).read(read(latex))
