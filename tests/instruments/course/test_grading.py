"""``python -m app grade``: judged again from what was typed, changed fields told, hostile files refused, hundreds in seconds."""

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import cli
from instruments.course import result_file
from instruments.course.grading import Grade
from instruments.course.loading import exercises
from instruments.course.regrading import cell, printable
from instruments.course.sheet import Sheet, encode, made
from instruments.course.work import Work
from instruments.frame.declaration import Instrument

ROOT = Path(__file__).parents[3]
PICKED = ("six-per-token", "cache-of-one-user", "slip-query-heads", "write-the-roofline", "set-users-on-one-replica")
SHEET = made("Week 3", PICKED, "k7m2")
PARTS = sum(len(exercises()[name].parts) for name in PICKED)


def at(minute):
    return f"2026-11-26T10:{minute:02}:00+00:00"


def solved(student, *, slips=0, sheet=SHEET):
    """Work in which everything is right but the first ``slips`` parts."""
    work = Work(sheet, student, at(0))
    places = [(name, part) for name in sheet.exercises for part in work.variant(name).parts]
    for number, (name, part) in enumerate(places):
        if number < slips:
            work.attempt(name, part, "0.123", at(1))
        else:
            answer(work, name, part)
    return work


def answer(work, name, part):
    variant = work.variant(name)
    shown = variant.parts[part]
    if shown.kind == "function":
        work.attempt(name, part, "def attainable(i, p, b): ...", at(2), [min(p, i * b) for i, p, b in shown.argument_lists])
    elif shown.kind == "instrument":
        work.attempt(name, part, "v1;context=65536;cache_precision=fp8;cards=8", at(2))
    else:
        work.attempt(name, part, f"{variant.key(part):.6g}" if shown.kind == "number" else variant.key(part), at(2))


def files(folder, **texts):
    for name, text in texts.items():
        path = folder / f"{name}.json"
        path.write_bytes(text) if isinstance(text, bytes) else path.write_text(text, "utf-8")
    return folder


def run(capsys, *arguments):
    """Exit code, rows of the table, and what was said beside it."""
    parser = argparse.ArgumentParser()
    Grade().add_to(parser.add_subparsers())
    given = parser.parse_args(["grade", *map(str, arguments)])
    code = given.run(given)
    out, err = capsys.readouterr()
    return code, list(csv.DictReader(io.StringIO(out))), err


def test_every_part_has_a_column_and_every_file_a_row(tmp_path, capsys):
    files(tmp_path, ada=solved("Ada").export(at(5)), bob=solved("Bob", slips=3).export(at(5)))
    code, rows, said = run(capsys, tmp_path)
    assert code == 0
    assert [(row["file"], row["student"], row["right"], row["of"]) for row in rows] == [
        ("ada.json", "Ada", str(PARTS), str(PARTS)),
        ("bob.json", "Bob", str(PARTS - 3), str(PARTS)),
    ]
    assert rows[1]["six-per-token / compute"] == "wrong"
    assert {rows[0][name] for name in rows[0] if " / " in name} == {"right"}
    assert "2 graded, 0 refused, 0 changed by hand" in said
    assert rows[0]["changed by hand"] == ""


def test_stored_verdicts_are_never_counted(tmp_path, capsys):
    """A wrong answer that the file calls right is wrong, and both are told."""
    data = json.loads(solved("Ada", slips=1).export(at(5)))
    data["answers"]["six-per-token"]["parts"]["compute"]["tries"][0]["verdict"] = "right"
    code, rows, said = run(capsys, files(tmp_path, ada=json.dumps(data)))
    assert code == 1
    assert rows[0]["six-per-token / compute"] == "wrong"
    assert rows[0]["changed by hand"] == "answers.six-per-token.parts.compute.tries.0.verdict"
    assert "ada.json: changed by hand: answers.six-per-token.parts.compute.tries.0.verdict" in said
    assert "try 1 is wrong, the file says right" in rows[0]["notes"]


def test_a_typed_answer_that_was_changed_is_judged_as_it_stands_and_told(tmp_path, capsys):
    work = solved("Ada", slips=1)
    data = json.loads(work.export(at(5)))
    data["answers"]["six-per-token"]["parts"]["compute"]["tries"][0]["typed"] = f"{work.variant('six-per-token').key('compute'):.5g}"
    _, rows, said = run(capsys, files(tmp_path, ada=json.dumps(data)))
    assert rows[0]["six-per-token / compute"] == "right"
    assert "tries.0.typed" in said


