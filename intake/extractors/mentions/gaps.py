"""Gaps: fields that no label, sentence or symbol told are looked for among the page's mentions.

The labels go first, because what they tell can be checked word by word; a model of surroundings speaks only
where they are silent, and what it tells weighs less before it is calibrated.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.documents import Evidence
from domain.kinds import FieldName, Kind
from domain.likeness import fold
from intake.extractors.cpr.card import find_own_course
from intake.extractors.cpr.course import is_no_school
from intake.extractors.cpr.dates import lasts_too_long
from intake.extractors.cpr.numbers import CENTER_NUMBER, FORM_NUMBER
from intake.extractors.cpr.other_days import is_day_of_another, is_of_another_course
from intake.extractors.mentions.mentions import Mention, Shape, find_mentions
from intake.extractors.mentions.roles import NO_ROLE, judge_roles
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import is_full_name, join_name
from intake.extractors.normalise.organisations import split_organisations
from intake.extractors.normalise.own_office import OWN_EMAIL, OWN_PHONES
from intake.extractors.people.number_words import CERTIFICATION, is_called_certification, is_forms_number
from intake.extractors.people.told_places import places_on
from intake.extractors.requests.contacts import calls_telephone
from intake.extractors.requests.own_letterhead import is_ours
from intake.extractors.requests.return_cues import stands_with_the_applicant
from intake.extractors.sheets.answers import YOUNGEST_BIRTH
from intake.extractors.sheets.confidence import weigh_reading
from intake.extractors.sheets.keywords import is_card_word
from intake.extractors.sheets.layout import Token, join_text
from intake.extractors.sheets.paper import Paper, Part
from intake.extractors.sheets.translations import is_translators
from intake.extractors.sheets.vocabulary import Ask

#: The least chance of a role at which its mention is taken. On 88 layouts that the model never saw, of what no label
#: told and the model took from here on four in five were right. What is misread is missed by labels and found in its
#: place all the same: names, mostly by hand, are taken only where the model is surer, and days of issue, of which
#: papers tell many.
LEAST_CHANCE = 0.3
LEAST_OF = {
    FieldName.APPLICANT_NAME: 0.7, FieldName.HOLDER_NAME: 0.7, FieldName.FORMER_NAME: 0.7,
    FieldName.NEW_NAME: 0.7, FieldName.FORMER_NAMES: 0.9, FieldName.ISSUED_ON: 0.6,
}  # fmt: skip
#: The name of whom a request or a card is about, which hardly any lacks: where all of it was read well, the likeliest
#: of its paper is taken from this chance on. On layouts that the model never saw three in four such were right.
LEAST_WELL_READ, WELL_READ = 0.15, 0.9
NAMED_BY_ALL = frozenset({FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME})
#: What the model alone tells weighs no more than this, before other signs speak for it.
MOST_SURE = 0.85


@dataclass(frozen=True, slots=True)
class Offer:
    """A mention that may be what a field asks."""

    field: str
    chance: float
    mention: Mention


Judged = tuple[Mention, dict[str, float]]
"""A mention with the chance of each role."""


def judge_paper(paper: Paper) -> list[Judged]:
    """Every mention of a paper that may answer, with the chance of each role."""
    mentions = [m for laid in paper.pages for m in find_mentions(laid.sheet)]
    labels = {laid.sheet.page: laid.labels for laid in paper.pages}
    return list(zip(mentions, judge_roles(mentions, paper.kind, labels), strict=True))


def fill_gaps(
    paper: Paper, found: Sequence[Evidence], asked: Sequence[FieldName], judged: Sequence[Judged] = ()
) -> list[Evidence]:
    """Evidence for the asked fields that `found` lacks; words that told another field are not used again."""
    lacking = {field.value for field in asked} - {e.field.value for e in found}
    if not lacking:
        return []
    judged = judged or judge_paper(paper)
    offers = sorted(list_offers(judged), key=lambda o: -o.chance)
    taken = {(e.page, e.box, e.span) for e in found}
    places = places_on(paper) if paper.kind is Kind.NAME_CHANGE_EVIDENCE else frozenset[str]()
    values = {str(e.value) for e in found if e.field not in _MAY_REPEAT}
    filled: list[Evidence] = []
    for offer in offers:
        if offer.field not in lacking or offer.mention.value in values or not may_answer(paper, offer):
            continue
        if offer.mention.shape is Shape.NAME and fold(offer.mention.value) in places:
            continue
        evidence = evidence_of(
            paper, FieldName(offer.field), offer.mention.value, offer.mention.tokens, offer
        )
        if (evidence.page, evidence.box, evidence.span) in taken:
            continue
        filled.append(evidence)
        taken.add((evidence.page, evidence.box, evidence.span))
        values.add(offer.mention.value)
        lacking.discard(offer.field)
    filled += _join_parts(paper, judged, lacking)
    return [e for e in filled if _fits(e, [*found, *filled], paper.kind)]


#: Names of one person, which have a given name and a surname.
_WHOLE_NAMES = frozenset({FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.FORMER_NAME,
                          FieldName.NEW_NAME, FieldName.INSTRUCTOR_NAME})  # fmt: skip


def is_lone_name(told: Evidence) -> bool:
    """Whether a value is a part of a name, where the whole is asked and may stand in parts."""
    return told.field in _WHOLE_NAMES and not is_full_name(str(told.value))


def _fits(told: Evidence, others: Sequence[Evidence], kind: Kind) -> bool:
    """Whether a value goes with the rest of its paper: what tells no new name tells no former one, and nothing
    runs out before it was given, or lasts longer than a card does."""
    values = {e.field: str(e.value) for e in others}
    if told.field is FieldName.FORMER_NAME:
        return FieldName.NEW_NAME in values
    issued, expires = values.get(FieldName.ISSUED_ON), values.get(FieldName.EXPIRES_ON)
    if told.field in (FieldName.ISSUED_ON, FieldName.EXPIRES_ON) and issued and expires:
        too_long = kind is Kind.CPR_CARD and lasts_too_long(issued, expires)
        return issued[: len(expires)] <= expires and not too_long
    return True


#: A value of these may well stand for another field too.
_MAY_REPEAT = frozenset({FieldName.LEVEL, FieldName.PROVIDER, FieldName.COURSE, FieldName.EVIDENCE_TYPE})


def list_offers(judged: Sequence[Judged]) -> Iterator[Offer]:
    """Every mention that may well be what a field asks."""
    for mention, roles in judged:
        for role, chance in roles.items():
            if role == NO_ROLE or " " in role:
                continue
            if chance >= _least_chance(FieldName(role), mention):
                yield Offer(role, chance, mention)


def _least_chance(field: FieldName, mention: Mention) -> float:
    if field in NAMED_BY_ALL and weigh_reading(mention.tokens) >= WELL_READ:
        return LEAST_WELL_READ
    return LEAST_OF.get(field, LEAST_CHANCE)


#: Days that identity papers and judgments print whole.
_WHOLE_DAYS = frozenset({FieldName.DATE_OF_BIRTH, FieldName.ISSUED_ON, FieldName.EXPIRES_ON})


_TERM = frozenset({FieldName.ISSUED_ON, FieldName.EXPIRES_ON})


def _is_of_another_course(paper: Paper, mention: Mention) -> bool:
    course = find_own_course(paper)
    return course is not None and is_of_another_course(mention.sheet.flow, mention.tokens, str(course.value))


#: A house's number with its street: "1160 Pleasant Street".
_HOUSE = re.compile(
    r"(?i)^\d+\s+(?:[^\W\d][\w.'’]*\s+){1,3}?(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl"
    r"|way|parkway|pkwy|highway|hwy|terrace|ter|circle|cir|square|sq|row|turnpike|pike|trail)\b"
)


def may_answer(paper: Paper, offer: Offer) -> bool:
    """Whether a mention can be what a field asks: a month is no day, a year of four digits is that year, a form's
    own number, a training center's or a year no card's, a day in a sentence on another course's card not this one's, the Registry's number not ours, a year
    or a house's number no end of another, a body or course no place that teaches, the day of a translation not the paper's, our own office not the one that asks, and neither a number
    called a telephone's nor our own is a requester's fax."""
    value = offer.mention.value
    if offer.mention.shape in (Shape.NAME, Shape.NAME_PART) and (
        _is_of_office(offer.mention) or _is_caption(paper, value)
    ):
        return False
    if offer.mention.shape is Shape.PHONE and _is_called_phone(paper, offer.mention):
        return False
    if offer.field == FieldName.CERTIFICATION_NUMBER and (
        _is_registrys(paper, offer.mention) or _is_papers_own(paper, offer.mention)
    ):
        return False
    if offer.field == FieldName.SSN_LAST4 and _YEAR.fullmatch(join_text(offer.mention.tokens).strip(" .,;)")):
        return False
    if offer.field == FieldName.SSN_LAST4 and _HOUSE.match(_row_from(offer.mention)):
        return False
    if offer.field == FieldName.CERTIFICATE_ID and any(p.fullmatch(value) for p in _NO_CARDS):
        return False
    if offer.field in _TERM and paper.kind is Kind.CPR_CARD and _is_of_another_course(paper, offer.mention):
        return False
    if offer.mention.shape is Shape.ORGANISATION and _CAPTION_END.search(value):
        return False
    if offer.field == FieldName.TRAINING_CENTER and is_no_school(value):
        return False
    if offer.field == FieldName.REQUESTING_AGENCY and is_ours(offer.mention.sheet, offer.mention.row, value):
        return False
    if offer.field == FieldName.SIGNED_ON and _EXPIRY.search(_row_before(offer.mention)):
        return False
    if offer.field == FieldName.ISSUED_ON and is_translators(offer.mention.sheet, offer.mention.tokens):
        return False
    if offer.field == FieldName.ISSUED_ON and paper.kind is Kind.CPR_CARD:
        return not is_day_of_another(offer.mention.sheet, offer.mention.tokens)
    if offer.field == FieldName.RETURN_FAX and value in OWN_PHONES:
        return False
    if offer.field == FieldName.RETURN_EMAIL and (
        OWN_EMAIL.search(value) or _is_applicants_own(paper, offer.mention)
    ):
        return False
    whole = len(value) == len("2026-01-31")
    if paper.kind is Kind.NAME_CHANGE_EVIDENCE and FieldName(offer.field) in _WHOLE_DAYS and not whole:
        return False
    born = offer.field == FieldName.DATE_OF_BIRTH
    return not (born and int(value[:4]) >= YOUNGEST_BIRTH and value[:4] in join_text(offer.mention.tokens))


def _is_caption(paper: Paper, value: str) -> bool:
    """Whether capitalised words are nothing but a card's question, such as "Validity Period"."""
    return paper.kind is Kind.CPR_CARD and all(is_card_word(word) for word in value.split())


