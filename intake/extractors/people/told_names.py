"""Names that no label of a form asks for: in sentences, at the head or foot of a letter, of who sent a mail."""

import re
from collections.abc import Iterator, Sequence

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.submissions import Headers
from intake.extractors.normalise.addresses import name_torn_state
from intake.extractors.normalise.logos import is_logo_line
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.normalise.organisations import looks_like_organisation
from intake.extractors.people.places import is_answered_by_state
from intake.extractors.sheets.layout import Flow, Segment, Token
from intake.extractors.sheets.paper import Laid, Paper, search_flow

#: One name in running text: two to five capitalised words, initials and small particles between.
#: No word of a name is longer than 60 characters; a run that is, is no name, and is not gone through from each of its letters.
NAME_SHAPE = (
    r"(?<!\w)[^\W\d_a-z][\w'’\-]{1,60}(?:\s+(?:['’‘]?[^\W\d_a-z](?![\w'’\-])\.?|(?:de|da|do|dos|del|di|la|le|van|von|der|du|S[tT]\.)(?=\s)|[^\W\d_a-z][\w'’\-]{1,60})){1,4}"
    r"(?:,?\s+(?:Jr|Sr|II|III|IV)\b\.?)?"
)

#: One capitalised word, as a surname alone.
ONE_NAME = r"[^\W\d_a-z][\w'’\-]+"

#: What a letter is about, at its head.
_SUBJECT_LINE = rf"(?m)^[^\S\n]*(?i:re|subject|regarding)\s*[:.]\s*(?:[^\n]{{0,40}}?(?:[-–—:,]|\bfor\b|\bof\b)\s+)?(?P<name>{NAME_SHAPE})(?=\s*(?:[,(;\-–—]|\n|$))"

