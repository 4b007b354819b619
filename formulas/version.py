"""The version of the numbers: which catalogues and formulas a figure was made with.

Whatever changes a figure raises it, by a line at the top of :data:`HISTORY` that says what changed; ``docs/numbers.json`` holds what
the present version gives, and a test fails where that is no longer so.  A link names the version that it was made with.
"""

from __future__ import annotations

import re

HISTORY = {
    "2026-11.6": (
        "Serving: the prompt of a design with windows costs what windows see, as its cache and its steps do, and latent attention scores "
        "over its rotary part as well: the first token of such designs comes sooner or later than it did. Llama 4 attends in chunks. "
        "Designs without either keep every figure. "
        "A card that lacks the format of the weights stores them in it and unpacks them to one that it has, at the speed of that: an A100 "
        "serves FP8, a V100 BF16. Such a design stands where an engine is known to do so, and so does one on a card without published "
        "peaks, whose speeds are unknown. TF32 is unpacked to FP32 and no longer to 16 bits where a card has no TF32. "
        "The Forge tells the shortest time that a run can take with any number of cards, and holds a run against it: a run of days that "
        "stood may fall. A cap on the power of the training cards may be set, and the speed that it leaves is a step of every design; "
        "without one no earlier number is another. Grids carry Ember's latest year beside the one that is computed with; a text stock "
        "above the public one is what tokens are held against. "
        "The life of a model shows the present design in four more of its boxes."
    ),
    "2026-11.5": (
        "Serving: the first token waits for every expert that the prompt touches; a decoding step is bound by all its arithmetic, that of "
        "attention too, or by all its bytes, whichever takes longer, with each cache read once; a full replica serves in the layout that "
        "lets in more users, with or without data-parallel attention. A step fitted to 58 published loads stands beside it. The course's "
        "worked example keeps every figure."
    ),
    "2026-11.4": (
        "The Forge tells its loss per byte of text, how far the published laws lie apart at a design, what rounding the weights adds to "
        "the loss, what a life of serving asks for, and what a development costs; these are new steps of every design, and no earlier "
        "number is another."
    ),
    "2026-11.3": (
        "The Forge holds a run against what is documented by 2026 and no longer by spring 2025: a fleet in H100 equivalents, a site's "
        "power as the rating of whole servers, network and storage; both are steps of every design. Its power and energy may count whole "
        "servers; boards alone, as the course counts them, stay the default. Text that is read again counts for what "
        "repeats add (Muennighoff 2023); the share of all public text is no row any more. "
        "Trainium has 32 GiB at 820 GiB/s, as its page prints, which stood here as GB."
    ),
    "2026-11.2": (
        "Network: small buffers go by the protocol that is the fastest for them, a broadcast along a ring in the chunks that make it "
        "shortest, and a torus is billed for its own light between racks; racks and servers are counted. "
        "Reliability counts no failures while the run waits for a server, begins with two spares, and knows BLOOM's 117 days and "
        "OPT-175B's 992 cards; the Forge takes a goodput and a die yield, which change nothing while they are 1. "
        "Energy: racks and the plant follow from the rating of the servers, storage is told apart from the network, and a margin is "
        "counted within the boundary of its grid. "
        "Wafer: it has its notch and real exposures; packaging counts the interposer by its area, memory by its capacity."
    ),
    "2026-11": "The first numbers that links name.",
}
"""What changed with each version, the newest first: the month, and within one month ``.2``, ``.3`` behind it."""
VERSION = next(iter(HISTORY))
_FORM = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:\.([2-9]|[1-9]\d))?", re.ASCII)


def order(version: str) -> tuple[int, int, int] | None:
    """Return what versions are sorted by, or nothing where a text is none.

    >>> order("2026-11") < order("2026-11.2") < order("2027-01"), order("v1") is None
    (True, True)
    """
    found = _FORM.fullmatch(version)
    return (int(found[1]), int(found[2]), int(found[3] or 1)) if found else None
