"""What a token takes in Pyodide: ``tests/bench/journey.py`` in the interpreter of the built site, in a worker of headless Chromium.

``python tests/bench inside`` prints medians and 95th percentiles in milliseconds, and whether each budget is kept.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from app.bundle.chromium import looking_at
from app.bundle.serve import Handler
from tests.bench._needs import alone

NEEDS = ("chromium", "node", "npm", "site")
HERE = Path(__file__).parent
SITE = HERE.parents[1] / "dist"
STATIC = HERE.parents[1] / "static"
LIMIT_MS = 600_000
REPEATS = 200
ONE_TOKEN_MS = 60.0
TIMES_FASTER = 3.0

_START = """
async ([code, repeats]) => {
  const page = new DOMParser().parseFromString(await (await fetch("/index.html")).text(), "text/html");
  const manifest = JSON.parse(page.getElementById("forge-manifest").textContent);
  const script = `
    import { startPlain } from "${location.origin}/source/js/starts.js";
    onmessage = async ({ data: { manifest, base, code } }) => {
      try {
        const { pyodide } = await startPlain(manifest, { base, phase() {}, count() {} });
        const globals = pyodide.toPy({ __name__: "bench" });
        postMessage({ found: pyodide.runPython(code, { globals }) });
      } catch (error) { postMessage({ error: error.message }); }
    };`;
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), { type: "module" });
  const answer = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => resolve({ error: event.message });
  });
  worker.postMessage({ manifest, base: `${location.origin}/`, code: `${code}\\njson.dumps(report(${repeats}))` });
  return await answer;
}
"""


class WithSource(Handler):
    """The site, and beside it the scripts as they were written: in the site they are joined, and start by themselves."""

    def translate_path(self, path: str) -> str:
        """Where a file lies."""
        name = urlsplit(path).path
        return str(STATIC / name.removeprefix("/source/")) if name.startswith("/source/") else super().translate_path(path)


def report(repeats: int = REPEATS) -> dict[str, object]:
    """Times by what was done, and the budgets with what was found."""
    code = (HERE / "journey.py").read_text("utf-8")
    with looking_at(SITE, WithSource) as (browser, address):
        page = browser.new_page()
        page.set_default_timeout(LIMIT_MS)
        # Any file but the page itself, whose policy forbids scripts that are made up here.
        page.goto(f"{address}/manifest.json")
        answer = page.evaluate(_START, [code, repeats])
    if "error" in answer:
        raise RuntimeError(answer["error"])
    times = json.loads(answer["found"])
    return {"load": round(os.getloadavg()[0], 1), "ms": times, "budgets": budgets(times)}


def budgets(times: dict[str, dict[str, float]]) -> dict[str, dict[str, object]]:
    """What a token may take, beside what it took: milliseconds at the 95th percentile, and a ratio of medians."""
    plain, kept, uncached = (times[name] for name in list(times)[:3])
    return {
        "cache, every tensor kept (p95, ms)": _at_most(kept["p95"], ONE_TOKEN_MS),
        "cache, nothing kept (p95, ms)": _at_most(plain["p95"], ONE_TOKEN_MS / 2),
        "no cache over cache (medians)": {"found": round(uncached["median"] / plain["median"], 1), "at_least": TIMES_FASTER,
                                          "kept": uncached["median"] >= TIMES_FASTER * plain["median"]},
    }  # fmt: skip


def _at_most(found: float, limit: float) -> dict[str, object]:
    return {"found": found, "at_most": limit, "kept": found <= limit}


if __name__ == "__main__":
    alone(NEEDS)
    json.dump(report(*map(int, sys.argv[1:])), sys.stdout, indent=1)
    print()
