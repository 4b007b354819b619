"""The catalogue of instruments: each can be built, stands in a stratum and has an address."""

import pytest

from instruments.catalog import HOME, INSTRUMENTS, STRATA, at


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_can_be_built_from_what_it_declares(name):
    entry = INSTRUMENTS[name]
    assert entry.id == name
    assert entry.stratum in STRATA
    assert entry.question.endswith("?")
    needed = {other: INSTRUMENTS[other].build().model for other in entry.needs}
    view = entry.build(**needed)
    assert view.model.values
    assert view.html()
    assert set(view.strata) <= set(STRATA)
    codec = entry.codec()
    assert (codec is None) == (entry.address == "")
    if codec is not None:
        values, fault = codec.decode(codec.encode(view.model.values))
        assert fault == ""
        assert values == view.model.values or set(values) <= set(view.model.values)


def test_routes_are_unique_and_the_home_one_is_known():
    routes = [entry.route for entry in INSTRUMENTS.values()]
    assert len(routes) == len(set(routes))
    assert HOME in INSTRUMENTS
    assert INSTRUMENTS["forge"].route == "/forge"


def test_strata_hold_their_instruments_and_no_others():
    assert [entry for stratum in STRATA for entry in at(stratum)] == sorted(
        INSTRUMENTS.values(), key=lambda entry: list(STRATA).index(entry.stratum)
    )
    assert at("nowhere") == []
