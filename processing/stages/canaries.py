"""Recognising a canary among the submissions: by its token, and only where nothing else came with it."""

from collections.abc import Sequence

from domain.documents import ProposedDocument, SubmissionPage
from domain.ids import SubmissionId
from processing.canaries import find_tokens
from processing.ports import Work

#: What stands with every page of a canary in the page equation.
REASON = "test message of the installation itself"
#: A page with more words than this is a paper on which somebody laid a token (mail gateways add notices).
MOST_WORDS = 250


def find_canary(
    work: Work,
    submission_id: SubmissionId,
    pages: Sequence[SubmissionPage],
    documents: Sequence[ProposedDocument],
) -> str | None:
    """The token of a canary that we sent and that came with no other submission; None for all else.

    Every page that splitting would show to a person must bear it: papers that came with a stolen token are
    not set aside with it.
    """
    tokens = dict.fromkeys(token for page in pages for token in tokens_on(page))
    known = next((token for token in tokens if work.canaries.knows(token, submission_id)), None)
    shown = [page for document in documents for page in document.pages]
    if known and all(known in tokens_on(page) for page in shown):
        return known
    return None


def tokens_on(page: SubmissionPage) -> list[str]:
    """The tokens that a page bears as code or text; none where it says much else."""
    if len(page.reading.plain_text.split()) > MOST_WORDS:
        return []
    coded = (code.text for code in page.reading.barcodes)
    return find_tokens("\n".join([*coded, page.reading.plain_text]))
