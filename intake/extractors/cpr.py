"""What a CPR or ACLS card says: holder, body, course, dates, numbers, and whether hands were used."""

import re
from collections.abc import Iterator
from itertools import pairwise

from domain.documents import Evidence
from domain.kinds import Course, FieldName, Provider
from intake.extractors.layout import Token
from intake.extractors.normalise.addresses import STATE_CODES
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.names import is_full_name, looks_like_name, tidy_name
from intake.extractors.normalise.numbers import parse_certificate_id
from intake.extractors.normalise.organisations import looks_like_organisation
from intake.extractors.paper import Laid, Paper, search_flow
from intake.extractors.people import NAME_SHAPE, find_name
from intake.extractors.vocabulary import Ask

#: Words of each recognised body; the name of a body in a phrase of `_BORROWED` counts for nothing.
_PROVIDERS: tuple[tuple[Provider, re.Pattern[str]], ...] = (
    (Provider.AHA, re.compile(r"(?i)\bamerican\s+heart\s+ass?oc\w*|\bA\.?H\.?A\.?\b|\be-?card\s+code\b|\bheartsaver\b")),
    (Provider.ARC, re.compile(r"(?i)\bamerican\s+red\s+cross\b|\bred\s+cross\b|\bA\.?R\.?C\.?\b")),
    (Provider.HSI, re.compile(
        r"(?i)\bhealth\s*(?:&|and)\s*safety\s+institute\b|\bH\.?S\.?I\.?\b|\bASHI\b|\bMEDIC\s+first\s+aid\b"
        r"|\bAmerican\s+Safety\s*(?:&|and)\s*Health\s+Institute\b|\bEMS\s+Safety\b")),
    (Provider.NSC, re.compile(r"(?i)\bnational\s+safety\s+council\b|\bN\.?S\.?C\.?\b")),
)  # fmt: skip
#: A training company that only leans on another body's guidelines.
_BORROWED = re.compile(
    r"(?i)(?:adher\w*|follow\w*|based|consistent|accord\w*|complian\w*|comply|conform\w*|meets?|equivalent|align\w*"
    r"|not\s+affiliated|recogni[sz]ed|guidelines|standards)\b[^.]{0,80}$"
)
_GUIDELINES = re.compile(r"(?i)^[^.]{0,30}\b(?:guidelines|standards|science|recommendations)\b")

_COURSES: tuple[tuple[Course, re.Pattern[str]], ...] = (
    (Course.ACLS, re.compile(r"(?i)\badvanced\s+cardi\w+\s+life\s+support\b|\bACLS(?:\b|provider)")),
    (Course.PALS, re.compile(r"(?i)\bp(?:a)?ediatric\s+advanced\s+life\s+support\b|\bPALS(?:\b|provider)")),
    (Course.HEARTSAVER, re.compile(r"(?i)\bheartsaver\b|\bheart\s?saver(?=\W{0,3}\s+(?:CPR|AED|first))")),
    (Course.BLS, re.compile(r"(?i)\bbasic\s+life\s+support\b|\bBLS(?:\b|provider)")),
    (Course.CPR_AED, re.compile(r"(?i)\bCPR\b|\bcardiopulmonary\s+resuscitation\b")),
    (Course.FIRST_AID, re.compile(r"(?i)\bfirst\s*aid\b")),
)

_HOLDER = re.compile(
    rf"(?i:(?:certif(?:y|ies)|states?|attests?|confirms?|declares?|know\s+all|know)\s+that|awarded\s+to|presented\s+to|issued\s+to|acknowledges\s+that|recognizes)\s*:?\s+(?P<name>{NAME_SHAPE})"
    rf"|(?P<name2>{NAME_SHAPE})\s*,?\s+(?i:(?:has\s+|have\s+)?(?:finished|passed)\b|has\s+(?:successfully\s+)?(?:completed|passed|met|demonstrated|fulfilled))"
)

_CODE = re.compile(r"(?<!\d)\d{12}(?!\d)")

