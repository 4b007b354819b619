"""The journey step by step: what is shown is what the model computes, history holds, and no text breaks it."""

import tracemalloc

import numpy as np
import pytest

from formulas.tiny.grammar import offers
from formulas.tiny.layers import softmax
from formulas.tiny.sampling import Dials, sample
from formulas.tiny.tokenizer import STORY, split, tokenizer
from formulas.tiny.transformer import Transformer
from formulas.tiny.weights import shipped
from instruments.journey.model import PROMPTS, Journey
from instruments.journey.session import dropped

from .ahead import is_ahead

RIDE = 'the robot sang "bip zap la mo", so the cat sang "bip'


@pytest.fixture
def journey():
    return Journey(prompt=RIDE, seed=5)


def run(journey, tokens):
    for _ in range(tokens):
        journey.step_token()
    return journey.result


def plain(prompt, tokens, seed, dials=None):
    """The same loop written out: no cache, no window, no history."""
    model, ids = Transformer(*shipped()), [STORY, *tokenizer().encode(prompt)]
    for index in range(tokens):
        ids.append(sample(model.forward(ids)[-1], dials or Dials(), seed, index)[1].token)
    return ids


@pytest.mark.parametrize("prompt", PROMPTS)
def test_text_is_that_of_the_loop_written_out(prompt):
    result = run(Journey(prompt=prompt, seed=3), 15)
    assert [token.id for token in result.tokens] == plain(prompt, 15, 3)


def test_numbers_on_show_are_those_of_a_full_pass(journey):
    result = run(journey, 4)
    kept = {}
    logits = Transformer(*shipped()).forward([t.id for t in result.tokens[:-1]], keep=kept.__setitem__)
    np.testing.assert_allclose(result.here["logits"], logits[-1], atol=1e-9)
    np.testing.assert_allclose(result.tensors["2.scores"], kept["2.scores"][:, -1], atol=1e-9)
    np.testing.assert_allclose(result.tensors["3.key"], kept["3.key"], atol=1e-9)
    np.testing.assert_allclose(result.attention, np.mean([kept[f"{i}.weights"][:, -1] for i in range(4)], axis=(0, 1)), atol=1e-9)
    assert result.candidates[0].probabilities["softmax"] == pytest.approx(softmax(logits[-1]).max(), abs=1e-6)
    assert result.cache_bytes == 2 * 4 * 2 * 16 * result.context * 8
    assert len(result.norms) == 5
    # The last layer's lens is the model itself.
    assert [c.id for c in result.lens[-1]] == [c.id for c in result.candidates]


def test_any_token_can_be_looked_from(journey):
    result = run(journey, 3)
    kept = {}
    Transformer(*shipped()).forward([t.id for t in result.tokens[:-1]], keep=kept.__setitem__)
    for position in (0, 7, len(result.tokens) - 2):
        journey.param.update(position=position, layer=1, head=3)
        assert len(journey.result.attention) == position + 1
        np.testing.assert_allclose(journey.result.attention, kept["1.weights"][3, position, : position + 1], atol=1e-9)
        np.testing.assert_allclose(journey.result.tensors["logits"], kept["logits"][position], atol=1e-9)
        np.testing.assert_allclose(journey.result.here["logits"], result.here["logits"], atol=1e-12)
    journey.step_token()
    assert journey.position is None


def test_stages_come_in_order(journey):
    names = [(s.name, s.layer) for s in journey.result.stages]
    layers = [(name, i) for i in range(4) for name in ("attention", "mlp")]
    assert names == [("tokenize", None), ("embed", None), *layers, ("unembed", None), ("sample", None), ("append", None)]
    length = len(journey.result.tokens)
    for stage in range(1, len(names)):
        journey.step_stage()
        assert journey.result.stage == stage
        assert len(journey.result.tokens) == length + (stage == len(names) - 1)
    assert journey.result.tokens[-1] == journey.result.choice
    journey.step_stage()
    assert (journey.cursor, journey.stage) == (1, 1)