def test_answers_of_somebody_else_are_wrong_for_ones_own_values(tmp_path, capsys):
    data = json.loads(solved("Ada").export(at(5)))
    data["student"] = "Bob"
    _, rows, said = run(capsys, files(tmp_path, bob=json.dumps(data), ada=solved("Ada").export(at(5))))
    bob = next(row for row in rows if row["student"] == "Bob")
    assert int(bob["right"]) < PARTS
    assert "bob.json: changed by hand: student" in said
    # What is to be done is said, and not drowned in a line for every try.
    assert "the name in it (Bob) was changed by hand, and all values are drawn from it" in bob["notes"]
    assert "the file says" not in bob["notes"]


def test_columns_stand_as_the_exercises_do_on_the_sheet(tmp_path, capsys):
    picked = tuple(reversed(list(exercises())))[:4]
    _, rows, _ = run(capsys, files(tmp_path, ada=solved("Ada", sheet=made("Backwards", picked, "k7m2")).export(at(5))))
    columns = [name.partition(" / ")[0] for name in rows[0] if " / " in name]
    assert tuple(dict.fromkeys(columns)) == picked


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_a_device_is_refused_by_what_it_is(capsys):
    with pytest.raises(ValueError, match="/dev/zero: not graded: it is no file but a folder or a device"):
        run(capsys, "/dev/zero")


def test_duplicates_are_told(tmp_path, capsys):
    text = solved("Ada").export(at(5))
    files(tmp_path, one=text, two=text, three=solved(" ADA ").export(at(6)), other=solved("Bob").export(at(5)))
    _, rows, said = run(capsys, tmp_path)
    notes = {row["file"]: row["notes"] for row in rows}
    assert "the same student and sheet as three.json, two.json" in notes["one.json"]
    assert "began as the same work as two.json" in notes["one.json"]
    assert "same work" not in notes["three.json"]
    assert "the same student" not in notes["other.json"]
    assert "one.json: " in said


def test_what_comes_after_a_part_is_over_does_not_count(tmp_path, capsys):
    work = solved("Ada", slips=1)
    data = json.loads(work.export(at(5)))
    part = data["answers"]["six-per-token"]["parts"]["compute"]
    part["given_up"] = at(3)
    part["tries"].append({"typed": f"{work.variant('six-per-token').key('compute'):.5g}", "at": at(4), "verdict": "right"})
    _, rows, _ = run(capsys, files(tmp_path, ada=json.dumps(data)))
    assert rows[0]["six-per-token / compute"] == "given up"
    assert "came after the part was over and is not counted" in rows[0]["notes"]


def test_a_sheet_that_somebody_made_for_himself_is_told_and_can_be_refused(tmp_path, capsys):
    """Of the same title, with values that suit him."""
    own = made("Week 3", PICKED[:1], "easy")
    files(tmp_path, ada=solved("Ada").export(at(5)), bob=solved("Bob", sheet=own).export(at(5)))
    _, rows, said = run(capsys, tmp_path)
    assert len({row["sheet"] for row in rows}) == 2
    assert "The files are of 2 sheets: Week 3 (" in said
    code, rows, said = run(capsys, tmp_path, "--sheet", f"anywhere/course/#v1;sheet={encode(SHEET)}")
    assert (code, [row["student"] for row in rows]) == (1, ["Ada"])
    assert "bob.json: not graded: it is of another sheet, Week 3 (" in said
    with pytest.raises(ValueError, match="sheet's link"):
        run(capsys, tmp_path, "--sheet", "nonsense")


def test_an_exercise_of_another_version_is_told(tmp_path, capsys):
    data = json.loads(solved("Ada").export(at(5)))
    data["answers"]["six-per-token"]["revision"] = "000000"
    data["numbers"] = "another"
    _, rows, _ = run(capsys, files(tmp_path, ada=json.dumps(data)))
    assert "six-per-token was another version of the exercise" in rows[0]["notes"]
    assert "worked on with numbers another" in rows[0]["notes"]


