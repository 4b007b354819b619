"""The Chip on the page: parts are picked in the strip and in the picture, and what was measured is told with its reasons."""

import numpy as np
import pytest
from bokeh.models import ColumnDataSource

from formulas.kernels.measured import measured_kernels
from instruments.chip.model import Chip
from instruments.chip.pictures_roof import HEIGHT, KINDS
from instruments.chip.roof_words import ROOFS
from instruments.forge.model import Forge
from instruments.frame.discovery import instruments
from instruments.frame.drawing import frame, share
from instruments.frame.labels import text_width
from tests.few import few
from tests.markup import parse

ROOF_NAMES = tuple(f"_{name}" for name in ROOFS)


@pytest.fixture
def view():
    return instruments()["chip"].build(Chip(), forge=Forge())


def drawn(view, name="roof"):
    picture = next(each for each in view.pictures if each.id == name)
    picture.mount.stale = False
    return picture


def test_every_part_is_a_button_and_the_one_looked_at_is_pressed(view):
    buttons = parse(view.strip.html).all("button", data_act="part")
    assert [each.attributes["data-argument"] for each in buttons] == [*(part.kernel.id for part in view.model.result.parts), "own"]
    pressed = [each.attributes["data-argument"] for each in buttons if each.attributes["aria-pressed"] == "true"]
    assert pressed == ["up"]


def test_picking_a_part_shows_its_point_and_its_working(view):
    view.actions["part"].press("attention")
    assert view.model.part == "attention"
    view.opened.opened = ["part_flop"]
    assert "Arithmetic of the scores and of the weighted sum of one layer" in parse(view.rows.html).text
    assert drawn(view).caption.html.startswith("Attention does")
    assert [each.attributes["data-argument"] for each in parse(view.strip.html).all("button", aria_pressed="true")] == ["attention"]


def test_a_mark_of_the_picture_is_picked_like_its_button(view):
    (source,) = drawn(view).mount.picture.select({"type": ColumnDataSource, "name": KINDS["attention"]})
    source.selected.indices = [0]
    assert view.model.part == "attention"
    drawn(view)
    assert source.selected.indices == []


def test_what_is_no_part_of_the_layer_is_not_picked(view):
    view.actions["part"].press("router")
    view.actions["part"].press("nonsense")
    assert view.model.part == "up"


def test_widths_of_the_strip_are_shares_of_the_time(view):
    pieces = [each for each in parse(view.strip.html).all("span") if "--share" in each.attributes.get("style", "")]
    shares = [float(each.attributes["style"].partition(":")[2]) for each in pieces]
    assert len(shares) == len(view.model.result.parts)
    assert sum(shares) == pytest.approx(1, abs=1e-3)


def test_what_was_measured_is_told_with_its_reasons(view):
    table = parse(view.measured.html)
    assert len(table.all("tr")) == 2 * len(measured_kernels()) + 2, "a line of numbers and one of reasons each, and two heads"
    mine = table.all("table")[0]
    ours = [row for row in measured_kernels().values() if row.accelerator == "h100-sxm"]
    assert len(mine.one("tbody").all("tr")) == 2 * len(ours)
    assert all(why in table.text for row in ours for why in row.why)


def test_the_picture_has_every_measured_kernel_of_the_card(view):
    told = [each for each in drawn(view).mount.picture.select({"type": ColumnDataSource}) if str(each.name).startswith("measured")]
    assert sum(len(each.data["intensity"]) for each in told) == sum(row.accelerator == "h100-sxm" for row in measured_kernels().values())
    formats = {each.name: set(each.data["format"]) for each in told}
    assert formats["measured, products with weights"] == {"FP8"}
    assert formats["measured, products of activations"] == {"BF16", "FP16"}
    assert formats["measured, vector units"] == {"FP32"}


def test_a_card_without_a_peak_says_that_only_its_slope_is_drawn(view):
    view.model.assign(accelerator="wse-3")
    assert "only its slope is drawn" in drawn(view).caption.html
    assert "nothing can be timed" in view.strip.html
    for picture in view.pictures:
        picture.mount.stale = False
        assert "nan" not in picture.caption.html


