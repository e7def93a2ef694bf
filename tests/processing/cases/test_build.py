"""Documents of one person's one request become one case, with queue, priority and due date."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from domain.cases import Finding
from domain.documents import Document, Evidence, KindGuess
from domain.ids import CertificationNumber, DocumentId, SubmissionId
from domain.kinds import (
    Channel,
    FieldName,
    FindingCode,
    Kind,
    MatchStatus,
    Outcome,
    Priority,
    Route,
    Severity,
    Subkind,
)
from domain.records import Candidate, FieldComparison, Match, MatchQuery
from domain.times import OFFICE_ZONE
from outbound.wording import REASON_WORDS
from processing.cases.build import (
    CaseProposal,
    CaseSettings,
    CheckedDocument,
    group_documents,
    propose_case,
    propose_cases,
)
from processing.cases.calendar import OfficeCalendar
from processing.cases.propose import LOOK_FIRST, REASON_CODES, Proposal, propose_decision
from processing.matching.rank import rank_matches
from processing.rules.check import RULES
from tests.processing.matching.people import person

FRIDAY = datetime(2026, 12, 18, 10, tzinfo=OFFICE_ZONE)
NAME = FieldComparison("name", "agree", "the name agrees", 12.0)
NONE = Match(MatchStatus.NONE, brake="No record fits what the paper says.")


def matched(number: str) -> Match:
    return Match(MatchStatus.MATCHED, (Candidate(CertificationNumber(number), 0.999, (NAME,)),))


def unsettled(*numbers: str) -> Match:
    found = tuple(Candidate(CertificationNumber(n), 0.4, (NAME,)) for n in numbers)
    return Match(MatchStatus.AMBIGUOUS, found, "Several records bear this name.")


def a_card_of(number: str, name: str) -> Match:
    """Beside one record, whom nobody else resembles."""
    son = person("E0812354", "John", "Smith", "1980-01-01", suffix="Jr.")
    query = MatchQuery(number=number, names=(name,), date_of_birth="1980-01-01")
    return rank_matches(query, [son])


def finding(code: FindingCode, severity: Severity = Severity.BLOCKS) -> Finding:
    return Finding(code, severity, f"Staff: {code}.", f"Applicant: {code}.", "rule", "FAQ")


def paper(
    ordinal: int,
    kind: Kind = Kind.VERIFICATION_REQUEST,
    match: Match = NONE,
    *findings: Finding,
    name: str = "",
    subkind: Subkind | None = None,
    abstains: bool = False,
    repeats: str = "",
    unlisted: bool = False,
    agency: str = "Some State EMS",
) -> CheckedDocument:
    values = {FieldName.APPLICANT_NAME: name, FieldName.REQUESTING_AGENCY: agency}
    document = Document(
        DocumentId(f"s-d{ordinal}"),
        SubmissionId("s"),
        KindGuess(kind, 0.99, abstains, subkind),
        (),
        tuple(Evidence(f, v, v, 0, None, 0.99, "pdf text") for f, v in values.items() if v),
    )
    return CheckedDocument(document, match, findings, DocumentId(repeats) if repeats else None, unlisted)


def propose(
    *papers: CheckedDocument, channel: Channel = Channel.EMAIL, settings: CaseSettings = CaseSettings()
) -> tuple[CaseProposal, ...]:
    return propose_cases(group_documents(papers, channel), FRIDAY, OfficeCalendar(), settings)


FORM = paper(0, Kind.VERIFICATION_REQUEST, matched("E0900001"), name="Ann Nowak")
CARD = paper(1, Kind.CPR_CARD, matched("E0900001"), name="Ann Nowak")
LICENCE = paper(2, Kind.NAME_CHANGE_EVIDENCE, matched("E0900001"), name="Ann Nowak")
NAMELESS = paper(3, Kind.OTHER, NONE)


def test_papers_of_one_person_join_the_form_they_came_with() -> None:
    (case,) = propose(CARD, FORM, LICENCE, NAMELESS)
    assert case.kind is Kind.VERIFICATION_REQUEST
    assert case.document_ids == ("s-d1", "s-d0", "s-d2", "s-d3")
    assert case.certification_number == "E0900001"
    assert case.due_on == date(2027, 1, 5)
    assert (case.route, case.priority, case.second_person) == (Route.ORDINARY_REVIEW, Priority.NORMAL, False)


def test_papers_of_two_people_are_two_cases() -> None:
    other = paper(4, Kind.VERIFICATION_REQUEST, matched("E0900002"), name="Ann Nowak")
    first, second = propose(FORM, other)
    assert [first.document_ids, second.document_ids] == [("s-d0",), ("s-d4",)]


def test_names_join_papers_that_no_record_fits() -> None:
    papers = (
        paper(0, name="Ann Nowak"),
        paper(1, Kind.CPR_CARD, name="Nowak, Ann"),
        paper(2, name="Bo Quimby"),
    )
    assert [c.document_ids for c in propose(*papers)] == [("s-d0", "s-d1"), ("s-d2",)]


def test_a_nameless_paper_joins_nobody_among_several_nor_in_a_scan_batch() -> None:
    other = paper(4, Kind.VERIFICATION_REQUEST, matched("E0900002"), name="Bo Quimby")
    assert [c.document_ids for c in propose(FORM, other, NAMELESS)] == [("s-d0",), ("s-d4",), ("s-d3",)]
    assert len(propose(FORM, NAMELESS, channel=Channel.SCAN)) == 2


def test_a_self_report_never_travels_with_an_ordinary_request() -> None:
    report = paper(5, Kind.OTHER, matched("E0900001"), name="Ann Nowak", subkind=Subkind.SELF_REPORT)
    ordinary, restricted = propose(FORM, report)
    assert ordinary.route is Route.ORDINARY_REVIEW
    assert (restricted.route, restricted.priority) == (Route.RESTRICTED, Priority.URGENT)


@pytest.mark.parametrize(
    ("document", "route"),
    [
        pytest.param(FORM, Route.ORDINARY_REVIEW, id="clean"),
        pytest.param(paper(0, Kind.OTHER, subkind=Subkind.CORI_FORM), Route.RESTRICTED, id="CORI form"),
        pytest.param(paper(0, abstains=True), Route.TRIAGE, id="unsure kind"),
        pytest.param(paper(0, Kind.OTHER), Route.TRIAGE, id="other"),
        pytest.param(
            paper(0, Kind.OTHER, subkind=Subkind.AMBULANCE_SERVICE), Route.OTHER_OFFICE, id="service"
        ),
        pytest.param(
            paper(0, Kind.CPR_CARD, NONE, finding(FindingCode.ILLEGIBLE)), Route.RESCAN, id="illegible"
        ),
        pytest.param(paper(0, Kind.CPR_CARD, unsettled("E1", "E2")), Route.SENIOR_REVIEW, id="near tie"),
        pytest.param(
            paper(0, Kind.CPR_CARD, matched("E1"), finding(FindingCode.EXPIRED)),
            Route.ASK_SENDER,
            id="expired",
        ),
        pytest.param(
            paper(0, Kind.CPR_CARD, NONE, finding(FindingCode.NO_RECORD, Severity.WARNS)),
            Route.ASK_SENDER,
            id="no record",
        ),
        pytest.param(
            paper(0, Kind.CPR_CARD, NONE, finding(FindingCode.RECORD_NOT_FOUND, Severity.WARNS)),
            Route.ORDINARY_REVIEW,
            id="no record found by what was read",
        ),
    ],
)
def test_routes(document: CheckedDocument, route: Route) -> None:
    assert propose(document)[0].route is route


@pytest.mark.parametrize(
    ("document", "priority"),
    [
        pytest.param(FORM, Priority.NORMAL, id="new"),
        pytest.param(
            paper(0, Kind.CPR_CARD, matched("E1"), finding(FindingCode.EXPIRES_SOON, Severity.NOTES)),
            Priority.HIGH,
            id="expires soon",
        ),
        pytest.param(paper(0, repeats="r-d0"), Priority.LOW, id="a repeat"),
        pytest.param(paper(0, Kind.OTHER, subkind=Subkind.SPAM), Priority.LOW, id="spam"),
    ],
)
def test_priorities(document: CheckedDocument, priority: Priority) -> None:
    assert propose(document)[0].priority is priority


@pytest.mark.parametrize(
    ("document", "due"),
    [
        pytest.param(FORM, date(2026, 12, 24), id="a kind with days of its own"),
        pytest.param(CARD, date(2027, 1, 5), id="the days of all others"),
    ],
)
def test_each_kind_of_work_has_its_days(document: CheckedDocument, due: date) -> None:
    settings = CaseSettings(own_days={Kind.VERIFICATION_REQUEST: 4})
    assert propose(document, settings=settings)[0].due_on == due


@pytest.mark.parametrize(
    ("document", "asked"),
    [
        pytest.param(FORM, False, id="clean"),
        pytest.param(paper(0, Kind.CPR_CARD, unsettled("E1", "E2")), True, id="near tie"),
        pytest.param(paper(0, Kind.CPR_CARD, unsettled("E1")), False, id="one candidate"),
        pytest.param(
            paper(0, Kind.CPR_CARD, a_card_of("E0812354", "John Smith Sr.")), True, id="another suffix"
        ),
        pytest.param(
            paper(0, Kind.CPR_CARD, a_card_of("E0812345", "John Smith Jr.")), True, id="digits swapped"
        ),
        pytest.param(
            paper(0, Kind.CPR_CARD, a_card_of("E0812354", "John Smith")), False, id="number and name"
        ),
        pytest.param(paper(0, match=matched("E1"), unlisted=True), True, id="unlisted destination"),
        pytest.param(
            paper(0, Kind.CPR_CARD, matched("E1"), finding(FindingCode.DOB_MISMATCH)), True, id="clash"
        ),
    ],
)
def test_a_second_person_is_asked(document: CheckedDocument, asked: bool) -> None:
    assert propose(document)[0].second_person is asked


def test_a_self_report_that_came_before_closes_a_case_that_it_was_moved_into() -> None:
    report = paper(5, Kind.OTHER, matched("E0900001"), subkind=Subkind.SELF_REPORT, repeats="r-d0")
    assert propose_case([FORM, report], lambda _: FRIDAY.date()).route is Route.RESTRICTED


def test_a_repeat_is_linked_and_stays_in_its_case() -> None:
    (case,) = propose(paper(0, match=matched("E1"), name="Ann Nowak", repeats="r-d0"))
    assert case.repeats == (("s-d0", "r-d0"),)
    assert case.document_ids == ("s-d0",)


@pytest.mark.parametrize(
    ("checked", "outcome", "reasons"),
    [
        pytest.param(FORM, Outcome.APPROVE, ("complete",), id="clean"),
        pytest.param(
            paper(
                0,
                Kind.CPR_CARD,
                matched("E1"),
                finding(FindingCode.EXPIRED),
                finding(FindingCode.ONLINE_ONLY),
            ),
            Outcome.REQUEST_INFORMATION,
            ("expired", "online_only"),
            id="two things missing",
        ),
        pytest.param(
            paper(0, Kind.CPR_CARD, NONE, finding(FindingCode.NO_RECORD, Severity.WARNS)),
            Outcome.REQUEST_INFORMATION,
            ("no_record",),
            id="no record",
        ),
        pytest.param(paper(0, Kind.CPR_CARD, unsettled("E1", "E2")), None, (), id="a near tie is a person's"),
        pytest.param(
            paper(0, match=matched("E1"), agency=""),
            Outcome.USE_PUBLIC_LETTER,
            ("public_letter_suffices",),
            id="no form and no agency",
        ),
        pytest.param(
            paper(0, Kind.OTHER, subkind=Subkind.SELF_REPORT),
            Outcome.REROUTE,
            ("self_report",),
            id="self-report",
        ),
        pytest.param(paper(0, abstains=True), None, (), id="unsure kind"),
    ],
)
def test_proposes_a_decision(
    checked: CheckedDocument, outcome: Outcome | None, reasons: tuple[str, ...]
) -> None:
    (case,) = propose(checked)
    proposal = propose_decision(case, [checked.document], checked.findings, checked.match)
    assert (proposal.outcome, proposal.reasons) == (outcome, reasons)
    if outcome:
        assert set(reasons) <= set(REASON_CODES[outcome])
    if outcome is Outcome.REQUEST_INFORMATION:
        assert proposal.notice == tuple(f"Applicant: {r}." for r in reasons)


def test_one_key_takes_only_what_no_brake_holds() -> None:
    (case,) = propose(FORM)
    warned = finding(FindingCode.STATUS_NOT_CURRENT, Severity.WARNS)
    assert propose_decision(case, [FORM.document], (), FORM.match).one_key
    held = propose_decision(case, [FORM.document], (warned,), FORM.match)
    assert held.outcome is Outcome.APPROVE
    assert held.against_it == ("Staff: status_not_current.",)
    assert not held.one_key


ASKED = sorted({code for code in FindingCode if code in REASON_CODES[Outcome.REQUEST_INFORMATION]})


def proposal_with(*findings: Finding) -> Proposal:
    checked = paper(0, Kind.CPR_CARD, matched("E1"), *findings)
    (case,) = propose(checked)
    documents = [checked.document]
    return propose_decision(
        replace(case, route=Route.ASK_SENDER, second_person=False), documents, findings, checked.match
    )


@pytest.mark.parametrize("code", ASKED)
def test_every_thing_to_mend_is_named_in_the_notice(code: FindingCode) -> None:
    proposal = proposal_with(finding(code))
    assert (proposal.outcome, proposal.reasons) == (Outcome.REQUEST_INFORMATION, (code,))
    assert proposal.notice == (f"Applicant: {code}.",)
    assert f"Staff: {code}." in proposal.for_it
    assert proposal.one_key


@pytest.mark.parametrize("code", [code for code in ASKED if code not in LOOK_FIRST])
def test_what_a_person_should_see_first_is_drafted_and_not_taken_by_one_key(code: FindingCode) -> None:
    proposal = proposal_with(finding(code, Severity.WARNS))
    assert (proposal.outcome, proposal.reasons) == (Outcome.REQUEST_INFORMATION, (code,))
    assert proposal.notice == (f"Applicant: {code}.",)
    assert proposal.against_it == (f"Staff: {code}.",)
    assert not proposal.one_key


#: The machine has nothing to ask of the applicant for these, however they weigh.
ASKS_NOTHING = frozenset(
    {
        FindingCode.EXPIRES_SOON,
        FindingCode.STATUS_NOT_CURRENT,
        FindingCode.POSSIBLE_DUPLICATE,
        FindingCode.DECIDED_BEFORE,
        FindingCode.REUSED_PICTURE,
        FindingCode.SENT_SSN_BY_EMAIL,
        FindingCode.UNSURE_KIND,
    }
)


@pytest.mark.parametrize("code", sorted(LOOK_FIRST | ASKS_NOTHING))
def test_what_may_mean_nothing_asks_for_nothing(code: FindingCode) -> None:
    proposal = proposal_with(finding(code, Severity.WARNS))
    assert (proposal.outcome, proposal.notice) == (Outcome.APPROVE, ())
    assert proposal.against_it == (f"Staff: {code}.",)


def test_every_finding_is_something_to_mend_or_is_said_to_ask_nothing() -> None:
    assert set(ASKED) | ASKS_NOTHING == set(FindingCode)
    assert not set(ASKED) & ASKS_NOTHING


def test_what_is_certain_is_named_first_and_each_thing_once() -> None:
    proposal = proposal_with(
        finding(FindingCode.ONE_SIDE_MISSING, Severity.WARNS),
        finding(FindingCode.EXPIRED),
        finding(FindingCode.EXPIRED),
        finding(FindingCode.EXPIRES_SOON, Severity.NOTES),
    )
    assert proposal.reasons == ("expired", "one_side_missing")
    assert proposal.notice == ("Applicant: expired.", "Applicant: one_side_missing.")


#: The office does what is to be done, or another office does.
NOTHING_TO_MEND = {"seal_required"}


@pytest.mark.parametrize("code", [code for code in ASKED if code not in NOTHING_TO_MEND])
def test_words_of_every_reason_say_how_to_mend_it(code: FindingCode) -> None:
    assert "please" in REASON_WORDS[code].casefold()
    rules = [rule for rule in RULES if rule.code is code]
    assert all("please" in rule.applicant_words.casefold() for rule in rules)
