"""Addresses: what a fragment leads to, and what is said of one that leads nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import routes
from instruments.frame.discovery import home, instruments


@pytest.mark.parametrize("instrument", instruments())
@pytest.mark.parametrize("state", [None, "", "v1", "v1;context=8192", "a?b=c"])
def test_a_fragment_comes_back(instrument, state):
    assert routes.parse(routes.fragment(instrument, state)) == routes.Route(instrument, state, "")


@pytest.mark.parametrize("instrument", instruments())
def test_a_slash_at_the_end_is_forgiven(instrument):
    assert routes.parse(f"{instruments()[instrument].route}/?v1") == routes.Route(instrument, "v1", "")


def test_nothing_leads_to_the_start_without_a_word():
    assert routes.parse("") == routes.Route(home(), "", "")
    assert routes.parse("", "journey") == routes.Route("journey", "", "")


def test_an_address_without_a_state_is_not_one_of_an_empty_state():
    assert routes.parse("/journey").state is None
    assert routes.parse("/journey?").state == ""


@pytest.mark.parametrize("fragment", ["/nowhere", "forge", "/forge/x", "?v1", "/", "//forge"])
@pytest.mark.parametrize("start", instruments())
def test_an_address_of_nothing_leads_to_the_start_and_says_so(fragment, start):
    told = "The address names no instrument here; this is the default design."
    assert routes.parse(fragment, start) == routes.Route(start, "", told)


def test_an_address_may_be_as_long_as_the_limit_and_no_longer():
    start = "/journey?"
    longest = start + "x" * (routes.LONGEST - len(start))
    assert routes.parse(longest).instrument == "journey"
    told = "The address was too long to be one of ours; this is the default design."
    assert routes.parse(longest + "x") == routes.Route(home(), "", told)


@given(st.text(max_size=60))
def test_no_fragment_fails(text):
    assert routes.parse(text).instrument in instruments()
