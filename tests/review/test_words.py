"""What people read in place of codes."""

from domain.kinds import FindingCode
from review.words import to_words


def test_no_two_findings_are_nearly_one_name() -> None:
    """Who is not on record, and whom nobody could look for: a reviewer acts otherwise on each."""
    surely, perhaps = to_words(FindingCode.NO_RECORD), to_words(FindingCode.RECORD_NOT_FOUND)
    assert "on record" in surely
    assert "too little read" in perhaps
    names = [to_words(code) for code in FindingCode]
    assert len(set(names)) == len(names)
