"""Inputs that take their numbers from another's design: they follow it until somebody moves one, and only while somebody looks."""

import pytest

from instruments.frame.borrowed import ACT, FOLLOW, Borrowed
from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids
from instruments.frame.inputs import Amount, Count
from instruments.frame.model import Model
from tests.markup import parse

LENDER = Instrument(
    title="The Lender", stratum="models", place=1, question="?", description=".", model="model:Lender", package="instruments.forge",
)


class Lender(Model):
    """Decides on a fleet."""

    fleet = Count(default=64, bounds=(1, 10_000), label="Fleet", doc="Of the design.")
    worked_out = 0

    def evaluate(self, values):
        return dict(values)

    @property
    def summary(self):
        return f"{self.fleet} cards"


class Borrower(Model):
    """Takes two numbers from there, and has one of its own."""

    cards = Count(default=64, bounds=(1, 1000), label="Cards", doc="Taken from the design.")
    double = Count(default=128, bounds=(1, 10_000), label="Twice the cards", doc="Taken from the design.")
    days = Amount(default=1.0, bounds=(0, 365), label="Duration", doc="Its own.")

    def evaluate(self, values):
        type(self).worked_out += 1
        return dict(values)

    worked_out = 0

    @classmethod
    def borrowed(cls, lender, design):
        return {"cards": design.fleet, "double": 2 * design.fleet} if lender == "forge" else {}


class Chip(Borrowed):
    """The chip of a borrower, with what it shows and its buttons at hand."""

    def __init__(self, lender, borrower):
        super().__init__(Ids("borrower"), LENDER, lender, borrower)

    @property
    def shown(self):
        return parse(self.slot_html()).one("div", "loan").text

    def press(self, act):
        (action,) = [each for each in self.components if getattr(each, "act", "") == act]
        assert parse(self.slot_html()).one("button", data_act=act).text
        action.press()


@pytest.fixture
def lender():
    return Lender()


@pytest.fixture
def borrower():
    return Borrower()


@pytest.fixture
def chip(lender, borrower):
    return Chip(lender, borrower)


def taken(borrower):
    return borrower.cards, borrower.double


def test_it_starts_from_the_design_as_it_is_by_then(lender, borrower):
    lender.assign(fleet=100)
    chip = Chip(lender, borrower)
    assert taken(borrower) == (100, 200)
    assert chip.shown.startswith("Design from The Lender")
    assert "100 cards" in chip.shown


def test_it_follows_every_change_and_a_reset(lender, borrower, chip):
    lender.assign(fleet=300)
    assert taken(borrower) == (300, 600)
    assert borrower.result["cards"] == 300
    chip.press(ACT)
    assert taken(borrower) == (64, 128)


def test_an_input_of_its_own_sets_nothing_free(lender, borrower, chip):
    borrower.assign(days=7)
    lender.assign(fleet=300)
    assert (*taken(borrower), borrower.days) == (300, 600, 7)
    assert chip.shown.startswith("Design from")


def test_who_moves_a_borrowed_number_has_set_all_of_them_free_and_is_told(lender, borrower, chip):
    borrower.assign(cards=65)
    assert chip.shown.startswith("Set free from The Lender, with cards of your own")
    lender.assign(fleet=300)
    assert taken(borrower) == (65, 128)
    assert "with cards and twice the cards of your own" in chip.shown
    assert "300 cards" in chip.shown, "what it would be is still in sight"


def test_it_follows_again_when_that_is_asked_for(lender, borrower, chip):
    borrower.assign(cards=65, days=7)
    lender.assign(fleet=300)
    chip.press(FOLLOW)
    assert (*taken(borrower), borrower.days) == (300, 600, 7)
    lender.assign(fleet=400)
    assert taken(borrower) == (400, 800)
    assert chip.shown.startswith("Design from")


def test_a_number_put_back_follows_again(lender, borrower, chip):
    borrower.assign(cards=65)
    borrower.assign(cards=64)
    lender.assign(fleet=300)
    assert taken(borrower) == (300, 600)
    assert chip.shown.startswith("Design from")


def test_nothing_is_worked_out_while_nobody_looks(lender, borrower, chip):
    chip.in_sight(False)
    before, shown = Borrower.worked_out, chip.shown
    for fleet in range(100, 120):
        lender.assign(fleet=fleet)
    assert Borrower.worked_out == before
    assert chip.shown == shown
    chip.in_sight(True)
    assert taken(borrower) == (119, 238)
    assert Borrower.worked_out == before + 1
    assert "119 cards" in chip.shown


def test_a_link_brings_its_numbers_as_they_were(lender, borrower, chip):
    lender.assign(fleet=300)
    borrower.restore(cards=64, double=128, days=1.0)
    assert "Set free" in chip.shown
    lender.assign(fleet=301)
    assert taken(borrower) == (64, 128)


def test_a_design_that_cannot_be_used_is_told_and_leaves_all_as_it_was(lender, borrower, chip):
    lender.assign(fleet=5000)
    assert taken(borrower) == (64, 128)
    assert borrower.problem.startswith("What the design gives cannot be used here: Cards is 5")
    lender.assign(fleet=500)
    assert taken(borrower) == (500, 1000)
    assert not borrower.problem


def test_a_step_back_brings_back_what_it_followed(lender, borrower, chip):
    ways = [lender.checkpoint(), borrower.checkpoint(), chip.checkpoint()]
    lender.assign(fleet=300)
    borrower.assign(cards=65)
    for way in ways:
        way()
    assert (lender.fleet, *taken(borrower)) == (64, 64, 128)
    assert chip.shown.startswith("Design from The Lender")
    lender.assign(fleet=70)
    assert taken(borrower) == (70, 140)


def test_a_model_that_takes_nothing_has_a_chip_without_that(lender):
    class Apart(Borrower):
        """Takes nothing."""

        @classmethod
        def borrowed(cls, lender, design):
            return {}

    chip = Chip(lender, apart := Apart())
    apart.assign(cards=65)
    lender.assign(fleet=300)
    assert chip.following is None
    assert chip.shown.startswith("Design from The Lender")
    assert not [each for each in chip.components if getattr(each, "act", "") == FOLLOW]
