"""Who holds a card, who taught, and where."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from domain.documents import Evidence
from domain.kinds import FieldName, Provider
from intake.extractors.cpr.course import course_of, find_provider, is_body, is_no_school
from intake.extractors.cpr.course_rows import cell_in_row
from intake.extractors.cpr.term_rows import term_in_force
from intake.extractors.normalise.addresses import STATE_CODES
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.names import is_full_name, looks_like_name, tidy_name
from intake.extractors.normalise.organisations import looks_like_organisation
from intake.extractors.people.names import find_name
from intake.extractors.people.told_names import NAME_SHAPE
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.keywords import is_card_word
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, search_flow, sureness_of
from intake.extractors.sheets.vocabulary import Ask

#: A name that does not run over the end of its line, so that a scribble above it stays out.
_LINE_NAME = NAME_SHAPE.replace(r"\s+", r"[^\S\n]+")

_HOLDER = re.compile(
    rf"(?i:(?:certif(?:y|ies)|states?|attests?|confirms?|declares?|verif(?:y|ies)|know\s+all|known?|tells)\s+that|on\s+behalf\s+of|awarded\s+to|presented\s+to|issued\s+to|acknowledges\s+that|recognizes)\s*:?\s+(?:\S+[^\S\n]*\n\s*)?(?P<name>{_LINE_NAME})"
    rf"|(?P<name2>{_LINE_NAME})\s*,?\s+(?i:(?:has\s+|have\s+|having\s+)?(?:finished|passed|attended)\b|(?:who|having)\s+(?:(?:has|have|had|also|successfully)\s+)*(?:took|taken|completed|passed|attended|finished|met|demonstrated|participated)\b|has\s+(?:successfully\s+)?(?:completed|passed|met|demonstrated|fulfilled)|holds\s+current|successfully\s+completed|is\s+(?:hereby\s+)?certified)"
)

#: A name with the office of somebody who teaches or answers for a course.
_TITLED = re.compile(
    rf"(?P<name>{_LINE_NAME})\s*,?\s*\(?(?i:(?:(?:our|the|your|its|as|lead|course|authorized|certified|aha|bls|acls|cpr|skills|senior)\s+)*(?:instructor|trainer|medical\s+director|medical\s+directer|course\s+(?:director|leader|organi[sz]er)|program\s+director|training\s+officer|educator|examiner|skills\s+evaluator))\b(?!\s*(?:name|id|no|#|number|:))"
)
_TAUGHT = re.compile(
    rf"(?i:\b(?:taught|given|led|conducted|instructed|evaluated|checked|tested|witnessed|observed|signed\s+off)\s+by\s+(?:(?:instructor|our|the|certified|aha)\s+){{0,3}})(?P<name>{_LINE_NAME})\b(?!\s*(?:&|and\b))"
)
#: The same where the name runs over the end of a line of a letter.
_TAUGHT_IN_PROSE = re.compile(
    rf"(?i:\b(?:taught|given|led|conducted|instructed|evaluated|checked|tested)\s+by\s+)(?P<name>{NAME_SHAPE})(?=,\s+(?i:our|the|a|an|who|instructor)\b)"
)

#: Words by which training centres call themselves.
_CENTER = re.compile(
    r"(?i)\b(?:academy|training|school|center|centre|associates|college|university|hospital|institute|program|instruction|EMS|LLC"
    r"|inc|fire|rescue|life\s+support|safety|education|company|medical|CPR|department|division|health|lifesavers|ambulance|services)\b"
)
#: A sentence on the course, or a place, is no training centre.
_NO_CENTER = re.compile(
    rf"(?i)^[\w .'-]*[\w.'-](?: *,)?\s+(?:{'|'.join(sorted(STATE_CODES))})(?:\s+\d{{5}})?$"
    r"|\b(?:course|skills|classroom|online|street|avenue|road|providers?)\b"
)
_CITY = re.compile(r"^[A-Z][\w .'-]+,\s*[A-Z]{2}\b")
_CITY_AFTER = re.compile(rf",\s+[A-Z][\w .'-]+,\s*(?:{'|'.join(sorted(STATE_CODES))})\.?$")
_BARE_WORDS = re.compile(
    r"(?i)^(?:(?:training|center|centre|site|name|id|no|number|telephone|phone|card|address|city|state|location)\W*)+$"
)
_LETTER = re.compile(
    r"(?i)\bto\s+whom\s+it\s+may\s+concern\b|\bsincerely\b|\b(?:this|our)\s+(?:department|office|hospital|service)\b"
)

#: Words by which an employer's own department for training heads its papers.
_OWN_TRAINING = re.compile(
    r"(?i)\b(?:in-?service|staff\s+development|training\s+(?:bureau|division|section|unit|officer))\b"
)

#: Worth of a label of one word without a colon, such as "school" or "site".
_LONE_LABEL = 0.88

#: Rows of a page's head, and what an organisation is worth that stands there and that nothing else tells.
HEAD_ROWS, HEAD = 3, 0.8

#: Heights of usual lines from which on a line is printed large.
_LARGE = 1.2


def is_person(text: str) -> bool:
    """Whether a text is a whole name of a person and nothing else."""
    if all(is_card_word(word) for word in text.split()):
        return False  # a caption, as "Validity Period"
    return is_full_name(text) and looks_like_name(text) and not looks_like_organisation(text)


def find_holder(paper: Paper) -> Evidence | None:
    """Who holds the card: a labelled answer, the sentence around the name, or the name in large letters."""
    named = [cut for a in paper.answers(Ask.NAME) if (cut := _without_next_label(a)) and is_person(cut.value)]
    if named:
        return paper.answer_evidence(FieldName.HOLDER_NAME, named[0])
    for laid, flow, match in search_flow(paper, _HOLDER):
        group = "name" if match["name"] else "name2"
        name = tidy_name(_join_hyphens(" ".join(match[group].split())))
        if name and is_person(name):
            tokens = flow.tokens(*match.span(group))
            return paper.evidence(FieldName.HOLDER_NAME, name, laid.sheet.page, tokens, 0.92)
    return _subject(paper) or _prominent_name(paper) or _any_name(paper)


def _any_name(paper: Paper) -> Evidence | None:
    """Any name on the card but the one that its label gives to who taught: a back names nobody else."""
    found = find_name(paper, FieldName.HOLDER_NAME)
    taught = [a for a in paper.answers(Ask.INSTRUCTOR) if is_person(a.value)]
    return None if any(_is_holders(a.label.page, a.tokens, found) for a in taught) else found


def _without_next_label(answer: Answer) -> Answer | None:
    """The answer up to the next word with a colon, which asks another question; None where nothing is left."""
    colon = next((at for at, token in enumerate(answer.tokens) if token.text.endswith(":")), None)
    if colon is None:
        return answer
    name = tidy_name(" ".join(t.text for t in answer.tokens[:colon]))
    return replace(answer, tokens=answer.tokens[:colon], value=name) if name else None


#: A letter's sentence that begins with a person: who learned, not who taught.
_SUBJECT = re.compile(
    rf"(?m)^[^\S\n]*(?P<name>{_LINE_NAME})[^\S\n]+(?P<said>(?!(?:taught|teaches|led|leads|gave|gives|checked|evaluated|instructed|instructs|conducted|signed|works|serves|runs|and|or|of|for)\b)(?:[a-z]{{2,}}[^\S\n]+){{3}})"
)


def _subject(paper: Paper) -> Evidence | None:
    for laid, flow, match in search_flow(paper, _SUBJECT):
        name = tidy_name(_join_hyphens(match["name"]))
        tokens = flow.tokens(*match.span("name"))
        if name and is_person(name) and _is_beside(laid, tokens[-1], flow.tokens(*match.span("said"))[0]):
            return paper.evidence(FieldName.HOLDER_NAME, name, laid.sheet.page, tokens, 0.82)
    return None


def _is_beside(laid: Laid, token: Token, other: Token) -> bool:
    """Whether two words stand in one run of words, and not in two columns."""
    return any(token in s.tokens and other in s.tokens for s in laid.sheet.segments)


def _join_hyphens(text: str) -> str:
    return re.sub(r"(?<=[^\W\d_])-\s+(?=[^\W\d_])", "-", text)


def _prominent_name(paper: Paper) -> Evidence | None:
    """The tallest line, or two, that is a person's name and answers nothing else."""
    best: tuple[float, Evidence] | None = None
    for laid in paper.pages:
        for tokens, height, worth in _name_lines(laid):
            if best is None or height > best[0]:
                name = _name_in(" ".join(t.text for t in tokens)) or ""
                best = (height, paper.evidence(FieldName.HOLDER_NAME, name, laid.sheet.page, tokens, worth))
    return best[1] if best else None


