"""Ways by which a paper does not want its answer: "Do not fax.", "No e-mailed forms, please."."""

import re

from domain.kinds import FieldName

#: How a sentence forbids, and the words that may stand before the way that it means.
_NOT = (
    r"\b(?:do\s+not|don['’]t|does\s+not|may\s+not|must\s+not|should\s+not|can\s?not|can['’]t|will\s+not|won['’]t|never|are\s+unable\s+to)\s+"
    r"(?:(?:please|accept|take|honou?r|receive|process|send|return|reply|respond|answer|submit|use|mail|e-?mail|fax|copies|forms?|"
    r"replies|answers|responses|verifications?|completed|this|these|it|them|any|your|the|or|nor|and|by|via|through|back|in)\s+){0,7}"
)
_NO = r"\bno[ ](?:(?:e-?mail(?:s|ed)|fax(?:es|ed)|facsimiles?|or|and)\s+){0,2}"
#: Behind a way, others that are meant with it: ", mail or e-mail".
_OTHERS = r"(?:(?:,\s*[\w-]+){0,3},?\s+(?:or|nor|and)\s+(?:(?:by|via)\s+)?[\w-]+)?+"
#: The answer, whole and whosever: of a certificate or a number alone nothing is said about it.
_THE_ANSWER = (
    r"(?:\s+(?:(?:your|any|this|these|the|our|copies|of|completed|signed|verification|licen[cs]ure|licen[cs]e|certification)\s+){0,5}"
    r"(?:forms?|repl(?:y|ies)|answers?|responses?|verifications?|it|them|this|back|(?<=(?:ed|le)\s)(?:copies|documents))\b"
    r"(?:\s+of\s+(?:(?:this|the|your)\s+)?(?:licen[cs]ure|certification|forms?)\b)?)"
)
_TO_US = r"(?:\s+(?:back\s+)?to\s+(?:us|(?:our|this)\s+(?:office|agency|board|bureau|department|address|number))\b)?"
#: What lets a way stand on some terms, or forbids it on some alone.
_TERMS = r"(?:unless|without|if|until|before|except|more\s+than|to)\b"
#: Where a clause ends, but not at a mark behind which its terms stand; its line may end on no mark at all.
_END = (
    rf"(?:\s*(?:[.;:!)]|$)|(?:\s*[,(–—]|\s+-)(?!\s*{_TERMS})|\s+(?:because|since|as|please|but|thank)\b"
    r"|[ ]*\n\s*(?=(?-i:[A-Z]))(?:e-?mail|fax|mail|please|post|return|send|thank)\b)"
)
_END_BEHIND_ANSWER = rf"(?:{_END}|[ ]*\n\s*(?-i:[A-Z])|\s+n?or\s+(?:any|e-?mail|fax|mail|post|send)\b)"
#: How what was sent so is unwanted, whoever sent it and however it is filled in.
_UNWANTED = (
    rf"{_OTHERS}{_THE_ANSWER}?{_TO_US}"
    r"\s+(?:(?:is|are|will|can|may)\s?not(?:\s+be)?\s+(?:accepted|acceptable|honou?red|processed|taken|allowed|permitted)"
    rf"|(?:is|are|will\s+be)\s+(?:unacceptable|rejected|refused|discarded))\b(?!\s*[,(–—-]?\s*{_TERMS})"
)
#: What stands behind a way that is forbidden for the answer: nothing more, or the answer alone.
_WHOLLY = rf"{_OTHERS}(?:{_THE_ANSWER}{_TO_US}{_END_BEHIND_ANSWER}|{_END})"
#: The same behind "no", where "accepted" may follow.
_NONE_SENT = rf"{_OTHERS}{_THE_ANSWER}?{_TO_US}(?:\s+(?:(?:is|are|will\s+be)\s+)?(?:accepted|allowed|permitted))?{_END_BEHIND_ANSWER}"
#: Who alone may not use the way: the office's answer may go by it.
_BY_THE_APPLICANT = re.compile(r"(?i)\b(?:applicants?|candidates?|students?|you(?:r(?:self)?)?)\b[^.]{0,60}$")

#: Each way as it is forbidden, as what is sent by it is, and behind a bare "no", where a caption may stand: "Fax no."
_WAYS = {
    FieldName.RETURN_FAX: (
        r"(?:fax(?:es|ed)?|facsimiles?)\b",
        r"(?:fax(?:es|ed)|facsimiles?)\b",
        r"\b(?:fax(?:es|ed)?|facsimiles?)\b",
    ),
    FieldName.RETURN_EMAIL: (
        r"e-?mail(?:s|ed)?\b",
        r"e-?mail(?:s|ed)\b",
        r"(?<!personal )(?<!private )\be-?mail(?:s|ed)?\b",
    ),
    FieldName.RETURN_ADDRESS: (
        r"(?<!-)(?:mail|post)\b",
        r"(?:mailed|posted)\b",
        r"(?<!-)\b(?:mailed|posted)\b",
    ),
}
#: What is not done by a way that a form has no use for, and nothing more is said of: "No e-mail is used for this form."
_UNUSED = (
    r"\s+(?:is|are|will\s+be)\s+(?:used|accepted|taken|allowed|permitted)"
    r"(?:\s+for\s+(?:this|these|our)\s+(?:forms?|answers?|verifications?|purpose))?\s*(?:[.;!)]|$)"
)
_REFUSALS = {
    field: re.compile(
        rf"(?i)(?:{_NOT}{told}{_WHOLLY}|{_NO}{sent}{_NONE_SENT}|(?<!\bif\s)\bno[ ]{told}{_UNUSED}|{subject}{_UNWANTED})"
    )
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
