"""The glossary as HTML: every term by letter, what leads to it by layer, a field that filters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from formulas.bibliography import bibliography
from formulas.caching import shared
from formulas.registry import equations
from instruments.evidence.citing import link
from instruments.frame.address import encode
from instruments.frame.chrome import opening, share_html
from instruments.frame.discovery import instruments
from instruments.frame.glossary import LAYERS, Term, glossary
from instruments.frame.links import href
from instruments.frame.reading import defaults
from instruments.prose.links import root
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.prose.words import address
from instruments.terms import IDS
from instruments.terms.model import Terms
from instruments.widgets import Fragment, LightDom


class TermsView:
    """Shows the glossary, and tells the page which term an address led to."""

    pictures = ()

    def __init__(self, model: Terms) -> None:
        self.model = model
        self.chosen = Fragment(target=IDS("chosen"))
        self.problem = Fragment(target=IDS("problem"))
        self._choose()
        model.param.watch(lambda event: self._choose(), "result")
        model.param.watch(lambda event: self._tell_problem(), "problem")

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        return [self.chosen, self.problem]

    def html(self) -> Markup:
        """Return the page's markup in its present state."""
        share = share_html("The address leads to the term that was opened last.")
        head = opening(instruments()[IDS.instrument], share=share)
        return markup(
            '{head}<div class="glossary"><div id="{chosen_id}" hidden>{chosen}</div><div id="{problem_id}" role="alert">{problem}</div>'
            "{body}</div>",
            head=head, chosen_id=IDS("chosen"), chosen=self.chosen.html, problem_id=IDS("problem"), problem=self.problem.html,
            body=_body(root()),
        )

    def in_sight(self, seen: bool) -> None:
        """Hear whether somebody looks; nothing here takes time."""

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and page back to where they are now."""
        ways = [self.model.checkpoint(), self.chosen.checkpoint(), self.problem.checkpoint()]

        def back() -> None:
            for way in ways:
                way()

        return back

    def _choose(self) -> None:
        term = self.model.result
        self.chosen.html = markup('<span data-chosen="{}"></span>', _id(term)) if term else EMPTY

    def _tell_problem(self) -> None:
        told = self.model.problem
        self.problem.html = markup('<p class="refusal">{}</p>', told) if told else EMPTY


def _id(term: Term) -> str:
    return IDS(term.id)


@shared
def _body(place: str | None) -> Markup:
    """All that no address changes, its links as they lead from ``place``."""
    del place
    listed = [(letter, list(terms)) for letter, terms in groupby(glossary(), lambda term: _letter(term.name))]
    letters = joined(markup('<li><a href="#{}" data-letter>{}</a></li>', IDS("letter", letter), letter) for letter, _ in listed)
    sections = joined(
        markup(
            '<section class="letter" aria-labelledby="{id}"><h2 id="{id}">{letter}</h2><dl>{entries}</dl></section>',
            id=IDS("letter", letter), letter=letter, entries=joined(map(_entry, terms)),
        )
        for letter, terms in listed
    )
    return markup(
        '{}<nav class="letters" aria-label="Letters"><ul>{}</ul></nav>{}<div class="entries">{}</div>',
        _tools(), letters, _by_layer(), sections,
    )  # fmt: skip


def _letter(name: str) -> str:
    return name[0].upper() if name[0].isalpha() else "0"


def _tools() -> Markup:
    layers = joined(
        markup(
            '<button type="button" class="button" data-layer="{}" aria-pressed="{}">{}</button>', key, str(not key).lower(), title
        )
        for key, title in {"": "All", **LAYERS}.items()
    )  # fmt: skip
    return markup(
        '<search class="glossary-tools"><div class="field-of"><label class="label" for="{filter}">Find a term</label>'
        '<input class="entry" id="{filter}" type="text" autocomplete="off" spellcheck="false" aria-describedby="{told}"></div>'
        '<div class="layers" role="group" aria-label="Layer">{layers}</div>'
        '<p class="hint" id="{told}" role="status">{count} terms</p></search>',
        filter=IDS("filter"), told=IDS("told"), layers=layers, count=len(glossary()),
    )


def _by_layer() -> Markup:
    """Every name below its layer."""
    parts = joined(
        markup(
            "<h2>{}</h2><ul>{}</ul>", title, joined(markup("<li>{}</li>", _to(term)) for term in glossary() if term.layer == key)
        )
        for key, title in LAYERS.items()
    )  # fmt: skip
    return markup('<details class="by-layer"><summary>All terms by layer</summary>{}</details>', parts)


def _entry(term: Term) -> Markup:
    # The name is what the address of the entry ends with, so that it leads here without a script too.
    state = encode(Terms, defaults(Terms) | {"term": term.id})
    return markup(
        '<div class="defined" id="{id}" data-layer="{layer}"><dt><a name="{state}" href="{address}">{name}</a>{also}</dt>'
        '<dd class="says">{says}{source}</dd><dd class="facts">{facts}</dd></div>',
        id=_id(term), layer=term.layer, state=state, address=address(term.id), name=term.name,
        also=markup(' <span class="also">{}</span>', ", ".join(term.also)) if term.also else EMPTY,
        says=_linked(term), source=_source(term), facts=_facts(term),
    )  # fmt: skip


def _source(term: Term) -> Markup:
    if not term.source:
        return EMPTY
    return markup(' <span class="cite" title="{}">{}</span>', bibliography()[term.source].title, link(term.source))


def _linked(term: Term) -> Markup:
    """A definition, the first mention of every other term in it leading there."""
    parts, end, seen = [], 0, {term.id}
    for start, stop, other in glossary().spoken(term.says):
        if other.id not in seen:
            seen.add(other.id)
            parts += [term.says[end:start], _to(other, term.says[start:stop])]
            end = stop
    return joined([*parts, term.says[end:]])


def _to(term: Term, text: str = "") -> Markup:
    return markup('<a href="{}">{}</a>', address(term.id), text or term.name)


def _facts(term: Term) -> Markup:
    known, shown = glossary(), instruments()
    facts = {
        "Layer": LAYERS[term.layer],
        "Unit": "none" if term.unit == "1" else term.unit,
        "Symbol": joined(map(_symbol, known.symbols_of(term)), ", "),
        "Instruments": joined((markup('<a href="{}">{}</a>', href(each), shown[each].title) for each in term.instruments), ", "),
        "See also": joined((_to(known[each]) for each in term.see), ", "),
    }
    told = (markup('<span class="fact"><b>{}:</b> {}</span>', name, text) for name, text in facts.items() if text)
    return joined([*told, _equations(known.equations_of(term))], " ")


def _symbol(latex: str) -> Markup:
    return markup('<span class="symbol" data-tex="{latex}" data-inline>{latex}</span>', latex=latex)


def _equations(names: tuple[str, ...]) -> Markup:
    """The equations of a term, folded away: some terms stand in many."""
    if not names:
        return EMPTY
    listed = joined(
        markup(
            '<li><button type="button" class="link" data-states="{name}" data-title="{title}">{title}</button></li>',
            name=name, title=equations()[name].title,
        )
        for name in names
    )  # fmt: skip
    count = "1 equation" if len(names) == 1 else f"{len(names)} equations"
    return markup('<details class="fact"><summary>{}</summary><ul>{}</ul></details>', count, listed)
