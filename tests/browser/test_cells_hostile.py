"""Programs that try to get out of their cell, and what becomes of each: the figures are printed (`pytest -s` shows them)."""

import json
import socketserver
import threading

import pytest

from tests.browser.cells import Desk
from tests.browser.conftest import OpenPage, Watch
from tests.waiting import until

TRIED = """
import js, json
found = {}
def tried(name, attempt):
    try:
        found[name] = [True, str(attempt())[:90]]
    except BaseException as refused:
        found[name] = [False, f"{type(refused).__name__}: {refused}".replace("\\\\n", " ")[:90]]
def request(url):
    asked = js.XMLHttpRequest.new()
    asked.open("GET", url, False)
    asked.send()
    return asked.status
def imported(url):
    return js.WorkerGlobalScope.prototype.importScripts.call(js.self, url)
"""
ATTEMPTS = {
    "XMLHttpRequest elsewhere": "request(ELSEWHERE)",
    "XMLHttpRequest to the site": "request(SITE)",
    "importScripts elsewhere": "imported(ELSEWHERE)",
    "importScripts from the site": "imported(SITE + 'assets/offline/retired.js')",
    "urllib": "__import__('urllib.request').request.urlopen(ELSEWHERE)",
    "indexedDB": "js.indexedDB.open('kept')",
    "caches": "js.caches.open('kept')",
    "localStorage": "js.localStorage.setItem('kept', '1')",
    "service worker": "js.navigator.serviceWorker.register(SITE + 'sw.js')",
    "file system of the origin": "js.navigator.storage.getDirectory()",
    "parent": "js.parent.document",
    "document": "js.document.cookie",
    "top": "js.top.location",
    "eval": "js.eval('1 + 1')",
    "function from text": "js.Function.new('return 1')",
    "a file of the machine": "open('/etc/passwd').read()",
    "another process": "__import__('subprocess').run(['ls'])",
}
class Canary(socketserver.BaseRequestHandler):
    """Notes that somebody has come."""

    def handle(self):
        """Count a visit."""
        self.server.visits.append(self.request.recv(200))


@pytest.fixture(scope="module")
def canary():
    """A server that nothing may reach."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Canary) as server:
        server.visits = []
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def url(canary):
    return f"http://127.0.0.1:{canary.server_address[1]}/"


@pytest.fixture(scope="module")
def desk(browser, host):
    """A page whose complaints are what these tests are about."""
    watch = Watch()
    opener = OpenPage(browser, watch)
    served = host()
    page = opener(f"{served.url}cells/", until="forge:live")
    made = Desk(page)
    made.host = served
    made.run("1")
    yield made
    opener.close()


@pytest.fixture(scope="module")
def found(desk, url):
    """What became of every attempt that answers at once."""
    lines = "".join(f"tried({name!r}, lambda: {attempt})\n" for name, attempt in ATTEMPTS.items())
    ran = desk.run(f"ELSEWHERE, SITE = {url!r}, {desk.host.url!r}\n{TRIED}{lines}print(json.dumps(found))")
    return json.loads(ran.text)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_answers_at_once_is_refused(found, canary, name, capsys):
    reached, said = found[name]
    with capsys.disabled():
        print(f"\n  {name}: {'REACHED ' if reached else 'refused, '}{said}")
    assert not reached
    assert canary.visits == []


EVENTS = {
    "fetch": "js.fetch(URL).then(got, lost)",
    "WebSocket": "heard(js.WebSocket.new(URL.replace('http', 'ws')), 'open')",
    "EventSource": "heard(js.EventSource.new(URL), 'open')",
    "a worker of its own that fetches": "heard(js.Worker.new(js.URL.createObjectURL(js.Blob.new(to_js([FETCHING])))), 'message')",
}


ASKING = """
import js, builtins
from pyodide.ffi import create_proxy, to_js
URL = {url!r}
builtins.outcome = []
got = create_proxy(lambda event=None: builtins.outcome.append(getattr(event, "data", None) or "REACHED"))
lost = create_proxy(lambda *event: builtins.outcome.append("refused"))
FETCHING = "fetch('%s').then(() => postMessage('REACHED'), () => postMessage('refused'))" % URL
def heard(source, event):
    source.addEventListener(event, got)
    source.addEventListener("error", lost)
    return source
try:
    builtins.kept = {attempt}
except Exception:
    builtins.outcome.append("refused")
