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


NUMBERED = [name for name, each in instruments().items() if isinstance(each.model_class()().result, Result)]


@pytest.mark.parametrize("name", NUMBERED)
def test_no_page_and_no_answer_sets_the_sign_apart(name, capsys):
    page = Page()
    page.visit(instruments()[name].route)
    view = page.views[name]
    shown = [view.html(), *(picture.caption.html for picture in view.pictures)]
    shown += [figure.shown for figure in view.model.result.figures.values()]
    main([name])
    shown.append(capsys.readouterr().out)
    assert [found for each in map(str, shown) for found in APART.findall(read(each))] == []
