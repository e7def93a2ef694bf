"""Cards and forms that nobody filled in, told from those on which little could be read."""

from dataclasses import replace

import pytest

from domain.documents import KindGuess
from domain.geometry import Box
from domain.kinds import Kind
from domain.pages import Mark, MarkKind
from domain.submissions import Channel
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.split import split_documents
from intake.classifiers.unfilled import judge_unfilled
from tests.intake.classifiers import papers
from tests.intake.classifiers.conftest import PageMaker
from tests.intake.extractors.written_forms import draw_form


@pytest.mark.parametrize(
    ("issued", "ends", "unfilled"),
    [
        pytest.param("MM/DD/YYYY", "MM/YYYY", True, id="a sample"),
        pytest.param("(mm/dd/yyyy) 03/14/2026", "03/2028", False, id="a place that was filled in"),
        pytest.param("", "", False, id="days that were not read"),
    ],
)
def test_a_sample_card_is_shown_to_a_person(
    issued: str, ends: str, unfilled: bool, page: PageMaker, classifier: KindClassifier
) -> None:
    text = papers.CARD.replace("03/14/2026", issued).replace("03/2028", ends)
    (card,) = split_documents([page(text)], channel=Channel.EMAIL, classifier=classifier).documents
    assert (card.guess.kind, card.guess.abstains) == (Kind.CPR_CARD, unfilled)


OWN_HEAD = """
                      The Commonwealth of Massachusetts
          Department of Public Health - Office of Emergency Medical Services
"""
OTHER_HEAD = """
                        State of New Hampshire
          Department of Safety - Bureau of Emergency Medical Services
"""
FORM = """
            REQUEST FOR VERIFICATION OF EMT CERTIFICATION
Name of EMT   {name}

Other names

Date of birth   {born}           Last 4 of SSN

Certification number             Level

Send verification to (agency)

I authorize the office to release the status of my certification to the agency named above.


Signature of EMT                                  Date

Form EMS-41 (9/2022)
"""
ASKED = KindGuess(Kind.VERIFICATION_REQUEST, 0.99, False)


def test_the_office_own_form_that_nobody_filled_in_is_shown_as_no_request() -> None:
    guess = judge_unfilled(ASKED, [draw_form(OWN_HEAD + FORM.format(name="", born=""))])
    assert (guess.kind, guess.abstains) == (Kind.OTHER, True)


@pytest.mark.parametrize(
    ("head", "name", "born"),
    [
        pytest.param(OWN_HEAD, "Dana Whitfield", "", id="a name"),
        pytest.param(OWN_HEAD, "", "03/14/1990", id="a birth"),
        pytest.param(OTHER_HEAD, "Dana Whitfield", "03/14/1990", id="another state's"),
    ],
)
def test_a_form_on_which_somebody_wrote_stays_a_request(head: str, name: str, born: str) -> None:
    assert judge_unfilled(ASKED, [draw_form(head + FORM.format(name=name, born=born))]) == ASKED


def test_ink_that_could_not_be_read_is_an_answer() -> None:
    page = draw_form(OWN_HEAD + FORM.format(name="", born=""))
    inked = replace(page, marks=(Mark(MarkKind.INK, Box(300, 100, 600, 140)),))
    assert judge_unfilled(ASKED, [inked]) == ASKED


@pytest.mark.parametrize(
    "head", [OTHER_HEAD, "To: Commonwealth of Massachusetts\n" + OTHER_HEAD, "Mail to\n" + OWN_HEAD]
)
def test_another_office_form_that_nobody_filled_in_is_shown_to_a_person(head: str) -> None:
    guess = judge_unfilled(ASKED, [draw_form(head + FORM.format(name="", born=""))])
    assert (guess.kind, guess.abstains) == (Kind.VERIFICATION_REQUEST, True)
