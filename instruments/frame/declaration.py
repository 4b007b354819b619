"""What an instrument says of itself before anything of it is imported: its place, its words, and where its halves are."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from instruments.frame.model import Model
    from instruments.frame.pictures import Picture
    from instruments.frame.presets import Preset
    from instruments.frame.search import Find


class OnCommandLine(Protocol):
    """What the command line takes from an instrument."""

    def add_to(self, commands: Any) -> None:
        """Add a command to a parser's."""


STRATA = {
    "applications": "Applications",
    "models": "Models",
    "infrastructure": "Infrastructure",
    "chips": "Chips",
    "energy": "Energy",
}
"""The layers of the stack from the top down, electrons at the bottom."""


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One instrument, as the ``INSTRUMENT`` of its package declares it.

    Parameters
    ----------
    title
        Its name, a few words.
    stratum
        Key of :data:`STRATA`: where it stands in the stack.  Nothing, where it stands beside it: a page of the site that is no
        instrument (the course, an index), which the masthead leads to.
    place
        Where it stands among those of its stratum, least first.
    question
        What it answers, one sentence: its heading's second line, and what a link to it says.
    description
        What one finds there, one or two sentences, for search engines and link previews.
    model, view
        Its halves, as ``module:Class`` within its package; without a view of its own it is shown by the frame's.
    pictures
        What draws its pictures, as ``module:function`` within its package: a function without arguments that returns a list of
        :class:`instruments.frame.pictures.Picture`.
    styles
        Names of its own style sheets, in their order, below ``static/css/``; and of those of the frame that not every instrument
        needs, such as ``frame/slices``.
    print_styles
        The same for paper.
    script
        Name of its own script below ``static/js/``, or nothing.
    presets
        Designs to start from, as ``module:function`` within its package: a function without arguments that returns each by its id, as a
        :class:`instruments.frame.presets.Preset` is.
    controls
        What its controls are called, as where they open from below.
    search
        What of it a search leads to, as ``module:function`` within its package: a function without arguments that yields
        :class:`instruments.frame.search.Find`.  It is called when the page's index is written, never on the page.
    records
        What of its numbers is held to their version beside those of its designs, as ``module:function`` within its package: a function
        that writes them into the folder of documents that it is given, and returns where.
    command
        Its command, as ``module:Class`` within its package, where it knows more than the frame's.
    commands
        Further commands that come with it and print no rows of it, each as ``module:Class`` within its package: a class without
        arguments, with ``add_to`` as a :class:`~instruments.frame.command.Command` has it.
    predicts
        What a reader may guess before it shows, each as ``row after input``: the figure of a row once an input was moved on its scale;
        or as ``figure before run``: what an element with ``data-told`` says once the button with ``data-runs`` has run.
        The opening row then offers it, where some instrument ``scores`` them.
    scores
        What asks for these guesses on every instrument's page, reads and scores them, as ``module:Class`` within its package: a class of
        the page's views by their ids, with ``answer(message)``, which returns what the card says, or nothing where that stays.
    needs
        Ids of the instruments whose models its view is given, by keyword.  Such a model says in ``summary`` what design it is.
        What inputs take from it, the borrower's model says in ``borrowed``.
    explains
        Keys of the stops of a model's life (``instruments/life/stops.py``) that it is about: the map leads from there to it.
    home
        Whether it is what an address without an instrument shows.
    package
        Name of the package that declares it; the finder fills it in.
    """

    title: str
    stratum: str = ""
    place: int
    question: str
    description: str
    model: str
    view: str = ""
    pictures: str = ""
    styles: tuple[str, ...] = ()
    print_styles: tuple[str, ...] = ()
    script: str = ""
    presets: str = ""
    controls: str = "Decisions"
    search: str = ""
    records: str = ""
    command: str = ""
    commands: tuple[str, ...] = ()
    predicts: tuple[str, ...] = ()
    scores: str = ""
    needs: tuple[str, ...] = ()
    explains: tuple[str, ...] = ()
    home: bool = False
    package: str = ""

    @property
    def id(self) -> str:
        """The name of its folder: in addresses, on the command line and in the page's ids."""
        return self.package.rpartition(".")[2]

    @property
    def route(self) -> str:
        """Address of the instrument within the page's fragment."""
        return f"/{self.id}"

    def model_class(self) -> type[Model]:
        """Import its model, now and not earlier."""
        return self._load(self.model)

    def build(self, model: Model | None = None, /, **needed: Any) -> Any:
        """Import its view, now and not earlier, and return one on ``model``, or else on a new one.

        ``needed`` are the models of the instruments that it needs, by their ids.
        """
        shown = self.model_class()() if model is None else model
        return self.view_class()(shown, **needed)

    def view_class(self) -> type:
        """Import what shows it: its own view, or else that of the frame."""
        return self._load(self.view) if self.view else importlib.import_module("instruments.frame.view").View

    def draw(self) -> list[Picture]:
        """Return its pictures, built anew."""
        return self._load(self.pictures)() if self.pictures else []

    def starts(self) -> Mapping[str, Preset]:
        """Return the designs to start from, by id; imported now and not earlier."""
        return self._load(self.presets)() if self.presets else {}

    def on_command_line(self) -> list[OnCommandLine]:
        """Return its command, and those that come with it."""
        own = self._load(self.command) if self.command else importlib.import_module("instruments.frame.command").Command
        return [own(self), *(self._load(each)() for each in self.commands)]

    def entries(self) -> Iterable[Find]:
        """Return what of it a search leads to."""
        return self._load(self.search)() if self.search else ()

    def record(self, folder: Path) -> list[Path]:
        """Write what of its numbers is held to their version into a folder of documents, and return where."""
        return [self._load(self.records)(folder)] if self.records else []

    def scorer(self, views: Mapping[str, Any]) -> Any:
        """Import what scores guesses, now and not earlier, and return one for a page's views."""
        return self._load(self.scores)(views)

    def _load(self, path: str) -> Any:
        module, _, name = path.partition(":")
        return getattr(importlib.import_module(f".{module}", self.package), name)
