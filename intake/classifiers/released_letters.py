"""A letter that asks about somebody and the release that they signed: together they are one request."""

import re
from collections.abc import Iterator

from domain.kinds import Kind
from intake.classifiers.pages import PageFacts, printed_lines
from intake.extractors.normalise.organisations import looks_like_organisation

_RELEASE = r"(?:releases?|authori[sz]ations?|consents?|waivers?)"
#: What a letter says of the release that comes with it.
_ENCLOSES = re.compile(
    rf"(?i)\b{_RELEASE}\b[^.;]{{0,80}}\b(?:enclosed|attached|(?:next|following)\s+(?:page|sheet)|follows|second\s+page|other\s+page)\b"
    rf"|\b(?:enclosed|attached|enclosing|attaching)\b[^.;]{{0,80}}\b{_RELEASE}\b"
)
#: How such a release is titled, in one of its first lines.
_TITLE = re.compile(
    rf"(?i)^\W*(?:(?:general|employee|applicant|candidate|signed|limited|attestation|and)\W+){{0,3}}{_RELEASE}\b(?:\W+\w+){{0,9}}\W*$"
)
_TITLE_LINES = 3


def encloses_release(letter: PageFacts, page: PageFacts) -> bool:
    """Whether a page is the release that a letter before it encloses: both name somebody's number, or the
    release its writer, whom the letter names."""
    if letter.kind is not Kind.VERIFICATION_REQUEST or page.kind not in _RELEASES:
        return False
    titled = any(_TITLE.match(line) for line in printed_lines(page.page.reading)[:_TITLE_LINES])
    text = " ".join(letter.page.reading.plain_text.split())
    if not titled or _ENCLOSES.search(text) is None:
        return False
    if letter.numbers and page.numbers:
        return bool(letter.numbers & page.numbers)
    return any(name in text for name in _names_of(page))


#: What a release by itself may be taken for.
_RELEASES = frozenset({Kind.VERIFICATION_REQUEST, Kind.OTHER})
_A_NAME = r"(?P<name>(?:[A-Z][\w'’.-]*[ ]+){1,3}[A-Z][\w'’-]+)"
_WRITER = re.compile(rf"(?:\bI,\s*|\b(?:[Pp]rinted\s+|[Ff]ull\s+|[Aa]pplicant\s+)?[Nn]ame\W{{1,3}}){_A_NAME}")
#: Whose name a release asks for beside its writer's.
_ANOTHERS = re.compile(
    r"(?i)\b(?:witness|notary|contact|employer|agency|facility|company|supervisor|manager|recruiter)(?:['’]?s)?\s+(?:\w+\s+)?$"
)


def _names_of(page: PageFacts) -> Iterator[str]:
    """Whom a release names as its writer."""
    text = page.page.reading.plain_text
    for found in _WRITER.finditer(text):
        name = " ".join(found["name"].split())
        if _ANOTHERS.search(text[: found.start()]) is None and not looks_like_organisation(name):
            yield name
