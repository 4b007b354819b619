"""What comes out of the printer, read back from the PDF: a handout on one or two pages."""

import io
import re
from datetime import UTC, datetime

import pypdf
import pytest

from instruments.forge.fields import FIELDS
from instruments.frame.discovery import instruments
from tests.browser.static_page import FIRST, until_value
from tests.few import few

FAILS = "#/forge?v1;training_compute=2e25;context=10485760;precision=bf16;accelerator=rtx-4090"
MIXTURE = "#/forge?v1;architecture=moe;total_to_active=20;cards=64"
# From wide and narrow windows, in both themes, on both papers.
WAYS = [("A4", 1440, False), ("Letter", 390, True)]
DECIDED = {
    "": {
        "Training compute": "1e25 FLOP",
        "Dense or mixture of experts": "Dense",
        "Over-training": "4 \N{MULTIPLICATION SIGN} optimal",
        "Context length": "131,072 tokens",
        "Weight precision": "FP8 (E4M3)",
        "Serving accelerator": "NVIDIA H100 SXM",
    },
    FAILS: {
        "Training compute": "2e25 FLOP",
        "Context length": "10,485,760 tokens",
        "Weight precision": "BF16",
        "Serving accelerator": "NVIDIA GeForce RTX 4090",
    },
    MIXTURE: {"Dense or mixture of experts": "Mixture of experts", "Total to active": "20", "Cards per replica": "64"},
}
# Boxes that show text and are cut, or lie beyond the paper; pictures within a role of their own apart.
CUT = """() => [...document.querySelectorAll("main *, .colophon *")].filter((e) => {
  if (!e.checkVisibility() || e.closest(".unseen, [role=img], svg, .heat, .slot") || !e.textContent.trim()) return false;
  const style = getComputedStyle(e);
  const cut = [style.overflowX, style.overflowY].some((way) => way !== "visible") && style.display !== "inline";
  const box = e.getBoundingClientRect();
  return (cut && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
    || box.right > document.documentElement.clientWidth + 1 || box.left < -1;
}).map((e) => e.outerHTML.slice(0, 160))"""
# Millimetres of paper without its margins, in CSS pixels.
CONTENT = {"A4": round((210 - 26) / 25.4 * 96), "Letter": round((215.9 - 26) / 25.4 * 96)}


def printed(page, paper):
    """The PDF's pages, and all of their text with its spaces as one."""
    pages = pypdf.PdfReader(io.BytesIO(page.pdf(format=paper))).pages
    return pages, " ".join(re.sub(r"\s+", " ", one.extract_text()) for one in pages)


def captions(page):
    """What the figures say now."""
    return page.locator(".picture .caption").all_inner_texts()


def printed_at_rest(page, paper):
    """The same, of a page whose figures have caught up with its numbers."""
    page.locator("#forge-slot-context > div").wait_for(state="attached")
    while True:
        page.wait_for_function("[...document.querySelectorAll('.slot')].every((e) => e.forgeSlot && !e.forgeSlot.mount.stale)")
        before = captions(page)
        made = printed(page, paper)
        if captions(page) == before:
            return made


def drawn(pages):
    """How many strokes and fills of lines are drawn on a page: what a blank figure lacks."""
    return [len(re.findall(rb"\b[Sf]\*?\s", one.get_contents().get_data())) for one in pages]


def squeezed(text):
    """Text without spaces: a PDF sets letters, and where a space is one is a guess."""
    return re.sub(r"\s", "", text)


def today():
    now = datetime.now(UTC)
    return f"{now.day} {now:%B %Y}"


def looked_over(page, paper):
    """What would be cut on this paper."""
    size = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": CONTENT[paper], "height": 1000})
    cut = page.evaluate(CUT)
    page.emulate_media(media="null")
    page.set_viewport_size(size)
    return cut


