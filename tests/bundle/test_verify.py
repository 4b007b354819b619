"""An address of another origin that a browser would fetch is an error; one that a person may follow is not."""

import pytest

from app.bundle.verify import UnfitError, external_addresses, verify


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
