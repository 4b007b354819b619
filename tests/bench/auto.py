"""Auto on the built page for ten thousand tokens: is memory flat, and does a token at the end take what one at the start took?

``python -m tests.bench.auto`` prints it after a quarter of an hour or more; ``python tests/bench auto`` rides two thousand tokens.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from app.bundle.chromium import looking_at
from tests.bench._needs import alone

NEEDS = ("chromium", "node", "npm", "site")
SITE = Path(__file__).parents[2] / "dist"
TOKENS, SHORT = 10_000, 2_000
SPAN = 500
"""Tokens over which a time per token is taken: eight windows, so that each holds as many moves of the window."""
BOOT_LIMIT_MS = 90_000
POLL_MS = 250
_STATE = "Number(document.querySelector('[data-state]').dataset.cursor)"
_STOPPED = "document.querySelector('[data-run]').getAttribute('aria-pressed') === 'false'"
_MODELS = "() => Bokeh.documents.reduce((sum, each) => sum + each._all_models.size, 0)"
# Notes every WebAssembly memory that the worker makes or is given, before any of its own scripts runs.
_NOTE = """
const notes = (self.notedMemories = new Set());
const note = (made) => {
  for (const each of Object.values((made.instance ?? made).exports)) if (each instanceof WebAssembly.Memory) notes.add(each);
  return made;
};
for (const name of ["instantiate", "instantiateStreaming"]) {
  const original = WebAssembly[name];
  WebAssembly[name] = (...given) => original(...given).then(note);
}
WebAssembly.Instance = new Proxy(WebAssembly.Instance, { construct: (kind, given) => note(new kind(...given)) });
WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct: (kind, given) => { const made = new kind(...given); notes.add(made); return made; },
});
"""
_LARGEST = "Math.max(0, ...Array.from(self.notedMemories, (memory) => memory.buffer.byteLength))"


class WorkerSession:
    """Chromium's tools on the worker in which Python runs; Playwright gives them for pages alone."""

    def __init__(self, session: CDPSession) -> None:
        self._session, self._answers, self._count = session, {}, 0
        self._worker = ""
        session.on("Target.attachedToTarget", self._attached)
        session.on("Target.receivedMessageFromTarget", self._received)
        session.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False})

    def send(self, page: Page, method: str, **params: object) -> dict:
        """Ask the worker's tools and wait for the answer."""
        number = self._tell(self._worker, method, **params)
        while number not in self._answers:
            page.evaluate("1")  # lets messages in
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def python_memory(self, page: Page) -> int:
        """Bytes of Python's own memory (``HEAP8.length``)."""
        return self.send(page, "Runtime.evaluate", expression=_LARGEST)["result"]["value"]

    def heap(self, page: Page) -> int:
        """Bytes of JavaScript objects in the worker, garbage collected."""
        self.send(page, "HeapProfiler.collectGarbage")
        return self.send(page, "Runtime.getHeapUsage")["usedSize"]

    def _tell(self, session: str, method: str, **params: object) -> int:
        self._count += 1
        message = json.dumps({"id": self._count, "method": method, "params": params})
        self._session.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})
        return self._count

    def _attached(self, event: dict) -> None:
        session, target = event["sessionId"], event["targetInfo"]
        if target["type"] == "worker" and "/worker" in target["url"]:
            self._worker = session
            self._tell(session, "Runtime.evaluate", expression=_NOTE)
        self._tell(session, "Runtime.runIfWaitingForDebugger")

    def _received(self, event: dict) -> None:
        message = json.loads(event["message"])
        if "id" in message:
            self._answers[message["id"]] = message


def ride(page: Page, url: str, tokens: int = TOKENS) -> list[dict[str, float]]:
    """Let Auto run for ``tokens`` tokens; return what stood at each mark.

    Parameters
    ----------
    page
        An empty page.
    url
        Address of the site.
    tokens
        How far to go; the marks lie at a twentieth, and then where the times are taken.
    """
    session, system = page.context.new_cdp_session(page), page.context.browser.new_browser_cdp_session()
    worker = WorkerSession(session)
    page.goto(f"{url}#/journey?v1;limit={tokens};seed=1")
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=BOOT_LIMIT_MS)
    page.select_option("[data-pace]", "0")
    page.select_option("[data-until]", "limit")
    page.keyboard.press("a")
    marks = []
    middle, last = tokens // 2, tokens - 1
    for cursor in (SPAN, 2 * SPAN, middle - SPAN // 2, middle + SPAN // 2, last - SPAN, last):
        # Asked from here: a question that stays in the page for minutes takes part in every frame, and was lost once.
        while not page.evaluate(f"cursor => {_STATE} >= cursor || {_STOPPED}", cursor):
            page.wait_for_timeout(POLL_MS)
        now, reached = page.evaluate(f"() => [performance.now(), {_STATE}]")
        if reached < cursor:
            raise RuntimeError(f"Auto stopped at token {reached + 1} by itself")
        session.send("HeapProfiler.collectGarbage")
        counters = session.send("Memory.getDOMCounters")
        marks.append(
            {
                "token": reached + 1,
                "seconds": round(now / 1e3, 2),
                "cpu_seconds": round(sum(each["cpuTime"] for each in system.send("SystemInfo.getProcessInfo")["processInfo"]), 2),
                "python_MB": round(worker.python_memory(page) / 1e6, 2),
                "page_heap_MB": round(session.send("Runtime.getHeapUsage")["usedSize"] / 1e6, 2),
                "worker_heap_MB": round(worker.heap(page) / 1e6, 2),
                "bokeh_models": page.evaluate(_MODELS),
                "dom_nodes": counters["nodes"],
                "listeners": counters["jsEventListeners"],
            }
        )
        sys.stderr.write(f"{marks[-1]} load {os.getloadavg()[0]:.1f}\n")
    page.wait_for_selector("[data-run][aria-pressed=false]")
    return marks


def milliseconds(marks: list[dict[str, float]], kind: str) -> dict[str, float]:
    """Time per token at the start, in the middle and at the end: ``seconds``, or ``cpu_seconds`` of the whole browser.

    The latter hardly depends on what else the machine does.
    """
    spans = {"start": marks[0:2], "middle": marks[2:4], "end": marks[4:6]}
    return {name: round(1e3 * (b[kind] - a[kind]) / (b["token"] - a["token"]), 1) for name, (a, b) in spans.items()}


def report(tokens: int = SHORT) -> dict[str, object]:
    """What stood at each mark, and the time per token."""
    with looking_at(SITE) as (browser, address):
        marks = ride(browser.new_page(viewport={"width": 1440, "height": 900}), f"{address}/", tokens)
    return {"marks": marks, "ms_per_token": milliseconds(marks, "seconds"), "cpu_ms_per_token": milliseconds(marks, "cpu_seconds")}


if __name__ == "__main__":
    alone(NEEDS)
    json.dump(report(int(sys.argv[1]) if sys.argv[1:] else TOKENS), sys.stdout, indent=1)
    print()
