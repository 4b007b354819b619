"""Write tests/golden/journey.json: 200 tokens of several journeys, to be met in every way of running.

    python -m tests.golden.make_journey
"""

from __future__ import annotations

import json
from pathlib import Path

from instruments.journey.model import Journey

TOKENS = 200
RIDES = (
    {"model": "tiny", "prompt": "the robot", "seed": 0, "temperature": 1.0},
    {"model": "tiny", "prompt": "", "seed": 1, "temperature": 2.5},
    {"model": "tiny", "prompt": "🤖 saw הירח", "seed": 2, "temperature": 1.4, "top_k": 40, "top_p": 0.95, "min_p": 0.02},
    {"model": "tiny", "prompt": 'the robot sang "bip zap la"', "greedy": True},
    {"model": "bigram", "prompt": "the", "seed": 3, "temperature": 1.5},
)


def ride(**inputs: object) -> list[int]:
    """Ids of the tokens that a journey generates."""
    journey = Journey(**inputs, limit=TOKENS)
    ids = []
    while len(ids) < TOKENS:
        journey.step_token()
        ids.append(journey.result.choice.id)
    return ids


if __name__ == "__main__":
    rows = [{"inputs": inputs, "ids": ride(**inputs)} for inputs in RIDES]
    Path(__file__).with_name("journey.json").write_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
