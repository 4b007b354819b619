"""Which inputs count under which choices, as their records say: for the page, links, the command line and the chain.

An input that the chosen kind has no use for stays what it was set to, so that it counts again when the choice changes back;
the design is worked out as if it had not been set, and whoever set it is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import param

from instruments.frame.inputs import OneOf, OnlyIf, inputs


def counts(owner: type[param.Parameterized], name: str, values: Mapping[str, object]) -> bool:
    """Whether an input changes anything under the choices that were made."""
    return idle_by(owner, name, values) is None


def idle_by(owner: type[param.Parameterized], name: str, values: Mapping[str, object]) -> OnlyIf | None:
    """Return the rule by which an input counts for nothing, if it does: its own, or that of the choice that it hangs on."""
    only_if = inputs(owner)[name].about.only_if
    if only_if is None:
        return None
    return idle_by(owner, only_if.choice, values) or (None if values[only_if.choice] in only_if.among else only_if)


def effective(owner: type[param.Parameterized], values: Mapping[str, object]) -> dict[str, object]:
    """The inputs as the design takes them: what does not count is put at what stands in its place, what is too long is cut."""
    known = inputs(owner)
    taken = {name: value if counts(owner, name, values) else known[name].about.only_if.otherwise for name, value in values.items()}
    return taken | {name: min(taken[name], taken[known[name].about.within]) for name in taken if known[name].about.within}


def notes(owner: type[param.Parameterized], values: Mapping[str, object], given: Iterable[str] | None = None) -> tuple[str, ...]:
    """Say of inputs that were set what does not count.

    Parameters
    ----------
    owner
        Model whose inputs they are.
    values
        A full set of inputs.
    given
        Names of those that somebody set; left out, those that differ from their default.

    Returns
    -------
    tuple of str
        A sentence for each choice that leaves one of them without effect, and for each that is taken as less than it was set to.
    """
    known = inputs(owner)
    given = [name for name in values if values[name] != known[name].default] if given is None else list(given)
    idle: dict[tuple, list[str]] = {}
    capped = []
    for name in known:
        about = known[name].about
        if name not in given:
            continue
        if (rule := idle_by(owner, name, values)) is not None:
            idle.setdefault((rule.choice, rule.among), []).append(known[name].label)
        elif about.within and values[name] > values[about.within]:
            capped.append(f"{known[name].label}: longer than the {known[about.within].label.lower()}, and taken to be as long.")
    return (*(_sentence(known, choice, among, labels, values) for (choice, among), labels in idle.items()), *capped)


def _sentence(known: Mapping[str, object], choice: str, among: tuple[object, ...], labels: list[str], values: Mapping[str, object]) -> str:
    told, declared = ", ".join(labels), known[choice]
    if not isinstance(declared, OneOf):
        return f"{told}: no effect beside {declared.label.lower()} of your own."
    kinds = " or ".join(declared.choices[key].whole[0] for key in among)
    return f"{told}: no effect with {declared.choices[values[choice]].whole[0]}, only with {kinds}."


