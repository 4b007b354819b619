"""Names beside dots: over nothing, within the frame, and each plainly its own dot's."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.forge import curves, pictures
from instruments.forge.model import Forge
from instruments.frame.drawing import frame as frame_of
from instruments.frame.labels import LINE, Dots, Frame, Label, place, text_width
from tests.few import few

# Pixels of a slot's content on a page of 1440, 1024 and 390, and of the narrowest and the widest one.
BREADTHS = (434, 502, 470, 348, 262, 702)
TEXTS = ("GPT-3 175B", "optimum", "Llama 3.1 405B", "this design", "a", "DeepSeek-V3")
SHARE = st.floats(0, 1)


def box(label, x, y):
    """Left, top, right and bottom of a name whose dot is at these pixels."""
    width = text_width(label.text)
    left = x + label.dx - width * {"left": 0, "center": 0.5, "right": 1}[label.align]
    middle = y + label.dy
    return left, middle - LINE / 2, left + width, middle + LINE / 2


def leader(label, x, y):
    """Both ends of a name's leader."""
    return np.array([(x, y), (x + label.leader * math.cos(label.angle), y - label.leader * math.sin(label.angle))])


def led(label):
    """Whether a name has a leader; the figure's columns say by a missing length that it has none."""
    return label.leader > 0


def distance(box, point):
    left, top, right, bottom = box
    return math.hypot(max(left - point[0], point[0] - right, 0), max(top - point[1], point[1] - bottom, 0))


def along(ends, count=60):
    return ends[0] + np.linspace(0, 1, count)[:, None] * (ends[1] - ends[0])


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def assert_clear(labels, dots, curve, frame):
    """What a reader needs, on the frame at its narrowest, its widest and between."""
    for width in np.linspace(frame.narrow, frame.wide, 3):
        at, size = dots.at * (width, frame.height), dots.radius
        line = curve * (width, frame.height)
        placed = [(i, label, box(label, *at[i])) for i, label in enumerate(labels) if label.text]
        for i, label, here in placed:
            assert here[0] >= -1e-6
            assert here[1] >= -1e-6
            assert here[2] <= width + 1e-6
            assert here[3] <= frame.height + 1e-6
            gaps = [distance(here, point) for point in at]
            assert all(gap > radius for gap, radius in zip(gaps, size, strict=True))
            for ends in pairwise(line):
                assert min(distance(here, point) for point in along(np.array(ends), 12)) > 1
            others = [j for j in range(len(at)) if math.hypot(*(at[j] - at[i])) > 4]
            if led(label):
                points = along(leader(label, *at[i]))
                assert distance(here, points[-1]) <= 4
                for j in others:
                    # A leader that begins below another dot leads out of it.
                    least = min(size[j], 0.7 * math.hypot(*(at[j] - at[i])))
                    assert min(np.hypot(*(points - at[j]).T)) > least
            else:
                assert all(gaps[j] > gaps[i] for j in others)
            for j, _, there in placed:
                if j != i:
                    assert not overlap(here, there)
                    if led(label):
                        assert all(distance(there, point) > 0 for point in along(leader(label, *at[i])))


def frames():
    return st.builds(lambda width, off: Frame(width - off, width + off, 204.0), st.floats(170, 640), st.floats(0, 10))


@given(
    points=st.lists(st.tuples(SHARE, SHARE), min_size=1, max_size=40),
    heights=st.lists(st.floats(-0.5, 1.5), min_size=2, max_size=30),
    radius=st.sampled_from([4.5, 7.0, 9.0]),
    frame=frames(),
)
def test_no_name_covers_anything(points, heights, radius, frame):
    dots = Dots(np.array(points), np.array([radius, *[4.5] * (len(points) - 1)]))
    curve = np.stack([np.linspace(-0.1, 1.1, len(heights)), heights], axis=-1)
    labels = place(TEXTS[: len(points)], dots, curve, frame)
    assert [label.text or text for label, text in zip(labels, TEXTS, strict=False)] == list(TEXTS[: len(points)])
    assert_clear(labels, dots, curve, frame)


def loss_labels(design, breadth):
    """Columns of the loss figure's names, with the axes that they are for."""
    forge = Forge(**design)
    found, published = curves.loss(forge.result), curves.published(forge.result.design.law)
    axes = pictures.loss_axes(found)
    return found, published, axes, pictures.loss_names(found, published, *axes, frame_of(breadth))


COMPUTE = [float(each) for each in np.geomspace(1e18, 1e28, 21)]


