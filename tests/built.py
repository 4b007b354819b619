"""The built site for whoever looks at it, tests and benchmarks alike: of these sources, and with everything that a site can hold."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from app.bundle.built import PARTS, unfit

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
LOCK = ROOT / ".cache" / "building"
# What every page does is the same however small its files are.
LIGHT = PARTS.keys() - {"packing"}


class NotBuiltError(RuntimeError):
    """The site cannot be built as it is needed; the message says why."""


def site(*, light: bool = True) -> Path:
    """Folder of the site, built first where that of an earlier build does not serve; whoever else asks waits for it.

    One packed lightly will do, unless it is to be measured.

    Of the processes of one run the first decides: a site is not built anew, for a source that was edited meanwhile, while the
    others have pages of it open; and what could not be built is not tried again by every test.
    """
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("a+") as lock:
        # Given back when the file is closed, however that comes about.
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
        decided, _, fault = lock.read().partition("\n")
        if not run or decided != run:
            fault = ""
            try:
                _build(light)
            except NotBuiltError as error:
                fault = str(error)
            lock.truncate(0)
            lock.write(f"{run}\n{fault}")
        if fault:
            raise NotBuiltError(fault)
        return DIST


def _build(light: bool) -> None:
    """Build the site where that of an earlier build does not serve."""
    parts, options = (LIGHT, ["--light"]) if light else (PARTS, [])
    if why := unfit(DIST, ROOT, parts):
        sys.stderr.write(f"Building the site first, because {why} (a minute or more)...\n")
        done = subprocess.run([sys.executable, "build.py", *options], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode or (why := unfit(DIST, ROOT, parts)):
            raise NotBuiltError(f"the site was not built as it is needed: {done.stderr.strip() or why}")
