"""Who leaves the page, or looks at another, comes back to what was last on it, however soon after the last move."""

import pytest

from tests.few import few

HELD = """() => {
  const timer = window.setTimeout;
  // The address is written a while after the last move: not in this test.
  window.setTimeout = (then, wait, ...all) => (wait === 250 ? -1 : timer(then, wait, ...all));
  window.given = () => (window.setTimeout = timer);
}"""
MOVED = """async () => {
  const address = [...Bokeh.documents[0]._all_models.values()].find(({ type }) => type.endsWith(".Address"));
  document.querySelector("#forge-context .landmark").click();
  while (!address.fragment.includes("context=2048")) await new Promise(requestAnimationFrame);
  return location.href;
}"""
HIDDEN = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  delete document.visibilityState;
  window.given();
}"""


@pytest.mark.slow
def test_the_address_is_written_at_once_when_the_page_is_hidden(same_page, served):
    page = same_page(f"{served}#/forge")
    page.wait_for_function("() => location.hash.startsWith('#/forge?')")
    page.evaluate(HELD)
    assert "context=2048" not in page.evaluate(MOVED)
    page.evaluate(HIDDEN)
    assert "context=2048" in page.evaluate("location.href")


@pytest.mark.slow
@pytest.mark.parametrize("base", few(["served", "site"]))
def test_who_leaves_right_after_a_move_comes_back_to_it(open_page, request, base):
    page = open_page(request.getfixturevalue(base) + {"served": "?page=forge#/forge", "site": "forge/"}[base], until="forge:live")
    page.wait_for_function("() => location.hash.includes('v1')")
    page.evaluate(HELD)
    assert "context=2048" not in page.evaluate(MOVED)
    page.goto("about:blank")
    page.go_back()
    assert "context=2048" in page.url
    page.wait_for_function("() => document.querySelector('#forge-context-entry').value === '2,048'")
