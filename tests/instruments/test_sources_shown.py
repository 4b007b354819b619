"""Every source that is held stands, with its link, where the claim that it carries is shown."""

import re
from html import unescape

import pytest

from formulas.bibliography import bibliography
from formulas.catalogue import accelerators, grids, models, precisions
from formulas.constraints import CONSTRAINTS
from formulas.registry import equations
from formulas.scaling import LAWS
from instruments.evidence.citing import Citation, link
from instruments.evidence.working import statement
from instruments.forge.dossier import dossier
from instruments.forge.limits import basis
from instruments.forge.presets import comparisons, presets
from instruments.forge.published import published_html
from instruments.forge.rows import dossier_html
from instruments.forge.sources import of_limit
from instruments.forge.verdict_html import verdict_html
from instruments.journey.cost import bridge
from instruments.journey.view_cost import cost_html
from tests.every import every
from tests.few import few
from tests.instruments.forge.designs import defaults

PUBLIC = [entry for entry in presets().values() if entry.model]


def shown(html: str) -> set[str]:
    """Keys of the sources that a reader finds in a page: by their links, or by name where there is nothing to follow."""
    addresses = {unescape(address) for address in re.findall(r'<a href="([^"]*)"', html)}
    return {key for key, source in bibliography().items() if (source.url in addresses if source.url else source.short in unescape(html))}


def page(**changes: object) -> str:
    """Every card of a design."""
    return dossier_html(dossier(defaults() | changes))


def part(html: str, key: str) -> str:
    """One row of the dossier with its card, or one limit."""
    return html.split(f'data-key="{key}"')[1].split("data-key=")[0]


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.id) for entry in PUBLIC])
def test_every_comparison_shows_whose_figure_it_is(entry):
    html = published_html(entry)
    for row in comparisons(entry):
        line = next(line for line in html.split("<tr>") if row.quantity in unescape(line))
        assert row.source in shown(line)


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.id) for entry in PUBLIC])
def test_every_source_of_a_public_model_is_shown_with_it(entry):
    assert set(entry.model.sources.values()) <= shown(published_html(entry))


def test_every_model_whose_training_is_known_is_shown_somewhere():
    assert {row.id for row in models().values() if row.training_tokens} == {entry.id for entry in PUBLIC}


@pytest.mark.parametrize("constraint", [pytest.param(each, id=each.id) for each in CONSTRAINTS])
def test_every_limit_shows_its_basis_and_whose_it_is(constraint):
    values = defaults()
    html = part(page(), f"limit-{constraint.id}")
    keys = of_limit(constraint, values)
    assert keys
    assert set(constraint.sources) <= set(keys) <= shown(html)
    assert basis(constraint) in unescape(html)


@pytest.mark.parametrize("changes", [{}, {"accelerator": "a100-80gb"}, {"training_compute": 1e26, "target_days": 1.0, "context": 1024}])
def test_the_verdict_shows_whose_limit_binds(changes):
    found = dossier(defaults() | changes)
    assert set(of_limit(found.verdict.first.constraint, found.values)) <= shown(verdict_html(found))


@pytest.mark.parametrize("card", few(list(accelerators()), *list(accelerators())[::5]))
def test_every_source_of_a_card_is_shown_where_its_figures_are(card):
    """As the serving card, or as the training card where it is one that trains."""
    row = accelerators()[card]
    pages = [page(accelerator=card, precision=precision) for precision in precisions()]
    if any(row.peak(precision) for precision in ("bf16", "fp32")):
        precision = "bf16" if row.peak("bf16") or row.peak("fp16") else "fp32"
        pages.append(page(training_accelerator=card, training_precision=precision))
    assert set(row.sources.values()) <= shown("".join(pages))


@pytest.mark.parametrize(
    ("field", "argument", "changes", "key"),
    [
        ("training_gpu_hours", "peak", {"training_accelerator": "a100-80gb"}, accelerators()["a100-80gb"].source("peak_bf16_flop_per_s")),
        ("training_energy", "power", {"training_accelerator": "a100-80gb"}, accelerators()["a100-80gb"].source("power_w")),
        ("training_cost", "price", {"training_accelerator": "a100-80gb"}, accelerators()["a100-80gb"].source("price_usd_per_h")),
        ("cost_per_million_tokens", "price", {"accelerator": "b200"}, accelerators()["b200"].source("price_usd_per_h")),
        ("decode_ceiling_one_card", "bandwidth", {"accelerator": "b200"}, accelerators()["b200"].source("bandwidth_bytes_per_s")),
        ("decode_ceiling_sharded", "bandwidth", {"accelerator": "b200"}, accelerators()["b200"].source("bandwidth_bytes_per_s")),
        ("time_to_first_token", "peak", {"accelerator": "b200"}, accelerators()["b200"].source("peak_fp8_flop_per_s")),
        ("time_to_first_token", "bandwidth", {"accelerator": "b200"}, accelerators()["b200"].source("bandwidth_bytes_per_s")),
    ],
)
def test_a_figure_of_a_card_is_cited_beside_it(field, argument, changes, key):
    table = part(page(**changes), field)
    row = next(row for row in table.split("<tr>") if f">{argument}</span>" in row)
    assert key in shown(row)


def test_the_costs_of_a_step_cite_the_card_that_they_are_on():
    """In the Token Journey, where a stage takes as long as the serving card's peak or bandwidth lets it."""
    found = dossier(defaults() | {"accelerator": "b200"})
    html = cost_html(bridge(50, found), found, {"cost-mlp"})
    table = html.split('id="journey-working-cost-mlp"')[1].split("</tbody></table>")
    row = accelerators()["b200"]
    last = next(part for part in table if ">bandwidth</span>" in part)
    assert {row.source("bandwidth_bytes_per_s"), row.source("peak_fp8_flop_per_s")} <= shown(last)


def test_a_price_of_ones_own_is_nobodys():
    assert 'class="cite"' in part(page(), "training_cost")
    assert 'class="cite"' not in part(page(training_price=3.0), "training_cost")
    assert 'class="cite"' not in part(page(serving_price=3.0), "cost_per_million_tokens")
    assert 'class="cite"' not in part(page(carbon_intensity=0.1), "training_carbon")


def test_an_estimate_of_the_catalogue_says_so_and_of_when():
    row = accelerators()["h100-sxm"]
    assert f"{row.standing('price_usd_per_h')} {row.price_date}" in part(page(), "training_cost")


@pytest.mark.parametrize("grid", grids())
def test_a_grids_source_is_shown_with_its_carbon(grid):
    assert set(grids()[grid].sources.values()) <= shown(part(page(grid=grid), "training_carbon"))


@pytest.mark.parametrize("precision", precisions())
def test_a_formats_source_is_shown_with_its_bits(precision):
    row = precisions()[precision]
    assert set(row.sources.values()) <= shown(part(page(precision=precision), "weight_bytes"))


@pytest.mark.parametrize("law", LAWS)
def test_a_laws_source_and_what_is_to_know_of_it_are_shown_with_its_constants(law):
    html = part(page(law=law), "predicted_loss")
    assert LAWS[law].source in shown(html)
    assert unescape(html).count(LAWS[law].note) == 1


@every("entry", equations().values())
def test_an_equations_source_is_shown_with_it(entry):
    assert entry.source in shown(statement(entry))


def test_a_source_without_an_address_is_no_link():
    assert not bibliography()["forge-seed"].url
    assert "<a" not in link("forge-seed")
    assert 'href=""' not in page()
    assert Citation("x", "forge-seed", "estimated").html().endswith(", estimated.</span>")