def _name_lines(laid: Laid) -> Iterator[tuple[tuple[Token, ...], float, float]]:
    """Lines that could be the holder's name: words, height, and how surely they are it."""
    taken = {id(t) for a in laid.answers if a.label.ask is not Ask.NAME for t in a.tokens}
    taken |= {id(t) for x in laid.labels if x.starts and x.likeness == 1.0 for t in x.tokens}
    usual = laid.sheet.line_height
    for segment in laid.sheet.segments:
        if not any(id(t) in taken for t in segment.tokens) and _name_in(segment.text):
            yield segment.tokens, segment.height, 0.8
    for block in laid.sheet.blocks():
        for above, below in pairwise(block):
            tokens = (*above.tokens, *below.tokens)
            if (
                len(tokens) <= 4
                and min(above.height, below.height) > _LARGE * usual
                and not any(id(t) in taken for t in tokens)
                and not _name_in(above.text)
                and not _name_in(below.text)
                and _name_in(f"{above.text} {below.text}")
            ):
                yield tokens, min(above.height, below.height), 0.7


def _name_in(text: str) -> str | None:
    """The name that a line is; handwriting may lose the capital of a surname."""
    if any(c.isdigit() for c in text):
        return None
    words = _join_hyphens(text).split()
    if len(words) == 2 and words[0][:1].isupper() and words[1].isalpha() and words[1].islower():
        words[1] = words[1].capitalize()
    name = tidy_name(" ".join(words))
    return name if name and is_person(name) and 2 <= len(name.split()) <= 5 else None