#: Words that tell a course without hands on a manikin.
_ONLINE = re.compile(
    r"(?i)\b(?:100\s*%\s*online|online[-\s]only|completed\s+(?:entirely\s+|fully\s+)?online|entirely\s+online|fully\s+online|all[-\s]online"
    r"|no\s+(?:in[-\s]person|hands[-\s]on|skills)|without\s+(?:a\s+)?(?:hands[-\s]on|skills|in[-\s]person)"
    r"|does\s+not\s+include\s+(?:a\s+)?(?:hands|skills|in)|(?:course\s+requirements|coursework)\s+and\s+cognitive|cognitive\s+(?:evaluation|portion|only|exam|assessment)"
    r"|online\s+(?:course|training|class|certification|exam\w*|learning|program|portion|assessment|test)|internet[-\s]based|web[-\s]based|self[-\s]paced|distance\s+learning|e-?learning)\b"
)
_SKILLS = re.compile(
    r"(?i)\b(?:hands[-\s]on|skills?\s+(?:evaluat\w*|test\w*|check\w*|session|assessment|demonstrat\w*|verif\w*)|in[-\s]person|instructor[-\s]led|classroom|blended"
    r"|psychomotor|practical|cognitive\s+and\s+skills?)\b"
)
#: Words that tell it whatever else the page says of skills: a portion, a page for the web, no manikin.
_SURELY_ONLINE = re.compile(
    r"(?i)\bonline\s+(?:portion|part)\b|\b100\s?%\s+(?:online|web[-\s]based)\b|\bonline[-\s]only\b|\b(?:completed|finished|passed)\s+online\b"
    r"|\b(?:no|without(?:\s+any)?)\s+(?:hands[-\s]on|skills?\s+(?:session|test|check|evaluation)|manikin|in[-\s]person)\b|\battests?\s+(?:only\s+)?knowledge\b"
    r"|\bno\s+(?:course\s+completion\s+card|classroom)\b|\bnot\s+a\s+(?:course\s+)?completion\s+card\b|\bonline\s+exam\w*\b"
)
_BLENDED = re.compile(r"(?i)\bblended\b|\bin[-\s]person\s+skills\b")
_NEGATED = re.compile(r"(?i)\b(?:no|not|without|lacks?|excluding|never)\b[^.]{0,30}$")


def extract_cpr(paper: Paper) -> list[Evidence]:
    """All fields of a card that it shows."""
    found: list[Evidence | None] = [
        _find_holder(paper),
        _find_provider(paper),
        _find_course(paper),
        _find_date(paper, FieldName.ISSUED_ON, Ask.ISSUED),
        _find_date(paper, FieldName.EXPIRES_ON, Ask.EXPIRES),
        _find_id(paper),
        _find_answer_name(paper, FieldName.INSTRUCTOR_NAME, Ask.INSTRUCTOR),
        _find_center(paper),
        _find_format(paper),
    ]
    return [evidence for evidence in found if evidence is not None]


def _find_holder(paper: Paper) -> Evidence | None:
    named = [a for a in paper.answers(Ask.NAME) if _person(a.value)]
    if named:
        return paper.answer_evidence(FieldName.HOLDER_NAME, named[0])
    for laid, flow, match in search_flow(paper, _HOLDER):
        group = "name" if match["name"] else "name2"
        name = tidy_name(" ".join(match[group].split()))
        if name and _person(name):
            return paper.evidence(
                FieldName.HOLDER_NAME, name, laid.sheet.page, flow.tokens(*match.span(group)), 0.92
            )
    return find_name(paper, FieldName.HOLDER_NAME) or _prominent_name(paper)


def _person(text: str) -> bool:
    return is_full_name(text) and looks_like_name(text) and not looks_like_organisation(text)


def _prominent_name(paper: Paper) -> Evidence | None:
    """The tallest line that is a person's name and nothing else."""
    best: tuple[float, Laid, tuple[Token, ...], str] | None = None
    for laid in paper.pages:
        for segment in laid.sheet.segments:
            name = tidy_name(segment.text) if not any(c.isdigit() for c in segment.text) else None
            if (
                name
                and _person(name)
                and 2 <= len(name.split()) <= 5
                and (best is None or segment.height > best[0])
            ):
                best = (segment.height, laid, segment.tokens, name)
    if best is None:
        return None
    return paper.evidence(FieldName.HOLDER_NAME, best[3], best[1].sheet.page, best[2], 0.8)


