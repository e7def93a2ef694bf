"""A signature over the applicant's own name in print, with no other caption: who signs there is told by the name."""

from collections.abc import Iterator

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import FieldName
from domain.likeness import same_name
from intake.extractors.requests.strokes import list_large_ink
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid, Paper

#: What strokes over one's own name are worth as a signature.
WORTH = 0.93
#: Strokes begin no farther aside of the name, and end no farther above it or reach into it no farther, in its height.
_ASIDE, _ABOVE, _INTO = 6.0, 2.0, 1.2


def find_named_signature(paper: Paper, applicant: str) -> Evidence | None:
    """The strokes right over the applicant's name in print; None where there are none."""
    for laid in reversed(paper.pages):
        for segment in _names_in_print(laid, applicant):
            for ink in list_large_ink(laid):
                if _stands_on(ink, segment):
                    return paper.evidence(
                        FieldName.SIGNATURE_PRESENT, True, laid.sheet.page, (), WORTH,
                        printed="", box=ink, reading=1.0,
                    )  # fmt: skip
    return None


def _names_in_print(laid: Laid, applicant: str) -> Iterator[Segment]:
    """The applicant's name alone, or before a comma and what the person is, where it answers no question."""
    answers = {id(t) for a in laid.answers for t in a.tokens}
    for segment in laid.sheet.segments:
        named = segment.text.strip(" .,")
        own = any(same_name(applicant, name) for name in (named, named.rsplit(",", 1)[0]))
        written = any(t.word.handwritten for t in segment.tokens)
        if own and not written and id(segment.tokens[0]) not in answers:
            yield segment


def _stands_on(ink: Box, name: Segment) -> bool:
    boxes = [t.word.box for t in name.tokens]
    top, height = min(b.y0 for b in boxes), max(b.height for b in boxes)
    near = -_ABOVE * height <= ink.y1 - top <= _INTO * height and ink.y0 < top
    return near and abs(ink.x0 - boxes[0].x0) <= _ASIDE * height
