"""axe-core in the page under test: what it finds against WCAG 2.2 AA and its own list of good practice."""

from pathlib import Path

from playwright.sync_api import Frame, Locator, Page

from app.bundle.sources import cache_folder, npm_package

PACKAGE = "axe-core@4.14.1"
SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LONGEST = 480

# What the page does only once it has come to rest.
_AT_REST = """() => [...document.querySelectorAll("[data-scrolls]")].every((area) =>
  area.hasAttribute("tabindex") || (area.scrollWidth <= area.clientWidth + 1 && area.scrollHeight <= area.clientHeight + 1))"""

_RUN = """async ([run, within]) => {
  const found = await axe.run(within ?? document, { resultTypes: ["violations"], ...run });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, any, all, none }) =>
    `${id}: ${target.flat().join(" ")}: ${[...any, ...all, ...none].map(({ message }) => message).join("; ")} (${html})`));
}"""


class Axe:
    """Runs axe-core, which stays in a page once it has been put there."""

    def __init__(self, root: Path) -> None:
        package = npm_package(cache_folder(root), PACKAGE, SHA256)
        self.script = (package / "axe.min.js").read_text("utf-8")

    def findings(self, page: Page | Frame, *, rules: tuple[str, ...] = (), within: Locator | None = None) -> list[str]:
        """Every finding: its rule, its element, and what is wrong with it.

        Parameters
        ----------
        page
            Where to look.
        rules
            Rules to run alone; without any, all of :data:`TAGS`.
        within
            The only part to look at.
        """
        page.wait_for_function(_AT_REST)
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(self.script)
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        return [line[: LONGEST] for line in page.evaluate(_RUN, [{"runOnly": only}, within and within.element_handle()])]
