"""The guided ride on the page: what to read, what to predict or to try, and what the model's numbers say to it."""

from __future__ import annotations

from instruments.journey import IDS
from instruments.journey.guide import Guide, Shown, script
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.prose.words import marked

_RIGHT, _WRONG = "\N{CHECK MARK}", "\N{BALLOT X}"
_DOES, _GUESS = "what the model does", "your guess"
_AWAY = "The journey is not where this step takes place."


def guide_html(guide: Guide) -> Markup:
    """Return the ride's card: the invitation, the present step, or the end."""
    shown = guide.shown()
    if shown is None:
        return _invitation(guide)
    place = EMPTY if _is_end(shown) else markup('<span class="guide-place">{}</span> ', _place(shown))
    return markup(
        '<section class="guide-step" data-key="guide-{number}" data-guide-step="{number}" data-guide-part="{part}" '
        'data-guide-told="{told}" aria-labelledby="{id}"><h2 id="{id}" tabindex="-1">{place}{title}</h2>{read}{ask}{answer}'
        '<div class="guide-moves">{back}{moves}{leave}</div></section>',
        number=shown.number, part=shown.part, told=str(shown.is_answered).lower(), id=IDS("guide-title"), place=place, title=shown.title,
        back=_way_back(shown), read=EMPTY if shown.is_away else markup('<p class="guide-read">{}</p>', _filled(shown, "read")),
        ask=_ask(shown), answer=_answer(shown), moves=_moves(shown), leave=_button("leave", "Leave the ride", kind="quiet"),
    )


def spoken(guide: Guide) -> Markup:
    """Return what of the ride is read aloud after a press: the step when it is new, then what came of the answer."""
    shown = guide.shown()
    if shown is None:
        return EMPTY
    if _is_end(shown):
        return _filled(shown, "read")
    if shown.is_answered:
        return markup("{} {}", _filled(shown, _came(shown)), _filled(shown, "see"))
    rest = _AWAY if shown.is_away else markup("{} {}", _filled(shown, "read"), _filled(shown, "ask"))
    return markup("{}: {}. {}", _place(shown), shown.title, rest)


def _is_end(shown: Shown) -> bool:
    return shown.number > shown.count


def _place(shown: Shown) -> str:
    return f"Step {shown.number} of {shown.count}"


def _invitation(guide: Guide) -> Markup:
    progress, count = guide.progress, len(guide.steps)
    if not progress.step:
        start = _button("start", "Take the guided ride", kind="primary")
        return markup('<div class="guide-line"><p>{}</p>{}</div>', script()["invitation"], start)
    at = f"step {progress.step} of {count}" if progress.step <= count else "its end"
    return markup(
        '<div class="guide-line"><p>You left the guided ride at {}.{}</p>{}{}</div>',
        at, _score(progress.right, progress.made), _button("resume", "Go on with the ride", kind="primary"),
        _button("start", "Begin again"),
    )


def _score(right: int, made: int) -> str:
    return f" The model’s numbers agreed with {right} of your {made} prediction{'' if made == 1 else 's'}." if made else ""


def _ask(shown: Shown) -> Markup:
    """The question with its options, each a button; once it is answered, what was taken and what is so."""
    if shown.is_away:
        return markup(
            '<p class="guide-ask">{}</p><div class="guide-options">{}</div>', _AWAY, _button("resume", "Take me there", kind="primary")
        )
    if "ask" not in shown.texts:
        return EMPTY
    ask = markup('<p class="guide-ask" id="{}">{}</p>', IDS("guide-ask"), _filled(shown, "ask"))
    if "offer" in shown.texts and not shown.is_answered:
        offer = _button("offer", shown.texts["offer"].format_map(shown.facts), act="offer")
        return ask + markup('<div class="guide-options">{}</div>', offer)
    if not shown.options:
        return ask
    options = joined(_option(shown, i, text) for i, text in enumerate(shown.options))
    return ask + markup('<div class="guide-options" role="group" aria-labelledby="{}">{}</div>', IDS("guide-ask"), options)


def _option(shown: Shown, i: int, text: str) -> Markup:
    if not shown.is_answered:
        return markup(
            '<button type="button" class="button guide-option" data-act="answer" data-argument="{i}" data-key="guide-option-{i}">'
            "<span>{text}</span></button>",
            i=i, text=text,
        )
    is_right, is_taken = i == shown.right, i == shown.taken
    said = "your guess, and what the model does" if is_right and is_taken else _DOES if is_right else _GUESS
    # As wide and as high as the button was, so that nothing beside it moves: what the signs mean stands with the answer.
    return markup(
        '<span class="guide-option{kind}" data-key="guide-told-{i}"{sign}><span>{text}</span>{note}</span>',
        kind=" right" if is_right else " taken" if is_taken else "", i=i, text=text,
        sign=markup(' data-sign="{}" title="{}"', _RIGHT if is_right else _WRONG, said) if is_right or is_taken else EMPTY,
        note=markup('<span class="unseen">, {}</span>', said) if is_right or is_taken else EMPTY,
    )


def _signs(shown: Shown) -> Markup:
    """What the signs on the options mean."""
    if not shown.options:
        return EMPTY
    guess = _RIGHT if shown.taken == shown.right else _WRONG
    told = f"{guess} {_GUESS}, and {_DOES}" if guess == _RIGHT else f"{_WRONG} {_GUESS}   {_RIGHT} {_DOES}"
    return markup('<span class="hint guide-signs" aria-hidden="true">{}</span>', told)


def _came(shown: Shown) -> str:
    """Which text says what came of the step."""
    return "done" if shown.right is None else "right" if shown.taken == shown.right else "wrong"


def _answer(shown: Shown) -> Markup:
    if not shown.is_answered:
        return EMPTY
    came = EMPTY if _is_end(shown) else markup("<strong>{}</strong> ", _filled(shown, _came(shown)))
    return markup('<p class="guide-answer">{}{}{}</p>', _signs(shown), came, _filled(shown, "see"))


def _way_back(shown: Shown) -> Markup:
    """Where the card is out of sight: which step it is, and the way to it.  Where the card stays in sight, nobody needs it."""
    if _is_end(shown):
        return EMPTY
    return markup('<button type="button" class="button quiet guide-where" data-guide-where><span>{}</span></button>', _place(shown))


def _moves(shown: Shown) -> Markup:
    back = _button("back", "Back") if shown.number > 1 else EMPTY
    if _is_end(shown):
        return back + _button("start", "Ride again", kind="primary")
    onward = "Skip" if not shown.is_answered else "See how it went" if shown.number == shown.count else "Next"
    return back + _button("next", onward, kind="primary" if shown.is_answered else "", after="answer offer")


def _button(what: str, label: str, *, kind: str = "", act: str = "guide", after: str = "") -> Markup:
    """A button of the ride; ``after`` names the acts whose buttons are gone once they were done: the keyboard goes on here."""
    return markup(
        '<button type="button" class="button {kind}" data-act="{act}" data-argument="{what}" data-key="guide-button-{what}"{after}>'
        "<span>{label}</span></button>",
        kind=kind, act=act, what=what, label=label, after=markup(' data-after="{}"', after) if after else EMPTY,
    )


def _filled(shown: Shown, name: str) -> Markup:
    """A text of the step, its terms marked, with the facts that it names; a token among them may be any text."""
    if name not in shown.texts:
        return EMPTY
    return marked(shown.texts[name]).format(**{fact: markup("<bdi>{}</bdi>", text) for fact, text in shown.facts.items()})
