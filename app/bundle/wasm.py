"""Read what a WebAssembly module asks for and offers, and have it offer less."""

from __future__ import annotations

from collections.abc import Iterator, Set

HEADER = 8
IMPORTS, EXPORTS = 2, 7
FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)


def imported(module: bytes) -> set[str]:
    """Names of what a module asks for, whichever module it expects them from."""
    return {name for section, content in _sections(module) if section == IMPORTS for name in _imports(content)}


def exporting(module: bytes, names: Set[str]) -> bytes:
    """The module with only those of its functions and globals exported that are named; memories, tables and tags all stay."""
    written = bytearray(module[:HEADER])
    for section, content in _sections(module):
        kept = _exports_among(content, names) if section == EXPORTS else content
        written += bytes([section]) + _number(len(kept)) + kept
    return bytes(written)


def _sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    place = HEADER
    while place < len(module):
        section = module[place]
        length, start = _read(module, place + 1)
        place = start + length
        yield section, module[start:place]


def _imports(section: bytes) -> Iterator[str]:
    count, place = _read(section, 0)
    for _ in range(count):
        _, place = _name(section, place)
        name, place = _name(section, place)
        yield name
        kind = section[place]
        place += 1
        if kind == GLOBAL:
            place += 2  # type, whether it changes
            continue
        place += kind in (TABLE, TAG)  # type, attribute
        limits, place = _read(section, place)  # or the index of a type
        if kind in (TABLE, MEMORY):
            _, place = _read(section, place)
            if limits & 1:
                _, place = _read(section, place)


def _exports_among(section: bytes, names: Set[str]) -> bytes:
    count, place = _read(section, 0)
    kept = []
    for _ in range(count):
        start = place
        name, place = _name(section, place)
        kind = section[place]
        _, place = _read(section, place + 1)
        if name in names or kind not in (FUNCTION, GLOBAL):
            kept.append(section[start:place])
    return _number(len(kept)) + b"".join(kept)


def _name(content: bytes, place: int) -> tuple[str, int]:
    length, start = _read(content, place)
    return content[start : start + length].decode(), start + length


def _read(content: bytes, place: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and the place after it."""
    number = shift = 0
    while True:
        byte = content[place]
        place += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, place


def _number(number: int) -> bytes:
    written = bytearray()
    while number >= 0x80:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])
