"""The person a paper is about: name, numbers, birth date, level; shared by forms, letters and mails."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from domain.pages import MarkKind
from domain.submissions import Headers
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.levels import RING_ONE, find_levels
from intake.extractors.normalise.names import is_full_name, join_name, tidy_name
from intake.extractors.normalise.numbers import find_certification_numbers, find_ssn_last4
from intake.extractors.normalise.organisations import looks_like_organisation, split_organisations
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.layout import Flow, Segment, Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, Part, search_flow, sureness_of
from intake.extractors.sheets.vocabulary import Ask

#: Parts of a form where the person's own answers stand.
OWN_PARTS = (Part.APPLICANT, Part.OPEN, Part.RETURN)

#: One name in running text: two to five capitalised words, initials and small particles between.
#: No word of a name is longer than 60 characters; a run that is, is no name, and is not gone through from each of its letters.
NAME_SHAPE = (
    r"(?<!\w)[^\W\d_a-z][\w'’\-]{1,60}(?:\s+(?:[^\W\d_a-z](?![\w'’\-])\.?|(?:de|da|do|dos|del|di|la|le|van|von|der|du|S[tT]\.)(?=\s)|[^\W\d_a-z][\w'’\-]{1,60})){1,4}"
    r"(?:,?\s+(?:Jr|Sr|II|III|IV)\b\.?)?"
)

#: One capitalised word, as a surname alone.
ONE_NAME = r"[^\W\d_a-z][\w'’\-]+"

_PROSE_NAMES = tuple(
    (re.compile(pattern), worth)
    for pattern, worth in (
        (rf"\bI,\s*(?P<name>{NAME_SHAPE})\s*(?:[,(]|(?i:born|of|residing|hereby|authorize|do|whose|who|am|being)\b)", 0.97),
        (rf"(?i:\b(?:the\s+)?undersigned)\s*,?\s+(?P<name>{NAME_SHAPE})", 0.95),
        (r"\bI,\s*(?P<name>[^\n,]{5,40}?)\s*,?\s+(?=born\b)", 0.9),
        (rf"(?i:\bmy\s+(?:full\s+|legal\s+)?name\s+is)\s+(?P<name>{NAME_SHAPE})", 0.97),
        (rf"\b[Il]\s?(?i:am)\s+(?P<name>{NAME_SHAPE})", 0.9),
        (rf"(?i:\b(?:verif\w+|certification|licensure|licen[sc]e|status|credentials?|records?)\s+(?:of|for)\s+(?:(?:our|the|an?|EMT|paramedic|AEMT|applicant|employee|candidate|student|provider|Mr\.|Ms\.|Mrs\.)\s+){{0,3}})(?P<name>{NAME_SHAPE})", 0.85),
        (rf"(?i:\b(?:applicant|candidate|employee|student|provider|individual|volunteer|member|hire|paramedic|EMT|AEMT)s?(?:\s+named)?\s*[,:]?)\s+(?P<name>{NAME_SHAPE})(?=\s*(?:[,(.;]|has\b|is\b|who\b|was\b|applied\b|\n|$))", 0.8),
        (rf"(?m)^[^\S\n]*(?i:re|subject|regarding)\s*[:.]\s*(?:[^\n]{{0,40}}?(?:[-–—:,]|\bfor\b|\bof\b)\s+)?(?P<name>{NAME_SHAPE})(?=\s*(?:[,(;\-–—]|\n|$))", 0.8),
        (rf"(?P<name>{NAME_SHAPE})\s*,?\s*\(?(?i:DOB|date of birth|born|MA EMT|EMT\s*#|cert)", 0.82),
        (rf"(?P<name>{NAME_SHAPE})\s*\((?i:(?:a|an)\s+)?(?i:Mass(?:achusetts|\.)?|MA)\s+(?i:certified\s+)?(?i:A?EMT|advanced|paramedic)\b", 0.85),
        (rf"(?m)^[^\S\n]*(?P<name>{NAME_SHAPE})\s*[,\n–—-]+\s*(?i:EMT\b|AEMT\b|Paramedic\b|DOB\b|D\.O\.B|[EAP]\d{{5,8}}\b|Massachusetts\b|MA\s+(?:EMT|cert))", 0.9),
        (rf"(?i:\b(?:hired|hiring|employing|onboarding|considering|interviewed))\s+(?P<name>{NAME_SHAPE})(?!\w)", 0.82),
        (rf"(?P<name>{NAME_SHAPE})\s*,?\s+(?i:has applied|is applying|has been offered|has accepted|was offered|applied for)", 0.85),
    )
)  # fmt: skip

_CLOSING = re.compile(
    r"(?im)^[^\S\n]*(?:thanks|thank you\w?|sincerely|respectfully|best|regards|cordially|yours|many thanks|with thanks|very truly|kind regards|best regards|thx)\b"
)

_PROSE_BIRTH = re.compile(
    r"(?i)\b(?:bo(?:rn|m)(?:\s+on)?|date\s+of\s+birth|birth\s*date|d\.?o\.?b\.?|birthday)\b(?:\s+(?:is|was|of))?[\s:,(\-–]*"
)
_PROSE_LAST4 = re.compile(
    r"(?i)(?:last\s*(?:four|4)|final\s+four)[^\d\n]{0,60}(?:\n[^\d\n]{0,40})?(?-i:(?<![\dA-Z]))(?P<four>\d{4})\b(?!\s*[-/.]\s*\d)"
    r"|\bend\s+of\s+(?:my\s+|the\s+)?(?:ssn|social\b)[^\d\n]{0,40}\b(?P<four3>\d{4})\b(?!\s*[-/.]\s*\d)"
    r"|\b(?:ssn|social(?:\s+security)?)[^\d\n]{0,40}(?:last\s*(?:four|4)\D{0,20}|end(?:ing|s)?(?:\s+(?:in|with))?\D{0,6}|[x*#•]{2,}\D{0,12})(?P<four2>\d{4})\b"
)

_NOT_MA = re.compile(r"(?i)\b(?:nremt|national\s+registry|registry|national)\b[^\n]{0,25}$")
_MA = re.compile(
    r"(?i)\b(?:ma|mass\.?|massachusetts|oems|emt|aemt|paramedic|certif\w*|license)\b[^\n]{0,40}$"
)

_BOXES = (MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_UNSURE, MarkKind.CHECKBOX_OFF)

#: A cross that runs into the word behind its box ("XAEMT").
_CROSSED = re.compile(r"^[xX✓✔☒☑](?:A?EMT|AEMT|Paramedic)")

_TICKS = re.compile(r"^[\[(]\s*[xX✓✔]\s*[\])]|^[☒☑✓✔✗✘■]|^[xX]$|^[\[(][xX✓✔][\])]")


#: What only the holder writes of the certification.
_OWN_WORDS = re.compile(
    r"(?i)\bmy\s+(?:\w+\s+){0,3}?(?:certification|certificate|licen[sc]e|emt|paramedic|date\s+of\s+birth|dob|name\s+is|record)\b|\bI\s+(?:am|was)\s+(?:applying|certified|moving|licensed|an?\s+(?:emt|paramedic))"
)


#: Who writes for an office.
_FOR_OFFICE = re.compile(
    r"(?i)\b(?:we(?:'re|’re)?\s+(?:are|have|just|need|would|recently)|our\s+(?:new|incoming|next|applicants?|candidates?|employees?|students?|hires?|agency|service|department|office))\b"
    r"|\bI(?:['’]m|\s+am|\s+work)\b[^.\n]{0,40}\b(?:at|for|with|from)\s+(?-i:[A-Z])"
)

#: What stands under or behind the name of somebody who signs for an office.
_JOB = re.compile(
    r"(?i)\b(?:analyst|coordinator|specialist|director|manager|officer|administrator|recruiter|clerk|secretary|registrar|chief|"
    r"supervisor|assistant|associate|coordinator|examiner|representative|partner|generalist|human resources|credentialing|onboarding)\b"
)


def find_name(paper: Paper, field: FieldName, headers: Headers | None = None) -> Evidence | None:
    """The person's name: boxed parts, a labelled answer, a sentence, or who signs the mail."""
    candidates = [*_boxed_names(paper, field), *_labelled_names(paper, field)]
    if not candidates:
        candidates = [*_prose_names(paper, field), *_forwarded_names(paper, field)]
    if not candidates or _OWN_WORDS.search(paper.text):
        # Whose own words a letter is, he or she signs it; an office's letter is signed by its staff.
        candidates += _letter_names(paper, field)
    if not candidates and headers is not None and _is_own_mail(paper):
        candidates = list(_sender_names(paper, field, headers))
    best = max(candidates, key=lambda e: e.confidence, default=None)
    return _fuller(best, candidates) if best else None