def find_instructor(paper: Paper, holder: Evidence | None, course: Evidence | None = None) -> Evidence | None:
    """Who taught: a cell in the course's own row, a labelled answer, or a name with the office."""
    field = FieldName.INSTRUCTOR_NAME
    if (listed := _instructor_in_term(paper) or _instructor_in_row(paper, course)) is not None:
        return listed
    answers = paper.answers(Ask.INSTRUCTOR) if term_in_force(paper) is None else ()
    for answer in sorted(answers, key=_is_signed):
        if is_person(answer.value) and not _is_holders(answer.label.page, answer.tokens, holder):
            return paper.answer_evidence(field, answer)
    for pattern, worth in ((_TAUGHT_IN_PROSE, 0.9), (_TITLED, 0.9), (_TAUGHT, 0.88)):
        for laid, flow, match in search_flow(paper, pattern):
            named = flow.tokens(*match.span("name"))
            tokens = _in_one_column(laid, named, flow.tokens(*match.span())[-1])
            told = tidy_name(" ".join(match["name"].split()) if tokens == named else join_text(tokens))
            if told and is_person(told) and not _is_holders(laid.sheet.page, tokens, holder):
                return paper.evidence(field, told, laid.sheet.page, tokens, worth)
    return _over_office(paper, holder)


#: A caption under the line on which somebody signs, whose name is printed elsewhere.
_SIGNED = re.compile(r"\bsign(?:s|ed|ature)?\b")


def _is_signed(answer: Answer) -> bool:
    """Whether a caption asks for a signature rather than for the name in print."""
    asked = f"{answer.label.phrase} {answer.label.note}"
    return bool(_SIGNED.search(asked)) and "print" not in asked


