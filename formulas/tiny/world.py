"""The little world: what its robots, cats, gradients and moons do, and how it is told.

What attention is needed for: *was* or *were* agrees with a subject that a relative clause
separates from it; *it*, *she*, *they* refer back to the last sentence's subject, which also
decides what can follow; a name must be spelt as it was before, and goes with the kind of thing
that bears it; a quotation is repeated word for word; brackets close in the order in which they
opened.  The weights of nouns and of what each noun does are those of the course's bigram table.

A rule is a generator that yields the weights of the next word and is sent the word that was
said; the very next word settles every choice, so that a text has one derivation.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass

END = ""  # said when the story is over; the tokenizer's story token
Rule = Generator[Mapping[str, float], str, object]

NOUNS = {"robot": 2.2, "cat": 1.6, "gradient": 1.0, "moon": 0.4}
DEEDS = {
    "robot": {"picked": 2.0, "saw": 1.0, "dropped": 0.6},
    "cat": {"saw": 1.8, "chased": 1.2},
    "gradient": {"exploded": 1.5, "vanished": 1.5},
    "moon": {"rose": 1.5, "set": 0.5},
}
TRAITS = {
    "robot": ("rusty", "shiny", "patient"),
    "cat": ("sleepy", "hungry", "quick"),
    "gradient": ("steep", "tiny", "noisy"),
    "moon": ("full", "pale", "bright"),
}
PRONOUNS = {"robot": "it", "cat": "she", "gradient": "it", "moon": "it"}
BRACKETS = {"(": ")", "[": "]"}
SYLLABLES = ("bip", "bop", "dit", "dot", "la", "lo", "mi", "mo", "ru", "ta", "zip", "zap")
NAMES = tuple(f"{a}{b}" for a in ("Zo", "Mi", "Lu", "Ka", "Te", "Ri") for b in ("vi", "ra", "ko", "na", "lo", "xa"))
_INTRANSITIVE = {"exploded", "vanished", "rose", "set"}
_LONGEST = 8  # sentences


@dataclass(frozen=True)
class Referent:
    """Something that was mentioned and can be referred back to."""

    noun: str
    plural: bool = False
    name: str = ""

    @property
    def pronoun(self) -> str:
        """The word that refers back to it."""
        return "they" if self.plural else PRONOUNS[self.noun]


def story() -> Rule:
    """Sentences about whatever was mentioned before, until the end is said."""
    known: tuple[Referent, ...] = ()
    subject = None
    for count in range(_LONGEST + 1):
        space = " " if count else ""
        starts = {f"{space}the": 3.0, f"{space}a": 2.0 if len(known) < 2 else 0.0}
        if subject:
            starts |= {f" {subject.pronoun}": 3.0} | {f" {r.name}": 1.0 for r in known}
        if count > 1:
            starts[END] = 1.0
        said = yield (starts if count < _LONGEST else {END: 1.0})
        if said == END:
            return
        subject, known = yield from _sentence(said.strip(), subject, known)


def _sentence(first: str, before: Referent | None, known: tuple[Referent, ...]) -> Rule:
    """A sentence whose first word was said; returns its subject and the names known after it."""
    if first == "the":
        subject = yield from _noun()
        yield from _described(subject, known)
    elif first == "a":
        noun = (yield {f" {n}": math.exp(w) for n, w in NOUNS.items()}).strip()
        yield {" named": 1.0}
        taken = {r.name for r in known}
        name = (yield {f" {n}": 1.0 for n in NAMES if n not in taken}).strip()
        subject = Referent(noun, name=name)
        known += (subject,)
        yield from _predicate(subject, known)
    else:
        subject = before if first == before.pronoun else next(r for r in known if r.name == first)
        yield from _predicate(subject, known)
    if (yield {".": 4.0, " and": 1.0}) == " and":
        yield {" the": 1.0}
        yield from _predicate((yield from _noun()), known)
        yield {".": 1.0}
    return subject, known


def _noun() -> Rule:
    """A noun, one or many; returns what it refers to."""
    said = yield {f" {n}{s}": math.exp(w) * p for n, w in NOUNS.items() for s, p in (("", 0.6), ("s", 0.4))}
    return Referent(said.strip().removesuffix("s"), plural=said.endswith("s"))


def _described(subject: Referent, known: tuple[Referent, ...]) -> Rule:
    """A relative clause, an aside in brackets or nothing; then what the subject did or was."""
    ways = {" that": 0.35, " (": 0.1, " [": 0.1}
    plain = _predicate_weights(subject)
    said = yield ways | {w: 0.45 * p for w, p in plain.items()}
    if said in plain:
        yield from _rest(said, subject, known)
        return
    if said == " that":
        verbs = {f" {v}": math.exp(w) for v, w in DEEDS[subject.noun].items()}
        total = sum(verbs.values())
        said = yield {v: 0.5 * w / total for v, w in verbs.items()} | {" the": 0.5}
        if said == " the":
            doer = yield from _agent()
            yield from _deed((yield {f" {v}": math.exp(w) for v, w in DEEDS[doer.noun].items()}), known, gap=True)
        else:
            yield from _deed(said, known)
    else:
        yield from _aside(said[1], subject)
    yield {_was(subject): 1.0}
    yield {f" {t}": 1.0 for t in TRAITS[subject.noun]}


def _agent() -> Rule:
    """A noun that can do something to another."""
    said = yield {
        f" {n}{s}": math.exp(NOUNS[n]) * p for n in ("robot", "cat") for s, p in (("", 0.6), ("s", 0.4))
    }
    return Referent(said.strip().removesuffix("s"), plural=said.endswith("s"))


def _aside(opened: str, subject: Referent, depth: int = 1) -> Rule:
    """``(very rusty [very patient])``: what opened last closes first."""
    yield {"very": 1.0}
    yield {f" {t}": 1.0 for t in TRAITS[subject.noun]}
    closer = BRACKETS[opened]
    said = yield {closer: 0.6} | ({f" {b}": 0.2 for b in BRACKETS} if depth < 3 else {})
    if said != closer:
        yield from _aside(said[1], subject, depth + 1)
        yield {closer: 1.0}


def _predicate(subject: Referent, known: tuple[Referent, ...]) -> Rule:
    """What the subject did, said or was."""
    yield from _rest((yield _predicate_weights(subject)), subject, known)


def _predicate_weights(subject: Referent) -> dict[str, float]:
    """Shares of the first word of a predicate."""
    deeds = {f" {v}": math.exp(w) for v, w in DEEDS[subject.noun].items()}
    voice = 0.35 if subject.noun in ("robot", "cat") else 0.0
    acts = (0.75 - voice) / sum(deeds.values())
    said = {" said": 0.4 * voice, " sang": 0.6 * voice} if voice else {}
    return {v: w * acts for v, w in deeds.items()} | said | {_was(subject): 0.25}


def _rest(said: str, subject: Referent, known: tuple[Referent, ...]) -> Rule:
    """The predicate after its first word."""
    if said == _was(subject):
        yield {f" {t}": 1.0 for t in TRAITS[subject.noun]}
    elif said in (" said", " sang"):
        yield from _voice(said, known)
    else:
        yield from _deed(said, known)


def _was(subject: Referent) -> str:
    """The form that agrees with the subject."""
    return " were" if subject.plural else " was"


def _deed(verb: str, known: tuple[Referent, ...], gap: bool = False) -> Rule:
    """What follows a verb: its particle, and its object unless a relative clause took it."""
    if verb == " picked":
        yield {" up": 1.0}
    if verb.strip() in _INTRANSITIVE or gap:
        return
    if (yield {" the": 3.0} | {f" {r.name}": 1.0 for r in known}) == " the":
        yield from _noun()


def _voice(verb: str, known: tuple[Referent, ...]) -> Rule:
    """A quotation, addressed to somebody or repeated word for word by somebody."""
    yield {' "': 1.0}
    quoted = yield from _recorded(_chant() if verb == " sang" else _clause())
    if (yield {",": 0.8, " to": 0.2}) == " to":
        yield {" the": 1.0}
        yield from _agent()
        return
    yield {" so": 1.0}
    if (yield {" the": 3.0} | {f" {r.name}": 1.0 for r in known if r.noun in ("robot", "cat")}) == " the":
        yield from _agent()
    yield {verb: 1.0}
    yield {' "': 1.0}
    for word in quoted:
        yield {word: 1.0}


def _chant() -> Rule:
    """Three to six different syllables without meaning, and the mark that closes the quotation."""
    left = list(SYLLABLES)
    left.remove((yield dict.fromkeys(left, 1.0)))
    for count in range(1, 7):
        close = 0.0 if count < 3 else 1.0 if count == 6 else 0.4
        said = yield {'"': close} | {f" {syllable}": (1 - close) / len(left) for syllable in left}
        if said == '"':
            return
        left.remove(said.strip())


def _clause() -> Rule:
    """A short thing to say, and the mark that closes the quotation."""
    yield {"the": 1.0}
    doer = yield from _noun()
    said = yield {f" {v}": math.exp(w) for v, w in DEEDS[doer.noun].items()}
    yield from _deed(said, ())
    yield {'"': 1.0}


def _recorded(rule: Rule) -> Rule:
    """Follow ``rule`` and return the words that were said in it."""
    words: list[str] = []
    said = None
    while True:
        try:
            offered = rule.send(said)
        except StopIteration:
            return words
        said = yield offered
        words.append(said)