def _find_provider(paper: Paper) -> Evidence | None:
    leaning = False
    for provider, pattern in _PROVIDERS:
        for laid, flow, match in search_flow(paper, pattern):
            before, after = flow.text[max(0, match.start() - 90) : match.start()], flow.text[match.end() :]
            if _BORROWED.search(before.replace("\n", " ")) or _GUIDELINES.search(
                after.replace("\n", " ")[:60]
            ):
                leaning = True
                continue
            tokens = flow.tokens(*match.span())
            return paper.evidence(FieldName.PROVIDER, provider.value, laid.sheet.page, tokens, 0.97)
    first = list(_first_line(paper))
    if not first:
        return None
    return paper.evidence(
        FieldName.PROVIDER, Provider.OTHER.value, 0, first, 0.95 if leaning else 0.88, reading=0.99
    )


def _find_course(paper: Paper) -> Evidence | None:
    titled = [(course, a) for a in paper.answers(Ask.COURSE) if (course := course_of(a.text))]
    if titled:
        return paper.answer_evidence(FieldName.COURSE, titled[0][1], titled[0][0].value)
    # The title stands in the largest letters; what a smaller line mentions is not the course.
    spoken_for = {
        id(t)
        for a in paper.answers(Ask.TRAINING_CENTER, Ask.INSTRUCTOR, Ask.NAME, Ask.OTHER)
        for t in a.tokens
    }
    best: tuple[float, Evidence] | None = None
    for laid in paper.pages:
        for order, segment in enumerate(laid.sheet.segments):
            course = course_of(segment.text)
            if course is None or any(id(t) in spoken_for for t in segment.tokens):
                continue
            rank = segment.height / laid.sheet.line_height - 0.02 * order
            rank -= 1.0 if _SCHOOL.search(segment.text) else 0.0
            rank -= 0.3 if len(segment.tokens) > 9 else 0.0
            # "CPR" and "first aid" are in many companies' names, the clinical courses are not.
            rank -= 0.6 if course in (Course.CPR_AED, Course.FIRST_AID) else 0.0
            if best is None or rank > best[0]:
                best = (rank, paper.evidence(
                    FieldName.COURSE, course.value, laid.sheet.page, segment.tokens, 0.93
                ))  # fmt: skip
    return best[1] if best else _course_across_lines(paper)


#: A school's name may hold a course's letters ("Quincy Adams CPR", "Heart Saver School").
_SCHOOL = re.compile(
    r"(?i)\b(?:academy|school|associates|institute|center|centre|college|llc|inc|company|services|council|association)\b"
)


def _course_across_lines(paper: Paper) -> Evidence | None:
    """A course's name broken over two lines."""
    for course, pattern in _COURSES:
        for laid, flow, match in search_flow(paper, pattern):
            return paper.evidence(
                FieldName.COURSE, course.value, laid.sheet.page, flow.tokens(*match.span()), 0.85
            )
    return None


def course_of(text: str) -> Course | None:
    """The course a title names."""
    return next((course for course, pattern in _COURSES if pattern.search(text)), None)


def _find_date(paper: Paper, field: FieldName, ask: Ask) -> Evidence | None:
    answers = [a for a in paper.answers(ask) if re.match(r"\d{4}-\d\d", a.value)]
    if answers:
        return paper.answer_evidence(field, answers[0])
    words = _AFTER[field]
    for laid, flow, match in search_flow(paper, words):
        dates = find_dates(flow.text[match.end() : match.end() + 40].replace("\n", " "))
        if dates and dates[0].start <= 12:
            tokens = flow.tokens(match.end() + dates[0].start, match.end() + dates[0].end)
            return paper.evidence(field, dates[0].value, laid.sheet.page, tokens, 0.9)
    return None


