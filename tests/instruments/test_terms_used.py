"""Whatever a reader meets is defined: labels, rows, symbols, units, marks, abbreviations."""

import ast
import json
import re
from html import unescape
from pathlib import Path

import pytest

from app.page import Page
from formulas.bibliography import bibliography
from formulas.catalogue import accelerators, grids, models
from formulas.constraints import CONSTRAINTS
from formulas.model.forms import caches, checkpoints
from formulas.model.public import public
from formulas.registry import equations
from formulas.reliability.published import runs
from formulas.scaling import LAWS
from instruments.frame.discovery import instruments
from instruments.frame.glossary import glossary
from instruments.frame.inputs import inputs
from instruments.frame.result import Result
from instruments.prose.words import FILES, marked, term_of
from tests import example

ROOT = Path(__file__).parents[2]
EVERY = [*instruments(), example.ID]
PREFIXES = "kMGTPEZY"
ABBREVIATION = re.compile(r"(?<![\w.#&/-])(?=\w*[A-Z]\w*[A-Z])[A-Za-z]\w*(?:-\w+)*")
# The names of what is plotted, saved and typed, not of what is computed: signs of the page and of Python.
OF_THE_PAGE = {"UTF-8"}


@pytest.fixture(autouse=True)
def _found():
    with example.found_too():
        yield


def labels(name):
    """What an instrument calls the inputs and the rows that it shows, with the units beside them."""
    model = instruments()[name].model_class()
    result = model().result
    for each in (each for each in inputs(model).values() if each.about.shown):
        yield from ((text, each.about.unit) for text in (each.label, each.about.short) if text)
    if isinstance(result, Result):
        yield from ((row.label, row.spoken_unit) for row in result.rows.values())


@pytest.mark.parametrize("name", EVERY)
def test_every_label_and_row_is_a_term_that_names_the_instrument(name):
    undefined = [text for text, _ in labels(name) if not term_of(text)]
    assert undefined == [], "define them, or let a term have them in `also`"
    silent = {term_of(text) for text, _ in labels(name) if name not in glossary()[term_of(text)].instruments }
    assert silent == set(), f"list them in `uses` of instruments/{name}/terms.json"


@pytest.mark.parametrize("name", EVERY)
def test_every_unit_beside_a_number_is_a_term(name):
    assert [part for _, unit in labels(name) for part in glossary().undefined_units(unit)] == []


def test_every_symbol_of_every_equation_means_a_term_and_has_its_unit_defined():
    every = [(name, quantity) for name, entry in equations().items() for quantity in (*entry.arguments, entry.result)]
    assert len(every) > 200
    assert [f"{name}.{quantity.name}" for name, quantity in every if glossary().of_quantity(name, quantity.name) is None] == []
    assert {part for _, quantity in every for part in glossary().undefined_units(quantity.unit)} == set()


def test_a_symbol_is_measured_in_what_its_term_is():
    """Else it is the meaning of something else."""
    wrong = []
    for name, entry in equations().items():
        for quantity in (*entry.arguments, entry.result):
            term = glossary().of_quantity(name, quantity.name)
            if term.unit and {term.unit, quantity.unit} - {"1"} and term.unit != quantity.unit and "1" not in (term.unit, quantity.unit):
                wrong.append(f"{name}.{quantity.name} in {quantity.unit}: {term.name} in {term.unit}")
    assert wrong == []


def test_no_term_is_claimed_for_a_quantity_that_another_claim_hides():
    used = {f"{name}.{each.name}" for name, entry in equations().items() for each in (*entry.arguments, entry.result)}
    own = {claim for term in glossary() for claim in term.quantities}
    idle = [claim for claim in own - used if not any(key.endswith(f".{claim}") and key not in own for key in used)]
    assert idle == []


MATHS = re.compile(r"\\\((.*?)\\\)", re.DOTALL)
SYMBOL = re.compile(
    r"(?:\\(?:mathrm|text)\{[^{}]*\}|\\[a-zA-Z]+|(?<![\\A-Za-z])[A-Za-z])(?:_(?:\{(?:[^{}]|\{[^{}]*\})*\}|[A-Za-z0-9]))?"
)
# What is done with symbols, how they are set, and the one number that has a letter.
OPERATORS = re.compile(
    r"\\(?:cdot|times|frac|sqrt|log|ln|exp|min|max|sum|ldots|left|right|le|ge|approx|quad|text|lceil|rceil|lfloor|rfloor|big|Big|pi)(?![a-zA-Z])"
)


def symbols_in(text):
    """The symbols of the formulas within a text, without its values."""
    for maths in MATHS.findall(text):
        yield from SYMBOL.findall(OPERATORS.sub(" ", re.sub("«[^»]*»", " ", maths)))


def test_every_symbol_in_an_exercise_is_that_of_an_equation_or_a_term():
    """One sign for one thing: what an exercise writes is what the workings write."""
    known = {each.symbol for entry in equations().values() for each in (*entry.arguments, entry.result)}
    known |= {term.symbol for term in glossary() if term.symbol}
    files = sorted((ROOT / "instruments").glob("*/exercises/*.json"))
    used = {(symbol, path.name) for path in files for text in strings(json.loads(path.read_text("utf-8"))) for symbol in symbols_in(text)}
    assert len(used) > 30
    assert {each for each in used if each[0] not in known} == set()


def test_a_symbol_is_found_with_its_index():
    assert list(symbols_in(r"\(\frac{2 N}{t_{\mathrm{step}}} \cdot «width» \cdot \eta_{a}\) of x")) == [
        "N", r"t_{\mathrm{step}}", r"\eta_{a}",
    ]  # fmt: skip


