"""The policy at work: the next check uses it, findings keep its version, decided cases show its changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.cases import Decision
from domain.ids import SubmissionId, UserName
from domain.kinds import Channel, FindingCode, Kind, Outcome, Route, Severity
from domain.policy import SHIPPED, CardPolicy, Policy, StatusPolicy
from processing.decisions import DecisionSettings, decide_case
from processing.policies import recheck_open_cases, set_policy
from processing.ports import Destination
from processing.rules.check import RULES_VERSION
from processing.stages.running import run_stage
from processing.stages.services import Services
from processing.stages.trial import try_on_decided
from storage.database import SqlStorage
from tests.processing.matching.people import MARIA, person
from tests.processing.stages.envelopes import NOW, Paper, arrive, services_on, settle

CLERK = UserName("cleo")
PARAMEDIC = person("P0812345", "John", "Moore", "1976-05-24")
FORM = Paper(
    Kind.VERIFICATION_REQUEST,
    {
        "applicant_name": "Maria Souza-Lima",
        "certification_number": "E0901234",
        "date_of_birth": "1987-06-05",
        "requesting_agency": "Granite State EMS Bureau",
        "return_fax": "603-555-0101",
    },
)
CARD = Paper(
    Kind.CPR_CARD,
    {"holder_name": "John Moore", "provider": "AHA", "course": "BLS", "expires_on": "2028-05"},
    text="BLS provider has completed the cognitive and skills evaluations",
)
ACLS = replace(CARD, values=CARD.values | {"course": "ACLS"})
NUMBER = "My certification number is P0812345."
LAY = replace(SHIPPED, card=CardPolicy(courses=("BLS", "ACLS", "Heartsaver")))


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    with storage.work() as work:
        work.records.upsert([MARIA, PARAMEDIC], NOW)
    return services_on(storage, tmp_path)


def send(services: Services, name: str, *papers: Paper, body: str = "") -> SubmissionId:
    sent = arrive(services, name, papers, body=body)
    settle(services, sent)
    return sent


def found(services: Services, sent: SubmissionId, ordinal: int = 0) -> set[FindingCode]:
    with services.storage.work() as work:
        document = work.documents.of_submission(sent)[ordinal]
        return {f.code for f in work.documents.findings(document.id)}


def put(services: Services, policy: Policy, instead_of: int = 0) -> None:
    with services.storage.work() as work:
        set_policy(work, policy, CLERK, "a new advisory", NOW, instead_of=instead_of)


def decide(services: Services, sent: SubmissionId, outcome: Outcome = Outcome.APPROVE) -> None:
    reason = "complete" if outcome is Outcome.APPROVE else "wrong_level"
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(sent)
        decide_case(
            work,
            Decision(case.id, outcome, (reason,), CLERK, NOW, case.version),
            DecisionSettings(services.outbound),
        )


def test_the_next_check_uses_the_new_policy_and_findings_keep_its_version(services: Services) -> None:
    lay = replace(CARD, values=CARD.values | {"course": "Heartsaver"})
    before = send(services, "one.eml", lay, body=NUMBER)
    put(services, LAY)
    after = send(services, "two.eml", lay, body=NUMBER)
    assert FindingCode.WRONG_LEVEL in found(services, before)
    assert FindingCode.WRONG_LEVEL not in found(services, after)
    with services.storage.work() as work:
        checked = [work.documents.checked_by(work.documents.of_submission(s)[0].id) for s in (before, after)]
    assert [(c.policy_version, c.rules_version) for c in checked if c] == [
        (0, RULES_VERSION),
        (1, RULES_VERSION),
    ]
    assert checked[0] is not None
    assert "card.course" in checked[0].rules


def test_open_cases_are_checked_anew_where_it_is_asked_and_decided_ones_stay(services: Services) -> None:
    lay = replace(CARD, values=CARD.values | {"course": "Heartsaver"})
    opened = send(services, "open.eml", lay, body=NUMBER)
    answered = send(services, "answered.eml", replace(lay, text="Other"), body=NUMBER)
    decide(services, answered, Outcome.REJECT)
    put(services, LAY)
    with services.storage.work() as work:
        assert recheck_open_cases(work, NOW) == 1
        due = [stage for stage, subject in work.jobs.due(NOW, 99) if subject == opened]
    for stage in due:
        if stage == "check":
            run_stage(stage, opened, services)
    assert FindingCode.WRONG_LEVEL not in found(services, opened)
    assert FindingCode.WRONG_LEVEL in found(services, answered)


def test_a_letter_for_a_status_that_the_policy_takes_out_waits_for_a_second_person(
    services: Services,
) -> None:
    policy = StatusPolicy(may_practise=("Current",), may_not=("Active",))
    put(services, replace(SHIPPED, status=policy))
    with services.storage.work() as work:
        work.directory.save(Destination("nh", "Granite State EMS Bureau", fax="603-555-0101"), CLERK, NOW)
    sent = send(services, "form.eml", FORM)
    assert FindingCode.STATUS_NOT_CURRENT in found(services, sent)
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(sent)
        decision = Decision(
            case.id, Outcome.APPROVE, ("complete",), CLERK, NOW, case.version, destination="nh"
        )
        decide_case(work, decision, DecisionSettings(services.outbound))
        (letter,) = [d for d in work.dispatches.of_case(case.id) if d.kind == "verification_letter"]
    assert letter.state == "held"


def test_decided_cases_show_what_another_policy_would_change(services: Services) -> None:
    refused = send(
        services, "lay.eml", replace(CARD, values=CARD.values | {"course": "Heartsaver"}), body=NUMBER
    )
    accepted = send(services, "good.eml", ACLS, body=NUMBER)
    decide(services, refused, Outcome.REJECT)
    decide(services, accepted)
    trials = {t.case_id: t for t in try_on_decided(services.storage, SHIPPED, LAY, 9)}
    assert len(trials) == 2
    (changed,) = [t for t in trials.values() if t.changes]
    assert (changed.gained, changed.lost) == ((), ("wrong_level (blocks)",))
    assert changed.decided is Outcome.REJECT
    assert changed.proposed_before is Outcome.REQUEST_INFORMATION
    assert changed.proposed_after is Outcome.APPROVE


class TestOnFile:
    def test_an_approved_acls_card_is_on_file(self, services: Services) -> None:
        decide(services, send(services, "acls.eml", ACLS, body=NUMBER))
        sent = send(services, "bls.eml", CARD, body=NUMBER)
        assert FindingCode.ACLS_MISSING not in found(services, sent)

    @pytest.mark.parametrize("outcome", [None, Outcome.REJECT])
    def test_one_that_nobody_approved_is_not(self, services: Services, outcome: Outcome | None) -> None:
        first = send(services, "acls.eml", ACLS, body=NUMBER)
        if outcome:
            decide(services, first, outcome)
        sent = send(services, "bls.eml", CARD, body=NUMBER)
        assert FindingCode.ACLS_MISSING in found(services, sent)


def test_an_office_that_wants_its_own_form_and_a_seal_is_known_by_the_directory(services: Services) -> None:
    office = Destination("nh", "Granite State EMS Bureau", needs_seal=True, own_form=True)
    with services.storage.work() as work:
        work.directory.save(office, CLERK, NOW)
    sent = send(services, "form.eml", FORM)
    assert FindingCode.SEAL_REQUIRED in found(services, sent)
    assert FindingCode.OWN_FORM_MISSING not in found(services, sent)


class TestTogether:
    def test_a_form_with_anothers_licence_goes_to_a_senior_with_words_for_both(
        self, services: Services
    ) -> None:
        licence = Paper(
            Kind.NAME_CHANGE_EVIDENCE,
            {"evidence_type": "drivers_license", "new_name": "John Moore", "date_of_birth": "1976-05-24"},
        )
        sent = send(services, "two.eml", FORM, licence)
        assert FindingCode.PAPERS_DISAGREE in found(services, sent) & found(services, sent, 1)
        with services.storage.work() as work:
            cases = work.cases.of_submission(sent)
            document = work.documents.of_submission(sent)[0]
            (finding,) = [
                f for f in work.documents.findings(document.id) if f.code is FindingCode.PAPERS_DISAGREE
            ]
        assert {case.route for case in cases} == {Route.SENIOR_REVIEW}
        assert all(case.second_person for case in cases)
        assert finding.severity is Severity.WARNS
        assert (
            "identity or name-change paper that came with this paper is another person's"
            in finding.staff_words
        )
        assert "of two people" in finding.applicant_words

    def test_papers_of_two_people_in_a_scan_may_be_of_two_envelopes(self, services: Services) -> None:
        licence = Paper(
            Kind.NAME_CHANGE_EVIDENCE,
            {"evidence_type": "drivers_license", "new_name": "John Moore", "date_of_birth": "1976-05-24"},
        )
        sent = arrive(services, "scan.pdf", [FORM, licence], channel=Channel.SCAN)
        settle(services, sent)
        assert FindingCode.PAPERS_DISAGREE not in found(services, sent)
