"""Who holds a card, and who taught."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.cpr.course import course_of, is_body
from intake.extractors.cpr.course_rows import cell_in_row
from intake.extractors.cpr.signers import asks_teachers_signature, lines_over_posts
from intake.extractors.cpr.term_rows import term_in_force
from intake.extractors.normalise.names import is_full_name, looks_like_name, tidy_name
from intake.extractors.normalise.organisations import looks_like_organisation
from intake.extractors.people.names import find_name, spell_out
from intake.extractors.people.told_names import NAME_SHAPE, subject_names
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.keywords import is_card_word
from intake.extractors.sheets.layout import Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, search_flow
from intake.extractors.sheets.vocabulary import Ask

#: A name that does not run over the end of its line, so that a scribble above it stays out.
_LINE_NAME = NAME_SHAPE.replace(r"\s+", r"[^\S\n]+")

_HOLDER = re.compile(
    rf"(?i:(?:certif(?:y|ies)|states?|attests?|confirms?|declares?|verif(?:y|ies)|know\s+all|known?|tells)\s+that|on\s+behalf\s+of|for\s+our\s+(?:employee|member|student|firefighter|paramedic|EMT|colleague)|awarded\s+to|presented\s+to|issued\s+to|acknowledges\s+that|recognizes|\b(?-i:I)\s?(?:saw|watched|observed|tested|examined|checked|trained))\s*:?\s+(?:\S+[^\S\n]*\n\s*)?(?P<name>{_LINE_NAME})"
    rf"|(?P<name2>{_LINE_NAME})\s*,?\s+(?i:(?:has\s+|have\s+|having\s+)?(?:finished|passed|attended)\b|completed\s+(?:the|an?|all|this|our|both|every)\b|participated\s+in\b|(?:who|having)\s+(?:(?:has|have|had|also|successfully)\s+)*(?:took|taken|completed|passed|attended|finished|met|demonstrated|participated)\b|has\s+(?:successfully\s+)?(?:completed|passed|met|demonstrated|fulfilled)|holds\s+current|successfully\s+completed|is\s+(?:hereby\s+)?certified)"
)

#: A name with the office of somebody who teaches or answers for a course.
_TITLED = re.compile(
    rf"(?P<name>(?:(?<!\w)[A-Z]\.[^\S\n]+)?{_LINE_NAME})(?:,[^\S\n]*(?:[A-Z][A-Za-z]?\.?-?){{1,5}}(?=[,\s])){{0,3}}(?:\s*,|\.(?![^\n]*[a-z][^\S\n]+[A-Z][a-z]+[^\S\n]+[A-Z]))?\s*\(?(?i:(?:(?:our|the|your|its|as|lead|course|authorized|certified|aha|bls|acls|cpr|skills|senior)\s+)*(?:instructor|trainer|medical\s+director|medical\s+directer|course\s+(?:director|leader|organi[sz]er)|program\s+director|training\s+officer|educator|examiner|skills\s+evaluator))\b(?!\s*(?:name|id|no|#|number|:))"
)
#: An office of who answers for a course or a school, and need not have taught.
_LEADS = re.compile(
    r"(?i)\b(?:director|directer|organi[sz]er|officer|manager|coordinator|registrar|authorized by|signed by)\W*$"
)
_TAUGHT = re.compile(
    rf"(?i:\b(?:taught|given|led|conducted|instructed|evaluated|checked|tested|witnessed|observed|signed\s+off)\s+by\s+(?:(?:instructor|our|the|certified|aha)\s+){{0,3}})(?P<name>{_LINE_NAME})\b(?!\s*(?:&|and\b))"
)
#: The same where the name runs over the end of a line of a letter.
_TAUGHT_IN_PROSE = re.compile(
    rf"(?i:\b(?:taught|given|led|conducted|instructed|evaluated|checked|tested)\s+by\s+)(?P<name>{NAME_SHAPE})(?=,\s+(?i:our|the|a|an|who|instructor)\b)"
)

#: Heights of usual lines from which on a line is printed large.
_LARGE = 1.2


#: A course is called by so many letters at most: "BLS", "ACLS".
LETTERS_OF_COURSE = 4


def is_person(text: str) -> bool:
    """Whether a text is a whole name of a person and nothing else."""
    if all(is_card_word(word) for word in text.split()):
        return False  # a caption, as "Validity Period"
    if text.isupper() and is_body("".join(text.split())):
        return False  # a body's letters that a reader set apart, as "N SC"
    letters = "".join(text.split()).upper()
    if len(letters) <= LETTERS_OF_COURSE and course_of(letters) is not None:
        return False  # the same of a course, as "AC LS"
    return is_full_name(text) and looks_like_name(text) and not looks_like_organisation(text)


def find_holder(paper: Paper) -> Evidence | None:
    """Who holds the card: a labelled answer, the sentence around the name, what a letter is about, or the name
    in large letters."""
    named = [cut for a in paper.answers(Ask.NAME) if (cut := _without_next_label(a)) and is_person(cut.value)]
    if named:
        return paper.answer_evidence(FieldName.HOLDER_NAME, named[0])
    for laid, flow, match in search_flow(paper, _HOLDER):
        group = "name" if match["name"] else "name2"
        whole = flow.tokens(*match.span(group))
        tokens = _beside_body(laid, whole) if group == "name2" else whole
        words = match[group].split() if tokens == whole else [join_text(tokens)]
        name = tidy_name(_join_hyphens(" ".join(words)))
        if name and is_person(name):
            return paper.evidence(FieldName.HOLDER_NAME, name, laid.sheet.page, tokens, 0.92)
    about = (e for e in subject_names(paper, FieldName.HOLDER_NAME) if is_person(str(e.value)))
    return _subject(paper) or next(about, None) or _prominent_name(paper) or _any_name(paper)


def _beside_body(laid: Laid, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Of a line's words in columns side by side those in the last, where only they are a person: the end of a body's
    name in the margin is none of the holder's."""
    mine = {id(t) for t in tokens}
    parts = [own for s in laid.sheet.segments if (own := tuple(t for t in s.tokens if id(t) in mine))]
    whole = len(parts) < 2 or parts[0][0].y1 <= parts[-1][0].y0 or not is_person(join_text(parts[-1]))
    return tokens if whole else parts[-1]


