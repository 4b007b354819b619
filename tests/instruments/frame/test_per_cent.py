"""Per cent is written in one way, wherever a number of it is shown: the sign stands at its number."""

import re
from html import unescape

import pytest

from app.cli import main
from app.page import Page
from instruments.frame.discovery import instruments
from instruments.frame.result import Result

TAG = re.compile(r"<[^>]*>")
APART = re.compile(r".{0,40}\d\s+%(?!\w).{0,20}")


def read(html: str) -> str:
    """What a reader sees of markup, with the spaces that it holds and no others."""
    return unescape(TAG.sub("", html))


@pytest.mark.parametrize("name", list(instruments()))
def test_no_page_sets_the_sign_apart(name):
    page = Page()
    page.visit(instruments()[name].route)
    view = page.views[name]
    shown = [view.html(), *(picture.caption.html for picture in view.pictures)]
    if isinstance(view.model.result, Result):
        shown += [figure.shown for figure in view.model.result.figures.values()]
    assert [found for each in map(str, shown) for found in APART.findall(read(each))] == []


@pytest.mark.parametrize("name", [name for name, each in instruments().items() if issubclass(each.model_class()().result.__class__, Result)])
def test_no_answer_on_the_command_line_sets_it_apart(name, capsys):
    main([name])
    assert APART.findall(capsys.readouterr().out) == []
