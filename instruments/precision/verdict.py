"""What weights lose in a format, and what that buys: one sentence, four figures."""

from __future__ import annotations

from instruments.frame.keys import keys_html
from instruments.precision.result import Findings
from instruments.precision.sayings import per_cent
from instruments.prose.markup import Markup, markup
from instruments.quantities.text import power

KEYS = {"relative_error": "weights' error", "model_bytes": "model", "decode_speed": "speed", "held_number": "number held"}
"""Four figures of which each decision moves at least one: of the matrix, of the model, of its card, of the number."""


def verdict_html(found: Findings) -> Markup:
    """Return it for a result."""
    figures = found.figures
    layout = found.study.recipe.layout
    lost = float(figures["relative_error"].value or 0.0)
    word = f"{layout.name} is off by {per_cent(lost)} of the weights" if lost else f"{layout.name} holds every weight exactly"
    rounding, clipping = (power(float(figures[name].value or 0.0), 3) for name in ("rounding_error", "clipping_error"))
    return markup(
        '<div class="verdict-card" data-key="lost"><div class="verdict-text">'
        '<h2 class="verdict-word"><span data-spoken>{}</span></h2>'
        '<p class="verdict-why">Rounding makes {} of the error and clipping {}; {} bits a weight make the model {}.</p></div>{}</div>',
        word, rounding, clipping,
        f"{float(figures['stored_bits'].value):.4g}", str(figures["model_bytes"].shown), keys_html(figures, KEYS, {"tokens/s": "tok/s"}),
    )  # fmt: skip
