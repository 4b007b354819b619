"""Every exercise over 1,000 variants: its key is finite, in its range and what the registered equation gives; its texts tell no answer."""

import inspect
import math

import numpy as np
import pytest

from formulas.registry import get
from instruments.course import function, setting
from instruments.course.answer import said
from instruments.course.exercise import KINDS, TOPICS, ChoicePart, FormulaStep, FunctionPart, InstrumentPart, NumberPart
from instruments.course.given import factor
from instruments.course.loading import exercises
from instruments.numbers import write_number

EVERY = list(exercises())
VARIANTS = 1000
NUMBERS = [(each.id, part.id) for each in exercises().values() for part in each.parts if isinstance(part, NumberPart)]
SETTINGS = [(each.id, part.id) for each in exercises().values() for part in each.parts if isinstance(part, InstrumentPart)]
FUNCTIONS = [(each.id, part.id) for each in exercises().values() for part in each.parts if isinstance(part, FunctionPart)]
PICKED = [(each.id, part.id) for each in exercises().values() for part in each.parts if isinstance(part, ChoicePart) and part.pick]


def part_of(name, part):
    return next(each for each in exercises()[name].parts if each.id == part)


def variants(name, count=VARIANTS):
    return (exercises()[name].draw(f"student {number}") for number in range(count))


def test_there_are_as_many_as_a_term_needs(tell):
    kinds = [each.kind for each in exercises().values()]
    assert len(EVERY) >= 34
    assert kinds.count("slip") >= 8
    assert set(kinds) == set(KINDS)
    assert {topic for each in exercises().values() for topic in each.topics} == set(TOPICS)
    counted = ", ".join(f"{kinds.count(kind)} {name.lower()}" for kind, name in KINDS.items())
    tell(f"{len(EVERY)} exercises ({counted}), the keys of their {len(NUMBERS)} numbers over {VARIANTS:,} variants each")


@pytest.mark.parametrize(
    ("name", "part", "key", "tolerance"),
    [
        ("six-per-token", "compute", 2.4e23, 1e-9),
        ("decode-ceiling", "ceiling", 33.5, 1e-9),
        ("hours-and-bill", "hours", 6.24e6, 0.001),
        ("hours-and-bill", "cost", 12.5e6, 0.002),
        ("cache-of-one-user", "per-token", 393216, 1e-9),
        ("cache-of-one-user", "cache", 51.5, 0.001),
    ],
)
def test_without_a_seed_the_four_of_the_source_have_its_answers(name, part, key, tolerance):
    """The Full Stack 2026, capstone C.2 and C.3."""
    assert exercises()[name].draw("").key(part) == pytest.approx(key, rel=tolerance)


@pytest.mark.parametrize(
    ("name", "part", "key", "tolerance"),
    [
        # DeepSeek-V3's latent: 576 numbers in 61 layers at two bytes (its report, section 2.1.1).
        ("one-latent-for-all", "latent", 70272, 1e-9),
        # ZeRO, figure 1: 120 GB for 7.5 billion parameters, 16.6 GB at stage 2 and 1.9 GB at stage 3 over 64 cards.
        ("sixteen-bytes-per-parameter", "all", 120, 1e-6),
        ("stages-of-zero", "second", 16.6, 0.005),
        ("sixteen-bytes-per-parameter", "sharded", 1.9, 0.02),
        # LLaMA 7B as its authors count it, 36 MWh (table 15).
        ("slip-boards-alone", "right", 36, 0.02),
        # Llama 3 8B took 7.2e23 FLOP; the preset that is named after it comes out at 24 billion parameters.
        ("slip-economics-of-a-preset", "compute", 7.2e23, 0.01),
        ("slip-economics-of-a-preset", "designed", 24e9, 0.02),
        # The refit puts Chinchilla's budget at about 18 tokens per parameter, the printed constants at 93.
        ("slip-rounded-law", "right", 18, 0.05),
        ("slip-rounded-law", "size", 93 / 18, 0.05),
        # GPT-3 has 175 billion.
        ("twelve-layers-width-squared", "parameters", 175e9, 0.01),
        # MXFP4 is 4.25 bits per weight (OCP Microscaling, section 5).
        ("bits-with-their-scale", "bits", 4.25, 1e-9),
    ],
)
def test_stated_values_give_what_was_published(name, part, key, tolerance):
    assert exercises()[name].draw("").key(part) == pytest.approx(key, rel=tolerance)


