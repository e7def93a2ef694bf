"""Whether the applicant signed, and when."""

import re
from collections.abc import Iterator, Sequence

from domain.documents import Evidence
from domain.geometry import Box, join_boxes
from domain.kinds import FieldName
from intake.extractors.normalise.dates import find_dates, parse_date
from intake.extractors.requests.letter_signature import (
    find_closing_signature,
    find_ending_signature,
    list_closings,
)
from intake.extractors.requests.named_signatures import find_named_signature
from intake.extractors.requests.signed_roles import find_signed_roles
from intake.extractors.requests.signers import ANSWERS, heads_sentence, is_applicants, is_for_the_answer
from intake.extractors.requests.signing import Look, Presence, look_at_place
from intake.extractors.requests.signing_places import caption_to_sign, has_line
from intake.extractors.requests.strokes import (
    Strokes,
    find_ink_outside,
    find_strokes,
    is_written,
)
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.paper import Laid, Paper, sureness_of
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.vocabulary import Ask

#: Levels that differ by less than this share of a line's height are one.
SAME_LEVEL = 0.5

#: What strokes on a line are worth as a signature that no caption names: ink, and what was read as words.
INK_ON_LINE, WORDS_ON_LINE = 0.93, 0.88

#: Lines of the page up to which strokes stand near a place to sign.
NEAR = 12


def find_signature(paper: Paper, applicant: str = "") -> list[Evidence]:
    """The signature and its date; nothing where the paper has no place for them. A mail's own text tells days of papers
    signed elsewhere: none of them is its own where nobody signs it. Strokes over the applicant's name are a signature,
    whatever other place stands empty."""
    found = _find_signed(paper)
    signed = any(e.field is FieldName.SIGNATURE_PRESENT and e.value is True for e in found)
    if not signed and applicant and (named := find_named_signature(paper, applicant)) is not None:
        over, laid, caption = named
        day = _signed_on(paper, laid, caption)
        return [over, *([day] if day else [e for e in found if e.field is FieldName.SIGNED_ON])]
    return found if signed or not paper.is_mail else [e for e in found if e.field is not FieldName.SIGNED_ON]


def _find_signed(paper: Paper) -> list[Evidence]:
    named = [
        (laid, label)
        for laid, label in paper.labels(Ask.SIGNATURE)
        if is_applicants(laid, label) and not is_for_the_answer(laid, label)
    ]
    places = [(laid, label) for laid, label in named if not heads_sentence(laid, label)]
    places = places or [(laid, label) for laid in paper.pages for label in _captions_beside_date(laid)]
    places = places or [(laid, label) for laid in paper.pages for label in find_signed_roles(laid)]
    if named and not places:
        return _signed_line(paper)  # words of consent, and no caption tells where they are signed
    if not places:
        alone = _dated_stroke(paper) or _signed_line(paper)
        return alone or find_closing_signature(paper) or find_ending_signature(paper)
    laid, label = max(places, key=lambda p: _rank(*p))
    if not has_line(laid, label) and look_at_place(laid, label).presence is not Presence.PRESENT:
        # A heading over its place, which is signed over another word: "Signature", a line, "Applicant".
        label = next(find_signed_roles(laid), label)
    look, signed = look_at_place(laid, label), _signed_on(paper, laid, label)
    if paper.is_mail and look.presence is not Presence.PRESENT and not look.lined:
        return []  # of a release elsewhere: "consent electronically signed 08/24/2026, on file"
    if look.presence is Presence.ABSENT and (elsewhere := _strokes_elsewhere(paper, laid, label, look.lined)):
        if not look.lined and (line := _signed_line(paper)):
            return line
        look = Look(Presence.UNSURE, join_boxes([look.region, *elsewhere]), 0.0)
    found = [] if look.presence is Presence.UNSURE else [
        paper.evidence(
            FieldName.SIGNATURE_PRESENT, look.presence is Presence.PRESENT, laid.sheet.page, (), look.worth,
            printed="", box=look.region, reading=1.0,
        )
    ]  # fmt: skip
    return [*found, *([signed] if signed else [])]


def leaves_date_open(paper: Paper) -> bool:
    """Whether a place to sign asks for its date beside it and gets none: no other day of the paper is that one."""
    places = [(laid, label) for laid, label in paper.labels(Ask.SIGNATURE) if is_applicants(laid, label)]
    asked = [(laid, date) for laid, label in places for date in _date_labels(laid, label)]
    own = [(laid, date) for laid, date in asked if laid.part_of(date) is not Part.STATE]
    return bool(own) and not any(a.label is date for laid, date in own for a in laid.answers)