_PROSE_NAMES = tuple(
    (re.compile(pattern), worth)
    for pattern, worth in (
        (rf"\bI,\s*(?P<name>{NAME_SHAPE})\s*(?:[,(]|(?i:born|of|residing|hereby|authorize|do|whose|who|am|being)\b)", 0.97),
        (rf"(?i:\b(?:the\s+)?undersigned)\s*,?\s+(?P<name>{NAME_SHAPE})", 0.95),
        (r"\bI,\s*(?P<name>[^\n,]{5,40}?)\s*,?\s+(?=born\b)", 0.9),
        (rf"(?i:\bmy\s+(?:full\s+|legal\s+)?name\s+is)\s+(?P<name>{NAME_SHAPE})", 0.97),
        (rf"(?i:\bname\s+(?:as\s+)?(?:it\s+)?(?:appears\s+|is\s+|printed\s+|shown\s+|listed\s+)?on\s+(?:(?:the|my|your|our)\s+)?(?:\w+\s+)?(?:card|certificat(?:e|ion)|licen[sc]e|file|records?)(?:\s+(?:is|reads|says))?)\s*[:,–—-]?\s+(?P<name>{NAME_SHAPE})", 0.92),
        (rf"(?i:\bmy\s+(?:\w+\s+)?(?:card|certificate|licen[sc]e)\s+(?:says|reads|has\s+me\s+as|is\s+(?:issued\s+)?(?:under|in\s+the\s+name\s+of)))\s+(?P<name>{NAME_SHAPE})", 0.9),
        (rf"(?m)^[^\S\n]*(?P<name>{NAME_SHAPE})\s+(?i:is\s+(?:my|the)\s+(?:(?:full|legal|whole|complete|true)\s+)*name\b)", 0.9),
        (rf"\b[Il]\s?(?i:am)\s+(?P<name>{NAME_SHAPE})", 0.9),
        (rf"(?i:\b(?:verif\w+|certification|licensure|licen[sc]e|status|credentials?|records?)\s+(?:of|for)\s+(?:(?:our|the|an?|EMT|paramedic|AEMT|applicant|employee|candidate|student|provider|Mr\.|Ms\.|Mrs\.)\s+){{0,3}})(?P<name>{NAME_SHAPE})", 0.85),
        (rf"(?i:\b(?:applicant|candidate|employee|student|provider|individual|volunteer|member|hire|paramedic|EMT|AEMT)s?(?:\s+named)?\s*[,:]?)\s+(?P<name>{NAME_SHAPE})(?=\s*(?:[,(.;]|has\b|is\b|who\b|was\b|applied\b|\n|$))", 0.8),
        (_SUBJECT_LINE, 0.8),
        (rf"(?P<name>{NAME_SHAPE})\s*,?\s*\(?(?i:DOB|date of birth|born|b\.\s?(?=[A-Z][a-z]{{2}}|\d)|MA EMT|EMT\s*#|cert)", 0.82),
        (rf"(?P<name>{NAME_SHAPE})\s*\((?i:(?:a|an)\s+)?(?i:Mass(?:achusetts|\.)?|MA)\s+(?i:certified\s+)?(?i:A?EMT|advanced|paramedic)\b", 0.85),
        (rf"(?m)^[^\S\n]*(?P<name>{NAME_SHAPE})\s*[,\n–—-]+\s*(?i:EMT\b|AEMT\b|Paramedic\b|DOB\b|D\.O\.B|[EAP]\d{{5,8}}\b|Massachusetts\b|MA\s+(?:EMT|cert))", 0.9),
        (rf"(?i:\b(?:hired|hiring|employing|employs?|onboarding|considering|credentialing|interviewed))\s+(?P<name>{NAME_SHAPE})\s*,?\s+as\s+(?:an?|our|its)\s+(?:[\w-]+\s+){{0,3}}?(?i:A?EMT|paramedic|medic)\b", 0.92),
        (rf"(?i:\b(?:hired|hiring|employing|onboarding|considering|interviewed))\s+(?P<name>{NAME_SHAPE})(?!\w)", 0.82),
        (rf"(?P<name>{NAME_SHAPE})\s*,?\s+(?i:has applied|is applying|has been offered|has accepted|was offered|applied for|has a place|has enrolled|is enrolled|is joining|will join|wishes to join|would like to join|is to join|is to start|starts with us)", 0.85),
    )
)  # fmt: skip

_ABOUT = ((re.compile(_SUBJECT_LINE), 0.9),)

_CLOSING = re.compile(
    r"(?im)^[^\S\n]*(?:thanks|thank you\w?|sincerely|respectfully|best|regards|cordially|yours|many thanks|with thanks|very truly|kind regards|best regards|thx)\b"
)

#: What only the holder writes of the certification.
OWN_WORDS = re.compile(
    r"(?i)\bmy\s+(?:\w+\s+){0,3}?(?:certification|certificate|licen[sc]e|emt|paramedic|date\s+of\s+birth|dob|name\s+is|record)\b|\bI\s+(?:am|was)\s+(?:applying|certified|moving|licensed|an?\s+(?:emt|paramedic))"
)

#: What stands under or behind the name of somebody who signs for an office.
_JOB = re.compile(
    r"(?i)\b(?:analyst|coordinator|specialist|director|manager|officer|administrator|recruiter|clerk|secretary|registrar|chief|"
    r"supervisor|assistant|associate|coordinator|examiner|representative|partner|generalist|human resources|credentialing|onboarding)\b"
)


def sentence_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    """The names that sentences tell, as "my name is" or "verification of"."""
    return _names_told(paper, field, _PROSE_NAMES)


def subject_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    """The names in a letter's line that tells what it is about."""
    return _names_told(paper, field, _ABOUT)


