"""What is printed in the place of the controls."""

import re

from instruments.forge.model import Forge
from instruments.forge.presets import preset
from instruments.forge.view import ForgeView
from instruments.frame.controls import controls
from instruments.frame.handout import Handout
from instruments.journey.model import Journey
from instruments.journey.view_controls import controls as journey_controls
from tests.instruments.forge.designs import DECISIONS, NAMES

SIX = {
    "Training compute": "1e25 FLOP",
    "Dense or mixture of experts": "Dense",
    "Over-training": "4 \N{MULTIPLICATION SIGN} optimal",
    "Context length": "131,072 tokens",
    "Weight precision": "FP8 (E4M3)",
    "Serving accelerator": "NVIDIA H100 SXM",
}


def told(html, kind):
    """What one list says, by label."""
    part = re.search(rf'<dl class="told {kind}">(.*?)</dl>', html)
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", part[1])) if part else {}


def handed_out(model, made):
    """The handout of a model as it is."""
    handout = Handout(type(model).ids(), model, made)
    handout.show(model.values)
    return handout.pane.html


def of_forge(**values):
    forge = Forge(**values)
    return handed_out(forge, controls(forge, **ForgeView.kinds))


def test_the_six_decisions_are_told_as_their_controls_say_them():
    assert told(of_forge(), "decided") == {"Start from": "Budget"} | SIX


def test_what_is_as_it_comes_is_not_told():
    assert told(of_forge(), "also") == {}
    assert told(of_forge(pue=1.5, layers=80), "also") == {"Power usage effectiveness": "1.5 PUE", "Layers": "80"}


def test_experts_are_told_of_a_mixture_alone_and_a_window_where_there_is_one():
    assert {"Total to active", "Routed experts per layer", "Experts per token"} <= told(of_forge(architecture="moe"), "decided").keys()
    assert told(of_forge(window=2048), "also") == {}
    assert told(of_forge(window=2048, attention="sliding"), "also") == {"Attention": "Sliding window", "Window": "2,048 tokens"}


def test_everything_that_a_preset_sets_is_told():
    values = preset("deepseek-v3").values
    html = of_forge(**values)
    also = told(html, "also")
    assert also["Scaling law"] == "Besiroglu 2024 refit"
    assert also["Layers"] == "61"
    default = Forge().result.values
    changed = {name for name in NAMES if values[name] != default[name]}
    assert len(told(html, "decided")) == 10
    assert len(also) == len(changed - {*DECISIONS, "architecture", "experts", "top_k"})


def test_of_one_move_only_what_moved_is_told_anew(monkeypatch):
    forge = Forge()
    made = controls(forge, **ForgeView.kinds)
    handout = Handout(Forge.ids(), forge, made)
    handout.show(forge.values)
    asked = []
    for name, control in made.items():
        monkeypatch.setattr(control, "told", lambda value, name=name, told=control.told: asked.append(name) or told(value))
    forge.assign(overtraining=8, pue=1.5)
    handout.show(forge.values)
    assert asked == ["overtraining", "pue"]
    assert handout.pane.html == of_forge(overtraining=8, pue=1.5)


def test_the_dials_of_the_journey_are_told():
    journey = Journey(prompt="the <robot>", temperature=0.7, top_k=12, greedy=True)
    assert told(handed_out(journey, journey_controls(journey)), "decided") == {
        "Prompt": "the &lt;robot&gt;",
        "Model": "Tiny transformer",
        "Temperature": "0.7",
        "Greedy": "on",
        "Top k": "12 tokens",
        "Top p": "1",
        "Min p": "0",
        "Seed": "0",
        "Limit": "100 tokens",
    }