@pytest.mark.slow
@pytest.mark.parametrize(("paper", "width", "dark"), few(WAYS))
def test_the_forge_is_a_handout(open_page, forge_served, paper, width, dark):
    page = open_page(forge_served, until="forge:live", width=width, dark=dark, timezone_id="UTC")
    # Each has another training compute than the one before it.
    for fragment, compute in (("", 1e25), (FAILS, 2e25), (MIXTURE, 1e25)):
        page.evaluate("(hash) => { location.hash = hash }", fragment)
        until_value(page, "training_compute", compute)
        # Python writes what a bare address leads to.
        page.wait_for_function("() => location.hash.length > 1")
        assert_a_handout(page, paper, DECIDED[fragment])


def assert_a_handout(page, paper, decided):
    """All that the page says is on the paper, and nothing is cut."""
    pages, text = printed_at_rest(page, paper)
    assert len(pages) <= 2
    found = squeezed(text)
    for label, value in decided.items():
        assert squeezed(f"{label}{value}") in found, (label, value)
    for name in FIRST:
        shown = page.locator(f"[data-key={name}] .value").inner_text()
        assert squeezed(FIELDS[name].label) in found, name
        assert squeezed(shown) in found, name
    assert squeezed(page.locator("#forge-verdict [data-spoken]").inner_text()) in found
    for picture in ("loss", "memory", "roofline", "context"):
        assert squeezed(page.locator(f"#forge-title-{picture}").inner_text()) in found
        assert squeezed(page.locator(f"#forge-caption-{picture}").inner_text()) in found
    assert squeezed(page.url) in found
    assert today() in text
    links = [note.get_object().get("/A", {}).get("/URI") or "" for note in pages[0].get("/Annots", [])]
    assert signed(page.url) in {link.partition(";as-of=")[0] for link in links}
    assert looked_over(page, paper) == []


def signed(url):
    """The address as the paper's link has it, with an empty end of the query."""
    before, _, fragment = url.partition("#")
    return f"{before}{'&' if '?' in before else '?'}#{fragment}"


@pytest.mark.slow
def test_paper_is_light_and_its_figures_are_drawings_whatever_the_theme(open_page, forge_served):
    made = []
    for dark in (False, True):
        page = open_page(forge_served, until="forge:live", dark=dark)
        page.locator("#forge-slot-context > div").wait_for(state="attached")
        page.wait_for_function("[...document.querySelectorAll('.slot')].every((e) => !e.forgeSlot.mount.stale)")
        page.evaluate("""() => { window.painted = [];
          addEventListener("beforeprint", () => setTimeout(() => 0) && (window.painted = [...document.querySelectorAll(".slot > .drawing")]
            .map((e) => [...e.querySelectorAll("path, text")].map((p) => p.getAttribute("fill") + p.getAttribute("stroke")).join()))); }""")
        pages, _ = printed(page, "A4")
        # Nothing is left of it on the screen.
        assert page.locator(".drawing").count() == 0
        assert page.evaluate("document.documentElement.dataset.theme") is None
        made.append((page.evaluate("window.painted"), [bool(one.images) for one in pages], drawn(pages)))
    light, dark = made
    assert len(light[0]) == 4
    assert all("var(--" in colours for colours in light[0])
    assert light[0] == dark[0]
    assert light[1] == dark[1] == [False, False]
    assert light[2] == dark[2]
    assert light[2][1] > 100


@pytest.mark.slow
def test_a_preset_with_its_published_figures_and_open_workings_fits_as_well(open_page, forge_served):
    page = open_page(forge_served, until="forge:live", dark=True)
    page.click(".presets > summary")
    page.click("[data-argument=deepseek-v3]")
    page.locator("#forge-published table").wait_for()
    page.click("[data-fold=predicted_loss]")
    page.locator("#forge-working-predicted-loss .katex").first.wait_for()
    page.wait_for_url(re.compile("besiroglu"))
    for paper in ("A4", "Letter"):
        pages, text = printed(page, paper)
        assert len(pages) == 2
        assert "DeepSeek-V3" in text
        assert squeezed("Scaling law" + page.locator("#forge-law option:checked").inner_text()) in squeezed(text)
        assert looked_over(page, paper) == []