@pytest.mark.parametrize(("name", "part"), NUMBERS)
def test_keys_are_finite_and_in_their_range(name, part):
    spec = part_of(name, part)
    low, high = spec.range
    several = len({str(each.given) for each in (exercises()[name].draw(f"student {n}").values for n in range(20))}) > 1
    keys = [each.key(part) for each in variants(name, VARIANTS if several else 3)]
    assert all(math.isfinite(key) for key in keys)
    assert low <= min(keys) <= max(keys) <= high
    assert high / max(keys) < 1000, "a range that is far too wide holds nothing"


def by_equations(name, part):
    """Whether every step is an equation's, and the answer is one of them: the others are compared one by one, below."""
    steps, answer = exercises()[name].steps.values(), part_of(name, part).answer
    return answer.step and answer.at is None and all(isinstance(each, FormulaStep) for each in steps)


@pytest.mark.parametrize(("name", "part"), [each for each in NUMBERS if by_equations(*each)])
def test_keys_are_what_the_registered_equation_gives(name, part):
    """Arrays of all variants, put into the equations one after the other, instead of one variant at a time."""
    exercise, spec = exercises()[name], part_of(name, part)
    drawn = [each.values.given for each in variants(name)]
    table = {}
    for given in exercise.given.values():
        if given.unit:
            table[given.name] = (np.array([each[given.name] for each in drawn]), given.unit)
    for step, each in exercise.steps.items():
        equation = get(each.formula)
        units = {argument.name: argument.unit for argument in equation.arguments}
        arguments = {name: taken(value, units[name], table) for name, value in each.arguments.items()}
        table[step] = (equation.function(**arguments), equation.result.unit)
    values, unit = table[spec.answer.step]
    expected = np.broadcast_to(values, len(drawn)) * scale(unit, spec.unit)
    assert [each.key(part) for each in variants(name)] == pytest.approx(expected, rel=1e-9)


def taken(value, wanted, table):
    if not isinstance(value, str):
        return value
    values, unit = table[value]
    return values * scale(unit, wanted)


def scale(unit, wanted):
    found = None if unit == wanted else factor(unit, wanted)
    return 1.0 if found is None else 10.0**found.exponent * found.ratio


@pytest.mark.parametrize("name", ["slip-economics-of-a-preset", "temperature-of-a-draw"])
def test_an_instruments_row_and_one_element_are_what_they_are_of(name):
    for variant in variants(name, 5):
        if name == "temperature-of-a-draw":
            scores = np.array(variant.values.given["scores"]) / variant.values.given["temperature"]
            assert variant.key("first") == pytest.approx(100 * np.exp(scores[0]) / np.exp(scores).sum())
        else:
            from instruments.forge.model import Forge

            result = Forge(training_compute=10**24.3, overtraining=32).result
            assert variant.key("designed") == pytest.approx(result.figures["total_parameters"].value)


NOTATIONS = (
    lambda key, unit: f"{key!r} {unit}",
    lambda key, unit: f"{key:.4e}",
    lambda key, unit: f"{key:.4e} {unit}".replace(".", ","),
    lambda key, unit: f"{key:.4e} {unit}".replace("e+", " \N{MULTIPLICATION SIGN} 10^").replace("e-", " \N{MULTIPLICATION SIGN} 10^-"),
    lambda key, unit: f"about {key:.4e}",
    lambda key, unit: said(key, unit),
    lambda key, unit: f"{key:,.6f}" if 1 <= key < 1e15 else write_number(key),
    lambda key, unit: f"{key / 1e6!r} million {unit}" if unit in ("USD", "tokens", "cards", "parameters", "card-hours") else f"{key!r}",
)  # fmt: skip


@pytest.mark.parametrize(("name", "part"), NUMBERS)
def test_the_key_is_accepted_in_every_notation_and_ten_times_it_is_not(name, part):
    accepted_as_written(name, part, 40)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "part"), NUMBERS)
def test_every_key_is_accepted_in_every_notation_and_ten_times_it_is_not(name, part):
    accepted_as_written(name, part, VARIANTS)


