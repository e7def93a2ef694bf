"""Finding labels among the words of a page, misread ones included."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from domain.kinds import Kind
from intake.extractors.sheets.answers import NAME_PARTS, NAMES
from intake.extractors.sheets.guessed_labels import guess_label
from intake.extractors.sheets.label import Label, Line, line_of
from intake.extractors.sheets.label_reach import NAME_ASKS, reach_label
from intake.extractors.sheets.layout import Sheet, Token
from intake.extractors.sheets.other_tongues import count_other_tongue
from intake.extractors.sheets.phrases import Start, find_phrase
from intake.extractors.sheets.vocabulary import Ask

_NUMBERING = re.compile(
    r"^(?:\(?[A-Za-z]?\d{1,2}(?:[A-Za-z](?:-[A-Za-z])?)?[.):]|[A-Za-z]\d{1,2}\.?|\(?[A-Za-z][.)]|#?\d{1,2}\.|[•·▪■□◦*-])$"
)

#: The same on a form that numbers its boxes by bare numbers.
_PLAIN_NUMBERING = re.compile(rf"{_NUMBERING.pattern}|^\d{{1,2}}[a-z]?$")

#: So many bare numbers that follow each other number the boxes of a form.
LEAST_NUMBERED = 4


def find_labels(sheet: Sheet, kind: Kind) -> list[Label]:
    """Find the labels of a page, row by row, none overlapping another."""
    numbering = _PLAIN_NUMBERING if _numbers_its_boxes(sheet) else _NUMBERING
    rows = range(len(sheet.rows))
    labels = [label for row in rows for label in _labels_of_line(line_of(sheet, row), kind, numbering)]
    return [label for label, after in zip_longest(labels, labels[1:]) if not _numbers(label, after)]


def _numbers(label: Label, after: Label | None) -> bool:
    """Whether a number only counts the question that another label right behind it puts."""
    behind = after is not None and after.row == label.row and after.first == label.last
    return behind and label.phrase.isdigit() and after is not None and after.ask is not Ask.OTHER


def _numbers_its_boxes(sheet: Sheet) -> bool:
    """Whether a form numbers its boxes by bare numbers, "1 Last   2 First   3 Middle"."""
    numbers: set[int] = set()
    for segment in sheet.segments:
        first = re.fullmatch(r"(\d{1,2})[a-z]?", segment.tokens[0].text)
        if first and len(segment.tokens) > 1 and segment.tokens[1].text[:1].isupper():
            numbers.add(int(first[1]))
    return sum(n + 1 in numbers for n in numbers) >= LEAST_NUMBERED


def _labels_of_line(line: Line, kind: Kind, numbering: re.Pattern[str]) -> Iterator[Label]:
    """The labels of one row; what follows a label or a number may begin another."""
    index, free = 0, set(line.heads)
    while index < len(line.tokens):
        if numbering.match(line.tokens[index].text) and index in free:
            free.add(index + 1)
        label = _label_at(line, index, free, kind, numbering)
        if label is None:
            index += 1
            continue
        behind = line.tokens[label.last : line.ends[index]]
        label = _with_owner(_of_another(label, behind), line.tokens, index in line.heads)
        label = _of_a_file(label, line.tokens, index in line.heads)
        label = _with_alternative(label, line, free, kind, numbering)
        label = _with_number(label, line)
        yield replace(label, alone=index in line.heads and label.last == line.ends[index])
        free.add(label.last)
        index = label.last


#: What is answered in words, which a caption in another tongue looks like.
_IN_WORDS = NAMES | frozenset(NAME_PARTS) | {Ask.TRAINING_CENTER}


def _with_alternative(
    label: Label, line: Line, free: set[int], kind: Kind, numbering: re.Pattern[str]
) -> Label:
    """The label with the one behind a stroke that asks the same in other words, "Training center / agency", or in
    another tongue, "Training site / Lieu de formation"."""
    if not label.tokens[-1].text.endswith("/") or label.last >= line.ends[label.last - 1]:
        return label
    if label.ask in _IN_WORDS and (count := count_other_tongue(line.segment_from(label.last))):
        last = label.last + count
        colon = line.tokens[last - 1].text.endswith(":")
        return replace(label, last=last, tokens=tuple(line.tokens[label.first : last]), colon=colon)
    other = _label_at(line, label.last, {*free, label.last}, kind, numbering)
    if other is None or other.ask is not label.ask:
        return label
    tokens = (*label.tokens, *other.tokens)
    phrase = f"{label.phrase} / {other.phrase}"
    return replace(label, phrase=phrase, last=other.last, tokens=tokens, colon=other.colon, note=other.note)


#: So many words at most ask for a number.
_LONGEST_NUMBER = 4
#: How a caption ends that does.
_ENDS_IN_NUMBER = re.compile(r"(?i)(?:^|\W|tc)(?:id|no|number|#)\W*$")


def _with_number(label: Label, line: Line) -> Label:
    """The label with what asks for a place's number behind its stroke, which is answered behind a stroke too:
    "Training center / TCID"."""
    stroke = label.tokens[-1].text.endswith("/") and label.last < line.ends[label.last - 1]
    behind = line.segment_from(label.last) if stroke and label.ask is Ask.TRAINING_CENTER else []
    asks = _ENDS_IN_NUMBER.search(" ".join(token.text for token in behind))
    if not asks or len(behind) > _LONGEST_NUMBER:
        return label
    colon = behind[-1].text.endswith(":")
    return replace(label, last=label.last + len(behind), tokens=(*label.tokens, *behind), colon=colon)


def _label_at(line: Line, index: int, free: set[int], kind: Kind, numbering: re.Pattern[str]) -> Label | None:
    """The label that begins at a word: a listed one, or where a segment opens one that says more."""
    label = _listed_label(line, index, free, kind)
    whole = label is not None and (label.colon or label.last >= line.ends[index])
    if whole or not _opens_segment(line, index, numbering):
        return label
    guessed = guess_label(line, index, kind)
    return guessed if guessed and _says_more(guessed, label, kind) else label


#: The number of a box with a letter, and a phrase that begins with a code of no letter.
_LETTERED, _ONE_CODE = re.compile(r"^\(?\d{1,2}[A-Za-z][.)]?$"), re.compile(r"^\d{1,2}[. ]")


def _listed_label(line: Line, index: int, free: set[int], kind: Kind) -> Label | None:
    start = _start_of(line.tokens, index, free)
    phrase = find_phrase(line, index, start, kind)
    if phrase is None or _counts_up(phrase.words, line.tokens[phrase.stop - 1]):
        return None
    if _LETTERED.match(line.tokens[index].text) and _ONE_CODE.match(phrase.words):
        return None  # "1d. last name at birth" is not the code for a licence's last name
    return reach_label(line, index, phrase, start)


def _opens_segment(line: Line, index: int, numbering: re.Pattern[str]) -> bool:
    """Whether a word is the first of its segment, a number before it left out."""
    if numbering.match(line.tokens[index].text) and index + 1 < line.ends[index]:
        return False
    numbered = index - 1 in line.heads and bool(numbering.match(line.tokens[index - 1].text))
    return index in line.heads or numbered


#: What stands behind a question for a name that asks for another's, as "birth name of father" does.
_ANOTHERS = re.compile(r"(?i)of\s+(?:the\s+)?(?:father|mother|parents?|guardian|witness\w*)\b")


def _of_another(label: Label, behind: Sequence[Token]) -> Label:
    """The label, asking for nothing of ours where it asks for the name of a parent or a witness."""
    if label.ask in NAME_ASKS and _ANOTHERS.match(" ".join(t.text for t in behind)):
        return replace(label, ask=Ask.OTHER)
    return label


#: Words right before "ID#" that make it another's number than the card's.
_OWNERS = re.compile(r"(?i)^(?:tc|inst\w*|center|centre|site|registry)[.,]?$")


def _with_owner(label: Label, tokens: Sequence[Token], heads: bool) -> Label:
    """The label, of the instructor or the training centre where the word before it in its line says so."""
    before = None if heads or label.first == 0 else tokens[label.first - 1]
    if label.ask is not Ask.CERTIFICATE_ID or before is None or not _OWNERS.match(before.text):
        return label
    return replace(label, ask=Ask.OTHER, first=label.first - 1, tokens=(before, *label.tokens))


#: Words right before "No." that make it the number of a file, an application or another paper.
_OF_A_FILE = re.compile(
    r"(?i)^(?:applicant|applicant['’]s|application|candidate|case|file|ref|reference|request|account|tracking|control|order|invoice"
    r"|receipt|employee|badge|student|member|docket|portal)\.?$"
)
#: What asks for a number and does not say whose.
_BARE_NUMBER = frozenset({"number", "no"})


def _of_a_file(label: Label, tokens: Sequence[Token], heads: bool) -> Label:
    """The label, asking for no certification's number where the word before it in its line says another's."""
    before = None if heads or label.first == 0 else tokens[label.first - 1]
    if label.phrase not in _BARE_NUMBER or before is None or not _OF_A_FILE.match(before.text):
        return label
    return replace(label, ask=Ask.OTHER, first=label.first - 1, tokens=(before, *label.tokens))


def _counts_up(phrase: str, last: Token) -> bool:
    """Whether a number is the ordinal of a paragraph or a field, as "2." is, and no licence's code for a field."""
    return phrase.isdigit() and last.text.endswith((".", ")"))


