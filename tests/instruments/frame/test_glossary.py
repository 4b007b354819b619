"""The glossary: what a definition must be, and that everything wrong with its files is told at once."""

import json

import pytest

from formulas.registry import equations
from instruments.frame.discovery import instruments
from instruments.frame.glossary import LAYERS, MOST_SENTENCES, glossary, load

GOOD = {"name": "Ohm", "says": "Unit of resistance to a current.", "layer": "energy"}


@pytest.fixture
def written(tmp_path):
    """Load terms that were written to a file, or to the files of instruments."""

    def load_from(**files):
        paths = []
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            path = tmp_path / name / ("terms.json" if '"uses"' in text else f"{name}.json")
            path.parent.mkdir()
            path.write_text(text, "utf-8")
            paths.append(path)
        return load(iter(paths))

    return load_from


def test_there_are_as_many_terms_as_were_asked_for_in_every_layer():
    assert len(glossary()) >= 250
    assert {term.layer for term in glossary()} == set(LAYERS)


def test_definitions_are_one_or_two_sentences_that_end_where_they_should():
    for term in glossary():
        assert 1 <= len(term.sentences) <= MOST_SENTENCES
        assert term.says.endswith(".")
    assert len({term.says for term in glossary()}) == len(glossary()), "two terms are defined in the same words"


def test_a_term_knows_its_equations_symbols_and_instruments():
    cache = glossary().named("KV cache")
    assert "serving.concurrent_users" in glossary().equations_of(cache)
    assert glossary().symbols_of(cache) == ("K", "k_{q}")
    assert "journey" in cache.instruments
    assert set(glossary().equations_of(cache)) <= set(equations())
    assert {name for term in glossary() for name in term.instruments} <= set(instruments())


def test_one_equation_may_mean_another_thing_by_a_name():
    assert glossary().of_quantity("training.accelerator_hours", "utilisation").name == "Model FLOPs utilisation"
    assert glossary().of_quantity("serving.time_to_first_token", "utilisation").name == "Prefill utilisation"
    assert glossary().of_quantity("serving.time_to_first_token", "no_such_name") is None


def test_a_text_is_found_to_speak_of_the_longest_name_and_of_abbreviations_as_they_are_written():
    text = "Key-value caches of GQA; it is no mla, and one value is no term to link."
    assert [(text[start:end], term.id) for start, end, term in glossary().spoken(text)] == [
        ("Key-value caches", "key-value-cache"),
        ("GQA", "grouped-query-attention"),
    ]


def test_a_file_of_terms_is_read(written):
    found = written(power={"layer": "energy", "terms": {"ohm": {key: value for key, value in GOOD.items() if key != "layer"}}})
    assert [(term.id, term.name, term.layer) for term in found] == [("ohm", "Ohm", "energy")]
    assert found["ohm"].instruments == ()


def test_an_instrument_brings_terms_and_adds_names_to_those_that_it_uses(written):
    found = written(
        power={"terms": {"ohm": GOOD}},
        meter={"uses": {"ohm": {"also": ["resistance"]}}, "terms": {"dial": GOOD | {"name": "Dial", "says": "Disc with numbers."}}},
    )
    assert found["ohm"].instruments == found["dial"].instruments == ("meter",)
    assert found.named("Resistance") is found["ohm"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"layer": "clouds"}, "layer is 'clouds': must be one of applications"),
        ({"unit": "volt/B"}, "unit is 'volt/B': 'volt' is no unit that is a term"),
        ({"equations": ["energy.no_such"]}, "equation 'energy.no_such' is not registered"),
        ({"quantities": ["no_such"]}, "no equation has an argument or a result 'no_such'"),
        ({"quantities": ["energy_kwh"]}, "quantity 'energy_kwh' has several symbols: claim it in one equation at a time"),
        ({"see": ["amp"]}, "see 'amp': there is no such term"),
        ({"see": ["ohm"]}, "see 'ohm': itself"),
        ({"source": "nobody2020"}, "source is 'nobody2020': the bibliography has no such key"),
        ({"says": "Ohm is a unit."}, "says begins with 'Ohm', which is what it defines"),
        ({"says": "An ohm is a unit."}, "says begins with 'Ohm', which is what it defines"),
        ({"says": "unit of resistance"}, "says must be whole sentences"),
        ({"says": "It is one. It is two. It is three."}, "says 3 sentences: must be 2 at most"),
        ({"says": f"It is {'very ' * 60}long."}, "a sentence has 311 characters: must be 230 at most"),
        ({"says": "About 25.8 of them make what von Klitzing found."}, "says states a figure and names no source"),
        ({"says": ""}, "says is missing"),
        ({"also": "Omega"}, "also is 'Omega': must be a list of texts"),
        ({"unit": 3}, "unit is 3: must be a text"),
        ({"ordinary": "yes"}, "ordinary is 'yes': must be true or false"),
        ({"colour": "red"}, "'colour' is no part of a term"),
    ],
)
def test_a_fault_is_told_with_its_file_or_its_id(written, changed, told):
    with pytest.raises(ValueError, match="the glossary: ") as refusal:
        written(power={"terms": {"ohm": GOOD | changed}})
    assert told in str(refusal.value)


def test_all_faults_are_told_together(written):
    amp = {"name": "Ohm", "says": "amp.", "layer": "sea", "see": ["volt"]}
    with pytest.raises(ValueError, match="the glossary") as refusal:
        written(
            power={"terms": {"ohm": GOOD, "amp": amp, "Bad Id": GOOD | {"name": "Volt"}}},
            meter={"uses": {"none": {}, "ohm": {"says": "x"}}},
        )
    for told in (
        "'ohm' names amp and ohm", "amp: says must be whole sentences", "amp: layer is 'sea'", "amp: see 'volt'",
        "Bad Id: its id must be small letters", "uses 'none': must be a term", "uses 'ohm': must be a term, with what is added to its also",
    ):  # fmt: skip
        assert told in str(refusal.value)


def test_definitions_in_a_circle_are_told_with_the_way(written):
    chicken = GOOD | {"name": "Chicken", "says": "Bird that comes from an egg."}
    egg = GOOD | {"name": "Egg", "says": "What every chicken comes from."}
    with pytest.raises(ValueError, match=r"defined in a circle: (?:chicken by egg by chicken|egg by chicken by egg)"):
        written(farm={"terms": {"chicken": chicken, "egg": egg}})
    # A word that is an everyday one too is no mention of the term.
    assert len(written(yard={"terms": {"chicken": chicken, "egg": egg | {"ordinary": True}}})) == 2


def test_what_is_given_twice_is_told(written):
    row = json.dumps(GOOD)
    with pytest.raises(ValueError, match="ohm stands there twice"):
        written(power=f'{{"terms": {{"ohm": {row}, "ohm": {row}}}}}')
    with pytest.raises(ValueError, match="name is given twice"):
        written(again='{"terms": {"ohm": {"name": "Ohm", "name": "Amp", "says": "Unit of it.", "layer": "energy"}}}')
    with pytest.raises(ValueError, match="ohm is defined elsewhere too"):
        written(one={"terms": {"ohm": GOOD}}, two={"terms": {"ohm": GOOD}})
    with pytest.raises(ValueError, match="quantity 'window' is claimed by amp and ohm"):
        written(both={"terms": {"ohm": GOOD | {"quantities": ["window"]}, "amp": GOOD | {"name": "Amp", "quantities": ["window"]}}})
    with pytest.raises(ValueError, match="'words' is no part of such a file"):
        written(other={"words": {}})
