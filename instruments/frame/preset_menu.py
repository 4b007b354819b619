"""The menu of designs to start from: the same for every instrument that has some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from instruments.frame.presets import Preset
from instruments.prose.markup import Markup, joined, markup
from instruments.widgets import button


def entry_html(preset: Preset) -> Markup:
    """Return the entry of a preset, which says what it is."""
    return button("preset", preset.name, preset.id, kind="item", hint=preset.caption, step=True)


def menu_html(groups: Mapping[str, Iterable[Markup]]) -> Markup:
    """Return a menu of entries in groups, each under its title."""
    body = joined(
        markup("<h2>{}</h2><ul>{}</ul>", title, joined(markup("<li>{}</li>", entry) for entry in entries))
        for title, entries in groups.items()
    )
    return markup('<details class="menu presets"><summary>Presets</summary><div class="menu-body">{}</div></details>', body)