def _is_own_mail(paper: Paper) -> bool:
    """Whether a mail's text may be the holder's own: nobody who only speaks for an office is the applicant."""
    own = bool(_OWN_WORDS.search(paper.text)) or not _FOR_OFFICE.search(paper.text)
    return own and any(laid.sheet.is_body for laid in paper.pages)


def _fuller(best: Evidence, candidates: Sequence[Evidence]) -> Evidence:
    """The same name with its first name in full, where the best one has only the initial, as in a signature."""
    words = fold(str(best.value)).split()
    if len(words[0].strip(".")) > 1:
        return best
    for other in candidates:
        theirs = fold(str(other.value)).split()
        if len(theirs[0]) > 2 and theirs[0][0] == words[0][0] and theirs[-1] == words[-1]:
            return other
    return best


def _boxed_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    for laid in paper.pages:
        lasts = [
            a for a in laid.answers if a.label.ask is Ask.LAST_NAME and laid.part_of(a.label) in OWN_PARTS
        ]
        for last in sorted(lasts, key=lambda a: -a.score)[:2]:
            middle = _nearest(laid, last, (Ask.MIDDLE_NAME,))
            first = _nearest(laid, last, (Ask.FIRST_NAME, Ask.FIRST_MIDDLE)) or _between(laid, last, middle)
            if first is None:
                continue
            suffix = _suffix_near(laid, last)
            parts = [first, last, *([middle] if middle else [])]
            name = join_name(
                first.value, middle.value if middle else "", last.value, suffix[0] if suffix else ""
            )
            if name is None:
                continue
            tokens = [t for p in parts for t in p.tokens] + (list(suffix[1]) if suffix else [])
            worth = min(sureness_of(p) for p in parts)
            reading = 1.0
            for part in parts:
                reading *= part.reading
            yield paper.evidence(
                field, name, laid.sheet.page, tokens, min(1.0, worth + 0.03), reading=reading
            )


