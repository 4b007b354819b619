"""Energy on the page: the frame's view, with presets, the regions and the answers that were measured."""

from __future__ import annotations

from instruments.energy import IDS
from instruments.energy.result import Balance
from instruments.energy.tables import regions_html, sites_html
from instruments.frame.view import View
from instruments.markup import Markup, markup
from instruments.widgets import Fragment


class EnergyView(View):
    """The frame's view, with a menu of published runs and two tables."""

    noun = "Balance"
    presets_title = "Published runs and sites"

    def prepare(self) -> None:
        """Make the tables."""
        self.regions = Fragment(target=IDS("regions"))
        self.sites = Fragment(target=IDS("sites"))

    @property
    def further(self) -> tuple[Fragment, ...]:
        """Both tables."""
        return self.regions, self.sites

    def show(self, result: Balance) -> None:
        """Bring the tables up to a result."""
        self.regions.html = regions_html(result)
        self.sites.html = sites_html(result)

    def tabs(self) -> dict[str, tuple[str, Markup]]:
        """Regions and sites beside the comparison."""
        return {
            "regions": ("Where to build", markup('<div id="{}">{}</div>', self.regions.target, self.regions.html)),
            "sites": ("Beside real sites", markup('<div id="{}">{}</div>', self.sites.target, self.sites.html)),
            **super().tabs(),
        }