_AFTER = {
    FieldName.ISSUED_ON: re.compile(r"(?i)\b(?:issued?(?:\s+on|\s+date)?|complet(?:ed|ion)(?:\s+on|\s+date)?|date\s+of\s+(?:issue|class|course)|on\s+this\s+date|dated|valid\s+from|effective)\b"),
    FieldName.EXPIRES_ON: re.compile(r"(?i)\b(?:expir\w+(?:\s+date|\s+on)?|renew(?:al)?(?:\s+by|\s+date)?|valid\s+(?:until|through|thru|to|till)|good\s+(?:until|through|thru)|recertify\s+by|due)\b"),
}  # fmt: skip


def _find_id(paper: Paper) -> Evidence | None:
    answers = paper.answers(Ask.CERTIFICATE_ID)
    named = [a for a in answers if a.label.phrase not in _WEAK_ID_LABELS]
    taken = {id(t) for laid in paper.pages for a in laid.answers for t in a.tokens if a not in answers}
    codes = [(laid, m, flow.tokens(*m.span())) for laid, flow, m in search_flow(paper, _CODE)]
    codes = [c for c in codes if not any(id(t) in taken for t in c[2])]
    if named:
        return paper.answer_evidence(FieldName.CERTIFICATE_ID, named[0])
    if codes:
        laid, match, tokens = codes[0]
        return paper.evidence(FieldName.CERTIFICATE_ID, match[0], laid.sheet.page, tokens, 0.88)
    if answers:
        return paper.answer_evidence(FieldName.CERTIFICATE_ID, answers[0])
    return _unlabelled_id(paper)


def _unlabelled_id(paper: Paper) -> Evidence | None:
    """A number behind words half lost ("ertificate 7VSVHNY"), or alone on its line."""
    for laid in paper.pages:
        taken = {id(t) for a in laid.answers for t in a.tokens}
        for row in laid.sheet.rows:
            tokens = [t for s in row for t in s.tokens]
            for index, token in enumerate(tokens):
                value = parse_certificate_id(token.text)
                before = " ".join(t.text for t in tokens[max(0, index - 3) : index])
                called = _ID_NAMED.search(before) and not _OTHER_IDS.search(before)
                if value and called and id(token) not in taken:
                    return paper.evidence(FieldName.CERTIFICATE_ID, value, laid.sheet.page, (token,), 0.85)
    for laid in paper.pages:
        taken = {id(t) for a in laid.answers for t in a.tokens}
        for segment in laid.sheet.segments:
            value = parse_certificate_id(segment.text) if len(segment.tokens) == 1 else None
            if value and len(value) >= 7 and id(segment.tokens[0]) not in taken:
                return paper.evidence(FieldName.CERTIFICATE_ID, value, laid.sheet.page, segment.tokens, 0.7)
    return None


#: Labels that ask for a number without saying which.
_WEAK_ID_LABELS = frozenset(
    ["no", "code", "id", "id no", "certificate", "course id", "class id", "student id", "license no"]
)

#: Words, even half lost, before a card's own number; and those before somebody else's.
_ID_NAMED = re.compile(
    r"(?i)(?:ertif\w*|cert|card|code|serial|credential)\W*(?:no|number|id|code|#)?\W*$|\b(?:no|id)\W*$"
)
_OTHER_IDS = re.compile(r"(?i)\b(?:instr\w*|center|tc|site|phone|tel|registry|training)\b")


def _find_answer_name(paper: Paper, field: FieldName, ask: Ask) -> Evidence | None:
    for answer in paper.answers(ask):
        if _person(answer.value):
            return paper.answer_evidence(field, answer)
    for laid, flow, match in search_flow(paper, _TITLED):
        line = match["name"].rsplit("\n", 1)[-1]
        name = tidy_name(line)
        if name and _person(name):
            span = (match.end("name") - len(line), match.end("name"))
            return paper.evidence(field, name, laid.sheet.page, flow.tokens(*span), 0.9)
    return None


