"""Signs: what speaks for and against a value once all of a paper is read.

How its words were read, where its place came from, whether the paper says it again, how well the page reads as
a whole. `calibration` turns them into one probability.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import fmean

from domain.documents import Evidence
from domain.kinds import FieldName, Kind, Provider
from domain.pages import COARSE_FAX, PageReading, PageSource, Word
from domain.values import TERM
from intake.extractors.mentions.gaps import Judged, judge_paper
from intake.extractors.name_papers.boxed_changes import both_change
from intake.extractors.name_papers.parties import UNTOLD, two_names
from intake.extractors.name_papers.told_changes import told_change
from intake.extractors.name_papers.trades import is_bearers
from intake.extractors.sheets.paper import Paper
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sheets.words_under import words_under
from intake.extractors.sureness.card_signs import is_asked_course, signs_of_card, without_captions
from intake.extractors.sureness.change_signs import REFUSED_CHANGE, refuses_change
from intake.extractors.sureness.day_signs import signs_of_day
from intake.extractors.sureness.loss_signs import signs_of_loss
from intake.extractors.sureness.name_signs import signs_of_name
from intake.extractors.sureness.person_signs import signs_of_person
from intake.extractors.sureness.place_signs import (
    covers,
    is_ticked,
    signs_of_answer,
    signs_of_card_days,
    signs_of_edges,
    signs_of_head,
    signs_of_roles,
    signs_of_term,
    signs_of_ticks,
    signs_of_title,
)
from intake.extractors.sureness.sender_signs import signs_of_sender
from intake.extractors.sureness.value_signs import (
    CARD_YEARS,
    SEVERAL_BIRTHS,
    Said,
    signs_of_fit,
    signs_of_second,
    signs_of_spelling,
)

#: Readers' words, as `Word.reader` names them; all others are true text.
_READERS = frozenset({"ppocr", "tesseract"})
_CHANGED = (FieldName.FORMER_NAME, FieldName.NEW_NAME)
_VOWELS = frozenset("aeiouy")
#: The model of surroundings tells another value for the field from this chance on, and this one less.
OUTVOTED = 0.5
#: The readers see other digits, each of which might stand there.
DIGITS_DIFFER = "digits differ"
#: Several births, and the value's person is named neither right before it nor above it. Of 71 values by an own name that the
#: trees held for sure 2 were wrong, which other signs tell; of 38 by none 5.
BIRTH_BY_NO_NAME = "birth of several by no own name"
_OWN_NAMES = frozenset({"own name above", "own name before"})
#: A wedding or a decree, told for the day on which its paper was given, whose own was not found: both such values of drawn
#: papers were wrong.
DAY_OF_EVENT = f"{FieldName.ISSUED_ON.value} by {Ask.EVENT_DATE.name.lower()}"
#: One word for a person's whole name: both such values of drawn papers that tell a change lost the others.
NAME_OF_ONE_WORD = "name of 1"
#: Nothing tells which of two names is the old one. All 73 such values that the trees held for sure on drawn papers were right,
#: and still an order in words that none of them has may turn the two round.
UNTOLD_NAMES = "untold names"
#: Both parties of a certificate change their names, and nothing on it, not even a trade, says which of them is ours.
EITHER_PARTY = "either party"
#: A mailbox on a coarse fax, where all readers take one letter for another and nothing tells: of 75 such values that the
#: trees held for sure 4 were wrong.
COARSE_MAILBOX = "mailbox on a coarse fax"
#: An issuer whom no known word names, on a coarse fax, which may have lost the word.
COARSE_SILENCE = "no issuer named on a coarse fax"
#: A card that asks for an eCard's code, which has twelve digits, and shows another number there.
ODD_ECARD_CODE = "code of another shape"
_ECARD_CODE, _TWELVE_DIGITS = re.compile(r"(?i)\be-?card code\b"), re.compile(r"\d{12}")
#: Former names that a form asks for are mostly empty boxes: of 23 such values 9 were wrong.
FORMER_NAMES_OF_A_FORM = f"field {FieldName.FORMER_NAMES.value}"
#: Sizes are rounded to so many digits, so that a tree asks of a value what it asked when it was learned.
SIGN_DIGITS = 4
#: Signs by name, with their size.
Signs = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Context:
    """What all values of a paper share."""

    paper: Paper
    mentions: tuple[Judged, ...]
    """Each mention with the chance of each role."""
    evidence: tuple[Evidence, ...]
    said: Said
    either: bool
    """Whether the paper changes the names of two people."""
    refused: bool
    """Whether the change of name that it tells was refused, or only asked for."""

    @property
    def are_untold(self) -> bool:
        """Whether the changed names are the two by which the paper calls one person, told by nothing else: no sentence
        that was read unsurely tells them either."""
        names = [str(e.value) for e in self.evidence if e.field in _CHANGED and e.confidence <= UNTOLD]
        pair = two_names(self.paper) if len(names) == len(_CHANGED) else None
        if pair is None or {named.name for named in pair} != set(names):
            return False
        return not set(names) <= {str(e.value) for e in told_change(self.paper)}

    @property
    def familiarity(self) -> float:
        """How surely the model of surroundings tells the roles of this paper's mentions, 0.0-1.0."""
        return fmean([max(roles.values()) for _, roles in self.mentions] or [0.5])


