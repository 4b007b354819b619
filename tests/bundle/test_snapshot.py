"""Of a memory, the pages that are not zero, and where they belong; of another one, what it differs in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bundle.snapshot import PAGE, _difference, _kept


def restored(pages, runs, length):
    memory = bytearray(length + PAGE)
    place = 0
    for start, size in runs:
        memory[start : start + size] = pages[place : place + size]
        place += size
    assert place == len(pages)
    assert not any(memory[length:])
    return bytes(memory[:length])


@given(st.lists(st.sampled_from([bytes(PAGE), b"\1" * PAGE, bytes(PAGE - 1) + b"\2"]), max_size=12), st.binary(max_size=PAGE - 1))
def test_pages_and_runs_make_the_memory_again(pages, rest):
    memory = b"".join(pages) + rest
    kept, runs = _kept(memory)
    assert restored(kept, runs, len(memory)) == memory
    assert all(start % PAGE == size % PAGE == 0 < size for start, size in runs)
    ends = [start + size for start, size in runs]
    assert all(end < start for end, (start, _) in zip(ends, runs[1:], strict=False)), "neighbours are one run"


@pytest.mark.parametrize("memory", [b"", bytes(3 * PAGE + 5)])
def test_a_memory_of_zeros_leaves_nothing(memory):
    assert _kept(memory) == (b"", [])


@given(st.binary(max_size=3 * PAGE), st.binary(max_size=3 * PAGE))
def test_what_two_memories_differ_in_leads_from_one_to_the_other(first, memory):
    length = max(len(first), len(memory))
    other = restored(*_kept(_difference(memory, first)), length)
    assert _difference(other, first).ljust(length, b"\0") == memory.ljust(length, b"\0")
    assert not any(_difference(memory, memory))
