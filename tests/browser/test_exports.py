"""What a reader takes away: pictures, tables, links, embedding, in both ways of running and under the static page's policy."""

import base64
import html
import json
import re
import struct
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from formulas.scaling import LAWS, loss
from formulas.version import VERSION
from instruments.forge.fields import FIELDS
from tests.few import few
from tests.spreadsheet import columns, parted, read

PNG = b"\x89PNG\r\n\x1a\n"
# Differs from the default in a number, a name and a switch.
FRAGMENT = "#/forge?v1;training_compute=2e25;architecture=moe;accelerator=b200"
OPTIONS = ["--set", "training_compute=2e25", "--set", "architecture=moe", "--set", "accelerator=b200"]


@pytest.fixture(params=few(["site", "served"]))
def base(request):
    """The page's address, served by Panel and as the static bundle."""
    return request.getfixturevalue(request.param) + {"served": "?page=forge", "site": "forge/"}[request.param]


@pytest.fixture(scope="module")
def told(root):
    """The command line's JSON for the same design."""
    command = [sys.executable, "-m", "app", "dossier", *OPTIONS, "--json"]
    return json.loads(subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout)


def saved(page, kind, name):
    """Press an export button and return the file."""
    page.hover(f"#forge-picture-{name}")
    with page.expect_download() as download:
        page.click(f"[data-export={kind}][data-slot=forge-slot-{name}]")
    assert download.value.suggested_filename == f"forge-{name}.{kind}"
    return download.value.path().read_bytes()


SVG = "{http://www.w3.org/2000/svg}"
FIGURES = ("loss", "memory", "roofline", "context")


def written(picture):
    """Everything that stands in a picture, lines joined."""
    return " ".join(text.text or "" for text in picture.iter(f"{SVG}text"))


@pytest.mark.slow
def test_a_saved_picture_speaks_for_itself(open_page, base):
    """Title, sentence, sources, address and fonts are in it, at twice its size on screen and on a ground."""
    page = open_page(base + FRAGMENT, until="forge:live")
    page.wait_for_function("() => document.querySelector('#forge-caption-loss').textContent.includes('With 20.0 YFLOP')")
    link = page.evaluate("location.href")
    for name in FIGURES:
        picture = ElementTree.fromstring(saved(page, "svg", name))  # noqa: S314
        said = written(picture)
        frame = page.locator(f"#forge-picture-{name}")
        title, sentence = frame.locator("h3").inner_text(), frame.locator("figcaption").inner_text()
        assert picture.find(f"{SVG}title").text == title
        assert picture.find(f"{SVG}desc").text == sentence
        assert title in said
        words = sentence.split()
        assert words == [word for word in said.replace(f"Numbers of {VERSION}", "").split() if word in words][-len(words) :]
        assert re.search(r"Sources?: \S.*\d{4}", said)
        assert "".join(text.text for text in picture.iter(f"{SVG}text")).endswith(link)
        assert f"Numbers of {VERSION}" in said
        (kept,) = {each.get("href") for each in picture.iter(f"{SVG}a")}
        assert (kept.partition(";as-of=")[0], kept.partition(";as-of=")[2].partition(",")[0]) == (link, VERSION)
        assert "data:font/woff2" in picture.find(f"{SVG}style").text
        ground = picture.find(f"{SVG}rect")
        assert (ground.get("width"), ground.get("height"), ground.get("fill")) == ("100%", "100%", token(page, "surface"))
        *_, width, height = map(float, picture.get("viewBox").split())
        assert (float(picture.get("width")), float(picture.get("height"))) == (2 * width, 2 * height)
        assert width >= page.locator(f"#forge-slot-{name}").evaluate("slot => slot.forgeSlot.view.el.clientWidth")
        assert all(float(text.get("x")) < width for text in picture.findall(f"{SVG}text"))


def token(page, name):
    """A colour of the page."""
    return page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()", name)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark", "density"), few([(390, False, 2), (1440, False, 1), (1440, True, 1)]))
def test_a_png_has_twice_the_size_and_a_ground(open_page, forge_served, width, dark, density):
    page = open_page(forge_served, until="forge:live", width=width, dark=dark, device_scale_factor=density)
    vector = ElementTree.fromstring(saved(page, "svg", "roofline"))  # noqa: S314
    image = saved(page, "png", "roofline")
    assert image.startswith(PNG)
    size = struct.unpack(">II", image[16:24])
    assert size == tuple(round(density * float(vector.get(side))) for side in ("width", "height"))
    corner = page.evaluate(
        """async (data) => {
          const image = new Image();
          image.src = `data:image/png;base64,${data}`;
          await image.decode();
          const canvas = new OffscreenCanvas(1, 1);
          canvas.getContext("2d").drawImage(image, 0, 0);
          return [...canvas.getContext("2d").getImageData(0, 0, 1, 1).data];
        }""",
        base64.b64encode(image).decode(),
    )
    surface = token(page, "surface")
    assert corner == [*(int(surface[i : i + 2], 16) for i in (1, 3, 5)), 255]