@pytest.mark.parametrize("given", [
    {"accelerator": "tpu-v5p"}, {"accelerator": "groq-lpu"}, {"accelerator": "trainium-2"}, {"model": "deepseek-v3", "phase": "prompt"},
    {"part": "softmax", "attention": "naive"}, {"sequences": 1 << 20}, {"context": 1}, {"part": "own"}, {"precision": "int4"},
])  # fmt: skip
def test_every_picture_says_something_of_every_state(view, given):
    view.model.restore(**given)
    for picture in view.pictures:
        picture.mount.stale = False
        assert "nan" not in picture.caption.html
        assert "inf" not in picture.caption.html.replace("information", "").replace("Infinity", "")


def test_the_design_of_the_forge_is_followed_until_it_is_set_free(view):
    (loan,) = view.borrowed
    view.in_sight(True)
    loan.model.assign(accelerator="b200")
    assert view.model.accelerator == "b200"
    view.model.assign(accelerator="mi300x")
    loan.model.assign(precision="bf16")
    assert (view.model.accelerator, view.model.precision) == ("mi300x", "fp8")


@pytest.mark.parametrize("sequences", few([362, 1, 32, 4096]))
@pytest.mark.parametrize("phase", ["decode", "prompt"])
def test_no_name_of_a_part_lies_on_the_name_of_a_roof(view, sequences, phase):
    """At large batches many parts crowd below the roof's right end, where its own name stands."""
    view.model.assign(sequences=sequences, phase=phase)
    assert not view.model.problem
    picture = drawn(view)
    plot, room = picture.mount.picture, frame(picture.mount.breadth)
    columns = {each.data_source.name: each.data_source.data for each in plot.renderers}

    def boxes(name):
        data = columns[name]
        for row, text in enumerate(data["text"]):
            x = float(share(data["x"][row], plot.x_range.start, plot.x_range.end)) * room.narrow
            y = (1 - float(share(data["y"][row], plot.y_range.start, plot.y_range.end))) * (HEIGHT - 64)
            if name in ROOF_NAMES:
                right = x + data["dx"][row]
                yield right - text_width(text), y + data["dy"][row] - 15, right, y + data["dy"][row]
                continue
            left = x + data["dx"][row] - text_width(text) * {"left": 0, "center": 0.5, "right": 1}[data["align"][row]]
            yield left, y + data["dy"][row] - 6, left + text_width(text), y + data["dy"][row] + 6

    roofs = [box for name in ROOF_NAMES for box in boxes(name)]
    assert roofs
    over = [
        (one, other) for name in ("_names", "_mine") for one in boxes(name) for other in roofs
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]  # fmt: skip
    assert over == []


@pytest.mark.parametrize("breadth", few([340, 420, 700]))
@pytest.mark.parametrize("given", [{}, {"precision": "bf16"}, {"phase": "prompt"}, {"accelerator": "a100-80g"}, {"accelerator": "b200"}])
def test_nothing_is_drawn_through_the_name_of_a_roof_or_of_the_ridge(view, given, breadth):
    view.model.assign(**given)
    picture = drawn(view)
    picture.mount.breadth = breadth
    plot, room = picture.mount.picture, frame(breadth)
    columns = {each.data_source.name: each.data_source.data for each in plot.renderers}

    def at(x, y):
        across = share(np.asarray(x, float), plot.x_range.start, plot.x_range.end) * room.narrow
        return across, (1 - share(np.asarray(y, float), plot.y_range.start, plot.y_range.end)) * (HEIGHT - 64)

    curves = [at(columns[f"roof of {called}"]["intensity"], columns[f"roof of {called}"]["speed"]) for called, _ in ROOFS.values()]
    ridge = columns["_ridge"]
    curves += [at([x, x], [low, high]) for x, low, high in zip(ridge["x"], ridge["low"], ridge["high"], strict=True)]
    assert ridge["text"][0].startswith("ridge ")
    for name in ROOF_NAMES:
        data = columns[name]
        for text, x, y, dx, dy in zip(data["text"], data["x"], data["y"], data["dx"], data["dy"], strict=True):
            right, low = at(x, y)
            right, low = float(right) + dx, float(low) + dy
            for across, down in curves:
                along = np.linspace(0, len(across) - 1, 4000)
                x_fine, y_fine = (np.interp(along, range(len(each)), each) for each in (across, down))
                struck = (x_fine > right - text_width(text)) & (x_fine < right) & (y_fine > low - 13) & (y_fine < low - 2)
                assert not struck.any(), text
