"""Tables: what this run would cost and emit in every region, and this site beside what people know."""

from __future__ import annotations

from formulas import energy
from formulas.catalogue import grids
from formulas.power.catalogue import Landmark, Region, landmarks, regions
from formulas.power.site import share_of_known
from instruments.energy.place import firm, mean_of, supply
from instruments.energy.result import Balance
from instruments.evidence.citing import link, links
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.text import quantity, significant, stated


def regions_html(result: Balance) -> Markup:
    """Return every place with bill and carbon of this run, the cheapest first, those of unknown price last."""
    used = float(result.chain.run_energy)
    rows = sorted(regions().values(), key=lambda row: (row.price_usd_per_kwh is None, row.price_usd_per_kwh))
    return markup(
        '<div class="wide-table" tabindex="0" role="region" aria-label="Places"><table class="figures"><caption>What this run of {used} '
        "would cost and emit, the cheapest place first. Firm power comes day and night; wind and sun do not.</caption>"
        '<thead><tr><th scope="col">Place</th><th scope="col">Price, USD/kWh</th><th scope="col">Bill</th>'
        '<th scope="col">g CO2e/kWh</th><th scope="col" class="text">Counted</th><th scope="col">Carbon</th>'
        '<th scope="col" class="text">Supplied by</th><th scope="col" class="text">Firm</th><th scope="col">Wait for a connection</th>'
        '<th scope="col" class="text">What is told</th><th scope="col" class="text">Sources</th></tr></thead>'
        "<tbody>{rows}</tbody></table></div>"
        '<p class="hint">Prices of large customers, each of its year and its kind of customer. What is counted at the stack leaves out '
        "fuel, building and taking down, which add a few grams to clean power and 60 to 120 to coal and gas: compare within one kind "
        "alone.</p>",
        used=quantity(used, "kWh"), rows=joined(_region(row, used, row.id == result.values["grid"]) for row in rows),
    )  # fmt: skip


_UNKNOWN = markup('<span class="not-known">not published</span>')


def _region(row: Region, used: float, here: bool) -> Markup:
    mean, price = mean_of(row.id), row.price_usd_per_kwh
    wait = _UNKNOWN if row.queue_years is None else f"up to {significant(row.queue_years, 2)} years ({row.queue_year})"
    year = "" if row.price_year is None else f" ({row.price_year})"
    cited = dict.fromkeys(filter(None, (
        grids()[row.id].source("kgco2e_per_kwh") if row.kgco2e_per_kwh is None else row.source("kgco2e_per_kwh"),
        row.source("price_usd_per_kwh") if price is not None else None, row.source("queue_years") if row.queue_years else None,
    )))  # fmt: skip
    return markup(
        '<tr{here}><th scope="row">{name}</th><td>{price}</td><td>{bill}</td><td>{grams}</td>'
        '<td class="text">{boundary}</td><td>{carbon}</td><td class="text said">{supply}</td><td class="text said">{firm}</td>'
        '<td>{wait}</td><td class="text note">{note}</td><td class="text said">{cited}</td></tr>',
        here=markup(' aria-current="true"') if here else "", note=row.note, name=row.name,
        price=_UNKNOWN if price is None else f"{price:.4f}{year}",
        bill=_UNKNOWN if price is None else quantity(float(energy.electricity_cost(used, price)), "USD"),
        grams=significant(1000 * mean), boundary=row.boundary, carbon=quantity(float(energy.training_carbon_kg(used, mean)), "kgCO2e"),
        supply=supply(row), firm=firm(row), wait=wait, cited=links(cited),
    )  # fmt: skip


def sites_html(result: Balance) -> Markup:
    """Return this site beside others, and beside a reactor."""
    power = float(result.chain.site_power)
    return markup(
        '<div class="wide-table" tabindex="0" role="region" aria-label="Sites"><table class="figures"><caption>{power} beside what is '
        'known.</caption>'
        '<thead><tr><th scope="col">What</th><th scope="col">Year</th><th scope="col">Power</th><th scope="col">Watts per card</th>'
        '<th scope="col">This site is</th><th scope="col" class="text">Source</th></tr></thead><tbody>{rows}</tbody></table></div>',
        power=quantity(power, "W"), rows=joined(_landmark(row, power) for row in landmarks().values()),
    )  # fmt: skip


def _landmark(row: Landmark, power: float) -> Markup:
    each = quantity(row.power_w / row.cards, "W") if row.cards else "\N{EM DASH}"
    return markup(
        '<tr title="{note}"><th scope="row">{name}</th><td>{year}</td><td>{power}</td><td>{each}</td><td>{share}%</td><td '
        'class="text">{source}</td></tr>',
        note=row.note, name=row.name, year=row.year, power=stated(row.power_w, "W"), each=each,
        share=significant(100 * float(share_of_known(power, row.power_w)), 2), source=link(row.source("power_w")),
    )  # fmt: skip