def test_a_sheet_of_earlier_numbers_is_told_once_with_what_changed(tmp_path, capsys):
    sheet = Sheet("Week 3", "k7m2", ("power-bill-and-carbon", "six-per-token"), "2026-11")
    texts = {name: solved(name, sheet=sheet).export(at(5)) for name in ("ada", "bob")}
    _, rows, said = run(capsys, files(tmp_path, **texts))
    assert all("3 of 4 answers changed since 2026-11" in row["notes"] for row in rows)
    assert said.count("such as 5.24 GWh \N{RIGHTWARDS ARROW} 4.37 GWh (up to -16.7%); judged by the key of now, for each student") == 1


def test_a_function_is_judged_by_what_it_returned(tmp_path, capsys):
    data = json.loads(solved("Ada").export(at(5)))
    _, rows, said = run(capsys, files(tmp_path, ada=json.dumps(data), bob=solved("Bob").export(at(5))))
    assert {row["write-the-roofline / function"] for row in rows} == {"right"}
    assert said.count("nobody's code was run") == 1
    data["answers"]["write-the-roofline"]["parts"]["function"]["tries"][0]["returned"][3] = 1
    _, rows, _ = run(capsys, files(tmp_path, ada=json.dumps(data)))
    assert rows[0]["write-the-roofline / function"] == "wrong"


def hostile():
    good = solved("Ada").export(at(5))
    data = json.loads(good)
    named = {
        "formula": "=cmd|'/C calc'!A0", "plus": "+1+1", "at": "@SUM(A1)", "minus": "-2+3", "tab": "\t=1+1",
        "wide": "\N{FULLWIDTH EQUALS SIGN}1", "newline": "Ada\n=1+1", "turned": "\N{RIGHT-TO-LEFT OVERRIDE}adA", "escape": "\x1b[31mred",
        "half": "\ud800", "path": "../../etc/passwd", "quote": 'Ada",,,"right', "html": "<script>alert(1)</script>", "long": "x" * 10_000,
    }  # fmt: skip
    texts = {f"name-{kind}": json.dumps(data | {"student": name}) for kind, name in named.items()}
    texts |= {
        "empty": "", "text": "hello", "list": "[]", "deep": "[" * 100_000, "huge": b"[" + b"1," * 1_500_000 + b"1]",
        "binary": bytes(range(256)),
        "nan": good.replace('"hints": 0', '"hints": NaN', 1), "infinite": good.replace('"hints": 0', '"hints": 1e999', 1),
        "digits": '{"format": ' + "9" * 6000 + "}", "twice": '{"format": "a", "format": "b"}', "types": json.dumps(dict.fromkeys(data, 3)),
        "sheet": json.dumps(data | {"sheet": "s1.zzzz.a.b.c.dddd"}), "prototype": '{"__proto__": {"admin": true}}',
        "many": json.dumps(data | {"answers": {str(n): {"revision": "", "parts": {}} for n in range(20_000)}}),
        "tries": json.dumps(data | {"answers": {"six-per-token": {"revision": "", "parts": {"compute": {
            "hints": 0, "given_up": None, "tries": [{"typed": "9" * 19_000, "at": at(1), "verdict": "wrong"}] * 90}}}}}),
    }  # fmt: skip
    return texts


def test_hostile_files_stop_nothing_and_nothing_of_them_runs(tmp_path, capsys, tell):
    texts = hostile()
    files(tmp_path, good=solved("Good").export(at(5)), **texts)
    (tmp_path / "folder.json").mkdir()
    started = time.perf_counter()
    code, rows, said = run(capsys, tmp_path, tmp_path / "no-such.json")
    seconds = time.perf_counter() - started
    assert code == 1
    good = next(row for row in rows if row["file"] == "good.json")
    assert (good["right"], good["changed by hand"]) == (str(PARTS), "")
    graded = {row["file"] for row in rows}
    assert len(graded) == len(rows)
    refused = [line for line in said.splitlines() if ": not graded: " in line]
    assert len(refused) + len(rows) == len(texts) + 3
    assert all(line.isprintable() and len(line) < 1500 for line in said.splitlines())
    for row in rows:
        for value in row.values():
            assert not value.lstrip().startswith(("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}")), value
            assert value.isprintable()
            assert len(value) < 5000
    assert seconds < 20
    tell(f"hostile result files: {len(texts) + 2} beside a good one, {len(refused)} refused with a sentence, {len(rows) - 1} graded "
         f"with their changes told, in {seconds:.1f} s")  # fmt: skip


