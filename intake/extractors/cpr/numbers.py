"""A card's own number: printed, or in its square code or bar code.

What a symbol holds is a second, independent reading of the number printed beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.pages import Barcode
from intake.extractors.cpr.other_days import is_of_earlier_card
from intake.extractors.normalise.names import is_full_name, looks_like_name
from intake.extractors.normalise.numbers import parse_certificate_id
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.layout import Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, search_flow
from intake.extractors.sheets.phrases import squeeze
from intake.extractors.sheets.vocabulary import Ask

#: The American Heart Association's eCard code.
_CODE = re.compile(r"(?<!\d)\d{12}(?!\d)")

#: Labels that ask for a number without saying which.
_WEAK_LABELS = frozenset(
    ["no", "code", "id", "id no", "certificate", "course id", "class id", "student id", "license no", "card"]
)

#: Words, even half lost, before a card's own number; and those before somebody else's.
_NAMED = re.compile(
    r"(?i)(?:ertif\w*|ficate|cert|card|code|\w?erial|credential)\W*(?:no|number|id|code|#)?\W*$|\b(?:no|id)\W*$"
    r"|\b(?:entered|recorded|registered|filed|listed|book|numbered)\b[^.]{0,20}\b(?:under|as|at|with)\W*$"
)
_OTHERS = re.compile(
    r"(?i)\b(?:inst(?:r\w*)?|center|tc|site|phone|tel|registry|training|stock|form|product|item|order)\b"
)

#: Captions of a number in a list, of a class or of who sat in it, and those of the card's own.
_LISTED = re.compile(r"\b(?:roster|regist(?:ry|er)|entry|class|course|student|slip|license)\b")
_OF_CARD = re.compile(r"\b(?:card|certificate)\b")

#: A number that hangs on the word before it: "No.1234567".
_GLUED = re.compile(r"(?i)^(?:no|nr|id|cert|serial)[.:#]+(?P<id>\S+)$")

#: A publisher's number of the form itself ("20-3001", "15-1805 R4/22"), which every card of one printing bears.
FORM_NUMBER = re.compile(r"^\d{2}-\d{4}$")

#: A training center's number as the bodies give it: "TC81099", "TC-30772".
CENTER_NUMBER = re.compile(r"(?i)^TC[\W_]?\d{3,6}$")

#: A telephone number as it stands alone at a letter's head.
_TELEPHONE = re.compile(r"^\d{3}[-.]\d{3}[-.]\d{4}$")

#: What the last part of a code's address must look like to be the card's number: a digit, and no plain word.
_IN_ADDRESS = re.compile(r"(?:[/=#])(?P<id>(?=[\w-]*\d)[A-Za-z0-9][A-Za-z0-9-]{4,24})/?$")

#: Characters by which a printed number may differ from the one in the symbol and still be the same, misread.
_MISREAD = 2


def find_card_number(paper: Paper) -> Evidence | None:
    """The card's number, seconded or mended by its symbol where it has one."""
    printed = printed_number(paper)
    symbols = numbers_in_symbols(paper)
    if printed is None:
        return _from_symbol(paper, *symbols[0]) if symbols else None
    for _, _, value in symbols:
        if Levenshtein.distance(bare_number(value), bare_number(str(printed.value))) <= _MISREAD:
            same = bare_number(value) == bare_number(str(printed.value))
            worth = 1.0 if same else 0.97
            box = printed.box
            return replace(
                paper.evidence(FieldName.CERTIFICATE_ID, printed.value if same else value, printed.page, (), worth,
                               printed=printed.printed, box=box, reading=0.995),
                reader=f"{printed.reader}+barcode",
            )  # fmt: skip
    return printed


def number_in_symbol(text: str) -> str | None:
    """The number that a square code's address ends in, or that a bar code is."""
    if "/" not in text:
        return parse_certificate_id(text) if len(text) <= 24 else None
    found = _IN_ADDRESS.search(text.strip())
    return found["id"] if found else None


def numbers_in_symbols(paper: Paper) -> list[tuple[int, Barcode, str]]:
    """Page, symbol and number of every symbol that holds one."""
    return [(page, code, value) for page, code in _barcodes(paper) if (value := number_in_symbol(code.text))]


def _barcodes(paper: Paper) -> Iterator[tuple[int, Barcode]]:
    for laid in paper.pages:
        for code in laid.sheet.reading.barcodes:
            yield laid.sheet.page, code


def _from_symbol(paper: Paper, page: int, code: Barcode, value: str) -> Evidence:
    return replace(
        paper.evidence(FieldName.CERTIFICATE_ID, value.upper(), page, (), 0.88, printed=value, box=code.box, reading=0.999),
        reader="barcode",
    )  # fmt: skip


def bare_number(text: str) -> str:
    """Letters and digits of a number, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def printed_number(paper: Paper) -> Evidence | None:
    """The card's number as it is printed, whatever a symbol says."""
    answers = [
        a
        for a in paper.answers(Ask.CERTIFICATE_ID)
        if not _is_of_another(paper, a)
        and not is_of_earlier_card(paper.pages[a.label.page].sheet.flow, a.tokens)
    ]
    named = [a for a in answers if a.label.phrase not in _WEAK_LABELS]
    named.sort(key=lambda a: _rank_caption(a.label.phrase))
    if all(a.label.phrase.startswith("serial") for a in named) and (under := _under_caption(paper)):
        return under
    if named:
        found = paper.answer_evidence(FieldName.CERTIFICATE_ID, named[0])
        # An eCard code has twelve digits; what has other characters is misread or another number.
        misshapen = "ecard" in squeeze(named[0].label.phrase) and not _CODE.fullmatch(named[0].value)
        return replace(found, confidence=min(found.confidence, 0.6)) if misshapen else found
    taken = {id(t) for laid in paper.pages for a in laid.answers for t in a.tokens if a not in answers}
    for laid, flow, match in search_flow(paper, _CODE):
        tokens = flow.tokens(*match.span())
        if not any(id(t) in taken for t in tokens) and not is_of_earlier_card(flow, tokens):
            return paper.evidence(FieldName.CERTIFICATE_ID, match[0], laid.sheet.page, tokens, 0.88)
    if answers:
        return paper.answer_evidence(FieldName.CERTIFICATE_ID, answers[0])
    return _called_so(paper) or _alone(paper)


