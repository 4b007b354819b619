"""Turn traced packages into compiled wheels, a lock file that freezes them, and the one archive that travels."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.bundle.archive import read_zip, write_zip
from app.bundle.pyodide_node import SCRIPTS, run_inside
from app.bundle.sources import Sources
from app.bundle.trim import OWN_NAME, Package

PURE_TAG = "py3-none-any"
LIBRARY_SUFFIX = ".so"


@dataclass(frozen=True)
class CompiledSite:
    """What lies under site-packages in the browser."""

    members: dict[str, bytes]
    """Bytecode and data files by path."""
    libraries: dict[str, bytes]
    """Shared libraries by path: they are loaded before Python starts and so travel apart."""
    lock: dict
    """The pyodide-lock file."""


def compile_packages(packages: list[Package], sources: Sources, scratch: Path) -> CompiledSite:
    """Compile every package with pyodide-build's wheel compiler under the browser's own Python.

    Parameters
    ----------
    packages :
        What the trace found.
    sources :
        Pyodide's core and NumPy's wheel.
    scratch :
        An empty folder.
    """
    tags = {package.name: _tag(package, sources) for package in packages}
    for package in packages:
        name = f"{package.name.replace('-', '_')}-{package.version}-{tags[package.name]}.whl"
        members = {name: path.read_bytes() for name, path in package.files.items()}
        write_zip(scratch / name, {name: data for name, data in members.items() if not name.endswith(LIBRARY_SUFFIX)})
    compilers = _compiler_folders()
    mounts = {"/wheels": scratch} | {f"/host{number}": folder for number, folder in enumerate(compilers)}
    run_inside(
        sources.pyodide,
        SCRIPTS / "compile.py",
        mounts=mounts,
        path=[each for each in mounts if each != "/wheels"],
        options={"optimize": True, "documented": OWN_NAME.replace("-", "_")},
    )
    return _collect(packages, sources, scratch)


def _tag(package: Package, sources: Sources) -> str:
    return "-".join(sources.numpy_wheel.stem.split("-")[2:]) if package.name == "numpy" else PURE_TAG


def _compiler_folders() -> list[Path]:
    """Folders of this machine that hold pyodide-build and what it imports."""
    found = (importlib.util.find_spec(name) for name in ("packaging", "pyodide_build"))
    return sorted({Path(spec.origin).parent.parent for spec in found})


def _collect(packages: list[Package], sources: Sources, scratch: Path) -> CompiledSite:
    from pyodide_lock import PackageSpec, PyodideLockSpec

    members: dict[str, bytes] = {}
    libraries: dict[str, bytes] = {}
    specs: dict[str, PackageSpec] = {}
    for package in packages:
        stem = f"{package.name.replace('-', '_').lower()}-{package.version}"
        compiled = next(path for path in scratch.glob("*-cp3*.whl") if path.name.lower().startswith(stem + "-cp3"))
        own = read_zip(compiled)
        normal = scratch / "normal.zip"
        write_zip(normal, own)
        members |= own
        libraries |= {name: path.read_bytes() for name, path in package.files.items() if name.endswith(LIBRARY_SUFFIX)}
        specs[package.name.lower()] = PackageSpec(
            name=package.name.lower(),
            version=package.version,
            file_name=compiled.name,
            install_dir="site",
            sha256=hashlib.sha256(normal.read_bytes()).hexdigest(),
            imports=sorted({name.partition("/")[0].removesuffix(".pyc") for name in own}),
        )
        shutil.move(normal, compiled)
    info = PyodideLockSpec.from_dict({"info": sources.lock["info"], "packages": {}}).info
    return CompiledSite(members, libraries, PyodideLockSpec(info=info, packages=specs).to_dict())
