"""The HTML document around the instruments, the same for the server and for the static bundle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import jinja2

from app.guesses import card_html
from app.navigation import SITE, STACK, title
from app.page import Page
from app.statements import dialog_html
from formulas.caching import shared
from formulas.version import VERSION
from instruments.frame.address import VERSION as CODEC
from instruments.frame.discovery import home, instruments
from instruments.frame.ids import Ids
from instruments.frame.links import href
from instruments.frame.search import KINDS
from instruments.prose.links import pages_at
from instruments.prose.markup import EMPTY, Markup, joined, markup

_SHARED = ("boot", "tokens", "page", "mistakes")
_FRAME = tuple(f"frame/{name}" for name in (
    "masthead", "stack", "search", "opening", "footer", "bottom", "controls", "bench", "decisions", "sheet", "verdict", "rows", "working",
    "pictures", "terms", "heat", "explore", "cell", "menus", "wide", "narrow", "embedded",
))  # fmt: skip
_LAST = ("touch", "frame/large", "frame/forced", "unscripted", "saved", "print/page", "frame/print")


@shared
def styles(only: str = "") -> tuple[str, ...]:
    """Style sheets by name, later ones winning: those of one instrument's page, or of a page for all.

    The page's own, then what all instruments are made of, then each instrument's own (and what of the frame it alone asks for),
    then what a finger needs and what stays without scripts; paper has the last word.
    """
    declared = [instruments()[only]] if only else list(instruments().values())
    own = dict.fromkeys(name for each in declared for name in each.styles)
    return (*_SHARED, *_FRAME, *own, *_LAST, *(name for each in declared for name in each.print_styles))


PAGE = "page"
"""The page's own script, by name."""


@shared
def modules() -> tuple[str, ...]:
    """Scripts by name: the page's own, then each instrument's."""
    return (PAGE, *(each.script for each in instruments().values() if each.script))


# A frame may keep scripts out as much as a browser may; the page cannot tell which of them did.
UNSCRIPTED = markup(
    '<p class="unscripted" id="unscripted">No script runs here, so the controls are out of use and the figures are those of the default '
    "design. Switch scripts on, let the frame around this page say "
    '<code>sandbox="allow-scripts allow-same-origin"</code>, let the host leave alone what stands in the page itself (Rocket Loader, '
    'and a policy without its hashes, keep it back), or <a href="?" target="_blank" rel="noopener">open the page by itself</a> '
    "(from the link's own menu where the frame allows no new window).</p>"
)
_NO_FRAMES = markup("""<meta http-equiv="Content-Security-Policy" content="frame-src 'none'">""")
"""What a cell's frame shows could be made to go to an address, and take something there (docs/cells.md)."""
_MAGNIFIER = markup(
    '<svg class="magnifier" viewBox="0 0 20 20" aria-hidden="true"><circle cx="8.5" cy="8.5" r="5.5"/><path d="M12.5 12.5l5 5"/></svg>'
)
_TEMPLATES = Path(__file__).parent / "templates"


def html(start: str, *, root: str = "", parts: Mapping[str, Markup] | None = None, stills: Mapping[str, Markup] | None = None) -> str:
    """Return the whole page of an instrument in its default state, readable without a script.

    Parameters
    ----------
    start
        Id of the instrument.
    root
        Where the site is, seen from the page.
    parts
        Markup in the place of what :func:`context` gives: ``head`` (end of the head), ``theme``, ``styles``, ``modules``,
        ``scripts`` (end of the body).
    stills
        Pictures (SVG) by the id of the slot that they stand in until the live one comes.
    """
    with pages_at(root):
        variables = context(Page(start), assets=f"{root}assets/", mode="static", stills=stills)
    return template("page.html").render(variables | dict(parts or {}))


