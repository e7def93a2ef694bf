"""The name on a Social Security card: given names over the surname, below the card's sentence."""

import re
from collections.abc import Sequence

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.name_papers.clerks_parts import is_day
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import is_full_name, looks_like_name, tidy_name
from intake.extractors.sheets.layout import Segment, join_text
from intake.extractors.sheets.paper import Laid, Paper

#: What a Social Security card says above the name.
_ESTABLISHED = re.compile(r"(?i)\b(?:number\s+has\s+been\s+)?establ\w+\s+for\W*$")
#: A number between the sentence and the name, whose first digits somebody covered: "XXX-XX-2205".
_COVERED = re.compile(r"^\W*[xX*#•]{2,3}[\s.\-–—]{0,3}[xX*#•]{2}[\s.\-–—]{0,3}[\dxX*#•]{4}\W*$")
#: The number itself, a digit lost perhaps; and in how many rows below the sentence it stands, letters of a seal between.
_CARDS_NUMBER, _NUMBERS_ROWS = re.compile(r"^\W*\d{3}[\s.\-–—]{1,3}\d{1,2}[\s.\-–—]{1,3}\d{3,4}\W*$"), 4
#: How much taller one line of a name may be than the other, and how far aside, in heights, the one begins over the other.
_AS_TALL, _ASIDE = 1.5, 0.5


def established_name(paper: Paper) -> Evidence | None:
    """Given names over the surname, in capitals, as Social Security cards print them below their sentence.

    The number may stand between the sentence and the name, and a seal beside them or over the number; neither the seal's
    letters nor the holder's signature nor the day of issue are of the name.
    """
    for laid in paper.pages:
        for row in laid.sheet.rows:
            if not _ESTABLISHED.search(row[-1].text):
                continue
            under = _lines_under(laid, row[-1])
            lines = [_APART_HYPHEN.sub("-", join_text([t for s in r for t in s.tokens])) for r in under[:2]]
            if len(lines) < 2 or not all(map(_is_name_line, lines)):
                continue
            given, family = under[:2]
            heights = sorted(max(s.height for s in row) for row in (given, family))
            name = tidy_name(" ".join(lines))
            if name and is_full_name(name) and heights[1] < _AS_TALL * heights[0]:
                tokens = [t for row in (given, family) for s in row for t in s.tokens]
                return paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, tokens, 0.93)
    return None


def _lines_under(laid: Laid, sentence: Segment) -> list[list[Segment]]:
    """What stands under a card's sentence and has letters, the number left out; where that stands over the name, a seal's
    few letters between the sentence and it are no line."""
    rows = laid.sheet.rows[sentence.row + 1 :]
    reached = [[s for s in row if _is_under(s, sentence)] for row in rows]
    below = (
        [s for s in row if (s in own or _begins_with(s, after)) and not _is_beside_name(s)]
        for row, own, after in zip(rows, reached, [*reached[1:], []], strict=True)
    )
    under = [row for row in below if row]
    numbers = (i for i, row in enumerate(under[:_NUMBERS_ROWS]) if any(map(_is_cards_number, row)))
    number = next(numbers, 0)
    lines = [[s for s in row if not (_is_cards_number(s) or is_day(s))] for row in under]
    return [row for i, row in enumerate(lines) if _has_letters(row) and not (i < number and _is_seals(row))]


def _has_letters(row: Sequence[Segment]) -> bool:
    return any(c.isalpha() for s in row for c in s.text)


#: Letters of a seal that a reader took for a line, at most: "SSA", "USA" and what they may be misread as.
_SEALS_LETTERS = 4


def _is_seals(row: Sequence[Segment]) -> bool:
    """Whether a line is of few letters that are nobody's name."""
    text = "".join(s.text for s in row)
    return sum(c.isalpha() for c in text) <= _SEALS_LETTERS and not look_up(text).known


#: Letters within the seal.
_OF_SEAL = re.compile(r"^\W*(?:SSA|USA)\W*$")


def _is_beside_name(segment: Segment) -> bool:
    """Whether a line is of the seal, or written by hand where the card prints."""
    return bool(_OF_SEAL.match(segment.text)) or all(token.word.handwritten for token in segment.tokens)


def _is_cards_number(segment: Segment) -> bool:
    return bool(_COVERED.match(segment.text) or _CARDS_NUMBER.match(segment.text))


def _is_under(segment: Segment, sentence: Segment) -> bool:
    return segment.x0 < sentence.x1 and segment.x1 > sentence.x0


def _begins_with(segment: Segment, below: Sequence[Segment]) -> bool:
    """Whether a line begins where one below it does: a short given name ends before the card's sentence begins."""
    return any(abs(segment.x0 - s.x0) < _ASIDE * s.height for s in below)


#: A surname's hyphen as such cards print it: "DUCHARME - SAVARY".
_APART_HYPHEN = re.compile(r"(?<=[A-Z])\s+-\s+(?=[A-Z])")


def _is_name_line(text: str) -> bool:
    return text.isupper() and looks_like_name(text, most=4)
