r"""The course: exercises whose keys the registered formulas compute, sheets, result files and their grading.  No page in here.

What the page and the command line use, by module.  All of it is plain Python without Panel; all values are frozen.

:mod:`~instruments.course.loading`
    ``exercises() -> Mapping[str, Exercise]``: every exercise by id, in the order of the course.  Data files lie in
    ``instruments/course/exercises/*.json`` and ``instruments/<id>/exercises/*.json``, one exercise each, the file's name is
    its id.  All files are checked; a ``ValueError`` tells every fault of every file.

:mod:`~instruments.course.exercise`
    ``Exercise``: ``id, title, place, kind, prompt, given, parts, sources, difficulty (1 to 3), minutes, strata, topics, revision``;
    ``kind`` is one of ``KINDS`` (``number``, ``parts``, ``choice``, ``slip``, ``instrument``, ``function``), for filters and marks;
    ``revision`` is a short digest of the data file.
    ``Part``: ``id, kind`` (``number``, ``choice``, ``instrument``, ``function``), ``prompt, hints`` and what the kind needs.

:mod:`~instruments.course.variant`
    ``Variant(exercise, seed)``, one exercise with its values: ``exercise``, ``seed``, ``prompt``, ``passage`` (of a slip, the text that
    holds it) and ``parts: Mapping[str, VariantPart]``.
    ``VariantPart``: ``id``, ``kind``, ``prompt``, ``hints`` (a tuple, told one by one), and by kind

    - ``number``: ``unit`` (what a bare number is read in, ``"GB"``);
    - ``choice``: ``options``, (id, text) pairs in the order in which they stand;
    - ``instrument``: ``instrument`` (id), ``start`` (the fragment that it opens in, ``v1;...``) and ``conditions`` (texts); the answer is
      the fragment that the visitor has set;
    - ``function``: ``function`` (name), ``starter`` (code), ``signature`` (text), ``examples`` ((arguments, value) pairs that may be
      shown) and ``argument_lists`` (what the function is called with, in a sandbox that is not ours; its returned values are judged).

    ``variant.judge(part, typed, returned=None) -> Judgement``.  ``variant.reveal(part) -> Revealed``.

Texts of an exercise (``prompt``, ``hints``, options) are :class:`~instruments.course.prose.Prose`: ``.html()`` (values with their units,
inline maths as ``<span data-tex data-inline>``, set by the page as everywhere) and ``.plain()`` for paper, screen readers and tests.

:mod:`~instruments.course.answer`
    ``read(text, unit, words="") -> Read``: ``value`` (in ``unit``), ``understood`` ("51.5 GB", said back before anything is judged),
    ``unit`` (as it was written, or the one that was taken).  Raises ``ValueError`` with a sentence where nothing can be understood.

:mod:`~instruments.course.judging`
    ``Judgement``: ``right: bool``, ``verdict`` (one of ``VERDICTS``: ``right, unread, unit, power, percent, wrong``), ``understood``,
    ``sentence`` (the whole feedback, plain text), ``accepted`` (the accepted interval as text; only where ``right``) and
    ``conditions`` ((sentence, met) pairs, for the state of an instrument).  It never holds the key of an answer that is not right.
    ``Revealed``: ``answer`` (text), ``accepted`` (text) and ``html`` (the worked solution, made from the equations' workings).

:mod:`~instruments.course.sheet`
    ``Sheet(title, seed, exercises: tuple[str, ...], numbers)``; ``encode(sheet) -> str`` and ``decode(code) -> Sheet`` (``ValueError``
    with a sentence).  The code is short, made of letters that an address may hold, and carries a check against a slip in copying.
    ``seed_of(sheet, student, exercise) -> str`` is what :meth:`Exercise.draw` takes: other values for each student, the same again.
    ``made(title, exercises, seed="")`` makes one of today's numbers; ``fresh_seed() -> str`` for a lecturer who wants a new one.

:mod:`~instruments.course.keys`, :mod:`~instruments.course.since` and :mod:`~instruments.course.asked`
    Keys of exercises under earlier versions of the numbers: what changed and by how much, and an exercise of a sheet judged by the
    numbers that the sheet was made with, where they are known for everybody.

:mod:`~instruments.course.work`
    ``Work``: one student's way through a sheet, the one mutable thing: it keeps what was typed and holds back what must not show yet.
    ``Work(sheet, student, now)``, ``work.variant(exercise)``, ``work.attempt(exercise, part, typed, now, returned=None) -> Judgement``,
    ``work.hint(exercise, part) -> Prose | None`` (the next one; None when all are told), ``work.give_up(exercise, part, now)``,
    ``work.reveal(exercise, part) -> Revealed | None`` (None until the part is right or given up), ``work.status(exercise, part)``
    (``new, tried, right, given up``), ``work.export(now) -> str`` (the result file) and ``Work.restore(text) -> Work`` (from a result
    file, also as it is kept in the browser between visits).  ``now`` is an ISO 8601 text with a zone: the clock is the caller's.
    ``work.typed(exercise, part)`` and ``work.last(exercise, part)`` give the last answer and its judgement, None before one.
    Practice without a sheet is work on a sheet of one's own: ``Sheet("", "", (exercise,))`` has the values that the file states (those
    of the source, where it has the exercise), ``Sheet("", fresh_seed(), (exercise,))`` others.  A sheet with a title needs a name.

:mod:`~instruments.course.calibration`
    ``Guess(what, guess, truth, unit, at)`` with ``log_error`` (in powers of ten, signed) and ``sentence``; ``read(text) -> tuple[Guess]``
    and ``write(guesses) -> str`` (JSON, kept in the browser only); ``summary(guesses) -> Calibration``: how far off, which way, over time.

:mod:`~instruments.course.first`
    ``First(views).answer(message)``: a guess before an input moves or something runs, on the page of any instrument, by the same rules.

:mod:`~instruments.course.result_file`, :mod:`~instruments.course.regrading` and :mod:`~instruments.course.grading`
    The result file, its checksum, its reading with every fault named, its judging, and the command ``python -m app grade
    results/*.json``, which the page's declaration brings to the command line by ``commands=("grading:Grade",)``.
"""

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids

IDS = Ids("course")

INSTRUMENT = Instrument(
    title="Course",
    place=10,
    question="What can you work out yourself, and how well do you predict it?",
    description="Exercises by topic whose answers the instruments' own equations check: hints in steps, worked solutions, predictions, "
    "and sheets for a class, without accounts and without a server.",
    model="model:Course",
    view="view:CourseView",
    styles=tuple(f"course/{name}" for name in ("page", "list", "card", "sheet", "guesses")),
    print_styles=("course/print",),
    script="course",
    controls="Exercises",
    scores="first:First",
    search="search:entries",
    records="keys:write",
    commands=("grading:Grade",),
    needs=("forge",),
)  # fmt: skip