def _nearest(laid: Laid, anchor: Answer, asks: Sequence[Ask]) -> Answer | None:
    """The answer to one of some questions that stands nearest, within five rows."""
    near = [
        a
        for a in laid.answers
        if a.label.ask in asks
        and abs(a.label.row - anchor.label.row) <= 5
        and laid.part_of(a.label) in OWN_PARTS
    ]
    return min(near, key=lambda a: (abs(a.label.row - anchor.label.row), -a.score), default=None)


def _between(laid: Laid, last: Answer, middle: Answer | None) -> Answer | None:
    """What stands between the surname and the middle name where the label of the first name was misread."""
    if middle is None or middle.label.row != last.label.row:
        return None
    taken = {id(t) for answer in laid.answers for t in answer.tokens}
    row = _row_of(laid, last.tokens[0])
    words = [
        t for t in laid.sheet.row_tokens(row)
        if last.tokens[-1].x1 <= t.x0 and t.x1 <= middle.tokens[0].x0 and id(t) not in taken
    ]  # fmt: skip
    name = tidy_name(join_text(words)) if 0 < len(words) <= 2 else None
    return replace(last, tokens=tuple(words), value=name, doubted=True) if name else None


def _suffix_near(laid: Laid, anchor: Answer) -> tuple[str, tuple[Token, ...]] | None:
    found = _nearest(laid, anchor, (Ask.SUFFIX,))
    if found is None:
        return None
    text = found.text.strip(" .,").casefold()
    return (text, found.tokens) if text in ("jr", "sr", "ii", "iii", "iv") else None


