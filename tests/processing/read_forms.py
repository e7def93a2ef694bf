"""Forms that are read off their pages, corrected by a reviewer and decided. All are invented."""

from collections.abc import Mapping

from domain.ids import SubmissionId
from domain.kinds import FIELDS_OF, FieldName, Kind
from domain.states import Stage
from intake.readers.wire import encode_reading
from processing.corrections import correct_fields
from processing.stages.running import run_stage
from processing.stages.services import Services
from tests.intake.extractors.written_forms import draw_form
from tests.processing.labelled import RITA, decide
from tests.processing.stages.envelopes import NOW, Paper, arrive, settle

FORM = """
VERIFICATION OF EMS CERTIFICATION
Applicant name:      {name}
Date of birth:       {month:02}/{day:02}/1987
Certification no.:   E09{number:05}
Send the form to:    Board of {name}
"""
INQUIRY = """
ELIGIBILITY INQUIRY BETWEEN BOARDS
Sheet opened by the desk:              {opened}
Complaints about this sheet:           complaints.{place}@board.example.gov
We ask about this member of your state, with the certificate printed here:
{name}                                 E09{number:05}
Came into the world:                   {born}
Kindly send the completed sheet with your seal to the office named below
Our office:  Ohio Board of Emergency Services
Responsible clerk at the office:       {clerk}
Desk that opens your answer:           desk.{place}@board.example.gov
The pen was put to this sheet:         {signed}
The desk closes its books:             {closes}
"""
FIRST = ("Maria", "John", "Ana", "Lee", "Quentin", "Ulrike", "Zoe")
LAST = ("Souza", "Moore", "Reyes", "Okafor", "Vandenberg", "Quimby", "Hale", "Nowak")


def read_form(services: Services, place: int) -> SubmissionId:
    """One form in an arrival of its own, up to the queue."""
    drawn = FORM.format(
        name=f"{FIRST[place % 7]} {LAST[place % 8]}", month=place % 12 + 1, day=place % 28 + 1,
        number=place * 7_919 % 100_000,
    )  # fmt: skip
    return read_drawn(services, place, drawn)


def read_inquiry(services: Services, place: int) -> SubmissionId:
    """One form of another board, on which the machine takes the last day for the day of signing."""
    return read_drawn(services, place, write_inquiry(place))


def write_inquiry(place: int) -> str:
    """The form as text; the day on which it was signed is `signed_on`."""
    month = f"{place % 9 + 1:02}"
    return INQUIRY.format(
        opened=f"{month}/12/2026", closes=f"{month}/28/2026", signed=f"{month}/15/2026",
        name=f"{FIRST[place % 7]} {LAST[place % 8]}",
        clerk=f"{FIRST[(place + 3) % 7]} {LAST[(place + 5) % 8]}",
        born=f"{place % 12 + 1:02}/{place % 28 + 1:02}/1987", number=place * 7_919 % 100_000, place=place,
    )  # fmt: skip


def signed_on(place: int) -> str:
    """When the form of another board was signed."""
    return f"2026-{place % 9 + 1:02}-15"


def read_drawn(services: Services, place: int, drawn: str) -> SubmissionId:
    """A form drawn in characters, in an arrival of its own, up to the queue."""
    paper = Paper(Kind.VERIFICATION_REQUEST, {}, text=drawn)
    submission_id = arrive(services, f"form-{place}.eml", [paper], sender=f"form{place}@example.org")
    with services.storage.work() as work:
        (page,) = work.submissions.pages(submission_id)
        work.submissions.save_reading(page.id, None, encode_reading(draw_form(drawn)))
        work.jobs.restart(Stage.EXTRACT, submission_id, NOW)
    run_stage(Stage.EXTRACT, submission_id, services)
    settle(services, submission_id)
    return submission_id


def decide_form(
    services: Services, submission_id: SubmissionId, said: Mapping[FieldName, str | None] | None = None
) -> None:
    """A reviewer says what the paper says of all fields, as read but for `said`, and decides its case."""
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        document = work.documents.get(case.document_ids[0])
        words = {name: document.value(name) for name in FIELDS_OF[document.guess.kind]} | dict(said or {})
        correct_fields(work, case.id, case.version, document.id, words, RITA, NOW)
    settle(services, submission_id)
    decide(services, submission_id)
