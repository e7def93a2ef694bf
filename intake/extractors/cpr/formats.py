"""Whether a course was taken online alone, or with hands on a manikin before somebody who watched."""

import re

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.cpr.course import first_line
from intake.extractors.sheets.layout import Flow
from intake.extractors.sheets.paper import Laid, Paper, search_flow

#: Words that tell a course without hands on a manikin.
_ONLINE = re.compile(
    r"(?i)\b(?:100\s*%\s*(?:online|web)|online[-\s]only|completed\s+(?:entirely\s+|fully\s+)?online|entirely\s+online|fully\s+online|all[-\s]online"
    r"|no\s+(?:in[-\s]person|hands[-\s]on|skills)|without\s+(?:a\s+)?(?:hands[-\s]on|skills|in[-\s]person)"
    r"|does\s+not\s+include\s+(?:a\s+|any\s+)?(?:hands|skills|in)|(?:course\s+requirements|coursework)\s+and\s+cognitive|cognitive\s+(?:evaluation|portion|only|exam|assessment)"
    r"|(?:online|web)\s+(?:final\s+)?(?:course|training|class|certification|exam\w*|learning|program|portion|assessment|test)|internet[-\s]based|web[-\s]based|self[-\s]paced"
    r"|distance\s+learning|e-?learning|virtual(?:ly)?)\b"
)
_SKILLS = re.compile(
    r"(?i)\b(?:hands[-\s]on|skills?\s+(?:evaluat\w*|test\w*|check\w*|sessions?|assessment|demonstrat\w*|verif\w*|stations?|practice|performance|exam\w*"
    r"|competenc\w*|validation|labs?)|in[-\s]person|instructor[-\s]led|classroom|blended"
    r"|psychomotor|practical|manikins?|mega\s?codes?|cognitive\s+and\s+skills?|return\s+demonstration)\b"
)
#: Those of them that can be had at a screen as well, where such a word stands beside them: "megacode simulations".
_REMOTE_SKILLS = re.compile(
    r"(?i)(?:mega\s?codes?|manikins?|return\s+demonstration|skills?\s+(?:stations?|practice|performance|exam\w*|competenc\w*|validation|labs?))$"
)
_SCREEN = r"videos?|simulat\w*|interactive|virtual(?:ly)?|at[-\s]home|own"
_SCREEN_BEFORE = re.compile(rf"(?i)\b(?:{_SCREEN}|written)[\s-]+(?:(?!(?:and|or|plus)\b)\w+[\s-]+)?$")
_SCREEN_BEHIND = re.compile(rf"(?i)^(?:[\s(-]+(?!(?:and|or|plus)\b)\w+){{0,3}}?[\s(-]+(?:{_SCREEN})\b")
_SHOW = (
    r"(?:(?:first|still|also|then|successfully)\s+)*(?:be\s+)?(?:(?:first|still|also|successfully)\s+)*"
    r"(?:pass|complet|show|demonstrat|attend|tak|perform|finish|undergo|schedul|do\b|done\b|have\b|verif|evaluat|validat|check|test|observ|arrang)\w*"
)
#: Around them, what tells that they are still to come: "a hands-on session must be passed before a card is issued".
_BEFORE_COMING = re.compile(
    rf"(?i)\b(?:must\s+{_SHOW}|need(?:s|ed)?\s+to|(?:required?|still|yet|have|has)\s+to|eligible|ready|schedule|bring|prior\s+to|next\s+step)\b[^.]{{0,50}}$"
)
_BEHIND_COMING = re.compile(
    rf"(?i)^[^.]{{0,60}}?\b(?:must\s+{_SHOW}|(?:is|are)\s+(?:still\s+)?(?:required|needed|due|pending)|still|(?:has|have|is|are|remains?)\s+to\s+be|will\s+be)\b"
)
#: A line that begins with a capital does not go on the sentence of the one before.
_NEW_LINE = re.compile(r"\n(?=[^\w\n]{0,4}[A-Z])")
#: Words that tell it whatever else the page says of skills: a portion, a page for the web, no manikin.
_SURELY_ONLINE = re.compile(
    r"(?i)\bonline\s+(?:portion|part|component)\b|\b(?:100\s?%\s+(?:online|web(?:[-\s]based)?)|(?:fully|entirely|completely)\s+online)\b(?![-\s]+(?:learning|theory|cognitive)\b)|\bonline[-\s]only\b|\b(?:completed|finished|passed)\s+online\b(?!\s+(?:learning|training|courses?|modules?|lessons?|study)\b)"
    r"|\b(?:no|without(?:\s+any)?)\s+(?:hands[-\s]on|skills?\s+(?:session|test|check|evaluation)|manikin|in[-\s]person)\b|\battests?\s+(?:only\s+)?knowledge\b"
    r"|\bno\s+(?:course\s+completion\s+card|classroom)\b|\bnot\s+a\s+(?:course\s+)?completion\s+card\b|\bonline\s+(?:final\s+)?exam\w*\b"
    r"|\bskills?\s+(?:were\s+|was\s+|have\s+|has\s+)?not\s+(?:been\s+|yet\s+)*(?:verif\w+|evaluat\w+|test\w+|check\w+|demonstrat\w+|includ\w+)\b"
)
_BLENDED = re.compile(r"(?i)\bblended\b|\bin[-\s]person\s+skills\b")
_NEGATED = re.compile(r"(?i)\b(?:no|not|without|lacks?|excluding|never)\b[^.]{0,30}$")


