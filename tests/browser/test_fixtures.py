"""The guard itself: what a page must not do is seen, from the page and from its workers."""

import pytest

WORKER = "fetch('https://elsewhere.example/worker').catch(() => postMessage('done'));"
PAGE = """<!doctype html><title>x</title><link rel="icon" href="data:,"><script type="module">
{script}
</script>"""


def folder(path, script=""):
    (path / "index.html").write_text(PAGE.format(script=script))
    (path / "worker.js").write_text(WORKER)
    return path


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("document.title = 'done'", None),
        ("fetch('https://elsewhere.example/x').catch(() => { document.title = 'done' })", "another origin: https://elsewhere.example/x"),
        (
            "new Worker('worker.js', {type: 'module'}).onmessage = () => { document.title = 'done' }",
            "another origin: https://elsewhere.example/worker",
        ),
        ("fetch('/from/the/root').then(() => { document.title = 'done' })", "status 404"),
        ("console.error('a complaint'); document.title = 'done'", "console error: a complaint"),
        ("document.title = 'done'; throw new Error('a mistake')", "uncaught: Error: a mistake"),
    ],
    ids=["clean", "fetch", "worker", "address from the root", "console", "exception"],
)
def test_the_watch_sees(open_page, watch, serve_folder, tmp_path, script, complaint):
    page = open_page(serve_folder(folder(tmp_path, script)))
    page.wait_for_function("() => document.title === 'done'")
    page.evaluate("0")  # events of the page have reached us once it has answered
    if complaint is None:
        assert watch.unexpected == []
    else:
        assert any(complaint in line for line in watch.unexpected), watch.complaints
        watch.allow(".")


def test_a_page_has_the_size_and_mode_asked_for(open_page, serve_folder, tmp_path):
    page = open_page(serve_folder(folder(tmp_path)), width=390, dark=True)
    assert page.evaluate("innerWidth") == 390
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_a_page_is_waited_for_by_its_mark(open_page, serve_folder, tmp_path):
    script = "requestAnimationFrame(() => { document.title = 'done'; performance.mark('forge:live') })"
    assert open_page(serve_folder(folder(tmp_path, script)), until="forge:live").title() == "done"
