"""Find the files that the page really uses, by running it under the browser's Python."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath

from app.bundle import pins
from app.bundle.pyodide_node import SCRIPTS, importable, run_inside
from app.bundle.sources import Sources
from formulas import further
from instruments.frame.discovery import holding_models, instruments

OWN_NAME, OWN_VERSION = "the-forge", "0"
OWN = {"/inside/own", "/inside/further"}
"""Where our own code is mounted: all of it travels, used or not."""


@dataclass
class Package:
    """One distribution and those of its files that travel, by their path under site-packages."""

    name: str
    version: str
    files: dict[str, Path] = field(default_factory=dict)


def trace(root: Path, sources: Sources, scratch: Path) -> list[Package]:
    """Run the page in Pyodide, source by source, and return what it took, package by package.

    Parameters
    ----------
    root :
        The application's repository.
    sources :
        Pyodide's core and NumPy's wheel.
    scratch :
        An empty folder that outlives the packages returned.
    """
    host = {file: owner for owner in _distributions() for file in owner.files or ()}
    mounts = importable(root, sources, scratch / "numpy")
    options: dict[str, object] = {"not_shipped": pins.NOT_SHIPPED}
    path = list(mounts)
    if beside := further.folder():
        mounts["/inside/further"] = beside
        options["environment"] = {further.VARIABLE: "/inside/further", further.ALONE: os.environ.get(further.ALONE, "")}
    printed = run_inside(sources.pyodide, SCRIPTS / "trace.py", mounts=mounts, path=path, options=options)
    taken = json.loads(printed.splitlines()[-1])
    return _group(taken, mounts, _owners(host), sources)


def _distributions() -> list[Distribution]:
    return sorted(distributions(), key=lambda each: each.name.lower())


def _owners(host: dict) -> dict[str, Distribution]:
    return {PurePosixPath(file).as_posix(): owner for file, owner in host.items()}


def _group(taken: list[str], mounts: dict[str, Path], owners: dict[str, Distribution], sources: Sources) -> list[Package]:
    numpy = sources.lock["packages"]["numpy"]
    packages: dict[str, Package] = {}
    unowned: defaultdict[str, list[str]] = defaultdict(list)
    for inside in taken:
        mount = next(each for each in mounts if inside.startswith(each + "/"))
        name = inside.removeprefix(mount + "/")
        if mount == "/inside/numpy":
            owner = ("numpy", numpy["version"])
        elif mount in OWN:
            continue
        elif name in owners:
            owner = (owners[name].name, owners[name].version)
        else:
            unowned[mount].append(name)
            continue
        package = packages.setdefault(owner[0], Package(*owner))
        package.files[name] = mounts[mount] / name
    if unowned:
        raise RuntimeError(f"the page took files that no installed package owns: {dict(unowned)}")
    packages[OWN_NAME] = own_package(mounts["/inside/own"], mounts.get("/inside/further"))
    return sorted(packages.values(), key=lambda each: each.name.lower())


def own_package(root: Path, beside: Path | None = None) -> Package:
    """All of our own code and data: it is small, and a page that is visited late must find its part.

    Parameters
    ----------
    root :
        The application's repository.
    beside :
        A further folder with instruments and formulas, which join those of the repository.
    """
    package = Package(OWN_NAME, OWN_VERSION)
    # What is not found here is not to be found in the browser either; but its terms are everybody's.
    left_out = tuple(f"instruments/{name}/model.py" for name in holding_models() if name not in instruments())
    for folder, tops in [(root, pins.OWN_PACKAGES), *([(beside, further.PACKAGES)] if beside else [])]:
        for path in (path for top in tops for path in sorted((folder / top).rglob("*"))):
            name = path.relative_to(folder).as_posix()
            if name.startswith(left_out):
                continue
            if path.is_file() and "__pycache__" not in name and not name.startswith(pins.OWN_LEFT_OUT):
                package.files[f"{name[:-3]}.txt" if re.search(pins.AS_TEXT, name) else name] = path
    return package
