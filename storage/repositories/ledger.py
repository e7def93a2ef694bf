"""The ledger as a question to the tables of custody."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, or_, select, tuple_

from domain.ids import CaseId, SubmissionId
from domain.kinds import Channel
from domain.ledger import ATTACHMENT_OPEN, ENDINGS, PAGE_SETTLED, Ending, Fate, LedgerLine, Thing
from domain.states import CaseStatus
from storage.ledger import attachment_fate, page_fate, submission_fate
from storage.repositories.base import Repository
from storage.repositories.submissions import received_within, source_hash
from storage.restricted import perhaps_restricted
from storage.statements import in_chunks
from storage.tables import (
    AttachmentRow,
    CaseDocumentRow,
    CaseRecord,
    DecorationChoiceRow,
    DocumentPageRow,
    DocumentRow,
    PageRow,
    QuarantineRow,
    SubmissionRow,
    WithdrawalRow,
)

Rows = Select[*tuple[Any, ...]]

#: What decoration is called where no person said why.
SMALL_PICTURE: Final = "a small or repeated picture of the message, such as a signature's logo"
#: A case that was withdrawn holds nothing.
_STANDS: Final = CaseRecord.status != CaseStatus.WITHDRAWN
#: Characters of a submission's id that are enough to look it up by.
LEAST_ID: Final = 6


class SqlLedger(Repository):
    """Fates come from `storage.ledger`; here the lines get their words."""

    def submissions(
        self,
        *,
        channel: Channel | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: SubmissionId | None = None,
        limit: int = 50,
    ) -> list[LedgerLine]:
        """Newest first."""
        newest_first = (SubmissionRow.received_at.desc(), SubmissionRow.id.desc())
        query = select(SubmissionRow.id).order_by(*newest_first)
        query = query.where(*received_within(channel, since, until))
        if after is not None:
            place = self._row(SubmissionRow, after)
            query = query.where(
                tuple_(SubmissionRow.received_at, SubmissionRow.id) < tuple_(place.received_at, place.id)
            )
        # Named first: PostgreSQL would else look for the answers to the whole table to show one page of it.
        chosen = list(self._session.scalars(query.limit(limit)))
        rows = self._rows(_submissions().where(SubmissionRow.id.in_(chosen)).order_by(*newest_first))
        return self._with_answers([self._of_submission(*row) for row in rows])

    def of_submission(self, submission_id: SubmissionId) -> list[LedgerLine]:
        """The submission, then each attachment with its pages. Raises KeyError."""
        self._row(SubmissionRow, submission_id)
        own = _submissions().where(SubmissionRow.id == submission_id)
        parts = _attachments().where(SubmissionRow.id == submission_id).order_by(AttachmentRow.position)
        pages = _pages().where(SubmissionRow.id == submission_id).order_by(PageRow.position)
        lines = [self._of_submission(*row) for row in self._rows(own)]
        shown = [self._of_page(*row) for row in self._rows(pages)]
        for line in (self._of_attachment(*row) for row in self._rows(parts)):
            lines += [line, *(page for page in shown if page.path == line.path)]
        return self._with_answers(lines)

    def perhaps_restricted(self, submission_ids: Collection[SubmissionId]) -> set[SubmissionId]:
        """Those of which something may be closed to most; of the others surely nothing is."""
        query = select(SubmissionRow.id).where(perhaps_restricted())
        return {
            SubmissionId(key)
            for chunk in in_chunks(sorted(submission_ids))
            for key in self._session.scalars(query.where(SubmissionRow.id.in_(chunk)))
        }

    def unexplained(self) -> Iterator[LedgerLine]:
        """Over the whole ledger, in order of receipt."""
        order = (SubmissionRow.received_at, SubmissionRow.id)
        sort = (
            (_submissions(), submission_fate(), order, self._of_submission),
            (_attachments(), attachment_fate(), (*order, AttachmentRow.position), self._of_attachment),
            (_pages(), page_fate(), (*order, PageRow.position), self._of_page),
        )
        for query, fate, ordered, make in sort:
            rows = self._rows(query.where(fate == Fate.UNEXPLAINED).order_by(*ordered))
            yield from self._with_documents([make(*row) for row in rows])

    def against_approval(self, submission_id: SubmissionId) -> list[LedgerLine]:
        """What of a submission is settled by nobody yet; asked at each opening of a case, so it is cheap."""
        parts = self._rows(
            _attachments().where(SubmissionRow.id == submission_id).order_by(AttachmentRow.position)
        )
        pages = self._rows(_pages().where(SubmissionRow.id == submission_id).order_by(PageRow.position))
        unsettled = [self._of_attachment(*row) for row in parts if row[-1] in ATTACHMENT_OPEN]
        unsettled += [self._of_page(*row) for row in pages if row[-1] not in PAGE_SETTLED]
        return self._with_answers(unsettled) if unsettled else []

    def find(self, reference: str) -> list[SubmissionId]:
        """By a case's reference, the id or its beginning, or the source; earliest received first."""
        wanted = reference.strip()
        opened = select(CaseRecord.submission_id).where(CaseRecord.id == wanted.upper())
        joined = (
            select(DocumentRow.submission_id)
            .join(CaseDocumentRow, CaseDocumentRow.document_id == DocumentRow.id)
            .where(CaseDocumentRow.case_id == wanted.upper())
        )
        ways = [
            SubmissionRow.id.in_(opened),
            SubmissionRow.id.in_(joined),
            SubmissionRow.source_hash == source_hash(self._keys, wanted),
        ]
        if len(wanted) >= LEAST_ID and all(c in "0123456789abcdef" for c in wanted.casefold()):
            ways.append(SubmissionRow.id.startswith(wanted.casefold(), autoescape=True))
        found = self._session.scalars(
            select(SubmissionRow.id).where(or_(*ways)).order_by(SubmissionRow.received_at).limit(50)
        )
        return [SubmissionId(key) for key in found]

    # -- lines ------------------------------------------------------------------------------------

    def _rows(self, query: Rows) -> Iterable[Any]:
        return list(self._session.execute(query))

    def _of_submission(self, row: SubmissionRow, fate: str) -> LedgerLine:
        named = self._unseal_json(row.named, f"submission.named:{row.id}")
        line = _line(Thing.SUBMISSION, row.id, row, fate)
        return replace(line, name=named["source"], size=row.size, sha256=named.get("sha256", ""))

    def _of_attachment(self, submission: SubmissionRow, row: AttachmentRow, fate: str) -> LedgerLine:
        named = self._unseal_json(row.named, f"attachment.named:{row.id}")
        return replace(
            _line(Thing.ATTACHMENT, row.id, submission, fate),
            media_type=row.media_type,
            path=row.path,
            name=named["name"],
            size=row.size,
            sha256=named["sha256"],
            reason="a message text with nothing in it" if fate == Fate.SET_ASIDE else "",
        )

    def _of_page(self, submission: SubmissionRow, row: PageRow, path: str, fate: str) -> LedgerLine:
        return replace(
            _line(Thing.PAGE, row.id, submission, fate),
            path=path,
            index=row.index,
            reason=_use_words(row.use, row.use_reason) if fate == Fate.SET_ASIDE else "",
        )

    # -- what answers for them --------------------------------------------------------------------

    def _with_answers(self, lines: list[LedgerLine]) -> list[LedgerLine]:
        """The lines with cases, documents, quarantine entries and what came before."""
        lines = self._with_documents(lines)
        cases = self._cases(lines)
        ids = sorted({line.submission_id for line in lines})
        entries, choices, first = self._entries(ids), self._choices(ids), self._same_bytes(lines)
        uses = self._uses([line.id for line in lines if _is_set_aside_whole(line)])
        answered = []
        for line in lines:
            found: dict[str, Any] = cases.get(line.id, {}) | {"same_bytes": first.get(line.id, "")}
            if line.fate is Fate.DECORATION:
                found["reason"] = choices.get(line.id, SMALL_PICTURE)
            if _is_set_aside_whole(line):
                found["reason"] = uses.get(line.id, "")
            answered.append(
                replace(_with_entry(line, entries.get(line.submission_id, []), self._said), **found)
            )
        return answered

    def _with_documents(self, lines: list[LedgerLine]) -> list[LedgerLine]:
        """Pages with the documents that hold them: several where a page shows several papers."""
        held: dict[str, list[str]] = {}
        for chunk in in_chunks([line.id for line in lines if line.thing is Thing.PAGE]):
            found = select(DocumentPageRow.page_id, DocumentPageRow.document_id).where(
                DocumentPageRow.page_id.in_(chunk)
            )
            for page_id, document_id in self._session.execute(found):
                held.setdefault(page_id, []).append(document_id)
        return [replace(line, document_ids=tuple(sorted(held.get(line.id, ())))) for line in lines]

    def _cases(self, lines: Sequence[LedgerLine]) -> dict[str, dict[str, Any]]:
        """By line: the cases it is in, and the case of the paper that it repeats."""
        of_submission: dict[str, list[tuple[str, str | None, str | None]]] = {}
        for chunk in in_chunks(sorted({line.submission_id for line in lines})):
            found = (
                select(
                    DocumentRow.submission_id,
                    DocumentRow.id,
                    CaseRecord.id,
                    DocumentRow.duplicate_of,
                )
                .join(CaseDocumentRow, CaseDocumentRow.document_id == DocumentRow.id, isouter=True)
                .join(CaseRecord, and_(CaseRecord.id == CaseDocumentRow.case_id, _STANDS), isouter=True)
                .where(DocumentRow.submission_id.in_(chunk))
                .order_by(CaseRecord.id)
            )
            for submission, document, case_id, original in self._session.execute(found):
                of_submission.setdefault(submission, []).append((document, case_id, original))
        opened = self._opened(sorted({line.submission_id for line in lines}))
        originals = self._where(
            sorted({o for rows in of_submission.values() for _, _, o in rows if o is not None})
        )
        answers: dict[str, dict[str, Any]] = {}
        for line in lines:
            rows = of_submission.get(line.submission_id, [])
            if line.thing is Thing.ATTACHMENT:
                continue
            if line.thing is Thing.PAGE:
                rows = [row for row in rows if row[0] in line.document_ids]
                if line.fate not in PAGE_SETTLED:
                    loose = {document for document, case_id, original in rows if not (case_id or original)}
                    answers[line.id] = {"document_ids": tuple(sorted(loose))}
            cases = {c: None for _, c, _ in rows if c}
            if line.thing is Thing.SUBMISSION:
                cases |= dict.fromkeys(opened.get(line.submission_id, ()))
            repeats = {originals.get(o, ""): None for _, _, o in rows if o}
            answers[line.id] = answers.get(line.id, {}) | {
                "cases": tuple(CaseId(c) for c in sorted(cases)),
                "repeats": " and ".join(sorted(r for r in repeats if r)),
            }
        return answers

    def _opened(self, submissions: Sequence[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for chunk in in_chunks(submissions):
            query = select(CaseRecord.submission_id, CaseRecord.id).where(
                CaseRecord.submission_id.in_(chunk), _STANDS
            )
            for submission, case_id in self._session.execute(query):
                found.setdefault(submission, []).append(case_id)
        return found

    def _where(self, documents: Sequence[str]) -> dict[str, str]:
        """By document: its case, else its submission."""
        found: dict[str, str] = {}
        for chunk in in_chunks(documents):
            query = (
                select(DocumentRow.id, DocumentRow.submission_id, CaseDocumentRow.case_id)
                .join(CaseDocumentRow, CaseDocumentRow.document_id == DocumentRow.id, isouter=True)
                .where(DocumentRow.id.in_(chunk))
            )
            found |= {
                document: case_id or submission
                for document, submission, case_id in self._session.execute(query)
            }
        return found

    def _entries(self, submissions: Sequence[str]) -> dict[str, list[QuarantineRow]]:
        """Open ones first, then the newest; those retried answer for nothing."""
        found: dict[str, list[QuarantineRow]] = {}
        for chunk in in_chunks(submissions):
            query = (
                select(QuarantineRow)
                .where(
                    QuarantineRow.submission_id.in_(chunk),
                    QuarantineRow.ending.is_distinct_from(Ending.RETRIED),
                )
                .order_by(QuarantineRow.resolved_at.is_not(None), QuarantineRow.id.desc())
            )
            for row in self._session.scalars(query):
                found.setdefault(row.submission_id, []).append(row)
        return found

    def _said(self, row: QuarantineRow) -> str:
        """The reason of an open entry, the words of a closed one."""
        if row.resolved_at is None:
            return self._unseal_text(row.reason, f"quarantine.reason:{row.submission_id}")
        return self._unseal_text(row.resolution, f"quarantine.resolution:{row.id}")

    def _uses(self, submissions: Sequence[str]) -> dict[str, str]:
        """By submission: why its pages were set aside, each reason once."""
        found: dict[str, list[str]] = {}
        for chunk in in_chunks(submissions):
            query = (
                select(PageRow.submission_id, PageRow.use, PageRow.use_reason)
                .where(PageRow.submission_id.in_(chunk))
                .distinct()
            )
            for row in self._session.execute(query):
                found.setdefault(row.submission_id, []).append(_use_words(row.use, row.use_reason))
        told = {key: "; ".join(sorted(reasons)) for key, reasons in found.items()}
        return told | self._taken_back(submissions)

    def _taken_back(self, submissions: Sequence[str]) -> dict[str, str]:
        """By submission: who took it back, and the words."""
        found: dict[str, str] = {}
        for chunk in in_chunks(submissions):
            query = select(WithdrawalRow).where(
                WithdrawalRow.submission_id.in_(chunk), WithdrawalRow.undone_at.is_(None)
            )
            for row in self._session.scalars(query):
                words = self._unseal_text(row.words, f"withdrawal.words:{row.submission_id}")
                found[row.submission_id] = f"taken back by {row.by}: {words}"
        return found

    def _choices(self, submissions: Sequence[str]) -> dict[str, str]:
        """By attachment: why a person set it aside as decoration."""
        found: dict[str, str] = {}
        for chunk in in_chunks(submissions):
            query = select(DecorationChoiceRow).where(
                DecorationChoiceRow.submission_id.in_(chunk), DecorationChoiceRow.decoration
            )
            for row in self._session.scalars(query):
                binding = f"decoration_choice.reason:{row.submission_id}/{row.path}"
                reason = self._unseal_text(row.reason, binding)
                found[f"{row.submission_id}-{row.path}"] = f"{reason} ({row.by})"
        return found

    def _same_bytes(self, lines: Sequence[LedgerLine]) -> dict[str, str]:
        """By line: where the very same bytes came earlier, by case or submission."""
        attachment = select(
            AttachmentRow.id, AttachmentRow.content_hash, SubmissionRow.received_at, SubmissionRow.id
        ).join(SubmissionRow, SubmissionRow.id == AttachmentRow.submission_id)
        whole = select(SubmissionRow.id, SubmissionRow.original, SubmissionRow.received_at, SubmissionRow.id)
        parts = [line.id for line in lines if line.thing is Thing.ATTACHMENT and line.path != "0"]
        wholes = [line.id for line in lines if line.thing is Thing.SUBMISSION]
        found = self._earlier(attachment, AttachmentRow.id, AttachmentRow.content_hash, parts)
        found |= self._earlier(whole, SubmissionRow.id, SubmissionRow.original, wholes)
        cases = self._opened(sorted(set(found.values())))
        return {key: min(cases.get(first, [first])) for key, first in found.items()}

    def _earlier(self, query: Rows, key: Any, content: Any, ids: Sequence[str]) -> dict[str, str]:
        own: list[Any] = [r for c in in_chunks(ids) for r in self._session.execute(query.where(key.in_(c)))]
        hashes = sorted({r[1] for r in own if r[1]})
        every: list[Any] = [
            r for c in in_chunks(hashes) for r in self._session.execute(query.where(content.in_(c)))
        ]
        first: dict[str, tuple[datetime, str]] = {}
        for _, hashed, at, submission in every:
            first[hashed] = min(first.get(hashed, (at, submission)), (at, submission))
        return {k: first[h][1] for k, h, at, submission in own if h and first[h] < (at, submission)}


def _submissions() -> Rows:
    return select(SubmissionRow, submission_fate())


def _attachments() -> Rows:
    return select(SubmissionRow, AttachmentRow, attachment_fate()).join(
        AttachmentRow, AttachmentRow.submission_id == SubmissionRow.id
    )


def _pages() -> Rows:
    return (
        select(SubmissionRow, PageRow, AttachmentRow.path, page_fate())
        .join(PageRow, PageRow.submission_id == SubmissionRow.id)
        .join(AttachmentRow, and_(AttachmentRow.id == PageRow.attachment_id))
    )


def _is_set_aside_whole(line: LedgerLine) -> bool:
    return line.thing is Thing.SUBMISSION and line.fate is Fate.SET_ASIDE


def _use_words(use: str, reason: str | None) -> str:
    return f"{use.replace('_', ' ')}, {reason}" if reason else use.replace("_", " ")


def _line(thing: Thing, key: str, submission: SubmissionRow, fate: str) -> LedgerLine:
    return LedgerLine(
        thing=thing,
        id=key,
        submission_id=SubmissionId(submission.id),
        received_at=submission.received_at,
        channel=Channel(submission.channel),
        fate=Fate(fate),
    )


def _with_entry(
    line: LedgerLine, entries: Sequence[QuarantineRow], said: Callable[[QuarantineRow], str]
) -> LedgerLine:
    """The line with the entry that answers for it: its own, else one of the whole submission."""
    if line.fate is not Fate.QUARANTINED and line.fate not in ENDINGS:
        return line
    fitting = [entry for entry in entries if entry.ending in ENDINGS.get(line.fate, (None,))]
    own = [entry for entry in fitting if entry.attachment_id == line.id]
    whole = [entry for entry in fitting if entry.attachment_id is None]
    for entry in (*own, *whole, *fitting):
        return replace(line, entry=entry.id, reason=said(entry), better_copy=entry.replaced_by or "")
    return line
