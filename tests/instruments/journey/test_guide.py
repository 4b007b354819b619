"""The guided ride: its texts are whole, its answers are the model's own numbers, and it can be left and taken up anywhere."""

import re
import string

import numpy as np
import pytest

from formulas.tiny.layers import softmax
from formulas.tiny.sampling import tempered
from formulas.tiny.tokenizer import STORY, tokenizer
from formulas.tiny.transformer import Transformer
from formulas.tiny.weights import shipped
from instruments.forge.model import Forge
from instruments.frame import address
from instruments.frame.inputs import inputs
from instruments.journey import judging, memento
from instruments.journey.guide import Guide, script
from instruments.journey.judging import GOALS, QUESTIONS, Goal, Question
from instruments.journey.model import Journey
from instruments.journey.progress import Progress
from instruments.journey.view import JourneyView
from instruments.journey.view_guide import guide_html
from tests.markup import parse

STEPS = script()["steps"]
NAMES = [step["id"] for step in STEPS]
ROBOTS = "the robots that the cat chased"


def riding(number):
    """A guide at a step, counted from 1."""
    guide = Guide(Journey())
    guide.start()
    for _ in range(number - 1):
        guide.go(1)
    return guide


def asked(name):
    """What a step asks at its place."""
    guide = riding(NAMES.index(name) + 1)
    step = STEPS[NAMES.index(name)]
    return (QUESTIONS | GOALS)[step.get("question") or step["goal"]](guide.journey.result, step["with"])


def told(found):
    """All facts of a question or goal with those that every text may name."""
    own = found.told(0) if isinstance(found, Question) else found.facts
    return judging.common(Journey(prompt=ROBOTS).result).keys() | own.keys()


def test_there_are_eight_to_ten_steps_each_with_something_to_do():
    assert 8 <= len(STEPS) <= 10
    assert len(set(NAMES)) == len(STEPS)
    assert all(("question" in step) != ("goal" in step) for step in STEPS)


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_texts_are_whole(step):
    found = asked(step["id"])
    texts = [step[name] for name in ("read", "ask", "see")]
    texts += [step[name] for name in (("right", "wrong") if "question" in step else ("done", "offer"))]
    for text in texts:
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= told(found)
        assert text[0].isupper() or text[0] in "{“["
    assert step["ask"].endswith(("?", ".", "them."))
    assert {*step["at"], *step["then"]} <= {"prompt", "stage", "position", "layer", "head", "temperature"}


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_no_text_gives_an_answer_before_it_is_asked_for(step):
    """An answer that stood in the text would not follow the model's numbers."""
    found = asked(step["id"])
    if isinstance(found, Question) and len(found.options) > 2:
        assert found.options[found.right] not in re.findall(r"\w+", step["ask"])
        assert not {"answer", "count", "ranked"} & {name for _, name, _, _ in string.Formatter().parse(step["read"] + step["ask"]) if name}


@pytest.mark.parametrize("name", [step["id"] for step in STEPS if "question" in step])
def test_a_question_has_different_options_and_one_that_is_so(name):
    found = asked(name)
    assert len(set(found.options)) == len(found.options) >= 3
    assert 0 <= found.right < len(found.options)
    assert not found.given or len(found.given) == len(found.options)


# --- each answer worked out again, by the bare formulas ---------------------------------------------------


def kept(prompt):
    """Every tensor of a full pass, and the tokens."""
    ids, tensors = [STORY, *tokenizer().encode(prompt)], {}
    logits = Transformer(*shipped()).forward(ids, keep=tensors.__setitem__)
    return ids, tensors, logits[-1]


def test_the_word_is_cut_as_the_tokenizer_cuts_it():
    assert asked("tokens").right + 1 == len(tokenizer().encode(" giraffe"))


def test_the_nearest_row_has_the_largest_cosine():
    found, table = asked("vector"), shipped()[1]["embedding"].astype(float)
    row = {word: table[tokenizer().encode(f" {word}")[0]] for word in ("robot", *found.options)}
    cosines = [row["robot"] @ row[word] / np.linalg.norm(row["robot"]) / np.linalg.norm(row[word]) for word in found.options]
    assert found.right == int(np.argmax(cosines))
    assert f"{max(cosines):.2f}" in found.facts["ranked"]


def test_heads_look_where_a_full_pass_has_them_look():
    ids, tensors, _ = kept(ROBOTS)
    assert asked("attention").right == int(np.argmax(tensors["3.weights"][5, -1, 1:]))
    found = asked("head")
    assert found.right == int(np.argmax(tensors["0.weights"][:, -1, len(ids) - 2]))
    assert found.then == {"head": found.right}


def test_the_share_behind_the_mask_is_that_of_an_unmasked_softmax():
    _, tensors, _ = kept(ROBOTS)
    later = softmax(tensors["0.scores"][:, 2])[:, 3:].sum(axis=1).mean()
    found = asked("mask")
    assert float(found.facts["share"].removesuffix("%")) == pytest.approx(100 * later, abs=0.05)
    assert found.options[found.right] == "a quarter to a half"
    assert 0.25 < later <= 0.5