def test_the_numbers_of_a_figure_are_one_table_with_units(open_page, base):
    page = open_page(base, until="forge:live")
    for name in FIGURES:
        file = saved(page, "csv", name)
        table = columns(read(file, "en"))
        assert table == columns(read(file, "de"))
        assert not [column for column in table if column.startswith("_")]
        assert any("(" in column for column in table)
        if name == "loss":
            shown, full = "loss (nats per token)", "loss (nats per token), full"
            assert list(table) == ["series", "parameters", "parameters, full", shown, full, "name"]
            named = dict(zip(zip(table["series"], table["name"], strict=True), table[full], strict=True))
            law = loss(70e9, 1.4e12, **LAWS["seed"].coefficients)
            assert named["published models, placed by the law", "Chinchilla 70B"] == pytest.approx(law)
            assert table["series"].count("this design") == 1
            assert all(abs(a / b - 1) < 1e-3 and len(f"{a:g}") <= 5 for a, b in zip(table[shown], table[full], strict=True))


@pytest.mark.slow
def test_a_figure_is_saved_as_it_stands_now(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    page.fill("#forge-context-entry", "8K")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#forge-caption-context').textContent.includes('At 8,192 tokens')")
    rows = read(saved(page, "csv", "context"), "en")
    assert [row for row in rows if row[:2] == ["this design", 8192]]


def copied(page, button):
    """Press a button of the share menu and return what stands on the clipboard afterwards."""
    page.click(button)
    page.wait_for_function("button => document.querySelector(button).textContent === 'Copied'", arg=button)
    return page.evaluate("navigator.clipboard.readText()")


def shared(page, kind):
    """The dossier in one format."""
    return copied(page, f"#instrument-forge .share [data-argument={kind}]")


def test_the_dossier_is_copied_as_the_command_line_tells_it(open_page, served, told):
    page = open_page(f"{served}?page=forge{FRAGMENT}", until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    page.wait_for_function("() => Number(document.querySelector('[data-field=training_compute]').dataset.value) > 1.9e25")
    page.click("#instrument-forge summary:has-text('Share')")
    assert json.loads(shared(page, "json")) == told
    pasted = columns(parted(shared(page, "tsv"), "\t", "de"))
    with page.expect_download() as download:
        page.click("#instrument-forge .share [data-argument=sheet]")
    assert download.value.suggested_filename == "forge.csv"
    file = download.value.path().read_bytes()
    opened = columns(read(file, "en"))
    assert opened == columns(read(file, "de"))
    for table in (pasted, opened):
        assert table["Row"] == list(FIELDS)
        assert table["Full value"] == ["" if field["value"] is None else field["value"] for field in told["fields"].values()]
        assert table["Full unit"] == ["" if field["unit"] == "1" else field["unit"] for field in told["fields"].values()]
    table = shared(page, "markdown")
    cells = [re.split(r"\s*\|\s*", line.strip("| ")) for line in table.splitlines() if line.startswith("|")][2:]
    assert [row[0] for row in cells] == [FIELDS[name].label for name in told["fields"]]
    assert [row[2] for row in cells] == [field["trust"] for field in told["fields"].values()]
    assert told["verdict"]["headline"] in table


@pytest.mark.slow
def test_a_link_and_an_embedding_lead_back_to_the_design(open_page, served, told):
    page = open_page(f"{served}?page=forge{FRAGMENT}", until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    page.click("#instrument-forge summary:has-text('Share')")
    assert copied(page, "#instrument-forge [data-copy=address]").partition(";as-of=")[0] == f"{served}?page=forge{FRAGMENT}"
    address = html.unescape(re.search(r'src="([^"]+)"', copied(page, "#instrument-forge [data-copy=embed]"))[1])
    assert address.partition(";as-of=")[0] == f"{served}?page=forge&embed=1{FRAGMENT}"
    embedded = open_page(address, until="forge:live", width=600, height=400)
    assert not embedded.locator(".masthead").is_visible()
    embedded.wait_for_function(
        "loss => Number(document.querySelector('[data-field=predicted_loss]').dataset.value) === loss",
        arg=told["fields"]["predicted_loss"]["value"],
    )


@pytest.mark.slow
@pytest.mark.parametrize("width", few([390, 600]))
def test_an_embedded_instrument_is_of_use_in_a_small_frame(open_page, served, width):
    page = open_page(f"{served}?page=forge&embed=1#/forge", until="forge:live", width=width, height=400)
    assert page.locator("#forge-verdict").bounding_box()["y"] < 60
    assert page.locator("[data-field=total_parameters]").bounding_box()["y"] < 380
    page.click(".sheet-switch:visible")
    sheet, verdict = (page.locator(name).bounding_box() for name in ("#forge-decisions", ".verdict-card"))
    assert sheet["y"] >= verdict["y"] + verdict["height"] - 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.dispatch_event("[data-unembed]", "click")
    assert "embed" not in page.get_attribute("[data-unembed]", "href")