def _labelled_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    for answer in paper.answers(Ask.NAME, parts=OWN_PARTS)[:4]:
        if looks_like_organisation(answer.text):
            continue
        yield paper.answer_evidence(field, answer)


def _prose_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    for pattern, worth in _PROSE_NAMES:
        for laid, flow, match in search_flow(paper, pattern):
            tokens = flow.tokens(*match.span("name"))
            if not tokens or laid.part_at(_row_of(laid, tokens[0]), tokens[0].x0) is Part.STATE:
                continue
            name = tidy_name(match["name"].replace("\n", " "))
            if (
                name is None and "\n" in match["name"]
            ):  # the end of the line above, or the line below, was no name
                line = match["name"].rsplit("\n", 1)[-1]
                name, tokens = tidy_name(line), flow.tokens(match.end("name") - len(line), match.end("name"))
                if name is None or not is_full_name(name):
                    line = match["name"].split("\n", 1)[0]
                    start = match.start("name")
                    name, tokens = tidy_name(line), flow.tokens(start, start + len(line))
            if name and is_full_name(name) and not looks_like_organisation(match["name"]):
                yield paper.evidence(field, name, laid.sheet.page, tokens, worth)


#: Who wrote what a mail forwards.
_FROM = re.compile(rf"(?m)^(?:>|[^\S\n])*(?i:from)\s*:\s*(?P<name>{NAME_SHAPE})[\s\"']*[<\[(][^\n]*@")


def _forwarded_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    """Who wrote what an office forwards, where that is in the holder's own words."""
    for laid, flow, match in search_flow(paper, _FROM):
        name = tidy_name(match["name"])
        own = laid.sheet.is_body and _OWN_WORDS.search(flow.text, match.end())
        if own and name and is_full_name(name) and not looks_like_organisation(match["name"]):
            yield paper.evidence(field, name, laid.sheet.page, flow.tokens(*match.span("name")), 0.88)


def _row_of(laid: Laid, token: Token) -> int:
    for index, row in enumerate(laid.sheet.rows):
        if any(token is t for s in row for t in s.tokens):
            return index
    return 0


def _letter_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    """The name at a letter's head, or under its closing words."""
    own = bool(_OWN_WORDS.search(paper.text))
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


def _is_for_office(signed: Sequence[Segment], below: Sequence[Segment], *, own: bool) -> bool:
    """Whether who signs does so for an office: a job stands there, or in a letter not in the holder's `own` words the
    office's name right below."""
    if any(_JOB.search(s.text) for s in (*signed, *below)):
        return True
    return not own and any(looks_like_organisation(s.text) for s in below)


def _whole_segment_name(
    paper: Paper, laid: Laid, row: Sequence[Segment], field: FieldName, worth: float
) -> Iterator[Evidence]:
    for segment in [_as_one(row)] if 1 < len(row) <= 3 and sum(len(s.tokens) for s in row) <= 4 else row[:1]:
        text = segment.text[:1].upper() + segment.text[1:]
        if looks_like_organisation(text) or any(c.isdigit() for c in text):
            continue
        name = tidy_name(text)
        if name and is_full_name(name) and len(segment.tokens) <= 5:
            yield paper.evidence(field, name, laid.sheet.page, segment.tokens, worth)


def _as_one(row: Sequence[Segment]) -> Segment:
    """A short row whose words stand wide apart, as one segment."""
    return Segment(tuple(t for s in row for t in s.tokens), row[0].row)