"""


@pytest.mark.parametrize("name", EVENTS)
def test_what_answers_later_is_refused(desk, canary, url, name, capsys):
    # A program that has ended is heard no more, so what comes of it is kept and asked for by the next.
    desk.run(ASKING.format(url=url, attempt=EVENTS[name]))
    told = until(lambda: desk.run("import builtins\nprint(*builtins.outcome)").text.strip(), lambda: "nothing came of it")
    with capsys.disabled():
        print(f"\n  {name}: {told}")
    assert set(told.split()) == {"refused"}
    assert canary.visits == []


def test_no_channel_leads_to_the_page(desk):
    desk.page.evaluate(
        "() => { window.heard = []; for (const name of ['forge', 'x']) new BroadcastChannel(name).onmessage = () => heard.push(name) }"
    )
    desk.run("import js\nfor name in ('forge', 'x'):\n    js.BroadcastChannel.new(name).postMessage('from the cell')")
    desk.run("1")
    assert desk.page.evaluate("window.heard") == []


def test_what_a_figure_brings_along_stays_in_the_frame(desk, canary, url, capsys):
    markup = (
        f"<img src='{url}' onerror='parent.document.title = 1'><script src='{url}'></script><iframe src='{url}'></iframe>"
        f"<link rel=stylesheet href='{url}'><object data='{url}'></object><meta http-equiv=refresh content='0;url={url}'>"
        f"<svg><image href='{url}'/></svg><video src='{url}' autoplay></video>"
    )
    title = desk.page.title()
    desk.run(
        "from bokeh.models import CustomJS\nfrom bokeh.plotting import figure\n"
        f"p = figure(width=300, height=200, tools='hover', tooltips={markup!r} + '<b class=here>here</b>')\np.scatter([1], [1], size=80)\n"
        f"p.js_on_change('inner_width', CustomJS(code=\"fetch('{url}'); parent.postMessage('x', '*')\"))\np"
    )
    frame = desk.frame
    frame.locator(".bk-Figure").hover()
    frame.wait_for_selector(".here")
    # Time for what is on its way: the page asks its own server for something meanwhile, and has the answer.
    desk.page.evaluate("fetch('manifest.json').then((got) => got.text())")
    with capsys.disabled():
        print(f"\n  markup and scripts in a figure: {len(canary.visits)} requests got out, the frame is at {frame.url}")
    assert canary.visits == []
    assert frame.url == "about:srcdoc"
    assert desk.page.title() == title


@pytest.mark.slow
def test_a_program_cannot_speak_for_the_page(desk):
    """What it tells the frame in the worker's name is checked: markup stays text, and what is no message is dropped."""
    hostile = [
        {"type": "shown", "item": {"kind": "table", "columns": ["<img src=x>"], "rows": [["<b>b</b>"]], "note": "<script>1</script>"}},
        {"type": "shown", "item": {"kind": "table", "columns": 7, "rows": {"length": 10**9}}},
        {"type": "shown", "item": None},
        {"type": "error", "name": "<b>", "message": "<img src=x>", "line": 10**9, "traceback": []},
        {"type": "height", "height": 10**9},
        {"type": "__proto__"},
        [],
        None,
    ]
    texts = [json.dumps(each) for each in hostile]
    ran = desk.run(f"import js\nfor each in [*{texts!r}, '{{']:\n    js.self.postMessage(each)")
    assert "<b>b</b>" in ran.text
    assert desk.frame.locator("#output img, #output b, #output script").count() == 0
    assert desk.page.locator(f"{desk.place} iframe").evaluate("frame => frame.clientHeight") <= 6000
    assert desk.run("print(1)").how == "done"


RUNS_OR_ENDED = """(place) => document.querySelector(`${place} .cell-status`).textContent === "It runs."
  || performance.getEntriesByName("forge:cell").length > 0"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a flood of messages", "import js\nwhile True:\n    js.self.postMessage('{}')"),
        ("one endless message", "import js\njs.self.postMessage('x' * 5_000_000)\nwhile True:\n    pass"),
        ("an end that is none", "import js\njs.self.postMessage('{\"type\": \"done\"}')\nwhile True:\n    pass"),
        ("a worker that closes", "import js\njs.self.close()\nwhile True:\n    pass"),
        ("a function without end", "def f(n):\n    return f(n + 1) + f(n)\nimport sys\nsys.setrecursionlimit(10 ** 8)\nf(0)"),
        ("everything thrown away", "import builtins\ndelete = delattr\nfor name in [*vars(builtins)]:\n    delete(builtins, name)"),
    ],
)
def test_the_page_goes_on_whatever_a_program_does(desk, name, code, capsys):
    desk.start(code)
    desk.page.wait_for_function(RUNS_OR_ENDED, arg=desk.place)
    theme = desk.page.locator("[data-theme-switch]").first
    pressed = theme.get_attribute("aria-pressed")
    theme.click()
    assert theme.get_attribute("aria-pressed") != pressed
    # Which does nothing where the frame has ended it already.
    desk.page.evaluate("place => document.querySelector(`${place} .cell-tools button:nth-child(2)`).click()", desk.place)
    ended = desk.ended()
    desk.button("Reset").click()
    with capsys.disabled():
        print(f"\n  {name}: {ended.how}")
    assert desk.run("print(6 * 7)").text.startswith("42")


def test_a_program_that_ended_its_worker_keeps_nobody_waiting(desk):
    assert desk.run("import js\njs.self.close()").how == "done"
    ended = desk.run("print(6 * 7)")
    assert (ended.how, ended.text.strip()) == ("done", "42")
