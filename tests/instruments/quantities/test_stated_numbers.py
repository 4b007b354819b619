"""Numbers that somebody stated stand in a working card as they were stated; computed ones are rounded."""

import re
from html import unescape

import pytest

from formulas.catalogue import grids
from formulas.scaling import LAWS
from instruments.evidence.working import working
from instruments.forge import IDS
from instruments.forge.dossier import dossier
from instruments.forge.rows import dossier_html
from tests.instruments.forge.designs import defaults


def card(name: str, **changes: object) -> str:
    """The working card of a row of the dossier."""
    html = dossier_html(dossier(defaults() | changes), opened=[name])
    return re.search(rf'id="{IDS("working", name)}".*?</dl>', html, re.DOTALL)[0]


def values(html: str) -> list[str]:
    """The numbers of the card's table, without their units."""
    return [unescape(number) for number in re.findall(r'<td class="value-cell"[^>]*><span class="number">(.*?)</span>', html)]


@pytest.mark.parametrize("law", [pytest.param(law, id=law.id) for law in LAWS.values() if law.mixture is None])
def test_constants_of_a_law_are_shown_in_full(law):
    """2085.43, not 2,090: in the table and in the equation with numbers.  Those of a joint law are computed, and as any result."""
    html = card("predicted_loss", law=law.id)
    equation = re.search(r'aria-label="The same with numbers: (.*?)"', html)[1]
    for constant in law.coefficients.values():
        assert constant in [float(value.replace(",", "")) for value in values(html)]
        assert f"{{{constant:g}}}" in equation
        assert float(f"{constant:g}") == constant


@pytest.mark.parametrize("grid", ["usa", "fra", "world"])
def test_a_grids_intensity_is_shown_in_full(grid):
    assert f"{grids()[grid].kgco2e_per_kwh:g}" in " ".join(values(card("training_carbon", grid=grid)))


def test_a_computed_number_is_rounded():
    """156 B parameters, not 156.377... B."""
    assert [value for value in values(card("predicted_loss")) if len(re.sub(r"\D", "", value)) > 6] == []
    assert values(card("predicted_loss"))[:2] == ["156", "10.7"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2085.43, "2,085.43"), (482.01, "482.01"), (1.8172, "1.8172"), (1 / 3, "0.333"), (2085.434321, "2,090"), (0.0, "0.000")],
)
def test_six_digits_are_stated_and_more_are_computed(value, shown):
    entry = dossier(defaults()).chain["predicted_loss"]
    html = working(entry._replace(arguments={**entry.arguments, "irreducible_loss": value}))
    assert values(html)[2] == shown
