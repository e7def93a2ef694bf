"""Whose paper it is: the name in boxes, behind a label, in a sentence, or of who signs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from domain.submissions import Headers
from intake.extractors.normalise.names import is_full_name, join_name, tidy_name
from intake.extractors.normalise.organisations import looks_like_organisation
from intake.extractors.people.places import OWN_PARTS
from intake.extractors.people.told_names import (
    OWN_WORDS,
    block_names,
    forwarded_names,
    letter_names,
    sender_names,
    sentence_names,
)
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.layout import Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, row_of, sureness_of
from intake.extractors.sheets.vocabulary import Ask

#: Who writes for an office.
_FOR_OFFICE = re.compile(
    r"(?i)\b(?:we(?:'re|’re)?\s+(?:are|have|just|need|would|recently)|our\s+(?:new|incoming|next|applicants?|candidates?|employees?|students?|hires?|agency|service|department|office))\b"
    r"|\bI(?:['’]m|\s+am|\s+work)\b[^.\n]{0,40}\b(?:at|for|with|from)\s+(?-i:[A-Z])"
)


def find_name(paper: Paper, field: FieldName, headers: Headers | None = None) -> Evidence | None:
    """The person's name: boxed parts, a labelled answer, a sentence, or who signs the mail."""
    candidates = [*_boxed_names(paper, field), *_labelled_names(paper, field)]
    if not candidates:
        candidates = [
            *sentence_names(paper, field),
            *block_names(paper, field),
            *forwarded_names(paper, field),
        ]
    if not candidates or OWN_WORDS.search(paper.text):
        # Whose own words a letter is, he or she signs it; an office's letter is signed by its staff.
        candidates += letter_names(paper, field)
    if not candidates and headers is not None and _is_own_mail(paper):
        candidates = list(sender_names(paper, field, headers))
    best = max(candidates, key=lambda e: e.confidence, default=None)
    return spell_out(best, candidates) if best else None


def _is_own_mail(paper: Paper) -> bool:
    """Whether a mail's text may be the holder's own: nobody who only speaks for an office is the applicant."""
    own = bool(OWN_WORDS.search(paper.text)) or not _FOR_OFFICE.search(paper.text)
    return own and any(laid.sheet.is_body for laid in paper.pages)


def spell_out(best: Evidence, candidates: Iterable[Evidence]) -> Evidence:
    """The same name with its first name in full, where the best one has only the initial, as in a signature."""
    words = fold(str(best.value)).split()
    if len(words[0].strip(".")) > 1:
        return best
    for other in candidates:
        theirs = fold(str(other.value)).split()
        if len(theirs[0]) > 2 and theirs[0][0] == words[0][0] and theirs[-1] == words[-1]:
            return other
    return best


def _boxed_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    for laid in paper.pages:
        lasts = [
            a for a in laid.answers if a.label.ask is Ask.LAST_NAME and laid.part_of(a.label) in OWN_PARTS
        ]
        for last in sorted(lasts, key=lambda a: -a.score)[:2]:
            middle = _nearest(laid, last, (Ask.MIDDLE_NAME,))
            first = _nearest(laid, last, (Ask.FIRST_NAME, Ask.FIRST_MIDDLE)) or _between(laid, last, middle)
            if first is None:
                continue
            suffix = _suffix_near(laid, last)
            parts = [first, last, *([middle] if middle else [])]
            name = join_name(
                first.value, middle.value if middle else "", last.value, suffix[0] if suffix else ""
            )
            if name is None:
                continue
            tokens = [t for p in parts for t in p.tokens] + (list(suffix[1]) if suffix else [])
            worth = min(sureness_of(p) for p in parts)
            reading = 1.0
            for part in parts:
                reading *= part.reading
            yield paper.evidence(
                field, name, laid.sheet.page, tokens, min(1.0, worth + 0.03), reading=reading
            )


def _nearest(laid: Laid, anchor: Answer, asks: Sequence[Ask]) -> Answer | None:
    """The answer to one of some questions that stands nearest, within five rows."""
    near = [
        a
        for a in laid.answers
        if a.label.ask in asks
        and abs(a.label.row - anchor.label.row) <= 5
        and laid.part_of(a.label) in OWN_PARTS
    ]
    return min(near, key=lambda a: (abs(a.label.row - anchor.label.row), -a.score), default=None)


def _between(laid: Laid, last: Answer, middle: Answer | None) -> Answer | None:
    """What stands between the surname and the middle name where the label of the first name was misread."""
    if middle is None or middle.label.row != last.label.row:
        return None
    taken = {id(t) for answer in laid.answers for t in answer.tokens}
    row = row_of(laid, last.tokens[0])
    words = [
        t for t in laid.sheet.row_tokens(row)
        if last.tokens[-1].x1 <= t.x0 and t.x1 <= middle.tokens[0].x0 and id(t) not in taken
    ]  # fmt: skip
    name = tidy_name(join_text(words)) if 0 < len(words) <= 2 else None
    return replace(last, tokens=tuple(words), value=name, doubted=True) if name else None


def _suffix_near(laid: Laid, anchor: Answer) -> tuple[str, tuple[Token, ...]] | None:
    found = _nearest(laid, anchor, (Ask.SUFFIX,))
    if found is None:
        return None
    text = found.text.strip(" .,").casefold()
    return (text, found.tokens) if text in ("jr", "sr", "ii", "iii", "iv") else None


def _labelled_names(paper: Paper, field: FieldName) -> Iterator[Evidence]:
    for answer in paper.answers(Ask.NAME, parts=OWN_PARTS)[:4]:
        if looks_like_organisation(answer.text):
            continue
        yield paper.answer_evidence(field, answer)
    for answer in paper.answers(Ask.LAST_NAME, parts=OWN_PARTS):
        # Whoever writes the surname, a comma and more was asked for all of it: the caption was misread.
        if "," in answer.text and is_full_name(answer.value):
            yield paper.answer_evidence(field, answer)
