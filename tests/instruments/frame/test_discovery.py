"""Instruments are found by walking the package: each can be built, stands in a stratum and has an address."""

import sys

import pytest

import instruments as package
from instruments.frame import discovery
from instruments.frame.address import decode, encode
from instruments.frame.declaration import STRATA
from instruments.frame.discovery import BESIDE, at, home, in_stack, instruments
from tests.few import few

DECLARED = """
from instruments.frame.declaration import Instrument
INSTRUMENT = Instrument(title="Ohm", stratum="{stratum}", place=99, question="What flows?", description="Current.", model="model:Ohm",
                        view="view:View"{more})
"""


@pytest.mark.parametrize("name", few(list(instruments()), "network"))
def test_an_instrument_can_be_built_from_what_it_declares(name):
    entry = instruments()[name]
    assert entry.id == name
    assert entry.question.endswith("?")
    assert entry.description.endswith(".")
    needed = {other: instruments()[other].build().model for other in entry.needs}
    view = entry.build(**needed)
    assert view.model.values
    assert view.html()
    assert set(view.model.strata) <= set(STRATA)
    values, fault = decode(type(view.model), encode(type(view.model), view.model.values))
    assert fault == ""
    assert values == view.model.values or set(values) <= set(view.model.values)


def test_addresses_are_unique_and_one_instrument_is_home():
    assert [entry.route for entry in instruments().values()] == [f"/{name}" for name in instruments()]
    assert home() in instruments()


def test_strata_hold_their_instruments_and_no_others():
    assert [entry for stratum in STRATA for entry in at(stratum)] == list(in_stack())
    assert [*in_stack(), *at(BESIDE)] == list(instruments().values())
    assert at("nowhere") == ()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A place for further instruments; what was found before and after is found by other tests."""
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    for each in (discovery.instruments, discovery.home, discovery.base):
        each.cache_clear()
    yield tmp_path / "ohm"
    for each in (discovery.instruments, discovery.home, discovery.base):
        each.cache_clear()
    for name in [name for name in sys.modules if name.startswith("instruments.ohm")]:
        del sys.modules[name]


def written(folder, declared):
    folder.mkdir()
    (folder / "__init__.py").write_text(declared)
    (folder / "model.py").write_text("raise ImportError('not imported before it is asked for')")


def test_a_folder_with_a_model_is_an_instrument_of_which_nothing_else_is_imported(folder):
    written(folder, DECLARED.format(stratum="energy", more=""))
    assert in_stack()[-1].id == "ohm"
    assert instruments()["ohm"].route == "/ohm"
    assert at("energy")[-1] == instruments()["ohm"]
    with pytest.raises(ImportError, match="not imported before"):
        instruments()["ohm"].build()


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("", "instruments.ohm.INSTRUMENT is None: a folder with a model.py must declare an Instrument"),
        (DECLARED.format(stratum="clouds", more=""), "stratum is 'clouds': must be one of applications, models"),
    ],
)
def test_a_folder_that_declares_nothing_useful_is_told(folder, declared, told):
    written(folder, declared)
    with pytest.raises(TypeError, match=told):
        instruments()


def test_a_page_without_a_stratum_stands_beside_the_stack(folder):
    written(folder, DECLARED.format(stratum="", more=""))
    assert instruments()["ohm"] in at(BESIDE)
    assert tuple(instruments().values()) == (*in_stack(), *at(BESIDE))
    assert instruments()["ohm"] not in in_stack()


@pytest.mark.parametrize(("needs", "expected"), [((), "ohm"), (("forge",), "forge")])
def test_what_all_build_on_is_what_the_home_one_borrows(folder, monkeypatch, needs, expected):
    written(folder, DECLARED.format(stratum="energy", more=f", needs={needs!r}"))
    instruments()
    with monkeypatch.context() as patch:
        patch.setattr(discovery, "home", lambda: "ohm")
        assert discovery.base() == expected


def test_two_homes_are_refused(folder):
    written(folder, DECLARED.format(stratum="energy", more=", home=True"))
    with pytest.raises(TypeError, match="must be declared by one"):
        home()
