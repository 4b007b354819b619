"""The course as a student and a lecturer use it: answers, hints, sheets there and back, paper, and a browser that keeps nothing."""

import csv
import io
import json
import re
import subprocess
import sys

import pypdf
import pytest
from playwright.sync_api import expect

from instruments.course.loading import exercises
from instruments.course.result_file import read
from instruments.course.sheet import decode, seed_of
from instruments.course.topics import in_order
from instruments.course.variant import Variant
from tests.few import few

NUMBER = "six-per-token"
HOSTILE = 'Week 3 <img src=x onerror="alert(1)">'
NAME = "=Ada <script>alert(1)</script> Лавлейс"
FIELD = "#instrument-course input.answer-entry"
CLOSED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed', 'SecurityError'); } });"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
SPOKEN = "text => document.getElementById('spoken').textContent.includes(text)"


@pytest.fixture
def course(open_page, served):
    """Open the course in a state: ``course("exercise=six-per-token", width=390)``."""

    def open_course(state="", script="", **options):
        embed = "?embed=1" if options.pop("embed", False) else ""
        page = open_page(**options)
        if script:
            page.add_init_script(script)
        page.goto(f"{served}{embed}#/course{f'?v1;{state}' if state else ''}")
        page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0")
        return page

    return open_course


def first_of(kind):
    """The first exercise of a kind."""
    return next(exercises()[each] for each in in_order() if exercises()[each].kind == kind)


def first_with(kind):
    """The first exercise that has a part of a kind among several."""
    return next(exercises()[each] for each in in_order() if kind in {part.kind for part in exercises()[each].parts})


def key(exercise, part="", seed=""):
    """The answer of a part, as it would be typed."""
    variant = Variant(exercises()[exercise], seed)
    found = variant.key(part or next(iter(variant.parts)))
    return f"{found:.8g}" if isinstance(found, float) else found


def answer(page, typed, part=0):
    """Type an answer and hand it in."""
    page.locator(FIELD).nth(part).fill(typed)
    page.keyboard.press("Enter")


def judged(page, kind, part=0):
    """Wait for the verdict of a part."""
    page.locator("#instrument-course .part").nth(part).locator(f".judged.{kind}").wait_for()


def places(page):
    """Where things stand on the page that a verdict must not move."""
    return page.evaluate("""() => [...document.querySelectorAll("#instrument-course :is(.answer-line, .judged, .course-head)")]
      .map((e) => Math.round(e.getBoundingClientRect().top))""")


def test_an_answer_is_said_back_then_judged_and_nothing_moves(course):
    page = course(f"exercise={NUMBER}")
    page.locator("#instrument-course .prompt .katex").first.wait_for()
    before = places(page)
    page.focus(FIELD)
    page.keyboard.type("4,2 × 10²²")
    page.locator(".understood", has_text="Read as 4.2 × 10²² FLOP").wait_for()
    assert page.locator(".judged.right, .judged.wrong").count() == 0, "typing is no answer"
    page.keyboard.press("Enter")
    judged(page, "wrong")
    page.wait_for_function(SPOKEN, arg="Not right yet")
    assert places(page) == before
    # What was never said back is, before it is judged.
    page.evaluate("""() => { window.seen = [];
      document.querySelector("[data-pane=main]").addEventListener("forge:morphed", ({ target }) =>
        window.seen.push([target.querySelector(".understood").textContent, target.querySelector(".judged").className])); }""")
    answer(page, key(NUMBER))
    judged(page, "right")
    said, verdict = page.evaluate("window.seen")[:2]
    assert said[0].startswith("Read as")
    assert "right" not in said[1]
    assert "right" in verdict[1]
    assert places(page) == before
    assert page.evaluate("document.activeElement.matches('input.answer-entry')")
    page.wait_for_function(SPOKEN, arg="Right")
    assert page.locator(".exercises a[aria-current] .mark.right").count() == 1


