"""What a link to a page shows: the instrument's own words and picture, by full address where that is known."""

import pytest

from app.bundle import preview
from instruments.frame.discovery import instruments
from tests.markup import parse

SITE = "https://course.example/forge/"


def said(name, **options):
    tree = parse(preview.tags(name, **{"root": "../", "address": "", "pictured": True} | options))
    return {meta.attributes.get("property") or meta.attributes["name"]: meta.attributes["content"] for meta in tree.all("meta")}, tree


@pytest.mark.parametrize("name", instruments())
def test_every_instrument_speaks_for_itself(name):
    told, tree = said(name)
    assert instruments()[name].title in told["og:title"]
    assert told["og:description"] == instruments()[name].question
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image"] == f"../{name}/preview.png"
    assert "og:url" not in told
    assert not tree.all("link")


def test_with_the_sites_address_everything_is_told_in_full():
    told, tree = said("journey", address=SITE)
    assert told["og:url"] == tree.one("link", rel="canonical").attributes["href"] == f"{SITE}journey/"
    assert told["og:image"] == f"{SITE}journey/preview.png"


def test_without_a_picture_none_is_promised():
    told, _ = said("journey", pictured=False)
    assert not [name for name in told if "image" in name]
    assert told["twitter:card"] == "summary"
