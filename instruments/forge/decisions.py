"""The controls of the Forge: six decisions in sight, the rest behind "more"."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.catalogue import accelerators
from formulas.scaling import LAWS
from instruments.forge import IDS
from instruments.forge.inputs import Inputs
from instruments.forge.relevance import RULES, counts
from instruments.forge.values import NUMBERS
from instruments.handout import handout_html
from instruments.text import escape
from instruments.widgets import Choice, Control, LogSlider, NumberField, landmarks

_HINTS = {
    "training_compute": "More buys a lower loss; it is paid in card-hours, money and energy.",
    "architecture": "A mixture holds many experts in memory and sends each token through a few.",
    "total_to_active": "More knowledge per FLOP, more memory to keep resident.",
    "experts": "More of them divide the same weights more finely.",
    "top_k": "More of them blend more experts into each token.",
    "overtraining": "More text into a smaller model: a little loss for cheaper serving.",
    "context": "Every token a user may have in the cache takes memory from other users.",
    "precision": "Fewer bits are smaller and faster to read, and less exact.",
    "accelerator": "Its memory decides what fits, its bandwidth how fast it speaks.",
}
# Shorter than the input's own name, which a number stands beside here.
_LABELS = {"total_to_active": "Total to active"}
_UNITS = {"overtraining": "\N{MULTIPLICATION SIGN} optimal"}
_LANDMARKS = {
    "training_compute": {"GPT-3": 3.14e23, "Llama 3 405B": 3.8e25},
    "overtraining": {"optimal": 1, "16x": 16},
    "context": {"GPT-3": 2048, "128K": 131_072, "1M": 1_048_576},
    "total_to_active": {"Mixtral": 3.6, "DeepSeek-V3": 18.1},
}
_MORE = {
    "Training run": (
        "law", "training_accelerator", "training_precision", "utilisation", "training_price", "target_days",
        "carbon_intensity", "grid", "electricity_price", "pue", "draw",
    ),
    "Serving": (
        "serving_price", "cache_precision", "attention", "latent_width", "window", "full_attention_share", "cards", "usable_share",
        "prompt", "prefill_utilisation", "decode_efficiency",
    ),
    "Shape (empty follows the rule)": ("layers", "d_model", "heads", "kv_heads", "head_dim", "d_ff", "vocabulary"),
}  # fmt: skip


def controls(model: Inputs) -> dict[str, Control]:
    """Return one linked control for each input of the Forge, by its name."""
    names = [*_HINTS, *(name for group in _MORE.values() for name in group)]
    return {name: _control(model, name) for name in names}


def _control(model: Inputs, name: str) -> Control:
    parameter = model.param[name]
    settings: dict[str, object] = {"rule": NUMBERS[name]} if name in NUMBERS else {}
    if name in _HINTS:
        settings["hint"] = _HINTS[name]
    if name in _LABELS:
        settings["label"] = _LABELS[name]
    if name in _UNITS:
        settings["unit"] = _UNITS[name]
    if name in _LANDMARKS:
        fitted = _fitted(model) if name == "training_compute" else (None, None)
        base, fine = (2, 0.125) if name == "context" else (10, 0.02)
        marks = landmarks(_LANDMARKS[name])
        return LogSlider.from_param(parameter, IDS, landmarks=marks, fitted=fitted, base=base, fine=fine, **settings)
    if hasattr(parameter, "objects"):
        vendors = _by_vendor(parameter) if "accelerator" in name else {}
        return Choice.from_param(parameter, IDS, groups=vendors, segmented=name == "architecture", **settings)
    placeholder = "auto" if parameter.allow_None else ""
    return NumberField.from_param(parameter, IDS, placeholder=placeholder, **settings)


def _fitted(model: Inputs) -> tuple[float, float]:
    """Training compute that the chosen law's runs cover, from its smallest model and text to its largest."""
    law = LAWS[model.law]
    return 6 * law.fitted_parameters[0] * law.fitted_tokens[0], 6 * law.fitted_parameters[1] * law.fitted_tokens[1]


def _by_vendor(parameter: object) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key in parameter.objects:
        groups.setdefault(accelerators()[key].vendor, []).append(key)
    return groups


def decisions_html(made: Mapping[str, Control]) -> str:
    """Return the rail: six numbered decisions, then everything else folded away."""
    sparse = "".join(_only(name, made[name].html()) for name in ("total_to_active", "experts", "top_k"))
    blocks = [
        made["training_compute"].html(),
        f"{made['architecture'].html()}{sparse}",
        *(made[name].html() for name in ("overtraining", "context", "precision", "accelerator")),
    ]
    decisions = "".join(f'<li class="decision">{block}</li>' for block in blocks)
    more = "".join(
        f'<fieldset><legend>{escape(title)}</legend>{"".join(_only(name, made[name].html()) for name in names)}</fieldset>'
        for title, names in _MORE.items()
    )
    return f'<ol class="decisions">{decisions}</ol><details class="more"><summary>More: run, serving, shape</summary>{more}</details>'


def told_html(made: Mapping[str, Control], values: Mapping[str, object]) -> str:
    """Return the decisions as text, and after them every other input that is not as it comes."""
    more = [name for group in _MORE.values() for name in group]
    others = [name for name in more if values[name] != Inputs.param[name].default and counts(name, values)]
    return handout_html(made, values, [name for name in _HINTS if counts(name, values)], others)


def _only(name: str, html: str) -> str:
    """An input that counts only under a choice made elsewhere; the style sheet hides it otherwise."""
    if name not in RULES:
        return html
    among = " ".join(key or f"no-{RULES[name].choice}" for key in RULES[name].among)
    return f'<div class="only" data-only="{among}">{html}</div>'
