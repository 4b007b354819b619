"""A number and the format that it is looked at in, a matrix and how it is quantised, a model and the card that reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formulas.catalogue import accelerators
from formulas.steps import Chain
from instruments.frame.inputs import About, Amount, Count, OneOf, OnlyIf, Switch, Text
from instruments.frame.model import Model
from instruments.frame.relevance import effective
from instruments.precision import study as matrix
from instruments.precision.held import Numbers, numbers, shown
from instruments.precision.result import Findings, add_format, add_matrix, add_model, add_number
from instruments.precision.ruler import DEEPEST, Window
from instruments.precision.study import CHANNEL, GROUPS, NARROW_ONES, SCALED, TENSOR, WHOLE, Study, recipe
from instruments.precision.typed import written
from instruments.precision.weights import NORMAL, TINY, Matrices

_CARDS = {row.name: key for key, row in accelerators().items()}
_GRAINS = {"Whole tensor": TENSOR, "Each channel": CHANNEL} | {f"Groups of {each}": str(each) for each in GROUPS}
_NUMBER = ("number", "layout", "largest", "saturate")


def _hidden(**about: Any) -> About:
    """An input that stands beside the number line instead of in the rail."""
    return About(shown=False, **about)


def _drawn(**about: Any) -> About:
    return About(only_if=OnlyIf("weights", (NORMAL,), about.pop("otherwise")), **about)


class Precision(Model):
    """The number line, the bits, the matrix."""

    called = "the precision"
    fresh = "this is how it begins"

    number = Text(default="0.1", label="Number", doc="Any number, inf, nan, or bits as 0x3C or 0b0011.", about=_hidden())
    layout = OneOf(
        default="e4m3", objects={each.name: name for name, each in shown().items()}, label="Chosen format", doc="Whose bits are shown.",
        about=_hidden(named=lambda: {name: each.names for name, each in shown().items()}),
    )  # fmt: skip
    largest = Amount(
        default=1.0, bounds=(1e-30, 1e30), softbounds=(1e-3, 1e3), label="Largest in its block",
        doc="The largest number that shares its scale, in formats that have one.", about=_hidden(scale="log", hint=""),
    )  # fmt: skip
    saturate = Switch(
        default=False, label="Saturate", doc="What is too large becomes the largest number, not infinity.",
        about=_hidden(),
    )  # fmt: skip
    at = Amount(
        default=0.1, bounds=(-3.5e38, 3.5e38), label="Middle of the window", doc="Where the number line is looked at.", about=_hidden(),
    )  # fmt: skip
    zoom = Amount(
        default=4.75, bounds=(0, DEEPEST), label="Zoom", doc="How often the line is halved: 0 shows all of it.",
        about=_hidden(unit="halvings", scale="linear", fine=0.25, coarse=2.0),
    )  # fmt: skip
    even = Switch(
        default=False, label="Even ruler", doc="Equal room for equal differences instead of for each power of two.", about=_hidden(),
    )  # fmt: skip

    stored = OneOf(
        default="int4", objects={each.name: name for name, each in matrix.stored().items()}, label="Store weights as",
        doc="Fewer bits are smaller and faster to read, and less exact.",
        about=About(named=lambda: {name: each.names for name, each in matrix.stored().items()}),
    )  # fmt: skip
    granularity = OneOf(
        default=TENSOR, objects=_GRAINS, label="One scale for", doc="The fewer weights share a scale, the less one outlier harms.",
        about=About(only_if=OnlyIf("stored", SCALED, TENSOR)),
    )  # fmt: skip
    clip = Amount(
        default=1.0, bounds=(0.02, 1.0), softbounds=(0.05, 1.0), label="Range that is kept",
        doc="Less cuts the largest weights, and makes the steps of all others finer.",
        about=About(scale="linear", fine=0.01, coarse=0.1, only_if=OnlyIf("stored", NARROW_ONES, 1.0)),
    )  # fmt: skip
    rounding = OneOf(
        default="nearest", objects={"Nearest": "nearest", "Stochastic": "stochastic"}, label="Rounding",
        doc="By chance it is right on average, and further off each time.", about=About(segmented=True),
    )  # fmt: skip
    symmetric = Switch(
        default=True, label="Symmetric", doc="Levels around zero; else from the least weight to the largest, with a zero point.",
        about=About(only_if=OnlyIf("stored", WHOLE, True)),
    )  # fmt: skip
    weights = OneOf(
        default=NORMAL, objects={"Drawn at random": NORMAL, "Of the tiny transformer": TINY}, label="Weights",
        doc="A matrix of the tiny transformer is real; it is shipped as INT8 in rows, so that this alone fits it exactly.",
    )  # fmt: skip
    outliers = Amount(
        default=0.001, bounds=(0, 0.05), softbounds=(0, 0.01), label="Outliers", doc="Share of weights far outside of the others.",
        about=_drawn(otherwise=0.0, scale="linear", fine=0.0002, coarse=0.002),
    )  # fmt: skip
    outlier_size = Amount(
        default=12.0, bounds=(1, 1000), softbounds=(1, 100), label="Size of outliers", doc="In standard deviations of the others.",
        about=_drawn(otherwise=1.0, scale="log", fine=0.02),
    )  # fmt: skip
    rows = Count(
        default=64, bounds=(1, 512), softbounds=(8, 256), label="Rows", doc="Output channels of the matrix.",
        about=_drawn(otherwise=96, scale="log2", fine=0.25, group="The matrix", folded=True),
    )  # fmt: skip
    columns = Count(
        default=128, bounds=(1, 512), softbounds=(16, 512), label="Columns", doc="Weights of each row.",
        about=_drawn(otherwise=256, scale="log2", fine=0.25, group="The matrix", folded=True),
    )  # fmt: skip
    seed = Count(
        default=1, bounds=(0, 999_999), label="Seed", doc="Of the weights and of stochastic rounding.",
        about=About(group="The matrix", folded=True),
    )  # fmt: skip
    parameters = Amount(
        default=156e9, bounds=(1e6, 1e14), softbounds=(1e8, 1e13), label="Parameters", doc="Of a model that is stored like this.",
        about=About(scale="log", group="The model", folded=True),
    )  # fmt: skip
    active = Amount(
        default=156e9, bounds=(1e6, 1e14), softbounds=(1e8, 1e13), label="Active parameters", doc="What is read for each token.",
        about=About(scale="log", group="The model", folded=True, within="parameters"),
    )  # fmt: skip
    card = OneOf(
        default="h100-sxm", objects=_CARDS, label="Accelerator", doc="Whose memory is read.",
        about=About(group="The model", folded=True, named=lambda: {key: row.names for key, row in accelerators().items()}),
    )  # fmt: skip

    _last: tuple[tuple, Numbers] | None = None
    _matrices: Matrices | None = None
    _studied: Study | None = None

    @classmethod
    def borrowed(cls, lender: str, design: Model) -> Mapping[str, object]:
        """The model's size and its card are those of the design."""
        chain = design.result.chain
        return {
            "parameters": float(f"{float(chain.total_parameters):.4g}"), "active": float(f"{float(chain.active_parameters):.4g}"),
            "card": design.accelerator,
        }  # fmt: skip

    def evaluate(self, values: Mapping[str, Any]) -> Findings:
        """Hold the number in every format, and quantise the matrix."""
        c = Chain()
        held = self._numbers(values)
        add_number(c, held.chosen)
        add_format(c, held.chosen)
        counted = effective(type(self), values)
        found = self._study(counted)
        add_matrix(c, found)
        add_model(c, counted, found)
        return Findings(values, c, held, found)

    def follow(self, changed: frozenset[str]) -> Mapping[str, object]:
        """Bits that were typed mean a number in another format; and the window goes where the number is."""
        if not changed & {"number", "layout", "largest"} or changed & {"at", "zoom"}:
            return {}
        moved: dict[str, object] = {}
        text = self.number
        if "layout" in changed and "number" not in changed and text.strip().lower()[:2] in ("0x", "0b"):
            text = moved["number"] = written(self.result.numbers.number)
        try:
            number = numbers(text, self.layout, self.largest, saturate=self.saturate).number
        except ValueError:
            return {}  # refused where it is evaluated
        if number == number and not Window.around(self.at, self.zoom).sees(number):
            moved["at"] = min(max(number, -3.4e38), 3.4e38)
        return moved

    def _numbers(self, values: Mapping[str, Any]) -> Numbers:
        """The line is moved far more often than the number: what it becomes is kept."""
        key = tuple(values[name] for name in _NUMBER)
        if self._last is None or self._last[0] != key:
            number, layout, largest, saturate = key
            self._last = key, numbers(number, layout, largest, saturate=saturate)
        return self._last[1]

    def _study(self, values: Mapping[str, Any]) -> Study:
        """What comes of a matrix is kept as long as it is the same and is quantised alike."""
        if self._matrices is None:
            self._matrices = Matrices()
        study = Study(self._matrices.of(values), recipe(values))
        if self._studied is None or self._studied != study:
            self._studied = study
        return self._studied
