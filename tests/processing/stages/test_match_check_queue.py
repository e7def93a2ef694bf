"""Stories of envelopes from the last value read to the case in the queue, on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.cases import Decision
from domain.corrections import PERSON
from domain.ids import CertificationNumber, SubmissionId, UserName
from domain.kinds import (
    Channel,
    DispatchKind,
    FieldName,
    FindingCode,
    Kind,
    MatchStatus,
    Outcome,
    Priority,
    Route,
    Subkind,
)
from domain.records import Candidate
from domain.states import DispatchState, PartOutcome
from domain.submissions import FaxFacts
from processing.predictions import describe_submission
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.processing.matching.people import MARIA, person
from tests.processing.stages.envelopes import NOW, SEPARATOR, Paper, arrive, services_on, settle

FORM = Paper(
    Kind.VERIFICATION_REQUEST,
    {
        "applicant_name": "Maria Souza-Lima",
        "certification_number": "E0901234",
        "date_of_birth": "1987-06-05",
        "requesting_agency": "Granite State EMS Bureau",
        "return_fax": "603-555-0101",
        "signature_present": True,
        "signed_on": "2026-12-01",
    },
)
CARD = Paper(
    Kind.CPR_CARD,
    {
        "holder_name": "Maria Souza-Lima",
        "provider": "AHA",
        "course": "BLS",
        "issued_on": "2026-05-16",
        "expires_on": "2028-05",
        "certificate_id": "265401234567",
    },
    text="BLS provider has completed the cognitive and skills evaluations",
)
DECREE = Paper(
    Kind.NAME_CHANGE_EVIDENCE,
    {
        "evidence_type": "court_order",
        "former_name": "Maria Souza-Lima",
        "new_name": "Maria Quimby",
        "date_of_birth": "1987-06-05",
    },
    text="It is ordered and decreed that the name be changed",
)
JOHN = person("P0812345", "John", "Moore", "1976-05-24")
JOHNS_FORM = Paper(
    Kind.VERIFICATION_REQUEST,
    FORM.values
    | {
        "applicant_name": "John Moore",
        "certification_number": "P0812345",
        "date_of_birth": "1976-05-24",
    },
)
JOAN_NOBODY = Paper(Kind.CPR_CARD, CARD.values | {"holder_name": "Joan Moore"}, text=CARD.text)
FAX = FaxFacts(profile="gateway", caller="+16175550123")


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    with storage.work() as work:
        work.records.upsert([MARIA, JOHN], NOW)
    return services_on(storage, tmp_path)


def matches(services: Services, submission_id: SubmissionId) -> list[tuple[MatchStatus, str | None]]:
    with services.storage.work() as work:
        found = [work.documents.match(d.id) for d in work.documents.of_submission(submission_id)]
    return [(m.status, m.best.certification_number if m.best else None) for m in found if m]


def codes(services: Services, submission_id: SubmissionId, ordinal: int = 0) -> set[FindingCode]:
    with services.storage.work() as work:
        document = work.documents.of_submission(submission_id)[ordinal]
        return {finding.code for finding in work.documents.findings(document.id)}


def test_a_form_and_its_card_become_one_case_of_one_person(services: Services) -> None:
    sent = arrive(services, "mail-1.eml", [FORM, CARD])
    settle(services, sent)
    assert matches(services, sent) == [(MatchStatus.MATCHED, "E0901234")] * 2
    assert codes(services, sent) == codes(services, sent, 1) == set()
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(sent)
        row = work.cases.rows()[0]
    assert case.kind is Kind.VERIFICATION_REQUEST
    assert case.certification_number == CertificationNumber("E0901234")
    assert len(case.document_ids) == 2
    assert (case.route, case.priority) == (Route.ORDINARY_REVIEW, Priority.NORMAL)
    assert case.due_on == date(2027, 1, 5)
    assert row.sure


def test_two_people_of_one_mail_become_two_cases(services: Services) -> None:
    sent = arrive(services, "mail-2.eml", [FORM, JOHNS_FORM, CARD])
    settle(services, sent)
    with services.storage.work() as work:
        cases = work.cases.of_submission(sent)
    assert [(c.certification_number, len(c.document_ids)) for c in cases] == [
        ("E0901234", 2),
        ("P0812345", 1),
    ]


def test_papers_of_one_person_are_about_the_credential_that_one_of_them_names(services: Services) -> None:
    """The card says nothing of it; the form beside it prints the number of the one not in force."""
    later = replace(
        MARIA,
        certification_number=CertificationNumber("A0907777"),
        level="AEMT",
        expires_on=date(2029, 3, 31),
    )
    with services.storage.work() as work:
        work.records.upsert([later], NOW)
        work.records.upsert([replace(MARIA, status="Void")], NOW)
    together = arrive(services, "mail-7.eml", [FORM, CARD])
    alone = arrive(
        services, "mail-8.eml", [replace(CARD, values=CARD.values | {"date_of_birth": "1987-06-05"})]
    )
    for submission_id in (together, alone):
        settle(services, submission_id)
    assert matches(services, together) == [(MatchStatus.MATCHED, "E0901234")] * 2
    assert matches(services, alone) == [(MatchStatus.MATCHED, "A0907777")]


def test_a_letter_that_asks_for_two_people_is_no_ones_alone(services: Services) -> None:
    asks = Paper(
        FORM.kind,
        FORM.values,
        text="Please verify Maria Souza-Lima, E0901234, and John Moore, P0812345. Thanks",
    )
    sent = arrive(services, "letter-1.pdf", [asks])
    settle(services, sent)
    assert matches(services, sent) == [(MatchStatus.AMBIGUOUS, "E0901234")]
    assert FindingCode.SEVERAL_PERSONS in codes(services, sent)
    with services.storage.work() as work:
        (document,) = work.documents.of_submission(sent)
        [several] = [f for f in work.documents.findings(document.id) if f.code is FindingCode.SEVERAL_PERSONS]
    assert "John Moore (P0812345)" in several.staff_words
    assert "Moore" not in several.applicant_words


def test_whom_a_person_names_it_is_about_though_it_asks_for_others_too(services: Services) -> None:
    asks = Paper(
        FORM.kind, FORM.values, text="Please verify Maria Souza-Lima, E0901234, and John Moore, P0812345."
    )
    sent = arrive(services, "letter-2.pdf", [asks])
    with services.storage.work() as work:
        (document,) = work.documents.of_submission(sent)
        told = [
            replace(e, reader=PERSON) if e.field is FieldName.CERTIFICATION_NUMBER else e
            for e in document.evidence
        ]
        work.documents.save_evidence(document.id, told)
    settle(services, sent)
    assert matches(services, sent) == [(MatchStatus.MATCHED, "E0901234")]
    assert FindingCode.SEVERAL_PERSONS in codes(services, sent)


def test_separators_keep_one_persons_papers_from_lending_to_the_next(services: Services) -> None:
    together = arrive(services, "one.pdf", [FORM, CARD], channel=Channel.SCAN)
    parted = arrive(services, "two.pdf", [FORM, SEPARATOR, CARD], channel=Channel.SCAN)
    for submission_id in (together, parted):
        settle(services, submission_id)
    assert [status for status, _ in matches(services, together)] == [MatchStatus.MATCHED] * 2
    assert [status for status, _ in matches(services, parted)] == [MatchStatus.MATCHED, MatchStatus.AMBIGUOUS]


def test_a_relative_without_a_record_borrows_nothing(services: Services) -> None:
    sent = arrive(services, "mail-3.eml", [JOHNS_FORM, JOAN_NOBODY])
    settle(services, sent)
    assert matches(services, sent)[1][0] is not MatchStatus.MATCHED


def test_a_card_in_the_new_name_is_shown_with_the_decrees_record(services: Services) -> None:
    card = Paper(Kind.CPR_CARD, CARD.values | {"holder_name": "Maria Quimby"}, text=CARD.text)
    sent = arrive(services, "mail-4.eml", [DECREE, card])
    settle(services, sent)
    assert matches(services, sent) == [
        (MatchStatus.MATCHED, "E0901234"),
        (MatchStatus.AMBIGUOUS, "E0901234"),
    ]
    assert FindingCode.NAME_MISMATCH not in codes(services, sent)
    assert FindingCode.NAME_MISMATCH in codes(services, sent, 1)


def test_a_paper_that_names_nobody_is_shown_with_its_neighbours_record(services: Services) -> None:
    licence = Paper(
        Kind.NAME_CHANGE_EVIDENCE, {"evidence_type": "drivers_license", "date_of_birth": "1987-06-05"}
    )
    sent = arrive(services, "mail-5.eml", [DECREE, licence])
    settle(services, sent)
    assert matches(services, sent)[1] == (MatchStatus.AMBIGUOUS, "E0901234")


def test_the_covering_note_helps_a_card_with_only_a_name(services: Services) -> None:
    alone = arrive(services, "mail-6.eml", [CARD], sender="")
    noted = arrive(services, "mail-7.eml", [CARD], body="My certification number is E0901234. Thank you.")
    covered = arrive(services, "mail-8.eml", [None, CARD], between="Fax, 2 pages. Re: EMT E0901234")
    for submission_id in (alone, noted, covered):
        settle(services, submission_id)
    assert matches(services, alone)[0][0] is MatchStatus.AMBIGUOUS
    assert matches(services, noted)[0] == (MatchStatus.MATCHED, "E0901234")
    assert matches(services, covered)[0] == (MatchStatus.MATCHED, "E0901234")


def test_a_case_decided_for_the_same_sender_helps_the_next_paper_and_settles_nothing(
    services: Services,
) -> None:
    clerk = "clerk@station.example.org"
    first = arrive(services, "mail-20.eml", [FORM], sender=clerk)
    settle(services, first)
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(first)
        work.cases.decide(
            Decision(case.id, Outcome.APPROVE, ("complete",), UserName("rita"), NOW, case.version)
        )
    known = arrive(services, "mail-21.eml", [CARD], sender=clerk)
    unknown = arrive(services, "mail-22.eml", [CARD], sender="other@station.example.org")
    for submission_id in (known, unknown):
        settle(services, submission_id)
    helped, alone = (_best_of(services, submission_id) for submission_id in (known, unknown))
    assert ("history" in helped.reasons, "history" in alone.reasons) == (True, False)
    assert helped.probability > alone.probability
    assert matches(services, known) == [(MatchStatus.AMBIGUOUS, "E0901234")]


def _best_of(services: Services, submission_id: SubmissionId) -> Candidate:
    with services.storage.work() as work:
        (document,) = work.documents.of_submission(submission_id)
        match = work.documents.match(document.id)
    assert match
    assert match.best
    return match.best


def test_the_papers_own_words_name_the_number_that_no_field_gave(services: Services) -> None:
    values = {k: v for k, v in FORM.values.items() if k not in ("certification_number", "date_of_birth")}
    form = Paper(FORM.kind, values, text=f"{FORM.text} Massachusetts certification E0901234")
    sent = arrive(services, "scan-1.pdf", [form], channel=Channel.SCAN)
    settle(services, sent)
    assert matches(services, sent) == [(MatchStatus.MATCHED, "E0901234")]


def test_findings_stand_beside_the_record_and_choose_the_route(services: Services) -> None:
    swapped = Paper(FORM.kind, FORM.values | {"date_of_birth": "1987-05-06"})
    unsigned = Paper(FORM.kind, FORM.values | {"signature_present": False})
    stranger = Paper(
        FORM.kind,
        FORM.values
        | {
            "applicant_name": "Ann Nowak",
            "certification_number": "E0777777",
            "date_of_birth": "1990-10-21",
        },
    )
    stories = {
        "swapped": (swapped, FindingCode.DOB_MISMATCH, Route.SENIOR_REVIEW),
        "unsigned": (unsigned, FindingCode.MISSING_SIGNATURE, Route.ASK_SENDER),
        "stranger": (stranger, FindingCode.NO_RECORD, Route.ASK_SENDER),
    }
    for name, (paper, code, route) in stories.items():
        sent = arrive(services, name, [paper], sender="")
        settle(services, sent)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(sent)
        assert code in codes(services, sent), name
        assert case.route is route, name


def test_the_same_form_by_fax_is_linked_to_the_mail_and_joins_its_case(services: Services) -> None:
    first = arrive(services, "mail-8.eml", [FORM])
    again = arrive(
        services, "fax-1.eml", [FORM], channel=Channel.FAX, fax=FAX, received_at=NOW + timedelta(hours=3)
    )
    for submission_id in (first, again):
        settle(services, submission_id)
    with services.storage.work() as work:
        original = work.documents.of_submission(first)[0].id
        repeated = work.documents.of_submission(again)[0].id
        assert work.documents.duplicate_of(repeated) == original
        assert work.documents.duplicate_of(original) is None
        (case,) = work.cases.of_submission(first)
        assert work.cases.of_submission(again) == [case]
        assert case.document_ids == (original, repeated)
        assert case.priority is Priority.NORMAL


def test_a_link_goes_where_better_reading_shows_another_paper(services: Services) -> None:
    first = arrive(services, "mail-16.eml", [FORM])
    again = arrive(services, "mail-17.eml", [FORM], received_at=NOW + timedelta(hours=1))
    for submission_id in (first, again):
        settle(services, submission_id)
    with services.storage.work() as work:
        repeated = work.documents.of_submission(again)[0]
        assert work.documents.duplicate_of(repeated.id)
        work.documents.save_evidence(
            repeated.id,
            [
                replace(e, value="2026-12-15") if e.field is FieldName.SIGNED_ON else e
                for e in repeated.evidence
            ],
        )
    settle(services, again)
    with services.storage.work() as work:
        assert work.documents.duplicate_of(repeated.id) is None


def test_the_earlier_paper_is_the_original_even_where_it_is_handled_later(services: Services) -> None:
    later = arrive(services, "mail-9.eml", [FORM], received_at=NOW + timedelta(hours=3))
    earlier = arrive(services, "mail-10.eml", [FORM])
    for submission_id in (later, earlier):
        settle(services, submission_id)
    with services.storage.work() as work:
        assert work.documents.duplicate_of(work.documents.of_submission(later)[0].id) == (
            work.documents.of_submission(earlier)[0].id
        )


@pytest.mark.parametrize(
    ("second_sender", "linked"), [("maria@example.org", True), ("ann@example.org", False)]
)
def test_news_from_two_people_is_no_duplicate(services: Services, second_sender: str, linked: bool) -> None:
    news = Paper(Kind.OTHER, {}, text="Bystander saves skater on frozen pond " * 8, subkind=Subkind.UNKNOWN)
    first = arrive(services, "mail-11.eml", [news])
    again = arrive(
        services, "mail-12.eml", [news], sender=second_sender, received_at=NOW + timedelta(hours=1)
    )
    for submission_id in (first, again):
        settle(services, submission_id)
    with services.storage.work() as work:
        duplicate = work.documents.duplicate_of(work.documents.of_submission(again)[0].id)
    assert (duplicate is not None) is linked


def test_a_mail_is_acknowledged_once_and_a_fax_never(services: Services) -> None:
    mail = arrive(services, "mail-13.eml", [FORM])
    faxed = arrive(services, "fax-2.eml", [JOHNS_FORM], channel=Channel.FAX, fax=FAX)
    for submission_id in (mail, mail, faxed):
        settle(services, submission_id)
    with services.storage.work() as work:
        letters = [
            dispatch
            for submission_id in (mail, faxed)
            for case in work.cases.of_submission(submission_id)
            for dispatch in work.dispatches.of_case(case.id)
        ]
    assert [(d.kind, d.recipient) for d in letters] == [(DispatchKind.ACKNOWLEDGEMENT, "maria@example.org")]
    assert "Souza" not in " ".join(letters[0].words)


@pytest.mark.parametrize(
    ("papers", "outcome", "words"),
    [
        pytest.param([], PartOutcome.NEEDS_PASSWORD, "needs a password", id="only a locked file"),
        pytest.param(
            [FORM], PartOutcome.NEEDS_PASSWORD, "needs a password", id="a locked file beside a form"
        ),
        pytest.param([], PartOutcome.UNREADABLE, "cannot be opened", id="a broken file"),
    ],
)
def test_a_locked_file_waits_unasked_for(
    services: Services, papers: list[Paper], outcome: PartOutcome, words: str
) -> None:
    """P8099: held, and the sender is asked for another copy."""
    sent = arrive(services, "locked.eml", papers, outcome=outcome)
    settle(services, sent)
    settle(services, sent)
    with services.storage.work() as work:
        (asked,) = work.dispatches.in_states([DispatchState.READY])
    assert asked.recipient == "maria@example.org"
    assert any(words in paragraph for paragraph in asked.words)
    assert "Souza" not in " ".join(asked.words)


@pytest.mark.parametrize(
    ("text", "written", "received", "asked"),
    [
        pytest.param("My card: https://drive.example.com/d/1", True, "message", True, id="a link"),
        pytest.param("My card: WWW.drive.example.com/d/1", True, "message", True, id="a link in capitals"),
        pytest.param("How long does it take?", True, "message", False, id="words alone"),
        pytest.param("Look it up at https://example.org", False, "papers", False, id="a paper names a page"),
    ],
)
def test_a_mail_that_brings_no_paper_is_not_said_to_bring_any(
    services: Services, text: str, written: bool, received: str, asked: bool
) -> None:
    settle(services, arrive(services, "link.eml", [Paper(Kind.OTHER, {}, text=text)], written=written))
    with services.storage.work() as work:
        (answer,) = work.dispatches.in_states([DispatchState.READY])
    assert f"We received your {received}" in answer.words[0]
    assert f"We received your {received}." in answer.words[1]
    assert any("open no links" in paragraph for paragraph in answer.words) is asked


def test_a_link_behind_a_word_is_answered_as_one_that_is_spelled_out(services: Services) -> None:
    papers = [Paper(Kind.OTHER, {}, text="My card is here.")]
    settle(services, arrive(services, "word.eml", papers, written=True, links=True))
    with services.storage.work() as work:
        (answer,) = work.dispatches.in_states([DispatchState.READY])
    assert any("open no links" in paragraph for paragraph in answer.words)


def test_a_mail_of_nothing_but_a_picture_to_click_is_asked_for_the_document(services: Services) -> None:
    settle(services, arrive(services, "click.eml", [], written=True, links=True))
    with services.storage.work() as work:
        (asked,) = work.dispatches.in_states([DispatchState.READY])
    assert any("attach the document itself" in paragraph for paragraph in asked.words)


def test_a_file_that_lies_elsewhere_is_asked_for_itself(services: Services) -> None:
    unsupported, label = PartOutcome.UNSUPPORTED, "message/external-body"
    settle(services, arrive(services, "cloud.eml", [], outcome=unsupported, media_type=label))
    with services.storage.work() as work:
        (asked,) = work.dispatches.in_states([DispatchState.READY])
    assert any("attach the document itself" in paragraph for paragraph in asked.words)


def test_a_robot_is_asked_for_another_copy(services: Services) -> None:
    sent = arrive(services, "robot.eml", [], outcome=PartOutcome.UNREADABLE, sender="no-reply@example.org")
    settle(services, sent)
    with services.storage.work() as work:
        assert work.dispatches.in_states([DispatchState.READY]) == []


def test_an_envelope_of_separators_alone_waits_for_a_person(services: Services) -> None:
    sent = arrive(services, "empty.pdf", [SEPARATOR], channel=Channel.SCAN)
    settle(services, sent)
    settle(services, sent)
    with services.storage.work() as work:
        assert work.cases.of_submission(sent) == []
        (entry,) = work.quarantine.of_submission(sent)
        (line,) = describe_submission(work, work.submissions.get(sent))
    assert entry.resolved_at is None
    assert line["kind"] is None
    assert line["problem"]


def test_a_repeated_run_changes_nothing(services: Services) -> None:
    sent = arrive(services, "mail-14.eml", [FORM, CARD])
    settle(services, sent)
    with services.storage.work() as work:
        before = describe_submission(work, work.submissions.get(sent))
    settle(services, sent)
    with services.storage.work() as work:
        assert describe_submission(work, work.submissions.get(sent)) == before


def test_a_repeated_run_leaves_a_case_whose_clock_stood_still_as_it_was_shown(services: Services) -> None:
    sent = arrive(services, "mail-14.eml", [FORM])
    settle(services, sent)
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(sent)
        work.pauses.begin(case.id, NOW + timedelta(days=3))
        work.pauses.end(case.id, NOW + timedelta(days=9))
    for _ in range(2):
        settle(services, sent)
        with services.storage.work() as work:
            (after,) = work.cases.of_submission(sent)
        assert after.due_on > case.due_on
        assert after.version == case.version, "who looked at it could not decide it any more"


def test_lines_say_what_the_contract_says(services: Services) -> None:
    sent = arrive(services, "mail-15.eml", [FORM])
    settle(services, sent)
    with services.storage.work() as work:
        (line,) = describe_submission(work, work.submissions.get(sent))
        (case,) = work.cases.of_submission(sent)
    assert line["source"] == "mail-15.eml"
    assert (line["attachment"], line["pages"]) == ("scan.pdf", [0])
    assert (line["kind"], line["needs_manual_triage"], line["problem"]) == (
        "verification_request",
        False,
        None,
    )
    assert line["fields"]["signature_present"]["value"] is True
    assert line["fields"]["applicant_name"] == {
        "value": "Maria Souza-Lima",
        "confidence": 0.97,
        "page": 0,
        "box": [1, 2, 3, 4],
        "reader": "tesseract",
    }
    assert line["match"]["status"] == "matched"
    assert line["match"]["certification_number"] == "E0901234"
    assert {"number", "name", "date_of_birth"} <= set(line["match"]["reasons"])
    assert (line["findings"], line["duplicate_of"], line["case"]) == ([], None, case.id)


def test_lines_show_what_the_record_bears_out_and_the_stages_go_by_what_was_read(services: Services) -> None:
    sent = arrive(services, "mail-16.eml", [replace(FORM, confidence=0.6)])
    settle(services, sent)
    with services.storage.work() as work:
        (line,) = describe_submission(work, work.submissions.get(sent))
        (document,) = work.documents.of_submission(sent)
    told = {name: (value["confidence"], value["reader"]) for name, value in line["fields"].items()}
    assert told["certification_number"] == (0.98, "record+tesseract")
    assert told["requesting_agency"] == (0.6, "tesseract")
    assert {e.confidence for e in document.evidence} == {0.6}


@pytest.mark.parametrize("settled", [True, False])
def test_a_name_paper_asks_the_record_once_it_is_settled_whose_it_is(
    services: Services, settled: bool
) -> None:
    if not settled:
        with services.storage.work() as work:
            work.records.upsert([person("E0555555", "Maria", "Souza-Lima")], NOW)
    sent = arrive(services, "mail-17.eml", [replace(DECREE, confidence=0.6)])
    settle(services, sent)
    assert [status for status, _ in matches(services, sent)] == [
        MatchStatus.MATCHED if settled else MatchStatus.AMBIGUOUS
    ]
    with services.storage.work() as work:
        (line,) = describe_submission(work, work.submissions.get(sent))
    sure = {name for name, value in line["fields"].items() if value["confidence"] >= 0.9}
    assert sure == ({"date_of_birth"} if settled else set())
