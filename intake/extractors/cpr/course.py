"""Which body stands behind a card, which course it tells, and whether hands were used."""

import re
from collections.abc import Iterator
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import Course, FieldName, Provider
from intake.extractors.cpr.denied_courses import ends_brand, is_denied, part_text
from intake.extractors.cpr.posts import is_post
from intake.extractors.normalise.logos import is_bodys_alone, is_whole_name
from intake.extractors.sheets.layout import Segment, Sheet, Token, flow_of, join_text
from intake.extractors.sheets.paper import Laid, Paper, search_flow
from intake.extractors.sheets.vocabulary import Ask


def _heading(words: str) -> str:
    """The words of a heading, whose capitals a reader may part from the rest where they are set larger: "H EARTSAVER"."""
    return r"\s+".join(rf"{word[0]}\s?{word[1:]}" for word in words.split())


#: Words of each recognised body; the name of a body in a phrase of `_BORROWED` counts for nothing.
PROVIDERS: tuple[tuple[Provider, re.Pattern[str]], ...] = (
    (Provider.AHA, re.compile(
        rf"(?i)\b{_heading('american heart ass')}?oc\w*|\bA\.?H\.?A\.?\b|\be-?card\s+code\b|\bh\s?eartsaver\b|\bheartcode\b|\bRQI\b")),
    (Provider.ARC, re.compile(rf"(?i)\b{_heading('american red cross')}\b|\bred\s+cross\b|\bA\.?R\.?C\.?\b")),
    (Provider.HSI, re.compile(
        r"(?i)\bhealth\s*(?:&|and)\s*safety\s+institute\b|\bH\.?S\.?I\.?\b|\bASHI\b|\bMEDIC\s+first\s+aid\b"
        r"|\bAmerican\s+Safety\s*(?:&|and)\s*Health\s+Institute\b|\bEMS\s+Safety\b")),
    (Provider.NSC, re.compile(rf"(?i)\b{_heading('national safety council')}\b|\bN\.?S\.?C\.?\b")),
)  # fmt: skip

#: The hosts to which the bodies' own square codes lead.
_HOSTS: tuple[tuple[Provider, re.Pattern[str]], ...] = (
    (Provider.AHA, re.compile(r"(?i)^https?://(?:[\w-]+\.)*(?:heart|ecards)\.")),
    (Provider.ARC, re.compile(r"(?i)^https?://(?:[\w-]+\.)*redcross\.")),
    (Provider.HSI, re.compile(r"(?i)^https?://(?:[\w-]+\.)*(?:hsi|ashi|hsi-?digital\w*)\.")),
    (Provider.NSC, re.compile(r"(?i)^https?://(?:[\w-]+\.)*nsc\.")),
)

#: What a company has nothing to do with; one reader lost the head of "affiliated", another a letter within.
_DISOWNED = (
    r"not\s+(?:(?:been|directly|officially|in\s+any\s+way)\s+)?\w+ed[\s,]+(?:(?:\w+ed|n?or)[\s,]+){0,4}(?:with|by|to)"
    r"|not\s+(?:af\w*ted|endorsed)|unaf\w*ted|no\s+(?:affiliation|connection|association|relation\w*)\s+(?:with|to)"
)
#: A training company that only leans on another body's guidelines.
_BORROWED = re.compile(
    r"(?i)(?:adher\w*|follow\w*|based|consistent|accord\w*|complian\w*|comply|conform\w*|meets?|equivalent|align\w*|modell?ed\s+(?:on|after)"
    r"|in\s+(?:line|step|keeping|tune)\s+with|not\s+(?:a\s+)?part\s+of|independent\s+(?:of|from)|recogni[sz]ed|guidelines|standards"
    rf"|{_DISOWNED})\b[^.]{{0,80}}$"
)
_GUIDELINES = re.compile(r"(?i)^[^.]{0,30}\b(?:guidelines|standards|science|recommendations)\b")
#: Words by which a body's own course is meant all the same.
_OWN_COURSE = re.compile(r"(?i)^(?:'s|’s)?\s*(?:[\w()-]+\s+){0,6}?(?:program|curriculum|course)\b")
#: A body's card, called so only to say that this is none: "is not an AHA course completion card".
_NOT_ITS = re.compile(
    r"(?i)\b(?:not|n[o'’]t|neither)\s+(?:an?|the)\s+(?:official\s+|valid\s+)?(?:(?:[\w'’]+\s+){1,4}n?or\s+(?:(?:an?|the)\s+)?)?$"
)
#: The same with the body behind: "is not a card of the American Red Cross or the American Heart Association".
_NO_CARD_OF = re.compile(
    r"(?i)\b(?:not|n[o'’]t|neither)\s+(?:an?|the)\s+(?:[\w-]+\s+){0,3}(?:e-?cards?|cards?|certificat(?:e|ion)s?)\s+(?:issued\s+)?(?:of|from|by)\s+"
    r"(?:the\s+)?(?:(?:[\w'’]+\s+){1,4}n?or\s+(?:(?:of|from|by)\s+)?(?:the\s+)?)?$"
)
_ITS_CARD = re.compile(
    r"(?i)^(?:'s|’s)?\s+(?:(?:[\w()-]{1,20}\s+){0,3}?(?:e-?)?cards?|(?:[\w()-]{1,20}\s+){0,3}?certificat(?:e|ion)s?)\b"
)
_CURRICULUM = re.compile(r"(?i)\b(?:curriculum|course|program)\s+of\s+the\s*$")

