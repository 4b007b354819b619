"""A slider on a plain scale."""

from __future__ import annotations

from typing import Any

import param

from ..text import escape
from .controls import NumberField


class LinearSlider(NumberField):
    """A slider on a plain scale whose value can also be typed.

    The slider covers the soft bounds; what is typed may go as far as the bounds.
    """

    start = param.Number(default=0.0, doc="Value at the left end.")
    end = param.Number(default=1.0, doc="Value at the right end.")
    fine = param.Number(default=0.01, doc="Step of the arrow keys.")
    coarse = param.Number(default=0.1, doc="Step of the Page keys.")

    @classmethod
    def configuration(cls, parameter: param.Parameter) -> dict[str, Any]:
        """Read the soft bounds too."""
        low, high = parameter.softbounds or parameter.bounds
        return super().configuration(parameter) | {"start": low, "end": high}

    @property
    def at(self) -> float:
        """Where the value stands on the scale, 0 to 1."""
        return min(max((self.value - self.start) / (self.end - self.start), 0.0), 1.0)

    def html(self) -> str:
        """Label, typed value, track."""
        field = (
            f'<span class="field">{self._entry_html(f"{self.label}, typed")}</span><div class="track" style="--at:{self.at:.4f}">'
            f'<input class="range" id="{self.target}-field" type="range" min="{self.start:g}" max="{self.end:g}" step="{self.fine:g}" '
            f'value="{self.value:g}" aria-valuetext="{escape(self.shown)}" {self._describedby}></div>'
        )
        return self._frame("log", field, f' data-coarse="{self.coarse:g}" data-integer="{int(self.rule.whole)}" data-unit=""')