@pytest.mark.slow
def test_units_hints_and_giving_up(course):
    page = course(f"exercise={NUMBER}")
    for typed, kind, words in (
        ("5 GB", "wrong", "answer in FLOP"), (f"{float(key(NUMBER)) * 1000:.6g}", "wrong", "1,000"), ("many", "unread", "is not a number"),
    ):  # fmt: skip
        answer(page, typed)
        page.locator(f".judged.{kind}", has_text=words).wait_for()
    for number in (1, 2):
        page.click("#instrument-course [data-act=hint]")
        page.locator(".hints li").nth(number - 1).wait_for()
    assert page.evaluate("document.activeElement.dataset.act") in ("hint", "sure"), "the next hint is under the finger"
    assert page.locator(".worked").count() == 0
    page.click("#instrument-course [data-act=sure]")
    page.click("#instrument-course [data-act=giveup]")
    page.locator("details.worked[open] .katex").first.wait_for()
    assert page.evaluate("document.activeElement !== document.body")
    assert page.locator(FIELD).get_attribute("readonly") is not None


@pytest.mark.slow
def test_several_parts_choices_and_a_slip_by_keyboard(course):
    parts = first_of("parts")
    page = course(f"exercise={parts.id}")
    for at, part in enumerate(parts.parts):
        answer(page, key(parts.id, part.id), at)
        judged(page, "right", at)
    page.locator("#instrument-course h2 .mark.right").wait_for()
    slip = first_of("slip")
    page = course(f"exercise={slip.id}")
    page.locator(".passage").wait_for()
    variant = Variant(slip, "")
    for at, (name, part) in enumerate(variant.parts.items()):
        section = page.locator("#instrument-course .part").nth(at)
        if part.kind == "choice":
            section.locator(f"input[value='{variant.key(name)}']").focus()
            page.keyboard.press("Space")
            section.locator(".check").focus()
            page.keyboard.press("Enter")
        else:
            section.locator("input.answer-entry").fill(key(slip.id, name))
            page.keyboard.press("Enter")
        judged(page, "right", at)


@pytest.mark.slow
def test_an_instrument_is_set_and_its_state_is_the_answer(course):
    exercise = first_of("instrument")
    (part,) = exercise.parts
    page = course(f"exercise={exercise.id}")
    page.click("#instrument-course [data-errand]")
    strip = page.locator(".errand", has_text=exercise.title)
    strip.wait_for()
    strip.get_by_text("Hand this in").click()
    judged(page, "wrong")
    assert page.locator(".conditions .unmet").count() >= 1
    assert page.evaluate("document.activeElement.matches('.judged')")
    assert page.locator(".errand").count() == 0
    # A link that somebody sends is as good.
    from instruments.course import setting

    variant = Variant(exercise, "")
    page.locator("#instrument-course input.answer-entry").fill(f"#/{part.instrument}?{setting.solution(part, variant.values)}")
    page.keyboard.press("Enter")
    judged(page, "right")


