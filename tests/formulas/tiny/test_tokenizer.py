"""Byte-pair encoding: a published worked example, nothing lost, nothing refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.tiny.grammar import tell
from formulas.tiny.stream import uniforms
from formulas.tiny.tokenizer import STORY, Tokenizer, learn, split, tokenizer

ODD = [
    "", " ", "\n\n\t", "the robot", "émile 🤖🐈‍⬛", "\x00\x07\x1b[31m", "שלום the עולם", "\u202eevil\u202c", "\ud800", "a" * 5000,
    "   the", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "don't_stop 12345", "e\u0301",
]  # fmt: skip


def test_published_example():
    """Sennrich et al. 2016, figure 1 (without its end-of-word sign): low 5, lower 2, newest 6, widest 3 give es, est, lo, low."""
    learnt = learn({"low": 5, "lower": 2, "newest": 6, "widest": 3}, 4)
    assert [learnt.spelling[i] for i in range(257, 261)] == [b"es", b"est", b"lo", b"low"]
    assert learnt.decode(learnt.encode("lowest")) == "lowest"
    assert [learnt.label(i) for i in learnt.encode("lowest")] == ["low", "est"]


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_odd_texts_come_back(text):
    ids = tokenizer().encode(text)
    assert "".join(split(text)) == text
    assert b"".join(tokenizer().spelling[i] for i in ids) == text.encode("utf-8", "surrogatepass")
    assert STORY not in ids
    if text != "\ud800":
        assert tokenizer().decode(ids) == text


@given(st.text())
def test_any_text_comes_back(text):
    assert tokenizer().decode(tokenizer().encode(text)) == text


def test_explanation_ends_in_the_tokens():
    text = 'the gradient (very steep) sang "zip 🤖".'
    chunks = tokenizer().explain(text)
    assert [i for chunk in chunks for i in chunk.ids] == tokenizer().encode(text)
    for chunk in chunks:
        pieces = tuple(bytes([b]) for b in chunk.bytes)
        for merge in chunk.merges:
            assert b"".join(merge.pieces) == b"".join(pieces)
            assert len(merge.pieces) < len(pieces)
            assert merge.joined in merge.pieces
            pieces = merge.pieces
        assert pieces == tuple(tokenizer().spelling[i] for i in chunk.ids)


def test_merges_apply_in_rank_order():
    """With ab (rank 0) and bc (rank 1), "abc" becomes ab c and "bbc" b bc."""
    both = Tokenizer(((97, 98), (98, 99)))
    assert both.encode("abc") == [257, 99]
    assert both.encode("bbc") == [98, 258]
    assert Tokenizer(((97, 97),)).encode("aaaaa") == [257, 257, 97]


def test_words_of_the_world_are_one_token_and_names_two():
    tok = tokenizer()
    assert tok.size == 433
    assert [len(tok.encode(word)) for word in ("the", " robots", " gradient", " exploded", " were", ' "')] == [1] * 6
    assert [tok.label(i) for i in tok.encode(" Zovi")] == [" Zo", "vi"]


def test_words_of_the_grammar_are_the_chunks():
    """Otherwise the entropy of a story's words would not be that of its tokens."""
    draws = uniforms(77)
    for _ in range(200):
        words, _ = tell(draws)
        assert split("".join(words)) == words[:-1]


def test_relearning_gives_the_shipped_merges():
    from collections import Counter

    draws, counts = uniforms(1), Counter()
    for _ in range(4000):
        counts.update(tell(draws)[0][:-1])
    assert learn(counts, 176) == tokenizer()


@pytest.mark.parametrize(
    ("token", "label"), [(STORY, "¶"), (ord("a"), "a"), (0x0A, "␊"), (0xF0, "<F0>"), (0x7F, "<U+007F>"), (ord(" "), " ")]
)
def test_labels_can_be_seen(token, label):
    assert tokenizer().label(token) == label


@pytest.mark.parametrize("text", ["the robot saw " * 7500, "a" * 100_000, "🤖" * 25_000], ids=["words", "one word", "emoji"])
def test_a_hundred_kilobytes_take_no_time(text):
    started = time.perf_counter()
    ids = tokenizer().encode(text)
    assert time.perf_counter() - started < 1  # generous: some 20 ms when nothing else runs
    assert tokenizer().decode(ids) == text
