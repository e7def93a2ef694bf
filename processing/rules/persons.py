"""Rules that look at the paper beside the certification record.

Where matching is unsettled, the paper is compared with the first candidate only as far as something
else than the compared field already points to that record: a number is called wrong where name and
birth date are the record's, a name where number or birth date are.
"""

from domain.documents import Document
from domain.kinds import FieldName, Kind, MatchStatus, Severity
from domain.policy import Policy
from processing.matching.compare import Comparison, DateFit, DigitsFit, may_be_misread
from processing.matching.names import Grade
from processing.matching.numbers import NumberFit, compare_numbers, split_number
from processing.matching.query import find_numbers, query_from_documents
from processing.matching.resembling import resembles_record
from processing.rules.context import RuleContext

_ID_FIELDS = (FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.NEW_NAME)


def has_no_record(context: RuleContext) -> Severity | None:
    """No record fits, and what was read surely is enough to say so: a name, and a number or a birth date."""
    if context.match.status is not MatchStatus.NONE:
        return None
    return Severity.WARNS if _is_surely_described(context) else None


def finds_no_record(context: RuleContext) -> Severity | None:
    """Somebody is named or numbered and no record was found, but too little was read to say there is none."""
    if context.match.status is not MatchStatus.NONE or _is_surely_described(context):
        return None
    query = query_from_documents([context.document], None)
    return Severity.WARNS if query.names or query.number else None


def _is_surely_described(context: RuleContext) -> bool:
    query, sure = query_from_documents([context.document], None), context.policy.reading.sure
    numbered = bool(all(split_number(query.number))) and query.number_confidence >= sure
    born = len(query.date_of_birth) == len("2000-01-31") and query.date_of_birth_confidence >= sure
    return bool(query.names) and query.name_confidence >= sure and (numbered or born)


def is_ambiguous(context: RuleContext) -> Severity | None:
    return Severity.WARNS if context.match.status is MatchStatus.AMBIGUOUS else None


def asks_of_several(context: RuleContext) -> Severity | None:
    return Severity.WARNS if context.others_asked else None


def say_several(context: RuleContext) -> tuple[str, str] | None:
    """Who the others are: nothing else on the case speaks of them."""
    if not context.others_asked:
        return None
    return (
        f"The request asks for more people than one. The values are the first one's; it also names "
        f"{', '.join(context.others_asked)}. Handle each of them.",
        "Please send a request of its own for each person.",
    )


def has_other_name(context: RuleContext) -> Severity | None:
    """No name on the paper fits the record that something else on or around the paper points to."""
    found = context.compared()
    if found is None or found.name is None or _name_fits(context, found):
        return None
    if context.match.status is not MatchStatus.MATCHED and not _pointed_to(context, found):
        return None
    return context.severity(*(f for f in _ID_FIELDS if context.document.best(f)))


def _name_fits(context: RuleContext, found: Comparison) -> bool:
    """As a sure field gave it; else as it stands among the paper's words, or as far as reading goes."""
    if found.grade >= Grade.MIDDLE_CLASH or found.name_stands:
        return True
    query = query_from_documents([context.document], None)
    settled = context.match.status is MatchStatus.MATCHED
    resembles = settled or any(resembles_record(name, found.record) for name in query.names)
    return resembles and query.name_confidence < context.policy.reading.likely


def _pointed_to(context: RuleContext, found: Comparison) -> bool:
    """Whether anything but the name leads to the record: number, birth date, last four, note or neighbour."""
    best = context.match.best
    by_paper = found.number >= NumberFit.OTHER_PREFIX or found.date_of_birth is DateFit.FULL
    around = {"number", "date_of_birth", "same_submission"} & set(best.reasons if best else ())
    # A surname that gained or lost a part, where only one record could be meant.
    by_name = found.grade is Grade.PART_OF_SURNAME and len(context.match.candidates) == 1
    return by_paper or found.ssn_last4 is DigitsFit.AGREES or bool(around) or by_name


def has_other_number(context: RuleContext) -> Severity | None:
    """The number printed is not the record's, though the person is."""
    found = context.compared()
    if found is None or found.number in (NumberFit.MISSING, NumberFit.AGREES):
        return None
    if found.number is NumberFit.OTHER_PREFIX or not _is_the_person(found, context):
        return None
    return context.severity(FieldName.CERTIFICATION_NUMBER)


