"""What every visitor is given the same of, none of them can change."""

import ast
import dataclasses
import importlib
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import param
import pytest

from formulas.caching import frozen, shared
from formulas.names import Names
from formulas.network.fabrics import measured
from formulas.scaling import LAWS
from formulas.version import HISTORY
from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from instruments.frame.discovery import instruments
from instruments.frame.ids import Ids
from instruments.network.play import play
from tests.every import every

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "formulas", "instruments")
SOURCES = [path.relative_to(ROOT) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
SHIPPED = [path for path in SOURCES if path.parts[:2] != ("app", "bundle")]


def decorated(path: Path) -> list[str]:
    """Names of the functions of a file whose results are shared."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [each.name for each in functions if any(getattr(mark, "id", "") == "shared" for mark in each.decorator_list)]


FUNCTIONS = {f"{'.'.join(path.with_suffix('').parts)}.{name}": name for path in SHIPPED for name in decorated(path)}
# What those that take something are asked for.
ARGUMENTS = {
    "instruments.forge.presets.correction": ("course-frontier",),
    "instruments.forge.curves.published": (LAWS["seed"],),
    "instruments.forge.repair._grid": (1.0, 10.0),
    "instruments.forge.resolve._serving": ("h100-sxm", "fp8"),
    "instruments.forge.resolve._public": ("gpt-oss-120b", "as-shipped", "fp8"),
    "instruments.forge.resolve._fleet": ("h100-sxm",),
    "formulas.documented.largest": ("fleet",),
    "instruments.frame.inputs.inputs": (Forge,),
    "instruments.frame.rows._frame": (FIELDS["predicted_loss"], Ids("forge"), "calibrated", False),
    "instruments.frame.rows._further": ((FIELDS["epochs"],), Ids("forge"), "further-model", False),
    "instruments.frame.rows._unit": ("parameters", "params"),
    "instruments.evidence.validity._end": (16.2e9, "parameter"),
    "instruments.journey.speakers.speaker": ("tiny",),
    "instruments.journey.view_stages._stated": ("attention",),
    "instruments.evidence.working.trust_mark": ("exact",),
    "instruments.evidence.citing.link": ("kaplan2020",),
    "instruments.frame.labels._anchors": (3.0, (20.0, 40.0)),
    "app.shell.template": ("page.html",),
    "instruments.course.keys.changes": (("six-per-token",), next(reversed(HISTORY))),
    "instruments.frame.cell.program_of": (instruments()["forge"],),
    "instruments.frame.glyphs.glyph": ("energy",),
    "instruments.frame.pinned.tag": ("training_cost",),
    "instruments.life.boxes.leads": ("serve",),
    "instruments.terms.view._body": (None,),
    "instruments.chip.inputs.named": ("model",),
    "instruments.chip.measured_html._table": ("h100-sxm",),
    "instruments.network.curves.path_of": (next(iter(measured())),),
    "instruments.network.curves.paths_of": (next(iter(measured())),),
    "instruments.network.built.server_of_card": ("h100-sxm",),
    "instruments.forge.resolve._die": ("h100-sxm",),
    "instruments.widgets.names.standings": (("one", "another"), (0.2, 0.3)),
    "formulas.network.fabrics.rack_of": ("gb200",),
    "instruments.network.curves.beside": (next(iter(measured())),),
    "instruments.network.play.length": ("all-reduce", "ring", 4),
    "instruments.network.play.play": ("all-reduce", "ring", 4, 1),
    "instruments.network.number_shown.cells": (play("all-reduce", "ring", 4, 1), 2),
    "instruments.energy.choices.names_of": ("accelerator",),
    "formulas.names._called": ("h100", Names(("H100",), ("80 GB",))),
    "formulas.names._bare": ("h100", Names(("H100",), ("80 GB",))),
    "formulas.names._known_words": ("h100", Names(("H100",), ("80 GB",))),
    "formulas.names._taken_whole": (("p5.48xlarge",),),
    "formulas.names._phrases": (("80 GB",),),
    "instruments.forge.choices.names_of": ("attention",),
    "instruments.course.given.factor": ("GiB", "B"),
    "instruments.course.setting._rows": (Forge,),
    "instruments.course.values._own": ("memory.kv_cache_bytes",),
}


@every("path", SHIPPED)
def test_nothing_is_kept_by_other_means(path):
    """``functools.cache`` hands out what it keeps as it is; a property that is cached belongs to its object."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "functools"]
    named = {alias.name for node in imports for alias in node.names}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "functools"}
    kept = (named | used) & {"cache", "lru_cache"}
    assert kept == ({"cache", "lru_cache"} if path.as_posix() == "formulas/caching.py" else set())


@pytest.mark.whole
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_shared_cannot_be_changed(name):
    module, _, function = name.rpartition(".")
    result = getattr(importlib.import_module(module), function)(*ARGUMENTS.get(name, ()))
    assert [place for place, value in reachable(result, function) if changeable(value)] == []


def reachable(value: object, place: str, seen: frozenset[int] = frozenset()) -> Iterator[tuple[str, object]]:
    """A value and what can be reached from it by way of public names: entries, fields and properties of our own objects."""
    if id(value) in seen:
        return
    seen |= {id(value)}
    yield place, value
    if isinstance(value, param.Parameter):
        return  # of its class, as everything that Param declares
    if isinstance(value, Mapping):
        inner = [(f"[{key!r}]", each) for key, each in value.items()]
    elif isinstance(value, tuple | frozenset):
        inner = [(f"[{number}]", each) for number, each in enumerate(value)]
    elif dataclasses.is_dataclass(value) or (type(value).__module__.startswith(PACKAGES) and not inspect.isroutine(value)):
        names = [each for each in dir(value) if not each.startswith("_") and not inspect.ismethod(getattr(value, each))]
        inner = [(f".{each}", getattr(value, each)) for each in names]
        # A band gives the band turned round, which would give it back without end.
        inner = [(step, each) for step, each in inner if type(each) is not type(value)]
    else:
        inner = []
    for step, each in inner:
        yield from reachable(each, place + step, seen)


def changeable(value: object) -> bool:
    """Whether a caller could change a value for everyone else."""
    return isinstance(value, dict | list | set | bytearray) or (isinstance(value, np.ndarray) and value.flags.writeable)


def test_a_change_is_refused():
    kept = shared(lambda: {"law": ["seed"], "array": np.ones(2), "words": {"a"}})()
    with pytest.raises(TypeError):
        kept["law"] = "mine"
    with pytest.raises(ValueError, match="read-only"):
        kept["array"][0] = 2
    assert kept["law"] == ("seed",)
    assert kept["words"] == {"a"}


def test_freezing_leaves_the_owner_his_array():
    mine = np.ones(2)
    assert not frozen(mine).flags.writeable
    mine[0] = 3
    assert frozen(mine)[0] == 3
