"""What an instrument's markup promises to who cannot see it, and to who carries it elsewhere; no browser needed."""

import itertools
import re
from html.parser import HTMLParser

import pytest

from app.page import Page
from app.shell import html
from formulas.steps import Step
from formulas.training import training_flop
from instruments.evidence.working import trust_legend, working
from instruments.frame.address import encode
from instruments.frame.discovery import home, instruments
from instruments.frame.reading import defaults
from instruments.journey.model import Journey
from instruments.journey.view_strips import context_html, stages_html


@pytest.fixture(scope="module")
def page():
    page = Page()
    for name in instruments():
        page.visit(f"/{name}")
    return page


class Words(HTMLParser):
    """The given name and the words in sight of every button."""

    def __init__(self, markup):
        super().__init__()
        self.buttons = []
        self._inside = False
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        if tag == "button":
            self._inside = True
            self.buttons.append([dict(attrs).get("aria-label"), ""])

    def handle_endtag(self, tag):
        self._inside = self._inside and tag != "button"

    def handle_data(self, data):
        if self._inside:
            self.buttons[-1][1] += data


@pytest.mark.parametrize("name", instruments())
def test_a_name_holds_the_words_on_its_button(page, name):
    given = [(label, words.strip()) for label, words in Words(page.views[name].html()).buttons if label]
    assert [pair for pair in given if not re.search(rf"\b{re.escape(pair[1])}\b", pair[0])] == []


def test_stages_say_both_what_stands_on_them_and_what_they_are(page):
    named = re.findall(r'aria-label="([^"]*)"[^>]*>Attention<', stages_html(page.views["journey"].model.result))
    assert named == [f"Layer {layer}: Attention" for layer in range(1, 5)]


def test_a_token_that_shows_nothing_has_a_name():
    page = Page()
    fragment = encode(Journey, defaults(Journey) | {"prompt": "a   b"})
    page.visit(f"/journey?{fragment}")
    shown = context_html(page.views["journey"].model.result)
    blank = [label for label, words in Words(shown).buttons if not words.strip()]
    assert blank
    assert all(re.fullmatch(r"\d+ blanks?", label) for label in blank)


@pytest.mark.parametrize("name", instruments())
def test_every_instrument_can_be_shared_and_left_for_the_full_page(page, name):
    markup = page.views[name].html()
    assert markup.count('data-copy="address"') == markup.count('data-copy="embed"') == 1
    assert markup.count("data-unembed") == 1


def test_headings_go_down_by_one_at_a_time():
    levels = [int(level) for level in re.findall(r"<h(\d)", html(home()))]
    assert levels[0] == 1
    assert max(lower - upper for upper, lower in itertools.pairwise(levels)) <= 1


def test_the_legend_is_a_list_of_definitions():
    inner = re.fullmatch(r'<dl class="legend">(.*)</dl>', trust_legend())[1]
    assert re.fullmatch(r"(<div><dt>.*?</dt><dd>[^<]*</dd></div>){4}", inner)


def test_an_equation_that_is_too_wide_can_be_reached():
    card = working(Step(training_flop.equation, {}, 1.0))
    assert card.count('class="equation"') == card.count("data-scrolls") == 3


def test_nothing_can_be_pressed_before_scripts_listen():
    whole = html(home())
    assert re.search(r"<fieldset[^>]* disabled>.*<main.*</main>.*</fieldset>", whole, re.DOTALL)
    told = re.search(r'<p class="unscripted" id="unscripted">(.*?)</p>', whole, re.DOTALL)[1]
    assert 'sandbox="allow-scripts allow-same-origin"' in told
    assert re.search(r'<a href="[^"]+"', told)