def test_the_layer_that_settles_is_where_the_lens_first_agrees_with_the_end():
    _, tensors, logits = kept(ROBOTS)
    model = Transformer(*shipped())
    best = [int(np.argmax(model.lens(tensors[name][-1]))) for name in ("embedding", *(f"{i}.residual" for i in range(4)))]
    assert best[-1] == int(np.argmax(logits))
    right = asked("layers").right
    assert best[right:] == [best[-1]] * (5 - right)
    assert best[right - 1] != best[-1]


def test_the_likeliest_and_the_drawn_follow_the_logits():
    _, _, logits = kept("the robot")
    label, found = tokenizer().label, asked("guess")
    assert found.options[found.right] == label(int(np.argmax(logits))).strip()
    result = Journey(prompt="the robot").result
    found = asked("draw")
    assert found.options[found.right] == result.choice.label.strip()
    assert float(found.facts["from"]) <= result.draw.u < float(found.facts["to"])


def test_another_seed_asks_for_another_draw():
    step = STEPS[NAMES.index("draw")]
    right = {QUESTIONS["drawn"](Journey(prompt="the robot", seed=seed).result, step["with"]).facts["best"] for seed in range(6)}
    assert len(right) > 2


@pytest.mark.parametrize("seed", range(12))
def test_wherever_the_needle_falls_it_is_among_the_options(seed):
    step = STEPS[NAMES.index("draw")]
    result = Journey(prompt="the robot", seed=seed, temperature=2.5).result
    found = QUESTIONS["drawn"](result, step["with"])
    assert found.options[found.right] == result.choice.label.strip()


def test_hotter_compares_the_same_logits():
    _, _, logits = kept("the robot")
    guide = riding(NAMES.index("temperature") + 1)
    assert not guide.shown().is_answered
    guide.journey.temperature = 2.1
    guide.notice()
    shown = guide.shown()
    assert shown.is_answered
    before, now = (float(shown.facts[name].removesuffix("%")) for name in ("before", "share"))
    assert before == pytest.approx(100 * tempered(logits, 1.0).max(), abs=0.05)
    assert now == pytest.approx(100 * tempered(logits, 2.1).max(), abs=0.05)


def test_what_the_step_on_temperature_counts_moves_with_every_degree():
    _, _, logits = kept("the robot")
    step = STEPS[NAMES.index("temperature")]
    counts = []
    for temperature in (1.0, 1.5, 2.0, 2.5):
        facts = GOALS["hotter"](Journey(prompt="the robot", stage=11, temperature=temperature).result, step["with"]).facts
        p = sorted(tempered(logits, temperature), reverse=True)
        count = int(facts["common"])
        assert sum(p[:count]) >= 0.99 > sum(p[: count - 1])
        counts.append(count)
    assert counts == sorted(set(counts))
    guide = riding(NAMES.index("temperature") + 1)
    guide.offer()
    guide.notice()
    facts = guide.shown().facts
    assert int(facts["common"]) > 5 * int(facts["fewer"])
    assert facts["before"] in step["see"].format_map(facts)


def test_only_the_new_token_is_worked_through():
    found = asked("again")
    assert (found.facts["new"], found.facts["length"], found.facts["kept"]) == ("1", "4", "3")
    assert found.options[found.right] == "only the new one"


def test_a_goal_is_not_reached_at_its_place():
    for step in STEPS:
        found = asked(step["id"])
        assert not isinstance(found, Goal) or not found.is_reached


# --- the way through it ---------------------------------------------------------------------------------------


def answer_all(guide, *, rightly):
    """Ride to the end; the number of predictions."""
    made = 0
    for _ in STEPS:
        shown = guide.shown()
        if shown.options:
            right = guide._asked().right
            guide.answer(right if rightly else (right + 1) % len(shown.options))
            made += 1
        else:
            guide.offer()
            guide.notice()
        assert guide.shown().is_answered
        guide.go(1)
    return made


@pytest.mark.parametrize("rightly", [True, False])
def test_the_end_counts_what_the_numbers_agreed_with(rightly):
    guide = riding(1)
    made = answer_all(guide, rightly=rightly)
    assert (guide.progress.made, guide.progress.right) == (made, made if rightly else 0)
    text = parse(guide_html(guide)).text
    assert f"You predicted {made} times" in text.replace("  ", " ")
    assert guide.progress.step == len(STEPS) + 1


def test_the_first_answer_counts():
    guide = riding(1)
    right = guide._asked().right
    guide.answer((right + 1) % 8)
    guide.answer(right)
    assert guide.progress.outcomes == "w"
    guide.go(1)
    guide.go(-1)
    assert guide.shown().is_answered
    assert guide.progress.right == 0


