"""Whether the papers that came together agree: one person's say the same, and a form's papers are its own.

Only what was read surely on both papers speaks here, and papers of several people in one envelope are no
contradiction by themselves: an employer sends forms or cards of many.
"""

from collections.abc import Callable, Sequence

from domain.documents import Document
from domain.kinds import Channel, FieldName, Kind, MatchStatus, Severity
from domain.records import Match
from processing.matching.names import Grade, compare_names, names_agree
from processing.matching.numbers import NumberFit, compare_numbers
from processing.matching.query import query_from_documents
from processing.rules.context import RuleContext

_PAPER_WORDS = {
    Kind.VERIFICATION_REQUEST: "form",
    Kind.NAME_CHANGE_EVIDENCE: "identity or name-change paper",
    Kind.CPR_CARD: "CPR or ACLS card",
}


def _numbers_differ(one: str, other: str) -> bool:
    """The same digits under another letter are another level's, not another person's."""
    return compare_numbers(one, other) not in (NumberFit.AGREES, NumberFit.OTHER_PREFIX, NumberFit.MISSING)


def _values_differ(one: str, other: str) -> bool:
    """A month or a year alone is no whole date and contradicts nothing."""
    return len(one) == len(other) and one != other


_COMPARED: tuple[tuple[FieldName, Callable[[str, str], bool]], ...] = (
    (FieldName.DATE_OF_BIRTH, _values_differ),
    (FieldName.CERTIFICATION_NUMBER, _numbers_differ),
    (FieldName.SSN_LAST4, _values_differ),
)


def disagrees_with_others(context: RuleContext) -> Severity | None:
    return Severity.WARNS if _differing(context) or _others_paper(context) else None


def say_disagreement(context: RuleContext) -> tuple[str, str] | None:
    """Which values differ on which paper; the values themselves are on the pages."""
    if differing := _differing(context):
        fields = ", ".join(dict.fromkeys(name.value.replace("_", " ") for name, _ in differing))
        papers = ", ".join(dict.fromkeys(_PAPER_WORDS[paper.guess.kind] for _, paper in differing))
        return (
            f"The papers that came together do not agree: {fields}, here and on the {papers}. Compare them.",
            f"The papers that you sent together do not say the same: {fields}. Please check, and send the "
            "right ones.",
        )
    if other := _others_paper(context):
        return (
            f"The {_PAPER_WORDS[other.guess.kind]} that came with this paper is another person's. "
            "Compare them.",
            "The form and the papers that came with it are of two people. Please send the papers of the "
            "person on the form.",
        )
    return None


# -- one person's papers ------------------------------------------------------------------------------


def _differing(context: RuleContext) -> list[tuple[FieldName, Document]]:
    """What is another on a paper of the same person."""
    beside = [d for d in _acted_on(context.siblings) if _is_same_person(context, d)]
    return [
        (name, paper)
        for name, differ in _COMPARED
        for paper in beside
        if (mine := _sure(context, context.document, name))
        and (theirs := _sure(context, paper, name))
        and differ(mine, theirs)
    ]


def _is_same_person(context: RuleContext, other: Document) -> bool:
    mine, theirs = _settled(context.match), _settled(context.sibling_matches.get(other.id))
    if mine and theirs:
        return mine == theirs
    return any(names_agree(a, b) for a in _names(context.document) for b in _names(other))


def is_anothers(context: RuleContext, other: Document) -> bool:
    """Whether a paper beside this one is surely another person's: by its record, or by quite another name."""
    mine, theirs = _settled(context.match), _settled(context.sibling_matches.get(other.id))
    if mine and theirs:
        return mine != theirs
    sure = context.policy.reading.sure
    queries = [query_from_documents([d], None) for d in (context.document, other)]
    named = all(q.names and q.name_confidence >= sure for q in queries)
    return named and all(
        compare_names(a, b) is Grade.DIFFERS for a in queries[0].names for b in queries[1].names
    )


# -- a form with another person's papers --------------------------------------------------------------


def _others_paper(context: RuleContext) -> Document | None:
    """Where one person's forms came with nothing but another's papers: the first of the other's.

    In a scan the sheet before may have come in another envelope.
    """
    papers = _acted_on(context.siblings)
    if context.channel is Channel.SCAN or not papers or context.kind is Kind.OTHER:
        return None
    own, others = _partition(context, papers)
    if not others or _is_form(context.document) == _is_form(others[0]):
        return None
    alike = all(_is_form(d) == _is_form(context.document) for d in own)
    unlike = all(_is_form(d) != _is_form(context.document) for d in others)
    return others[0] if alike and unlike and all(_is_stranger(context, d) for d in others) else None


def _partition(context: RuleContext, papers: Sequence[Document]) -> tuple[list[Document], list[Document]]:
    own = [d for d in papers if _is_same_person(context, d)]
    return own, [d for d in papers if d not in own]


def _is_stranger(context: RuleContext, other: Document) -> bool:
    """Matched to another record; or named surely and quite differently, with another birth date."""
    mine, theirs = _settled(context.match), _settled(context.sibling_matches.get(other.id))
    if mine and theirs:
        return mine != theirs
    born, born_there = (_sure(context, d, FieldName.DATE_OF_BIRTH) for d in (context.document, other))
    if not (born and born_there and _values_differ(born, born_there)):
        return False
    return is_anothers(context, other)


# -- common -------------------------------------------------------------------------------------------


def _acted_on(documents: Sequence[Document]) -> list[Document]:
    return [d for d in documents if d.guess.kind in _PAPER_WORDS and not d.guess.abstains]


def _is_form(document: Document) -> bool:
    return document.guess.kind is Kind.VERIFICATION_REQUEST


def _names(document: Document) -> tuple[str, ...]:
    return query_from_documents([document], None).names


def _settled(match: Match | None) -> str:
    """The record that a paper certainly belongs to, or empty."""
    settled = match is not None and match.status is MatchStatus.MATCHED and match.best
    return str(settled.certification_number) if settled else ""


def _sure(context: RuleContext, document: Document, name: FieldName) -> str:
    """The value, where it was read surely, or empty."""
    found = document.best(name)
    read = found is not None and found.confidence >= context.policy.reading.sure
    return str(found.value).strip() if found is not None and read else ""
