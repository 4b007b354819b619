"""What becomes of the time, above the rows: one sentence, one bar, four figures."""

from __future__ import annotations

from instruments.frame.keys import keys_html
from instruments.frame.shares import Share, shares_html
from instruments.prose.markup import Markup, markup
from instruments.quantities.text import quantity
from instruments.reliability.result import Outlook

PARTS = {
    "goodput": "lasting work", "writing": "writing", "lost": "lost work", "restarting": "restarting", "waiting": "waiting",
}  # fmt: skip
"""What the time is spent on, as rows and as words in a list."""
_WHY = {
    "writing": "writing checkpoints", "lost": "work that failures undid", "restarting": "restarting",
    "waiting": "waiting for a server because all spares are used",
}  # fmt: skip
_KEYS = {"goodput": "goodput", "mtbf": "MTBF", "interval": "interval", "lost": "lost work"}


def verdict_html(outlook: Outlook) -> Markup:
    """Return it for a result."""
    shares = {name: max(float(outlook.chain[name].value), 0.0) for name in PARTS}
    useful, duration = (quantity(float(each), "s") for each in (outlook.chain.useful_time, outlook.plan.duration))
    worst = max(_WHY, key=shares.__getitem__)
    return markup(
        '<div class="verdict-card" data-key="outlook"><div class="verdict-text">'
        '<h2 class="verdict-word"><span class="sign" aria-hidden="true">\N{ALMOST EQUAL TO}</span> <span data-spoken>'
        "{useful} of {duration} become work that lasts</span></h2>"
        '<p class="verdict-why">Something fails every {mtbf}. Most of the rest, {share} of the time, goes into {why}.</p></div>'
        '<div class="verdict-next">{bar}</div>{keys}</div>',
        useful=useful, duration=duration, mtbf=outlook.figures["mtbf"].shown, share=told_share(shares[worst]), why=_WHY[worst],
        bar=shares_html(
            Share(name, label, shares[name], told_share(shares[name])) for name, label in PARTS.items()
        ),
        keys=keys_html(outlook.figures, _KEYS),
    )  # fmt: skip


def told_share(share: float) -> str:
    """Say a share of the time to a tenth of a per cent, and a smaller one as that."""
    if share and share < 0.0005:
        return "under 0.1%"
    return f"{share:.1%}"
