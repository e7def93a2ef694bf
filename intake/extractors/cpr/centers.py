"""Where a card's course was held: a labelled answer, a school above its town or in a sentence, a letter's head."""

import re
from itertools import pairwise

from domain.documents import Evidence
from domain.kinds import FieldName, Provider
from intake.extractors.cpr.course import course_of, find_provider, is_body, is_no_school
from intake.extractors.cpr.course_rows import cell_in_row
from intake.extractors.cpr.people import is_person
from intake.extractors.cpr.posts import is_post
from intake.extractors.cpr.term_rows import term_in_force
from intake.extractors.normalise.addresses import STATE_CODES
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.listed_names import look_up, words_of
from intake.extractors.normalise.logos import is_line_of_logo
from intake.extractors.normalise.organisations import looks_like_organisation
from intake.extractors.normalise.spelling import letters_of
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, search_flow, sureness_of
from intake.extractors.sheets.vocabulary import Ask

#: Words by which training centres call themselves.
_CENTER = re.compile(
    r"(?i)\b(?:academy|training|school|center|centre|associates|college|university|hospital|institute|program|instruction|EMS|LLC"
    r"|inc|fire|rescue|life\s+support|safety|education|company|medical|CPR|department|division|health|lifesavers|ambulance|services|chapter)\b"
)
#: A sentence on the course, or a place, is no training centre.
_NO_CENTER = re.compile(
    rf"(?i)^[\w .'-]*[\w.'-](?: *,)?\s+(?:{'|'.join(sorted(STATE_CODES))})(?:\s+\d{{5}})?$"
    r"|\b(?:course|skills|classroom|online|street|avenue|road|providers?|training\s+(?:record|certificate|roster|transcript))\b"
)
_CITY = re.compile(r"^[A-Z][\w .'-]+,\s*[A-Z]{2}\b")
_CITY_AFTER = re.compile(rf",\s+[A-Z][\w .'-]+,\s*(?:{'|'.join(sorted(STATE_CODES))})\.?$")
_BARE_WORDS = re.compile(
    r"(?i)^(?:(?:training|center|centre|site|name|i\.?d|no|number|telephone|phone|card|address|city|state|location|host|agency|facility|provider|sponsor)\W*)+$"
)
_LETTER = re.compile(
    r"(?i)\bto\s+whom\s+it\s+may\s+concern\b|\bsincerely\b|\b(?:this|our)\s+(?:department|office|hospital|service)\b"
)

#: Words by which an employer's own department for training heads its papers.
_OWN_TRAINING = re.compile(
    r"(?i)\b(?:in-?service|staff\s+development|(?:bureau|division|section)\s+of\s+training|training\s+(?:bureau|division|section|unit|officer))\b"
)

#: Worth of a label of one word without a colon, such as "school" or "site".
_LONE_LABEL = 0.88

#: Rows of a page's head, and what an organisation is worth that stands there and that nothing else tells.
HEAD_ROWS, HEAD = 3, 0.8


def find_center(paper: Paper, course: Evidence | None = None) -> Evidence | None:
    """The training centre: a cell in the course's row, a labelled answer, an organisation above a city, a letter's head."""
    term = term_in_force(paper)
    if term and (cell := term.cell(Ask.TRAINING_CENTER)) and _is_center(text := join_text(cell)):
        return paper.evidence(FieldName.TRAINING_CENTER, text, term.laid.sheet.page, cell, 0.85)
    cell = cell_in_row(paper, Ask.TRAINING_CENTER, course)
    if cell and _CENTER.search(text := join_text(cell)) and not is_body(text) and course_of(text) is None:
        return paper.evidence(FieldName.TRAINING_CENTER, text, course.page if course else 0, cell, 0.85)
    asked = paper.answers(Ask.TRAINING_CENTER)
    answers = [a for a in asked if _may_be_center(a) and not _is_in_title(paper.pages[a.label.page], a)]
    if answers:
        best = max(
            answers, key=lambda a: (not asks_site(a), a.score + (0.3 if _CENTER.search(a.value) else 0.0))
        )
        text, tokens = _with_next_line(paper.pages[best.label.page], best)
        value = _CITY_AFTER.sub("", text)
        if tokens == best.tokens:
            # A single word that no school calls itself by may be half a name.
            sure = 1.0 if _CENTER.search(value) else 0.97 if " " in value else 0.85
            # A lone word such as "school" may belong to a name rather than ask for one.
            sure *= 1.0 if best.label.colon or " " in best.label.phrase else _LONE_LABEL
            return paper.evidence(
                FieldName.TRAINING_CENTER,
                value,
                best.label.page,
                tokens,
                sure * sureness_of(best),
                reading=best.reading,
            )
        return paper.evidence(FieldName.TRAINING_CENTER, value, best.label.page, tokens, 0.9)
    return (
        _center_behind_site(paper)
        or _center_beside_city(paper)
        or _center_in_sentence(paper)
        or _head_of_letter(paper)
        or _only_school(paper)
    )


