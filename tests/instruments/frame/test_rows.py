"""Rows of a result as text: what a screen reader, a copy or a script reads off them."""

from instruments.frame.discovery import instruments
from instruments.frame.result import Result
from instruments.frame.rows import rows_html
from tests.markup import Element, parse

# Designs beyond what their sources cover, so that rows carry a note.
BEYOND = {"forge": {"training_compute": 1e29}}


def _raw(element):
    """Text as it stands, with nothing put between elements."""
    return "".join(part if isinstance(part, str) else _raw(part) for part in element.content)


def _labels():
    for name, declared in instruments().items():
        model = declared.model_class()(**BEYOND.get(name, {}))
        if isinstance(model.result, Result):
            yield from ((name, each) for each in parse(rows_html(model.result, type(model).ids())).all("span", "row-label"))


def test_no_badge_runs_into_a_label():
    """"Predicted lossextrapolated" was read where a note stands in a label."""
    inside = [(name, label, note) for name, label in _labels() for note in label.content if isinstance(note, Element)]
    found = [each for each in inside if "flag" in each[2].classes]
    assert found, "some rows carry a note"
    for name, label, note in found:
        before = _raw(label).partition(_raw(note))[0]
        assert before.endswith(" "), (name, _raw(label))


def test_limits_set_their_share_apart():
    view = instruments()["forge"].build()
    listed = parse(view.rows_html(None)).one("dl", "limit-list")
    for title in listed.all("dt"):
        assert _raw(title).split() == title.text.split()
