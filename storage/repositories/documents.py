"""Documents, evidence, matches, findings and fingerprints."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any, Final, cast

from sqlalchemy import Row, Select, bindparam, select, update

from domain.cases import Finding
from domain.corrections import Correction, correct_document
from domain.documents import Document, Evidence, KindGuess, Place
from domain.geometry import Box
from domain.ids import CertificationNumber, DocumentId, PageId, SubmissionId
from domain.kinds import FieldName, FindingCode, Kind, MatchStatus, Severity, Subkind
from domain.records import Candidate, FieldComparison, Match
from domain.states import CaseStatus, PageUse
from processing.ports import CheckedBy, FingerprintHit, NewDocument
from storage.repositories.base import Repository, Tools
from storage.repositories.corrections import SqlCorrections
from storage.statements import in_chunks, table_of
from storage.tables import (
    CaseDocumentRow,
    CaseRecord,
    CheckRow,
    DocumentPageRow,
    DocumentRow,
    EvidenceRow,
    FindingRow,
    FingerprintKeyRow,
    FingerprintRow,
    MatchRow,
    PageRow,
    SubmissionRow,
)


class SqlDocuments(Repository):
    """What was made of the pages; every value read is sealed."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._corrections = SqlCorrections(tools)

    def replace(
        self,
        submission_id: SubmissionId,
        documents: Sequence[NewDocument],
        set_aside: Sequence[tuple[PageId, PageUse, str]],
    ) -> None:
        """Record a split; what was found on earlier documents of the submission goes with them.

        Raises ValueError where two documents have the same part of a page.
        """
        _check_parts(documents)
        self._lock(SubmissionRow, submission_id)
        self._delete(DocumentRow, submission_id=submission_id)
        self._insert(DocumentRow, [_document_values(submission_id, n, d) for n, d in enumerate(documents)])
        self._insert(
            DocumentPageRow,
            [
                {
                    "document_id": document.id,
                    "page_id": page_id,
                    "position": position,
                    "region": None if document.region is None else document.region.as_list(),
                }
                for document in documents
                for position, page_id in enumerate(document.page_ids)
            ],
        )
        uses = [(page, PageUse.DOCUMENT, "") for document in documents for page in document.page_ids]
        self._set_uses(submission_id, [*uses, *set_aside])

    def _set_uses(self, submission_id: SubmissionId, uses: Sequence[tuple[PageId, PageUse, str]]) -> None:
        self._update(PageRow, {"use": PageUse.UNDECIDED, "use_reason": ""}, submission_id=submission_id)
        for page_id, use, reason in uses:
            said = {"use": use, "use_reason": reason}
            if not self._update(PageRow, said, submission_id=submission_id, id=page_id):
                raise KeyError(f"no page {page_id} in submission {submission_id}")

    def of_submission(self, submission_id: SubmissionId) -> list[Document]:
        """With their evidence, in order; where a person corrected something, as the person says."""
        rows = self._found(DocumentRow, "position", submission_id=submission_id)
        return self._corrected(self._documents(rows))

    def in_no_case(self, submission_id: SubmissionId) -> list[Document]:
        """Those that no case holds, or a withdrawn one alone; as the person says."""
        rows = self._run(_IN_NO_CASE, {"submission": submission_id}).all()
        return self._corrected(self._documents(cast(list[DocumentRow], rows)))

    def get(self, document_id: DocumentId) -> Document:
        """As the person says, where one corrected something. Raises KeyError."""
        return self._corrected([self.as_read(document_id)])[0]

    def as_read(self, document_id: DocumentId) -> Document:
        """As the machine read it, without anybody's corrections. Raises KeyError."""
        return self._documents([self._seen(DocumentRow, document_id)])[0]

    def _corrected(self, documents: list[Document]) -> list[Document]:
        """A word holds for the pages it was said of; a split that parts them otherwise leaves it behind."""
        words: dict[Place, list[Correction]] = {}
        for word in self._corrections.standing(document.submission_id for document in documents):
            words.setdefault(word.place, []).append(word)
        return [correct_document(d, words[d.place]) if d.place in words else d for d in documents]

    def _documents(self, rows: list[DocumentRow]) -> list[Document]:
        ids = [row.id for row in rows]
        pages: dict[str, list[PageId]] = {key: [] for key in ids}
        regions: dict[str, Box] = {}
        evidence: dict[str, list[Evidence]] = {key: [] for key in ids}
        for chunk in in_chunks(ids):
            for page in self._found(DocumentPageRow, "position", document_id=chunk):
                pages[page.document_id].append(PageId(page.page_id))
                if page.region is not None:
                    regions[page.document_id] = Box(*page.region)
            for read in self._found(EvidenceRow, "position", document_id=chunk):
                evidence[read.document_id].append(self._evidence(read))
        return [
            _document(row, tuple(pages[row.id]), tuple(evidence[row.id]), regions.get(row.id)) for row in rows
        ]

    def save_evidence(self, document_id: DocumentId, evidence: Sequence[Evidence]) -> None:
        """Replace what the machine read; a person's corrections stay. Raises KeyError."""
        self._lock(DocumentRow, document_id)
        self._delete(EvidenceRow, document_id=document_id)
        self._insert(
            EvidenceRow,
            [self._evidence_values(document_id, position, found) for position, found in enumerate(evidence)],
        )

    def _evidence_values(self, document_id: DocumentId, position: int, found: Evidence) -> dict[str, Any]:
        read = {"printed": found.printed, "value": found.value}
        return {
            "document_id": document_id,
            "position": position,
            "field": found.field,
            "read": self._seal_json(read, f"evidence.read:{document_id}/{position}"),
            "page": found.page,
            "box": None if found.box is None else found.box.as_list(),
            "span": None if found.span is None else list(found.span),
            "confidence": found.confidence,
            "reader": found.reader,
        }

    def _evidence(self, row: EvidenceRow) -> Evidence:
        read = self._unseal_json(row.read, f"evidence.read:{row.document_id}/{row.position}")
        return Evidence(
            field=FieldName(row.field),
            printed=read["printed"],
            value=read["value"],
            page=row.page,
            box=None if row.box is None else Box(*row.box),
            confidence=row.confidence,
            reader=row.reader,
            span=None if row.span is None else (row.span[0], row.span[1]),
        )

    def save_match(self, document_id: DocumentId, match: Match) -> None:
        """Replace the match. Raises KeyError."""
        self._lock(DocumentRow, document_id)
        self._delete(MatchRow, document_id=document_id)
        brake = match.brake
        values = {
            "document_id": document_id,
            "status": match.status,
            "brake": None if brake is None else self._seal_text(brake, f"document_match.brake:{document_id}"),
            "candidates": [asdict(candidate) for candidate in match.candidates],
        }
        self._insert(MatchRow, [values])

    def match(self, document_id: DocumentId) -> Match | None:
        """The last match, or None before matching."""
        row = self._found_one(MatchRow, document_id)
        if row is None:
            return None
        brake = row.brake
        return Match(
            status=MatchStatus(row.status),
            candidates=tuple(_candidate(found) for found in row.candidates),
            brake=None if brake is None else self._unseal_text(brake, f"document_match.brake:{document_id}"),
        )

    def save_findings(
        self,
        document_id: DocumentId,
        findings: Sequence[Finding],
        rules_version: str,
        checked: Sequence[str],
        policy_version: int | None = None,
    ) -> None:
        """Replace the findings, and keep by what they were made. Raises KeyError."""
        self._lock(DocumentRow, document_id)
        for table in (FindingRow, CheckRow):
            self._delete(table, document_id=document_id)
        self._insert(
            FindingRow,
            [self._finding_values(document_id, position, found) for position, found in enumerate(findings)],
        )
        made_by = {
            "document_id": document_id,
            "rules_version": rules_version,
            "policy_version": policy_version,
            "checked": list(checked),
        }
        self._insert(CheckRow, [made_by])

    def checked_by(self, document_id: DocumentId) -> CheckedBy | None:
        """By what the last findings were made; None where no rule has run."""
        row = self._found_one(CheckRow, document_id)
        return None if row is None else CheckedBy(row.rules_version, row.policy_version, tuple(row.checked))

    def _finding_values(self, document_id: DocumentId, position: int, found: Finding) -> dict[str, Any]:
        words = {"staff": found.staff_words, "applicant": found.applicant_words}
        return {
            "document_id": document_id,
            "position": position,
            "code": found.code,
            "severity": found.severity,
            "rule": found.rule,
            "source": found.source,
            "words": self._seal_json(words, f"finding.words:{document_id}/{position}"),
        }

    def findings(self, document_id: DocumentId) -> tuple[Finding, ...]:
        """The last findings, in the order the rules gave them."""
        rows = self._found(FindingRow, "position", document_id=document_id)
        return tuple(self._finding(row) for row in rows)

    def _finding(self, row: FindingRow) -> Finding:
        words = self._unseal_json(row.words, f"finding.words:{row.document_id}/{row.position}")
        return Finding(
            code=FindingCode(row.code),
            severity=Severity(row.severity),
            staff_words=words["staff"],
            applicant_words=words["applicant"],
            rule=row.rule,
            source=row.source,
        )

    def save_fingerprint(self, document_id: DocumentId, fingerprint: bytes, keys: Sequence[str]) -> None:
        """Keep a fingerprint under blocking keys (stored as keyed hashes). Raises KeyError."""
        self._lock(DocumentRow, document_id)
        self._delete(FingerprintRow, document_id=document_id)
        sealed = self._seal_bytes(fingerprint, f"fingerprint.fingerprint:{document_id}")
        self._insert(FingerprintRow, [{"document_id": document_id, "fingerprint": sealed}])
        self._insert(
            FingerprintKeyRow,
            [{"key_hash": hashed, "document_id": document_id} for hashed in self._hashed(keys)],
        )

    def sharing(self, keys: Sequence[str], exclude: SubmissionId) -> list[FingerprintHit]:
        """Documents of other submissions that share a key, earliest received first."""
        return self._hits(
            row
            for chunk in in_chunks(self._hashed(keys))
            for row in self._run(_SHARING, {"keys": chunk, "exclude": exclude})
        )

    def hits(self, document_ids: Sequence[DocumentId]) -> list[FingerprintHit]:
        """Those of these documents that have a fingerprint, earliest received first."""
        return self._hits(
            row for chunk in in_chunks(document_ids) for row in self._run(_PRINTS_OF, {"ids": chunk})
        )

    def _hits(self, rows: Iterable[Row[*tuple[Any, ...]]]) -> list[FingerprintHit]:
        found = {row.document_id: self._hit(row) for row in rows}
        return sorted(found.values(), key=lambda hit: (hit.received_at, hit.document_id))

    def _hit(self, row: Row[*tuple[Any, ...]]) -> FingerprintHit:
        named = self._unseal_json(row.named, f"submission.named:{row.id}")
        return FingerprintHit(
            document_id=DocumentId(row.document_id),
            submission_id=SubmissionId(row.id),
            received_at=row.received_at,
            source=named["source"],
            fingerprint=self._unseal_bytes(row.fingerprint, f"fingerprint.fingerprint:{row.document_id}"),
        )

    def _hashed(self, keys: Iterable[str]) -> list[str]:
        return sorted({self._keys.hash_text("fingerprint", key) for key in keys})

    def link_duplicate(self, document_id: DocumentId, original: DocumentId | None) -> None:
        """Say that a document repeats another one; None unlinks. Raises KeyError."""
        if not self._update(DocumentRow, {"duplicate_of": original}, id=document_id):
            raise KeyError(f"no document {document_id}")

    def forget_repeats(self, submission_id: SubmissionId) -> list[SubmissionId]:
        """Unlink what repeats a document of this submission; the submissions it was in."""
        found = self._run(_REPEATING, {"repeated": submission_id}).scalars().all()
        self._run(_FORGET_REPEATS, {"repeated": submission_id})
        return [SubmissionId(other) for other in sorted(found)]

    def duplicate_of(self, document_id: DocumentId) -> DocumentId | None:
        """The document that this one repeats. Raises KeyError."""
        original = self._seen(DocumentRow, document_id).duplicate_of
        return None if original is None else DocumentId(original)


