"""Tables: what this run would cost and emit in every region, and this site beside what people know."""

from __future__ import annotations

from formulas import energy
from formulas.power.catalogue import Landmark, Region, landmarks, regions
from formulas.power.site import share_of_known
from instruments.citing import link
from instruments.energy.result import Balance
from instruments.markup import Markup, joined, markup
from instruments.text import quantity, significant, stated


def regions_html(result: Balance) -> Markup:
    """Return every region with bill and carbon of this run, the cheapest first."""
    used = float(result.chain.run_energy)
    rows = sorted(regions().values(), key=lambda row: row.price_usd_per_kwh)
    return markup(
        '<div class="wide-table" tabindex="0" role="region" aria-label="Regions"><table class="figures"><caption>What this run of {used} '
        "would cost and emit, the cheapest region first. Firm power comes day and night; wind and sun do not.</caption>"
        '<thead><tr><th scope="col">Region</th><th scope="col">Price, USD/kWh</th><th scope="col">Bill</th>'
        '<th scope="col">g CO2e/kWh</th><th scope="col">Carbon</th><th scope="col">What supplies it</th><th scope="col">Wait for a '
        'connection</th></tr></thead>'
        "<tbody>{rows}</tbody></table></div>"
        '<p class="hint">Prices of industrial customers in 2023 ({price}), intensities of the subregion that a state lies in '
        '({carbon}), waits ({wait}). '
        "A dash is not known here. Of other countries the catalogue has the intensity and no price.</p>",
        used=quantity(used, "kWh"), rows=joined(_region(row, used, row.id == result.values["grid"]) for row in rows),
        price=link("eia2024"), carbon=link("epa-egrid2023"), wait=link("iea2025"),
    )  # fmt: skip


def _region(row: Region, used: float, here: bool) -> Markup:
    wait = "\N{EM DASH}" if row.queue_years is None else f"up to {significant(row.queue_years, 1)} years"
    return markup(
        '<tr{here} title="{note}"><th scope="row">{name}</th><td>{price:.4f}</td><td>{bill}</td><td>{grams:.0f}</td><td>{carbon}</td>'
        '<td class="text">{supply}</td><td>{wait}</td></tr>',
        here=markup(' aria-current="true"') if here else "", note=row.note, name=row.name, price=row.price_usd_per_kwh,
        bill=quantity(float(energy.electricity_cost(used, row.price_usd_per_kwh)), "USD"), grams=1000 * row.kgco2e_per_kwh,
        carbon=quantity(float(energy.training_carbon_kg(used, row.kgco2e_per_kwh)), "kgCO2e"), supply=row.supply, wait=wait,
    )  # fmt: skip


def sites_html(result: Balance) -> Markup:
    """Return this site beside others, and beside a reactor."""
    power = float(result.chain.site_power)
    return markup(
        '<div class="wide-table" tabindex="0" role="region" aria-label="Sites"><table class="figures"><caption>{power} beside what is '
        'known.</caption>'
        '<thead><tr><th scope="col">What</th><th scope="col">Year</th><th scope="col">Power</th><th scope="col">Watts per card</th>'
        '<th scope="col">This site is</th><th scope="col">Source</th></tr></thead><tbody>{rows}</tbody></table></div>',
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
