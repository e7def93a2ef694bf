"""Signs that a sentence tells a change of name that nobody made: denied, not wished for, or only asked of a court."""

import re
from collections.abc import Sequence

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sureness.place_signs import stands_under

#: The sentence of a new name says before it that it is not so or only prayed for, or behind it that it is denied.
REFUSED_CHANGE = "change refused or only asked for"
#: Characters before a name and behind it in which its sentence may say so.
BEFORE, BEHIND = 240, 60
#: Where a sentence ends; and what a court does in it, if not one of two boxes to tick.
_ENDS = re.compile(r"(?<=\w{3})[.;]\s")
_ACTS = re.compile(
    r"(?i)\b(?:order|adjudge|decree|grant)(?:s|d|ed|ing)?\b(?:[\s/,]{1,3}(?:or\s)?(?:denied|dismissed)\b){0,2}"
)
#: What begins another matter within a sentence.
_AND = re.compile(r"(?i),\s{1,3}(?:and|but)\b")
#: Words of a change, and how they are said not to be so, a few words before ("found not inconsistent with public
#: interests, that the name be changed" says nothing of the kind), or to be only what somebody asks.
_CHANGE = r"\b(?:(?:restor|resum|return|revert|chang|assum)\w{0,6}|known|(?:former|maiden|birth|prior|previous)\s(?:last\s|sur)?name)\b"
_CHANGES = re.compile(rf"(?i){_CHANGE}")
_UNTOLD = re.compile(
    rf"(?i)\b(?:not|never|without(?!\s+(?:any\s+)?(?:objection|opposition))|denied|den(?:ies|ying)|refus(?:es|ed|ing)|declin(?:es|ed|ing))(?:\s+[^\s.,;:]+){{0,6}}?\s+{_CHANGE}"
    r"|(?<!\bas\s)\bpray(?:s|ed|ing)?\s{1,3}(?:that|for|to)\b"
    r"|\b(?:petition|application|complaint|motion)\s{1,3}(?:has|have|was|is|being)\s{1,3}(?:been\s{1,3})?(?:duly\s{1,3})?(?:filed|made|presented)\b"
)
_REFUSED = re.compile(
    r"(?i)[\s,)]{0,3}(?:(?:is|are|was|be|shall|must|has|been|hereby|and|the|same|also)\s{1,3}){0,5}"
    r"(?:denied|refused|dismissed|rejected|withdrawn|not\s{1,3}(?:be\s{1,3})?(?:granted|allowed|restored|changed))\b"
)


def refuses_change(paper: Paper, found: Sequence[Evidence]) -> bool:
    """Whether a paper's new name stands in a sentence that tells no change, and in none by which a court makes it."""
    return any(_is_refused(e, paper.pages[e.page]) for e in found if e.field is FieldName.NEW_NAME)


def _is_refused(new: Evidence, laid: Laid) -> bool:
    flow = laid.sheet.flow
    own = [(start, end) for start, end, token in flow.places if stands_under(new, [token])]
    if not own or not _tells_none(flow.text, own[0][0], own[-1][1]):
        return False
    again = re.finditer(r"(?i)\b" + r"\s+".join(map(re.escape, str(new.value).split())) + r"\b", flow.text)
    return not any(_is_ordered(flow.text, *match.span()) for match in again)


def _sentence(text: str, start: int) -> str:
    """What a sentence says before a place in it, where it begins near, without a heading in capitals above it."""
    lines = _ENDS.split(text[max(0, start - BEFORE) : start])[-1].split("\n")
    return "\n".join([line for line in lines if not line.isupper()] or lines)


def _tells_none(text: str, start: int, end: int) -> bool:
    """Whether what is said of a name on this span tells no change: the last matter before it, or the words behind it."""
    said = _AND.split(_ACTS.split(_sentence(text, start))[-1])[-1]
    return bool(_UNTOLD.search(said) or _REFUSED.match(text[end : end + BEHIND]))


def _is_ordered(text: str, start: int, end: int) -> bool:
    said = _sentence(text, start)
    return bool(_ACTS.search(said) and _CHANGES.search(said)) and not _tells_none(text, start, end)