def _rank_caption(phrase: str) -> int:
    """How far down a caption's number is tried: a list's or a class's, which all who sat in it share or are counted by,
    gives way to the serial number of a card's print, and that to the certificate's own."""
    if asks_for_a_lists(phrase):
        return 2
    return 1 if phrase.startswith("serial") else 0


def asks_for_a_lists(phrase: str) -> bool:
    """Whether a caption calls its number a list's, a class's or its holder's rather than the card's."""
    return bool(_LISTED.search(phrase)) and not _OF_CARD.search(phrase)


def asks_for_own(phrase: str) -> bool:
    """Whether a caption calls its number the card's or the certificate's."""
    return _OF_CARD.search(phrase) is not None


def _is_of_another(paper: Paper, answer: Answer) -> bool:
    """Whether a bare "no." ends the caption of another number ("Phone No."), stands right behind who taught, or over
    a number within a line of other words."""
    label = answer.label
    if label.phrase != "no":
        return False
    row = paper.pages[label.page].sheet.rows[label.row]
    before = join_text([t for s in row for t in s.tokens if t.x1 <= label.x0])
    caption = join_text([t for s in row if label.tokens[0] in s.tokens for t in s.tokens if t.x1 <= label.x0])
    if _OTHERS.search(caption):
        return True
    if answer.place is Place.RIGHT:
        return is_full_name(before) and looks_like_name(before)
    return not any(s.tokens[0] is answer.tokens[0] for s in paper.pages[label.page].sheet.segments)


def _under_caption(paper: Paper) -> Evidence | None:
    """A number alone under the caption that names it, at whose end it ends: a column set to the right."""
    for laid in paper.pages:
        for label in laid.labels:
            if label.ask is not Ask.CERTIFICATE_ID or label.phrase in _WEAK_LABELS or not label.starts:
                continue
            for segment in laid.sheet.rows[label.row + 1] if label.row + 1 < len(laid.sheet.rows) else ():
                value = parse_certificate_id(segment.text) if len(segment.tokens) == 1 else None
                near = segment.y0 - label.y1 < label.height and abs(segment.x1 - label.x1) < label.height
                if value and near:
                    return paper.evidence(
                        FieldName.CERTIFICATE_ID, value, laid.sheet.page, segment.tokens, 0.88
                    )
    return None


#: Digits that a number has at least whose letter stands apart: "H 4471902".
_LEAST_DIGITS = 5


def _begins_with_letter(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number's letter stands as a word of its own before its digits."""
    letter = tokens[index - 1].text if index else ""
    digits = tokens[index].text
    return len(letter) == 1 and letter.isupper() and digits.isdigit() and len(digits) >= _LEAST_DIGITS


def _called_so(paper: Paper) -> Evidence | None:
    """A number behind words half lost ("ertificate 7VSVHNY")."""
    for laid in paper.pages:
        taken = {id(t) for a in laid.answers for t in a.tokens}
        for row in laid.sheet.rows:
            tokens = [t for s in row for t in s.tokens]
            for index, token in enumerate(tokens):
                glued = _GLUED.match(token.text)
                value = parse_certificate_id(glued["id"] if glued else token.text)
                lettered = _begins_with_letter(tokens, index)
                first = index - lettered
                before = " ".join(t.text for t in tokens[max(0, first - 5) : first])
                called = (glued or _NAMED.search(before)) and not _OTHERS.search(before)
                earlier = is_of_earlier_card(laid.sheet.flow, [token]) if value and called else False
                if value and called and id(token) not in taken and not earlier:
                    own = tokens[first : index + 1]
                    value = tokens[first].text + value if lettered else value
                    return paper.evidence(FieldName.CERTIFICATE_ID, value, laid.sheet.page, own, 0.85)
    return None


def stands_behind_teacher(laid: Laid, number: Token) -> bool:
    """Whether a number stands in its row behind who taught: theirs, as under "Instructor / ID no."."""
    asked = {id(t) for a in laid.answers if a.label.ask is Ask.INSTRUCTOR for t in a.tokens}
    rows = ([t for s in row for t in s.tokens] for row in laid.sheet.rows)
    row = next((tokens for tokens in rows if any(t is number for t in tokens)), [])
    return any(id(t) in asked and t.x1 <= number.x0 for t in row)


def _alone(paper: Paper) -> Evidence | None:
    """A number alone in its place, which is neither the publisher's number of the form nor a training center's."""
    for laid in paper.pages:
        taken = {id(t) for a in laid.answers for t in a.tokens}
        for segment in laid.sheet.segments:
            value = parse_certificate_id(segment.text) if len(segment.tokens) == 1 else None
            if (
                value
                and len(value) >= 7
                and id(segment.tokens[0]) not in taken
                and not FORM_NUMBER.match(value)
                and not CENTER_NUMBER.match(value)
                and not _TELEPHONE.match(value)
                and not stands_behind_teacher(laid, segment.tokens[0])
            ):
                return paper.evidence(FieldName.CERTIFICATE_ID, value, laid.sheet.page, segment.tokens, 0.7)
    return None
