"""Everything that the source states about the lower half of the stack has an equation, an instrument that shows it and a test."""

import pytest

from formulas.registry import equations
from tests.coverage.document import document
from tests.coverage.table import ROOT, held_by, shown_in, stated

EVERY = [pytest.param(each, id=f"{each.subject}-{number}") for number, each in enumerate(stated())]


@pytest.mark.parametrize("each", EVERY)
def test_it_is_an_equation_that_an_instrument_shows_and_a_test_holds(each):
    assert each.formula in equations()
    assert each.subject in shown_in().get(each.formula, ()), "its instrument does not name it"
    assert held_by().get(each.formula), "no test names it"


def test_the_document_is_up_to_date():
    assert (ROOT / "docs/coverage.md").read_text() == document()
