"""The papers the model tells apart, finer than `Kind`: what each leaf means for a document."""

from domain.kinds import Kind, Subkind

#: Leaves that prove a name or an identity; each is an `EvidenceType` of the same value.
from domain.states import PageUse

#: Leaves that prove a name or an identity; each is an `EvidenceType` of the same value.
EVIDENCE_LEAVES = (
    "drivers_license",
    "passport",
    "marriage_certificate",
    "divorce_decree",
    "court_order",
    "naturalization_certificate",
    "social_security_card",
)

#: A form, letter or printout that asks for the change of a name and proves none by itself.
NAME_REQUEST = "name_request"

#: Leaves that are no documents but cover or part other papers.
COVER_SHEET = "cover_sheet"
COVER_NOTE = "cover_note"
SEPARATOR = "separator"

USE_OF_LEAF: dict[str, PageUse] = {
    COVER_SHEET: PageUse.COVER,
    COVER_NOTE: PageUse.COVER,
    SEPARATOR: PageUse.SEPARATOR,
}

KIND_OF_LEAF: dict[str, Kind] = (
    {Kind.VERIFICATION_REQUEST.value: Kind.VERIFICATION_REQUEST, Kind.CPR_CARD.value: Kind.CPR_CARD}
    | dict.fromkeys((*EVIDENCE_LEAVES, NAME_REQUEST), Kind.NAME_CHANGE_EVIDENCE)
    | {subkind.value: Kind.OTHER for subkind in Subkind}
    | dict.fromkeys(USE_OF_LEAF, Kind.OTHER)
)


def leaf_of(kind: Kind, subkind: Subkind | None, evidence_type: str) -> str:
    """What a paper of this kind is to the model; `evidence_type` is empty where the paper proves none."""
    if kind is Kind.NAME_CHANGE_EVIDENCE:
        return evidence_type if evidence_type in EVIDENCE_LEAVES else NAME_REQUEST
    if kind is Kind.OTHER:
        return (subkind or Subkind.UNKNOWN).value
    return kind.value


def name_subkind(leaf: str) -> Subkind | None:
    """The subkind that a leaf of `other` stands for; None for other kinds."""
    if KIND_OF_LEAF[leaf] is not Kind.OTHER:
        return None
    return Subkind.LETTER if leaf in USE_OF_LEAF else Subkind(leaf)