_COURSES: tuple[tuple[Course, re.Pattern[str]], ...] = (
    (Course.ACLS, re.compile(r"(?i)\ba\s?dvanced\s+c\s?ardi\w+\s+l\s?ife\s+s\s?upport\b|(?<!pediatric\s)(?<!paediatric\s)\badvanced\s+life\s+support\b|\bACLS(?:\b|-?provider|(?=advanced))|\bA\.C\.L\.S\b")),
    (Course.PALS, re.compile(r"(?i)\bp(?:a)?ediatric\s+advanced\s+life\s+support\b|\badvanced\s+pa?ediatric\s+life\s+support\b|\bPALS(?:\b|-?provider|(?=pa?ediatric))|\bP\.A\.L\.S\b")),
    (Course.HEARTSAVER, re.compile(r"(?i)\bh\s?eartsaver\b|\bh\s?eart\s?saver(?=\W{0,3}\s+(?:CPR|AED|first))")),
    (Course.BLS, re.compile(
        rf"(?i)\b{_heading('basic life')}[\s-]+s\s?upport(?:\b|(?=BLS))|\bBLS(?:\b|-?provider|(?=basic))|\bB\.L\.S\b|\bhealth\s?care\s+provider\s+CPR\b|\bCPR\s+for\s+(?:the\s+)?health\s?care\s+providers?\b"
        r"|\bCPR(?:\s*[/&+]\s*AED|\s+and\s+AED)?\s+for\s+(?:the\s+)?professional\s+rescuers?\b")),
    (Course.CPR_AED, re.compile(r"(?i)\bCPR\b|\bcardiopulmonary\s+resuscitation\b")),
    (Course.FIRST_AID, re.compile(r"(?i)(?<!edic\s)\bfi\w?st\s*-?aid\b")),  # "MEDIC First Aid" is a body's brand
)  # fmt: skip

#: Within a word of each of their names; where none stands, no course is named, which is soon seen.
_OF_A_NAME = re.compile(r"(?i)upport|cpr|resuscitation|saver|aid|acls|pals|bls|a\.c\.l|p\.a\.l|b\.l\.s")

#: What a title of the lay courses is made of; other words beside them are a company's or a sentence's.
_LAY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "cpr aed first aid adult adults child children infant infants pediatric baby all ages with and for the in of to "
        "professional rescuer rescuers basic standard workplace community lay responder level advanced certification course card "
        "training program cardiopulmonary resuscitation automated external defibrillator heartsaver completion certificate "
        "certified in online opioid bloodborne pathogens emergency oxygen administration healthcare health care provider "
        "wilderness family friends total combined review renewal class blended learning emergency response medical",
    )
)

#: A school's name may hold a course's letters ("Quincy Adams CPR", "Heart Saver School").
_SCHOOL = re.compile(
    r"(?i)\b(?:academy|school|associates|institute|center|centre|college|llc|inc|company|services|council|association|online|direct)\b"
)


#: Words that must be read before their silence on a body tells that it is another.
LEAST_WORDS = 6