def _names_told(
    paper: Paper, field: FieldName, patterns: Sequence[tuple[re.Pattern[str], float]]
) -> Iterator[Evidence]:
    for pattern, worth in patterns:
        for laid, flow, match in search_flow(paper, pattern):
            words = flow.tokens(*match.span("name"))
            if not words or is_answered_by_state(laid, words[0]):
                continue
            name, tokens = _name_told(flow, match)
            if name and is_full_name(name) and not looks_like_organisation(match["name"]):
                yield paper.evidence(field, name, laid.sheet.page, tokens, worth)


def _name_told(flow: Flow, match: re.Match[str]) -> tuple[str | None, Sequence[Token]]:
    """A sentence's name with its words; where both lines of two are none together, the lower one's, else the upper one's."""
    told, (start, end) = match["name"], match.span("name")
    whole = tidy_name(told.replace("\n", " "))
    if whole is not None or "\n" not in told:
        return whole, flow.tokens(start, end)
    lower = told.rsplit("\n", 1)[-1]
    name = tidy_name(lower)
    if name is not None and is_full_name(name):
        return name, flow.tokens(end - len(lower), end)
    upper = told.split("\n", 1)[0]
    return tidy_name(upper), flow.tokens(start, start + len(upper))


#: What the line below a name tells of the person: the birth.
_BORN_BELOW = re.compile(
    r"(?i)^\W*(?:b|born(?:\s+on)?|d\.?\s?o\.?\s?b|date\s+of\s+birth|birth\s?date)\b[\s.:]*(?=\S*\d)"
)
#: How far below a name, in line heights, its next line may stand, and how far to a side it may begin.
_BLOCK_GAP, _BLOCK_SIDE = 1.5, 1.0


def block_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    """Names that stand alone in a line over the one that tells the birth, as in a letter's margin."""
    for laid in paper.pages:
        for index, row in enumerate(laid.sheet.rows):
            for born in (s for s in row if _BORN_BELOW.match(s.text)):
                if (named := _line_above(laid, index, born)) and not is_answered_by_state(
                    laid, named.tokens[0]
                ):
                    yield from _whole_segment_name(paper, laid, [named], field, 0.88)


def _line_above(laid: Laid, index: int, segment: Segment) -> Segment | None:
    """The line right above, that begins where this one does."""
    above = laid.sheet.rows[index - 1] if index else ()
    for other in above:
        beside = abs(other.x0 - segment.x0) < _BLOCK_SIDE * segment.height
        if beside and segment.y0 - other.y1 < _BLOCK_GAP * segment.height:
            return other
    return None


#: Who wrote what a mail forwards.
_FROM = re.compile(rf"(?m)^(?:>|[^\S\n])*(?i:from)\s*:\s*(?P<name>{NAME_SHAPE})[\s\"']*[<\[(][^\n]*@")


def forwarded_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    """Who wrote what an office forwards, where that is in the holder's own words."""
    for laid, flow, match in search_flow(paper, _FROM):
        name = tidy_name(match["name"])
        own = laid.sheet.is_body and OWN_WORDS.search(flow.text, match.end())
        if own and name and is_full_name(name) and not looks_like_organisation(match["name"]):
            yield paper.evidence(field, name, laid.sheet.page, flow.tokens(*match.span("name")), 0.88)


def letter_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    """The name at a letter's head, or under its closing words."""
    own = bool(OWN_WORDS.search(paper.text))
    for laid in paper.pages:
        rows = laid.sheet.rows
        closings = [index for index, row in enumerate(rows) if any(_CLOSING.match(s.text) for s in row)]
        for index, row in enumerate(rows[: min([4, *closings])]):
            yield from _whole_segment_name(paper, laid, row, field, 0.8 - 0.04 * index)
        for index in closings:
            for at, after in enumerate(rows[index + 1 : index + 5], start=index + 2):
                if _is_for_office(after, rows[at] if at < len(rows) else [], own=own):
                    break  # an office's clerk
                yield from _whole_segment_name(paper, laid, after, field, 0.86)
        if own and laid.sheet.is_body and (last := _last_own_row(laid)):
            yield from _whole_segment_name(paper, laid, last, field, 0.84)


