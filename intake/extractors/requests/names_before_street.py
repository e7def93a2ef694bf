"""Who asks by a name that stands before the street to which the answer goes, where no word of it tells an office."""

import re
from collections.abc import Iterator, Sequence

from domain.likeness import fold
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import bears_title
from intake.extractors.normalise.organisations import is_own_office, looks_like_organisation
from intake.extractors.requests.headings import FORM_TITLE
from intake.extractors.requests.return_cues import is_cued
from intake.extractors.requests.spots import Spot
from intake.extractors.sheets.paper import Paper, row_of
from intake.extractors.sheets.phrases import squeeze
from intake.extractors.sheets.vocabulary import Ask

#: What a name weighs that nothing but its place before the address tells as an office's, and words that it has at most.
BEFORE_ADDRESS, MOST_NAMED = 1.6, 6
#: What asks for a person's name, or for their hand.
_ASKS_PERSON = (
    Ask.NAME, Ask.LAST_NAME, Ask.FIRST_NAME, Ask.FIRST_MIDDLE, Ask.FORMER_NAME, Ask.NAME_BEFORE, Ask.NAME_AFTER,
    Ask.SIGNATURE, Ask.INSTRUCTOR,
)  # fmt: skip
#: Squeezed words right before the name of whoever is written to, asked or signs.
_BEFORE_PERSON = (
    r"(?:attn|attention|contact(?:person)?|questions?(?:to)?|careof|dear|sincerely|regards|thankyou|thanks|"
    r"respectfully|yours|signed|signature|print(?:ed)?name|director|coordinator|manager|specialist|mynameis)"
)


def name_before_street(paper: Paper, address: Spot) -> Spot | None:
    """Whoever is named before the street in the line where the answer goes, and elsewhere on the paper too: "Northern Light
    LifeFlight, 13 Maine Avenue". No word of theirs tells an office, so a person's name is none."""
    first = address.tokens[0]
    line = next((s for s in address.laid.sheet.segments if first in s.tokens), None)
    before = list(line.tokens[: line.tokens.index(first)]) if line is not None else []
    cued = [x for x in address.laid.labels if x.starts and x.row == row_of(address.laid, first)]
    before = [t for t in before if not any(t in x.tokens for x in cued)]
    words = [t.text.strip(",;") for t in before]
    if not (
        1 < len(words) <= MOST_NAMED and before[-1].text.endswith(",") and is_cued(address.laid, address.row)
    ):
        return None
    # What stands behind a comma is a title, or a name whose surname comes first.
    parted = any(t.text.endswith((",", ";")) for t in before[:-1])
    capital = all(word[:1].isupper() or word in ("of", "and", "&", "the") for word in words)
    name = " ".join(words)
    again = squeeze(paper.text).count(squeeze(name)) > 1
    office = looks_like_organisation(name) or is_own_office(name) or FORM_TITLE.search(name)
    if parted or not capital or not again or office or _names_person(paper, words):
        return None
    return Spot(name, address.laid, address.row, tuple(before), BEFORE_ADDRESS)


def is_person(words: Sequence[str]) -> bool:
    """Whether words begin with one that is rather a given name and end with a surname."""
    first, last = look_up(words[0]), look_up(words[-1])
    return len(words) > 1 and first.given > first.surname and last.surname > 0


def _names_person(paper: Paper, words: Sequence[str]) -> bool:
    """Whether words are a person's name by themselves, by a title or an initial, or by what the paper says of it."""
    parts = [part for word in words for part in word.split("-")]
    initial = any(len(part.rstrip(".")) == 1 and part[0].isalpha() for part in parts)
    if initial or bears_title(words) or any(is_person([parts[0], last]) for last in parts[1:]):
        return True
    own = _plain(words)
    if any(len(named & own) > 1 and (named <= own or own <= named) for named in _people(paper)):
        return True
    return re.search(_BEFORE_PERSON + re.escape(squeeze(" ".join(words))), squeeze(paper.text)) is not None


def _people(paper: Paper) -> Iterator[set[str]]:
    """The words of each answer to what asks for a person, and of those to what asks for a part of a name together."""
    answers = [(answer.label.ask, _plain(answer.value.split())) for answer in paper.answers(*_ASKS_PERSON)]
    yield from (words for _, words in answers)
    yield {word for ask, words in answers if ask is not Ask.NAME for word in words}


def _plain(words: Sequence[str]) -> set[str]:
    """Words without their marks and case."""
    return {plain for word in words if (plain := re.sub(r"\W", "", fold(word)))}
