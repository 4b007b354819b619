"""What stands on the map: every stop has its words, a number with a source, a way to go, and a place in the drawing."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest

from formulas.bibliography import bibliography
from formulas.chain import Chain
from formulas.registry import equations
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.frame.declaration import STRATA
from instruments.frame.discovery import BESIDE, at, instruments
from instruments.life.boxes import boxes, leads, panelled
from instruments.life.drawing import CELLS, PLATE, drawing, tracks
from instruments.life.further import WISHES, further_html
from instruments.life.result import life
from instruments.life.stops import PATH, RETURN, STOPS, SUBSTRATE, Published
from tests.instruments.forge.designs import defaults
from tests.markup import parse

COMPUTED = [stop for stop in STOPS.values() if not isinstance(stop.number, Published)]
PUBLISHED = [stop for stop in STOPS.values() if isinstance(stop.number, Published)]


@pytest.fixture(scope="module")
def result():
    return life(dossier(defaults()))


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_every_stop_says_what_happens_there_in_one_sentence_or_two(stop):
    assert stop.title
    assert stop.stratum in STRATA
    assert stop.sentence[0].isupper()
    assert stop.sentence.endswith(".")
    assert len(stop.sentence) <= 90
    assert stop.caption
    assert not stop.caption.endswith(".")


def test_they_are_all_that_a_life_has():
    assert [stop.id for stop in PATH] == [
        "data", "pretraining", "base", "posttraining", "assistant", "adapt", "compress", "serve", "application",
    ]  # fmt: skip
    assert [stop.id for stop in SUBSTRATE] == ["chips", "memory", "network", "energy"]
    assert set(STOPS) - {stop.id for stop in (*PATH, *SUBSTRATE)} == {"diffusion", "return"}


@pytest.mark.parametrize("stop", COMPUTED, ids=[stop.id for stop in COMPUTED])
def test_a_number_of_the_design_is_that_of_the_forge(stop, result):
    figure = result.figures[stop.number]
    assert math.isfinite(figure.value)
    assert figure.step.equation.id in equations()
    if stop.number in FIELDS:
        forge = result.dossier.figures[stop.number]
        assert (figure.value, figure.shown, figure.trust, figure.flag) == (forge.value, forge.shown, forge.trust, forge.flag)
    else:
        assert figure.unit == figure.step.equation.result.unit
        assert figure.step is result.chain[stop.number]


def test_no_number_stands_for_two_stops():
    assert len({stop.number for stop in COMPUTED}) == len(COMPUTED)
    assert {stop.id for stop in PUBLISHED} == {"diffusion"}, "of a language model's design, only the branch has no number"


def test_what_follows_from_the_design_after_pretraining_is_worked_out(result):
    """Against the paper's own sizes, and by hand: a share of compute, two bytes for each weight of an adapter, tokens over the stock."""
    figures, chain = result.figures, result.dossier.chain
    assert figures["post_training"].value == pytest.approx(float(chain.training_compute) * 64.9 / 3640)
    width = int(chain.heads) * int(chain.head_dim)
    thin = 2 * int(chain.d_model) + width + int(chain.kv_heads) * int(chain.head_dim)
    assert figures["adapter_bytes"].value == pytest.approx(2 * 4 * int(chain.layers) * thin)
    assert figures["data_share"].value == pytest.approx(float(chain.training_tokens) / result.values["text_stock"])


@pytest.mark.parametrize("counted", ["boards", "servers"])
def test_a_box_says_where_boards_alone_are_counted(counted):
    """Beside it the Energy instrument counts whole servers."""
    told = parse(boxes([STOPS["energy"]], life(dossier(defaults() | {"power_counted": counted})))).one("p", "stop-number").text
    assert ("boards alone" in told) == (counted == "boards")


@pytest.mark.parametrize("stop", PUBLISHED, ids=[stop.id for stop in PUBLISHED])
def test_a_number_that_is_published_says_so_and_where(stop, result):
    assert stop.number.source in bibliography()
    assert stop.number.source in stop.sources
    assert stop.number.locator
    assert "published" in parse(boxes([stop], result)).one("p", "stop-number").text
    assert any(stop.title in line and "published" in line for line in result.lines)


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_every_stop_leads_to_an_instrument_or_to_equations_and_sources(stop):
    assert set(stop.sources) <= set(bibliography())
    assert len(set(stop.sources)) == len(stop.sources) >= 2
    assert set(stop.equations) <= set(equations())
    if leads(stop.id):
        assert stop not in panelled()
    else:
        assert stop in panelled()
        assert stop.equations or not isinstance(stop.number, Published) or stop.id == "diffusion", "the chain has nothing on diffusion"