def test_back_and_forward_show_the_same_again(journey):
    states = []
    for temperature in (0.5, 2.5, 1.0):
        journey.temperature = temperature
        run(journey, 3)
        states.append(journey.result)
    for _ in range(4):
        journey.back()
    assert journey.temperature == 2.5  # the dial that drew this token
    for _ in range(4):
        assert is_ahead(journey)
        journey.forward()
    assert not is_ahead(journey)
    assert journey.result.tokens == states[-1].tokens
    assert journey.result.setting == states[-1].setting
    np.testing.assert_allclose(journey.result.here["logits"], states[-1].here["logits"], atol=1e-12)


def test_a_turned_dial_draws_the_token_at_the_cursor_again_and_forgets_the_future(journey):
    run(journey, 6)
    before = [t.id for t in journey.result.tokens]
    for _ in range(3):
        journey.back()
    journey.seed = 99
    assert [t.id for t in journey.result.tokens][:-1] == before[:-4]
    assert not is_ahead(journey)
    assert journey.result.draw.u != 0


def test_back_ends_at_the_prompt_and_reset_returns_there(journey):
    start = journey.result.tokens
    run(journey, 2)
    for _ in range(5):
        journey.back()
    assert (journey.cursor, journey.stage) == (0, 0)
    assert journey.result.tokens == start
    run(journey, 5)
    journey.reset()
    assert journey.result.tokens == start
    journey.forward()
    journey.forward()
    assert journey.cursor == 0


def test_a_link_jumps_ahead(journey):
    result = run(journey, 8)
    jumped = Journey(prompt=RIDE, seed=5, cursor=7, stage=journey.stage)
    assert jumped.result.tokens == result.tokens
    other = Journey()
    other.param.update(prompt=RIDE, seed=5, cursor=7, stage=journey.stage)
    assert other.result.tokens == result.tokens


def test_the_limit_ends_a_run(journey):
    journey.limit = 3
    run(journey, 10)
    assert journey.cursor == 2
    assert journey.result.stop == "limit"
    assert journey.problem == "limit is 3: so many tokens have been generated"


def test_a_period_ends_a_run():
    journey = Journey(prompt="the cats were quick", greedy=True)
    assert run(journey, 1).stop == "period"
    assert journey.result.choice.label == "."


def test_greedy_takes_the_likeliest_whatever_the_seed():
    texts = {run(Journey(prompt="the robot", greedy=True, seed=seed, temperature=2.5), 12).text for seed in range(3)}
    assert len(texts) == 1


def grammatical(text):
    try:
        return bool(list(offers(split(text))))
    except ValueError:
        return False


def test_the_hot_end_babbles_and_the_cold_end_does_not():
    """Eight seeds, twenty tokens: at 0.1 every text could have been told by the grammar, at 2.5 none."""

    def texts(temperature):
        for seed in range(8):
            yield run(Journey(prompt="the robot", temperature=temperature, seed=seed), 20).text

    assert all(grammatical(text) for text in texts(0.1))
    assert not any(grammatical(text) for text in texts(2.5))


@pytest.mark.parametrize(
    ("prompt", "notice"),
    [
        ("", "The prompt is empty: the model begins a text of its own."),
        ("the robot \x00\x1b[31m\u202e", "3 invisible characters are shown as signs."),
        ("the robot saw " * 7200, "The context holds 256 tokens: the oldest 21,376 were dropped."),
        ("a" * 100_000, "The context holds 256 tokens: the oldest "),
        ("x" * 300_000, "The prompt has 300,000 characters: only the last 200,000 were read."),
    ],
    ids=["empty", "control", "100 kB", "one word", "300 kB"],
)
def test_odd_prompts_are_told_about_and_break_nothing(prompt, notice):
    journey = Journey(prompt=prompt)
    assert any(line.startswith(notice) for line in journey.result.notices)
    run(journey, 3)
    assert journey.result.context <= 256
    assert np.isfinite(journey.result.here["logits"]).all()
    assert all(token.label.isprintable() for token in journey.result.tokens)