def _says_more(guessed: Label, label: Label | None, kind: Kind) -> bool:
    """Whether the words of a whole label say more than the phrase it begins with."""
    if label is None or label.ask is Ask.OTHER:
        return True
    if label.ask is Ask.SSN and guessed.ask is Ask.SSN_LAST4:
        return True
    if guessed.ask is Ask.NAME_AFTER and label.ask is Ask.NAME_BEFORE:
        return len(guessed.tokens) > len(label.tokens)  # "former name restored" is the new one
    if label.ask is Ask.LAST_NAME and guessed.ask in (Ask.NAME_BEFORE, Ask.NAME_AFTER):
        return len(guessed.tokens) > len(label.tokens)  # "last name once wed"
    if label.ask is Ask.LAST_NAME and guessed.ask is Ask.NAME:
        return True  # "surname first, then given names" asks for the whole name
    # A card's label is guessed only where nothing but label words stand there: "class finished" is no class.
    least = 2 if kind is Kind.CPR_CARD or guessed.ask is Ask.SIGNATURE else 3
    one_word = len(label.phrase.split()) == 1 and len(guessed.tokens) >= least
    if one_word and guessed.ask is label.ask is Ask.NAME_BEFORE:
        return len(guessed.tokens) > len(label.tokens)  # "spouse two, as single"
    return one_word and guessed.ask not in (label.ask, Ask.OTHER, Ask.NAME)


def _start_of(tokens: list[Token], index: int, free: set[int]) -> Start:
    if index in free:
        return Start.SEGMENT
    before = tokens[index - 1].text
    if before.endswith((":", "☐", "☒", "]", ")")) or tokens[index].breaks:
        return Start.SEGMENT
    if tokens[index].text[:1].isupper() and not (before[:1].islower() and before[-1:].isalpha()):
        return Start.AFTER_ANSWER
    return Start.INLINE
