"""Every stage can be said in one sentence, and the sentence's numbers are those on show."""

import re

import numpy as np
import pytest

from instruments.journey.model import PROMPTS, Journey
from instruments.journey.words import describe


@pytest.mark.parametrize("model", ["tiny", "bigram"])
@pytest.mark.parametrize("prompt", [*PROMPTS, "", "🤖\x00"], ids=ascii)
def test_every_stage_has_its_sentence(model, prompt):
    journey = Journey(model=model, prompt=prompt)
    said = []
    for stage in range(len(journey.result.stages)):
        journey.stage = stage
        said.append(describe(journey.result))
    assert len(set(said)) == len(said)
    for sentence in said:
        assert sentence.endswith(".")
        assert sentence.isprintable()


def test_numbers_are_those_on_show():
    journey = Journey(prompt="the robots that the cat chased")
    said = {}
    for i, stage in enumerate(journey.result.stages):
        journey.stage = i
        said[stage.name, stage.layer] = describe(journey.result)
    result = journey.result
    best = result.candidates[0]
    assert said["unembed", None] == (
        f"433 tokens are scored; the likeliest is “ were” with {100 * best.probabilities['softmax']:.1f} %."
    )
    head, place, share = re.search(r"head (\d) looks hardest, at (“.*”), with ([\d.]+) %", said["attention", 2]).groups()
    weights = result.here["2.weights"][int(head) - 1]
    assert float(share) == pytest.approx(100 * weights.max(), abs=0.05)
    assert place == f"“{result.tokens[int(np.argmax(weights))].label}”"
    assert f"falls at {result.draw.u:.3f}" in said["sample", None]
    assert said["tokenize", None] == "The text in view is 6 tokens; the last one is “ chased”."


def test_greedy_says_so():
    journey = Journey(greedy=True, stage=11)
    assert describe(journey.result) == f"Greedy: the likeliest token is taken, “{journey.result.choice.label}”."
