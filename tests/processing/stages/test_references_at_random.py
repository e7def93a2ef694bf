"""Whatever is done in whatever order, a reference stays with the person it was answered for.

Sheets are cut and put together, scans taken back and restored, papers moved, split, merged and taken back,
cases decided, named, undone and opened again, records renamed and matched anew. `make random` tries
longer.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.cases import Case, Decision
from domain.documents import Document, PagePart
from domain.errors import NotAllowed, StaleDecision
from domain.geometry import Box
from domain.ids import CaseId, CertificationNumber, DocumentId, PageId, SubmissionId
from domain.kinds import Kind, Outcome
from domain.ledger import Fate
from domain.states import CaseStatus, PageUse
from processing.anew import clear_for_remaking
from processing.cases.build import matched_number
from processing.cases.references import share_papers
from processing.casework import papers_of
from processing.decisions import reopen_case, undo_decision
from processing.ports import NewDocument, Work
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.examples import ONE_STORAGE, examples
from tests.processing.matching.people import MARIA
from tests.processing.stages.envelopes import Paper, _evidence, _guess, arrive, services_on, settle
from tests.processing.stages.test_joining import LATER
from tests.processing.stages.test_match_check_queue import CARD, DECREE, FORM, JOAN_NOBODY, JOHN, JOHNS_FORM
from tests.processing.stages.test_moves_at_random import _SETTINGS, RITA, _act, all_cases
from tests.processing.stages.test_moves_at_random import check as check_nothing_is_lost

TOP, MIDDLE, BOTTOM = Box(0, 0, 850, 500), Box(0, 500, 850, 800), Box(0, 800, 850, 1100)
LOWER = Box(0, 500, 850, 1100)
NOBODYS = Paper(Kind.CPR_CARD, {"course": "BLS"}, text="BLS provider")

#: How each sheet may be cut: where, and what is read there. The first is how it came.
Cutting = tuple[tuple[Box | None, Paper], ...]
SHEETS: tuple[tuple[Cutting, ...], ...] = (
    (((None, FORM),), ((TOP, FORM), (LOWER, JOHNS_FORM)), ((TOP, JOHNS_FORM), (LOWER, NOBODYS)), ()),
    (((None, NOBODYS),), ((TOP, NOBODYS), (MIDDLE, FORM), (BOTTOM, JOAN_NOBODY)), ()),
    (((None, JOHNS_FORM),), ((TOP, CARD), (LOWER, JOHNS_FORM)), ()),
    (((None, DECREE),), ()),
)

VERBS = (
    "cut", "cut", "cut", "withdraw", "restore", "move", "split", "merge", "take back", "name", "approve",
    "approve", "ask", "reject", "undo", "answer", "answer", "rename", "again",
)  # fmt: skip
#: What the machine does, in which no reference may go to another person.
BY_MACHINE = frozenset({"cut", "withdraw", "restore", "rename", "again"})
Step = tuple[str, int, int, int]
steps = st.tuples(st.sampled_from(VERBS), *(st.integers(0, 20) for _ in range(3)))


@dataclass
class Office:
    """Two mails of two sheets each, and what was said of them."""

    services: Services
    sent: list[SubmissionId]
    cuttings: dict[SubmissionId, list[int]]
    """By submission, how each of its two sheets is cut now."""
    renamed: bool = False
    words: dict[CaseId, tuple[CertificationNumber | None, frozenset[PagePart]]] = field(default_factory=dict)
    """Of each case that was answered ever: for whom, and what it held then."""

    def take(self, step: Step) -> None:
        verb, one, two, three = step
        sent = self.sent[one % len(self.sent)]
        if verb == "cut":
            # Of the way it came and each other, never as if both sheets were nothing.
            sheet = two % 2
            ways = SHEETS[2 * self.sent.index(sent) + sheet]
            self.split(sent, sheet, three % len(ways))
        elif verb in ("withdraw", "restore"):
            self.split_all(sent, withdrawn=verb == "withdraw")
        elif verb == "rename":
            self.rename()
        elif verb == "again":
            self.go_through([sent])
        else:
            with self.services.storage.work() as work:
                cases = all_cases(work)
                self.act(work, verb, cases[one % len(cases)], cases[two % len(cases)], three)

    def act(self, work: Work, verb: str, case: Case, other: Case, number: int) -> None:
        if verb == "name":
            named = (MARIA, JOHN)[number % 2].certification_number
            if case.document_ids:
                work.cases.settle_match(case.id, named, RITA, LATER)
        elif verb == "approve":
            work.cases.decide(
                Decision(
                    case.id, Outcome.APPROVE, ("complete",), RITA, LATER, case.version,
                    certification_number=case.certification_number,
                )
            )  # fmt: skip
        elif verb == "undo":
            undo_decision(work, case.id, RITA, LATER, 60, self.services.office)
            if work.cases.get(case.id).status is not CaseStatus.WAITING:
                work.pauses.end(case.id, LATER)  # no notice went out here: nothing that is sent is undone
        elif verb == "answer":
            reopen_case(work, case.id, RITA, "she telephoned", LATER, _SETTINGS)
        else:
            _act(work, verb, case, other, number)

    def split(self, sent: SubmissionId, sheet: int, way: int) -> None:
        self.remake(sent, [way if n == sheet else old for n, old in enumerate(self.cuttings[sent])])

    def split_all(self, sent: SubmissionId, *, withdrawn: bool) -> None:
        base = 2 * self.sent.index(sent)
        self.remake(sent, [len(SHEETS[base + n]) - 1 if withdrawn else 0 for n in range(2)])

    def remake(self, sent: SubmissionId, ways: list[int]) -> None:
        """As the split stage does: documents are numbered by place."""
        base, places = 2 * self.sent.index(sent), list[tuple[PageId, Box | None, Paper]]()
        for sheet, way in enumerate(ways):
            page = PageId(f"{sent}-0-p{sheet}")
            places += [(page, region, paper) for region, paper in SHEETS[base + sheet][way]]
        used = {page for page, _, _ in places}
        aside = [PageId(f"{sent}-0-p{n}") for n in range(2) if PageId(f"{sent}-0-p{n}") not in used]
        with self.services.storage.work() as work:
            clear_for_remaking(work, sent, LATER)
            ids = [DocumentId(f"{sent}-d{n}") for n in range(len(places))]
            new = [
                NewDocument(d, _guess(paper), (page,), 1.0, region)
                for d, (page, region, paper) in zip(ids, places, strict=True)
            ]
            work.documents.forget_repeats(sent)
            work.documents.replace(sent, new, [(page, PageUse.REMOVED, "taken back") for page in aside])
            for document_id, (_, _, paper) in zip(ids, places, strict=True):
                work.documents.save_evidence(document_id, _evidence(paper))
        self.cuttings[sent] = ways
        self.go_through([sent, *(other for other in self.sent if other != sent)])

    def rename(self) -> None:
        """An import says other names, or the first ones again; what is undecided is matched again."""
        self.renamed = not self.renamed
        john = replace(JOHN, first_name="Quentin", last_name="Vale") if self.renamed else JOHN
        with self.services.storage.work() as work:
            work.records.upsert([MARIA, john], LATER)
        self.go_through(self.sent)

    def go_through(self, sent: list[SubmissionId]) -> None:
        for submission_id in sent:
            settle(self.services, submission_id)

    def note_words(self) -> None:
        """What persons said so far, with what the case held as they said it last."""
        with self.services.storage.work() as work:
            for case in all_cases(work):
                decisions = work.cases.decisions(case.id)
                if case.document_ids and (decisions or case.id in self.words):
                    standing = [d.certification_number for d in decisions if d.undone_at is None]
                    named = next((number for number in reversed(standing) if number), None)
                    self.words[case.id] = (named, parts_of(work, case))

    def check(self, verb: str) -> None:
        check_nothing_is_lost(self.services, self.sent, Fate.SET_ASIDE, Fate.QUARANTINED)
        with self.services.storage.work() as work:
            for case in all_cases(work):
                self.check_person(work, case)
                if verb in BY_MACHINE and case.id in self.words:
                    self.check_reference(work, case)

    def check_person(self, work: Work, case: Case) -> None:
        """Papers of two people are never in one case without a second person, or a word on it."""
        numbers = {number for paper in papers_of(work, case) if (number := matched_number(paper))}
        if len(numbers) > 1 and case.status in (CaseStatus.OPEN, CaseStatus.REOPENED):
            assert case.second_person, f"{case.id} holds {numbers}"
            assert any(m.to_case == case.id for m in work.moves.of_case(case.id)), (
                f"{case.id}: by the machine"
            )

    def check_reference(self, work: Work, case: Case) -> None:
        """An answered case holds what it held, what was moved into it, or papers of the same person; and
        what names nobody and came along with its own papers, where those are surely of its record."""
        named, before = self.words[case.id]
        person = named or case.certification_number
        papers = papers_of(work, case)
        own = {matched_number(p) for p in papers if share_papers(frozenset(p.document.page_parts), before)}
        sure = own - {None} == {person}
        moved = {m.document_id for m in work.moves.of_case(case.id) if m.to_case == case.id}
        for paper in papers:
            parts, number = frozenset(paper.document.page_parts), matched_number(paper)
            if paper.document.id in moved or parts <= before or (sure and number is None):
                continue
            assert number is not None, f"{case.id} got a paper that nobody knows"
            assert number == person, f"{case.id}: another person"
        if case.document_ids and named and case.certification_number:
            assert named == case.certification_number or self.is_settled(work, case), (
                f"{case.id} is another's"
            )

    def is_settled(self, work: Work, case: Case) -> bool:
        return any(
            case.document_ids[0] in held for held in work.cases.held_by_word(case.submission_id)[1]
        ) or (case.status in (CaseStatus.DECIDED, CaseStatus.WAITING))


def parts_of(work: Work, case: Case) -> frozenset[PagePart]:
    documents: list[Document] = [paper.document for paper in papers_of(work, case)]
    return frozenset(part for document in documents for part in document.page_parts)


def opened(services: Services) -> Office:
    with services.storage.work() as work:
        work.records.upsert([MARIA, JOHN], LATER)
    services = replace(services, clock=lambda: LATER)
    sent = []
    for n in range(2):
        papers = [SHEETS[2 * n + sheet][0][0][1] for sheet in range(2)]
        sent.append(arrive(services, f"{n}@example.org", papers, sender=f"{n}@example.org"))
        settle(services, sent[-1])
    return Office(services, sent, {submission: [0, 0] for submission in sent})


#: Found at random: what each of them broke is mended.
CLOCK_STOOD_STILL = [("cut", 0, 0, 0), ("ask", 0, 0, 0), ("move", 0, 1, 0), ("cut", 0, 0, 0)]
PAPER_LOST = [("merge", 7, 17, 0), ("move", 20, 12, 13), ("restore", 4, 3, 3)]
REPEAT_OF_ANOTHER = [("approve", 17, 15, 2), ("cut", 0, 18, 13), ("merge", 15, 6, 20)]
UNDONE_WITH_MORE = [("ask", 0, 3, 14), ("move", 10, 0, 9), ("undo", 15, 12, 20)]


@given(st.lists(steps, min_size=4, max_size=14))
@example(taken=CLOCK_STOOD_STILL)
@example(taken=PAPER_LOST)
@example(taken=REPEAT_OF_ANOTHER)
@example(taken=UNDONE_WITH_MORE)
@settings(max_examples=examples(8), suppress_health_check=ONE_STORAGE)
def test_a_reference_stays_with_its_person(
    make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path, taken: list[Step]
) -> None:
    folder = tmp_path / f"example-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    shutil.copy(upgraded_sqlite, folder / "intake.sqlite")
    office = opened(services_on(make_storage(folder), folder))
    for step in taken:
        try:
            office.take(step)
        except (NotAllowed, StaleDecision):
            continue
        office.check(step[0])
        office.note_words()