#: Where a mail's own words end and those that it answers begin.
_ANSWERED = re.compile(
    r"(?i)^\s*>|\bwrote\s*:\s*$|^\W*(?:original message|begin forwarded message)\b|^\s*from\s*:\s"
    r"|^\s*on\s(?:\w{3,9}[,.]?\s){1,2}\d{1,2},?\s(?:\w{3,9}\s)?\d{4}\b"
)
#: What may stand below who signs a mail: a telephone, a mailbox, a trade, a device.
_BELOW_SIGNED = re.compile(
    r"(?i)^\s*(?:(?:sent\s+from|get\s+outlook)\b.*|(?:[a-z]{1,6}[.:]?\s+)?[\d().\s-]{7,20}|\S+@\S+|(?:A?EMT|paramedic|NRP)\b.{0,30})$"
)


def _last_own_row(laid: Laid) -> Sequence[Segment]:
    """The last line of a mail above what it answers: who writes without closing words signs there."""
    rows = laid.sheet.rows
    answered = next(
        (i for i, row in enumerate(rows) if any(_ANSWERED.search(s.text) for s in row)), len(rows)
    )
    own = (row for row in reversed(rows[:answered]) if not all(_BELOW_SIGNED.match(s.text) for s in row))
    return next(own, ())


def _is_for_office(signed: Sequence[Segment], below: Sequence[Segment], *, own: bool) -> bool:
    """Whether who signs does so for an office: a job stands there, or in a letter not in the holder's `own` words the
    office's name right below."""
    if any(_JOB.search(s.text) for s in (*signed, *below)):
        return True
    return not own and any(looks_like_organisation(s.text) for s in below)


def _whole_segment_name(
    paper: Paper, laid: Laid, row: Sequence[Segment], field: FieldName, worth: float
) -> Iterator[Evidence]:
    row = [s for s in row if not (_is_in_logo(laid, s) or _is_heading_state(s))]
    for segment in [_as_one(row)] if 1 < len(row) <= 3 and sum(len(s.tokens) for s in row) <= 4 else row[:1]:
        text = segment.text[:1].upper() + segment.text[1:]
        if looks_like_organisation(text) or any(c.isdigit() for c in text):
            continue
        name = tidy_name(text)
        if name and is_full_name(name) and len(segment.tokens) <= 5:
            yield paper.evidence(field, name, laid.sheet.page, segment.tokens, worth)


#: Rows of a letterhead in which its state's name may stand in widely set capitals.
_STATE_ROWS = 3


def _is_heading_state(segment: Segment) -> bool:
    """Whether a state's name stands at a page's head in letters set so widely that a reader parts them: "GE ORGIA"."""
    return segment.row < _STATE_ROWS and name_torn_state(segment.text) is not None


def _is_in_logo(laid: Laid, segment: Segment) -> bool:
    """Whether a line is one of those into which a logo breaks a body's name: another begins right over or under it."""
    if not is_logo_line(segment.text):
        return False
    rows = laid.sheet.rows[max(0, segment.row - 1) : segment.row + 2]
    beside = (s for row in rows for s in row if s is not segment and abs(s.x0 - segment.x0) < segment.height)
    return any(is_logo_line(s.text) for s in beside)


def _as_one(row: Sequence[Segment]) -> Segment:
    """A short row whose words stand wide apart, as one segment."""
    return Segment(tuple(t for s in row for t in s.tokens), row[0].row)


def sender_names(paper: Paper, field: FieldName, headers: Headers) -> Iterator[Evidence]:
    """The name that a mail's sender goes by."""
    shown = re.sub(r"<.*?>", "", headers.sender).strip(' "')
    name = tidy_name(shown)
    if name and is_full_name(name) and not looks_like_organisation(shown):
        yield paper.evidence(field, name, 0, (), 0.75, printed=shown, reading=0.99)