def _sender_names(paper: Paper, field: FieldName, headers: Headers) -> Iterator[Evidence]:
    shown = re.sub(r"<.*?>", "", headers.sender).strip(' "')
    name = tidy_name(shown)
    if name and is_full_name(name) and not looks_like_organisation(shown):
        yield paper.evidence(field, name, 0, (), 0.75, printed=shown, reading=0.99)


def find_number(paper: Paper, field: FieldName = FieldName.CERTIFICATION_NUMBER) -> Evidence | None:
    """The Massachusetts certification number; never the registry's."""
    answers = list(paper.answers(Ask.NUMBER, parts=OWN_PARTS))
    if answers:
        best = max(answers, key=lambda a: (a.value[:1].isalpha(), _says_massachusetts(a), a.score))
        return paper.answer_evidence(field, best)
    found: list[tuple[float, Evidence]] = []
    for laid in paper.pages:
        flow = laid.sheet.flow
        for number in find_certification_numbers(flow.text):
            before = flow.text[max(0, number.start - 60) : number.start].replace("\n", " ")
            tokens = flow.tokens(number.start, number.end)
            if (
                not tokens
                or _NOT_MA.search(before)
                or laid.part_at(_row_of(laid, tokens[0]), tokens[0].x0) is Part.STATE
            ):
                continue
            worth = 0.97 if _MA.search(before) else 0.8
            found.append((worth, paper.evidence(field, number.value, laid.sheet.page, tokens, worth)))
    return max(found, key=lambda f: f[0], default=(0.0, None))[1]


def _says_massachusetts(answer: Answer) -> bool:
    return bool(re.search(r"\b(ma|mass|massachusetts|oems)\b", answer.label.phrase))


def find_birth_date(paper: Paper, field: FieldName = FieldName.DATE_OF_BIRTH) -> Evidence | None:
    """The date of birth: a labelled answer, else a sentence that says "born"."""
    answers = paper.answers(Ask.BIRTH_DATE, parts=OWN_PARTS)
    if answers:
        return paper.answer_evidence(field, answers[0])
    for laid, flow, match in search_flow(paper, _PROSE_BIRTH):
        rest = flow.text[match.end() : match.end() + 40]
        dates = find_dates(rest.replace("\n", " "), birth=True, month_only=False)
        if dates and dates[0].start <= 6:
            tokens = flow.tokens(match.end() + dates[0].start, match.end() + dates[0].end)
            if tokens and laid.part_at(_row_of(laid, tokens[0]), tokens[0].x0) is not Part.STATE:
                return paper.evidence(field, dates[0].value, laid.sheet.page, tokens, 0.96)
    return None


def find_ssn(paper: Paper) -> Evidence | None:
    """The last four digits of the Social Security number; the rest is never kept."""
    field = FieldName.SSN_LAST4
    answers = paper.answers(Ask.SSN, Ask.SSN_LAST4, parts=OWN_PARTS)
    if answers:
        best = answers[0]
        return paper.evidence(
            field, best.value, best.label.page, best.tokens, sureness_of(best), reading=best.reading,
            printed="…" + best.value,
        )  # fmt: skip
    for laid, flow, match in search_flow(paper, _PROSE_LAST4):
        group = next(name for name in ("four", "four2", "four3") if match[name])
        tokens = flow.tokens(*match.span(group))
        return paper.evidence(field, match[group], laid.sheet.page, tokens, 0.95, printed="…" + match[group])
    for laid in paper.pages:
        flow = laid.sheet.flow
        for found in find_ssn_last4(flow.text):
            tokens = flow.tokens(found.start, found.end)
            return paper.evidence(field, found.value, laid.sheet.page, tokens, 0.9, printed="…" + found.value)
    return None


