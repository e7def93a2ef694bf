"""Which pages of a submission came in one envelope, and under which batch."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.batches import Envelope, PageWord, Part, SplitEdit
from domain.documents import Document, SubmissionPage
from domain.ids import BatchId, PageId
from domain.kinds import Channel
from domain.sheets import SheetCode, SheetKind, find_sheet
from domain.states import PageUse
from domain.submissions import Submission

#: Uses of pages that carry something; a cover that is no sheet of ours counts, for the clerk counts it too.
WRITTEN = frozenset({PageUse.DOCUMENT, PageUse.UNDECIDED, PageUse.COVER})


@dataclass(slots=True)
class _Walk:
    """Where the walk over the pages of a submission stands."""

    submission: Submission
    default: Part
    parts: list[Part] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    sheet: SheetCode | None = None
    """The last separator of ours."""
    parted: bool = True
    """Whether the next written page begins an envelope."""


def find_envelopes(
    submission: Submission,
    pages: Sequence[SubmissionPage],
    uses: Mapping[PageId, PageUse],
    words: Mapping[PageId, PageWord],
    default: Part,
) -> tuple[list[Part], list[Envelope]]:
    """Parts by batch, and envelopes, in order of pages.

    What stands before the first cover belongs to the batch that the first code names, else to `default`.
    Sheets in a row, and blanks between them, make no empty envelope.
    """
    named = [code for page in pages if (code := _sheet_of(page, uses)) and _counts_here(code, submission)]
    first = next((code for code in named if code.batch), None)
    walk = _Walk(submission, Part(0, BatchId(first.batch), first.name) if first else default)
    for position, page in enumerate(pages):
        if page.is_body:
            continue
        use = uses.get(page.id, PageUse.UNDECIDED)
        if use in (PageUse.SEPARATOR, PageUse.COVER) and (code := _sheet_of(page, uses)):
            _meet_sheet(walk, position, code)
        elif use is PageUse.SEPARATOR:
            walk.parted, walk.sheet = True, None
        elif use in WRITTEN:
            _meet_page(walk, position, words.get(page.id, PageWord()))
    return walk.parts or [walk.default], walk.envelopes


def _sheet_of(page: SubmissionPage, uses: Mapping[PageId, PageUse]) -> SheetCode | None:
    """A sheet of ours, unless a person says that the page is a paper."""
    aside = uses.get(page.id) in (PageUse.SEPARATOR, PageUse.COVER)
    return find_sheet(page.reading) if aside else None


def _counts_here(code: SheetCode, submission: Submission) -> bool:
    """A sheet counts for its batch on its own channel: a fax must not tell of a scan's batch."""
    return code.channel is submission.channel


def _meet_sheet(walk: _Walk, position: int, code: SheetCode) -> None:
    walk.parted = True
    walk.sheet = code if code.kind is SheetKind.SEPARATOR else None
    if not _counts_here(code, walk.submission):
        return
    if code.kind is SheetKind.COVER:
        batch = code.batch or _own_batch(walk, position)
        _open_part(walk, Part(position, BatchId(batch), code.name, code.envelopes, code.pages))
    elif code.batch and code.batch != _current(walk).batch:
        _open_part(walk, Part(position, BatchId(code.batch)))


def _own_batch(walk: _Walk, position: int) -> str:
    """A batch under a cover that is used again and again is its file's, and one a cover."""
    return walk.default.batch if not walk.parts else f"{walk.default.batch}-{position}"


def _open_part(walk: _Walk, part: Part) -> None:
    if not walk.parts and walk.envelopes:
        walk.parts.append(walk.default)
    walk.parts.append(part)


def _current(walk: _Walk) -> Part:
    return walk.parts[-1] if walk.parts else walk.default


def _meet_page(walk: _Walk, position: int, word: PageWord) -> None:
    by_hand = word.place is SplitEdit.STARTS_ENVELOPE
    if not (walk.parted or by_hand):
        return
    code = walk.sheet if walk.parted else None
    part = _current(walk)
    walk.envelopes.append(
        Envelope(
            position=position,
            batch=part.batch,
            sheet=code.number if code else None,
            numbered=bool(code and code.batch and code.batch == part.batch),
            pages=code.pages if code else None,
        )
    )
    walk.parted = False


def default_part(submission: Submission, *, by_folder: bool, day: date) -> Part:
    """The batch of a file without a cover: the file's own, or that of its folder on this day."""
    folder = submission.source.rpartition("/")[0]
    if by_folder and folder and submission.channel is Channel.SCAN:
        digest = hashlib.sha256(f"{folder}/{day}".encode(errors="surrogateescape")).hexdigest()
        return Part(0, BatchId(f"D-{day:%y%m%d}-{digest[:8]}"), folder)
    return Part(0, BatchId(f"F-{submission.id[:12]}"), submission.source.rpartition("/")[2])


def group_documents(
    documents: Sequence[Document],
    pages: Sequence[SubmissionPage],
    uses: Mapping[PageId, PageUse],
    words: Mapping[PageId, PageWord],
) -> list[list[Document]]:
    """Documents that came in one envelope: those between two separators; all, where there is none."""
    on_first_page: dict[PageId, list[Document]] = {}
    place = {page.id: number for number, page in enumerate(pages)}
    for document in documents:
        on_first_page.setdefault(min(document.page_ids, key=place.__getitem__), []).append(document)
    groups: list[list[Document]] = [[]]
    for page in pages:
        parted_by_sheet = uses.get(page.id) is PageUse.SEPARATOR or (
            uses.get(page.id) is PageUse.COVER and find_sheet(page.reading) is not None
        )
        if parted_by_sheet or words.get(page.id, PageWord()).place is SplitEdit.STARTS_ENVELOPE:
            groups.append([])
        groups[-1] += on_first_page.get(page.id, [])
    return [group for group in groups if group]
