"""Numbers as Python: the code gives back, digit for digit, what the page shows."""

import contextlib
import io
import random
import subprocess
import sys
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formulas import capacity, energy, training
from formulas.catalogue import accelerators
from formulas.equation_code import bodies
from formulas.registry import equations
from formulas.steps import Chain, Step
from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from instruments.forge.presets import presets
from instruments.frame import code
from instruments.frame.code import design_code, equation_code
from instruments.journey.cost import bridge
from instruments.journey.model import Journey
from instruments.journey.view_cost import steps_of
from instruments.quantities.text import handed_over
from tests import example as frames_own
from tests.every import every
from tests.instruments.forge.designs import possible_values
from tests.latex.samples import samples

DESIGNS = {name: Forge(**entry.values) for name, entry in presets().items()}
SOME = {"as it comes": Forge(), "no price": Forge(training_accelerator="tpu-v7", accelerator="tpu-v7"), **DESIGNS}


def ran(text: str) -> tuple[list[str], dict[str, object]]:
    """What a program prints, by line, and the names that it leaves."""
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(text, "a cell", "exec"), names)  # noqa: S102 - the code is what is tested
    return out.getvalue().splitlines(), names


def printed(line: str) -> float:
    return handed_over(float(line.split()[0]))


def reproduces(forge: Forge) -> None:
    lines, names = ran(design_code(forge))
    made = names["forge"]
    assert made.values == forge.values
    for name, figure in forge.result.figures.items():
        assert made.result.figures[name].value == figure.value, name
    # As the page shows it: every row by its label, then the verdict and what counts for nothing.
    for line, figure in zip(lines, forge.result.figures.values(), strict=False):
        label, shown = line[:28].rstrip(), line[30:]
        assert (label, shown) == (figure.row.label, str(figure.shown))
    assert lines[len(FIELDS) :] == list(forge.result.lines)


@pytest.mark.parametrize("forge", DESIGNS.values(), ids=DESIGNS)
def test_the_code_of_a_preset_gives_its_dossier(forge):
    reproduces(forge)


@given(st.integers(0, 10**9), st.booleans())
def test_the_code_of_any_design_gives_its_dossier(seed, extreme):
    reproduces(Forge(**possible_values(random.Random(seed), extreme=extreme)))


def follows(step: Step, cited: Mapping = {}) -> None:
    """The code of a step gives its number: by the formula, and by the lines that stand below for a reader to change."""
    text = equation_code(step, cited)
    unknown = [name for name, value in step.arguments.items() if np.isnan(value)]
    if unknown:
        assert f"\n{unknown[0]} = float(\"nan\")" in text
        assert "not known: put a number here" in text
        with pytest.raises(ValueError, match=unknown[0]):
            ran(text)
        return
    lines, _ = ran(text)
    by_formula = handed_over(float(step.equation.function(**step.arguments)))
    unit = step.equation.result.unit
    assert [printed(line) for line in lines] == [by_formula] * (2 if step.equation.id in bodies() else 1)
    assert all(line.partition(" ")[2] == ("" if unit == "1" else unit) for line in lines)
    assert ("does not follow this rule" in text) == (handed_over(float(step.value)) != by_formula)


@pytest.mark.parametrize("forge", SOME.values(), ids=SOME)
def test_the_code_of_every_step_gives_its_number(forge):
    for name, step in forge.result.chain.items():
        if step.equation:
            follows(step, forge.result.cited(name))


@pytest.mark.slow
@given(st.integers(0, 10**9))
def test_the_code_of_any_row_gives_its_number(seed):
    result = Forge(**possible_values(random.Random(seed))).result
    for name, figure in result.figures.items():
        follows(figure.step, result.cited(name))
        if (value := figure.value) is not None and name != "cards_per_replica":
            assert printed(ran(equation_code(figure.step))[0][0]) == value


def test_the_code_of_the_journeys_cost_gives_its_numbers():
    found = bridge(12, Forge().result)
    steps = [step for stage in found.scaled.stages for step in steps_of(stage, found).values()]
    assert len(steps) == 10
    for step in steps:
        follows(step)


@every("name", bodies())
def test_the_lines_to_change_compute_what_the_function_does(name):
    entry = equations()[name]
    body = "\n".join(f"    {line}" for line in bodies()[name].splitlines())
    _, names = ran(f"import numpy as np\ndef own({', '.join(each.name for each in entry.arguments)}):\n{body}")
    for sample in samples(entry, 20):
        found, wanted = names["own"](**sample.arguments), entry.function(**sample.arguments)
        np.testing.assert_allclose(np.asarray(found, float), np.asarray(wanted, float), rtol=1e-12)


def test_any_instrument_has_its_code():
    with frames_own.found_too():
        from instruments.overlap.model import Overlap

        model = Overlap(devices=8)
        lines, names = ran(design_code(model))
        assert names["overlap"].result.figures["reduce_time"].value == model.result.figures["reduce_time"].value
        assert len(lines) == len(model.result.rows)
        for figure in model.result.figures.values():
            assert printed(ran(equation_code(figure.step))[0][0]) == figure.value


@pytest.mark.parametrize("greedy", [True, False])
def test_a_journey_goes_the_same_way_again(greedy):
    journey = Journey(prompt='the robot sang "bip zap la mo"', greedy=greedy, seed=7)
    for _ in range(5):
        journey.step_token()
    lines, _ = ran(design_code(journey))
    assert lines == [journey.told]
    assert journey.told.count(" ") > 6


