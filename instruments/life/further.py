"""Where to go next: primary sources for each wish, with what each is good for and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

from formulas.bibliography import bibliography
from instruments.frame.discovery import BESIDE, at
from instruments.frame.links import href
from instruments.life import IDS
from instruments.prose.markup import EMPTY, Markup, joined, markup


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One source, by its key of the bibliography, what it is good for, and how long it takes."""

    source: str
    good_for: str
    takes: str


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a reader may want to do next."""

    id: str
    title: str
    readings: tuple[Reading, ...]


WISHES = (
    Wish(id="read", title="To read", readings=(
        Reading(source="vaswani2017", good_for="The transformer itself. Read section 3, with figure 1 beside you.", takes="2 h"),
        Reading(source="brown2020", good_for="What a large base model can do that nobody taught it.", takes="1 h for sections 1 to 3"),
        Reading(source="hoffmann2022", good_for="How to split a budget between parameters and tokens: what the Forge does first.",
                takes="2 h"),
        Reading(source="ouyang2022", good_for="How a base model becomes an assistant.", takes="2 h for sections 1 to 4"),
        Reading(source="rafailov2023", good_for="The same from comparisons alone, without a model of rewards.", takes="2 h"),
        Reading(source="dao2022", good_for="Why moving bytes, not multiplying, decides how fast attention is.", takes="2 h"),
        Reading(source="deepseek2024v3", good_for="A whole frontier model with its numbers: shape, precision, cards, cost.",
                takes="half a day"),
        Reading(source="deepseek2025r1", good_for="Reasoning from rewards that a program can check.", takes="2 h"),
        Reading(source="ho2020", good_for="The other family: models that take noise away.", takes="half a day, with its derivation"),
    )),
    Wish(id="build", title="To build one", readings=(
        Reading(source="karpathy2022", good_for="From one neuron to a small GPT, every line written before your eyes.",
                takes="two weeks of evenings"),
        Reading(source="nanogpt", good_for="A GPT in two short files: train it on Shakespeare, then on more.",
                takes="an evening; GPT-2 takes days on 8 cards"),
        Reading(source="karpathy2025", good_for="The whole life in one repository: tokenizer, training, post-training, a chat page.",
                takes="4 h on 8 rented H100, about 100 USD"),
        Reading(source="raschka2024", good_for="The same as a book, with exercises, on a laptop.", takes="a month of evenings"),
        Reading(source="austin2025", good_for="How many cards, cut in which way: the arithmetic of large runs.", takes="a week"),
    )),
    Wish(id="serve", title="To serve one", readings=(
        Reading(source="pope2022", good_for="Where the time of a token goes, and how cards share a model.", takes="3 h"),
        Reading(source="kwon2023", good_for="How vLLM keeps the cache in pages. Start its server, then watch your first-token time.",
                takes="2 h to read, an hour to run"),
        Reading(source="zheng2024", good_for="How SGLang shares what prompts have in common.", takes="2 h to read, an hour to run"),
    )),
    Wish(id="adapt", title="To adapt one", readings=(
        Reading(source="hu2021", good_for="Why a few extra weights are enough.", takes="2 h"),
        Reading(source="dettmers2023", good_for="The same on one card, on weights of four bits.", takes="2 h"),
        Reading(source="hf-peft", good_for="The library in which both are a few lines. Follow a guide on a model of one billion.",
                takes="a weekend"),
    )),
    Wish(id="inside", title="To look inside one", readings=(
        Reading(source="elhage2021", good_for="How to read a small transformer as paths through one stream.", takes="a day"),
        Reading(source="olsson2022", good_for="Induction heads: the two heads that copy, and when they appear.", takes="half a day"),
        Reading(source="elhage2022", good_for="Why one neuron means many things.", takes="half a day"),
        Reading(source="bricken2023", good_for="Sparse autoencoders: taking the many things apart.", takes="half a day"),
        Reading(source="ameisen2025", good_for="Tracing one answer through a model that is in use.", takes="a day"),
    )),
)  # fmt: skip


def further_html() -> Markup:
    """Return the section."""
    return markup(
        '<section class="life-further" aria-labelledby="{id}"><h2 id="{id}">Where to go next</h2>'
        '<div class="wishes">{here}{wishes}</div></section>',
        id=IDS("further"), here=_here(), wishes=joined(map(_wish, WISHES)),
    )


def _here() -> Markup:
    """What of this site stands beside the stack, if anything does."""
    items = joined(
        markup('<li data-key="{}"><p><a href="{}">{}</a></p><p>{}</p></li>', each.id, href(each.id), each.title, each.question)
        for each in at(BESIDE)
    )
    return markup('<section class="wish card"><h3>On this site</h3><ul>{}</ul></section>', items) if items else EMPTY


def _wish(wish: Wish) -> Markup:
    items = joined(map(_reading, wish.readings))
    return markup('<section class="wish card" data-key="{}"><h3>{}</h3><ul>{}</ul></section>', wish.id, wish.title, items)


def _reading(reading: Reading) -> Markup:
    source = bibliography()[reading.source]
    return markup(
        '<li data-key="{key}"><p><a href="{url}" rel="noreferrer" target="_blank">{title}</a></p>'
        '<p class="wish-good"><span class="wish-source">{short}.</span> {good_for} <span class="wish-takes">{takes}</span></p></li>',
        key=reading.source, url=source.url, title=source.title, short=source.short, good_for=reading.good_for, takes=reading.takes,
    )
