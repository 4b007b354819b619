"""A copy that a browser saves of a page in use: a hand-in that shows what the page showed, says what it is, and does nothing."""

import re

import pytest

from tests.browser.static_page import until_drawn, until_taken_in
from tests.few import few

STATE = """(rendered) => {
  const shown = document.querySelector("[data-instrument]:not([hidden])");
  const all = (selector, told) => [...shown.querySelectorAll(selector)].filter((each) => !rendered || each.checkVisibility()).map(told);
  return {
    fields: all("input, select, textarea", (f) => [f.id || f.name, ["checkbox", "radio"].includes(f.type) ? f.checked : f.value]),
    rows: all("[data-field]", (row) => [row.dataset.field, row.textContent.replace(/\\s+/g, " ").trim()]),
    verdict: all("#forge-verdict", (verdict) => verdict.textContent.replace(/\\s+/g, " ").trim()),
    sentences: all("figcaption", (caption) => (rendered ? caption.innerText : caption.textContent).replace(/\\s+/g, " ").trim()),
    compared: all("#forge-compare td", (cell) => cell.textContent),
    open: all("[data-card]:not([hidden])", (card) => card.id),
  };
}"""
PICTURES = """() => [...document.querySelectorAll("[data-instrument]:not([hidden]) .slot")].map(({ forgeSlot }) =>
  forgeSlot.raster().toDataURL())"""
IMAGES = """() => [...document.querySelectorAll(".slot > saved-copy > img")].map((image) =>
  [image.src, image.naturalWidth > 100 && image.offsetWidth > 100])"""
READY = "() => document.querySelector('.saved-line time') && !document.querySelector('.slot')?.forgeSlot.mount.stale"


@pytest.fixture(params=few(["served", "site"]))
def place(request):
    """Where the Forge is, and the folder that its files lie in beside the page's own."""
    if request.param == "served":
        return f"{request.getfixturevalue('served')}?page=forge#/forge?", {"app/static": "static"}, ""
    return f"{request.getfixturevalue('site')}forge/#", {"assets": "dist/assets", "runtime": "dist/runtime"}, "forge"


@pytest.fixture
def copies(browser, tmp_path, root):
    """Open a page's copies as files: ``copies(page, {"assets": "static"}, "")`` gives both, and what each complained of."""
    made = []

    def copy(page, files, folder):
        archive = page.context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        markup = f"<!doctype html>{page.evaluate('document.documentElement.outerHTML')}"
        (tmp_path / folder).mkdir(exist_ok=True)
        for name, held in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).symlink_to(root / held)
        opened = {}
        for name, text in (("copy.mhtml", archive), ("copy.html", markup)):
            file = tmp_path / folder / name
            file.write_text(text, "utf-8", newline="")
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            made.append(context)
            other = context.new_page()
            said = []
            other.on("console", lambda message, said=said: said.append(message.text))
            other.on("pageerror", lambda error, said=said: said.append(str(error)))
            other.goto(file.as_uri())
            opened[name] = (other, said)
        return opened

    yield copy
    for context in made:
        context.close()


@pytest.mark.slow
def test_a_saved_page_shows_what_the_page_showed_and_says_what_it_is(open_page, place, copies):
    address, files, folder = place
    page = open_page(f"{address}v1;training_compute=3e25;accelerator=b200", until="forge:live")
    until_taken_in(page)
    page.click("#forge-compare [data-act=pin]")
    page.click("[data-fold=predicted_loss]")
    page.locator("label", has_text="Mixture of experts").first.click()
    page.fill("#forge-context-entry", "8K")
    page.keyboard.press("Enter")
    page.select_option("#forge-accelerator select", index=2)
    until_taken_in(page)
    until_drawn(page)
    page.fill("#forge-overtraining-entry", "not yet entered")
    page.wait_for_function(READY)
    wanted = {rendered: page.evaluate(STATE, rendered) for rendered in (True, False)}
    drawn = page.evaluate(PICTURES)
    for state in wanted.values():
        assert ["forge-overtraining-entry", "not yet entered"] in state["fields"]
        assert ["forge-context-entry", "8,192"] in state["fields"]
        assert len(state["rows"]) > 15
    assert wanted[False]["compared"]
    assert page.locator(".saved-line").is_hidden(), "the page itself is no copy"
    shown = page.evaluate("location.href")
    for name, (copy, said) in copies(page, files, folder).items():
        # An archive holds what is rendered, and nothing else.
        rendered = name.endswith("mhtml")
        assert copy.evaluate(STATE, rendered) == wanted[rendered], name
        assert copy.evaluate(IMAGES) == [[each, True] for each in drawn], name
        assert copy.locator(".saved-line").is_visible()
        line = copy.locator(".saved-line").inner_text()
        assert line.startswith(f"A copy of {shown}, as it stood on ")
        assert "context=8192" in line
        assert copy.locator(".boot-failure, .boot-line").count() == 0
        assert copy.evaluate("performance.getEntriesByName('forge:live').length") == 0
        assert copy.evaluate("getComputedStyle(document.querySelector('#forge-context .range')).pointerEvents") == "none"
        # Fonts of KaTeX stand at a whole address, which a file may not read; a browser that saves them writes another one.
        assert [each for each in said if not re.search(r"KaTeX_|ERR_FAILED", each)] == [], name


@pytest.mark.slow
def test_the_keys_that_save_make_the_copy_whole_at_once(open_page, served):
    page = open_page(f"{served}?page=forge#/forge", until="forge:live")
    page.wait_for_function(READY)
    page.focus("#forge-context .range")
    said = page.evaluate(
        """async () => {
          const control = document.querySelector("#forge-context");
          const line = document.querySelector(".saved-line");
          control.querySelector(".landmark").click();
          const between = line.textContent;
          // Until Python has answered; the page rests only later.
          await new Promise((resolve) => document.addEventListener("forge:morphed", resolve, { once: true }));
          await new Promise(requestAnimationFrame);
          const before = line.textContent;
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true }));
          const images = document.querySelectorAll(".slot > saved-copy > img").length;
          return { between, before, after: line.textContent, address: location.href, images };
        }"""
    )
    assert "made while it was changing" in said["between"]
    assert "made while it was changing" in said["before"]
    assert said["after"].startswith(f"A copy of {said['address']}, as it stood on ")
    assert "context=" in said["address"]
    assert said["images"] > 1
