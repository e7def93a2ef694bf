"""Lines that are signed over what the person is, where no caption says that somebody signs: "Applicant", "Affiant"."""

import re
from collections.abc import Iterator

from domain.geometry import Box, join_boxes
from domain.pages import MarkKind
from intake.extractors.normalise.names import is_full_name
from intake.extractors.requests.signers import heads_sentence, is_applicants, is_for_the_answer
from intake.extractors.requests.signing_places import caption_to_sign, rules_on
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.vocabulary import Ask

#: What people are who sign a request, alone under their line.
_ROLE = re.compile(
    r"(?i)^\W*(?:the\s+)?(?:applicant|candidate|licensee|certificant|(?:certificate|licen[sc]e)\s+holder|registrant|affiant|"
    r"declarant|undersigned)\W*$"
)

#: A signature is at least so wide, its line no farther above the caption or behind it, and its level then no farther off, in
#: lines of the page.
LEAST_WIDTH, OVER, BEHIND, LEVEL = 2.5, 2.0, 3.0, 1.0

#: Rows above a line in which words of consent stand that it is signed for.
CONSENT_ROWS = 3

#: Rows below a caption that asks the signature in which it may be signed over who signs.
BELOW = 3

#: What is asked about the person, before they sign.
_QUESTIONS = frozenset({Ask.BIRTH_DATE, Ask.SSN, Ask.SSN_LAST4, Ask.FORMER_NAME, Ask.NUMBER})


def find_signed_roles(laid: Laid) -> Iterator[Label]:
    """Captions of who somebody is, under or before a line with ink on it that nobody can read as a name."""
    for index, row in enumerate(laid.sheet.rows):
        if not _may_sign(laid, index):
            continue
        for segment in row:
            if not _ROLE.match(segment.text) or laid.part_at(segment.row, segment.x0) is Part.STATE:
                continue
            named = any(is_full_name(a.value) for a in laid.answers if a.label.tokens[0] in segment.tokens)
            if not named and _is_inked(laid, segment, behind=_is_signed_behind(laid, segment)):
                yield caption_to_sign(laid, segment)


def _may_sign(laid: Laid, row: int) -> bool:
    """Whether people sign in a row: beside the day or right below what asks them to, or else below all questions."""
    own = [label for label in laid.labels if label.starts and laid.part_of(label) is not Part.STATE]
    if any(label.ask is Ask.DATE and label.row == row for label in own):
        return True
    places = [
        label.row
        for label in laid.labels
        if label.ask is Ask.SIGNATURE and is_applicants(laid, label)
        and not heads_sentence(laid, label) and not is_for_the_answer(laid, label)
    ]  # fmt: skip
    if places:
        return any(0 <= row - place <= BELOW for place in places)
    return all(label.row <= row for label in own if label.ask in _QUESTIONS)


#: What a person consents to in the line over the place where they sign for it.
_CONSENTS = re.compile(
    r"(?i)\b(?:authori[sz]es?|consents?|permits?|release|permission|certify|allows?|agrees?|declare|affirm|swear|attest|acknowledge)\b"
)


def _is_signed_behind(laid: Laid, caption: Segment) -> bool:
    """Whether a line behind who somebody is may be signed on rather than filled in with their name: beside the day, below
    words of consent, and where the name is given elsewhere."""
    dated = any(x.ask is Ask.DATE and x.row == caption.row and x.x0 > caption.x1 for x in laid.labels)
    rows = laid.sheet.rows[max(0, caption.row - CONSENT_ROWS) : caption.row]
    above = " ".join(segment.text for row in rows for segment in row)
    asks = {Ask.NAME, Ask.LAST_NAME}
    named = any(a.label.ask in asks and a.label.row < caption.row for a in laid.answers)
    return dated and named and _CONSENTS.search(above) is not None


def _is_inked(laid: Laid, caption: Segment, *, behind: bool) -> bool:
    """Whether ink as wide as a signature stands on the line right above a caption, or on the one right behind it."""
    usual = laid.sheet.line_height
    lines = [
        rule
        for rule in rules_on(laid)
        if _is_over(laid, rule, caption) or (behind and _is_behind(laid, rule, caption))
    ]
    inks = [m.box for m in laid.sheet.marks if m.kind is MarkKind.INK]
    for line in lines:
        on = [
            x for x in inks if x.x0 < line.x1 and x.x1 > line.x0 and x.y0 < line.y0 and x.y1 > line.y0 - usual
        ]
        if on and join_boxes(on).width >= LEAST_WIDTH * usual:
            return True
    return False


def _is_over(laid: Laid, rule: Box, caption: Segment) -> bool:
    usual, level = laid.sheet.line_height, laid.sheet.level(*rule.middle)
    return rule.x0 < caption.x1 and rule.x1 > caption.x0 and -0.5 * usual < caption.y0 - level < OVER * usual


def _is_behind(laid: Laid, rule: Box, caption: Segment) -> bool:
    usual, level = laid.sheet.line_height, laid.sheet.level(*rule.middle)
    beside = -usual < rule.x0 - caption.x1 < BEHIND * usual and abs(caption.y1 - level) < LEVEL * usual
    return beside and caption.text.rstrip().endswith(":")
