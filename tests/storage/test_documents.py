"""Documents, evidence, matches, findings, fingerprints and the page equation."""

import pytest

from domain.documents import Evidence, KindGuess
from domain.geometry import Box
from domain.ids import DocumentId, PageId, SubmissionId
from domain.kinds import FieldName, FindingCode, Kind, Subkind
from domain.ledger import Fate, Thing
from domain.states import PageUse
from processing.ports import NewDocument
from storage.database import SqlStorage
from tests.storage.situations import NOW, evidence, finding, match, new_case, split, take, unpack


def test_document_comes_back_whole(storage: SqlStorage) -> None:
    submission = take(storage)
    pages = unpack(storage, submission)
    guess = KindGuess(Kind.OTHER, 0.6, True, Subkind.CORI_FORM)
    document = DocumentId(f"{submission.id}-d0")
    read = [
        evidence(),
        Evidence(FieldName.SIGNATURE_PRESENT, "", True, 1, None, 0.5, "body", (3, 9)),
    ]
    with storage.work() as work:
        work.documents.replace(submission.id, [NewDocument(document, guess, tuple(pages), 0.8)], [])
        work.documents.save_evidence(document, read)
    with storage.work() as work:
        found = work.documents.get(document)
        assert work.documents.of_submission(submission.id) == [found]
    assert (found.guess, found.page_ids, found.evidence) == (guess, tuple(pages), tuple(read))


def test_a_repeated_run_leaves_the_same_state(storage: SqlStorage) -> None:
    submission = take(storage)
    pages = unpack(storage, submission)
    for _ in range(2):
        document = split(storage, submission, pages)
        with storage.work() as work:
            work.documents.save_evidence(document, [evidence()])
            work.documents.save_match(document, match())
            work.documents.save_findings(document, [finding()], "2026-03", ["cpr_valid", "cpr_online"])
    with storage.work() as work:
        assert work.documents.get(document).evidence == (evidence(),)
        assert work.documents.match(document) == match()
        assert work.documents.findings(document) == (finding(),)


def test_findings_are_replaced(storage: SqlStorage) -> None:
    submission = take(storage)
    document = split(storage, submission, unpack(storage, submission))
    with storage.work() as work:
        assert work.documents.match(document) is None
        work.documents.save_findings(document, [finding()], "1", [])
        work.documents.save_findings(document, [finding(FindingCode.ONLINE_ONLY)], "2", ["x"])
        assert [found.code for found in work.documents.findings(document)] == [FindingCode.ONLINE_ONLY]


def parts_of(submission_id: SubmissionId, page: PageId, *regions: Box | None) -> list[NewDocument]:
    """Documents on parts of one page."""
    guess = KindGuess(Kind.CPR_CARD, 0.97, False)
    return [
        NewDocument(DocumentId(f"{submission_id}-d{n}"), guess, (page,), 0.9, region)
        for n, region in enumerate(regions)
    ]


class TestPageEquation:
    def test_holds_when_every_page_has_its_place(self, storage: SqlStorage) -> None:
        submission = take(storage)
        document = split(storage, submission, unpack(storage, submission, pages=3))
        with storage.work() as work:
            work.cases.replace(submission.id, [new_case(document)], NOW, NOW)
            assert work.ledger.against_approval(submission.id) == []
            uses = [(page.use, page.use_reason) for page in work.submissions.pages(submission.id)]
        assert uses == [(PageUse.DOCUMENT, ""), (PageUse.DOCUMENT, ""), (PageUse.BLANK, "nothing on it")]

    def test_names_the_pages_left_over(self, storage: SqlStorage) -> None:
        submission = take(storage)
        pages = unpack(storage, submission, pages=3)
        with storage.work() as work:
            assert [line.id for line in work.ledger.against_approval(submission.id)] == pages
            work.documents.replace(submission.id, [], [(pages[1], PageUse.COVER, "")])
            left = work.ledger.against_approval(submission.id)
            assert [line.id for line in left] == [pages[0], pages[2]]
            assert [line.what for line in left] == ["page 1", "page 3"]

    def test_page_of_two_documents_wants_a_case_for_each(self, storage: SqlStorage) -> None:
        submission = take(storage)
        (page,) = unpack(storage, submission, pages=1)
        documents = parts_of(submission.id, page, Box(0, 0, 100, 60), Box(0, 60, 100, 150))
        with storage.work() as work:
            work.documents.replace(submission.id, documents, [])
            assert [d.region for d in work.documents.of_submission(submission.id)] == [
                d.region for d in documents
            ]
            work.cases.replace(submission.id, [new_case(documents[0].id)], NOW, NOW)
            (left,) = work.ledger.against_approval(submission.id)
            assert left.document_ids == (documents[1].id,)
            both = [new_case(document.id) for document in documents]
            work.cases.replace(submission.id, both, NOW, NOW)
            assert work.ledger.against_approval(submission.id) == []
            (line,) = [x for x in work.ledger.of_submission(submission.id) if x.thing is Thing.PAGE]
        assert (line.fate, len(line.cases)) == (Fate.CASE, 2)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            pytest.param(None, None, id="both have the whole page"),
            pytest.param(Box(0, 0, 100, 60), None, id="one has the whole page"),
            pytest.param(Box(0, 0, 100, 60), Box(0, 50, 100, 150), id="their parts overlap"),
        ],
    )
    def test_nothing_of_a_page_is_in_two_documents(
        self, storage: SqlStorage, one: Box | None, other: Box | None
    ) -> None:
        submission = take(storage)
        (page,) = unpack(storage, submission, pages=1)
        with storage.work() as work, pytest.raises(ValueError, match="in two documents"):
            work.documents.replace(submission.id, parts_of(submission.id, page, one, other), [])

    def test_page_of_a_document_in_no_case_is_left_over(self, storage: SqlStorage) -> None:
        submission = take(storage)
        split(storage, submission, unpack(storage, submission, pages=2))
        with storage.work() as work:
            assert [line.what for line in work.ledger.against_approval(submission.id)] == ["page 1"]

    def test_foreign_page_is_refused(self, storage: SqlStorage) -> None:
        submission = take(storage)
        unpack(storage, submission)
        with storage.work() as work, pytest.raises(KeyError):
            work.documents.replace(submission.id, [], [(PageId("other-0-p0"), PageUse.BLANK, "")])


class TestFingerprints:
    def test_are_found_by_a_shared_key_in_other_submissions(self, storage: SqlStorage) -> None:
        first, second = take(storage, "scan:1"), take(storage, "scan:2")
        documents = [split(storage, s, unpack(storage, s)) for s in (first, second)]
        with storage.work() as work:
            work.documents.save_fingerprint(documents[0], b"one", ["ana|1987", "E0901234"])
            work.documents.save_fingerprint(documents[1], b"two", ["E0901234"])
            (hit,) = work.documents.sharing(["E0901234", "nothing"], exclude=second.id)
            assert work.documents.sharing(["nothing"], exclude=second.id) == []
        assert (hit.document_id, hit.fingerprint, hit.source) == (documents[0], b"one", first.source)

    def test_duplicate_is_linked_and_unlinked(self, storage: SqlStorage) -> None:
        submission = take(storage)
        document = split(storage, submission, unpack(storage, submission))
        with storage.work() as work:
            work.documents.link_duplicate(document, DocumentId("earlier-d0"))
            assert work.documents.duplicate_of(document) == "earlier-d0"
            work.documents.link_duplicate(document, None)
            assert work.documents.duplicate_of(document) is None
