"""What a page says of itself to search engines, and to those who show a link to it with a picture."""

from __future__ import annotations

from app.navigation import SITE, title
from instruments.frame.discovery import instruments
from instruments.prose.markup import EMPTY, Markup, joined, markup

PICTURE = "preview.png"
"""Name of the picture in the folder of an instrument's page."""
WIDTH, HEIGHT = 1200, 630
"""Of the picture, in pixels: the shape that services show."""


def tags(name: str, *, root: str, address: str, pictured: bool) -> Markup:
    """Return the elements for the head of an instrument's page.

    Parameters
    ----------
    name
        Id of the instrument.
    root
        Where the site is, seen from the page.
    address
        Where the site will be, ending in a slash, if that is known: a crawler takes a picture by its full address only.
    pictured
        Whether there is a picture.
    """
    declared = instruments()[name]
    told = {
        "og:type": "website",
        "og:site_name": SITE,
        "og:title": title(name),
        "og:description": declared.question,
        "twitter:card": "summary_large_image" if pictured else "summary",
    }
    if address:
        told["og:url"] = f"{address}{name}/"
    if pictured:
        told |= {
            "og:image": f"{address or root}{name}/{PICTURE}",
            "og:image:width": str(WIDTH),
            "og:image:height": str(HEIGHT),
            "og:image:alt": f"{declared.title} as it opens",
        }
    canonical = markup('<link rel="canonical" href="{}">', told["og:url"]) if address else EMPTY
    return canonical + joined(_meta(key, value) for key, value in told.items())


def _meta(key: str, value: str) -> Markup:
    kind = "name" if key.startswith("twitter:") else "property"
    return markup('<meta {}="{}" content="{}">', kind, key, value)