@pytest.mark.parametrize("breadth", BREADTHS)
@pytest.mark.parametrize("overtraining", few([1, 0.25, 4, 16, 64]))
def test_names_hold_over_the_whole_range_of_the_design(breadth, overtraining):
    frame = frame_of(breadth)
    named = 0
    for compute in COMPUTE:
        found, published, (x, y), (others, best, mine) = loss_labels({"training_compute": compute, "overtraining": overtraining}, breadth)

        def share(sizes, losses, x=x, y=y):
            across = np.log(np.asarray(sizes) / x[0]) / math.log(x[1] / x[0])
            return np.stack([across, (y[1] - np.asarray(losses)) / (y[1] - y[0])], axis=-1)

        columns = {key: [*mine[key], *best[key], *others[key]] for key in others}
        written = [Label(*(columns[key][i] for key in Label._fields)) for i in range(len(columns["text"]))]
        own = share(columns["x"], columns["y"]) if written else np.empty((0, 2))
        every = share(
            [found.design[0], found.optimum[0], *published["parameters"]], [found.design[1], found.optimum[1], *published["loss"]]
        )
        # Names first, then all dots once more: a name's own dot is at no distance from itself.
        size = np.array([9.0, 7.0, *[4.5] * len(published["name"])])
        at = np.concatenate([own, every])
        radius = np.concatenate([[size[int(np.argmin(np.abs(every - point).sum(axis=1)))] for point in own], size])
        assert_clear(written, Dots(at, radius), share(found.curve["parameters"], found.curve["loss"]), frame)
        named += mine["text"] == ["this design"]
    # The mark itself is like no other; its name stands beside it nearly always, on a phone too.
    assert named >= len(COMPUTE) - (1 if breadth >= 348 else 4)


@pytest.mark.parametrize("breadth", BREADTHS)
@pytest.mark.parametrize("context", [1024, 8192, 131_072, 10_485_760])
def test_the_points_of_the_roofline_are_named(breadth, context):
    for compute in COMPUTE[::2]:
        forge = Forge(training_compute=compute, context=context)
        found = curves.roof(forge.result)
        x, y = pictures.roof_axes(found)
        columns = pictures.roof_names(found, x, y, frame_of(breadth))
        names = list(found.points["name"])
        assert [name for name in names if name in columns["text"]] == columns["text"]
        assert len(columns["text"]) >= len(names) - (breadth < 348)
        across, up = (np.log(np.asarray(each)) for each in (found.points["intensity"], found.points["speed"]))
        share = np.stack([(across - math.log(x[0])) / math.log(x[1] / x[0]), 1 - (up - math.log(y[0])) / math.log(y[1] / y[0])], axis=-1)
        line = np.stack(
            [
                np.log(np.asarray(found.roof["intensity"]) / x[0]) / math.log(x[1] / x[0]),
                1 - np.log(np.asarray(found.roof["speed"]) / y[0]) / math.log(y[1] / y[0]),
            ],
            axis=-1,
        )
        rows = zip(*(columns[key] for key in Label._fields), strict=True)
        written = {row[0]: Label(*row) for row in rows}
        labels = [written.get(name, Label("")) for name in names]
        assert_clear(labels, Dots(share, np.full(len(share), 9.0)), line, frame_of(breadth))


WIDE = Frame(430.0, 440.0, 204.0)
FLOOR = np.array([[0.0, 0.99], [1.0, 0.99]])


def test_a_dot_with_room_has_its_name_on_the_right_and_no_leader():
    (label,) = place(["name"], Dots(np.array([[0.3, 0.5], [0.9, 0.9]]), np.full(2, 4.5)), FLOOR, WIDE)
    assert (label.text, label.align, label.leader) == ("name", "left", 0)


def test_in_a_crowd_a_name_moves_off_and_is_led_to():
    points = np.array([[0.5, 0.5], [0.52, 0.5], [0.48, 0.5]])
    (label,) = place(["name"], Dots(points, np.full(3, 4.5)), FLOOR, WIDE)
    assert label.leader > 0


def test_a_name_without_room_is_left_out_and_the_important_one_goes_first():
    crowd = np.stack(np.meshgrid(np.linspace(0, 1, 60), np.linspace(0, 1, 40)), axis=-1).reshape(-1, 2)
    (label,) = place(["name"], Dots(np.concatenate([[[0.5, 0.5]], crowd]), np.full(len(crowd) + 1, 4.5)), FLOOR, WIDE)
    assert label.text == ""
    narrow = Frame(100.0, 100.0, 30.0)
    labels = place(["this design", "optimum"], Dots(np.array([[0.1, 0.5], [0.12, 0.5]]), np.full(2, 4.5)), FLOOR, narrow)
    assert [label.text for label in labels] == ["this design", ""]


def test_a_dot_out_of_sight_has_no_name():
    assert place(["name"], Dots(np.array([[1.2, 0.5]]), np.full(1, 4.5)), FLOOR, WIDE)[0].text == ""
