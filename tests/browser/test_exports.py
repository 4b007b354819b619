"""What a reader takes away: pictures, tables, links, embedding, in both ways of running and under the static page's policy."""

import csv
import html
import io
import json
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from instruments.forge.fields import FIELDS

PNG = b"\x89PNG\r\n\x1a\n"
# Differs from the default in a number, a name and a switch.
FRAGMENT = "#/forge?v1;training_compute=2e25;architecture=moe;accelerator=b200"
OPTIONS = ["--set", "training_compute=2e25", "--set", "architecture=moe", "--set", "accelerator=b200"]


@pytest.fixture(params=["served", "site"])
def base(request):
    """The page's address, served by Panel and as the static bundle."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def told(root):
    """The command line's JSON for the same design."""
    command = [sys.executable, "-m", "app", "dossier", *OPTIONS, "--json"]
    return json.loads(subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout)


def saved(page, kind, name):
    """Press an export button and return the file."""
    page.hover(f"#picture-{name}")
    with page.expect_download() as download:
        page.click(f"[data-export={kind}][data-slot=figure-{name}]")
    assert download.value.suggested_filename == f"forge-{name}.{kind}"
    return download.value.path().read_bytes()


def test_a_figure_is_saved_in_three_formats(open_page, base):
    page = open_page(base, until="forge:live")
    picture = ElementTree.fromstring(saved(page, "svg", "loss"))  # noqa: S314
    assert picture.tag.endswith("svg")
    assert "lowest loss" in picture[0].text
    assert saved(page, "png", "roofline").startswith(PNG)
    rows = list(csv.reader(io.StringIO(saved(page, "csv", "loss").decode())))
    assert ["published models", "parameters", "loss", "name"] in rows
    assert [row for row in rows if row[-1:] == ["Chinchilla 70B"]]
    assert not [row for row in rows if "dx" in row]


def test_a_figure_is_saved_as_it_stands_now(open_page, served):
    page = open_page(served, until="forge:live")
    page.fill("#context-entry", "8K")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#caption-context').textContent.includes('At 8,192 tokens')")
    rows = list(csv.reader(io.StringIO(saved(page, "csv", "context").decode())))
    assert [row for row in rows if row[:2] == ["this design", "8192"]]


def copied(page, button):
    """Press a button of the share menu and return what stands on the clipboard afterwards."""
    page.click(button)
    page.wait_for_function("button => document.querySelector(button).textContent === 'Copied'", arg=button)
    return page.evaluate("navigator.clipboard.readText()")


def shared(page, kind):
    """The dossier in one format."""
    return copied(page, f".share [data-argument={kind}]")


def test_the_dossier_is_copied_as_the_command_line_tells_it(open_page, served, told):
    page = open_page(served + FRAGMENT, until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    page.wait_for_function("Number(document.querySelector('[data-field=training_compute]').dataset.value) > 1.9e25")
    page.click("summary:has-text('Share')")
    assert json.loads(shared(page, "json")) == told
    rows = {row["field"]: row for row in csv.DictReader(io.StringIO(shared(page, "csv")))}
    assert list(rows) == list(FIELDS)
    for name, field in told["fields"].items():
        assert rows[name]["unit"] == field["unit"]
        assert (float(rows[name]["value"]) if rows[name]["value"] else None) == field["value"]
    table = shared(page, "markdown")
    cells = [re.split(r"\s*\|\s*", line.strip("| ")) for line in table.splitlines() if line.startswith("|")][2:]
    assert [row[0] for row in cells] == [FIELDS[name].label for name in told["fields"]]
    assert [row[2] for row in cells] == [field["trust"] for field in told["fields"].values()]
    assert told["verdict"]["headline"] in table


def test_a_link_and_an_embedding_lead_back_to_the_design(open_page, served, told):
    page = open_page(served + FRAGMENT, until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    page.click("summary:has-text('Share')")
    assert copied(page, "[data-copy=address]") == served + FRAGMENT
    address = html.unescape(re.search(r'src="([^"]+)"', copied(page, "[data-copy=embed]"))[1])
    assert address == f"{served}?embed=1{FRAGMENT}"
    embedded = open_page(address, until="forge:live", width=600, height=400)
    assert not embedded.locator(".masthead").is_visible()
    embedded.wait_for_function(
        "loss => Number(document.querySelector('[data-field=predicted_loss]').dataset.value) === loss",
        arg=told["fields"]["predicted_loss"]["value"],
    )


def test_an_embedded_instrument_is_of_use_in_a_small_frame(open_page, served):
    page = open_page(f"{served}?embed=1", until="forge:live", width=600, height=400)
    assert page.locator("#forge-verdict").bounding_box()["y"] < 60
    assert page.locator("[data-field=total_parameters]").bounding_box()["y"] < 380
    page.click(".button.sheet-switch")
    sheet, verdict = (page.locator(name).bounding_box() for name in ("#forge-decisions", ".verdict-card"))
    assert sheet["y"] >= verdict["y"] + verdict["height"] - 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 600
    page.dispatch_event("[data-unembed]", "click")
    assert "embed" not in page.get_attribute("[data-unembed]", "href")
