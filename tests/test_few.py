"""Of long lists some are tried, spread over all of it."""

import itertools

import pytest

from tests.few import MOST, spread
from tests.few import few as some


@pytest.mark.parametrize("count", [0, 1, MOST])
def test_a_short_list_is_tried_whole(count):
    assert spread(count, MOST) == set(range(count))


@pytest.mark.parametrize("count", [MOST + 1, 40, 999])
def test_of_a_long_one_so_many_from_the_first_to_the_last(count):
    places = sorted(spread(count, MOST))
    assert len(places) == MOST
    assert (places[0], places[-1]) == (0, count - 1)
    gaps = [after - before for before, after in itertools.pairwise(places)]
    assert max(gaps) - min(gaps) <= 1


def test_what_is_left_out_keeps_its_name_and_its_marks():
    kept, left_out = some(["a", pytest.param("b", id="called b", marks=pytest.mark.host)])
    assert kept == "a"
    assert (left_out.values, left_out.id, [mark.name for mark in left_out.marks]) == (("b",), "called b", ["host", "slow"])
