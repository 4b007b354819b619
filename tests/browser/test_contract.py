"""An instrument made of declaration, model and pictures alone (tests/example), used as a visitor would: served, static, in a frame."""

import json
import subprocess
import sys

import pytest

from tests import example
from tests.browser.conftest import serving
from tests.few import few

ADDRESS = "instrument-overlap"
IDS = "() => [...document.querySelectorAll('[id]')].map((each) => each.id)"


@pytest.fixture(scope="module")
def example_served():
    """``panel serve`` that finds it."""
    with serving("app", FORGE_INSTRUMENTS=str(example.FOLDER)) as url:
        yield f"{url}#/{example.ID}"


@pytest.fixture(scope="module")
def example_site(tmp_path_factory, serve_folder, root):
    """A site that it was built into."""
    folder = tmp_path_factory.mktemp("example")
    command = [sys.executable, "build.py", "--instruments", str(example.FOLDER), "--alone", "--output", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return f"{serve_folder(folder)}{example.ID}/"


@pytest.fixture(params=few(["example_served", "example_site"]))
def base(request):
    """Its address in both ways of running."""
    return request.getfixturevalue(request.param)


def value(page, row):
    return page.locator(f"[data-field={row}]")


def until_value(page, row, least, most):
    value = "document.querySelector(`[data-field=${row}]`)?.dataset.value"
    script = f"([row, least, most]) => least < {value} && {value} < most"
    page.wait_for_function(script, arg=[row, least, most])


def test_it_is_used_like_any_other(open_page, base, axe):
    page = open_page(base, until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    page.locator(f"#{ADDRESS} h1", has_text="Overlap").wait_for()
    ids = page.evaluate(IDS)
    assert len(ids) == len(set(ids))
    assert page.title() == "Overlap - The Forge"
    # A slider, a field and a choice move the rows; the address follows.
    until_value(page, "gradient_bytes", 15.9e9, 16.1e9)
    page.fill("#overlap-parameters-entry", "70 B")
    page.keyboard.press("Enter")
    until_value(page, "gradient_bytes", 139e9, 141e9)
    page.focus("#overlap-tokens-field")
    page.keyboard.press("ArrowRight")
    page.select_option("#overlap-precision-field", "fp8")
    parts = ["parameters=7e10", "precision=fp8", "tokens="]
    page.wait_for_function("parts => parts.every((part) => location.href.includes(part))", arg=parts)
    # What is refused is told at its field, and nothing is lost.
    page.fill("#overlap-devices-field", "1")
    page.keyboard.press("Enter")
    page.locator("#overlap-devices-refusal", has_text="Devices is 1: must be at least 2").wait_for()
    until_value(page, "gradient_bytes", 139e9, 141e9)
    page.keyboard.press("Escape")
    page.locator("#overlap-devices-refusal").wait_for(state="hidden")
    # Every row opens its working.
    for row in ("gradient_bytes", "step_flop", "compute_time", "reduce_time", "reduce_time_doubled"):
        page.click(f"[data-fold={row}]")
        page.locator(f"#overlap-working-{row.replace('_', '-')} .katex").first.wait_for()
    # Every export works: texts, and pictures as files.
    page.click(f"#{ADDRESS} .share > summary")
    for kind, sign in (("markdown", "| Adding up |"), ("tsv", "\treduce_time\n"), ("json", '"reduce_time"')):
        page.click(f"#{ADDRESS} [data-act=share][data-argument={kind}]")
        page.wait_for_function("sign => document.querySelector('#overlap-shared-text')?.value.includes(sign)", arg=sign)
        page.locator(f"#{ADDRESS} [data-argument={kind}]", has_text="Copied").wait_for()
        assert sign in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.click(f"#{ADDRESS} [data-act=share][data-argument=sheet]")
    assert download.value.suggested_filename == "overlap.csv"
    page.keyboard.press("Escape")
    for name in ("devices", "tokens"):
        page.hover(f"#overlap-picture-{name}")
        for kind in ("svg", "png", "csv"):
            with page.expect_download() as download:
                page.click(f"[data-export={kind}][data-slot=overlap-slot-{name}]")
            assert download.value.suggested_filename == f"overlap-{name}.{kind}"
    # Two results side by side.
    page.click("#overlap-compare [data-act=pin]")
    page.locator("#overlap-compare table").wait_for()
    assert axe.findings(page) == []
    # The address leads back to the same.
    link = page.evaluate("location.href")
    again = open_page(link, until="forge:live")
    until_value(again, "gradient_bytes", 139e9, 141e9)
    assert again.input_value("#overlap-precision-field") == "fp8"


@pytest.mark.slow
@pytest.mark.parametrize("width", few([390, 1024]))
def test_it_stands_at_other_widths_and_in_a_frame(open_page, example_served, axe, width):
    page = open_page(example_served, until="forge:live", width=width, height=844, dark=True)
    page.locator(f"#{ADDRESS} h1").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe.findings(page) == []
    frame = open_page(example_served.replace("#", "?embed=1#"), until="forge:live", width=600, height=400)
    frame.locator(f"#{ADDRESS} h1").wait_for()
    assert frame.locator("#strata").is_hidden()
    assert frame.locator(f"#{ADDRESS} [data-unembed]").is_visible()


@pytest.mark.slow
def test_its_page_is_read_without_a_script(open_page, example_site):
    page = open_page(example_site, java_script_enabled=False)
    assert page.title() == "Overlap - The Forge"
    assert value(page, "reduce_time").inner_text() == "630"
    assert page.locator("#overlap-slot-devices svg").count() == 1
    assert json.loads(page.evaluate("JSON.stringify(document.querySelectorAll('#instrument-forge > *').length)")) == 0