def find_format(paper: Paper) -> Evidence | None:
    """Whether all was online; the words that tell it are the proof, else the card's first line."""
    skills = [
        hit
        for hit in search_flow(paper, _SKILLS)
        if not _is_negated(hit[1].text, hit[2].start()) and not _is_remote(hit[1].text, hit[2])
    ]
    shown = [hit for hit in skills if not _is_to_come(hit[1].text, *hit[2].span())]
    online = list(search_flow(paper, _ONLINE))
    surely = [] if next(search_flow(paper, _BLENDED), None) else list(search_flow(paper, _SURELY_ONLINE))
    if surely:
        return _told(paper, *surely[0], online=True, sureness=0.95)
    if online and not shown:
        return _told(paper, *online[0], online=True, sureness=0.95)
    for hit in skills[:1]:
        return _told(paper, *hit, online=False, sureness=0.96)
    tokens = list(first_line(paper))
    if not tokens:
        return None
    return paper.evidence(FieldName.FORMAT_ONLINE_ONLY, False, 0, tokens, 0.9, reading=0.98)


def _told(
    paper: Paper, laid: Laid, flow: Flow, match: re.Match[str], *, online: bool, sureness: float
) -> Evidence:
    tokens = flow.tokens(*match.span())
    return paper.evidence(
        FieldName.FORMAT_ONLINE_ONLY, online, laid.sheet.page, tokens, sureness, reading=0.98
    )


def _is_negated(text: str, at: int) -> bool:
    return _NEGATED.search(text[max(0, at - 45) : at].replace("\n", " ")) is not None


def _is_remote(text: str, match: re.Match[str]) -> bool:
    """Whether skills were practised or tested at a screen or at home, before nobody."""
    if not _REMOTE_SKILLS.match(match.group()):
        return False
    before, behind = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 50]
    return bool(
        _SCREEN_BEFORE.search(_NEW_LINE.split(before)[-1]) or _SCREEN_BEHIND.match(_NEW_LINE.split(behind)[0])
    )


def _is_to_come(text: str, start: int, end: int) -> bool:
    """Whether a sentence speaks of skills as still to be shown."""
    before = _NEW_LINE.split(text[max(0, start - 75) : end])[-1].replace("\n", " ")
    behind = _NEW_LINE.split(text[end : end + 80])[0].replace("\n", " ")
    before = before[: len(before) - (end - start)]
    return bool(_BEFORE_COMING.search(before) or _BEHIND_COMING.match(behind))
