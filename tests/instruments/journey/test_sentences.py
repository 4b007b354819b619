"""Every stage can be said in one sentence, and the sentence's numbers are those on show."""

import re

import numpy as np
import pytest

from instruments.journey.model import PROMPTS, Journey
from instruments.journey.view_stages import stage_html
from tests.markup import parse


def said(journey: Journey) -> str:
    """The sentence of the stage on show, as it is spoken."""
    return parse(stage_html(journey.result)).one("p", class_="sentence").text


@pytest.mark.parametrize("model", ["tiny", "bigram"])
@pytest.mark.parametrize("prompt", [*PROMPTS, "", "🤖\x00"], ids=ascii)
def test_every_stage_has_its_sentence(model, prompt):
    journey = Journey(model=model, prompt=prompt)
    sentences = []
    for stage in range(len(journey.result.stages)):
        journey.stage = stage
        sentences.append(said(journey))
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert sentence.endswith(".")
        assert sentence.isprintable()


def test_numbers_are_those_on_show():
    journey = Journey(prompt="the robots that the cat chased")
    sentences = {}
    for i, stage in enumerate(journey.result.stages):
        journey.stage = i
        sentences[stage.name, stage.layer] = said(journey)
    result = journey.result
    assert sentences["tokenize", None].startswith("6 tokens of text. ")
    best = result.candidates[0]
    assert re.search(rf"with a logit of {best.logit:.3g}\d*\.$", sentences["unembed", None])
    weights = result.here["2.weights"].mean(axis=0)
    place, share = re.search(r"looks most at (.*): ([\d.]+)% of its attention", sentences["attention", 2]).groups()
    assert float(share) == pytest.approx(100 * weights.max(), abs=0.05)
    assert result.tokens[int(np.argmax(weights))].label.strip() in place
    assert f"falls on {result.draw.u:.4f}, between " in sentences["sample", None]
