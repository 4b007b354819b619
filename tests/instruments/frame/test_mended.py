"""Links as mail, chat and trackers hand them on: whatever became of one, it leads to the design that it was made for."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import routes
from instruments.forge.model import Forge
from instruments.frame import address, mended
from instruments.frame.discovery import instruments
from instruments.frame.reading import defaults

DESIGN = defaults(Forge) | {"training_compute": 1e24, "context": 8192, "precision": "bf16"}
STATE = address.encode(Forge, DESIGN)
LINK = f"/forge?{STATE}"
FORMS = {
    "semicolons encoded": LINK.replace(";", "%3B"),
    "semicolons encoded in small letters": LINK.replace(";", "%3b"),
    "the first semicolon encoded": LINK.replace(";", "%3B", 1),
    "question mark encoded": LINK.replace("?", "%3F"),
    "equals signs encoded": LINK.replace("=", "%3D"),
    "one equals sign encoded": LINK.replace("=", "%3D", 1),
    "all separators encoded": quote(LINK, safe="/"),
    "all of it encoded": quote(LINK, safe=""),
    "all of it encoded twice": quote(quote(LINK, safe=""), safe=""),
    "separators encoded twice": LINK.replace(";", "%253B").replace("=", "%253D"),
    "a full stop behind it": f"{LINK}.",
    "a comma behind it": f"{LINK},",
    "a bracket behind it": f"{LINK})",
    "Markdown behind it": f"{LINK})**.",
    "an encoded bracket behind it": f"{LINK}%29",
    "quotation marks behind it": f"{LINK}\u201d.",
    "a pointed bracket behind it": f"{LINK}>",
    "a semicolon behind it": f"{LINK};",
    "a tracker's parameter": f"{LINK}&utm_source=mail&utm_medium=x",
    "a tracker's parameter after a question mark": f"{LINK}?fbclid=IwAR0",
    "a tracker's parameter where all is encoded": quote(LINK, safe="") + "&gclid=a.b",
    "a text fragment": f"{LINK}:~:text=Verdict",
    "another number sign": f"{LINK}#top",
    "ampersands for semicolons": LINK.replace(";", "&"),
    "entities": LINK.replace(";", "&#59;"),
    "ampersands as entities": LINK.replace(";", "&amp;"),
    "commas for semicolons": LINK.replace(";", ","),
    "a line that mail broke": LINK.replace(";context", "=\r\n;context"),
    "a line that was broken": LINK.replace(";context", "\n  ;context"),
    "quoted-printable": LINK.replace("=", "=3D"),
    "marks that nobody sees": LINK.replace(";", "\u200b;").replace("forge", "for\u00adge"),
    "marks that nobody sees, encoded": LINK.replace(";", "%E2%80%8B;"),
    "a space before it": f" {LINK}",
    "a space within": LINK.replace(";", "; "),
    "an encoded space within": LINK.replace(";", ";%20"),
    "capital letters": LINK.replace("forge", "Forge").replace("v1", "V1"),
    "no version": LINK.replace("v1;", ""),
    "a slash more": LINK.replace("?", "/?"),
    "a whole fragment behind a page": f"/forge?{quote(LINK, safe='')}",
    "a whole plain fragment behind a page": f"/life?{LINK}",
    "numbers as they were then": f"{LINK};as-of=2026-11,k3f,t3.62e3".replace(";", "%3B"),
}


def arrived(fragment):
    route = routes.parse(fragment, "forge")
    assert (route.instrument, route.notice) == ("forge", "")
    return address.decode(Forge, route.state)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_it_leads_to_its_design(form):
    assert arrived(form) == (DESIGN, "")


@pytest.mark.parametrize("form", ["/forge.", "/forge)", "%2Fforge", "/Forge/", "/forge%2F"])
def test_without_a_state_it_leads_to_its_instrument(form):
    assert routes.parse(form) == routes.Route("forge", None, "")


@pytest.mark.parametrize(("behind", "said"), [
    (";conte", "'conte' has no value"), (";colour=red", "'colour' is no input"), (";target_days=many", "many"),
    (";context=4096", "given twice"),
])  # fmt: skip
def test_what_cannot_be_read_is_told_and_the_rest_counts(behind, said):
    values, told = arrived(LINK + behind)
    assert values == DESIGN
    assert said in told
    assert told.startswith("A part of the link could not be used (")
    assert told.endswith("; the rest of it counts.")


def test_of_what_contradicts_itself_nothing_counts():
    values, told = arrived(f"{LINK};training_precision=fp4")
    assert values == defaults(Forge)
    assert told.endswith("; this is the default design.")


def test_who_asks_for_a_whole_link_is_told_what_is_wrong_with_it():
    with pytest.raises(ValueError, match="'colour' is no input"):
        address.taken(Forge, f"{STATE};colour=red")
    assert address.taken(Forge, f"{STATE}.") == (DESIGN, "")


PROMPTS = st.text(max_size=40).filter(lambda text: text < "\ud800" or text.isprintable())


@given(PROMPTS)
def test_a_text_that_can_be_read_as_it_stands_is_never_mended(text):
    """Whatever it looks like: a tracker's parameter, a bracket, a percent sign."""
    model = instruments()["journey"].model_class()
    values = defaults(model) | {"prompt": f"{text}&utm_source=x;context=1)."}
    assert address.decode(model, address.encode(model, values)) == (values, "")


@given(PROMPTS)
def test_a_text_that_was_encoded_again_comes_back(text):
    model = instruments()["journey"].model_class()
    values = defaults(model) | {"prompt": f"{text} 5% off."}
    route = routes.parse(quote(f"/journey?{address.encode(model, values)}", safe=""))
    assert route.instrument == "journey"
    assert address.decode(model, route.state)[0]["prompt"] == values["prompt"]


@given(st.text(max_size=60))
def test_nothing_fails(text):
    assert mended.route(text, instruments())[0] in {"", *instruments()}
    assert all(isinstance(each, str) for each in [*mended.pieces(text, ["context"]), *mended.readings(text)])
