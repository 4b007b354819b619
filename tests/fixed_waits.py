"""Waits for a time instead of for a condition: too long where the machine is quick, too short where it is not."""

import re

# Sleeps under any name; a wait of Playwright's for a time, or for half a second of a silent network; keys and pointers that are slowed
# down; a condition asked at intervals; a loop that looks at the clock, in Python and in a script.
_WAITS = re.compile(
    r"""wait_?for_?timeout\s*\( | \bsleep\s*\( | import\b[^\n]*\bsleep\b | \bEvent\(\)\.wait\(\s*\d
    | Atomics\.wait\( | AbortSignal\.timeout\(
    | ["']networkidle["'] | \b(?:delay|slow_?mo|polling)["']?\s*[=:]\s*[\d(]
    | \bwhile\b[^\n]*\btime\.(?:time|monotonic|perf_counter)\(\) | \bwhile\b[^\n]*\b(?:performance|Date)\.now\(\)""",
    re.I | re.X,
)
# A timer by its name, alone or as what a promise calls: setTimeout(done, 300), setInterval(look, 50).
_TIMER = re.compile(r"\bset(Timeout|Interval)\s*(?:\?\.)?\(")
_OPEN, _CLOSE = "([{", ")]}"


def fixed_waits(source: str) -> list[str]:
    """Every wait for a time in a text of Python, or of a script in it.

    A timer without a delay only lets go of the thread and is no wait; one that repeats always asks again after a time.

    >>> fixed_waits("new Promise((done) => set" "Timeout(() => done([1, 2]), 300))")
    ['setTimeout(() => done([1, 2]), 300)']
    """
    found = [match.group() for match in _WAITS.finditer(source)]
    for match in _TIMER.finditer(source):
        given, end = _arguments(source, match.end())
        if match[1] == "Interval" or (len(given) > 1 and given[1].strip() not in {"", "0"}):
            found.append(source[match.start() : end])
    return found


def _arguments(source: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call whose bracket stands before ``start``, and where it ends; what is quoted holds none."""
    given, depth, at, quoted = [""], 0, start, ""
    while at < len(source):
        sign = source[at]
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "\"'`":
            quoted = sign
        elif sign in _CLOSE and depth == 0:
            return given, at + 1
        elif sign == "," and depth == 0:
            given.append("")
            at += 1
            continue
        depth += (sign in _OPEN) - (sign in _CLOSE) if not quoted else 0
        given[-1] += sign
        at += 1
    return given, at