def describe_evidence(paper: Paper, found: Sequence[Evidence], judged: Sequence[Judged] = ()) -> list[Signs]:
    """The signs of each value, in the order given; none of them depends on that order. `judged` are the mentions of
    the paper where they were judged before."""
    if not found:
        return []
    either = paper.kind is Kind.NAME_CHANGE_EVIDENCE and both_change(paper) and not _tells_trade(paper, found)
    refused = refuses_change(paper, found)
    said = Said(paper.text, found)
    context = _Context(paper, tuple(judged or judge_paper(paper)), tuple(found), said, either, refused)
    told = [dict(_signs(evidence, context)) for evidence in found]
    return [
        {name: round(size, SIGN_DIGITS) for name, size in (signs | _told_together(signs)).items()}
        for signs in told
    ]


def _tells_trade(paper: Paper, found: Sequence[Evidence]) -> bool:
    """Whether a record of marriage tells the trade of the office for the one whose former name was found."""
    return any(e.field is FieldName.FORMER_NAME and is_bearers(paper, str(e.value)) for e in found)


def _told_together(signs: Signs) -> Signs:
    """What several signs of a value say together and none of them alone."""
    by_no_name = SEVERAL_BIRTHS in signs and _OWN_NAMES.isdisjoint(signs)
    return {BIRTH_BY_NO_NAME: 1.0} if by_no_name else {}


def _signs(evidence: Evidence, context: _Context) -> Iterator[tuple[str, float]]:
    reading = context.paper.pages[evidence.page].sheet.reading
    words = words_under(evidence, reading)
    field = evidence.field.value
    rivals = without_captions(evidence, context.paper.pages[evidence.page], context.mentions)
    context = context if len(rivals) == len(context.mentions) else replace(context, mentions=rivals)
    yield "one", 1.0
    yield f"field {field}", 1.0
    yield f"source {reading.source.value}", 1.0
    if evidence.field in _CHANGED and evidence.confidence <= UNTOLD and context.are_untold:
        yield UNTOLD_NAMES, 1.0
    if context.either and evidence.field in (*_CHANGED, FieldName.DATE_OF_BIRTH):
        yield EITHER_PARTY, 1.0
    if context.refused and evidence.field in _CHANGED:
        yield REFUSED_CHANGE, 1.0
    yield "raw", _logit(evidence.confidence)
    yield f"raw {field}", _logit(evidence.confidence)
    yield from _signs_of_words(words, field)
    read = [w for w in words if w.reader in _READERS]
    if any(c.isdigit() for c in str(evidence.value)) and any(_digits_differ(w) for w in read if not w.upheld):
        yield DIGITS_DIFFER, 1.0
    asks_code = evidence.field is FieldName.CERTIFICATE_ID and _ECARD_CODE.search(context.paper.text)
    if asks_code and not _TWELVE_DIGITS.fullmatch(str(evidence.value)):
        yield ODD_ECARD_CODE, 1.0
    yield from _signs_of_page(reading)
    if COARSE_FAX in reading.quality.reasons:
        yield from _signs_of_coarse_fax(evidence)
    yield from _signs_of_place(evidence, context)
    yield from _signs_around(evidence, words, context)


def _signs_of_coarse_fax(evidence: Evidence) -> Iterator[tuple[str, float]]:
    if evidence.field is FieldName.RETURN_EMAIL:
        yield COARSE_MAILBOX, 1.0
    if evidence.field is FieldName.PROVIDER and evidence.value == Provider.OTHER:
        yield COARSE_SILENCE, 1.0


def _signs_around(
    evidence: Evidence, words: Sequence[Word], context: _Context
) -> Iterator[tuple[str, float]]:
    laid = context.paper.pages[evidence.page]
    read = [w for w in words if w.reader in _READERS]
    if read:
        yield from signs_of_second(evidence, read)
    yield from signs_of_answer(evidence, laid)
    yield from signs_of_title(evidence, laid)
    yield from signs_of_card_days(evidence, laid, context.paper.kind)
    yield from signs_of_term(evidence, laid)
    yield from signs_of_card(evidence, laid, context.paper.kind, context.said.values)
    yield from signs_of_day(evidence, context.paper, context.said.values)
    yield from signs_of_head(evidence, context.paper)
    yield from signs_of_edges(evidence, list(laid.sheet.segments))
    yield from signs_of_roles(evidence, context.mentions)
    yield from signs_of_ticks(evidence, laid)
    yield from signs_of_spelling(evidence, context.said)
    yield from signs_of_fit(
        evidence, context.said, is_ticked(evidence, laid) or is_asked_course(evidence, laid)
    )
    yield from signs_of_loss(evidence, laid, context.said.values)
    yield from signs_of_name(evidence, laid)
    yield from signs_of_person(evidence, context.mentions, context.said.values)
    yield from signs_of_sender(evidence, laid, context.mentions, context.said.values, context.paper.text)


