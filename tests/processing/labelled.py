"""Papers of wordings that no model ever learned, confirmed by a reviewer and decided. All are invented."""

from collections.abc import Sequence
from dataclasses import replace

from domain.corrections import KindWord
from domain.ids import CertificationNumber, SubmissionId, UserName
from domain.kinds import FIELDS_OF, Kind
from domain.states import Stage
from processing.corrections import correct_fields, correct_kind
from processing.stages.running import run_stage
from processing.stages.services import Services
from tests.processing.stages.envelopes import NOW, Paper, arrive, settle
from tests.storage.situations import decision

RITA = UserName("rita")

#: Both are left to a person by the shipped model.
PASSPORT = (
    "Harbor County Rescue Passport of {name} stamped for compressions and breaths at the "
    "station by our examiner on 05/{day:02d}/2026 stamp good through 05/{day:02d}/2028"
)
LOG = (
    "Heart station log {name} compressions breaths defibrillator station stamped {day} of 30 may 2026 "
    "until may 2028"
)
FIRST = ("Maria", "John", "Ana", "Lee", "Quentin", "Ulrike")
LAST = ("Souza-Lima", "Moore", "Reyes", "Okafor", "Vandenberg")


def a_card(number: int) -> Paper:
    """One of the wordings, with somebody's name and some day; no two of them repeat one another."""
    name = f"{FIRST[number % 6]} {LAST[number % 5]}"
    text = (PASSPORT, LOG)[number % 2].format(name=name, day=number % 28 + 1)
    values: dict[str, str | bool] = {
        "holder_name": name,
        "course": "BLS",
        "certificate_id": f"{(number + 1) * 73_939_133 % 10**12:012}",
    }
    return Paper(Kind.CPR_CARD, values, text=f"{text} {values['certificate_id']}")


def decide_papers(services: Services, papers: Sequence[Paper], *, confirm: bool = True) -> list[SubmissionId]:
    """Each paper in an arrival of its own: confirmed whole by a reviewer, and decided."""
    arrived = []
    for number, paper in enumerate(papers):
        submission_id = arrive(services, f"card-{number}.eml", [paper], sender=f"sender{number}@example.org")
        settle(services, submission_id)
        if confirm:
            confirm_whole(services, submission_id)
        decide(services, submission_id)
        arrived.append(submission_id)
    return arrived


def confirm_whole(services: Services, submission_id: SubmissionId) -> None:
    """A reviewer says that everything is right as read, and that the rest is not on the paper."""
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        document = work.documents.get(case.document_ids[0])
        said = {name: document.value(name) for name in FIELDS_OF[document.guess.kind]}
        correct_fields(work, case.id, case.version, document.id, said, RITA, NOW)
    _make_anew(services, submission_id)


def name_kind(services: Services, submission_id: SubmissionId, word: KindWord) -> None:
    """A reviewer says what the paper is."""
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        correct_kind(work, case.id, case.version, case.document_ids[0], word, RITA, NOW)
    _make_anew(services, submission_id)


def decide(services: Services, submission_id: SubmissionId) -> None:
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        number = CertificationNumber("E0901234")
        made = decision(case.id, case.version)
        work.cases.decide(replace(made, by=RITA, certification_number=number))


def _make_anew(services: Services, submission_id: SubmissionId) -> None:
    for stage in (Stage.MATCH, Stage.CHECK, Stage.QUEUE):
        run_stage(stage, submission_id, services)
