"""What happens in a step, in a sentence."""

from __future__ import annotations

from formulas.network.schedule import Transfer
from instruments.network.operations import SAYS
from instruments.network.play import Play

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def sentence(play: Play, step: int) -> str:
    """Return what was done in the step that led here."""
    if step == 0:
        return _begins(play)
    first = min(play.now(step))
    said = _adds(play, step, first) if first.adds else _hands(play, step, first)
    others = len(play.now(step)) - 1
    like = "" if not others else f" {_number(others).capitalize()} more transfer{'' if others == 1 else 's'} like it at the same time."
    done = f" Done: {SAYS[play.operation]}." if step == play.steps else ""
    return said + like + done


def _begins(play: Play) -> str:
    begins = {
        "all-gather": "Each card has one chunk, and is to have those of all.",
        "broadcast": f"Card 0 has {_number(play.ranks)} chunks, which all are to have.",
        "all-to-all": "Chunk k of each card is for the k-th card after it.",
    }.get(play.operation, f"Each card has a row of numbers of its own: {_number(play.ranks)} chunks, one for each card.")
    lone = ""
    if play.algorithm == "levels" and play.server == 1:
        lone = f" {play.ranks} cards cannot be parted into equal servers: each stands alone."
    return f"{begins} In the end {SAYS[play.operation]}.{lone}"


def _adds(play: Play, step: int, sent: Transfer) -> str:
    before, after = play.states[step - 1], play.states[step]
    if len(sent.chunks) > 1:
        them = "them" if play.algorithm == "switch" else "them to its own"
        return f"{_who(play, sent.source)} sends {_which(play, sent.chunks)} to {_who(play, sent.target).lower()}, which adds {them}."
    chunk = sent.chunks[0]
    came, total = before.values[sent.source, chunk], after.values[sent.target, chunk]
    own = total - came
    return (
        f"{_who(play, sent.source)} sends chunk {chunk}, {came:.0f} so far, to {_who(play, sent.target).lower()}, "
        f"which adds its own {own:.0f}: {total:.0f}."
    )


def _hands(play: Play, step: int, sent: Transfer) -> str:
    names = f"{_who(play, sent.source)} hands {_which(play, sent.chunks)}"
    if len(sent.chunks) == 1:
        names += f", {play.states[step].values[sent.target, sent.chunks[0]]:.0f},"
    return f"{names} to {_who(play, sent.target).lower()}."


def _who(play: Play, card: int) -> str:
    return "The switch" if card == play.ranks else f"Card {card}"


def _which(play: Play, chunks: tuple[int, ...]) -> str:
    if len(chunks) == play.ranks:
        return "all its chunks"
    return f"chunk {chunks[0]}" if len(chunks) == 1 else f"{_number(len(chunks))} chunks"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def sent_told(play: Play, step: int, sent: Transfer) -> str:
    r"""Return what a transfer of a step carries as a picture has room for it: a number to add, a number to keep, or how many chunks.

    >>> from instruments.network.play import play
    >>> four = play("all-reduce", "ring", 4, 1)
    >>> [sent_told(four, step, four.now(step)[0]) for step in (1, 6)]
    ['+7', '20']
    >>> halves = play("all-reduce", "halving", 4, 1)
    >>> sent_told(halves, 1, halves.now(1)[0]) == "\N{MULTIPLICATION SIGN}2"
    True
    """
    if len(sent.chunks) == play.ranks:
        return "all"
    if len(sent.chunks) > 1:
        return f"\N{MULTIPLICATION SIGN}{len(sent.chunks)}"
    value = f"{play.states[step - 1].values[sent.source, sent.chunks[0]]:.0f}"
    return f"+{value}" if sent.adds else value


def cell_told(play: Play, step: int, row: int, chunk: int) -> str:
    """Return what is in a number: the numbers that it is the sum of, with whose they are."""
    state = play.states[step]
    part = int(state.parts[row, chunk])
    where = f"{_who(play, row)}, chunk {chunk}"
    if not part:
        return f"{where}: nothing yet"
    cards = [card for card in range(play.ranks) if part >> card & 1]
    value = f"{state.values[row, chunk]:.0f}"
    if len(cards) == 1:
        return f"{where}: {value}, of card {cards[0]}"
    terms = " + ".join(f"{play.states[0].values[card, chunk]:.0f}" for card in cards)
    return f"{where}: {terms} = {value}"