@pytest.mark.slow
def test_a_lecturer_makes_a_sheet_and_a_student_hands_it_in(course, root, tmp_path):
    page = course("section=sheet")
    picked = [NUMBER, first_of("parts").id, first_with("choice").id]
    for each in picked:
        page.focus(f".pick[data-argument='{each}']")
        page.keyboard.press("Space")
        page.locator(f".draft-order [data-argument='{each}']").first.wait_for()
    page.fill("#course-sheet-title", HOSTILE)
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.querySelector('[data-sheet-link]')?.value.includes('img')")
    link, line = page.input_value("[data-sheet-link]"), page.input_value("[data-sheet-embed]")
    assert re.fullmatch(r'<iframe src="[^"]+\?page=course&(?:amp;)?embed=1#/course[^"]+" [^<>]*></iframe>', line)
    sheet = decode(re.search(r"sheet=([^;]+)", link)[1])
    assert (sheet.title, sheet.exercises) == (HOSTILE, tuple(picked))

    # The student, by keyboard on a phone.
    student = course(link.partition("?v1;")[2], width=390, height=844, accept_downloads=True)
    assert student.locator(".exercises a").count() == 3
    assert student.locator(".parts").count() == 0
    student.fill("#course-student", NAME)
    student.keyboard.press("Enter")
    student.locator("[data-read-back]").first.wait_for()
    student.wait_for_function("() => document.activeElement.matches('h2')")
    answer(student, key(NUMBER, seed=seed_of(sheet, NAME, NUMBER)))
    judged(student, "right")
    student.click(".steps .after")
    student.wait_for_function("title => document.activeElement.textContent.includes(title)", arg=exercises()[picked[1]].title)
    answer(student, "1")
    judged(student, "wrong")

    # Leaves, and comes back.
    student.goto("about:blank")
    student.goto(link)
    student.locator(".sheet-student", has_text=NAME).wait_for()
    student.locator(".exercises .mark.right").wait_for(state="attached")
    assert student.locator(FIELD).input_value() == key(NUMBER, seed=seed_of(sheet, NAME, NUMBER))

    with student.expect_download() as download:
        student.click("[data-act=export]")
    assert re.fullmatch(r"result-[a-z0-9-]+\.json", download.value.suggested_filename)
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert read(file.read_text("utf-8")).changed == ()
    done = subprocess.run([sys.executable, "-m", "app", "grade", str(file)], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert any(NAME.lstrip("=") in value for value in rows[0].values() if value)
    assert not any(value.startswith("=") for row in rows for value in row.values() if value), "a spreadsheet would run it"


@pytest.mark.slow
def test_a_sheet_is_printed_with_and_without_solutions(course):
    page = course("section=sheet", script="window.printed = 0; window.print = () => { window.printed += 1; };")
    for each in in_order()[:4]:
        page.click(f".pick[data-argument='{each}']")
    page.locator(".draft-order li").nth(3).wait_for()
    papers = []
    for number, kind in enumerate(("plain", "solutions"), 1):
        page.click(f"[data-act=paper][data-argument={kind}]")
        page.wait_for_function("number => window.printed === number", arg=number)
        pages = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
        papers.append(re.sub(r"\s", "", " ".join(one.extract_text() for one in pages)))
        assert page.locator("#course-paper-pane").is_hidden(), "the screen is as it was"
    seed = page.input_value("#course-sheet-seed")
    sheet = decode(re.search(r"sheet=([^;]+)", page.input_value("[data-sheet-link]"))[1])
    assert sheet.seed == seed
    for each in in_order()[:4]:
        variant = Variant(exercises()[each], seed_of(sheet, "", each))
        assert all(re.sub(r"\s", "", exercises()[each].title) in paper for paper in papers)
        for name, part in variant.parts.items():
            if part.kind == "number":
                revealed = re.sub(r"\s", "", f"accepted {variant.reveal(name).accepted}")
                assert [revealed in paper for paper in papers] == [False, True]


@pytest.mark.slow
def test_predictions_are_scored_kept_and_deleted(course):
    page = course("section=guesses")
    for number, guess in enumerate(("1", "1e30"), 1):
        page.fill("#course-predict-guess", guess)
        page.keyboard.press("Enter")
        page.locator(".calibration circle").nth(number - 1).wait_for()
    assert "too high" in page.locator(".judged.told").inner_text()
    page.reload()
    page.locator(".calibration circle").nth(1).wait_for()
    page.click("[data-act=forget]")
    page.click("[data-act=forgotten]")
    page.locator(".calibration-told", has_text="No prediction yet").wait_for()
    page.wait_for_function("() => localStorage.getItem('forge:instrument-course') === null")


@pytest.mark.slow
@pytest.mark.parametrize(("script", "word"), few([(CLOSED, "keeps nothing"), (FULL, "no room left")]), ids=["closed", "full"])
def test_where_nothing_can_be_kept_it_is_said_and_all_else_works(course, script, word):
    page = course(f"exercise={NUMBER}", script=script)
    answer(page, key(NUMBER))
    judged(page, "right")
    page.locator(".aside-notice", has_text=word).wait_for()


@pytest.mark.slow
def test_two_pages_of_one_browser_know_of_each_other(course, served):
    page = course(f"exercise={NUMBER}")
    other = page.context.new_page()
    other.goto(f"{served}#/course?v1;exercise={NUMBER}")
    other.locator(FIELD).wait_for()
    answer(page, key(NUMBER))
    judged(page, "right")
    other.locator(".exercises a[aria-current] .mark.right").wait_for()
    assert other.locator(FIELD).input_value() == key(NUMBER)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), few([(390, True), (1440, False), (1024, True)]))