def _is_in_title(laid: Laid, answer: Answer) -> bool:
    """Whether "provider" is the end of a card's title, at the other edge of the line that names its course."""
    label = answer.label
    if label.phrase != "provider" or label.colon or answer.place is Place.RIGHT:
        return False
    before = [s for s in laid.sheet.rows[label.row] if s.x1 <= label.x0]
    return bool(before) and course_of(before[-1].text) is not None


def asks_site(answer: Answer) -> bool:
    """Whether a label asks for the site of a center, or where its course was held, which an eCard names beside the
    center itself."""
    return not {"site", "location"}.isdisjoint(answer.label.phrase.split())


#: "given by Ana Reyes, our instructor": a sentence on a person goes on.
_PERSON_IN_SENTENCE = re.compile(r",\s+(?:our|the|an?|who|your|their)$")


#: A caption that says of what it asks that it is a center or a school.
_ASKS_CENTER = re.compile(r"\b(?:center|centre|ctr|school|academy)\b")


def _may_be_center(answer: Answer) -> bool:
    if is_no_school(answer.value) or asks_for_center(answer.value):
        return False
    if answer.place is Place.ABOVE and is_person(answer.value) and not _CENTER.search(answer.value):
        # Who taught or signs stands over the place's caption; over one that says center may one whose name is nobody's.
        return _ASKS_CENTER.search(answer.label.phrase) is not None and _is_nobodys_name(answer.value)
    if answer.label.tokens[0].text.casefold().startswith("co-"):
        return False  # who sponsors it with others
    if answer.label.phrase == "class room" and not answer.label.colon:
        return False  # "hours of classroom instruction"
    if _PERSON_IN_SENTENCE.search(answer.value):
        return False
    beside = answer.place is Place.RIGHT or answer.label.alone
    return beside or answer.label.phrase not in ("provider", "program")  # "provider card" is a title


def _is_nobodys_name(text: str) -> bool:
    """Whether a text that reads like a name has a word that is listed as no name, and none that is as a given name:
    "North Shore Lifesafe"."""
    listed = [look_up(word) for word in words_of(text)]
    return not all(each.known for each in listed) and not any(each.given for each in listed)


def asks_for_center(text: str) -> bool:
    """Whether a text is all words by which cards ask for a center, its number or its place."""
    return _BARE_WORDS.match(text) is not None


def _with_next_line(laid: Laid, answer: Answer) -> tuple[str, tuple[Token, ...]]:
    """A centre's name goes on in the next line of a narrow card, under its own beginning."""
    row = next(
        (i for i, r in enumerate(laid.sheet.rows) for s in r for t in s.tokens if t is answer.tokens[-1]), -1
    )
    starts = {id(x.tokens[0]): x for x in laid.labels if x.starts}
    for segment in laid.sheet.rows[row + 1] if 0 <= row < len(laid.sheet.rows) - 1 else ():
        height = max(1.0, answer.tokens[0].height)
        label = starts.get(id(segment.tokens[0]))
        if (
            min(abs(segment.x0 - answer.tokens[0].x0), abs(segment.x0 - answer.label.x0)) < 1.0 * height
            and segment.y0 - answer.tokens[0].y1 < 0.9 * height
            and (label is None or (label.alone and _ends_name(laid, answer, label)))
            and _goes_on(segment)
        ):
            return f"{answer.value} {segment.text}".strip(" ,;"), (*answer.tokens, *segment.tokens)
    return answer.value, answer.tokens


#: Words that end a centre's name and are labels elsewhere.
_NAME_ENDS = frozenset(
    ["division", "department", "school", "college", "program", "company", "center", "academy"]
)


