"""The field in which a configuration is pasted, or a file of one is dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator

from formulas.model.link_word import unfold, unpacked
from formulas.model.reader import MOST_BYTES
from instruments.prose.markup import Markup, markup
from instruments.widgets import Control


class Pasted(Control):
    """A configuration: shown as JSON, of which only what counts is kept."""

    longest = MOST_BYTES + 1

    def format(self, value: str) -> str:
        """The keys that count, one a line."""
        return json.dumps(json.loads(unfold(value)), indent=1)

    def told(self, value: str) -> tuple[str, str]:
        """Its name, where there is no field."""
        return self.label, unpacked(value).name or "a model without a name"

    def elsewhere(self) -> Iterator[str]:
        """A small model of another family."""
        yield '{"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257, "n_positions": 1024}'

    def html(self) -> Markup:
        """Label, hint, the text, and a button that opens a file."""
        field = markup(
            '<span class="field"><textarea class="entry" id="{name}-field" rows="8" spellcheck="false" autocomplete="off" '
            'autocapitalize="off" data-most="{most}" {describedby}>{shown}</textarea>'
            '<label class="button quiet open-file">Open a file '
            '<input class="unseen" type="file" accept=".json,application/json"></label></span>',
            name=self.target, most=MOST_BYTES, describedby=self._describedby, shown=self.shown,
        )  # fmt: skip
        return self._frame("pasted", field)
