"""Batches: papers scanned together, counted against what the clerk expects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.cuts import Cut
from domain.ids import BatchId, PageId, SubmissionId, UserName
from domain.kinds import Channel

#: Why the pages of a withdrawn submission are in no document; the clerk's words stand with the withdrawal.
from domain.states import PageUse

#: Why the pages of a withdrawn submission are in no document; the clerk's words stand with the withdrawal.
WITHDRAWN = "withdrawn by clerk"
#: Why a page of ours is a cover that nobody counts.
BATCH_COVER = "batch cover sheet"


class BatchState(StrEnum):
    """Where a batch stands."""

    OPEN = "open"  # nothing is expected that could be counted against
    COMPLETE = "complete"
    DIFFERS = "differs"  # its cases wait until a person says that all is right
    CLOSED = "closed"  # a person said so, of just this count


class SplitEdit(StrEnum):
    """What a person says of one page, against the machine's split."""

    AS_READ = "as_read"  # takes earlier words back
    DOCUMENT = "document"
    BLANK = "blank"
    SEPARATOR = "separator"
    COVER = "cover"
    STARTS_ENVELOPE = "starts_envelope"
    STARTS_DOCUMENT = "starts_document"
    JOINS = "joins"  # goes on with the document before
    ONE_PAPER = "one_paper"  # is not to be cut into several
    SEVERAL_PAPERS = "several_papers"  # is to be cut along the lines that come with the word
    CUT_AS_READ = "cut_as_read"  # takes back how it is to be cut, and no other word


#: What says what a page is; the others say where it belongs.
USE_EDITS: dict[SplitEdit, PageUse] = {
    SplitEdit.DOCUMENT: PageUse.DOCUMENT,
    SplitEdit.BLANK: PageUse.BLANK,
    SplitEdit.SEPARATOR: PageUse.SEPARATOR,
    SplitEdit.COVER: PageUse.COVER,
}


@dataclass(frozen=True, slots=True)
class PageWord:
    """All that persons said of one page, the last word counting."""

    use: PageUse | None = None
    place: SplitEdit | None = None
    """STARTS_ENVELOPE, STARTS_DOCUMENT or JOINS."""
    one_paper: bool = False
    """It is not to be cut into several."""
    cuts: tuple[Cut, ...] = ()
    """It is to be cut along these lines, and no others."""

    def then(self, edit: SplitEdit, cuts: tuple[Cut, ...] = ()) -> "PageWord":
        """With one more word; `cuts` come with SEVERAL_PAPERS."""
        if edit is SplitEdit.AS_READ:
            return PageWord()
        if edit in USE_EDITS:
            return replace(self, use=USE_EDITS[edit])
        if edit is SplitEdit.CUT_AS_READ:
            return replace(self, one_paper=False, cuts=())
        if edit in (SplitEdit.ONE_PAPER, SplitEdit.SEVERAL_PAPERS):
            return replace(self, use=PageUse.DOCUMENT, one_paper=edit is SplitEdit.ONE_PAPER, cuts=cuts)
        return replace(self, use=PageUse.DOCUMENT, place=edit)


PageWords = dict[PageId, PageWord]
"""Of the pages of one submission; those of which nobody said anything are left out."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of pages of one submission that came under one batch."""

    position: int
    """0-based index of its first page within the submission; it reaches to the next part."""
    batch: BatchId
    name: str = ""
    envelopes: int | None = None
    """Expected, as the cover's code says."""
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """The pages that came in one envelope of one submission."""

    position: int
    """0-based index of its first written page within the submission; it reaches to the next envelope."""
    batch: BatchId
    sheet: int | None = None
    """Number on the separator sheet before it."""
    numbered: bool = False
    """Whether the sheet was printed for this batch, so that numbers must not skip."""
    pages: int | None = None
    """Written sides expected, as the sheet's code says."""


@dataclass(frozen=True, slots=True)
class CountedEnvelope:
    """An envelope with what was found in it."""

    submission: SubmissionId
    envelope: Envelope
    found: int
    """Written sides."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as it stands."""

    id: BatchId
    name: str
    channel: Channel
    expected_envelopes: int | None
    expected_pages: int | None
    expected_by: str
    """`sheet`, or who typed it; empty where nothing is expected."""
    found_envelopes: int
    found_pages: int
    state: BatchState
    differences: tuple[str, ...]
    opened_at: datetime
    closed_by: UserName | None = None
    closed_at: datetime | None = None
    closing_words: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A submission that a clerk took back, or had taken back."""

    submission: SubmissionId
    by: UserName
    at: datetime
    words: str
    undone_by: UserName | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What a count came to."""

    envelopes: int
    pages: int
    differences: tuple[str, ...]
    """Sentences for the clerk."""


def count_envelopes(
    envelopes: Sequence[CountedEnvelope], *, expected_envelopes: int | None, expected_pages: int | None
) -> Count:
    """Hold what was found against what is expected; `envelopes` in order of receipt and place."""
    written = [counted for counted in envelopes if counted.found]
    pages = sum(counted.found for counted in written)
    differences = [
        *_compare("envelope", expected_envelopes, len(written)),
        *_compare("page", expected_pages, pages),
        *_count_each(written),
        *_find_skips(written),
    ]
    return Count(len(written), pages, tuple(differences))


def _compare(noun: str, expected: int | None, found: int) -> list[str]:
    if expected is None or expected == found:
        return []
    causes = {
        ("envelope", True): "A separator sheet was perhaps left out, or not all is scanned yet.",
        ("envelope", False): "A separator sheet too many?",
        ("page", True): "Two sheets were perhaps fed at once, or not all is scanned yet.",
        ("page", False): "Perhaps a sheet was scanned twice, or a back was not counted.",
    }
    return [f"{_plural(expected, noun)} expected, {found} found. {causes[noun, found < expected]}"]


def _count_each(envelopes: Sequence[CountedEnvelope]) -> list[str]:
    return [
        f"Envelope {number}{_behind(counted.envelope)}: {_plural(counted.envelope.pages, 'page')} expected, "
        f"{counted.found} found."
        for number, counted in enumerate(envelopes, start=1)
        if counted.envelope.pages is not None and counted.envelope.pages != counted.found
    ]


def _find_skips(envelopes: Sequence[CountedEnvelope]) -> list[str]:
    """Sheets printed for a batch are numbered: one that is missing was not scanned or not read."""
    seen = [c.envelope.sheet for c in envelopes if c.envelope.numbered and c.envelope.sheet is not None]
    if not seen:
        return []
    missing = sorted(set(range(1, max(seen) + 1)) - set(seen))
    twice = sorted({number for number in seen if seen.count(number) > 1})
    bare = [n for n, c in enumerate(envelopes, start=1) if c.envelope.sheet is None]
    return [
        *(
            f"Separator sheet {number} was not found before any pages: look for it between its neighbours."
            for number in missing
        ),
        *(f"Separator sheet {number} was found twice: was an envelope scanned twice?" for number in twice),
        *(f"Envelope {number} has no separator sheet of this batch before it." for number in bare),
    ]


def _behind(envelope: Envelope) -> str:
    return f" (behind sheet {envelope.sheet})" if envelope.sheet is not None else ""


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