@pytest.mark.slow
@pytest.mark.parametrize(("paper", "width", "dark"), few(WAYS, WAYS[-1]))
def test_the_journey_is_a_handout(open_page, forge_served, paper, width, dark):
    page = open_page(forge_served, until="forge:live", width=width, dark=dark, timezone_id="UTC")
    for stage in (0, 2, 3, 10, 11, 12):
        page.evaluate("(hash) => { location.hash = hash }", f"#/journey?v1;temperature=0.7;top_k=12;cursor=6;stage={stage}")
        # What says where the journey is comes last, after all that shows it.
        page.locator(f"#instrument-journey [data-state][data-cursor='6'][data-stage='{stage}']").wait_for()
        assert_a_journey_on_paper(page, paper)


def assert_a_journey_on_paper(page, paper):
    """All that the stage says is on the paper, and nothing is cut."""
    pages, text = printed(page, paper)
    assert len(pages) <= 2
    found = squeezed(text)
    for label, value in {"Prompt": "the robot", "Temperature": "0.7", "Top k": "12", "Seed": "0", "Model": "Tiny transformer"}.items():
        assert squeezed(f"{label}{value}") in found, label
    tokens = page.locator("#journey-context-pane .token").all_inner_texts()
    assert len(tokens) > 7
    assert squeezed("".join(tokens)) in found
    for place in ("[data-panel] h2", "[data-panel] .sentence", "#journey-cost-pane .sentence", "#journey-outlook-pane h3"):
        assert squeezed(page.locator(place).first.text_content()) in found, place
    for row in page.locator("#journey-cost-pane .cost-row").all():
        assert squeezed(row.inner_text().replace("\\t", "")) in found
    assert squeezed(page.url) in found
    assert today() in text
    assert looked_over(page, paper) == []


# The others, from a start that is not the usual one, with a decision as it is told; each from all ways.
OTHERS = [
    (name, decided, told, *way)
    for name, decided, told in (
        ("chip", "sequences=64", "Batch64 sequences"), ("energy", "pue=1.4", "PUE1.4"), ("precision", "number=1000", "Number1000"),
        ("wafer", "defect_density=0.2", "Defect density0.2 defects/cm"), ("network", "cards=1024;step=2", "Cards1,024 cards"),
        ("reliability", "spares=4", "Spare servers4"),
    )
    for way in WAYS
]  # fmt: skip
# What can only be pressed, typed into or dragged.
PRESSED = "main :is(input, select, textarea, progress, [role=slider], .button, .slices, .explore)"
SHOWN = "[data-instrument]:not([hidden])"
# How many strokes and words each picture is drawn with when it is printed.
PAINTED = """() => addEventListener("beforeprint", () => {
  window.painted = [...document.querySelectorAll("[data-instrument]:not([hidden]) .picture > .slot")]
    .map((e) => e.querySelectorAll(":scope > .drawing :is(path, text, rect, circle)").length);
})"""
SEEN = """() => [...document.querySelectorAll("[data-instrument]:not([hidden]) .slot")].every(({ forgeSlot }) =>
  forgeSlot?.view && !forgeSlot.mount.stale)"""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "decided", "told", "paper", "width", "dark"), few(OTHERS))
def test_every_instrument_is_a_handout(open_page, served, name, decided, told, paper, width, dark):
    page = open_page(f"{served}?page={name}#/{name}?v1;{decided}", until="forge:live", width=width, dark=dark, timezone_id="UTC")
    # Whatever stands below is scrolled to: a picture that nobody has seen has not been drawn.
    for slot in page.locator(f"{SHOWN} .slot").all():
        slot.scroll_into_view_if_needed()
    page.wait_for_function(SEEN)
    assert_an_instrument_on_paper(page, name, told, paper)