def find_level(paper: Paper) -> Evidence | None:
    """The level: a ticked box, a labelled answer, or the sentence that names it."""
    field = FieldName.LEVEL
    boxes = list(_boxed_levels(paper))
    if ticked := _ticked_level(paper, boxes) or _ringed_level(paper):
        return ticked
    if len({found.level for found in boxes}) > 1:
        return None  # a row of boxes, and none is ticked
    answers = [a for a in paper.answers(Ask.LEVEL, parts=OWN_PARTS) if not _is_sought(paper, a)]
    if answers:
        return paper.answer_evidence(field, answers[0])
    return _prose_level(paper)


#: Printed words of what the applicant wants to become elsewhere: "I am applying for certification as an ...".
_SOUGHT = re.compile(r"(?i)\b(?:appl(?:y|ying|ied|ication)|seek(?:s|ing)?|candidate)\b[^.]{0,60}$")


def _is_sought(paper: Paper, answer: Answer) -> bool:
    """Whether a level is only what a sentence says the applicant asks another office for."""
    if not re.match(r"as an?\b", answer.label.phrase):
        return False
    flow = next(laid for laid in paper.pages if laid.sheet.page == answer.label.page).sheet.flow
    return tells_what_is_sought(flow, answer.label.tokens[0])


def tells_what_is_sought(flow: Flow, first: Token) -> bool:
    """Whether the words before a level's `first` word say that the applicant asks another office for it."""
    at = next((start for start, _, token in flow.places if token is first), 0)
    return bool(_SOUGHT.search(flow.text[max(0, at - 90) : at]))


#: How sure a level is that only a ring tells.
RINGED = 0.7


@dataclass(frozen=True, slots=True)
class _Choice:
    """A level with a box beside it."""

    level: str
    box: MarkKind
    page: int
    words: tuple[Token, ...]


def _boxed_levels(paper: Paper) -> Iterator[_Choice]:
    for laid in paper.pages:
        for index, row in enumerate(laid.sheet.rows):
            tokens = [t for s in row for t in s.tokens if laid.part_at(index, s.x0) is not Part.STATE]
            for level, run in _levels_in(tokens):
                if box := _box_before(laid, tokens, run):
                    yield _Choice(level, box, laid.sheet.page, tuple(run))


def _ticked_level(paper: Paper, boxes: Sequence[_Choice]) -> Evidence | None:
    """The level whose box is ticked; where several are, or none surely, it is not sure."""
    for box, worth in ((MarkKind.CHECKBOX_ON, 0.95), (MarkKind.CHECKBOX_UNSURE, 0.6)):
        ticked = [found for found in boxes if found.box is box]
        if ticked:
            worth *= 0.5 if len({found.level for found in ticked}) > 1 else 1.0
            first = ticked[0]
            return paper.evidence(FieldName.LEVEL, first.level, first.page, first.words, worth, reading=0.97)
    return None


def _ringed_level(paper: Paper) -> Evidence | None:
    """The level with a ring round it: in a printed row of choices the one word on which the readers differ; unsure."""
    for laid in paper.pages:
        for index, row in enumerate(laid.sheet.rows):
            tokens = [t for s in row for t in s.tokens if laid.part_at(index, s.x0) is not Part.STATE]
            if not RING_ONE.search(join_text(tokens)):
                continue
            choices = list(_levels_in(tokens))
            ringed = [(level, run) for level, run in choices if any(not t.word.agreed for t in run)]
            if len(choices) > 1 and len(ringed) == 1:
                level, run = ringed[0]
                return paper.evidence(FieldName.LEVEL, level, laid.sheet.page, run, RINGED, reading=1.0)
    return None


