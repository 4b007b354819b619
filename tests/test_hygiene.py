"""What must never be committed, and what the browser must never be told to fetch."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.every import every
from tests.fixed_waits import fixed_waits

ROOT = Path(__file__).parents[1]
MEGABYTE = 1_000_000
LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
FILES = [Path(name) for name in LISTED if (ROOT / name).is_file()]

# Hosts of package registries: an address that a lock file or a configuration has picked up on one machine
# breaks every other one.  Packages are named; where they come from is the client's business.
REGISTRY = re.compile(r"//[\w.-]*(?:pypi|pythonhosted|npmjs|yarnpkg|debian\.|crates\.io)[\w.-]*|(?:extra-)?index-url|find-links", re.I)
# Folders of one machine: somebody's home, a workplace, a scratch folder.
MACHINE = re.compile(r"(?<![\w.}~])/(?:root|work|tmp|home/\w+|Users/\w+)/\w|[A-Z]:\\\\?Users\\")
# Another origin, with a scheme or without one.  An XML namespace is a name, not an address.
ADDRESS = re.compile(
    r"(?:https?|wss?):(?:\\?/){2}(?!(?:localhost|127\.0\.0\.1|www\.w3\.org)\b)[\w.-]+" r"|(?<=[\"'(])//[a-z][\w-]*\.[\w.-]+", re.I
)

# A wait for a function that is none: a bare expression is evaluated anew each time, which the page's policy forbids, and the
# promise of an asynchronous one counts as a yes at once.
NO_WAIT = re.compile(r"wait_for_function\(\s*f?\"++(?:async\b|(?![^\"]*=>))")


def text(path: Path) -> str:
    """A file as text; nothing for a binary one."""
    data = (ROOT / path).read_bytes()
    return "" if b"\0" in data else data.decode("utf-8")


def shipped(path: Path) -> bool:
    """Whether the browser gets this file, or markup made by it.

    Licences are left out, and third-party code: it is full of addresses in comments and unused settings.  That it asks for
    none of them is seen in the browser, where every other origin is cut off and every request recorded.
    """
    if "LICENSE" in path.name or path.parts[:2] in {("app", "bundle"), ("static", "vendor")}:
        return False
    return path.parts[0] in {"app", "instruments", "static"}


def waits(path: Path) -> bool:
    """Whether this is a test, or what tests are made of; benchmarks pace what they measure."""
    named = {Path("tests/waiting.py"), Path("tests/fixed_waits.py"), Path(__file__).relative_to(ROOT)}
    return path not in named and ("bench" not in path.parts or path.name.startswith("test_")) and path.suffix in {".py", ".js", ".mjs"}


def spoken(path: Path) -> str:
    """What of a file can reach the browser: of Python its strings without docstrings, of anything else all."""
    if path.suffix != ".py":
        return text(path)
    tree = ast.parse(text(path))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(n.body[0].value) for n in ast.walk(tree) if isinstance(n, documented) and ast.get_docstring(n) is not None}
    return "\n".join(
        repr(n.value) for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
    )


@every("path", FILES)
def test_names_no_registry(path):
    if path != Path(__file__).relative_to(ROOT):  # which spells the words that it looks for
        assert REGISTRY.findall(text(path)) == []


@every("path", FILES)
def test_names_no_place_on_one_machine(path):
    assert MACHINE.findall(text(path)) == []


@every("path", [path for path in FILES if shipped(path)])
def test_sends_the_browser_nowhere_else(path):
    """Sources are followed by a reader's click from the catalogues in formulas/data, never by the page itself."""
    assert ADDRESS.findall(spoken(path)) == []


@every("path", [path for path in FILES if path.parts[0] == "tests" and waits(path)])
def test_waits_for_conditions_only(path):
    assert fixed_waits(text(path)) == []
    assert NO_WAIT.findall(text(path)) == []


@every("path", FILES)
def test_is_small_enough_to_clone(path):
    assert (ROOT / path).stat().st_size < 2 * MEGABYTE


