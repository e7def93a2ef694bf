"""What a mention cannot be: the answer to a field that its shape would allow, and its place or its words do not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.kinds import FieldName, Kind
from intake.extractors.cpr.card import find_own_course
from intake.extractors.cpr.centers import asks_for_center, is_issuers
from intake.extractors.cpr.course import is_no_school
from intake.extractors.cpr.numbers import CENTER_NUMBER, FORM_NUMBER, stands_behind_teacher
from intake.extractors.cpr.other_days import (
    is_day_of_another,
    is_of_another_course,
    is_of_earlier_card,
)
from intake.extractors.mentions.mentions import Mention, Shape
from intake.extractors.normalise.addresses import STATE_CODES
from intake.extractors.normalise.logos import is_line_of_logo
from intake.extractors.normalise.organisations import split_organisations
from intake.extractors.normalise.own_office import OWN_EMAIL, OWN_PHONES
from intake.extractors.normalise.streets import ANY_STREET
from intake.extractors.people.number_words import (
    CERTIFICATION,
    is_called_certification,
    is_forms_number,
    is_of_another_office,
)
from intake.extractors.people.weddings import TOLD, tells_wedding
from intake.extractors.requests.contacts import calls_telephone, is_refused
from intake.extractors.requests.own_letterhead import is_ours
from intake.extractors.requests.return_cues import stands_with_the_applicant
from intake.extractors.requests.strokes import is_scribble
from intake.extractors.sheets.answers import YOUNGEST_BIRTH
from intake.extractors.sheets.keywords import is_card_word
from intake.extractors.sheets.layout import join_text
from intake.extractors.sheets.paper import Paper
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.translations import is_translators
from intake.extractors.sheets.vocabulary import Ask


@dataclass(frozen=True, slots=True)
class Offer:
    """A mention that may be what a field asks."""

    field: str
    chance: float
    mention: Mention


def _is_of_another_course(paper: Paper, mention: Mention) -> bool:
    """Whether a day stands in a sentence on another course's card."""
    course = _own_course(paper)
    return course is not None and is_of_another_course(mention.sheet.flow, mention.tokens, course)


@lru_cache(maxsize=1)
def _own_course(paper: Paper) -> str | None:
    """A card's course, found once for all of the days that are offered of it."""
    course = find_own_course(paper)
    return str(course.value) if course else None


#: A house's number with its street: "1160 Pleasant Street".
_HOUSE = re.compile(rf"(?i)^\d+\s+(?:[^\W\d][\w.'’]*\s+){{1,3}}?(?:{ANY_STREET})\b")


def may_answer(paper: Paper, offer: Offer) -> bool:
    """Whether a mention can be what a field asks: nothing in its words or its place refuses it."""
    mention = offer.mention
    by_kind = _BY_KIND.get(paper.kind, {}).get(FieldName(offer.field), ())
    refusals = (*_BY_SHAPE.get(mention.shape, ()), *_BY_FIELD.get(FieldName(offer.field), ()), *by_kind)
    return not any(refuses(paper, mention) for refuses in refusals)


def _is_caption(paper: Paper, mention: Mention) -> bool:
    """Whether capitalised words are nothing but a card's question, such as "Validity Period"."""
    return paper.kind is Kind.CPR_CARD and all(is_card_word(word) for word in mention.value.split())


#: What a caption that asks for an office's number ends with; no office's name does.
_CAPTION_END = re.compile(r"(?i)\b(?:(?:tele)?phone|fax|id|code|no|number)\b\W*$")


def _ends_as_caption(_: Paper, mention: Mention) -> bool:
    return _CAPTION_END.search(mention.value) is not None


#: Words that call the day behind them the end of a certification: nobody signed on it.
_EXPIRY = re.compile(r"(?i)\b(?:exp|expir\w*|until|thr(?:u|ough)|renew\w*|lapses?|valid)\b")


def _is_expiry(_: Paper, mention: Mention) -> bool:
    return _EXPIRY.search(_row_before(mention)) is not None