#: What a caption that asks for an office's number ends with; no office's name does.
_CAPTION_END = re.compile(r"(?i)\b(?:(?:tele)?phone|fax|id|code|no|number)\b\W*$")


#: Words that call the day behind them the end of a certification: nobody signed on it.
_EXPIRY = re.compile(r"(?i)\b(?:exp|expir\w*|until|thr(?:u|ough)|renew\w*|lapses?|valid)\b")


def _row_from(mention: Mention) -> str:
    """What stands in a mention's row from its first word on."""
    first = mention.tokens[0]
    return join_text([t for t in mention.sheet.row_tokens(mention.row) if t.x0 >= first.x0])


def _row_before(mention: Mention) -> str:
    """What stands before a mention in its row."""
    first = mention.tokens[0]
    return join_text([t for t in mention.sheet.row_tokens(mention.row) if t.x1 <= first.x0])


def _is_of_office(mention: Mention) -> bool:
    """Whether capitalised words are part of an office's name: "Three Rivers Tribal" of "Three Rivers Tribal Health"."""
    words = mention.sheet.row_tokens(mention.row)
    runs = split_organisations([t.text for t in words])
    own = {id(t) for t in mention.tokens}
    return any(own < {id(t) for t in words[first:last]} for first, last in runs)


def _is_called_phone(paper: Paper, mention: Mention) -> bool:
    phones = (a for laid in paper.pages for a in laid.answers if a.label.ask is Ask.PHONE)
    called = {id(t) for answer in phones for t in answer.tokens}
    return any(id(t) in called for t in mention.tokens) or calls_telephone(_row_before(mention))


