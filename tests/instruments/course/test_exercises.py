"""Every exercise over 1,000 variants: its key is finite, in its range and what the registered equation gives; its texts tell no answer."""

import inspect
import math
import re

import numpy as np
import pytest

from formulas.registry import get
from instruments.course import function, setting
from instruments.course.answer import read, said
from instruments.course.exercise import KINDS, TOPICS, ChoicePart, FunctionPart, InstrumentPart, NumberPart, RowStep
from instruments.course.given import factor
from instruments.course.loading import exercises
from instruments.course.variant import Variant
from instruments.frame.discovery import instruments
from instruments.quantities.numbers import write_number
from tests.few import few

EVERY = list(exercises())
VARIANTS, FEW = 1000, 40
NUMBERS = [(each.id, part.id) for each in exercises().values() for part in each.parts if isinstance(part, NumberPart)]
SETTINGS = [(each.id, part.id) for each in exercises().values() for part in each.parts if isinstance(part, InstrumentPart)]
FUNCTIONS = [(each.id, part.id) for each in exercises().values() for part in each.parts if isinstance(part, FunctionPart)]
PICKED = [(each.id, part.id) for each in exercises().values() for part in each.parts if isinstance(part, ChoicePart) and part.pick]


def part_of(name, part):
    return next(each for each in exercises()[name].parts if each.id == part)


def variants(name, count=VARIANTS):
    return (Variant(exercises()[name], f"student {number}") for number in range(count))


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
    assert Variant(exercises()[name], "").key(part) == pytest.approx(key, rel=tolerance)


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
    assert Variant(exercises()[name], "").key(part) == pytest.approx(key, rel=tolerance)


