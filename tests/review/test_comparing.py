"""Papers beside a record: each row tells what was compared, and nothing that contradicts its verdict."""

from datetime import date

import pytest

from domain.documents import Document, Evidence, KindGuess
from domain.geometry import Box
from domain.ids import DocumentId, PageId, SubmissionId
from domain.kinds import FieldName, Kind
from domain.records import Candidate, PersonHistory
from domain.submissions import Headers
from processing.matching.compare import compare_record
from processing.matching.query import query_from_documents
from review.comparing import AMONG_WORDS, KnownRecord, ShownComparison, show_candidates
from tests.review.office import a_record

RECORD = a_record(address_line1="12 Invented Lane", phone="(617) 555-0142")
OWN, OTHER, AGENCY = RECORD.email, "somebody@mailbox.example", "licensing@agency.example"


def compare(field: str, text: str, sender: str = "", **values: str) -> ShownComparison:
    """One row of a paper with these fields and this text that a mail brought."""
    evidence = tuple(
        Evidence(FieldName(name), value, value, 0, Box(0, 0, 9, 9), 0.97, "ppocr")
        for name, value in values.items()
    )
    guess = KindGuess(Kind.VERIFICATION_REQUEST, 0.99, False)
    paper = Document(DocumentId("d"), SubmissionId("s"), guess, (PageId("p"),), evidence)
    compared = compare_record(query_from_documents([paper], Headers(sender=sender), own_text=text), RECORD)
    candidate = Candidate(RECORD.certification_number, 0.9, compared.fields)
    known = {RECORD.certification_number: KnownRecord(RECORD, PersonHistory())}
    (shown,) = show_candidates(paper, [candidate], known, sender)
    return next(row for row in shown.comparisons if row.field == field)


@pytest.mark.parametrize(
    ("text", "sender", "paper", "label"),
    [
        pytest.param("", OWN, OWN, "agree", id="the sender is the record's"),
        pytest.param("", OTHER, OTHER, "says nothing", id="another sender"),
        pytest.param(
            f"Ana Reyes, {OWN}", OTHER, f"{OWN} ({AMONG_WORDS})", "agree", id="printed, another sender"
        ),
        pytest.param(f"Ana Reyes, {OWN}", "", f"{OWN} ({AMONG_WORDS})", "agree", id="printed, no mail"),
        pytest.param("", "", "", "missing", id="none"),
    ],
)
def test_email_shows_the_address_that_was_compared(text: str, sender: str, paper: str, label: str) -> None:
    row = compare("email", text, sender, return_email=AGENCY)
    assert (row.paper, row.label) == (paper, label)
    assert row.record == OWN


@pytest.mark.parametrize(
    ("field", "text", "values", "paper", "label", "told"),
    [
        pytest.param("name", "Ana Reyes", {}, AMONG_WORDS, "agree", True, id="name in the text"),
        pytest.param("name", "", {"applicant_name": "Ana Reyes"}, "Ana Reyes", "agree", False, id="name"),
        pytest.param("contact", "12 Invented Lane", {}, AMONG_WORDS, "agree", True, id="street in the text"),
        pytest.param("contact", "9 Other Road", {}, "", "missing", False, id="another street"),
        pytest.param(
            "date_of_birth", "", {"date_of_birth": "1987-06"}, "1987-06", "agree", True, id="a month"
        ),
        pytest.param(
            "date_of_birth", "", {"date_of_birth": "1987-06-05"}, "1987-06-05", "agree", False, id="a day"
        ),
        pytest.param("level", "", {"level": "AEMT"}, "AEMT", "differ", True, id="another level"),
        pytest.param("ssn_last4", "", {"ssn_last4": "4321"}, "••••", "agree", False, id="covered digits"),
    ],
)
def test_verdict_and_values_do_not_contradict(
    field: str, text: str, values: dict[str, str], paper: str, label: str, told: bool
) -> None:
    row = compare(field, text, **values)
    assert (row.paper, row.label, bool(row.told)) == (paper, label, told)
    assert RECORD.date_of_birth == date(1987, 6, 5)
