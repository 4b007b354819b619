"""Names beside points: none over another, none beyond the frame, the first kept."""

import numpy as np
import pytest

from instruments.forge.labels import place

FRAMES = ((270, 200), (520, 200))


def box(label, point, frame):
    width = 6.7 * len(label.text)
    left = point[0] * frame[0] + label.dx - width * {"left": 0, "center": 0.5, "right": 1}[label.align]
    middle = point[1] * frame[1] + label.dy
    return left, middle - 8.5, left + width, middle + 8.5


@pytest.mark.parametrize("seed", range(20))
def test_no_name_stands_over_another_or_beyond_the_frame(seed):
    rng = np.random.default_rng(seed)
    points = rng.random((6, 2)) * 0.8 + 0.1
    labels = place(["a longer name"] * 6, points, points, rng.random((20, 2)))
    for frame in FRAMES:
        boxes = [box(label, point, frame) for label, point in zip(labels, points, strict=True) if label.text]
        for i, one in enumerate(boxes):
            assert one[0] >= 0
            assert one[1] >= 0
            assert one[2] <= frame[0]
            assert one[3] <= frame[1]
            assert not [o for o in boxes[:i] if one[0] < o[2] and o[0] < one[2] and one[1] < o[3] and o[1] < one[3]]


def test_a_free_point_has_its_name_on_the_right():
    assert place(["name"], np.array([[0.3, 0.5]]), np.array([[0.3, 0.5]]) * 0 + 0.9, np.empty((0, 2)))[0].align == "left"


def test_a_point_out_of_sight_has_no_name():
    assert place(["name"], np.array([[1.2, 0.5]]), np.empty((0, 2)), np.empty((0, 2)))[0].text == ""


def test_a_name_with_no_room_is_left_out_unless_it_has_to_stand():
    crowd = np.stack(np.meshgrid(np.linspace(0, 1, 60), np.linspace(0, 1, 40)), axis=-1).reshape(-1, 2)
    at = np.array([[0.5, 0.5]])
    assert place(["name"], at, crowd, np.empty((0, 2)))[0].text == ""
    assert place(["name"], at, crowd, np.empty((0, 2)), kept=1)[0].text == "name"


@pytest.mark.parametrize("seed", range(20))
def test_no_name_stands_over_a_dot(seed):
    rng = np.random.default_rng(seed)
    dots = rng.random((25, 2))
    labels = place(["GPT-3 175B"] * 5, dots[:5], dots, np.empty((0, 2)))
    assert any(label.text for label in labels)
    for frame in FRAMES:
        for label, point in zip(labels, dots, strict=False):
            left, top, right, bottom = box(label, point, frame)
            inside = [(x, y) for x, y in dots * frame if left < x < right and top < y < bottom]
            assert not label.text or not inside
