"""A pasted configuration as an input: a ``config.json`` is read where it is put in, and kept as the one word that a link carries."""

from __future__ import annotations

from formulas.model.link_word import pack, unpacked
from instruments.frame.inputs import Text

EXAMPLE = (
    "TY5LDoJAEESvYnptjCAgsvQGnqDTMG1m4nxwaDBovLtjhMRtvcqreoE2SrHHwTwZmkNZF1swXjg6VoaEF5DVpyIRFxRblLlPEdwf7HPYgh8dkgh7McGjZlIDNHn9A4ve"
    "0szxL77xjBPZkdd-kkuInUa12NurDSRZlQam0FG7HinzfZXK6Mkxhog9iU71y_fMrtwcz_D-AA"
)
"""Qwen2.5 7B, as its makers publish it: what stands there until somebody puts in his own."""


class Configuration(Text):
    """The configuration of a model: JSON as it is published, or the word that a link carries."""

    __slots__ = ()

    def read(self, given: object) -> str:
        """Return the word of what was given; of what is no configuration the refusal says why."""
        text = super().read(given).strip()
        try:
            if "{" in text:
                return pack(text)
            unpacked(text)
        except ValueError as refusal:
            raise ValueError(f"{self.label}: {refusal}") from None
        return text
