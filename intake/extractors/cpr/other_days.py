"""Days on a card that are neither its first nor its last: what their words or captions call them."""

import re
from collections.abc import Sequence

from intake.extractors.sheets.layout import Sheet, Token

#: What happens on days on which a card is neither given nor runs out.
NEITHER = re.compile(
    r"(?i)\b(?:print(?:ed)?|generated|as\s+of|retrieved|born|birth|dob|rev(?:ised)?|form|copyright|signed|sent|order(?:ed)?|accessed"
    r"|downloaded|updated|run\s+date|membership|hired?|next\s+class|registered|enrolled|started|begun|opened|tried"
    r"|(?:with\s+us|employed|member|here)\s+since)\b|©"
)

#: Words that a caption of one day has at most.
_LONGEST_CAPTION = 4


def is_day_of_another(sheet: Sheet, tokens: Sequence[Token]) -> bool:
    """Whether the caption right over a day says that it is no card's ("Book opened", "With us since")."""
    row = next((s.row for s in sheet.segments if s.tokens[0] is tokens[0]), 0)
    for above in sheet.rows[row - 1] if row else ():
        near = tokens[0].y0 - above.y1 < tokens[0].height and abs(above.x0 - tokens[0].x0) < tokens[0].height
        if near and len(above.tokens) <= _LONGEST_CAPTION and NEITHER.search(above.text):
            return True
    return False
