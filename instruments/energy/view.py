"""Energy on the page: the frame's view with a verdict, presets, the regions and the sites that are known."""

from __future__ import annotations

from instruments.energy import IDS
from instruments.energy.result import Balance
from instruments.energy.tables import regions_html, sites_html
from instruments.energy.verdict import verdict_html
from instruments.frame.view import View
from instruments.prose.markup import Markup, markup
from instruments.widgets import Fragment


class EnergyView(View):
    """The frame's view, with a verdict, a menu of published runs and two tables."""

    noun = "Balance"
    presets_title = "Published runs and sites"

    def prepare(self) -> None:
        """Make verdict and tables."""
        self.verdict = Fragment(target=IDS("verdict"))
        self.regions = Fragment(target=IDS("regions"))
        self.sites = Fragment(target=IDS("sites"))

    @property
    def further(self) -> tuple[Fragment, ...]:
        """The verdict and both tables."""
        return self.verdict, self.regions, self.sites

    def show(self, result: Balance) -> None:
        """Bring verdict and tables up to a result."""
        self.verdict.html = verdict_html(result)
        self.regions.html = regions_html(result)
        self.sites.html = sites_html(result)

    def verdict_html(self) -> Markup:
        """Return the verdict in its place."""
        return markup('<div class="verdict" id="{}">{}</div>', self.verdict.target, self.verdict.html)

    def tabs(self) -> dict[str, tuple[str, Markup]]:
        """Regions and sites beside the comparison."""
        return {
            "regions": ("Where to build", markup('<div id="{}">{}</div>', self.regions.target, self.regions.html)),
            "sites": ("Beside real sites", markup('<div id="{}">{}</div>', self.sites.target, self.sites.html)),
            **super().tabs(),
        }
