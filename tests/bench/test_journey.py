"""The budget of a token, with room for a busy machine: the ratios are what must hold anywhere."""

import pytest

from tests.bench.journey import report


@pytest.mark.slow
def test_tokens_stay_within_their_budget():
    found = {name: row["median"] for name, row in report(40).items()}
    plain, kept, uncached = list(found.values())[:3]
    assert uncached >= 3 * plain
    assert kept <= 2 * plain + 1
    assert found["journey: one step_token with its result"] < 60
