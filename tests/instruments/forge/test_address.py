"""The design in the address: what is written comes back, and nothing that anybody types there does harm."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.forge.dossier import dossier
from instruments.forge.model import Forge
from instruments.forge.presets import presets
from instruments.frame import address
from instruments.prose.markup import escape

from .designs import NAMES, defaults, notes, possible, random_values

LONGEST_NOTICE = 300


@pytest.mark.parametrize("seed", range(60))
def test_random_designs_come_back(seed):
    values = random_values(random.Random(seed))
    back, notice = address.decode(Forge, address.encode(Forge, values))
    if possible(values):
        assert (back, notice) == (values, " ".join(notes(values)))
    else:
        assert back == defaults()
        assert notice


@pytest.mark.parametrize("name", presets())
def test_presets_come_back(name):
    values = dict(presets()[name].values)
    assert address.decode(Forge, address.encode(Forge, values)) == (values, "")


def test_the_default_is_a_bare_version():
    assert address.encode(Forge, defaults()) == address.VERSION
    for text in ("", address.VERSION, f"{address.VERSION};"):
        assert address.decode(Forge, text) == (defaults(), "")


def test_fragments_are_short_and_plain():
    text = address.encode(Forge, defaults() | {"context": 8192, "training_compute": 3.3e24, "cards": 4, "precision": "w4a16"})
    assert text == "v1;training_compute=3.3e24;context=8192;precision=w4a16;cards=4"


@pytest.mark.parametrize(
    ("written", "value"),
    [("3.1622776601683795e%2B25", 10**25.5), ("3.1622776601683795e+25", 10**25.5), ("10%5E25.5", 10**25.5), ("10^25.5", 10**25.5),
     ("2,5e24", 2.5e24), ("38.0%20YFLOP", 3.8e25), ("1e+25", 1e25)],
)  # fmt: skip
def test_links_written_by_others_and_by_hand_are_read(written, value):
    values, notice = address.decode(Forge, f"v1;training_compute={written}")
    assert (values["training_compute"], notice) == (value, "")


@pytest.mark.parametrize("name", presets())
def test_no_number_in_a_presets_link_has_more_digits_than_it_needs(name):
    """Ten for what is worked out from a public model; a share of its layers has as many as it takes."""
    for pair in address.encode(Forge, presets()[name].values).split(";")[1:]:
        name, _, text = pair.partition("=")
        assert len(text) <= (20 if name == "full_attention_share" else 15)
        assert "e+" not in text
        assert not text.endswith(".0")


def test_a_link_writes_the_shortest_number_that_comes_back_the_same():
    assert address.encode(Forge, presets()["course-frontier"].values).startswith("v1;training_compute=10%5E25.5;")
    assert address.encode(Forge, defaults() | {"training_compute": 1e24, "overtraining": 8.0}) == "v1;training_compute=1e24;overtraining=8"


HOSTILE = {
    "a megabyte": "v1;context=" + "9" * 1_000_000,
    "a megabyte of pairs": "v1;" + "context=1;" * 100_000,
    "wrong version": "v2;context=8192",
    "empty name": "v1;=8192",
    "no value": "v1;context",
    "empty value": "v1;context=",
    "unknown name": "v1;colour=red",
    "a parameter that is no input": "v1;name=x",
    "the result itself": "v1;result=1",
    "not a number": "v1;training_compute=NaN",
    "infinity": "v1;training_compute=inf",
    "beyond floats": "v1;training_compute=1e999",
    "beyond floats as a power": "v1;training_compute=10^400.5",
    "negative": "v1;training_compute=-1e25",
    "below the bounds": "v1;context=0",
    "a fraction of a token": "v1;context=8192.5",
    "script": "v1;law=<script>alert(1)</script>",
    "encoded script": "v1;law=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "markup as a name": "v1;<img src=x onerror=alert(1)>=1",
    "quotes": "v1;grid=\"' onload='alert(1)",
    "percent garbage": "v1;context=%zz%%%1",
    "invalid bytes": "v1;context=%ff%fe%00",
    "raw bytes": "v1;" + bytes(range(256)).decode("latin-1"),
    "nulls": "v1;context=\0\0",
    "lone surrogate": "v1;context=\ud800",
    "right to left": "v1;\u202eaccelerator=001h\u202c",
    "a long card": "v1;accelerator=" + "h" * 3000,
    "many faults": "v1;" + ";".join(f"x{i}=1" for i in range(300)),
    "possible alone, not together": "v1;training_precision=fp4",
    "more experts than there are": "v1;architecture=moe;experts=8;top_k=64",
    "an integer of five thousand digits": "v1;experts=" + "1" * 3900,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_fragments_give_the_default_and_one_short_notice(text):
    values, notice = address.decode(Forge, text)
    assert values == defaults()
    assert notice
    assert len(notice) <= LONGEST_NOTICE
    assert "\n" not in notice
    assert notice.endswith("this is the default design.")
    shown = escape(notice)
    assert "<" not in shown
    assert '"' not in shown


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=300), st.binary(max_size=300).map(lambda raw: raw.decode("latin-1"))), st.booleans())
def test_nothing_typed_there_fails(text, versioned):
    values, notice = address.decode(Forge, f"v1;{text}" if versioned else text)
    assert set(values) == set(NAMES)
    assert len(notice) <= LONGEST_NOTICE
    assert not notice or values == defaults() or "no effect" in notice


@settings(max_examples=200)
@given(st.sampled_from(NAMES), st.text(max_size=30))
def test_every_input_takes_any_text(name, text):
    """Whatever is accepted is a possible design, not half of one."""
    values, notice = address.decode(Forge, f"v1;{name}={text}")
    assert not notice or values == defaults() or "no effect" in notice
    dossier(values)


@pytest.mark.parametrize(
    ("fragment", "notice"),
    [
        ("v1;window=100;attention=mla", "Window: no effect with Latent (MLA), only with Sliding window."),
        ("v1;window=4096;attention=mla", "Window: no effect with Latent (MLA), only with Sliding window."),
        ("v1;experts=8;top_k=2", "Routed experts per layer, Experts per token: no effect with Dense, only with Mixture of experts."),
        ("v1;experts=8;top_k=2;architecture=moe;total_to_active=3", ""),
        ("v1;carbon_intensity=30;grid=fra", "Electricity grid: no effect beside carbon intensity of your own."),
        ("v1;carbon_intensity=30", ""),
    ],
)
def test_a_link_that_sets_what_does_nothing_says_so(fragment, notice):
    """And keeps it: the input counts again when the choice is changed."""
    values, told = address.decode(Forge, fragment)
    assert told == notice
    for pair in fragment.split(";")[1:]:
        name, _, value = pair.partition("=")
        assert str(values[name]).removesuffix(".0") == value


def test_a_notice_on_many_faults_is_cut_between_words():
    notice = address.decode(Forge, "v1;" + ";".join(f"{name}=1" for name in "abcdefgh"))[1]
    assert notice.count("is no input of the Forge") == 5
    assert "; and 3 more); this is" in notice
    long = address.decode(Forge, "v1;" + ";".join(f"training_{'x' * 30}{name}=1" for name in "abcdefgh"))[1]
    assert " ...); this is" in long
    assert len(long) < 330
