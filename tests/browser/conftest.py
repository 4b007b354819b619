"""A real Chromium with every other origin cut off, and the three ways in to point it at.

``open_page()`` gives a Playwright page; ``served``, ``site`` and ``serve_folder`` give base URLs.  Whatever
the browser complains about or asks another origin for during a test fails that test when it ends; a test
that provokes a complaint on purpose says so beforehand: ``watch.allow("404")``.
"""

import contextlib
import functools
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests import built
from tests.browser.axe import Axe
from tests.browser.faulty import Host
from tests.browser.static_page import until_taken_in
from tests.waiting import until

ROOT = Path(__file__).parents[2]
# What is expected may take as long to come as what is waited for; by itself Playwright gives it a sixth of that.
expect.set_options(timeout=30_000)
SITES = {"site", "forge_site", "example_site", "static"}
"""What a test that runs in several ways calls the built site."""
FAILURES = ROOT / ".cache" / "failures"
LOOPBACK = {"127.0.0.1", "localhost"}
# The site is served below a folder, as on a project page: an address that starts at the root shows up at once.
PREFIX = "/some/folder"
FEATURES_OFF = [
    # Pages of Chromium's own, made anew behind the address bar of every context, though headless shows none:
    # they took a third of what opening a page takes.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # Of two such lists the later counts, so that what Playwright switches off stands here once more.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
FLAGS = [
    # No name but loopback's resolves: another origin is out of reach, and Playwright's routing, which would
    # switch the HTTP cache off, is not needed for it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
]
# Milliseconds that a page may take to come alive: ten times what it does when it has the machine to itself.
BOOT = 90_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that nobody has to remember it; what looks at the built site comes last.

    It is built meanwhile, beside what needs none.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=_looks_at_site)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to build the site in the first process, if a test is to look at it: each that does waits for it."""
    first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
    if first and not session.config.option.collectonly and any(map(_looks_at_site, session.items)):
        threading.Thread(target=_built, daemon=True).start()


def _looks_at_site(item: pytest.Item) -> bool:
    """Whether a test asks for the built site, by itself or in one of its ways."""
    ways = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return "dist" in getattr(item, "fixturenames", ()) or any(way in SITES for way in ways if isinstance(way, str))


def _built() -> None:
    # Why it could not be built is said by every test that needs it.
    with contextlib.suppress(built.NotBuiltError):
        built.site()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Leave a picture of every open page of a failed test in .cache/failures."""
    report = yield
    if report.when == "call" and report.failed:
        FAILURES.mkdir(parents=True, exist_ok=True)
        shown = [page for each in ("open_page", "same_page") if each in getattr(item, "funcargs", {}) for page in item.funcargs[each].pages]
        for number, page in enumerate(shown):
            picture = FAILURES / f"{re.sub(r'\W+', '-', item.name)}-{number}.png"
            # A test may have closed it; what hangs shows nothing.
            with contextlib.suppress(PlaywrightError):
                page.screenshot(path=picture)
                report.sections.append(("picture", str(picture.relative_to(ROOT))))
    if report.failed and "same_page" in getattr(item, "funcargs", {}):
        item.funcargs["same_page"].discard()
    return report


