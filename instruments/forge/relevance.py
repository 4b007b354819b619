"""Which inputs count under which choices: one table for the page, links, the command line and the chain.

An input that the chosen kind has no use for stays what it was set to, so that it counts again when the choice changes back;
the design is worked out as if it had not been set, and whoever set it is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from instruments.forge.choices import ARCHITECTURES, ATTENTION
from instruments.forge.inputs import Inputs


@dataclass(frozen=True)
class Rule:
    """An input counts where ``choice`` is one of ``among``; elsewhere the design holds ``otherwise`` in its place.

    None among them means that the choice is left empty.
    """

    choice: str
    among: tuple[str | None, ...]
    otherwise: object


RULES: Mapping[str, Rule] = {
    "total_to_active": Rule("architecture", ("moe",), 1.0),
    "experts": Rule("architecture", ("moe",), 1),
    "top_k": Rule("architecture", ("moe",), 1),
    "latent_width": Rule("attention", ("mla",), Inputs.param["latent_width"].default),
    "window": Rule("attention", ("sliding",), Inputs.param["window"].default),
    "full_attention_share": Rule("attention", ("sliding",), 1.0),
    "kv_heads": Rule("attention", ("gqa", "sliding"), None),
    "grid": Rule("carbon_intensity", (None,), Inputs.param["grid"].default),
}
# What can be no longer than something else, and is taken as that long where it is set longer.
WITHIN: Mapping[str, str] = {"prompt": "context", "window": "context"}
_NAMES = {"architecture": ARCHITECTURES, "attention": ATTENTION}


def counts(name: str, values: Mapping[str, object]) -> bool:
    """Whether an input changes anything under the choices that were made."""
    rule = RULES.get(name)
    return rule is None or values[rule.choice] in rule.among


def effective(values: Mapping[str, object]) -> dict[str, object]:
    """The inputs as the design takes them: what does not count is put at what stands in its place, what is too long is cut."""
    taken = {name: value if counts(name, values) else RULES[name].otherwise for name, value in values.items()}
    return taken | {name: min(taken[name], taken[longest]) for name, longest in WITHIN.items()}


def notes(values: Mapping[str, object], given: Iterable[str] | None = None) -> tuple[str, ...]:
    """Say of inputs that were set what does not count.

    Parameters
    ----------
    values
        A full set of inputs.
    given
        Names of those that somebody set; left out, those that differ from their default.

    Returns
    -------
    tuple of str
        A sentence for each choice that leaves one of them without effect, and for each that is taken as less than it was set to.
    """
    given = [name for name in values if values[name] != Inputs.param[name].default] if given is None else list(given)
    idle: dict[Rule, list[str]] = {}
    for name in RULES:
        if name in given and not counts(name, values):
            rule = RULES[name]
            idle.setdefault(Rule(rule.choice, rule.among, None), []).append(_label(name))
    capped = [name for name in WITHIN if name in given and counts(name, values) and values[name] > values[WITHIN[name]]]
    return (
        *(_sentence(rule, labels, values) for rule, labels in idle.items()),
        *(f"{_label(name)}: longer than the {_label(WITHIN[name]).lower()}, and taken to be as long." for name in capped),
    )


def _sentence(rule: Rule, labels: list[str], values: Mapping[str, object]) -> str:
    told = ", ".join(labels)
    if rule.among == (None,):
        return f"{told}: no effect beside {_label(rule.choice).lower()} of your own."
    kinds = " or ".join(_kind(rule.choice, key) for key in rule.among)
    return f"{told}: no effect with {_kind(rule.choice, values[rule.choice])}, only with {kinds}."


def _label(name: str) -> str:
    return Inputs.param[name].label.partition(" (")[0]


def _kind(choice: str, key: object) -> str:
    return _NAMES[choice][key].whole[0]