def _row_from(mention: Mention) -> str:
    """What stands in a mention's row from its first word on."""
    first = mention.tokens[0]
    return join_text([t for t in mention.sheet.row_tokens(mention.row) if t.x0 >= first.x0])


def _said_before(mention: Mention) -> str:
    """What stands before a mention in the running text."""
    flow = mention.sheet.flow
    start = flow.start_of(mention.tokens[0]) or 0
    return flow.text[max(0, start - TOLD) : start].replace("\n", " ")


def _is_wedding(_: Paper, mention: Mention) -> bool:
    """Whether a sentence tells a day as that of a wedding: nobody's birth."""
    return tells_wedding(_said_before(mention))


def _is_too_late(_: Paper, mention: Mention) -> bool:
    """Whether a day is later than any applicant's birth, its year printed whole."""
    year = mention.value[:4]
    return int(year) >= YOUNGEST_BIRTH and year in join_text(mention.tokens)


def _is_month(_: Paper, mention: Mention) -> bool:
    return len(mention.value) != len("2026-01-31")


def _is_translators(_: Paper, mention: Mention) -> bool:
    return is_translators(mention.sheet, mention.tokens)


def _is_of_another_step(_: Paper, mention: Mention) -> bool:
    """Whether words by a card's day tell it of something else than its issue."""
    return is_day_of_another(mention.sheet, mention.tokens)


def _row_before(mention: Mention) -> str:
    """What stands before a mention in its row."""
    first = mention.tokens[0]
    return join_text([t for t in mention.sheet.row_tokens(mention.row) if t.x1 <= first.x0])


def _is_of_office(_: Paper, mention: Mention) -> bool:
    """Whether capitalised words are part of an office's name: "Three Rivers Tribal" of "Three Rivers Tribal Health"."""
    words = mention.sheet.row_tokens(mention.row)
    runs = split_organisations([t.text for t in words])
    own = {id(t) for t in mention.tokens}
    return any(own < {id(t) for t in words[first:last]} for first, last in runs)


#: A state and its ZIP code right behind a town.
_STATE_AND_ZIP = re.compile(rf"[\s,.]{{0,3}}(?:{'|'.join(sorted(STATE_CODES))})[\s,.]{{1,3}}\d{{5}}\b")


def _is_town(_: Paper, mention: Mention) -> bool:
    """Whether capitalised words end an address: "South, Denver," of "4300 Cherry Drive South, Denver, CO 80246"."""
    flow = mention.sheet.flow
    end = next((end for _, end, own in flow.places if own is mention.tokens[-1]), None)
    return end is not None and _STATE_AND_ZIP.match(flow.text, end) is not None


def _is_called_phone(paper: Paper, mention: Mention) -> bool:
    phones = (a for laid in paper.pages for a in laid.answers if a.label.ask is Ask.PHONE)
    called = {id(t) for answer in phones for t in answer.tokens}
    # At a line's end the word that calls a number stands before it in the text: "Telephone", and below it the number.
    before = _row_before(mention) or _said_before(mention).rstrip()
    return any(id(t) in called for t in mention.tokens) or calls_telephone(before)


#: Four digits that no word calls the end of a number are rather a year: "on or about 2015", "Spring 2027".
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")


def _is_year_or_house(_: Paper, mention: Mention) -> bool:
    """Whether four digits are a year or a house's number: no end of another number."""
    year = _YEAR.fullmatch(join_text(mention.tokens).strip(" .,;)"))
    return year is not None or _HOUSE.match(_row_from(mention)) is not None


#: What is no card's number: a form's own, a training center's, a year.
_NO_CARDS = (FORM_NUMBER, CENTER_NUMBER, _YEAR)


def _is_no_cards(_: Paper, mention: Mention) -> bool:
    return any(pattern.fullmatch(mention.value) for pattern in _NO_CARDS)


#: Captions of the number of who taught, or of the place.
_OF_TEACHER = re.compile(
    r"^(?:inst\w*|trainer|registry|tc|tcid|training center|center|site)\b.*\b(?:id|no|number)$"
)


