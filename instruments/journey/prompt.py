"""What was typed, as tokens, with what a reader should know about it."""

from __future__ import annotations

from dataclasses import dataclass

from formulas.tiny.tokenizer import Chunk, Tokenizer, visible
from instruments.journey.speakers import Speaker

LONGEST = 200_000  # characters; a hundred kilobytes of text are far below it
_EXPLAINED = 40  # characters at the end of the prompt whose merges are shown


@dataclass(frozen=True)
class Prompt:
    """A text that was asked for: its tokens, notices, and how its end was cut into tokens."""

    ids: tuple[int, ...]
    notices: tuple[str, ...]
    chunks: tuple[Chunk, ...]


def read(speaker: Speaker, text: str) -> Prompt:
    """Turn any text into tokens; nothing is refused, and nothing is passed over in silence."""
    notices = []
    if not text:
        notices.append("The prompt is empty: the model begins a text of its own.")
    if len(text) > LONGEST:
        notices.append(f"The prompt has {len(text):,} characters: only the last {LONGEST:,} were read.")
        text = text[-LONGEST:]
    ids = tuple(speaker.tokens.encode(text))
    if isinstance(speaker.tokens, Tokenizer):
        unseen = sum(visible(c) != c for c in text)
        if unseen:
            notices.append(f"{unseen:,} invisible characters are shown as signs.")
        return Prompt(ids, tuple(notices), tuple(speaker.tokens.explain(text[_last_words(text) :])))
    unknown = ids.count(speaker.tokens.size - 1)
    if unknown:
        notices.append(f"{unknown:,} words are not in the table: it goes on as at the beginning of a text.")
    return Prompt(ids, tuple(notices), ())


def _last_words(text: str) -> int:
    """Where the end of the text begins, at a space, so that its first word is whole."""
    start = max(len(text) - _EXPLAINED, 0)
    space = text.find(" ", start)
    return space if start and space >= 0 else start
