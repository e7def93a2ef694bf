"""The back of a form or certificate: one that instructs who fills in its front, or names that."""

import re
from collections.abc import Iterable, Sequence

from intake.classifiers.pages import CARD_LEAVES, PageFacts, printed_lines
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import is_full_name, looks_like_name
from intake.extractors.sheets.phrases import squeeze

#: A form's number behind the word for it: "Form L-07-B", "form no. 218a". A year alone is none.
_FORM = re.compile(
    r"(?i)\bform\s+(?:(?:no|number)\.?\s*|#\s*)?"
    r"(?P<number>(?=[a-z-]{0,14}\d)(?!(?:19|20)\d\d\b)[a-z\d][a-z\d-]{1,14})\b"
)
#: A page that instructs says so in its heading; one that is a back may say so at an edge.
_INSTRUCTS = re.compile(
    r"(?i)^\W{0,3}(?:(?:general|important|filing|additional)\s+)?(?:instructions?|directions|information\s+for\s+applicants?)\b"
)
_IS_BACK = re.compile(r"(?i)[-–—(,|]\s*(?:back|reverse)(?:\s+side)?\W*$")
#: What a front says of its back at its own foot.
_TURNS_OVER = re.compile(
    r"(?i)\binstructions?\b[^.]{0,20}\bon\s+(?:the\s+|its\s+)?(?:back|reverse|other\s+side)\b"
    r"|\bsee\s+(?:the\s+)?(?:back|reverse|other\s+side)\b[^.]{0,12}\bfor\s+instructions?\b"
)
#: Lines of a page's heading and of its foot.
_HEAD, _FOOT = 2, 4

#: How a page asks for a person or speaks to one: a caption of a name or a signature, a salutation.
_OF_A_PERSON = re.compile(
    r"(?i)\b(?:name|signature|signed|sincerely)\b[^.:\n]{0,30}(?::|_{3,})"
    r"|^\W{0,3}(?:dear|hello|to\s+whom\s+it\s+may)\b"
)


def is_printed_back(front: PageFacts, back: PageFacts) -> bool:
    """Whether a page instructs who fills in the form before it, and neither asks for nor tells of anybody."""
    if back.numbers or back.days:
        return False
    fronts, backs = (printed_lines(facts.page.reading) for facts in (front, back))
    if not _instructs(backs) or _instructs(fronts) or any(_is_of_a_person(line) for line in backs):
        return False
    one_form = not _forms(fronts).isdisjoint(_forms(backs))
    announced = any(_TURNS_OVER.search(line) for line in fronts[-_FOOT:])
    return one_form or (announced and _forms(backs) <= _forms(fronts))


def _instructs(lines: Sequence[str]) -> bool:
    return any(_INSTRUCTS.search(line) for line in lines[:_HEAD])


def _is_of_a_person(line: str) -> bool:
    """Whether a line asks for a person, speaks to one or is the name of one, the given name a listed one."""
    if _OF_A_PERSON.search(line):
        return True
    name = line.strip(" ,.")
    called = is_full_name(name) and looks_like_name(name)
    return called and look_up(name.split()[0]).given > 0


def _forms(lines: Sequence[str]) -> frozenset[str]:
    """The numbers of forms that a page's heading and foot name."""
    return frozenset(found["number"].upper() for line in _edges(lines) for found in _FORM.finditer(line))


#: How a page says at its edge that it is the other side of something: "(reverse of certificate no. 30 118)".
_BACK_OF = re.compile(r"(?i)^\W{0,3}(?:the\s+)?(?:back|reverse)(?:\s+side)?\s+of\s+(?=\S)")
#: What a front may say of itself where its back says "(back)".
_IS_FRONT = re.compile(r"(?i)[-–—(,|]\s*(?:front|face)(?:\s+side)?\W*$")
#: A number by which a form or a certificate is known: a word of it, or groups of digits. A day is none.
_KNOWN_BY = re.compile(r"(?<![\w/])(?:\d{1,4}(?: \d{2,4}){1,4}|[A-Za-z\d][A-Za-z\d-]{3,19})(?![\w/])")
#: Digits that such a number has at least, one more than a year.
_LEAST_DIGITS = 5
#: Letters and digits that a line has at least by which both sides are known.
_LEAST_LETTERS = 8


def names_its_front(front: PageFacts, back: PageFacts) -> bool:
    """Whether a page says that it is a back, and by a number or a line of both edges of the page before it.

    Whatever is filled in on either side: two sides of one person's paper name no two people by numbers.
    """
    if front.numbers and back.numbers and front.numbers.isdisjoint(back.numbers):
        return False
    fronts, backs = (printed_lines(facts.page.reading) for facts in (front, back))
    told = [line for line in _edges(backs) if _IS_BACK.search(line) or _BACK_OF.match(line)]
    if not told or any(_IS_BACK.search(line) or _BACK_OF.match(line) for line in _edges(fronts)):
        return False
    if not _known_by(told).isdisjoint(_known_by(fronts)):
        return True
    bare = [_BACK_OF.sub("", _IS_BACK.sub("", line)).strip() for line in told]
    upper = [_IS_FRONT.sub("", line).strip() for line in _edges(fronts)]
    letters = [{squeeze(line) for line in lines} for lines in (bare, upper)]
    return any(len(line) >= _LEAST_LETTERS for line in letters[0] & letters[1])


#: How a page refers to its other side for what it does not say itself.
_TOLD_ON_FRONT = re.compile(
    r"(?i)\b(?:shown|named|stated|given|described|identified|printed|written|appearing|appears?)\s+on\s+the\s+"
    r"(?:front|face)\b(?!\s+of\s+(?!this\b|the\s+(?:form|sheet|certificate)\b))"
)


def leans_on_front(front: PageFacts, back: PageFacts) -> bool:
    """Whether a page tells of somebody or of a day as named on its front, behind one of the same kind."""
    if back.presents or back.kind is not front.kind or back.leaf in CARD_LEAVES:
        return False
    return _TOLD_ON_FRONT.search(" ".join(printed_lines(back.page.reading))) is not None


def _edges(lines: Sequence[str]) -> list[str]:
    return [*lines[:_HEAD], *lines[-_FOOT:]]


def _known_by(lines: Iterable[str]) -> frozenset[str]:
    """The numbers in some lines, without what parts their groups."""
    found = (re.sub(r"[ -]", "", m[0]).upper() for line in lines for m in _KNOWN_BY.finditer(line))
    return frozenset(number for number in found if sum(c.isdigit() for c in number) >= _LEAST_DIGITS)
