"""What can make a design impossible, each as one load over one limit.

A constraint holds while its load is at most 1.  All of them are arrays over the designs, so that the
search for a repair can ask about hundreds of neighbours at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from formulas import shortest
from formulas.caching import frozen
from formulas.design import Design
from formulas.documented import largest
from formulas.steps import Chain


@dataclass(frozen=True)
class Limit:
    """A number that a design is held against, and everything that is told of it.

    Attributes
    ----------
    value
        The number, in SI.
    unit
        What it counts, as the units of the equations are written.
    source
        Key of the bibliography, or nothing where we chose the number.
    date
        What it is as of, where its source says so.
    interval
        The source's 90% interval, if it states one.
    example
        Who or what reached it, if somebody did.
    """

    value: float
    unit: str
    source: str = ""
    date: str = ""
    interval: tuple[float, float] | None = None
    example: str = ""


@dataclass(frozen=True)
class Constraint:
    """One way in which a design can fail.

    Attributes
    ----------
    measure
        Load over limit of a design with its steps, the numbers of the limits given by name.
    basis
        What the limit is: ``{name}`` stands where that limit is told, with its interval, who reached it and its date.
    limits
        The published or chosen numbers by name; none where the serving card alone sets the limit.
    """

    id: str
    title: str
    measure: Callable[[Design, Chain, Mapping[str, float]], np.ndarray]
    basis: str
    limits: Mapping[str, Limit] = field(default_factory=lambda: frozen({}))

    def load(self, design: Design, chain: Chain) -> np.ndarray:
        """Load over limit; above 1 the design fails."""
        return np.asarray(self.measure(design, chain, {name: limit.value for name, limit in self.limits.items()}), dtype=float)

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the bibliography, each once."""
        return tuple(dict.fromkeys(limit.source for limit in self.limits.values() if limit.source))


def _documented(of: str) -> Limit:
    """The largest documented figure of a kind, as a limit."""
    row = largest(of)
    interval = None if row.low is None or row.high is None else (row.low, row.high)
    return Limit(row.value, row.unit, row.source("value"), row.date, interval, row.name if row.reached else "")


# The limit for cards that have a scale-up link, however many of them one scale-up domain joins: a model served by all the chips of a pod
# has not been published.  Cards joined by PCIe alone stay within one server.
LARGEST_REPLICA = _documented("replica")
NATIVE, UNPACKED, NOT_SERVED = 1.0, 0.5, 0.0
"""How a card serves a format of weights: it multiplies it, an engine unpacks it there, or none does (``precision_supported``)."""


def _precision(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    # A card of which no peak is published is taken to serve what it is asked to.
    return np.where(np.asarray(design.precision_supported) == NOT_SERVED, np.inf, 0.0)


def _weights(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    return chain.weight_bytes / (chain.available_cards * chain.usable_bytes)


def _short_cache(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    return _cache(chain, np.minimum(at["context"] / design.context, 1))


def _full_cache(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    return _cache(chain, 1.0)


def _cache(chain: Chain, share: np.ndarray | float) -> np.ndarray:
    """Load of a share of one user's cache on the room that the weights leave."""
    room = chain.available_cards * chain.usable_bytes - chain.weight_bytes
    with np.errstate(divide="ignore"):
        return np.where(room > 0, chain.resident_cache_per_user * share / np.maximum(room, 1), np.inf)


def _tokens(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    # Who puts in a larger stock than the public one knows of more.
    return _where_known(chain.training_tokens / np.maximum(at["stock"], design.text_stock))


def _fleet(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    return _where_known(chain.h100_equivalents / at["fleet"])


def _power(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    return _where_known(chain.rated_power / at["power"])


def _time(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    asked = chain.part("training_tokens", "training_gpu_hours")
    shortest.steps(asked, at["tokens"], at["cards"], at["lost"])
    # What is that uncertain fails a design only where its good end does.
    load = shortest.shortest_run.equation.band.low * asked.shortest_run / (86_400 * np.asarray(design.target_days))
    return _where_known(load)


def _where_known(load: np.ndarray) -> np.ndarray:
    """A load; what is unknown neither holds a design nor fails it."""
    return np.where(np.isnan(load), 0.0, load)


def _law(design: Design, chain: Chain, at: Mapping[str, float]) -> np.ndarray:
    smallest = design.law.fitted_parameters[0] * at["share"]
    load = np.maximum.reduce([
        chain.training_compute / at["run"],
        chain.tokens_per_parameter / at["ratio"],
        smallest / chain.active_parameters,
    ])
    # No law tells the loss of a run that nobody knows.
    return _where_known(load)


CONSTRAINTS = (
    Constraint(
        "precision", "The card cannot serve this format", _precision,
        "What the serving card multiplies, or an engine is known to unpack there.",
    ),
    Constraint(
        "weights", "The weights do not fit", _weights,
        "Usable memory of the cards chosen, or of all that a replica may span: {replica}, as in the largest one published.",
        frozen({"replica": LARGEST_REPLICA}),
    ),
    Constraint(
        "cache", "No room for even a short cache", _short_cache, "One user at {context} beside the weights.",
        frozen({"context": Limit(4096, "token")}),
    ),
    Constraint("context", "The context is longer than the cache can hold", _full_cache, "One user at full context beside the weights."),
    Constraint(
        "tokens", "More tokens than exist", _tokens, "Public human text, about {stock}.",
        frozen({"stock": _documented("text")}),
    ),
    Constraint(
        "fleet", "A larger fleet than any site is known to hold", _fleet,
        "{fleet}, the largest documented site; cards are counted by their peak.",
        frozen({"fleet": _documented("fleet")}),
    ),
    Constraint(
        "power", "More power than any site is known to have", _power,
        "{power} of IT power, the most documented of one site: servers, network and storage at their rating, without cooling.",
        frozen({"power": _documented("power")}),
    ),
    Constraint(
        "time", "A shorter run than any fleet could end", _time,
        "In each step every card has {tokens} at least, and a batch beyond the critical one costs tokens as was measured. Failures took"
        " {lost} of a long run on {cards}, and take more with the root of the cards. Only the good end of the band counts against it.",
        frozen({
            "tokens": Limit(shortest.TOKENS_PER_CARD, "token", "grattafiori2024", "2024", example="Llama 3 405B"),
            "cards": Limit(shortest.RUN_CARDS, "card", "wan2025", "2025", example="ByteRobust"),
            "lost": Limit(shortest.RUN_LOST, "%", "wan2025", "2025", example="ByteRobust"),
        }),
    ),
    Constraint(
        "law", "Beyond what any scaling law was tested on", _law,
        "Runs up to {run}, up to {ratio}, models from {share} of the smallest one fitted.",
        frozen({
            "run": _documented("run"),
            "ratio": _documented("ratio"),
            "share": Limit(0.1, "%"),
        }),
    ),
)  # fmt: skip


def loads(design: Design, chain: Chain) -> dict[str, np.ndarray]:
    """Load over limit of every constraint, in the order in which they are reported."""
    return {constraint.id: constraint.load(design, chain) for constraint in CONSTRAINTS}
