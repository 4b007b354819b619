"""What goes into a spreadsheet: columns and numbers in English and German settings, as the page shows them and to the last digit."""

import pytest

from instruments.forge.model import Forge
from instruments.frame.discovery import instruments
from instruments.frame.result import Result
from instruments.frame.sheet import HEAD, as_sheet, as_tsv, ascii_text
from tests.spreadsheet import SETTINGS, columns, parted, read

RESULTS = {
    name: model.result
    for name, declared in instruments().items()
    if isinstance(getattr(model := declared.model_class()(), "result", None), Result)
}
RESULTS["forge, without an answer"] = Forge(training_accelerator="tpu-v7").result


def as_opened(result, language):
    return columns(read(as_sheet(result).encode("ascii"), language))


def as_pasted(result, language):
    return columns(parted(as_tsv(result), "\t", language))


@pytest.mark.parametrize("language", SETTINGS)
@pytest.mark.parametrize("way", [as_opened, as_pasted])
@pytest.mark.parametrize("name", RESULTS)
def test_every_row_is_there_in_every_language(name, way, language):
    result = RESULTS[name]
    table = way(result, language)
    assert tuple(table) == HEAD
    assert table["Row"] == list(result.figures)
    plain = ascii_text if way is as_opened else str
    for place, figure in enumerate(result.figures.values()):
        row = {head: column[place] for head, column in table.items()}
        assert row["Figure"] == plain(figure.row.label)
        assert row["Full value"] == ("" if figure.value is None else figure.value)
        assert row["Value"] == ("" if figure.value is None else float(figure.shown.number.replace(",", "")))
        assert row["Unit"] == plain(figure.shown.unit)
        assert (row["Full unit"] or "1") == figure.unit
        assert (row["Trust"], row["Equation"]) == (figure.trust, figure.equation)


def test_a_decimal_mark_is_a_date_or_a_text_somewhere():
    """The rules by which these tests read refuse what the sheet has to avoid."""
    with pytest.raises(AssertionError, match=r"'1\.5' becomes a date"):
        parted("1.5", ";", "de")
    assert parted("1,5", ";", "en") == [["1,5"]]
    assert read(b"a,b\r\n1,2", "de") == [["a,b"], [1.2]]


def test_letters_that_have_no_plain_form_do_not_vanish_from_what_is_exported():
    """Units and labels stay tellable: nothing but accents and the like is left out."""
    for result in RESULTS.values():
        for figure in result.figures.values():
            for text in (figure.row.label, figure.shown.unit):
                assert len(ascii_text(text)) >= len(text)