#: Four digits that no word calls the end of a number are rather a year: "on or about 2015", "Spring 2027".
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")


#: What is no card's number: a form's own, a training center's, a year.
_NO_CARDS = (FORM_NUMBER, CENTER_NUMBER, _YEAR)


#: Captions of the number that the National Registry gave.
_REGISTRY = re.compile(r"(?i)\b(?:nremt|national reg\w*|registry)\b")


#: Words of such a caption at most, and how far off it, in line heights, what stands under it begins.
_CAPTION_WORDS, _UNDER = 4, 2.0


def _is_registrys(paper: Paper, mention: Mention) -> bool:
    """Whether a number answers the question for the Registry's, or begins right under it."""
    asked = (a for laid in paper.pages for a in laid.answers if _REGISTRY.search(a.label.phrase))
    said = {id(t) for answer in asked for t in answer.tokens}
    if any(id(t) in said for t in mention.tokens):
        return True
    first, above = mention.tokens[0], mention.sheet.rows[mention.row - 1] if mention.row else []
    return any(
        len(s.tokens) <= _CAPTION_WORDS
        and abs(s.x0 - first.x0) < _UNDER * first.height
        and _REGISTRY.search(s.text) is not None
        for s in above
    )


def _is_papers_own(paper: Paper, mention: Mention) -> bool:
    """Whether a number is a form's, or on a paper of a change called no certification's: such papers bear numbers
    like it."""
    if is_forms_number(mention.sheet, mention.tokens):
        return True
    told = is_called_certification(mention.sheet, mention.tokens, CERTIFICATION)
    return paper.kind is Kind.NAME_CHANGE_EVIDENCE and not told