@pytest.mark.parametrize("number", range(1, len(STEPS) + 2))
def test_the_ride_is_taken_up_where_it_was_left(number):
    guide = riding(number)
    before = guide.journey.values
    guide.leave()
    assert guide.shown() is None
    guide.journey.assign(prompt="the cats were hungry. they", temperature=0.3, stage=3)
    guide.take_up()
    assert guide.shown().number == number
    scene = {name: value for name, value in guide.journey.values.items() if name not in ("guide", "limit")}
    if number <= len(STEPS):
        assert scene == {name: before[name] for name in scene}
        assert not guide.shown().is_away


@pytest.mark.parametrize("number", range(1, len(STEPS) + 2))
def test_an_address_brings_a_step_back(number):
    guide = riding(number)
    values, notice = address.decode(Journey, address.encode(Journey, guide.journey.values))
    assert notice == ""
    other = Guide(Journey(**values))
    assert other.shown() == guide.shown()


def test_a_page_whose_python_was_started_anew_goes_on():
    guide = riding(3)
    guide.answer(0)
    values, past = memento.read(memento.write(guide.journey.values, guide.journey.past))
    other = Journey()
    other.resume(values, past)
    assert Guide(other).progress == guide.progress


def test_away_from_its_place_a_step_asks_nothing_and_leads_back():
    guide = riding(4)
    guide.journey.prompt = "the robot"
    assert guide.shown().is_away
    assert guide.shown().options == ()
    guide.answer(0)
    assert guide.progress.outcomes == "uuu"
    assert parse(guide_html(guide)).one("button", data_argument="resume").text == "Take me there"
    guide.take_up()
    assert not guide.shown().is_away


def test_looking_around_within_the_step_is_free():
    guide = riding(4)
    guide.journey.param.update(stage=6, layer=2, head=1)
    assert not guide.shown().is_away


def test_the_journey_without_the_ride_is_as_it_was():
    assert Journey().guide == ""
    assert Guide(Journey()).shown() is None
    assert inputs(Journey)["guide"].about.shown is False


@pytest.mark.parametrize("text", ["0", "x", "1z", "123", "1rp ", "-1", "1" * 500, "4ppp"])
def test_a_ride_that_there_is_not_is_refused(text):
    with pytest.raises(ValueError, match="Guided ride is"):
        Progress.read(text)
    journey = Journey()
    journey.assign(guide=text)
    assert journey.guide == ""
    assert "Guided ride" in journey.problem
    assert "could not be used" in address.decode(Journey, f"v1;guide={text}")[1]


@pytest.mark.parametrize("text", ["99", "99rrr", "1rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr", "3p"])
def test_a_ride_that_somebody_made_up_is_shown(text):
    guide = Guide(Journey(guide=text))
    assert parse(guide_html(guide)).text


# --- the markup -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, len(STEPS) + 2))
def test_each_step_is_well_formed_and_its_options_are_buttons(number):
    view = JourneyView(Journey(), Forge())
    view.actions["guide"].press("start")
    for _ in range(number - 1):
        view.actions["guide"].press("next")
    card = parse(view.fragments["guide"].html)
    options = card.all("button", data_act="answer")
    assert len(options) == len(view.guide.shown().options)
    assert "{" not in card.text
    heard = parse(view.fragments["heard"].html).text
    assert heard
    if options:
        view.actions["answer"].press("0")
        card = parse(view.fragments["guide"].html)
        assert card.all("button", data_act="answer") == []
        assert "{" not in card.text
        assert parse(view.fragments["heard"].html).text != heard
        # Who answered by keyboard goes on from the next step's button, as the one that was pressed is gone.
        assert card.one("button", data_argument="next").attributes["data-after"].split()[0] == "answer"


def test_the_view_sees_a_goal_reached_by_hand():
    view = JourneyView(Journey(), Forge())
    view.actions["guide"].press("start")
    for _ in range(NAMES.index("temperature")):
        view.actions["guide"].press("next")
    assert "offer" in view.fragments["guide"].html
    view.controls["temperature"].entry = [1, "2"]
    assert "At temperature" in parse(view.fragments["guide"].html).text
    assert view.model.guide.endswith("u")


@pytest.mark.parametrize("argument", ["-1", "999", "x", "", "<b>"])
def test_arguments_are_not_trusted(argument):
    view = JourneyView(Journey(), Forge())
    view.actions["guide"].press(argument)
    assert view.model.guide == ""
    view.actions["guide"].press("start")
    view.actions["answer"].press(argument)
    assert view.model.guide == "1"


def test_a_step_that_failed_takes_the_ride_back_too():
    view = JourneyView(Journey(), Forge())
    view.actions["guide"].press("start")
    back = view.checkpoint()
    view.actions["answer"].press("1")
    back()
    assert not view.guide.shown().is_answered
    assert view.model.guide == "1"