def _in_one_column(laid: Laid, tokens: tuple[Token, ...], last: Token) -> tuple[Token, ...]:
    """Of names in columns side by side the one whose column holds the office, of which this is the last word."""
    parts = [own for s in laid.sheet.segments if (own := tuple(t for t in s.tokens if t in tokens))]
    if len(parts) < 2 or not all(is_person(join_text(part)) for part in parts):
        return tokens
    office = next((s for s in laid.sheet.segments if last in s.tokens), None)
    over = [p for p in parts if office and p[0].x0 < office.x1 and p[-1].x1 > office.x0]
    return over[0] if len(over) == 1 else tokens


def _instructor_in_term(paper: Paper) -> Evidence | None:
    term = term_in_force(paper)
    cell = term.cell(Ask.INSTRUCTOR) if term else []
    name = tidy_name(_join_hyphens(join_text(cell)))
    if term is None or not name or not is_person(name):
        return None
    return paper.evidence(FieldName.INSTRUCTOR_NAME, name, term.laid.sheet.page, cell, 0.88)


def _instructor_in_row(paper: Paper, course: Evidence | None) -> Evidence | None:
    cell = cell_in_row(paper, Ask.INSTRUCTOR, course)
    name = tidy_name(join_text(cell)) if cell else None
    if course is None or not name or not is_person(name):
        return None
    return paper.evidence(FieldName.INSTRUCTOR_NAME, name, course.page, cell, 0.9)


#: The office of who teaches, alone under a name or with the same in another language.
_OFFICE = re.compile(
    r"(?i)(?:^|[/(|·-]\s*)(?:(?:the|lead|course|chief|senior|program(?:me)?|lifeguard|class)\s+)*"
    r"(?:instructor|trainer|educator|director|examiner|organi[sz]er|tutor)\W*$"
)


def _over_office(paper: Paper, holder: Evidence | None) -> Evidence | None:
    """A person's name that stands right over the office of who taught."""
    for laid in paper.pages:
        for block in laid.sheet.blocks():
            for above, below in pairwise(block):
                name = _name_in(above.text)
                short = len(below.tokens) <= 7 and _OFFICE.search(below.text)
                if name and short and not _is_holders(laid.sheet.page, above.tokens, holder):
                    return paper.evidence(
                        FieldName.INSTRUCTOR_NAME, name, laid.sheet.page, above.tokens, 0.85
                    )
    return None


def _is_holders(page: int, tokens: tuple[Token, ...], holder: Evidence | None) -> bool:
    """Whether some words are those that name the holder."""
    if holder is None or holder.box is None or holder.page != page:
        return False
    return any(t.word.box.overlap(holder.box) for t in tokens)


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
        best = max(answers, key=lambda a: a.score + (0.3 if _CENTER.search(a.value) else 0.0))
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
        _center_beside_city(paper)
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


#: "given by Ana Reyes, our instructor": a sentence on a person goes on.
_PERSON_IN_SENTENCE = re.compile(r",\s+(?:our|the|an?|who|your|their)$")


def _may_be_center(answer: Answer) -> bool:
    if is_no_school(answer.value) or _BARE_WORDS.match(answer.value):
        return False
    if answer.place is Place.ABOVE and is_person(answer.value) and not _CENTER.search(answer.value):
        return False  # who taught stands over the caption "at" of the place
    if answer.label.phrase == "class room" and not answer.label.colon:
        return False  # "hours of classroom instruction"
    if _PERSON_IN_SENTENCE.search(answer.value):
        return False
    beside = answer.place is Place.RIGHT or answer.label.alone
    return beside or answer.label.phrase not in ("provider", "program")  # "provider card" is a title


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
                and course_of(text) is None
            ):
                found[text] = (laid, segment)
    if len(found) != 1:
        return None
    ((text, (laid, segment)),) = found.items()
    return paper.evidence(FieldName.TRAINING_CENTER, text, laid.sheet.page, segment.tokens, 0.7)


#: Words that only a school's name ends in, or nearly.
_SCHOOL_WORD = re.compile(
    r"(?i)\b(?:academy|training|school|college|university|hospital|institute|education|lifesavers|llc|inc|associates)\b"
)


def _is_center(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters >= 5 and len(text) <= 80 and not find_dates(text) and not _NO_CENTER.search(text.strip())


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
            if _calls_itself_so(text) and _is_center(text) and not is_body(text):
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