def _is_the_person(found: Comparison, context: RuleContext) -> bool:
    if found.grade < Grade.INITIAL_ONLY and not found.name_stands:
        return False
    backed = found.date_of_birth is DateFit.FULL or found.ssn_last4 is DigitsFit.AGREES
    near = found.number in (NumberFit.NEAR, NumberFit.CONFUSED)
    return backed or near or context.match.status is MatchStatus.MATCHED


def has_other_birth_date(context: RuleContext) -> Severity | None:
    """The birth date, surely read, is not the record's, though the person is."""
    found = context.compared()
    if found is None or found.date_of_birth not in (DateFit.DIFFERS, DateFit.NEAR, DateFit.SWAPPED):
        return None
    read, born = context.document.best(FieldName.DATE_OF_BIRTH), found.record.date_of_birth
    if read and born and may_be_misread(str(read.value), born.isoformat(), read.confidence):
        return None
    backed = found.number >= NumberFit.OTHER_PREFIX or found.ssn_last4 is DigitsFit.AGREES
    if context.match.status is MatchStatus.MATCHED or (
        backed and (found.grade >= Grade.PART_OF_SURNAME or found.name_stands)
    ):
        return context.severity(FieldName.DATE_OF_BIRTH)
    return None


def claims_other_level(context: RuleContext) -> Severity | None:
    """The form claims another level than the record of the person it certainly is."""
    claimed, record = context.text_value(FieldName.LEVEL), context.record
    if not claimed or record is None or claimed.casefold() == record.level.casefold():
        return None
    found = context.compared()
    settled = context.match.status is MatchStatus.MATCHED
    if settled or (found and found.number is NumberFit.AGREES and found.grade >= Grade.NICKNAME):
        return context.severity(FieldName.LEVEL)
    return None


def is_not_current(context: RuleContext) -> Severity | None:
    """Never a clean letter for a status that may not practise; unknown words are such."""
    if context.record is None or context.match.status is not MatchStatus.MATCHED:
        return None
    return None if may_practise(context.record.status, context.policy) else Severity.WARNS


def say_status(context: RuleContext) -> tuple[str, str] | None:
    """Of a word that is in neither list, that nobody said what it means."""
    status = context.record.status.strip() if context.record else ""
    if status.casefold() in {word.casefold() for word in context.policy.status.may_not}:
        return None
    return (
        f"The policy does not know the record's status '{status}': no clean letter. Where it allows "
        "practice, an administrator adds it to the policy.",
        "We could not tell from our record whether your certification is current. We look into it.",
    )


def may_practise(status: str, policy: Policy) -> bool:
    """Whether a status word is of a certification in force; every word that is not listed is not."""
    return status.strip().casefold() in {word.casefold() for word in policy.status.may_practise}


def lacks_link(context: RuleContext) -> Severity | None:
    """A paper in the new name alone, and nothing that ties it to the name on the record."""
    if context.text_value(FieldName.EVIDENCE_TYPE) not in context.policy.name.identity_papers:
        return None
    if context.text_value(FieldName.FORMER_NAME) or context.match.status is MatchStatus.MATCHED:
        return None
    linked = any(_names_both(d) for d in context.siblings) or _numbered(context)
    return None if linked or _born_alike(context) else Severity.WARNS


def _names_both(document: Document) -> bool:
    both = document.value(FieldName.FORMER_NAME) and document.value(FieldName.NEW_NAME)
    return document.guess.kind is Kind.NAME_CHANGE_EVIDENCE and bool(both)


def _numbered(context: RuleContext) -> bool:
    if context.record is None:
        return False
    numbers = (*find_numbers(context.text), context.text_value(FieldName.CERTIFICATION_NUMBER))
    return any(compare_numbers(n, context.record.certification_number) is NumberFit.AGREES for n in numbers)


def _born_alike(context: RuleContext) -> bool:
    found = context.compared()
    return found is not None and found.date_of_birth is DateFit.FULL and found.grade >= Grade.GIVEN_ONLY