def texts():
    """Everything that is shown somewhere: pages with their workings, the registry, the catalogues, what scripts of Python say."""
    page = Page()
    for name in instruments():
        page.visit(instruments()[name].route)
        # Names within a program are those of its language.
        html = re.sub(r"<(pre|code|textarea)\b.*?</\1>", " ", page.views[name].html(), flags=re.DOTALL)
        yield name, unescape(re.sub(r"<[^>]+>", " ", html))
        yield name, unescape(" ; ".join(re.findall(r'(?:title|aria-label|placeholder)="([^"]*)"', html)))
    for name, entry in equations().items():
        yield name, " ; ".join([entry.title, entry.validity, entry.slips, entry.band.basis if entry.band else ""])
        yield name, " ; ".join(quantity.meaning for quantity in (*entry.arguments, entry.result))
    for each in CONSTRAINTS:
        yield each.id, f"{each.title} ; {each.basis}"
    for path in sorted((ROOT / "instruments").rglob("*.py")):
        yield path.name, " ; ".join(said(path))
    for path in sorted((ROOT / "instruments").rglob("*.json")):
        if not any(path.match(pattern) for pattern in FILES):
            yield path.name, " ; ".join(strings(json.loads(path.read_text("utf-8"))))


def said(path):
    """The sentences in a module, without its docstrings and its markup."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node) is not None}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs and " " in node.value:
            yield unescape(re.sub(r'<[^>]*>?|\b[\w-]+="[^"]*"?', " ", node.value))


def strings(value):
    """Every text of a JSON file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def proper():
    """Names of products, people and papers: they are nobody's to define."""
    rows = [row for catalogue in (accelerators(), models(), grids(), runs(), checkpoints(), caches()) for row in catalogue.values()]
    named = [name for row in rows for name in (row.name, *row.aliases, getattr(row, "vendor", ""))]
    named += [name for model in public().values() for name in (model.name, model.vendor)]
    cited = [text for source in bibliography().values() for text in (source.authors, source.title, source.venue)]
    every = (*named, *cited, *(law.name for law in LAWS.values()))
    return {word for text in every for pattern in (r"[\w.-]+", r"[\w-]+") for word in re.findall(pattern, text)}


def defined(word):
    """Whether an abbreviation is a term, or a unit with its prefix."""
    return bool(glossary().named(word)) or (word[0] in PREFIXES and glossary().named(word[1:]) is not None)


def test_every_abbreviation_is_a_term():
    # What people write for kW is read, and never shown.
    known = proper() | {part for word in proper() for part in re.split(r"\W", word)} | {"KW"}
    found = {(word, where) for where, text in texts() for word in ABBREVIATION.findall(text)}
    assert len(found) > 100
    assert {(word, where) for word, where in found if word not in known and not defined(word)} == set()


@pytest.mark.parametrize(("word", "expected"), [("GQA", True), ("GB", True), ("YFLOP", True), ("XYZ", False), ("GXYZ", False)])
def test_an_abbreviation_is_defined_by_itself_or_with_its_prefix(word, expected):
    assert defined(word) is expected


def test_every_sentence_that_marks_a_term_marks_one_that_is_defined():
    """As they stand in the source: one that is shown seldom is held too."""
    for path in sorted((ROOT / "instruments").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "marked" and isinstance(node.args[0], ast.Constant):
                marked(node.args[0].value)


def test_every_dfn_is_a_term():
    page = Page()
    for name in instruments():
        page.visit(instruments()[name].route)
        for text in re.findall(r"<dfn>(.*?)</dfn>", page.views[name].html()):
            assert term_of(unescape(re.sub(r"<[^>]+>", "", text))), text


PLAIN = frozenset((Path(__file__).parent / "plain_words.txt").read_text("utf-8").split())
"""Words in small letters that need no definition here: any dictionary has them in the sense in which they are used."""
SMALL = re.compile(r"(?<![\w.#&/\\_{-])(?!data-)[a-z]{3,}(?:-[a-z]+)*(?![\w_(=}]|\.\w)")


def forms(word):
    """A word with and without the ending of a plural."""
    return {word, f"{word}s", word.removesuffix("s"), word.removesuffix("es")}


def words_of_terms():
    """Every word of the name of a term, or of another name that it has."""
    return {word for term in glossary() for name in (term.name, *term.also) for word in re.findall(r"[a-z]+(?:-[a-z]+)*", name.lower())}


def unexplained(words):
    """Which words are neither of a term nor plain English nor a proper name."""
    known = PLAIN | words_of_terms() | {word.lower() for word in proper()}
    return {word for word in words if not forms(word) & known}


def test_every_word_in_small_letters_is_plain_english_or_that_of_a_term():
    found = {word: where for where, text in texts() for word in SMALL.findall(text)}
    assert len(found) > 2000
    strange = {word: found[word] for word in unexplained(found)}
    assert strange == {}, "define it in a terms.json; what any dictionary has in this sense goes into plain_words.txt"


def test_a_technical_word_in_small_letters_is_noticed_and_one_that_is_defined_is_not():
    words = SMALL.findall("the heteroscedastic residuals of a softmax, its eigenvalues and the dropout of two layers")
    assert unexplained(words) == {"heteroscedastic", "eigenvalues"}


def test_no_plain_word_is_the_name_of_a_term():
    names = {name.lower() for term in glossary() for name in (term.name, *term.also)}
    assert PLAIN & names == set()
    assert " ".join(PLAIN) == " ".join(PLAIN).lower()
