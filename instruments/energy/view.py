"""Energy on the page: the frame's view, with presets, the regions and the answers that were measured."""

from __future__ import annotations

from instruments.energy import IDS
from instruments.energy.presets import presets
from instruments.energy.result import Balance
from instruments.energy.tables import regions_html, sites_html
from instruments.frame.view import View
from instruments.markup import Markup, joined, markup
from instruments.widgets import Fragment, button


class EnergyView(View):
    """The frame's view, with a menu of published runs and two tables."""

    acts = (*View.acts, "preset")
    noun = "Balance"

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

    def _on_preset(self, name: str) -> None:
        if name in presets():
            self.model.restore(**presets()[name].values)

    def presets_html(self) -> Markup:
        """Return the menu of published runs."""
        entries = joined(
            markup("<li>{}</li>", button("preset", entry.name, entry.id, kind="item", hint=entry.caption, step=True))
            for entry in presets().values()
        )
        return markup(
            '<details class="menu presets"><summary>Presets</summary><div class="menu-body"><h2>Published runs and '
            'sites</h2><ul>{}</ul></div></details>',
            entries,
        )

    def tabs(self) -> dict[str, tuple[str, Markup]]:
        """Regions and sites beside the comparison."""
        return {
            "regions": ("Where to build", markup('<div id="{}">{}</div>', self.regions.target, self.regions.html)),
            "sites": ("Beside real sites", markup('<div id="{}">{}</div>', self.sites.target, self.sites.html)),
            **super().tabs(),
        }
