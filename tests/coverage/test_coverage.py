"""Everything that the source states about the lower half of the stack has an equation, an instrument that shows it and a test."""

import re

import pytest

from formulas.bibliography import bibliography
from formulas.catalogue import accelerators, precisions
from formulas.registry import equations
from tests.coverage.document import document
from tests.coverage.locators import cited, locators, looked_up
from tests.coverage.table import ROOT, held_by, shown_in, slips_in_words, stated

EVERY = [pytest.param(each, id=f"{each.subject}-{number}") for number, each in enumerate(stated())]


@pytest.mark.parametrize("each", EVERY)
def test_it_is_an_equation_that_an_instrument_shows_and_a_test_holds(each):
    assert each.formula in equations()
    assert each.subject in shown_in().get(each.formula, ()), "its instrument does not name it"
    assert held_by().get(each.formula), "no test names it"


def test_the_document_is_up_to_date():
    assert (ROOT / "docs/coverage.md").read_text() == document()


# The numbers of equations that the source lists on its page; 1.2 and 3.5 it names without stating them: softmax, by the chapter that it
# stands in, and the cache, the one number of the chain that has no other.
LISTED = {"EQ 1.2", "EQ 3.5", "EQ 4.1", "EQ 4.2", "EQ 4.5", "EQ 7.1", "EQ 8.2"}


def test_every_equation_that_the_source_numbers_hangs_on_one_here_and_no_number_is_made_up():
    named = {entry.seed for entry in equations().values() if entry.seed}
    assert {seed for seed in named if seed.startswith("EQ")} == LISTED
    assert {number for each in stated() for number in re.findall(r"EQ [\dA-Z.]+\d", each.equation)} <= LISTED


def test_the_list_of_places_is_up_to_date_and_names_only_places_that_are_cited():
    assert (ROOT / "docs/locators.md").read_text() == locators()
    assert looked_up().keys() <= cited().keys()
    assert {row["read"] for row in looked_up().values()} == {"own", "others", "tried"}
    assert all(row["says"].endswith(".") for row in looked_up().values())


def test_the_list_of_places_tells_found_from_searched_and_from_not_searched():
    page = (ROOT / "docs/locators.md").read_text()
    found, _, missing = page.partition("## Looked for and not found")
    for (source, place), row in looked_up().items():
        told = f"| {bibliography()[source].short} | {place} | "
        assert (told in found, told in missing) == ((False, True) if row["read"] == "tried" else (True, False))


def test_slips_are_told_on_the_working_cards_and_in_the_one_table():
    cards = {name: entry.slips for name, entry in equations().items() if entry.slips}
    table = (ROOT / "docs/coverage.md").read_text()
    for each in slips_in_words():
        assert each["right"] in table
        assert not each["card"] or cards[each["card"]]
    told = {
        "network.topology.domain_bandwidth": "32.4 TB/s in each direction", "kernels.levels.read_time": "single cycle",
        "memory.effective_bits": f"{16 / precisions()['w4a16'].weight_bits:.2f} times smaller",
        "capacity.usable_bytes": f"{accelerators()['b200'].memory_bytes / 1e9:.0f} GB of it",
        "memory.kv_cache_bytes_per_token": "that g is the heads of a group",
    }  # fmt: skip
    assert {name: said for name, said in told.items() if said not in cards[name]} == {}
    assert "DPO is no reinforcement learning" in table