def leaves_only_the_answer_to_sign(paper: Paper) -> bool:
    """Whether a paper has a line for who answers it and its date, and no place for anybody else to sign, nor strokes: the
    day of its letterhead is no signature's."""
    if any(paper.labels(Ask.SIGNATURE)) or any(
        any(list_closings(laid)) or any(find_strokes(laid)) for laid in paper.pages
    ):
        return False
    dated = [(laid, date) for laid, date in paper.labels(Ask.DATE)]
    return bool(dated) and all(
        any(ANSWERS.search(segment.text) for segment in laid.sheet.rows[date.row])
        and not any(a.label is date for a in laid.answers)
        for laid, date in dated
    )


def _captions_beside_date(laid: Laid) -> Iterator[Label]:
    """Captions left of a caption that asks the date: what stands there is the signature, however it is called."""
    for date in laid.labels:
        if date.ask is not Ask.DATE or not date.alone or laid.part_of(date) is Part.STATE:
            continue
        if any(a.label is date and a.place == "right" for a in laid.answers):
            continue
        nearest = _nearest_left(laid, date)
        if nearest is None or len(nearest.tokens) > 6 or any(c.isdigit() for c in nearest.text):
            continue
        if any(ANSWERS.search(segment.text) for segment in (nearest, *laid.sheet.rows[date.row])):
            continue
        taken = [a for a in laid.answers if any(t in nearest.tokens for t in a.tokens)]
        if any(a.label is not date and a.label.ask is not Ask.NAME for a in taken):
            continue
        yield caption_to_sign(laid, nearest)


def _nearest_left(laid: Laid, date: Label) -> Segment | None:
    """The words left of a caption; those on its level or lower before those above, which are the answer."""

    def below(segment: Segment) -> float:
        return (segment.tokens[0].middle - date.tokens[0].middle) / date.height

    near = laid.sheet.rows[max(0, date.row - 1) : date.row + 2]
    beside = [s for row in near for s in row if s.x1 < date.x0 and abs(below(s)) < 1.2]
    return min(beside, key=lambda s: (below(s) < -SAME_LEVEL, -s.x1), default=None)


def _rank(laid: Laid, label: Label) -> float:
    owned = (
        1.0
        if re.search(
            r"applicant|candidate|employee|student|holder|my|individual|provider|member", label.phrase
        )
        else 0.0
    )
    part = 0.6 if laid.part_of(label) is Part.APPLICANT else 0.0
    dated = 0.3 if _date_labels(laid, label) else 0.0
    # Of a heading and the caption under it the one with a line is where people sign.
    lined = 0.2 if has_line(laid, label) else 0.0
    return owned + part + dated + lined - 0.001 * label.row


def _date_labels(laid: Laid, label: Label) -> list[Label]:
    return [x for x in laid.labels if x.ask is Ask.DATE and x.starts and abs(x.row - label.row) <= 2]


#: A caption that asks for the day of the signature, wherever it stands: "Date you sign".
_DAY_OF_SIGNING = re.compile(r"\bsign(?:ed|ing|ature)?\b")


def _signed_on(paper: Paper, laid: Laid, label: Label) -> Evidence | None:
    asked = [
        a
        for a in laid.answers
        if a.label.ask is Ask.DATE and laid.part_of(a.label) is not Part.STATE and len(a.value) == 10
    ]
    near = [a for a in asked if abs(a.label.row - label.row) <= 3]
    if not near:
        elsewhere = [a for a in asked if _DAY_OF_SIGNING.search(a.label.phrase)]
        if (dated := _date_near(paper, laid, label)) is not None or len(elsewhere) != 1:
            return dated
        near = elsewhere
    best = min(
        near, key=lambda a: (abs(a.label.row - label.row), 0 if a.label.x0 > label.x0 else 1, -a.score)
    )
    worth = min(1.0, sureness_of(best) + (0.03 if best.label.row == label.row else -0.05))
    return paper.evidence(
        FieldName.SIGNED_ON, best.value, best.label.page, best.tokens, worth, reading=best.reading
    )


