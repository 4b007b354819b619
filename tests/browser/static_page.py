"""What tests of the static page say about it."""

from playwright.sync_api import Frame, Page
from playwright.sync_api import TimeoutError as Timeout

from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from tests import waiting

FIRST = [field for field, row in FIELDS.items() if not row.further]
"""Rows of the Forge that are there unasked."""
BOOT = 90_000
"""Milliseconds that a page may take to come alive: ten times what it does when it has the machine to itself."""
LIVE = "() => document.documentElement.dataset.boot"
"""True once the page is live; unlike the performance mark also where a test holds the clock."""

SETTLES = 30_000
"""Milliseconds that a change may take to show on a busy machine."""

DIFFERENCES = """(wanted) => Object.entries(wanted).filter(([field, value]) => {
  const { value: shown } = document.querySelector(`[data-field=${field}]`).dataset;
  return value === null ? shown !== "" && shown !== undefined : Math.abs(shown / value - 1) > 1e-9 && Number(shown) !== value;
}).map(([field, value]) => `${field} is ${document.querySelector(`[data-field=${field}]`).dataset.value} and not ${value}`)"""


# Python answers in turn: what was pressed before the page asks is answered before.
TAKEN_IN = """() => {
  const [address] = [...Bokeh.documents[0]._all_models.values()].filter(({ type }) => type.endsWith(".Address"));
  if (!window.question) window.question = address.asked += 1;
  if (address.answered < window.question) return false;
  window.question = 0;
  return true;
}"""
FRAMES = """async (frames) => {
  for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
}"""
DRAWN = """() => [...document.querySelectorAll("[data-instrument]:not([hidden]) .slot")].every(({ forgeSlot }) =>
  forgeSlot && !forgeSlot.mount.stale && (forgeSlot.view || !forgeSlot.seen))"""
"""True once every figure in sight is a live one, and none is behind its numbers."""


# Counts what crosses, and lets a test end the page's worker.
WITNESS = """
const Known = Worker;
window.crossed = [];
window.made = 0;
window.Worker = class extends Known {
  constructor(...all) {
    super(...all);
    window.made++;
    window.ended = () => this.terminate();
    window.deafen = () => (this.deaf = true);
    window.order = JSON.parse(all[1].name);
    this.addEventListener("message", ({ data }) => {
      const { type, sequence, mistake } = data;
      window.crossed.push({ to: "page", type, sequence, mistake });
    });
  }
  postMessage(message, ...rest) {
    window.crossed.push({ to: "worker", type: message.type, sequence: message.sequence });
    if (this.deaf) return;
    super.postMessage(message, ...rest);
  }
};
"""
QUIET = """() => {
  const of = (to) => window.crossed.filter((message) => message.to === to && message.type === "update").length;
  // Figures that are behind are still to be asked for.
  const stale = [...document.querySelectorAll(".slot")].some(({ forgeSlot }) => forgeSlot?.mount.stale);
  return !stale && of("worker") === of("page");
}"""


def after_frames(page: Page | Frame, frames: int = 2) -> None:
    """Let the browser paint so many frames."""
    page.evaluate(FRAMES, frames)


def until_drawn(page: Page | Frame) -> None:
    """Wait until the figures in sight are there and show what the numbers say."""
    page.wait_for_function(DRAWN)


def until_quiet(page: Page) -> None:
    """Wait until all has been sent, answered, shown and drawn, on a page with the witness."""
    after_frames(page)
    page.wait_for_function(QUIET)


def until_taken_in(page: Page) -> None:
    """Wait until Python has answered everything that was pressed so far, and the page has taken it in."""
    page.wait_for_function(TAKEN_IN, timeout=SETTLES)
    after_frames(page)


def until_live(page: Page | Frame) -> None:
    """Wait until Python answers."""
    page.wait_for_function(LIVE, timeout=BOOT)


def until_answered(page: Page | Frame, question: str, answer: object = True, seconds: float = 30) -> None:
    """Wait until a question to the page has this answer, which may come as a promise.

    ``wait_for_function`` takes the promise itself for a yes.
    """
    answers = []

    def answered() -> bool:
        answers.append(page.evaluate(question))
        return answers[-1] == answer

    waiting.until(answered, lambda: f"the answer stays {answers[-1]!r}", seconds)


def forget_live(page: Page | Frame) -> None:
    """Let :func:`until_live` wait for the next time."""
    page.evaluate("() => { delete document.documentElement.dataset.boot }")


def open_further(page: Page | Frame) -> None:
    """Ask for all further rows, and wait until they are there."""
    page.evaluate("document.querySelectorAll('.further[aria-expanded=false]').forEach((fold) => fold.click())")
    page.wait_for_function("(count) => document.querySelectorAll('#forge-dossier [data-field]').length === count", arg=len(FIELDS))


def value(page: Page | Frame, field: str) -> float:
    """The SI number that a row of the dossier carries."""
    return float(page.get_attribute(f"[data-field={field}]", "data-value"))


def until_value(page: Page | Frame, field: str, expected: float, rel: float = 0.01) -> None:
    """Wait until a row carries about this number."""
    page.wait_for_function(
        "([field, wanted, rel]) => Math.abs(document.querySelector(`[data-field=${field}]`).dataset.value / wanted - 1) <= rel",
        arg=[field, expected, rel],
    )


def assert_shows(page: Page | Frame, **changed: object) -> None:
    """Wait until every row in sight carries what the chain, worked out here, says of this design."""
    wanted = {field: figure.value for field, figure in Forge(**changed).result.figures.items() if not figure.row.further}
    try:
        page.wait_for_function(f"(wanted) => ({DIFFERENCES})(wanted).length === 0", arg=wanted, timeout=SETTLES)
    except Timeout as error:
        raise AssertionError(page.evaluate(DIFFERENCES, wanted)) from error


def assert_readable(page: Page | Frame) -> None:
    """Each row of the dossier that comes first stands on the page with its value in words."""
    for field in FIRST:
        row = page.locator(f"[data-field={field}]")
        assert row.is_visible()
        assert row.inner_text().strip()