def test_instruments_explain_stops_that_there_are():
    explained = [stop for entry in instruments().values() for stop in entry.explains]
    assert set(explained) <= set(STOPS)
    assert explained, "nothing leads from the map to an instrument"
    for entry in instruments().values():
        for stop in entry.explains:
            assert entry in leads(stop)


def test_a_box_of_an_instrument_is_a_link_and_any_other_a_button(result):
    drawn = parse(boxes(STOPS.values(), result))
    for stop in STOPS.values():
        box = drawn.one("li", data_key=stop.id)
        opener = box.one("h3").one(class_="stop-opens")
        assert opener.text.startswith(stop.title)
        described = opener.attributes["aria-describedby"].split()
        said = " ".join(box.one(id=each).text for each in described)
        assert stop.sentence in said
        assert stop.caption in said
        if leads(stop.id):
            assert opener.tag == "a"
            assert opener.attributes["href"] == f"#{leads(stop.id)[0].route}"
        else:
            assert opener.tag == "button"
            assert opener.attributes["popovertarget"] == f"life-panel-{stop.id}"


def test_what_is_not_known_is_no_number(result):
    """Where a card's power is published nowhere, the box says so with a dash and gives nothing away as a number."""
    chain = Chain(result.chain)
    chain["site_power"] = chain["site_power"]._replace(value=np.array(np.nan))
    unknown = type(result)(result.values, chain, result.dossier)
    value = parse(boxes([STOPS["energy"]], unknown)).one("span", "value")
    assert (value.text, value.attributes["data-value"]) == ("\N{EM DASH}", "")


# The drawing.


def test_every_stop_of_the_loop_has_a_cell_of_its_own():
    loop = {stop.id for stop in (*PATH, RETURN, STOPS["diffusion"])}
    assert set(CELLS) == loop
    taken = [(cell.column + i, cell.row + j) for cell in (*CELLS.values(), PLATE) for i in range(cell.columns) for j in range(cell.rows)]
    assert len(set(taken)) == len(taken)


def test_the_way_goes_from_each_stop_to_the_next_without_a_leap():
    cells = [CELLS[stop.id] for stop in (*PATH, RETURN, PATH[0])]
    for here, there in pairwise(cells):
        apart = abs(here.column - there.column), abs(here.row - there.row)
        assert apart in {(1, 0), (0, 1), (1, 1)}


def test_the_drawing_is_well_formed_has_no_words_and_stays_within_itself():
    svg = parse(drawing()).one("svg", "life-drawing")
    assert svg.attributes["aria-hidden"] == "true"
    assert not svg.text
    places = [float(place) for place in re.findall(r'="(-?[\d.]+)%"', drawing())]
    assert places
    assert all(0 < place < 100 for place in places)
    assert {line.attributes["class"] for line in svg.all("line")} == {"branch", "back", "back-flow"}
    assert len(svg.all("svg", "way-head")) == 10


def test_the_grid_has_a_track_for_every_cell_and_gap():
    columns, rows = (part.partition(": ")[2] for part in tracks().split("; "))
    assert columns.count("fr") == 2 * 5 - 1
    assert rows.count("fr") == 2 * 3 - 1
    last_row, last_column = (int(each) for each in CELLS["adapt"].area.split(" / ")[2:])
    assert (last_row, last_column) == (6, 8)


# What to read.


@pytest.mark.parametrize("wish", WISHES, ids=[wish.id for wish in WISHES])
def test_every_reading_is_in_the_bibliography_and_says_what_for_and_how_long(wish):
    assert len(wish.readings) >= 3
    for reading in wish.readings:
        assert bibliography()[reading.source].url.startswith("https://")
        assert reading.good_for.endswith(".")
        assert re.search(r"\d|a |an |half|two", reading.takes), "how long it takes"


def test_the_wishes_are_those_of_the_course_and_no_source_is_named_twice():
    assert [wish.id for wish in WISHES] == ["read", "build", "serve", "adapt", "inside"]
    every = [reading.source for wish in WISHES for reading in wish.readings]
    assert len(set(every)) == len(every) >= 20


def test_where_to_go_next_leads_to_every_source_and_to_what_stands_beside_the_stack():
    links = [link.attributes["href"] for link in parse(further_html()).all("a")]
    for wish in WISHES:
        for reading in wish.readings:
            assert bibliography()[reading.source].url in links
    assert [link for link in links if link.startswith("#")] == [f"#{entry.route}" for entry in at(BESIDE)]
