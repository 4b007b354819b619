"""The rail of an instrument: one linked control for each input, as its record says."""

from __future__ import annotations

import json
from collections.abc import Mapping

from instruments.frame.inputs import Amount, Count, Input, OneOf, Switch, inputs
from instruments.frame.model import Model
from instruments.frame.relevance import effective
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import Choice, Control, LinearSlider, LogSlider, NumberField, Toggle, landmarks

_BASES = {"log": 10, "log2": 2}


def controls(model: Model, *apart: str, **kinds: type[Control]) -> dict[str, Control]:
    """Return one linked control for each input of a model that has one, by its name.

    ``apart`` are inputs whose controls an instrument has in a place of its own; ``kinds`` are controls of its own, by the input that
    they are for.
    """
    return {
        name: _control(model, name, kinds.get(name))
        for name, declared in inputs(type(model)).items() if declared.about.shown or name in apart
    }  # fmt: skip


def _control(model: Model, name: str, own: type[Control] | None) -> Control:
    declared = model.param[name]
    about = declared.about
    words = {
        "label": about.short or declared.label,
        "hint": declared.doc if about.hint is None else about.hint,
    }
    kind, settings = (own, {}) if own else _kind(declared, model)
    control = kind.from_param(declared, type(model).ids(), **words | settings)
    if about.says:

        def say(*_: object) -> None:
            control.remark = about.says(effective(type(model), model.values))

        model.param.watch(say, "result")
        say()
    return control


def _kind(declared: Input, model: Model) -> tuple[type[Control], dict[str, object]]:
    about = declared.about
    if isinstance(declared, OneOf):
        return Choice, {"groups": about.groups() if about.groups else {}, "segmented": about.segmented}
    if isinstance(declared, Switch):
        return Toggle, {}
    if not isinstance(declared, Amount | Count):
        raise TypeError(f"{declared.name} of {type(model).__name__}: a {type(declared).__name__} needs a control of the instrument's own")
    settings = {"unit": about.unit, "rule": declared.rule}
    steps = {name: step for name, step in (("fine", about.fine), ("coarse", about.coarse)) if step}
    if about.scale == "linear":
        return LinearSlider, settings | steps
    if about.scale:
        fitted = about.fitted(model.values) if about.fitted else (None, None)
        return LogSlider, settings | steps | {"base": _BASES[about.scale], "landmarks": landmarks(about.landmarks), "fitted": fitted}
    return NumberField, settings | {"placeholder": "auto" if declared.allow_None else ""}


def rail_html(model: Model, made: Mapping[str, Control]) -> Markup:
    """Return the rail: the decisions, each with what counts only under it, groups of dials, and further groups folded away."""
    known, values = inputs(type(model)), model.values
    decisions: list[list[str]] = []
    groups: dict[tuple[bool, str], list[str]] = {}
    for name in made:
        about = known[name].about
        if not about.shown:
            continue  # it stands in a place of the instrument's own
        if about.group:
            groups.setdefault((about.folded, about.group), []).append(name)
        elif decisions and about.only_if and not about.own and about.only_if.choice == decisions[-1][0]:
            decisions[-1].append(name)
        else:
            decisions.append([name])

    def shown(names: list[str]) -> Markup:
        return joined(_only(known, name, made[name].html(), made, values) for name in names)

    def fieldsets(folded: bool) -> Markup:
        among = {title: names for (behind, title), names in groups.items() if behind == folded}
        return joined(
            markup('<fieldset class="dials"><legend>{}</legend>{}</fieldset>', title, shown(names)) for title, names in among.items()
        )

    listed = joined(markup('<li class="decision">{}</li>', shown(block)) for block in decisions)
    further = sum(len(names) for (folded, _), names in groups.items() if folded)
    more = EMPTY
    if further:
        more = markup('<details class="more"><summary>More: {} further inputs</summary>{}</details>', further, fieldsets(True))
    return markup('<ol class="decisions">{}</ol>{}{}', listed, fieldsets(False), more)


def _only(known: Mapping[str, Input], name: str, html: Markup, made: Mapping[str, Control], values: Mapping[str, object]) -> Markup:
    """An input that counts only under a choice made elsewhere, and that perhaps under another; the page shows it as these are made."""
    rule = known[name].about.only_if
    if rule is None:
        return html
    among = json.dumps(["" if key is None else key for key in rule.among])
    hidden = "" if values[rule.choice] in rule.among else " hidden"
    own = markup(
        '<div class="only" data-only="{only}" data-among="{among}"{hidden}>{html}</div>',
        only=made[rule.choice].target, among=among, hidden=hidden, html=html,
    )
    return _only(known, rule.choice, own, made, values)
