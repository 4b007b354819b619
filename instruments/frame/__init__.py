"""What every instrument is made of, once.

**The contract.**  An instrument is a folder of ``instruments/``, found by walking the package; no list is edited elsewhere.

- ``__init__.py`` declares it: an :class:`~instruments.frame.declaration.Instrument` named ``INSTRUMENT``, which says its title,
  stratum, place, question and description, and by ``module:Name`` where its model, its pictures and whatever else is its own are.
  Nothing of it is imported before it is visited.  ``explains`` names the stops of a model's life that it is about: the map leads
  from there to it.
- ``model.py`` holds a :class:`~instruments.frame.model.Model`: inputs, each declared once with its record
  (:mod:`~instruments.frame.inputs`), and ``evaluate``, which returns a frozen :class:`~instruments.frame.result.Result`: rows over
  a chain of registered formulas.  No Panel in it.
- ``pictures.py`` returns :class:`~instruments.frame.pictures.Picture` objects, built once.
- ``terms.json`` defines the words of its own and names the shared ones that it shows (:mod:`~instruments.frame.glossary`): a label,
  a row, a symbol, a unit or an abbreviation that no term is called by fails a test.  Labels, rows and symbols are marked by
  themselves, a sentence by :func:`instruments.prose.words.marked`.

**What comes with that.**  Reading and refusing, the same for the page, a link, the command line and a library
(:mod:`~instruments.frame.reading`); the address and back (:mod:`~instruments.frame.address`); what counts under which choice
(:mod:`~instruments.frame.relevance`); the rail (:mod:`~instruments.frame.controls`); rows with their workings
(:mod:`~instruments.frame.rows`), each as Python that gives its number (:mod:`~instruments.frame.code`); exports, comparison,
share menu, opening row, handout, sheet from below
(:mod:`~instruments.frame.view`); a command (:mod:`~instruments.frame.command`); a page, prerendered at an address of its own.

An instrument that ``needs`` another's design says in its model's ``borrowed`` which inputs start from it; they follow it until somebody
moves one of them (:mod:`~instruments.frame.following`), and a chip says which it is.

A row that ``gives`` its figure to an input of another instrument leads there with it, and the input says where it came from
(:mod:`~instruments.frame.handing`).

Work that takes longer than a slider may wait is done in slices, with progress and a button that stops it
(:mod:`~instruments.frame.slices`).

An instrument that shows more has a view of its own: a subclass of :class:`~instruments.frame.view.View`, or, where the frame's
layout does not do, any class with ``model``, ``components``, ``pictures``, ``html()``, ``checkpoint()`` and ``in_sight()``.
Designs to start from, which a view names in ``presets``, have their menu (:mod:`~instruments.frame.presets`).
What a view shows is markup, made as :mod:`instruments.prose.markup` says; links to instruments come from :mod:`instruments.frame.links`.
``tests/example`` is the smallest whole one; ``tests/instruments/frame/test_contract.py`` holds all of this for every instrument.
"""