def _date_near(paper: Paper, laid: Laid, label: Label) -> Evidence | None:
    """A day that no other label claims, on the line of the signature or right above its caption."""
    claimed = {id(t) for a in laid.answers if a.label.ask is not Ask.SIGNATURE for t in a.tokens}
    for row in (label.row, label.row - 1, label.row - 2):
        for segment in laid.sheet.rows[row] if row >= 0 else ():
            far = segment.tokens[0].y0 < label.y0 - 3.5 * label.height
            dates = find_dates(segment.text, month_only=False)
            if (
                far
                or len(dates) != 1
                or laid.part_at(row, segment.x0) is Part.STATE
                or len(segment.tokens) > 5
            ):
                continue
            if not any(id(t) in claimed for t in segment.tokens):
                return paper.evidence(
                    FieldName.SIGNED_ON, dates[0].value, laid.sheet.page, segment.tokens, 0.85
                )
    return None


def _signed_line(paper: Paper) -> list[Evidence]:
    """A signature on a line that no known caption names, with its day beside it."""
    for laid in reversed(paper.pages):
        plain = [strokes for strokes in find_strokes(laid) if strokes.is_plain]
        if plain:
            return _evidence_of(paper, laid, max(plain, key=lambda s: (s.inked, s.box.y0)))
    return []


def _evidence_of(paper: Paper, laid: Laid, strokes: Strokes) -> list[Evidence]:
    page, worth = laid.sheet.page, INK_ON_LINE if strokes.inked else WORDS_ON_LINE
    found = paper.evidence(
        FieldName.SIGNATURE_PRESENT, True, page, (), worth, printed="", box=strokes.box, reading=1.0
    )
    if strokes.day is None:
        return [found]
    return [found, paper.evidence(FieldName.SIGNED_ON, strokes.day, page, strokes.dated, 0.85)]


def _strokes_elsewhere(paper: Paper, laid: Laid, label: Label, lined: bool) -> list[Box]:
    """Strokes that may be the signature though its place is empty: with a day beside them, or near the place.

    Near a place that has no line of its own (`lined`) they need none either.
    """
    reach = NEAR * laid.sheet.line_height
    level = label.tokens[0].word.box.y0
    found = [(page, strokes) for page in paper.pages for strokes in find_strokes(page)]
    boxes = [s.box for page, s in found if s.day is not None or page is laid]
    if not lined:
        boxes += find_ink_outside(laid, Part.STATE)
    dated = [s.box for _, s in found if s.day is not None]
    return [box for box in boxes if box in dated or abs(box.y1 - level) < reach]


def _dated_stroke(paper: Paper) -> list[Evidence]:
    """A signature that no caption names, with its day behind it on the same line: under words of consent."""
    for laid in reversed(paper.pages):
        for index, row in enumerate(laid.sheet.rows):
            tokens = [t for s in row for t in s.tokens]
            dated = _day_alone(row) or [t for t in tokens if any(c.isdigit() for c in t.text)]
            day = parse_date(" ".join(t.text for t in dated))
            written = [t for t in tokens if t not in dated and not t.text.casefold().startswith("date")]
            asked = max((at for at, t in enumerate(written, 1) if t.text.endswith(":")), default=0)
            written = written[asked:]  # strokes behind words of consent and a colon
            if day is None or tokens[0] in dated or not _is_signed(laid, index, written):
                continue
            page = laid.sheet.page
            found = paper.evidence(
                FieldName.SIGNATURE_PRESENT, True, page, (), 0.88,
                printed="", box=join_boxes([t.word.box for t in written]), reading=1.0,
            )  # fmt: skip
            return [found, paper.evidence(FieldName.SIGNED_ON, day, page, tuple(dated), 0.85)]
    return []


def _day_alone(row: Sequence[Segment]) -> Sequence[Token]:
    """The words of the last run of a row where they are a day and nothing else, its month in letters perhaps."""
    last = row[-1]
    days = find_dates(last.text, month_only=False)
    alone = len(days) == 1 and last.text[days[0].start : days[0].end] == last.text.strip(" .,")
    return last.tokens if len(row) > 1 and alone else ()


def _is_signed(laid: Laid, row: int, words: Sequence[Token]) -> bool:
    """Whether a few words outside the office's part are strokes that no label claims."""
    if laid.sheet.is_body or not is_written(words, laid.sheet.line_height):
        return False
    labelled = any(x.row == row and x.starts for x in laid.labels if x.ask is not Ask.DATE)
    return laid.part_at(row, words[0].x0) is not Part.STATE and not labelled
