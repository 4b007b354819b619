"""What a program said, message by message."""

import json

from app.browser.cell.run import run

LOOK = {"surface": "#ffffff", "line": "#cccccc", "text": "#111111", "muted": "#666666"}


def said(code):
    """Every message of a run."""
    messages = []
    run(code, messages.append, json.dumps(LOOK))
    return [json.loads(each) for each in messages]


def printed(code, stream="out"):
    """What a run printed."""
    return "".join(each["text"] for each in said(code) if each["type"] == "text" and each["stream"] == stream)


def error(code):
    """What a run that fails is told of it."""
    *_, last = said(code)
    assert last["type"] == "error", last
    return last
