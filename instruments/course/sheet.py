"""A sheet: exercises that a lecturer picked, with a seed, as one short code that a link may hold.

``s1.<exercises>.<seed>.<numbers>.<title>.<check>``: of every exercise four letters, then the seed, the version of the numbers that it
was made with, the title, and four letters that show a slip in copying.  Every character may stand in an address as it is.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote

from formulas.version import VERSION as NUMBERS
from instruments.course.loading import exercises

VERSION = "s1"
LONGEST_TITLE = 80
LONGEST_STUDENT = 80
MOST_EXERCISES = 200
_LONGEST = 2000
_CODE, _CHECK = 4, 4
_SEED = re.compile(r"[a-z0-9]{0,16}")
_NUMBERS = re.compile(r"[A-Za-z0-9.-]{0,24}")


@dataclass(frozen=True)
class Sheet:
    """Exercises with a seed; ``numbers`` is the version of the numbers that it was made with."""

    title: str
    seed: str
    exercises: tuple[str, ...]
    numbers: str = ""

    def __post_init__(self) -> None:
        """Hold it against what a sheet may be.

        Raises
        ------
        ValueError
            For everything that it may not be, in one sentence each.
        """
        faults = []
        unknown = [name for name in self.exercises if name not in exercises()]
        if unknown:
            faults.append(f"there is no exercise called {', '.join(ascii(name[:40]) for name in unknown[:3])}")
        if not 1 <= len(self.exercises) <= MOST_EXERCISES:
            faults.append(f"a sheet has one to {MOST_EXERCISES} exercises, not {len(self.exercises)}")
        if len(set(self.exercises)) < len(self.exercises):
            faults.append("an exercise stands on it twice")
        if not _SEED.fullmatch(self.seed):
            faults.append("a seed is up to 16 small letters and figures")
        if len(self.title) > LONGEST_TITLE:
            faults.append(f"a title has at most {LONGEST_TITLE} characters")
        if not _NUMBERS.fullmatch(self.numbers):
            faults.append("the version of the numbers is up to 24 letters, figures, points and dashes")
        if faults:
            raise ValueError("; ".join(faults))


def fresh_seed() -> str:
    """Return a seed that nobody has guessed: six letters and figures."""
    return base64.b32encode(secrets.token_bytes(5)).decode()[:6].lower()


def made(title: str, picked: tuple[str, ...], seed: str = "") -> Sheet:
    """Return a sheet of today's numbers, with a seed of its own unless one is given."""
    return Sheet(" ".join(title.split()), seed or fresh_seed(), picked, NUMBERS)


def encode(sheet: Sheet) -> str:
    """Return the code of a sheet.

    >>> encode(Sheet("Week 3", "k7m2", ("six-per-token",), "1")).rpartition(".")[0]
    's1.afnp.k7m2.1.Week_3'
    """
    codes = "".join(exercises()[name].code for name in sheet.exercises)
    body = ".".join([VERSION, codes, sheet.seed, _quoted(sheet.numbers), _quoted(sheet.title)])
    return f"{body}.{_check(body)}"


def decode(code: str) -> Sheet:
    """Return the sheet of a code.

    Raises
    ------
    ValueError
        If it is none; the sentence says what is wrong with it.
    """
    code = code.strip()
    fields = code.split(".")
    if fields[0] != VERSION:
        raise ValueError(f"The sheet's link begins with {fields[0][:12]!a}: this version of the site reads {VERSION}")
    if len(code) > _LONGEST or len(fields) != 6:
        raise ValueError("The sheet's link is not whole: copy all of it")
    _, codes, seed, version, title, check = fields
    if check != _check(".".join(fields[:-1])):
        raise ValueError("The sheet's link was changed on its way: copy it again")
    known = {each.code: name for name, each in exercises().items()}
    wanted = [codes[at : at + _CODE] for at in range(0, len(codes), _CODE)]
    lost = [each for each in wanted if each not in known]
    if lost:
        raise ValueError(f"The sheet holds {len(lost)} of {len(wanted)} exercises that are not here: it was made with another version")
    return Sheet(_unquoted(title), seed, tuple(known[each] for each in wanted), _unquoted(version))


def found_in(link: str) -> Sheet:
    """Return the sheet of a link that holds its code, or of the code alone.

    Raises
    ------
    ValueError
        If there is none in it, or a damaged one.
    """
    code = re.search(rf"\b{VERSION}\.[A-Za-z0-9._~-]+", link)
    return decode(code[0] if code else link)


def name_of(sheet: Sheet) -> str:
    """Return what a sheet is called in a table: sheets of one title differ in the four letters behind it."""
    return f"{sheet.title or 'no title'} ({encode(sheet)[-_CHECK:]})"


def seed_of(sheet: Sheet, student: str, exercise: str) -> str:
    """Return what an exercise is drawn with for a student: nothing, and so the stated values, where neither sheet nor student says any.

    >>> sheet = Sheet("", "k7m2", ("six-per-token",))
    >>> seed_of(sheet, " Ada  LOVELACE", "a") == seed_of(sheet, "ada lovelace", "a")
    True
    """
    who = same_student(student)
    return f"{sheet.seed}/{who}/{exercise}" if sheet.seed or who else ""


def same_student(student: str) -> str:
    """Return a name or a number as it counts: case, accents typed in another way and spaces make no other student of one."""
    plain = unicodedata.normalize("NFKC", student[: 4 * LONGEST_STUDENT]).casefold()
    return " ".join(unicodedata.normalize("NFC", plain).split())[:LONGEST_STUDENT]


def _check(body: str) -> str:
    return base64.b32encode(hashlib.sha256(body.encode()).digest()).decode()[:_CHECK].lower()


def _quoted(title: str) -> str:
    """A title in the characters that no address escapes: a space as ``_``, what is special as ``~`` and its bytes."""
    escaped = quote(title, safe=" ", errors="replace")
    for special in "~_.":
        escaped = escaped.replace(special, f"%{ord(special):02X}")
    return escaped.replace(" ", "_").replace("%", "~")


def _unquoted(title: str) -> str:
    return unquote(title.replace("_", " ").replace("~", "%"), errors="replace")