_HELD: Final = (
    select(CaseDocumentRow.document_id)
    .join(CaseRecord, CaseRecord.id == CaseDocumentRow.case_id)
    .where(CaseDocumentRow.document_id == DocumentRow.id, CaseRecord.status != CaseStatus.WITHDRAWN)
    .correlate(DocumentRow)
)
_IN_NO_CASE: Final[Select[Any]] = (
    select(*table_of(DocumentRow).columns)
    .where(DocumentRow.submission_id == bindparam("submission"), ~_HELD.exists())
    .order_by(DocumentRow.position)
)
#: A document with its fingerprint, and what a hit tells of its submission.
_PRINTS: Final = (
    select(
        FingerprintRow.document_id,
        FingerprintRow.fingerprint,
        SubmissionRow.id,
        SubmissionRow.named,
        SubmissionRow.received_at,
    )
    .join(DocumentRow, DocumentRow.id == FingerprintRow.document_id)
    .join(SubmissionRow, SubmissionRow.id == DocumentRow.submission_id)
)
_PRINTS_OF: Final = _PRINTS.where(FingerprintRow.document_id.in_(bindparam("ids", expanding=True)))
_HOLDERS: Final = select(FingerprintKeyRow.document_id).where(
    FingerprintKeyRow.key_hash.in_(bindparam("keys", expanding=True))
)
_SHARING: Final = _PRINTS.where(
    FingerprintRow.document_id.in_(_HOLDERS), DocumentRow.submission_id != bindparam("exclude")
)
_REPEATS: Final = DocumentRow.duplicate_of.in_(
    select(DocumentRow.id).where(DocumentRow.submission_id == bindparam("repeated"))
)
_REPEATING: Final = select(DocumentRow.submission_id).where(_REPEATS).distinct()
_FORGET_REPEATS: Final = update(DocumentRow).where(_REPEATS).values(duplicate_of=None)