def _is_applicants_own(paper: Paper, mention: Mention) -> bool:
    """Whether a mailbox answers what the applicant is asked beside the birth date or number: no office's is."""
    for laid in paper.pages:
        for answer in laid.answers:
            if answer.label.ask is not Ask.EMAIL or laid.part_of(answer.label) is Part.RETURN:
                continue
            told = any(t is word for t in mention.tokens for word in answer.tokens)
            if told and stands_with_the_applicant(laid, answer.label.row):
                return True
    return False


def evidence_of(
    paper: Paper, field: FieldName, value: str, tokens: Sequence[Token], offer: Offer
) -> Evidence:
    """What the model of surroundings alone tells, as evidence."""
    if field is FieldName.DATE_OF_BIRTH and int(value[:4]) >= YOUNGEST_BIRTH:  # a century off
        value = f"{int(value[:4]) - 100}{value[4:]}"
    return paper.evidence(
        field, value, offer.mention.sheet.page, tokens, min(MOST_SURE, offer.chance * MOST_SURE)
    )


def _join_parts(paper: Paper, judged: Sequence[Judged], lacking: set[str]) -> Iterator[Evidence]:
    """A name that stands in two boxes: the likeliest surname and the likeliest given name."""
    parts = [(mention, roles) for mention, roles in judged if mention.shape is Shape.NAME_PART]
    for field in sorted(lacking):
        best: dict[str, tuple[float, Mention]] = {}
        for mention, roles in parts:
            for part in ("given", "surname"):
                chance = roles.get(f"{field} {part}", 0.0)
                if chance >= LEAST_CHANCE and chance > best.get(part, (0.0, mention))[0]:
                    best[part] = (chance, mention)
        if len(best) < 2:
            continue
        given, surname = best["given"][1], best["surname"][1]
        if any(one is other for one in given.tokens for other in surname.tokens):
            continue
        chance = min(best["given"][0], best["surname"][0])
        if is_whole_name(surname.value):
            yield evidence_of(
                paper, FieldName(field), surname.value, surname.tokens, Offer(field, chance, surname)
            )
            continue
        first, _, middle = given.value.partition(" ")
        name = join_name(first, middle, surname.value)
        if name and is_full_name(name) and given.sheet is surname.sheet:
            offer = Offer(field, chance, given)
            yield evidence_of(paper, FieldName(field), name, (*given.tokens, *surname.tokens), offer)


def is_whole_name(name: str) -> bool:
    """Whether what was taken for a surname begins with a word that is rather a given name: it is a name with its own."""
    if not is_full_name(name) or name[0].islower():
        return False
    first, last = look_up(name.split()[0]), look_up(name.split()[-1])
    return first.given > first.surname and last.surname > 0