def assert_an_instrument_on_paper(page, name, told, paper):
    """Question, decisions, verdict, rows, pictures with what they say, address and date, and nothing to press."""
    declared = instruments()[name]
    page.evaluate(PAINTED)
    pages, text = printed(page, paper)
    assert len(pages) <= 2
    found = squeezed(text)
    assert squeezed(f"{declared.title}{declared.question}") in found
    entries = page.locator(f"#{name}-handout dl > div").all_text_contents()
    assert len(entries) >= 6
    assert [entry for entry in (told, *entries) if squeezed(entry) not in found] == []
    assert squeezed(page.locator(f"{SHOWN} .verdict-card [data-spoken]").first.inner_text()) in found
    for row in page.locator(f"{SHOWN} .row-head").all():
        for part in (".row-label", ".value"):
            assert squeezed(row.locator(part).text_content()) in found
    captions = page.locator(f"{SHOWN} .picture .caption").all_inner_texts()
    assert len(captions) >= 4
    for caption in captions:
        assert squeezed(caption) in found
    assert squeezed(page.url) in found
    assert today() in text
    links = [note.get_object().get("/A", {}).get("/URI") or "" for note in pages[0].get("/Annots", [])]
    assert signed(page.url) in {link.partition(";as-of=")[0] for link in links}
    # Drawings, and no pixels.
    assert not any(one.images for one in pages)
    painted = page.evaluate("window.painted")
    assert len(painted) == len(captions)
    assert min(painted) > 10, painted
    assert looked_over(page, paper) == []
    page.emulate_media(media="print")
    assert page.locator(PRESSED).evaluate_all("(all) => all.filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 120))") == []


@pytest.mark.slow
def test_a_long_text_is_printed_to_its_end(open_page, served):
    page = open_page(f"{served}#/journey?v1;cursor=120;stage=0", until="forge:live")
    page.wait_for_function("() => document.querySelector('[data-state]')?.dataset.cursor === '120'")
    pages, text = printed(page, "Letter")
    assert len(pages) <= 2
    tokens = page.locator("#journey-context-pane .token").all_inner_texts()
    assert squeezed("".join(tokens)) in squeezed(text)
    assert looked_over(page, "Letter") == []


@pytest.mark.slow
def test_the_tensors_are_light_on_paper_and_dark_again_on_the_screen(open_page, served):
    page = open_page(f"{served}#/journey?v1;cursor=3;stage=3", until="forge:live", dark=True)
    page.locator("#instrument-journey .heat canvas").first.wait_for()
    # Read from a copy that is made to be read: the canvas itself is only ever painted.
    ground = """() => { const { width, height } = document.querySelector("#instrument-journey .heat canvas");
      const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
      copy.drawImage(document.querySelector("#instrument-journey .heat canvas"), 0, 0);
      const d = copy.getImageData(0, 0, width, height).data;
      return [...d].filter((_, i) => i % 4 < 3).reduce((a, b) => a + b, 0) / d.length; }"""
    before = page.evaluate(ground)
    page.evaluate(f"addEventListener('beforeprint', () => (window.onPaper = ({ground})()))")
    printed(page, "A4")
    assert page.evaluate("window.onPaper") > before + 50
    assert page.evaluate(ground) == before


@pytest.mark.slow
def test_what_only_paper_shows_is_written_when_it_is_printed(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    told = page.locator("#forge-handout")
    page.evaluate("new MutationObserver(() => (window.written = true)).observe(document.querySelector('#forge-handout'), "
                  "{ subtree: true, childList: true, characterData: true, attributes: true })")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.includes('overtraining=8')")
    assert not page.evaluate("window.written")
    _, text = printed(page, "A4")
    assert squeezed("Over-training8 \N{MULTIPLICATION SIGN} optimal") in squeezed(text)
    assert "8 \N{MULTIPLICATION SIGN} optimal" in told.text_content()


def test_the_page_prints_before_python_is_up(open_page, host):
    stalling = host()
    stalling.fault(r"pyodide\.\w+\.bin", "stalled")
    page = open_page(stalling.forge, until="forge:painted", timezone_id="UTC")
    pages, text = printed(page, "A4")
    assert not page.evaluate("performance.getEntriesByName('forge:live').length")
    assert len(pages) == 2
    found = squeezed(text)
    assert all(squeezed(f"{label}{value}") in found for label, value in DECIDED[""].items())
    assert all(squeezed(FIELDS[name].label) in found for name in FIRST)
    assert squeezed(page.url) in found
    assert today() in text
    assert drawn(pages)[1] > 100
    stalling.mend()
