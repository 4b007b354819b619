"""A stack as full as it is to become: further instruments beside the real ones, declared and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import instruments as package
from instruments.frame import discovery

WANTED = {
    "applications": ("Applications",),
    "models": ("Map of a model", "Transformer", "Scaling laws", "Training"),
    "infrastructure": ("Serving", "Parallelism", "Network", "Reliability"),
    "chips": ("Chip", "Precision", "Wafer"),
    "energy": ("Energy",),
    "": ("Course", "Index"),
}
_DECLARED = """from instruments.frame.declaration import Instrument

INSTRUMENT = Instrument(title={title!r}, stratum={stratum!r}, place={place}, question="What is there to know of it?",
                        description="It is not there yet.", model="model:Model", view="view:View")
"""


def write(folder: Path) -> None:
    """Write the packages of the further instruments below a folder."""
    for stratum, titles in WANTED.items():
        for place, title in enumerate(titles):
            own = folder / f"dummy_{title.lower().replace(' ', '_')}"
            own.mkdir(parents=True)
            (own / "__init__.py").write_text(_DECLARED.format(title=title, stratum=stratum, place=30 + place))
            (own / "model.py").write_text("")


@contextmanager
def many(folder: Path) -> Iterator[None]:
    """Find them too, as long as this lasts."""
    write(folder)
    before = list(package.__path__)
    forget()
    package.__path__.append(str(folder))
    try:
        yield
    finally:
        package.__path__[:] = before
        forget()


def forget() -> None:
    """Let instruments be found anew."""
    for each in (discovery.instruments, discovery.home, discovery.base):
        each.cache_clear()
