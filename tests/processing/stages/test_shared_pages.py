"""One page with several cards: a document each, from the split to the cases, on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.batches import SplitEdit
from domain.cases import Case, Decision
from domain.cuts import Cut, CutWay, cut_page
from domain.documents import Document
from domain.errors import NotAllowed, StaleDecision
from domain.ids import SubmissionId, UserName
from domain.kinds import FieldName, FindingCode, Outcome, Route, Severity
from domain.ledger import Fate
from domain.records import CertificationRecord
from domain.states import CaseStatus, Stage
from processing.batching import edit_split
from processing.casework import papers_before_in
from processing.corrections import correct_fields, take_correction_back
from processing.moving import move_papers
from processing.predictions import describe_submission
from processing.stages.cutting import cut_by_hand
from processing.stages.services import Services
from storage.database import SqlStorage
from storage.reconcile import reconcile_store
from tests.intake.classifiers.test_cutting import CARDS_BACK
from tests.intake.extractors.drawn_cards import draw_page
from tests.intake.extractors.test_several_cards import ACLS, BLS, CARD, LICENCE, OTHER, sheet
from tests.processing.matching.people import person
from tests.processing.stages.envelopes import NOW, services_on
from tests.processing.stages.scans import page_ids, run_later_stages, scan

RITA = UserName("rita")
DANA = person("E0901234", "Dana", "Whitfield", "1987-06-05")
OMAR = person("P0812345", "Omar", "Haddad", "1976-05-24")
#: Two people's cards, and one person's two cards.
TWO_PEOPLE = draw_page(sheet(CARD.format(**BLS), CARD.format(**OTHER)))
ONE_PERSON = draw_page(sheet(CARD.format(**BLS), CARD.format(**ACLS)))
ALONE = draw_page(CARD.format(**BLS))


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    with storage.work() as work:
        work.records.upsert([DANA, OMAR], NOW)
    return services_on(storage, tmp_path)


def documents_of(services: Services, submission_id: SubmissionId) -> list[Document]:
    with services.storage.work() as work:
        return work.documents.of_submission(submission_id)


def cases_of(services: Services, submission_id: SubmissionId) -> list[Case]:
    with services.storage.work() as work:
        return work.cases.of_submission(submission_id)


def holders(services: Services, submission_id: SubmissionId) -> list[object]:
    return [d.value(FieldName.HOLDER_NAME) for d in documents_of(services, submission_id)]


def page_fate(services: Services, submission_id: SubmissionId) -> tuple[Fate, int]:
    """The fate of the only page, and in how many cases it is."""
    with services.storage.work() as work:
        line = work.ledger.of_submission(submission_id)[-1]
    return line.fate, len(line.cases)


def test_two_people_s_cards_are_two_documents_and_two_cases(services: Services) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    first, second = documents_of(services, sent)
    assert holders(services, sent) == ["Dana Whitfield", "Omar Haddad"]
    assert first.page_ids == second.page_ids
    assert first.region
    assert second.region
    assert first.region.overlap(second.region) == 0
    assert first.region.joined(second.region).as_list() == [0, 0, TWO_PEOPLE.width, TWO_PEOPLE.height]
    assert [case.document_ids for case in cases_of(services, sent)] == [(first.id,), (second.id,)]


def test_two_people_s_cards_take_their_own_backs_on_the_next_page(services: Services) -> None:
    backs = (CARDS_BACK.format(word=word) for word in ("Rescue", "Heart"))
    sent = scan(services, "sheets.pdf", TWO_PEOPLE, draw_page(sheet(*backs), page=1))
    documents = documents_of(services, sent)
    assert holders(services, sent) == ["Dana Whitfield", "Omar Haddad"]
    assert [d.value(FieldName.TRAINING_CENTER) for d in documents] == [
        "Harbor Rescue Training",
        "Harbor Heart Training",
    ]
    assert {d.page_ids for d in documents} == {tuple(page_ids(services, sent))}
    assert [case.document_ids for case in cases_of(services, sent)] == [(d.id,) for d in documents]


def test_one_person_s_cards_are_one_case(services: Services) -> None:
    sent = scan(services, "sheet.pdf", ONE_PERSON)
    documents = documents_of(services, sent)
    assert [d.value(FieldName.COURSE) for d in documents] == ["BLS", "ACLS"]
    (case,) = cases_of(services, sent)
    assert set(case.document_ids) == {d.id for d in documents}


def test_a_licence_beside_a_card_is_a_document_of_its_own_kind(services: Services) -> None:
    sent = scan(services, "sheet.pdf", draw_page(sheet(CARD.format(**BLS), LICENCE)))
    assert [d.guess.kind.value for d in documents_of(services, sent)] == ["cpr_card", "name_change_evidence"]


def test_the_page_equation_holds_and_reconciles(services: Services, storage: SqlStorage) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    with services.storage.work() as work:
        assert work.ledger.against_approval(sent) == []
    assert page_fate(services, sent) == (Fate.CASE, 2)
    assert reconcile_store(storage) == []


def test_every_card_has_its_line_with_its_part_of_the_page(services: Services) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    with services.storage.work() as work:
        lines = describe_submission(work, work.submissions.get(sent))
    assert [line["pages"] for line in lines] == [[0], [0]]
    assert [line["region"] for line in lines] == [
        d.region.as_list() for d in documents_of(services, sent) if d.region
    ]
    assert lines[0]["case"] != lines[1]["case"]
    for line in lines:
        x0, y0, x1, y1 = line["region"]
        for found in line["fields"].values():
            left, top, right, bottom = found["box"]
            assert x0 <= left < right <= x1
            assert y0 <= top < bottom <= y1


def test_a_page_of_one_card_has_no_region(services: Services) -> None:
    sent = scan(services, "card.pdf", ALONE)
    with services.storage.work() as work:
        (line,) = describe_submission(work, work.submissions.get(sent))
    assert "region" not in line


def test_what_is_said_of_one_card_holds_for_it_alone(services: Services) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    case = cases_of(services, sent)[1]
    with services.storage.work() as work:
        said: dict[FieldName, str | bool | None] = {FieldName.HOLDER_NAME: "Omar Haddad Jr"}
        correct_fields(work, case.id, case.version, case.document_ids[0], said, RITA, NOW)
    run_later_stages(services, sent)  # split anew too
    assert holders(services, sent) == ["Dana Whitfield", "Omar Haddad Jr"]
    case = next(
        c for c in cases_of(services, sent) if c.document_ids == (documents_of(services, sent)[1].id,)
    )
    with services.storage.work() as work:
        (word,) = work.corrections.standing([sent])
        take_correction_back(work, case.id, case.version, word.id, RITA, NOW)
    assert holders(services, sent) == ["Dana Whitfield", "Omar Haddad"]


def test_a_sheet_that_comes_again_repeats_card_by_card(services: Services) -> None:
    first = scan(services, "a.pdf", TWO_PEOPLE)
    again = scan(services, "b.pdf", TWO_PEOPLE)
    with services.storage.work() as work:
        repeated = [work.documents.duplicate_of(d.id) for d in work.documents.of_submission(again)]
    assert repeated == [d.id for d in documents_of(services, first)]
    assert page_fate(services, again)[0] is Fate.DUPLICATE


def test_a_page_of_a_known_card_and_a_new_one_is_in_a_case(services: Services) -> None:
    scan(services, "a.pdf", ALONE)
    both = scan(services, "b.pdf", TWO_PEOPLE)
    with services.storage.work() as work:
        repeats = [work.documents.duplicate_of(d.id) is not None for d in work.documents.of_submission(both)]
    assert repeats == [True, False]
    assert page_fate(services, both)[0] is Fate.CASE


def test_a_person_says_that_it_is_one_paper_and_takes_it_back(services: Services) -> None:
    sent = scan(services, "sheet.pdf", ONE_PERSON)
    (page,) = page_ids(services, sent)
    for word, count in ((SplitEdit.ONE_PAPER, 1), (SplitEdit.AS_READ, 2)):
        with services.storage.work() as work:
            edit_split(work, page, word, RITA, NOW)
        run_later_stages(services, sent)
        assert len(documents_of(services, sent)) == count


def test_a_copy_beside_its_card_is_said_and_no_second_document(services: Services) -> None:
    sent = scan(services, "sheet.pdf", draw_page(sheet(CARD.format(**BLS), CARD.format(**BLS))))
    (document,) = documents_of(services, sent)
    assert document.region is None
    with services.storage.work() as work:
        found = [f for f in work.documents.findings(document.id) if f.code is FindingCode.SEVERAL_CARDS]
    assert [(f.severity, "twice" in f.staff_words) for f in found] == [(Severity.NOTES, True)]


# -- cut by hand --------------------------------------------------------------------------------------

#: Two people's cards that the machine leaves together: the second's end and number were lost.
MISSED = draw_page(sheet(CARD.format(**BLS), "# Omar Haddad\nhas shown the skills"))
HALVES = (Cut(CutWay.ACROSS, 50),)


def say(services: Services, sent: SubmissionId, edit: SplitEdit, *cuts: Cut, case: int = 0) -> None:
    """What a person says on the first case's only page."""
    found, (page,) = cases_of(services, sent)[case], page_ids(services, sent)
    with services.storage.work() as work:
        cut_by_hand(work, found.id, found.version, page, edit, cuts, RITA, NOW)
    run_later_stages(services, sent)


