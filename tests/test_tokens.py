"""Colours of the page: text can be read on every ground that it stands on, in both themes (WCAG AA)."""

import re

import pytest

TEXT = ("text", "muted", "accent", "warn", "fail")
GROUNDS = ("ground", "surface", "sunk")
# Text on a ground of its own, and marks that have to be told from what they lie on.
PAIRS = (("on-accent", "accent"), ("text", "accent-wash"), ("muted", "accent-wash"), ("accent", "accent-wash"), ("text", "warn-wash"),
         ("warn", "warn-wash"), ("text", "fail-wash"), ("fail", "fail-wash"), ("text", "glow"), ("faint", "surface"))  # fmt: skip
MARKS = ("line-strong", "focus", "accent-fill", *(f"series-{i}" for i in range(1, 7)))


@pytest.fixture(scope="module")
def themes(root):
    """Tokens of each theme by name."""
    sheet = (root / "static" / "css" / "tokens.css").read_text()
    light = tokens(re.search(r":root \{(.*?)\}", sheet, re.DOTALL)[1])
    system = re.search(r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\}", sheet, re.DOTALL)[1]
    chosen = re.search(r":root\[data-theme=\"dark\"\] \{(.*?)\}", sheet, re.DOTALL)[1]
    assert tokens(system) == tokens(chosen)
    return {"light": light, "dark": light | tokens(chosen)}


def tokens(block):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6,8})", block))


def channels(colour, ground):
    """Red, green and blue, a translucent colour laid on its ground."""
    over, under = ([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (colour, ground))
    share = int(colour[7:9], 16) / 255 if len(colour) == 9 else 1
    return [share * a + (1 - share) * b for a, b in zip(over, under, strict=True)]


def luminance(rgb):
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(theme, front, back):
    below = channels(theme[back], theme["surface"])
    high, low = sorted((luminance(channels(theme[front], theme[back][:7])), luminance(below)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read(themes, mode):
    theme = themes[mode]
    pairs = [(front, back) for front in TEXT for back in GROUNDS] + list(PAIRS)
    assert {pair: ratio for pair in pairs if (ratio := round(contrast(theme, *pair), 2)) < 4.5} == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_marks_can_be_told_from_their_ground(themes, mode):
    theme = themes[mode]
    pairs = [(mark, back) for mark in MARKS for back in ("surface", "ground")]
    assert {pair: ratio for pair in pairs if (ratio := round(contrast(theme, *pair), 2)) < 3} == {}


def mixed(theme, one, share, other):
    """As `color-mix(in srgb, one share, other)`."""
    pairs = zip(*(channels(theme[name], theme["surface"]) for name in (one, other)), strict=True)
    return [share * a + (1 - share) * b for a, b in pairs]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ink", ["muted", "accent"])
def test_a_token_can_be_read_however_much_it_glows(themes, mode, ink):
    theme = themes[mode]
    for step in range(21):
        share = step / 20
        high, low = sorted((luminance(mixed(theme, "text", share, ink)), luminance(mixed(theme, "glow", share, "surface"))), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, share
