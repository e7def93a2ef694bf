"""What the case page says of a fax."""

import pytest

from domain.submissions import FaxFacts
from review.casefile import describe_fax


@pytest.mark.parametrize(
    ("fax", "words"),
    [
        (None, ""),
        (FaxFacts("generic"), "by an unknown number"),
        (FaxFacts("generic", caller="617-555-0142", station="617-555-0142"), "from 617-555-0142"),
        (
            FaxFacts("efax", "617-555-0142", "QUABBIN EMS", 3, "9/1/26 10:15", "2026-09-01T10:15:00-04:00"),
            "from 617-555-0142 (QUABBIN EMS), 3 pages by the gateway's count, 2026-09-01 10:15 by its clock",
        ),
        (FaxFacts("generic", pages=1), "by an unknown number, 1 page by the gateway's count"),
    ],
)
def test_says_who_faxed_how_much_and_when(fax: FaxFacts | None, words: str) -> None:
    assert describe_fax(fax) == words