def _is_teachers(paper: Paper, mention: Mention) -> bool:
    laid = paper.pages[mention.sheet.page]
    asked = (a for a in laid.answers if a.label.ask is Ask.OTHER and _OF_TEACHER.match(a.label.phrase))
    answered = any(t is mention.tokens[0] for answer in asked for t in answer.tokens)
    return answered or stands_behind_teacher(laid, mention.tokens[0])


def _is_of_earlier_card(_: Paper, mention: Mention) -> bool:
    return is_of_earlier_card(mention.sheet.flow, mention.tokens)


def _is_no_school(paper: Paper, mention: Mention) -> bool:
    """Whether a name is a course's, a post's, the issuer's or a caption: none of them is a place that teaches."""
    if is_line_of_logo(mention.value, paper.text):
        return True
    named = is_no_school(mention.value) or is_issuers(paper, mention.value)
    return named or asks_for_center(mention.value)


def _is_our_office(_: Paper, mention: Mention) -> bool:
    return is_ours(mention.sheet, mention.row, mention.value)


def _is_our_number(_: Paper, mention: Mention) -> bool:
    return mention.value in OWN_PHONES


def _is_our_mailbox(_: Paper, mention: Mention) -> bool:
    return OWN_EMAIL.search(mention.value) is not None


def _is_refused(_: Paper, mention: Mention) -> bool:
    """Whether its writer wants no answer in a mailbox, or it is none but strokes."""
    return is_refused(mention.sheet.flow, mention.value) or is_scribble(mention.value, mention.tokens)


#: Captions of the number that the National Registry gave.
_REGISTRY = re.compile(r"(?i)\b(?:nremt|national reg\w*|registry)\b")


def _is_registrys(paper: Paper, mention: Mention) -> bool:
    """Whether a number answers the question for the Registry's, or begins right under it, or under another office's."""
    asked = (a for laid in paper.pages for a in laid.answers if _REGISTRY.search(a.label.phrase))
    said = {id(t) for answer in asked for t in answer.tokens}
    answered = any(id(t) in said for t in mention.tokens)
    return answered or is_of_another_office(mention.sheet, mention.tokens)


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


Refusal = Callable[[Paper, Mention], bool]

#: What refuses a mention of a shape, whatever asks for it.
_BY_SHAPE: Mapping[Shape, tuple[Refusal, ...]] = {
    Shape.NAME: (_is_of_office, _is_caption, _is_town),
    Shape.NAME_PART: (_is_of_office, _is_caption, _is_town),
    Shape.PHONE: (_is_called_phone,),
    Shape.ORGANISATION: (_ends_as_caption,),
}
#: What refuses it as the answer to a field.
_BY_FIELD: Mapping[FieldName, tuple[Refusal, ...]] = {
    FieldName.CERTIFICATION_NUMBER: (_is_registrys, _is_papers_own),
    FieldName.SSN_LAST4: (_is_year_or_house,),
    FieldName.CERTIFICATE_ID: (_is_no_cards, _is_teachers, _is_of_earlier_card),
    FieldName.TRAINING_CENTER: (_is_no_school,),
    FieldName.REQUESTING_AGENCY: (_is_our_office,),
    FieldName.SIGNED_ON: (_is_expiry,),
    FieldName.DATE_OF_BIRTH: (_is_wedding, _is_too_late),
    FieldName.ISSUED_ON: (_is_translators,),
    FieldName.RETURN_FAX: (_is_our_number,),
    FieldName.RETURN_EMAIL: (_is_refused, _is_our_mailbox, _is_applicants_own),
}
#: The same on papers of one kind: identity papers and judgments print their days whole.
_BY_KIND: Mapping[Kind, Mapping[FieldName, tuple[Refusal, ...]]] = {
    Kind.CPR_CARD: {
        FieldName.ISSUED_ON: (_is_of_another_course, _is_of_another_step),
        FieldName.EXPIRES_ON: (_is_of_another_course,),
    },
    Kind.NAME_CHANGE_EVIDENCE: {
        FieldName.DATE_OF_BIRTH: (_is_month,),
        FieldName.ISSUED_ON: (_is_month,),
        FieldName.EXPIRES_ON: (_is_month,),
    },
}
