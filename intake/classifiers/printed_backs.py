"""The printed back of a form: instructions for whoever fills in the front, and nothing of anybody."""

import re
from collections.abc import Sequence

from intake.classifiers.pages import PageFacts, printed_lines

#: A form's number behind the word for it: "Form L-07-B", "form no. 218a". A year alone is none.
_FORM = re.compile(
    r"(?i)\bform\s+(?:(?:no|number)\.?\s*|#\s*)?"
    r"(?P<number>(?=[a-z-]{0,14}\d)(?!(?:19|20)\d\d\b)[a-z\d][a-z\d-]{1,14})\b"
)
#: A page that instructs says so in its heading; one that is a back may say so at its foot.
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


def is_printed_back(front: PageFacts, back: PageFacts) -> bool:
    """Whether a page instructs who fills in the form on the page before it, and tells nothing of anybody."""
    if back.numbers or back.days:
        return False
    fronts, backs = (printed_lines(facts.page.reading) for facts in (front, back))
    instructs = any(_INSTRUCTS.search(line) for line in backs[:_HEAD])
    says_so = any(_IS_BACK.search(line) for line in backs[-_FOOT:])
    if not (instructs or says_so) or any(_INSTRUCTS.search(line) for line in fronts[:_HEAD]):
        return False
    one_form = not _forms(fronts).isdisjoint(_forms(backs))
    announced = any(_TURNS_OVER.search(line) for line in fronts[-_FOOT:])
    return one_form or (announced and instructs and _forms(backs) <= _forms(fronts))


def _forms(lines: Sequence[str]) -> frozenset[str]:
    """The numbers of forms that a page's heading and foot name."""
    edges = [*lines[:_HEAD], *lines[-_FOOT:]]
    return frozenset(found["number"].upper() for line in edges for found in _FORM.finditer(line))
