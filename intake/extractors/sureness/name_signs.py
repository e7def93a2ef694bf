"""Signs that what answers for a person's name is none, words of the form itself, or that a letter of it is another."""

from collections.abc import Iterator
from string import ascii_lowercase

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.pages import PageReading, Word
from intake.extractors.normalise.listed_names import look_up, words_of
from intake.extractors.normalise.spelling import letters_of
from intake.extractors.people.cut_names import NAMES
from intake.extractors.people.places import OWN_PARTS
from intake.extractors.sheets.answers import NAME_PARTS, Answer, Place
from intake.extractors.sheets.answers import NAMES as NAME_ASKS
from intake.extractors.sheets.caption_lines import line_over
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sheets.words_under import words_under
from intake.extractors.sureness.place_signs import stands_under

#: Words that hardly anybody is called by, beside a word such as "applicant" on a form whose question for the name has
#: another answer: a heading, as of the form's other half.
NAME_ASKED_ELSEWHERE = "name asked elsewhere"
#: Words that are listed at most so high as surnames, in steps of ten times, are words first.
RARELY_A_NAME = 1

#: A part of a name that stands aside of its caption, above or below it, with no line over both that tells them to be one:
#: where captions are centred it may be the next one's.
PART_ASIDE = "part of a name aside of its caption"
#: How far aside that is, in line heights.
ASIDE = 2.0

#: The readers see another letter at one place of a word that is hardly listed as a name, and with some letter there it is a
#: common one ("Hatchins" or "Hutchins", "Marris" or "Merris" for "Morris"): a common name misread is likelier than a rare one.
LETTER_OF_A_COMMON_NAME = "a letter off a common name"
#: A word is listed rarely up to this, in steps of ten times, and a name so many steps more is common beside it.
RARE, MORE_COMMON = 1, 2
#: Among the names of so few letters too many lie a letter apart.
LEAST_LETTERS = 4

#: "Charles I. Hines": an initial that another reader took for a letter like it, as J. Of six such names of drawn papers four
#: were wrong.
INITIAL_OF_EITHER = "initial that may be another"
_ALIKE = ("IJLT", "EF", "CG", "DOQ", "UV")

#: "Sandra D Whit comb": small letters behind a name, or among its words, that a hand or a reader set apart: whether they are
#: the rest of its last word, and all of it, its letters do not tell. A sentence goes on behind a name in small letters too.
TORN_NAME = "name torn in pieces"
#: Letters of such a rest at most.
LONGEST_REST = 5

_OWNERS = frozenset({FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME})
_PEOPLE = _OWNERS | {FieldName.INSTRUCTOR_NAME, FieldName.FORMER_NAME, FieldName.NEW_NAME}


def signs_of_name(evidence: Evidence, laid: Laid) -> Iterator[tuple[str, float]]:
    """What speaks against a name being a person's, as it is spelled; none for other fields."""
    if evidence.field in _PEOPLE and _is_a_letter_off(evidence, laid.sheet.reading):
        yield LETTER_OF_A_COMMON_NAME, 1.0
    if evidence.field in _PEOPLE and _has_disputed_initial(evidence, laid.sheet.reading):
        yield INITIAL_OF_EITHER, 1.0
    if evidence.field in NAMES and _is_torn(evidence, laid):
        yield TORN_NAME, 1.0
    if evidence.field in _OWNERS and _has_part_aside(evidence, laid):
        yield PART_ASIDE, 1.0
    if evidence.field not in _OWNERS or not _is_hardly_a_name(str(evidence.value)):
        return
    here = [a for a in laid.answers if a.label.ask is Ask.NAME and stands_under(evidence, a.tokens)]
    if any(_is_asked_elsewhere(told, laid) for told in here):
        yield NAME_ASKED_ELSEWHERE, 1.0


def _has_disputed_initial(evidence: Evidence, reading: PageReading) -> bool:
    """Whether an initial of a name is one letter to a reader and one like it to another."""
    named = {letters_of(word) for word in str(evidence.value).split()}
    return any(letters_of(w.text) in named and _may_be_another(w) for w in words_under(evidence, reading))


def _may_be_another(word: Word) -> bool:
    """Whether a word is an initial that another reader took for a letter of much the same shape."""
    own, *others = (letters_of(text).upper() for text in (word.text, word.second or "", word.third or ""))
    alike = (group for group in _ALIKE if own in group)
    return len(own) == 1 and any(len(o) == 1 and o != own and o in group for group in alike for o in others)


