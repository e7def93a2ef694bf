"""Mails that only ask where something stands that was sent in before: they ask nobody to verify anything."""

import re
from collections.abc import Iterable

#: What somebody sends an office and asks after.
_THING = r"(?:forms?|papers?|paperwork|requests?|verifications?|letters?|applications?|envelopes?|packets?)"
#: How a writer says that it was sent in, or should have gone out, before.
_SENT_BEFORE = re.compile(
    r"(?i)\b(?:i|we)\s+(?:(?:have|had|already|just|also|first|originally|personally)\s+){0,3}"
    r"(?:dropped\s+off|left|brought|handed\s+in|turned\s+in|mailed|sent|faxed|e-?mailed|submitted|delivered|requested|asked|ordered|applied)\b"
    rf"[^.?!]{{0,60}}\b{_THING}\b"
    rf"|\b(?:my|our|the|her|his)\s+(?:\w+\s+){{0,2}}{_THING}\s+(?:was|were)\s+(?:supposed|meant|due|dropped|mailed|sent|faxed|submitted|delivered)\b"
)
#: What becomes of such a thing.
_HANDLED = (
    r"(?:mailed|sent|faxed|e-?mailed|received|processed|completed?|done|handled|issued|finished|forwarded|returned|"
    r"gone|went|go(?:ing)?\s+out|out|got|get|arrived?|came|reached|stands?)"
)
#: A question that only asks what became of it.
_ASKS_WHERE = re.compile(
    r"(?i)\b(?:tell|let|inform|advise|know|see|check|find\s+out|confirm|look|wondering|ask(?:ing)?)\b[^.?!]{0,40}"
    r"\b(?:whether|if|when|where|wh(?:at|ich)\s+day)\b[^.?!]{0,12}"
    rf"\b(?:it|that|this|they|these|those|you|(?:my|our|the)\s+(?:\w+\s+){{0,3}}{_THING})\b[^.?!]{{0,24}}\b{_HANDLED}\b[^.?!]{{0,60}}"
    rf"|\b(?:has|have|had|did|was|were|is)\s+(?:it|that|you|(?:my|our|the)\s+(?:\w+\s+){{0,3}}{_THING})\b[^.?!\n]{{0,24}}\b{_HANDLED}\b[^.?!\n]{{0,60}}\?"
    rf"|\bstatus\s+of\s+(?:my|our|the|this|that)\s+(?:\w+\s+){{0,3}}{_THING}\b[^.?!\n]{{0,40}}"
    rf"|\bwhere\s+(?:(?:is|are|does)\s+)?(?:my|our|the)\s+(?:\w+\s+){{0,3}}{_THING}\b[^.?!\n]{{0,24}}"
)
#: Words of who asks for it anew, brings it again or gives leave to tell.
_ASKS_ANEW = re.compile(
    r"(?i)\b(?:please|kindly|(?:could|can|would|will)\s+(?:you|someone|somebody|anyone|your\s+office))\b[^.?!]{0,40}"
    r"\b(?:verify|complete|send|re-?send|fill|provide|furnish|forward|return|issue|e-?mail|fax|mail|prepare|confirm|submit|process|expedite)\b"
    r"|(?<!\bnot\s)(?<!n't\s)\b(?:needs?|requires?|wants?)\b(?!\s+to\s+know\b)"
    r"|\b(?:i|we|they|she|he)\s+(?:requests?|would\s+like|(?:am|are|is)\s+(?:asking|requesting))\b"
    r"|\b(?:attach\w*|enclos\w*|again|good\s+standing|authoriz\w+|releas\w+|consent\w*|to\s+be\s+(?:completed|filled)|asap)\b"
)


def only_asks_where(texts: Iterable[str]) -> bool:
    """Whether a mail asks what became of something sent in before, and nothing else."""
    text = "\n".join(texts)
    if not (_SENT_BEFORE.search(text) and _ASKS_WHERE.search(text)):
        return False
    return _ASKS_ANEW.search(_ASKS_WHERE.sub(" ", text)) is None
