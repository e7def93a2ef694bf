"""A letter that asks about somebody and the release that they signed: together they are one request."""

import re

from domain.kinds import Kind
from intake.classifiers.pages import PageFacts, printed_lines

_RELEASE = r"(?:releases?|authori[sz]ations?|consents?|waivers?)"
#: What a letter says of the release that comes with it.
_ENCLOSES = re.compile(
    rf"(?i)\b{_RELEASE}\b[^.;]{{0,80}}\b(?:enclosed|attached|next\s+page|following\s+page|follows|second\s+page|other\s+page)\b"
    rf"|\b(?:enclosed|attached|enclosing|attaching)\b[^.;]{{0,80}}\b{_RELEASE}\b"
)
#: How such a release is titled, in one of its first lines.
_TITLE = re.compile(
    rf"(?i)^\W*(?:(?:general|employee|applicant|candidate|signed|limited)\W+){{0,2}}{_RELEASE}\b(?:\W+\w+){{0,9}}\W*$"
)
_TITLE_LINES = 3


def encloses_release(letter: PageFacts, page: PageFacts) -> bool:
    """Whether a page is the release that a letter before it encloses, of whom both name the number."""
    if not (letter.kind is Kind.VERIFICATION_REQUEST is page.kind) or not letter.numbers & page.numbers:
        return False
    titled = any(_TITLE.match(line) for line in printed_lines(page.page.reading)[:_TITLE_LINES])
    return titled and _ENCLOSES.search(" ".join(letter.page.reading.plain_text.split())) is not None
