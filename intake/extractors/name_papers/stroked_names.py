"""Names whose parts a hand parts by strokes on one line, over captions for each of them:

that  Ana M. / Reyes / Barlow
      first name   premarriage surname   new surname (if applicable)
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from domain.likeness import fold
from intake.extractors.name_papers.certified_names import without_lead
from intake.extractors.name_papers.name_tables import is_kept
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import join_name, looks_like_name, tidy_name
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Token, join_text
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: What the captions below a line ask for, in their order; not all of them ask for a middle name.
_FIRST = re.compile(r"^(?:first|given)\b(?!.*\b(?:sur|last|family)\b)")
_MIDDLE = re.compile(r"^middle\b")
_LAST = re.compile(r"^(?:pre-? ?(?:marriage|marital)|premarried|maiden|birth|former|present|current|prior)\b")
_NEW = re.compile(r"^new (?:last |family |sur)names?\b")
_CAPTIONS = ((_FIRST, _LAST, _NEW), (_FIRST, _MIDDLE, _LAST, _NEW))

#: What parts the names on a line.
_STROKES = frozenset({"/", "|"})


def stroked_pairs(laid: Laid) -> Iterator[tuple[Answer, Answer, str]]:
    """Each name before, and the surname after with the whole name that it makes, of lines on which strokes part the first
    name, the surname and the new one; who gives no new surname keeps the name."""
    for above, captions in pairwise(laid.sheet.rows):
        if not _ask_for_parts(captions):
            continue
        parts = _parted([t for segment in above for t in segment.tokens])
        names = [join_text(part) for part in parts]
        if len(parts) != len(captions) or not all(map(_is_part, names)) or _is_told_otherwise(names):
            continue
        first, middle, last, new = names[0], " ".join(names[1:-2]), names[-2], tidy_name(names[-1])
        before, after = join_name(first, middle, last), join_name(first, middle, names[-1])
        if before and after and new:
            own = tuple(t for part in parts[:-1] for t in part)
            old = Answer(_label_of(laid, captions[0], Ask.NAME_BEFORE), Place.ABOVE, own, before, 1.0)
            asked = _label_of(laid, captions[-1], Ask.NAME_AFTER)
            yield old, Answer(asked, Place.ABOVE, parts[-1], new, 1.0), after


def _ask_for_parts(row: Sequence[Segment]) -> bool:
    """Whether a row holds nothing but the captions for the parts of a name before and after."""
    asked = [fold(segment.text) for segment in row]
    return any(
        len(parts) == len(asked) and all(p.search(text) for p, text in zip(parts, asked, strict=True))
        for parts in _CAPTIONS
    )


def _is_part(text: str) -> bool:
    return re.fullmatch(r"[^\W\d_]\.?", text) is not None or looks_like_name(text, most=4)


def _is_told_otherwise(names: Sequence[str]) -> bool:
    """Whether the last part says that the name stays, or a middle name, for which nothing asks, stands as the surname."""
    last = look_up(names[-2])
    no_middle = len(names) == len(_CAPTIONS[0]) and " " not in names[0] and " " not in names[-2]
    return is_kept(names[-1]) or (no_middle and last.given > last.surname)


def _parted(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The words between the strokes of a line, without the sentence's words before them."""
    parts: list[tuple[Token, ...]] = [()]
    tokens = without_lead(tokens)
    if any({a.text, b.text} == _STROKES for a, b in pairwise(tokens)):
        return []  # one of two strokes side by side that differ is a letter: "Ana I / Reyes"
    for token in tokens:
        if token.text in _STROKES:
            parts.append(())
        else:
            parts[-1] = (*parts[-1], token)
    return [part for part in parts if part]


def _label_of(laid: Laid, caption: Segment, ask: Ask) -> Label:
    """A caption as the label that what stands over it answers."""
    end = len(caption.tokens)
    return Label(
        ask, fold(caption.text), laid.sheet.page, caption.row, 0, end, caption.tokens, 1.0, False, True
    )
