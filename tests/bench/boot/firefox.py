"""Firefox, driven over WebDriver BiDi by puppeteer-core: no geckodriver, and the browser as its users have it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from app.bundle.sources import cache_folder

from .host import serving
from .visit import INPUTS, MOVES

DRIVER = "puppeteer-core@24.8.2"
"""The last line of releases that runs on Node 20."""
SCRIPT = Path(__file__).with_name("firefox.mjs")
LIMIT_SECONDS = 300


class NoFirefoxError(RuntimeError):
    """Firefox cannot be driven here; the message says what is missing."""


def find() -> str:
    """Path of a Firefox; the one that ``$FIREFOX`` names, or Debian's, installed where that takes no question."""
    looked_for = (os.environ.get("FIREFOX", ""), "firefox-esr", "firefox")
    if not any(map(shutil.which, looked_for)) and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in ("update", "install -y --no-install-recommends firefox-esr"):
            subprocess.run(["apt-get", "-qq", *command.split()], check=False, capture_output=True)
    found = next(filter(None, map(shutil.which, looked_for)), None)
    if found is None:
        raise NoFirefoxError("Firefox was not found (Debian: apt-get install firefox-esr)")
    return found


def driver(root: Path) -> Path:
    """The driver's entry, installed from npm into the cache when it is not there yet."""
    folder = cache_folder(root) / DRIVER.replace("@", "-")
    entry = folder / "node_modules/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js"
    if not entry.is_file():
        if shutil.which("npm") is None:
            raise NoFirefoxError("npm was not found: install Node.js 20 or later")
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(folder), "--silent", "--no-audit", "--no-fund", "--no-save", DRIVER]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoFirefoxError(f"npm could not install {DRIVER}: {done.stderr.strip()[-400:]}")
    return entry


def visit(
    root: Path, site: Path, *, query: str = "", live: str = "forge:live", moves: int = MOVES, inputs: int = INPUTS, again: bool = False
) -> list[dict | str]:
    """Visit a site in a new profile; with ``again`` a second time, with nothing listening any more.

    Returns
    -------
    list of dict or str
        What each visit measured; in the place of the second, a word where the first left nothing to come back to.
    """
    with serving(site) as host:
        order = {
            "driver": str(driver(root)), "executable": find(), "url": host.url + query, "live": live, "moves": moves, "inputs": inputs,
            "again": again,
        }  # fmt: skip
        command = ["node", str(SCRIPT), json.dumps(order)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            first = _line(process)
            if not again:
                return [first]
            second = _line(process)
            if second != "ready":
                return [first, second]
            host.close()
            with suppress(BrokenPipeError):
                process.stdin.write("go\n")
                process.stdin.flush()
            return [first, _line(process)]


def _line(process: subprocess.Popen) -> dict | str:
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"Firefox's driver stopped: {process.stderr.read().strip()[-2000:]}")
    return json.loads(line)
