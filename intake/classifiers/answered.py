"""Letters that read like a request and ask us nothing: another state's answer, a notice for our file."""

import re
from collections.abc import Iterable

#: How a letter or mail says that it is the verification itself, and not a request for one.
_TELLS_ITSELF = re.compile(
    r"(?i)\bthis\s+(?:e-?mail|letter|message|memorandum|correspondence|communication)\s+"
    r"(?:(?:hereby|also|will|shall|may)\s+)*"
    r"(?:(?:serves?|constitutes?|stands?|acts?)\s+(?:(?:as|to)\s+)?|(?=(?:verifies|certifies|attests)\b))"
    r"(?:(?:an?|the|our|its)\s+)?(?:(?:official|formal|written|primary\s+source)\s+){0,2}"
    r"(?:verification|verif(?:y|ies)|certification|certif(?:y|ies)|attests?)\b"
    r"(?!\s+(?:request|inquiry|of\s+(?:receipt|employment)))"
    r"|\baccept\s+this\s+(?:e-?mail|letter|message)\s+as\s+(?:(?:our|the|an?)\s+)?(?:official\s+)?verification\b(?!\s+request)"
)

#: What only the office that certified somebody tells: how that stands, and whether it acted against them.
_STATUS = re.compile(
    r"(?im)(?:\bstatus\s*[:–—-]\s*|^[^\w\n]*(?:[a-z]+\s+){0,2}status\s+)"
    r"(?:active|current|valid|expired|inactive|lapsed|in\s+good\s+standing)\b(?!\s*(?:[/☐□_[]|or\b|expired|inactive|lapsed))"
)
_DISCIPLINE = re.compile(
    r"(?i)\b(?:no|none|never|not)\b[^.?\n]{0,60}\b(?:disciplin\w*|complaints?|adverse|sanction\w*|pending)\b"
    r"|\bdisciplin[^.?\n]{0,25}(?::\s*(?:no|none)|\snone)\b(?!\s*(?:[/☐□_[]|yes|no\b))"
)
#: What is asked of Massachusetts is no answer of another state.
_OF_OURS = re.compile(
    r"(?i)\b(?:your\s+(?:state|office|agency|records?)\b[^.\n]{0,40}\b(?:certif|licens)|massachusetts\s+(?:certif|licens|ems\s+(?:certif|licens|creden)|emt\b|paramedic))"
)
#: Who still asks for something to be filled in, or names a number of ours, answers nothing.
_ASKS = re.compile(
    r"(?i)\b(?:please|kindly)\b[^.]{0,40}\b(?:verify|complete|confirm|return)|\bto\s+be\s+completed\s+by\b|\b(?-i:[EAP])\d{7}\b"
    r"|\b(?:emt|aemt|paramedic|certif\w*|licens\w*)\b[^.\n]{0,40}\b(?:in\s+massachusetts|(?:in|by)\s+your\s+state)\b"
)


def is_answer(texts: Iterable[str]) -> bool:
    """Whether a paper tells that it verifies, and how a certification that is not ours stands."""
    text = "\n".join(texts)
    tells = _TELLS_ITSELF.search(text) and _STATUS.search(text) and _DISCIPLINE.search(text)
    return bool(tells) and _OF_OURS.search(text) is None and _ASKS.search(text) is None


#: How a sentence begins that says that nothing is asked of us. Within one it holds on terms, and of nothing
#: "else" or "more" it tells that something was asked: "If she is unknown, no reply is needed.".
_NOTHING_ASKED = re.compile(
    r"\bN(?i:othing|o\s+(?:action|reply|response|answer|verification)(?:\s+or\s+\w+)?)\s+"
    r"(?i:(?:is|are|will\s+be)\s+(?:being\s+)?(?:asked|requested|required|needed|necessary|expected|sought|wanted)\b"
    r"(?:\s+(?:of|from|by|on\s+the\s+part\s+of)\s+(?:you|your)\b|\s*[.;]))"
)
#: Words of whoever asks for something all the same, if only a question, or gives leave to tell it.
_ASKED = (
    r"(?:please|kindly|request\w*|to\s+be\s+(?:completed|filled)|good\s+standing|return\s+(?:this|to|the)|"
    r"authoriz\w+|releas\w+|consent\w*|(?:tell|send)\s+(?:us|me)|let\s+(?:us|me)\s+know|whether)"
)
_ANY_REQUEST = re.compile(rf"(?i)\?|\b(?:{_ASKED}|verif\w+|confirm(?!ation)\w*)\b")


def asks_nothing(texts: Iterable[str]) -> bool:
    """Whether a letter says that it asks nothing of us, and has no word of a request."""
    told = list(texts)
    nothing = [found for text in told for found in _NOTHING_ASKED.finditer(text)]
    rest = " ".join(_NOTHING_ASKED.sub(" ", text) for text in told) if nothing else ""
    return bool(nothing) and _ANY_REQUEST.search(rest) is None


#: How an employer writes to whom it may concern that somebody works there.
_EMPLOYED = re.compile(
    r"(?i)\b(?:is|was|has\s+been|have\s+been)\s+(?:\w+\s+)?employed\s+(?:by|with|at|as|here|in)\b|\bworked\s+(?:here|for|with|at)\b|\b(?:statement|confirmation)\s+of\s+employment\b"
)
_ANY_QUESTION = re.compile(
    rf"(?i)\?|\b(?:{_ASKED}|verif\w+\s+(?:the|her|his|their|of)\s+(?!employment)"
    r"|your\s+(?:state|office|records?|register))\b"
)


def tells_employment(texts: Iterable[str]) -> bool:
    """Whether a letter states that somebody is or was employed, and has no word that asks for anything."""
    text = "\n".join(texts)
    return _EMPLOYED.search(text) is not None and _ANY_QUESTION.search(text) is None
