"""The dossier as text: each format read back gives the dossier's own numbers."""

import csv
import dataclasses
import io
import json

import pytest

from formulas.version import VERSION
from instruments.forge.dossier import dossier
from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from instruments.frame.code import design_code
from instruments.frame.export import FORMATS, KINDS, SAVED, as_csv, as_json, as_markdown
from instruments.frame.sheet import as_sheet, as_tsv
from tests.instruments.forge.designs import defaults

DOSSIERS = {
    "feasible": dossier(defaults()),
    "infeasible": dossier(defaults() | {"context": 1_048_576, "accelerator": "rtx-4090"}),
    "unknown": dossier(defaults() | {"training_accelerator": "tpu-v7"}),
}


@pytest.fixture(params=DOSSIERS.values(), ids=DOSSIERS)
def one(request):
    return request.param


def test_json_is_the_dossiers_own(one):
    assert json.loads(as_json(one)) == json.loads(json.dumps(one.to_json()))
    assert as_json(one).startswith(f'{{\n  "schema": 1,\n  "numbers": "{VERSION}",\n  "design": {{\n    "start": ')


def test_json_stays_readable():
    foreign = dataclasses.replace(DOSSIERS["feasible"], values={**DOSSIERS["feasible"].values, "grid": "\N{MULTIPLICATION SIGN}"})
    assert as_json(foreign).count("\N{MULTIPLICATION SIGN}") == 1


def test_csv_gives_every_number_back(one):
    rows = list(csv.DictReader(io.StringIO(as_csv(one))))
    assert [row["field"] for row in rows] == list(FIELDS)
    for row in rows:
        figure = one.figures[row["field"]]
        assert (float(row["value"]) if row["value"] else None) == figure.value
        assert (row["label"], row["unit"]) == (FIELDS[figure.id].label, figure.unit)
        assert (row["trust"], row["equation"]) == (figure.trust, figure.equation)


def test_markdown_is_a_table_with_the_verdict_below(one):
    lines = as_markdown(one).split("\n")
    assert lines[0] == "| Figure | Value | Trust |"
    assert lines[1] == "| --- | ---: | --- |"
    for line, (name, figure) in zip(lines[2:], one.figures.items(), strict=False):
        assert [cell.strip() for cell in line.strip("|").split("|")] == [FIELDS[name].label, str(figure.shown).strip(), figure.trust]
    assert lines[2 + len(FIELDS)] == ""
    assert lines[3 + len(FIELDS)] == f"{one.verdict.headline}. {one.verdict.first.sentence}"
    assert lines[4 + len(FIELDS) :] == [f"Numbers of {VERSION}.", ""]


def test_the_formats_have_names():
    forge = Forge(context=4096)
    assert {kind: write(forge, forge.result) for kind, write in FORMATS.items()} == {
        "json": as_json(forge.result),
        "markdown": as_markdown(forge.result),
        "csv": as_csv(forge.result),
        "tsv": as_tsv(forge.result),
        "sheet": as_sheet(forge.result),
        "python": design_code(forge),
    }
    assert KINDS.keys() <= FORMATS.keys()
    assert SAVED.keys() <= KINDS.keys()