def test_every_part_of_it_stands_at_every_width(course, axe, width, dark):
    page = course(width=width, height=844, dark=dark, has_touch=width == 390)
    states = [f"exercise={first_of(kind).id}" for kind in ("number", "slip", "instrument")]
    for state in (*states, "section=sheet", "section=guesses"):
        page.evaluate("state => { location.hash = `#/course?v1;${state}` }", state)
        place = {"section=sheet": ".builder", "section=guesses": ".predict"}.get(state, f"[data-key*='{state.partition('=')[2]}'].exercise")
        page.locator(place).wait_for()
        if state == "section=sheet":
            page.click(f".pick[data-argument='{NUMBER}']")
            page.locator(".out").wait_for()
        if state == states[0]:
            answer(page, key(NUMBER))
            judged(page, "right")
            page.click("details.worked > summary")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
        assert axe.findings(page) == [], state


def test_a_locked_sheet_in_a_frame_has_what_it_needs(course, axe):
    code = re.search(r"sheet=([^;]+)", _link())[1]
    page = course(f"sheet={code}", embed=True, width=600, height=500)
    assert page.locator(".masthead").is_hidden()
    page.fill("#course-student", "17")
    page.keyboard.press("Enter")
    page.locator("[data-read-back]").first.wait_for()
    page.locator(".sheet-switch").locator("visible=true").click()
    page.locator("#course-rail .exercises a").last.click()
    page.wait_for_function("() => document.activeElement.matches('h2')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe.findings(page) == []


def _link():
    from instruments.course.sheet import encode, made

    return f"v1;sheet={encode(made('Week 3', in_order()[:2], 'k7m2'))}"


def test_a_revived_document_keeps_the_state(course):
    """What stands in the storage is all that a page needs to be where it was."""
    page = course(f"exercise={NUMBER}")
    answer(page, "5e20")
    judged(page, "wrong")
    slots = json.loads(page.wait_for_function("() => localStorage.getItem('forge:instrument-course')").json_value())
    assert list(slots) == [f"practice/{NUMBER}"]
    assert key(NUMBER) not in json.dumps(slots)


def test_the_static_page_is_read_without_a_script_and_answers_with_one(open_page, site):
    quiet = open_page(f"{site}course/", java_script_enabled=False)
    assert quiet.locator(".unscripted-list li").count() == len(in_order())
    assert quiet.locator(".unscripted-list li p").first.is_visible()
    page = open_page(f"{site}course/#v1;exercise={NUMBER}", until="forge:live")
    answer(page, key(NUMBER))
    judged(page, "right")
    page.reload()
    page.locator(".judged.right").wait_for(timeout=60_000)


@pytest.mark.slow
def test_a_function_is_written_in_a_cell_and_judged_by_what_it_returns(open_page, site):
    exercise = first_of("function")
    (part,) = exercise.parts
    page = open_page(f"{site}course/#v1;exercise={exercise.id}", until="forge:live")
    editor = page.locator("#instrument-course .cell .cm-content")
    editor.wait_for(timeout=60_000)
    check = page.locator("#instrument-course [data-tries]")
    check.click()
    judged(page, "wrong")
    arguments = ", ".join(f"{name}={value}" for name, value in part.arguments.items())
    module, _, function = part.formula.rpartition(".")
    names = ", ".join(each.name for each in part.parameters)
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(
        f"from formulas.{module} import {function} as known\n\n\ndef {part.function}({names}):\n    return known({arguments})\n"
    )
    check.click()
    judged(page, "right")


@pytest.mark.parametrize("width", few([390, 1440, 1024]))
def test_what_is_picked_for_a_sheet_stays_in_sight_while_one_picks(course, width):
    page = course("section=sheet", width=width)
    last = page.locator(".pick").last
    last.scroll_into_view_if_needed()
    last.click()
    page.locator(".draft-order li").wait_for()
    kept = page.locator(".draft-order li" if width >= 1000 else ".shelf-picked")
    expect(kept).to_be_in_viewport()
    expect(page.locator(".shelf-picked")).to_contain_text("1 exercise, ")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