def _signs_of_words(words: Sequence[Word], field: str) -> Iterator[tuple[str, float]]:
    read = [w for w in words if w.reader in _READERS]
    if not read:
        yield "no words", 1.0
        return
    yield "length", log(1 + sum(len(w.text) for w in read))
    yield "first", min(_certainty(w.confidence) for w in read)
    yield "height", log(fmean(w.box.height for w in read) / 20.0)
    agreed = all(w.agreed for w in read)
    if agreed:
        yield "agreed", 1.0
        yield f"agreed {field}", 1.0
        yield "second", min(_certainty(w.second_confidence) for w in read)
    if any(w.second is not None and not w.agreed for w in read):
        yield "differ", 1.0
        yield f"differ {field}", 1.0
    if any(w.second is None for w in read):
        yield "alone", 1.0
    yield from _signs_of_third(read, field)
    if any(w.handwritten for w in read):
        yield "handwritten", 1.0
    if any(w.reader == "tesseract" for w in read):
        yield "second only", 1.0


def _signs_of_third(read: Sequence[Word], field: str) -> Iterator[tuple[str, float]]:
    """What the third reader says of the words that the first two do not agree on, or agree on unsurely."""
    looked = [w for w in read if w.third is not None]
    if looked and all(w.upheld for w in read if not w.agreed):
        yield "upheld", 1.0
        yield f"upheld {field}", 1.0
        yield "third", min(_certainty(w.third_confidence) for w in looked)
    if any(not w.upheld and not w.agreed for w in looked):
        yield "denied", 1.0
        yield f"denied {field}", 1.0
    if any(not w.upheld and w.agreed for w in looked):
        yield "agreed but denied", 1.0
        yield f"agreed but denied {field}", 1.0


def _digits_differ(word: Word) -> bool:
    ours, theirs = (re.findall(r"\d", text) for text in (word.text, word.second or ""))
    return bool(ours) and len(ours) == len(theirs) and ours != theirs


def _signs_of_page(reading: PageReading) -> Iterator[tuple[str, float]]:
    if reading.source is not PageSource.IMAGE or not reading.words:
        return
    yield "illegible", 1.0 - reading.quality.legible
    yield from ((f"page {reason}", 1.0) for reason in reading.quality.reasons)
    yield "page agreed", fmean(w.agreed for w in reading.words)
    yield "page first", fmean(w.confidence for w in reading.words)


def _signs_of_place(evidence: Evidence, context: _Context) -> Iterator[tuple[str, float]]:
    here = [(m, roles) for m, roles in context.mentions if covers(evidence, m)]
    if not here:
        yield "no mention", 1.0
    else:
        chance = max(roles.get(evidence.field.value, 0.0) for _, roles in here)
        yield "role", _logit(chance)
        if any(m.value == evidence.value for m, _ in here):
            yield "same mention", 1.0
    own = {id(m) for m, _ in here}
    elsewhere = [(m, roles) for m, roles in context.mentions if id(m) not in own]
    if any(m.value == evidence.value for m, _ in elsewhere):
        yield "said again", 1.0
    rival = max((roles.get(evidence.field.value, 0.0) for m, roles in elsewhere if m.value != evidence.value),
                default=0.0)  # fmt: skip
    yield "rival", rival
    if rival >= OUTVOTED and not any(roles.get(evidence.field.value, 0.0) >= OUTVOTED for _, roles in here):
        yield "outvoted", 1.0
    yield "roles known", context.familiarity
    yield from _signs_of_value(evidence, context)
    twice = [e for e in context.evidence if e is not evidence and e.value == evidence.value]
    if twice and not isinstance(evidence.value, bool):
        yield "also another field", 1.0


def _signs_of_value(evidence: Evidence, context: _Context) -> Iterator[tuple[str, float]]:
    value, field = str(evidence.value), evidence.field
    if field in TERM:
        ends = {e.field: str(e.value) for e in context.evidence if e.field in TERM}
        if len(ends) == len(TERM):
            yield ("whole term" if _is_usual_term(*(ends[f] for f in TERM)) else "odd term"), 1.0
    if field.value.endswith("name"):
        words = value.replace(".", "").split()
        yield f"name of {min(4, len(words))}", 1.0
        if any(sum(c.casefold() in _VOWELS for c in unicodedata.normalize("NFKD", w)) == 0
               for w in words if len(w) > 1):  # fmt: skip
            yield "word without vowel", 1.0


def _is_usual_term(issued: str, expires: str) -> bool:
    """Whether two years lie between them, to the day or to the end of the month; the usual term of a card."""
    years = int(expires[:4]) - int(issued[:4])
    return years == CARD_YEARS and expires[5:7] == issued[5:7]


def _logit(chance: float) -> float:
    bounded = min(0.999, max(0.001, chance))
    return log(bounded / (1 - bounded))


def _certainty(confidence: float) -> float:
    """How many nines a confidence has, up to three: 1.0 for 0.9, 2.0 for 0.99."""
    return -log(max(1e-3, 1 - confidence)) / log(10)