def find_provider(paper: Paper) -> Evidence | None:
    """The body whose card it is; `other` where the words name none; nothing where hardly a word was read."""
    leaning = 0.0
    for provider, pattern in PROVIDERS:
        for laid, flow, match in search_flow(paper, pattern):
            if _only_leans(flow.text, match):
                leaning = max(leaning, 0.95 if _GUIDELINES.search(flow.text[match.end() :][:60]) else 0.88)
                continue
            tokens = flow.tokens(*match.span())
            return paper.evidence(FieldName.PROVIDER, provider.value, laid.sheet.page, tokens, 0.97)
    if not leaning and (named := _provider_in_column(paper) or _provider_by_host(paper)):
        return named
    first = list(first_line(paper))
    if not first or len(re.findall(r"[^\W\d_]{3,}", paper.text)) < LEAST_WORDS:
        return None
    return paper.evidence(FieldName.PROVIDER, Provider.OTHER.value, 0, first, leaning or 0.88, reading=0.99)


def _provider_in_column(paper: Paper) -> Evidence | None:
    """A body whose name is broken over lines in a column beside other words: "BLS Provider  American Heart / Association"."""
    for laid in paper.pages:
        columns = [flow_of([s.tokens for s in block]) for block in laid.sheet.blocks() if len(block) > 1]
        for provider, pattern in PROVIDERS:
            for column in columns:
                match = pattern.search(column.text)
                if match and not _only_leans(column.text, match):
                    tokens = column.tokens(*match.span())
                    return paper.evidence(FieldName.PROVIDER, provider.value, laid.sheet.page, tokens, 0.95)
    return None


def name_issuers(text: str) -> frozenset[Provider]:
    """The bodies that a text names for their own; those on which it only leans are left out."""
    return frozenset(
        provider
        for provider, pattern in PROVIDERS
        if any(not _only_leans(text, match) for match in pattern.finditer(text))
    )


def _only_leans(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 90) : match.start()].replace("\n", " ")
    after = text[match.end() : match.end() + 80].replace("\n", " ")
    denied = _NO_CARD_OF.search(before) or (_NOT_ITS.search(before) and _ITS_CARD.match(after))
    if denied or _GUIDELINES.search(after[:60]):
        return True
    if _OWN_COURSE.search(after) or _CURRICULUM.search(before):
        return False
    return bool(_BORROWED.search(before))


def _provider_by_host(paper: Paper) -> Evidence | None:
    for laid in paper.pages:
        for code in laid.sheet.reading.barcodes:
            for provider, host in _HOSTS:
                if host.match(code.text):
                    found = paper.evidence(
                        FieldName.PROVIDER, provider.value, laid.sheet.page, (), 0.9,
                        printed=code.text, box=code.box, reading=0.999,
                    )  # fmt: skip
                    return replace(found, reader="barcode")
    return None


def find_course(paper: Paper) -> Evidence | None:
    """The course: a labelled answer, else the title in the largest letters."""
    titled = [(course, a) for a in paper.answers(Ask.COURSE) if (course := course_of(a.text))]
    if titled:
        return paper.answer_evidence(FieldName.COURSE, titled[0][1], titled[0][0].value)
    # The title stands in the largest letters; what a smaller line mentions is not the course.
    best: tuple[float, Evidence] | None = None
    for laid in paper.pages:
        spoken_for, denied = _spoken_for(laid), _denied_words(laid.sheet)
        for order, segment in enumerate(laid.sheet.segments):
            course = course_of(join_text([t for t in segment.tokens if id(t) not in denied]))
            if course is None or any(id(t) in spoken_for for t in segment.tokens):
                continue
            if course is Course.FIRST_AID and ends_brand(laid, segment):
                continue
            rank = segment.height / laid.sheet.line_height - 0.02 * order - _doubt_title(course, segment)
            if best is None or rank > best[0]:
                best = (rank, paper.evidence(
                    FieldName.COURSE, course.value, laid.sheet.page, segment.tokens, 0.93
                ))  # fmt: skip
    return best[1] if best else _course_across_lines(paper)


def _spoken_for(laid: Laid) -> set[int]:
    """Words that name a school or a person; what stands behind "successfully completed" stays free."""
    asks = (Ask.TRAINING_CENTER, Ask.INSTRUCTOR, Ask.NAME)
    return {
        id(t)
        for a in laid.answers
        if a.label.ask in asks and not _names_only_a_course(a.value)
        for t in a.tokens
    }


def _denied_words(sheet: Sheet) -> set[int]:
    """Words that name a course of which the card says that it is not."""
    flow, text = sheet.flow, part_text(sheet)
    return {
        id(t)
        for _, pattern in _COURSES
        for match in pattern.finditer(flow.text)
        if is_denied(text, *match.span())
        for t in flow.tokens(*match.span())
    }


