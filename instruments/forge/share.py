"""A dossier as text to carry elsewhere: JSON, a Markdown table, CSV."""

from __future__ import annotations

import csv
import io
import json

from instruments.forge.dossier import Dossier
from instruments.forge.fields import FIELDS


def as_json(dossier: Dossier) -> str:
    """Return the dossier as indented JSON."""
    return json.dumps(dossier.to_json(), indent=2, ensure_ascii=False)


def as_markdown(dossier: Dossier) -> str:
    """Return the dossier as a Markdown table with the verdict below it."""
    lines = ["| Figure | Value | Trust |", "| --- | ---: | --- |"]
    lines += [f"| {FIELDS[name].label} | {figure.shown} | {figure.trust} |" for name, figure in dossier.figures.items()]
    return "\n".join([*lines, "", f"{dossier.verdict.headline}. {dossier.verdict.first.sentence}", *dossier.notes, ""])


def as_csv(dossier: Dossier) -> str:
    """Return the dossier as CSV in SI values."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["field", "label", "value", "unit", "trust", "equation"])
    for name, figure in dossier.figures.items():
        value = "" if figure.value is None else repr(figure.value)
        writer.writerow([name, FIELDS[name].label, value, figure.unit, figure.trust, figure.equation])
    return text.getvalue()


FORMATS = {"json": as_json, "markdown": as_markdown, "csv": as_csv}
