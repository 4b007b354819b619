"""What is said about the code is true of the code: equations, parameters, modules."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import param
import pytest

from formulas.bibliography import bibliography
from formulas.registry import equations
from instruments.evidence.working import with_numbers
from tests.every import every

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "instruments", "formulas")
SOURCES = sorted(
    path.relative_to(ROOT)
    for name in (*PACKAGES, "tests", "build.py")
    for path in [ROOT / name, *(ROOT / name).rglob("*.py")]
    if path.is_file()
)
EQUATIONS = [pytest.param(entry, id=name) for name, entry in equations().items()]

# Products and quotients of these are units too ("B/s", "FLOP/token").  SI, plus the words that the field counts in.
UNITS = frozenset(
    """1 bit B FLOP parameter token layer head expert sequence request user operation vector element
    card server rack bank switch port link tier transceiver domain wafer die defect transistor event s h day year m m2 mm mm2 cm2 inch
    V K degC Hz W kW J Wh kWh MWh L
    kg kgCO2e USD nat H100e""".split()  # noqa: SIM905
)
# An argument that picks a named thing rather than measuring one.
KEY = "key"


def known(unit: str) -> bool:
    """Whether a unit is made of known ones."""
    return unit == KEY or all(factor in UNITS for factor in re.split(r"[/·]", unit))


def test_no_two_equations_and_no_two_classes_of_formulas_have_one_name():
    trees = [ast.parse((ROOT / path).read_text("utf-8")) for path in SOURCES if path.parts[0] == "formulas"]
    names = [entry.function.__name__ for entry in equations().values()]
    names += [node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    assert [name for name in sorted(set(names)) if names.count(name) > 1] == []


@every("entry", EQUATIONS)
def test_sizes_of_a_model_are_called_as_inputs_and_catalogues_call_them(entry):
    others = {"width": "d_model", "hidden": "d_ff", "hidden_size": "d_model", "intermediate_size": "d_ff", "n_layers": "layers"}
    assert [name for name in inspect.signature(entry.function).parameters if name in others] == []


@every("entry", EQUATIONS)
def test_docstring_lists_the_arguments_of_the_signature(entry):
    assert [argument.name for argument in entry.arguments] == list(inspect.signature(entry.function).parameters)


@every("entry", EQUATIONS)
def test_every_quantity_has_a_known_unit_and_a_meaning(entry):
    quantities = [*entry.arguments, entry.result]
    assert [f"{q.name} [{q.unit}]" for q in quantities if not known(q.unit)] == []
    assert [q.name for q in quantities if not q.meaning] == []


@every("entry", EQUATIONS)
def test_slots_name_arguments_that_have_symbols(entry):
    slots = set(re.findall(r"«(.*?)»", entry.latex))
    assert slots <= {argument.name for argument in entry.arguments}
    assert slots <= set(entry.symbols)
    assert "«" not in entry.formula + with_numbers(entry, {})


@every("entry", EQUATIONS)
def test_symbols_name_arguments(entry):
    """Of this equation or, where a module keeps one table of its symbols, of another one in the module."""
    module = entry.function.__module__
    names = {a.name for other in equations().values() if other.function.__module__ == module for a in other.arguments}
    assert set(entry.symbols) <= names


@every("entry", EQUATIONS)
def test_latex_is_balanced(entry):
    for latex in (entry.formula, with_numbers(entry, {a.name: "1" for a in entry.arguments})):
        balanced(latex)


def balanced(latex):
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", latex):
        depth += 1 if brace == "{" else -1
        assert depth >= 0, latex
    assert depth == 0, latex
    assert len(re.findall(r"\\left(?![a-z])", latex)) == len(re.findall(r"\\right(?![a-z])", latex)), latex
    assert len(re.findall(r"\\begin\{", latex)) == len(re.findall(r"\\end\{", latex)), latex


@every("entry", EQUATIONS)
def test_source_is_in_the_bibliography(entry):
    assert entry.source in bibliography()


@every("entry", EQUATIONS)
def test_docstring_has_an_example_and_a_reference(entry):
    doc = inspect.getdoc(entry.function)
    assert ">>> " in doc
    assert re.search(r"^References?\n-+\n\S", doc, re.M)


@every("entry", EQUATIONS)
def test_a_fitted_equation_says_how_far_off_it_is(entry):
    """The band is what a reader may expect, and what the table of predicted against published is held to."""
    assert entry.trust != "calibrated" or (entry.band and (entry.valid or entry.validity))


@every("entry", EQUATIONS)
def test_nothing_exact_has_a_band_or_rests_on_what_has_one(entry):
    """What is true by definition is off by nothing, and what follows from an estimate is one."""
    if entry.trust == "exact":
        assert entry.band is None or (entry.band.low, entry.band.high) == (1, 1)
        assert not entry.rests_on


@every("entry", EQUATIONS)
def test_ranges_are_of_arguments_that_are_numbers(entry):
    assert set(entry.valid) <= {argument.name for argument in entry.arguments if argument.unit != KEY}


@every("source", [pytest.param(source, id=key) for key, source in bibliography().items()])
def test_sources_can_be_followed(source):
    assert source.url.startswith("https://") or (source.venue in ("source course", "measured for this site") and not source.url)
    assert source.title
    assert source.authors


@every("path", SOURCES)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse((ROOT / path).read_text("utf-8")))


@every("path", [path for path in SOURCES if path.parts[0] == "formulas"])
def test_every_public_formula_is_documented(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    assert [n.name for n in public if not ast.get_docstring(n)] == []


# An entry point builds its page when it is imported; it declares nothing of its own.
DECLARING = [
    path
    for path in SOURCES
    if path.parts[0] in {"app", "instruments"} and path.stem != "main"
    if re.search(r"import (param|panel)\b", (ROOT / path).read_text("utf-8"))
]


@every("path", DECLARING)
def test_every_parameter_has_a_doc(path):
    module = importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    defined = [value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == module.__name__]
    declared = [
        (cls, name)
        for cls in defined
        if issubclass(cls, param.Parameterized)
        for name in vars(cls)
        if name in cls.param and name != "name" and not name.startswith("_")
    ]
    assert [f"{cls.__name__}.{name}" for cls, name in declared if not cls.param[name].doc] == []