def open_of(services: Services, sent: SubmissionId) -> list[Case]:
    return [case for case in cases_of(services, sent) if case.status is not CaseStatus.WITHDRAWN]


def test_a_missed_cut_is_made_by_hand_and_taken_back(services: Services, storage: SqlStorage) -> None:
    sent = scan(services, "sheet.pdf", MISSED)
    (whole,) = documents_of(services, sent)
    say(services, sent, SplitEdit.SEVERAL_PAPERS, *HALVES)
    first, second = documents_of(services, sent)
    assert first.value(FieldName.HOLDER_NAME) == "Dana Whitfield"
    assert [d.region for d in (first, second)] == list(cut_page(HALVES, MISSED.width, MISSED.height))
    assert [case.document_ids for case in open_of(services, sent)] == [(first.id,), (second.id,)]
    with services.storage.work() as work:
        assert all(work.documents.match(d.id) and work.documents.checked_by(d.id) for d in (first, second))
        assert work.ledger.against_approval(sent) == []
        edits = [e for e in work.audit.entries() if e.action == "split_edited"]
    assert [(e.who, e.details) for e in edits] == [(RITA, {"edit": "several_papers", "lines": 1})]
    assert page_fate(services, sent) == (Fate.CASE, 2)
    assert reconcile_store(storage) == []
    say(services, sent, SplitEdit.CUT_AS_READ)
    assert [d.region for d in documents_of(services, sent)] == [whole.region]
    assert [case.document_ids for case in open_of(services, sent)] == [(whole.id,)]
    assert page_fate(services, sent)[0] is Fate.CASE