def _is_torn(evidence: Evidence, laid: Laid) -> bool:
    """Whether small letters end the line of a name, within the name or behind it, that may be the rest of a word of it."""
    printed = set(evidence.printed.split())
    for segment in laid.sheet.segments:
        own = [at for at, t in enumerate(segment.tokens) if t.text in printed and stands_under(evidence, [t])]
        words = [t.text for t in segment.tokens]
        if own and own[-1] >= len(words) - 2 and len(words) > 1:
            alone = own[0] == 0 and _is_asked(segment, laid)
            return _is_rest(words[-1]) and _may_be_torn(words[-2], words[-1], alone=alone)
    return False


def _is_rest(text: str) -> bool:
    bare = text.strip(".,")
    return bare.isalpha() and bare.islower() and len(bare) <= LONGEST_REST


def _may_be_torn(word: str, rest: str, *, alone: bool) -> bool:
    """Whether a word makes a listed name with the letters behind it, as common as by itself at least; where no sentence
    goes on, also whether the word is none, or the letters are one."""
    if not word.replace("-", "").isalpha():
        return False
    own, whole = _grade(letters_of(word)), _grade(letters_of(word + rest))
    return 0 < whole >= own or (alone and (own == 0 or _grade(letters_of(rest)) > 0))


def _is_asked(segment: Segment, laid: Laid) -> bool:
    """Whether a caption before a text, or in the row above it, asks for a name."""
    rows = (segment.row - 1, segment.row)
    return any(x.starts and x.ask in NAME_ASKS and x.row in rows for x in laid.labels)


def _has_part_aside(evidence: Evidence, laid: Laid) -> bool:
    """Whether a part of a name was read where it may answer another caption."""
    for told in laid.answers:
        if told.label.ask not in NAME_PARTS or told.place is Place.RIGHT or evidence.span is not None:
            continue
        caption = told.label
        off = max(told.tokens[0].x0 - caption.x1, caption.x0 - told.tokens[-1].x1)
        if off > ASIDE * caption.height and stands_under(evidence, told.tokens):
            beside = [x for x in laid.labels if x.row == caption.row and x is not caption]
            if line_over(laid.sheet, caption, beside) is None:
                return True
    return False


def _is_hardly_a_name(value: str) -> bool:
    listed = [look_up(word) for word in words_of(value)]
    return all(each.given == 0 and each.surname <= RARELY_A_NAME for each in listed)


def _is_asked_elsewhere(told: Answer, laid: Laid) -> bool:
    """Whether a label that says nothing of names was answered, and one of the person's own that does otherwise."""
    if "name" in told.label.phrase:
        return False
    others = (a for a in laid.answers if a.label.ask is Ask.NAME and "name" in a.label.phrase)
    return any(a.value != told.value and laid.part_of(a.label) in OWN_PARTS for a in others)


def _is_a_letter_off(evidence: Evidence, reading: PageReading) -> bool:
    """Whether a word of a name, as the first reader saw it, would be a commoner one by the letter that another saw
    otherwise."""
    named = set(words_of(str(evidence.value)))
    return any(letters_of(w.text) in named and _is_doubted(w) for w in words_under(evidence, reading))


def _is_doubted(word: Word) -> bool:
    own = letters_of(word.text)
    others = {letters_of(text) for text in (word.second, word.third) if text}
    return len(own) >= LEAST_LETTERS and any(_is_commoner(own, _other_place(own, seen)) for seen in others)


def _other_place(own: str, seen: str) -> int | None:
    """The one place at which two words of as many letters have another letter; None where there are more, or none."""
    if len(own) != len(seen):
        return None
    places = [at for at, (one, other) in enumerate(zip(own, seen, strict=True)) if one != other]
    return places[0] if len(places) == 1 else None


def _is_commoner(own: str, place: int | None) -> bool:
    """Whether a word that is hardly listed is a common name with another letter at a place."""
    grade = _grade(own)
    if place is None or grade > RARE:
        return False
    best = max(_grade(f"{own[:place]}{letter}{own[place + 1 :]}") for letter in ascii_lowercase)
    return best >= grade + MORE_COMMON or (grade == 0 and best > 0)


def _grade(word: str) -> int:
    listed = look_up(word)
    return max(listed.given, listed.surname)
