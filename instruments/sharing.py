"""What leads from an instrument to elsewhere, the same for all: its link, a frame for another page, the way out of such a frame."""

from __future__ import annotations

IN_FULL = '<a class="button embedded" data-unembed href="?" target="_blank" rel="noopener"><span>Open in full</span></a>'
"""In a frame: the same state on a page of its own."""


def share_html(holds: str, more: str = "") -> str:
    """Return the share menu.

    Parameters
    ----------
    holds
        What the address leads back to, as a sentence.
    more
        Markup of what else this instrument can hand over.
    """
    return (
        '<details class="menu share"><summary>Share</summary><div class="menu-body right">'
        f'<p class="hint">{holds}</p><p class="buttons">'
        '<button type="button" class="button primary" data-copy="address">Copy the link</button>'
        '<button type="button" class="button" data-copy="embed">Copy embed code</button></p>'
        f"{more}</div></details>"
    )