@pytest.mark.parametrize("whose", [DANA, OMAR], ids=["hers", "his"])
def test_a_case_that_was_answered_goes_with_no_part_of_which_nobody_can_tell_whose_it_is(
    services: Services, whose: CertificationRecord
) -> None:
    """A card names no certification number: whether it is the very person's is not certain."""
    sent = scan(services, "sheet.pdf", MISSED)
    (case,) = cases_of(services, sent)
    number = whose.certification_number
    rejected = Decision(
        case.id, Outcome.REJECT, ("withdrawn",), RITA, NOW, case.version, certification_number=number
    )
    with services.storage.work() as work:
        work.cases.decide(rejected)
        work.cases.reopen(case.id, "two people's cards", NOW)
    say(services, sent, SplitEdit.SEVERAL_PAPERS, *HALVES)
    run_later_stages(services, sent)  # a repeated run changes no reference
    dana, other = documents_of(services, sent)
    there = open_of(services, sent)
    with services.storage.work() as work:
        again = work.cases.get(case.id)
        came_from = [{b.id for b in papers_before_in(work, c)} for c in there]
    assert (again.document_ids, again.status) == ((), CaseStatus.WITHDRAWN)
    assert sorted(d for c in there for d in c.document_ids) == [dana.id, other.id]
    assert came_from == [{case.id}, {case.id}]