@pytest.mark.parametrize(("name", "part"), NUMBERS)
def test_keys_are_finite_and_in_their_range(name, part):
    assert_finite_and_in_range(name, part, VARIANTS // 10)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "part"), NUMBERS)
def test_keys_of_a_thousand_students_are_finite_and_in_their_range(name, part):
    assert_finite_and_in_range(name, part, VARIANTS)


def assert_finite_and_in_range(name, part, count):
    spec = part_of(name, part)
    low, high = spec.range
    several = len({str(each.given) for each in (Variant(exercises()[name], f"student {n}").values for n in range(20))}) > 1
    keys = [each.key(part) for each in variants(name, count if several else 3)]
    assert all(math.isfinite(key) for key in keys)
    assert low <= min(keys) <= max(keys) <= high
    assert high / max(keys) < 1000, "a range that is far too wide holds nothing"


@pytest.mark.parametrize(("name", "part"), few(NUMBERS, *NUMBERS[::4]))
def test_keys_are_what_the_registered_equations_and_the_instruments_give(name, part):
    """All variants at once, as arrays put into the equations; of what an instrument says one after the other, for some of them."""
    exercise, spec = exercises()[name], part_of(name, part)
    of_rows = any(isinstance(each, RowStep) for each in exercise.steps.values())
    count = FEW if of_rows else VARIANTS
    drawn = [each.values.given for each in variants(name, count)]
    # In rows of one number each, so that a list of scores is one row of several.
    table = {
        given.name: (np.array([np.atleast_1d(each[given.name]) for each in drawn]), given.unit)
        for given in exercise.given.values() if given.unit
    }  # fmt: skip
    for step, each in exercise.steps.items():
        table[step] = row_of(each, drawn, table) if isinstance(each, RowStep) else value_of(each, table)
    values, unit = table[(spec.answer.times or [spec.answer.step])[0]]
    if spec.answer.times:
        below, its_unit = table[spec.answer.times[1]]
        values, unit = values / (below * scale(its_unit, unit)), "1"
    expected = np.broadcast_to(np.reshape(values, (len(values), -1))[:, spec.answer.at or 0], count) * scale(unit, spec.unit)
    assert [each.key(part) for each in variants(name, count)] == pytest.approx(expected, rel=1e-9)


def value_of(step, table):
    """An equation's values; of several scores at a time one variant after the other, for they are one argument."""
    equation = get(step.formula)
    units = {argument.name: argument.unit for argument in equation.arguments}
    arguments = {name: taken(value, units[name], table) for name, value in step.arguments.items()}
    if all(np.ndim(each) == 0 or each.shape[-1] == 1 for each in arguments.values()):
        return np.atleast_2d(
            np.asarray(equation.function(**{name: one(each) for name, each in arguments.items()})).T
        ).T, equation.result.unit
    count = max(len(each) for each in arguments.values() if np.ndim(each))
    rows = [
        equation.function(**{name: each if np.ndim(each) == 0 else each[at] if each.shape[-1] > 1 else each[at, 0]
                             for name, each in arguments.items()})
        for at in range(count)
    ]  # fmt: skip
    return np.array(rows), equation.result.unit


def one(argument):
    return argument if np.ndim(argument) == 0 else argument[:, 0]


def row_of(step, drawn, table):
    """What an instrument of its own says for each variant."""
    model = instruments()[step.instrument].model_class()
    rows = []
    for at, given in enumerate(drawn):
        put = {name: input_of(value, at, given, table) for name, value in step.inputs.items()}
        rows.append([model(**put).result.figures[step.row].value])
    return np.array(rows, dtype=float), model().result.rows[step.row].unit


def input_of(value, at, given, table):
    if value in table:
        values = table[value][0]
        return float(values[min(at, len(values) - 1), 0])
    return given[value].id if value in given else value


def taken(value, wanted, table):
    if not isinstance(value, str):
        return value
    values, unit = table[value]
    return values * scale(unit, wanted)


def scale(unit, wanted):
    found = None if unit == wanted else factor(unit, wanted)
    return 1.0 if found is None else 10.0**found.exponent * found.ratio


@pytest.mark.parametrize("name", ["temperature-of-a-draw"])
def test_one_element_is_what_it_is_of(name):
    for variant in variants(name, 5):
        scores = np.array(variant.values.given["scores"]) / variant.values.given["temperature"]
        assert variant.key("first") == pytest.approx(100 * np.exp(scores[0]) / np.exp(scores).sum())


# A number as a prompt states it, with up to three words behind it that may be its unit.
STATED = re.compile(
    r"(?<![\w.^-])\d[\d,]*(?:\.\d+)?(?:\s\N{MULTIPLICATION SIGN}\s10[\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}\N{SUPERSCRIPT ONE}"
    r"\N{SUPERSCRIPT ZERO}\N{SUPERSCRIPT FOUR}-\N{SUPERSCRIPT NINE}]+)?(?:\s[A-Za-z%][\w%/-]*){0,3}"
)


def stated_in(variant):
    texts = [variant.prompt, variant.passage]
    texts += [text for part in variant.parts.values() for text in (part.prompt, *part.hints, *(option for _, option in part.options))]
    return {found for text in texts for found in STATED.findall(text.plain())}


def states(said, key, unit):
    """Whether what a text says is that key, to three digits; by the reader of answers, with as many of its words as make a unit."""
    words = said.split()
    for count in range(len(words), 0, -1):
        try:
            found = read(" ".join(words[:count]), unit)
        except ValueError:
            continue
        return bool(found.unit or unit == "1") and f"{found.value:.2e}" == f"{key:.2e}"
    return False


@pytest.mark.slow
def test_no_text_states_the_key_of_another_exercise():
    """To three digits, as far as a key has three: eight cards are eight cards everywhere."""
    keys = [(name, Variant(exercises()[name], "").key(part), part_of(name, part).unit) for name, part in NUMBERS]
    telling = [(name, key, unit) for name, key, unit in keys if len(f"{key:.2e}".partition("e")[0].replace(".", "").rstrip("0")) == 3]
    assert len(telling) > len(keys) / 2
    told = [
        (each, said, name)
        for each in EVERY for said in stated_in(Variant(exercises()[each], ""))
        for name, key, unit in telling if name != each and states(said, key, unit)
    ]  # fmt: skip
    assert told == [], "give one of the two another value"


def test_a_text_that_states_a_key_is_found():
    assert states("6.24 M h of card", 6241495.96, "card-hours")
    assert not states("6.25 M h of card", 6241495.96, "card-hours")
    assert states("51.5 GB and", 51.5396, "GB")


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


@pytest.mark.parametrize(("name", "part"), few(NUMBERS, *NUMBERS[1::4]))
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
    variant = Variant(exercises()[name], "a student")
    key, unit = variant.key(part), variant.parts[part].unit
    judged = variant.judge(part, f"{(key or 1) * 3.7!r}")
    assert not judged.right
    assert judged.accepted == ""
    assert said(key, unit, 3) not in judged.sentence


@pytest.mark.parametrize("name", EVERY)
def test_texts_have_every_value_and_no_answer(name):
    variant = Variant(exercises()[name], "another student")
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
    expected = function.expected(spec, Variant(exercises()[name], "a").parts[part].argument_lists)
    assert max(expected) > 3 * min(expected)


def test_the_files_of_later_instruments_are_found_in_their_own_folders():
    assert {each.owner for each in exercises().values()} >= {"course"}


def test_places_are_an_order():
    places = [each.place for each in exercises().values()]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