def _levels_in(tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """Runs of words that name one level each, as beside checkboxes."""
    text, spans = "", []
    for token in tokens:
        spans.append((len(text), len(text) + len(token.text)))
        text += (f" {token.text[1:]}" if _CROSSED.match(token.text) else token.text) + " "
    for level, start, end in find_levels(text, choices=_offers_levels(text)):
        run = [t for t, (a, b) in zip(tokens, spans, strict=True) if a < end and b > start]
        yield str(level), run


def _offers_levels(text: str) -> bool:
    """Whether a row is a list of levels to choose from."""
    return len({level for level, _, _ in find_levels(text, choices=True)}) >= 2


def _box_before(laid: Laid, tokens: Sequence[Token], run: Sequence[Token]) -> MarkKind | None:
    """The box right before (or behind) a level, typed or drawn."""
    at = next(i for i, t in enumerate(tokens) if t is run[0])
    before = join_text(tokens[max(0, at - 3) : at])
    near = tokens[at - 1] if at else None
    if (
        _TICKS.match(run[0].text)
        or _CROSSED.match(run[0].text)
        or (near is not None and _TICKS.match(near.text) and run[0].x0 - near.x1 < 2.5 * run[0].height)
    ):
        return MarkKind.CHECKBOX_ON
    if re.search(r"[\[(]\s*[xX✓✔]\s*[\])]\s*$", before):
        return MarkKind.CHECKBOX_ON
    height = run[0].height
    left = run[0].word.box
    boxes = [
        m
        for m in laid.sheet.marks
        if m.kind in _BOXES
        and abs(m.box.middle[1] - left.middle[1]) < 0.9 * height
        and -0.3 * height <= left.x0 - m.box.x1 < 3.0 * height
    ]
    nearest = max(boxes, key=lambda m: m.box.x1, default=None)
    return nearest.kind if nearest is not None else None


_LEVEL_CONTEXT = re.compile(
    r"(?i)\b(?:my|his|her|their|massachusetts|mass\.?|ma|as an?|certified as an?|current|holds?|hold|is an?|am an?|a\(n\))\s+(?:\w+\s+){0,3}?$"
)


#: Behind these a level's name is part of an organisation's or a section's name.
_LEVEL_IN_NAME = re.compile(
    r"(?i)[\s,&]+(?:institute|program|school|academy|association|services?|section|division|licensure|course|students?|"
    r"instructor|testing|personnel|office|records?|board|education|credentialing|and\s+paramedic)\b"
)


def _in_office_name(laid: Laid, token: Token) -> bool:
    """Whether a word is part of an organisation's name, as in "College of Paramedicine"."""
    words = laid.sheet.row_tokens(_row_of(laid, token))
    at = next(i for i, t in enumerate(words) if t is token)
    where = "in" in {t.text for t in words[at + 1 : at + 4]}  # "EMT in the Commonwealth of ..."
    runs = split_organisations([t.text for t in words])
    return any(first <= at < last and not (first == at and where) for first, last in runs)


def _prose_level(paper: Paper) -> Evidence | None:
    found: list[tuple[float, str, Laid, tuple[Token, ...]]] = []
    for laid in paper.pages:
        flow = laid.sheet.flow
        for level, start, end in find_levels(flow.text):
            tokens = flow.tokens(start, end)
            if not tokens or laid.part_at(_row_of(laid, tokens[0]), tokens[0].x0) is Part.STATE:
                continue
            before = flow.text[max(0, start - 45) : start].replace("\n", " ")
            after = flow.text[end : end + 25]
            if _LEVEL_IN_NAME.match(after) or _in_office_name(laid, tokens[0]):
                continue
            worth = 0.6
            if _LEVEL_CONTEXT.search(before) and not _SOUGHT.search(before):
                worth += 0.2
            if re.match(
                r"(?i)[\s\-]*(?:level\s+)?(?:certification|certificate|licen[sc]e|cert\b|#|no\.|number)",
                after,
            ):
                worth += 0.1
            found.append((worth, str(level), laid, tokens))
    if not found:
        return None
    worth, value, laid, tokens = max(found, key=lambda f: f[0])
    others = {v for w, v, _, _ in found if v != value and w >= worth - 0.05}
    if others:
        return None if worth < 0.75 else paper.evidence(FieldName.LEVEL, value, laid.sheet.page, tokens, 0.6)
    return paper.evidence(FieldName.LEVEL, value, laid.sheet.page, tokens, min(0.92, worth + 0.08))