def test_a_wrong_cut_of_the_machine_is_undone_from_a_case(services: Services) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    say(services, sent, SplitEdit.ONE_PAPER, case=1)
    assert [d.region for d in documents_of(services, sent)] == [None]
    say(services, sent, SplitEdit.CUT_AS_READ)
    assert holders(services, sent) == ["Dana Whitfield", "Omar Haddad"]


def test_a_part_without_words_is_a_paper_for_a_person(services: Services) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    say(services, sent, SplitEdit.SEVERAL_PAPERS, *HALVES, Cut(CutWay.DOWN, 95, 2))
    assert len(documents_of(services, sent)) == 3
    assert documents_of(services, sent)[2].guess.abstains
    assert {case.route for case in open_of(services, sent)} >= {Route.TRIAGE}


@pytest.mark.parametrize(
    ("edit", "cuts", "words"),
    [
        pytest.param(SplitEdit.SEVERAL_PAPERS, (), "Draw a line first", id="no line"),
        pytest.param(SplitEdit.SEVERAL_PAPERS, (Cut(CutWay.DOWN, 50, 3),), "no part 3", id="no such part"),
        pytest.param(SplitEdit.CUT_AS_READ, (), "cut so already", id="nothing to take back"),
    ],
)
def test_says_why_a_page_is_not_cut(
    services: Services, edit: SplitEdit, cuts: tuple[Cut, ...], words: str
) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    with pytest.raises(NotAllowed, match=words):
        say(services, sent, edit, *cuts)
    assert len(documents_of(services, sent)) == 2


def test_nobody_cuts_under_a_colleague_with_a_case_beside(services: Services) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    beside = cases_of(services, sent)[1]
    with services.storage.work() as work:
        work.cases.claim(beside.id, UserName("paul"), NOW, NOW + timedelta(minutes=30))
    with pytest.raises(NotAllowed, match="paul has"):
        say(services, sent, SplitEdit.ONE_PAPER)
    assert holders(services, sent) == ["Dana Whitfield", "Omar Haddad"]


def test_a_case_from_which_a_cut_takes_a_paper_is_proposed_anew(services: Services) -> None:
    stranger = scan(services, "stranger.pdf", draw_page(LICENCE))
    sheet_of_two = scan(services, "sheet.pdf", TWO_PEOPLE)
    (host,), (dana, _) = cases_of(services, stranger), cases_of(services, sheet_of_two)
    with services.storage.work() as work:
        move_papers(
            work, dana.id, dana.version, dana.document_ids, host.id, RITA, services.office.read(work, NOW)
        )
        assert len(work.cases.get(host.id).document_ids) == 2
    say(services, sheet_of_two, SplitEdit.ONE_PAPER, case=1)
    with services.storage.work() as work:
        assert work.jobs.pending([Stage.QUEUE], stranger)  # nobody decides it meanwhile
    run_later_stages(services, stranger)
    (host_again,) = cases_of(services, stranger)
    assert host_again.document_ids == host.document_ids
    assert (host_again.id, host_again.kind, host_again.route) == (host.id, host.kind, host.route)
    assert host_again.certification_number == host.certification_number


def test_nobody_cuts_what_was_decided_changed_or_is_at_work(services: Services) -> None:
    sent = scan(services, "sheet.pdf", TWO_PEOPLE)
    case, (page,) = cases_of(services, sent)[0], page_ids(services, sent)

    def cut(version: int) -> None:
        with services.storage.work() as work:
            edit = SplitEdit.SEVERAL_PAPERS
            cut_by_hand(work, case.id, version, page, edit, (Cut(CutWay.DOWN, 50),), RITA, NOW)

    with pytest.raises(StaleDecision, match="changed since"):
        cut(case.version + 1)
    with services.storage.work() as work:
        work.jobs.rewind(Stage.MATCH, sent, NOW)
    with pytest.raises(NotAllowed, match="gone through anew"):
        cut(case.version)
    run_later_stages(services, sent)
    with services.storage.work() as work:
        work.cases.decide(Decision(case.id, Outcome.REJECT, ("withdrawn",), RITA, NOW, case.version))
    with pytest.raises((StaleDecision, NotAllowed), match="decided"):
        cut(case.version)
