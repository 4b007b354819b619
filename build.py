"""Build the static site: ``python build.py`` fills ``dist/``, verifies it, and prints sizes and the serve command."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main(arguments: list[str] | None = None) -> int:
    """Build, and serve if asked to."""
    options = _options(arguments)
    # Our own build.py must not stand in for the package `build` that pyodide-build imports.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT] + [str(ROOT)]
    if options.instruments:
        os.environ["FORGE_INSTRUMENTS"] = str(options.instruments.resolve())  # read in formulas/further.py
        os.environ["FORGE_ALONE"] = "yes" if options.alone else ""
    from app.bundle.pipeline import BuildError, build
    from app.bundle.serve import serve

    if not options.serve_only:
        started = time.monotonic()
        try:
            parts = {"snapshot": not options.no_snapshot, "offline": not options.no_offline, "light": options.light}
            build(ROOT, options.output, **parts, address=options.url or "")
        except BuildError as error:
            print(f"build.py: {error}", file=sys.stderr)
            return 1
        print(f"built in {time.monotonic() - started:.0f} s")
    if options.serve or options.serve_only:
        serve(options.output, options.port)
    else:
        print(f"serve it: {Path(sys.executable).name} build.py --serve-only --port {options.port}")
    return 0


def _address(text: str) -> str:
    """Read an address of the web as that of a folder."""
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} must begin with http:// or https://")
    return text.rstrip("/") + "/"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder to fill (default: dist)")
    parser.add_argument("--instruments", type=Path, help="folder with further instruments/<id>/ and formulas/ to build in")
    parser.add_argument("--alone", action="store_true", help="of the others, only what these and the home page need: a quicker build")
    parser.add_argument("--url", type=_address, help="where the site will be, for pictures in link previews")
    parser.add_argument("--no-snapshot", action="store_true", help="leave the memory snapshot out: a smaller, slower site")
    parser.add_argument("--no-offline", action="store_true", help="keep nothing in browsers, and retire what earlier builds kept")
    parser.add_argument("--light", action="store_true", help="pack in seconds: a larger site, sooner built, to look at and not to hand out")
    parser.add_argument("--serve", action="store_true", help="serve the site on loopback when it is built")
    parser.add_argument("--serve-only", action="store_true", help="serve the site that was built before")
    parser.add_argument("--port", type=int, default=8000, help="port to serve on (default: 8000)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