def test_what_it_looks_like():
    forge = Forge(training_compute=10**25.5, architecture="moe", accelerator="b200", cards=8, serving_price=2)
    assert design_code(forge) == """\
from instruments.forge.model import Forge

forge = Forge(
    training_compute=10**25.5,  # FLOP
    architecture="moe",  # Mixture of experts
    accelerator="b200",  # NVIDIA B200 SXM
    serving_price=2,  # USD per card-hour
    cards=8,
)
for figure in forge.result.figures.values():
    print(f"{figure.row.label:28}  {figure.shown}")
for line in forge.result.lines:
    print(line)
"""
    card = accelerators()["h100-sxm"]
    step = Forge().result.figures["training_gpu_hours"].step
    assert equation_code(step, Forge().result.cited("training_gpu_hours")) == f"""\
# Accelerator-hours that a compute budget takes at a model FLOPs utilisation.
# Source: Chowdhery et al. 2022, appendix B.

from formulas.training import accelerator_hours

compute = 1e25  # FLOP
peak = 9.89e14  # FLOP/s; {card.name}, NVIDIA 2022
utilisation = 0.45

hours = accelerator_hours(compute, peak, utilisation)
print(hours, "h")

# The same, written out for you to change:
hours = compute / (utilisation * peak * 3600)
print(hours, "h")
"""


def test_a_design_as_it_comes_is_the_shortest():
    assert "\nforge = Forge()\n" in design_code(Forge())


def test_a_rule_that_the_design_does_not_follow_is_told():
    text = equation_code(Forge(cards=16).result.figures["cards_per_replica"].step)
    assert "# The design does not follow this rule: it sets 16 cards itself.\n" in text
    assert printed(ran(text)[0][0]) == 3


def test_arrays_and_arguments_out_of_order_are_passed_by_name():
    chain = Chain()
    chain.step("hours", training.accelerator_hours, utilisation=0.5, compute=np.array([1e24, 1e25]), peak=1e15)
    text = equation_code(chain["hours"])
    assert "accelerator_hours(utilisation=utilisation, compute=compute, peak=peak)" in text
    assert "compute = np.array([1e24, 1e25])  # FLOP\n" in text
    np.testing.assert_array_equal(ran(text)[1]["hours"], chain.hours)


def test_an_argument_that_is_left_out_stays_out():
    step = Step(training.training_attention_flop.equation, {"layers": 96, "attention_width": 12288, "sequence": 2048, "tokens": 3e11}, 1.0)
    assert "visible = " not in equation_code(step).partition("# The same")[0]


@given(st.floats())
@example(10**25.5)
@example(-0.0)
def test_a_number_is_read_back_as_it_was(value):
    read = eval(code._written(value), {})  # noqa: S307 - what was written is what is tested
    assert read == value or np.isnan(value)
    assert len(code._written(value)) <= len(repr(value)) + len('float("")')


@given(st.text() | st.text(alphabet="'\"\\\n x"))
@example("a\ud800b")
def test_a_text_is_read_back_as_it_was(text):
    assert eval(code._text(text)) == text  # noqa: S307 - what was written is what is tested


@pytest.mark.host
def test_it_is_python_that_a_student_may_read(tmp_path):
    """Sorted imports, no unused name, no line that runs off the page, nothing that a linter would say of a program of their own."""
    for name, forge in SOME.items():
        texts = {"design": design_code(forge)}
        texts |= {row: equation_code(figure.step, forge.result.cited(row)) for row, figure in forge.result.figures.items()}
        for row, text in texts.items():
            (tmp_path / f"{name.replace(' ', '_')}_{row}.py").write_text(text, "utf-8")
    rules = "line-length = 110\nlint.select = ['A', 'E', 'F', 'I', 'N', 'UP', 'W']\nlint.isort.known-first-party = ['formulas']\n"
    (tmp_path / "ruff.toml").write_text(rules)
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.host
def test_nothing_of_it_is_imported_before_it_is_asked_for():
    asked = "page.views['forge'].actions['code'].press('training_cost')"
    program = (
        "import sys; from app.page import Page; page = Page('forge'); page.views['forge'].model.assign(training_compute=1e24)\n"
        "page.views['forge'].opened.opened = ['training_cost']\n"
        "named = lambda: {'instruments.frame.code', 'formulas.equation_code'} & set(sys.modules)\n"
        f"print(len(named())); {asked}; print(len(named()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "2"]


def test_no_argument_is_called_as_something_that_the_code_needs():
    for entry in equations().values():
        names = [each.name for each in entry.arguments]
        assert "np" not in names
        assert entry.function.__name__ not in names
        assert code._result_name(entry) not in names


def test_the_steps_of_a_step_that_knows_nothing_say_so():
    chain = Chain()
    chain.step_if_known("bill", energy.electricity_cost, "energy_kwh", energy_kwh=np.nan, price=0.08)
    follows(chain["bill"])
    assert capacity.cards_per_replica.equation.id in bodies()


def test_what_follows_an_argument_that_goes_by_its_name_goes_by_its_own():
    """Python takes nothing by place after it: here the second argument is given first."""
    chain = Chain()
    chain.step("energy", energy.training_energy_kwh, power=700.0, accelerator_hours=2.0, draw=1.0, pue=1.1)
    _, names = ran(equation_code(chain["energy"]))
    assert names["energy_kwh"] == pytest.approx(1.54)
