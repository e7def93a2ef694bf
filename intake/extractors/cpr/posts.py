"""The post of somebody who signs a card, which names no school."""

import re

from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.normalise.organisations import looks_like_organisation

#: What somebody is who signs, alone under the line: "Program Director", "Director of Education", "President, Training Services".
#: Schools call themselves by who teaches too ("The CPR Trainer"): that is a post only behind words of posts.
_POST_WORD = r"(?:director|coordinator|manager|registrar|administrator|president|supervisor|officer)"
_TEACHES = (
    r"(?:(?:lead|chief|senior|course|class|skills|clinical|nurse|authori[sz]ed|certified|training|education|officer|and|&|/|ems|aha|hsi|bls|acls|pals|cpr)\s+){0,6}"
    r"(?:instructor|trainer|educator)"
)
_POST = re.compile(
    rf"(?i)^(?:(?:[a-z&/.-]+\s+){{0,6}}{_POST_WORD}|{_TEACHES})(?:\s+of(?:\s+[a-z&]+){{1,4}}|\s*,\s+(?!(?:llc|inc|corp|ltd)\b)[a-z& ]+)?\W*$"
)


#: The telephone of who signs, behind the post.
_PHONE_BEHIND = re.compile(r"[\s,|·•]{1,4}\(?\d{3}\)?[\s.-]{0,2}\d{3}[\s.-]\d{4}$")


def is_post(text: str) -> bool:
    """Whether a text is the post of somebody who signs, behind her or his name and degree or not, with a telephone
    perhaps: "Ana Cruz, RN, Director of Education"."""
    plain = _PHONE_BEHIND.sub("", text.strip())
    if _POST.match(plain):
        return True
    named, *others = plain.split(",")
    name = tidy_name(named) if others and _POST.match(others[-1].strip()) else None
    return name is not None and is_full_name(name) and not looks_like_organisation(named)
