"""Style sheets: what all instruments share names none of them, and what one has of its own reaches into no other."""

import re
from pathlib import Path

from app import shell
from instruments.frame.discovery import instruments
from tests.every import every

CSS = Path(__file__).parents[1] / "static/css"
OWN = {path: path.parent.name for path in sorted(CSS.rglob("*.css")) if path.parent.name in instruments()}
SHARED = sorted(path for path in CSS.rglob("*.css") if path not in OWN)


def outermost(sheet):
    """What stands before each outermost block: a selector, or a rule about when."""
    plain, found, depth, start = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL), [], 0, 0
    for place, sign in enumerate(plain):
        if sign == "{":
            if not depth:
                found.append(plain[start:place].strip())
            depth += 1
        elif sign == "}":
            depth -= 1
            start = place + 1
    assert depth == 0
    return [*found, plain[start:].strip()]


@every("path", OWN)
def test_an_instruments_sheet_is_about_its_own_section(path):
    *blocks, rest = outermost(path.read_text("utf-8"))
    assert set(blocks) == {f':where([data-instrument="{OWN[path]}"])'}
    assert rest == ""


@every("path", SHARED)
def test_a_shared_sheet_names_no_instrument(path):
    named = re.compile(rf"data-instrument=|[#.](?:instrument-)?(?:{'|'.join(instruments())})(?![a-z])")
    assert named.findall(path.read_text("utf-8")) == []


def test_every_instrument_has_its_sheets_in_a_folder_of_its_own_or_asks_for_some_of_the_frame():
    for name, instrument in instruments().items():
        assert {sheet.partition("/")[0] for sheet in (*instrument.styles, *instrument.print_styles)} <= {name, "frame"}


@every("name", instruments())
def test_an_instrument_asks_for_the_sheet_of_the_frame_that_styles_what_it_shows(name):
    """On a server's page, which has the sheets of all, nobody would miss it."""
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', shell.html(name)))))
    worn = shell.styles(name)
    for sheet in (CSS / "frame").glob("*.css"):
        if f"frame/{sheet.stem}" not in worn:
            first = re.findall(r"^\.([\w-]+)", sheet.read_text("utf-8"), re.MULTILINE)
            own = {each for each in first if each.partition("-")[0] == sheet.stem}
            assert not own & classes, sheet.stem


def test_the_outermost_blocks_are_seen():
    sheet = "/* { */ .a { .b { color: red } } @media print { .c { top: 0 } } .d, .e { top: 0 }"
    assert outermost(sheet) == [".a", "@media print", ".d, .e", ""]


# Sizes of type in pixels, in those of the page's own, and in parts of what is around it; a larger one of two counts.
SIZE = re.compile(r"font(?:-size)?:(?P<value>[^;]*?)(?P<size>\d*\.?\d+)(?P<unit>px|rem)\b")


@every("path", [path for path in CSS.rglob("*.css") if "print" not in path.stem and path.parent.name != "print"])
def test_no_type_on_a_screen_is_smaller_than_thirteen_pixels(path):
    small = [
        found[0] for found in SIZE.finditer(path.read_text("utf-8"))
        if float(found["size"]) * {"px": 1, "rem": 16}[found["unit"]] < 13 and "max(" not in found["value"]
    ]  # fmt: skip
    assert small == []
