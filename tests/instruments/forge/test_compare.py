"""Two designs side by side: what differs looks different."""

import re

from instruments.forge.compare import compare_html, difference
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.values import defaults


def rows(html: str) -> dict[str, list[str]]:
    """The cells of each row as text: pinned, now, difference."""
    found = {}
    for key, row in re.findall(r'<tr data-key="([^"]+)"[^>]*>(.*?)</tr>', html):
        found[key] = [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
    return found


def test_a_small_difference_is_seen():
    pinned = dossier(defaults())
    now = dossier(defaults() | {"training_compute": 1.00004e25})
    told = rows(compare_html(now, pinned))
    assert set(told) == set(FIELDS)
    for name, (before, after, change) in told.items():
        same = now.figures[name].value == pinned.figures[name].value
        assert (before == after) == same == (change == "same"), name
        assert change not in ("+0.0 %", "-0.0 %")
    assert told["training_compute"] == ["10.0000 YFLOP", "10.0004 YFLOP", "+0.004 %"]


def test_the_same_design_differs_in_nothing():
    html = compare_html(dossier(defaults()), dossier(defaults()))
    assert {change for *_, change in rows(html).values()} == {"same"}
    assert "The two designs are the same so far." in html


def test_differences_as_people_say_them():
    assert difference(110, 100) == "+10.0 %"
    assert difference(300, 100) == "\N{MULTIPLICATION SIGN} 3.00"
    assert difference(100.001, 100) == "+0.001 %"
    assert difference(5, 5) == "same"
    assert difference(5, None) == difference(None, 5) == "\N{EM DASH}"
    assert difference(5, 0) == "from 0"
