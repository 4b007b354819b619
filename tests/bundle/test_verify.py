"""An address of another origin that a browser would fetch is an error; one that a person may follow is not."""

import pytest

from app import shell
from app.bundle import preview
from app.bundle.verify import UnfitError, external_addresses, name_faults, page_faults, verify
from instruments.frame.discovery import home, instruments


@pytest.mark.parametrize(
    "content",
    [
        b'<script src="https://x.example/a.js"></script>',
        b"<link rel=stylesheet href=https://x.example/a.css>",
        b'<img src="http://x.example/a.png">',
        b"@import url(https://x.example/a.css);",
        b"background: url('https://x.example/a.png')",
        b'await import("https://x.example/a.mjs")',
        b"fetch('https://x.example/data.json')",
    ],
)
def test_what_would_be_fetched_is_found(content):
    assert len(external_addresses(content)) == 1


@pytest.mark.parametrize(
    "content",
    [
        b'<link rel="canonical" href="https://x.example/forge/">',
        b'<a class="source" href="https://x.example/paper">source</a>',
        b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b'fetch("data.json")',
        b"url(../fonts/a.woff2)",
    ],
)
def test_links_and_namespaces_are_left_alone(content):
    assert external_addresses(content) == []


def test_every_finding_is_named(tmp_path):
    (tmp_path / "index.html").write_text('<img src="https://x.example/a.png">')
    (tmp_path / "page.css").write_text("a { background: url(https://y.example/b.png) }")
    with pytest.raises(UnfitError, match=r"(?s)index.html: https://x.example/a.png.*page.css: https://y.example/b.png"):
        verify(tmp_path)


@pytest.fixture(scope="module")
def pages():
    """Every page, by its instrument."""
    found = {}
    for name in instruments():
        tags = preview.tags(name, root="../", address="", pictured=True)
        found[name] = shell.html(name, root="../", parts={"theme": "", "styles": "", "modules": "", "head": tags})
    return found


@pytest.fixture
def site(tmp_path, pages):
    """A site of pages alone."""
    for name, page in pages.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / preview.PICTURE).write_bytes(b"")
        (tmp_path / name / "index.html").write_text(page)
    for asset in ("assets/icons/forge.svg", "assets/fonts/source-sans-3-latin-wght-normal.woff2"):
        (tmp_path / asset).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / asset).write_bytes(b"")
    return tmp_path


def test_pages_that_show_their_instruments_are_right(site):
    verify(site)


def test_a_page_that_is_missing_is_named(site):
    (site / "journey" / "index.html").unlink()
    with pytest.raises(UnfitError, match=r"journey/index\.html: is missing"):
        verify(site)


def test_a_page_of_another_instrument_is_not_right(site):
    (site / "journey" / "index.html").write_text((site / home() / "index.html").read_text())
    faults = page_faults(site, "journey")
    assert f"shows {home()}" in faults
    assert f"does not say {instruments()['journey'].description!r}" in faults


def test_what_a_page_names_must_be_there(site):
    (site / "journey" / preview.PICTURE).unlink()
    (site / "assets/icons/forge.svg").unlink()
    assert page_faults(site, "journey") == [
        f"leads to ../{each}, which is not there" for each in ("assets/icons/forge.svg", f"journey/{preview.PICTURE}")
    ]


def test_files_that_could_be_mixed_with_those_of_another_build_are_found(tmp_path):
    folder = tmp_path / "assets/js"
    folder.mkdir(parents=True)
    main = "import { a } from './part.ba9876543210.js';\nconst late = () => import('./gone.000000000000.js');\n"
    part = '/** @typedef {import("./other.js").Of} Of what is joined, and no import. */ export const a = 1;'
    (folder / "main.0123456789ab.js").write_text(main)
    (folder / "part.ba9876543210.js").write_text(part)
    assert name_faults(tmp_path) == ["assets/js/main.0123456789ab.js: imports ./gone.000000000000.js, which is not there"]
    (folder / "plain.js").write_text("")
    assert "assets/js/plain.js: no hash in its name" in name_faults(tmp_path)
