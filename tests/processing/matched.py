"""Requests of many people, approved by a reviewer for the record that is theirs. All are invented."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from benchmarks.matching.labelled import invent_population
from domain.ids import CertificationNumber, SubmissionId
from domain.kinds import Kind
from domain.records import CertificationRecord
from processing.stages.services import Services
from tests.processing.labelled import RITA
from tests.processing.stages.envelopes import Paper, arrive, settle
from tests.storage.situations import decision


def some_people(count: int, seed: int = 3) -> list[CertificationRecord]:
    """People with a status that allows a letter."""
    return [replace(person, status="Active") for person in invent_population(count, seed)[:count]]


def a_request(person: CertificationRecord, **values: str) -> Paper:
    """A form that says what the record says, but for `values`."""
    own: dict[str, str | bool] = {
        "applicant_name": person.full_name,
        "certification_number": person.certification_number,
        "date_of_birth": str(person.date_of_birth),
        "requesting_agency": f"Bureau {person.certification_number}",
        "signature_present": True,
        "signed_on": "2026-12-01",
    }
    return Paper(Kind.VERIFICATION_REQUEST, own | values, text=f"Request of {person.certification_number}")


def approve_requests(
    services: Services,
    people: Sequence[CertificationRecord],
    paper_of: Callable[[int, CertificationRecord], Paper] = lambda place, person: a_request(person),
) -> list[SubmissionId]:
    """Each in an arrival of its own, approved for that person."""
    arrived = []
    for place, person in enumerate(people):
        submission_id = arrive(
            services, f"request-{place}.eml", [paper_of(place, person)], sender=f"s{place}@example.org"
        )
        settle(services, submission_id)
        approve(services, submission_id, person.certification_number)
        arrived.append(submission_id)
    return arrived


def approve(services: Services, submission_id: SubmissionId, number: CertificationNumber) -> None:
    """A reviewer approves the one case of a submission for a record."""
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        made = decision(case.id, case.version)
        work.cases.decide(replace(made, by=RITA, certification_number=number))
