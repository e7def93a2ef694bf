"""Ways by which a paper does not want its answer."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.requests.refused_ways import refuses_way
from tests.intake.extractors.written_forms import draw_form, read_fields

FAX, MAIL, POST = FieldName.RETURN_FAX, FieldName.RETURN_EMAIL, FieldName.RETURN_ADDRESS


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        pytest.param("Mail it under seal. Do not fax. Help line 505-555-0174.", {FAX}, id="in two words"),
        pytest.param("Please do not fax or e-mail this form.", {FAX, MAIL}, id="two ways"),
        pytest.param("No e-mailed forms, please.", {MAIL}, id="what is sent so"),
        pytest.param("We do not take copies by e-mail.", {MAIL}, id="by a way"),
        pytest.param("Faxed copies will not be accepted.", {FAX}, id="not accepted"),
        pytest.param("Do not mail this form; fax it.", {POST}, id="by post"),
        pytest.param("No e-mail is used for this form.", {MAIL}, id="no use for it"),
        pytest.param("No fax is accepted.", {FAX}, id="none is accepted"),
        pytest.param("No fax is accepted unless signed.", set(), id="on terms"),
        pytest.param("No fax is accepted after 5 p.m.", set(), id="at some hours"),
        pytest.param("If no fax is received within 30 days we close the file.", set(), id="not in time"),
        pytest.param("If no e-mail is received by June 1, call us.", set(), id="not by a day"),
        pytest.param("Telephone 505-555-0174. No facsimile copies.", {FAX}, id="no facsimiles"),
        pytest.param("Facsimile copies are not accepted.", {FAX}, id="facsimiles not accepted"),
        pytest.param("No facsimile copies of your card.", set(), id="facsimiles of a card"),
        pytest.param("Phone no. 505-555-0174   Facsimile no. 505-555-0175", set(), id="its caption"),
        pytest.param("Mail it if no fax is used.", set(), id="if another is not used"),
        pytest.param("No mail is received on Sundays.", set(), id="on some days"),
        pytest.param("No fax is accepted from the applicant. Agencies fax to us.", set(), id="from one"),
        pytest.param("No e-mail is accepted from applicants; agencies may e-mail us.", set(), id="from some"),
        pytest.param("No faxes are accepted from third parties; fax directly.", set(), id="from others"),
        pytest.param("If no e-mail is given, we write.", set(), id="none given"),
        pytest.param("Phone no. 505-555-0174   Fax no. 505-555-0175", set(), id="captions"),
        pytest.param("Military EMS?\nno\nE-mail   Employer", set(), id="an answer over a caption"),
        pytest.param("Registry no. E-mail: ana@inbox.example", set(), id="a number's caption"),
        pytest.param("Do not fax this form to the applicant.", set(), id="to the applicant"),
        pytest.param("Applicant: do not fax this form.", set(), id="by the applicant"),
        pytest.param("Forms faxed by the applicant are not accepted.", set(), id="faxed by the applicant"),
        pytest.param("Forms mailed without a seal are not accepted.", set(), id="what lacks something"),
        pytest.param("Do not fax Social Security numbers.", set(), id="something else"),
        pytest.param("Do not fax", {FAX}, id="nothing more"),
        pytest.param("Do not fax this form.", {FAX}, id="this form"),
        pytest.param("Faxed forms are not accepted.", {FAX}, id="forms sent so"),
        pytest.param("We cannot accept faxed copies.", {FAX}, id="copies sent so"),
        pytest.param("Do not email copies of this form.", {MAIL}, id="copies of the form"),
        pytest.param("Do not fax your reply to us, please.", {FAX}, id="a reply to us"),
        pytest.param("DO NOT FAX OR EMAIL\nMail to: P.O. Box 40", {FAX, MAIL}, id="over another way"),
        pytest.param("Verifications sent by fax will be rejected.", {FAX}, id="what is sent by a way"),
        pytest.param("No faxed verifications of licensure will be accepted.", {FAX}, id="none accepted"),
        pytest.param("Do not fax this form or any records.", {FAX}, id="the form and more"),
        pytest.param("Do not email your Social Security number.", set(), id="a number"),
        pytest.param("Do not mail your original certificate.", set(), id="a certificate"),
        pytest.param("Do not fax or e-mail copies of your card.", set(), id="copies of a card"),
        pytest.param("Do not fax any medical records.", set(), id="records"),
        pytest.param("No faxed medical records.", set(), id="no records"),
        pytest.param("Please do not fax this form more than once.", set(), id="more than once"),
        pytest.param("Do not fax this form, unless we ask for it.", set(), id="unless asked"),
        pytest.param("Do not fax this form until it is signed.", set(), id="until signed"),
        pytest.param("Faxed forms will not be accepted unless signed.", set(), id="unless signed"),
        pytest.param("We cannot accept faxed copies without a cover sheet.", set(), id="without a cover"),
        pytest.param("No faxed forms without a cover sheet.", set(), id="none without a cover"),
        pytest.param("Personal e-mail addresses are not accepted.", set(), id="addresses"),
        pytest.param("Do not mail this form to the National Registry.", set(), id="to another office"),
        pytest.param("If you do not have a telefax, call us.", set(), id="who has none"),
        pytest.param("Do not hesitate to e-mail us.", set(), id="an offer"),
    ],
)
def test_a_sentence_forbids_a_way(text: str, refused: set[FieldName]) -> None:
    assert {way for way in (FAX, MAIL, POST) if refuses_way(text, way)} == refused


FORM = """
NEVADA DEPARTMENT OF HEALTH
VERIFICATION OF LICENSURE

Applicant name: Ana M Lopez
Date of birth: 04/07/1995
Certification number: E0810170      Level: EMT

STATE AGENCY: mail this form to EMS Bureau, 1040 Sagebrush Road,
Carson City, NV 89701. {said}
Fax 775-555-0174. E-mail ems@nvhealth.example.org.
"""


@pytest.mark.parametrize(
    ("said", "ways"),
    [
        pytest.param("Do not fax.", {POST, MAIL}, id="no fax"),
        pytest.param("No faxed or e-mailed forms.", {POST}, id="nothing but post"),
        pytest.param("Do not return to applicant.", {POST, FAX, MAIL}, id="all"),
        pytest.param("Do not email your Social Security number.", {POST, FAX, MAIL}, id="a number"),
        pytest.param("No e-mail is used for this form.", {POST, FAX}, id="no use for one"),
        pytest.param("No fax is accepted after 5 p.m.", {POST, FAX, MAIL}, id="at some hours"),
        pytest.param("If no e-mail is received by June 1, call us.", {POST, FAX, MAIL}, id="not by a day"),
    ],
)
def test_an_answer_goes_by_no_way_that_its_paper_forbids(said: str, ways: set[FieldName]) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(FORM.format(said=said)))
    assert {FAX, MAIL, POST} & set(found) == ways


def test_a_help_line_is_no_telefax() -> None:
    page = FORM.format(said="Do not fax.").replace("Fax 775", "Help line 775")
    assert FAX not in read_fields(Kind.VERIFICATION_REQUEST, draw_form(page))