def _ends_name(laid: Laid, answer: Answer, label: Label) -> bool:
    """Whether what is a label elsewhere ends a centre's name here: one word, or more that call a name a centre's
    and ask for nothing."""
    if label.phrase in _NAME_ENDS:
        return True
    named = label.phrase.split()[-1] in _NAME_ENDS and not _CENTER.search(answer.value)
    return named and not label.colon and not any(a.label is label for a in laid.answers)


def _goes_on(segment: Segment) -> bool:
    text = segment.text
    return bool(
        _CENTER.search(text) and not _CITY.match(text) and not any(c.isdigit() for c in text)
        and not is_body(text) and ":" not in text and len(segment.tokens) <= 5
    )  # fmt: skip


#: "at Harborlight Health Education, Milford, NH": a school in a sentence, with its town.
_AT_SCHOOL = re.compile(
    rf"(?i:\b(?:at|by|with|from))\s+(?P<center>[A-Z][\w&.'’,-]*(?:\s+(?:[A-Z&][\w&.'’-]*,?|of|and|for|the)){{1,6}}?),?\s+[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+)?,\s*(?:{'|'.join(sorted(STATE_CODES))})\b"
)


#: "before Orla Sweeney of Cedar Swamp Rescue School.": a school in a sentence, without its town.
_OF_SCHOOL = re.compile(
    r"(?:(?i:\bat)|(?<=\)) of)\s+(?P<center>[A-Z][\w&.'’-]*(?:\s+(?:[A-Z&][\w&.'’-]*|of|and|for)){1,5})(?=[,.;)]|\s*$|\s+(?i:on|in|and|to|who|where|has|had|was)\b)",
    re.MULTILINE,
)


#: A center's name in running text, over the end of a line as well.
_OWN_NAME = r"(?P<center>(?<!\w)[A-Z][\w&.'’-]{0,40}(?:\s+(?:[A-Z&][\w&.'’-]{0,40}|of|and|for|the)(?![\w&.'’-])){1,8})"
#: The center under which a school teaches, where its letter says so: "as a training site of Ridge Valley Heart Center", or
#: by the number that the center has with the body, "Ridge Valley Heart Center (TC ID MA01234)".
_BEHIND_SITE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:training|course|aha)\s+(?:site|satellite|affiliate|partner)\s+(?:of|for|under|with)\s+(?:the\s+)?){_OWN_NAME}",
        rf"{_OWN_NAME},?\s*\((?i:(?:aha\s+)?(?:tc|training\s+cent(?:er|re))\b)",
    )
)
_SMALL_END = re.compile(r"(?:(?<=\S)\s{1,3}(?:of|and|for|the|&))+$")


def _center_behind_site(paper: Paper) -> Evidence | None:
    for pattern in _BEHIND_SITE:
        for laid, flow, match in search_flow(paper, pattern):
            named = _SMALL_END.sub("", match["center"].rstrip(" .,"))
            text = " ".join(named.split())
            if _CENTER.search(text) and _is_center(text) and not is_no_school(text):
                start = match.start("center")
                tokens = flow.tokens(start, start + len(named))
                return paper.evidence(FieldName.TRAINING_CENTER, text, laid.sheet.page, tokens, 0.9)
    return None


def _center_in_sentence(paper: Paper) -> Evidence | None:
    for pattern, worth in ((_AT_SCHOOL, 0.85), (_OF_SCHOOL, 0.8)):
        for laid, flow, match in search_flow(paper, pattern):
            text = " ".join(match["center"].split()).strip(" ,.")
            words = _CENTER if pattern is _AT_SCHOOL else _SCHOOL_WORD
            if words.search(text) and _is_center(text) and not is_body(text) and course_of(text) is None:
                tokens = flow.tokens(*match.span("center"))
                return paper.evidence(FieldName.TRAINING_CENTER, text, laid.sheet.page, tokens, worth)
    return None


def _only_school(paper: Paper) -> Evidence | None:
    """The one line, below a card's heading, that is nothing but the name of a school."""
    found = {}
    for laid in paper.pages:
        said = {id(t) for x in laid.labels if x.starts for t in x.tokens}
        said |= {id(t) for a in laid.answers for t in a.tokens}
        for segment in laid.sheet.segments:
            text = segment.text.strip(" ,.;")
            if (
                segment.row > 1
                and 2 <= len(segment.tokens) <= 6
                and not any(id(t) in said for t in segment.tokens)
                and all(t.text[:1].isupper() or t.text in ("&", "and", "of") for t in segment.tokens)
                and _SCHOOL_WORD.search(text)
                and _is_center(text)
                and not is_body(text)
                and not is_line_of_logo(text, paper.text)
                and course_of(text) is None
            ):
                found[text] = (laid, segment)
    if len(found) != 1:
        return None
    ((text, (laid, segment)),) = found.items()
    if is_issuers(paper, text):
        return None
    return paper.evidence(FieldName.TRAINING_CENTER, text, laid.sheet.page, segment.tokens, 0.7)