def _document_values(submission_id: SubmissionId, position: int, document: NewDocument) -> dict[str, Any]:
    return {
        "id": document.id,
        "submission_id": submission_id,
        "position": position,
        "kind": document.guess.kind,
        "kind_confidence": document.guess.confidence,
        "abstains": document.guess.abstains,
        "subkind": document.guess.subkind,
        "split_confidence": document.split_confidence,
    }


def _check_parts(documents: Sequence[NewDocument]) -> None:
    """The other half of the page equation beside the tables' own: what is in a document is in no other."""
    parts: dict[PageId, list[Box | None]] = {}
    for document in documents:
        for page_id in document.page_ids:
            parts.setdefault(page_id, []).append(document.region)
    for page_id, regions in parts.items():
        for one, other in combinations(regions, 2):
            if one is None or other is None or one.overlap(other):
                raise ValueError(f"page {page_id} would be in two documents")


def _document(
    row: DocumentRow, page_ids: tuple[PageId, ...], evidence: tuple[Evidence, ...], region: Box | None
) -> Document:
    guess = KindGuess(
        kind=Kind(row.kind),
        confidence=row.kind_confidence,
        abstains=row.abstains,
        subkind=None if row.subkind is None else Subkind(row.subkind),
    )
    return Document(DocumentId(row.id), SubmissionId(row.submission_id), guess, page_ids, evidence, region)


def _candidate(found: dict[str, Any]) -> Candidate:
    return Candidate(
        certification_number=CertificationNumber(found["certification_number"]),
        probability=found["probability"],
        comparisons=tuple(FieldComparison(**comparison) for comparison in found["comparisons"]),
    )