def accepted_as_written(name, part, count):
    spec = part_of(name, part)
    for variant in variants(name, count):
        key, unit = variant.key(part), "" if spec.unit == "1" else spec.unit
        texts = [notation(key, unit or "1").removesuffix(" 1") for notation in NOTATIONS]
        assert {text: variant.judge(part, text).verdict for text in texts if rounds_to(text, key)} == {
            text: "right" for text in texts if rounds_to(text, key)
        }
        for times in (10, 1 / 10, 1000):
            if key:
                judged = variant.judge(part, f"{key * times!r} {unit}".strip())
                assert not judged.right
                assert judged.verdict in ("power", "wrong", "unit"), judged


def rounds_to(text, key):
    """Whether a notation keeps the digits that a count needs, which must be exact."""
    return float(key) != int(key) or abs(key) < 1e4 or "e" not in text


@pytest.mark.parametrize(("name", "part"), NUMBERS)
def test_what_is_judged_wrong_tells_no_key(name, part):
    variant = exercises()[name].draw("a student")
    key, unit = variant.key(part), variant.parts[part].unit
    judged = variant.judge(part, f"{(key or 1) * 3.7!r}")
    assert not judged.right
    assert judged.accepted == ""
    assert said(key, unit, 3) not in judged.sentence


@pytest.mark.parametrize("name", EVERY)
def test_texts_have_every_value_and_no_answer(name):
    variant = exercises()[name].draw("another student")
    for text in (variant.prompt, variant.passage, *(p.prompt for p in variant.parts.values())):
        assert not [piece for pieces in text.paragraphs for piece in pieces if piece.kind == "text" and set(piece.text) & set("{}\\«»")]
        assert "\N{EM DASH}" not in text.plain()
        assert "nan" not in text.plain().split()
    for part in variant.parts.values():
        assert part.kind != "number" or part.hints, "a hint at least"
        revealed = variant.reveal(part.id)
        assert revealed.answer
        assert revealed.html.count("<") == revealed.html.count(">")


@pytest.mark.parametrize(("name", "part"), PICKED)
def test_the_option_that_is_right_is_right_by_far(name, part):
    spec = part_of(name, part)
    for variant in variants(name, 300):
        first, second, *_ = sorted((float(variant.values.number(each.step)) for each in spec.options), reverse=spec.pick == "largest")
        assert abs(math.log(first / second)) > math.log(1.05)


@pytest.mark.parametrize(("name", "part"), SETTINGS)
def test_an_instrument_opens_unsolved_and_has_a_solution(name, part):
    for variant in variants(name, 6):
        assert variant.judge(part, variant.parts[part].start).verdict == "wrong"
        solved = variant.judge(part, setting.solution(part_of(name, part), variant.values))
        assert solved.right, solved.conditions


@pytest.mark.parametrize(("name", "part"), FUNCTIONS)
def test_a_function_is_tried_on_inputs_that_differ_and_judged_by_the_equation(name, part):
    spec = part_of(name, part)
    for variant in variants(name, 20):
        lists = variant.parts[part].argument_lists
        assert len(set(lists)) == len(lists)
        expected = function.expected(spec, lists)
        assert all(math.isfinite(value) for value in expected)
        assert variant.judge(part, "", list(expected)).right
        assert not variant.judge(part, "", [value * 1.001 + 1 for value in expected]).right
        code = variant.parts[part].starter
        names = {}
        exec(compile(code, "starter", "exec"), names)  # noqa: S102 - our own text
        assert list(inspect.signature(names[spec.function]).parameters) == [each.name for each in spec.parameters]


@pytest.mark.parametrize(("name", "part"), FUNCTIONS)
def test_a_constant_is_no_solution_of_a_function(name, part):
    """Values that hardly differ would let a guess pass."""
    spec = part_of(name, part)
    expected = function.expected(spec, exercises()[name].draw("a").parts[part].argument_lists)
    assert max(expected) > 3 * min(expected)


def test_the_files_of_later_instruments_are_found_in_their_own_folders():
    assert {each.owner for each in exercises().values()} >= {"course"}


def test_places_are_an_order():
    places = [each.place for each in exercises().values()]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