#: A name with the office of somebody who teaches or answers for a course.
_TITLED = re.compile(
    rf"(?P<name>{NAME_SHAPE})\s*,?\s*(?i:(?:lead\s+|course\s+|authorized\s+|bls\s+|acls\s+|cpr\s+)?(?:instructor|trainer|medical\s+director|course\s+director|program\s+director|training\s+officer|educator|examiner))\b(?!\s*(?:name|id|no|#|number|:))"
)


#: Words by which training centres call themselves.
_CENTER = re.compile(
    r"(?i)\b(?:academy|training|school|center|centre|associates|college|university|hospital|institute|program|instruction|EMS|LLC"
    r"|inc|fire|rescue|life\s+support|safety|education|company|medical|CPR|department)\b"
)


def _find_center(paper: Paper) -> Evidence | None:
    answers = [a for a in paper.answers(Ask.TRAINING_CENTER) if not _is_body(a.value)]
    if answers:
        best = max(answers, key=lambda a: a.score + (0.3 if _CENTER.search(a.value) else 0.0))
        return paper.answer_evidence(FieldName.TRAINING_CENTER, best, best.value)
    return _center_beside_city(paper)


def _is_body(text: str) -> bool:
    """Whether a text names a recognised body itself."""
    return any(pattern.search(text) for _, pattern in _PROVIDERS)


def _is_center(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters >= 5 and len(text) <= 80 and not find_dates(text) and not _NO_CENTER.search(text.strip())


def _center_beside_city(paper: Paper) -> Evidence | None:
    """An organisation that stands right above a city, and is no recognised body and no course."""
    for laid in paper.pages:
        labels = {id(t) for x in laid.labels if x.starts for t in x.tokens}
        for block in laid.sheet.blocks():
            for above, below in pairwise(block):
                if any(id(t) in labels for t in above.tokens):
                    continue
                text = above.text.strip(" ,.;")
                if (
                    _CITY.search(below.text)
                    and _is_center(text)
                    and _CENTER.search(text)
                    and not _is_body(text)
                ):
                    return paper.evidence(
                        FieldName.TRAINING_CENTER, text, laid.sheet.page, above.tokens, 0.88
                    )
    return None


#: A sentence on the course, or a place, is no training centre.
_NO_CENTER = re.compile(
    rf"(?i)^[\w .'-]+,?\s+(?:{'|'.join(sorted(STATE_CODES))})(?:\s+\d{{5}})?$"
    r"|\b(?:course|skills|classroom|online|street|avenue|road|provider)\b"
)
_CITY = re.compile(r"^[A-Z][\w .'-]+,\s*[A-Z]{2}\b")


def _find_format(paper: Paper) -> Evidence | None:
    """Whether all was online; the words that tell it are the proof, else the card's first line."""
    skills = [hit for hit in search_flow(paper, _SKILLS) if not _is_negated(hit[1].text, hit[2].start())]
    online = list(search_flow(paper, _ONLINE))
    surely = [] if next(search_flow(paper, _BLENDED), None) else list(search_flow(paper, _SURELY_ONLINE))
    if surely or (online and not skills):
        online = surely or online
        laid, flow, match = online[0]
        return paper.evidence(
            FieldName.FORMAT_ONLINE_ONLY,
            True,
            laid.sheet.page,
            flow.tokens(*match.span()),
            0.95,
            reading=0.98,
        )
    for laid, flow, match in skills[:1]:
        return paper.evidence(
            FieldName.FORMAT_ONLINE_ONLY,
            False,
            laid.sheet.page,
            flow.tokens(*match.span()),
            0.96,
            reading=0.98,
        )
    tokens = list(_first_line(paper))
    return (
        paper.evidence(FieldName.FORMAT_ONLINE_ONLY, False, 0, tokens, 0.9, reading=0.98) if tokens else None
    )


def _is_negated(text: str, at: int) -> bool:
    return _NEGATED.search(text[max(0, at - 45) : at].replace("\n", " ")) is not None


def _first_line(paper: Paper) -> Iterator[Token]:
    for row in paper.pages[0].sheet.rows[:1]:
        for segment in row:
            yield from segment.tokens
