"""What a paper says of a person, and what papers of one submission say of one another."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.documents import Document, Evidence
from domain.ids import CertificationNumber, DocumentId
from domain.kinds import FieldName, MatchStatus
from domain.records import Candidate, FieldComparison, Match, MatchQuery
from domain.submissions import Headers
from processing.matching.names import names_agree

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

_BIRTH_IN_TEXT = re.compile(
    r"(?:\bd\.?\s?o\.?\s?b\.?|\bdate of birth|\bbirth\s?date|\bborn(?: on)?)\W{0,4}(?:is|:)?\s*"
    r"(\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? (?:19|20)\d\d)",
    re.IGNORECASE,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def query_from_documents(
    documents: Sequence[Document], headers: Headers | None, note: str = ""
) -> MatchQuery:
    """The query for one paper (or several parts of one), with weak hints of its envelope.

    `note` is the covering text (mail body, subject): numbers and birth dates in it become hints.
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
        hint_numbers=find_numbers(text),
        hint_birth_dates=find_birth_dates(text),
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


def settle_submission(
    matches: Mapping[DocumentId, tuple[Document, Match]],
) -> Mapping[DocumentId, Match]:
    """Let papers lend certainty to one another: a card with only a name, sent with a form that matched.

    One mail, fax or neighbourhood of a scan batch (between separators) is passed at a time. A paper
    becomes matched, with the reason `same_submission`, where every certain paper beside it names one
    record, that record is among its candidates with the paper's own name agreeing, and nothing on the
    paper speaks against it. Where papers point to different people nothing is lent.
    """
    settled = {key: match for key, (_, match) in matches.items()}
    certain = {
        m.best.certification_number for m in settled.values() if m.status is MatchStatus.MATCHED and m.best
    }
    if len(certain) == 1:
        number = next(iter(certain))
        settled = {
            key: _lend(match, number) if match.status is not MatchStatus.MATCHED else match
            for key, match in settled.items()
        }
    return {
        key: _point_to_neighbour(key, matches, settled) if match.status is MatchStatus.NONE else match
        for key, match in settled.items()
    }


def _point_to_neighbour(
    key: DocumentId, matches: Mapping[DocumentId, tuple[Document, Match]], settled: Mapping[DocumentId, Match]
) -> Match:
    """A paper that fits no record, beside one of the same name that does: shown with that record, unsettled.

    So a card in the new name is found with the decree that tells the old one.
    """
    mine = _names_of(matches[key][0])
    pointed = {
        match.best.certification_number: match.best.probability
        for other, match in settled.items()
        if other != key
        and match.best
        and any(names_agree(a, b) for a in mine for b in _names_of(matches[other][0]))
    }
    if len(pointed) != 1:
        return settled[key]
    number, probability = next(iter(pointed.items()))
    compared = (
        FieldComparison("name", "differ", "the record has another name", 0.0),
        FieldComparison(
            "same_submission", "agree", "a paper beside it with this name points to the record", 3.0
        ),
    )
    candidate = Candidate(number, round(probability / 2, 6), compared)
    return Match(
        MatchStatus.AMBIGUOUS,
        (candidate,),
        "The name is not the record's; a paper of the same submission points to this record.",
    )


def _names_of(document: Document) -> tuple[str, ...]:
    return query_from_documents([document], None).names


def _lend(match: Match, number: CertificationNumber) -> Match:
    chosen = next((c for c in match.candidates if c.certification_number == number), None)
    if chosen is None or not _may_borrow(chosen) or _has_better_name(match, chosen):
        return match
    lent = FieldComparison("same_submission", "agree", "another paper of this submission is certain", 10.0)
    sure = replace(
        chosen, comparisons=(*chosen.comparisons, lent), probability=max(chosen.probability, 0.999)
    )
    others = tuple(c for c in match.candidates if c is not chosen)
    return Match(MatchStatus.MATCHED, (sure, *others))


def _may_borrow(candidate: Candidate) -> bool:
    """The name fits, and neither number nor birth date nor last four contradict."""
    verdicts = {c.field: c.verdict for c in candidate.comparisons}
    contradicted = any(
        verdicts.get(f) == "differ" or (verdicts.get(f) == "near" and f != "ssn_last4")
        for f in ("number", "date_of_birth", "ssn_last4")
    )
    return verdicts.get("name") in ("agree", "near") and not contradicted


def _has_better_name(match: Match, chosen: Candidate) -> bool:
    """Whether another record fits the paper's name exactly where the lender's only nearly does."""
    mine = next(c for c in chosen.comparisons if c.field == "name")
    if mine.verdict == "agree":
        return False
    return any(
        c.field == "name" and c.verdict == "agree"
        for other in match.candidates
        if other is not chosen
        for c in other.comparisons
    )
