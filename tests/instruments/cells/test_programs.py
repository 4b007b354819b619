"""Every program runs as it stands, and gives the numbers of the instrument that it speaks of."""

import contextlib
import io
import re
import runpy
from html import unescape

import pytest

from instruments.cells.library import programs
from instruments.forge.model import Forge
from instruments.frame.cell import cell_html, read
from instruments.frame.discovery import instruments
from instruments.journey.model import Journey
from instruments.quantities.text import quantity
from tests.app.cell.said import said
from tests.markup import parse

FILES = {"one_function": "cells/programs/one_function.py", "loop": "cells/programs/loop.py"} | {
    name: f"{name}/cell.py" for name in programs() if name in instruments()
}


def test_every_program_that_there_is_is_shown(root):
    there = {path.relative_to(root / "instruments").as_posix() for path in (root / "instruments").rglob("*.py")}
    assert {each for each in there if re.search(r"/cell\.py$|/programs/", each) and not each.startswith("frame/")} == set(FILES.values())
    assert set(programs()) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_it_is_a_file_that_runs_by_itself(root, name):
    with contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(str(root / "instruments" / FILES[name]))


@pytest.mark.parametrize("name", programs())
def test_it_runs_in_a_cell_and_its_lines_fit(name):
    messages = said(programs()[name].code)
    assert messages[-1]["type"] == "shown"
    assert not [each for each in messages if each["type"] == "error"]
    assert programs()[name].note.endswith(".")


def table(name):
    """The rows of the table that a program ends with."""
    return said(programs()[name].code)[-1]["item"]


def test_the_one_function_gives_the_forges_own_numbers():
    figures = Forge().result.figures
    wanted = [
        "total_parameters", "training_tokens", "predicted_loss", "training_fleet", "training_cost", "weight_bytes",
        "decode_ceiling_one_card", "cards_per_replica", "kv_cache_per_user", "concurrent_users",
    ]  # fmt: skip
    rows = table("one_function")["rows"]
    assert [float(row[2]) for row in rows] == pytest.approx([figures[each].value for each in wanted], rel=1e-5)
    assert [row[1] for row in rows] == [str(quantity(figures[each].value, figures[each].unit)) for each in wanted]


def test_the_loop_draws_what_the_journey_draws():
    texts = dict(re.findall(r"temperature ([\d.]+): (.*)", "".join(each.get("text", "") for each in said(programs()["loop"].code))))
    assert len(texts) == 3
    for temperature, text in texts.items():
        journey = Journey(model="bigram", prompt="the", seed=9, temperature=float(temperature))
        for _ in range(12):
            journey.step_token()
        assert text.split() == [token.label for token in journey.result.tokens if token.origin != "start"]


def test_the_forges_program_prints_the_forges_own_rows():
    result = Forge().result
    text = "".join(each.get("text", "") for each in said(programs()["forge"].code))
    assert result.verdict.headline in text
    for name in ("total_parameters", "predicted_loss", "training_cost"):
        assert f"{result.rows[name].label}: {result.figures[name].shown}" in text


def test_the_journeys_program_gives_the_journeys_own_candidates():
    shown = [(each.label, each.logit, each.probabilities["min_p"]) for each in Journey().result.candidates]
    for (token, score, chance), (label, logit, probability) in zip(table("journey")["rows"], shown, strict=True):
        assert token == label
        assert float(score) == pytest.approx(logit, rel=1e-5)
        assert float(chance) == pytest.approx(probability, rel=1e-5)


def test_a_cell_can_be_read_without_a_script_whatever_it_holds():
    code = "if a < 'b' & c:\n    print(\"<script>\")\n"
    markup = cell_html("a", code, title="<T>", note="N & M")
    cell = parse(markup)
    assert f">{code}</pre>" in unescape(markup)
    assert cell.one("h3").text == "<T>"
    assert cell.one("p").text == "N & M"
    assert not cell.all("script")


def test_a_program_without_words_is_refused(tmp_path):
    (tmp_path / "cell.py").write_text("x = 1\n")
    with pytest.raises(ValueError, match="has no docstring"):
        read(tmp_path / "cell.py")
