"""Whether a paper on a marriage is from before it: a notice, an application, a licence not returned."""

import re

#: Characters at the head of a paper in which its title stands.
_TITLE = 400
#: What such papers say of themselves.
_DISCLAIMS = re.compile(
    r"\bnot (?:be )?(?:valid as |accepted as )?(?:a )?(?:proof|evidence) of (?:a |the |your )?marriage\b"
    r"|\b(?:notice|application|form) is not (?:a|the) (?:marriage )?(?:licen[cs]e|certificate)\b"
)
_ASKS_TO_MARRY = re.compile(
    r"\b(?:notice|declaration|affidavit) of (?:the |an )?"
    r"(?:intent(?:ion)?s? (?:of |to )?marr(?:iage|y)|intended marriage)\b"
    r"|\bapplication (?:for|to obtain) (?:a )?(?:marriage|licen[cs]e to marry)\b"
    r"|\bmarriage licen[cs]e application\b"
)
_LICENCE = re.compile(r"\bmarriage licen[cs]e\b|\blicen[cs]e (?:to marry|of marriage|for marriage)\b")
_ALLOWS = re.compile(
    r"\bauthori[sz]\w* (?:\w+ ){0,6}?to (?:solemni[sz]e|join|perform|celebrate|unite|marry)\b"
)
#: Words of a marriage that took place, and of the book that tells it. Where they only caption what is still
#: open, the paper is made for the marriage too: it is not said to be from before it.
_MARRIED = re.compile(
    r"\b(?:were|have been|are) (?:(?!previously|ever|never|last|not|to)\w+ ){0,3}?(?:joined|united|married)\b"
    r"|\b(?:solemni[sz]ed|performed)\b|\bcertificate (?:of|and|is) (?:\w+ )?marriage\b"
    r"|\bmarriage certificate\b|\brecord of marriage\b"
    r"|\b(?:date|place) of (?:the |this )?(?:marriage|ceremony|wedding)\b"
    r"|\btrue (?:and correct )?copy\b|\breturn (?:of|as)\b"
)
#: A day or a place that is only meant: "Intended date and place of wedding".
_INTENDED = re.compile(
    r"\b(?:intended|proposed|planned|expected|tentative|anticipated|approximate)\b[^.:;]{0,30}\b(?:marriage|ceremony|wedding)\b"
)


def is_before_marriage(text: str) -> bool:
    """Whether a paper's words tell that somebody means to marry or may, and nowhere that they did."""
    plain = " ".join(text.casefold().split())
    if _DISCLAIMS.search(plain):
        return True
    title = plain[:_TITLE]
    early = _ASKS_TO_MARRY.search(title) or (_LICENCE.search(title) and _ALLOWS.search(plain))
    return early is not None and not _MARRIED.search(_INTENDED.sub(" ", plain))
