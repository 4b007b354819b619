"""Random designs for the tests of the Forge: every input drawn over its slider, or over all that it accepts."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial

import numpy as np
import param

from formulas.design import CHOICES, Design
from formulas.model.link_word import pack
from formulas.model.public import public
from instruments.forge.configuration import Configuration
from instruments.forge.dossier import dossier
from instruments.forge.inputs import Inputs
from instruments.frame import reading, relevance
from instruments.frame.inputs import inputs

NAMES = tuple(inputs(Inputs))
DECISIONS = ("training_compute", "total_to_active", "overtraining", "context", "precision", "accelerator")
NUMBERS = {name: declared.rule for name, declared in inputs(Inputs).items() if isinstance(declared, param.Number)}
defaults, read = partial(reading.defaults, Inputs), partial(reading.read, Inputs)
counts, notes = partial(relevance.counts, Inputs), partial(relevance.notes, Inputs)
_LEAST = 1e-4


def random_value(rng: random.Random, name: str, *, extreme: bool = False) -> object:
    """A value of one input, spread evenly over its orders of magnitude; what may be left to a rule mostly is."""
    declared = Inputs.param[name]
    if isinstance(declared, param.Selector):
        return rng.choice(list(declared.objects))
    if isinstance(declared, Configuration):
        return pack(public()[rng.choice(("qwen2.5-7b", "deepseek-v3.2", "mamba2-2.7b", "gemma-3-27b"))].configuration)
    if declared.allow_None and rng.random() < 0.7:
        return None
    low, high = declared.bounds if extreme else declared.softbounds
    value = math.exp(rng.uniform(math.log(max(low, _LEAST)), math.log(high)))
    return int(value) if isinstance(declared, param.Integer) else min(max(value, low), high)


def random_values(rng: random.Random, *, extreme: bool = False) -> dict[str, object]:
    """A full set of inputs, a few to all of them away from the default; it need not be possible."""
    names = rng.sample(NAMES, rng.choice((2, 4, 8, len(NAMES))))
    return defaults() | {name: random_value(rng, name, extreme=extreme) for name in names}


def possible(values: Mapping[str, object]) -> bool:
    """Whether the inputs do not contradict each other."""
    try:
        dossier(values)
    except ValueError:
        return False
    return True


def possible_values(rng: random.Random, *, extreme: bool = False) -> dict[str, object]:
    """A full set of inputs that has a dossier."""
    while not possible(values := random_values(rng, extreme=extreme)):
        pass
    return values


def together(designs: Sequence[Design]) -> Design:
    """One design of arrays from many that share law and attention kind."""
    names = [field.name for field in fields(Design) if field.name not in CHOICES]
    return replace(designs[0], **{name: np.array([getattr(each, name) for each in designs], dtype=float) for name in names})
