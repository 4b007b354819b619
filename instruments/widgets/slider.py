"""Sliders whose value can also be typed, on a logarithmic and on a plain scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import param

from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import power

from .names import standings
from .number import NumberField

# Places on a slider that between them lead to what is usual and to what is not.
_PLACES = (0.25, 0.75, 0.0, 1.0)


class Landmark(NamedTuple):
    """A named value on a slider's scale."""

    value: float
    label: str


def landmarks(pairs: Mapping[str, float] | Iterable[tuple[str, float]]) -> list[Landmark]:
    """Return landmarks in the order of their values."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    return sorted(Landmark(value, label) for label, value in items)


class Slider(NumberField):
    """A slider whose value can also be typed.

    Arrow keys make fine steps, Page keys coarse ones, Home and End go to the ends.  The slider
    covers the soft bounds; what is typed may go as far as the bounds.
    """

    start = param.Number(default=0.0, doc="Value at the left end.")
    end = param.Number(default=1.0, doc="Value at the right end.")
    fine = param.Number(default=0.01, doc="Step of the arrow keys, on the scale.")
    coarse = param.Number(default=0.1, doc="Step of the Page keys, on the scale.")
    landmarks = param.List(default=[], doc="Named values on the scale.")
    fitted = param.Tuple(default=(None, None), length=2, doc="Range that the law behind was fitted on.")

    __abstract = True

    @classmethod
    def configuration(cls, parameter: param.Parameter) -> dict[str, Any]:
        """Read the soft bounds too."""
        low, high = parameter.softbounds or parameter.bounds
        return super().configuration(parameter) | {"start": low, "end": high}

    def position(self, value: float) -> float:
        """Return where ``value`` stands on the scale, in the scale's own measure."""
        raise NotImplementedError(f"{type(self).__name__} has no scale of its own")

    def value_at(self, position: float) -> float:
        """Return the value at a position of the scale."""
        raise NotImplementedError(f"{type(self).__name__} has no scale of its own")

    def at(self, value: float) -> float:
        """Return where ``value`` stands on the track, 0 to 1."""
        low, high = self._ends
        return min(max((self.position(max(value, self.start)) - low) / (high - low), 0.0), 1.0)

    def along(self) -> Iterator[float | int]:
        """Both quarters and both ends of the track."""
        low, high = self._ends
        for place in _PLACES:
            # The last step may lead beyond the end.
            value = min(max(self.value_at(low + place * (high - low)), self.start), self.end)
            yield round(value) if self.rule.whole else value

    @property
    def _ends(self) -> tuple[float, float]:
        """Positions of both ends: whole steps apart, since no native slider stands between two of its steps."""
        # Rounded first, so that the last step is the end to the last digit that is written.
        low = round(self.position(self.start), 9)
        steps = math.ceil((self.position(self.end) - low) / self.fine - 1e-6)
        return low, round(low + steps * self.fine, 9)

    def html(self) -> Markup:
        """Label, typed value, track with fitted range, landmarks."""
        name, (first, last) = self.target, self._ends
        track = markup(
            '<input class="range" id="{name}-field" type="range" min="{first:.12g}" max="{last:.12g}" '
            'step="{fine:.10g}" value="{value:.10g}" aria-valuetext="{valuetext}" {describedby}{disabled}>',
            name=name, first=first, last=last, fine=self.fine, value=self.position(self.value),
            valuetext=f"{self.shown} {self.unit}".strip(), describedby=self._describedby, disabled=" disabled" if self.disabled else "",
        )
        low, high = self.fitted
        fitted = EMPTY
        if low is not None and high is not None:
            text = f"The law was fitted from {power(low)} to {power(high)} {self.unit}"
            fitted = markup(
                '<span class="fitted" style="--from:{:.4f};--to:{:.4f}" title="{}"></span>',
                self.at(low), self.at(high), text,
            )
        unit = markup('<span class="unit">{}</span>', self.unit) if self.unit else ""
        field = markup(
            '<span class="field">{entry}{unit}</span>'
            '<div class="track" style="--at:{at:.4f}">{fitted}{track}</div>{landmarks}',
            entry=self._entry_html(f"{self.label}, typed"), unit=unit, at=self.at(self.value), fitted=fitted, track=track,
            landmarks=self._landmarks_html(),
        )
        attributes = markup(
            ' data-coarse="{coarse:g}" data-start="{start!r}" data-end="{end!r}" '
            'data-integer="{integer}" data-unit="{unit}"{scale}',
            coarse=self.coarse, start=self.start, end=self.end, integer=int(self.rule.whole), unit=self.unit, scale=self._scale,
        )
        return self._frame("slider", field, attributes)

    @property
    def _scale(self) -> Markup:
        """Attributes that tell the page of the scale; a plain one needs none."""
        return EMPTY

    def _landmarks_html(self) -> Markup:
        if not self.landmarks:
            return EMPTY
        marks = [Landmark(*item) for item in self.landmarks]
        places = [self.at(mark.value) for mark in marks]
        standing = standings(tuple(mark.label for mark in marks), tuple(places))
        buttons = joined(
            markup(
                '<button type="button" class="landmark {side}" tabindex="-1" '
                'data-value="{value!r}" style="--at:{at:.4f};--line:{line}" '
                'title="{title}"><span>{label}</span></button>',
                side=stands.side, value=mark.value, at=at, line=stands.line,
                title=f"{mark.label}: {self.format(mark.value)} {self.unit}".strip(), label=mark.label,
            )
            for mark, at, stands in zip(marks, places, standing, strict=True)
        )
        lines = 1 + max(stands.line for stands in standing)
        return markup('<div class="landmarks" style="--lines:{}">{}</div>', lines, buttons)


class LinearSlider(Slider):
    """A slider on a plain scale."""

    def position(self, value: float) -> float:
        """The value itself."""
        return value

    def value_at(self, position: float) -> float:
        """The position itself."""
        return position


class LogSlider(Slider):
    """A slider on a logarithmic scale, measured in powers of its base."""

    start = param.Number(default=1.0, doc="Value at the left end.")
    end = param.Number(default=10.0, doc="Value at the right end.")
    base = param.Selector(default=10, objects=[2, 10], doc="Base of the scale and of the coarse step.")
    fine = param.Number(default=0.02, doc="Fine step, in powers of the base.")
    coarse = param.Number(default=1.0, doc="Coarse step, in powers of the base.")

    def format(self, value: float | None) -> str:
        """Four digits: what the field has room for; the model keeps what was typed."""
        return super().format(value) if self.rule.whole or value is None else power(value, 4)

    def position(self, value: float) -> float:
        """The power of the base."""
        return math.log2(value) if self.base == 2 else math.log10(value)

    def value_at(self, position: float) -> float:
        """The base to this power."""
        return float(self.base) ** position

    @property
    def _scale(self) -> Markup:
        return markup(' data-base="{}"', self.base)