@pytest.mark.parametrize("prompt", ["🤖🐈‍⬛ saw the 🌕", "הרובוט ראה את the moon", "\ud800", "𝔘 e\u0301 \n\n\t"], ids=ascii)
def test_any_script_is_read_to_the_last_byte(prompt):
    journey = Journey(prompt=prompt)
    read = b"".join(tokenizer().spelling[t.id] for t in journey.result.tokens)
    assert read == prompt.encode("utf-8", "surrogatepass")
    assert b"".join(bytes(c.bytes) for c in journey.result.chunks) == read
    assert all(token.label.isprintable() for token in run(journey, 2).tokens)


def test_overflow_drops_a_quarter_at_a_time_and_goes_on():
    assert [dropped(n, 256) for n in (1, 256, 257, 320, 321, 10_000)] == [0, 0, 64, 64, 128, 9792]
    assert dropped(10**9, None) == 0
    journey = Journey(limit=10_000, cursor=300)
    result = journey.result
    assert result.tokens[0].id == STORY
    assert result.context == 1 + 2 + 300 - result.dropped <= 256
    assert {token.origin for token in result.tokens[1:]} == {"generated"}
    # What is shown after dropping is what the model makes of the window alone.
    np.testing.assert_allclose(
        result.here["logits"], Transformer(*shipped()).forward([t.id for t in result.tokens])[-1], atol=1e-9
    )  # fmt: skip


def test_model_can_be_changed_in_the_middle(journey):
    run(journey, 5)
    journey.param.update(layer=2, head=1)
    journey.model = "bigram"
    assert (journey.cursor, journey.stage, journey.layer, journey.head) == (0, 0, None, None)
    assert [s.name for s in journey.result.stages] == ["tokenize", "unembed", "sample", "append"]
    result = run(journey, 3)
    assert result.attention.tolist() == [0.0] * (result.context - 1) + [1.0]
    assert result.lens == ()
    assert result.notices[0].endswith("words are not in the table: it goes on as at the beginning of a text.")


def test_results_are_frozen(journey):
    with pytest.raises(ValueError, match="read-only"):
        journey.result.here["logits"][0] = 0
    with pytest.raises(AttributeError):
        journey.result.cursor = 3
    key = journey.result.tensors["0.key"].copy()
    old = run(journey, 3)
    journey.back()
    journey.temperature = 2.4
    run(journey, 2)
    np.testing.assert_array_equal(old.tensors["0.key"][:, : key.shape[1]], key)


@pytest.mark.slow
def test_a_long_ride_takes_no_more_memory():
    journey = Journey(limit=10_000, temperature=1.5)
    tracemalloc.start()
    for _ in range(2500):
        journey.step_token()
        if journey.cursor == 500:
            before = tracemalloc.get_traced_memory()[0]
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 2000 * 200  # the history itself: a token id and a reference to its setting


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stage": 13}, "stage is 13: must be below 13"),
        ({"layer": 4, "head": 6}, "layer is 4: must be below 4; head is 6: must be below 6"),
        ({"position": 999}, "position is 999: must be at most "),
        ({"temperature": 9.0}, "Temperature is 9: must be at least 0.1 and at most 2.5"),
        ({"prompt": None}, "Prompt is 'None': must be a text"),
    ],
)
def test_refused_changes_change_nothing_and_say_why(journey, change, message):
    before = journey.result
    journey.assign(**change)
    assert journey.problem.startswith(message)
    assert journey.result.tokens == before.tokens
    assert {name: getattr(journey, name) for name in change} != change
    journey.step_token()
    assert journey.problem == ""


def test_an_input_that_does_not_exist_is_refused(journey):
    journey.assign(seed=7, colour="red")
    assert "'colour' is no input of the journey" in journey.problem
    assert journey.seed == 5