def _any_name(paper: Paper) -> Evidence | None:
    """Any name on the card but the one that its label gives to who taught: a back names nobody else."""
    found = find_name(paper, FieldName.HOLDER_NAME)
    taught = [a for a in paper.answers(Ask.INSTRUCTOR) if is_person(a.value)]
    if any(_is_holders(a.label.page, a.tokens, found) for a in taught):
        return None
    posted = any(_is_over_post(laid, found) for laid in paper.pages) if found else False
    return None if posted else found


def _is_over_post(laid: Laid, found: Evidence) -> bool:
    posted = lines_over_posts(laid)
    words = [t for s in laid.sheet.segments for t in s.tokens if id(t) in posted]
    return _is_holders(laid.sheet.page, tuple(words), found)


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
    """The tallest line, or two, that is a person's name and answers nothing else; a signature only where no other is."""
    best: tuple[tuple[bool, float], Evidence] | None = None
    for laid in paper.pages:
        signed = _signed_lines(laid)
        posted = lines_over_posts(laid)
        for tokens, height, worth in _name_lines(laid):
            if any(id(t) in posted for t in tokens):
                continue
            rank = (not any(id(t) in signed for t in tokens), height)
            if best is None or rank > best[0]:
                name = _name_in(" ".join(t.text for t in tokens)) or ""
                best = (rank, paper.evidence(FieldName.HOLDER_NAME, name, laid.sheet.page, tokens, worth))
    return best[1] if best else None


def _signed_lines(laid: Laid) -> set[int]:
    """Words right over a caption that asks for a signature, but for the holder's own, or over the name and office of who
    signs in print."""
    return {
        id(t)
        for row, below in pairwise(laid.sheet.rows)
        for over, under in product(row, below)
        if min(over.x1, under.x1) > max(over.x0, under.x0) and under.y0 - over.y1 < over.height
        if asks_teachers_signature(under.text) or _TITLED.match(under.text)
        for t in over.tokens
    }


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
    """Who taught: a cell in the course's own row, a labelled answer, or a name with the office; in full, where a card
    and its stub name them both ways."""
    if (listed := _instructor_in_term(paper) or _instructor_in_row(paper, course)) is not None:
        return listed
    told = _told_instructors(paper, holder)
    first = next(told, None)
    return spell_out(first, told) if first else _over_office(paper, holder)


def _told_instructors(paper: Paper, holder: Evidence | None) -> Iterator[Evidence]:
    """Who taught by labels, then by an office beside the name, likeliest first."""
    field = FieldName.INSTRUCTOR_NAME
    answers = paper.answers(Ask.INSTRUCTOR) if term_in_force(paper) is None else ()
    for answer in sorted(answers, key=lambda a: (_is_signed(a), bool(_LEADS.search(a.label.phrase)))):
        if is_person(answer.value) and not _is_holders(answer.label.page, answer.tokens, holder):
            yield paper.answer_evidence(field, answer)
    for pattern, worth in ((_TAUGHT_IN_PROSE, 0.9), (_TITLED, 0.9), (_TAUGHT, 0.88)):
        # Who leads a program, or answers for its medicine, gives way to who is called its instructor.
        for laid, flow, match in sorted(
            search_flow(paper, pattern), key=lambda hit: bool(_LEADS.search(hit[2][0]))
        ):
            named = flow.tokens(*match.span("name"))
            tokens = _in_one_column(laid, named, flow.tokens(*match.span())[-1])
            told = tidy_name(" ".join(match["name"].split()) if tokens == named else join_text(tokens))
            if told and is_person(told) and not _is_holders(laid.sheet.page, tokens, holder):
                yield paper.evidence(field, told, laid.sheet.page, tokens, worth)


#: A caption under the line on which somebody signs, whose name is printed elsewhere.
_SIGNED = re.compile(r"\bsign(?:s|ed|ature)?\b")


def _is_signed(answer: Answer) -> bool:
    """Whether a caption asks for a signature rather than for the name in print."""
    asked = f"{answer.label.phrase} {answer.label.note}"
    return bool(_SIGNED.search(asked)) and "print" not in asked


def _in_one_column(laid: Laid, tokens: tuple[Token, ...], last: Token) -> tuple[Token, ...]:
    """Of names in columns side by side the one whose column holds the office, of which this is the last word."""
    parts = [own for s in laid.sheet.segments if (own := tuple(t for t in s.tokens if t in tokens))]
    office = next((s for s in laid.sheet.segments if last in s.tokens), None)
    if office and len(parts) > 1 and tokens[0] in laid.sheet.row_tokens(office.row):
        beside = [part for part in parts if part[0] in office.tokens and is_person(join_text(part))]
        if beside:
            return beside[0]
    if len(parts) < 2 or not all(is_person(join_text(part)) for part in parts):
        return tokens
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
