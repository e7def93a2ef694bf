"""Ways by which a paper does not want its answer: "Do not fax.", "No e-mailed forms, please."."""

import re

from domain.kinds import FieldName

#: How a sentence forbids, and the words that may stand before the way that it means.
_NOT = (
    r"\b(?:do\s+not|don['’]t|does\s+not|may\s+not|must\s+not|should\s+not|can\s?not|can['’]t|will\s+not|won['’]t|never|are\s+unable\s+to)\s+"
    r"(?:(?:please|accept|take|honou?r|receive|process|send|return|reply|respond|answer|submit|use|mail|e-?mail|fax|copies|forms?|"
    r"replies|answers|responses|verifications?|completed|this|these|it|them|any|your|the|or|nor|and|by|via|through|back|in)\s+){0,7}"
)
_NO = r"\bno[ ](?:(?:e-?mail(?:s|ed)|fax(?:es|ed)|or|and)\s+){0,2}"
#: How what was sent so is unwanted, whoever sent it and however it is filled in.
_UNWANTED = (
    r"\b(?:(?!\b(?:by|with|without|from|if|unless|lacking)\b)[^.\n]){0,30}?\b(?:(?:is|are|will|can|may)\s?not(?:\s+be)?\s+(?:accepted|acceptable|honou?red|processed|taken|allowed|permitted)"
    r"|(?:is|are|will\s+be)\s+(?:unacceptable|rejected|refused|discarded))\b"
)
#: What stands behind a way that is forbidden for the answer: nothing more, the form, or another way.
_WHOLLY = (
    r"(?=\s*(?:[.;,!)]|$|(?:or|nor|and|this|it|them|your|any|copies|forms?|repl(?:y|ies)|answers?|back)\b"
    r"|the\s+(?:completed\s+)?(?:form|answer|reply)\b))"
)
#: To whom alone the way may be forbidden, or who alone may not use it: the office's answer may go by it.
_TO_THE_APPLICANT = r"(?!\s+(?:(?:this|the|it|completed|form|back)\s+){0,4}to\s+(?:the\s+)?(?:applicant|candidate|holder|student|employee))"
_BY_THE_APPLICANT = re.compile(r"(?i)\b(?:applicants?|candidates?|students?|you(?:r(?:self)?)?)\b[^.]{0,60}$")

#: Each way as it is forbidden, as what is sent by it is, and behind a bare "no", where a caption may stand: "Fax no."
_WAYS = {
    FieldName.RETURN_FAX: (r"fax(?:es|ed)?\b", r"fax(?:es|ed)\b", r"\bfax(?:es|ed)?"),
    FieldName.RETURN_EMAIL: (r"e-?mail(?:s|ed)?\b", r"e-?mail(?:s|ed)\b", r"\be-?mail(?:s|ed)?"),
    FieldName.RETURN_ADDRESS: (r"(?<!-)(?:mail|post)\b", r"(?:mailed|posted)\b", r"\b(?:mailed|posted)"),
}
_REFUSALS = {
    field: re.compile(rf"(?i)(?:{_NOT}{told}{_WHOLLY}{_TO_THE_APPLICANT}|{_NO}{sent}|{subject}{_UNWANTED})")
    for field, (told, sent, subject) in _WAYS.items()
}
#: Characters of a sentence before a refusal in which it says who may not.
_BEFORE = 80


def refuses_way(text: str, way: FieldName) -> bool:
    """Whether a paper says that its answer is not to go by a way: a field of where it goes."""
    pattern = _REFUSALS.get(way)
    return pattern is not None and any(_is_the_offices(text, found) for found in pattern.finditer(text))


def _is_the_offices(text: str, refusal: re.Match[str]) -> bool:
    return not _BY_THE_APPLICANT.search(text[max(0, refusal.start() - _BEFORE) : refusal.start()])
