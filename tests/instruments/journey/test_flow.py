"""The flow picture: every stage stands in it, at columns that fill the width, with the numbers of the present step."""

import itertools
import json
import re

import numpy as np
import pytest

from instruments.journey.flow import LOOKS, SCORES, VECTOR, flow, short, stations
from instruments.journey.model import Journey
from instruments.journey.outlook import top_logits
from instruments.journey.view_flow import moved_html, picture_html
from instruments.journey.view_strips import stages_html
from tests.markup import parse

PROMPT = "the robots that the cat chased"


def at(stage, **values):
    """A journey's result at a stage."""
    journey = Journey(**{"prompt": PROMPT, **values})
    journey.stage = stage
    return journey.result


@pytest.mark.parametrize("model", ["tiny", "bigram"])
def test_every_stage_has_a_column_and_all_of_them_fill_the_width(model):
    result = at(0, model=model)
    columns = stations(result.stages)
    assert [column.stage for column in columns] == list(result.stages)
    assert (columns[0].start, columns[-1].end) == (0.0, 1.0)
    assert all(one.end == other.start for one, other in itertools.pairwise(columns))
    picture = parse(picture_html(result, flow(result)))
    assert [int(each.attributes["data-station"]) for each in picture.all(class_="station")] == list(range(len(result.stages)))


def test_buttons_are_as_wide_as_the_columns_above_them():
    result = at(0)
    shares = [float(each.attributes["style"].partition(":")[2]) for each in parse(stages_html(result)).all("button", class_="stage")]
    widths = [column.end - column.start for column in stations(result.stages)]
    np.testing.assert_allclose(np.array(shares) / sum(shares), widths)
    groups = [float(each.attributes["style"].partition(":")[2]) for each in parse(stages_html(result)).all("div", class_="way")]
    assert sum(groups) == pytest.approx(sum(shares))


@pytest.mark.parametrize("model", ["tiny", "bigram"])
def test_ids_are_unique_and_every_place_of_the_picture_is_told(model):
    result = at(2, model=model)
    shown = flow(result)
    picture = picture_html(result, shown)
    ids = re.findall(r' id="([^"]*)"', picture)
    assert len(ids) == len(set(ids))
    assert re.search(r'aria-labelledby="([^"]*)"', picture)[1] in ids
    texts, levels = (set(re.findall(rf'data-{kind}="([^"]*)"', picture)) for kind in ("text", "level"))
    told = json.loads(parse(moved_html(shown)).one("span").attributes["data-flow"])
    assert texts == told["texts"].keys()
    assert levels <= told["levels"].keys()
    assert told["at"] == 2


def test_a_station_is_done_now_or_ahead():
    result = at(4)
    kinds = [each.classes[1] for each in parse(picture_html(result, flow(result))).all(class_="station")]
    assert kinds == ["done"] * 4 + ["now"] + ["next"] * 8


def test_numbers_in_the_picture_are_those_of_the_step():
    shown = flow(at(12))
    result = at(12)
    assert shown.texts["tokens"] == "6 tokens"
    assert shown.texts["id"] == f"chased = {result.tokens[6].id}"
    assert shown.texts["vector"] == f"{VECTOR} of {result.speaker.model.config.d_model}"
    assert shown.texts["scores"] == f"{result.speaker.tokens.size} logits"
    assert shown.texts["needle"] == f"{result.draw.u:.3f}"
    assert shown.levels["needle"] == result.draw.u
    assert shown.texts["joins"] == shown.texts["traveller"] == result.choice.label.strip()
    p = result.shapings[-1].probabilities[result.draw.token]
    assert shown.texts["drawn"] == f"{100 * p:.3g}%"
    for layer in range(4):
        assert shown.texts[f"says-{layer}"] == result.lens[layer + 1][0].label.strip()
    now = result.tensors["3.residual"][:VECTOR]
    np.testing.assert_allclose([shown.levels[f"number-{i}"] for i in range(VECTOR)], now / np.abs(now).max(), atol=1e-3)
    scores = [shown.levels[f"score-{i}"] for i in range(SCORES)]
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("head", [None, 5])
def test_lines_to_the_present_token_are_as_strong_as_its_attention(head):
    result = at(8, head=head)
    shown = flow(result)
    for layer in range(4):
        weights = result.tensors[f"{layer}.weights"]
        seen = weights.mean(axis=0) if head is None else weights[head]
        np.testing.assert_allclose([shown.levels[f"look-{layer}-{i}"] for i in range(LOOKS)], seen[-LOOKS:], atol=1e-3)
    pictures = {tuple(shown.levels[f"look-{layer}-{i}"] for i in range(LOOKS)) for layer in range(4)}
    assert len(pictures) == 4
    before = flow(at(3, head=head)).levels
    assert {before[f"look-2-{i}"] for i in range(LOOKS)} == {0.0}


def test_scores_are_drawn_from_where_the_next_one_stands():
    result = at(10, prompt="the robot")
    ranked = np.sort(result.tensors["logits"])[::-1]
    levels = [flow(result).levels[f"score-{i}"] for i in range(SCORES)]
    np.testing.assert_allclose(levels, (ranked[:SCORES] - ranked[SCORES]) / (ranked[0] - ranked[SCORES]), atol=1e-3)
    assert levels[1] < 0.5 * levels[0]  # four times as likely, and it shows
    bars = top_logits(result)
    assert bars[0].share == 1
    assert bars[1].share == pytest.approx((ranked[1] - ranked[8]) / (ranked[0] - ranked[8]))


def test_what_lies_ahead_of_the_token_is_not_given_away():
    shown = flow(at(3))
    assert shown.texts["says-0"] != ""
    assert [shown.texts[name] for name in ("says-1", "sure-3", "needle", "drawn", "joins")] == [""] * 5
    assert {shown.levels[f"score-{i}"] for i in range(SCORES)} == {0.0}
    assert shown.texts["traveller"] == "chased"


@pytest.mark.parametrize("prompt", ["", "<b>&\"'", "\N{ROBOT FACE}" * 40, "x" * 300, "a\nb \u202e"], ids=ascii)
@pytest.mark.parametrize("model", ["tiny", "bigram"])
def test_any_text_has_its_picture(prompt, model):
    result = at(0, prompt=prompt, model=model)
    shown = flow(result)
    assert "<b>" not in picture_html(result, shown)
    assert len(shown.texts["text"]) <= 14
    assert all(len(shown.texts[name]) <= 9 for name in ("traveller", "joins"))
    assert parse(picture_html(result, shown)).one("p").text != ""


@pytest.mark.parametrize("model", ["tiny", "bigram"])
def test_each_stage_has_its_own_caption(model):
    captions = [flow(at(stage, model=model)).caption for stage in range(len(at(0, model=model).stages))]
    assert len(set(captions)) == len(captions)
    assert all(caption.endswith(".") for caption in captions)


def test_a_long_token_is_cut_where_the_picture_ends():
    assert short("x" * 9) == "x" * 9
    assert short("x" * 10) == "x" * 8 + "\N{HORIZONTAL ELLIPSIS}"