def _names_only_a_course(text: str) -> bool:
    return course_of(text) in (Course.BLS, Course.ACLS, Course.PALS) and not _SCHOOL.search(text)


def is_lay_title(text: str) -> bool:
    """Whether a line is made of words of lay courses alone, and no company's name."""
    return all(word in _LAY_WORDS for word in re.findall(r"[a-z]+", text.casefold()))


#: What a letter is about stands behind such a word, as a card's title does in large letters.
_ABOUT = re.compile(r"(?i)^\W*(?:re|subject|subj|regarding)\s*:")


def _doubt_title(course: Course, segment: Segment) -> float:
    """What speaks against a line being the card's title."""
    doubt = 1.0 if _SCHOOL.search(segment.text) else 0.0
    doubt -= 1.0 if _ABOUT.match(segment.text) else 0.0
    doubt += 0.3 if len(segment.tokens) > 9 else 0.0
    named = sum(1 for _, pattern in _COURSES if pattern.search(segment.text))
    if course in (Course.CPR_AED, Course.FIRST_AID):
        # "CPR" and "first aid" are in many companies' names, the clinical courses are not.
        doubt += 1.0 + (0.0 if is_lay_title(segment.text) else 0.8)
    elif named >= 3 or _offers_several(segment.text):
        doubt += 1.5  # a school's list of what it teaches
    return doubt


def _offers_several(text: str) -> bool:
    clinical = [p for c, p in _COURSES if c in (Course.ACLS, Course.PALS, Course.BLS)]
    return sum(1 for p in clinical if p.search(text)) >= 2


def _course_across_lines(paper: Paper) -> Evidence | None:
    """A course's name broken over two lines."""
    texts = {laid.sheet.page: part_text(laid.sheet) for laid in paper.pages}
    for course, pattern in _COURSES:
        for laid, flow, match in search_flow(paper, pattern):
            if is_denied(texts[laid.sheet.page], *match.span()):
                continue
            return paper.evidence(
                FieldName.COURSE, course.value, laid.sheet.page, flow.tokens(*match.span()), 0.85
            )
    return None


def may_name_course(sheet: Sheet) -> bool:
    """Whether any word of a page may be of a course's name."""
    return _OF_A_NAME.search(sheet.flow.text) is not None


def course_of(text: str) -> Course | None:
    """The course a title names."""
    text = " ".join(text.split())
    return next((course for course, pattern in _COURSES if pattern.search(text)), None)


def name_courses(text: str) -> set[Course]:
    """Every course that a text names, but for those of which it says that it is not."""
    return {
        course
        for course, pattern in _COURSES
        if any(not is_denied(text, *match.span()) for match in pattern.finditer(text))
    }


def is_body(text: str) -> bool:
    """Whether a text names a recognised body itself."""
    return any(pattern.search(text) for _, pattern in PROVIDERS)


#: Words of a school that may hold a course's name in its own.
_NAMES_A_SCHOOL = re.compile(r"(?i)\b(?:academy|school|institute|center|llc|inc)\b")


#: Words of lay courses' titles with which a school may call itself too: "Community CPR Training".
_MAY_BE_A_SCHOOL = re.compile(
    r"(?i)\b(?:training|program|community|emergency|response|medical|health|family|online|class)\b"
)


#: A body's brand, with which schools call themselves too: "Hampden Heartsaver Training".
_BRAND = re.compile(r"(?i)\b(?:heartsaver|heartcode)\b")


def is_no_school(text: str) -> bool:
    """Whether a text names a recognised body, or is a line of its logo, or a course, for those who work in care or for
    all, or those for whom it is ("Healthcare and Professional Rescuer"), or a post: none of them is the place that
    taught."""
    if is_post(text):
        return True
    if (
        is_bodys_alone(text)
        or is_whole_name(text)
        or (is_body(text) and (is_body(plain := _BRAND.sub("", text)) or is_lay_title(plain)))
    ):
        return True
    if is_lay_title(text) and not _MAY_BE_A_SCHOOL.search(text):
        return True
    clinical = course_of(text) in (Course.BLS, Course.ACLS, Course.PALS)
    return clinical and not _NAMES_A_SCHOOL.search(text)


def first_line(paper: Paper) -> Iterator[Token]:
    """The words of the card's first line."""
    for row in paper.pages[0].sheet.rows[:1]:
        for segment in row:
            yield from segment.tokens