def test_the_readme_points_at_what_exists():
    links = re.findall(r"(?:\]\(|src(?:set)?=\")(?!https:)([^)\"#]+)", text(Path("README.md")))
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (REGISTRY, "https://registry." + "npmjs.example/x", "https://arxiv.org/abs/2203.15556"),
        (MACHINE, 'open("/' + 'root/x")', "https://example.org/work/x"),
        (ADDRESS, 'src="https:' + '//cdn.example/x.js"', 'xmlns="http://www.w3.org/2000/svg"'),
        (ADDRESS, "url(" + "//fonts.example/x)", "// a comment"),
        (NO_WAIT, "wait_for_" + "function(f\"window.ready\")", "wait_for_function(\n  \"([a, b]) => a[b]\", arg=pair)"),
        (NO_WAIT, "wait_for_" + "function(\"async () => ready()\")", "page.wait_for_function(DRAWN)"),
    ],
    ids=["registry", "machine", "address", "no scheme", "bare", "promise"],
)
def test_the_patterns_see_what_they_are_for(pattern, bad, good):
    assert pattern.search(bad)
    assert not pattern.search(good)


@pytest.mark.parametrize(
    ("wait", "none"),
    [
        ("page.wait_for_timeout(300)", "page.wait_for_function(ready, timeout=300)"),
        ("new Promise((done) => setTimeout(done, 300))", "new Promise((done) => setTimeout(done))"),
        ("setTimeout(() => done(a, [1, 2]), 300)", "setTimeout(() => done(a, 300), 0)"),
        ("setTimeout(() => { tell(\"a, b\") },\n PAUSE)", "setTimeout(() => { tell(\"a), 5\") })"),
        ("setTimeout(function () { if (ready(1, 2)) done() }, 2 * 50)", "setTimeout(function () { if (ready(1, 2)) done() })"),
        ("setTimeout?.(done, 1e3)", "clearTimeout(timer, 300)"),
        ("setInterval(look, 50)", "requestAnimationFrame(look)"),
        ("time.sleep(0.1)", "a worker that sleeps"),
        ("from time import sleep as wait", "from time import monotonic"),
        ("await asyncio.sleep(1)", "await asyncio.wait_for(answer(), 1)"),
        ("threading.Event().wait(2)", "self.host.wait(timeout=2)"),
        ("page.wait_for_function(ready, polling=100)", "page.wait_for_function(ready, polling=\"raf\")"),
        ("page.keyboard.type(text, delay=30)", "page.keyboard.type(text)"),
        ("page.wait_for_load_state(\"networkidle\")", "page.wait_for_load_state(\"load\")"),
        ("while time.monotonic() < end:", "taken = time.monotonic() - started"),
        ("while (performance.now() - start < 300);", "times.push(performance.now() - start)"),
        ("while (Date.now() < end) await frame();", "const at = Date.now()"),
    ],
)
def test_a_fixed_wait_is_told_from_a_condition(wait, none):
    assert fixed_waits(wait)
    assert fixed_waits(none) == []


def decides(path: Path, ids: set[str]) -> list[str]:
    """What of a file compares something with an instrument's id."""
    if path.suffix != ".py":
        return re.findall(rf"(?:[=!]==?|case)\s*[\"'`](?:{'|'.join(ids)})[\"'`]|[\"'`](?:{'|'.join(ids)})[\"'`]\s*[=!]==?", text(path))
    compared = [node for node in ast.walk(ast.parse(text(path))) if isinstance(node, ast.Compare | ast.match_case)]
    constants = (each for node in compared for each in ast.walk(node) if isinstance(each, ast.Constant))
    return [each.value for each in constants if each.value in ids]


IDS = {path.parent.name for path in FILES if path.parts[0] == "instruments" and path.name == "model.py"} - {"frame"}
PRODUCT = [path for path in FILES if path.suffix in {".py", ".js", ".mjs"} and path.parts[0] in {"app", "instruments", "static"}]
SHARED = [path for path in PRODUCT if not {*path.parts, path.stem} & (IDS | {"vendor"})]


@every("path", SHARED)
def test_decides_nothing_by_an_instruments_id(path):
    """What is true of one instrument is said in its own folder."""
    assert decides(path, IDS) == []


@pytest.mark.parametrize("line", ['x = 1 if name == "journey" else 2', 'x = name in ("journey",)', 'if (name === "journey") go();'])
def test_a_decision_by_an_instruments_id_is_found(tmp_path, line):
    assert "journey" in IDS
    path = tmp_path / ("some.js" if line.endswith(";") else "some.py")
    path.write_text(line)
    assert decides(path, IDS) == ["journey"] if path.suffix == ".py" else len(decides(path, IDS)) == 1
