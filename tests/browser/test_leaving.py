"""Who leaves the page, or looks at another, comes back to what was last on it, however soon after the last move."""

import pytest

from tests.few import few

LEAVING = {
    "left": "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }))",
    "hidden": """{
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""",
}
MOVED = """async (leave) => {
  const before = location.href;
  document.querySelector("#forge-context .landmark").click();
  await new Promise((resolve) => document.addEventListener("forge:morphed", resolve, { once: true }));
  await new Promise(requestAnimationFrame);
  const between = location.href;
  eval(leave);
  return { before, between, after: location.href };
}"""


@pytest.mark.slow
@pytest.mark.parametrize("how", LEAVING)
def test_the_address_is_written_at_once_when_the_page_is_left_or_hidden(same_page, served, how):
    page = same_page(f"{served}#/forge")
    page.wait_for_function("() => location.hash.startsWith('#/forge')")
    said = page.evaluate(MOVED, LEAVING[how])
    page.evaluate("delete document.visibilityState")
    assert said["between"] == said["before"], "the address waits until the hand rests"
    assert "context=2048" in said["after"]


@pytest.mark.slow
@pytest.mark.parametrize("base", few(["site", "served"]))
def test_who_leaves_right_after_a_move_comes_back_to_it(open_page, request, base):
    url = request.getfixturevalue(base) + {"served": "?page=forge#/forge", "site": "forge/"}[base]
    page = open_page(url, until="forge:live")
    page.evaluate("""async () => {
      document.querySelector("#forge-context .landmark").click();
      await new Promise((resolve) => document.addEventListener("forge:morphed", resolve, { once: true }));
      await new Promise(requestAnimationFrame);
      location.href = "about:blank";
    }""")
    page.wait_for_url("about:blank")
    page.go_back()
    page.wait_for_function("() => location.href.includes('context=2048')")