class Watch:
    """What a browser said and asked for during one test."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        """Expect complaints that this regular expression finds."""
        self._allowed.append(pattern)

    def attach(self, context: BrowserContext) -> None:
        """Listen to every page and worker of a context."""
        listen(context, lambda: self)

    @property
    def unexpected(self) -> list[str]:
        """Complaints that nobody allowed."""
        return [line for line in self.complaints if not any(re.search(pattern, line) for pattern in self._allowed)]

    def asked(self, url: str) -> None:
        """Note a request, and complain of one to another origin."""
        self.requests.append(url)
        if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).hostname not in LOOPBACK:
            self.complaints.append(f"another origin: {url}")


def listen(context: BrowserContext, watch: Callable[[], Watch]) -> None:
    """Let whoever watches at the time hear of all that a context says and asks for."""
    context.on("request", lambda request: watch().asked(request.url))
    context.on("response", lambda r: r.status >= 400 and watch().complaints.append(f"status {r.status}: {r.url}"))
    context.on("console", lambda m: m.type in {"error", "warning"} and watch().complaints.append(f"console {m.type}: {m.text}"))
    context.on("weberror", lambda error: watch().complaints.append(f"uncaught: {error.error.stack or error.error}"))
    context.on("page", lambda page: page.on("websocket", lambda socket: watch().asked(socket.url)))


class OpenPage:
    """Make pages of any size and mode; call it as often as a test needs pages."""

    def __init__(self, browser: Browser, watch: Watch) -> None:
        self.pages: list[Page] = []
        self._browser, self._watch = browser, watch

    def __call__(
        self,
        url: str | None = None,
        *,
        until: str | None = None,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        **context: object,
    ) -> Page:
        """Open ``url`` in a context of its own (empty cache and storage), with any further context options.

        ``until`` names a performance mark to wait for: "forge:painted" or "forge:live".
        """
        made = self._browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", reduced_motion="reduce", **context
        )
        self._watch.attach(made)
        page = made.new_page()
        self.pages.append(page)
        if url:
            page.goto(url)
        if until:
            page.wait_for_function("mark => performance.getEntriesByName(mark).length > 0", arg=until, timeout=BOOT)
        return page

    def close(self) -> None:
        """Close every context that was opened."""
        for page in self.pages:
            page.context.close()


BACK = """() => {
  document.activeElement?.blur();
  for (const open of document.querySelectorAll("details[open]:is(.menu, .more, .numbers)")) open.open = false;
  for (const open of document.querySelectorAll(":popover-open")) open.hidePopover();
  const folds = [...document.querySelectorAll(":is([data-fold], .further)[aria-expanded=true]")];
  for (const button of [...folds, ...document.querySelectorAll("[data-act=unpin]")]) button.click();
  localStorage.clear();
  sessionStorage.clear();
  return [...document.querySelectorAll("section[data-instrument]")].filter((section) => section.childElementCount).length;
}"""
"""Close whatever is open, forget what is kept, and tell how many instruments the page holds."""


class SamePage:
    """A live page of one instrument that tests hand on: each finds it as it begins, in the size and mode that it asks for.

    Opening a page takes a server, a browser and this machine more time than most of what is tried on it.  A test that needs a page
    of its own (what is fetched, stored or shown at the start, several pages, other options) asks for ``open_page``.
    """

    def __init__(self, browser: Browser) -> None:
        self.watch = Watch()
        self.pages: list[Page] = []
        self._browser = browser
        self._opened = ("", "")
        self._changes = 0

    def __call__(self, address: str, *, width: int = 1440, height: int = 900, dark: bool = False) -> Page:
        """Lead it to an address of a server, ``f"{served}#/energy"``: the same page again, if it has shown nothing else meanwhile."""
        server, _, fragment = address.partition("#")
        wanted = (server.partition("?")[0], fragment.partition("?")[0])
        if not self.pages or wanted != self._opened or self._page.evaluate(BACK) > 1:
            return self._open(wanted, fragment, (width, height, dark))
        until_taken_in(self._page)
        self._shape(width, height, dark)
        # Semicolons say nothing and make it another address, which is gone to even where the page is as it comes.
        self._changes += 1
        state = fragment if "?" in fragment else f"{fragment}?v1{';' * (self._changes % 2 + 1)}"
        self._page.evaluate("state => { location.hash = state }", state)
        until_taken_in(self._page)
        self._page.evaluate("() => scrollTo(0, 0)")
        return self._page

    def _open(self, wanted: tuple[str, str], fragment: str, shape: tuple[int, int, bool]) -> Page:
        self.discard()
        context = self._browser.new_context(reduced_motion="reduce")
        listen(context, lambda: self.watch)
        self.pages.append(context.new_page())
        self._opened = wanted
        self._shape(*shape)
        # Said before the number sign as well, the server paints it at once.
        page = wanted[1].strip("/")
        self._page.goto(f"{wanted[0]}{f'?page={page}' if page else ''}#{fragment}")
        self._page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=BOOT)
        return self._page

    def discard(self) -> None:
        """Take a new one for the next test."""
        while self.pages:
            self.pages.pop().context.close()

    @property
    def _page(self) -> Page:
        return self.pages[0]

    def _shape(self, width: int, height: int, dark: bool) -> None:
        self._page.set_viewport_size({"width": width, "height": height})
        self._page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")


@pytest.fixture(scope="session")
def page_of_all(browser: Browser) -> Iterator[SamePage]:
    """The page that tests hand on."""
    shared = SamePage(browser)
    yield shared
    shared.discard()


@pytest.fixture
def same_page(page_of_all: SamePage, watch: Watch) -> SamePage:
    """A live page for tests that need none of their own: ``same_page(f"{served}#/energy", width=390)``."""
    page_of_all.watch = watch
    return page_of_all


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium.  Without one these tests are skipped by name on a desk, and fail in CI."""
    found = subprocess.run(["sh", ".ci/find-chromium"], cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(found.stderr.strip())
    return found.stdout.strip()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@contextlib.contextmanager
def launched(playwright: Playwright, chromium: str, *flags: str, **environment: str) -> Iterator[Browser]:
    """A Chromium that runs with more flags, of which a later one counts instead of an earlier one, and with more in its environment."""
    # Chromium's sandbox does not work for root, who runs CI.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    browser = playwright.chromium.launch(
        executable_path=chromium, args=[*FLAGS, *flags], chromium_sandbox=not root, env={**os.environ, **environment}
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """One Chromium for the whole run; pages get contexts of their own."""
    with launched(playwright, chromium) as browser:
        yield browser


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the browser complained about; the test fails at its end if that is anything unexpected."""
    watch = Watch()
    yield watch
    assert watch.unexpected == []


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Make pages: ``open_page(url, width=390, dark=True)``."""
    opener = OpenPage(browser, watch)
    yield opener
    opener.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One wide, light page."""
    return open_page()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """axe-core: ``axe.findings(page)``."""
    return Axe(ROOT)


LEFT = re.compile(
    r"^.*Task exception was never retrieved\n.*exception=WebSocketClosedError.*\n(?:.*\n)*?tornado\.websocket\.WebSocketClosedError$"
    r"|^.*Failed sending message as connection was closed$",
    re.MULTILINE,
)
"""What Tornado and Panel say when a page is closed while something is on its way to it: not ours to prevent."""


@contextlib.contextmanager
def serving(app: Path | str, allowed: str = "(?!)", **environment: str) -> Iterator[str]:
    """Serve an application with Panel and give its URL; what the server logs as an error or a warning fails at the end.

    ``allowed`` finds messages, with their tracebacks, that are expected; ``environment`` is added to its own.
    """
    command = [sys.executable, "-m", "panel", "serve", str(app), "--static-dirs", "assets=static", "site=dist"]
    command += ["--address", "localhost", "--port", "0"]
    # A server asks for the folder when it starts; what is in it, when a cell does.
    built.DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryFile("w+") as log:
        # A session of its own, so that a Ctrl-C at the terminal reaches pytest alone and the fixture ends it.
        server = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, text=True, start_new_session=True, env={**os.environ, **environment}
        )
        read = functools.partial(_contents, log)
        try:
            yield until(lambda: _address(server, read()), read)
        finally:
            # Bokeh trips over a socket that closes while it is shutting down.
            with contextlib.suppress(TimeoutError):
                until(lambda: "closed" if _all_closed(read()) else None, read, seconds=5)
            server.terminate()
            server.wait(timeout=20)
        said = re.sub(allowed, "", LEFT.sub("", read()))
        assert [line for line in said.splitlines() if re.search(r"\b(ERROR|WARNING|Traceback)\b|Warning: ", line)] == [], said


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """URL of ``panel serve app``."""
    with serving("app") as url:
        yield url


@pytest.fixture(scope="session")
def forge_served(served: str) -> str:
    """Where a server shows the Forge."""
    return f"{served}?page=forge#/forge"


@pytest.fixture(scope="session")
def dist() -> Path:
    """The built site, with everything that a site can hold: built first if it is not that of these sources."""
    return built.site()


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[[Path], str]]:
    """Serve folders on loopback: ``serve_folder(path)`` is the URL of its index, below :data:`PREFIX`."""
    servers: list[ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}{PREFIX}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(dist: Path, serve_folder: Callable[[Path], str]) -> str:
    """URL of the built site."""
    return serve_folder(dist)


@pytest.fixture(scope="session")
def forge_site(site: str) -> str:
    """URL of the Forge's page in the built site."""
    return f"{site}forge/"


@pytest.fixture(scope="session")
def host(dist: Path) -> Iterator[Callable[..., Host]]:
    """Hosts of the built site that serve it well or badly: ``host(compress="all").fault("worker.js", "missing")``."""
    hosts: list[Host] = []

    def make(**options: object) -> Host:
        hosts.append(Host(dist, **options))
        return hosts[-1]

    yield make
    for each in hosts:
        each.close()


class Handler(SimpleHTTPRequestHandler):
    """A folder below :data:`PREFIX` and nothing above it, without a log."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "application/octet-stream", ".wasm": "application/wasm"}  # noqa: RUF012

    def translate_path(self, path: str) -> str:
        """Map a path below the prefix into the folder; every other one to a file that is not there."""
        inside = path.startswith(f"{PREFIX}/")
        return super().translate_path(path.removeprefix(PREFIX) if inside else "/not/below/the/prefix")

    def log_message(self, *arguments: object) -> None:
        """Say nothing: the browser's complaints are what a test reports."""

    def handle(self) -> None:
        """Serve until the browser hangs up, which it does in the middle of a file when a page closes."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True


def _contents(log: IO[str]) -> str:
    """All that the server has written; read by position, since the server shares the file's own."""
    return os.pread(log.fileno(), 10_000_000, 0).decode()


def _all_closed(log: str) -> bool:
    """Whether every page has said goodbye."""
    return log.count("WebSocket connection closed") >= log.count("WebSocket connection opened")


def _address(server: subprocess.Popen, log: str) -> str | None:
    """The address that the server says it runs at."""
    assert server.poll() is None, log
    found = re.search(r"running at: http://[\w.]+:(\d+)(/\S*)", log)
    return found and f"http://localhost:{found[1]}{found[2]}"