@pytest.mark.host
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_what_is_no_plain_file_is_not_waited_for(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.json")
    files(tmp_path, good=solved("Good").export(at(5)))
    _, rows, said = run(capsys, tmp_path)
    assert [row["file"] for row in rows] == ["good.json"]
    assert "pipe.json: not graded: it is no file but a folder or a device" in said


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"), (" =1+1", "' =1+1"), ("\t@x", "'\N{REPLACEMENT CHARACTER}@x"), ("-3", "'-3"), ("Ada-Maria", "Ada-Maria"),
        ("\N{FULLWIDTH PLUS SIGN}1", "'\N{FULLWIDTH PLUS SIGN}1"), (3, 3), ("", ""),
    ],
)  # fmt: skip
def test_a_cell_is_no_formula(value, shown):
    assert cell(value) == shown


def test_printed_lines_are_lines():
    assert printable("a\nb\x1b[0m\u202e\ud800") == "a\ufffdb\ufffd[0m\ufffd?"


@pytest.mark.slow
def test_five_hundred_files_take_seconds(tmp_path, capsys, tell):
    students = [solved(f"student {number}", slips=number % 4) for number in range(50)]
    texts = [work.export(at(5)) for work in students]
    for number in range(500):
        (tmp_path / f"{number:03}.json").write_text(texts[number % 50], "utf-8")
    started, busy = time.perf_counter(), time.process_time()
    _, rows, _ = run(capsys, tmp_path)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    assert len(rows) == 500
    assert [int(row["right"]) for row in rows] == [PARTS - number % 50 % 4 for number in range(500)]
    tell(f"500 result files of {PARTS} parts graded in {seconds:.1f} s, of which {busy:.1f} s of one core")
    assert busy < 30


def test_the_table_goes_to_a_file(tmp_path, capsys):
    files(tmp_path, ada=solved("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}").export(at(5)))
    code, rows, said = run(capsys, tmp_path / "*.json", "--output", tmp_path / "table.csv")
    assert (code, rows) == (0, [])
    text = (tmp_path / "table.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbffile,student,sheet")
    assert "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}" in text.decode("utf-8-sig")
    assert "1 graded" in said


def test_a_table_that_cannot_be_written_is_said(tmp_path, capsys):
    files(tmp_path, ada=solved("Ada").export(at(5)))
    with pytest.raises(ValueError, match="cannot be written: Is a directory"):
        run(capsys, tmp_path / "ada.json", "--output", tmp_path)


@pytest.mark.host
def test_other_commands_do_not_wait_for_the_exercises():
    code = "import sys; from instruments.course.grading import Grade; sys.exit('instruments.course.loading' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_nothing_to_grade_is_said(tmp_path, capsys):
    for given, sentence in ((tmp_path, "there are no files to grade"), (tmp_path / "x.json", "x.json: not graded: there is no such file")):
        with pytest.raises(ValueError, match=sentence):
            run(capsys, given)


def test_the_command_comes_with_the_declaration_of_a_page(monkeypatch, capsys, tmp_path):
    """No word of it stands in ``app``."""
    words = {"title": "Course", "question": "?", "description": "."}
    declared = Instrument(**words, place=1, model="model:Course", package="instruments.course", commands=("grading:Grade",))
    monkeypatch.setattr(cli, "instruments", lambda: {"course": declared})
    files(tmp_path, ada=solved("Ada").export(at(5)))
    assert cli.main(["grade", str(tmp_path / "ada.json")]) == 0
    assert "ada.json,Ada,Week 3 (" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        cli.main(["grade", str(tmp_path / "no-such.json")])
    assert stopped.value.code == 2
    assert "no-such.json: not graded: there is no such file" in capsys.readouterr().err


def test_largest_is_more_than_any_sheet_needs():
    every = solved("Ada", slips=10**6, sheet=made("All", tuple(exercises()), "k7m2"))
    assert len(every.export(at(5))) < result_file.LARGEST / 10
