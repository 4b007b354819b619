"""Terms marked where they stand: the names that are known, what is escaped, what is refused."""

import pytest

from instruments.prose.markup import markup
from instruments.prose.words import address, forms, mark, mark_symbol, marked, meaning, term_of
from tests.markup import parse


def test_a_name_that_is_known_becomes_a_link_to_its_entry():
    link = parse(mark("Time to first token")).one("a", "term")
    assert link.text == "Time to first token"
    assert link.attributes["href"] == address("time-to-first-token") == "#/terms?v1;term=time-to-first-token"


def test_a_name_that_is_not_known_is_only_escaped():
    assert mark("Rivers & <lakes>") == "Rivers &amp; &lt;lakes&gt;"


def test_a_name_may_mean_another_and_may_stand_within_a_button():
    html = parse(mark("What it costs", "Training cost", within=True))
    assert html.one("span", "term").attributes["data-term"] == "training-cost"
    assert html.all("a") == []


@pytest.mark.parametrize(
    ("name", "term"),
    [("TTFT", "time-to-first-token"), ("query heads", "head"), ("Batches", "batch"), ("M", "mega"), ("m", "milli"), ("no such thing", "")],
)
def test_names_are_known_whatever_their_case_and_number(name, term):
    assert term_of(name) == term


def test_a_letter_is_no_plural():
    assert list(forms("s")) == ["s"]


def test_a_sentence_marks_what_stands_in_brackets_and_nothing_else():
    html = marked("The [residual stream] & the [lens|logit lens] <b>; a token.")
    assert [(link.text, link.attributes["href"]) for link in parse(html).all("a")] == [
        ("residual stream", address("residual-stream")),
        ("lens", address("logit-lens")),
    ]
    assert html.startswith("The <a")
    assert " &amp; the <a" in html
    assert html.endswith("</a> &lt;b&gt;; a token.")
    assert marked("nothing in it") == "nothing in it"


def test_a_sentence_that_marks_what_is_not_defined_is_refused():
    with pytest.raises(ValueError, match="'perpetual motion' is marked in a text and not defined"):
        marked("It needs no [perpetual motion].")


def test_a_symbol_leads_to_what_it_means_in_its_equation():
    assert meaning("memory.kv_cache_bytes", "cache") == "cache-per-user"
    link = parse(mark_symbol(markup("<i>K</i>"), "memory.kv_cache_bytes", "cache")).one("a")
    assert link.attributes["href"] == address("cache-per-user")
    assert link.one("span", "unseen").text == "Cache per user", "typeset, a symbol is no text that could name the link"
    assert mark_symbol("<i>K</i>", "memory.kv_cache_bytes", "nothing") == "<i>K</i>"
