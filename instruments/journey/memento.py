"""A whole journey as a text that brings it back at once: its inputs, and every token with the setting that drew it.

The address (:mod:`instruments.journey.address`) is for people and draws again; this is for a page whose Python has to be
started anew, however far it had come.  Whoever sends it may send anything: only what could have been written is taken up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from formulas.untrusted import read_json
from instruments.frame.inputs import inputs
from instruments.frame.reading import read as read_inputs
from instruments.journey.model import Journey, setting_of
from instruments.journey.session import Setting
from instruments.journey.speakers import speaker

_FARTHEST = Journey.param["limit"].bounds[1]

type Past = list[tuple[int, Setting]]


def write(values: Mapping[str, object], past: Sequence[tuple[int, Setting]]) -> str:
    """Write a journey: ``values`` by name, ``past`` as tokens with the setting that drew each."""
    runs = [
        {"setting": asdict(setting.dials) | {"seed": setting.seed}, "tokens": [token for token, _ in drawn]}
        for setting, drawn in groupby(past, key=lambda each: each[1])
    ]
    return json.dumps({"values": dict(values), "past": runs})


def read(text: str) -> tuple[dict[str, object], Past]:
    """Read what :func:`write` wrote.

    Raises
    ------
    ValueError
        If it is anything else; the sentence says what.
    """
    try:
        state = read_json(text)
        values, runs = state["values"], state["past"]
        if set(values) != set(inputs(Journey)):
            raise ValueError("it holds other inputs than a journey has")
        values = read_inputs(Journey, values)
        past = [(token, setting) for run in runs for setting in [_setting(run["setting"])] for token in run["tokens"]]
        size = speaker(values["model"]).tokens.size
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"it is no journey ({type(fault).__name__})") from None
    if len(past) > _FARTHEST + 1 or not all(type(token) is int and 0 <= token < size for token, _ in past):
        raise ValueError("its tokens are none of this model's")
    return values, past


def _setting(dials: dict[str, Any]) -> Setting:
    return setting_of(read_inputs(Journey, dials))
