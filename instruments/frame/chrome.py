"""What stands around every instrument's own part: its opening row, with what leads from it to elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from instruments.frame.borrowed import Borrowed
from instruments.frame.cell import opens_html, program_of
from instruments.frame.declaration import Instrument
from instruments.frame.discovery import scorer
from instruments.prose.markup import EMPTY, Markup, joined, markup

PRINTER = markup(
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M5.5 7V2.5h9V7M5.5 14h-3V7h15v7h-3"/><path d="M5.5 11.5h9v6h-9z"/></svg>'
)


def opening(
    declared: Instrument, *, share: Markup, presets: Markup = EMPTY, borrowed: Iterable[Borrowed] = (), aside: Markup = EMPTY
) -> Markup:
    """Return the opening row of an instrument: what it asks, and what can be done with all of it.

    Parameters
    ----------
    declared
        The instrument.
    share
        Its share menu, from :func:`share_html`.
    presets
        Its menu of presets, if it has one.
    borrowed
        The designs that it borrows from other instruments.
    aside
        Markup of what a reader may want to know all the time, such as the keys that it listens to.
    """
    chips = joined(each.slot_html() for each in borrowed)
    second = markup('<div class="opening-second">{}{}</div>', chips, aside) if chips or aside else ""
    return markup(
        '<header class="opening"><div class="opening-words"><h1>{title}</h1>'
        '<p class="question">{question}{predict}</p></div>'
        '<div class="opening-tools">{switch}{presets}{python}{share}'
        '<button type="button" class="button print" data-print>{printer}<span>Print</span></button>'
        '<a class="button embedded" data-unembed href="?" target="_blank" rel="noopener"><span>Open in full</span></a>'
        "</div>{second}</header>",
        title=declared.title, question=declared.question, predict=_predict(declared),
        switch=_switch(declared), presets=presets, python=_python(declared),
        share=share, printer=PRINTER,
        second=second,
    )


def _switch(declared: Instrument) -> Markup:
    """What opens the controls where there is no bar at the bottom to do it: in a frame, and on pages of middle width."""
    if not declared.controls:
        return EMPTY
    return markup(
        '<button type="button" class="button sheet-switch" data-sheet-switch aria-expanded="false">{}</button>', declared.controls
    )


def _predict(declared: Instrument) -> Markup:
    """What lets a reader say what a figure will become before an input is moved; what it does comes when it is pressed."""
    if not (declared.predicts and scorer()):
        return EMPTY
    return markup(
        ' <button type="button" class="button quiet predict-first" data-predict="{}" aria-expanded="false">Predict first</button>',
        ";".join(declared.predicts),
    )


def _python(declared: Instrument) -> Markup:
    """What opens the instrument's program, if it brings one."""
    program = program_of(declared)
    return opens_html(program, "In Python") if program else EMPTY


def share_html(holds: str, more: Markup = EMPTY) -> Markup:
    """Return the share menu.

    Parameters
    ----------
    holds
        What the address leads back to, as a sentence.
    more
        Markup of what else this instrument can hand over.
    """
    return markup(
        '<details class="menu share"><summary>Share</summary><div class="menu-body right">'
        '<p class="hint">{}</p><p class="buttons">'
        '<button type="button" class="button primary" data-copy="address">Copy the link</button>'
        '<button type="button" class="button" data-copy="embed">Copy embed code</button></p>'
        "{}</div></details>",
        holds, more,
    )
