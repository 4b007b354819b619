"""The journey in the address: what is written leads back, and where it does not, that is said."""

import pytest

from instruments.forge.model import Forge
from instruments.frame import address
from instruments.frame.reading import defaults
from instruments.journey.model import FARTHEST, Journey, leads_here
from instruments.journey.view import JourneyView

from .ahead import is_ahead


@pytest.mark.parametrize(
    "changed",
    [
        {"prompt": "a cat \N{CAT FACE}; and=more\n\N{HEBREW LETTER ALEF}", "seed": 7},
        {"cursor": 12, "stage": 4, "position": 3, "layer": 1, "head": 2, "temperature": 0.4, "top_k": 3},
        {"cursor": FARTHEST, "stage": 12},
        {"model": "bigram", "greedy": True, "prompt": ""},
    ],
    ids=["any text", "a place", "the farthest place", "the other model"],
)
def test_what_is_written_leads_back(changed):
    values = defaults(Journey) | changed
    assert leads_here(values)
    assert address.decode(Journey, address.encode(Journey, values)) == (values, "")


@pytest.mark.parametrize(
    "changed", [{"cursor": FARTHEST + 1, "stage": 3, "position": 5}, {"prompt": "x" * 2000, "cursor": 3}], ids=["far", "long"]
)
def test_a_place_that_has_no_room_is_left_out_and_known_to_be(changed):
    values = defaults(Journey) | changed | {"seed": 5}
    assert not leads_here(values)
    found, notice = address.decode(Journey, address.encode(Journey, values))
    assert notice == ""
    assert (found["cursor"], found["stage"], found["position"], found["seed"]) == (0, 0, None, 5)


def test_the_page_says_when_the_link_leads_elsewhere():
    model = Journey(model="bigram", limit=1000)
    view = JourneyView(model, Forge())
    model.assign(cursor=FARTHEST)
    assert "link leads" not in view.fragments["state"].html
    model.assign(cursor=FARTHEST + 1)
    assert "link leads to the prompt" in view.fragments["state"].html


@pytest.mark.parametrize(
    "fragment",
    ["v0", "v1;cursor=-1", "v1;cursor=1e9", "v1;stage=x", "v1;model=gpt", "v1;temperature=nan", "v1;top_p=0", "v1;=1", "v1;__class__=1"],
)
def test_a_bad_address_is_a_new_journey_and_one_notice(fragment):
    values, notice = address.decode(Journey, fragment)
    assert values == defaults(Journey)
    assert "new journey" in notice


def test_a_link_gives_the_same_text_whatever_was_there_before():
    """The first token used to stay as the dials before the link had drawn it."""
    fresh = Journey(seed=3, cursor=12)
    used = Journey()
    used.step_token()
    used.restore(**address.decode(Journey, "v1;seed=3;cursor=12")[0])
    assert used.result.text == fresh.result.text
    used.restore(**address.decode(Journey, "v1;seed=3;cursor=4")[0])
    assert is_ahead(used)


def test_the_page_says_when_a_link_would_draw_another_text():
    model = Journey(model="bigram", cursor=3)
    view = JourneyView(model, Forge())
    model.assign(seed=9)
    assert "link redraws" in view.fragments["state"].html
    model.reset()
    assert "link redraws" not in view.fragments["state"].html
