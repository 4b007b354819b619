"""What a number may be: one rule, whatever brings the number."""

import warnings

import pytest

from instruments.frame.discovery import instruments
from instruments.frame.inputs import Amount, inputs
from instruments.quantities.entry import Rule


def test_what_is_not_whole_is_told_as_it_was_given():
    with pytest.raises(ValueError, match=r"^Context is 131,072\.5: must be a whole number"):
        Rule("Context", whole=True).read("131072.5")


def test_an_end_that_does_not_belong_to_it_is_said():
    rule = Rule("Share", low=0, high=1, inclusive=(False, True))
    for wrong, why in (("0", "must be above 0"), ("-1", "must be above 0 and at most 1"), ("1e-300", "must be at least 1e-30")):
        with pytest.raises(ValueError, match=why):
            rule.read(wrong)
    assert rule.read("1e-30") == 1e-30


@pytest.mark.parametrize("name", [name for name in instruments() if not instruments()[name].id.startswith("journey")])
def test_the_least_and_the_most_of_every_number_can_be_worked_out(name):
    """Or are refused in a sentence: what is possible by itself divides nothing by nothing."""
    model = instruments()[name].model_class()()
    for each, declared in inputs(type(model)).items():
        if not isinstance(declared, Amount):
            continue
        low, high = declared.bounds or (None, None)
        ends = [low if declared.inclusive_bounds[0] else 1e-30 if low == 0 else None, high if declared.inclusive_bounds[1] else None]
        for end in ends:
            if end is None:
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                model.assign(**{each: end})
            assert getattr(model, each) == end or model.problem, (each, end)
            model.reset()
