"""The words that a value was read from."""

from domain.documents import Evidence
from domain.pages import PageReading, Word

#: A word lies under a value of which so much of its area does.
INSIDE = 0.5


def words_under(evidence: Evidence, reading: PageReading) -> list[Word]:
    """The words of a page on which a value stands, in the page's order; none where its place is not known."""
    box, span = evidence.box, evidence.span
    if span is not None:
        return [w for w in reading.words if w.span and w.span[0] < span[1] and w.span[1] > span[0]]
    if box is None:
        return []
    return [w for w in reading.words if w.box.overlap(box) > INSIDE * w.box.width * w.box.height]