def is_issuers(paper: Paper, text: str) -> bool:
    """Whether a text heads a certificate that is no recognised body's, and stands on its stub again: who issued it."""
    name, first = letters_of(text), paper.pages[0].sheet
    heads = {letters_of(s.text) for row in first.rows[:2] for s in row}
    twice = sum(letters_of(s.text) == name for s in first.segments) > 1
    provider = find_provider(paper) if twice and name in heads else None
    return provider is not None and provider.value == Provider.OTHER.value


#: Words that only a school's name ends in, or nearly.
_SCHOOL_WORD = re.compile(
    r"(?i)\b(?:academy|training|school|college|university|hospital|institute|education|lifesavers|llc|inc|associates)\b"
)


def _is_center(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    plain = letters >= 5 and len(text) <= 80 and not find_dates(text)
    return plain and not _NO_CENTER.search(text.strip()) and not is_post(text)


def _center_beside_city(paper: Paper) -> Evidence | None:
    """An organisation that stands right above a city, and is no recognised body and no course."""
    for laid in paper.pages:
        labels = {id(t) for x in laid.labels if x.starts for t in x.tokens}
        for block in laid.sheet.blocks():
            for above, below in pairwise(block):
                text = above.text.strip(" ,.;")
                if (
                    not any(id(t) in labels for t in above.tokens)
                    and _CITY.search(below.text)
                    and _is_center(text)
                    and _CENTER.search(text)
                    and not is_body(text)
                ):
                    return paper.evidence(
                        FieldName.TRAINING_CENTER, text, laid.sheet.page, above.tokens, 0.88
                    )
    return None


#: An employer's list of what its staff learned, wherever they learned it.
_STAFF_LIST = re.compile(r"(?i)\b(?:employee|transcript|education\s+record)\b")


def _is_bodys(paper: Paper) -> bool:
    """Whether a recognised body stands behind the card: then another organisation at its head held the course."""
    if _STAFF_LIST.search(paper.text):
        return False
    provider = find_provider(paper)
    return provider is not None and provider.value != Provider.OTHER.value


def _head_of_letter(paper: Paper) -> Evidence | None:
    """Whose letter or record it is: who writes on a course, or heads it as own training, held it."""
    laid = paper.pages[0]
    if not (_speaks_for_itself(laid) or _is_bodys(paper)):
        return None
    for row in laid.sheet.rows[:HEAD_ROWS]:
        for segment in row:
            text = segment.text.strip(" ,.;")
            named = _calls_itself_so(text) and _is_center(text)
            if named and not is_no_school(text) and not is_line_of_logo(text, paper.text):
                return paper.evidence(FieldName.TRAINING_CENTER, text, 0, segment.tokens, HEAD)
    return None


def _speaks_for_itself(laid: Laid) -> bool:
    """Whether a page is a letter, or headed as the writer's own training."""
    head = " ".join(s.text for row in laid.sheet.rows[:4] for s in row)
    return bool(_LETTER.search(laid.sheet.flow.text) or _OWN_TRAINING.search(head))


def heads_a_card(evidence: Evidence, paper: Paper) -> bool:
    """Whether a school was read at the head of a card of a recognised body, which no words call the place that
    taught: it may as well be what the card's issuer belongs to."""
    if evidence.field is not FieldName.TRAINING_CENTER or evidence.confidence > HEAD or evidence.box is None:
        return False
    laid = paper.pages[0]
    head = [t for row in laid.sheet.rows[:HEAD_ROWS] for s in row for t in s.tokens]
    stands = evidence.page == 0 and any(t.word.box.overlap(evidence.box) for t in head)
    return stands and not _speaks_for_itself(laid)


#: What heads a card of a body's own: a branch or a programme of it, no place that teaches.
_BRANCH = re.compile(r"(?i)\b(?:program(?:me)?|network|services?)$")


def _calls_itself_so(text: str) -> bool:
    return not _BRANCH.search(text) and (
        looks_like_organisation(text) or bool(_SCHOOL_WORD.search(text) and len(text.split()) > 2)
    )
