"""What a paper says of a person, as a query for matching."""

import re
from collections.abc import Sequence
from datetime import date

from domain.documents import Document, Evidence
from domain.ids import CertificationNumber
from domain.kinds import FieldName
from domain.records import MatchQuery
from domain.submissions import Headers
from processing.matching.printed import words_of

#: The names a paper gives its person, the current one first.
NAME_FIELDS = (
    FieldName.APPLICANT_NAME,
    FieldName.HOLDER_NAME,
    FieldName.NEW_NAME,
    FieldName.FORMER_NAME,
    FieldName.FORMER_NAMES,
)

#: A certification number in running text: prefix letter (FAQ, Q2) and digits.
_NUMBER_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])[EAP][ -]?\d{6,8}(?!\d)", re.IGNORECASE)

_DAY = (
    r"(\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? (?:19|20)\d\d)"
)
_DAY_IN_TEXT = re.compile(rf"(?<![\w/.-]){_DAY}(?!\d)", re.IGNORECASE)
_BIRTH_IN_TEXT = re.compile(
    r"(?:\bd\.?\s?o\.?\s?b\.?|\bdate of birth|\bbirth\s?date|\bborn(?: on)?)\W{0,4}(?:is|:)?\s*" + _DAY,
    re.IGNORECASE,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def query_from_documents(
    documents: Sequence[Document],
    headers: Headers | None,
    note: str = "",
    own_text: str = "",
    second_text: str = "",
    sender_records: frozenset[CertificationNumber] = frozenset(),
) -> MatchQuery:
    """The query for one paper (or several parts of one), with weak hints of its envelope.

    `own_text` is all that the paper's pages say, `note` the covering text (mail body, subject): numbers
    and birth dates in them become hints, the note's only where the paper's own text has none. `second_text`
    is what the second reader made of the pages: a record's name may stand in either. `sender_records` are
    those of decided cases that came from the same sender.
    """
    evidence = [e for d in documents for e in d.evidence if isinstance(e.value, str) and e.value.strip()]
    named = [e for f in NAME_FIELDS for e in _of_field(evidence, f)]
    number = _best(evidence, FieldName.CERTIFICATION_NUMBER)
    born = _best(evidence, FieldName.DATE_OF_BIRTH)
    last4 = _best(evidence, FieldName.SSN_LAST4)
    level = _best(evidence, FieldName.LEVEL)
    text = "\n".join((note, headers.subject if headers else ""))
    return MatchQuery(
        number=_text(number),
        number_confidence=number.confidence if number else 1.0,
        names=tuple(dict.fromkeys(n for e in named for n in _split_names(str(e.value)))),
        name_confidence=max((e.confidence for e in named), default=1.0),
        date_of_birth=_text(born),
        date_of_birth_confidence=born.confidence if born else 1.0,
        ssn_last4=_text(last4),
        ssn_last4_confidence=last4.confidence if last4 else 1.0,
        email=_address(headers.sender) if headers else "",
        level=_text(level),
        hint_numbers=find_numbers(own_text) or find_numbers(text),
        hint_birth_dates=find_birth_dates(own_text) or find_birth_dates(text),
        sender_records=sender_records,
        printed_words=words_of((own_text, second_text)),
    )


def _of_field(evidence: Sequence[Evidence], name: FieldName) -> list[Evidence]:
    return sorted((e for e in evidence if e.field == name), key=lambda e: -e.confidence)


def _best(evidence: Sequence[Evidence], name: FieldName) -> Evidence | None:
    return next(iter(_of_field(evidence, name)), None)


def _text(evidence: Evidence | None) -> str:
    return str(evidence.value).strip() if evidence else ""


def _split_names(value: str) -> list[str]:
    return [n.strip() for n in re.split(r"[;/\n]", value) if n.strip()]


def _address(sender: str) -> str:
    found = re.search(r"[^<>\s,;]+@[^<>\s,;]+", sender)
    return found[0] if found else ""


def find_numbers(text: str) -> tuple[str, ...]:
    """Certification numbers in running text, upper case, each once; quoted lines are left out."""
    found = (re.sub(r"[ -]", "", m[0]).upper() for m in _NUMBER_IN_TEXT.finditer(_without_quotes(text)))
    return tuple(dict.fromkeys(found))


def find_birth_dates(text: str) -> tuple[str, ...]:
    """ISO dates that running text calls a birth date, each once; quoted lines are left out."""
    found = (_iso_date(m[1]) for m in _BIRTH_IN_TEXT.finditer(_without_quotes(text)))
    return tuple(dict.fromkeys(d for d in found if d))


def find_days(text: str) -> tuple[str, ...]:
    """ISO dates in running text, whatever they are of, each once."""
    found = (_iso_date(m[1]) for m in _DAY_IN_TEXT.finditer(text))
    return tuple(dict.fromkeys(d for d in found if d))


def _without_quotes(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def _iso_date(text: str) -> str:
    """Month first, as the United States write; empty where there is no such day."""
    words = re.findall(r"[A-Za-z]+|\d+", text)
    try:
        if words[0].isalpha():
            month, day, year = _MONTHS.index(words[0][:3].lower()) + 1, int(words[1]), int(words[2])
        elif len(words[0]) == 4:
            year, month, day = (int(w) for w in words)
        else:
            month, day, year = (int(w) for w in words)
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
