"""A signature over the applicant's own name in print, with no other caption: who signs there is told by the name."""

from collections.abc import Iterator

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import FieldName
from domain.likeness import fold, same_name
from intake.extractors.requests.signing_places import caption_to_sign
from intake.extractors.requests.strokes import list_large_ink
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid, Paper

#: What strokes over one's own name are worth as a signature.
WORTH = 0.93
#: Strokes begin no farther aside of the name, and end no farther above it or reach into it no farther, in its height.
_ASIDE, _ABOVE, _INTO = 6.0, 2.0, 1.2
#: So much of them stands over it at least: a stroke through a name is none.
_OVER = 0.5


def find_named_signature(paper: Paper, applicant: str) -> tuple[Evidence, Laid, Label] | None:
    """The strokes right over the applicant's name in print, its page, and the name as their caption; None where there
    are none."""
    for laid in reversed(paper.pages):
        for segment in _names_in_print(laid, applicant):
            for ink in list_large_ink(laid):
                if _stands_on(ink, segment):
                    found = paper.evidence(
                        FieldName.SIGNATURE_PRESENT, True, laid.sheet.page, (), WORTH,
                        printed="", box=ink, reading=1.0,
                    )  # fmt: skip
                    return found, laid, caption_to_sign(laid, segment)
    return None


def _names_in_print(laid: Laid, applicant: str) -> Iterator[Segment]:
    """The applicant's name alone, or before a comma and what the person is, where it answers no question."""
    answers = {id(t) for a in laid.answers for t in a.tokens}
    for segment in laid.sheet.segments:
        named = segment.text.strip(" .,")
        own = any(_is_name_of(applicant, name) for name in (named, named.rsplit(",", 1)[0]))
        written = any(t.word.handwritten for t in segment.tokens)
        if own and not written and id(segment.tokens[0]) not in answers:
            yield segment


def _is_name_of(applicant: str, name: str) -> bool:
    """Whether a name is the applicant's, her given names in full or by their letters: "G. A. Souza"."""
    whole, short = (fold(text).replace(".", " ").split() for text in (applicant, name))
    if same_name(applicant, name):
        return True
    lettered = len(short) > 1 and len(short) <= len(whole) and all(len(word) == 1 for word in short[:-1])
    return lettered and whole[-1] == short[-1] and [w[0] for w in whole[: len(short) - 1]] == short[:-1]


def _stands_on(ink: Box, name: Segment) -> bool:
    boxes = [t.word.box for t in name.tokens]
    top, height = min(b.y0 for b in boxes), max(b.height for b in boxes)
    near = -_ABOVE * height <= ink.y1 - top <= _INTO * height and top - ink.y0 >= _OVER * height
    return near and abs(ink.x0 - boxes[0].x0) <= _ASIDE * height
