"""What becomes of the power, above the rows: one sentence, one bar, four figures."""

from __future__ import annotations

from instruments.energy.result import Balance
from instruments.frame.keys import keys_html
from instruments.frame.shares import Share, shares_html
from instruments.prose.markup import Markup, markup
from instruments.quantities.text import per_cent, significant

# Four figures of which each decision moves at least one: how much of it is useful, how large, how dear, how dirty.
_KEYS = {"useful_share": "useful", "site_power": "power", "bill": "bill", "carbon": "carbon"}
_WHY = {
    "waiting": "boards that wait", "hosts": "hosts, fans and links", "network": "switches", "storage": "storage",
    "overhead": "cooling and conversion",
}  # fmt: skip


def verdict_html(result: Balance) -> Markup:
    """Return it for a result."""
    ends = result.flow.ends
    lost = max((part for part in ends if part.kind == "loss"), key=lambda part: part.watts)
    figures = result.figures
    return markup(
        '<div class="verdict-card" data-key="balance"><div class="verdict-text">'
        '<h2 class="verdict-word"><span class="sign" aria-hidden="true">\N{ALMOST EQUAL TO}</span> <span data-spoken>'
        "{useful} of each 100 kWh become useful arithmetic</span></h2>"
        '<p class="verdict-why">The run takes {energy} in {time}. Most is lost to {why}, {share} of all. {cooling}</p></div>'
        '<div class="verdict-next">{bar}</div>{keys}</div>',
        useful=significant(100 * float(result.chain.useful_share), 2), energy=figures["run_energy"].shown, time=figures["run_time"].shown,
        why=_WHY[lost.id], share=_percent(lost.share), cooling=result.cooling,
        bar=shares_html(Share(part.id, part.short.lower(), part.share, _percent(part.share)) for part in ends),
        keys=keys_html(figures, _KEYS),
    )  # fmt: skip


def _percent(share: float) -> str:
    return per_cent(share, 2) if share >= 1e-4 else "0%"