def context(page: Page, *, assets: str, mode: str, stills: Mapping[str, Markup] | None = None) -> dict[str, Markup | str]:
    """Return what the templates put in."""
    return {
        "mode": mode,
        "codec": CODEC,
        "numbers": VERSION,
        "assets": assets,
        "start": page.start,
        "title": title(page.address.instrument),
        "description": instruments()[page.start].description,
        "masthead": _masthead(page),
        "stack": _stack(page),
        "around": markup('<nav class="around" id="around" aria-label="Next to it in the stack">{}</nav>', page.around["around"].html),
        "dock": markup('<nav class="dock" id="dock" aria-label="This page">{}</nav>', page.around["dock"].html),
        "statement": dialog_html(),
        "guesses": card_html(),
        "notices": page.notices.html,
        "unscripted": UNSCRIPTED,
        "sections": joined(_section(page, name, stills or {}) for name in instruments()),
        "theme": markup('<script src="{}js/theme.js"></script>', assets),
        "styles": joined(stylesheet(f"{assets}css/{name}.css") for name in styles()),
        "modules": joined(module(f"{assets}js/{name}.js") for name in modules()),
        "head": markup('{}<script src="{}js/guard.js"></script>', _NO_FRAMES, assets),
        "scripts": EMPTY,
    }


def stylesheet(url: str) -> Markup:
    """Return the link to a style sheet."""
    return markup('<link rel="stylesheet" href="{}">', url)


def module(url: str) -> Markup:
    """Return the element that runs a module when the page has been parsed."""
    return markup('<script type="module" src="{}"></script>', url)


def _section(page: Page, name: str, stills: Mapping[str, Markup]) -> Markup:
    shown = name == page.start
    if shown:
        for picture in page.views[name].pictures:
            picture.still = stills.get(picture.mount.target, EMPTY)
    content = page.views[name].html() if shown else EMPTY
    return markup(
        '<section id="{id}" class="instrument" data-instrument="{name}" aria-label="{label}"{hidden}>{content}</section>',
        id=Ids(name).section, name=name, label=instruments()[name].title, hidden="" if shown else " hidden", content=content,
    )


def _masthead(page: Page) -> Markup:
    return markup(
        '<header class="masthead">'
        '<button type="button" class="icon stack-switch" data-stack-switch aria-expanded="false" aria-controls="strata" '
        'aria-label="The stack: where you are">{stack}</button>'
        '<a class="brand" href="{home}"><span class="brand-glyph">{stack}</span><span>{site}</span></a>'
        '<nav class="crumbs" aria-label="Where you are"><ol id="crumbs">{crumbs}</ol></nav>'
        '<nav class="beside" aria-label="Beside the stack"><ul id="beside">{beside}</ul></nav>'
        '{search}<div class="tools">'
        '<button type="button" class="icon" data-theme-switch aria-pressed="false" aria-label="Dark theme" title="Dark or light">'
        '<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="6.5"/>'
        '<path d="M10 3.5a6.5 6.5 0 0 1 0 13z" class="half"/></svg>'
        "</button></div></header>",
        stack=STACK, home=href(home()), site=SITE, crumbs=page.around["crumbs"].html,
        beside=page.around["beside"].html, search=_search(),
    )


def _search() -> Markup:
    """The search field; on a narrow page it comes when its sign is pressed."""
    what = f"Search {', '.join(KINDS).lower()}"
    return markup(
        '<search class="search">'
        '<button type="button" class="icon search-switch" data-search-switch aria-expanded="false" aria-label="{what}">'
        "{magnifier}</button>"
        '<div class="search-box">{magnifier}'
        '<input class="search-field" id="search" type="text" role="combobox" aria-label="{what}" placeholder="Search" '
        'aria-expanded="false" aria-controls="search-found" aria-autocomplete="list" aria-keyshortcuts="/ Control+K" '
        'autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go">'
        '<kbd aria-hidden="true">/</kbd>'
        '<div class="search-list" id="search-found" role="listbox" aria-label="What was found" hidden></div>'
        '<p class="unseen" id="search-told" role="status"></p></div></search>',
        what=what, magnifier=_MAGNIFIER,
    )


def _stack(page: Page) -> Markup:
    return markup(
        '<nav class="stack" id="strata" aria-label="The stack, energy at the bottom">'
        '<button type="button" class="sheet-handle" data-stack-switch aria-expanded="false" aria-controls="strata">'
        '<span class="unseen">Close the stack</span></button>'
        '<ol id="stack">{}</ol>'
        '<button type="button" class="stack-fold" data-stack-fold aria-expanded="true" aria-controls="stack" aria-label="Names and figures '
        'of the stack"><svg viewBox="0 0 20 20" aria-hidden="true"><path d="M12 5l-5 5 5 5M3.5 4v12"/></svg></button></nav>',
        page.stack.html,
    )


@shared
def template(name: str) -> jinja2.Template:
    """Return a template that takes markup as it is and any other text as text."""
    return jinja2.Environment(loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True).get_template(name)
