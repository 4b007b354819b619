"""The wafer on the command line: a chip that is named brings its die, and a process its density of defects."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from instruments.frame.command import Command
from instruments.frame.reading import read
from instruments.wafer.model import BRING, brought


class WaferCommand(Command):
    """The frame's command, for which a chip, a process and a memory mean what they mean in the page."""

    def base(self, given: argparse.Namespace) -> tuple[Mapping[str, object], str]:
        """Return the inputs that the options change, those among them that a chip, a process or a memory brings, and what is told."""
        named = {name: typed for name, typed in self.raw(given).items() if name in BRING}
        values, told = super().base(given)
        return {**values, **brought(read(self.model, named))}, told
