"""What a mention cannot be, whatever the model of surroundings says."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.mentions.mentions import Shape, find_mentions
from intake.extractors.mentions.offers import Offer, may_answer
from intake.extractors.sheets.paper import lay_out
from tests.intake.extractors.written_forms import draw_form


@pytest.mark.parametrize(
    ("drawing", "may"),
    [
        pytest.param("Sharon Training Center", True, id="a school"),
        pytest.param("Training Center Phone No", False, id="a caption that asks for its number"),
    ],
)
def test_a_caption_is_no_school(drawing: str, may: bool) -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_form(drawing)])
    named = {m.value: m for m in find_mentions(paper.pages[0].sheet) if m.shape is Shape.ORGANISATION}
    assert may_answer(paper, Offer(FieldName.TRAINING_CENTER.value, 0.9, named[drawing])) is may


@pytest.mark.parametrize(
    ("drawing", "may"),
    [
        pytest.param("Call    617-555-0100", True, id="unsaid"),
        pytest.param("Phone: 617-555-0100", False, id="called a telephone's"),
        pytest.param("P.O. Box 40, Salem, MA 01970. Telephone\n617-555-0100.", False, id="over a line's end"),
        pytest.param("P.O. Box 40, Salem, MA 01970. Telephone\nCall 617-555-0100", True, id="another word"),
    ],
)
def test_a_number_called_a_telephone_s_is_no_fax(drawing: str, may: bool) -> None:
    paper = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(drawing)])
    (mention,) = [m for m in find_mentions(paper.pages[0].sheet) if m.shape is Shape.PHONE]
    assert may_answer(paper, Offer(FieldName.RETURN_FAX.value, 0.9, mention)) is may


@pytest.mark.parametrize(
    ("drawing", "may"),
    [
        pytest.param("4471    E3118704", True, id="unsaid"),
        pytest.param("4471 MILL POND ROAD    BRISTOL", False, id="a house's"),
    ],
)
def test_a_house_s_number_is_no_end_of_a_social_security_number(drawing: str, may: bool) -> None:
    paper = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(drawing)])
    (mention,) = [
        m for m in find_mentions(paper.pages[0].sheet) if m.shape is Shape.LAST4 and m.value == "4471"
    ]
    assert may_answer(paper, Offer(FieldName.SSN_LAST4.value, 0.9, mention)) is may


@pytest.mark.parametrize(
    ("said", "may"),
    [
        pytest.param("The parties were married at Lynn, Massachusetts on", False, id="a wedding"),
        pytest.param(
            "The parties were married at Lynn. She was born at Salem on", True, id="a birth behind it"
        ),
        pytest.param("Maria T Souza, of Lynn,", True, id="unsaid"),
    ],
)
def test_the_day_of_a_wedding_is_nobodys_birth(said: str, may: bool) -> None:
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(f"{said} September 20, 2003")])
    (mention,) = [m for m in find_mentions(paper.pages[0].sheet) if m.shape is Shape.DATE]
    assert may_answer(paper, Offer(FieldName.DATE_OF_BIRTH.value, 0.9, mention)) is may


@pytest.mark.parametrize(
    ("drawing", "may"),
    [
        pytest.param("4300 Cherry Orchard Drive South, Denver, CO 80246", False, id="a town"),
        pytest.param("Applicant: South, Denver, of Boulder", True, id="a name"),
    ],
)
def test_a_town_before_its_zip_code_is_nobody(drawing: str, may: bool) -> None:
    paper = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(drawing)])
    named = [m for m in find_mentions(paper.pages[0].sheet) if m.value == "Denver South"]
    assert all(may_answer(paper, Offer("applicant_name", 0.9, m)) is may for m in named)
    assert named
