"""The wafer on the command line: a chip that is named brings its die."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from instruments.frame.command import Command
from instruments.frame.reading import read
from instruments.wafer.chips import inputs_of


class WaferCommand(Command):
    """The frame's command, for which a chip means what it means in the page."""

    def base(self, given: argparse.Namespace) -> tuple[Mapping[str, object], str]:
        """Return the inputs that the options change, those of a chip that is named among them, and what is told of them."""
        chip = {name: typed for name, typed in self.raw(given).items() if name == "chip"}
        values, told = super().base(given)
        return {**values, **(inputs_of(str(read(self.model, chip)["chip"])) if chip else {})}, told
