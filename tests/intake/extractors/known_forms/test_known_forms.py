"""A form that comes again is read where people found its values, and nothing that they wrote is kept."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from domain.documents import Evidence
from domain.kinds import Channel, FieldName, Kind
from domain.pages import PageReading
from intake.extractors.extract import extract_evidence, teach_paper
from intake.extractors.known_forms.form import FORMS_FILE, KnownForm, dump_forms, find_form, load_forms
from intake.extractors.known_forms.learning import TaughtPaper, learn_forms
from intake.extractors.sheets.paper import lay_out
from tests.intake.extractors.written_forms import draw_form
from tests.processing.read_forms import FORM, signed_on, write_inquiry

REQUEST = Kind.VERIFICATION_REQUEST
#: As the machine alone reads it, the last day of the form is the day of signing.
ALONE = "2026-03-28"


def taught(place: int, said: Mapping[FieldName, str | None]) -> TaughtPaper:
    return teach_paper(REQUEST, [draw_form(write_inquiry(place))], said, channel=Channel.SCAN)


def read(page: PageReading, forms: list[KnownForm]) -> dict[FieldName, Evidence]:
    return {e.field: e for e in extract_evidence(REQUEST, [page], channel=Channel.SCAN, forms=forms)}


def shifted(place: int) -> str:
    """The same form, two lines lower and a little to the right."""
    return "\n\n" + "\n".join(f"   {line}" for line in write_inquiry(place).split("\n"))


def without_a_day(place: int) -> str:
    """The same form, which nobody signed."""
    return write_inquiry(place).replace("03/15/2026", "")


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        pytest.param(write_inquiry, signed_on(2), id="as it was"),
        pytest.param(shifted, signed_on(2), id="fed askew"),
        pytest.param(without_a_day, None, id="without the day: the refused one is not read for it"),
    ],
)
def test_the_day_is_read_where_a_person_found_it(drawn: Callable[[int], str], expected: str | None) -> None:
    page = draw_form(drawn(2))
    assert read(page, [])[FieldName.SIGNED_ON].value == ALONE
    found = read(page, learn_forms([taught(5, {FieldName.SIGNED_ON: signed_on(5)})])).get(FieldName.SIGNED_ON)
    assert (found.value if found else None) == expected
    assert found is None or (found.by_form and found.confidence < 0.9)


def test_what_a_person_called_nothing_is_no_longer_read() -> None:
    forms = learn_forms([taught(5, {FieldName.SIGNED_ON: None})])
    assert FieldName.SIGNED_ON not in read(draw_form(write_inquiry(2)), forms)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({FieldName.SIGNED_ON: "2026-06-26"}, id="a misread day stands in its place"),
        pytest.param({FieldName.SIGNED_ON: "2026-06-28"}, id="what was confirmed says nothing new"),
        pytest.param({FieldName.SIGNED_ON: "2019-11-30"}, id="what stands nowhere has no place"),
        pytest.param({}, id="nothing said"),
    ],
)
def test_what_tells_no_other_place_changes_nothing(said: dict[FieldName, str | None]) -> None:
    page = draw_form(write_inquiry(2))
    assert read(page, learn_forms([taught(5, said)])) == read(page, [])


def test_copies_that_contradict_each_other_teach_nothing_of_the_field() -> None:
    forms = learn_forms(
        [taught(5, {FieldName.SIGNED_ON: signed_on(5)}), taught(6, {FieldName.SIGNED_ON: "2026-07-28"})]
    )
    assert read(draw_form(write_inquiry(2)), forms)[FieldName.SIGNED_ON].value == ALONE


def test_another_form_is_not_taken_for_it() -> None:
    forms = learn_forms([taught(5, {FieldName.SIGNED_ON: signed_on(5)})])
    other = FORM.format(name="Maria Souza", month=1, day=2, number=7)
    assert find_form(forms, lay_out(REQUEST, [draw_form(other)])) is None
    assert find_form(forms, lay_out(Kind.CPR_CARD, [draw_form(write_inquiry(2))])) is None
    assert find_form(forms, lay_out(REQUEST, [draw_form(write_inquiry(2))])) is forms[0]


def test_the_file_holds_the_forms_and_no_word_that_people_wrote(tmp_path: Path) -> None:
    said: dict[FieldName, str | None] = {
        FieldName.SIGNED_ON: signed_on(5),
        FieldName.APPLICANT_NAME: "Ulrike Quimby",
        FieldName.DATE_OF_BIRTH: "1987-06-06",
    }
    forms = learn_forms([taught(5, said)])
    (tmp_path / FORMS_FILE).write_bytes(dump_forms(forms, {}))
    assert list(load_forms(tmp_path)) == forms
    kept = (tmp_path / FORMS_FILE).read_text("utf-8").casefold()
    assert [
        word for word in ("ulrike", "quimby", "1987", "2026", "e09", "board.example") if word in kept
    ] == []
